"""Makes every file anew, in order: python all.py (openpyxl, msoffcrypto-tool and soffice needed)."""

import bad_files
import cases
import county_workbook
import expected
import messy_headers
import sample_county
import tables

for module in (county_workbook, tables, sample_county, messy_headers, bad_files, cases, expected):
    module.main()
