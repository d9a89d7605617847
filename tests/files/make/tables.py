"""Writes the delimited files: the same county in other shapes, single schools, the published example."""

from fractions import Fraction

import county
from read_files import FILES

WHOLE_HEADER = (
    ["学校名称", "办学类型", "城乡类型", "小学在校生数", "初中在校生数", "高中在校生数"]
    + ["%s(%s)" % (name, label) for label in ("小学", "初中") for name in (
        "博士研究生学历教师", "硕士研究生学历教师", "本科学历教师", "专科学历教师",
        "体育专任教师", "音乐专任教师", "美术专任教师", "县级以上骨干教师")]
    + ["教学及辅助用房面积（㎡）", "室内体育用房面积（㎡）", "运动场地面积（㎡）",
       "教学仪器设备资产值（万元）", "网络多媒体教室（间）"])
PEOPLE = ("doctor", "master", "bachelor", "diploma", "pe", "music", "art", "backbone")


def plain(value):
    """A fraction as a plain decimal; None as an empty cell."""
    if value is None:
        return ""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    text = "%.2f" % float(value)
    assert Fraction(text) == value, value
    return text


def write(name, rows, encoding="utf-8", delimiter=",", newline="\r\n"):
    lines = []
    for row in rows:
        assert not any(c in cell for cell in row for c in (delimiter, '"', "\n"))
        lines.append(delimiter.join(row))
    (FILES / name).write_bytes((newline.join(lines) + newline).encode(encoding))


def cents_up(value):
    return -((-Fraction(value) * 100) // 1) / Fraction(100)


def one_sheet():
    """Whole schools. What a school uses together is the sum of its parts; 完全中学 and
    十二年一贯制 also have a senior part, so their totals are larger in proportion."""
    schools = {}
    for section in county.build():
        schools.setdefault(section["school"], {})[section["stage"]] = section
    rows = [WHOLE_HEADER]
    for school, own in schools.items():
        some = own.get("primary") or own["junior"]
        kind = some["kind"]
        primary = own["primary"]["pupils"] if "primary" in own else 0
        junior = own["junior"]["pupils"] if "junior" in own else 0
        senior, factor = 0, Fraction(1)
        if kind == "完全中学":
            senior = junior * 9 // 10
            factor = (junior + Fraction("1.2") * senior) / junior
        elif kind == "十二年一贯制学校":
            senior = junior * 4 // 5
            compulsory = primary + Fraction("1.1") * junior
            factor = (compulsory + Fraction("1.32") * senior) / compulsory
        row = [school, kind, some["place"]]
        row += [plain(n or None) for n in (primary, junior, senior)]
        for stage in ("primary", "junior"):
            for key in PEOPLE:
                row.append(plain(own[stage]["parts"][key]) if stage in own else "")
        for key in ("teaching", "indoor", "field", "equipment"):
            row.append(plain(cents_up(sum(s["parts"][key] for s in own.values()) * factor)))
        rooms = sum(s["parts"]["rooms"] for s in own.values()) * factor
        row.append(str(-(-rooms.numerator // rooms.denominator)))
        rows.append(row)
    total = ["合计", "", ""]
    for c in range(3, len(WHOLE_HEADER)):
        total.append(plain(sum(Fraction(row[c] or 0) for row in rows[1:])))
    rows.append(total)
    write("qinghe-one-sheet.csv", rows, "utf-8-sig")
    write("qinghe-one-sheet.gb18030.csv", rows, "gb18030")


def stage_column():
    rows = [["学校名称", "办学类型", "学段", "在校生数", "高于规定学历教师数（人）", "县级以上骨干教师数",
             "体育、艺术（美术、音乐）专任教师数", "教学及辅助用房面积（不含室内体育用房）（㎡）",
             "体育运动场馆面积（㎡）", "教学仪器设备值（元）", "网络多媒体教室数（间）"]]
    for section in county.build():
        rows.append([section["school"], section["kind"],
                     {"primary": "小学部", "junior": "初中部"}[section["stage"]],
                     plain(section["pupils"])] + [plain(a) for a in section["amounts"]])
    write("qinghe-stage-column.csv", rows, "utf-8-sig")


def one_school():
    write("one-school.tsv", [
        ["学校名称", "办学类型", "在校生数", "高于规定学历教师数（人）", "县级以上骨干教师数",
         "体育、艺术（美术、音乐）专任教师数", "教学及辅助用房面积（㎡）", "室内体育用房面积（㎡）",
         "运动场地面积（㎡）", "教学仪器设备资产值（万元）", "网络多媒体教室（间）"],
        ["青禾县稻花镇星芽小学", "小学", "846", "36", "8", "8", "4390.5", "486.4", "5913.85", "175.35", "20"],
    ], delimiter="\t")
    part = ["0", "2", "24", "9", "3", "1", "1", "5", "0", "3", "19", "2", "2", "1", "1", "3"]
    write("one-nine-year-school.tsv", [
        WHOLE_HEADER,
        ["青禾县麦芒镇云雀九年一贯制学校", "九年一贯制学校", "镇区", "520", "310", ""] + part
        + ["4710.25", "0", "7480.6", "196.48", "20"],
    ], delimiter="\t")


def worked_example():
    head = ["学校名称", "学段", "在校生数", "高于规定学历教师数（人）", "县级以上骨干教师数",
            "体育、艺术（美术、音乐）专任教师数", "教学及辅助用房面积（㎡）", "体育运动场馆面积（㎡）",
            "教学仪器设备值（元）", "网络多媒体教室数（间）"]
    rows = [head]
    pairs = ((45, 279), (37, 137), (89, 935), (76, 160), (55, 402))
    for letter, (pupils, area) in zip("甲乙丙丁戊", pairs):
        rows.append(["示范县%s小学" % letter, "小学", str(pupils), "", "", "", str(area), "", "", ""])
    write("worked-example.tsv", rows, delimiter="\t")


def main():
    one_sheet()
    stage_column()
    one_school()
    worked_example()


if __name__ == "__main__":
    main()
