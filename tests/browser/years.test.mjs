// Several years of a county, and several counties, as people put them in: a file for each year, or a column that tells it.
// What the page says of a change is held against sums made here. Pictures go to tests/browser/out, for people to look at.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { axe, out, perFile, scheme, screenshots, visit as visitPage } from './harness.mjs';
import { yearHeader as HEADER, schoolsOfYear as schools } from './made-up.mjs';
import { workbook } from './workbooks.mjs';

perFile();

const visit = (steps, options = {}) => visitPage({ width: 1440, height: 900, ...options }, steps);

const csv = (rows) => Buffer.from(`\ufeff${rows.map((row) => row.join(',')).join('\n')}`);
const yearFile = (year) => ({ name: `青禾县${year}年.csv`, mimeType: 'text/csv', buffer: csv([HEADER, ...schools(year)]) });
const bookOf = (year) => ({
  name: `青禾县${year}-${year + 1}学年.xlsx`, mimeType: 'application/octet-stream', buffer: workbook([HEADER, ...schools(year)], '学校'),
});

const put = async (page, files) => {
  await page.setInputFiles('#file-picker', files);
  // Open as soon as something was read.
  await page.waitForSelector('a.step-link[href="#/result"]');
};
const compare = async (page) => {
  await page.click('.step-link[href="#/result"]');
  await page.click('.banner-compare a');
  await page.waitForSelector('.page-compare .trend .drawing');
};
const cells = (row) => row.locator('th, td').allInnerTexts();
const tableAfter = (page, title) => page.locator(`h3:text-is("${title}") + .scroller-frame table`);

/** The coefficient of an indicator over rows of one stage, by its definition. */
function cv(rows, column) {
  const pupils = rows.reduce((sum, row) => sum + row[3], 0);
  const mean = rows.reduce((sum, row) => sum + row[column], 0) / pupils;
  return Math.sqrt(rows.reduce((sum, row) => sum + row[3] * (row[column] / row[3] - mean) ** 2, 0) / pupils) / mean;
}

const number = (text) => (text === '0' ? 0 : Number(text.replace('−', '-').replace(/,/g, '')));

