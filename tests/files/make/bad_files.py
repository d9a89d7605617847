"""Writes ../bad/: inputs that must give a clear message and harm nothing.

    python bad_files.py      (needs msoffcrypto-tool for encrypted.xlsx, and the main workbook)
"""

import datetime
import io
import random
import re
import struct
import zipfile
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = HERE.parent
BAD = FILES / "bad"
PASSWORD = "qinghe"
BOMB_ROWS = 4_200_000

HEAD = "学校名称,学段,在校生数,高于规定学历教师数（人）,县级以上骨干教师数,体育、艺术（美术、音乐）专任教师数," \
       "教学及辅助用房面积（㎡）,体育运动场馆面积（㎡）,教学仪器设备值（元）,网络多媒体教室数（间）"
GOOD = "青禾县甲小学,小学,500,25,6,5,2400,4000,1100000,12"


def text(name, lines, encoding="utf-8-sig"):
    (BAD / name).write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))


def packed(parts):
    """A ZIP with fixed dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=9)
    return buffer.getvalue()


def png():
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    pixels = b"".join(b"\0" + bytes((200, 60 + 8 * y, 40)) * 16 for y in range(16))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b""))


def docx():
    kinds = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    relations = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                 '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
    body = ('<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<w:body><w:p><w:r><w:t>青禾县（虚构）自评报告</w:t></w:r></w:p></w:body></w:document>')
    return packed([("[Content_Types].xml", kinds), ("_rels/.rels", relations), ("word/document.xml", body)])


def bomb():
    """A worksheet of some 277 MB (264 MiB) that packs into well under 1 MB."""
    kinds = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
             '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>')
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                 '<Relationship Id="rId1" Type="%s/%s" Target="%s"/></Relationships>')
    book = ('<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="%s">'
            '<sheets><sheet name="小学" sheetId="1" r:id="rId1"/></sheets></workbook>' % office)
    start = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = '<row><c t="inlineStr"><is><t>青禾县甲小学</t></is></c></row>'
    sheet = (start + row * BOMB_ROWS + "</sheetData></worksheet>").encode()
    return packed([("[Content_Types].xml", kinds), ("_rels/.rels", relations % (office, "officeDocument", "xl/workbook.xml")),
                   ("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relations % (office, "worksheet", "worksheets/sheet1.xml")),
                   ("xl/worksheets/sheet1.xml", sheet)])


def encrypted():
    """A small workbook behind a password (OLE2 container with EncryptedPackage).

    Salts come from a seeded generator and the date is fixed, so that a run repeats exactly.
    """
    from msoffcrypto.format.ooxml import OOXMLFile
    from msoffcrypto.method import ecma376_agile
    from msoffcrypto.method.container import ecma376_encrypted
    rng = random.Random(7)

    class FixedDate(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2021, 9, 30)

    saved = ecma376_agile._random_buffer, ecma376_encrypted.datetime
    ecma376_agile._random_buffer, ecma376_encrypted.datetime = rng.randbytes, FixedDate
    try:
        target = io.BytesIO()
        OOXMLFile(io.BytesIO(small_workbook())).encrypt(PASSWORD, target)
    finally:
        ecma376_agile._random_buffer, ecma376_encrypted.datetime = saved
    return target.getvalue()


def small_workbook():
    from openpyxl import Workbook
    book = Workbook()
    for line in (HEAD, GOOD):
        book.active.append(line.split(","))
    book.properties.created = book.properties.modified = datetime.datetime(2021, 9, 30)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return packed([(n, re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2021-09-30T00:00:00Z",
                                  archive.read(n))) for n in archive.namelist()])


def main():
    BAD.mkdir(exist_ok=True)
    (BAD / "picture-renamed.xlsx").write_bytes(png())
    whole = (FILES / "qinghe-county.xlsx").read_bytes()
    (BAD / "truncated.xlsx").write_bytes(whole[:len(whole) * 60 // 100])
    (BAD / "empty.csv").write_bytes(b"")
    text("only-header.csv", [HEAD])
    text("no-recognisable-column.csv", [
        "日期,早餐,午餐,晚餐,水果", "周一,小米粥,土豆烧肉,西红柿面,苹果", "周二,豆浆,清炒时蔬,饺子,梨",
        "周三,牛奶,鸡蛋羹,馄饨,香蕉"])
    text("text-where-numbers.csv", [
        HEAD, GOOD, "青禾县乙小学,小学,约500,25,6,5,2400,4000,1100000,12",
        "青禾县丙小学,小学,480,暂缺,5,5,两千二,3900,1000000,12",
        "青禾县丁小学,小学,450,22,5,见附表,2300,100-120,4。2,11"])
    text("negative-pupils.csv", [HEAD, GOOD, "青禾县乙小学,小学,-320,25,6,5,2400,4000,1100000,12"])
    text("zero-pupils.csv", [HEAD, GOOD, "青禾县乙小学,小学,0,0,0,0,2400,4000,1100000,12"])
    (BAD / "encrypted.xlsx").write_bytes(encrypted())
    cells = "".join("<tr>%s</tr>" % "".join("<td>%s</td>" % c for c in line.split(","))
                    for line in (HEAD, GOOD))
    (BAD / "html-renamed.xls").write_bytes(
        ('<html><head><meta charset="utf-8"><title>青禾县（虚构）</title></head><body><table border="1">'
         + cells + "</table></body></html>\r\n").encode())
    (BAD / "docx-renamed.xlsx").write_bytes(docx())
    (BAD / "zip-bomb-small.xlsx").write_bytes(bomb())
    text("utf16.csv", [HEAD, GOOD], "utf-16-le")
    (BAD / "utf16.csv").write_bytes(b"\xff\xfe" + (BAD / "utf16.csv").read_bytes())
    text("all-totals.csv", [
        HEAD, "合计,小学,5200,260,60,52,25000,41000,11000000,125", "小计,小学,2600,130,30,26,12500,20500,5500000,62",
        "总计,小学,5200,260,60,52,25000,41000,11000000,125"])
    for path in sorted(BAD.iterdir()):
        print("%-32s %d" % (path.name, path.stat().st_size))


if __name__ == "__main__":
    main()
