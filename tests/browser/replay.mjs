// Recomputes every verdict of an evaluation from its traces alone, in plain JavaScript and exact fractions. Nothing here
// comes from the package: what it says of an answer is a second opinion.
//
//   node replay.mjs answer.json [call.json]
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { add, ceil, compare, decimal, fraction, nearest, over, parse, rootBounds, times, whole, zero } from './exact.mjs';

const UNKNOWN = 'unknown';
// What stands in the last step for what no school, class or subject stands for.
const SILENT = ['尚缺数据', 'not stated yet'];
const VERDICT = { true: 'met', false: 'not_met', unknown: 'undetermined' };
const COMPARE = { at_least: (c) => c >= 0, at_most: (c) => c <= 0, above: (c) => c > 0, below: (c) => c < 0 };
const TOTALS = { '人': 1n, '间': 1n, '台': 1n, '册': 1n, '㎡': 100n, '元': 100n };

/** All met, or one not met, or undetermined; what is not judged does not count. */
const all = (verdicts) => {
  const judged = verdicts.filter((one) => one !== 'not_judged');
  if (judged.length === 0) return 'not_judged';
  if (judged.includes('not_met')) return 'not_met';
  return judged.includes('undetermined') ? 'undetermined' : 'met';
};

const tally = (verdicts) => ({
  met: verdicts.filter((one) => one === 'met').length,
  of: verdicts.length,
  undetermined: verdicts.filter((one) => one === 'undetermined').length,
});

const same = (a, b) => JSON.stringify(a, Object.keys(a).sort()) === JSON.stringify(b, Object.keys(a).sort());