test('three years as three files: the newest is the result, the change is taken apart, schools are named', async () => {
  await visit(async (page) => {
    await put(page, [2022, 2024, 2023].map(yearFile));
    await page.click('.step-link[href="#/result"]');
    assert.match(await page.locator('.banner-compare').innerText(), /3 个年度（2022年、2023年、2024年）/);
    assert.equal(Number((await page.locator('#sections-title .count').innerText())), schools(2024).length);
    await compare(page);
    const [before, now] = [schools(2023), schools(2024)].map((rows) => rows.filter((row) => row[2] === '小学'));
    const codes = new Set(before.map((row) => row[1]));
    const stayed = new Set(now.map((row) => row[1]).filter((code) => codes.has(code)));
    const both = (rows) => rows.filter((row) => stayed.has(row[1]));
    const rows = tableAfter(page, '校际差异系数').locator('tbody tr');
    assert.equal(await rows.count(), 7);
    for (let at = 0; at < 7; at += 1) {
      const [, was, is, whole, values, gone, come, moved] = await cells(rows.nth(at));
      const column = 4 + at;
      const [a, b, c, d] = [cv(before, column), cv(both(before), column), cv(both(now), column), cv(now, column)];
      const near = (shown, exact) => assert.ok(Math.abs(number(shown) - exact) < 0.00051, `${at}: ${shown} for ${exact}`);
      near(was, a);
      near(is, d);
      near(whole, d - a);
      near(values, c - b);
      near(gone, b - a);
      near(come, d - c);
      // The school that moved the square of the coefficient most goes first, and says which way.
      const parts = (rows) => {
        const pupils = rows.reduce((sum, row) => sum + row[3], 0);
        const mean = rows.reduce((sum, row) => sum + row[column], 0) / pupils;
        return new Map(rows.map((row) => [row[1], [row[0], row[3] / pupils * (row[column] / row[3] / mean - 1) ** 2]]));
      };
      const [was1, is1] = [parts(before), parts(now)];
      const most = [...new Set([...was1.keys(), ...is1.keys()])]
        .map((code) => [(is1.get(code) ?? was1.get(code))[0], (is1.get(code)?.[1] ?? 0) - (was1.get(code)?.[1] ?? 0)])
        .sort((one, other) => Math.abs(other[1]) - Math.abs(one[1]));
      const lines = moved.split('\n').filter(Boolean);
      assert.equal(lines.length, 3);
      for (const [place, line] of lines.entries()) {
        assert.ok(line.startsWith(most[place][0]), `${line} for ${most[place]}`);
        assert.match(line, most[place][1] > 0 ? /使差异增大$/ : /使差异减小$/);
      }
    }
    assert.match(await page.locator('#change-title ~ .section-lead').innerText(), /小学：两年都有 15 个学段部，减少 1 个，新增 1 个/);
    const list = (title) => page.locator('.years-list', { hasText: title }).locator('li').allInnerTexts();
    assert.deepEqual(await list('减少的学校'), ['虚构第2学校；另一年没有']);
    assert.deepEqual(await list('新增的学校'), ['虚构新建小学；另一年没有']);
    // A school of the newest year leads to its card, which Escape puts away wherever the focus is.
    const come = page.locator('.years-list', { hasText: '新增的学校' }).getByRole('button');
    await come.scrollIntoViewIfNeeded();
    const left = await page.evaluate(() => scrollY);
    await come.click();
    await page.waitForSelector('.page-result .card');
    assert.equal(await page.locator('.card-name').innerText(), '虚构新建小学');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'school-card');
    assert.match(await page.locator('.page-result .page-lead, .page-result header, .page-result h1 ~ *').first().innerText(), /2024年数据 · 青禾县2024年\.csv · 评估日期/);
    await page.locator('.over-title').focus();
    await page.keyboard.press('Escape');
    await page.waitForSelector('.card', { state: 'detached' });
    // A step back leads to where the comparison was left.
    await page.goBack();
    await page.waitForSelector('.page-compare .trend .drawing');
    await page.waitForFunction((left) => left > 800 && Math.abs(scrollY - left) < 2, left);
    assert.equal(await page.locator('.step-link[aria-current]').innerText().then((words) => words.includes('结果')), true);
    // The table of changes as it is taken into a spreadsheet.
    await page.evaluate(() => {
      // After the page's own listener has written what is copied.
      document.addEventListener('copy', (event) => { window.taken = event.clipboardData.getData('text/plain'); });
      const native = Event.prototype.stopPropagation;
      Event.prototype.stopPropagation = function stop() { if (this.type !== 'copy') native.call(this); };
    });
    const trend = page.locator('.years-table').first();
    await page.locator('section', { has: page.locator('#trend-title') }).getByRole('button', { name: '复制表格' }).click();
    const taken = (await page.evaluate(() => window.taken)).trimEnd().split('\r\n').map((line) => line.split('\t'));
    assert.equal(taken.length, await trend.locator('tr').count());
    assert.ok(taken.every((line) => line.length === 5), 'every row has all columns');
    const head = taken.findIndex((line) => line[1] === '校际差异系数');
    assert.equal(taken[head + 1][0], '', 'a cell over two rows stands in the first');
    assert.ok(taken.filter((line) => line[1] === '校际差异系数').every((line) => line.slice(2).every((cell) => /^0\.\d+$/.test(cell))), 'coefficients are numbers');
    // Another pair of years: the school that was renamed between them.
    await page.selectOption('#change-from', { label: '2022年' });
    await page.selectOption('#change-to', { label: '2023年' });
    assert.deepEqual(await list('改了名'), ['虚构第1学校 → 虚构实验小学']);
    assert.deepEqual(await list('减少的学校'), []);
    // Where the members are the same, nothing is of membership.
    for (const row of await tableAfter(page, '校际差异系数').locator('tbody tr').all()) {
      const shown = await cells(row);
      assert.deepEqual(shown.slice(5, 7), ['0', '0']);
      assert.equal(shown[3], shown[4]);
    }
    // The other stage: the school that got it.
    await page.click('.switch-item:text-is("初中")');
    await page.selectOption('#change-to', { label: '2024年' });
    assert.match((await list('新增的学校')).join(), /另一年有这所学校，没有这个学段/);
  });
});

test('school years in workbooks and a column of years say the same', async () => {
  const seen = [];
  for (const files of [[bookOf(2022), bookOf(2023)], [{
    name: '学校.csv', mimeType: 'text/csv',
    buffer: csv([['年度', ...HEADER], ...[2022, 2023].flatMap((year) => schools(year).map((row) => [year, ...row]))]),
  }]]) {
    await visit(async (page) => {
      await put(page, files);
      await compare(page);
      seen.push(await page.locator('.years-table').last().locator('tbody').innerText());
    });
  }
  assert.equal(seen[0], seen[1]);
});

