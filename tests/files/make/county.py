"""The synthetic county 青禾县: 128 primary and 74 junior sections.

Everything is invented. Statuses are drawn first (so that the counts are the
wanted ones), then numbers that have these statuses. Seeded: every run gives
the same county.
"""

import random
from fractions import Fraction
from math import ceil

import oracle

SEED = 20210808
WANTED = {  # met per indicator, comprehensive met
    "primary": ((128, 74, 125, 55, 63, 93, 120), 23, 128),
    "junior": ((74, 62, 59, 32, 50, 50, 72), 22, 74),
}
# single misses (still ≥ 85 %) inside the sections that pass: indicator → how many
RELIEVED = {
    "primary": {1: 3, 3: 6, 4: 4, 5: 2, 6: 1},
    "junior": {1: 1, 2: 1, 3: 6, 4: 3, 5: 3},
}
LONELY = {  # fail by one value under the floor alone: which value
    "primary": (3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 1, 1, 6, 2),
    "junior": (3, 3, 3, 4, 4, 5, 1, 2),
}

AREAS = ("禾穗街道", "谷垛街道", "稻花镇", "麦芒镇", "豆蔓镇", "藕丝镇", "荞壳乡", "高粱红乡")
WORDS = ("晨露", "晚霞", "蒲公英", "向日葵", "纸鸢", "萤火", "云雀", "石榴籽", "竹哨", "风车",
         "𡶶岭", "松果", "银杏叶", "雨燕", "麦笛", "星芽", "䶮溪", "苇叶", "稻草人", "蝉鸣")
KINDS = {
    "primary": ["九年一贯制学校"] * 24 + ["十二年一贯制学校"] + ["小学教学点"] * 4 + ["小学"] * 99,
    "junior": ["九年一贯制学校"] * 24 + ["十二年一贯制学校"] + ["完全中学"] * 4 + ["初级中学"] * 45,
}

MET, WITHIN, BELOW, ON, ON_FLOOR, JUST_UNDER, JUST_UNDER_FLOOR = (
    "met", "within", "below", "on", "on_floor", "just_under", "just_under_floor")


def draw_statuses(rng, stage):
    met, comprehensive, n = WANTED[stage]
    rows = []
    relieved = [i for i, count in RELIEVED[stage].items() for _ in range(count)]
    for k in range(comprehensive):
        row = [MET] * 7
        if k < len(relieved):
            row[relieved[k]] = WITHIN
        rows.append(row)
    misses = [n - m - RELIEVED[stage].get(i, 0) for i, m in enumerate(met)]
    for i in LONELY[stage]:
        misses[i] -= 1
        row = [MET] * 7
        row[i] = BELOW
        rows.append(row)
    failing = n - comprehensive - len(LONELY[stage])
    sizes = [2] * failing
    while sum(sizes) < sum(misses):
        k = rng.randrange(failing)
        if sizes[k] < 5:
            sizes[k] += 1
    assert sum(sizes) == sum(misses)
    need, taken = list(sizes), [set() for _ in sizes]
    for i in sorted(range(7), key=lambda i: -misses[i]):
        order = sorted(range(failing), key=lambda k: (-need[k], rng.random()))
        for k in order[:misses[i]]:
            need[k] -= 1
            taken[k].add(i)
    assert not any(need), need
    for k in range(failing):
        row = [MET] * 7
        for i in taken[k]:
            row[i] = BELOW if rng.random() < 0.45 else WITHIN
        rows.append(row)
    return rows


def place_boundaries(stage, rows):
    """Values exactly on a threshold, exactly on the floor, a cent beside them."""
    done = set()

    def pick(test):
        k = next(k for k, row in enumerate(rows) if k not in done and test(row))
        done.add(k)
        return k

    def misses(row):
        return [i for i in range(7) if row[i] != MET]

    pupils = {}
    k = pick(lambda r: not misses(r))            # all seven exactly on their threshold
    rows[k], pupils[k] = [ON] * 7, 1000
    k = pick(lambda r: misses(r) == [1])         # 17 of 2000 = 0.85, and 18 of 2000 = 0.9
    rows[k][1], rows[k][2], pupils[k] = ON_FLOOR, ON, 2000
    for i in (3, 4, 5):                          # passes with one value exactly on the floor
        k = pick(lambda r: misses(r) == [i])
        rows[k][i], pupils[k] = ON_FLOOR, 480 + 40 * i
    for i in (3, 4):                             # fails by 0.01 ㎡ under the floor
        k = pick(lambda r: misses(r) == [i] and r[i] == BELOW)
        rows[k][i], pupils[k] = JUST_UNDER_FLOOR, 360 + 40 * i
    for i in (3, 4, 5):                          # misses the threshold by a hair, with others
        k = pick(lambda r: len(misses(r)) >= 2 and r[i] == WITHIN)
        rows[k][i] = JUST_UNDER
    for i in (3, 4, 5):                          # on the threshold in failing schools
        k = pick(lambda r: len(misses(r)) >= 2 and r[i] == MET)
        rows[k][i] = ON
        pupils[k] = 300 + 20 * i
    return pupils


