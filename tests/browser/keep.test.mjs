// Work that is kept: it comes back after a reload and after a crash, says so where nothing can be kept, and is gone
// when it is cleared. Many files at once, whatever their order. Mappings that are remembered.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { chromePath, flags, foreign, launch, open, ready, screenshots, serve } from './harness.mjs';
import { HEADER, school, workbook } from './workbooks.mjs';

const files = path.resolve(import.meta.dirname, '../files');
const file = (name) => path.join(files, name);
const text = (name) => fs.readFileSync(file(name), 'utf8').replace(/\r\n/g, '\n');

let browser;
let site;
let folder;
before(async () => {
  browser = await launch();
  site = await serve();
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'junheng-keep-'));
});
after(async () => {
  await browser?.close();
  await site?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

/** Opens the page, runs `steps`, and sees to it that nothing was refused, thrown or sent anywhere. */
async function visit(options, steps, { before: prepare } = {}) {
  const view = await open(browser, null, options);
  try {
    if (prepare) await view.context.addInitScript(prepare);
    await view.page.goto(site.url('index.html'));
    await ready(view.page);
    await steps(view.page, view);
    assert.deepEqual(view.problems, []);
    assert.deepEqual(foreign(view.requests, site.base), []);
  } finally {
    await view.close();
  }
}

const words = (page, selector) => page.locator(selector).first().innerText();
const choose = (page, names) => page.setInputFiles('#file-picker', names);
const go = async (page, name) => {
  await page.click(`.step-link[href="#/${name}"]`);
  await page.waitForSelector(`.page-${name}`);
};

/** Everything in the page's database, as lengths of bytes and as text. */
const stored = (page) =>
  page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some((one) => one.name === 'junheng')) return { sources: {}, project: {} };
    const database = await new Promise((done, refuse) => {
      const opening = indexedDB.open('junheng');
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => refuse(opening.error);
    });
    const all = async (name) => {
      const store = database.transaction(name).objectStore(name);
      const get = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
      const [keys, values] = await Promise.all([get(store.getAllKeys()), get(store.getAll())]);
      return Object.fromEntries(keys.map((key, at) => [key, values[at].byteLength ?? values[at]]));
    };
    const found = { sources: await all('sources'), project: await all('project') };
    database.close();
    return found;
  });
/** The work at hand has been written. */
const kept = async (page, until = (found) => Object.keys(found.project).length > 0) => {
  for (let i = 0; i < 100; i += 1) {
    const found = await stored(page);
    if (until(found)) return found;
    await page.waitForTimeout(50);
  }
  throw new Error(`not kept: ${JSON.stringify(await stored(page)).slice(0, 2000)}`);
};

test('a reload brings the work back: the table, what was corrected, what is shown', async () => {
  await visit({}, async (page) => {
    await choose(page, file('qinghe-county.xlsx'));
    await page.waitForSelector('.page-check');
    const row = page.locator('.mapping-table tbody tr').filter({ has: page.locator('.mapping-header', { hasText: '网络多媒体教室' }) });
    await row.locator('select').first().selectOption('unused');
    await page.locator('.mapping-table .confidence-chosen').waitFor();
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
