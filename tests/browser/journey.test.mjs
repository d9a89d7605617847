// The page as people use it: data in, checked, judged, explained, exported; in both languages, both themes, by keyboard
// alone, and when things go wrong. Pictures go to tests/browser/out, for people to look at.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { browser, kept, open, out, perFile, ready, says, scheme, serve, site, visit } from './harness.mjs';

const files = path.resolve(import.meta.dirname, '../files');
const file = (name) => path.join(files, name);
const text = (name) => fs.readFileSync(file(name), 'utf8').replace(/\r\n/g, '\n');
const expected = (name) => JSON.parse(text(`${name}.expected.json`));

perFile();

const words = (page, selector) => page.locator(selector).first().innerText();
const sample = async (page) => {
  await page.getByRole('button', { name: /虚构示例|invented example/ }).first().click();
  await page.waitForSelector('.page-result');
};
const paste = (page, value, html = '') =>
  page.evaluate(([value, html]) => {
    const data = new DataTransfer();
    data.setData('text/plain', value);
    if (html) data.setData('text/html', html);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }, [value, html]);
const replace = (page) => page.getByRole('button', { name: '替换，重新开始' }).click();
const choose = (page, name) => page.setInputFiles('#file-picker', name);
const go = async (page, name) => {
  await page.click(`.step-link[href="#/${name}"]`);
  await page.waitForSelector(`.page-${name}`);
};
/** Long lists have been drawn to their end. */
const drawn = (page) => page.waitForSelector('main [aria-busy]', { state: 'detached' });
const share = (tally) => {
  const percent = ((tally.met * 100) / tally.of).toFixed(2);
  return [`${percent}%`, `${tally.met}/${tally.of}`];
};

/** The figures of an expected.json stand on the result page: shares with their counts, coefficients, verdicts. */
async function agrees(page, name) {
  const wanted = expected(name);
  const stages = page.locator('.stage');
  await stages.first().waitFor();
  assert.equal(await stages.count(), wanted.stages.length);
  for (const [index, stage] of wanted.stages.entries()) {
    const shown = await stages.nth(index).innerText();
    for (const part of share(stage.comprehensive)) assert.ok(shown.includes(part), `${part} in ${shown}`);
    const rows = page.locator('.indicators tbody').nth(index).locator('tr:not(.group-row)');
    for (const [at, indicator] of stage.indicators.entries()) {
      const row = await rows.nth(at).innerText();
      for (const part of share(indicator)) assert.ok(row.includes(part), `${indicator.id}: ${part} in ${row}`);
      if (indicator.cv !== null) {
        assert.ok(row.includes((Math.round(indicator.cv * 1000) / 1000).toFixed(3)), `${indicator.id}: ${indicator.cv} in ${row}`);
        assert.match(row, indicator.cvWithin ? /≤ 0\.\d+ 达标/ : /> 0\.\d+ 未达标/);
      }
    }
  }
  const verdict = { met: '达标', not_met: '未达标', undetermined: '无法判定' }[wanted.resourcesVerdict];
  assert.equal((await words(page, '.verdict-word:not(.county-word)')).trim(), verdict);
}

test('the example county leads to a result in one click and is marked as invented on every page', async () => {
  await visit({}, async (page) => {
    await sample(page);
    assert.equal(new URL(page.url()).hash, '#/result');
    await agrees(page, 'sample-county');
    for (const name of ['data', 'check', 'self', 'result', 'export']) {
      await go(page, name);
      await says(page.locator('.banner-sample'), /虚构示例/);
    }
  });
});

test('a workbook of a county gives the published percentages, and changes of the page lose nothing', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    await says(page.locator('.facts'), /qinghe-county\.xlsx/);
    await page.getByRole('link', { name: '查看结果' }).click();
    await agrees(page, 'qinghe-county');
    const result = await page.content();
    for (const part of ['17.97%', '23/128', '29.73%', '22/74']) assert.ok(result.includes(part), part);
    const verdict = await words(page, '.verdict');
    await page.goBack();
    await page.waitForSelector('.page-check');
    await page.goForward();
    assert.equal(await words(page, '.verdict'), verdict);
  });
});

test('a table pasted anywhere is read; one school gets its indicators and no verdict on the county', async () => {
  await visit({}, async (page) => {
    await paste(page, text('one-school.tsv'));
    await page.waitForSelector('.page-check');
    await page.getByRole('link', { name: '查看结果' }).click();
    const school = page.locator('.school-section');
    assert.equal(await school.locator('tbody tr').count(), 7);
    await says(school, /综合评估/);
    assert.equal(await page.locator('.verdict, .indicators').count(), 0);
    assert.doesNotMatch(await words(page, 'main'), /县域结论：|系数 \d/);
    await page.getByRole('button', { name: '全县评估' }).click();
    await page.waitForSelector('.verdict');
  });
});

test('copied cells bring their stored numbers, not the ones shown', async () => {
  await visit({}, async (page) => {
    // Shown as 4.2, stored as 4.16: below the 4.2 that is asked for.
    const cells = [['学校名称', '学段', '在校生数', '每百名学生拥有高于规定学历教师数'], ['甲小学', '小学', '100', '4.2']];
    const html = `<html><body><table>${cells.map((row) => `<tr>${row.map((cell) =>
      `<td${cell === '4.2' ? ' x:num="4.16"' : ''}>${cell}</td>`).join('')}</tr>`).join('')}</table></body></html>`;
    const plain = cells.map((row) => row.join('\t')).join('\n');
    const first = () => page.locator('.school-section tbody tr').first().innerText();
    await paste(page, plain);
    await page.waitForSelector('.page-check');
    await go(page, 'result');
    assert.match(await first(), /4\.20[\s\S]*达标/);
    await paste(page, plain, html);
    await replace(page);
    await page.waitForSelector('.page-check');
    await go(page, 'result');
    assert.match(await first(), /4\.16[\s\S]*未达标/);
    // The same words over other numbers are another table.
    await paste(page, plain, html.replace('4.16', '4.24'));
    await page.getByRole('button', { name: '加入' }).click();
    await page.waitForSelector('.sources-table');
    assert.equal(await page.locator('.sources-table tbody tr').count(), 2);
  });
});