def whole_amount(rng, wish, need, floor):
    """People or rooms: need and floor are exact amounts (fractions)."""
    lo, mid = ceil(floor), ceil(need)
    if wish == MET:
        return rng.randint(mid, max(mid, int(mid * rng.uniform(1.0, 1.9))))
    if wish == WITHIN:
        return rng.randint(lo, mid - 1) if lo < mid else None
    if wish == BELOW:
        top = lo - 1
        return None if top < 1 else rng.randint(max(1, int(top * 0.4)), top)
    exact = {ON: need, ON_FLOOR: floor}[wish]
    return int(exact) if exact.denominator == 1 else None


def measured_amount(rng, wish, need, floor, spread, step):
    """Areas and money, in multiples of step."""
    def up(value):
        return ceil(value / step) * step

    if wish == MET:
        return up(need * Fraction(1 + abs(rng.gauss(0, spread))).limit_denominator(10 ** 6))
    if wish in (WITHIN, BELOW):
        low, high = (0.851, 0.999) if wish == WITHIN else (0.36, 0.845)
        return up(need * Fraction(rng.uniform(low, high)).limit_denominator(10 ** 6))
    if wish == JUST_UNDER:
        return up(need) - step
    if wish == JUST_UNDER_FLOOR:
        return up(floor) - step
    exact = {ON: need, ON_FLOOR: floor}[wish]
    return exact if exact % step == 0 else None


def draw_pupils(rng, stage, kind, area):
    if kind == "小学教学点":
        return rng.randint(52, 96)
    urban = AREAS.index(area) < 2
    median = {"primary": 820 if urban else 330, "junior": 980 if urban else 420}[stage]
    if kind == "九年一贯制学校":
        median = int(median * 0.7)
    return int(min(1980, max(56, rng.lognormvariate(0, 0.55) * median)))


def draw_section(rng, stage, kind, area, row, pupils, zero_backbone):
    """Draws until all seven wishes can hold together."""
    for attempt in range(4000):
        p = pupils or draw_pupils(rng, stage, kind, area)
        if attempt > 300 and pupils is None:
            p = rng.randint(120, 1980)
        amounts = []
        for i, (_, per, _, _) in enumerate(oracle.INDICATORS):
            need = oracle.threshold_of(i, stage) * p / per
            floor = need * oracle.FLOOR
            if zero_backbone and i == 1:
                amounts.append(Fraction(0))
            elif per == 100:
                amounts.append(whole_amount(rng, row[i], need, floor))
            elif i == 5:  # 万元 with two decimals, in 元
                amounts.append(measured_amount(rng, row[i], need, floor, 0.5, Fraction(100)))
            else:
                spread = 0.35 if i == 3 else 1.3
                amounts.append(measured_amount(rng, row[i], need, floor, spread, Fraction(1, 100)))
        if None not in amounts:
            return p, [Fraction(a) for a in amounts]
    raise SystemExit("no numbers for %s %s" % (stage, row))


