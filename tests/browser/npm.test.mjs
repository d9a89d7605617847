// dist/npm as its users load it: in Node, in a worker thread, by package name, and for the TypeScript compiler.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { dist, out } from './harness.mjs';

// A project that has the package installed.
const project = path.join(out, 'npm');
before(() => {
  fs.rmSync(project, { recursive: true, force: true });
  fs.mkdirSync(path.join(project, 'node_modules'), { recursive: true });
  fs.cpSync(path.join(dist, 'npm'), path.join(project, 'node_modules/junheng'), { recursive: true });
  fs.writeFileSync(path.join(project, 'package.json'), '{"type":"module","private":true}\n');
});

/** Runs a program of its own, because a module starts once per process. */
function node(source, entry = 'junheng') {
  const file = path.join(project, `${Math.random().toString(36).slice(2)}.mjs`);
  const head = "import assert from 'node:assert/strict'; import fs from 'node:fs';" +
    `const wasm = new URL('node_modules/junheng/${path.basename(entry)}_bg.wasm', import.meta.url);` +
    `const contract = await import('${entry}'); const { default: init, initSync, standards } = contract;\n`;
  fs.writeFileSync(file, head + source);
  return execFileSync(process.execPath, ['--no-warnings', file], { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

for (const entry of ['junheng', 'junheng/evaluate']) {
  test(`${entry}: init() needs no argument`, () => {
    node('await init(); assert.ok(standards());', entry);
  });
  test(`${entry}: importing starts nothing`, () => {
    node('assert.throws(() => standards());', entry);
  });
  test(`${entry}: initSync takes bytes or a compiled module`, () => {
    node('initSync({ module: fs.readFileSync(wasm) }); assert.ok(standards());', entry);
    node('initSync({ module: new WebAssembly.Module(fs.readFileSync(wasm)) }); assert.ok(standards());', entry);
    node('initSync(fs.readFileSync(wasm)); assert.ok(standards()); await init();', entry);
  });
}

test('init takes an address, bytes, a compiled module, a promise of one, and the generated form', () => {
  node('await init(wasm); assert.ok(standards());');
  node('await init(fs.readFileSync(wasm)); assert.ok(standards());');
  node('await init(await WebAssembly.compile(fs.readFileSync(wasm))); assert.ok(standards());');
  node('await init(fs.promises.readFile(wasm)); assert.ok(standards());');
  node('await init({ module_or_path: wasm }); assert.ok(standards());');
  node("await init(new Response(fs.readFileSync(wasm), { headers: { 'content-type': 'application/wasm' } })); assert.ok(standards());");
});

test('init may be called at the same time, again, and after a failure', () => {
  node('await Promise.all([init(), init(), init()]); await init(); assert.ok(standards());');
  node('await assert.rejects(init(new Uint8Array(3))); await init(); assert.ok(standards());');
});

test('a worker thread has an instance of its own', () => {
  node(`const { Worker, isMainThread, parentPort } = await import('node:worker_threads');
    await init();
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url));
      assert.equal(await new Promise((done, refuse) => { worker.on('message', done); worker.on('error', refuse); }), 'object');
    } else parentPort.postMessage(typeof standards());`);
});

test('the contract: sections, worksheets and columns, in plain data', () => {
  const county = path.join(dist, '../tests/files/qinghe-county.xlsx');
  node(`await init();
    const { evaluate, evaluateTable, readTable, evaluateColumns } = contract;
    const section = { school: '甲', stage: 'primary', pupils: 1000, teachersAboveRequired: 42, backboneTeachers: 10, peArtTeachers: 9,
      teachingArea: '4500', sportsArea: 7500, equipmentValue: 2e6, networkedClassrooms: 23 };
    const answer = evaluate({ standard: 'national-2017', sections: [section] });
    assert.equal(answer.type, 'success');
    assert.deepEqual(answer.evaluation.sections[0].indicators.map((one) => one.status), Array(7).fill('met'));
    assert.equal(answer.evaluation.verdict, 'undetermined');
    assert.deepEqual(structuredClone(answer), JSON.parse(JSON.stringify(answer)), 'plain JSON data');

    const wrong = evaluate({ standard: 'national-2017', sections: [{ ...section, pupil: 1, teachingArea: NaN, sportsArea: 1n }] });
    assert.equal(wrong.type, 'failure');
    for (const bad of [undefined, null, 3, 'x', [], () => 1, { sections: 5 }, Symbol('x')]) assert.equal(evaluate(bad).type, 'failure');

    const bytes = new Uint8Array(fs.readFileSync(${JSON.stringify(county)}));
    const told = [];
    const table = evaluateTable(bytes, '县.xlsx', { locale: 'en' }, (done, total) => told.push([done, total]));
    assert.deepEqual(table.evaluation.stages.map((stage) => [stage.comprehensive.met, stage.comprehensive.of]), [[23, 128], [22, 74]]);
    assert.ok(told.length > 0);
    const read = readTable(bytes, '县.xlsx');
    assert.equal(read.table.rowsIn, read.table.rowsTaken + read.table.excluded.length);
    for (const bad of [undefined, null, 3, {}, new Uint8Array()]) assert.equal(readTable(bad, 'x').type, 'failure');
    assert.equal(readTable(bytes, 'x', { sheet: 1 }).errors[0].code, 'unknown_key');

    const one = (x) => Float64Array.of(x);
    const pair = (x) => ({ primary: one(x), junior: one(NaN) });
    const columns = { standard: 'national-2017', county: Uint32Array.of(0), counties: 1, pupils: pair(1000),
      teachersAboveRequired: pair(42), backboneTeachers: pair(10), peArtTeachers: pair(9),
      teachingArea: one(4500), sportsArea: one(7500), equipmentValue: one(200), networkedClassrooms: one(23), equipmentFactor: 10000 };
    const { result } = evaluateColumns(columns);
    assert.deepEqual([...result.flags], [0xffff, 0]);
    assert.deepEqual([...result.verdict], [1]);
    assert.equal(evaluateColumns({ ...columns, pupils: pair(-1) }).errors[0].where.path, 'pupils.primary[0]');
    assert.equal(evaluateColumns({ ...columns, county: [0] }).type, 'failure');`);
});

const functions = (name) => [...fs.readFileSync(path.join(dist, 'npm', `${name}.d.ts`), 'utf8')
  .matchAll(/^export (?:declare )?(?:default )?function (\w+)/gm)].map(([, declared]) => declared);

for (const name of ['junheng', 'evaluate']) {
  test(`${name}.d.ts declares what ${name}.js exports`, () => {
    const declared = functions(name).filter((each) => each !== 'init').sort();
    const entry = name === 'junheng' ? 'junheng' : 'junheng/evaluate';
    const exported = JSON.parse(node('console.log(JSON.stringify(Object.keys(contract)))', entry));
    assert.deepEqual(exported.filter((each) => each !== 'default').sort(), declared);
  });
}

test('the answers of Node have the declared types', () => {
  const county = path.join(dist, '../tests/files/qinghe-county.xlsx');
  // The compiler is asked about real answers: written as literals, any undeclared key or word is an error.
  const text = node(`await init();
    const bytes = new Uint8Array(fs.readFileSync(${JSON.stringify(county)}));
    const { evaluation, table } = contract.evaluateTable(bytes, '县.xlsx', { trace: true, locale: 'en' });
    const few = (value) => Array.isArray(value) ? value.slice(0, 9).map(few)
      : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, few(one)])) : value;
    const failed = contract.evaluate({ standard: 'x', sections: [{ stage: 'x' }] });
    console.log(JSON.stringify({ evaluation: few(evaluation), table: few(table), errors: failed.errors, standards: few(standards()) }));`);
  const { evaluation, table, errors, standards } = JSON.parse(text);
  fs.writeFileSync(path.join(project, 'answers.ts'), `import type { Evaluation, Problem, Reading, StandardSummary } from 'junheng';
export const evaluation: Evaluation = ${JSON.stringify(evaluation)};
export const table: Reading = ${JSON.stringify(table)};
export const errors: Problem[] = ${JSON.stringify(errors)};
export const standards: StandardSummary[] = ${JSON.stringify(standards)};
`);
  compile('answers.ts');
});

test('the declarations compile strictly, for bundlers and for Node', () => {
  fs.writeFileSync(path.join(project, 'use.ts'), `
import init, { initSync, standards, evaluate, evaluateTable, evaluateColumns } from 'junheng';
import type { Evaluation, Indicator, Problem, Stage, Status } from 'junheng';
import * as small from 'junheng/evaluate';
const started: Promise<void> = init();
initSync({ module: new Uint8Array() });
const list = standards({ locale: 'en' });
const stage: Stage = 'primary', indicator: Indicator = 'pe_art_teachers';
const answer = evaluate({ standard: 'national-2017', options: { locale: 'en', trace: true, asOf: '2026-09-01', scope: 'county' }, sections: [
  { school: '示例小学', stage, pupils: 1000, teachersAboveRequired: 42, backboneTeachers: null, teachingArea: '4512.5', kind: 'nine_year' } ] });
if (answer.type === 'success') {
  const evaluation: Evaluation = answer.evaluation;
  const status: Status | undefined = evaluation.sections[0]?.indicators[0]?.status;
  const short: number | null | undefined = evaluation.sections[0]?.indicators[0]?.shortfall.toThreshold;
  const within: boolean | null | undefined = evaluation.stages[0]?.indicators[0]?.cvWithin;
  const verdict: 'met' | 'not_met' | 'undetermined' | null = evaluation.verdict;
  const cited: string | undefined = evaluation.findings[0]?.clause.readIn;
  const unit: '人' | '㎡' | '元' | '间' | undefined = evaluation.sections[0]?.indicators[0]?.shortfall.unit;
  void [status, short, within, verdict, cited, unit, indicator];
} else {
  const problems: Problem[] = answer.errors;
  const path: string | undefined = problems[0]?.where?.path;
  void path;
}
const table = evaluateTable(new Uint8Array(), '表.xlsx', { encoding: 'gb18030', sheets: [{ sheet: 0, columns: [{ column: 3, field: 'pupils', scope: 'primary' }] }] }, (done, total) => done / total);
if (table.type === 'success') { const rows: number = table.table.rowsIn; const cell: string | undefined = table.table.sections[0]?.amounts[0]?.terms[0]?.where?.cell; void [rows, cell, table.evaluation?.parts[0]?.verdict]; }
const one = new Float64Array(1), pair = { primary: one, junior: one };
const columns = evaluateColumns({ standard: 'national-2017', county: new Uint32Array(1), counties: 1, pupils: pair, teachersAboveRequired: pair,
  backboneTeachers: pair, peArtTeachers: pair, teachingArea: one, sportsArea: one, equipmentValue: one, networkedClassrooms: one });
if (columns.type === 'success') { const flags: Uint16Array = columns.result.flags; void flags; }
// @ts-expect-error: declared, not any
list.nothing();
// @ts-expect-error: a stage has two names
evaluate({ standard: 'x', sections: [{ stage: 'senior', pupils: 1 }] });
// @ts-expect-error: unknown keys are refused
evaluate({ standard: 'x', sections: [{ stage: 'junior', pupils: 1, pupil: 1 }] });
// @ts-expect-error: it cannot know where the module is
initSync();
export { list, small, started };
`);
  compile('use.ts');
});

function compile(file) {
  const tsc = path.join(import.meta.dirname, 'node_modules/typescript/bin/tsc');
  for (const [module, resolution] of [['esnext', 'bundler'], ['node16', 'node16']]) {
    const flags = ['--strict', '--noEmit', '--target', 'es2020', '--lib', 'es2020,dom', '--exactOptionalPropertyTypes'];
    try {
      execFileSync(process.execPath, [tsc, ...flags, '--module', module, '--moduleResolution', resolution, file], { cwd: project, encoding: 'utf8' });
    } catch (error) {
      assert.fail(error.stdout || error.message);
    }
  }
}
