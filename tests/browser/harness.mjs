// What every test of the page needs: dist/ served as a careful site would serve it, a Chromium, and a record of every
// request, so that a test can say that none has left.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
export const dist = path.resolve(here, '../../dist');
export const out = path.join(here, 'out');
export const fileUrl = (name) => pathToFileURL(path.join(dist, name)).href;

// The documented policy (README, "hosting"). A worker has the policy its script came with, and engines before Chromium
// 96, which know only 'unsafe-eval', need that in the worker as well.
const policy = (script) =>
  `default-src 'none'; script-src 'self' ${script}; style-src 'self'; connect-src 'self'; worker-src 'self'; ` +
  "img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
export const policies = {
  strict: policy("'wasm-unsafe-eval'"),
  compat: policy("'wasm-unsafe-eval' 'unsafe-eval'"),
  // What an engine that does not know 'wasm-unsafe-eval' makes of the strict policy.
  none: policy(''),
};

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

const documented = (name) => {
  if (['junheng.html', 'frame.html', 'demo.html'].includes(name)) return null; // bring their own
  return name === 'compat.html' || name === 'worker.js' ? policies.compat : policies.strict;
};

/**
 * Serves dist/ on a free port. `policyOf(name)` gives the CSP header of a file; `change(name, answer)` may alter
 * `{ status, type, body, delay }` before it is sent.
 */
export async function serve({ policyOf = documented, change = () => {} } = {}) {
  const requests = [];
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const name = decodeURIComponent(pathname).slice(1) || 'index.html';
    requests.push(name);
    const file = path.join(dist, name);
    const found = file.startsWith(dist + path.sep) && fs.existsSync(file) && fs.statSync(file).isFile();
    const answer = {
      status: found ? 200 : 404,
      type: found ? (types[path.extname(name)] ?? 'application/octet-stream') : 'text/plain; charset=utf-8',
      body: found ? fs.readFileSync(file) : 'not found',
      delay: 0,
    };
    change(name, answer);
    if (answer.delay) await new Promise((done) => setTimeout(done, answer.delay));
    const headers = { 'content-type': answer.type, 'content-length': Buffer.byteLength(answer.body) };
    const csp = policyOf(name);
    if (csp) headers['content-security-policy'] = csp;
    response.writeHead(answer.status, headers);
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${server.address().port}`;
  return {
    base,
    requests,
    url: (name) => `${base}/${name}`,
    close: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}

export const flags = [
  '--no-sandbox', // in containers tests run as root
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function chromePath() {
  const chrome = process.env.CHROME ?? '/usr/bin/chromium';
  if (!fs.existsSync(chrome)) throw new Error(`${chrome} is not there: run cargo xtask test, or set CHROME`);
  return chrome;
}

export const launch = () => chromium.launch({ executablePath: chromePath(), args: flags });

/**
 * Opens a page of its own context. Beside the page: `requests`, every address anything in it asked for (workers
 * included), and `problems`, uncaught errors, refusals by the policy and errors on the console.
 */
export async function open(browser, url, { width = 1440, height = 900, dark = false, javaScript = true, locale = 'zh-CN', serviceWorkers = 'block', userAgent } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: javaScript,
    locale,
    userAgent,
    serviceWorkers, // what they fetch beside the page would be counted as the page's: offline.test.mjs lets them
  });
  const page = await context.newPage();
  const requests = [];
  const problems = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  if (url) await page.goto(url);
  return { page, context, requests, problems, close: () => context.close() };
}

/** The Chromium and the site of a file of tests, once it has said `perFile()`. */
export let browser;
export let site;
export function perFile() {
  before(async () => {
    browser = await launch();
    site = await serve();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
}

/** Opens the page, runs `steps`, and sees to it that nothing was refused, thrown (unless not `quiet`) or sent anywhere. */
export async function visit(options, steps, { server = site, quiet = true, before: prepare } = {}) {
  const view = await open(browser, null, options);
  try {
    if (prepare) await view.context.addInitScript(prepare);
    await view.page.goto(server.url('index.html'));
    await ready(view.page);
    await steps(view.page, view);
    if (quiet) assert.deepEqual(view.problems, []);
    assert.deepEqual(foreign(view.requests, server.base), []);
  } finally {
    await view.close();
  }
}

/** Pastes a table anywhere on the page, and waits until it has been read. */
export async function paste(page, text) {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
  await page.waitForSelector('.page-check', { timeout: 60000 });
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What axe finds on the page: of everything asked of a page, or of `rules` alone. */
export async function axe(page, rules = null) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  }
  return page.evaluate(async ([tags, rules]) => {
    const { violations } = await globalThis.axe.run(document, {
      runOnly: rules ? { type: 'rule', values: rules } : tags,
      resultTypes: ['violations'],
      preload: false,
    });
    return violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
  }, [tags, rules]);
}

/** The page has started: the module has run and mounted what there is to see. */
export const ready = (page, timeout = 30000) =>
  page.waitForSelector('html[data-ready="1"]', { state: 'attached', timeout });

/** The page has given up; resolves to the kind of explanation in www/guard.js. */
export async function failed(page, timeout = 30000) {
  await page.waitForSelector('html[data-failed]', { state: 'attached', timeout });
  return page.evaluate(() => document.documentElement.dataset.failed);
}

/** Requests that are neither for this site nor inside the page. */
export const foreign = (requests, base) =>
  requests.filter((url) => !/^(data|blob|about):/.test(url) && !(base && (url === base || url.startsWith(`${base}/`))));

/** Shows the page in the light or the dark theme: a wish of the system, which reaches it with its next frame. */
export async function scheme(page, colorScheme) {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
}

/** Pictures in tests/browser/out, for people to look at: wide and narrow, light and dark. */
export async function screenshots(page, name, { widths = [1440, 390], schemes = ['light', 'dark'], fullPage = true } = {}) {
  fs.mkdirSync(out, { recursive: true });
  const before = page.viewportSize();
  const files = [];
  for (const width of widths) {
    for (const colorScheme of schemes) {
      await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
      await scheme(page, colorScheme);
      const file = path.join(out, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage });
      files.push(file);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
  return files;
}

/** Everything in the page's database, as lengths of bytes and as text. */
export const stored = (page) =>
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
export const kept = async (page, until = (found) => Object.keys(found.project).length > 0) => {
  for (let i = 0; i < 100; i += 1) {
    const found = await stored(page);
    if (until(found)) return found;
    await page.waitForTimeout(50);
  }
  throw new Error(`not kept: ${JSON.stringify(await stored(page)).slice(0, 2000)}`);
};

/**
 * Waits until the text of the first element `locator` finds matches: what the page works out beside its own thread is on
 * the screen a moment later. After `patience` milliseconds it fails with the text that is there.
 */
export async function says(locator, pattern, patience = 15000) {
  const end = Date.now() + patience;
  for (;;) {
    const text = await locator.first().innerText();
    if (pattern.test(text)) return;
    if (Date.now() > end) throw new Error(`${locator} does not say ${pattern}: ${text.slice(0, 500)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
