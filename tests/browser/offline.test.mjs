// The hosted page without its server: kept after the first visit, whole and of one build, and nothing else.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { dist, fileUrl, foreign, launch, open, ready, serve } from './harness.mjs';

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const service = fs.readFileSync(path.join(dist, 'service.js'), 'utf8');
const built = /const VERSION = '([0-9a-f]{16})';/.exec(service)[1];
const listed = Object.fromEntries([...service.matchAll(/^ {4}'([^']+)': '(sha256-[^']+)',$/gm)].map(([, name, hash]) => [name, hash]));
const integrity = (bytes) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

// A second build: another version, with a mark in the scripts of page and worker.
const second = 'f'.repeat(16);
const next = (() => {
  const text = (name) => fs.readFileSync(path.join(dist, name), 'utf8');
  const files = {
    'guard.js': `${text('guard.js')}\ndocument.documentElement.setAttribute('data-build', '2');\n`,
    'worker.js': `${text('worker.js')}\nvar build = 2;\n`,
    'index.html': text('index.html').replaceAll(built, second),
    'compat.html': text('compat.html').replaceAll(built, second),
  };
  let script = service.replace(built, second);
  for (const [name, content] of Object.entries(files)) script = script.replace(listed[name], integrity(content));
  return { ...files, 'service.js': script };
})();

/** dist/ in a folder of a site. `state.build` says which build lies there; `state.change` may alter answers. */
async function site(t, folder = '') {
  const state = { build: 1, change: () => {} };
  const server = await serve({
    policyOf: folder ? () => null : undefined,
    change(address, answer) {
      if (!address.startsWith(folder)) return;
      const name = address.slice(folder.length) || 'index.html';
      if (folder && fs.existsSync(path.join(dist, name)) && fs.statSync(path.join(dist, name)).isFile()) {
        const type = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.json': 'application/json' };
        Object.assign(answer, { status: 200, type: type[path.extname(name)] ?? 'image/png', body: fs.readFileSync(path.join(dist, name)) });
      }
      if (state.build === 2 && next[name]) answer.body = next[name];
      state.change(name, answer);
    },
  });
  t.after(() => server.close());
  return { server, state };
}

/** A page in which service workers may be. */
async function visitor(t) {
  const view = await open(browser, null, { serviceWorkers: 'allow' });
  t.after(() => view.close());
  return view;
}

const names = (page) => page.evaluate(() => caches.keys());

/** Waits until exactly these versions are kept, whole, and the page is looked after; each is a folder and a version. */
async function keeps(page, ...versions) {
  const wanted = versions.map(([folder, version]) => `junheng ${folder} ${version}`).sort().join();
  for (let i = 0; i < 200; i += 1) {
    const there = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const settled = navigator.serviceWorker.controller && registration.scope === new URL('./', location.href).href && !registration.installing && !registration.waiting && registration.active.state === 'activated';
      return settled ? (await caches.keys()).sort().join() : null;
    });
    if (there === wanted) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`kept are ${await names(page)}, not ${wanted}`);
}

/** The files module answers in the worker. */
const works = (page) => page.evaluate(() => new Promise((done) => {
  const worker = globalThis.junhengHost.spawn();
  worker.onmessage = ({ data }) => { worker.terminate(); done(data.type); };
}));
const build = (page) => page.evaluate(() => document.documentElement.dataset.build ?? '1');

test('after one visit the page starts without its server, whatever its address, and reads files', async (t) => {
  const { server } = await site(t);
  const { page, requests, problems } = await visitor(t);
  await page.goto(server.url('index.html'));
  await ready(page);
  await keeps(page, ['/', built]);
  assert.deepEqual(foreign(requests, server.base), []);
  const asked = server.requests.length;
  await server.close();
  for (const address of ['index.html', 'index.html?county=%E7%94%B2#/standards', '', '?a=1', 'compat.html']) {
    await page.goto(server.url(address));
    await ready(page);
    assert.equal(await works(page), 'ready', address);
  }
  assert.equal(server.requests.length, asked);
  assert.deepEqual(problems.filter((text) => !/service\.js|ERR_CONNECTION_REFUSED|Failed to load resource/.test(text)), []);
});

test('what is kept is ours, as it was built, and what is not ours is not touched', async (t) => {
  const { server, state } = await site(t);
  state.change = (name, answer) => {
    if (name === 'notice.html' || name === 'npm/notice.js') Object.assign(answer, { status: 200, type: 'text/plain', body: String(server.requests.length) });
  };
  const { page } = await visitor(t);
  await page.goto(server.url('index.html'));
  await ready(page);
  await keeps(page, ['/', built]);
  const hashes = await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys())[0]);
    const found = {};
    for (const request of await cache.keys()) {
      const digest = await crypto.subtle.digest('SHA-256', await (await cache.match(request)).arrayBuffer());
      found[new URL(request.url).pathname.slice(1)] = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
    }
    return found;
  });
  delete hashes.older;
  assert.deepEqual(hashes, { ...listed, '': listed['index.html'] });
  for (const [name, hash] of Object.entries(listed)) assert.equal(integrity(fs.readFileSync(path.join(dist, name))), hash, name);
  const read = (name) => page.evaluate((name) => fetch(name).then((answer) => answer.text()), name);
  for (const name of ['notice.html', 'npm/notice.js']) assert.notEqual(await read(name), await read(name), 'from the server each time');
  assert.deepEqual(await names(page), [`junheng / ${built}`]);
});

