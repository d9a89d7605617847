// The page in the engines that 奇安信, 红莲花, 360 and others are built on and in Firefox, in each of the three ways it is
// opened.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Unavailable, engines, start } from './engines.mjs';
import { fileUrl, foreign, out, serve } from './harness.mjs';
import { given } from './protocol.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const workbook = path.join(root, 'tests/files/qinghe-county.xlsx');
const sample = fs.readFileSync(path.join(root, 'www/sample-county.tsv'), 'utf8');
const options = { trace: true, asOf: '2026-09-01' };

// The evaluation of the example as Node computes it; every engine must give the same bytes.
async function wanted() {
  const { default: init, evaluateTable } = await import('../../dist/npm/junheng.js');
  await init();
  const answer = evaluateTable(sample, 'sample.tsv', options);
  assert.equal(answer.type, 'success');
  assert.equal(answer.evaluation.sections.length, 54);
  return JSON.stringify(answer);
}

const says = (page, text) => page.until(`document.getElementById('app').textContent.includes(${JSON.stringify(text)})`);

/** The table has been read; its result says how many schools meet each stage's standard. */
async function leads(page, ...counts) {
  await page.until("location.hash === '#/check'");
  await page.evaluate("location.hash = '#/result'");
  for (const count of counts) await says(page, count);
}

/** What puts a text into a field as if it was typed. */
const typing = (selector, text) => `(() => {
  const field = document.querySelector(${JSON.stringify(selector)});
  field.focus();
  field.value = ${JSON.stringify(text)};
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
})()`;

/** Opens the page as in a new tab, which starts with nothing; what was kept is only offered. */
async function again(page, way) {
  await page.evaluate('sessionStorage.clear()');
  await page.evaluate('delete document.documentElement.dataset.ready');
  await page.goto(`${way.ends.split(/[?#]/)[0]}?again`);
  await page.until("document.documentElement.dataset.ready === '1' && document.querySelector('input[type=file]')");
}