test('the trend is one stop for the keyboard, told in words, saved and printed', async () => {
  await visit(async (page) => {
    await put(page, [2022, 2023, 2024].map(yearFile));
    await compare(page);
    const frame = page.locator('.trend .chart-frame');
    await frame.focus();
    const said = () => frame.locator('[role="status"]').innerText();
    assert.match(await said(), /^2022年；.*；差异系数 0\.\d{3}，限值 0\.\d\d，(在限值以内|超过限值)$/);
    await page.keyboard.press('ArrowRight');
    assert.match(await said(), /^2023年；/);
    const first = await said();
    await page.keyboard.press('ArrowDown');
    assert.match(await said(), /^2023年；/);
    assert.notEqual(await said(), first);
    assert.equal(await frame.locator('.chart-tip').count(), 1);
    for (const [kind, sign] of [['SVG', '<?xml'], ['PNG', '\x89PNG']]) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`.trend .chart-save:text-is("${kind}")`)]);
      const bytes = fs.readFileSync(await download.path());
      assert.equal(bytes.subarray(0, sign.length).toString('latin1'), sign);
      if (kind === 'SVG') {
        const words = bytes.toString();
        assert.match(words, /小学：校际差异系数的变化/);
        assert.match(words, /2022年/);
        assert.ok(!words.includes('class='));
      }
    }
    // Shares in place of coefficients: eight panels, each with its counts.
    await page.click('.switch-item:text-is("达标学校比例")');
    await frame.focus();
    assert.match(await said(), /达标 [\d.]+%（\d+\/\d+）/);
    fs.mkdirSync(out, { recursive: true });
    const pdf = await page.pdf({ path: path.join(out, 'compare.pdf'), format: 'A4', preferCSSPageSize: true });
    assert.ok(pdf.length > 20_000);
  });
});

test('counties are ranked with what stands behind a rank', async () => {
  await visit(async (page) => {
    const rows = schools(2022).map((row, at) => [at < 16 ? '东县' : '西县', ...row]);
    await put(page, { name: '两县.csv', mimeType: 'text/csv', buffer: csv([['县（市、区）', ...HEADER], ...rows]) });
    await page.click('.step-link[href="#/result"]');
    await page.click('.banner-compare a');
    await page.waitForSelector('.rank-table');
    const of = (county) => cv(rows.filter((row) => row[0] === county && row[3] === '小学').map((row) => row.slice(1)), 4);
    const wanted = ['东县', '西县'].sort((a, b) => of(a) - of(b));
    const shown = await page.locator('.rank-table tbody th').allInnerTexts();
    assert.deepEqual(shown, wanted);
    const west = await page.locator('.rank-table tbody tr', { hasText: '西县' }).innerText();
    assert.match(west, /学段部少/);
    assert.equal(await page.locator('.trend').count(), 0);
    await page.selectOption('#rank-indicator', 'sports_area');
    await page.click('.switch-item:text-is("初中")');
    assert.match(await page.locator('.rank-table tbody tr').first().innerText(), /^1/);
  });
});

test('one year of one county has nothing to compare, and says how to', async () => {
  await visit(async (page) => {
    await put(page, yearFile(2022));
    await page.click('.step-link[href="#/result"]');
    await page.waitForSelector('.page-result');
    assert.equal(await page.locator('.banner-compare').count(), 0);
    await page.evaluate(() => { location.hash = '#/compare'; });
    await page.waitForSelector('.page-compare');
    assert.match(await page.locator('.page-lead').innerText(), /只有一个年度、一个县/);
  });
});

for (const locale of ['zh-CN', 'en']) {
  test(`axe finds nothing on the page, nothing is cut off at 390 px: ${locale}`, async () => {
    await visit(async (page) => {
      await put(page, [2022, 2023, 2024].map(yearFile));
      if (locale === 'en') await page.click('.language');
      await compare(page);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        for (const colorScheme of ['light', 'dark']) {
          await scheme(page, colorScheme);
          assert.deepEqual(await axe(page), []);
        }
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px`);
      }
      await screenshots(page, `compare-${locale}`);
    });
  });
}
