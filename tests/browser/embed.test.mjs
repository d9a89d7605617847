// The page inside other pages: what goes in and out, for whom, how high it is, and that nothing of it stays behind. The
// tool is served from one origin and the pages around it from others.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { engines, startFor } from './engines.mjs';
import { axe, dist, foreign, launch, open, out, says, serve } from './harness.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const sample = fs.readFileSync(path.join(root, 'www/sample-county.tsv'), 'utf8');

// As the documentation tells webmasters: scripts, frames and data, each from where they are.
const hostPolicy = () => `default-src 'none'; script-src ${tool.base} 'self'; style-src 'self'; frame-src ${tool.base}; connect-src 'self'; img-src 'self'; base-uri 'none'`;
const head = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>门户</title><link rel="icon" href="icon.svg">';
const pages = {
  'host.html': () => `${head}<script src="${tool.base}/embed.js"></script><body><h1>门户</h1><div id="place"></div><p id="below">下文</p>`,
  'bare.html': () => `${head}<body><h1>没有脚本的门户</h1>`,
  'bootstrap.html': () => `${head}<link rel="stylesheet" href="bootstrap.css"><script src="${tool.base}/embed.js"></script><body><div class="navbar">门户</div><div class="container"><div class="row"><div class="col-md-9" id="place"></div></div><p id="below">下文</p></div>`,
  'hostile.html': () => `${head}<link rel="stylesheet" href="hostile.css"><script src="${tool.base}/embed.js"></script><body><h1>门户</h1><div id="place"></div><p id="below">下文</p>`,
};
const styles = {
  // The rules of Bootstrap 3 that reach into whatever stands in a page.
  'bootstrap.css': `*,*:before,*:after{box-sizing:border-box}html{font-size:10px}body{margin:0;font:14px/1.42857143 "Helvetica Neue",Helvetica,Arial,sans-serif;color:#333}
    iframe,.embed-responsive-item{border:2px solid red}img,iframe{max-width:100%;height:auto}.navbar{min-height:50px;margin-bottom:20px;background:#222;color:#fff}
    .container{padding:0 15px;margin:0 auto;max-width:1170px}.row{margin:0 -15px}.col-md-9{position:relative;min-height:1px;padding:0 15px}@media(min-width:992px){.col-md-9{float:left;width:75%}}#below{clear:both}`,
  'hostile.css': `*{box-sizing:content-box!important;font-size:12px!important;line-height:1!important;padding:5px!important;border:3px solid red!important;color:lime!important;background:#ff0!important;letter-spacing:9px!important;text-transform:uppercase!important;direction:rtl!important}
    iframe,#place>*{display:inline!important;float:left!important;width:50px!important;height:40px!important;max-height:90px!important;overflow:hidden!important;transform:rotate(9deg)!important;opacity:.1!important}`,
};
const portal = () => serve({
  policyOf: hostPolicy,
  change(name, answer) {
    if (pages[name]) Object.assign(answer, { status: 200, type: 'text/html; charset=utf-8', body: pages[name]() });
    if (styles[name]) Object.assign(answer, { status: 200, type: 'text/css', body: styles[name] });
    if (name === 'gone.json') Object.assign(answer, { status: 404, body: '' });
    if (name === 'published.json') Object.assign(answer, { status: 200, type: 'application/json', body: published });
  },
});

let browser;
let tool;
let host;
let evil;
let published = '';
before(async () => {
  browser = await launch();
  tool = await serve();
  host = await portal();
  evil = await portal();
  published = await exported('export-published');
});
after(async () => {
  await browser?.close();
  await Promise.all([tool, host, evil].map((server) => server?.close()));
});

/** A page around the tool; what its elements tell is in `heard`. */
async function around(t, name = 'host.html', { server = host, ...options } = {}) {
  const view = await open(browser, server.url(name), options);
  t.after(() => view.close());
  await view.page.evaluate(() => {
    globalThis.heard = [];
    for (const kind of ['ready', 'result', 'error']) {
      document.addEventListener(`junheng-${kind}`, ({ detail, target }) => globalThis.heard.push({ kind, id: target.id, ...detail }));
    }
  });
  return view;
}

/** Puts an element there; resolves to its frame once it listens. */
async function place(page, attributes = {}, data = null, id = 'one') {
  await page.evaluate(([attributes, data, id]) => {
    const element = document.createElement('junheng-evaluator');
    element.id = id;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (data !== null) element.data = data;
    document.getElementById('place').append(element);
  }, [attributes, data, id]);
  return frameOf(page, id);
}

async function frameOf(page, id = 'one') {
  await heard(page, 'ready', id);
  const found = [];
  for (const frame of page.frames().slice(1)) {
    if (await frame.evaluate(() => document.documentElement.dataset.ready).catch(() => null)) found.push(frame);
  }
  return found.at(-1);
}

