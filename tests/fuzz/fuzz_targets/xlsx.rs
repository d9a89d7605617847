//! Any texts as the parts of a workbook, divided by bytes of zero: sheet, shared strings, styles, workbook.
#![no_main]
use libfuzzer_sys::fuzz_target;

const RELATIONS: &[u8] = br#"<R><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></R>"#;
const WORKBOOK: &[u8] = br#"<workbook><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#;
const WORKBOOK_RELATIONS: &[u8] = br#"<R><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/></R>"#;

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.split(|byte| *byte == 0);
    let mut next = |usual: &'static [u8]| parts.next().filter(|part| !part.is_empty()).unwrap_or(usual);
    let (sheet, strings, styles, workbook) = (next(b""), next(b"<sst></sst>"), next(b"<styleSheet/>"), next(WORKBOOK));
    junheng_fuzz::read(&junheng_fuzz::archive(&[
        ("[Content_Types].xml", b""),
        ("_rels/.rels", RELATIONS),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
        ("xl/workbook.xml", workbook),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
        ("xl/sheet.xml", sheet),
    ]));
});
