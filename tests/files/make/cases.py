"""Writes ../../cases/boundary: sections in the form of the JavaScript contract, on and beside every edge.

    python cases.py
"""

import json
from fractions import Fraction
from pathlib import Path

import oracle

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "boundary"
KEYS = ("teachersAboveRequired", "backboneTeachers", "peArtTeachers", "teachingArea",
        "sportsArea", "equipmentValue", "networkedClassrooms")
# Amounts in the order of KEYS; strings are exact decimals, None is missing.
ROWS = [
    ("全部恰在标准", "primary", 1000, (42, 10, 9, "4500", "7500", "2000000", 23)),
    ("全部恰在标准", "junior", 1000, (53, 10, 9, "5800", "10200", "2500000", 24)),
    ("2000分之18", "primary", 2000, (84, 20, 18, "9000", "15000", "4000000", 46)),
    ("一项恰在底线", "primary", 2000, (84, 17, 18, "9000", "15000", "4000000", 46)),
    ("一项恰在底线", "junior", 1000, (53, 10, 9, "4930", "10200", "2500000", 24)),
    ("底线差一分", "primary", 1000, (42, 10, 9, "3824.99", "7500", "2000000", 23)),
    ("标准差一分", "primary", 1000, (42, 10, 9, "4499.99", "7500", "2000000", 23)),
    ("两项标准差一分", "primary", 1000, (42, 10, 9, "4499.99", "7499.99", "2000000", 23)),
    ("四点一九五", "primary", 2000, ("83.9", 20, 18, "9000", "15000", "4000000", 46)),
    ("两项恰在底线", "junior", 2000, (106, 17, 18, "9860", "20400", "5000000", 48)),
    ("骨干为零", "primary", 300, (13, 0, 3, "1350", "2250", "600000", 7)),
    ("骨干缺失其余达标", "primary", 300, (13, None, 3, "1350", "2250", "600000", 7)),
    ("骨干缺失一项低于底线", "primary", 300, (13, None, 3, "600", "2250", "600000", 7)),
    ("骨干缺失一项近标准", "primary", 300, (13, None, 3, "1300", "2250", "600000", 7)),
    ("全部缺失", "junior", 300, (None,) * 7),
    ("一名学生", "primary", 1, (1, 1, 1, "4.5", "7.5", "2000", 1)),
]


def build():
    sections, exact = [], []
    for school, stage, pupils, amounts in ROWS:
        section = {"school": school, "stage": stage, "pupils": pupils}
        for key, value in zip(KEYS, amounts):
            if value is not None:
                section[key] = value
        sections.append(section)
        exact.append({"school": school, "stage": stage, "pupils": pupils,
                      "amounts": [None if a is None else Fraction(a) for a in amounts]})
    return {"standard": "national-2017", "sections": sections}, oracle.evaluate(exact)


def render():
    call, answer = build()

    def lines(rows):
        return ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)

    stages = json.dumps(answer["stages"], ensure_ascii=False, indent=1).replace("\n", "\n ")
    return (
        '{\n "standard": "%s",\n "sections": [\n%s\n ]\n}\n' % (call["standard"], lines(call["sections"])),
        '{\n "resourcesVerdict": "%s",\n "stages": %s,\n "sections": [\n%s\n ]\n}\n'
        % (answer["resourcesVerdict"], stages, lines(answer["sections"])))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in zip(("input.json", "expected.json"), render()):
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