/** Waits until an event has come; resolves to the last of its kind. */
async function heard(page, kind, id = 'one') {
  await page.waitForFunction(([kind, id]) => globalThis.heard.some((one) => one.kind === kind && one.id === id), [kind, id], { timeout: 60000 });
  return page.evaluate(([kind, id]) => globalThis.heard.filter((one) => one.kind === kind && one.id === id).at(-1), [kind, id]);
}
const codes = (page) => page.evaluate(() => globalThis.heard.filter((one) => one.kind === 'error').map((one) => one.code));
const told = async (page, code) => page.waitForFunction((code) => globalThis.heard.some((one) => one.kind === 'error' && one.code === code), code);

/** Custom properties of the element, as its page's style sheet would set them. */
const dress = (page, properties) => page.evaluate((properties) => {
  for (const [name, value] of Object.entries(properties)) document.getElementById('one').style.setProperty(name, value);
}, properties);

const allow = (frame) => frame.locator('#exchange button').nth(0).click();
const deny = (frame) => frame.locator('#exchange button').nth(1).click();

/** Resolves to the height once it has stayed the same for a while, and fails where it never does. */
async function settled(page, id = 'one') {
  const seen = [];
  for (let i = 0; i < 60; i += 1) {
    seen.push(await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().height, id));
    if (seen.length > 6 && new Set(seen.slice(-6)).size === 1) return seen.at(-1);
    await page.waitForTimeout(100);
  }
  throw new Error(`never settled: ${seen}`);
}

/** A result as the page exports it. */
/** The file of the page 导出 under `id`. */
async function exported(id) {
  const { page, close } = await open(browser, tool.url('index.html'));
  await page.waitForSelector('html[data-ready="1"]', { state: 'attached' });
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, sample);
  await page.waitForSelector('.page-check', { timeout: 60000 });
  await page.evaluate(() => { location.hash = '#/export'; });
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`button[aria-describedby="${id}"]`).click()]);
  const text = fs.readFileSync(await download.path(), 'utf8');
  await close();
  return text;
}

/** Speaks to a frame without embed.js, as any page may; `asked` is what comes back over the port. */
const speak = (page, address, key, messages) => page.evaluate(([address, key, messages]) => new Promise((done) => {
  const frame = document.createElement('iframe');
  const asked = [];
  addEventListener('message', (event) => {
    if (event.source !== frame.contentWindow || !event.data || event.data.type !== 'hello') return;
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => { if (data.type !== 'height') asked.push(data); };
    frame.contentWindow.postMessage({ junheng: 1, type: 'connect', key }, new URL(address).origin, [channel.port2]);
    for (const message of messages) channel.port1.postMessage(message);
    setTimeout(() => done(asked), 1500);
  });
  setTimeout(() => done(asked), 20000);
  frame.src = address;
  document.body.append(frame);
}), [address, key, messages]);

