// The worksheet repaired in the page: keys as in a spreadsheet program, input methods, the clipboard, bulk repair, rows
// given another role, large sheets, touch. Pictures go to tests/browser/out, for people to look at.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { engines, startFor } from './engines.mjs';
import { axe, browser, out, perFile, ready, says, scheme, site, visit as visitPage } from './harness.mjs';
import { given } from './protocol.mjs';

const files = path.resolve(import.meta.dirname, '../files');

// Two stages, a title, a total row and a note; the third school's pupils are no number, the fourth's are none.
const sheet = [
  ['青禾县学校数据（虚构）'],
  ['学校名称', '学段', '在校生数', '高于规定学历教师数', '县级以上骨干教师数', '教学仪器设备值（万元）'],
  ['甲小学', '小学', '500', '25', '6', '110'],
  ['乙小学', '小学', '400', '20', '5', '90'],
  ['丙小学', '小学', '约300', '16', '4', '70'],
  ['丁小学', '小学', '', '12', '3', '50'],
  ['戊初级中学', '初中', '600', '40', '9', '180'],
  ['合计', '', '1500', '113', '27', '500'],
  ['注：数字为虚构'],
].map((row) => row.join('\t')).join('\n');

perFile();

/** Opens the sheet on the page 核对 and runs `steps`. */
const visit = (steps, { text = sheet, ...options } = {}) =>
  visitPage(options, async (page, view) => {
    if (text) {
      await paste(page, text);
      await page.waitForSelector('.sheet-table');
    }
    await steps(page, view);
  });

const paste = (page, value, html = '') =>
  page.evaluate(([value, html]) => {
    const data = new DataTransfer();
    data.setData('text/plain', value);
    if (html) data.setData('text/html', html);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }, [value, html]);

