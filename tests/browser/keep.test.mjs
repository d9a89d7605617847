// Work that is kept: it comes back after a reload and after a crash, says so where nothing can be kept, and is gone
// when it is cleared. Many files at once, whatever their order. Mappings that are remembered.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { browser, chromePath, flags, kept, open, perFile, ready, says, serve, site, stored, visit } from './harness.mjs';
import { HEADER, school, workbook } from './workbooks.mjs';

const files = path.resolve(import.meta.dirname, '../files');
const file = (name) => path.join(files, name);
const text = (name) => fs.readFileSync(file(name), 'utf8').replace(/\r\n/g, '\n');

perFile();
let folder;
before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'junheng-keep-'));
});
after(async () => {
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

const words = (page, selector) => page.locator(selector).first().innerText();
const choose = (page, names) => page.setInputFiles('#file-picker', names);
const go = async (page, name) => {
  await page.click(`.step-link[href="#/${name}"]`);
  await page.waitForSelector(`.page-${name}`);
};

/** Takes nothing from the column of classrooms any more. */
const correct = async (page) => {
  const row = page.locator('.mapping-table tbody tr').filter({ has: page.locator('.mapping-header', { hasText: '网络多媒体教室' }) });
  await row.locator('select').first().selectOption('unused');
  await page.locator('.mapping-table .confidence-chosen').waitFor();
};

test('a reload brings the work back: the table, what was corrected, what is shown', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    await correct(page);
    await kept(page, (found) => Object.values(found.project).some((one) => one.includes('unused')));
    await go(page, 'result');
    const before = await words(page, '.indicators');
    await page.reload();
    await ready(page);
    await page.waitForSelector('.indicators');
    assert.equal(await words(page, '.indicators'), before);
    // The record of the first opening has made way for that of the second.
    const found = await kept(page);
    assert.equal(Object.keys(found.project).length, 1);
    assert.equal(Object.keys(found.sources).length, 1);
  });
});