describe('what goes in and out', () => {
  test('data go in and a result comes out once the user has allowed it', async (t) => {
    const { page, problems, requests } = await around(t);
    const frame = await place(page, { 'host-origin': host.base }, { name: '青禾县.tsv', content: sample });
    await frame.waitForSelector('#exchange');
    assert.match(await frame.locator('#exchange').innerText(), new RegExp(`${host.base}[^]*青禾县.tsv`));
    // Neither answer is put before the other.
    const [yes, no] = await frame.locator('#exchange button').evaluateAll((buttons) => buttons.map((one) => one.className));
    assert.equal(yes, no);
    assert.equal(await frame.locator('.page-check').count(), 0, 'nothing is read before the answer');
    const before = [...tool.requests, ...host.requests].length;
    await allow(frame);
    await frame.waitForSelector('.page-check');
    const { evaluation, source, name } = await heard(page, 'result');
    assert.equal(evaluation.sections.length, 54);
    assert.deepEqual(evaluation.stages.map((one) => [one.comprehensive.met, one.comprehensive.of]), [[29, 35], [16, 19]]);
    assert.equal(source.name, '青禾县.tsv');
    assert.match(name, /\.json$/);
    // A correction is told anew; nothing is asked of any server for all of it.
    await page.evaluate(() => { globalThis.heard.length = 0; });
    await page.evaluate(() => document.getElementById('one').setAttribute('locale', 'en'));
    await heard(page, 'result');
    assert.equal([...tool.requests, ...host.requests].length, before);
    assert.deepEqual(problems, []);
    assert.deepEqual(foreign(requests, tool.base).filter((url) => !url.startsWith(host.base)), []);
    // Taken back, nothing goes out any more.
    await frame.locator('.footer-exchange button').click();
    await page.evaluate(() => { globalThis.heard.length = 0; });
    await page.evaluate((text) => { document.getElementById('one').data = text; }, sample);
    await told(page, 'not_allowed');
    assert.deepEqual(await page.evaluate(() => globalThis.heard.filter((one) => one.kind === 'result')), []);
    // Allowed again, the result at hand is told.
    await frame.locator('.footer-exchange button').click();
    await heard(page, 'result');
  });

  test('the user is asked once in a visit, and a refusal holds', async (t) => {
    const { page } = await around(t);
    const frame = await place(page, { 'host-origin': host.base }, sample);
    await frame.waitForSelector('#exchange');
    await deny(frame);
    await told(page, 'not_allowed');
    assert.equal(await frame.locator('.page-check').count(), 0);
    await page.evaluate(() => document.getElementById('one').remove());
    await page.evaluate(() => { globalThis.heard.length = 0; });
    const again = await place(page, { 'host-origin': host.base }, sample, 'two').catch(() => null) ?? await frameOf(page, 'two');
    await told(page, 'not_allowed');
    assert.equal(await again.locator('#exchange').count(), 0);
    // What was refused is taken as soon as it is allowed after all.
    await again.locator('.footer-exchange button').click();
    await heard(page, 'result', 'two');
  });

  test('where a result was refused the page says so, and shows it when it is allowed after all', async (t) => {
    const { page } = await around(t);
    const frame = await place(page, { 'host-origin': host.base, view: 'result' }, sample);
    await frame.waitForSelector('#exchange');
    await deny(frame);
    await told(page, 'not_allowed');
    await says(frame.locator('main'), /没有允许接收数据，所以不显示结果/);
    await frame.locator('main .footer-exchange button').click();
    await frame.waitForSelector('.page-result .overview');
    await heard(page, 'result');
  });

  test('an origin that is not named gets nothing and gives nothing', async (t) => {
    const { page } = await around(t);
    const frame = await place(page, {}, sample);
    await told(page, 'origin_not_named');
    assert.equal(await frame.locator('#exchange').count(), 0);
    // Named for another one, and past the element: the frame refuses by itself.
    const key = 'k'.repeat(32);
    for (const named of [evil.base, `${host.base}.evil.example`, host.base.slice(0, -1), 'null', '*']) {
      const address = tool.url(`frame.html?embed=${key}&host-origin=${encodeURIComponent(named)}`);
      const told = await speak(page, address, key, [{ type: 'data', name: 'a.tsv', content: sample }]);
      assert.deepEqual(told.map((one) => one.code ?? one.type), ['ready', 'origin_not_named'], named);
    }
    // Without the key of the address nobody is answered at all.
    assert.deepEqual(await speak(page, tool.url(`frame.html?embed=${key}&host-origin=${encodeURIComponent(host.base)}`), 'x', []), []);
  });

  test('neither siblings nor look-alikes are listened to', async (t) => {
    const { page } = await around(t);
    const frame = await place(page, { 'host-origin': host.base });
    const before = await page.evaluate(() => globalThis.heard.length);
    // From the page to itself, from the frame with other words, and in masses.
    await page.evaluate(() => {
      for (let i = 0; i < 10000; i += 1) window.postMessage({ junheng: 1, type: 'hello', key: String(i) }, '*');
    });
    await frame.evaluate(() => {
      for (const message of [{ junheng: 1, type: 'hello', key: 'other' }, { type: 'height', height: 9 }, 'x', null, { junheng: 2, type: 'hello' }]) parent.postMessage(message, '*');
    });
    await page.waitForTimeout(500);
    assert.equal(await page.evaluate(() => globalThis.heard.length), before);
    // A second answer does not take the port over.
    const got = await page.evaluate((address) => new Promise((done) => {
      const sibling = document.createElement('iframe');
      sibling.src = address;
      document.body.append(sibling);
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => done(data);
      sibling.onload = () => {
        for (const frame of [...Array(window.length).keys()].map((at) => window[at])) {
          frame.postMessage({ junheng: 1, type: 'connect', key: 'guess' }, '*', frame === window[0] ? [channel.port2] : []);
        }
        setTimeout(() => done(null), 1000);
      };
    }), tool.url('icon.svg'));
    assert.equal(got, null);
  });

  test('hostile messages do nothing and are told', async (t) => {
    const { page } = await around(t);
    const key = 'k'.repeat(32);
    const address = tool.url(`frame.html?embed=${key}&host-origin=${encodeURIComponent(host.base)}`);
    const long = 'x'.repeat(100000);
    const hostile = [
      null, 7, 'set', [], {}, { type: 'set', locale: 7 }, { type: 'set', colour: 'red' }, { type: 'eval', code: 'alert(1)' },
      JSON.parse('{"type":"set","__proto__":{"locale":"en"},"constructor":{"a":1}}'), { type: 'set', locale: long },
      { type: 'set', properties: { '--junheng-brand': { toString: 1 } } }, { type: 'set', properties: [] },
      { type: 'data', name: 'a.csv' }, { type: 'data', content: 'a' }, { type: 'set', content: 'a' },
      Object.fromEntries([...Array(5000).keys()].map((one) => [`k${one}`, 'v'])),
      { type: 'data', name: 'a.csv', content: { a: 1 } },
      { type: 'set', view: 'nowhere' }, { type: 'set', locale: 'fr' }, { type: 'set', theme: 'pink' }, { type: 'set', standard: 'mars' },
      { type: 'set', properties: { '--junheng-brand': 'url(https://evil.example/)', '--brand': '#fff', color: 'red' } },
    ];
    const told = await speak(page, address, key, hostile);
    const errors = told.slice(1).map((one) => one.code);
    assert.deepEqual(errors.slice(0, 16), Array(16).fill('bad_message'), errors.join(' '));
    assert.deepEqual(errors.slice(16), ['too_large', 'unknown_value', 'unknown_value', 'unknown_value', 'unknown_standard', 'bad_property', 'bad_property', 'bad_property']);
    const frame = page.frames().at(-1);
    assert.equal(await frame.evaluate(() => document.documentElement.lang), 'zh-CN');
    assert.equal(await frame.evaluate(() => document.documentElement.style.cssText.includes('evil')), false);
    assert.equal(await frame.locator('.page-data').count(), 1);
  });

  test('what the element cannot use or fetch is told', async (t) => {
    const { page, requests } = await around(t);
    const frame = await place(page, { 'host-origin': host.base, data: '/gone.json' });
    await dress(page, { '--junheng-brand': 'url(x)', '--junheng-radius': '9px' });
    await told(page, 'data_unreachable');
    await told(page, 'bad_property');
    await frame.waitForFunction(() => document.documentElement.style.getPropertyValue('--junheng-radius') === '9px');
    for (const src of ['javascript:alert(1)', 'data:text/html,x', 'http://']) {
      await page.evaluate((src) => { globalThis.heard.length = 0; document.getElementById('one').setAttribute('src', src); }, src);
      await told(page, 'bad_src');
    }
    await page.evaluate(() => { document.getElementById('one').removeAttribute('src'); globalThis.heard.length = 0; });
    await frameOf(page);
    await page.evaluate(() => { document.getElementById('one').data = { content: 7 }; });
    const said = () => page.evaluate(() => globalThis.heard.find((one) => one.code === 'bad_data'));
    const zh = await said();
    await page.evaluate(() => {
      globalThis.heard.length = 0;
      document.getElementById('one').setAttribute('locale', 'en');
      document.getElementById('one').data = { content: 7 };
    });
    await told(page, 'bad_data');
    const en = await said();
    assert.match(`${zh.message} ${zh.help}`, /[一-龥]/);
    assert.doesNotMatch(`${en.message} ${en.help}`, /[一-龥]/);
    assert.deepEqual(requests.filter((url) => url.startsWith('http://evil') || url.startsWith('javascript')), []);
  });
});