/** Column letters and row number as [row, column] from zero; one letter is enough here. */
const at = (address) => [Number(address.slice(1)) - 1, address.charCodeAt(0) - 65];
const cell = (page, address) => {
  const [row, column] = at(address);
  return page.locator(`.sheet-row[aria-rowindex="${row + 2}"] td[aria-colindex="${column + 2}"]`);
};
const text = async (page, address) => (await cell(page, address).innerText()).trim();
const texts = async (page, ...addresses) => Promise.all(addresses.map((address) => text(page, address)));
const is = async (page, wanted) => {
  await comes(async () => JSON.stringify(await texts(page, ...Object.keys(wanted))), JSON.stringify(Object.values(wanted)));
};
const where = (page) => page.locator('.about-where strong').innerText();
const press = async (page, ...keys) => { for (const key of keys) await page.keyboard.press(key); };
const editing = (page) => page.locator('.sheet-editor.is-open').count();
const focused = (page) => page.evaluate(() => document.activeElement.id);
const tool = (page, name) => page.getByRole('button', { name, exact: true });
const count = (page) => page.locator('.fact-bad .fact-number').innerText();
/** What is evaluated follows what is seen: waits until `found` gives `wanted`, a value or a pattern. */
async function comes(found, wanted, seconds = 30) {
  const fits = (value) => (wanted instanceof RegExp ? wanted.test(value) : value === wanted);
  for (let tries = 0; tries < seconds * 20; tries += 1) {
    if (fits(await found())) return;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  assert.fail(`${wanted} has not come: ${await found()}`);
}
const said = (page) => page.locator('.sheet-grid > [role="status"]').innerText();

async function clean(page, name, schemes = ['light', 'dark']) {
  for (const colorScheme of schemes) {
    await scheme(page, colorScheme);
    assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`);
  }
}

async function picture(page, name) {
  fs.mkdirSync(out, { recursive: true });
  await page.screenshot({ path: path.join(out, `${name}.png`) });
}

test('typing replaces, Enter and Tab go on, and Enter goes back to where Tab began', async () => {
  await visit(async (page) => {
    await cell(page, 'C5').click();
    await page.keyboard.type('300');
    await comes(() => editing(page), 1);
    assert.equal(await page.inputValue('.sheet-editor'), '300');
    await press(page, 'Tab');
    await page.keyboard.type('17');
    await press(page, 'Tab', 'Enter');
    await is(page, { C5: '300', D5: '17', E5: '4' });
    await comes(() => where(page), 'C6');
    await page.keyboard.type('200');
    await press(page, 'ArrowUp');
    await is(page, { C6: '200' });
    await comes(() => where(page), 'C5');
    await comes(() => page.locator('.sheet-tally', { hasText: '逻辑校验' }).count(), 0);
    // What is evaluated is what stands there now.
    await page.evaluate(() => { location.hash = '#/result'; });
    await page.waitForSelector('.page-result');
    await comes(() => page.locator('.sections-table').innerText(), /丙小学\s+小学\s+300/);
  });
});

test('F2 and a double click edit what stands there, Escape forgets, Delete empties', async () => {
  await visit(async (page) => {
    await cell(page, 'A3').click();
    await press(page, 'F2');
    assert.equal(await page.inputValue('.sheet-editor'), '甲小学');
    await press(page, 'Home');
    await page.keyboard.type('青禾县');
    await press(page, 'ArrowLeft');
    await comes(() => editing(page), 1); // arrows move in the text
    await press(page, 'Enter');
    await is(page, { A3: '青禾县甲小学' });
    await cell(page, 'A4').dblclick();
    await page.keyboard.type('x');
    await press(page, 'Escape');
    await is(page, { A4: '乙小学' });
    await comes(() => editing(page), 0);
    // Typed over, then thought better of: F2 goes on in what was typed.
    await page.keyboard.type('7');
    await press(page, 'F2', 'ArrowLeft');
    await page.keyboard.type('6');
    await press(page, 'Enter');
    await is(page, { A4: '67' });
    await press(page, 'ArrowUp', 'Delete');
    await is(page, { A4: '' });
    // A line break in a cell survives editing.
    await press(page, 'F2');
    await page.keyboard.type('上');
    await press(page, 'Alt+Enter');
    await page.keyboard.type('下');
    assert.equal(await page.inputValue('.sheet-editor'), '上\n下');
    await press(page, 'Enter', 'ArrowUp', 'F2');
    assert.equal(await page.inputValue('.sheet-editor'), '上\n下');
  });
});

test('what is being typed is kept when the focus goes elsewhere', async () => {
  await visit(async (page) => {
    await cell(page, 'C5').click();
    await page.keyboard.type('300');
    await page.locator('.page-title').click();
    await is(page, { C5: '300' });
    await cell(page, 'C6').click();
    await page.keyboard.type('200');
    await cell(page, 'A3').click();
    await is(page, { C6: '200' });
  });
});

test('steps are taken back and made again without limit, and the place is shown', async () => {
  await visit(async (page) => {
    for (const [address, value] of [['C3', '1'], ['C4', '2'], ['C5', '3']]) {
      await cell(page, address).click();
      await page.keyboard.type(value);
      await press(page, 'Enter');
    }
    await comes(() => tool(page, '撤销').getAttribute('title'), /C5/);
    await press(page, 'Control+z', 'Control+z');
    await is(page, { C3: '1', C4: '400', C5: '约300' });
    await comes(() => where(page), 'C4');
    await press(page, 'Control+y');
    await is(page, { C4: '2', C5: '约300' });
    await press(page, 'Control+Shift+z');
    await is(page, { C5: '3' });
    for (let i = 0; i < 3; i += 1) await tool(page, '撤销').click();
    await is(page, { C3: '500', C4: '400', C5: '约300' });
    await comes(() => tool(page, '撤销').isDisabled(), true);
    assert.equal(await page.locator('.is-edited').count(), 0);
  });
});

test('changed cells are marked, and the original is one click away', async () => {
  await visit(async (page) => {
    await cell(page, 'C5').click();
    await page.keyboard.type('300');
    await press(page, 'Enter', 'ArrowUp');
    assert.match(await cell(page, 'C5').getAttribute('class'), /is-edited/);
    assert.match(await cell(page, 'C5').getAttribute('title'), /原值：约300/);
    await says(page.locator('.about-before'), /约300/);
    await page.getByRole('button', { name: '恢复原值' }).click();
    await is(page, { C5: '约300' });
    assert.equal(await page.locator('.is-edited').count(), 0);
    await comes(() => focused(page), 'sheet-editor');
  });
});

test('an input method begins on a chosen cell, and its Enter ends nothing', async () => {
  await visit(async (page, view) => {
    const client = await view.context.newCDPSession(page);
    await cell(page, 'A3').click();
    const key = (type, extra) => client.send('Input.dispatchKeyEvent', { type, ...extra });
    await key('rawKeyDown', { key: 'Process', code: 'KeyJ', windowsVirtualKeyCode: 229 });
    await client.send('Input.imeSetComposition', { text: 'jia', selectionStart: 3, selectionEnd: 3 });
    await comes(() => editing(page), 1); // the field is seen from the first letter on
    assert.equal(await page.inputValue('.sheet-editor'), 'jia');
    // Enter, arrows and Escape belong to the input method as long as it composes.
    for (const name of ['Enter', 'ArrowDown', 'Escape']) {
      await key('rawKeyDown', { key: name, code: name, windowsVirtualKeyCode: 229 });
      await key('keyUp', { key: name, code: name, windowsVirtualKeyCode: 229 });
    }
    await comes(() => editing(page), 1);
    await comes(() => where(page), 'A3');
    await client.send('Input.insertText', { text: '嘉禾小学' });
    assert.equal(await page.inputValue('.sheet-editor'), '嘉禾小学');
    await client.send('Input.imeSetComposition', { text: 'fen', selectionStart: 3, selectionEnd: 3 });
    await client.send('Input.insertText', { text: '分校' });
    await press(page, 'Enter');
    await is(page, { A3: '嘉禾小学分校' });
    await comes(() => where(page), 'A4');
    // What is composed and not ended is kept when another cell is pressed.
    await client.send('Input.imeSetComposition', { text: 'yi', selectionStart: 2, selectionEnd: 2 });
    await cell(page, 'C3').click();
    await is(page, { A4: 'yi' });
  });
});

test('keys move and choose as in a spreadsheet program', async () => {
  await visit(async (page) => {
    await cell(page, 'B4').click();
    const go = async (keys, wanted) => { await press(page, ...keys); await comes(() => where(page), wanted); };
    await go(['ArrowRight', 'ArrowDown'], 'C5');
    await go(['Home'], 'A5');
    await go(['Control+ArrowDown'], 'A9');
    await go(['Control+Home'], 'A1');
    await go(['ArrowLeft', 'ArrowUp'], 'A1');
    await go(['Control+End'], 'G12');
    await go(['Control+Home', 'ArrowDown', 'Control+ArrowRight'], 'F2');
    await go(['Control+Home', 'ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight'], 'A2:B3');
    await go(['Control+a'], 'A1:G12');
    await go(['Escape', 'ArrowDown'], 'A2');
    await go(['Shift+Space'], 'A2:G2');
    await cell(page, 'B4').click();
    await cell(page, 'D6').click({ modifiers: ['Shift'] });
    await comes(() => where(page), 'B4:D6');
    assert.equal(await page.locator('td[aria-selected="true"]').count(), 9);
    await cell(page, 'B4').hover();
    await page.mouse.down();
    await cell(page, 'C5').hover();
    await page.mouse.up();
    await comes(() => where(page), 'B4:C5');
    // The head of a column and the number of a row choose all of it.
    await page.locator('.sheet-head').nth(2).click();
    await comes(() => where(page), 'C1:C12');
    await page.locator('.sheet-side .sheet-number').nth(3).click();
    await comes(() => where(page), 'A4:G4');
    // What is said to those who do not see it.
    await cell(page, 'C5').click();
    assert.match(await said(page), /C5[\s\S]*在校生数[\s\S]*约300[\s\S]*逻辑校验/);
    const editor = page.locator('.sheet-editor');
    const active = await editor.getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`#${active}`).innerText(), '约300');
    const grid = page.locator('[role="grid"]');
    assert.deepEqual([await grid.getAttribute('aria-rowcount'), await grid.getAttribute('aria-colcount')], ['13', '8']);
  });
});