/** A browser with a profile of its own, and its first page. */
async function profile(where) {
  const context = await chromium.launchPersistentContext(where, { executablePath: chromePath(), args: flags, viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto(site.url('index.html'));
  await ready(page);
  return { context, page };
}

test('after a crash of the tab or of the whole browser the work goes on', async () => {
  const where = path.join(folder, 'crash');
  let { context, page } = await profile(where);
  await choose(page, file('qinghe-county.xlsx'));
  await page.waitForSelector('.page-check');
  await go(page, 'result');
  const before = await words(page, '.indicators');
  await kept(page);
  // The tab dies.
  const crashed = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => {});
  await crashed;
  page = await context.newPage();
  await page.goto(site.url('index.html'));
  await ready(page);
  await page.getByRole('button', { name: '继续：qinghe-county.xlsx' }).click();
  await page.waitForSelector('.current');
  await go(page, 'result');
  assert.equal(await words(page, '.indicators'), before);
  await kept(page);
  // The whole browser dies; a new tab asks first.
  const gone = new Promise((done) => context.once('close', done));
  const session = await context.newCDPSession(page);
  session.send('Browser.crash').catch(() => {});
  await gone;
  ({ context, page } = await profile(where));
  try {
    await page.waitForSelector('.kept');
    await says(page.locator('.kept'), /继续上次的工作[\s\S]*qinghe-county\.xlsx[\s\S]*保存/);
    await page.getByRole('button', { name: '继续：qinghe-county.xlsx' }).click();
    await page.waitForSelector('.current');
    await go(page, 'result');
    assert.equal(await words(page, '.indicators'), before);
    assert.equal(Object.keys((await kept(page)).project).length, 1);
  } finally {
    await context.close();
  }
});

test('two tabs on the same work keep two works; what is waved away stays, what is deleted goes', async () => {
  const view = await open(browser, site.url('index.html'));
  try {
    const first = view.page;
    await ready(first);
    await choose(first, file('qinghe-stage-column.csv'));
    await first.waitForSelector('.page-check');
    await kept(first);
    const second = await view.context.newPage();
    await second.goto(site.url('index.html'));
    await ready(second);
    await second.getByRole('button', { name: '不用，重新开始' }).click();
    await second.waitForSelector('.kept', { state: 'detached' });
    await choose(second, file('qinghe-county.xlsx'));
    await second.waitForSelector('.page-check');
    await kept(second, (found) => Object.keys(found.project).length === 2 && Object.keys(found.sources).length === 2);
    // The same work in a third tab: what the first does afterwards is kept beside it.
    const third = await view.context.newPage();
    await third.goto(site.url('index.html'));
    await ready(third);
    await third.getByRole('button', { name: '继续：qinghe-stage-column.csv' }).click();
    await third.waitForSelector('.current');
    await kept(third, (found) => Object.values(found.project).filter((one) => one.includes('qinghe-stage')).length === 1);
    await correct(first);
    const found = await kept(first, (found) => Object.values(found.project).filter((one) => one.includes('qinghe-stage')).length === 2);
    assert.equal(Object.values(found.project).filter((one) => one.includes('unused')).length, 1);
    for (const page of [first, second, third]) {
      await page.reload();
      await ready(page);
      await page.waitForSelector('.current, .page-check');
    }
    assert.equal(await first.locator('.confidence-chosen').count(), 1);
    const fourth = await view.context.newPage();
    await fourth.goto(site.url('index.html'));
    await ready(fourth);
    await fourth.waitForSelector('.kept');
    assert.equal(await fourth.locator('.kept-item').count(), 3);
    await fourth.getByRole('button', { name: '删除保存的工作：qinghe-county.xlsx' }).click();
    await kept(fourth, (found) => Object.keys(found.project).length === 2 && Object.keys(found.sources).length === 1);
    assert.equal(await fourth.locator('.kept-item').count(), 2);
    assert.deepEqual(view.problems, []);
  } finally {
    await view.close();
  }
});

test('the newest five works are kept', async () => {
  const view = await open(browser, site.url('index.html'));
  try {
    for (let i = 0; i < 7; i += 1) {
      const page = await view.context.newPage();
      await page.goto(site.url('index.html'));
      await ready(page);
      const csv = path.join(folder, `表${i}.csv`);
      fs.writeFileSync(csv, [HEADER, school(i)].map((row) => row.join(',')).join('\n'));
      await choose(page, csv);
      await page.waitForSelector('.page-check');
      await kept(page, (found) => Object.values(found.project).some((one) => one.includes(`表${i}.csv`)));
      await page.close();
    }
    const found = await stored(view.page);
    const names = Object.values(found.project).map((one) => JSON.parse(one).title).sort();
    assert.deepEqual(names, [2, 3, 4, 5, 6].map((i) => `表${i}.csv`));
    assert.equal(Object.keys(found.sources).length, 5);
  } finally {
    await view.close();
  }
});

const without = {
  'no database at all': () => Object.defineProperty(window, 'indexedDB', { value: undefined }),
  'a forbidden database': () => Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } }),
  'a database that does not open': () => {
    IDBFactory.prototype.open = () => {
      const request = new EventTarget();
      Object.defineProperty(request, 'error', { value: new DOMException('A mutation operation was attempted on a database that did not allow mutations.', 'InvalidStateError') });
      setTimeout(() => request.onerror?.(new Event('error')), 10);
      return request;
    };
  },
};
for (const [name, prepare] of Object.entries(without)) {
  test(`with ${name} the page says once that nothing is kept, works, and asks before the table is lost`, async () => {
    await visit({}, async (page) => {
      const asked = [];
      page.on('dialog', (dialog) => { asked.push(dialog.type()); return dialog.accept(); });
      assert.equal(await page.locator('.banner-kept').count(), 0);
      await choose(page, file('qinghe-county.xlsx'));
      await page.waitForSelector('.page-check');
      await says(page.locator('.banner-kept'), /没有保存[\s\S]*重新放入数据/);
      await page.getByRole('button', { name: '知道了' }).click();
      await page.waitForSelector('.banner-kept', { state: 'detached' });
      await correct(page);
      await page.waitForTimeout(600);
      assert.equal(await page.locator('.banner-kept').count(), 0);
      await go(page, 'result');
      await says(page.locator('.indicators'), /\d/);
      await go(page, 'data');
      await says(page.locator('.where'), /不能保存/);
      await page.reload();
      await ready(page);
      assert.deepEqual(asked, ['beforeunload']);
      await page.waitForSelector('.page-data');
      assert.equal(await page.locator('.current').count(), 0);
    }, { before: prepare });
  });
}