describe('a published result', () => {
  test('is shown and no more', async (t) => {
    const { page, problems } = await around(t);
    const frame = await place(page, { 'host-origin': host.base, view: 'result', data: '/published.json' });
    assert.match(await frame.locator('main').innerText(), /还没有收到结果/);
    await allow(frame);
    await frame.waitForSelector('.page-result .stamp');
    const { evaluation } = await heard(page, 'result');
    assert.deepEqual(evaluation.stages.map((one) => [one.comprehensive.met, one.comprehensive.of]), [[29, 35], [16, 19]]);
    assert.match(await frame.locator('main').innerText(), /29\/35[^]*16\/19/);
    // No other page, nothing to try, nothing to put in.
    assert.equal(await frame.locator('.header, .steps, .footer-links, .what-if-enter, .what-if-try, .actions-end').count(), 0);
    assert.equal(await frame.locator('a[href^="#/"]').count(), 0);
    await frame.evaluate(() => { location.hash = '#/data'; });
    await frame.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', 'a\tb\nc\td');
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.waitForTimeout(300);
    assert.equal(await frame.locator('.page-result').count(), 1);
    // A reason is laid where the page is seen, not at the far end of a long frame.
    await frame.locator('.stage-share').first().click();
    await frame.waitForSelector('.panel[open]');
    await page.waitForTimeout(300);
    const seen = await page.evaluate(() => innerHeight);
    const box = await frame.locator('.panel-bar').boundingBox();
    assert.ok(box.y >= 0 && box.y < seen, `panel at ${box.y} of ${seen}`);
    assert.deepEqual(problems, []);
    assert.equal(await frame.evaluate(() => indexedDB.databases().then((all) => all.length)), 0, 'nothing of it is kept');
  });

  test('its overview stands alone until the visitor asks for more', async (t) => {
    const { page, problems } = await around(t);
    const frame = await place(page, { 'host-origin': host.base, view: 'summary', data: '/published.json' });
    await frame.waitForSelector('#exchange');
    assert.match(await frame.locator('#exchange').innerText(), /显示一份评估结果[^]*published\.json[^]*只供查看/);
    await allow(frame);
    await frame.waitForSelector('.page-result .stamp');
    assert.match(await frame.locator('main').innerText(), /29\/35[^]*16\/19/);
    assert.equal(await frame.locator('.charts, .sections, .result-ways, a[href^="#/"]').count(), 0);
    const brief = await frame.evaluate(() => document.documentElement.scrollHeight);
    await frame.getByRole('button', { name: '显示全部结果' }).click();
    await frame.waitForSelector('.charts');
    const whole = await frame.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(brief * 3 < whole, `${brief} of ${whole} px`);
    await frame.getByRole('button', { name: '只显示概况' }).click();
    await frame.waitForFunction(() => !document.querySelector('.charts'));
    // The page around it may change its mind, too.
    await page.evaluate(() => document.getElementById('one').setAttribute('view', 'result'));
    await frame.waitForSelector('.charts');
    assert.equal(await frame.locator('.actions-end').count(), 0);
    assert.deepEqual(problems, []);
  });

  test('is fetched again when its address is set again', async (t) => {
    const { page, requests } = await around(t);
    const frame = await place(page, { 'host-origin': host.base, view: 'summary', data: '/published.json' });
    await allow(frame);
    await frame.waitForSelector('.page-result .stamp');
    const asked = () => requests.filter((url) => url.endsWith('/published.json')).length;
    const before = asked();
    await page.evaluate(() => document.getElementById('one').setAttribute('data', '/published.json'));
    for (let i = 0; i < 50 && asked() === before; i += 1) await page.waitForTimeout(50);
    assert.equal(asked(), before + 1);
  });

  test('is ready before the part that only files need has come', async (t) => {
    const whole = fs.readFileSync(path.join(dist, 'frame.html'), 'utf8');
    const cut = whole.lastIndexOf('<script', whole.indexOf('id="junheng-files-wasm"'));
    assert.ok(cut > whole.lastIndexOf('junheng_page.start'));
    let rest;
    const slow = http.createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.write(whole.slice(0, cut));
      rest = () => response.end(whole.slice(cut));
    });
    await new Promise((done) => { slow.listen(0, '127.0.0.1', done); });
    t.after(() => { slow.close(); slow.closeAllConnections(); });
    const { page, close, problems } = await open(browser, null);
    t.after(close);
    await page.goto(`http://127.0.0.1:${slow.address().port}/frame.html`, { waitUntil: 'commit' });
    await page.waitForSelector('html[data-ready="1"]', { state: 'attached' });
    assert.equal(await page.evaluate(() => document.readyState), 'loading');
    // What needs the rest waits for it.
    const asked = page.evaluate(() => globalThis.junhengHost.filesModule().then((bytes) => bytes.byteLength));
    await page.waitForTimeout(200);
    rest();
    assert.ok((await asked) > 1e6);
    assert.deepEqual(problems, []);
  });

  test('is a small file; the complete result is shown as well', async (t) => {
    const whole = await exported('export-json');
    assert.ok(published.length * 8 < whole.length, `${published.length} of ${whole.length}`);
    const { page } = await around(t);
    const frame = await place(page, { 'host-origin': host.base, view: 'result' }, { name: 'a.json', content: whole });
    await allow(frame);
    const { evaluation } = await heard(page, 'result');
    assert.deepEqual(evaluation.stages.map((one) => [one.comprehensive.met, one.comprehensive.of]), [[29, 35], [16, 19]]);
  });

  test('is refused where it was changed, and so is a what-if', async (t) => {
    const { page } = await around(t);
    const changed = JSON.parse(published);
    changed.evaluation.verdict = 'met';
    const frame = await place(page, { 'host-origin': host.base, view: 'result' }, { name: 'a.json', content: JSON.stringify(changed) });
    await allow(frame);
    await told(page, 'result_differs');
    for (const [text, code] of [[JSON.stringify({ ...JSON.parse(published), whatIf: {} }), 'what_if_result'], ['{', 'not_a_result'], ['<script>', 'not_a_result']]) {
      await page.evaluate((data) => { document.getElementById('one').data = data; }, { name: 'a.json', content: text });
      await told(page, code);
    }
    await page.evaluate((data) => { document.getElementById('one').data = data; }, { name: 'a.json', content: published });
    await heard(page, 'result');
  });
});

