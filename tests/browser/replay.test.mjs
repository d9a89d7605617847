// Every verdict of made-up counties under every standard, recomputed from the traces by replay.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { before, test } from 'node:test';
import { county, random } from './made-up.mjs';
import { parse } from './exact.mjs';
import { recompute, replay } from './replay.mjs';

const root = path.resolve(import.meta.dirname, '../..');
let contract, list;
before(async () => {
  contract = await import(pathToFileURL(path.join(root, 'dist/npm/junheng.js')));
  await contract.default();
  list = contract.standards({ locale: 'en' });
});

const COUNTIES = Number(process.env.COUNTIES ?? 30);

test('every verdict under every standard follows from its trace', () => {
  assert.equal(list.length, 8);
  const seen = new Map();
  const count = (key) => seen.set(key, (seen.get(key) ?? 0) + 1);
  let steps = 0, verdicts = 0;
  for (const [s, standard] of list.entries()) {
    for (let i = 0; i < COUNTIES; i += 1) {
      const call = county(random(1000 * s + i), standard);
      const answer = contract.evaluate(call);
      assert.equal(answer.type, 'success', `${standard.id} ${i}: ${JSON.stringify(answer.errors)}`);
      const found = replay(answer.evaluation, { standard, call });
      assert.deepEqual(found.faults, [], `${standard.id}, county ${i}`);
      steps += found.steps;
      verdicts += found.verdicts;
      for (const finding of answer.evaluation.findings) {
        count(finding.status);
        for (const step of finding.trace) count(step.op);
      }
      for (const section of answer.evaluation.sections) for (const one of section.indicators) count(one.status);
      count(`verdict ${answer.evaluation.verdict}`);
    }
  }
  // Otherwise something was never looked at.
  for (const key of ['met', 'not_met', 'undetermined', 'not_judged', 'within_floor', 'below_floor', 'sum', 'product', 'quotient', 'ceil',
    'years', 'at_least', 'at_most', 'below', 'equals', 'all', 'comprehensive', 'within_coefficient', 'squared_coefficient',
    'mean_of_roots_at_most', 'verdict not_met', 'verdict undetermined', 'verdict null']) {
    assert.ok(seen.get(key) > 0, `${key} did not occur: ${JSON.stringify([...seen])}`);
  }
  console.log(`${steps} steps and ${verdicts} verdicts recomputed`);
});

/** Another value of the same kind. */
function other(r, value) {
  if (value === 'true') return 'false';
  if (value === 'false') return 'true';
  if (value === 'yes') return 'no';
  if (value === 'no') return 'yes';
  if (value === 'unknown') return r.pick(['true', 'false']);
  if (/^\d{4}-/.test(value)) return `${Number(value.slice(0, 4)) + 1}${value.slice(4)}`;
  const number = parse(value);
  return `${number.n + 1n}/${number.d}`;
}

test('a trace that was tampered with is noticed', () => {
  const missed = [];
  let tried = 0;
  for (const [s, standard] of list.entries()) {
    for (let i = 0; i < 6; i += 1) {
      const r = random(77_000 + 100 * s + i);
      const call = county(r, standard);
      const { evaluation } = contract.evaluate(call);
      const traces = [
        ...evaluation.findings.map((one) => [one.id, one.trace]),
        ...evaluation.sections.flatMap((section) => section.indicators.map((one) => [`${section.school} ${one.id}`, one.trace])),
      ].filter(([, trace]) => trace.length > 0);
      for (let k = 0; k < 40; k += 1) {
        const [id, trace] = r.pick(traces);
        const step = r.pick(trace);
        const operand = r.chance(0.8) && step.operands.length > 0 ? r.pick(step.operands) : null;
        const [object, key] = operand ? [operand, 'value'] : [step, 'result'];
        const was = object[key];
        object[key] = other(r, was);
        tried += 1;
        if (replay(evaluation, { standard, call }).faults.length === 0) missed.push(`${standard.id}, ${id}, ${step.op}: ${was} → ${object[key]}`);
        object[key] = was;
      }
      // A verdict that its trace does not give.
      const finding = r.pick(evaluation.findings.filter((one) => one.status !== 'not_judged'));
      if (!finding) continue;
      const was = finding.status;
      finding.status = was === 'met' ? 'not_met' : 'met';
      assert.notDeepEqual(replay(evaluation, { standard, call }).faults, [], `${standard.id}, ${finding.id}`);
      finding.status = was;
    }
  }
  assert.deepEqual(missed, []);
  console.log(`${tried} changed operands and results noticed`);
});

test('roots near a limit are told apart', () => {
  const step = (...values) => recompute({ op: 'mean_of_roots_at_most', operands: values.map((value) => ({ value })) });
  assert.equal(step('1/4', '1/9', '5/12'), 'true');
  assert.equal(step('1/4', '1/9', '0.41666666666666666666'), 'false');
  assert.equal(step('2', '8', '2.12132034355964257320253308631454711785450781306542'), 'false');
  assert.equal(step('2', '8', '2.12132034355964257320253308631454711785450781306543'), 'true');
});

test('the traces of a worksheet name the cells', () => {
  const bytes = new Uint8Array(fs.readFileSync(path.join(root, 'tests/files/qinghe-county.xlsx')));
  const { evaluation } = contract.evaluateTable(bytes, '县.xlsx', { trace: true });
  const { faults, steps } = replay(evaluation, { standard: contract.standards().find((one) => one.id === 'national-2017') });
  assert.deepEqual(faults, []);
  assert.ok(steps > 5000);
  const put = evaluation.sections.flatMap((section) => section.indicators.flatMap((one) => one.trace.filter((step) => step.op === 'sum')))
    .flatMap((step) => step.operands);
  assert.ok(put.length > 1000 && put.every((one) => /^[A-Z]+\d+$/.test(one.where?.cell ?? '')));
});
