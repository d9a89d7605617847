// What-if: numbers, the standard and schools tried on a copy; every verdict at once, marked wherever it shows; the real
// result stays, and everything goes back.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { axe, kept, paste, perFile, ready, scheme, screenshots, visit as visitPage } from './harness.mjs';
import { random } from './made-up.mjs';

perFile();

const visit = (steps, options = {}) => visitPage({ width: 1366, height: 768, ...options }, steps);

/** Two stages of made-up schools, the first of them short of teachers. */
function county(schools) {
  const r = random(77);
  const rows = [['学校名称', '办学类型', '小学在校生数', '初中在校生数', '高于规定学历教师数', '县级以上骨干教师数', '体育、艺术专任教师数',
    '教学及辅助用房面积（㎡）', '体育运动场馆面积（㎡）', '教学仪器设备值（元）', '网络多媒体教室（间）']];
  for (let at = 1; at <= schools; at += 1) {
    const junior = at % 3 === 0;
    const pupils = 300 + at;
    const of = (per) => Math.ceil((pupils * per) / 100);
    const short = at === 1 ? 0 : of(r.between(550, 560) / 100);
    rows.push([`虚构第${at}${junior ? '中学' : '小学'}`, junior ? '初级中学' : '小学', junior ? '' : pupils, junior ? pupils : '',
      short, of(1.2), of(1.1), pupils * 6, pupils * 11, pupils * 2600, of(2.6)]);
  }
  return rows.map((row) => row.join('\t')).join('\n');
}

const go = async (page, hash, selector) => {
  await page.evaluate((hash) => { location.hash = hash; }, hash);
  await page.waitForSelector(selector);
};

const whatIf = (page) => go(page, '#/what-if', '.page-what-if .what-if-form');
const form = (page, name) => page.locator('.what-if-switch button', { hasText: name }).first().click();
const type = async (page, id, value) => {
  await page.fill(`#${id}`, value);
  await page.locator(`#${id}`).blur();
};
const choose = (page, id, label) => page.selectOption(`#${id}`, { label });
const sentences = (page) => page.$$eval('.what-if-what > p:first-child', (all) => all.map((one) => one.textContent));
const row = (page, table, name) =>
  page.locator('.what-if-table', { hasText: table }).locator('tr', { hasText: name }).first();

test('a number, a threshold and a school left out move verdicts at once, and every one goes back alone', async () => {
  await visit(async (page) => {
    await paste(page, county(9));
    await whatIf(page);
    assert.equal(await page.locator('.what-if-bar').count(), 0);
    await choose(page, 'what-if-section', '虚构第1小学 · 小学');
    await type(page, 'what-if-teachers_above_required', '４０');
    assert.deepEqual(await sentences(page), ['虚构第1小学（小学）高于规定学历教师：由0人改为40人']);
    assert.match(await page.textContent('.what-if-bar'), /模拟.*1 处改动.*全县/s);
    assert.match(await row(page, '小学', 'L1').textContent(), /83\.33%（5\/6）.*100%|100\.00%（6\/6）|6\/6/);
    assert.match(await page.textContent('.what-if-schools'), /虚构第1小学.*未达标.*达标/s);

    await form(page, '标准');
    await type(page, 'what-if-teaching_area-0', '7');
    await type(page, 'what-if-teaching_area-0', '0');
    assert.match(await page.textContent('.what-if-wrong'), /大于0/);
    await form(page, '参评');
    await choose(page, 'what-if-leave', '虚构第2小学');
    await page.getByRole('button', { name: '不参评', exact: true }).last().click();
    assert.equal((await sentences(page)).length, 3);
    assert.match(await row(page, '小学', 'L4').textContent(), /6\/6.*0\/5/);

    // Undone and done again, taken back one by one.
    await page.getByRole('button', { name: '撤销一步' }).click();
    assert.equal((await sentences(page)).length, 2);
    await page.getByRole('button', { name: '重做' }).click();
    await page.getByRole('button', { name: /撤回：小学教学及辅助用房达标值/ }).click();
    assert.deepEqual(await sentences(page), ['虚构第1小学（小学）高于规定学历教师：由0人改为40人', '虚构第2小学不参加评估']);
    await form(page, '数值');
    await page.getByRole('button', { name: /恢复 0/ }).click();
    assert.equal((await sentences(page)).length, 1);
    // One step leads back to where everything is real, and one back again.
    // That the address of this page was shown may be told only now, when another page is on its way.
    await page.locator('.what-if-bar').getByRole('button', { name: '结束模拟' }).evaluate((end) => {
      end.click();
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    });
    await page.waitForSelector('.page-result .overview');
    assert.equal(await page.locator('.what-if-bar').count(), 0);
    await page.locator('.what-if-enter').click();
    await page.getByRole('button', { name: '撤销一步' }).click();
    assert.equal((await sentences(page)).length, 1);
  });
});