describe('the frame fits', () => {
  test('its height settles, follows the page, and comes back with the width', async (t) => {
    const { page } = await around(t, 'host.html', { height: 700 });
    const frame = await place(page, { 'host-origin': host.base }, sample);
    const asked = await settled(page);
    await allow(frame);
    await frame.waitForSelector('.page-check');
    assert.notEqual(await settled(page), asked);
    // The page around it stays where it is: no step of its history is ours.
    assert.equal(await page.evaluate(() => history.length), 2);
    for (const hash of ['result', 'export', 'standards', 'self', 'data', 'check', 'result']) {
      await frame.evaluate((hash) => { location.hash = `#/${hash}`; }, hash);
      await frame.waitForTimeout(300);
      const height = await settled(page);
      const inner = await frame.evaluate(() => [innerHeight, Math.ceil(document.documentElement.getBoundingClientRect().height), document.documentElement.dataset.embedded]);
      assert.deepEqual(inner, [height, height, 'auto'], hash);
    }
    const wide = await settled(page);
    await page.setViewportSize({ width: 390, height: 700 });
    const narrow = await settled(page);
    assert.notEqual(narrow, wide);
    assert.equal(await frame.evaluate(() => document.documentElement.scrollWidth), await frame.evaluate(() => innerWidth));
    await page.setViewportSize({ width: 1440, height: 700 });
    assert.equal(await settled(page), wide);
  });

  for (const name of ['bootstrap.html', 'hostile.html']) {
    test(`inside ${name} it looks as it always does`, async (t) => {
      const { page, problems } = await around(t, name);
      const frame = await place(page, { 'host-origin': host.base, view: 'result', data: '/published.json' });
      await allow(frame);
      await frame.waitForSelector('.page-result .stamp');
      const height = await settled(page).catch(() => 0);
      const [inner, width, font] = await frame.evaluate(() => [innerHeight, innerWidth, getComputedStyle(document.body).fontSize]);
      const whole = await frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
      assert.equal(inner, whole, `the frame is as high as its page (element ${height})`);
      assert.equal(font, '16px');
      assert.ok(width > 700, `width ${width}`);
      assert.deepEqual(problems, []);
      fs.mkdirSync(out, { recursive: true });
      await page.screenshot({ path: path.join(out, `embed-${name}.png`) });
    });
  }

  test('where the page around it makes no room, it scrolls inside', async (t) => {
    const { page } = await around(t, 'bare.html');
    const key = 'k'.repeat(32);
    await speak(page, tool.url(`frame.html?embed=${key}`), key, []);
    const frame = page.frames().at(-1);
    await frame.waitForSelector('html[data-embedded="scroll"]', { state: 'attached' });
    assert.notEqual(await frame.evaluate(() => getComputedStyle(document.documentElement).overflowY), 'hidden');
  });
});