test('a full disk is said, and the table stays', async () => {
  const view = await open(browser, site.url('index.html'));
  try {
    const { page, context } = view;
    await ready(page);
    const session = await context.newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: site.base, quotaSize: 1 });
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.banner-kept');
    await says(page.locator('.banner-kept'), /已满/);
    await go(page, 'result');
    await says(page.locator('.indicators'), /\d/);
    // Room again: the next change is kept, and nothing more is said.
    await session.send('Storage.overrideQuotaForOrigin', { origin: site.base });
    await go(page, 'check');
    await correct(page);
    await page.waitForSelector('.banner-kept', { state: 'detached' });
    const found = await kept(page);
    assert.equal(Object.keys(found.sources).length, 1);
  } finally {
    await view.close();
  }
});

test('a change just before the page is left is kept', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-stage-column.csv'));
    await page.waitForSelector('.page-check');
    await kept(page);
    await correct(page);
    await page.reload();
    await ready(page);
    await page.waitForSelector('.page-check');
    await page.locator('.confidence-chosen').waitFor();
  });
});

test('data that were just put in are there after a reload at once', async () => {
  await visit({}, async (page) => {
    await page.evaluate((content) => {
      // Loaded again as soon as the table is shown: before any change could have been gathered.
      new MutationObserver(() => {
        if (document.querySelector('.page-check .facts') && !sessionStorage.getItem('again')) {
          sessionStorage.setItem('again', '1');
          setTimeout(() => location.reload(), 0);
        }
      }).observe(document, { subtree: true, childList: true });
      const data = new DataTransfer();
      data.setData('text/plain', content);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text('one-school.tsv'));
    await page.waitForFunction(() => performance.getEntriesByType('navigation')[0]?.type === 'reload');
    await ready(page);
    await page.waitForSelector('.page-check .facts');
    await says(page.locator('.facts'), /粘贴的表格/);
  });
});

test('a file that gives nothing takes no work away, on the page or in the browser', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-stage-column.csv'));
    await page.waitForSelector('.page-check');
    await kept(page);
    await go(page, 'data');
    await choose(page, { name: '通知.csv', mimeType: 'text/csv', buffer: Buffer.from('关于开会的通知\n请各校参加\n') });
    await page.getByRole('button', { name: '替换，重新开始' }).click();
    await page.waitForSelector('.trouble');
    // What is corrected next is the work that is shown.
    await go(page, 'check');
    await correct(page);
    await says(page.locator('.facts'), /qinghe-stage-column\.csv/);
    await kept(page, (found) => Object.values(found.project).some((one) => one.includes('unused') && one.includes('qinghe-stage-column.csv')));
    await page.reload();
    await ready(page);
    await page.waitForSelector('.page-check .facts');
    await says(page.locator('.facts'), /qinghe-stage-column\.csv/);
    await page.locator('.mapping-table .confidence-chosen').waitFor();
  });
});

test('a kept work whose reading is stopped is still offered', async () => {
  let slow = false;
  const server = await serve({ change: (name, answer) => { if (slow && name === 'junheng-files_bg.wasm') answer.delay = 20000; } });
  try {
    const view = await open(browser, server.url('index.html'));
    await ready(view.page);
    await choose(view.page, file('qinghe-county.xlsx'));
    await view.page.waitForSelector('.page-check');
    await kept(view.page);
    slow = true;
    const later = await view.context.newPage();
    await later.goto(server.url('index.html'));
    await ready(later);
    await later.getByRole('button', { name: '继续：qinghe-county.xlsx' }).click();
    await later.getByRole('button', { name: '取消', exact: true }).click();
    await later.waitForTimeout(600);
    assert.equal(Object.values((await stored(later)).project).filter((one) => one.includes('qinghe-county.xlsx')).length, 1);
    await view.close();
  } finally {
    await server.close();
  }
});

