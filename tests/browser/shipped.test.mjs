// What dist/ may contain, checked without a browser: the language of Chromium 83, policies, nothing from elsewhere.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import zlib from 'node:zlib';
import { parse } from 'acorn';
import * as css from 'css-tree';
import { dist, policies } from './harness.mjs';

const root = path.resolve(dist, '..');
const below = (folder) => fs.readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll('\\', '/'))
  .sort();
const files = below(dist);
const text = (name) => fs.readFileSync(path.join(dist, name), 'utf8');

test('dist/ is complete', () => {
  for (const name of [
    'index.html', 'compat.html', 'junheng.html', 'frame.html', 'embed.js', 'demo.html', 'demo.css', 'demo.js', 'junheng.css', 'guard.js', 'junheng.js', 'junheng_bg.wasm',
    'junheng-later_bg.wasm', 'worker.js', 'junheng-files_bg.wasm', 'icon.svg', 'icon-192.png', 'icon-512.png', 'manifest.json', 'service.js',
    'npm/package.json', 'npm/junheng.js', 'npm/junheng.d.ts', 'npm/junheng_bg.wasm',
    'npm/evaluate.js', 'npm/evaluate.d.ts', 'npm/evaluate_bg.wasm',
  ]) assert.ok(files.includes(name), name);
});

// Brotli bytes, 3 % above what they were when last looked at: what makes a part larger than this is worth a thought.
const kilobytes = (names) => names.reduce((sum, name) => sum + zlib.brotliCompressSync(fs.readFileSync(path.join(dist, name)), {
  params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 },
}).length, 0) / 1000;

for (const [what, most, names] of [
  ['the first load', 294, ['index.html', 'junheng.css', 'guard.js', 'junheng.js', 'junheng_bg.wasm', 'icon.svg']],
  ['what the page fetches next', 992, ['junheng-later_bg.wasm']],
  ['junheng/evaluate', 242, ['npm/evaluate_bg.wasm', 'npm/evaluate.js']],
  ['junheng', 930, ['npm/junheng_bg.wasm', 'npm/junheng.js']],
]) {
  test(`${what} is at most ${most} KB`, () => {
    const found = kilobytes(names);
    assert.ok(found <= most, `${found} KB`);
  });
}

// Library additions after Chromium 83 that parse like any other call.
const newMethods = new Set(['at', 'replaceAll', 'hasOwn', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with',
  'groupBy', 'any', 'withResolvers', 'randomUUID', 'replaceChildren']);
const newGlobals = new Set(['structuredClone', 'WeakRef', 'AggregateError', 'reportError', 'scheduler']);

function* nodes(node) {
  if (!node || typeof node.type !== 'string') return;
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) yield* nodes(child);
  }
}

for (const name of files.filter((file) => file.endsWith('.js'))) {
  test(`${name} is ES2020 as Chromium 83 knows it`, () => {
    const program = parse(text(name), {
      ecmaVersion: name === 'guard.js' ? 5 : 2020, // guard.js also speaks to Internet Explorer
      sourceType: name.startsWith('npm/') || name === 'demo.js' ? 'module' : 'script',
      locations: true,
    });
    const found = [];
    for (const node of nodes(program)) {
      const callee = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && !node.callee.computed && node.callee.property.name;
      if (callee && newMethods.has(callee)) found.push(`line ${node.loc.start.line}: .${callee}()`);
      const made = ['NewExpression', 'CallExpression'].includes(node.type) && node.callee.type === 'Identifier' && node.callee.name;
      if (made && newGlobals.has(made)) found.push(`line ${node.loc.start.line}: ${made}`);
    }
    assert.deepEqual(found, []);
  });
}