describe('attributes', () => {
  test('language, theme, colours, standard and view are live', async (t) => {
    const { page } = await around(t);
    const frame = await place(page, { locale: 'en', theme: 'dark', standard: 'tianjin-2019', view: 'check' });
    const is = (name) => frame.evaluate((name) => document.documentElement.getAttribute(name), name);
    assert.deepEqual([await is('lang'), await is('data-theme')], ['en', 'dark']);
    assert.match(await frame.locator('.footer').innerText(), /tianjin-2019/);
    assert.match(await frame.locator('#page-title').innerText(), /Check/);
    await page.evaluate(() => {
      const element = document.getElementById('one');
      for (const [name, value] of [['locale', 'zh-CN'], ['theme', 'light large'], ['standard', 'national-2012'], ['view', 'standards']]) element.setAttribute(name, value);
    });
    await dress(page, { '--junheng-brand': '#14427a' });
    await frame.waitForSelector('html[lang="zh-CN"][data-theme="light"][data-size="large"]', { state: 'attached' });
    await frame.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim() === '#14427a');
    assert.match(await frame.locator('.footer').innerText(), /national-2012/);
    // The dark theme keeps colours that were tested together; what is taken back is as it was.
    await page.evaluate(() => document.getElementById('one').setAttribute('theme', 'dark'));
    await frame.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim() === '#6fcabb');
    await page.evaluate(() => { document.getElementById('one').setAttribute('theme', 'light'); document.getElementById('one').style.removeProperty('--junheng-brand'); });
    await frame.waitForFunction(() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim() === '#0f5f59');
    assert.deepEqual(await codes(page), []);
    // Whoever is busy in the page around it stays there.
    await page.evaluate(() => {
      const field = document.body.appendChild(document.createElement('input'));
      field.focus();
      document.getElementById('one').setAttribute('view', 'data');
    });
    await frame.waitForSelector('.page-data');
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(() => document.activeElement.nodeName), 'INPUT');
    await page.evaluate(() => document.getElementById('one').setAttribute('locale', 'fr'));
    await told(page, 'unknown_value');
    // What is chosen by the page around it is nobody's preference elsewhere.
    assert.equal(await frame.evaluate(() => localStorage.getItem('junheng.preferences')), null);
  });

  test('a sandboxed frame works, says what it cannot keep, and exchanges data by the same rule', async (t) => {
    const { page, problems } = await around(t);
    const frame = await place(page, { sandbox: 'allow-scripts', 'host-origin': host.base }, { name: 'a.tsv', content: sample });
    assert.equal(await frame.evaluate(() => self.origin), 'null');
    await allow(frame);
    const { evaluation } = await heard(page, 'result');
    assert.equal(evaluation.sections.length, 54);
    assert.match(await frame.locator('main').innerText(), /没有保存/);
    await page.evaluate(() => document.getElementById('one').setAttribute('view', 'export'));
    await frame.waitForSelector('.page-export');
    assert.match(await frame.locator('main').innerText(), /拦下下载/);
    await settled(page);
    assert.deepEqual(problems, []);
  });

  test('two on one page do not hear each other', async (t) => {
    const { page } = await around(t);
    await place(page, { 'host-origin': host.base, sandbox: 'allow-scripts' }, { name: 'one.tsv', content: sample }, 'one');
    await place(page, { locale: 'en', sandbox: 'allow-scripts' }, null, 'two');
    const frames = page.frames().slice(1);
    assert.equal(frames.length, 2);
    const first = (await frames[0].locator('#exchange').count()) ? frames[0] : frames[1];
    await allow(first);
    await heard(page, 'result', 'one');
    assert.deepEqual(await page.evaluate(() => globalThis.heard.filter((one) => one.id === 'two').map((one) => one.kind)), ['ready']);
    assert.deepEqual((await Promise.all(frames.map((frame) => frame.evaluate(() => document.documentElement.lang)))).sort(), ['en', 'zh-CN']);
  });

  test('set before the script has come, and in any order', async (t) => {
    const { page } = await around(t, 'bare.html');
    await page.evaluate(([tool, origin, sample]) => {
      globalThis.heard = [];
      document.addEventListener('junheng-ready', () => globalThis.heard.push({ kind: 'ready', id: 'one' }));
      const element = document.createElement('junheng-evaluator');
      element.id = 'one';
      element.data = sample;
      element.setAttribute('host-origin', origin);
      document.body.append(element);
      const script = document.createElement('script');
      script.src = `${tool}/embed.js`;
      document.head.append(script);
    }, [tool.base, host.base, sample]);
    const frame = await frameOf(page);
    await frame.waitForSelector('#exchange');
    assert.deepEqual(await page.evaluate(() => Object.keys(globalThis).filter((name) => /junheng|evaluator/i.test(name))), []);
  });
});

