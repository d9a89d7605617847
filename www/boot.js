// Appended to the page module's generated script: loads the module, starts the page, and gives Rust the few things
// only JavaScript can do (globalThis.junhengHost). ES2020 as Chromium 83 knows it.
(() => {
  'use strict';
  const root = document.documentElement;
  const me = document.currentScript;
  const entry = root.dataset.entry;
  const explain = globalThis.junhengExplain;
  // All files of one build are asked for by its version (?v=…), so that no two builds are ever mixed: not by a browser's
  // cache, and not by www/service.js. An inlined script has no address; then nothing is loaded by address either.
  const base = me.src || document.baseURI;
  const version = new URL(base).searchParams.get('v') || '';
  const address = (name) => new URL(version ? `${name}?v=${version}` : name, base).href;

  // The single file carries modules as base64 of gzip: 40 % of the plain base64, and every engine that can run the
  // module at all (bulk memory, sign extension) has had DecompressionStream since Chromium 80, Firefox 113, Safari 16.4.
  const embedded = async (id) => {
    const text = atob(document.getElementById(id).textContent.trim());
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(plain).arrayBuffer();
  };

  class LoadError extends Error {}

  const fetched = async (name) => {
    let response;
    try {
      response = await fetch(address(name), { credentials: 'same-origin' });
    } catch (error) {
      throw new LoadError(`${name}: ${error.message}`);
    }
    if (!response.ok) throw new LoadError(`${name}: HTTP ${response.status}`);
    // Compiling while it downloads is refused unless the server names the right type; many intranet servers do not.
    const type = response.headers.get('content-type') || '';
    if (WebAssembly.compileStreaming && /^application\/wasm\s*(;|$)/i.test(type)) {
      return WebAssembly.compileStreaming(response);
    }
    let bytes;
    try {
      bytes = await response.arrayBuffer();
    } catch (error) {
      throw new LoadError(`${name}: ${error.message}`);
    }
    // An error page sent with status 200, or a file cut short by a gateway, is not an old browser.
    if (bytes.byteLength < 8 || new DataView(bytes).getUint32(0) !== 0x0061736d) {
      throw new LoadError(`${name}: not a WebAssembly file (${type})`);
    }
    return WebAssembly.compile(bytes);
  };

  const module = (name, id) => (entry === 'single' ? embedded(id) : fetched(name));

  // The files module is large and needed only once a file is opened. A failed load may be tried again.
  let files = null;
  const filesModule = () => {
    if (!files) {
      files = module('junheng-files_bg.wasm', 'junheng-files-wasm');
      files.catch(() => { files = null; });
    }
    return files;
  };

  // Runs the files module's script on the page. Its text is the worker's, which outside a worker only declares itself.
  const filesScript = () => new Promise((done, refuse) => {
    const script = document.createElement('script');
    const inlined = document.getElementById('junheng-worker');
    if (inlined) {
      script.textContent = inlined.textContent; // the same text, so the policy's hash allows it
    } else {
      script.src = address('worker.js');
      script.onload = done;
      script.onerror = () => refuse(new LoadError('worker.js'));
    }
    document.head.appendChild(script);
    script.remove();
    if (inlined) done();
  });

  let onPage = null;
  let exports = null;

  globalThis.junhengHost = {
    entry,

    // The worker answers as www/worker.js says. It is used at once: what is posted before it is ready waits inside.
    spawn() {
      if (entry !== 'single') return new Worker(address('worker.js'));
      const text = document.getElementById('junheng-worker').textContent;
      const source = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
      const worker = new Worker(source);
      setTimeout(() => URL.revokeObjectURL(source), 60000); // a busy old engine starts it late
      filesModule().then(
        (bytes) => worker.postMessage({ type: 'init', module: bytes }),
        (error) => worker.dispatchEvent(new MessageEvent('message', { data: { type: 'failed', message: String(error) } })),
      );
      return worker;
    },

    // Where no worker can start: the same functions on the page. `fresh` replaces an instance that has trapped.
    filesOnPage(fresh = false) {
      if (!onPage || fresh) {
        onPage = (async () => {
          await filesScript();
          const exports = globalThis.junheng_files;
          await exports({ module_or_path: await filesModule() });
          return exports;
        })();
        onPage.catch(() => { onPage = null; });
      }
      return onPage;
    },

    filesModule,

    // Takes back what keepOffline() made the browser keep.
    async forgetOffline() {
      if (entry === 'single' || !navigator.serviceWorker) return;
      const registration = await navigator.serviceWorker.getRegistration(base);
      if (registration) await registration.unregister();
      const ours = `junheng ${new URL('./', base).pathname} `;
      for (const name of await caches.keys()) if (name.startsWith(ours)) await caches.delete(name);
    },

    // What the page starts without (src/app/later.rs): the second half of its module, linked to the first. Where nothing
    // was split off, the module has it all.
    async later() {
      if (exports.openLater) return exports.openLater();
      const other = await module('junheng-later_bg.wasm');
      const { exports: later } = await WebAssembly.instantiate(other, { page: exports });
      return later.openLater();
    },

    // The files of a drop, those in folders included; what programs and systems leave in folders is no file of anybody.
    async dropped(data) {
      const items = Array.from(data.items || []).filter((item) => item.kind === 'file');
      // Asked for at once: the drop is over with the first pause.
      const entries = items.map((item) => (item.webkitGetAsEntry ? item.webkitGetAsEntry() : null));
      if (!entries.some((entry) => entry && entry.isDirectory)) return Array.from(data.files || []);
      const found = [];
      const walk = async (entry, inside) => {
        if (inside && /^(\.|~\$|Thumbs\.db$|desktop\.ini$)/i.test(entry.name)) return;
        if (entry.isFile) {
          found.push(await new Promise((done, refuse) => entry.file(done, refuse)));
          return;
        }
        const reader = entry.createReader();
        for (;;) {
          const some = await new Promise((done, refuse) => reader.readEntries(done, refuse)); // a hundred at a time
          if (!some.length) return;
          for (const one of some) await walk(one, true);
        }
      };
      for (const entry of entries) if (entry) await walk(entry, false);
      return found;
    },
  };

  // Whether this document may compile WebAssembly at all: the smallest module there is. Engines word the refusal of a
  // policy differently, and this needs no words.
  const allowed = () => {
    try {
      return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    } catch (error) {
      return false;
    }
  };

  // The strict page in an engine that does not know 'wasm-unsafe-eval': the other entry differs in its policy alone.
  // Looked for first, so that nobody ends on a "not found" page.
  const compatible = async () => {
    try {
      const there = await fetch(address('compat.html'), { method: 'HEAD', credentials: 'same-origin' });
      if (!there.ok) return false;
    } catch (error) {
      return false;
    }
    location.replace(`compat.html${location.search}${location.hash}`);
    return true;
  };

  // The hosted page opens without a network after its first visit (www/service.js). Where the browser has nothing of the
  // kind (a frame without storage, plain http, a private window) or keeps nothing, the page works as it is.
  const keepOffline = async () => {
    try {
      if (entry === 'single' || !version || !navigator.serviceWorker) return;
      await navigator.serviceWorker.register(new URL('service.js', base).href, { updateViaCache: 'none' });
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage({ started: version });
    } catch (error) {
      return;
    }
  };

  // After the page has started a panic leaves the module unusable: every further click would fail in silence.
  const crashed = () => {
    if (!root.dataset.ready || root.dataset.failed || !globalThis.junhengPanic) return;
    root.dataset.failed = 'panic';
    const box = document.createElement('div');
    box.className = 'crash';
    box.setAttribute('role', 'alert');
    const say = (name, text) => box.appendChild(Object.assign(document.createElement(name), { textContent: text }));
    say('p', '程序出错，页面已停止响应。已输入的内容仍显示在下方，请先复制需要保留的部分，再重新加载。');
    say('p', 'The page has stopped after an internal error. Copy what you need, then reload.').lang = 'en';
    say('button', '重新加载').onclick = () => location.reload();
    say('pre', globalThis.junhengPanic).className = 'boot-detail';
    document.body.prepend(box);
  };
  addEventListener('error', crashed);
  addEventListener('unhandledrejection', crashed);

  (async () => {
    if (entry !== 'single' && location.protocol === 'file:') return explain('file');
    if (typeof WebAssembly !== 'object' || (entry === 'single' && typeof DecompressionStream !== 'function')) {
      return explain('old', navigator.userAgent);
    }
    if (!allowed()) {
      if (entry === 'index' && (await compatible())) return undefined;
      return explain('policy');
    }
    let input;
    try {
      input = await module('junheng_bg.wasm', 'junheng-wasm');
      exports = await junheng_page({ module_or_path: input });
    } catch (error) {
      if (error instanceof LoadError) return explain('load', error.message);
      if (error instanceof WebAssembly.CompileError) return explain('old', `${error.message}\n${navigator.userAgent}`);
      return explain('start', globalThis.junhengPanic || error);
    }
    try {
      junheng_page.start();
    } catch (error) {
      return explain('start', globalThis.junhengPanic || error);
    }
    return keepOffline(); // the page says itself when it listens (data-ready)
  })();
})();