test('what is short is made up exactly, from the school and from the overview', async () => {
  await visit(async (page) => {
    await paste(page, county(9));
    await go(page, '#/result', '.page-result .overview');
    await page.locator('.next-words', { hasText: '高于规定学历' }).first().click();
    // How many numbers of how many schools it will set is said before.
    assert.match(await page.getByRole('button', { name: /模拟补足/ }).innerText(), /1 个学段部，各改 1 个数/);
    await page.getByRole('button', { name: /模拟补足/ }).click();
    assert.match(await page.textContent('.what-if-strip'), /综合评估达标/);
    assert.match(await page.textContent('.what-if-bar'), /1 处改动/);
    // One step takes it back, and does it again.
    await page.locator('.what-if-bar').getByRole('button', { name: '撤销一步' }).click();
    assert.equal(await page.locator('.what-if-bar').count(), 0);
    await whatIf(page);
    await page.getByRole('button', { name: '重做' }).click();
    // 301 pupils × 4.2 ÷ 100 = 12.642.
    assert.deepEqual(await sentences(page), ['虚构第1小学（小学）高于规定学历教师：由0人改为13人']);
    // From the explanation of a number to where it can be tried.
    await go(page, '#/result', '.page-result .sections-table');
    await page.locator('.sections-table tbody tr', { hasText: '虚构第4小学' }).locator('button.number').first().click();
    await page.getByRole('button', { name: '试改这个数' }).click();
    await page.waitForSelector('.page-what-if');
    assert.equal(await page.$eval('#what-if-section', (one) => one.selectedOptions[0].label), '虚构第4小学 · 小学');
  });
});

test('the fewest units that bring a coefficient to its limit are tried at once, and one less is not enough', async () => {
  await visit(async (page) => {
    await paste(page, county(6));
    await go(page, '#/result', '.page-result .overview');
    const within = () => page.locator('.over-table tbody tr', { hasText: '高于规定学历' }).locator('.cv-cell').first().innerText();
    assert.match(await within(), /0\.575\s*> 0\.50/);
    await page.locator('.next-words', { hasText: '差异超限' }).first().click();
    await page.getByRole('button', { name: /模拟这样增加（1 个学段部/ }).click();
    assert.match(await within(), /≤ 0\.50 达标/);
    assert.match(await page.textContent('.what-if-bar'), /1 处改动/);
    await whatIf(page);
    const [sentence] = await sentences(page);
    const given = Number(sentence.match(/^虚构第1小学（小学）高于规定学历教师：由0人改为(\d+)人$/)[1]);
    await choose(page, 'what-if-section', '虚构第1小学 · 小学');
    await type(page, 'what-if-teachers_above_required', String(given - 1));
    await go(page, '#/result', '.page-result .overview');
    assert.match(await within(), /> 0\.50/);
  });
});

test('a school is tried where its verdict stands in sight, before and now', async () => {
  for (const size of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
    await visit(async (page) => {
      await paste(page, county(9));
      await go(page, '#/result', '.page-result .sections-table');
      await page.locator('.school-choose', { hasText: '虚构第1小学' }).first().click();
      await page.locator('.card').getByRole('button', { name: '试改' }).click();
      await page.waitForFunction(() => document.activeElement.id === 'what-if-section');
      const seen = async (selector) => {
        const { y, height } = await page.locator(selector).first().boundingBox();
        return y >= 0 && y + height <= size.height;
      };
      assert.ok(await seen('#what-if-section') && await seen('.what-if-said'));
      assert.match(await page.textContent('.what-if-said'), /虚构第1小学.*综合评估：未达标.*6\/7 项达标/);
      assert.match(await page.getByRole('button', { name: /本校各项补足/ }).innerText(), /改 1 个数/);
      await type(page, 'what-if-teachers_above_required', '13');
      assert.match(await page.textContent('.what-if-said'), /综合评估：未达标.*达标.*7\/7 项达标/);
      assert.ok(await seen('.what-if-said'));
    }, size);
  }
});