test("what is typed for data without a county, and a standard of one's own, come back with these data", async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-stage-column.csv'));
    await page.waitForSelector('.page-check');
    await go(page, 'self');
    await page.fill('#fact-rotated', '12');
    await page.evaluate(() => { location.hash = '#/standards'; });
    await page.getByRole('button', { name: /^从 national-2017 开始/ }).click();
    await page.waitForFunction(() => document.getElementById('standard-editor').value.length > 1000);
    const source = await page.inputValue('#standard-editor');
    await page.fill('#standard-editor', source.replace('id = "national-2017"', 'id = "mine"').replaceAll('"4.2"', '"0.1"'));
    await page.getByRole('button', { name: '检查并采用' }).click();
    await page.locator('.standard-on[data-standard="mine"]').waitFor();
    await kept(page, (found) => Object.values(found.project).some((one) => one.includes('mine')));
    await page.reload();
    await ready(page);
    await page.locator('.standard-on[data-standard="mine"]').waitFor();
    assert.match(await page.inputValue('#standard-editor'), /id = "mine"/);
    await go(page, 'result');
    await says(page.locator('.indicators tbody').first().locator('tr').nth(1), /≥ 0\.1/);
    await go(page, 'self');
    assert.equal(await page.inputValue('#fact-rotated'), '12');
    // Other data take their place: nothing is said of them that was not said of them.
    await go(page, 'data');
    await choose(page, file('qinghe-one-sheet.csv'));
    await page.getByRole('button', { name: '替换，重新开始' }).click();
    await page.waitForSelector('.page-check');
    await go(page, 'self');
    assert.equal(await page.inputValue('#fact-rotated'), '');
    await says(page.locator('.page-self .banner-kept'), /qinghe-stage-column\.csv[\s\S]*1 项/);
    await page.fill('#fact-rotated', '');
    await page.getByRole('button', { name: '用在这里' }).click();
    await page.waitForFunction(() => document.getElementById('fact-rotated').value === '12');
    assert.equal(await page.locator('.page-self .banner-kept').count(), 0);
  });
});

test('clearing leaves nothing in the browser, and says what it will delete first', async () => {
  await visit({}, async (page) => {
    await go(page, 'self');
    await page.fill('#fact-rotated', '12');
    await go(page, 'data');
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    await page.getByRole('button', { name: '显示', exact: true }).click();
    await page.getByRole('button', { name: '深色' }).click();
    await kept(page);
    await go(page, 'data');
    await page.waitForFunction(() => /现有 1 份/.test(document.querySelector('.where')?.innerText ?? ''));
    await page.getByRole('button', { name: '清除本机保存的全部内容' }).click();
    await says(page.locator('.where-ask'), /不能恢复/);
    await page.getByRole('button', { name: '不清除' }).click();
    assert.equal(Object.keys((await stored(page)).project).length, 1);
    await page.getByRole('button', { name: '清除本机保存的全部内容' }).click();
    await page.getByRole('button', { name: '确认清除' }).click();
    await page.getByText('已清除：本机不再保存任何内容。').first().waitFor();
    assert.deepEqual(await stored(page), { sources: {}, project: {} });
    assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
    assert.equal(await page.locator('.current').count(), 0);
    await page.waitForTimeout(600);
    assert.deepEqual(await stored(page), { sources: {}, project: {} });
    await page.reload();
    await ready(page);
    await go(page, 'self');
    assert.equal(await page.inputValue('#fact-rotated'), '');
  });
});

test('the example is not kept, and the work before it is still there', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    await kept(page);
    await go(page, 'data');
    await page.getByRole('button', { name: /虚构示例/ }).first().click();
    await page.waitForSelector('.page-result');
    await page.waitForTimeout(600);
    assert.equal(Object.values((await stored(page)).project).filter((one) => one.includes('qinghe-county.xlsx')).length, 1);
    await page.reload();
    await ready(page);
    await go(page, 'data');
    await page.waitForSelector('.current');
    await says(page.locator('.current'), /qinghe-county\.xlsx/);
  });
});

