// The page starts in each way it may be opened, asks nobody else for anything, and says why when it cannot start.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { axe, dist, failed, fileUrl, foreign, launch, open, policies, ready, screenshots, serve } from './harness.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A server for one test, and a page that is closed with it. */
async function visit(t, name, { server: serverOptions, ...options } = {}) {
  const server = await serve(serverOptions);
  t.after(() => server.close());
  const opened = await open(browser, name === null ? null : server.url(name), options);
  t.after(() => opened.close());
  return { server, ...opened };
}

/** Calls the worker as Rust does; resolves to its messages up to the last one for this call. */
const callWorker = (page, op, args) => page.evaluate(([op, args]) => new Promise((done, refuse) => {
  const worker = globalThis.junhengHost.spawn();
  const messages = [];
  worker.onerror = (event) => refuse(new Error(event.message));
  worker.onmessage = ({ data }) => {
    messages.push(data);
    if (['answer', 'trap', 'failed'].includes(data.type)) {
      worker.terminate();
      done(messages);
    }
  };
  worker.postMessage({ id: 7, op, args }); // before it is ready: it has to wait for the module
}), [op, args]);

describe('starting', () => {
  for (const name of ['index.html', 'compat.html']) {
    test(`${name} over http with its policy as a header too`, async (t) => {
      const { page, server, requests, problems } = await visit(t, name);
      await ready(page);
      assert.equal(await page.evaluate(() => globalThis.junhengHost.entry), name.replace('.html', ''));
      assert.deepEqual(problems, []);
      assert.deepEqual(foreign(requests, server.base), []);
      // Preloaded and fetched is one download; the files module is not needed yet.
      assert.equal(server.requests.filter((request) => request === 'junheng_bg.wasm').length, 1, server.requests.join(' '));
      assert.ok(!server.requests.some((request) => /files|worker/.test(request)), server.requests.join(' '));
    });
  }

  test('without a policy header: that of the page itself holds', async (t) => {
    const { page, problems } = await visit(t, 'index.html', { server: { policyOf: () => null } });
    await ready(page);
    assert.deepEqual(problems, []);
    await assert.rejects(page.evaluate(() => fetch('http://localhost:9/')), /Failed to fetch/);
    assert.ok(problems.some((text) => /Content Security Policy/.test(text)), problems.join('\n'));
  });

  test('junheng.html from disk, asking for nothing at all', async (t) => {
    const { page, requests, problems } = await visit(t, null);
    await page.goto(fileUrl('junheng.html'));
    await ready(page);
    assert.deepEqual(problems, []);
    assert.deepEqual(foreign(requests).filter((url) => url !== fileUrl('junheng.html')), []);
    await assert.rejects(page.evaluate(() => fetch('https://example.org/')), /Failed to fetch/);
  });

  test('junheng.html in a sandboxed frame that may only run scripts', async (t) => {
    const { page, server, problems } = await visit(t, null, {
      server: {
        policyOf: () => null,
        change(name, answer) {
          if (name !== 'host.html') return;
          Object.assign(answer, { status: 200, type: 'text/html', body: '<link rel="icon" href="icon.svg"><iframe sandbox="allow-scripts" src="junheng.html"></iframe>' });
        },
      },
    });
    await page.goto(server.url('host.html'));
    const frame = await page.waitForSelector('iframe').then((element) => element.contentFrame());
    await frame.waitForSelector('html[data-ready="1"]', { state: 'attached' });
    assert.equal((await callWorker(frame, 'standards', [])).at(-1).type, 'answer');
    assert.deepEqual(problems, []);
  });

  test('a server that names the wrong type for .wasm', async (t) => {
    const wrong = (name, answer) => { if (name.endsWith('.wasm')) answer.type = 'application/octet-stream'; };
    const { page, problems } = await visit(t, 'index.html', { server: { change: wrong } });
    await ready(page);
    assert.equal((await callWorker(page, 'standards', [])).at(-1).type, 'answer');
    assert.deepEqual(problems, []);
  });

  test('a slow start is announced and still succeeds', async (t) => {
    const slow = (name, answer) => { if (name === 'junheng_bg.wasm') answer.delay = 6500; };
    const { page } = await visit(t, 'index.html', { server: { change: slow } });
    await page.getByText('正在加载').waitFor();
    await page.getByText('仍在加载，比平常慢').waitFor({ timeout: 8000 });
    await ready(page);
    assert.equal(await page.locator('.boot').count(), 0);
  });
});

