// The result as people read it: one screen, charts and table that speak of the same school, by pointer and by keyboard,
// filters, copying, pictures as files, printing. Pictures of the page go to tests/browser/out, for people to look at.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { axe, out, paste as pasteTable, perFile, says, scheme, screenshots, visit as visitPage } from './harness.mjs';
import { random } from './made-up.mjs';

perFile();

const visit = (steps, options = {}) => visitPage({ width: 1366, height: 768, ...options }, steps);

const sample = async (page) => {
  await page.getByRole('button', { name: /虚构示例|invented example/ }).first().click();
  await page.waitForSelector('.page-result .charts .drawing');
};

/** A made-up county of so many primary schools. */
function county(schools) {
  const r = random(400);
  const rows = [['学校名称', '办学类型', '城乡类型', '小学在校生数', '高于规定学历教师数', '县级以上骨干教师数', '体育、艺术专任教师数',
    '教学及辅助用房面积（㎡）', '体育运动场馆面积（㎡）', '教学仪器设备值（元）', '网络多媒体教室（间）']];
  for (let at = 1; at <= schools; at += 1) {
    const pupils = r.between(60, 2400);
    const of = (low, high) => Math.round((pupils * r.between(low, high)) / 10000);
    rows.push([`虚构第${at}小学`, '小学', r.pick(['城区', '镇区', '乡村']), pupils, of(390, 560), of(95, 160), of(88, 130),
      pupils * 5, (pupils * r.between(60, 110)) / 10, pupils * r.between(1800, 3200), of(200, 330)]);
  }
  return rows.map((row) => row.join('\t')).join('\n');
}

const paste = async (page, text) => {
  await pasteTable(page, text);
  await page.click('.step-link[href="#/result"]');
  await page.waitForSelector('.page-result .charts .drawing');
};

/** Long lists are drawn bit by bit. */
const drawn = (page) => page.waitForSelector('main [aria-busy]', { state: 'detached' });

const chart = (page, title) => page.locator('.chart', { has: page.locator('.chart-title', { hasText: title }) });
const frame = (page, title) => chart(page, title).locator('.chart-frame');
const chosenRows = (page) => page.$$eval('.sections-table .is-chosen .school', (names) => names.map((one) => one.textContent.trim()));

test('the overview of the example fits one screen of 1366 by 768 and answers the four questions', async () => {
  await visit(async (page) => {
    await sample(page);
    const found = await page.evaluate(() => ({
      bottom: document.querySelector('.overview').getBoundingClientRect().bottom,
      top: window.scrollY,
      wide: [...document.querySelectorAll('.overview .scroller')].some((one) => one.scrollWidth > one.clientWidth),
    }));
    assert.equal(found.top, 0);
    assert.ok(found.bottom <= 768, `ends at ${found.bottom}`);
    assert.equal(found.wide, false, 'no part of it scrolls sideways');
    const said = await page.locator('.overview').innerText();
    for (const part of [/县域评估结论\s*未达标/, /资源配置/, /政府保障程度/, /教育质量/, /社会认可度/, /影响最大的学校/, /下一步/, /没有达到的要求/]) {
      assert.match(said, part);
    }
    // A share of schools is never without its counts; a ratio of the county stands against its limit, and a school's share of
    // the coefficient counts nothing.
    for (const cell of await page.$$eval('.overview td, .overview th, .overview li', (cells) => cells.map((one) => one.innerText))) {
      if (/\d%/.test(cell.replace('85%', '')) && !/% [<>≤≥]|占差异的份额/.test(cell)) assert.match(cell, /\d+\/\d+/, cell);
    }
  });
});

test('in English nothing of the overview is cut at 1366 either', async () => {
  await visit(async (page) => {
    await page.getByRole('button', { name: 'English' }).click();
    await sample(page);
    const wide = await page.$$eval('.overview .scroller', (all) => all.map((one) => one.scrollWidth - one.clientWidth));
    assert.deepEqual(wide.filter((beyond) => beyond > 0), []);
  });
});

