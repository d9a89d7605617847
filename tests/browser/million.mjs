// Random counties through the JavaScript contract, against the rule written once more in whole numbers. A third of them
// stand exactly on what decides: amounts on a threshold or on the 85 % floor, counties whose coefficient is the limit itself,
// and the same one unit beside it.
//
//   node million.mjs [sections, default 20000] [seed]
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { decimal } from './exact.mjs';
import { random } from './made-up.mjs';

// 教督〔2017〕6号, 资源配置, as it is published: ten-thousandths, per 100 pupils or per pupil.
const RULES = [
  { id: 'teachers_above_required', key: 'teachersAboveRequired', per: 100n, primary: 42000n, junior: 53000n },
  { id: 'backbone_teachers', key: 'backboneTeachers', per: 100n, primary: 10000n, junior: 10000n },
  { id: 'pe_art_teachers', key: 'peArtTeachers', per: 100n, primary: 9000n, junior: 9000n },
  { id: 'teaching_area', key: 'teachingArea', per: 1n, primary: 45000n, junior: 58000n },
  { id: 'sports_area', key: 'sportsArea', per: 1n, primary: 75000n, junior: 102000n },
  { id: 'equipment_value', key: 'equipmentValue', per: 1n, primary: 20000000n, junior: 25000000n },
  { id: 'networked_classrooms', key: 'networkedClassrooms', per: 100n, primary: 23000n, junior: 24000n },
];
/** 1 + limit², in ten-thousandths: 0.50 and 0.45. */
const LIMITS = { primary: 12500n, junior: 12025n };
/** Amounts are kept in millionths. */
const UNIT = 1_000_000n;

/** Pupils to pupils and value to value of two kinds of schools whose coefficient is exactly the limit. */
const ON_LIMIT = {
  primary: [[1, 1, 3, 1], [1, 4, 8, 3], [1, 9, 3, 1], [1, 4, 0, 1]],
  junior: [[1, 1, 29, 11], [1, 4, 76, 31], [1, 9, 47, 17]],
};

const text = (millionths) => {
  const digits = String(millionths).padStart(7, '0');
  const decimals = digits.slice(-6).replace(/0+$/, '');
  return digits.slice(0, -6) + (decimals && `.${decimals}`);
};

/** The sections of a stage: school, pupils, and amounts in millionths or null. */
function stage(r, name, size, kind) {
  const rows = [];
  for (let i = 0; i < size; i += 1) {
    const pupils = r.pick([r.between(1, 60), r.between(60, 3000), r.between(1, 30) * 100]);
    rows.push({ pupils, amounts: RULES.map(() => null) });
  }
  // Pairs of schools with as many pupils each, one high and one low.
  if (kind === 'limit') {
    if (rows.length % 2) rows.pop();
    for (let i = 0; i < rows.length; i += 2) rows[i + 1].pupils = rows[i].pupils;
  }
  for (const [k, rule] of RULES.entries()) {
    const threshold = rule[name];
    // Of one pupil (or of 100), in millionths.
    const levels = [threshold * 100n, threshold * 85n];
    if (kind === 'limit' && r.chance(0.7)) {
      const [, , high, low] = ON_LIMIT[name][0];
      const each = (threshold * 100n) / rule.per / BigInt(high + low) * 2n + 1n;
      for (let i = 0; i + 1 < rows.length; i += 2) {
        const order = r.chance(0.5) ? [high, low] : [low, high];
        for (const j of [0, 1]) rows[i + j].amounts[k] = BigInt(rows[i + j].pupils) * each * BigInt(order[j]);
      }
    } else {
      for (const row of rows) {
        const pupils = BigInt(row.pupils);
        const at = r.pick(levels) * pupils; // a per-100 amount is 100 times too large here
        const exact = at % rule.per === 0n;
        if (kind === 'good') row.amounts[k] = (threshold * 100n * pupils * BigInt(r.pick([100, 100, 110, 150]))) / rule.per / 100n;
        else if (kind === 'edge' && exact) row.amounts[k] = at / rule.per;
        else row.amounts[k] = BigInt(r.between(0, 2000)) * threshold * pupils / rule.per / 10n;
        if (kind === 'plain') row.amounts[k] = (row.amounts[k] / 10_000n) * 10_000n;
      }
    }
    // One unit beside it: in one school, or in all.
    if ((kind !== 'plain' && r.chance(0.4)) && (kind !== 'good' || r.chance(0.1))) {
      const by = r.pick([1n, 10_000n, UNIT]) * (r.chance(0.5) ? 1n : -1n);
      const which = r.chance(0.5) ? [r.pick(rows)] : rows;
      for (const row of which) if (row && row.amounts[k] + by >= 0n) row.amounts[k] += by;
    }
    if (kind !== 'good' && r.chance(0.01)) for (const row of rows) row.amounts[k] = 0n;
    if (rows.length && r.chance(kind === 'good' ? 0.02 : 0.05)) r.pick(rows).amounts[k] = null;
  }
  return rows;
}

