"""Writes ../qinghe-county.xlsx (openpyxl, then once through LibreOffice) and its
twin ../qinghe-county-doubles.xlsx (openpyxl alone).

    python county_workbook.py          (needs openpyxl and soffice)

LibreOffice 7.4 writes 15 significant digits, so the main workbook holds 8459.71.
openpyxl writes a double in full: the twin keeps noise put in on purpose
(8459.709999999999). Both must give the same result.
"""

import math
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

import county

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "qinghe-county.xlsx"
TWIN = HERE.parent / "qinghe-county-doubles.xlsx"

# header path (three rows), key
COLUMNS = [
    (("序号",), "serial"), (("所属学区",), "area"), (("学校(机构)标识码",), "code"),
    (("学校名称",), "school"), (("办学类型",), "kind"), (("城乡类型",), "place"),
    (("教学班数",), "classes"),
    (("在校生数", "合计"), "pupils"), (("在校生数", "其中:女"), "girls"),
    (("在校生数", "#寄宿生"), "boarders"),
    (("教职工数",), "staff"),
    (("专任教师", "合计"), "teachers"),
    (("专任教师", "按学历分", "博士研究生"), "doctor"),
    (("专任教师", "按学历分", "硕士研究生"), "master"),
    (("专任教师", "按学历分", "本科"), "bachelor"),
    (("专任教师", "按学历分", "专科"), "diploma"),
    (("专任教师", "按学历分", "高中阶段及以下"), "lower"),
    (("专任教师", "按授课课程分", "语文"), "chinese"),
    (("专任教师", "按授课课程分", "数学"), "maths"),
    (("专任教师", "按授课课程分", "体育与健康"), "pe"),
    (("专任教师", "按授课课程分", "音乐"), "music"),
    (("专任教师", "按授课课程分", "美术"), "art"),
    (("县级以上骨干教师",), "backbone"),
    (("校舍（平方米）", "校舍建筑面积"), "built"),
    (("校舍（平方米）", "教学及辅助用房", "计"), "teaching"),
    (("校舍（平方米）", "教学及辅助用房", "其中:室内体育用房"), "indoor"),
    (("运动场地面积（平方米）",), "field"),
    (("教学仪器设备资产值(万元)",), "equipment"),
    (("网络多媒体教室（间）",), "rooms"),
]
KEYS = [key for _, key in COLUMNS]
FIRST_DATA_ROW = 6
SHEETS = {"primary": "小学", "junior": "初中"}
DECIMAL = ("built", "teaching", "indoor", "field", "equipment")


def as_a_sum(value):
    """A noisy double: two parts added where that is off, else the neighbour below.

    Rounded to 15 significant digits it is exactly the value again.
    """
    nearest = float(value)
    for share in (0.1, 0.2, 0.3, 0.37, 0.43, 0.7):
        part = round(nearest * share, 2)
        total = part + round(nearest - part, 2)
        if total != nearest and "%.15g" % total == "%.15g" % nearest:
            return total
    down = math.nextafter(nearest, 0)
    return down if nearest > 0 and "%.15g" % down == "%.15g" % nearest else nearest


def header(sheet):
    paths = [path for path, _ in COLUMNS]
    for c, path in enumerate(paths, 1):
        for depth, label in enumerate(path):
            row = 3 + depth
            same = c > 1 and paths[c - 2][:depth + 1] == path[:depth + 1] and len(path) > depth + 1
            if not same:
                sheet.cell(row, c, label)
        if len(path) < 3:  # merged down to the third row
            sheet.merge_cells(start_row=2 + len(path), end_row=5, start_column=c, end_column=c)
    for depth in (0, 1):
        c = 0
        while c < len(paths):
            end = c
            while (end + 1 < len(paths) and len(paths[c]) > depth + 1
                   and paths[end + 1][:depth + 1] == paths[c][:depth + 1]
                   and len(paths[end + 1]) > depth + 1):
                end += 1
            if end > c:
                sheet.merge_cells(start_row=3 + depth, end_row=3 + depth,
                                  start_column=c + 1, end_column=end + 1)
            c = end + 1


