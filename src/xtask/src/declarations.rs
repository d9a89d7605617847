//! The TypeScript declarations of the npm package.

/// How the package is loaded; the same for each entry.
const LOADING: &str = r#"
/** Where the module comes from: an address, a response, bytes, or compiled. */
export type InitInput = URL | string | Request | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the module; the functions may be called once this has resolved. Works without an argument in browsers, workers
 * and Node 18 and later. Calling it again does nothing.
 */
export default function init(
  input?: InitInput | Promise<InitInput> | { module_or_path: InitInput | Promise<InitInput> },
): Promise<void>;

/** Starts the module from bytes or a compiled module that is already there. */
export function initSync(input: { module: BufferSource | WebAssembly.Module } | BufferSource | WebAssembly.Module): void;
"#;

/// The declarations of an entry: the contract, generated from the Rust types, and how it is loaded. `files` tells
/// whether the entry reads files.
pub fn declarations(files: bool) -> String {
    format!("{}{LOADING}", junheng::engine::typescript(files))
}