/** Drops files on the page; the first of `rows` is the header. */
const drop = (page, list) =>
  page.evaluate((list) => {
    const data = new DataTransfer();
    for (const [name, base64] of list) {
      const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    const fire = (type) => document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    fire('dragover');
    fire('drop');
  }, list.map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));
const csv = (...rows) => Buffer.from(rows.map((row) => row.join(',')).join('\n'));
const one = (index) => [`${index + 1}号小学.xlsx`, workbook([HEADER, school(index)])];
/** The same in another order. */
const shuffled = (list) => {
  const mixed = [...list];
  let seed = 7;
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    seed = (seed * 48271) % 2147483647;
    const j = seed % (i + 1);
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
};
/** What the result page says, without the names of files. */
const result = async (page) => {
  await go(page, 'result');
  // Long lists are drawn bit by bit.
  await page.waitForSelector('main [aria-busy]', { state: 'detached' });
  return [await words(page, '.verdict'), await words(page, '.indicators'), await words(page, '.sections-table')];
};

test('200 workbooks dropped in any order give one and the same county', async () => {
  const all = Array.from({ length: 200 }, (_, index) => one(index));
  const results = [];
  for (const list of [all, shuffled(all)]) {
    await visit({}, async (page) => {
      await page.evaluate(() => {
        window.steps = [];
        new MutationObserver(() => {
          const shown = document.querySelector('.reading-words');
          if (shown) window.steps.push(shown.textContent);
        }).observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      await drop(page, list);
      await page.waitForSelector('.sources', { timeout: 120000 });
      await says(page.locator('.sources-sum'), /200 个来源，读到 200 行，取用 200 行/);
      assert.equal(await page.locator('.failures').count(), 0);
      const steps = await page.evaluate(() => window.steps);
      assert.ok(steps.some((step) => /正在读取 \d+\/200.*号小学\.xlsx/.test(step)), steps.slice(0, 5).join(' | '));
      await page.getByRole('button', { name: '全部展开（200）' }).click();
      const names = await page.$$eval('.source-name', (cells) => cells.map((cell) => cell.firstChild.textContent));
      assert.deepEqual(names, all.map(([name]) => name));
      results.push(await result(page));
    });
  }
  assert.deepEqual(results[1], results[0]);
});

test('reading many files can be cancelled, and what was there before stays', async () => {
  // A worker that takes its time, so that there is something to cancel however quick the machine.
  const slow = await serve({
    change(name, answer) {
      if (name !== 'worker.js') return;
      answer.body += '\n{ const read = junheng_files.readWorkbook; junheng_files.readWorkbook = (...all) => ' +
        '{ for (const end = Date.now() + 150; Date.now() < end;); return read(...all); }; }\n';
    },
  });
  try {
    await visit({}, async (page) => {
      await choose(page, file('qinghe-county.xlsx'));
      await page.waitForSelector('.page-check');
      const before = await result(page);
      await drop(page, Array.from({ length: 200 }, (_, index) => one(index)));
      await page.waitForSelector('.arrived');
      await says(page.locator('.arrived'), /200 个文件[\s\S]*qinghe-county\.xlsx/);
      assert.ok(await page.evaluate(() => document.activeElement.id === 'arrived'));
      await page.getByRole('button', { name: '替换，重新开始' }).click();
      await page.waitForFunction(() => /\/200/.test(document.querySelector('.reading-what')?.textContent ?? ''));
      await page.getByRole('button', { name: '取消' }).click();
      await page.waitForSelector('.reading', { state: 'detached' });
      assert.deepEqual(await result(page), before);
      await page.waitForTimeout(500);
      assert.deepEqual(await result(page), before);
      await go(page, 'data');
      await says(page.locator('.sources'), /qinghe-county\.xlsx/);
      // The page goes on as before.
      await drop(page, [one(0), one(1)]);
      await page.getByRole('button', { name: '替换，重新开始' }).click();
      await page.getByText('2 个来源').waitFor();
    }, { server: slow });
  } finally {
    await slow.close();
  }
});

test('files join what is there or replace it; the same bytes come once; each failure is told by itself', async () => {
  await visit({}, async (page) => {
    await drop(page, [one(0), ['坏的.xlsx', fs.readFileSync(file('bad/truncated.xlsx'))], one(1), ['又一份.xlsx', one(0)[1]], ['图片.csv', fs.readFileSync(file('bad/picture-renamed.xlsx'))]]);
    await page.waitForSelector('.sources');
    await says(page.locator('.sources-sum'), /2 个来源，读到 2 行，取用 2 行/);
    const told = await words(page, '.failures');
    assert.match(told, /3 个文件没有放入/);
    assert.match(told, /坏的\.xlsx/);
    assert.match(told, /又一份\.xlsx[\s\S]*“1号小学\.xlsx”的内容完全相同/);
    assert.match(told, /图片\.csv/);
    await page.getByRole('button', { name: '知道了' }).click();
    await page.waitForSelector('.failures', { state: 'detached' });
    // Joined, and there already.
    await drop(page, [one(2), one(1)]);
    await page.getByRole('button', { name: '加入现有数据' }).click();
    await page.getByText('3 个来源').waitFor();
    await says(page.locator('.failures'), /2号小学\.xlsx/);
    // Nowhere.
    await drop(page, [one(5)]);
    await page.getByRole('button', { name: '不放入' }).click();
    await page.waitForSelector('.arrived', { state: 'detached' });
    await says(page.locator('.sources-sum'), /3 个来源/);
    // A file of another school under a name that is taken.
    await drop(page, [[one(0)[0], one(9)[1]]]);
    await page.getByRole('button', { name: '加入现有数据' }).click();
    await page.getByText('4 个来源').waitFor();
    await says(page.locator('.sources'), /1号小学 \(2\)\.xlsx/);
    // Taken away and brought back.
    await page.getByRole('button', { name: '移除：2号小学.xlsx' }).click();
    await page.getByText('3 个来源').waitFor();
    assert.doesNotMatch(await words(page, '.sources-table'), /2号小学/);
    await page.locator('.sources').getByRole('button', { name: '撤销' }).click();
    await page.getByText('4 个来源').waitFor();
    await says(page.locator('.sources-table'), /2号小学/);
    // All of it comes back, the way back included.
    const before = await words(page, '.sources-table');
    await kept(page, (found) => Object.keys(found.sources).length === 4);
    await page.waitForTimeout(500);
    await page.reload();
    await ready(page);
    await page.getByText('4 个来源').waitFor();
    assert.equal(await words(page, '.sources-table'), before);
    await page.locator('.sources').getByRole('button', { name: '撤销' }).click();
    await page.getByText('3 个来源').waitFor();
    await page.locator('.sources').getByRole('button', { name: '重做' }).click();
    await page.getByText('4 个来源').waitFor();
    // Replaced: the work before stays among the kept ones.
    await drop(page, [one(7)]);
    await page.getByRole('button', { name: '替换，重新开始' }).click();
    await page.waitForSelector('.page-check');
    await kept(page, (found) => Object.keys(found.project).length === 2 && Object.keys(found.sources).length === 5);
  });
});

test('when nothing of many files can be read, what was there stays', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    const before = await result(page);
    await drop(page, [['a.xlsx', fs.readFileSync(file('bad/encrypted.xlsx'))], ['b.xlsx', Buffer.from('')]]);
    await page.getByRole('button', { name: '加入现有数据' }).click();
    await page.waitForSelector('.trouble');
    await says(page.locator('.trouble'), /a\.xlsx[\s\S]*b\.xlsx/);
    await says(page.locator('.trouble'), /没有受影响/);
    await page.getByRole('button', { name: '回到之前的结果' }).click();
    assert.deepEqual(await result(page), before);
  });
});

