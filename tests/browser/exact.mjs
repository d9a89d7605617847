// Exact arithmetic for the outside checks: fractions of BigInts, with nothing from the package.

/** n/d in lowest terms, d > 0. */
export function fraction(n, d = 1n) {
  if (d === 0n) throw new RangeError('a fraction without denominator');
  if (d < 0n) [n, d] = [-n, -d];
  const g = gcd(n < 0n ? -n : n, d);
  return { n: n / g, d: d / g };
}

function gcd(a, b) {
  while (b) [a, b] = [b, a % b];
  return a || 1n;
}

/** `12`, `-0.5`, `3/7` as a fraction; `null` for anything else. */
export function parse(text) {
  const found = /^(-?)(\d+)(?:\.(\d+))?(?:\/(\d+))?$/.exec(text);
  if (!found || (found[3] && found[4])) return null;
  const [, sign, whole, decimals = '', under] = found;
  const n = BigInt(whole + decimals) * (sign ? -1n : 1n);
  const d = under === undefined ? 10n ** BigInt(decimals.length) : BigInt(under);
  return d === 0n ? null : fraction(n, d);
}

/** The decimal JavaScript prints for a number, without an exponent. */
export function decimal(number) {
  const text = String(number);
  const found = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!found) return text;
  const [, sign, whole, decimals = '', exponent] = found;
  const digits = whole + decimals;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length ? sign + digits.padEnd(point, '0') : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

export const add = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const times = (a, b) => fraction(a.n * b.n, a.d * b.d);
export const over = (a, b) => fraction(a.n * b.d, a.d * b.n);
export const compare = (a, b) => {
  const left = a.n * b.d, right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
};
export const whole = (n) => ({ n: BigInt(n), d: 1n });
export const zero = whole(0);
/** The smallest whole number of `unit`ths at or above. */
export const ceil = (a, unit = 1n) => {
  const scaled = a.n * unit;
  const down = scaled / a.d;
  return fraction(down * a.d < scaled ? down + 1n : down, unit);
};

/** The double nearest to a fraction, ties to even: `Number` of a BigInt rounds so, and a lost rest is kept as a last bit. */
export function nearest(a) {
  if (a.n === 0n) return 0;
  const negative = a.n < 0n;
  const n = negative ? -a.n : a.n;
  const shift = 70 - (n.toString(2).length - a.d.toString(2).length);
  const [up, down] = shift > 0 ? [n << BigInt(shift), a.d] : [n, a.d << BigInt(-shift)];
  let quotient = up / down;
  if (quotient * down !== up) quotient = (quotient << 1n) | 1n; else quotient <<= 1n;
  const value = Number(quotient) * 2 ** -(shift + 1);
  return negative ? -value : value;
}

/** The whole root of a whole number, rounded down. */
export function root(n) {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** √a between two fractions no more than 10⁻ᵈⁱᵍⁱᵗˢ apart; both are the root where it is a fraction. */
export function rootBounds(a, digits) {
  const n = root(a.n), d = root(a.d);
  if (n * n === a.n && d * d === a.d) return [fraction(n, d), fraction(n, d)];
  const scale = 10n ** BigInt(digits);
  const low = root((a.n * scale * scale) / a.d);
  return [fraction(low, scale), fraction(low + 1n, scale)];
}