/** A stage of schools in one proportion of pupils, every indicator of it on the limit. */
function proportioned(r, name, size) {
  const [p, q, a, b] = r.pick(ON_LIMIT[name]);
  const rows = [];
  for (let i = 0; i < size >> 1; i += 1) {
    const scale = r.between(1, 150);
    rows.push({ pupils: p * scale, value: a, amounts: [] }, { pupils: q * scale, value: b, amounts: [] });
  }
  for (const [k, rule] of RULES.entries()) {
    const each = (rule[name] * 100n) / rule.per / BigInt(a + b) * BigInt(r.between(1, 4)) + 1n;
    for (const row of rows) row.amounts[k] = BigInt(row.pupils) * each * BigInt(row.value);
    if (r.chance(0.5) && rows.length) {
      const row = r.pick(rows), by = r.pick([1n, -1n, 10_000n, -10_000n, UNIT, -UNIT]);
      if (row.amounts[k] + by >= 0n) row.amounts[k] += by;
    }
  }
  return rows;
}

/** A county: the call, and the rows behind it. */
export function county(r) {
  const stages = {};
  const sections = [];
  for (const name of ['primary', 'junior']) {
    const size = r.pick([r.between(0, 45), r.between(0, 45), r.between(45, 400)]);
    const kind = r.pick(['plain', 'plain', 'good', 'good', 'edge', 'edge', 'limit', 'proportion']);
    const rows = kind === 'proportion' ? proportioned(r, name, size) : stage(r, name, size, kind);
    stages[name] = rows;
    for (const [i, row] of rows.entries()) {
      const section = { school: `${name}${i}`, stage: name, pupils: row.pupils };
      for (const [k, rule] of RULES.entries()) {
        const amount = row.amounts[k];
        if (amount === null) {
          if (r.chance(0.5)) section[rule.key] = null;
          continue;
        }
        const exact = text(amount);
        const number = Number(exact);
        // A number means the decimal JavaScript prints for it; where that is another, the text is given.
        section[rule.key] = r.chance(0.5) && decimal(number) === exact ? number : exact;
      }
      sections.push(section);
    }
  }
  return { stages, call: { standard: 'national-2017', sections } };
}

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };

/** The rule: statuses and 综合评估 of each section, whether each coefficient is within, and the stage. */
export function judge(name, rows) {
  const sections = rows.map((row) => {
    const statuses = RULES.map((rule, k) => {
      const amount = row.amounts[k];
      if (amount === null) return 'undetermined';
      // amount ÷ 10⁶ × per ÷ pupils against threshold ÷ 10⁴, and against 85 % of it.
      const have = amount * rule.per, want = rule[name] * 100n * BigInt(row.pupils);
      return have >= want ? 'met' : have * 100n >= want * 85n ? 'within_floor' : 'below_floor';
    });
    const count = (word) => statuses.filter((one) => one === word).length;
    const comprehensive = count('below_floor') > 0 || count('within_floor') > 1 ? 'not_met'
      : count('undetermined') > 0 ? 'undetermined' : 'met';
    return { statuses, comprehensive };
  });
  const pupils = rows.reduce((sum, row) => sum + BigInt(row.pupils), 0n);
  const common = rows.reduce((all, row) => all / gcd(all, BigInt(row.pupils)) * BigInt(row.pupils), 1n);
  const shares = rows.map((row) => common / BigInt(row.pupils));
  let onLimit = 0;
  const within = RULES.map((_, k) => {
    if (rows.some((row) => row.amounts[k] === null)) return null;
    const total = rows.reduce((sum, row) => sum + row.amounts[k], 0n);
    if (total === 0n) return false;
    // ΣP·Σ(x²/P) ≤ (1 + limit²)·(Σx)², all times the common multiple of the P.
    const squares = rows.reduce((sum, row, i) => sum + row.amounts[k] * row.amounts[k] * shares[i], 0n);
    const left = pupils * squares * 10_000n, right = LIMITS[name] * total * total * common;
    if (left === right) onLimit += 1;
    return left <= right;
  });
  const parts = [...sections.map((one) => one.comprehensive), ...within.map((one) => ({ true: 'met', false: 'not_met' })[one] ?? 'undetermined')];
  const verdict = parts.includes('not_met') ? 'not_met' : parts.includes('undetermined') ? 'undetermined' : 'met';
  return { sections, within, onLimit, verdict };
}

