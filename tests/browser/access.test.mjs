// The page for everyone: every state of a journey in both languages, both themes, large print and high contrast, on a
// phone and at 400 % zoom; colours of the system. What people see of it goes to tests/browser/out.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { axe, out, perFile, ready, visit } from './harness.mjs';

const files = path.resolve(import.meta.dirname, '../files');
const file = (name) => path.join(files, name);

perFile();

const go = async (page, name) => {
  await page.evaluate((name) => { location.hash = `#/${name}`; }, name);
  await page.waitForSelector(`.page-${name}`);
};
/** Long lists have been drawn to their end. */
const drawn = (page) => page.waitForSelector('main [aria-busy]', { state: 'detached' });
/** What is tried in what-if: a form by its place, a number typed, and the changes there are then. */
const form = (page, place) => page.locator('.what-if-switch button').nth(place).click();
const set = async (page, id, value) => {
  await page.fill(`#${id}`, value);
  await page.locator(`#${id}`).blur();
};
const changes = (page, count) => page.waitForFunction((count) => document.querySelectorAll('.what-if-change').length === count, count);

/** The states of a journey, in its order; each begins where the one before it ended. */
const journey = [
  ['first visit', async () => {}],
  ['display opened', async (page) => { await page.locator('[aria-controls="display"]').click(); }],
  ['nothing to show yet', async (page) => {
    await page.locator('[aria-controls="display"]').click();
    await page.evaluate(() => { location.hash = '#/result'; });
    await page.locator('main .button-primary', { hasText: /数据|data/ }).waitFor();
  }],
  ['the tour', async (page) => {
    await go(page, 'data');
    await page.locator('.guide-offer .button').first().click();
    await page.waitForSelector('[data-pointed]');
    await page.waitForSelector('.charts .drawing');
  }],
  ['a file that cannot be read', async (page) => {
    await page.locator('.guide .button-quiet').last().click();
    await go(page, 'data');
    await page.setInputFiles('#file-picker', file('bad/picture-renamed.xlsx'));
    await page.waitForSelector('.trouble');
  }],
  ['doubtful cells', async (page) => {
    await page.setInputFiles('#file-picker', file('bad/text-where-numbers.csv'));
    await page.waitForSelector('.page-check .sheet-table');
    await page.locator('.issue-go').first().click();
  }],
  ['menu of a row', async (page) => {
    await page.locator('.sheet-row td').nth(2).click({ button: 'right' });
    await page.waitForSelector('.menu');
  }],
  ['another file arrives', async (page) => {
    await page.keyboard.press('Escape');
    await go(page, 'data');
    await page.setInputFiles('#file-picker', file('qinghe-county.xlsx'));
    await page.waitForSelector('#arrived');
  }],
  ['a county is checked', async (page) => {
    await page.locator('.arrived-answers .button').nth(1).click();
    await page.waitForSelector('.arrived', { state: 'detached' });
    await go(page, 'check');
    await page.waitForSelector('.sheet-table');
  }],
  ['result', async (page) => {
    await go(page, 'result');
    await page.waitForSelector('.charts .drawing');
    await drawn(page);
  }],
  ['a school is chosen', async (page) => {
    await page.locator('.worst-name').first().click();
    await page.locator('.columns summary').click();
    await page.waitForSelector('.card');
  }],
  ['explanation of a coefficient', async (page) => {
    await page.locator('.columns summary').click();
    await page.locator('.number-cv').first().click();
    await page.waitForSelector('dialog.panel[open]');
  }],
  ['explanation of a finding', async (page) => {
    await page.keyboard.press('Escape');
    await page.locator('.finding-title').first().click();
    await page.waitForSelector('dialog.panel[open]');
  }],
  ['self-assessment', async (page) => {
    await page.keyboard.press('Escape');
    await go(page, 'self');
    await page.fill('#fact-rotated', '十二');
    await page.locator('.survey-table input').nth(0).fill('10');
    await page.locator('.survey-table input').nth(1).fill('11');
    await page.locator('.fact-details summary').first().click();
  }],
  ['what-if: a number', async (page) => {
    await go(page, 'what-if');
    await set(page, 'what-if-teaching_area', '0.5');
    await set(page, 'what-if-pupils', 'x');
    await page.waitForSelector('.what-if-wrong');
    await page.waitForSelector('.what-if-effect .is-different');
  }],
  ['what-if: the standard', async (page) => {
    await form(page, 1);
    await set(page, 'what-if-sports_area-0', '12');
    // The last of the single numbers is a weight.
    await set(page, await page.locator('.what-if-single input').last().getAttribute('id'), '2');
    await page.locator('.what-if-single input').first().fill('-1');
    await page.locator('.what-if-single input').first().blur();
    await page.waitForSelector('.what-if-wrong');
  }],
  ['what-if: a school left out', async (page) => {
    await form(page, 2);
    await page.locator('.what-if-submit .button').first().click();
    await changes(page, 4);
  }],
  ['what-if: pupils moved', async (page) => {
    await form(page, 3);
    await page.selectOption('#what-if-to', { index: 1 });
    await page.fill('#what-if-count', '1000000');
    await page.locator('.what-if-submit .button').click();
    await page.waitForSelector('.what-if-wrong');
    await page.fill('#what-if-count', '5');
    await page.locator('.what-if-submit .button').click();
    await changes(page, 5);
  }],
  ['what-if: teachers moved', async (page) => {
    await form(page, 4);
    await page.selectOption('#what-if-to', { index: 1 });
    await page.fill('#what-if-count', '1');
    await page.locator('.what-if-kind input').first().check();
    await page.locator('.what-if-submit .button').click();
    await changes(page, 6);
  }],
  ['what-if: schools merged', async (page) => {
    await form(page, 5);
    await page.selectOption('#what-if-into', { index: 1 });
    await page.locator('.what-if-submit .button').click();
    await changes(page, 7);
  }],
  ['what-if: a school divided', async (page) => {
    await form(page, 6);
    await page.locator('.what-if-submit .button').click();
    await page.waitForSelector('.what-if-wrong');
    await page.fill('#what-if-name', '分校');
    await page.fill('#what-if-primary', '20');
    await page.locator('.what-if-submit .button').click();
    await changes(page, 8);
  }],
  ['what-if: a school added', async (page) => {
    await form(page, 7);
    await page.fill('#what-if-name', '新校');
    await page.fill('#what-if-new-pupils', '100');
    await page.locator('.what-if-submit .button').click();
    await changes(page, 9);
  }],
  ['what-if: something stated', async (page) => {
    await form(page, 8);
    await page.locator('.what-if-submit .button').click();
    await page.waitForSelector('.what-if-wrong, .what-if-change:nth-child(10)');
    await page.selectOption('#what-if-who', { index: 1 });
    await page.waitForSelector('#what-if-what');
  }],
  ['what-if: the result', async (page) => {
    await go(page, 'result');
    await page.waitForSelector('.what-if-strip');
    await drawn(page);
  }],
  ['what-if: what evens a coefficient', async (page) => {
    await page.locator('.number-cv.is-below').first().click();
    await page.waitForSelector('dialog.panel[open] .panel-list + .panel-head + .hint');
  }],
  ['what-if: paused', async (page) => {
    await page.keyboard.press('Escape');
    await page.locator('.what-if-tools .link').first().click();
    await page.waitForSelector('.what-if-strip', { state: 'detached' });
  }],
  ['export', async (page) => {
    await page.locator('.what-if-tools .link').last().click();
    await page.waitForSelector('.what-if-bar', { state: 'detached' });
    await go(page, 'export');
  }],
  ['nothing to compare', async (page) => { await go(page, 'compare'); }],
  ['standards', async (page) => {
    await go(page, 'standards');
    await page.locator('[data-standard="binhai-2021"] button').first().click();
    await page.waitForSelector('.standard-on[data-standard="binhai-2021"]');
    for (const summary of await page.locator('.disclosure > summary').all()) await summary.click();
  }],
  ['a standard with a mistake', async (page) => {
    await page.fill('#standard-editor', 'flor = 1');
    await page.locator('.page-standards .button-primary').last().click();
    await page.waitForSelector('.editor-problems');
  }],
  ['a published text', async (page) => {
    await go(page, 'narrative');
    await page.locator('.page-narrative .button:not(.button-primary)').first().click();
    await page.locator('.page-narrative .button-primary').click();
    await page.waitForSelector('.statement');
  }],
  ['a school alone', async (page) => {
    await go(page, 'data');
    await page.setInputFiles('#file-picker', file('one-nine-year-school.tsv'));
    await page.locator('.arrived-answers .button').nth(1).click();
    await page.waitForSelector('.page-check');
    await go(page, 'result');
    await page.waitForSelector('.school-section');
  }],
];

