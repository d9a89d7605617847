"""Recomputes every expected file from the test files and fails on any difference.

    python3 check.py         (standard library only)
"""

import json
import sys

import cases
import expected
import read_files as read
from read_files import FILES

# met per indicator, comprehensive met, sections
WANTED = {"primary": ([128, 74, 125, 55, 63, 93, 120], 23, 128),
          "junior": ([74, 62, 59, 32, 50, 50, 72], 22, 74)}
failures = []


def check(what, good):
    print("%-4s %s" % ("ok" if good else "FAIL", what))
    if not good:
        failures.append(what)


def strip(answer):
    return [{k: v for k, v in s.items() if k != "where"} for s in answer["sections"]]


def main():
    for name in expected.PRODUCERS:
        path = FILES / (name + ".expected.json")
        check(path.name, path.exists() and path.read_text("utf-8") == expected.render(name))

    main_file = expected.qinghe_county()
    for stage in main_file["stages"]:
        met, comprehensive, of = WANTED[stage["stage"]]
        check("counts of the %s sections" % stage["stage"],
              [row["met"] for row in stage["indicators"]] == met
              and stage["comprehensive"] == {"met": comprehensive, "of": of, "undetermined": 0}
              and stage["sections"] == of)
        within = [row["cvWithin"] for row in stage["indicators"]]
        check("a coefficient within and one beyond (%s)" % stage["stage"],
              True in within and False in within)
    check("at least 50 pupils everywhere", min(s["pupils"] for s in main_file["sections"]) >= 50)
    check("three planted cells", len(main_file["planted"]) == 3)
    check("main workbook below 100 KB", (FILES / "qinghe-county.xlsx").stat().st_size < 100_000)

    twin, _ = expected.county_workbook("qinghe-county-doubles.xlsx")
    check("17-digit twin gives the same", strip(twin) == strip(main_file)
          and twin["stages"] == main_file["stages"])
    check("stage-column table gives the same", strip(expected.stage_column()) == strip(main_file))
    check("GB18030 copy has the same text",
          (FILES / "qinghe-one-sheet.gb18030.csv").read_bytes().decode("gb18030")
          == (FILES / "qinghe-one-sheet.csv").read_bytes().decode("utf-8-sig"))
    example = expected.worked_example()["stages"][0]["indicators"][3]
    check("published example: 0.5153, 0.4888, 0.5465",
          [round(example[k], 4) for k in ("cv", "cvUnweighted", "cvSample")]
          == [0.5153, 0.4888, 0.5465])

    for name, text in zip(("input.json", "expected.json"), cases.render()):
        check("cases/boundary/" + name, (cases.FOLDER / name).read_text("utf-8") == text)

    messy = json.loads((FILES / "messy-headers.expected.json").read_text("utf-8"))
    cells = read.workbook_cells(FILES / "messy-headers.xlsx")
    for sheet in messy["sheets"]:
        own = cells[sheet["sheet"]]
        first, last = sheet["headerRows"]["first"], sheet["headerRows"]["last"]
        good = True
        for column in sheet["columns"]:
            found = [own.get((row, column["column"])) for row in range(first, last + 1)]
            # a merged label stands in its first cell only
            good &= (column["header"][-1] in found)
        rows = sorted(sheet["dataRows"] + [e["row"] for e in sheet["excludedRows"]]
                      + list(range(first, last + 1)))
        good &= rows == list(range(1, max(row for row, _ in own) + 1))
        check("messy headers: " + sheet["sheet"], good)

    for name in BAD:
        check("bad/" + name, (FILES / "bad" / name).exists())
    whole = (FILES / "qinghe-county.xlsx").read_bytes()
    check("bad/truncated.xlsx is 60 % of the main workbook",
          (FILES / "bad" / "truncated.xlsx").read_bytes() == whole[:len(whole) * 60 // 100])
    if failures:
        sys.exit("%d differences" % len(failures))


BAD = ("picture-renamed.xlsx truncated.xlsx empty.csv only-header.csv no-recognisable-column.csv "
       "text-where-numbers.csv negative-pupils.csv zero-pupils.csv encrypted.xlsx html-renamed.xls "
       "docx-renamed.xlsx zip-bomb-small.xlsx utf16.csv all-totals.csv").split()

if __name__ == "__main__":
    main()