test('blocks are copied, cut, pasted and filled', async () => {
  await visit(async (page, view) => {
    await view.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await cell(page, 'D3').click();
    await cell(page, 'E4').click({ modifiers: ['Shift'] });
    await press(page, 'Control+c');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied.replace(/\r\n/g, '\n'), '25\t6\n20\t5\n');
    await cell(page, 'D5').click();
    await press(page, 'Control+v');
    await is(page, { D5: '25', E5: '6', D6: '20', E6: '5' });
    await comes(() => where(page), 'D5:E6');
    await press(page, 'Control+z');
    await is(page, { D5: '16', E5: '4', D6: '12', E6: '3' });
    // One cell fills all that is chosen; a row is repeated down.
    await cell(page, 'D5').click();
    await cell(page, 'E6').click({ modifiers: ['Shift'] });
    await paste(page, '9\r\n');
    await is(page, { D5: '9', E5: '9', D6: '9', E6: '9' });
    await paste(page, '1\t2\r\n');
    await is(page, { D5: '1', E5: '2', D6: '1', E6: '2' });
    // A quoted cell keeps its line break, and a stored number comes as it is stored.
    await cell(page, 'A5').click();
    await paste(page, '"丙\n小学"\t小学\r\n');
    assert.match(await cell(page, 'A5').textContent(), /丙\n小学/);
    await cell(page, 'C5').click();
    await paste(page, '4.2\r\n', '<table><tr><td x:num="4.16">4.2</td></tr></table>');
    await is(page, { C5: '4.16' });
    await cell(page, 'D3').click();
    await cell(page, 'D6').click({ modifiers: ['Shift'] });
    await press(page, 'Control+d');
    await is(page, { D4: '25', D5: '25', D6: '25', D7: '40' });
    await cell(page, 'D3').click();
    await cell(page, 'F3').click({ modifiers: ['Shift'] });
    await press(page, 'Control+r');
    await is(page, { E3: '25', F3: '25' });
    await press(page, 'Control+x');
    await is(page, { D3: '', E3: '', F3: '' });
    await press(page, 'Control+z');
    await is(page, { D3: '25', E3: '25', F3: '25' });
    // A school that was forgotten is pasted below the last row.
    await cell(page, 'A10').click();
    await paste(page, '己小学\t小学\t100\t5\t1\t20\r\n庚小学\t小学\t100\t5\t1\t20\r\n辛小学\t小学\t100\t5\t1\t20\r\n壬小学\t小学\t100\t5\t1\t20\r\n');
    await is(page, { A10: '己小学', A13: '壬小学' });
    assert.equal(await page.locator('[role="grid"]').getAttribute('aria-rowcount'), String(13 + 3 + 1));
    // Nothing of this was taken for a new table.
    assert.equal(new URL(page.url()).hash, '#/check');
    await is(page, { A3: '甲小学' });
  });
});