test('files and the example are offered above the fold of 1366 by 680, in both languages', async () => {
  for (const english of [false, true]) {
    await visit(async (page) => {
      if (english) await page.getByRole('button', { name: 'English' }).click();
      for (const name of [/^(选择文件|Choose files)$/, /虚构示例|invented example/]) {
        const { y, height } = await page.getByRole('button', { name }).first().boundingBox();
        assert.ok(y + height <= 680, `${name} ends at ${y + height}`);
      }
    }, { height: 680 });
  }
});

test('the share that must be 100 % says so, and its explanation works it out in words', async () => {
  await visit(async (page) => {
    await sample(page);
    const share = page.locator('.stage-share').first();
    assert.match(await share.innerText(), /82\.86%\s*29\/35\s*须100%/);
    await share.click();
    const proof = await page.locator('.panel .proof').innerText();
    assert.match(proof, /教督〔2017〕6号/);
    assert.match(proof, /29 个达标 ÷ 35 个 ≈ 82\.86%\s*须100%，未达标/);
    assert.doesNotMatch(await page.locator('.panel').innerText(), /29 = 35|不成立/);
    assert.match(await page.locator('.panel .conclusion').innerText(), /82\.86%（29\/35），须100%/);
  });
});

test('what to do next names the other parts too, and leads to where they are stated', async () => {
  await visit(async (page) => {
    await sample(page);
    const next = page.locator('.next-list');
    for (const part of [/填报政府保障程度：3 项未达标、1 项无法判定/, /填报教育质量：1 项未达标、1 项无法判定/]) {
      assert.match(await next.innerText(), part);
    }
    await next.getByRole('button', { name: /教育质量/ }).click();
    await page.waitForSelector('.page-self');
    await page.waitForFunction(() => document.activeElement.id === 'part-quality');
    assert.ok(await page.locator('#part-quality').evaluate((one) => one.getBoundingClientRect().top < window.innerHeight / 2));
  });
});

test('on a phone the card names the indicators, what fails first, each value beside its threshold', async () => {
  await visit(async (page) => {
    await sample(page);
    await page.locator('.worst-name').first().click();
    await page.waitForSelector('.card');
    const cells = await page.$$eval('.card-cell', (all) => all.map((one) => ({
      words: one.querySelector('[aria-hidden]').innerText.replace(/\s+/g, ' '),
      fails: /is-below|is-within/.test(one.className),
      box: one.getBoundingClientRect().toJSON(),
    })));
    assert.equal(cells.length, 7);
    assert.match(cells[0].words, /L\d [\u4e00-\u9fff、]+ [\d.,]+ ?≥ [\d.,]+ 缺/);
    const order = cells.map((one) => one.fails);
    assert.deepEqual(order, [...order].sort((a, b) => b - a), 'what fails stands on top');
    for (const { box } of cells.filter((one) => one.fails)) {
      assert.ok(box.left >= 0 && box.right <= 390 && box.bottom <= 844, JSON.stringify(box));
    }
  }, { width: 390, height: 844 });
});

test('a school is printed by itself: its sections, what they were held against, and nothing else of the page', async () => {
  await visit(async (page) => {
    await page.evaluate(() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; });
    await sample(page);
    await page.locator('.worst-name').first().click();
    const name = (await page.locator('.card-name').innerText()).trim();
    await page.getByRole('button', { name: '打印本校' }).click();
    await page.waitForFunction(() => window.printed === 1);
    await page.emulateMedia({ media: 'print' });
    const paper = await page.locator('.page-result').innerText();
    for (const part of [name, /综合评估：未达标/, /体育运动场馆/, /㎡\/人|㎡\/生/, /≥ [\d.]+/, /缺口/, /评估日期/, /虚构示例：青禾县/, /national-2017/]) {
      assert.ok(part instanceof RegExp ? part.test(paper) : paper.includes(part), `${part} in ${paper}`);
    }
    assert.doesNotMatch(paper, /影响最大的学校|分指标达标情况/);
    assert.ok(await page.locator('.school-sheet').evaluate((one) => one.getBoundingClientRect().height < 1000), 'one sheet');
    // When the browser is done, the page is whole again.
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await page.waitForSelector('.school-sheet', { state: 'detached' });
    assert.match(await page.locator('.page-result').innerText(), /影响最大的学校/);
  });
});

