#!/usr/bin/env python3
"""Independent oracle: exact rational arithmetic (fractions.Fraction), no floats before the last step.
Reads data/<size>.utf8.csv; writes data/<size>.{json,flags.bin,cv.bin,mean.bin}.

flags.bin: uint16 little-endian, two per data row (primary, junior):
  bit 0-6  indicator k reaches its threshold
  bit 7-13 indicator k reaches 85 % of its threshold
  bit 14   section meets the whole rule (>=6 of 7 reach, the rest >= 85 %)
  bit 15   section exists (pupils>0, and not a teaching point under 50)
cv.bin / mean.bin: float64, index ((county*2)+stage)*7+k, counties ordered by code; NaN where the
  county has no such section. Each is the exact value rounded once to the nearest double.
json: counts, county verdicts, and how many comparisons lie exactly on a limit.
usage: oracle.py [sizes]"""
import csv, json, os, struct, sys
from fractions import Fraction as F
from math import isqrt
HERE = os.path.dirname(os.path.abspath(__file__)); DATA = os.path.join(HERE, 'data')
SPEC = json.load(open(os.path.join(HERE, 'spec.json'), encoding='utf-8'))
THR = [[F(x) for x in SPEC['thresholds'][s]] for s in ('primary', 'junior')]
FLOOR = F(SPEC['floor']); LIM = [F(SPEC['cv_limit'][s]) for s in ('primary', 'junior')]
W = [F(SPEC['stage_weights'][s]) for s in ('primary', 'junior', 'senior')]
MINPASS = SPEC['min_pass']

def sqrt_to_float(q):
    """nearest double of sqrt(q), q an exact Fraction >= 0"""
    if q == 0: return 0.0
    sh = 200
    return float(F(isqrt((q.numerator << (2 * sh)) // q.denominator), 1 << sh))

def run(size):
    rd = csv.reader(open(f'{DATA}/{size}.utf8.csv', encoding='utf-8-sig', newline=''))
    assert next(rd) == SPEC['columns']
    flags = bytearray(); acc = {}; onthr = onfloor = 0
    passc = [[0] * 7, [0] * 7]; floorc = [[0] * 7, [0] * 7]; comp = [0, 0]; sec = [0, 0]; bad = {}
    n = 0
    for r in rd:
        n += 1
        P = [F(x) if x else F(0) for x in r[7:10]]
        D = sum(w * p for w, p in zip(W, P))
        code = r[3]
        if code not in acc: acc[code] = [[None, None], True]
        for s in (0, 1):
            if P[s] <= 0 or (r[6] == '小学教学点' and P[0] < 50): flags += b'\0\0'; continue
            X = [F(r[10 + 2 * k + s] or 0) * 100 / P[s] for k in range(3)]
            share = W[s] / D                                   # resource per pupil = R * w_s / D
            A = [F(r[16]), F(r[17]), F(r[18]) * 10000, F(r[19]) * 100]
            X += [a * share for a in A]
            f = 1 << 15; np_ = 0; ok = True
            for k in range(7):
                t = THR[s][k]
                if X[k] >= t: f |= 1 << k; np_ += 1; passc[s][k] += 1
                if X[k] >= t * FLOOR: f |= 1 << (7 + k); floorc[s][k] += 1
                else: ok = False
                onthr += X[k] == t; onfloor += X[k] == t * FLOOR
            if np_ >= MINPASS and ok: f |= 1 << 14; comp[s] += 1
            else: acc[code][1] = False
            sec[s] += 1
            flags += struct.pack('<H', f)
            a = acc[code][0]
            if a[s] is None: a[s] = []
            a[s].append((P[s], X))
    codes = sorted(acc)
    cv, mean, cvpass, oncv, verdict = [], [], [], 0, []
    r4 = r2 = unw = 0; unw_flip = 0; cvn = 0
    for c in codes:
        good = acc[c][1]
        for s in (0, 1):
            L = acc[c][0][s]
            for k in range(7):
                if not L: cv.append(float('nan')); mean.append(float('nan')); continue
                PN = sum(p for p, _ in L)
                m = sum(p * X[k] for p, X in L) / PN
                var = sum(p * (X[k] - m) ** 2 for p, X in L) / PN
                cv2 = var / (m * m)
                okc = cv2 <= LIM[s] ** 2
                oncv += cv2 == LIM[s] ** 2
                good = good and okc
                c_ = sqrt_to_float(cv2)
                cvn += 1
                # what the peers' short cuts would say
                r4 += (round(c_ * 10000) / 10000 <= float(LIM[s])) != okc
                r2 += (round(c_, 2) <= float(LIM[s])) != okc
                mu = sum(X[k] for _, X in L) / len(L)
                vu = sum((X[k] - mu) ** 2 for _, X in L) / len(L)
                unw_flip += (vu / (mu * mu) <= LIM[s] ** 2) != okc
                cv.append(c_); mean.append(float(m)); cvpass.append(okc)
        verdict.append(good)
    open(f'{DATA}/{size}.flags.bin', 'wb').write(flags)
    open(f'{DATA}/{size}.cv.bin', 'wb').write(struct.pack('<%dd' % len(cv), *cv))
    open(f'{DATA}/{size}.mean.bin', 'wb').write(struct.pack('<%dd' % len(mean), *mean))
    out = {'rows': n, 'counties': len(codes), 'sections': sec, 'pass': passc, 'floor': floorc, 'comp': comp,
           'cv_cells': cvn, 'cv_pass': sum(cvpass), 'county_pass': sum(verdict), 'exactly_on_threshold': onthr, 'exactly_on_floor': onfloor, 'exactly_on_cv_limit': oncv,
           'peer_shortcuts': {'cv_verdicts_flipped_by_rounding_to_4_places': r4, 'cv_verdicts_flipped_by_rounding_to_2_places': r2, 'cv_verdicts_flipped_by_unweighted_formula': unw_flip},
           'codes': codes, 'verdict': [int(v) for v in verdict]}
    json.dump(out, open(f'{DATA}/{size}.json', 'w'))
    print(size, {k: v for k, v in out.items() if k not in ('codes', 'verdict')})

for size in (sys.argv[1:] or ['county', 'province', 'nation']): run(size)