test('problems are marked by shape, met with F8, listed beside the cell, and can be seen alone', async () => {
  await visit(async (page) => {
    const before = Number(await count(page));
    assert.ok(before >= 2);
    await cell(page, 'A1').click();
    await press(page, 'F8');
    await comes(() => where(page), 'C5');
    await says(page.locator('.about-doubt').first(), /逻辑校验[\s\S]*约300/);
    assert.equal(await cell(page, 'C5').locator('svg.doubt-logic').count(), 1);
    assert.equal(await cell(page, 'C5').getAttribute('aria-invalid'), 'true');
    await press(page, 'F8');
    await comes(() => where(page), 'C6');
    await press(page, 'Shift+F8');
    await comes(() => where(page), 'C5');
    await tool(page, '只看有问题的行').click();
    const rows = await page.locator('.sheet-row .sheet-number').allInnerTexts();
    assert.ok(rows.includes('2') && rows.includes('5') && rows.includes('6'), 'the headings and the rows with problems');
    assert.ok(!rows.includes('3') && !rows.includes('9'), rows.join());
    await page.locator('.sheet-row', { hasText: '丙小学' }).locator('td').nth(2).click();
    await page.keyboard.type('300');
    await press(page, 'Enter');
    await comes(() => where(page), 'C6');
    assert.ok((await page.locator('.sheet-row .sheet-number').allInnerTexts()).includes('5'), 'a mended row stays until all are shown');
    await tool(page, '只看有问题的行').click();
    await is(page, { A3: '甲小学', C5: '300' });
    // The list below leads to the cell.
    await page.locator('.issue-go', { hasText: 'C6' }).first().click();
    await comes(() => where(page), 'C6');
    await comes(() => focused(page), 'sheet-editor');
    assert.ok(await cell(page, 'C6').isVisible());
    await picture(page, 'grid-problems');
  });
});

test('every cell of what is said once of several is marked and met, one by one', async () => {
  const blanks = sheet.replace('\t9\t180', '\t—\t180').replace('\t6\t110', '\t—\t110');
  await visit(async (page) => {
    for (const address of ['E3', 'E7']) assert.equal(await cell(page, address).locator('svg.doubt-experience').count(), 1, address);
    await cell(page, 'A1').click();
    const met = [];
    for (let times = 0; times < 8; times += 1) {
      await press(page, 'F8');
      met.push(await where(page));
    }
    assert.ok(met.includes('E3') && met.includes('E7'), met.join());
    await tool(page, '只看有问题的行').click();
    const rows = await page.locator('.sheet-row .sheet-number').allInnerTexts();
    assert.ok(rows.includes('3') && rows.includes('7'), rows.join());
  }, { text: blanks });
});

test('what is checked by experience is closed by an explanation', async () => {
  // A sum that does not agree is plausible, and may be explained.
  const odd = sheet.replace('约300', '300').replace('丁小学\t小学\t', '丁小学\t小学\t200');
  await visit(async (page) => {
    await cell(page, 'A1').click();
    await press(page, 'F8');
    const place = await where(page);
    await says(page.locator('.about-doubt').first(), /经验校验/);
    const open = () => page.locator('.sheet-tally', { hasText: '经验校验' }).count();
    assert.equal(await open(), 1);
    await page.locator('.sheet-about').getByRole('button', { name: '填写说明' }).click();
    await page.keyboard.type('含附设班，属实');
    await page.locator('.page-title').click();
    await says(page.locator('.explained').first(), /含附设班，属实/);
    await says(page.locator('.issues-experience'), /已说明：含附设班，属实/);
    await cell(page, place).click();
    assert.equal(await cell(page, place).locator('svg.doubt-note').count(), 1);
    await tool(page, '撤销').click();
    await comes(() => page.locator('.explained').count(), 0);
    await comes(open, 1);
  }, { text: odd });
});

test('beside a number stands whose it is', async () => {
  await visit(async (page) => {
    await cell(page, 'D6').click();
    await says(page.locator('.about-school'), /^丁小学$/);
    await cell(page, 'A6').click();
    await comes(() => page.locator('.about-school').count(), 0);
    await cell(page, 'C8').click();
    await comes(() => page.locator('.about-school').count(), 0);
  });
});

test('a row is taken for something else by keyboard, and recognised again', async () => {
  await visit(async (page) => {
    const taken = async () => (await page.locator('.facts').innerText()).match(/取用 (\d+)/)[1];
    // Two of five schools are left out for what is wrong with them.
    assert.equal(await taken(), '3');
    await cell(page, 'A4').click();
    await press(page, 'Shift+F10');
    await page.waitForSelector('[role="menu"]');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'menuitemradio');
    await clean(page, 'menu', ['light']);
    await picture(page, 'grid-menu');
    await press(page, 'ArrowDown', 'ArrowDown');
    assert.match(await page.evaluate(() => document.activeElement.textContent), /注释，不计/);
    await press(page, 'Enter');
    await page.locator('.sheet-row', { hasText: '乙小学' }).locator('.sheet-role', { hasText: '表注' }).waitFor();
    await comes(taken, '2');
    await comes(() => focused(page), 'sheet-editor');
    await cell(page, 'A4').click({ button: 'right' });
    await page.getByRole('menuitemradio', { name: '恢复自动识别' }).click();
    await page.locator('.sheet-row', { hasText: '乙小学' }).locator('.sheet-role', { hasText: '学校' }).waitFor();
    await comes(taken, '3');
    await press(page, 'Shift+F10', 'Escape');
    assert.equal(await page.locator('[role="menu"]').count(), 0);
    await comes(() => focused(page), 'sheet-editor');
    // The row above the headings can become the headings, and nothing else.
    await cell(page, 'A1').click();
    await press(page, 'Shift+F10');
    assert.equal(await page.getByRole('menuitemradio').count(), 1);
  });
});