test('files dropped while others are being read wait for their answer and join them', async () => {
  await visit({}, async (page) => {
    await drop(page, Array.from({ length: 60 }, (_, index) => one(index)));
    await page.waitForSelector('.reading');
    await drop(page, [one(60), one(61)]);
    await page.getByRole('button', { name: '加入现有数据' }).click();
    await page.getByText('62 个来源').waitFor({ timeout: 60000 });
  });
});

test('the encoding is chosen by eye, and another is read at once', async () => {
  await visit({}, async (page) => {
    const gb = fs.readFileSync(file('qinghe-one-sheet.gb18030.csv'));
    await drop(page, [['表.csv', gb], one(1)]);
    await page.waitForSelector('.sources');
    await says(page.locator('.source-name', { hasText: '表.csv' }), /GB18030/);
    const before = await words(page, '.sources-sum');
    await page.getByRole('button', { name: '换编码：表.csv' }).click();
    const sample = (label) => page.locator(`.encodings-item:has(input[value="${label}"])`);
    await says(sample('gb18030'), /自动识别[\s\S]*学校/);
    await says(sample('utf-8'), /处无法解读/);
    assert.ok(await page.locator('.encodings input[value="gb18030"]').isChecked());
    await sample('big5').click();
    await page.locator('.encodings input[value="big5"]:checked').waitFor();
    await says(page.locator('.sources-table tr', { hasText: '表.csv' }).first(), /没有取用|处/);
    assert.notEqual(await words(page, '.sources-sum'), before);
    await page.getByRole('button', { name: '恢复自动识别' }).click();
    await page.locator('.encodings input[value="gb18030"]:checked').waitFor();
    assert.equal(await words(page, '.sources-sum'), before);
  });
});