/** What Chromium 83 would drop or misread in a style sheet, with its line. What stands inside @supports is optional. */
export function styleFaults(source) {
  const faults = [];
  const tree = css.parse(source, {
    positions: true,
    onParseError: (error) => faults.push(`line ${error.line}: ${error.message}`),
  });
  const selectors = (rule) => (rule.prelude.type === 'SelectorList' ? rule.prelude.children.toArray().map((selector) => css.generate(selector)) : []);
  const declared = (rule, property, value) => rule.block.children.some((child) => child.type === 'Declaration' && child.property === property && value.test(css.generate(child.value)));
  const grids = new Set();
  css.walk(tree, { visit: 'Rule', enter(rule) { if (declared(rule, 'display', /\bgrid\b|inline-grid/)) selectors(rule).forEach((selector) => grids.add(selector)); } });

  let optional = 0;
  const stack = [];
  const fault = (node, what) => { if (!optional) faults.push(`line ${node.loc.start.line}: ${what}`); };
  css.walk(tree, {
    enter(node) {
      if (node.type === 'Atrule') {
        if (node.name === 'supports') optional += 1;
        if (['container', 'layer', 'scope', 'starting-style', 'property', 'nest'].includes(node.name)) fault(node, `@${node.name}`);
        if (['import', 'font-face'].includes(node.name)) fault(node, `@${node.name}: nothing is loaded from elsewhere`);
      }
      if (node.type === 'Rule') {
        if (stack.length) fault(node, 'nesting');
        stack.push(node);
        const list = selectors(node);
        const late = list.filter((selector) => /:(focus-visible|is|where|not\([^)]*,)/.test(selector));
        if (late.length && list.length > late.length) fault(node, `${late[0]} in a list: an engine that does not know it drops the others too`);
      }
      if (node.type === 'NestingSelector') fault(node, 'nesting');
      if (node.type === 'PseudoClassSelector' && node.name === 'has') fault(node, ':has()');
      if (node.type === 'Declaration') {
        const { property } = node;
        if (['aspect-ratio', 'inset', 'container', 'container-type', 'container-name'].includes(property) || /^inset-/.test(property)) fault(node, property);
        const rule = stack.at(-1);
        const inGrid = rule && (declared(rule, 'display', /grid/) || selectors(rule).every((selector) => grids.has(selector)));
        const inColumns = property === 'column-gap' && rule && (declared(rule, 'columns', /./) || declared(rule, 'column-count', /./));
        if (['gap', 'row-gap', 'column-gap'].includes(property) && !inGrid && !inColumns) fault(node, `${property} outside display: grid`);
      }
      if (node.type === 'Function' && ['color-mix', 'oklch', 'oklab', 'lch', 'lab', 'hwb', 'color', 'light-dark'].includes(node.name)) fault(node, `${node.name}()`);
      if (node.type === 'Dimension' && /^([dsl]v(h|w|min|max|b|i)|cq(w|h|i|b|min|max))$/i.test(node.unit)) fault(node, `unit ${node.unit}`);
      if (node.type === 'Url' && !/^data:/.test(node.value)) fault(node, `url(${node.value}): nothing is loaded from elsewhere`);
    },
    leave(node) {
      if (node.type === 'Atrule' && node.name === 'supports') optional -= 1;
      if (node.type === 'Rule') stack.pop();
    },
  });
  return faults;
}

test('the style check finds what it is for', () => {
  for (const bad of [
    'a:has(b){color:red}', 'a{color:red;b{color:blue}}', 'a{& b{color:red}}', '@container (width>1px){a{color:red}}',
    'a{color:color-mix(in srgb,red,blue)}', 'a{display:flex;gap:1px}', 'a{inset:0}', 'a{aspect-ratio:1}', 'a{height:100dvh}',
    'a{color:oklch(1 0 0)}', '@layer x{a{color:red}}', 'a:focus-visible,b{color:red}', 'a{background:url(x.png)}', '@import "x.css";',
  ]) assert.ok(styleFaults(bad).length > 0, bad);
  for (const good of [
    'a{display:grid;gap:1px}', 'a{display:grid}@media (min-width:1px){a{gap:2px}}', 'a:focus-visible{color:red}', ':root{--a:1px}',
    '@supports (aspect-ratio:1){a{aspect-ratio:1}}', '@media print{a{color:#000}}', 'a{columns:2;column-gap:1em}', 'a{width:min(1px,2vw)}',
    'a{background:url("data:image/svg+xml,x")}', 'a:not(.b)::before{content:"：has("}',
  ]) assert.deepEqual(styleFaults(good), [], good);
});