test('bulk repair shows what it would do, does it in one step, and is exact', async () => {
  await visit(async (page) => {
    await page.locator('.sheet-head').nth(5).click();
    await tool(page, '批量修改').click();
    await page.selectOption('#repair-what', 'multiply');
    await page.selectOption('#repair-scope', 'columns');
    await page.selectOption('#repair-known', '0.0001');
    await says(page.locator('.repair-count'), /将修改 5 个单元格/);
    await says(page.locator('.repair-list'), /F3\s+110\s+0\.011/);
    await clean(page, 'repair');
    await picture(page, 'grid-repair');
    await page.getByRole('button', { name: '修改 5 个单元格' }).click();
    await is(page, { F3: '0.011', F7: '0.018', F8: '500' });
    await press(page, 'Control+z');
    await is(page, { F3: '110', F7: '180' });
    // A part of the text, in the chosen cells only.
    await cell(page, 'A3').click();
    await cell(page, 'A4').click({ modifiers: ['Shift'] });
    await tool(page, '批量修改').click();
    await page.selectOption('#repair-what', 'part');
    assert.equal(await page.locator('#repair-scope').inputValue(), 'block');
    await page.fill('#repair-find', '小学');
    await page.fill('#repair-with', '学校');
    await page.keyboard.press('Enter');
    await is(page, { A3: '甲学校', A4: '乙学校', A5: '丙小学', B3: '小学' });
    // Empty cells of schools; a word is no number and is said so.
    await cell(page, 'C3').click();
    await tool(page, '批量修改').click();
    await page.selectOption('#repair-what', 'empty');
    await page.fill('#repair-with', '0');
    await says(page.locator('.repair-list'), /C6/);
    await says(page.locator('.repair-count'), /将修改 1 个单元格/);
    await page.selectOption('#repair-what', 'multiply');
    await page.selectOption('#repair-known', '');
    await page.fill('#repair-factor', '2');
    await says(page.locator('.repair-count'), /另有 1 个单元格不是数/);
  });
});

test('something is found by words, and the browser search is not needed', async () => {
  await visit(async (page) => {
    await cell(page, 'A1').click();
    await press(page, 'Control+f');
    await comes(() => focused(page), 'sheet-search');
    await page.keyboard.type('小学');
    await says(page.locator('.sheet-found'), /8 处/);
    await press(page, 'Enter');
    await comes(() => where(page), 'A3');
    await press(page, 'Enter');
    await comes(() => where(page), 'B3');
    await press(page, 'Shift+Enter', 'Shift+Enter');
    await comes(() => where(page), 'B6');
    assert.equal(await page.locator('.is-found').count(), 8);
    await press(page, 'Escape');
    await comes(() => focused(page), 'sheet-editor');
  });
});

test('what is found comes into sight of the page, and the field for it stays there', async () => {
  const many = [...sheet.split('\n').slice(0, 2), ...Array.from({ length: 60 }, (_, at) => `第${at}小学\t小学\t500\t25\t6\t110`)].join('\n');
  for (const [width, height] of [[1366, 600], [390, 700]]) {
    await visit(async (page) => {
      const box = page.locator('#sheet-search');
      // As low in the window as it can stand.
      await box.evaluate((one) => one.scrollIntoView({ block: 'end' }));
      await box.evaluate((one) => one.focus({ preventScroll: true }));
      await page.keyboard.type('第48小学');
      await press(page, 'Enter');
      await comes(() => where(page), 'A51');
      await comes(() => cell(page, 'A51').evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight && document.querySelector('#sheet-search').getBoundingClientRect().top >= 0;
      }), true);
      assert.equal(await focused(page), 'sheet-search');
    }, { text: many, width, height });
  }
});

test('the keyboard passes by and is never caught', async () => {
  await visit(async (page) => {
    const inGrid = () => page.evaluate(() => document.activeElement.id === 'sheet-editor');
    await page.focus('#sheet-search');
    await press(page, 'Tab');
    assert.ok(await inGrid());
    await press(page, 'Tab');
    assert.ok(!(await inGrid()), 'on the way through, Tab goes on');
    await press(page, 'Shift+Tab');
    assert.ok(await inGrid());
    await press(page, 'ArrowDown', 'Tab');
    assert.ok(await inGrid(), 'at work, Tab goes to the next cell');
    await comes(() => where(page), 'B2');
    await press(page, 'Escape', 'Tab');
    assert.ok(!(await inGrid()), 'after Escape it leaves');
    await says(page.locator('.sheet-keys'), /Esc/);
  });
});