test('leaving the page asks nothing: a table that was put in is there again, and the example is not kept', async () => {
  await visit({}, async (page) => {
    let asked = 0;
    page.on('dialog', (dialog) => { asked += 1; return dialog.accept(); });
    await page.getByRole('button', { name: /示例/ }).first().click();
    await page.waitForSelector('.verdict');
    await page.reload();
    await ready(page);
    assert.equal(await page.locator('.verdict').count(), 0);
    await page.goto(page.url().replace(/#.*/, '#/data'));
    await paste(page, text('one-school.tsv'));
    await page.waitForSelector('.page-check');
    await page.getByRole('link', { name: '查看结果' }).click();
    await kept(page);
    await page.reload();
    await ready(page);
    await page.locator('.school-section').waitFor();
    assert.equal(asked, 0);
  });
});

test('the published worked example gives 0.515, and its explanation names clause, cells and weights', async () => {
  await visit({}, async (page) => {
    await paste(page, text('worked-example.tsv'));
    await page.waitForSelector('.page-check');
    await page.getByRole('link', { name: '查看结果' }).click();
    const number = page.locator('.number-cv', { hasText: '0.515' }).first();
    await number.click();
    const panel = await words(page, 'dialog.panel');
    for (const part of ['教督〔2017〕6号', '0.515', 'ΣP', '在校生数加权', '不成立']) assert.ok(panel.includes(part), part);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.panel', { state: 'detached' });
    assert.ok(await number.evaluate((element) => element === document.activeElement), 'the focus returns');
  });
});

test('from a number to the cell it was read from, and on with the keyboard', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    await go(page, 'result');
    await page.locator('.sections-table td button').first().click();
    const link = page.locator('dialog.panel .proof-cell').first();
    const [sheet, cell] = (await link.innerText()).split(' › ');
    await link.click();
    await page.waitForSelector('.page-check');
    assert.equal(await page.locator('dialog.panel').count(), 0);
    assert.equal((await page.locator('.sheet-tab[aria-pressed="true"]').innerText()).includes(sheet), true, sheet);
    await says(page.locator('.about-where'), new RegExp(cell));
    assert.ok(await page.evaluate(() => document.querySelector('.sheet-box').contains(document.activeElement)), 'the grid has the keyboard');
    // Coming back by the steps, the page begins as it always does.
    await go(page, 'result');
    await go(page, 'check');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'page-title');
  });
});

test('a step back closes an explanation, and leads to where a page was left', async () => {
  await visit({}, async (page) => {
    await sample(page);
    const hash = () => new URL(page.url()).hash;
    const top = () => page.evaluate(() => Math.round(scrollY));
    const number = page.locator('.sections-table td button').first();
    const panel = page.locator('dialog.panel[open]');
    await number.click();
    await panel.waitFor();
    const left = await top();
    assert.ok(left > 500, 'far down the page');
    await page.goBack();
    await panel.waitFor({ state: 'detached' });
    assert.deepEqual([hash(), await top()], ['#/result', left]);
    assert.ok(await number.evaluate((button) => button === document.activeElement), 'the focus is back at the number');
    // Closed by itself, it costs no step: the next one back leaves the page.
    await number.click();
    await panel.waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await page.goBack();
    await page.waitForSelector('.page-data');
    await page.waitForFunction(() => !location.hash || location.hash === '#/data');
    await page.goForward();
    await page.waitForSelector('.page-result');
    await page.waitForFunction((left) => Math.abs(scrollY - left) < 2, left);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'page-title');
    // From a number to its cell and back: the page as it was left, without the explanation.
    await number.click();
    await panel.locator('.proof-cell').first().click();
    await page.waitForSelector('.page-check');
    await page.goBack();
    await page.waitForSelector('.page-result');
    await page.waitForFunction((left) => Math.abs(scrollY - left) < 2, left);
    assert.equal(await panel.count(), 0);
    // A link begins a page at its top.
    await go(page, 'data');
    await go(page, 'result');
    await page.waitForFunction(() => scrollY < 400);
  });
});

test('the bar of display is put away by Escape', async () => {
  await visit({}, async (page) => {
    const button = page.getByRole('button', { name: '显示' });
    await button.click();
    await page.locator('#display').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#display').waitFor({ state: 'hidden' });
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
  });
});

