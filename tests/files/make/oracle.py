"""An independent evaluator of the seven resource indicators of 教督〔2017〕6号.

It exists to check the project's own engine, so it shares nothing with it:
every verdict is decided with `fractions.Fraction`, square roots are taken
with 60 digits, and nothing is rounded before it is compared.
Only the standard library is used.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil

STAGES = ("primary", "junior")

# id, per (100 pupils or 1 pupil), thresholds primary/junior, unit of the amount
INDICATORS = (
    ("teachers_above_required", 100, ("4.2", "5.3"), "人"),
    ("backbone_teachers", 100, ("1", "1"), "人"),
    ("pe_art_teachers", 100, ("0.9", "0.9"), "人"),
    ("teaching_area", 1, ("4.5", "5.8"), "㎡"),
    ("sports_area", 1, ("7.5", "10.2"), "㎡"),
    ("equipment_value", 1, ("2000", "2500"), "元"),
    ("networked_classrooms", 100, ("2.3", "2.4"), "间"),
)
IDS = tuple(row[0] for row in INDICATORS)
FLOOR = Fraction(85, 100)
CV_LIMIT = {"primary": Fraction(1, 2), "junior": Fraction(45, 100)}
WHOLE = ("人", "间")


def fraction_of_double(value):
    """The decimal a spreadsheet shows for a stored double: 15 significant digits."""
    return Fraction("%.15g" % float(value))


def threshold_of(indicator, stage):
    return Fraction(INDICATORS[indicator][2][STAGES.index(stage)])


def text(value):
    """A fraction as a string: "9/2", or "4" when whole; None stays None."""
    return None if value is None else str(value)


def square_root(value):
    """The double nearest to the square root of a fraction."""
    with localcontext() as context:
        context.prec = 60
        return float((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def round_up(value, unit):
    step = Fraction(1) if unit in WHOLE else Fraction(1, 100)
    return step * ceil(value / step)


def number(value):
    """Whole numbers as int, others as the nearest double (for JSON)."""
    return int(value) if value.denominator == 1 else float(value)


def judge(indicator, stage, pupils, amount):
    """One indicator of one section."""
    _, per, _, unit = INDICATORS[indicator]
    threshold = threshold_of(indicator, stage)
    floor = threshold * FLOOR
    if amount is None:
        return {
            "id": IDS[indicator], "amount": None, "value": None, "status": "undetermined",
            "shortfall": {"toThreshold": None, "toFloor": None, "unit": unit},
        }
    value = amount * per / pupils
    if value >= threshold:
        status = "met"
    elif value >= floor:
        status = "within_floor"
    else:
        status = "below_floor"

    def lacking(goal):
        return number(round_up(max(Fraction(0), goal * pupils / per - amount), unit))

    return {
        "id": IDS[indicator], "amount": text(amount), "value": text(value), "status": status,
        "shortfall": {"toThreshold": lacking(threshold), "toFloor": lacking(floor), "unit": unit},
    }


def comprehensive_of(statuses):
    """≥ 6 of 7 met and the rest ≥ 85 %."""
    under = sum(s in ("within_floor", "below_floor") for s in statuses)
    if under >= 2 or "below_floor" in statuses:
        return "not_met"
    if "undetermined" in statuses:
        return "undetermined"
    return "met"


def dispersion(pairs, stage):
    """pairs = [(pupils, amount)], exact: mean, weighted CV, plain and sample CV."""
    pupils = sum(p for p, _ in pairs)
    total = sum(x for _, x in pairs)
    limit = CV_LIMIT[stage]
    if total == 0:
        return {"mean": Fraction(0), "cv": None, "cvWithin": False,
                "cvUnweighted": None, "cvSample": None}
    squares = sum(x * x / p for p, x in pairs)
    cv_squared = pupils * squares / (total * total) - 1
    values = [x / p for p, x in pairs]
    n = len(values)
    plain = sum(values) / n
    deviation = sum((v - plain) ** 2 for v in values)
    return {
        "mean": total / pupils,
        "cv": square_root(cv_squared),
        "cvWithin": cv_squared <= limit * limit,
        "cvUnweighted": square_root(deviation / n / plain ** 2),
        "cvSample": square_root(deviation / (n - 1) / plain ** 2) if n > 1 else None,
    }


def evaluate(sections, scope="county", details=True):
    """sections = [{school, stage, pupils: int, amounts: [Fraction or None] * 7}]"""
    judged = []
    for section in sections:
        cells = [judge(i, section["stage"], section["pupils"], section["amounts"][i])
                 for i in range(7)]
        judged.append((section, cells, comprehensive_of([c["status"] for c in cells])))

    stages, verdicts = [], []
    for stage in STAGES:
        own = [entry for entry in judged if entry[0]["stage"] == stage]
        if not own:
            continue
        indicators = []
        for i, (name, per, _, unit) in enumerate(INDICATORS):
            statuses = [cells[i]["status"] for _, cells, _ in own]
            row = {"id": name, "met": statuses.count("met"), "of": len(own),
                   "undetermined": statuses.count("undetermined"),
                   "unit": unit, "mean": None, "cv": None,
                   "cvLimit": float(CV_LIMIT[stage]), "cvWithin": None,
                   "cvUnweighted": None, "cvSample": None}
            if scope == "county" and not row["undetermined"]:
                spread = dispersion([(s["pupils"], s["amounts"][i]) for s, _, _ in own], stage)
                row.update(spread)
                row["mean"] = float(spread["mean"] * per)
            indicators.append(row)
        comprehensive = [c for _, _, c in own]
        counts = {"met": comprehensive.count("met"), "of": len(own),
                  "undetermined": comprehensive.count("undetermined")}
        within = [row["cvWithin"] for row in indicators]
        if "not_met" in comprehensive or False in within:
            verdict = "not_met"
        elif "undetermined" in comprehensive or None in within:
            verdict = "undetermined"
        else:
            verdict = "met"
        verdicts.append(verdict)
        stages.append({"stage": stage, "sections": len(own),
                       "pupils": sum(s["pupils"] for s, _, _ in own),
                       "comprehensive": counts,
                       "verdict": verdict if scope == "county" else None,
                       "indicators": indicators})

    if scope != "county":
        resources = None
    elif "not_met" in verdicts:
        resources = "not_met"
    elif "undetermined" in verdicts:
        resources = "undetermined"
    else:
        resources = "met"
    answer = {"resourcesVerdict": resources, "stages": stages}
    if details:
        answer["sections"] = [
            {"school": s["school"], "stage": s["stage"], "pupils": s["pupils"],
             "comprehensive": c, "indicators": cells}
            for s, cells, c in judged]
    return answer


SPLIT_WEIGHTS = {  # 小 : 初 : 高
    "九年一贯制学校": (Fraction(1), Fraction("1.1"), Fraction(0)),
    "完全中学": (Fraction(0), Fraction(1), Fraction("1.2")),
    "十二年一贯制学校": (Fraction(1), Fraction("1.1"), Fraction("1.32")),
}


def split_shares(kind, primary, junior, senior):
    """The shares of the primary and the junior part in what the whole school uses together."""
    if kind not in SPLIT_WEIGHTS:
        return (Fraction(1), Fraction(0)) if primary else (Fraction(0), Fraction(1))
    a, b, c = SPLIT_WEIGHTS[kind]
    whole = a * primary + b * junior + c * senior
    return a * primary / whole, b * junior / whole