// The rules that look at places and sizes, and those that look at colours.
const layout = ['target-size', 'scrollable-region-focusable'];
const colours = ['color-contrast', 'link-in-text-block'];
const look = (page, words) => page.evaluate((words) => globalThis.junhengLook(words), words);

/**
 * What is cut off: the page wider than the screen, or words outside a box that hides what overflows it and cannot be
 * scrolled. The cells of the worksheet shorten their words as those of every spreadsheet do; the active one is shown in full beside them.
 */
const cut = (page) =>
  page.evaluate(() => {
    const found = [];
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 0) {
      const right = document.documentElement.clientWidth;
      const over = [...document.querySelectorAll('body *')].filter((one) => {
        const box = one.getBoundingClientRect();
        if (!box.width || box.right <= right + 1) return false;
        for (let up = one.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden/.test(getComputedStyle(up).overflowX)) return false;
        return true;
      });
      found.push(`${wide} px wider than the screen: ${over.slice(0, 4).map((one) => `${one.tagName}.${one.className.baseVal ?? one.className} “${one.textContent.trim().slice(0, 20)}”`).join(', ')}`);
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest('.sheet-table, .visually-hidden, svg, script, noscript, option, textarea, .encodings-line, [hidden]')) continue;
      range.selectNodeContents(node);
      const words = range.getBoundingClientRect();
      if (!words.width || !words.height) continue;
      const cell = parent.closest('td, th')?.getBoundingClientRect();
      if (cell && cell.width > 1 && (words.right > cell.right + 2 || words.left < cell.left - 2)) found.push(`“${node.data.trim().slice(0, 30)}” runs over its cell`);
      for (let up = parent; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up);
        const box = up.getBoundingClientRect();
        if (style.position === 'fixed') break;
        // Said, and not to be seen.
        if (style.clip === 'rect(0px, 0px, 0px, 0px)') break;
        if (/auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY)) break;
        const hides = style.overflowX === 'hidden' || style.overflowX === 'clip';
        if (hides && (words.right > box.right + 1.5 || words.left < box.left - 1.5 || words.bottom > box.bottom + 3)) {
          found.push(`“${node.data.trim().slice(0, 30)}” in ${up.tagName}.${up.className}`);
          break;
        }
      }
    }
    return found.slice(0, 5);
  });