const classrooms = (page) =>
  page.locator('.mapping-table tbody tr').filter({ has: page.locator('.mapping-header', { hasText: '电教室' }) });
const odd = HEADER.map((name) => (name === '网络多媒体教室数' ? '电教室' : name));

test('a corrected column is remembered for the same headings, in other files and on other days', async () => {
  await visit({}, async (page) => {
    await drop(page, [['甲.csv', csv(odd, school(0))]]);
    await page.waitForSelector('.page-check');
    await says(classrooms(page), /未认出/);
    await classrooms(page).locator('select').first().selectOption('networked_classrooms');
    await page.locator('.mapping-table .confidence-chosen').waitFor();
    assert.equal(await page.evaluate(() => JSON.parse(localStorage.getItem('junheng.mappings')).length), 1);
    // Another file with the same headings, beside it.
    await go(page, 'data');
    await drop(page, [['乙.csv', csv(odd, school(1))], ['丙.csv', csv(HEADER, school(2))]]);
    await page.getByRole('button', { name: '加入现有数据' }).click();
    await page.getByText('3 个来源').waitFor();
    await go(page, 'check');
    await page.locator('.sheet-tab').nth(2).click();
    await says(page.locator('.mapping-remembered'), /1 列按上次的对应/);
    assert.equal(await classrooms(page).locator('select').first().inputValue(), 'networked_classrooms');
    // A further correction keeps what was remembered.
    await page.locator('.mapping-table select').nth(0).focus();
    const books = page.locator('.mapping-table tbody tr').filter({ has: page.locator('.mapping-header', { hasText: '骨干教师' }) });
    await books.locator('select').first().selectOption('unused');
    await page.locator('.mapping-table .confidence-chosen').nth(1).waitFor();
    assert.equal(await classrooms(page).locator('select').first().inputValue(), 'networked_classrooms');
    await go(page, 'data');
    await page.locator('.sources').getByRole('button', { name: '撤销' }).click();
    // Another visit.
    const other = await page.context().newPage();
    await other.goto(site.url('index.html'));
    await ready(other);
    await drop(other, [['丁.csv', csv(odd, school(3))]]);
    await other.waitForSelector('.mapping-remembered');
    assert.equal(await classrooms(other).locator('select').first().inputValue(), 'networked_classrooms');
    // Not wanted: recognised anew, and not remembered any more.
    await other.getByRole('button', { name: '不采用，重新识别' }).click();
    await other.waitForSelector('.mapping-remembered', { state: 'detached' });
    assert.equal(await other.evaluate(() => localStorage.getItem('junheng.mappings')), null);
    await other.close();
  });
});