test('a large sheet is drawn in part, and its end is reached at once', async () => {
  const width = 60;
  const names = ['学校名称', '学段', '在校生数', '高于规定学历教师数', '县级以上骨干教师数', '教学仪器设备值（元）'];
  const lines = [[...names, ...Array.from({ length: width - names.length }, () => '')].join('\t')];
  for (let row = 0; row < 20000; row += 1) {
    lines.push([`第${row}小学`, '小学', '500', '30', '6', '1100000', ...Array.from({ length: width - 6 }, (_, at) => `${row}-${at}`)].join('\t'));
  }
  const name = path.join(out, 'large-sheet.csv');
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(name, lines.join('\n').replace(/\t/g, ','));
  await visit(async (page) => {
    await page.setInputFiles('#file-picker', name);
    await page.waitForSelector('.sheet-table', { timeout: 120000 });
    const drawn = () => page.locator('.sheet-table td').count();
    assert.ok((await drawn()) < 3000, String(await drawn()));
    await cell(page, 'A3').click();
    await press(page, 'Control+End');
    await comes(() => where(page), 'BI20004');
    assert.ok((await drawn()) < 3000);
    await press(page, 'Control+Home');
    await comes(() => where(page), 'A1');
    await page.evaluate(() => { document.querySelector('.sheet-box').scrollTop = 300000; });
    await comes(async () => Number(await page.locator('.sheet-row').first().getAttribute('aria-rowindex')) > 9000, true);
    assert.ok((await drawn()) < 3000);
    // So many rows are understood by the worker: what is typed meanwhile is not lost to what was typed before.
    await press(page, 'Control+Home');
    await cell(page, 'C3').click();
    for (const value of ['501', '502', '503']) {
      await page.keyboard.type(value);
      await press(page, 'Enter');
    }
    await comes(() => tool(page, '撤销').getAttribute('title'), /C5/, 180);
    await comes(() => page.locator('.reading').count(), 0);
    await is(page, { C3: '501', C4: '502', C5: '503' });
    await press(page, 'Control+z');
    await comes(() => tool(page, '撤销').getAttribute('title'), /C4/, 180);
    await is(page, { C3: '501', C4: '502', C5: '500' });
  }, { text: '' });
  fs.unlinkSync(name);
});

test('keys pressed while the page is busy do what they would have done at rest', async () => {
  await visit(async (page, view) => {
    await view.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await cell(page, 'C3').click();
    // A clock by which every task is a long one, and a page that comes back late from the break it takes after such a
    // task: all keys arrive in between.
    await page.evaluate(() => {
      let now = Date.now();
      Date.now = () => (now += 20);
      const later = window.setTimeout;
      window.setTimeout = (does, after = 0, ...rest) => later(does, after + 250, ...rest);
    });
    for (const value of ['501', '401', '301']) {
      await page.keyboard.type(value);
      await press(page, 'Enter');
    }
    // What is edited with F2 keeps what stood there; an arrow moves within it, and leaves what is typed anew.
    await press(page, 'F2');
    await page.keyboard.type('201');
    await press(page, 'Enter');
    await page.keyboard.type('601');
    await press(page, 'ArrowRight', 'F2', 'End');
    await page.keyboard.type('1');
    await press(page, 'Tab', 'Shift+ArrowUp', 'Shift+ArrowLeft', 'Control+c');
    await comes(() => texts(page, 'C3', 'C4', 'C5', 'C6', 'C7', 'D7').then(String), '501,401,301,201,601,401');
    await comes(() => where(page), 'D6:E7');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied.replace(/\r\n/g, '\n'), '12\t3\n401\t9\n');
  });
});

test('choosing by dragging beyond the edge scrolls the sheet along', async () => {
  const lines = [sheet.split('\n')[1], ...Array.from({ length: 200 }, (_, at) => `第${at}小学\t小学\t500\t25\t6\t110`)];
  await visit(async (page) => {
    await cell(page, 'B3').click();
    // The lower edge of the box is in sight, with some room below it.
    await page.locator('.sheet-box').evaluate((one) => window.scrollBy(0, one.getBoundingClientRect().bottom - window.innerHeight + 100));
    const box = await page.locator('.sheet-box').boundingBox();
    await cell(page, 'B3').hover();
    await page.mouse.down();
    // Held still below the box it goes on by itself.
    await page.mouse.move(box.x + 200, box.y + box.height + 25);
    await comes(() => page.locator('.sheet-box').evaluate((one) => one.scrollTop > 1500), true);
    await page.mouse.move(box.x + 200, box.y + box.height / 2);
    await page.mouse.up();
    const chosen = await where(page);
    assert.match(chosen, /^B3:/);
    assert.ok(Number(chosen.match(/(\d+)$/)[1]) > 40, chosen);
    const still = await page.locator('.sheet-box').evaluate((one) => one.scrollTop);
    await page.waitForTimeout(300);
    assert.equal(await page.locator('.sheet-box').evaluate((one) => one.scrollTop), still, 'let go, it stops');
  }, { text: lines.join('\n') });
});

test('what is written under a merged cell counts, and taken back it is as it was', async () => {
  const html = `<table><tr>${['学校名称', '学段', '在校生数', '高于规定学历教师数', '县级以上骨干教师数'].map((one) => `<th>${one}</th>`).join('')}</tr>`
    + '<tr><td rowspan="2">甲学校</td><td>小学</td><td>500</td><td>25</td><td>6</td></tr>'
    + '<tr><td>初中</td><td>400</td><td>20</td><td>5</td></tr>'
    + '<tr><td>丙小学</td><td>小学</td><td>300</td><td>16</td><td>4</td></tr></table>';
  const plain = '学校名称\t学段\t在校生数\t高于规定学历教师数\t县级以上骨干教师数\n甲学校\t小学\t500\t25\t6\n\t初中\t400\t20\t5\n丙小学\t小学\t300\t16\t4';
  await visit(async (page) => {
    await paste(page, plain, html);
    await page.waitForSelector('.sheet-table');
    const schools = async () => {
      await page.evaluate(() => { location.hash = '#/result'; });
      await page.waitForSelector('.sections-table');
      const names = await page.locator('.sections-table .school').allInnerTexts();
      await page.evaluate(() => { location.hash = '#/check'; });
      await page.waitForSelector('.sheet-table');
      return names.map((name) => name.trim());
    };
    assert.deepEqual(await schools(), ['甲学校', '甲学校', '丙小学']);
    await cell(page, 'A3').click();
    await page.keyboard.type('乙初中');
    await press(page, 'Enter');
    await comes(() => tool(page, '撤销').getAttribute('title'), /A3/);
    assert.deepEqual(await schools(), ['甲学校', '乙初中', '丙小学']);
    await tool(page, '撤销').click();
    await comes(() => tool(page, '重做').getAttribute('title'), /A3/);
    assert.deepEqual(await schools(), ['甲学校', '甲学校', '丙小学']);
  }, { text: '' });
});