test('pupils and teachers move, schools merge, divide and come, and nothing is lost on the way', async () => {
  await visit(async (page) => {
    await paste(page, county(9));
    await whatIf(page);
    await form(page, '调学生');
    await choose(page, 'what-if-from', '虚构第1小学 · 小学');
    await choose(page, 'what-if-to', '虚构第2小学 · 小学');
    await page.fill('#what-if-count', '500');
    await page.getByRole('button', { name: '调动' }).click();
    assert.match(await page.textContent('.what-if-wrong'), /只有301人/);
    await page.fill('#what-if-count', '50');
    await page.getByRole('button', { name: '调动' }).click();
    await form(page, '调教师');
    await choose(page, 'what-if-from', '虚构第2小学 · 小学');
    await choose(page, 'what-if-to', '虚构第1小学 · 小学');
    await page.fill('#what-if-count', '2');
    await page.getByLabel(/高于规定学历/).check();
    await page.getByLabel(/骨干/).check();
    await page.getByRole('button', { name: '调动' }).click();
    await form(page, '合并');
    await choose(page, 'what-if-from', '虚构第2小学');
    await choose(page, 'what-if-into', '虚构第1小学');
    await page.locator('.what-if-form').getByRole('button', { name: '合并' }).click();
    await form(page, '拆分');
    await choose(page, 'what-if-school', '虚构第1小学');
    await page.fill('#what-if-name', '新小学');
    await page.fill('#what-if-primary', '100');
    await page.locator('.what-if-form').getByRole('button', { name: '拆分' }).click();
    await form(page, '新增学校');
    await page.fill('#what-if-name', '再新小学');
    await page.fill('#what-if-new-pupils', '100');
    await page.locator('.what-if-form').getByRole('button', { name: '新增' }).click();
    assert.deepEqual(await sentences(page), [
      '虚构第1小学（小学）的50名学生转到虚构第2小学（小学）',
      '从虚构第2小学（小学）调2人（高于规定学历教师、骨干教师）到虚构第1小学（小学）',
      '虚构第2小学并入虚构第1小学',
      '从虚构第1小学分出新小学（小学100人）',
      '新增再新小学（小学，100人）',
    ]);
    // What is not known of the new school is not zero.
    assert.match(await page.textContent('.what-if-schools'), /再新小学.*不参评.*无法判定/s);
    await go(page, '#/result', '.page-result .sections-table');
    assert.equal(await page.locator('.sections-table tbody tr', { hasText: '再新小学' }).count() > 0, true);
    // The real result is one click away, and is as it was.
    await page.getByRole('button', { name: '看正式结果' }).click();
    assert.equal(await page.locator('.sections-table tbody tr', { hasText: '再新小学' }).count(), 0);
    assert.match(await page.textContent('.what-if-bar'), /暂停/);
  });
});

test('what the county and the schools state can be tried, each in its own way', async () => {
  await visit(async (page) => {
    await page.getByRole('button', { name: /虚构示例/ }).first().click();
    await page.waitForSelector('.page-result .overview');
    await whatIf(page);
    await form(page, '自评');
    const attempt = () => page.locator('.what-if-form').getByRole('button', { name: '试改' }).click();
    await attempt();
    assert.match(await page.textContent('.what-if-wrong'), /请先填写/);
    await page.fill('#what-if-answer', '不知道');
    await attempt();
    assert.match(await page.textContent('.what-if-wrong'), /应填日期/);
    await page.fill('#what-if-answer', '2030-01-01');
    await attempt();
    assert.match((await sentences(page))[0], /认定日期：由2016-12-20改为2030-01-01/);
    // A school states other things, and each has its own answers.
    await choose(page, 'what-if-who', '青禾县禾穗街道第一小学');
    await choose(page, 'what-if-what', '义务教育阶段教学班数');
    assert.match(await page.textContent('.what-if-form'), /现在：\d+/);
    await page.fill('#what-if-answer', '4');
    await attempt();
    assert.match((await sentences(page))[1], /青禾县禾穗街道第一小学：义务教育阶段教学班数：由\d+个改为4个/);
    assert.match(await page.textContent('.what-if-effect'), /前置条件/);
  });
});

