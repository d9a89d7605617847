"""Writes ../messy-headers.xlsx and ../messy-headers.expected.json: headers as bureaus type them.

Sheet 1 has code and standards rows under ready-made values, sheet 2 has line
breaks, spaces and units inside the words, sheet 3 puts a wrong neighbour
beside every right column.
"""

import json
import tempfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from county_workbook import repack

FILES = Path(__file__).resolve().parent.parent

# header (path), role or None, form, unit, values of the rows
CODES = [
    (("序号",), None, None, None, "", "", (1, 2, 3)),
    (("学校名称",), "school", None, None, "", "", ("青禾县甲小学", "青禾县乙小学", "青禾县丙小学")),
    (("学段",), "stage", None, None, "", "", ("小学", "小学", "小学")),
    (("在校生数",), "pupils", "total", "人", "", "", (612, 385, 1204)),
    (("每百名学生拥有高于规定学历教师数",), "teachers_above_required", "per_100", "人", "L1", "≥4.2", (5.06, 4.94, 4.24)),
    (("每百名学生拥有县级以上骨干教师数",), "backbone_teachers", "per_100", "人", "L2", "≥1", (1.14, 0.78, 1.08)),
    (("每百名学生拥有体育、艺术（美术、音乐）专任教师数",), "pe_art_teachers", "per_100", "人", "L3", "≥0.9", (0.98, 1.04, 0.91)),
    (("生均教学及辅助用房面积",), "teaching_area", "per_pupil", "㎡", "L4", "≥4.5", (4.62, 5.31, 3.9)),
    (("生均体育运动场馆面积",), "sports_area", "per_pupil", "㎡", "L5", "≥7.5", (8.4, 15.72, 6.88)),
    (("生均教学仪器设备值",), "equipment_value", "per_pupil", "元", "L6", "≥2000", (2215, 2480, 1990)),
    (("每百名学生拥有网络多媒体教室数",), "networked_classrooms", "per_100", "间", "L7", "≥2.3", (2.45, 3.12, 2.33)),
    (("综合评估达标",), None, None, None, "L8", "", ("1", "", "")),
]
BROKEN = [
    (("序\n号",), None, None, None, (1, 2)),
    (("学 校 名 称",), "school", None, None, ("青禾县甲初级中学", "青禾县乙初级中学")),
    (("办学\n类　型",), "kind", None, None, ("初级中学", "初级中学")),
    (("在 校\n学生数\n（人）",), "pupils", "total", "人", (846, 512)),
    (("专任教师（按学历分）", "硕士\n研究生"), "master", "total", "人", (4, 2)),
    (("专任教师（按学历分）", "本 科"), "bachelor", "total", "人", (49, 30)),
    (("专任教师（按学历分）", "专　科"), "diploma", "total", "人", (5, 4)),
    (("专任教师（按授课课程分）", "体育\n与健康"), "pe", "total", "人", (4, 2)),
    (("专任教师（按授课课程分）", "音 乐"), "music", "total", "人", (2, 1)),
    (("专任教师（按授课课程分）", "美 术"), "art", "total", "人", (2, 2)),
    (("县级以上\n骨干教师\n（人）",), "backbone_teachers", "total", "人", (9, 6)),
    (("教学及辅助\n用房面积\n（㎡）",), "teaching_area_gross", "total", "㎡", (5460.5, 3120.4)),
    (("室内体育\n用房面积（m2）",), "indoor_sports_area", "total", "㎡", (420, 0)),
    (("运动场地\n面积（m²）",), "sports_field_area", "total", "㎡", (8360, 5480.6)),
    (("教学仪器\n设备资产值\n（万元）",), "equipment_value", "total", "万元", (218.46, 131.2)),
    (("网络\n多媒体\n教 室\n(间)",), "networked_classrooms", "total", "间", (21, 13)),
]
TRAPS = [
    (("学校名称",), "school", None, None, ("青禾县甲小学", "青禾县乙小学")),
    (("曾用名",), None, None, None, ("甲村小学", "")),
    (("学段",), "stage", None, None, ("小学", "小学")),
    (("上年在校生数",), None, None, None, (598, 402)),
    (("毕业生数",), None, None, None, (96, 70)),
    (("招生数",), None, None, None, (110, 58)),
    (("在校生数",), "pupils", "total", "人", (612, 385)),
    (("教职工数",), None, None, None, (40, 27)),
    (("专任教师", "合计"), None, None, None, (36, 24)),
    (("专任教师", "本科及以上"), None, None, None, (27, 17)),
    (("专任教师", "硕士研究生"), "master", "total", "人", (2, 0)),
    (("专任教师", "本科"), "bachelor", "total", "人", (25, 17)),
    (("专任教师", "专科"), "diploma", "total", "人", (6, 5)),
    (("市级骨干教师",), None, None, None, (1, 0)),
    (("县级以上骨干教师",), "backbone_teachers", "total", "人", (7, 4)),
    (("体育、艺术（美术、音乐）专任教师",), "pe_art_teachers", "total", "人", (6, 4)),
    (("占地面积（平方米）",), None, None, None, (15200, 12800)),
    (("校舍建筑面积（平方米）",), None, None, None, (5210.4, 4012.6)),
    (("行政办公用房面积（平方米）",), None, None, None, (420, 380)),
    (("教学及辅助用房面积（平方米）",), "teaching_area_gross", "total", "㎡", (3010.5, 2044.35)),
    (("室内体育用房面积（平方米）",), "indoor_sports_area", "total", "㎡", (180, 0)),
    (("绿化用地面积（平方米）",), None, None, None, (2600, 1900)),
    (("运动场地面积（平方米）",), "sports_field_area", "total", "㎡", (4960.2, 6052.2)),
    (("固定资产总值（万元）", "计"), None, None, None, (1420.5, 980.3)),
    (("固定资产总值（万元）", "教学仪器设备资产值"), "equipment_value", "total", "万元", (135.58, 95.48)),
    (("普通教室（间）",), None, None, None, (18, 12)),
    (("计算机教室（间）",), None, None, None, (2, 1)),
    (("网络多媒体教室（间）",), "networked_classrooms", "total", "间", (15, 12)),
    (("图书（册）",), None, None, None, (18360, 11550)),
]