def parts(rng, stage, p, amounts, row):
    """The columns of a statistics export that add up to the seven amounts."""
    above, backbone, pe_art = (int(a) for a in amounts[:3])
    indoor_limit = min(amounts[4] / 2, Fraction(2600))
    indoor = Fraction(0)
    if p > 450 and rng.random() < 0.5:
        indoor = Fraction(rng.randint(18000, int(indoor_limit * 100)), 100) \
            if indoor_limit > 190 else Fraction(0)
    doctor = 1 if stage == "junior" and above > 90 and rng.random() < 0.3 else 0
    master = min(above - doctor, int(above * rng.uniform(0, 0.12)))
    if stage == "primary":
        bachelor = int((above - doctor - master) * rng.uniform(0.62, 0.93))
        diploma = above - doctor - master - bachelor
        lower = rng.choice((0, 0, 0, 1, 2))
    else:
        bachelor = above - doctor - master
        diploma = rng.randint(0, max(1, above // 9))
        lower = 0
    teachers = doctor + master + bachelor + diploma + lower
    while teachers < max(pe_art + 3, backbone + 1):  # never more of a kind than of all
        lower += 1
        teachers += 1
    sports = round(pe_art * rng.uniform(0.36, 0.5))
    music = (pe_art - sports) // 2
    art = pe_art - sports - music
    rest = teachers - pe_art
    chinese = round(rest * rng.uniform(0.34, 0.42))
    maths = round(rest * rng.uniform(0.26, 0.34))
    net = amounts[3]
    teaching = net + indoor
    built = teaching * Fraction(rng.randint(128, 175), 100)
    return {
        "classes": max(6 if stage == "primary" else 3, -(-p // rng.randint(36, 44))) if p > 110
        else (6 if stage == "primary" else 3),
        "girls": round(p * rng.uniform(0.45, 0.5)),
        "boarders": 0 if stage == "primary" else round(p * rng.choice((0, 0, 0.2, 0.35))),
        "staff": teachers + rng.randint(1, 2 + teachers // 12),
        "teachers": teachers, "doctor": doctor, "master": master, "bachelor": bachelor,
        "diploma": diploma, "lower": lower, "chinese": chinese, "maths": maths,
        "pe": sports, "music": music, "art": art, "backbone": backbone,
        "built": Fraction(int(built * 100), 100), "teaching": teaching, "indoor": indoor,
        "field": amounts[4] - indoor, "equipment": amounts[5] / 10000,
        "rooms": int(amounts[6]),
    }


def names(rng):
    """One name per school, unique; a school of several stages has the same on both sheets."""
    used, serial = set(), {}

    def name(kind, area):
        while True:
            word = rng.choice(WORDS)
            if kind == "小学":
                serial[area] = serial.get(area, 0) + 1
                if serial[area] == 1:
                    title = "青禾县%s中心小学" % area
                else:
                    title = "青禾县%s%s小学" % (area, word)
            elif kind == "小学教学点":
                title = "青禾县%s%s教学点" % (area, word)
            elif kind == "初级中学":
                title = "青禾县%s%s初级中学" % (area, word)
            elif kind == "完全中学":
                title = "青禾县%s%s中学" % (area, word)
            elif kind == "九年一贯制学校":
                title = "青禾县%s%s九年一贯制学校" % (area, word)
            else:
                title = "青禾县%s%s实验学校" % (area, word)
            if title not in used:
                used.add(title)
                return title
    return name


def area_kind(area):
    index = AREAS.index(area)
    return ("城区", "城区", "镇区", "镇区", "镇区", "镇区", "乡村", "乡村")[index]


def build():
    """[{school, code, area, place, kind, stage, pupils, amounts, parts}] in sheet order."""
    rng = random.Random(SEED)
    name = names(rng)
    weights = (5, 4, 4, 4, 3, 3, 2, 2)
    several = []
    for kind in ["九年一贯制学校"] * 24 + ["十二年一贯制学校"]:
        area = rng.choices(AREAS, weights)[0] if kind == "九年一贯制学校" else AREAS[0]
        several.append((kind, area, name(kind, area)))
    sections = []
    for stage in oracle.STAGES:
        rows = draw_statuses(rng, stage)
        pupils = place_boundaries(stage, rows)
        schools = list(several)
        for kind in KINDS[stage][25:]:
            if kind == "小学教学点":
                area = rng.choice(AREAS[6:])
            elif kind == "完全中学":
                area = rng.choice(AREAS[:4])
            else:
                area = rng.choices(AREAS, weights)[0]
            schools.append((kind, area, name(kind, area)))
        rng.shuffle(schools)
        zero = next(k for k, row in enumerate(rows)
                    if k not in pupils and row[1] == BELOW and row.count(MET) <= 5
                    and row[2] == row[6] == MET)
        # boundary rows with many pupils must not fall on a 教学点
        small = [k for k, school in enumerate(schools) if school[0] == "小学教学点"]
        free = [k for k in range(len(rows)) if k not in pupils and k != zero
                and all(row in (MET,) for row in (rows[k][1], rows[k][2], rows[k][6]))]
        for target, k in zip(free, small):
            schools[target], schools[k] = schools[k], schools[target]
        own = []
        for k, row in enumerate(rows):
            kind, area, school = schools[k]
            p, amounts = draw_section(rng, stage, kind, area, row,
                                      68 if k == zero else pupils.get(k), k == zero)
            own.append({"school": school, "area": area, "place": area_kind(area), "kind": kind,
                        "stage": stage, "pupils": p, "amounts": amounts,
                        "parts": parts(rng, stage, p, amounts, row)})
        rng.shuffle(own)
        own.sort(key=lambda s: AREAS.index(s["area"]))
        sections += own
    codes = {}
    for section in sections:
        codes.setdefault(section["school"], "99%08d" % (len(codes) + 1001))
        section["code"] = codes[section["school"]]
    return sections


if __name__ == "__main__":
    result = oracle.evaluate(build())
    for stage in result["stages"]:
        print(stage["stage"], stage["sections"], stage["pupils"], stage["comprehensive"])
        for row in stage["indicators"]:
            print("  %-24s %3d/%d mean %.3f cv %.3f %s" % (
                row["id"], row["met"], row["of"], row["mean"], row["cv"], row["cvWithin"]))