for (const [language, name] of [['zh-CN', 'Chinese'], ['en', 'English']]) {
  test(`axe finds nothing and nothing is cut off in any state of a journey, in any look: ${name}`, async () => {
    await visit({}, async (page) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      if (language === 'en') await page.locator('.language').click();
      const faults = [];
      const check = (where, found, lost) => {
        for (const one of found) faults.push(`${where}: ${one}`);
        for (const one of lost) faults.push(`${where}: cut off: ${one}`);
      };
      const phone = { width: 390, height: 844 };
      for (const [state, reach] of journey) {
        await page.setViewportSize(phone);
        await look(page, 'light');
        await reach(page);
        await page.waitForTimeout(100);
        // What stays at an edge covers what is scrolled below it, and that is no small target.
        await page.evaluate(() => window.scrollTo(0, 0));
        assert.equal(await page.getAttribute('html', 'lang'), language);
        check(`${state}, 390 px`, await axe(page), await cut(page));
        // What else can differ: the layout with the width and the size of words, colours with theme and contrast.
        for (const [words, width, height] of [['light', 320, 256], ['light large', 390, 844], ['light large', 320, 256], ['light large', 1440, 900]]) {
          await page.setViewportSize({ width, height });
          await look(page, words);
          check(`${state}, ${width} px, ${words}`, await axe(page, layout), await cut(page));
        }
        await page.setViewportSize(phone);
        for (const words of ['dark', 'light high-contrast', 'dark high-contrast']) {
          await look(page, words);
          check(`${state}, ${words}`, await axe(page, /high/.test(words) ? [...colours, 'color-contrast-enhanced'] : colours), []);
        }
      }
      assert.deepEqual(faults, []);
    });
  });
}