/** Compares until so many sections have been; answers how much was compared and what differs. */
export function soak(evaluate, wanted, seed = 1) {
  const r = random(seed);
  const found = { sections: 0, counties: 0, comparisons: 0, onThreshold: 0, onFloor: 0, onLimit: 0, verdicts: {}, differences: [] };
  const check = (where, mine, theirs) => {
    found.comparisons += 1;
    if (mine !== theirs && found.differences.length < 20) found.differences.push(`${where}: ${mine}, but ${theirs} of the package`);
  };
  while (found.sections < wanted) {
    const { stages, call } = county(r);
    if (call.sections.length === 0) continue;
    const answer = evaluate(call);
    if (answer.type !== 'success') {
      found.differences.push(`county ${found.counties}: ${JSON.stringify(answer.errors[0])}`);
      return found;
    }
    const { evaluation } = answer;
    found.counties += 1;
    found.sections += call.sections.length;
    let at = 0;
    for (const name of ['primary', 'junior']) {
      const rows = stages[name];
      const result = evaluation.stages.find((one) => one.stage === name);
      if (rows.length === 0) {
        check(`county ${found.counties}, ${name}`, undefined, result);
        continue;
      }
      const own = judge(name, rows);
      for (const [i, one] of own.sections.entries()) {
        const section = evaluation.sections[at++];
        const where = `county ${found.counties}, ${name} ${i}`;
        for (const [k, rule] of RULES.entries()) check(`${where}, ${rule.id}`, one.statuses[k], section.indicators[k].status);
        check(`${where}, 综合评估`, one.comprehensive, section.comprehensive);
      }
      for (const [k, rule] of RULES.entries()) check(`county ${found.counties}, ${name}, ${rule.id}`, own.within[k], result.indicators[k].cvWithin);
      check(`county ${found.counties}, ${name}`, own.verdict, result.verdict);
      found.verdicts[own.verdict] = (found.verdicts[own.verdict] ?? 0) + 1;
      found.onLimit += own.onLimit;
      count(found, name, rows);
    }
    check(`county ${found.counties}, sections`, at, evaluation.sections.length);
  }
  return found;
}

/** How many stood exactly on what decides: otherwise the check would prove little. */
function count(found, name, rows) {
  for (const [k, rule] of RULES.entries()) {
    for (const { amounts, pupils } of rows) {
      if (amounts[k] === null) continue;
      const have = amounts[k] * rule.per, want = rule[name] * 100n * BigInt(pupils);
      if (have === want) found.onThreshold += 1;
      if (have * 100n === want * 85n) found.onFloor += 1;
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const dist = path.resolve(import.meta.dirname, '../../dist/npm/evaluate.js');
  const contract = await import(pathToFileURL(dist));
  await contract.default();
  const start = performance.now();
  const found = soak(contract.evaluate, Number(process.argv[2] ?? 20_000), Number(process.argv[3] ?? 1));
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`${found.sections} sections of ${found.counties} counties, ${found.comparisons} comparisons in ${seconds} s`);
  console.log(`exactly on a threshold ${found.onThreshold}, on the floor ${found.onFloor}, coefficients exactly on the limit ${found.onLimit}`);
  console.log(`stages: ${JSON.stringify(found.verdicts)}; differences: ${found.differences.length}`);
  for (const one of found.differences) console.log(one);
  process.exitCode = found.differences.length ? 1 : 0;
}