test('parts of the result can be left out on paper, and the last sheet says which', async () => {
  await visit(async (page) => {
    await page.evaluate(() => { window.print = () => { window.printed = (window.printed ?? 0) + 1; }; });
    await sample(page);
    await page.evaluate(() => { location.hash = '#/export'; });
    await page.getByLabel('图表').uncheck();
    await page.getByLabel('各校').uncheck();
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: '打印', exact: true }).click();
    await page.waitForFunction(() => window.printed === 1);
    const shown = () => page.$$eval('.page-result > section, .page-result > .overview', (all) =>
      all.filter((one) => one.getBoundingClientRect().height > 0).map((one) => one.getAttribute('aria-labelledby') ?? 'overview'));
    const all = ['overview', 'indicators-title', 'charts-title', 'sections-title', 'findings-title', 'result-stamp'];
    assert.deepEqual(await shown(), all);
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual(await shown(), all.filter((one) => !['charts-title', 'sections-title'].includes(one)));
    assert.match(await page.locator('.print-stamp').innerText(), /没有包括：图表、各校。/);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => { location.hash = '#/export'; });
    assert.equal(await page.getByLabel('图表').isChecked(), false);
    await page.getByLabel('图表').check();
    await page.getByLabel('各校').check();
    await page.evaluate(() => { location.hash = '#/result'; });
    await page.waitForSelector('.page-result .overview');
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual(await shown(), all);
    assert.doesNotMatch(await page.locator('.print-stamp').innerText(), /没有包括/);
  });
});

test('a school is found by words of its name, by keyboard, and the way back leads to the field', async () => {
  await visit(async (page) => {
    await sample(page);
    await page.focus('#find-school');
    await page.keyboard.type('稻花镇');
    await says(page.locator('#find-school-list'), /中心小学[^]*纸鸢小学[^]*石榴籽九年一贯制学校[^]*初中/);
    assert.deepEqual(await axe(page), []);
    await page.keyboard.type(' 鸢');
    await says(page.locator('#find-school-list'), /^青禾县稻花镇纸鸢小学\s*小学\s*未达标$/);
    await page.keyboard.press('Escape');
    assert.equal(await page.getAttribute('#find-school', 'aria-expanded'), 'false');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await says(page.locator('.card-name'), /^青禾县稻花镇纸鸢小学$/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'school-card');
    assert.deepEqual(await chosenRows(page), ['青禾县稻花镇纸鸢小学']);
    await page.click('.card-close');
    await page.waitForSelector('.card', { state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'find-school');
    // As input methods have it: the initials of its sounds, and Escape for the way back.
    await page.keyboard.type('dhzzy');
    await says(page.locator('#find-school-list'), /^青禾县稻花镇纸鸢小学\s*小学\s*未达标$/);
    await page.keyboard.press('Enter');
    await says(page.locator('.card-name'), /^青禾县稻花镇纸鸢小学$/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.card', { state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement.id), 'find-school');
    await page.keyboard.type('小学');
    await says(page.locator('.finder-note'), /还有 \d+ 个，请多输几个字/);
    await page.keyboard.type('没有这所');
    await says(page.locator('.finder-note'), /没有符合条件的学校/);
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.card').count(), 0);
    // And to the parts of the page.
    await page.getByRole('navigation', { name: '本页各部分' }).getByRole('button', { name: '各校' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'sections-title');
    assert.ok(await page.locator('#sections-title').evaluate((one) => one.getBoundingClientRect().top < window.innerHeight));
  });
});

test('a school chosen in one chart is chosen in all, in the table, and on the card', async () => {
  await visit(async (page) => {
    await sample(page);
    await page.selectOption('#chart-indicator', 'sports_area');
    const bars = frame(page, '从高到低');
    await bars.scrollIntoViewIfNeeded();
    const box = await bars.boundingBox();
    // The first bar is the highest; the pointer names it before it is clicked.
    await page.mouse.move(box.x + 60, box.y + 200);
    const name = await bars.locator('.chart-tip-name').textContent();
    await page.mouse.click(box.x + 60, box.y + 200);
    await page.waitForSelector('.card');
    assert.equal((await page.locator('.card-name').innerText()).trim(), name);
    assert.deepEqual(await chosenRows(page), [name]);
    for (const title of ['各校分布', '从高到低', '与学校规模的关系', '资源在学生中怎样分布']) {
      assert.equal(await frame(page, title).locator('.chart-chosen').count(), 1, title);
    }
    assert.equal(await chart(page, '逐校逐项').locator('.chart-chosen').count(), 7, 'a whole row of the heat map');
    // From the table to the charts, and of the other stage.
    await page.selectOption('#section-stage', 'junior');
    await page.locator('.school-choose').first().click();
    assert.equal((await page.locator('.card-name').innerText()).trim(), (await page.locator('.school-choose').first().innerText()).trim());
    assert.equal(await page.locator('.charts .switch-item[aria-pressed="true"]').innerText(), '初中');
    assert.equal(await frame(page, '各校分布').locator('.chart-chosen').count(), 1);
    // Asked why, then let go.
    await page.getByRole('button', { name: '为什么' }).click();
    await page.waitForSelector('dialog.panel[open]');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '取消选中' }).click();
    assert.equal(await page.locator('.card, .chart-chosen').count(), 0);
  });
});

test('every chart is one stop for the keyboard, and arrow keys tell school after school', async () => {
  await visit(async (page) => {
    await sample(page);
    for (const title of ['各校分布', '从高到低', '与学校规模的关系', '资源在学生中怎样分布', '差异来自哪些学校', '逐校逐项']) {
      const one = frame(page, title);
      await one.focus();
      const said = () => one.locator('[role="status"]').innerText();
      const first = await said();
      assert.match(first, /标准 .*达标|85%底线/, `${title}: value, threshold and status are said`);
      await page.keyboard.press(title === '逐校逐项' ? 'ArrowDown' : 'ArrowRight');
      assert.notEqual(await said(), first, title);
      await page.keyboard.press('Enter');
      const name = (await said()).split('；')[0];
      assert.equal((await page.locator('.card-name').innerText()).trim(), name, title);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.card').count(), 0, title);
    }
    // Nothing inside a chart takes the focus by itself.
    await frame(page, '各校分布').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.closest('.chart')?.querySelector('.chart-title').textContent), '从高到低');
  });
});