test('size, theme and contrast are chosen in one place, kept, and otherwise as the system has them', async () => {
  await visit({}, async (page) => {
    const state = () => page.evaluate(() => {
      const { theme, contrast, size } = document.documentElement.dataset;
      return [theme, contrast, size, parseFloat(getComputedStyle(document.querySelector('.page-lead p')).fontSize)].join(' ');
    });
    // The system's wishes reach the page with the next frame.
    const becomes = async (wanted) => {
      for (let tries = 0; tries < 40 && !wanted.test(await state()); tries += 1) await page.waitForTimeout(25);
      assert.match(await state(), wanted);
    };
    const press = (name) => page.getByRole('button', { name, exact: true }).click();
    assert.match(await state(), /^light plain plain 1[67]/);
    await page.emulateMedia({ colorScheme: 'dark', contrast: 'more' });
    await becomes(/^dark high plain/);
    await press('长辈版');
    assert.match(await state(), /^dark high large 2[4-9]/, 'at least 18 pt');
    await press('显示');
    const group = (name) => page.getByRole('group', { name });
    await group('外观').getByRole('button', { name: '浅色' }).click();
    await group('对比度').getByRole('button', { name: '标准' }).click();
    assert.match(await state(), /^light plain large/);
    await page.reload();
    await ready(page);
    assert.match(await state(), /^light plain large/, 'kept');
    assert.equal(await page.getByRole('button', { name: '长辈版' }).getAttribute('aria-pressed'), 'true');
    await press('显示');
    await group('对比度').getByRole('button', { name: '高' }).click();
    await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
    await press('长辈版');
    await becomes(/^light high plain/);
    await group('外观').getByRole('button', { name: '自动' }).click();
    await page.emulateMedia({ colorScheme: 'dark' });
    await becomes(/^dark high plain/);
    // All of it stays in one row on a phone, with targets for fingers, also in large print.
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [words, least] of [['light', 44], ['light large', 60]]) {
      await look(page, words);
      const boxes = await page.$$eval('.header-tools > *', (tools) => tools.map((one) => one.getBoundingClientRect().toJSON()));
      assert.equal(new Set(boxes.map((box) => box.top)).size, 1, `${words}: one row`);
      assert.ok(boxes.every((box) => box.height >= least - 0.5 && box.right <= 390), `${words}: ${boxes.map((box) => box.height)}`);
    }
  });
});

