// The yardstick: the same rule in plain JavaScript over typed arrays, every threshold decided by integers. It is what a
// careful programmer would write without WebAssembly. Exact for columns of this precision only (areas 0.01, 万元 0.0001).
export const TEXT = 7;
export const COLUMNS = 20;
export const C = { code: 3, type: 6, primary: 7, junior: 8, senior: 9, teachers: 10, area: 16, sport: 17, equipment: 18, rooms: 19 };
const THRESHOLDS = [[4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3], [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]];
const FLOORS = [[3.57, 0.85, 0.765, 3.825, 6.375, 1700, 1.955], [4.505, 0.85, 0.765, 4.93, 8.67, 2125, 2.04]];
const TENTHS = [[42, 10, 9, 45, 75, 20000, 23], [53, 10, 9, 58, 102, 25000, 24]];
const LIMITS = [0.5, 0.45];
export const POINT = '小学教学点';

/** CSV bytes of the generator → { n, cols }: seven columns of strings, thirteen of doubles; NaN is blank. */
export function parse(bytes) {
  const text = new TextDecoder().decode(bytes);
  const cols = Array.from({ length: COLUMNS }, () => []);
  let i = text.indexOf('\n') + 1;
  let column = 0;
  let n = 0;
  while (i < text.length) {
    let field;
    if (text[i] === '"') {
      let end = i + 1;
      for (; text[end] !== '"' || text[end + 1] === '"'; end += text[end] === '"' ? 2 : 1);
      field = text.slice(i + 1, end).replaceAll('""', '"');
      i = end + 1;
    } else {
      let end = i;
      while (end < text.length && text[end] !== ',' && text[end] !== '\r') end++;
      field = text.slice(i, end);
      i = end;
    }
    cols[column].push(column < TEXT ? field : field === '' ? NaN : +field);
    if (text[i] === ',') { column++; i++; } else { column = 0; n++; i += 2; }
  }
  return { n, cols: cols.map((list, j) => (j < TEXT ? list : Float64Array.from(list))) };
}

function doubles({ n, cols }) {
  const code = cols[C.code], type = cols[C.type], P1 = cols[C.primary], P2 = cols[C.junior], P3 = cols[C.senior];
  const area = cols[C.area], sport = cols[C.sport], equipment = cols[C.equipment], rooms = cols[C.rooms];
  const ids = new Map(), group = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let g = ids.get(code[i]);
    if (g === undefined) { g = ids.size; ids.set(code[i], g); }
    group[i] = g;
  }
  const counties = ids.size, codes = [...ids.keys()].sort(), rank = new Int32Array(counties);
  codes.forEach((c, r) => { rank[ids.get(c)] = r; });
  for (let i = 0; i < n; i++) group[i] = rank[group[i]];
  const flags = new Uint16Array(2 * n), X = new Float64Array(14 * n), pupils = new Float64Array(counties * 2);
  const mean = new Float64Array(counties * 14), cv = new Float64Array(counties * 14), verdict = new Uint8Array(counties).fill(1);
  for (let i = 0; i < n; i++) {
    const p1 = P1[i] || 0, p2 = P2[i] || 0, p3 = P3[i] || 0, D = p1 + 1.1 * p2 + 1.32 * p3, g = group[i];
    for (let s = 0; s < 2; s++) {
      const p = s ? p2 : p1;
      if (!(p > 0) || (type[i] === POINT && p1 < 50)) continue;
      const w = s ? 1.1 : 1, o = (i * 2 + s) * 7, T = THRESHOLDS[s], F = FLOORS[s];
      for (let k = 0; k < 3; k++) X[o + k] = (cols[C.teachers + 2 * k + s][i] || 0) * 100 / p;
      X[o + 3] = area[i] * w / D; X[o + 4] = sport[i] * w / D; X[o + 5] = equipment[i] * 10000 * w / D; X[o + 6] = rooms[i] * 100 * w / D;
      let f = 1 << 15, met = 0, ok = true;
      for (let k = 0; k < 7; k++) {
        const x = X[o + k];
        if (x >= T[k]) { f |= 1 << k; met++; }
        if (x >= F[k]) f |= 1 << (7 + k); else ok = false;
        mean[g * 14 + s * 7 + k] += x * p;
      }
      if (met >= 6 && ok) f |= 1 << 14; else verdict[g] = 0;
      flags[i * 2 + s] = f; pupils[g * 2 + s] += p;
    }
  }
  for (let q = 0; q < counties * 2; q++) for (let k = 0; k < 7; k++) mean[q * 7 + k] /= pupils[q];
  for (let i = 0; i < n; i++) {
    const g = group[i];
    for (let s = 0; s < 2; s++) {
      if (!flags[i * 2 + s]) continue;
      const p = s ? P2[i] : P1[i], o = (i * 2 + s) * 7, q = g * 14 + s * 7;
      for (let k = 0; k < 7; k++) { const d = X[o + k] - mean[q + k]; cv[q + k] += p * d * d; }
    }
  }
  for (let q = 0; q < counties * 2; q++) for (let k = 0; k < 7; k++) {
    if (!(pupils[q] > 0)) { cv[q * 7 + k] = NaN; mean[q * 7 + k] = NaN; continue; }
    const v = Math.sqrt(cv[q * 7 + k] / pupils[q]) / mean[q * 7 + k];
    cv[q * 7 + k] = v;
    if (!(v <= LIMITS[q & 1])) verdict[q >> 1] = 0;
  }
  return { codes, flags, cv, mean, verdict };
}