for (const name of ['junheng.css', 'demo.css']) {
  test(`${name} is read whole by Chromium 83`, () => {
    assert.deepEqual(styleFaults(text(name)), []);
  });
}

for (const name of ['index.html', 'compat.html']) {
  test(`${name} keeps to its policy`, () => {
    const html = text(name);
    const wanted = policies[name === 'index.html' ? 'strict' : 'compat'].replace(/; frame-ancestors.*/, '');
    assert.ok(html.includes(`http-equiv="Content-Security-Policy" content="${wanted}"`), 'policy');
    assert.doesNotMatch(html, /\sstyle\s*=/i);
    assert.doesNotMatch(html, /<style/i);
    assert.doesNotMatch(html, /\son\w+\s*=/i);
    for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)) {
      assert.match(attributes, /src=/);
      assert.equal(body, '');
    }
  });
}

test('the pages load nothing from elsewhere', () => {
  for (const name of ['index.html', 'compat.html', 'junheng.html', 'frame.html', 'demo.html']) {
    const markup = text(name).replace(/<(script|style)\b([^>]*)>[^]*?<\/\1>/g, '<$1$2>');
    for (const [, address] of markup.matchAll(/\s(?:src|href|srcset|action|data)="([^"]*)"/g)) {
      assert.doesNotMatch(address, /^([a-z]+:)?\/\//i, name);
      if (['junheng.html', 'frame.html'].includes(name)) assert.match(address, /^data:/, name);
    }
  }
});