test('townships are a column and a choice where the data name some, and nowhere else', async () => {
  await visit(async (page) => {
    await sample(page);
    assert.equal(await page.locator('#section-township').count(), 0);
  });
  await visit(async (page) => {
    await paste(page, `乡镇（街道）\t学校名称\t小学在校生数\t网络多媒体教室数
城关镇\t甲小学\t300\t9\n城关镇\t乙小学\t200\t3\n东山乡\t丙小学\t90\t3\n\t丁小学\t80\t1`);
    await page.click('.step-link[href="#/result"]');
    await page.waitForSelector('.sections-table');
    const schools = async () => (await page.locator('.sections-table .school-choose').allInnerTexts()).map((name) => name.trim());
    await page.selectOption('#section-township', { label: '城关镇' });
    assert.deepEqual(await schools(), ['甲小学', '乙小学']);
    await page.selectOption('#section-township', '');
    assert.deepEqual(await page.locator('.sections-table .township-cell').allInnerTexts(), ['城关镇', '城关镇', '东山乡', '']);
  });
});

test('rows are found and filtered, columns chosen, and the rest copied as words and as markup', async () => {
  await visit(async (page) => {
    await sample(page);
    const rows = async () => {
      await drawn(page);
      return page.locator('.sections-table tbody tr').count();
    };
    const all = await rows();
    await page.selectOption('#section-place', { label: '乡村' });
    assert.ok((await rows()) < all);
    await page.selectOption('#section-place', '');
    await page.selectOption('#section-status', 'not_met');
    const failing = await rows();
    assert.ok(failing > 0 && failing < all);
    await page.locator('.columns summary').click();
    await page.locator('.columns-item', { hasText: '办学类型' }).click();
    await page.locator('.columns-item', { hasText: '综合' }).click();
    await page.locator('.columns summary').click();
    const heads = await page.$$eval('.sections-table thead th', (cells) => cells.length);
    await page.evaluate(() => {
      // After the page's own listener has written what is copied.
      document.addEventListener('copy', (event) => { window.taken = [event.clipboardData.getData('text/plain'), event.clipboardData.getData('text/html')]; });
      const native = Event.prototype.stopPropagation;
      Event.prototype.stopPropagation = function stop() { if (this.type !== 'copy') native.call(this); };
    });
    await page.getByRole('button', { name: '复制表格' }).click();
    const [plain, markup] = await page.evaluate(() => window.taken);
    const lines = plain.trimEnd().split('\r\n').map((line) => line.split('\t'));
    assert.equal(lines.length, failing + 1);
    assert.equal(lines[0].length, heads + 1, 'the columns shown, and what is lacking');
    assert.ok(lines[0].includes('办学类型') && !lines[0].includes('综合评估'));
    assert.ok(lines.slice(1).every((cells) => /缺/.test(cells[cells.length - 1])));
    assert.equal((markup.match(/<tr>/g) ?? []).length, failing + 1);
    await says(page.locator('.table-bar [role="status"]'), new RegExp(`已复制 ${failing} 行`));
  });
});