/** The rule, exactly. */
export function evaluate(table) {
  const result = doubles(table), { n, cols } = table, { flags } = result;
  const P1 = cols[C.primary], P2 = cols[C.junior], P3 = cols[C.senior], code = cols[C.code];
  const area = cols[C.area], sport = cols[C.sport], equipment = cols[C.equipment], rooms = cols[C.rooms];
  const counties = result.codes.length, index = new Map(result.codes.map((c, i) => [c, i])), good = new Uint8Array(counties).fill(1);
  for (let i = 0; i < n; i++) {
    const p1 = P1[i] || 0, p2 = P2[i] || 0, p3 = P3[i] || 0, D = 100 * p1 + 110 * p2 + 132 * p3;
    const A = Math.round(area[i] * 100), S = Math.round(sport[i] * 100), E = Math.round(equipment[i] * 10000), R = rooms[i];
    for (let s = 0; s < 2; s++) {
      if (!flags[i * 2 + s]) continue;
      const p = s ? p2 : p1, w = s ? 110 : 100, T = TENTHS[s];
      let f = 1 << 15, met = 0, ok = true;
      for (let k = 0; k < 7; k++) {
        let l, h; // reached ⇔ l·10 ≥ T·h; floor ⇔ l·1000 ≥ 85·T·h; all integers below 2^53
        if (k < 3) { l = (cols[C.teachers + 2 * k + s][i] || 0) * 100; h = p; }
        else if (k === 3) { l = A * w; h = D * 100; }
        else if (k === 4) { l = S * w; h = D * 100; }
        else if (k === 5) { l = E * w; h = D; }
        else { l = R * 100 * w; h = D; }
        if (l * 10 >= T[k] * h) { f |= 1 << k; met++; }
        if (l * 1000 >= 85 * T[k] * h) f |= 1 << (7 + k); else ok = false;
      }
      if (met >= 6 && ok) f |= 1 << 14; else good[index.get(code[i])] = 0;
      flags[i * 2 + s] = f;
    }
  }
  for (let c = 0; c < counties; c++) {
    for (let s = 0; s < 2; s++) for (let k = 0; k < 7; k++) {
      const v = result.cv[c * 14 + s * 7 + k];
      if (v === v && !(v <= LIMITS[s] * (1 + 1e-13))) good[c] = 0; // doubles this near to the limit are ties here
    }
    result.verdict[c] = good[c];
  }
  return result;
}

/** Compares a result with the oracle's files: numbers of differences, and the largest relative error. */
export async function check(result, size) {
  const bytes = async (name) => (await fetch(`/data/${size}.${name}`)).arrayBuffer();
  const summary = await (await fetch(`/data/${size}.json`)).json();
  const flags = new Uint16Array(await bytes('flags.bin')), cv = new Float64Array(await bytes('cv.bin')), mean = new Float64Array(await bytes('mean.bin'));
  const relative = (a, b) => (a !== a && b !== b ? 0 : a !== a || b !== b ? Infinity : Math.abs(a - b) / Math.max(Math.abs(b), 1e-9));
  const found = { rows: flags.length / 2, flagsWrong: 0, verdictsWrong: 0, cvVerdictsWrong: 0, cvError: 0, meanError: 0 };
  if (result.flags.length !== flags.length || result.codes.length !== summary.counties) return { ...found, flagsWrong: Infinity };
  for (let i = 0; i < flags.length; i++) if (flags[i] !== result.flags[i]) found.flagsWrong++;
  for (let i = 0; i < cv.length; i++) {
    found.cvError = Math.max(found.cvError, relative(result.cv[i], cv[i]));
    found.meanError = Math.max(found.meanError, relative(result.mean[i], mean[i]));
  }
  for (let c = 0; c < summary.counties; c++) if (result.codes[c] !== summary.codes[c] || result.verdict[c] !== summary.verdict[c]) found.verdictsWrong++;
  return found;
}