test('a school whose pupils cannot be read leaves the verdict open and is named', async () => {
  await visit({}, async (page) => {
    const rows = text('qinghe-stage-column.csv').split('\n');
    const at = rows.findIndex((row) => row.includes('小学')) + 1;
    const pupils = rows[at].split(',').findIndex((field) => /^\d{2,4}$/.test(field));
    rows[at] = rows[at].split(',').map((field, column) => (column === pupils ? '约600' : field)).join(',');
    await choose(page, { name: '各校数据.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
    await page.waitForSelector('.page-check');
    await go(page, 'result');
    await says(page.locator('.overview, .page-result'), /1 所学校的在校生数没有读出/);
    await page.getByRole('link', { name: /没有读出，没有参评/ }).first().click();
    await page.waitForSelector('.page-check');
  });
});

test('a campus known by its name is added to its school, and taken out again', async () => {
  await visit({}, async (page) => {
    await paste(page, ['学校名称\t学段\t在校生数\t网络多媒体教室数', '实验小学\t小学\t400\t9', '实验小学（东校区）\t小学\t200\t3',
      '城关小学\t小学\t300\t8'].join('\n'));
    await page.waitForSelector('.page-check');
    await says(page.locator('.campuses'), /“实验小学（东校区）”看来属于“实验小学”/);
    // Beside the remark on it as well as above the sheet.
    await page.locator('.issue', { hasText: '看来属于“实验小学”' }).getByRole('button', { name: '并入“实验小学”' }).click();
    await says(page.locator('.campuses'), /“实验小学（东校区）”已并入“实验小学”/);
    await page.locator('.campuses').getByRole('button', { name: '改为单独评估' }).click();
    await page.locator('.campuses').getByRole('button', { name: '并入“实验小学”' }).click();
    await says(page.locator('.facts'), /取用 2 \+ 未取用 1/);
    await go(page, 'result');
    await says(page.locator('.sections-table'), /实验小学[\s\S]*600/);
    await go(page, 'check');
    await page.getByRole('button', { name: '撤销', exact: true }).first().click();
    await says(page.locator('.facts'), /取用 3 \+ 未取用 0/);
  });
});

test('text typed or pasted into the area is read by its button, and stays when the page is left', async () => {
  await visit({}, async (page) => {
    await page.fill('#paste-area', text('one-school.tsv'));
    await page.getByRole('button', { name: '读取表格' }).click();
    await page.waitForSelector('.page-check');
    await go(page, 'data');
    assert.equal(await page.inputValue('#paste-area'), text('one-school.tsv'));
    // A word in the search field is a word, not a table.
    await sample(page);
    await page.focus('#section-search');
    await paste(page, '谷垛');
    assert.equal(new URL(page.url()).hash, '#/result');
  });
});

test('correcting a column by hand changes the result at once, and can be undone', async () => {
  await visit({}, async (page) => {
    await sample(page);
    const before = await words(page, '.indicators');
    await go(page, 'check');
    const column = (heading) =>
      page.locator('.mapping-table tbody tr').filter({ has: page.locator('.mapping-header', { hasText: heading }) });
    const row = column('网络多媒体教室');
    await row.locator('select').first().selectOption('unused');
    await page.locator('.mapping-table .confidence-chosen').waitFor();
    await go(page, 'result');
    await says(page.locator('.indicators'), /无法判定/);
    assert.notEqual(await words(page, '.indicators'), before);
    await go(page, 'check');
    await page.locator('.mapping-table .link').click();
    await page.locator('.mapping-table .confidence-chosen').waitFor({ state: 'detached' });
    await go(page, 'result');
    assert.equal(await words(page, '.indicators'), before);
    // The unit is part of it: 元 where 万元 was meant takes everyone below the threshold.
    await go(page, 'check');
    await column('教学仪器设备').locator('select').last().selectOption('1');
    await page.locator('.mapping-table .confidence-chosen').waitFor();
    await go(page, 'result');
    await says(page.locator('.indicators tbody').first().locator('tr').nth(6), /0\.00%\s*0\/35/);
  });
});

test('a column is corrected in the file that is shown, whichever of several was shown before', async () => {
  await visit({}, async (page) => {
    const [head, ...rows] = text('qinghe-one-sheet.csv').split('\n').filter(Boolean);
    const half = Math.ceil(rows.length / 2);
    const part = (name, own) => ({ name, mimeType: 'text/csv', buffer: Buffer.from([head, ...own].join('\n')) });
    await choose(page, [part('甲.csv', rows.slice(0, half)), part('乙.csv', rows.slice(half))]);
    await says(page.locator('main'), /2 个来源/);
    await go(page, 'check');
    const tab = (name) => page.locator('.sheet-tab', { hasText: name });
    const chosen = page.locator('.mapping-table .confidence-chosen');
    await drawn(page);
    await tab('乙.csv').click();
    await drawn(page);
    const row = page.locator('.mapping-table tbody tr').filter({ has: page.locator('.mapping-header', { hasText: '网络多媒体教室' }) });
    await row.locator('select').first().selectOption('unused');
    await chosen.waitFor();
    // Nothing is taken back on the other one: what is remembered of the headings is named as remembered, not as chosen there.
    await tab('甲.csv').click();
    await drawn(page);
    assert.equal(await page.locator('.mapping-table .link', { hasText: '恢复自动' }).count(), 0);
    await tab('乙.csv').click();
    await drawn(page);
    assert.equal(await page.locator('.mapping-table .link', { hasText: '恢复自动' }).count(), 1);
  });
});

test('sections can be found, filtered and sorted', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    await page.getByRole('link', { name: '查看结果' }).click();
    const rows = page.locator('.sections-table tbody tr');
    await page.waitForSelector('.sections-table');
    await drawn(page);
    assert.equal(await rows.count(), 202);
    await page.selectOption('#section-status', 'met');
    await drawn(page);
    assert.equal(await rows.count(), 45);
    await page.selectOption('#section-stage', 'junior');
    assert.equal(await rows.count(), 22);
    await page.fill('#section-search', '没有这所学校');
    assert.equal(await rows.count(), 0);
    await page.fill('#section-search', '');
    await page.selectOption('#section-stage', '');
    await page.selectOption('#section-status', '');
    await page.locator('.sections-table th', { hasText: '在校生' }).getByRole('button').click();
    await drawn(page);
    const numbers = await page.$$eval('.sections-table tbody td:nth-child(3)', (cells) => cells.map((cell) => Number(cell.textContent.replace(/,/g, ''))));
    assert.equal(numbers.length, 202);
    assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
    assert.equal(await page.locator('th[aria-sort="ascending"]').count(), 1);
  });
});