test('charts and the worksheet grow with the words of the page', async () => {
  await visit({}, async (page) => {
    await page.getByRole('button', { name: /虚构示例/ }).first().click();
    await page.waitForSelector('.charts .drawing');
    const sizes = () => page.evaluate(() => {
      const height = (selector) => document.querySelector(selector).getBoundingClientRect().height;
      return [height('.charts .chart:not(.chart-heat) .drawing .c-tick'), height('.plot-cell .drawing'), height('.chart-heat .drawing .c-cell')];
    });
    const before = await sizes();
    await page.getByRole('button', { name: '长辈版' }).click();
    await page.waitForFunction((before) => document.querySelector('.charts .drawing .c-tick').getBoundingClientRect().height > before * 1.4, before[0]);
    (await sizes()).forEach((size, at) => assert.ok(size > before[at] * 1.4, `${at}: ${before[at]} → ${size}`));
    // What is pointed at is still what is meant.
    const bars = page.locator('.chart', { hasText: '从高到低' }).locator('.chart-frame');
    await bars.scrollIntoViewIfNeeded();
    const box = await bars.boundingBox();
    await page.mouse.click(box.x + 90, box.y + 300);
    const ring = await bars.locator('.chart-chosen').boundingBox();
    assert.ok(ring.x - 2 <= box.x + 90 && box.x + 90 <= ring.x + ring.width + 2, JSON.stringify([box, ring]));
    await go(page, 'data');
    await page.setInputFiles('#file-picker', file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check .sheet-table');
    // The field over the active cell stands where the cell is.
    await page.locator('.sheet-row td').nth(3).click();
    await page.keyboard.press('F2');
    const [cell, editor] = await page.evaluate(() => ['.is-active', '.sheet-editor.is-open'].map((one) => document.querySelector(one).getBoundingClientRect().toJSON()));
    assert.ok(Math.abs(cell.left - editor.left) < 3 && Math.abs(cell.top - editor.top) < 3, JSON.stringify([cell, editor]));
    assert.ok(cell.height >= 47, `${cell.height}`);
  });
});

test('in the colours of the system every status keeps its shape, and what is on, chosen or focused is seen', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await visit({}, async (page) => {
      await page.emulateMedia({ forcedColors: 'active', colorScheme });
      await page.getByRole('button', { name: /虚构示例/ }).first().click();
      await page.waitForSelector('.charts .drawing');
      await page.locator('.worst-name').first().click();
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        const canvas = style('body').backgroundColor;
        const drawn = (selector) => [...document.querySelectorAll(selector)].map((one) => getComputedStyle(one)).every((one) =>
          [one.fill, one.stroke].some((colour) => colour !== 'none' && colour !== canvas));
        return {
          canvas,
          pressed: style('.switch-item[aria-pressed="true"]').backgroundColor !== style('.switch-item[aria-pressed="false"]').backgroundColor,
          step: style('.step-link[aria-current]').borderBottomColor !== style('.step-link:not([aria-current])').borderBottomColor,
          marks: ['.mark-body', '.mark-edge', '.mark-half', '.c-met', '.c-within', '.c-below', '.c-threshold', '.c-floor', '.c-axis', '.c-curve', '.c-bar-met', '.c-bar-below', '.bar-met', '.bar-rest', '.emblem-bars rect', '.chart-chosen']
            .filter((one) => document.querySelector(one) && !drawn(one)),
          sign: style('.mark-sign').stroke === canvas,
          words: style('.charts .drawing text').fill !== canvas,
          row: style('.sections-table .is-chosen td').borderTopStyle === 'solid',
          focus: getComputedStyle(document.activeElement).outlineStyle !== 'none',
        };
      });
      assert.deepEqual({ ...seen, canvas: '' }, { canvas: '', pressed: true, step: true, marks: [], sign: true, words: true, row: true, focus: true });
      fs.mkdirSync(out, { recursive: true });
      await page.screenshot({ path: path.join(out, `system-colours-${colorScheme}.png`), fullPage: true });
    });
  }
});