test('what is imagined is marked in the title, on paper and in every file, and the data stays as it was', async () => {
  await visit(async (page) => {
    await paste(page, county(9));
    await whatIf(page);
    await type(page, 'what-if-pupils', '150');
    await go(page, '#/export', '.page-export');
    assert.match(await page.title(), /^【模拟】/);
    assert.equal(await page.locator('#export-published').count(), 0, 'it is no result to publish');
    for (const id of ['export-csv', 'export-json', 'export-xlsx']) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.click(`button[aria-describedby="${id}"]`)]);
      assert.match(file.suggestedFilename(), /^模拟-/);
      const text = fs.readFileSync(await file.path(), 'utf8');
      if (id !== 'export-xlsx') assert.match(text, /模拟结果，不是正式结果/);
      if (id === 'export-csv') assert.match(text.split('\n')[0], /模拟/);
    }
    await go(page, '#/result', '.page-result .charts .drawing');
    const [picture] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /SVG/ }).first().click()]);
    assert.match(picture.suggestedFilename(), /^模拟-/);
    assert.match(fs.readFileSync(await picture.path(), 'utf8'), /【模拟】.*模拟结果，不是正式结果/s);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.$eval('.what-if-paper', (one) => getComputedStyle(one).position), 'fixed');
    assert.equal(await page.isVisible('.what-if-paper'), true);
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('button', { name: '看正式结果' }).click();
    await go(page, '#/export', '.page-export');
    const [real] = await Promise.all([page.waitForEvent('download'), page.click('button[aria-describedby="export-csv"]')]);
    assert.doesNotMatch(real.suggestedFilename(), /模拟/);
    assert.doesNotMatch(fs.readFileSync(await real.path(), 'utf8'), /模拟/);
  });
});

test('a scenario comes back with the work after the page is loaded again', async () => {
  await visit(async (page) => {
    await paste(page, county(9));
    await whatIf(page);
    await type(page, 'what-if-pupils', '150');
    await kept(page, (found) => Object.values(found.project).some((text) => /"pupils":150/.test(text)));
    await page.reload();
    await ready(page);
    await page.waitForSelector('.what-if-bar');
    await whatIf(page);
    assert.match((await sentences(page))[0], /由301人改为150人/);
  });
});

test('a county too large for the page is imagined by the worker', async () => {
  await visit(async (page) => {
    await paste(page, county(2100));
    await whatIf(page);
    await form(page, '参评');
    await choose(page, 'what-if-leave', '虚构第1小学');
    await page.getByRole('button', { name: '不参评', exact: true }).last().click();
    await page.waitForSelector('.what-if-effect .what-if-schools', { timeout: 60000 });
    assert.match(await page.textContent('.what-if-schools'), /虚构第1小学.*未达标.*不参评/s);
    assert.match(await row(page, '小学', 'L1').textContent(), /1399\/1400|1,399\/1,400/);
  });
});

test('by keyboard, in English, at 390 px and in the dark nothing is wrong for axe', async () => {
  for (const dark of [false, true]) {
    await visit(async (page) => {
      await scheme(page, dark ? 'dark' : 'light');
      await paste(page, county(9));
      await page.getByRole('button', { name: 'English' }).click();
      await whatIf(page);
      await page.focus('#what-if-teachers_above_required');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('40');
      await page.keyboard.press('Tab');
      assert.deepEqual(await sentences(page), ['虚构第1小学 (primary), Higher-qualified teachers: 0 people → 40 people']);
      for (const name of ['Numbers', 'Standard', 'Inclusion', 'Move pupils', 'Move teachers', 'Merge', 'Split', 'Add a school']) {
        await form(page, name);
        assert.deepEqual(await axe(page), [], name);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
      }
      await go(page, '#/result', '.page-result .what-if-strip');
      assert.deepEqual(await axe(page), []);
    }, { width: 390, height: 844, dark });
  }
});

test('pictures for people to look at', async () => {
  await visit(async (page) => {
    await page.getByRole('button', { name: /虚构示例/ }).first().click();
    await page.waitForSelector('.page-result .charts .drawing');
    await page.locator('.next-words', { hasText: 'L4' }).first().click();
    await page.getByRole('button', { name: /模拟补足/ }).click();
    await page.waitForSelector('.what-if-strip');
    await page.evaluate(() => window.scrollTo(0, 0));
    await screenshots(page, 'what-if-result', { schemes: ['light'], fullPage: false });
    await whatIf(page);
    await screenshots(page, 'what-if-values', { schemes: ['light', 'dark'] });
    await form(page, '标准');
    await screenshots(page, 'what-if-rules', { schemes: ['light'] });
    await form(page, '调教师');
    await screenshots(page, 'what-if-teachers', { schemes: ['light'], fullPage: false });
  });
});