test('every text changes with the language; Chinese remains only where it is data or a quotation', async () => {
  await visit({}, async (page) => {
    await page.getByRole('button', { name: 'English' }).click();
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    const chinese = () =>
      page.evaluate(() => {
        const script = /[\u2e80-\u9fff\uf900-\ufaff]/;
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const parent = node.parentElement;
          if (parent.closest('[lang="zh-CN"], script, style, textarea')) continue;
          if (script.test(node.data)) found.push(node.data);
        }
        for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
          if (element.closest('[lang="zh-CN"], .school-section')) continue;
          for (const name of ['aria-label', 'placeholder', 'title']) {
            // What stands between quotation marks is data.
            const words = (element.getAttribute(name) ?? '').replace(/`[^`]*`/g, '');
            if (script.test(words)) found.push(`${name}: ${words}`);
          }
        }
        if (script.test(document.title)) found.push(document.title);
        return found;
      });
    assert.deepEqual(await chinese(), []);
    await go(page, 'data');
    await page.evaluate(() => { location.hash = '#/result'; });
    await page.waitForSelector('main .button-primary');
    assert.deepEqual(await chinese(), [], 'a page without data');
    await go(page, 'data');
    await sample(page);
    for (const name of ['result', 'check', 'self', 'export', 'data']) {
      await go(page, name);
      assert.deepEqual(await chinese(), [], name);
    }
    for (const name of ['standards', 'narrative']) {
      await page.evaluate((name) => { location.hash = `#/${name}`; }, name);
      await page.waitForSelector(`.page-${name}`);
      assert.deepEqual(await chinese(), [], name);
    }
    await go(page, 'result');
    for (const selector of ['.finding-title', '.stage-share', '.share-cell .number', '.number-cv', '.sections-table .is-below .number', '.value-verdict .number']) {
      await page.locator(selector).first().click();
      assert.deepEqual(await chinese(), [], selector);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog.panel', { state: 'detached' });
    }
    // Numbers are the same in both languages.
    const digits = async () => (await words(page, '.sections-table')).match(/\d+\.\d+/g);
    const english = await digits();
    await page.getByRole('button', { name: '中文' }).click();
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
    assert.deepEqual(await digits(), english);
  });
});

test('language and theme are remembered where there is storage, and nothing breaks where there is none', async () => {
  const view = await open(browser, site.url('index.html'));
  await ready(view.page);
  await view.page.getByRole('button', { name: 'English' }).click();
  await view.page.getByRole('button', { name: 'Display', exact: true }).click();
  await view.page.getByRole('button', { name: 'Dark' }).click();
  await view.page.reload();
  await ready(view.page);
  assert.equal(await view.page.getAttribute('html', 'lang'), 'en');
  assert.equal(await view.page.getAttribute('html', 'data-theme'), 'dark');
  await view.close();
  const none = () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
  await visit({}, async (page) => {
    await page.getByRole('button', { name: 'English' }).click();
    await sample(page);
  }, { before: none });
});

test('from nothing to an explained number and an export, by keyboard alone', async () => {
  await visit({}, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
    const tabTo = async (wanted, limit = 80) => {
      for (let i = 0; i < limit; i += 1) {
        await page.keyboard.press('Tab');
        const shown = await page.evaluate(() => {
          const ring = getComputedStyle(document.activeElement);
          return document.activeElement === document.body || (ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2);
        });
        assert.ok(shown, `focus is visible on ${await focused()}`);
        if (wanted.test(await focused())) return;
      }
      assert.fail(`no way to ${wanted}`);
    };
    await page.keyboard.press('Tab');
    assert.match(await focused(), /跳到正文/);
    await tabTo(/^用虚构示例试一试$/);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.page-result');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'page-title');
    // One stop in the whole table of sections; arrows move inside it.
    for (let i = 0; i < 240 && !(await page.evaluate(() => document.activeElement.matches('[data-row]'))); i += 1) {
      await page.keyboard.press('Tab');
    }
    const place = () => page.evaluate(() => [document.activeElement.dataset.row, document.activeElement.dataset.column].join());
    assert.equal(await place(), '0,0');
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    assert.equal(await place(), '1,3');
    await page.keyboard.press('Home');
    assert.equal(await place(), '1,0');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog.panel[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog.panel', { state: 'detached' });
    assert.equal(await place(), '1,0');
    await tabTo(/^导出结果$/);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.page-export');
    await tabTo(/^下载 xlsx$/);
    await tabTo(/^下载 csv$/);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    assert.match(download.suggestedFilename(), /\.csv$/);
  });
});

test('exports carry the stamp and say that the example is invented', async () => {
  await visit({}, async (page) => {
    await sample(page);
    await go(page, 'export');
    const stamp = await words(page, '.stamp');
    const [hash] = stamp.match(/数据 SHA-256\s+([0-9a-f]{64})/).slice(1);
    const save = async (index) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.export-item .button').nth(index).click()]);
      assert.match(download.suggestedFilename(), /虚构示例/);
      await page.waitForSelector('.banner-good');
      return fs.readFileSync(await download.path());
    };
    const workbook = await save(0);
    assert.equal(workbook.subarray(0, 2).toString(), 'PK');
    const csv = (await save(1)).toString('utf8');
    assert.ok(csv.startsWith('\ufeff'), 'a mark, so that Excel and WPS see UTF-8');
    const json = (await save(2)).toString('utf8');
    for (const written of [csv, json]) {
      assert.ok(written.includes(hash), 'fingerprint of the data');
      assert.ok(written.includes('national-2017'));
    }
    assert.match(csv, /虚构/);
    assert.equal(JSON.parse(json).source.synthetic, true);
  });
});

test('bad input is told with place and remedy, and what the user had stays', async () => {
  await visit({}, async (page) => {
    await sample(page);
    const verdict = await words(page, '.verdict');
    for (const name of ['picture-renamed.xlsx', 'truncated.xlsx', 'encrypted.xlsx', 'docx-renamed.xlsx', 'zip-bomb-small.xlsx', 'empty.csv', 'no-recognisable-column.csv', 'only-header.csv']) {
      await go(page, 'data');
      await choose(page, file(`bad/${name}`));
      const trouble = page.locator('.trouble');
      await trouble.waitFor();
      const said = await trouble.innerText();
      assert.ok(said.includes(name), `${name}: ${said}`);
      assert.match(said, /怎么办\s*\S[\s\S]{4,}/, name);
      assert.match(said, /没有受影响/, name);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'trouble', 'the focus is on what happened');
      assert.match(await page.title(), /^出错/);
      await go(page, 'result');
      assert.equal(await words(page, '.verdict'), verdict, name);
      await page.getByRole('button', { name: '回到之前的结果' }).click();
      await trouble.waitFor({ state: 'detached' });
    }
    // Doubtful cells are issues beside the result, each with its cell.
    for (const name of ['negative-pupils.csv', 'text-where-numbers.csv']) {
      await go(page, 'data');
      await choose(page, file(`bad/${name}`));
      // The example makes way by itself, a table of one's own when told.
      if (name !== 'negative-pupils.csv') await replace(page);
      await page.locator('.issues-logic, .trouble').first().waitFor();
      const said = await page.locator('.issues-logic, .trouble').first().innerText();
      assert.match(said, /[A-Z]+\d+/, `${name}: ${said}`);
      assert.match(said, /怎么办/, name);
    }
  }, { quiet: true });
});

test('an empty paste and a file that is too large are answered without reading anything', async () => {
  await visit({}, async (page) => {
    await page.getByRole('button', { name: '读取表格' }).click();
    await page.waitForSelector('.trouble');
    await says(page.locator('.trouble'), /怎么办/);
    await page.getByRole('button', { name: '关闭' }).click();
    const drop = (count) =>
      page.evaluate((count) => {
        const data = new DataTransfer();
        for (let i = 0; i < count; i += 1) {
          const made = new File(['x'], `全县数据${i}.xlsx`);
          // A file of 100 MB without the 100 MB.
          if (count === 1) Object.defineProperty(made, 'size', { value: 100 << 20 });
          data.items.add(made);
        }
        return data.files.length;
      }, count);
    await drop(1);
    const large = path.join(out, 'large.xlsx');
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(large, '');
    fs.truncateSync(large, 100 << 20);
    await choose(page, large);
    await page.waitForSelector('.trouble');
    await says(page.locator('.trouble'), /large\.xlsx[\s\S]*超过上限[\s\S]*怎么办/);
    fs.unlinkSync(large);
  });
});