/** The keyboard on a page: goes on with Tab until `wanted` has the focus, and sees to it that everybody can see where it is. */
async function tabTo(page, wanted, { key = 'Tab', limit = 250 } = {}) {
  for (let i = 0; i < limit; i += 1) {
    await page.keyboard.press(key);
    const now = await page.evaluate((wanted) => {
      const element = document.activeElement;
      if (element === document.body) return { words: '' };
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      // The field over the active cell is marked by the cell's frame instead.
      const ringed = element.matches('.sheet-editor') || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
      const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      const words = `${element.getAttribute('aria-label') ?? ''} ${element.textContent.trim()}`.trim().slice(0, 80);
      return { words, ringed, inside, reached: element.matches(wanted) };
    }, wanted);
    if (!now.words && !now.reached) continue;
    assert.ok(now.ringed, `the focus is visible on “${now.words}”`);
    assert.ok(now.inside, `“${now.words}” is on the screen`);
    if (now.reached) return now.words;
  }
  return assert.fail(`no way to ${wanted}`);
}

for (const [width, height, words] of [[1366, 768, 'light'], [390, 844, 'light large']]) {
  test(`from a file to a failing school and the cell behind its number by keyboard alone: ${width} px, ${words}`, async () => {
    await visit({ width, height }, async (page) => {
      await look(page, words);
      const asked = page.waitForEvent('filechooser', { timeout: 60000 });
      await tabTo(page, '#choose-file');
      await page.keyboard.press('Enter');
      const chooser = await asked;
      await chooser.setFiles(file('qinghe-county.xlsx'));
      await page.waitForSelector('.page-check');
      await page.waitForFunction(() => document.activeElement.id === 'page-title');
      await tabTo(page, '.page-check a[href="#/result"]');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.page-result .charts .drawing');
      await page.waitForFunction(() => document.activeElement.id === 'page-title');
      // A failing rule: why, and back to where one was.
      const rule = await tabTo(page, '.over-failing .reason-words');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog.panel[open]');
      assert.ok(await page.evaluate(() => document.activeElement.closest('dialog.panel') !== null), 'the focus is in the explanation');
      // Everything in it can be reached, and nothing behind it.
      const school = await tabTo(page, 'dialog.panel .panel-link');
      await page.keyboard.press('Enter');
      await page.waitForFunction((school) => document.querySelector('dialog.panel .panel-title').textContent.includes(school), school);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog.panel', { state: 'detached' });
      assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), rule);
      // A school that weighs most: its card, its numbers, the reason of one of them.
      const worst = await tabTo(page, '.worst-name');
      await page.keyboard.press('Enter');
      await page.waitForSelector('.card');
      assert.equal((await page.locator('.card-name').innerText()).trim(), worst);
      await tabTo(page, '.card .card-number', { key: 'Shift+Tab', limit: 400 });
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog.panel[open]');
      assert.match(await page.locator('dialog.panel').innerText(), /条文|依据/);
      await page.keyboard.press('Escape');
    });
  });
}