// What must work in every engine, in this order on one page. `run(page, way)` is given the page of engines.mjs.
const steps = [
  {
    name: 'the page starts',
    run: async (page, way) => {
      await page.until("document.documentElement.dataset.ready === '1'");
      assert.equal((await page.evaluate('location.href')).replace('#/data', ''), way.ends);
    },
  },
  {
    name: 'the files module starts in a worker',
    run: async (page) => {
      const message = await page.evaluate(`new Promise((done) => {
        const worker = junhengHost.spawn();
        worker.onmessage = ({ data }) => { worker.terminate(); done(data); };
        worker.onerror = (event) => done({ type: 'error', message: event.message });
      })`);
      assert.deepEqual(message, { type: 'ready' });
    },
  },
  {
    name: 'the files module starts on the page',
    run: async (page) => {
      assert.equal(await page.evaluate('junhengHost.filesOnPage().then((exports) => typeof exports.standards)'), 'function');
    },
  },
  {
    name: 'the example evaluation gives the same bytes as in Node',
    run: async (page) => {
      const answer = await page.evaluate(`junhengHost.filesOnPage().then((files) =>
        JSON.stringify(files.evaluateTable(${JSON.stringify(sample)}, 'sample.tsv', ${JSON.stringify(options)}, null)))`);
      assert.ok(answer === (await wanted()), 'the answer differs from that of Node');
    },
  },
  {
    name: 'the example county leads to its result',
    run: async (page) => {
      await page.evaluate("[...document.querySelectorAll('button')].find((one) => one.textContent.includes('虚构示例')).click()");
      await says(page, '29/35');
      await says(page, '16/19');
      // The address follows what is shown; another one chosen before would be taken for the older choice.
      await page.until("location.hash === '#/result'");
    },
  },
  {
    name: 'a workbook leads to its result',
    run: async (page) => {
      await page.evaluate("location.hash = '#/data'");
      await page.until("document.querySelector('input[type=file]')");
      await page.setFiles('input[type=file]', [workbook]);
      await leads(page, '23/128', '22/74');
    },
  },
  {
    name: 'a pasted table leads to its result',
    run: async (page, way) => {
      await again(page, way);
      await page.evaluate(`(() => {
        const data = new DataTransfer();
        data.setData('text/plain', ${JSON.stringify(sample)});
        ${given('ClipboardEvent', 'paste', 'clipboardData')}
      })()`);
      await leads(page, '29/35', '16/19');
    },
  },
  {
    name: 'a dropped workbook leads to its result',
    run: async (page, way) => {
      await again(page, way);
      await page.evaluate(`(() => {
        const bytes = Uint8Array.from(atob('${fs.readFileSync(workbook, 'base64')}'), (one) => one.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], '清和县.xlsx'));
        ${given('DragEvent', 'drop', 'dataTransfer')}
      })()`);
      await leads(page, '23/128', '22/74');
    },
  },
  {
    name: 'a school is found by the initials of its name, a number explained and another tried',
    run: async (page) => {
      const click = (selector) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`);
      const there = (selector) => page.until(`document.querySelector(${JSON.stringify(selector)})`);
      // A page that is opened in the background may lose the focus, which shuts the list: typed again then.
      await page.until(`(() => {
        if (document.querySelector('.card .card-number')) return true;
        const found = document.getElementById('find-school-list').textContent.startsWith('青禾县禾穗街道云雀小学');
        const field = document.getElementById('find-school');
        if (found) field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        else ${typing('#find-school', 'hsjdyq')};
        return false;
      })()`);
      await click('.card .card-number');
      await there('.panel[open] .proof-cell');
      await click('.panel-close');
      await click('.card .what-if-try');
      await there('.page-what-if #what-if-teachers_above_required');
      await page.evaluate(typing('#what-if-teachers_above_required', '99'));
      await there('.what-if-bar .what-if-verdict');
      await page.evaluate("[...document.querySelectorAll('.what-if-bar button')].pop().click()");
      await page.until("location.hash === '#/result' && !document.querySelector('.what-if-bar')");
    },
  },
  {
    name: 'something is stated, a workbook written, and the language changed',
    run: async (page) => {
      await page.evaluate("location.hash = '#/self'");
      await page.until("document.querySelector('.page-self .answer input')");
      const stated = "Number(document.querySelector('.declare-count').textContent.match(/\\d+/)[0])";
      const before = await page.evaluate(stated);
      await page.evaluate("document.querySelector('.page-self .answer input').click()");
      await page.until(`${stated} === ${before + 1}`);
      await page.evaluate("location.hash = '#/export'");
      await page.until("document.querySelector('.export-item .button-primary:not([disabled])')");
      await page.evaluate("document.querySelector('.export-item .button-primary').click()");
      await says(page, '.xlsx');
      await page.until("/已保存|已交给浏览器/.test(document.getElementById('app').textContent)");
      await page.evaluate("[...document.querySelectorAll('.header button')].find((one) => one.textContent.includes('English')).click()");
      await page.until("document.documentElement.lang === 'en' && document.getElementById('app').textContent.includes('Download xlsx')");
      await page.evaluate("[...document.querySelectorAll('.header button')].find((one) => one.textContent.includes('中文')).click()");
      await page.until("document.documentElement.lang.startsWith('zh')");
    },
  },
  {
    name: 'nothing went wrong on the way, and nothing was asked of anybody else',
    run: (page, way) => {
      assert.deepEqual(page.problems.filter((text) => !expected.some((known) => known.test(text))), []);
      const base = /^http:/.test(way.ends) ? new URL(way.ends).origin : null;
      assert.ok(!base || page.requests.length > 5, 'requests are seen');
      assert.deepEqual(foreign(page.requests, base).filter((url) => base || url.split(/[?#]/)[0] !== way.ends), []);
    },
  },
];

// What an engine that does not know 'wasm-unsafe-eval' says about it.
const expected = [/contains an invalid source: ''wasm-unsafe-eval''/];

// Engines before Chromium 96 do not know 'wasm-unsafe-eval': index.html sends them on to compat.html.
const ways = (engine, base) => [
  { name: 'http, strict policy', from: `${base}/index.html?a=1#b`, ends: `${base}/${engine.version < 96 ? 'compat' : 'index'}.html?a=1#b` },
  { name: 'http, compatible policy', from: `${base}/compat.html`, ends: `${base}/compat.html` },
  { name: 'one file from disk', from: fileUrl('junheng.html'), ends: fileUrl('junheng.html') },
];

let server;
before(async () => { server = await serve(); });
after(() => server.close());

for (const engine of engines) {
  describe(engine.name, () => {
    let running = null;
    let reason = null;
    before(async () => {
      try {
        running = await start(engine);
        console.log(`${engine.name}: ${running.product}`);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        reason = `NOT RUN ${engine.name}: ${error.message}`;
        console.log(reason);
      }
    });
    after(() => running?.close());

    for (const index of [0, 1, 2]) {
      const { name } = ways(engine, '')[index];
      test(name, { timeout: 180000 }, async (t) => {
        if (!running) { t.skip(reason); return; }
        const way = ways(engine, server.base)[index];
        const page = await running.page(way.from);
        let broken = false;
        for (const step of steps) {
          // Each builds on the one before; waiting for what cannot come any more would only take minutes.
          if (broken) break;
          await t.test(step.name, async () => {
            broken = true;
            await step.run(page, way);
            broken = false;
          });
        }
        await page.screenshot(path.join(out, `engine-${engine.name.replace(/\W+/g, '-')}-${index}.png`));
        await page.close();
      });
    }
  });
}
