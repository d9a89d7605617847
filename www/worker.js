// Appended to the files module's generated script; in a worker it calls the module's functions for the page.
//
//   page → worker   { id, op, args }                      op: the name of any exported function, args: all its
//                                                         arguments; a progress callback is added behind them
//                   { type: 'init', module }              only where the worker has no address (the single file)
//   worker → page   { type: 'ready' }
//                   { id, type: 'progress', done, total }
//                   { id, type: 'answer', value }
//                   { id, type: 'trap', message }         the call threw: this instance is lost, start another worker
//                   { type: 'failed', message }           the module cannot start here
//
// Loaded on the page (junhengHost.filesOnPage) it only declares `junheng_files`.
if (typeof document === 'undefined') {
  (() => {
    'use strict';
    const waiting = [];
    let state = 'starting'; // then 'ready', 'trapped' or 'failed'

    // Bytes move instead of being copied: a report or a workbook may be large, and the module keeps no use for it.
    const buffers = (value) => {
      const own = new Set();
      const add = (part) => {
        if (part instanceof Uint8Array && part.byteLength === part.buffer.byteLength) own.add(part.buffer);
      };
      add(value);
      if (value && typeof value === 'object' && !ArrayBuffer.isView(value)) Object.values(value).forEach(add);
      return [...own];
    };

    const call = ({ id, op, args }) => {
      if (state !== 'ready') {
        self.postMessage({ id, type: 'trap', message: `worker ${state}` });
        return;
      }
      try {
        const operation = Object.prototype.hasOwnProperty.call(junheng_files, op) ? junheng_files[op] : null;
        if (typeof operation !== 'function') throw new TypeError(`unknown operation: ${op}`);
        const value = operation(...(args || []), (done, total) => self.postMessage({ id, type: 'progress', done, total }));
        self.postMessage({ id, type: 'answer', value }, buffers(value));
      } catch (error) {
        // The exported functions answer bad arguments with a value, so whatever is thrown is a trap. The panic hook has
        // left its text here; the exception itself reads only "unreachable".
        state = 'trapped';
        self.postMessage({ id, type: 'trap', message: String(self.junhengPanic || (error && error.message) || error) });
      }
    };

    const start = async (module) => {
      try {
        await junheng_files({ module_or_path: await module });
      } catch (error) {
        state = 'failed';
        self.postMessage({ type: 'failed', message: String(self.junhengPanic || (error && error.message) || error) });
        waiting.splice(0).forEach(call);
        return;
      }
      state = 'ready';
      self.postMessage({ type: 'ready' });
      waiting.splice(0).forEach(call);
    };

    const fetched = async () => {
      // The module of the same build as this script.
      const address = new URL(`junheng-files_bg.wasm${self.location.search}`, self.location.href);
      const response = await fetch(address, { credentials: 'same-origin' });
      if (!response.ok) throw new Error(`junheng-files_bg.wasm: HTTP ${response.status}`);
      return response.arrayBuffer(); // not streamed: the server may name the wrong type
    };

    self.onmessage = ({ data }) => {
      if (data.type === 'init') start(data.module);
      else if (state === 'starting') waiting.push(data);
      else call(data);
    };

    if (self.location.protocol !== 'blob:') start(fetched());
  })();
}
