"""Computes what each test file must give, from the files themselves.

    python expected.py      writes ../*.expected.json
    python check.py         compares
"""

import json
from fractions import Fraction

import oracle
import read_files as read
from read_files import FILES

NOTE = "Synthetic data. Computed by tests/files/make (exact fractions), not by the project's engine."


def county_workbook(name):
    sections = read.county_workbook(FILES / name)
    return oracle.evaluate(sections), sections


def qinghe_county():
    answer, sections = county_workbook("qinghe-county.xlsx")
    for entry, section in zip(answer["sections"], sections):
        entry["where"] = {"sheet": section["where"][0], "row": section["where"][1]}
    answer["planted"] = planted(answer)
    return answer


def counts(answer):
    """Every count a page shows: {(stage, indicator or "comprehensive"): met}"""
    found = {}
    for stage in answer["stages"]:
        found[stage["stage"], "comprehensive"] = stage["comprehensive"]["met"]
        for row in stage["indicators"]:
            found[stage["stage"], row["id"]] = row["met"]
    return found


def planted(answer):
    """Three edits of one cell; each changes one count by one and no other."""
    path = FILES / "qinghe-county.xlsx"
    before = counts(answer)

    def under(entry):
        return [c["id"] for c in entry["indicators"] if c["status"] != "met"]

    def cell(entry, name):
        return next(c for c in entry["indicators"] if c["id"] == name)

    wanted = []
    for entry in answer["sections"]:   # one teacher more: backbone reached, still failing
        short = cell(entry, "backbone_teachers")
        if (entry["stage"] == "primary" and len(under(entry)) >= 4
                and short["shortfall"]["toThreshold"] == 1):
            wanted.append((entry, "W", int(short["amount"]) + 1))
            break
    for entry in answer["sections"]:   # one room less: a threshold just missed
        rooms = cell(entry, "networked_classrooms")
        value, threshold = Fraction(rooms["value"]), Fraction("2.4")
        less = (Fraction(rooms["amount"]) - 1) * 100 / entry["pupils"]
        if (entry["stage"] == "junior" and len(under(entry)) >= 2
                and value >= threshold > less):
            wanted.append((entry, "AC", int(rooms["amount"]) - 1))
            break
    for entry in answer["sections"]:   # lifted to the 85 % floor: the school passes, the item not
        only = under(entry)
        if (entry["stage"] == "primary" and only == ["equipment_value"]
                and entry["comprehensive"] == "not_met"):
            goal = Fraction(2000) * entry["pupils"] * oracle.FLOOR
            ten_thousands = oracle.round_up(goal / 10000, "㎡")
            wanted.append((entry, "AB", float(ten_thousands)))
            break
    assert len(wanted) == 3
    edits = []
    for entry, letters, value in wanted:
        sheet, row = entry["where"]["sheet"], entry["where"]["row"]
        address = "%s%d" % (letters, row)
        after = counts(oracle.evaluate(
            read.county_workbook(path, [(sheet, address, value)]), details=False))
        changed = {key: after[key] for key in after if after[key] != before[key]}
        assert len(changed) == 1, (address, changed)
        (stage, what), met = changed.popitem()
        old = read.workbook_cells(path)[sheet][row, letters]
        edits.append({"sheet": sheet, "cell": address, "school": entry["school"],
                      "from": oracle.number(old), "to": value,
                      "changes": {"stage": stage, "count": what,
                                  "from": before[stage, what], "to": met}})
    return edits


def one_sheet():
    rows = read.table(FILES / "qinghe-one-sheet.csv", "utf-8-sig", ",")
    return oracle.evaluate(read.whole_schools(rows))


def stage_column():
    rows = read.table(FILES / "qinghe-stage-column.csv", "utf-8-sig", ",")
    return oracle.evaluate(read.section_rows(rows))


def ready_row(row, stage):
    indoor = Fraction(row["室内体育用房面积（㎡）"])
    return read.section(
        row["学校名称"], stage, Fraction(row["在校生数"]), row["高于规定学历教师数（人）"],
        row["县级以上骨干教师数"], row["体育、艺术（美术、音乐）专任教师数"],
        Fraction(row["教学及辅助用房面积（㎡）"]) - indoor,
        Fraction(row["运动场地面积（㎡）"]) + indoor,
        Fraction(row["教学仪器设备资产值（万元）"]) * 10000, row["网络多媒体教室（间）"], 0)


def one_school():
    rows = read.table(FILES / "one-school.tsv", "utf-8", "\t")
    return oracle.evaluate([ready_row(row, "primary") for row in rows], scope="school")


def one_nine_year_school():
    rows = read.table(FILES / "one-nine-year-school.tsv", "utf-8", "\t")
    return oracle.evaluate(read.whole_schools(rows), scope="school")


def worked_example():
    rows = read.table(FILES / "worked-example.tsv", "utf-8", "\t")
    sections = [{"school": row["学校名称"], "stage": "primary", "pupils": int(row["在校生数"]),
                 "amounts": [None] * 3 + [Fraction(row["教学及辅助用房面积（㎡）"])] + [None] * 3}
                for row in rows]
    return oracle.evaluate(sections)


def sample_county():
    lines = (FILES.parent.parent / "www" / "sample-county.tsv").read_text("utf-8").splitlines()
    header = lines[1].split("\t")
    rows = [dict(zip(header, line.split("\t"))) for line in lines[2:] if line.count("\t") > 3]
    small = [row["学校名称"] for row in rows
             if row["办学类型"] == "小学教学点" and int(row["小学在校生数"]) < 50]
    answer = oracle.evaluate(read.whole_schools(rows, skip=small))
    answer["excluded"] = [{"school": name, "reason": "不足50人的教学点"} for name in small]
    return answer


PRODUCERS = {
    "qinghe-county": qinghe_county,
    "qinghe-one-sheet": one_sheet,
    "qinghe-stage-column": stage_column,
    "one-school": one_school,
    "one-nine-year-school": one_nine_year_school,
    "worked-example": worked_example,
    "sample-county": sample_county,
}


def render(name):
    answer = {"note": NOTE}
    answer.update(PRODUCERS[name]())
    sections = answer.pop("sections", None)
    text = json.dumps(answer, ensure_ascii=False, indent=1)
    if sections is None:
        return text + "\n"
    lines = ",\n  ".join(json.dumps(s, ensure_ascii=False, separators=(",", ":")) for s in sections)
    return text[:-2] + ',\n "sections": [\n  ' + lines + "\n ]\n}\n"


def main():
    for name in PRODUCERS:
        path = FILES / (name + ".expected.json")
        path.write_text(render(name), "utf-8")
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