test('a chart is saved as a picture with its title, source and day', async () => {
  await visit(async (page) => {
    await sample(page);
    for (const title of ['各校分布', '逐校逐项']) {
      const save = async (kind) => {
        const [download] = await Promise.all([page.waitForEvent('download'), chart(page, title).getByRole('button', { name: new RegExp(`${kind}$`) }).click()]);
        assert.match(download.suggestedFilename(), new RegExp(`${title}\\.${kind.toLowerCase()}$`));
        return fs.readFileSync(await download.path());
      };
      const svg = (await save('SVG')).toString('utf8');
      const read = await page.evaluate((svg) => {
        const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
        return {
          error: parsed.querySelector('parsererror')?.textContent ?? null,
          title: parsed.querySelector('title')?.textContent,
          words: [...parsed.querySelectorAll('text')].map((one) => one.textContent),
          outside: parsed.querySelectorAll('[href], image, foreignObject, script').length,
        };
      }, svg);
      assert.equal(read.error, null);
      assert.match(read.title, new RegExp(title));
      assert.ok(read.words.includes(read.title), 'the title is drawn');
      const said = read.words.join('\n');
      for (const part of [/虚构示例：青禾县/, /national-2017/, /制图日期：\d{4}年/]) assert.match(said, part);
      assert.equal(read.outside, 0);
      assert.doesNotMatch(svg, /var\(|style="/, 'colours are written out');
      const png = await save('PNG');
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      assert.ok(png.readUInt32BE(16) > 1500, 'twice as sharp as the screen');
      // What was drawn is more than paper.
      const colours = await page.evaluate(async (data) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.width, image.height];
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
        const found = new Set();
        for (let at = 0; at < pixels.length; at += 4) found.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
        return found.size;
      }, png.toString('base64'));
      assert.ok(colours > 50, `${colours} colours`);
      fs.mkdirSync(out, { recursive: true });
      fs.writeFileSync(path.join(out, `chart-${title}.png`), png);
    }
  });
});