def fill(sheet, stage, sections, formulas):
    last = len(COLUMNS)
    sheet.cell(1, 1, "【示例·虚构】青禾县义务教育优质均衡发展基础数据表（%s）" % SHEETS[stage])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    sheet.cell(2, 1, "填报单位：青禾县教育局（虚构）    统计时点：2021年9月1日    单位：人、平方米、万元、间")
    sheet.merge_cells(start_row=2, end_row=2, start_column=1, end_column=last)
    header(sheet)
    row, first_of_area, areas = FIRST_DATA_ROW, FIRST_DATA_ROW, []
    subtotal = None
    for serial, section in enumerate(sections, 1):
        for c, key in enumerate(KEYS, 1):
            if key == "serial":
                value = serial
            elif key in ("area", "code", "school", "kind", "place"):
                value = section[key]
            elif key == "pupils":
                value = section["pupils"]
            else:
                value = section["parts"][key]
            if key in DECIMAL:
                value = as_a_sum(value)
            if key == "area" and row != first_of_area:
                value = None
            sheet.cell(row, c, value)
            if key in DECIMAL:
                sheet.cell(row, c).number_format = "0.00"
        row += 1
        following = sections[serial]["area"] if serial < len(sections) else None
        if following != section["area"]:
            areas.append((first_of_area, row - 1))
            if first_of_area < row - 1:
                sheet.merge_cells(start_row=first_of_area, end_row=row - 1,
                                  start_column=2, end_column=2)
            if len(areas) == 4:  # one 小计 in the middle
                subtotal = row
                totals(sheet, row, "小计", [(areas[0][0], row - 1)], sections[:serial], formulas)
                row += 1
            first_of_area = row
    totals(sheet, row, "合计",
           [(FIRST_DATA_ROW, subtotal - 1), (subtotal + 1, row - 1)], sections, formulas)
    bottom = row
    notes = [
        "注：1.本表为程序测试用的虚构数据，学校、学区、数字均非真实。",
        "注：2.九年一贯制、十二年一贯制学校和完全中学按学段分行填列，校舍、场地、设备、教室已按学段拆分，本表只含%s学段。" % SHEETS[stage],
        "注：3.教学仪器设备资产值为账面原值。",
    ]
    for note in notes:
        row += 1
        sheet.cell(row, 1, note)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    row += 1
    sheet.cell(row, 1, "填表人：（虚构）")
    sheet.cell(row, 8, "审核人：（虚构）")
    sheet.cell(row, 20, "填表日期：2021年9月30日")
    style(sheet, bottom)


def totals(sheet, row, label, spans, sections, formulas):
    """The row of sums, as formulas (LibreOffice computes them) or as plain numbers."""
    sheet.cell(row, 1, label)
    for c, key in enumerate(KEYS, 1):
        if key in ("serial", "area", "code", "school", "kind", "place"):
            continue
        letter = get_column_letter(c)
        if formulas:
            sheet.cell(row, c, "=" + "+".join("SUM(%s%d:%s%d)" % (letter, a, letter, b)
                                              for a, b in spans))
        elif key == "pupils":
            sheet.cell(row, c, sum(s["pupils"] for s in sections))
        else:
            total = sum(s["parts"][key] for s in sections)
            sheet.cell(row, c, float(total) if key in DECIMAL else total)
        if key in DECIMAL:
            sheet.cell(row, c).number_format = "0.00"
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=6)


def style(sheet, bottom):
    thin = Side(style="thin")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = middle
    for row in range(3, 6):
        for c in range(1, len(COLUMNS) + 1):
            sheet.cell(row, c).font = Font(bold=True)
            sheet.cell(row, c).alignment = middle
            sheet.cell(row, c).border = box
    for row in range(6, bottom + 1):
        for c in range(1, len(COLUMNS) + 1):
            sheet.cell(row, c).border = box
    sheet.column_dimensions["C"].width = 14
    sheet.column_dimensions["D"].width = 32
    sheet.column_dimensions["E"].width = 17
    sheet.freeze_panes = "E6"


def resave(source, target):
    """Once through LibreOffice, then repacked with fixed dates so that a run repeats exactly."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if not soffice:
        raise SystemExit("LibreOffice is needed: apt-get install libreoffice-calc-nogui")
    with tempfile.TemporaryDirectory() as work:
        out = os.path.join(work, "out")
        subprocess.run(
            [soffice, "-env:UserInstallation=file://" + os.path.join(work, "profile"),
             "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, source],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
        repack(os.path.join(out, os.path.basename(source)), target)


def repack(source, target):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2021-09-30T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, data, compresslevel=9)


def workbook(sections, formulas):
    """formulas: on the primary sheet; the junior sheet always has plain sums."""
    book = Workbook()
    book.remove(book.active)
    for stage, title in SHEETS.items():
        fill(book.create_sheet(title), stage, [s for s in sections if s["stage"] == stage],
             formulas and stage == "primary")
    book.properties.creator = "synthetic test data"
    book.properties.title = "青禾县（虚构）示例数据"
    return book


def main():
    sections = county.build()
    with tempfile.TemporaryDirectory() as work:
        first = os.path.join(work, "qinghe-county.xlsx")
        workbook(sections, formulas=True).save(first)
        resave(first, TARGET)
        workbook(sections, formulas=False).save(first)
        repack(first, TWIN)
    for path in (TARGET, TWIN):
        print(path.name, path.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
