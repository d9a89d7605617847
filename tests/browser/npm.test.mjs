// dist/npm as its users load it: packed and installed, in the oldest promised Node and in today's, in a worker thread, by
// package name, and for the TypeScript compiler.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, test } from 'node:test';
import { dist, out } from './harness.mjs';

// A project that has the packed package installed, as from a registry.
const project = path.join(out, 'npm');
before(() => {
  fs.rmSync(project, { recursive: true, force: true });
  fs.mkdirSync(project, { recursive: true });
  fs.writeFileSync(path.join(project, 'package.json'), '{"type":"module","private":true}\n');
  const npm = (...words) => execFileSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', words, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' });
  const tarball = npm('pack', '--silent', path.join(dist, 'npm')).trim();
  npm('install', '--offline', '--no-audit', '--no-fund', `./${tarball}`);
});

const runtimes = [
  { name: `Node ${process.versions.node}`, file: process.execPath },
  { name: 'Node 18', file: path.join(import.meta.dirname, 'node_modules/node-18/bin/node') }, // an optional package
];

/** A test in each of them; `run` is given its `node`. */
function each(name, run) {
  for (const runtime of runtimes) {
    test(`${name} (${runtime.name})`, (t) => {
      if (fs.existsSync(runtime.file)) return run((source, entry) => node(source, entry, runtime.file));
      const reason = `NOT RUN ${runtime.name}: its package is made for Linux on x64 and is not installed`;
      console.log(reason);
      return t.skip(reason);
    });
  }
}

/** Runs a program of its own, because a module starts once per process. */
function node(source, entry = 'junheng', program = process.execPath) {
  const file = path.join(project, `${Math.random().toString(36).slice(2)}.mjs`);
  const head = "import assert from 'node:assert/strict'; import fs from 'node:fs';" +
    `const wasm = new URL('node_modules/junheng/${path.basename(entry)}_bg.wasm', import.meta.url);` +
    `const contract = await import('${entry}'); const { default: init, initSync, standards } = contract;\n`;
  fs.writeFileSync(file, head + source);
  return execFileSync(program, ['--no-warnings', file], { cwd: project, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'pipe'] });
}

for (const entry of ['junheng', 'junheng/evaluate']) {
  each(`${entry}: init() needs no argument`, (node) => {
    node('await init(); assert.ok(standards());', entry);
  });
  each(`${entry}: importing starts nothing`, (node) => {
    node('assert.throws(() => standards());', entry);
  });
  each(`${entry}: a call before init() is told, and does no harm to those after it`, (node) => {
    node(`for (const one of Object.keys(contract).filter((name) => typeof contract[name] === 'function' && !['default', 'initSync'].includes(name))) {
      for (let times = 0; times < 9; times += 1) assert.throws(() => contract[one]({}, {}, {}, {}), /has not started: call/, one);
    }
    await init();
    const call = { standard: 'tianjin-2019', sections: [{ school: '甲', stage: 'primary', pupils: 100, teachingArea: '450' }] };
    const { evaluation } = contract.evaluate(call);
    assert.equal(evaluation.meta.standard.id, 'tianjin-2019');
    assert.equal(evaluation.meta.asOf, null);
    assert.ok(evaluation.findings.some((finding) => finding.limit === null));
    assert.equal(contract.evaluate({ foo: 1 }).type, 'failure');`, entry);
  });
  each(`${entry}: initSync takes bytes or a compiled module`, (node) => {
    node('initSync({ module: fs.readFileSync(wasm) }); assert.ok(standards());', entry);
    node('initSync({ module: new WebAssembly.Module(fs.readFileSync(wasm)) }); assert.ok(standards());', entry);
    node('initSync(fs.readFileSync(wasm)); assert.ok(standards()); await init();', entry);
  });
}