test('a dropped file is read', async () => {
  await visit({}, async (page) => {
    await page.evaluate((content) => {
      const data = new DataTransfer();
      data.items.add(new File([content], '各校数据.csv'));
      const fire = (type) => document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
      fire('dragover');
      fire('drop');
    }, text('qinghe-stage-column.csv'));
    await page.waitForSelector('.page-check');
    await says(page.locator('.facts'), /各校数据\.csv/);
  });
});

test('a dropped folder gives its files, and what systems leave in folders is no file', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'junheng-folder-'));
  try {
    fs.mkdirSync(path.join(folder, '各校', '东片'), { recursive: true });
    const [head, ...rows] = text('qinghe-stage-column.csv').trim().split('\n');
    fs.writeFileSync(path.join(folder, '各校', '甲.csv'), [head, ...rows.slice(0, 3)].join('\n'));
    fs.writeFileSync(path.join(folder, '各校', '东片', '乙.csv'), [head, ...rows.slice(3, 5)].join('\n'));
    fs.writeFileSync(path.join(folder, '各校', '.DS_Store'), 'x');
    fs.writeFileSync(path.join(folder, '各校', '~$甲.csv'), 'x');
    await visit({}, async (page, view) => {
      const session = await view.context.newCDPSession(page);
      const data = { items: [], files: [path.join(folder, '各校')], dragOperationsMask: 1 };
      for (const type of ['dragEnter', 'dragOver', 'drop']) {
        await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
      }
      await page.waitForSelector('.sources-table');
      assert.deepEqual(
        (await page.locator('.source-name').allInnerTexts()).map((name) => name.split('\n')[0].trim()),
        ['乙.csv', '甲.csv'],
      );
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test('a trap in the worker is told, what the user had stays, and the next file is read', async () => {
  let trap = true;
  const server = await serve({
    change(name, answer) {
      if (name === 'worker.js' && trap) {
        answer.body += '\njunheng_files.readWorkbook = () => { throw new WebAssembly.RuntimeError("unreachable"); };\n';
      }
    },
  });
  try {
    await visit({}, async (page) => {
      await sample(page);
      const verdict = await words(page, '.verdict');
      await go(page, 'data');
      await choose(page, file('qinghe-county.xlsx'));
      await page.waitForSelector('.trouble');
      const said = await words(page, '.trouble');
      assert.match(said, /读取这个文件时程序出错/);
      assert.match(said, /qinghe-county\.xlsx/);
      assert.match(said, /没有受影响/);
      await go(page, 'result');
      assert.equal(await words(page, '.verdict'), verdict);
      trap = false;
      await go(page, 'data');
      await choose(page, file('qinghe-county.xlsx'));
      await page.waitForSelector('.page-check');
      await go(page, 'result');
      await agrees(page, 'qinghe-county');
    }, { server });
  } finally {
    await server.close();
  }
});

test('where no worker can start the page reads files itself', async () => {
  const none = () => { window.Worker = class { constructor() { throw new DOMException('denied', 'SecurityError'); } }; };
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check', { timeout: 60000 });
    await go(page, 'result');
    await agrees(page, 'qinghe-county');
  }, { before: none });
});

test('reading can be cancelled', async () => {
  const server = await serve({ change: (name, answer) => { if (name === 'junheng-files_bg.wasm') answer.delay = 20000; } });
  try {
    await visit({}, async (page) => {
      await choose(page, file('qinghe-county.xlsx'));
      await page.waitForSelector('.reading');
      await says(page.locator('#announcer'), /正在读取/);
      await page.getByRole('button', { name: '取消' }).click();
      await page.waitForSelector('.reading', { state: 'detached' });
      await sample(page);
    }, { server });
  } finally {
    await server.close();
  }
});

test('pasted text too long for the page goes to the worker', async () => {
  await visit({}, async (page) => {
    const [head, ...rows] = text('qinghe-stage-column.csv').replace(/^\ufeff/, '').trim().split(/\r?\n/).map((line) => line.replace(/,/g, '\t'));
    const many = [head];
    while (many.join('\n').length < 400_000) many.push(...rows);
    await paste(page, many.join('\n'));
    await page.waitForSelector('.page-check', { timeout: 60000 });
    await says(page.locator('.facts'), /取用/);
  });
});

const hash = async (page, name) => {
  await page.evaluate((name) => { location.hash = `#/${name}`; }, name);
  await page.waitForSelector(`.page-${name}`);
};
const chooseStandard = async (page, id) => {
  await hash(page, 'standards');
  await page.locator(`.standard-item[data-standard="${id}"]`).getByRole('button').click();
  await page.locator(`.standard-on[data-standard="${id}"]`).waitFor();
};
const rule = (page, title) => page.locator('.declare-rule', { hasText: title }).first();
const answer = (page, key, index) => page.locator(`#fact-${key} input`).nth(index).check();

test('what is declared is judged as it is typed, kept as typed, and cleared one by one or all at once', async () => {
  await visit({}, async (page) => {
    await go(page, 'self');
    const count = async () => Number((await words(page, '.declare-count')).match(/(\d+)\/\d+/)[1]);
    assert.equal(await count(), 0);
    await says(rule(page, '交流轮岗'), /无法判定[\s\S]*尚缺/);
    await page.locator('#fact-rotated').click();
    await page.keyboard.type('12');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('0');
    assert.equal(await page.inputValue('#fact-rotated'), '102', 'the caret stays where it was');
    assert.ok(await page.evaluate(() => document.activeElement.id === 'fact-rotated'));
    await page.fill('#fact-rotated', '8');
    await page.fill('#fact-rotation_eligible', '１００人');
    await says(rule(page, '交流轮岗'), /未达标[\s\S]*8% < 10%/);
    await page.fill('#fact-rotated', '十二');
    await says(page.locator('#fact-rotated-wrong'), /应填数/);
    assert.equal(await page.getAttribute('#fact-rotated', 'aria-invalid'), 'true');
    await says(rule(page, '交流轮岗'), /无法判定/);
    await page.fill('#fact-rotated', '12');
    await says(rule(page, '交流轮岗'), /达标[\s\S]*12% ≥ 10%/);
    await answer(page, 'has_exam_admission', 0);
    await go(page, 'result');
    assert.equal((await words(page, '.county-word')).trim(), '未达标');
    await go(page, 'self');
    await answer(page, 'has_exam_admission', 1);
    assert.equal(await count(), 3);
    await go(page, 'result');
    assert.equal((await words(page, '.county-word')).trim(), '无法判定');
    // Kept in this browser, as typed.
    await page.reload();
    await ready(page);
    await go(page, 'self');
    assert.equal(await page.inputValue('#fact-rotation_eligible'), '１００人');
    await page.getByRole('button', { name: '清除此项：实际交流轮岗教师数' }).click();
    assert.equal(await page.inputValue('#fact-rotated'), '');
    assert.equal(await count(), 2);
    await page.getByRole('button', { name: '清除全部填报' }).click();
    assert.equal(await count(), 0);
    assert.equal(await page.evaluate(() => localStorage.getItem('junheng.entries')), null);
  });
});

test('numbers, days and answers are typed key by key, whatever the page has to say on the way', async () => {
  await visit({}, async (page) => {
    await go(page, 'self');
    for (const [kind, text] of [['decimal', '11.20'], ['text', '2020-05-12']]) {
      const field = page.locator(`.input-fact[inputmode="${kind}"]`).first();
      const id = await field.getAttribute('id');
      await field.click();
      for (const key of text) {
        await page.keyboard.type(key);
        // An unfinished number is said to be none, and the evaluation follows.
        await page.waitForTimeout(60);
      }
      assert.equal(await page.evaluate(() => document.activeElement.id), id, 'the field keeps the focus');
      assert.equal(await page.inputValue(`#${id}`), text);
      assert.equal(await page.locator(`#${id}-wrong`).count(), 0);
    }
    const survey = page.locator('.survey-table tbody tr').first().locator('input');
    await survey.nth(0).click();
    for (const key of '20') { await page.keyboard.type(key); await page.waitForTimeout(60); }
    await survey.nth(1).click();
    for (const key of '19') { await page.keyboard.type(key); await page.waitForTimeout(60); }
    assert.deepEqual([await survey.nth(0).inputValue(), await survey.nth(1).inputValue()], ['20', '19']);
  });
});

test('an answer stays where it was given, whatever changes above it', async () => {
  await visit({}, async (page) => {
    await go(page, 'self');
    const answers = page.locator('.answer');
    for (const at of [0, 4, 9, 30]) {
      const answer = answers.nth(at);
      await answer.scrollIntoViewIfNeeded();
      await page.evaluate(() => window.scrollBy(0, 40));
      const top = () => answer.evaluate((one) => Math.round(one.getBoundingClientRect().top));
      const before = await top();
      await answer.click();
      await page.waitForFunction(() => document.querySelectorAll('.answer-on').length > 0);
      await page.waitForTimeout(150);
      assert.ok(Math.abs(await top() - before) <= 1, `${at}: ${await top()} for ${before}`);
    }
  });
});

test('what is declared goes along with the schools that are read, and stands apart from the example', async () => {
  await visit({}, async (page) => {
    page.on('dialog', (dialog) => dialog.accept());
    await go(page, 'self');
    await page.fill('#fact-rotated', '12');
    await go(page, 'data');
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    await go(page, 'self');
    assert.equal(await page.inputValue('#fact-rotated'), '12');
    await go(page, 'data');
    await sample(page);
    await go(page, 'self');
    assert.equal(await page.inputValue('#fact-rotated'), '68', 'what the example states');
  });
});

test('the survey is counted as it is typed; more satisfied than valid answers are refused', async () => {
  await visit({}, async (page) => {
    await go(page, 'self');
    const field = (row, column) => page.locator('.survey-table tbody tr').nth(row).locator('input').nth(column);
    await field(0, 0).fill('1000');
    await says(page.locator('.survey-table'), /都要填/);
    await field(0, 1).fill('1100');
    await says(page.locator('.survey-table'), /满意问卷 1,100 份，多于有效问卷 1,000 份/);
    assert.equal(await page.locator('.survey-totals').count(), 0);
    await field(0, 1).fill('900');
    await field(1, 0).fill('200');
    await field(1, 1).fill('130');
    await says(page.locator('.survey-totals'), /1,200 份[\s\S]*1,030 份[\s\S]*85\.83%/);
    await says(page.locator('#part-recognition'), /达标/);
    await page.getByRole('button', { name: '增加一类调查对象' }).click();
    await page.getByRole('button', { name: '清空问卷数' }).click();
    assert.equal(await page.locator('.survey-totals').count(), 0);
  });
});

test('another standard evaluates everything again and keeps what was typed', async () => {
  await visit({}, async (page) => {
    await sample(page);
    const before = await words(page, '.verdict.county-verdict');
    await go(page, 'self');
    await page.fill('#fact-rotated', '12');
    await chooseStandard(page, 'binhai-2021');
    await says(page.locator('.page-standards'), /滨海新区/);
    await says(page.locator('.footer'), /binhai-2021/);
    await go(page, 'self');
    assert.equal(await page.inputValue('#fact-rotated'), '12');
    assert.ok((await page.locator('#part-local').count()) === 1);
    await says(page.locator('.declare-part .hint', { hasText: '责任单位' }), /区/);
    await go(page, 'result');
    await says(page.locator('.part-local'), /不计入/);
    // Chosen once, it stays chosen.
    page.on('dialog', (dialog) => dialog.accept());
    await page.reload();
    await ready(page);
    await says(page.locator('.footer'), /binhai-2021/);
    await go(page, 'data');
    await sample(page);
    await chooseStandard(page, 'national-2012');
    await go(page, 'result');
    await says(page.locator('.composite'), /综合差异系数/);
    await chooseStandard(page, 'national-2017');
    await go(page, 'self');
    await page.fill('#fact-rotated', '68');
    await go(page, 'result');
    assert.equal(await words(page, '.verdict.county-verdict'), before);
  });
});

test("a standard of one's own with a wrong key shows the line; corrected, it is used", async () => {
  await visit({}, async (page) => {
    await sample(page);
    await hash(page, 'standards');
    await page.getByRole('button', { name: /^从 national-2017 开始/ }).click();
    await page.waitForFunction(() => document.getElementById('standard-editor').value.length > 1000);
    const source = await page.inputValue('#standard-editor');
    await page.fill('#standard-editor', source.replace('floor = "0.85"', 'flor = "0.85"'));
    await page.getByRole('button', { name: '检查', exact: true }).click();
    await page.waitForSelector('.editor-problems');
    const line = source.split('\n').findIndex((one) => one.startsWith('floor =')) + 1;
    const button = page.locator('.editor-problems .link').first();
    await says(page.locator('.editor-problems'), /flor/);
    const told = Number((await button.innerText()).match(/\d+/)[0]);
    assert.ok(Math.abs(told - line) <= 12, `line ${told}, the wrong key stands in ${line}`);
    await button.click();
    const selected = await page.evaluate(() => {
      const area = document.getElementById('standard-editor');
      return area === document.activeElement && area.value.slice(area.selectionStart, area.selectionEnd);
    });
    assert.equal(selected, source.replace('floor = "0.85"', 'flor = "0.85"').split('\n')[told - 1]);
    await page.fill('#standard-editor', source.replace('id = "national-2017"', 'id = "mine"').replaceAll('"4.2"', '"0.1"'));
    await page.getByRole('button', { name: '检查并采用' }).click();
    await page.locator('.standard-on[data-standard="mine"]').waitFor();
    await go(page, 'result');
    await says(page.locator('.indicators tbody').first().locator('tr').nth(1), /≥ 0\.1/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await hash(page, 'standards');
        await page.getByRole('button', { name: '存为文件' }).click();
      })(),
    ]);
    assert.match(download.suggestedFilename(), /\.toml$/);
  });
});