test('the tour leads from the verdict to data of one\'s own, is remembered, and can be taken again', async () => {
  for (const [width, height, words] of [[1366, 768, 'light'], [390, 844, 'light large']]) {
    await visit({ width, height }, async (page) => {
      await look(page, words);
      await tabTo(page, '.guide-offer .button');
      await page.keyboard.press('Enter');
      const stop = async (at, title) => {
        await page.waitForFunction((at) => document.querySelector('.guide-step')?.textContent.includes(`${at}/5`) && document.querySelector('[data-pointed]'), at);
        assert.equal(await page.locator('.guide-title').innerText(), title);
        await page.waitForFunction(() => document.activeElement.id === 'guide-title');
        await page.waitForTimeout(100);
        // What is pointed at can be seen: on the screen, and not below the words about it.
        const [place, guide] = await page.evaluate(() => ['[data-pointed]', '.guide'].map((one) => document.querySelector(one).getBoundingClientRect().toJSON()));
        assert.ok(place.top < innerHeight(height) && place.bottom > 0, `${title}: ${JSON.stringify(place)}`);
        const covered = place.top >= guide.top && place.left >= guide.left && place.right <= guide.right;
        assert.ok(!covered, `${title} is covered: ${JSON.stringify([place, guide])}`);
      };
      const innerHeight = (value) => value;
      for (const [at, title] of [[1, '先看结论'], [2, '再看没有达到的要求'], [3, '找到学校'], [4, '每个数字都问得到依据']]) {
        await stop(at, title);
        // The page works meanwhile.
        if (at === 3) {
          await page.getByRole('button', { name: '到那里' }).click();
          await page.keyboard.press('Enter');
          await page.waitForSelector('.card');
        }
        await page.evaluate(() => document.getElementById('guide-title').focus());
        await tabTo(page, '.guide .button-primary');
        await page.keyboard.press('Enter');
      }
      await stop(5, '换成自己的数据');
      assert.equal(new URL(page.url()).hash, '#/data');
      await tabTo(page, '.guide .button-primary');
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('.guide, [data-pointed]').count(), 0);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'choose-file');
      await page.reload();
      await ready(page);
      assert.equal(await page.locator('.guide, .guide-offer').count(), 0);
      await page.getByRole('button', { name: '两分钟导览' }).click();
      await stop(1, '先看结论');
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.guide, [data-pointed]').count(), 0);
    });
  }
});

/** What a screen reader says of a part of the page, in its order: roles with their names, and words that stand alone. */
async function transcript(page, selector) {
  const client = await page.context().newCDPSession(page);
  const { root } = await client.send('DOM.getDocument');
  const { nodeId } = await client.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { node: { backendNodeId } } = await client.send('DOM.describeNode', { nodeId });
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  await client.detach();
  const known = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const plain = new Set(['generic', 'none', 'paragraph', 'InlineTextBox', 'StaticText', 'LineBreak', 'rowgroup', 'LayoutTable', 'strong', 'ListMarker']);
  const visit = (node, depth, told) => {
    const role = node.role?.value ?? '';
    const name = (node.name?.value ?? '').replace(/\s+/g, ' ').trim();
    let deeper = depth;
    let said = told;
    if (!node.ignored && role === 'StaticText') {
      if (name && !told.includes(name)) lines.push(`${'  '.repeat(depth)}${name}`);
      return;
    }
    if (!node.ignored && !plain.has(role)) {
      const property = (key) => node.properties?.find((one) => one.name === key)?.value.value;
      const level = property('level') ? ` ${property('level')}` : '';
      lines.push(`${'  '.repeat(depth)}[${role}${level}]${name ? ` ${name}` : ''}`);
      deeper += 1;
      said = name || told;
      // The words of these are their names.
      if (['button', 'link', 'heading', 'image'].includes(role)) return;
    }
    for (const child of node.childIds ?? []) if (known.has(child)) visit(known.get(child), deeper, said);
  };
  const top = nodes.find((node) => node.backendDOMNodeId === backendNodeId);
  assert.ok(top, selector);
  visit(top, 0, '');
  return `${lines.join('\n')}\n`;
}