each('init takes an address, bytes, a compiled module, a promise of one, and the generated form', (node) => {
  node('await init(wasm); assert.ok(standards());');
  node('await init(fs.readFileSync(wasm)); assert.ok(standards());');
  node('await init(await WebAssembly.compile(fs.readFileSync(wasm))); assert.ok(standards());');
  node('await init(fs.promises.readFile(wasm)); assert.ok(standards());');
  node('await init({ module_or_path: wasm }); assert.ok(standards());');
  node("await init(new Response(fs.readFileSync(wasm), { headers: { 'content-type': 'application/wasm' } })); assert.ok(standards());");
});

each('init may be called at the same time, again, and after a failure', (node) => {
  node('await Promise.all([init(), init(), init()]); await init(); assert.ok(standards());');
  node('await assert.rejects(init(new Uint8Array(3))); await init(); assert.ok(standards());');
});

each('a worker thread has an instance of its own', (node) => {
  node(`const { Worker, isMainThread, parentPort } = await import('node:worker_threads');
    await init();
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url));
      assert.equal(await new Promise((done, refuse) => { worker.on('message', done); worker.on('error', refuse); }), 'object');
    } else parentPort.postMessage(typeof standards());`);
});

each('the contract: sections, worksheets and columns, in plain data', (node) => {
  const county = path.join(dist, '../tests/files/qinghe-county.xlsx');
  node(`await init();
    const { evaluate, evaluateTable, readTable, readColumns, evaluateColumns } = contract;
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

    const bulk = readColumns(bytes, '县.xlsx', null, (done, total) => told.push([done, total]));
    assert.equal(bulk.rowsIn, bulk.rowsTaken + bulk.excluded.length);
    assert.equal(bulk.row.length, bulk.columns.county.length);
    const flags = [...evaluateColumns({ standard: 'national-2017', ...bulk.columns }).result.flags];
    const met = (stage) => flags.filter((word, at) => at % 2 === stage && word & 0x8000);
    assert.deepEqual([0, 1].map((stage) => [met(stage).filter((word) => word & 0x4000).length, met(stage).length]), [[23, 128], [22, 74]]);
    for (const bad of [undefined, null, 3, {}, new Uint8Array()]) assert.equal(readColumns(bad, 'x').type, 'failure');

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

each('the contract: facts, schools, classes, a survey, and a standard of one\'s own', (node) => {
  node(`await init();
    const { evaluate, checkNarrative } = contract;
    assert.deepEqual(standards().map((one) => one.id)[0], 'national-2017');
    assert.equal(standards().length, 8);
    const call = { standard: 'national-2017', county: '甲县',
      sections: [{ school: '甲', stage: 'primary', pupils: 90, teachingArea: 500, location: 'rural', ownership: '公办' }],
      schools: [{ name: '甲', kind: 'primary', builtYear: 2009, facts: { classes: 2, music_rooms: 1, art_rooms: 0, pupils_funded: 100 } },
        { name: '特教', kind: 'special', pupils: 30, facts: { special_ed_funds: 180000, special_ed_pupils: 30 } }],
      facts: { basic_balance_date: '2016-01-01', rotation_eligible: 100, rotated: { value: 9, note: '另有1人', evidence: '附件3' }, has_exam_admission: false },
      classes: [{ school: '甲', stage: 'primary', name: '一班', pupils: 45 }, { school: '甲', stage: 'primary', pupils: 45 }],
      survey: [{ group: '家长', valid: 60, satisfied: 50 }, { group: '教师', valid: 40, satisfied: 35 }],
      scores: [{ school: '甲', subject: '语文', score: 81 }],
      options: { asOf: '2026-09-01', trace: true, locale: 'en' } };
    const { evaluation } = evaluate(call);
    const status = Object.fromEntries(evaluation.findings.map((one) => [one.id, one.status]));
    assert.deepEqual([status.basic_balance_years, status.rotation, status.art_rooms_per_classes, status.music_rooms_per_classes, status.class_size,
      status.small_school_funding, status.special_ed_funding, status.public_approval, status.veto_exam_admission, status.senior_quota],
      ['met', 'not_met', 'not_met', 'met', 'met', 'met', 'met', 'met', 'met', 'undetermined']);
    assert.equal(evaluation.verdict, 'not_met');
    assert.deepEqual(evaluation.recognition.groups.map((one) => one.id), ['parents', 'teachers']);
    assert.deepEqual(evaluation.findings.find((one) => one.id === 'art_rooms_per_classes').failing.map((one) => one.name), ['甲']);
    assert.deepEqual(evaluation.findings.find((one) => one.id === 'senior_quota').missing.map((one) => one.key),
      ['quality_senior_plan', 'quality_senior_quota']);
    assert.deepEqual(structuredClone(evaluation), JSON.parse(JSON.stringify(evaluation)), 'plain JSON data');
    const wrong = evaluate({ ...call, facts: { rotatedd: 1, has_exam_admission: 3 }, classes: [{ school: '甲' }] });
    assert.deepEqual(wrong.errors.map((one) => [one.code, one.where.path]), [['unknown_key', 'facts.rotatedd'], ['wrong_type', 'facts.has_exam_admission'],
      ['missing_key', 'classes[0].stage'], ['missing_key', 'classes[0].pupils']]);
    assert.equal(wrong.errors[0].help, 'did you mean \`rotated\`?');

    const own = { standard: { id: 'mine', version: '1', extends: 'national-2017', document: 'd', title: { zh: '甲', en: 'Mine' } },
      document: [{ id: 'd', number: '甲〔2026〕1号', title: { zh: '甲', en: 'Mine' }, issuer: '甲', year: 2026 }],
      rule: [{ id: 'rotation', limits: [{ value: '9' }], clause: { document: 'd', article: '1', quote: '…', read_in: '…', confidence: 'one-source' } }] };
    const mine = evaluate({ ...call, standard: own });
    assert.equal(mine.evaluation.meta.standard.id, 'mine');
    assert.equal(mine.evaluation.findings.find((one) => one.id === 'rotation').status, 'met');
    assert.equal(evaluate({ ...call, standard: { ...own, rules: [] } }).errors[0].code, 'bad_standard');

    const narrative = { groups: [{ id: 'p', name: '小学', total: 128 }], statements: [
      { id: '1', words: '…', kind: { type: 'share', group: 'p', quantity: '场馆', percent: '49.22' } },
      { id: '2', words: '…', kind: { type: 'short_count', group: 'p', quantity: '场馆', count: 63 } }] };
    const said = (options) => checkNarrative(narrative, options).review.statements[1].explanation;
    assert.match(said({ locale: 'en' }), /^[ -~]*$/);
    assert.match(said(), /[\u4e00-\u9fff]/);
    assert.equal(said(null), said({ locale: 'zh-CN' }));
    for (const bad of [undefined, null, 3, [], {}, 1n]) assert.equal(checkNarrative(bad).type, 'failure');
    assert.equal(checkNarrative(narrative, { trace: true }).errors[0].code, 'unknown_key');`);
});

each('a worksheet of several counties: one evaluation each, rolled up', (node) => {
  node(`await init();
    const { evaluateTable } = contract;
    const text = '县\\t学校名称\\t学段\\t在校生数\\t教学及辅助用房面积\\n' + ['子县', '丑县', '寅县']
      .flatMap((county) => [1, 2].map((i) => [county, county + i + '小', '小学', 100 * i, 450 * i].join('\\t'))).join('\\n');
    const answer = evaluateTable(text, null, { locale: 'en' });
    assert.equal(answer.type, 'success', JSON.stringify(answer.errors));
    assert.deepEqual(answer.counties.map((one) => [one.province, one.city, one.county]), [[null, null, '子县'], [null, null, '丑县'], [null, null, '寅县']]);
    assert.equal(answer.evaluation, null);
    assert.deepEqual(answer.rollUp.map((one) => [one.level, one.name, one.counties.of]), [['all', null, 3]]);
    assert.deepEqual(answer.rollUp[0].stages.map((one) => [one.stage, one.pupils, one.sections.of]), [['primary', 900, 6]]);
    for (const { evaluation } of answer.counties) {
      const area = evaluation.stages[0].indicators.find((one) => one.id === 'teaching_area');
      assert.deepEqual([area.cv, area.cvWithin, area.met], [0, true, 2]);
    }`);
});

/** The programs in a document, by default one of the package. */
const programs = (name, folder = path.join(project, 'node_modules/junheng')) =>
  [...fs.readFileSync(path.join(folder, name), 'utf8').matchAll(/^```js\n([^]*?)^```$/gm)].map(([, code]) => code);

/** What a program prints, as anyone would run it. */
function printed(code) {
  const file = path.join(project, `example-${Math.random().toString(36).slice(2)}.mjs`);
  fs.writeFileSync(file, code);
  return execFileSync(process.execPath, [file], { cwd: project, encoding: 'utf8' });
}

for (const name of ['README.md', 'README.zh-CN.md']) {
  test(`the examples of ${name} run`, () => {
    const run = programs(name);
    const sample = run.find((code) => code.includes('evaluation.stages;'));
    const text = fs.readFileSync(path.join(project, 'node_modules/junheng', name), 'utf8');
    const [, shown] = /^```json\n([^]*?)^```$/m.exec(text);
    assert.deepEqual(JSON.parse(printed(sample)), JSON.parse(shown), 'the sample is what is printed');
    for (const code of run) {
      // Without a line of its own that starts the package, what stands in the first example is understood.
      const whole = code.includes('import init') ? code : `import init, { evaluate } from 'junheng'; await init(); const sections = [{ school: '甲', stage: 'primary', pupils: 100 }];
        ${code.replace(/^evaluate\(/m, 'const answer = evaluate(')} console.log(answer.type, JSON.stringify(answer.errors));`;
      assert.match(printed(whole), name === 'README.md' ? /^(Resources undetermined |success|\{)/m : /^(资源配置 undetermined |甲县 undetermined$|success|\{)/m);
    }
  });
}

for (const name of ['README.md', 'README.zh-CN.md']) {
  test(`the call that the project's ${name} shows runs`, () => {
    const county = path.join(dist, '../tests/files/qinghe-county.xlsx');
    const [call] = programs(name, path.join(dist, '..'));
    assert.match(printed(`import fs from 'node:fs'; globalThis.bytes = new Uint8Array(fs.readFileSync(${JSON.stringify(county)}));\n${call}`), /^\S+ not_met$/m);
  });
}

test('the example of each function in the reference runs, and prints what it says', () => {
  const reference = fs.readFileSync(path.join(project, 'node_modules/junheng/docs/api.md'), 'utf8');
  const said = {
    init: /national-2017/, initSync: /^8$/m, standards: /^rotation_eligible count 人 /m,
    evaluate: /^第一小学 4\.5125 met 0 ㎡\n第二小学 4\.2 within_floor 150 ㎡$/m, evaluateTable: /^null undetermined \{ met: 0, of: 2,/,
    readTable: /^A \[ '学校名称' \] school exact$/m, evaluateColumns: /^true false 0\.032\d+$/m,
    readColumns: /^甲县 4\.5125\n乙县 4\.2\nUint32Array/m, checkNarrative: /^1 agrees .*\n2 contradicts /,
  };
  const examples = [...reference.matchAll(/^### (\w+)\n(?:(?!^### )[^])*?^```js\n([^]*?)^```$/gm)];
  assert.deepEqual(examples.map(([, name]) => name).sort(), [...functions('junheng')].sort());
  for (const [, name, code] of examples) assert.match(printed(code), said[name], name);
});

test('every document of the package leads only to what is in it', () => {
  const folder = path.join(project, 'node_modules/junheng');
  const documents = fs.readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.md'));
  assert.ok(documents.includes('README.md') && documents.includes(path.join('docs', 'api.md')));
  for (const document of documents) {
    const text = fs.readFileSync(path.join(folder, document), 'utf8').replace(/^```[^]*?^```$/gm, '');
    for (const [, link] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
      if (!link.includes('://')) assert.ok(fs.existsSync(path.join(folder, path.dirname(document), link)), `${document} leads to ${link}`);
    }
  }
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
    const several = contract.evaluateTable('县\\t学校名称\\t学段\\t在校生数\\t教学及辅助用房面积\\n子县\\t一小\\t小学\\t100\\t450\\n丑县\\t二小\\t小学\\t100\\t450', null, null);
    const { review } = contract.checkNarrative({ title: 't', groups: [{ id: 'p', name: '小学' }], statements: [
      { id: '1', words: '…', kind: { type: 'share', group: 'p', quantity: '场馆', percent: '49.22' } },
      { id: '2', words: '…', kind: { type: 'short_count', group: 'p', quantity: '场馆', count: 63 } },
      { id: '3', words: '…', kind: { type: 'sum', parts: ['11', '7', '21'], total: '39' } }] });
    // Everything that findings can carry, under each standard.
    const { county, random } = await import(${JSON.stringify(pathToFileURL(path.join(import.meta.dirname, 'made-up.mjs')).href)});
    const calls = standards().flatMap((standard, i) => [0, 1].map((k) => county(random(5 * i + k), standard)));
    const whole = calls.map((call) => contract.evaluate(call).evaluation);
    const scored = contract.evaluate({ standard: 'national-2017', sections: [], facts: { resident_population: 53.5 },
      survey: [{ group: '家长', valid: 60, satisfied: 50 }, { group: '其他', valid: 0, satisfied: 0 }],
      scores: [80, 90].flatMap((score, i) => [0, 1].map((k) => ({ school: '甲乙'[i], subject: '语文', score: score + k }))) }).evaluation;
    console.log(JSON.stringify({ evaluation: few(evaluation), table: few(table), errors: failed.errors, standards: standards(), several, review,
      calls, whole: [...whole, scored] }));`);
  const { evaluation, table, errors, standards, several, review, calls, whole } = JSON.parse(text);
  fs.writeFileSync(path.join(project, 'answers.ts'), `import type { CountyEvaluation, Evaluation, EvaluateCall, Problem, Reading, Review, RollUp, StandardSummary } from 'junheng';
export const evaluation: Evaluation = ${JSON.stringify(evaluation)};
export const table: Reading = ${JSON.stringify(table)};
export const errors: Problem[] = ${JSON.stringify(errors)};
export const standards: StandardSummary[] = ${JSON.stringify(standards)};
export const counties: CountyEvaluation[] = ${JSON.stringify(several.counties)};
export const rollUp: RollUp[] = ${JSON.stringify(several.rollUp)};
export const review: Review = ${JSON.stringify(review)};
${calls.map((call, i) => `export const call${i}: EvaluateCall = ${JSON.stringify(call)};\n`).join('')}
${whole.map((one, i) => `export const whole${i}: Evaluation = ${JSON.stringify(one)};\n`).join('')}`);
  compile('answers.ts');
  // A key that is declared and never answered would not be noticed above.
  const declared = (type) => {
    const body = new RegExp(`export type ${type} = \\{([^]*?)\\n?\\};`).exec(fs.readFileSync(path.join(project, 'node_modules/junheng/junheng.d.ts'), 'utf8'))[1];
    return [...body.replace(/\/\*\*[^]*?\*\//g, '').replace(/\{[^{}]*\}/g, '').matchAll(/(?:^\s*|[,;{]\s*|\n\s*)(\w+)\??:/g)].map(([, key]) => key);
  };
  for (const [type, answer] of [['Finding', whole[0].findings[0]], ['Evaluation', whole[0]], ['CountyEvaluation', several.counties[0]],
    ['RollUp', several.rollUp[0]], ['Recognition', whole[whole.length - 1].recognition], ['Review', review],
    ['StandardFact', standards[0].facts[0]], ['StandardRule', standards[0].rules[0]], ['StandardIndicator', standards[0].indicators[0]],
    ['StandardNumber', standards[1].numbers[0]], ['PartResult', whole[0].parts[0] ?? evaluation.parts[0]]]) {
    assert.deepEqual(declared(type).sort(), Object.keys(answer).sort(), type);
  }
});

test('the declarations compile strictly, for bundlers and for Node', () => {
  fs.writeFileSync(path.join(project, 'use.ts'), `
import init, { initSync, standards, evaluate, evaluateTable, evaluateColumns, checkNarrative } from 'junheng';
import type { Evaluation, Facts, FactValue, Indicator, Problem, Stage, StandardDocument, Status, Step, Unit } from 'junheng';
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
  const verdict: 'met' | 'not_met' | 'undetermined' | 'not_judged' | null = evaluation.verdict;
  const finding = evaluation.findings[0];
  const asked: [Stage | null, number | null, string, string[]] | undefined = finding && [finding.stage, finding.limit, finding.title, finding.missing.map((one) => one.key)];
  const steps: Step[] = finding?.trace ?? [];
  const rate: number | null | undefined = evaluation.recognition?.rate;
  void [asked, steps, rate];
  const cited: string | undefined = evaluation.findings[0]?.clause.readIn;
  const unit: Unit | undefined = evaluation.sections[0]?.indicators[0]?.shortfall.unit;
  void [status, short, within, verdict, cited, unit, indicator];
} else {
  const problems: Problem[] = answer.errors;
  const path: string | undefined = problems[0]?.where?.path;
  void path;
}
const table = evaluateTable(new Uint8Array(), '表.xlsx', { encoding: 'gb18030', sheets: [{ sheet: 0, columns: [{ column: 3, field: 'pupils', scope: 'primary' }] }] }, (done, total) => done / total);
if (table.type === 'success') { const rows: number = table.table.rowsIn; const cell: string | undefined = table.table.sections[0]?.amounts[0]?.terms[0]?.where?.cell; void [rows, cell, table.evaluation?.parts[0]?.verdict];
  const fact: FactValue | undefined = table.table.facts[0]?.value; void fact;
  const city: string | null | undefined = table.counties[0]?.city, pooled: number | undefined = table.rollUp[0]?.parts[0]?.counties.met; void [city, pooled]; }
const facts: Facts = { rotated: 9, monitoring_high: true, basic_balance_date: '2016-09-01', rotation_eligible: { value: '100', note: 'n' }, four_unified: null };
const own: StandardDocument = { standard: { id: 'mine', version: '1', extends: 'national-2017', document: 'd', title: { zh: '甲', en: 'Mine' } }, rule: [{ id: 'rotation' }] };
evaluate({ standard: own, sections: [], facts, schools: [{ name: '甲', kind: 'special', ownership: '公办', facts: { special_ed_funds: 1 } }],
  classes: [{ school: '甲', stage: 'primary', pupils: 45 }], survey: [{ group: '家长', valid: 1, satisfied: '1' }], scores: [{ school: '甲', subject: '语文', score: 90.5 }] });
const review = checkNarrative({ groups: [], statements: [{ id: '1', words: '', kind: { type: 'sum', parts: ['1'], total: '1' } }] }, { locale: 'en' });
if (review.type === 'success') { const agreement: 'agrees' | 'contradicts' | string = review.review.statements[0]?.verdict ?? ''; void agreement; }
void checkNarrative('table');
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
// @ts-expect-error: a fact is no list
evaluate({ standard: 'x', sections: [], facts: { rotated: [1] } });
// @ts-expect-error: a school has a name
evaluate({ standard: 'x', sections: [], schools: [{ kind: 'special' }] });
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