describe('an engine that does not know \'wasm-unsafe-eval\'', () => {
  const policyOf = (name) => (name === 'index.html' ? policies.none : policies.compat);

  test('is sent on to compat.html with the query and the fragment', async (t) => {
    const { page, server } = await visit(t, 'index.html?county=%E7%94%B2#/result', { server: { policyOf } });
    await page.waitForURL(server.url('compat.html?county=%E7%94%B2#/result'));
    await ready(page);
    assert.equal(await page.evaluate(() => globalThis.junhengHost.entry), 'compat');
  });

  test('reads why, where compat.html was not uploaded', async (t) => {
    const change = (name, answer) => { if (name === 'compat.html') Object.assign(answer, { status: 404, body: '' }); };
    const { page } = await visit(t, 'index.html?a=1', { server: { policyOf, change } });
    assert.equal(await failed(page), 'policy');
    assert.equal(await page.getByRole('link', { name: /compat\.html/ }).getAttribute('href'), 'compat.html?a=1');
  });
});

describe('a page that cannot start says why', () => {
  const broken = (file, changed) => ({ server: { change: (name, answer) => { if (name === file) Object.assign(answer, changed); } } });
  const cases = [
    ['a policy that forbids WebAssembly everywhere', 'policy', /wasm-unsafe-eval/, { server: { policyOf: () => policies.none } }],
    ['a module that is not there', 'load', /HTTP 404/, broken('junheng_bg.wasm', { status: 404 })],
    ['a login page in place of the module', 'load', /not a WebAssembly file/, broken('junheng_bg.wasm', { type: 'text/html', body: '<html>' })],
    ['a module cut short', 'old', /CompileError|WebAssembly/, broken('junheng_bg.wasm', { body: Buffer.from('\0asm\x01\0\0\0\x01\x7f') })],
    ['a script that is not there', 'load', /junheng\.js/, broken('junheng.js', { status: 404 })],
    ['a script this browser cannot parse', 'script', /SyntaxError/, broken('junheng.js', { body: 'let a = b ??? c;' })],
  ];
  for (const [name, kind, text, options] of cases) {
    test(name, async (t) => {
      const { page } = await visit(t, 'index.html', options);
      assert.equal(await failed(page), kind);
      const alert = page.getByRole('alert');
      assert.match(await alert.innerText(), text);
      assert.match(await alert.innerText(), /[一-龥]{10}/);
      assert.equal(await page.locator('html[data-ready]').count(), 0);
      if (kind === 'policy') await screenshots(page, 'boot-policy');
    });
  }

  test('index.html opened from disk', async (t) => {
    const { page } = await visit(t, null);
    await page.goto(fileUrl('index.html'));
    assert.equal(await failed(page), 'file');
    await page.getByRole('link', { name: 'junheng.html' }).click();
    await ready(page);
  });

  test('scripts switched off', async (t) => {
    const { page } = await visit(t, 'index.html', { javaScript: false });
    assert.match(await page.locator('noscript').innerText(), /浏览器禁用了 JavaScript/); // getByText leaves <noscript> out
    await page.getByText('不支持 Internet Explorer').waitFor();
  });
});

describe('a panic after the start', () => {
  test('is shown with its text, above what was entered', async (t) => {
    const { page } = await visit(t, 'index.html');
    await ready(page);
    await page.evaluate(() => {
      globalThis.junhengPanic = 'panicked at a planted place';
      setTimeout(() => { throw new WebAssembly.RuntimeError('unreachable'); });
    });
    await page.getByRole('alert').getByText('panicked at a planted place').waitFor();
    assert.ok(await page.locator('#app').isVisible());
  });
});