def put_header(sheet, columns, top):
    depth = max(len(column[0]) for column in columns)
    for c, column in enumerate(columns, 1):
        path = column[0]
        for level, label in enumerate(path):
            if level == 0 and len(path) > 1 and c > 1 and columns[c - 2][0][0] == label:
                continue
            cell = sheet.cell(top + level, c, label)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        if len(path) < depth:
            sheet.merge_cells(start_row=top, end_row=top + depth - 1, start_column=c, end_column=c)
        elif depth > 1 and (c == 1 or columns[c - 2][0][0] != path[0]):
            end = c
            while end < len(columns) and columns[end][0][0] == path[0]:
                end += 1
            if end > c:
                sheet.merge_cells(start_row=top, end_row=top, start_column=c, end_column=end)
    return top + depth


def add(book, name, columns, note, after_header=()):
    sheet = book.create_sheet(name)
    sheet.cell(1, 1, "【虚构】青禾县办学条件统计表")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns))
    excluded = [{"row": 1, "reason": "title"}]
    row = put_header(sheet, columns, 2)
    header = {"first": 2, "last": row - 1}
    for label, at in after_header:
        for c, column in enumerate(columns, 1):
            if column[at] != "":
                sheet.cell(row, c, column[at])
        excluded.append({"row": row, "reason": label})
        row += 1
    data = []
    for k in range(len(columns[0][-1])):
        for c, column in enumerate(columns, 1):
            if column[-1][k] != "":
                sheet.cell(row, c, column[-1][k])
        data.append(row)
        row += 1
    for line, reason in note:
        sheet.cell(row, 1, line)
        excluded.append({"row": row, "reason": reason})
        row += 1
    return {
        "sheet": name, "headerRows": header, "dataRows": data, "excludedRows": excluded,
        "columns": [{"column": get_column_letter(c), "header": list(column[0]), "role": column[1],
                     "form": column[2], "unit": column[3]} for c, column in enumerate(columns, 1)],
    }


def main():
    book = Workbook()
    book.remove(book.active)
    sheets = [
        add(book, "代码行与标准行", CODES, [("注：达标填“1”，不达标留空。", "note")],
            after_header=(("code row", 4), ("standards row", 5))),
        add(book, "换行与空格", BROKEN, [("填 表 人：（虚构）　　审 核 人：（虚构）", "signature")]),
        add(book, "近名列", TRAPS, [("注：相近名称的列不得互相代替。", "note")]),
    ]
    book.properties.creator = "synthetic test data"
    with tempfile.TemporaryDirectory() as work:
        first = Path(work) / "messy-headers.xlsx"
        book.save(first)
        repack(first, FILES / "messy-headers.xlsx")
    answer = {
        "note": "Synthetic data. role null: the column must stay unmapped. form: total of the section, "
                "or a value per 100 pupils or per pupil that must never be taken for a total.",
        "sheets": sheets,
    }
    (FILES / "messy-headers.expected.json").write_text(render(answer), "utf-8")


def render(answer):
    lines = ['{\n "note": ' + json.dumps(answer["note"], ensure_ascii=False) + ',\n "sheets": [']
    for k, sheet in enumerate(answer["sheets"]):
        columns = ",\n   ".join(json.dumps(c, ensure_ascii=False) for c in sheet["columns"])
        head = json.dumps({key: sheet[key] for key in sheet if key != "columns"}, ensure_ascii=False)
        lines.append("  " + head[:-1] + ', "columns": [\n   ' + columns + "\n  ]}"
                     + ("," if k + 1 < len(answer["sheets"]) else ""))
    return "\n".join(lines) + "\n ]\n}\n"


if __name__ == "__main__":
    main()
