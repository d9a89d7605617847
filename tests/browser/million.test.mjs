// Twenty thousand sections against the rule written once more in whole numbers; `cargo xtask soak` takes a million.
import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { judge, soak } from './million.mjs';

test('random counties are judged as the rule says, on its limits too', async () => {
  const contract = await import(pathToFileURL(path.resolve(import.meta.dirname, '../../dist/npm/evaluate.js')));
  await contract.default();
  const found = soak(contract.evaluate, 20_000);
  assert.deepEqual(found.differences, []);
  assert.ok(found.sections >= 20_000 && found.comparisons > 160_000);
  assert.ok(found.onThreshold > 1000 && found.onFloor > 1000 && found.onLimit > 100, JSON.stringify(found));
  for (const verdict of ['met', 'not_met', 'undetermined']) assert.ok(found.verdicts[verdict] > 0, verdict);
});

test('a wrong judgement would be noticed', () => {
  const evaluate = ({ sections }) => ({
    type: 'success',
    evaluation: {
      sections: sections.map(() => ({ comprehensive: 'met', indicators: Array(7).fill({ status: 'met' }) })),
      stages: ['primary', 'junior'].filter((stage) => sections.some((one) => one.stage === stage))
        .map((stage) => ({ stage, verdict: 'met', indicators: Array(7).fill({ cvWithin: true }) })),
    },
  });
  assert.ok(soak(evaluate, 100).differences.length > 0);
});

test('the limits of the rule are where they are published', () => {
  const school = (pupils, each) => ({ pupils, amounts: [42n, 10n, 9n, 4500n, 7500n, 2_000_000n, 23n].map((x) => x * each * BigInt(pupils) * 1000n) });
  const within = (rows) => judge('primary', rows).within;
  assert.deepEqual(within([school(100, 3n), school(100, 1n)]), Array(7).fill(true), '0.5 itself');
  const over = [school(100, 3n), school(100, 1n)];
  over[0].amounts = over[0].amounts.map((x) => x + 1n);
  assert.deepEqual(within(over), Array(7).fill(false), 'a millionth above it');
  assert.equal(judge('primary', [school(100, 1n)]).verdict, 'met');
});