test('a hundred comings and goings leave nothing behind', async (t) => {
  const { page, context } = await around(t);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const counts = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const of = (name) => metrics.find((one) => one.name === name).value;
    return { listeners: of('JSEventListeners'), frames: page.frames().length, nodes: of('Nodes'), heap: of('JSHeapUsedSize') };
  };
  // `until`: 'ready', 'loading' or at once.
  const cycle = async (times, until) => {
    for (let i = 0; i < times; i += 1) {
      await page.evaluate((atOnce) => {
        const element = document.createElement('junheng-evaluator');
        element.id = 'one';
        document.getElementById('place').append(element);
        if (atOnce) element.remove();
      }, until === 'at once');
      if (until === 'ready') await heard(page, 'ready');
      await page.evaluate(() => { document.getElementById('one')?.remove(); globalThis.heard.length = 0; });
    }
  };
  const grown = (before, now, listeners, nodes) =>
    now.frames > 1 || now.listeners > before.listeners + listeners || now.nodes > before.nodes + nodes || now.heap > before.heap + 5e6;
  const settles = async (before, listeners, nodes) => {
    await page.waitForFunction(() => window.length === 0);
    let now = await counts();
    for (let i = 0; i < 100 && grown(before, now, listeners, nodes); i += 1) {
      await page.waitForTimeout(250);
      now = await counts();
    }
    assert.ok(!grown(before, now, listeners, nodes), `${JSON.stringify(before)} ${JSON.stringify(now)}`);
  };
  await cycle(5, 'ready');
  const before = await counts();
  // Of its last documents the browser itself keeps one or two for a while: a few hundred nodes, not some for each.
  await cycle(25, 'ready');
  await settles(before, 20, 2000);
  await cycle(40, 'loading');
  await settles(before, 20, 2000);
  // What the element itself holds, to the last listener.
  const still = await counts();
  await cycle(100, 'at once');
  await settles(still, 0, 50);
});