test('the example of a published text shows what contradicts what', async () => {
  await visit({}, async (page) => {
    await hash(page, 'narrative');
    await page.getByRole('button', { name: /载入例子/ }).click();
    await page.getByRole('button', { name: '核对', exact: true }).click();
    await page.waitForSelector('.statement');
    const said = await words(page, '.page-narrative');
    for (const part of ['矛盾', '128', '65', '一致']) assert.ok(said.includes(part), part);
    await page.fill('#narrative-area', `${await page.inputValue('#narrative-area')}小学\t某项\t达标率\t一百\t原文\n`);
    await page.getByRole('button', { name: '核对', exact: true }).click();
    await page.waitForSelector('.editor-problems');
    await says(page.locator('.editor-problems'), /第 \d+ 行/);
  });
});

test('the template can be downloaded, and says what it lacks when it comes back empty', async () => {
  await visit({}, async (page) => {
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载填报模板' }).click(),
    ]);
    assert.match(saved.suggestedFilename(), /national-2017\.xlsx$/);
    const file = path.join(out, 'template.xlsx');
    await saved.saveAs(file);
    await choose(page, file);
    await page.getByText('每所学校填一行后再导入').waitFor();
  });
});

test('the example shows the whole standard, with something left to state', async () => {
  await visit({}, async (page) => {
    await sample(page);
    await go(page, 'result');
    const parts = await words(page, '.part-rows');
    assert.match(parts, /前置条件[\s\S]*2\/2[\s\S]*政府保障程度[\s\S]*11\/15[\s\S]*社会认可度[\s\S]*1\/1[\s\S]*一票否决[\s\S]*6\/6/);
    // What somebody types about the example is kept, also when the example is opened again.
    await go(page, 'self');
    await page.locator('#fact-rotated_backbone').fill('14');
    await go(page, 'data');
    await sample(page);
    await go(page, 'self');
    assert.equal(await page.locator('#fact-rotated_backbone').inputValue(), '14');
  });
});

