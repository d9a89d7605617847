/** Where the module comes from: an address, a response, bytes, or compiled. */
export type InitInput = URL | string | Request | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the module; the functions may be called once this has resolved. In browsers, workers and Node 18 and later it
 * finds the module beside itself. Calling it again does nothing; after a failure it tries again.
 *
 * @param input Where the module is, if it is elsewhere.
 * @returns When the module has started. Rejected when it cannot be had or compiled: this is the one failure that is no value.
 * @example
 * ```js
 * import init, { standards } from "junheng";
 * await init();
 * console.log(standards().map((one) => one.id)); // national-2017 and seven more
 * ```
 */
export default function init(input?: InitInput | Promise<InitInput> | { module_or_path: InitInput | Promise<InitInput> }): Promise<void>;

/**
 * Starts the module from bytes or a compiled module that is already there, without waiting.
 *
 * @param input The module.
 * @returns Nothing. It throws when the bytes are no module.
 * @example
 * ```js
 * import { readFileSync } from "node:fs";
 * import { initSync, standards } from "junheng";
 * initSync({ module: readFileSync(new URL(import.meta.resolve("junheng/junheng_bg.wasm"))) });
 * console.log(standards().length);
 * ```
 */
export function initSync(input: { module: BufferSource | WebAssembly.Module } | BufferSource | WebAssembly.Module): void;