/** The result of a step from its operands; throws what is wrong with them. */
export function recompute({ op, operands }) {
  const values = operands.map((one) => one.value);
  const unknown = values.includes(UNKNOWN);
  const number = (text) => {
    const value = parse(text);
    if (!value) throw new Error(`${text} is not a number`);
    return value;
  };
  const arity = (n) => {
    if (operands.length !== n) throw new Error(`${op} has ${operands.length} operands`);
  };
  const shown = (value) => (value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`);
  if (op === 'all') {
    if (values.some((one) => !(one in VERDICT))) throw new Error(`${values} are not verdicts`);
    return values.includes('false') ? 'false' : unknown ? UNKNOWN : 'true';
  }
  if (op === 'comprehensive') {
    if (operands.length % 3 !== 1) throw new Error('not three operands each');
    const least = Number(number(values[0]).n);
    let met = 0, within = 0, below = 0, missing = 0;
    for (let i = 1; i < values.length; i += 3) {
      if (values[i] === UNKNOWN) missing += 1;
      else if (compare(number(values[i]), number(values[i + 1])) >= 0) met += 1;
      else if (compare(number(values[i]), number(values[i + 2])) >= 0) within += 1;
      else below += 1;
    }
    const indicators = met + within + below + missing;
    if (below > 0 || within > indicators - least) return 'false';
    return missing > 0 ? UNKNOWN : 'true';
  }
  if (unknown) return UNKNOWN;
  if (op in COMPARE) {
    arity(2);
    return String(COMPARE[op](compare(number(values[0]), number(values[1]))));
  }
  switch (op) {
    case 'equals':
      arity(2);
      return String(values[0] === values[1]);
    case 'sum':
      return shown(values.map(number).reduce(add, zero));
    case 'product':
      return shown(values.map(number).reduce(times, whole(1)));
    case 'quotient':
      arity(2);
      return shown(over(number(values[0]), number(values[1])));
    case 'ceil':
      arity(2);
      return shown(ceil(over(number(values[0]), number(values[1]))));
    case 'years': {
      arity(2);
      const [from, to] = values.map((day) => /^\d{4}-\d\d-\d\d$/.exec(day)?.[0].split('-').map(Number));
      if (!from || !to) throw new Error(`${values} are not days`);
      const full = to[0] - from[0] - (to[1] < from[1] || (to[1] === from[1] && to[2] < from[2]) ? 1 : 0);
      return String(Math.max(0, full));
    }
    case 'within_coefficient': {
      arity(4);
      const [pupils, squares, total, limit] = values.map(number);
      if (total.n === 0n) return 'false';
      const factor = add(whole(1), times(limit, limit));
      return String(compare(times(pupils, squares), times(factor, times(total, total))) <= 0);
    }
    case 'squared_coefficient': {
      arity(3);
      const [pupils, squares, total] = values.map(number);
      if (total.n === 0n) return UNKNOWN;
      return shown(add(over(times(pupils, squares), times(total, total)), whole(-1)));
    }
    case 'mean_of_roots_at_most': {
      const squares = values.slice(0, -1).map(number);
      const most = times(number(values[values.length - 1]), whole(squares.length));
      // Positive roots add up to a fraction only where each is one; so this ends.
      for (let digits = 20; ; digits *= 2) {
        const bounds = squares.map((one) => rootBounds(one, digits));
        const [low, high] = [0, 1].map((end) => bounds.map((one) => one[end]).reduce(add, zero));
        if (compare(high, most) <= 0) return 'true';
        if (compare(low, most) > 0) return 'false';
      }
    }
    default:
      throw new Error(`no such step: ${op}`);
  }
}

/** What stands in the call at a path such as `sections[3].pupils`; `undefined` where nothing does. */
function leaf(call, path) {
  let value = call;
  for (const part of path.split(/[.[\]]+/).filter(Boolean)) value = value?.[part];
  return value !== null && typeof value === 'object' && 'value' in value ? value.value : value;
}

const WORDS = { true: 'yes', '是': 'yes', false: 'no', '否': 'no', 'Ⅰ': '1', 'Ⅱ': '2', 'Ⅲ': '3', 'Ⅳ': '4', 'Ⅴ': '5', '良好': '3' };

/** Whether an operand says what stands in the call: a value, or one of a school's or a group's. */
function agrees(operand, given) {
  if (given !== null && typeof given === 'object') {
    return ['pupils', 'valid', 'satisfied'].some((key) => given[key] !== undefined && agrees(operand, given[key]));
  }
  const text = typeof given === 'number' ? decimal(given) : WORDS[given] ?? String(given);
  if (operand === text || operand === `${text}-12-31`) return true;
  const [a, b] = [parse(operand), parse(text)];
  return a !== null && b !== null && a.d === b.d && (a.n === b.n || a.n === -b.n);
}

/**
 * Replays `evaluation`, made with `options.trace`. `standard` is its entry of `standards()`, `call` what was evaluated,
 * where at hand: then every number put in is held against the rules and against the place it names.
 * Answers `{ steps, verdicts, faults }`: how much was recomputed, and what does not agree.
 */
export function replay(evaluation, { standard = null, call = null } = {}) {
  const faults = [];
  const counted = { steps: 0, verdicts: 0 };
  const fault = (where, what) => faults.push(`${where}: ${what}`);
  const check = (where, found, said) => {
    counted.verdicts += 1;
    if (found !== said) fault(where, `${found} by the trace, ${said} in the answer`);
  };

  /**
   * Every step again. An operand is a result of an earlier step, stands somewhere that it names, or is a number of the rule
   * (`constants`). What a step makes for another one, a later step takes.
   */
  const steps = (where, trace, constants) => {
    const results = new Set();
    for (const [i, step] of trace.entries()) {
      const at = `${where}, step ${i + 1} (${step.op})`;
      counted.steps += 1;
      try {
        const result = recompute(step);
        if (result !== step.result) fault(at, `gives ${result}, not ${step.result}`);
      } catch (error) {
        fault(at, error.message);
      }
      for (const { value, where: place } of step.operands) {
        // Verdicts of cases and what is unknown are looked at where they are used.
        if (value === UNKNOWN || step.op === 'all' || results.has(value)) continue;
        if (place) {
          if (!call) continue;
          const given = place.path ? leaf(call, place.path) : undefined;
          // Classes counted from the rolls stand at the first of them.
          const roll = step.op === 'ceil' && place.path?.startsWith('classes[')
            ? call.classes.filter((one) => one.school === leaf(call, place.path.replace(/\.pupils$/, '')).school).length : null;
          if (given === undefined) fault(at, `${value} names no place in the call: ${JSON.stringify(place)}`);
          else if (roll !== null ? value !== String(roll) : !agrees(value, given)) {
            fault(at, `${value} does not stand at ${place.path} (${JSON.stringify(given).slice(0, 80)})`);
          }
        } else if (!constants(value, step.op)) {
          fault(at, `${value} was put in without a place`);
        }
      }
      results.add(step.result);
      const made = ['ceil', 'product', 'years'].includes(step.op) && step.result !== UNKNOWN;
      if (made && !trace.slice(i + 1).some((later) => later.operands.some((one) => one.value === step.result))) {
        fault(at, `${step.result} is taken by no later step`);
      }
    }
  };

  // --- sections ------------------------------------------------------------------------------------------------------

  const sections = evaluation.sections.map((section) => {
    const values = new Map();
    const statuses = section.indicators.map((indicator) => {
      const where = `${section.school}, ${section.stage}, ${indicator.id}`;
      const { trace } = indicator;
      const levels = [indicator.threshold, indicator.floor].filter((one) => one !== null).map(decimal);
      steps(where, trace, (value, op) => {
        const number = parse(value);
        if (number && op === 'at_least') return levels.includes(decimal(nearest(number)));
        // Shares of a split have no place of their own: they come from the pupils of all stages.
        return value === '100' || (op === 'product' && number !== null && number.d > 1n);
      });
      const quotient = trace.find((step) => step.op === 'quotient');
      if (!quotient) {
        check(where, 'undetermined', indicator.status);
        check(`${where}, value`, null, indicator.value);
        return indicator.status;
      }
      const exact = parse(quotient.result);
      const pupils = parse(quotient.operands[1].value);
      const before = parse(quotient.operands[0].value);
      const per = trace.some((step) => step.op === 'product' && step.operands[1].value === '100' && step.result === quotient.operands[0].value)
        ? whole(100) : whole(1);
      const amount = over(before, per);
      values.set(indicator.id, { exact, amount, pupils });
      check(`${where}, pupils`, Number(pupils.n), section.pupils);
      check(`${where}, value`, nearest(exact), indicator.value);
      const reached = trace.filter((step) => step.op === 'at_least');
      for (const step of reached) if (step.operands[0].value !== quotient.result) fault(where, 'compares something else');
      const [threshold, floor] = reached.map((step) => parse(step.operands[1].value));
      if (threshold) check(`${where}, threshold`, nearest(threshold), indicator.threshold);
      if (floor) check(`${where}, floor`, nearest(floor), indicator.floor);
      const status = reached.length === 0 ? 'not_judged'
        : reached[0].result === 'true' ? 'met'
          : reached.length === 2 && reached[1].result === 'true' ? 'within_floor' : 'below_floor';
      check(where, status, indicator.status);
      const unit = TOTALS[indicator.shortfall.unit];
      const short = (level) => level && nearest(ceil(add(over(times(level, pupils), per), times(amount, whole(-1))), unit));
      const none = status === 'not_judged' ? null : 0;
      check(`${where}, short of the threshold`, none === 0 && status !== 'met' ? short(threshold) : none, indicator.shortfall.toThreshold);
      check(`${where}, short of the floor`, status === 'below_floor' ? short(floor) : none, indicator.shortfall.toFloor);
      return status;
    });
    return { section, values, statuses };
  });

  const asked = standard?.comprehensive?.atLeast;
  if (standard) {
    for (const { section, statuses } of sections) {
      const below = statuses.filter((one) => one === 'below_floor').length;
      const within = statuses.filter((one) => one === 'within_floor').length;
      const judged = statuses.filter((one) => one !== 'not_judged').length;
      const verdict = asked === undefined ? 'not_judged'
        : below > 0 || within > judged - asked ? 'not_met'
          : statuses.includes('undetermined') ? 'undetermined' : 'met';
      check(`${section.school}, ${section.stage}`, verdict, section.comprehensive);
    }
  }

  // --- findings ------------------------------------------------------------------------------------------------------

  const findings = new Map();
  for (const finding of evaluation.findings) {
    const where = finding.id;
    if (findings.has(where)) fault(where, 'stands twice');
    findings.set(where, finding);
    const rule = standard?.rules.find((one) => one.id === finding.rule);
    const resource = finding.part === 'resources';
    const here = sections.filter(({ section }) => section.stage === finding.stage);
    const limits = rule
      ? rule.limits.map((limit) => limit.value)
      : [finding.limit, ...finding.failing.map((one) => one.limit)];
    const constant = (value, op) => {
      // The answer wanted stands at the end of the formula in words.
      if (op === 'equals') return !rule || { yes: /(yes|是)$/, no: /(no|否)$/ }[value]?.test(rule.formula);
      if (op === 'years') return value === evaluation.meta.asOf;
      const number = parse(value);
      if (number === null) return false;
      // The aggregates of a coefficient are recomputed below from the sections.
      if (resource) return true;
      if (limits.includes(nearest(number))) return true;
      if (!standard && op in COMPARE) return true;
      return value === '100' || (rule ? rule.formula.includes(`÷ ${value} `) || rule.formula.includes(`÷${value}`) : op === 'ceil');
    };
    steps(where, finding.trace, constant);
    if (finding.status === 'not_judged') {
      // Reported, not judged: there is no last step that could say so.
      const last = finding.trace[finding.trace.length - 1];
      if (last && last.result in VERDICT && last.result !== UNKNOWN) fault(where, 'is judged and said not to be');
      continue;
    }
    const last = finding.trace[finding.trace.length - 1];
    if (!last) {
      fault(where, 'has a verdict and no trace');
      continue;
    }
    check(where, VERDICT[last.result], finding.status);
    // The cases that the last step brings together are those that were compared before.
    if (last.op === 'all') {
      const cases = finding.trace.slice(0, -1)
        .filter((step) => step.op in COMPARE || ['equals', 'comprehensive', 'all'].includes(step.op))
        .map((step) => step.result);
      const ends = last.operands.map((one) => one.value);
      const open = ends.slice(cases.length);
      if (cases.some((one, i) => one !== ends[i]) || open.length > 1 || open.some((one) => one !== UNKNOWN)) {
        fault(where, `brings ${ends} together, compared were ${cases}`);
      }
      // What no case stands for (a school without a roll) keeps the rule open and is no member of its own.
      const known = last.operands.filter((one) => !SILENT.includes(one.label)).map((one) => VERDICT[one.value]);
      if (finding.members) check(`${where}, members`, true, same(tally(known), finding.members));
      if (!resource) check(`${where}, failing`, ends.filter((one) => one === 'false').length, finding.level === 'county' ? 0 : finding.failing.length);
    } else if (last.op in COMPARE && last.result !== UNKNOWN) {
      const [observed, limit] = last.operands.map((one) => nearest(parse(one.value) ?? fraction(-1n)));
      check(`${where}, observed`, observed, finding.observed);
      check(`${where}, limit`, limit, finding.limit);
      check(`${where}, comparison`, last.op, finding.comparison);
    }
    if (!resource) continue;
    // The coefficients: their sums from the sections' own traces.
    for (const step of finding.trace.filter((one) => ['within_coefficient', 'squared_coefficient'].includes(one.op))) {
      const id = finding.indicator ?? here[0]?.section.indicators[finding.trace.filter((one) => one.op === step.op).indexOf(step)]?.id;
      const known = here.map(({ values }) => values.get(id));
      if (known.some((one) => one === undefined)) {
        fault(where, `has a coefficient of ${id}, of which an amount is missing`);
        continue;
      }
      const pupils = known.map((one) => one.pupils).reduce(add, zero);
      const total = known.map((one) => one.amount).reduce(add, zero);
      const squares = known.map((one) => over(times(one.amount, one.amount), one.pupils)).reduce(add, zero);
      for (const [i, sum] of [pupils, squares, total].entries()) {
        const said = parse(step.operands[i].value);
        if (!said || compare(said, sum) !== 0) fault(where, `${step.operands[i].label} of ${id} is not that of the sections`);
      }
      if (step.op === 'within_coefficient') check(`${where}, limit`, nearest(parse(step.operands[3].value)), finding.limit);
      const indicator = evaluation.stages.find((one) => one.stage === finding.stage)?.indicators.find((one) => one.id === id);
      if (total.n === 0n) {
        check(`${where}, coefficient`, null, indicator?.cv);
      } else {
        const squared = add(over(times(pupils, squares), times(total, total)), whole(-1));
        const [low] = rootBounds(squared, 40);
        const cv = nearest(low);
        check(`${where}, coefficient`, true, Math.abs(cv - indicator?.cv) <= 4e-16 * cv);
      }
    }
    const mean = finding.trace.find((step) => step.op === 'mean_of_roots_at_most');
    if (mean) {
      const before = finding.trace.filter((step) => step.op === 'squared_coefficient').map((step) => step.result);
      const roots = mean.operands.slice(0, -1).map((one) => one.value);
      if (roots.join() !== before.join()) fault(where, 'means other coefficients than those before');
      check(`${where}, limit`, nearest(parse(mean.operands[mean.operands.length - 1].value)), finding.limit);
      const sum = roots.map((one) => rootBounds(parse(one), 40)[0]).reduce(add, zero);
      const observed = nearest(over(sum, whole(roots.length)));
      check(`${where}, observed`, true, Math.abs(observed - finding.observed) <= 4e-16 * observed);
    }
    const judged = finding.trace.filter((step) => step.op === 'comprehensive');
    if (judged.length > 0) {
      check(`${where}, sections`, here.length, judged.length);
      for (const [i, { section, values }] of here.entries()) {
        check(`${where}, ${section.school}`, VERDICT[judged[i]?.result], section.comprehensive);
        const operands = judged[i]?.operands.map((one) => one.value) ?? [];
        if (standard) check(`${where}, at least`, String(asked), operands[0]);
        for (const [k, indicator] of section.indicators.entries()) {
          const own = values.get(indicator.id);
          const value = own ? parse(operands[1 + 3 * k] ?? '') : null;
          if (own ? !value || compare(value, own.exact) !== 0 : operands[1 + 3 * k] !== UNKNOWN) {
            fault(where, `judges ${section.school} by another ${indicator.id}`);
          }
          for (const [j, level] of [indicator.threshold, indicator.floor].entries()) {
            check(`${where}, level`, level, nearest(parse(operands[2 + j + 3 * k] ?? '') ?? fraction(-1n)));
          }
        }
      }
    }
  }

  // --- stages, parts, the whole --------------------------------------------------------------------------------------

  const county = evaluation.meta.scope === 'county';
  for (const stage of evaluation.stages) {
    const here = sections.filter(({ section }) => section.stage === stage.stage);
    check(`${stage.stage}, sections`, here.length, stage.sections);
    const judged = here.map(({ section }) => section.comprehensive).filter((one) => one !== 'not_judged');
    check(`${stage.stage}, 综合评估`, true, same({ ...tally(judged), of: here.length }, stage.comprehensive));
    for (const [k, indicator] of stage.indicators.entries()) {
      const statuses = here.map(({ statuses }) => statuses[k]);
      check(`${stage.stage}, ${indicator.id}, met`, statuses.filter((one) => one === 'met').length, indicator.met);
      check(`${stage.stage}, ${indicator.id}, of`, statuses.length, indicator.of);
      check(`${stage.stage}, ${indicator.id}, undetermined`, statuses.filter((one) => one === 'undetermined').length, indicator.undetermined);
      const finding = evaluation.findings.find((one) => one.part === 'resources' && one.stage === stage.stage && one.indicator === indicator.id);
      const result = finding?.trace[finding.trace.length - 1]?.result;
      check(`${stage.stage}, ${indicator.id}, within`, { true: true, false: false }[result] ?? null, indicator.cvWithin);
    }
    const found = evaluation.findings.filter((one) => one.part === 'resources' && one.stage === stage.stage).map((one) => one.status);
    check(`${stage.stage}, verdict`, county ? all(found) : 'undetermined', stage.verdict);
  }

  const order = ['eligibility', 'resources', 'guarantee', 'quality', 'recognition', 'veto', 'local'];
  const parts = county ? order.flatMap((id) => {
    const items = new Map();
    for (const finding of evaluation.findings.filter((one) => one.part === id)) {
      const key = finding.item ?? finding.id;
      items.set(key, [...(items.get(key) ?? []), finding.status]);
    }
    const verdicts = [...items.values()].map(all).filter((one) => one !== 'not_judged');
    if (verdicts.length === 0 && id !== 'resources') return [];
    return [{ id, ...tally(verdicts), verdict: verdicts.length === 0 ? 'undetermined' : all(verdicts) }];
  }) : [];
  check('parts', parts.map((one) => one.id).join(), evaluation.parts.map((one) => one.id).join());
  for (const part of evaluation.parts) {
    const own = parts.find((one) => one.id === part.id);
    for (const key of ['met', 'of', 'undetermined', 'verdict']) check(`${part.id}, ${key}`, own?.[key], part[key]);
  }
  check('verdict', county ? all(parts.filter((one) => one.id !== 'local').map((one) => one.verdict)) : null, evaluation.verdict);
  return { ...counted, faults };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [answer, call] = process.argv.slice(2).map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
  const { steps, verdicts, faults } = replay(answer.evaluation ?? answer, { call: call ?? null });
  console.log(`${steps} steps and ${verdicts} verdicts recomputed, ${faults.length} do not agree`);
  for (const one of faults) console.log(one);
  process.exitCode = faults.length ? 1 : 0;
}