test('several counties stand side by side, counted together by city', async () => {
  await visit({}, async (page) => {
    const [title, head, ...rows] = text('../../www/sample-county.tsv').trim().split('\n');
    assert.ok(title);
    const places = [['江州市', '东县'], ['江州市', '西县'], ['海州市', '北县']];
    const table = [`市\t县（市、区）\t${head}`, ...rows.map((row, at) => `${places[at % 3].join('\t')}\t${row}`)].join('\n');
    await paste(page, table);
    await page.waitForSelector('.page-check');
    await go(page, 'result');
    const compare = page.locator('.compare-table');
    assert.equal(await compare.locator('tbody').first().locator('tr').count(), 3);
    await says(compare.locator('tbody').nth(1), /合计（3 个县）/);
    const before = await words(page, '.verdict-stages');
    await page.getByRole('button', { name: '北县' }).click();
    assert.equal(await page.inputValue('#county'), '2');
    assert.notEqual(await words(page, '.verdict-stages'), before);
  });
});

test('counties of one name in two provinces stand apart', async () => {
  await visit({}, async (page) => {
    const [, head, ...rows] = text('../../www/sample-county.tsv').trim().split('\n');
    const places = [['江苏省', '南京市'], ['福建省', '福州市']];
    const table = [`省\t市\t县（市、区）\t${head}`, ...rows.map((row, at) => `${places[at % 2].join('\t')}\t鼓楼区\t${row}`)].join('\n');
    await paste(page, table);
    await page.waitForSelector('.page-check');
    await go(page, 'result');
    const names = await page.locator('.compare-table .compare-name').allInnerTexts();
    assert.deepEqual(names.map((name) => name.trim()), ['江苏省南京市鼓楼区', '福建省福州市鼓楼区']);
    await page.getByRole('button', { name: '福建省福州市鼓楼区' }).click();
    assert.equal(await page.inputValue('#county'), '1');
  });
});

