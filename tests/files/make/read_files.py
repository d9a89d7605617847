"""Reads the test files back into sections, by fixed positions, with the standard library.

Written apart from the writers on purpose: what is checked is the file, not the
script's memory of it.
"""

import csv
import io
import re
import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import oracle

FILES = Path(__file__).resolve().parent.parent
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def workbook_cells(path):
    """{sheet name: {(row, column letters): text or Fraction}}; cached values of formulas."""
    with zipfile.ZipFile(path) as archive:
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml")):
                shared.append("".join(t.text or "" for t in item.iter("{%s}t" % NS["m"])))
        targets = {}
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
            targets[relation.get("Id")] = relation.get("Target").lstrip("/")
        sheets = {}
        for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).find("m:sheets", NS):
            target = targets[sheet.get(RELATION)]
            target = target if target.startswith("xl/") else "xl/" + target
            cells = {}
            for cell in ElementTree.fromstring(archive.read(target)).iter("{%s}c" % NS["m"]):
                letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
                if cell.get("t") == "inlineStr":
                    cells[int(row), letters] = "".join(
                        t.text or "" for t in cell.iter("{%s}t" % NS["m"]))
                    continue
                stored = cell.find("m:v", NS)
                if stored is None or stored.text is None:
                    continue
                if cell.get("t") == "s":
                    cells[int(row), letters] = shared[int(stored.text)]
                elif cell.get("t") in (None, "n"):
                    cells[int(row), letters] = oracle.fraction_of_double(stored.text)
                else:
                    cells[int(row), letters] = stored.text
            sheets[sheet.get("name")] = cells
    return sheets


def whole(value):
    assert value.denominator == 1, value
    return int(value)


def section(school, stage, pupils, above, backbone, pe_art, net, sports, yuan, rooms, where):
    return {"school": school, "stage": stage, "pupils": whole(pupils),
            "amounts": [Fraction(a) for a in (above, backbone, pe_art, net, sports, yuan, rooms)],
            "where": where}


def county_workbook(path, edits=()):
    """qinghe-county.xlsx. Columns: H 在校生, M–P 博士 硕士 本科 专科, T–V 体育 音乐 美术,
    W 骨干, Y 教学及辅助用房, Z 室内体育, AA 场地, AB 设备(万元), AC 多媒体教室."""
    sheets = workbook_cells(path)
    for sheet, address, value in edits:
        letters, row = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()
        assert (int(row), letters) in sheets[sheet]
        sheets[sheet][int(row), letters] = oracle.fraction_of_double(value)
    sections = []
    for sheet, stage in (("小学", "primary"), ("初中", "junior")):
        cells = sheets[sheet]
        for row in range(6, max(r for r, _ in cells) + 1):
            if not isinstance(cells.get((row, "A")), Fraction):
                continue  # 小计, 合计, notes, signatures: text in 序号
            def get(letters):
                return cells[row, letters]
            above = get("M") + get("N") + get("O") + (get("P") if stage == "primary" else 0)
            sections.append(section(
                get("D"), stage, get("H"), above, get("W"), get("T") + get("U") + get("V"),
                get("Y") - get("Z"), get("AA") + get("Z"), get("AB") * 10000, get("AC"),
                (sheet, row)))
    return sections


def table(path, encoding, delimiter):
    """Rows as dictionaries by header text."""
    text = Path(path).read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def amount(text):
    return Fraction(text) if text else Fraction(0)


def whole_schools(rows, skip=()):
    """Whole-school rows: people by stage, shared things split by the ratios of the kind."""
    sections = []
    for index, row in enumerate(rows):
        kind = row["办学类型"]
        if not kind or row["学校名称"] in skip:
            continue  # 合计, notes
        pupils = {"primary": amount(row["小学在校生数"]), "junior": amount(row["初中在校生数"])}
        senior = amount(row["高中在校生数"])
        shares = oracle.split_shares(kind, pupils["primary"], pupils["junior"], senior)
        indoor = amount(row["室内体育用房面积（㎡）"])
        shared = (amount(row["教学及辅助用房面积（㎡）"]) - indoor,
                  amount(row["运动场地面积（㎡）"]) + indoor,
                  amount(row["教学仪器设备资产值（万元）"]) * 10000,
                  amount(row["网络多媒体教室（间）"]))
        for stage, label, share in zip(oracle.STAGES, ("小学", "初中"), shares):
            if not pupils[stage]:
                continue
            def get(name):
                return amount(row["%s(%s)" % (name, label)])
            above = get("博士研究生学历教师") + get("硕士研究生学历教师") + get("本科学历教师")
            if stage == "primary":
                above += get("专科学历教师")
            sections.append(section(
                row["学校名称"], stage, pupils[stage], above, get("县级以上骨干教师"),
                get("体育专任教师") + get("音乐专任教师") + get("美术专任教师"),
                *(amount * share for amount in shared), index))
    return sections


def section_rows(rows):
    """One row per section, ready sums, money in 元."""
    return [section(
        row["学校名称"], {"小学部": "primary", "初中部": "junior"}[row["学段"]],
        *(Fraction(row[name]) for name in (
            "在校生数", "高于规定学历教师数（人）", "县级以上骨干教师数", "体育、艺术（美术、音乐）专任教师数",
            "教学及辅助用房面积（不含室内体育用房）（㎡）", "体育运动场馆面积（㎡）",
            "教学仪器设备值（元）", "网络多媒体教室数（间）")), index)
        for index, row in enumerate(rows)]