test('a screen reader reads value, unit, threshold and verdict, in this order', async () => {
  const folder = path.join(import.meta.dirname, 'transcripts');
  const found = [];
  for (const language of ['zh-CN', 'en']) {
    await visit({}, async (page) => {
      if (language === 'en') await page.locator('.language').click();
      await page.getByRole('button', { name: /虚构示例|invented example/ }).first().click();
      await page.waitForSelector('.charts .drawing');
      found.push([`verdict.${language}.txt`, await transcript(page, '.county-verdict')]);
      await page.locator('.worst-name').first().click();
      await page.waitForSelector('.card');
      found.push([`school.${language}.txt`, await transcript(page, '.card')]);
      await page.locator('.card .card-cell.is-below .card-number, .card .card-cell.is-within .card-number').first().click();
      await page.waitForSelector('dialog.panel[open]');
      found.push([`explanation.${language}.txt`, await transcript(page, 'dialog.panel')]);
    });
  }
  // Of a number that is short; the verdict of the county is the first that is said of it.
  const said = Object.fromEntries(found);
  assert.match(said['school.zh-CN.txt'], /\d ㎡\/生，标准 [\d.]+，未达标/);
  assert.match(said['school.en.txt'], /\d m²\/pupil, threshold [\d.]+, short/);
  assert.match(said['explanation.zh-CN.txt'], /\d ㎡\/生 < [\d.]+，未达标/);
  assert.match(said['verdict.zh-CN.txt'], /^\[region\] 县域评估结论 未达标\n/);
  for (const [name, said] of found) {
    const kept = path.join(folder, name);
    if (process.env.TRANSCRIPTS === 'write') {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(kept, said);
    }
    assert.ok(fs.existsSync(kept), `${kept} is not there: read this, and keep it with TRANSCRIPTS=write\n${said}`);
    assert.equal(said, fs.readFileSync(kept, 'utf8'), `${name} (read what has changed, then keep it with TRANSCRIPTS=write)`);
  }
});

test('every page is a clean handout: nothing to press, nothing cut, and a head on every sheet', async () => {
  await visit({}, async (page) => {
    await page.getByRole('button', { name: /虚构示例/ }).first().click();
    await page.waitForSelector('.charts .drawing');
    for (const name of ['result', 'data', 'check', 'self', 'compare', 'export', 'standards', 'narrative']) {
      await go(page, name);
      if (name === 'narrative') {
        await page.locator('.page-narrative .button:not(.button-primary)').first().click();
        await page.locator('.page-narrative .button-primary').click();
        await page.waitForSelector('.statement');
      }
      // The width of the words on A4.
      await page.setViewportSize({ width: 688, height: 980 });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      await look(page, 'dark large high-contrast');
      const found = await page.evaluate(() => {
        const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility?.() ?? one.offsetParent);
        const ground = getComputedStyle(document.body).backgroundColor;
        return {
          controls: seen('.button, .link, .steps, .header-tools, .footer, .switch, textarea.editor, .paste-area').map((one) => `${one.className} ${one.textContent.trim().slice(0, 20)}`),
          frames: seen('select, input').filter((one) => getComputedStyle(one).borderTopStyle !== 'none' && one.type !== 'file').map((one) => one.id || one.className),
          heads: seen('.table thead').filter((one) => getComputedStyle(one).display !== 'table-header-group').length,
          rows: seen('.table tbody tr, .finding, .rule-row, .statement, .declare-item').filter((one) => getComputedStyle(one).breakInside !== 'avoid').length,
          light: ground === 'rgb(255, 255, 255)',
          root: getComputedStyle(document.documentElement).fontSize,
          scrolls: seen('.scroller').filter((one) => getComputedStyle(one).overflowX !== 'visible').length,
          head: document.documentElement.style.getPropertyValue('--handout'),
        };
      });
      const { head, ...rest } = found;
      assert.deepEqual(rest, { controls: [], frames: [], heads: 0, rows: 0, light: true, root: '16px', scrolls: 0 }, name);
      assert.match(head, /^"[^"·*]+ · 虚构示例：青禾县 · 评估日期 \d+年\d+月\d+日"$/, name);
      await page.emulateMedia({ media: null, colorScheme: null });
    }
    // A name with a quotation mark stays a name.
    await page.setViewportSize({ width: 1280, height: 900 });
    await go(page, 'data');
    await page.setInputFiles('#file-picker', { name: '全"县\\.csv', mimeType: 'text/csv', buffer: fs.readFileSync(file('qinghe-one-sheet.csv')) });
    await page.waitForSelector('.page-check');
    await page.waitForFunction(() => document.documentElement.style.getPropertyValue('--handout').includes('全\\"县'));
  });
});