test('a correction taken back is not remembered', async () => {
  await visit({}, async (page) => {
    await drop(page, [['甲.csv', csv(odd, school(0))]]);
    await page.waitForSelector('.page-check');
    await classrooms(page).locator('select').first().selectOption('networked_classrooms');
    await page.locator('.mapping-table .confidence-chosen').waitFor();
    await go(page, 'data');
    await page.locator('.sources').getByRole('button', { name: '撤销' }).click();
    await page.waitForFunction(() => localStorage.getItem('junheng.mappings') === null);
    await page.locator('.sources').getByRole('button', { name: '重做' }).click();
    await page.waitForFunction(() => localStorage.getItem('junheng.mappings') !== null);
  });
});

test('mappings are exported and imported; a wrong file is told and changes nothing', async () => {
  let saved;
  await visit({}, async (page) => {
    await drop(page, [['甲.csv', csv(odd, school(0))]]);
    await page.waitForSelector('.page-check');
    await classrooms(page).locator('select').first().selectOption('networked_classrooms');
    await page.locator('.mapping-table .confidence-chosen').waitFor();
    await go(page, 'data');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出对应' }).click()]);
    assert.equal(download.suggestedFilename(), 'junheng-mappings.json');
    saved = fs.readFileSync(await download.path());
  });
  await visit({}, async (page) => {
    await drop(page, [['乙.csv', csv(odd, school(1))]]);
    await page.waitForSelector('.page-check');
    await go(page, 'data');
    const give = (name, content) => page.setInputFiles('#mappings-picker', { name, mimeType: 'application/json', buffer: Buffer.from(content) });
    const wrong = {
      '别的.json': ['{"a":1}', /不是对应文件/],
      '以后.json': [saved.toString().replace('"junhengMappings": 1', '"junhengMappings": 9'), /更新的版本/],
      '改坏.json': [saved.toString().replace('networked_classrooms', 'nothing_known'), /第 1 种对应读不懂/],
    };
    for (const [name, [content, words_]] of Object.entries(wrong)) {
      await give(name, content);
      await page.locator('.banner-bad', { hasText: name }).waitFor();
      await says(page.locator('.banner-bad'), words_);
      assert.equal(await page.evaluate(() => localStorage.getItem('junheng.mappings')), null);
    }
    await give('对应.json', saved);
    await page.getByText('已导入 1 种表头的对应').first().waitFor();
    await go(page, 'check');
    await says(page.locator('.mapping-remembered'), /1 列按上次的对应/);
  });
});

test('ten thousand rows are read, kept and read again; how long the page stood still is only reported', async (t) => {
  const rows = 10000;
  // From the disk: bytes handed over by the test would be unpacked on the page, which takes a second.
  const name = path.join(folder, '全省.xlsx');
  fs.writeFileSync(name, workbook([HEADER, ...Array.from({ length: rows }, (_, index) => school(index))]));
  await visit({}, async (page) => {
    await page.evaluate(() => {
      window.stops = [];
      new PerformanceObserver((list) => window.stops.push(...list.getEntries().map((one) => Math.round(one.duration)))).observe({ entryTypes: ['longtask'] });
    });
    const report = async (what) => t.diagnostic(`${what}: pauses over 50 ms: ${(await page.evaluate(() => window.stops.splice(0))).join(', ') || 'none'} ms`);
    await page.setInputFiles('#file-picker', name);
    await page.waitForSelector('.page-check', { timeout: 120000 });
    await says(page.locator('.facts'), /10,?000/);
    await report('reading');
    await go(page, 'result');
    await report('the result');
    await go(page, 'data');
    await report('the data page');
    await kept(page);
    const before = await words(page, '.sources-table');
    await page.reload();
    await ready(page);
    await page.waitForSelector('.sources', { timeout: 120000 });
    assert.equal(await words(page, '.sources-table'), before);
  });
});