test('a new version is taken at the next start, and an open page keeps its own', async (t) => {
  const { server, state } = await site(t);
  const { page, context } = await visitor(t);
  await page.goto(server.url('index.html'));
  await ready(page);
  await keeps(page, ['/', built]);
  state.build = 2;
  await page.reload(); // still the first, which finds the second on the server
  await ready(page);
  assert.equal(await build(page), '1');
  await keeps(page, ['/', built], ['/', second]);
  // The worker is only asked for now, and the server has only the second one.
  assert.equal(await works(page), 'ready');
  const worker = (page) => page.evaluate(() => {
    const { searchParams } = new URL(document.querySelector('script[src^="junheng.js"]').src);
    return fetch(`worker.js?v=${searchParams.get('v')}`).then((answer) => answer.text());
  });
  assert.doesNotMatch(await worker(page), /var build = 2;/);
  // Another window starts with the second, beside the first.
  const other = await context.newPage();
  await other.goto(server.url('index.html'));
  await ready(other);
  assert.equal(await build(other), '2');
  assert.match(await worker(other), /var build = 2;/);
  assert.equal(await works(page), 'ready');
  await keeps(page, ['/', built], ['/', second]);
  await other.close();
  await page.reload();
  await ready(page);
  assert.equal(await build(page), '2');
  await keeps(page, ['/', second]);
  await server.close();
  await page.reload();
  await ready(page);
  assert.equal(await build(page), '2');
});

test('a server in the middle of an update changes nothing', async (t) => {
  const { server, state } = await site(t);
  const { page } = await visitor(t);
  await page.goto(server.url('index.html'));
  await ready(page);
  await keeps(page, ['/', built]);
  state.build = 2;
  state.change = (name, answer) => { if (name === 'worker.js') answer.body = fs.readFileSync(path.join(dist, name)); };
  const refused = server.requests.length;
  await page.reload();
  await ready(page);
  for (let i = 0; i < 200 && !server.requests.slice(refused).includes('worker.js'); i += 1) await page.waitForTimeout(50);
  await keeps(page, ['/', built]);
  await page.reload();
  await ready(page);
  assert.equal(await build(page), '1');
  assert.equal(await works(page), 'ready');
  state.change = () => {};
  await page.reload();
  await ready(page);
  await keeps(page, ['/', built], ['/', second]);
  await page.reload();
  await ready(page);
  assert.equal(await build(page), '2');
});

test('a folder deep inside a site that names wrong types, beside another copy', async (t) => {
  const { server, state } = await site(t, 'a/b/c/');
  state.change = (name, answer) => { if (/\.(wasm|json|png)$/.test(name)) answer.type = 'application/octet-stream'; };
  const { page } = await visitor(t);
  await page.goto(server.url('index.html'));
  await ready(page);
  await keeps(page, ['/', built]);
  await page.goto(server.url('a/b/c/'));
  await ready(page);
  const both = (page) => keeps(page, ['/', built], ['/a/b/c/', built]);
  await both(page);
  await page.goto(server.url('a/b/c/index.html'));
  await ready(page);
  await both(page);
  await server.close();
  for (const address of ['a/b/c/', 'a/b/c/index.html', 'a/b/c/index.html?x=1#/standards', 'index.html']) {
    await page.goto(server.url(address));
    await ready(page);
    assert.equal(await works(page), 'ready', address);
  }
});

test('a server that does not call the script a script, and one without it', async (t) => {
  for (const changed of [{ type: 'application/octet-stream' }, { status: 404, body: '' }]) {
    const { server, state } = await site(t);
    state.change = (name, answer) => { if (name === 'service.js') Object.assign(answer, changed); };
    const { page } = await visitor(t);
    await page.goto(server.url('index.html'));
    await ready(page);
    assert.equal(await works(page), 'ready');
    assert.deepEqual(await names(page), []);
  }
});

test('neither the single file keeps anything nor a page that may not', async (t) => {
  const { server } = await site(t);
  const { page, problems } = await visitor(t);
  await page.goto(fileUrl('junheng.html'));
  await ready(page);
  await page.goto(server.url('junheng.html'));
  await ready(page);
  assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)), 0);
  // A frame without storage refuses in either of these ways; plain http has no such object.
  for (const refuse of [
    () => { navigator.serviceWorker.register = () => Promise.reject(new DOMException('storage is off', 'SecurityError')); },
    () => Object.defineProperty(navigator, 'serviceWorker', { get() { throw new DOMException('storage is off', 'SecurityError'); } }),
    () => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }),
  ]) {
    const view = await visitor(t);
    await view.page.addInitScript(refuse);
    await view.page.goto(server.url('index.html'));
    await ready(view.page);
    assert.equal(await works(view.page), 'ready');
    assert.deepEqual(view.problems, []);
  }
  assert.deepEqual(await names(page), []);
  assert.deepEqual(problems, []);
});

test('clearing everything takes this back as well', async (t) => {
  const { server } = await site(t);
  const { page } = await visitor(t);
  await page.goto(server.url('index.html'));
  await ready(page);
  await keeps(page, ['/', built]);
  await page.evaluate(() => caches.open('somebody else'));
  await page.getByRole('button', { name: '清除本机保存的全部内容' }).click();
  await page.locator('.where-ask .button-danger').click();
  await page.getByText('已清除').first().waitFor();
  assert.deepEqual(await names(page), ['somebody else']);
  assert.equal(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)), 0);
});

test('the page can be installed', async () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8'));
  assert.match(fs.readFileSync(path.join(dist, 'index.html'), 'utf8'), /<link rel="manifest" href="manifest\.json">/);
  assert.ok(listed[manifest.start_url]);
  assert.equal(manifest.display, 'standalone');
  for (const { src, sizes, type } of manifest.icons) {
    assert.ok(listed[src], src);
    if (type !== 'image/png') continue;
    const bytes = fs.readFileSync(path.join(dist, src));
    assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
  }
});