test('where no table was found the headings can be chosen in the sheet', async () => {
  const hidden = ['学校情况', '名称\t类别\t人数\t本科以上\t骨干\t设备', '学校名称\t学段\t在校生数\t高于规定学历教师数\t县级以上骨干教师数\t教学仪器设备值（万元）'];
  const body = ['甲\t小学\t500\t25\t6\t110', '乙\t小学\t400\t20\t5\t90'];
  await visit(async (page) => {
    await paste(page, [...hidden.slice(0, 2), ...body].join('\n'));
    await page.waitForSelector('.trouble');
    await page.locator('.trouble .button-primary').click();
    await page.waitForSelector('.sheet-table');
    await is(page, { B2: '类别', A3: '甲' });
    // The headings are mended in place, and the table is read.
    await cell(page, 'A2').click();
    await paste(page, `${hidden[2]}\n`);
    await page.locator('.sheet-role', { hasText: '学校' }).first().waitFor();
    await comes(() => page.locator('.facts').innerText(), /取用 2/);
  }, { text: '' });
});

test('at 390 px a tap chooses, a second edits, and nothing scrolls sideways but the sheet', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(site.url('index.html'));
    await ready(page);
    await paste(page, sheet);
    await page.waitForSelector('.sheet-table');
    await cell(page, 'A4').tap();
    await comes(() => where(page), 'A4');
    assert.equal(await page.getAttribute('.sheet-editor', 'inputmode'), 'none', 'no keyboard rises to look at a cell');
    await comes(() => editing(page), 0);
    await cell(page, 'B5').tap();
    await comes(() => editing(page), 0); // two taps on two cells are no double tap
    await cell(page, 'A4').tap();
    await cell(page, 'A4').tap();
    await comes(() => editing(page), 1);
    assert.equal(await page.getAttribute('.sheet-editor', 'inputmode'), null);
    assert.equal(await page.inputValue('.sheet-editor'), '乙小学');
    await page.keyboard.press('End');
    await page.keyboard.type('部');
    await cell(page, 'A5').tap();
    await is(page, { A4: '乙小学部' });
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    await clean(page, 'narrow');
    await scheme(page, 'light');
    await page.locator('.sheet-bar').scrollIntoViewIfNeeded();
    await picture(page, 'grid-390');
    assert.deepEqual(problems, []);
  } finally {
    await context.close();
  }
});

test('axe finds nothing while a cell is edited, and all words change with the language', async () => {
  await visit(async (page) => {
    await cell(page, 'C5').click();
    await clean(page, 'chosen');
    await page.keyboard.type('3');
    await clean(page, 'typing', ['light']);
    await picture(page, 'grid-typing');
    await press(page, 'Enter');
    await page.getByRole('button', { name: 'English' }).click();
    await says(page.locator('.sheet-bar'), /Undo/);
    await says(page.locator('.sheet-keys'), /Esc, then Tab/);
    await clean(page, 'English', ['light']);
    await picture(page, 'grid-english');
  });
});

// The same in the engines users have: keys by the protocol of the browser, because nothing else reaches old ones.
test('what was corrected by hand is said with the result, from what to what', () => visit(async (page) => {
  await cell(page, 'C3').click();
  await page.keyboard.type('450');
  await press(page, 'Enter');
  await is(page, { C3: '450' });
  await page.evaluate(() => { location.hash = '#/result'; });
  await page.waitForSelector('.page-result .stamp');
  await comes(() => page.locator('.page-head').innerText(), /人工更正 1 处/);
  assert.match(await page.locator('.page-result .stamp').innerText(), /C3 甲小学：500 → 450/);
  // And with the complete result: what stood there before.
  await page.evaluate(() => { location.hash = '#/export'; });
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载 json', exact: true }).click()]);
  const result = JSON.parse(fs.readFileSync(await download.path(), 'utf8'));
  assert.deepEqual(result.originals, [{ source: result.sources[0].id, sheet: 0, name: null, cells: [{ sheet: 0, row: 2, column: 2, text: '500' }] }]);
  assert.equal(result.sources[0].cells[0].text, '450');
}));

