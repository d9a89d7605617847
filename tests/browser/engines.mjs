// Chromium 83, 92 and 109, as intranet browsers still have them, from npm packages that carry the program compressed,
// and the current one; all driven in the same way over the DevTools protocol, which the test libraries of today no
// longer speak with such old ones. Firefox ESR is in firefox.mjs.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { firefoxPath, startFirefox } from './firefox.mjs';
import { chromePath, flags } from './harness.mjs';
import { actions, connect, picture, program } from './protocol.mjs';

const modules = path.join(import.meta.dirname, 'node_modules');

/** The engine cannot be had on this machine; not a failure of the page. */
export class Unavailable extends Error {}

export const engines = [
  { name: 'Chromium 83', version: 83, package: 'chromium-83' },
  { name: 'Chromium 92', version: 92, package: 'chromium-92' },
  { name: 'Chromium 109', version: 109, package: 'chromium-109' },
  { name: 'Chromium current', version: Infinity, package: null },
  { name: 'Firefox ESR', version: Infinity, package: null, firefox: true },
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

/** Starts an engine for the test `t`, which is skipped, and says why, where the engine cannot be had: then nothing. */
export async function startFor(t, engine) {
  try {
    return await start(engine);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    t.skip(`NOT RUN ${engine.name}: ${error.message}`);
    return null;
  }
}

/** Starts an engine; `page(url)` opens a page in it. */
export async function start(engine) {
  if (engine.firefox) {
    const firefox = firefoxPath();
    if (!firefox) throw new Unavailable('it is not installed (FIREFOX=/path/to/firefox names one)');
    return startFirefox(engine.name, firefox);
  }
  const env = { ...process.env };
  let file = null;
  let headless = '--headless=new';
  if (engine.package) {
    const folder = unpacked(engine);
    file = path.join(folder, 'chromium');
    headless = '--headless';
    env.LD_LIBRARY_PATH = path.join(folder, 'lib');
  } else {
    file = chromePath();
  }
  const running = await program(
    engine.name, file,
    (profile) => [...flags, headless, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { listening: /DevTools listening on (ws:\S+)/, env },
  );
  const connection = await connect(running.address);
  const { product } = await connection.send('Browser.getVersion');
  return {
    product,
    page: (url) => openPage(connection, url),
    close: () => running.end(connection, 'Browser.close'),
  };
}

// Keys that are no letters, as the protocol numbers them.
const codes = { Enter: 13, Escape: 27, ArrowDown: 40, F10: 121 };

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

  /** The value of an expression, awaited, as JSON. */
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };

  const page = {
    requests,
    problems,
    send,
    evaluate,
    ...actions(evaluate, problems),

    async goto(address) {
      const { errorText } = await send('Page.navigate', { url: address });
      if (errorText) throw new Error(`${address}: ${errorText}`);
    },

    // What a hand does: keys by their names, with Ctrl and Shift held where they say so.
    async clickAt(x, y) {
      for (const type of ['mousePressed', 'mouseReleased']) await send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: 1, clickCount: 1 });
    },
    async press(name, { ctrl = false, shift = false } = {}) {
      const common = { key: name, code: name, windowsVirtualKeyCode: codes[name] ?? name.toUpperCase().charCodeAt(0), modifiers: (ctrl ? 2 : 0) + (shift ? 8 : 0) };
      await send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...common });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...common });
    },
    type: (text) => send('Input.insertText', { text }),

    async setFiles(selector, files) {
      const { root } = await send('DOM.getDocument');
      const { nodeId } = await send('DOM.querySelector', { nodeId: root.nodeId, selector });
      await send('DOM.setFileInputFiles', { nodeId, files });
    },

    async screenshot(file) {
      const { data } = await send('Page.captureScreenshot', { format: 'png' });
      picture(file, data);
    },

    async close() {
      quiet();
      await connection.send('Target.closeTarget', { targetId });
    },
  };
  if (url) await page.goto(url);
  return page;
}