test('more sections than the page evaluates itself come from the worker', async () => {
  await visit({}, async (page) => {
    const [, head, ...rows] = text('../../www/sample-county.tsv').trim().split('\n');
    const school = head.split('\t').findIndex((name) => /学校名称/.test(name));
    const lines = Array.from({ length: 2600 }, (_, at) => {
      const row = rows[at % 20].split('\t');
      row[school] = `${row[school]}${at}`;
      return row.join('\t');
    });
    const bytes = (county) => Buffer.from([county ? `县\t${head}` : head, ...lines.map((line, at) => (county ? `${county(at)}\t${line}` : line))].join('\n'));
    await choose(page, { name: '一个县.tsv', mimeType: 'text/plain', buffer: bytes() });
    await page.waitForSelector('.page-check', { timeout: 60000 });
    await go(page, 'result');
    await page.waitForSelector('.verdict', { timeout: 60000 });
    const found = Number((await words(page, '#sections-title .count')).replace(/,/g, ''));
    assert.ok(found > 2000, String(found));
    const before = await words(page, '.verdict.county-verdict, .verdict');
    // What is typed is evaluated too, and another standard.
    await go(page, 'self');
    await page.fill('#fact-rotated', '12');
    await go(page, 'result');
    await page.waitForSelector('.verdict', { timeout: 60000 });
    await hash(page, 'standards');
    await page.locator('[data-standard="national-2012"] button').first().click();
    await page.locator('.standard-on[data-standard="national-2012"]').waitFor({ timeout: 60000 });
    await go(page, 'result');
    await page.waitForSelector('.verdict', { timeout: 60000 });
    assert.notEqual(await words(page, '.verdict.county-verdict, .verdict'), before);
    await go(page, 'data');
    await choose(page, { name: '多个县.tsv', mimeType: 'text/plain', buffer: bytes((at) => `第${at % 3}县`) });
    await replace(page);
    await page.waitForSelector('.page-check', { timeout: 60000 });
    await go(page, 'result');
    await page.waitForSelector('.compare-table', { timeout: 60000 });
    assert.equal(await page.locator('.compare-name').count(), 3);
    const beside = () => page.locator('.compare-table tbody').first().innerText();
    const all = await beside();
    await page.getByRole('button', { name: '第1县' }).click();
    assert.equal(await page.inputValue('#county'), '1');
    assert.equal(await beside(), all);
  });
});

test('every rule can be asked about, from the result and from the declaration', async () => {
  await visit({}, async (page) => {
    await sample(page);
    await go(page, 'self');
    await page.fill('#fact-rotated', '8');
    await page.fill('#fact-rotation_eligible', '100');
    await rule(page, '交流轮岗').getByRole('button').click();
    const panel = await words(page, 'dialog.panel');
    for (const part of ['教督〔2017〕6号', '8%', '可靠程度', '不成立']) assert.ok(panel.includes(part), part);
    await page.keyboard.press('Escape');
    await go(page, 'result');
    await page.getByRole('button', { name: /只看未达标/ }).click();
    await page.locator('.finding-title').first().click();
    await page.waitForSelector('dialog.panel[open]');
  });
});

/** Every page and state that has an appearance of its own. */
const states = {
  data: async () => {},
  self: async (page) => {
    await sample(page);
    await go(page, 'self');
    await page.fill('#fact-rotated', '十二');
    await answer(page, 'has_exam_admission', 1);
    await page.locator('.survey-table input').nth(0).fill('10');
    await page.locator('.survey-table input').nth(1).fill('11');
    await page.locator('.fact-details summary').first().click();
  },
  standards: async (page) => {
    await chooseStandard(page, 'binhai-2021');
    for (const summary of await page.locator('.disclosure > summary').all()) await summary.click();
  },
  narrative: async (page) => {
    await hash(page, 'narrative');
    await page.locator('.page-narrative .button:not(.button-primary)').first().click();
    await page.locator('.page-narrative .button-primary').click();
    await page.waitForSelector('.statement');
  },
  finding: async (page) => {
    await sample(page);
    await page.locator('.finding-title').first().click();
    await page.waitForSelector('dialog.panel[open]');
    await page.waitForTimeout(300);
  },
  empty: async (page) => {
    await page.evaluate(() => { location.hash = '#/result'; });
    await page.waitForSelector('main .button-primary');
  },
  result: async (page) => sample(page),
  check: async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
  },
  panel: async (page) => {
    await sample(page);
    await page.locator('.number-cv').first().click();
    await page.waitForSelector('dialog.panel[open]');
    await page.waitForTimeout(300);
  },
  school: async (page) => {
    await paste(page, text('one-nine-year-school.tsv'));
    await page.waitForSelector('.page-check');
    await go(page, 'result');
  },
  issues: async (page) => {
    await choose(page, file('bad/text-where-numbers.csv'));
    await page.waitForSelector('.page-check, .trouble');
  },
  export: async (page) => {
    await sample(page);
    await go(page, 'export');
  },
  trouble: async (page) => {
    await sample(page);
    await go(page, 'data');
    await choose(page, file('bad/picture-renamed.xlsx'));
    await page.waitForSelector('.trouble');
  },
};

test('nothing is cut off or scrolls sideways from 320 px on, and main controls are 44 px high', async () => {
  for (const [name, reach] of Object.entries(states)) {
    await visit({}, async (page) => {
      await reach(page);
      for (const width of [320, 390, 768, 1366]) {
        await page.setViewportSize({ width, height: 800 });
        const found = await page.evaluate(() => ({
          width: document.documentElement.scrollWidth,
          low: [...document.querySelectorAll('.button, .switch-item, .step-link, .input')]
            .filter((element) => element.getClientRects().length && element.getBoundingClientRect().height < 43.5)
            .map((element) => element.outerHTML.slice(0, 80)),
        }));
        assert.ok(found.width <= width, `${name} at ${width}: ${found.width}`);
        assert.deepEqual(found.low, [], `${name} at ${width}`);
      }
    });
  }
});

test('a file in another encoding is read, and another encoding can be chosen', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-one-sheet.gb18030.csv'));
    await page.waitForSelector('.page-check');
    await says(page.locator('.facts'), /GB18030/);
    await says(page.locator('.sheet-table'), /学校名称/);
    await page.selectOption('#encoding', 'utf-16le');
    await page.waitForSelector('.trouble');
    await page.getByRole('button', { name: '撤销上一步' }).click();
    await says(page.locator('.sheet-table'), /学校名称/);
    await page.waitForFunction(() => document.querySelector('#encoding')?.value === '');
  });
});

test('pictures and a print for people to look at', async () => {
  fs.mkdirSync(out, { recursive: true });
  for (const [name, reach] of Object.entries(states)) {
    await visit({}, async (page) => {
      await reach(page);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
        for (const colorScheme of ['light', 'dark']) {
          await scheme(page, colorScheme);
          await page.screenshot({ path: path.join(out, `${name}-${width}-${colorScheme}.png`), fullPage: !['panel', 'finding'].includes(name) });
        }
      }
    });
  }
  // From the dark theme, because paper is light whatever the screen shows.
  await visit({ dark: true }, async (page) => {
    await sample(page);
    const pdf = await page.pdf({ path: path.join(out, 'print.pdf'), preferCSSPageSize: true });
    assert.ok(pdf.length > 10_000);
  });
});