for (const name of ['README.md', 'README.zh-CN.md', 'www/docs/embed.md', 'www/docs/embed.zh-CN.md']) {
  test(`what ${name} says to copy works when it is copied`, async (t) => {
    const text = fs.readFileSync(path.join(root, name), 'utf8');
    const snippets = [...text.matchAll(/^```(html|js)\n([^]*?)^```$/gm)].map(([, kind, code]) => (kind === 'html' ? code : `<script type="module">${code}</script>`))
      .filter((code) => code.includes('/junheng/'));
    assert.equal(snippets.length, 3, 'a frame, an element, a call');
    // The folder of the tool and the place of the result, as a webmaster would write them for this server.
    let page = '';
    const site = await serve({
      policyOf: () => null,
      change(file, answer) {
        if (file === 'copied.html') Object.assign(answer, { status: 200, type: 'text/html; charset=utf-8', body: page });
        if (file === 'open/2026.json') Object.assign(answer, { status: 200, type: 'application/json', body: published });
      },
    });
    t.after(() => site.close());
    const copied = (code) => code.replaceAll('/junheng/', '/').replaceAll('https://www.example.gov.cn', site.base);
    page = `${head}<body>${snippets.map(copied).join('\n')}`;
    const { page: view, problems, close } = await open(browser, null);
    t.after(close);
    const said = [];
    view.on('console', (one) => said.push(one.text()));
    await view.goto(site.url('copied.html'));
    const plain = await view.waitForSelector('body > iframe').then((element) => element.contentFrame());
    await plain.waitForSelector('html[data-ready="1"]', { state: 'attached', timeout: 60000 });
    const shown = view.frames().find((one) => one.url().includes('embed='));
    await allow(shown);
    await shown.waitForSelector('.page-result .stamp', { timeout: 60000 });
    for (let i = 0; i < 50 && said.length < 2; i += 1) await view.waitForTimeout(100);
    assert.ok(said.includes('not_met'), `the verdict of the published result: ${said}`);
    assert.ok(said.length >= 2, `the call prints its answer: ${said}`);
    assert.deepEqual(problems, []);
  });
}

test('the demo shows all three, is accessible and asks nobody else', async (t) => {
  const { page, problems, requests, close } = await open(browser, tool.url('demo.html'));
  t.after(close);
  const frame = await page.waitForSelector('#frame iframe').then((element) => element.contentFrame());
  await page.locator('#events li').first().waitFor();
  const shown = page.frames().find((one) => one.url().includes('view=result'));
  await allow(shown);
  await page.locator('#events').getByText('junheng-result').waitFor();
  assert.match(await page.locator('#events').innerText(), /29\/35/);
  await page.locator('#run').click();
  await page.locator('#api-place table').waitFor();
  await page.locator('#frame').scrollIntoViewIfNeeded();
  await frame.waitForSelector('html[data-ready="1"]', { state: 'attached' });
  fs.mkdirSync(out, { recursive: true });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    assert.deepEqual(await axe(page), [], `${width}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: wider than the window`);
    await page.screenshot({ path: path.join(out, `demo-${width}.png`), fullPage: true });
  }
  assert.deepEqual(problems, []);
  assert.deepEqual(foreign(requests, tool.base), []);
});

// One journey in every engine: an element in a page of another origin, data in, a result out.
for (const engine of engines) {
  test(`${engine.name}: data in and a result out`, { timeout: 180000 }, async (t) => {
    const running = await startFor(t, engine);
    if (!running) return;
    t.after(() => running.close());
    for (const sandbox of [false, true]) {
      // Through the address of another host, so that the frame is a stranger to the page; DevTools reaches it by itself.
      const page = await running.page(host.url('host.html'));
      await page.until("document.readyState === 'complete'");
      await page.evaluate(`(() => {
        globalThis.heard = [];
        for (const kind of ['ready', 'result', 'error']) document.addEventListener('junheng-' + kind, ({ detail }) => heard.push([kind, detail]));
        const element = document.createElement('junheng-evaluator');
        element.setAttribute('host-origin', location.origin);
        element.setAttribute('view', 'result');
        ${sandbox ? "element.setAttribute('sandbox', 'allow-scripts');" : ''}
        element.data = { name: 'a.tsv', content: ${JSON.stringify(sample)} };
        document.getElementById('place').append(element);
      })()`);
      await page.until("heard.some(([kind]) => kind === 'ready')");
      await new Promise((done) => { setTimeout(done, 500); });
      // The first of the two buttons, by keyboard: what asks stands first in the page.
      await page.evaluate("document.querySelector('junheng-evaluator').scrollIntoView()");
      const spot = await page.evaluate("(() => { const box = document.querySelector('junheng-evaluator').getBoundingClientRect(); return { x: box.x + box.width / 2, y: box.y + 60 }; })()");
      await page.clickAt(spot.x, spot.y);
      await page.press('Tab');
      await page.press(' ');
      const counts = await page.until("(() => { const found = heard.find(([kind]) => kind === 'result'); return found && found[1].evaluation.stages.map((one) => one.comprehensive.met + '/' + one.comprehensive.of).join(' '); })()");
      assert.equal(counts, '29/35 16/19');
      assert.deepEqual(await page.evaluate("heard.filter(([kind]) => kind === 'error')"), []);
      await page.close();
    }
  });
}