test('the cell a number came from stands in view, whatever lies around the sheet', () => {
  const heads = ['学校名称', '学段', '在校生数', '高于规定学历教师数', ...Array.from({ length: 20 }, (_, at) => `备用${at}`), '县级以上骨干教师数'];
  const rows = Array.from({ length: 120 }, (_, at) => [`虚构第${at + 1}小学`, '小学', 500, 25, ...Array(20).fill('无'), at === 100 ? 2 : 6]);
  const text = [heads, ...rows].map((row) => row.join('\t')).join('\n');
  return visit(async (page) => {
    await page.evaluate(() => { location.hash = '#/result'; });
    await page.waitForSelector('.page-result .sections');
    await page.locator('#find-school').fill('虚构第101小学');
    await page.waitForSelector('#find-school-list [role=option]');
    await press(page, 'Enter');
    await page.locator('.card-cell', { hasText: '骨干教师' }).locator('.card-number').click();
    await page.locator('.panel[open] .proof-cell').filter({ hasText: 'Y102' }).first().click();
    await page.waitForSelector('.page-check .sheet-table');
    const goal = page.locator(`.sheet-row[aria-rowindex="103"] td[aria-colindex="26"]`);
    await goal.waitFor();
    await comes(() => goal.evaluate((one) => {
      const box = one.getBoundingClientRect();
      const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      // The field for typing lies over the active cell.
      return one.contains(seen) || Boolean(seen?.classList.contains('sheet-editor'));
    }), true);
    // Drawn to the edge of the box before anything is pressed or scrolled.
    const drawn = () => page.locator('.sheet-box').evaluate((box) => {
      const { left, top, width } = box.getBoundingClientRect();
      const seen = document.elementFromPoint(left + width - 30, top + 100);
      return Boolean(seen?.closest('td, th')) && !seen.classList.contains('sheet-room');
    });
    await comes(drawn, true);
    // Its column of names is scrolled away: they stand beside the numbers of the rows, and a step back is not covered by them.
    assert.equal(await page.locator('.sheet-row[aria-rowindex="103"] .sheet-name').innerText(), '虚构第101小学');
    for (let step = 0; step < 12; step += 1) await press(page, 'ArrowLeft');
    const clear = () => page.locator('.sheet-row[aria-rowindex="103"]').evaluate((row) =>
      row.querySelector('.is-active').getBoundingClientRect().left >= (row.querySelector('.sheet-name')?.getBoundingClientRect().right ?? 0) - 1);
    await comes(clear, true);
    // What lies under a name is not pressed through it: the whole row is chosen.
    await page.locator('.sheet-row[aria-rowindex="103"] .sheet-name').click();
    await comes(() => where(page).then((chosen) => /^A102:/.test(chosen)), true);
    await press(page, 'Home');
    await comes(() => page.locator('.sheet-name').count(), 0);
  }, { text, width: 1366, height: 680 });
});

for (const engine of engines) {
  describe(`the sheet in ${engine.name}`, () => {
    test('is chosen, typed in, undone and repaired', { timeout: 180000 }, async (t) => {
      const running = await startFor(t, engine);
      if (!running) return;
      try {
        const page = await running.page(site.url('index.html'));
        await page.until("document.documentElement.dataset.ready === '1'");
        // The page is ready a moment before it listens; what came too early is pasted again.
        const paste = `(() => {
          if (document.querySelector('.page-check')) return true;
          const data = new DataTransfer();
          data.setData('text/plain', ${JSON.stringify(sheet)});
          ${given('ClipboardEvent', 'paste', 'clipboardData')}
          return false;
        })()`;
        for (let i = 0; i < 30 && !(await page.evaluate(paste)); i += 1) await sleep(500);
        const of = (address) => {
          const [row, column] = at(address);
          return `document.querySelector('.sheet-row[aria-rowindex="${row + 2}"] td[aria-colindex="${column + 2}"]')`;
        };
        await page.until(of('C5'));
        // What moves while the page settles is clicked again.
        const click = async (address) => {
          for (let i = 0; i < 30; i += 1) {
            const { x, y } = await page.evaluate(`(() => {
              const cell = ${of(address)};
              cell.scrollIntoView({ block: 'center' });
              const box = cell.getBoundingClientRect();
              return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
            })()`);
            await page.clickAt(x, y);
            await sleep(200);
            if (await page.evaluate(`document.activeElement.id === 'sheet-editor' && ${of(address)}.getAttribute('aria-selected') === 'true'`)) return;
          }
          assert.fail(`${address} is not chosen by a click`);
        };
        const holds = (address, value) => page.until(`${of(address)}.textContent.trim() === ${JSON.stringify(value)}`);
        await click('C5');
        await page.until("document.activeElement.id === 'sheet-editor'");
        await page.type('300');
        await page.until("document.querySelector('.sheet-editor.is-open')");
        await page.press('Enter');
        await holds('C5', '300');
        // Old engines and Firefox cannot be told to compose.
        if (page.send && engine.version >= 109) {
          await page.send('Input.imeSetComposition', { text: '二', selectionStart: 1, selectionEnd: 1 });
        }
        await page.type('200');
        await page.press('Enter');
        await holds('C6', '200');
        await page.press('z', { ctrl: true });
        await holds('C6', '');
        await page.press('y', { ctrl: true });
        await holds('C6', '200');
        await click('D3');
        await page.press('ArrowDown', { shift: true });
        await page.press('d', { ctrl: true });
        await holds('D4', '25');
        await page.press('F10', { shift: true });
        await page.until("document.querySelector('[role=menu]')");
        await page.screenshot(path.join(out, `grid-engine-${engine.name.replace(/\W+/g, '-')}.png`));
        await page.press('Escape');
        assert.deepEqual(page.problems.filter((text) => !/invalid source: ''wasm-unsafe-eval''/.test(text)), []);
        await page.close();
      } finally {
        await running.close();
      }
    });
  });
}