test('a county of 400 schools is drawn where it is seen and printed in full', async () => {
  await visit(async (page) => {
    await paste(page, county(400));
    assert.ok((await page.evaluate(() => document.querySelectorAll('*').length)) < 5000);
    const table = page.locator('.sections-table.is-windowed');
    assert.equal(await table.getAttribute('aria-rowcount'), '401');
    const names = () => page.$$eval('.school-choose', (all) => all.map((one) => one.textContent));
    const before = await names();
    await page.locator('.scroller-sections').evaluate((box) => { box.scrollTop = box.scrollHeight; });
    await page.waitForFunction((first) => document.querySelector('.school-choose').textContent !== first, before[0]);
    assert.ok((await names()).includes('虚构第400小学'));
    // Another order begins at its beginning.
    await page.locator('.sections-table th', { hasText: '在校生' }).getByRole('button').click();
    await page.waitForFunction(() => document.querySelector('.scroller-sections').scrollTop === 0);
    await page.waitForSelector('[aria-rowindex="2"]');
    // A row of the heat map that was scrolled to is the one that is clicked, and stays when another indicator is looked at.
    const map = chart(page, '逐校逐项').locator('.chart-box');
    await map.scrollIntoViewIfNeeded();
    await map.evaluate((box) => { box.scrollTop = 4000; });
    await page.waitForTimeout(200);
    const seen = await map.boundingBox();
    const drawn = await frame(page, '逐校逐项').locator('.drawing text').allTextContents();
    await page.mouse.click(seen.x + 300, seen.y + 200);
    const clicked = (await page.locator('.card-name').innerText()).trim();
    assert.ok(drawn.includes(clicked), `${clicked} was drawn`);
    await page.selectOption('#chart-indicator', 'equipment_value');
    assert.ok((await map.evaluate((box) => box.scrollTop)) > 3000);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.card').count(), 0);
    // Chosen in the heat map by its last row, shown in the table.
    await frame(page, '逐校逐项').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    const name = (await page.locator('.card-name').innerText()).trim();
    await page.waitForFunction((name) => document.querySelector('.sections-table .is-chosen')?.textContent.includes(name), name);
    // Everything is on paper.
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.equal(await page.locator('.sections .print-only tbody tr').count(), 400);
    const heat = await chart(page, '逐校逐项').locator('.chart-paper').textContent();
    assert.ok(heat.includes('虚构第1小学') && heat.includes('虚构第400小学'));
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('.sections .print-only tbody tr').count(), 0);
  });
});

test('a table wider than the screen says so at its edge, and the names of its rows stay in view', async () => {
  for (const [width, height] of [[390, 844], [320, 256]]) {
    await visit(async (page) => {
      await sample(page);
      await drawn(page);
      const frames = page.locator('.scroller-frame');
      const edges = [];
      for (const frame of await frames.all()) {
        const wide = await frame.evaluate((one) => one.firstElementChild.scrollWidth - one.firstElementChild.clientWidth > 1);
        edges.push([wide, await frame.locator('.scroller-edge').count() > 0]);
      }
      assert.ok(edges.some(([wide]) => wide));
      for (const [wide, edge] of edges) assert.equal(edge, wide);
      for (const table of ['.indicators', '.sections-table']) {
        const frame = page.locator('.scroller-frame', { has: page.locator(table) });
        const name = frame.locator('tbody th[scope="row"]').first();
        const before = (await name.boundingBox()).x;
        assert.ok((await name.boundingBox()).width <= width * 0.45, table);
        for (const [to, edge] of [[120, 1], [10000, 0], [0, 1]]) {
          await frame.locator('.scroller').evaluate((one, to) => { one.scrollLeft = to; }, to);
          await page.waitForFunction(([table, edge]) => document.querySelector(table).closest('.scroller-frame').querySelectorAll('.scroller-edge').length === edge, [table, edge]);
          assert.ok(Math.abs((await name.boundingBox()).x - before) <= 1.5, `${table}, ${to}`);
        }
      }
      // Paper shows all of it.
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.locator('.scroller-edge').evaluateAll((all) => all.every((one) => getComputedStyle(one).display === 'none')));
    }, { width, height });
  }
});

test('axe finds nothing with a school chosen, in both themes, at 390 px and in English', async () => {
  for (const [width, english] of [[1366, false], [390, false], [1366, true]]) {
    await visit(async (page) => {
      if (english) await page.getByRole('button', { name: 'English' }).click();
      await sample(page);
      await page.locator('.worst-name').first().click();
      await page.locator('.columns summary').click();
      for (const colorScheme of ['light', 'dark']) {
        await scheme(page, colorScheme);
        assert.deepEqual(await axe(page), [], `${width}, ${colorScheme}, English: ${english}`);
      }
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
    }, { width, height: width < 600 ? 844 : 768 });
  }
});

test('pictures to look at: the example and a county of 400, wide, on a small screen and narrow', async () => {
  for (const [name, fill] of [['result-example', sample], ['result-400', (page) => paste(page, county(400))]]) {
    await visit(async (page) => {
      await fill(page);
      await page.locator('.worst-name').first().click();
      const files = await screenshots(page, name, { widths: [1440, 1366, 390] });
      assert.ok(files.every((one) => fs.statSync(one).size > 20000));
    });
  }
});