describe('the files module', () => {
  for (const [way, address] of [['served', null], ['in the single file', fileUrl('junheng.html')]]) {
    test(`answers from a worker, ${way}`, async (t) => {
      const { page, server, problems } = await visit(t, null);
      await page.goto(address ?? server.url('index.html'));
      await ready(page);
      const messages = await callWorker(page, 'standards', []);
      assert.equal(messages[0].type, 'ready');
      assert.deepEqual(Object.keys(messages.at(-1)).sort(), ['id', 'type', 'value']);
      assert.equal(messages.at(-1).id, 7);
      assert.ok(messages.at(-1).value);
      assert.deepEqual(problems, []);
    });

    test(`a call that throws is a trap, and the next worker is fresh, ${way}`, async (t) => {
      const { page, server } = await visit(t, null);
      await page.goto(address ?? server.url('index.html'));
      await ready(page);
      const trap = (await callWorker(page, 'noSuchOperation', [])).at(-1);
      assert.equal(trap.type, 'trap');
      assert.match(trap.message, /noSuchOperation/);
      assert.equal((await callWorker(page, 'standards', [])).at(-1).type, 'answer');
    });

    test(`works on the page, again after a trap, ${way}`, async (t) => {
      const { page, server, problems } = await visit(t, null);
      await page.goto(address ?? server.url('index.html'));
      await ready(page);
      const [same, fresh, answer] = await page.evaluate(async () => {
        const first = await globalThis.junhengHost.filesOnPage();
        const second = await globalThis.junhengHost.filesOnPage();
        const third = await globalThis.junhengHost.filesOnPage(true);
        return [first === second, first !== third, !!third.standards()];
      });
      assert.deepEqual([same, fresh, answer], [true, true, true]);
      assert.deepEqual(problems, []);
    });
  }

  test('that cannot be loaded is reported by the worker, and may be tried again', async (t) => {
    let broken = true;
    const change = (name, answer) => { if (broken && name === 'junheng-files_bg.wasm') Object.assign(answer, { status: 503, body: '' }); };
    const { page } = await visit(t, 'index.html', { server: { change } });
    await ready(page);
    const last = (await callWorker(page, 'standards', [])).at(-1);
    assert.equal(last.type, 'failed');
    assert.match(last.message, /HTTP 503/);
    await assert.rejects(page.evaluate(() => globalThis.junhengHost.filesOnPage()), /HTTP 503/);
    broken = false;
    assert.equal((await callWorker(page, 'standards', [])).at(-1).type, 'answer');
    assert.ok(await page.evaluate(() => globalThis.junhengHost.filesOnPage().then((exports) => !!exports.standards())));
  });
});

describe('what the page can start without', () => {
  const later = 'junheng-later_bg.wasm';
  const table = '学校\t学段\t在校生数\t教学仪器设备值\n甲小学\t小学\t500\t1500000\n乙小学\t小学\t400\t900000';
  const paste = (page) => page.locator('#paste-area').evaluate((area, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, table);

  test('is fetched once by itself, and the single file has it', async (t) => {
    const { page, server } = await visit(t, 'index.html');
    await page.locator('#where-title').waitFor();
    assert.equal(server.requests.filter((name) => name === later).length, 1, server.requests.join(' '));
    const single = await visit(t, null);
    await single.page.goto(fileUrl('junheng.html'));
    await single.page.locator('#where-title').waitFor();
    assert.deepEqual(single.problems, []);
  });

  test('may come late: what was put in waits for it, in the words and the standard of the last visit', async (t) => {
    const change = (name, answer) => { if (name === later) answer.delay = 1500; };
    const { page, problems } = await visit(t, 'index.html', { server: { change } });
    await page.evaluate(() => localStorage.setItem('junheng.preferences', 'zh-CN  toured standard=practice-2024'));
    await page.reload();
    await ready(page);
    await paste(page);
    await page.locator('.banner', { hasText: '正在载入' }).waitFor();
    await page.locator('.step-link[href="#/check"][aria-current="step"]').waitFor();
    assert.match(await page.locator('.footer').textContent(), /practice-2024/);
    assert.match(await page.evaluate(() => localStorage.getItem('junheng.preferences')), /standard=practice-2024/);
    assert.deepEqual(problems, []);
  });

  for (const [what, change] of [
    ['does not come', (answer) => Object.assign(answer, { status: 503, body: '' })],
    // The names of the globals hold the fingerprint of the whole.
    ['is of another build', (answer) => {
      const text = answer.body.toString('latin1');
      const at = /0-([0-9a-f]{16})/.exec(text);
      answer.body = Buffer.from(text.replaceAll(at[1], at[1].split('').reverse().join('')), 'latin1');
    }],
  ]) {
    test(`that ${what} is said, and asked for again`, async (t) => {
      let broken = true;
      const { page } = await visit(t, 'index.html', { server: { change: (name, answer) => { if (broken && name === later) change(answer); } } });
      await ready(page);
      const again = page.getByRole('button', { name: '重新载入其余部分' });
      await again.waitFor();
      assert.deepEqual(await axe(page), []);
      await screenshots(page, 'rest-missing', { schemes: ['light'] });
      await paste(page);
      await again.waitFor();
      broken = false;
      await again.click();
      await page.locator('.step-link[href="#/check"][aria-current="step"]').waitFor();
      assert.equal(await again.count(), 0);
    });
  }
});

test('dist/ holds everything the page names', () => {
  const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="([^"#?]+)(?:\?v=[0-9a-f]{16})?"/g)].map(([, name]) => name);
  assert.ok(named.length >= 5);
  for (const name of named) assert.ok(fs.existsSync(path.join(dist, name)), name);
});