test('no style attribute is set in the page either: the policy would drop it', () => {
  const app = path.join(root, 'src/app');
  for (const name of below(app).filter((file) => file.endsWith('.rs'))) {
    fs.readFileSync(path.join(app, name), 'utf8').split('\n').forEach((line, index) => {
      assert.doesNotMatch(line, /\bstyle\s*=\s*[{"]|set_attribute\("style"/, `src/app/${name}:${index + 1}: use a class, an SVG attribute or style.setProperty`);
    });
  }
});

test('nothing of the machine it was built on is in it', () => {
  for (const name of files) {
    const bytes = fs.readFileSync(path.join(dist, name), 'latin1');
    for (const place of [root, os.homedir(), process.env.CARGO_HOME, process.env.CARGO_TARGET_DIR]) {
      if (place && place.length > 3) assert.ok(!bytes.includes(`${place}/`), `${name} contains ${place}`);
    }
  }
});

// What can reach a network, or start something that can. A page of the folder has these in its loader alone: www/boot.js,
// the part of www/worker.js that fetches its module, www/service.js, and what wasm-bindgen generates to fetch a module.
const network = new Set(['fetch', 'XMLHttpRequest', 'WebSocket', 'WebSocketStream', 'EventSource', 'WebTransport', 'RTCPeerConnection',
  'sendBeacon', 'importScripts', 'Worker', 'SharedWorker', 'Request']);

/** Where a script names one of them: as a call, a constructor, a value or a member. `instanceof` reaches nothing. */
function reaching(source, sourceType) {
  const found = [];
  const tests = new Set();
  const program = parse(source, { ecmaVersion: 2020, sourceType, locations: true });
  for (const node of nodes(program)) {
    if (node.type === 'BinaryExpression' && node.operator === 'instanceof') tests.add(node.right);
    if (node.type === 'UnaryExpression' && node.operator === 'typeof') tests.add(node.argument);
    const line = source.split('\n')[node.loc.start.line - 1].trim();
    if (node.type === 'ImportExpression') found.push(line);
    else if (node.type === 'Identifier' && network.has(node.name) && !tests.has(node)) found.push(line);
    else if (node.type === 'Literal' && typeof node.value === 'string' && network.has(node.value)) found.push(line);
  }
  return [...new Set(found)].sort();
}

const generated = ['module_or_path = fetch(module_or_path);'];
const loader = {
  'junheng.js': [...generated, "if (!whole) return new Worker(address('worker.js'));", 'const worker = new Worker(source);',
    "const there = await fetch(address('compat.html'), { method: 'HEAD', credentials: 'same-origin' });",
    "response = await fetch(address(name), { credentials: 'same-origin' });"],
  'worker.js': [...generated, "const response = await fetch(address, { credentials: 'same-origin' });"],
  'service.js': ['const response = await fetch(new URL(name, scope), { cache: \'no-cache\', credentials: \'same-origin\', integrity });',
    'else event.respondWith(fetch(request).catch(async () => (await kept(VERSION, name)) || Response.error()));',
    'return fetch(request);', 'return version && version !== VERSION ? Response.error() : fetch(request);', "self.addEventListener('fetch', (event) => {"],
  // What the page around the frame was asked to fetch, with its own rights.
  'embed.js': ["response = await fetch(url.href, { signal, credentials: 'same-origin' });"],
  'demo.js': ["const { default: init, evaluate } = await import('./npm/evaluate.js');"],
  'npm/junheng.js': [...generated, 'const node = await import(/* webpackIgnore: true */ /* @vite-ignore */ files);'],
  'npm/evaluate.js': [...generated, 'const node = await import(/* webpackIgnore: true */ /* @vite-ignore */ files);'],
};
// Names of languages, no addresses: nothing asks for them.
const namespaces = /^https?:\/\/(www\.w3\.org|schemas\.)/;

test('the scan finds what it is for', () => {
  for (const bad of ['fetch("/x")', 'globalThis.fetch("x")', 'self["fetch"]("x")', 'navigator.sendBeacon("x")', 'new WebSocket(x)', 'const f = fetch', 'import("x")']) {
    assert.equal(reaching(bad, 'script').length, 1, bad);
  }
  for (const good of ['x instanceof Request', 'fetched("x")', '// fetch\n"no fetch"']) assert.deepEqual(reaching(good, 'script'), [], good);
});

for (const name of files.filter((file) => file.endsWith('.js'))) {
  test(`${name} reaches a network in its loader alone, and no address elsewhere`, () => {
    const sourceType = name.startsWith('npm/') ? 'module' : 'script';
    assert.deepEqual(reaching(text(name), sourceType), [...(loader[name] ?? [])].sort());
    const addresses = [...nodes(parse(text(name), { ecmaVersion: 2020, sourceType }))]
      .flatMap((node) => (node.type === 'Literal' && typeof node.value === 'string' ? [node.value] : node.type === 'TemplateElement' ? [node.value.raw] : []))
      .filter((value) => /(https?|wss?):\/\//i.test(value) && !namespaces.test(value));
    assert.deepEqual(addresses, []);
  });
}

test('the single file has the same scripts', () => {
  const html = text('junheng.html');
  const inlined = [...html.matchAll(/<script(?: id="junheng-worker")?>([^]*?)<\/script>/g)].map(([, body]) => body);
  assert.deepEqual(inlined, ['guard.js', 'worker.js', 'junheng.js'].map(text));
});

for (const name of files.filter((file) => file.endsWith('.wasm'))) {
  test(`${name} is given nothing that reaches a network`, () => {
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(fs.readFileSync(path.join(dist, name))));
    assert.deepEqual(imports.map((one) => one.name).filter((one) => /fetch|xmlhttp|socket|beacon|eventsource|rtc|import_?scripts/i.test(one)), []);
  });
}

test('the recipes for hosting have the policies the tests run under', () => {
  for (const name of ['hosting.md', 'hosting.zh-CN.md']) {
    const recipe = fs.readFileSync(path.join(root, 'www/docs', name), 'utf8');
    for (const policy of [policies.strict, policies.compat]) {
      assert.ok(recipe.includes(`"${policy}"`) && recipe.includes(`value="${policy}"`), name);
    }
  }
});
