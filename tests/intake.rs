//! Understanding of worksheets: the files of tests/files against what must come out of them, and properties that hold
//! for any sheet.

use junheng::diagnostic::Severity;
#[cfg(feature = "files")]
use junheng::intake::RowRole;
use junheng::intake::{Field, IntakeOptions, Reading, SheetChoice, Source, recognise, understand};
use junheng::records::{Indicator, Section, Stage};
use junheng::standard::Standard;
use junheng::table::{Cell, Format, Merge, ReadOptions, Sheet, Workbook, read_file};
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;
use std::sync::OnceLock;

fn standard() -> &'static Standard {
    static STANDARD: OnceLock<Standard> = OnceLock::new();
    STANDARD.get_or_init(|| match Standard::from_catalogue("national-2017") {
        Ok(standard) => standard,
        Err(problems) => unreachable!("{problems:?}"),
    })
}

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

fn workbook(name: &str) -> Workbook {
    let bytes = match std::fs::read(path(name)) {
        Ok(bytes) => bytes,
        Err(error) => unreachable!("{name}: {error}"),
    };
    match read_file(&bytes, name, &ReadOptions::default(), &mut |_, _| {}) {
        Ok(workbook) => workbook,
        Err(problem) => unreachable!("{name}: {problem:?}"),
    }
}

fn reading(name: &str) -> Reading {
    match understand(&workbook(name), "00", &IntakeOptions::default(), standard()) {
        Ok(reading) => reading,
        Err(problems) => unreachable!("{name}: {problems:?}"),
    }
}

fn expected(name: &str) -> Value {
    let text = std::fs::read_to_string(path(name)).unwrap_or_default();
    match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(error) => unreachable!("{name}: {error}"),
    }
}

fn fraction(text: &str) -> (i128, i128) {
    let (n, d) = text.split_once('/').unwrap_or((text, "1"));
    (n.parse().unwrap_or(-1), d.parse().unwrap_or(1))
}

/// Every section of the expected file, in its order, with exactly its amounts.
fn assert_sections(name: &str, expected_name: &str) {
    let reading = reading(name);
    let expected = expected(expected_name);
    let wanted = expected["sections"].as_array().cloned().unwrap_or_default();
    assert!(!wanted.is_empty(), "{expected_name} has sections");
    assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len(), "{name}: rows add up");
    assert_eq!(reading.sections.len(), wanted.len(), "{name}: sections");
    for section in &wanted {
        let stage = if section["stage"] == "primary" { Stage::Primary } else { Stage::Junior };
        let school = section["school"].as_str().unwrap_or_default();
        let found: Vec<&Section> =
            reading.sections.iter().filter(|found| found.school == school && found.stage == stage).collect();
        let [found] = found.as_slice() else { unreachable!("{name}: {school} {stage:?} found {} times", found.len()) };
        assert_eq!(u64::from(found.pupils), section["pupils"].as_u64().unwrap_or(0), "{name}: {school}");
        for (indicator, cell) in
            Indicator::ALL.iter().zip(section["indicators"].as_array().cloned().unwrap_or_default())
        {
            let amount = found.amount(*indicator).map(|amount| amount.exact().reduced());
            let wanted = cell["amount"].as_str().map(|text| {
                let (n, d) = fraction(text);
                if d == 1 { n.to_string() } else { format!("{n}/{d}") }
            });
            assert_eq!(amount, wanted, "{name}: {school} {indicator:?}");
        }
    }
}

#[test]
fn the_county_as_stage_column() {
    assert_sections("qinghe-stage-column.csv", "qinghe-stage-column.expected.json");
}

#[test]
fn the_county_as_whole_schools() {
    assert_sections("qinghe-one-sheet.csv", "qinghe-one-sheet.expected.json");
}

#[test]
fn single_schools_and_the_published_example() {
    assert_sections("one-school.tsv", "one-school.expected.json");
    assert_sections("one-nine-year-school.tsv", "one-nine-year-school.expected.json");
    assert_sections("worked-example.tsv", "worked-example.expected.json");
}

#[cfg(feature = "files")]
#[test]
fn the_county_workbook() {
    assert_sections("qinghe-county.xlsx", "qinghe-county.expected.json");
    assert_sections("qinghe-county-doubles.xlsx", "qinghe-county.expected.json");
    assert_sections("qinghe-one-sheet.gb18030.csv", "qinghe-one-sheet.expected.json");
}

#[test]
fn the_example_of_the_page() {
    let reading = reading("../../www/sample-county.tsv");
    assert_eq!((reading.rows_in, reading.rows_taken, reading.excluded.len()), (48, 46, 2));
    assert_eq!(reading.sections.len(), 55);
    assert!(reading.issues.iter().all(|issue| issue.severity == Severity::Note), "{:?}", reading.issues);
}

#[cfg(feature = "files")]
#[test]
fn clean_files_give_no_doubt() {
    for name in ["qinghe-county.xlsx", "qinghe-county-doubles.xlsx", "qinghe-stage-column.csv", "qinghe-one-sheet.csv"]
    {
        let reading = reading(name);
        let doubts: Vec<_> = reading.issues.iter().filter(|issue| issue.severity != Severity::Note).collect();
        assert!(doubts.is_empty(), "{name}: {doubts:?}");
    }
}

/// What a role of `messy-headers.expected.json` is here.
#[cfg(feature = "files")]
fn field_of(role: &str, form: &str) -> Option<Field> {
    let ratio = form.starts_with("per_");
    Some(match (role, ratio) {
        ("school", _) => Field::School,
        ("stage", _) => Field::Stage,
        ("kind", _) => Field::Kind,
        ("pupils", _) => Field::Pupils,
        ("master", _) => Field::Masters,
        ("bachelor", _) => Field::Bachelors,
        ("diploma", _) => Field::Associates,
        ("pe", _) => Field::PeTeachers,
        ("music", _) => Field::MusicTeachers,
        ("art", _) => Field::FineArtTeachers,
        ("teaching_area_gross", _) => Field::TeachingArea,
        ("indoor_sports_area", _) => Field::IndoorSportsArea,
        ("sports_field_area", _) => Field::SportsGroundArea,
        ("teachers_above_required", true) => Field::TeachersAboveRequiredRatio,
        ("backbone_teachers", true) => Field::BackboneTeachersRatio,
        ("backbone_teachers", false) => Field::BackboneTeachers,
        ("pe_art_teachers", true) => Field::PeArtTeachersRatio,
        ("pe_art_teachers", false) => Field::PeArtTeachers,
        ("teaching_area", true) => Field::TeachingAreaRatio,
        ("sports_area", true) => Field::SportsAreaRatio,
        ("equipment_value", true) => Field::EquipmentValueRatio,
        ("equipment_value", false) => Field::EquipmentValue,
        ("networked_classrooms", true) => Field::NetworkedClassroomsRatio,
        ("networked_classrooms", false) => Field::NetworkedClassrooms,
        ("books", _) => Field::Books,
        _ => return None,
    })
}

#[cfg(feature = "files")]
#[test]
fn messy_headers_are_mapped_and_their_neighbours_are_not() {
    let reading = reading("messy-headers.xlsx");
    let expected = expected("messy-headers.expected.json");
    let sheets = expected["sheets"].as_array().cloned().unwrap_or_default();
    assert_eq!(reading.sheets.len(), sheets.len());
    for (sheet, wanted) in reading.sheets.iter().zip(&sheets) {
        let name = sheet.name.as_deref().unwrap_or_default();
        let first = wanted["headerRows"]["first"].as_u64().unwrap_or(0);
        let last = wanted["headerRows"]["last"].as_u64().unwrap_or(0);
        assert_eq!(u64::from(sheet.header_top) + 1, first, "{name}");
        assert_eq!(u64::from(sheet.header_top + sheet.header_rows), last, "{name}");
        let mut compared = 0;
        for column in wanted["columns"].as_array().cloned().unwrap_or_default() {
            let letters = column["column"].as_str().unwrap_or_default();
            let found = sheet.columns.iter().find(|found| found.letters == letters);
            // 专任教师 has no role in the evaluation; it is read for the checks.
            let field = found
                .and_then(|found| found.field)
                .filter(|field| !matches!(field, Field::Unused | Field::FullTimeTeachers));
            let wanted = column["role"].as_str().map(|role| {
                let form = column["form"].as_str().unwrap_or_default();
                let Some(field) = field_of(role, form) else { unreachable!("role {role} {form}") };
                field
            });
            assert_eq!(field, wanted, "{name} {letters} {}", column["header"]);
            compared += 1;
        }
        assert_eq!(compared, wanted["columns"].as_array().map_or(0, Vec::len));
        for row in wanted["dataRows"].as_array().cloned().unwrap_or_default() {
            let role = sheet.rows.get(row.as_u64().unwrap_or(0) as usize - 1);
            assert_eq!(role, Some(&RowRole::School), "{name} row {row}");
        }
        for row in wanted["excludedRows"].as_array().cloned().unwrap_or_default() {
            let role = sheet.rows.get(row["row"].as_u64().unwrap_or(0) as usize - 1).copied();
            let wanted = match row["reason"].as_str().unwrap_or_default() {
                "title" => RowRole::Title,
                "code row" | "standards row" => RowRole::Codes,
                _ => RowRole::Note,
            };
            assert_eq!(role, Some(wanted), "{name} row {row}");
        }
    }
}

fn problem_code(name: &str) -> String {
    match understand(&workbook(name), "00", &IntakeOptions::default(), standard()) {
        Ok(_) => "read".into(),
        Err(problems) => problems.first().map(|problem| problem.code.clone()).unwrap_or_default(),
    }
}

#[test]
fn bad_files_are_named_with_place_and_remedy() {
    assert_eq!(problem_code("bad/only-header.csv"), "no_rows");
    assert_eq!(problem_code("bad/all-totals.csv"), "no_rows");
    assert_eq!(problem_code("bad/no-recognisable-column.csv"), "no_table");
    let cells = |name: &str| {
        let mut cells: Vec<_> = reading(name)
            .issues
            .into_iter()
            .filter(|issue| issue.severity == Severity::Logic)
            .filter_map(|issue| issue.location.and_then(|place| place.cell))
            .collect();
        cells.sort();
        cells
    };
    assert_eq!(cells("bad/text-where-numbers.csv"), ["C3", "F5", "G4", "H5", "I5"]);
    assert_eq!(cells("bad/negative-pupils.csv"), ["C3"]);
    let zero = reading("bad/zero-pupils.csv");
    assert_eq!(zero.sections.iter().map(|section| section.pupils).filter(|pupils| *pupils == 0).count(), 1);
}

// ------------------------------------------------------------------------------------------------------- properties

/// A cell with its text.
#[derive(Debug, Clone)]
enum Stored {
    Text(String),
    Other(Cell<'static>),
}

impl Stored {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Other(cell) => *cell,
        }
    }
}

fn book(rows: &[Vec<Stored>], merges: Vec<Merge>, format: Format) -> Workbook {
    let mut sheet: Sheet = rows.iter().map(|row| row.iter().map(Stored::cell)).collect();
    sheet.merges = merges;
    Workbook {
        name: None,
        format,
        encoding: None,
        delimiter: None,
        displayed: false,
        sheets: vec![sheet],
        issues: Vec::new(),
    }
}

/// Words of headers, names, totals, notes and numbers in every state of repair.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "学校名称",
        "学段",
        "小学",
        "初中",
        "在校生数",
        "小学在校生数",
        "初中在校生数",
        "高中在校生数",
        "专任教师",
        "本科",
        "专科",
        "硕士",
        "博士",
        "合计",
        "其中:女",
        "教学及辅助用房面积（㎡）",
        "室内体育用房面积",
        "运动场地面积（亩）",
        "教学仪器设备值",
        "教学仪器设备资产值（万元）",
        "网络多媒体教室（间）",
        "办学类型",
        "九年一贯制学校",
        "完全中学",
        "甲小学",
        "乙中学",
        "小计",
        "注：说明",
        "一、小学",
        "二、初中",
        "—",
        "无",
        "约1200",
        "1200+300",
        "１２３",
        "1,234",
        "12,34",
        "35.6万元",
        "-5",
        "≥4.2",
        "L1",
        "甲",
        "（",
        "）",
        "(((",
        "2023年",
        "㎡",
        "是否计校数",
        "县",
        "体育",
        "音乐",
        "美术",
        "艺术",
        ">",
        "a>b>c",
        "0",
        "100",
        "3.7",
        "每百名学生拥有县级以上骨干教师数",
        "生均",
        "县级以上骨干教师数",
        "99999999999999999999999999999999",
        "1e309",
    ]);
    prop_oneof![8 => words.prop_map(str::to_owned), 1 => "\\PC{0,12}", 1 => "[（）()0-9.,%m2㎡万元 ]{0,10}"]
}

fn any_cell() -> impl Strategy<Value = Stored> {
    let other = prop_oneof![
        3 => (0u32..3000).prop_map(|n| Cell::Number(f64::from(n))),
        2 => Just(Cell::Empty),
        1 => any::<f64>().prop_map(Cell::Number),
        1 => any::<bool>().prop_map(Cell::Boolean),
        1 => Just(Cell::Error("#REF!")),
        1 => Just(Cell::Date("2024-01-02")),
    ];
    prop_oneof![6 => any_text().prop_map(Stored::Text), 9 => other.prop_map(Stored::Other)]
}

fn any_merge() -> impl Strategy<Value = Merge> {
    (0u32..12, 0u32..10, 0u32..5, 0u32..12).prop_map(|(top, left, height, width)| Merge {
        top,
        left,
        bottom: top + height,
        right: left + width,
    })
}

/// A clean table of sections in one shape: header and rows.
fn clean() -> (Vec<&'static str>, Vec<Vec<String>>) {
    let header = vec![
        "学校名称",
        "学段",
        "在校生数",
        "博士学历教师数",
        "硕士学历教师数",
        "本科学历教师数",
        "专科学历教师数",
        "县级以上骨干教师数",
        "体育教师数",
        "音乐教师数",
        "美术教师数",
        "教学及辅助用房面积（㎡）",
        "室内体育用房面积（㎡）",
        "运动场地面积（㎡）",
        "教学仪器设备值（万元）",
        "网络多媒体教室（间）",
        "招生数",
        "占地面积（㎡）",
    ];
    let rows = (1u32..=9)
        .map(|k| {
            let stage = if k % 3 == 0 { "初中" } else { "小学" };
            let mut row = vec![format!("青禾第{k}学校"), stage.to_owned()];
            row.extend(
                [
                    100 * k,
                    1,
                    2 + k,
                    10 + k,
                    5,
                    3 + k,
                    2,
                    3,
                    4,
                    900 + 37 * k,
                    50 * k,
                    1500 + 11 * k,
                    30 + k,
                    4 + k,
                    40,
                    9000,
                ]
                .map(|n| n.to_string()),
            );
            row
        })
        .collect();
    (header, rows)
}

fn as_book(header: &[&str], rows: &[Vec<String>]) -> Workbook {
    let text = |cell: &String| Stored::Text(cell.clone());
    let mut cells = vec![header.iter().map(|heading| Stored::Text((*heading).to_owned())).collect::<Vec<_>>()];
    cells.extend(rows.iter().map(|row| row.iter().map(text).collect()));
    book(&cells, Vec::new(), Format::Paste)
}

/// Sections as what the evaluation sees, without places.
fn essence(reading: &Reading) -> Vec<String> {
    let mut all: Vec<String> = reading
        .sections
        .iter()
        .map(|section| {
            let amounts: Vec<_> = Indicator::ALL
                .iter()
                .map(|indicator| section.amount(*indicator).map(|amount| amount.exact().reduced()))
                .collect();
            format!("{} {:?} {} {:?}", section.school, section.stage, section.pupils, amounts)
        })
        .collect();
    all.sort();
    all
}

fn read_all(workbook: &Workbook) -> Reading {
    match understand(workbook, "00", &IntakeOptions::default(), standard()) {
        Ok(reading) => reading,
        Err(problems) => unreachable!("{problems:?}"),
    }
}

/// What people do to a cell of a number.
const DIRT: [&str; 28] = [
    "",
    "—",
    "无",
    "/",
    "暂无",
    "约12",
    "12+3",
    "12-15",
    "≥12",
    "12以上",
    "12,34",
    "4。2",
    "4..2",
    "12 34",
    "-12",
    "12%",
    "十二",
    "见附表",
    "1.2E+05",
    "12/3",
    "#",
    "(12)",
    "12人左右",
    "2亩",
    "12.5.",
    "１２",
    "12人",
    "0",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sheet_is_read_without_a_crash_and_its_rows_add_up(
        rows in prop::collection::vec(prop::collection::vec(any_cell(), 0..11), 0..14),
        merges in prop::collection::vec(any_merge(), 0..6),
        paste in any::<bool>(),
        top in prop::option::of(0u32..20),
        count in prop::option::of(0u32..9),
    ) {
        let workbook = book(&rows, merges, if paste { Format::Paste } else { Format::Xlsx });
        let choice = SheetChoice { header_top: top, header_rows: count, ..SheetChoice::default() };
        let options = IntakeOptions { sheets: vec![choice], ..IntakeOptions::default() };
        for sheet in recognise(&[Source { workbook: &workbook, sha256: "", options: &options }], standard()).sheets {
            prop_assert!(sheet.skipped.is_some() || sheet.rows.len() == workbook.sheets[0].row_count());
        }
        match understand(&workbook, "00", &options, standard()) {
            Err(problems) => prop_assert!(!problems.is_empty()),
            Ok(reading) => {
                prop_assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
                for section in &reading.sections {
                    for amount in section.amounts.iter().flatten() {
                        prop_assert!(!amount.terms.is_empty());
                        prop_assert!(amount.terms.iter().all(|term| term.location.is_some()));
                    }
                }
            }
        }
    }

    #[test]
    fn a_header_over_any_rows_keeps_the_identity(
        rows in prop::collection::vec(prop::collection::vec(any_cell(), 0..20), 1..14),
    ) {
        let (header, _) = clean();
        let mut cells = vec![header.iter().map(|heading| Stored::Text((*heading).to_owned())).collect::<Vec<_>>()];
        cells.extend(rows);
        let filled = cells.iter().skip(1).filter(|row| row.iter().any(|cell| !cell.cell().is_blank())).count();
        let workbook = book(&cells, Vec::new(), Format::Xlsx);
        let choice = SheetChoice { header_top: Some(0), header_rows: Some(1), ..SheetChoice::default() };
        let options = IntakeOptions { sheets: vec![choice], ..IntakeOptions::default() };
        if let Ok(reading) = understand(&workbook, "00", &options, standard()) {
            prop_assert_eq!(reading.rows_in as usize, filled);
            prop_assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
        }
    }

    #[test]
    fn the_order_of_rows_and_columns_does_not_matter(
        columns in Just((0..18usize).collect::<Vec<_>>()).prop_shuffle(),
        order in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let (header, rows) = clean();
        let plain = read_all(&as_book(&header, &rows));
        prop_assert_eq!(plain.sections.len(), 9);
        let header: Vec<&str> = columns.iter().map(|column| header[*column]).collect();
        let rows: Vec<Vec<String>> =
            order.iter().map(|row| columns.iter().map(|column| rows[*row][*column].clone()).collect()).collect();
        prop_assert_eq!(essence(&read_all(&as_book(&header, &rows))), essence(&plain));
    }

    /// One dirty cell: the same sections, or an issue that names the cell, or the amount is missing. Never another
    /// number in silence.
    #[test]
    fn dirt_never_changes_a_number_in_silence(row in 0usize..9, column in 2usize..18, dirt in prop::sample::select(DIRT.to_vec())) {
        let (header, rows) = clean();
        let plain = read_all(&as_book(&header, &rows));
        let mut dirty = rows.clone();
        dirty[row][column] = dirt.to_owned();
        let reading = read_all(&as_book(&header, &dirty));
        let cell = junheng::diagnostic::a1(row as u32 + 1, column as u32);
        let named = reading.issues.iter().any(|issue| {
            issue.location.as_ref().and_then(|place| place.cell.as_deref()) == Some(cell.as_str())
        });
        // Plain numbers in another dress are numbers; a blank that the other cells prove to be 0 counts as 0 with a note.
        let number = matches!(dirt, "１２" | "12人" | "0");
        let noted = reading.issues.iter().any(|issue| matches!(issue.code.as_str(), "blank_as_zero" | "no_pupils_given"));
        let missing = reading.sections.iter().zip(&plain.sections).any(|(now, before)| {
            Indicator::ALL.iter().any(|indicator| now.amount(*indicator).is_none() && before.amount(*indicator).is_some())
        });
        let same = essence(&reading) == essence(&plain);
        prop_assert!(same || named || number || noted || missing, "{} in {}", dirt, cell);
        prop_assert_eq!(reading.rows_in, 9);
    }

    /// A heading that is only like a known one is not taken for it.
    #[test]
    fn a_name_with_something_added_is_another_name(
        name in prop::sample::select(vec!["在校生数", "专任教师数", "县级以上骨干教师数", "教学及辅助用房面积", "运动场地面积", "教学仪器设备值", "网络多媒体教室数"]),
        added in prop::sample::select(vec!["上年", "女", "新增", "计划", "缺", "应有", "校外", "毕业年级", "农村", "民办", "附设班", "甲"]),
        behind in any::<bool>(),
    ) {
        let heading = if behind { format!("{name}（{added}）") } else { format!("{added}{name}") };
        let header = ["学校名称", "学段", "在籍学生数", "室内体育用房面积", heading.as_str()];
        let rows = vec![["甲小学", "小学", "100", "10", "77"].map(str::to_owned).to_vec()];
        let reading = read_all(&as_book(&header, &rows));
        let taken = reading.sheets[0].columns[4].field;
        prop_assert!(matches!(taken, None | Some(Field::Unused)), "{} became {:?}", heading, taken);
    }
}

/// Ten thousand rows of forty columns: anything that is not linear would show in the time of the test command.
#[test]
fn large_sheets_are_read() {
    let (mut header, rows) = clean();
    let extra: Vec<String> = (0..22).map(|k| format!("附加列{k}")).collect();
    header.extend(extra.iter().map(String::as_str));
    let Some(row) = rows.first() else { unreachable!() };
    let rows: Vec<Vec<String>> = (0..10_000)
        .map(|k| {
            let mut row = row.clone();
            row[0] = format!("第{k}小学");
            row.extend((0..22).map(|c| (c * k).to_string()));
            row
        })
        .collect();
    let reading = read_all(&as_book(&header, &rows));
    assert_eq!((reading.sections.len(), reading.rows_in), (10_000, 10_000));
}

/// Whatever was read from a file comes back from the workbook to fill in.
#[cfg(feature = "files")]
#[test]
fn the_workbook_to_fill_in_gives_back_what_it_was_filled_with() {
    for name in
        ["qinghe-one-sheet.csv", "qinghe-stage-column.csv", "one-nine-year-school.tsv", "../../www/sample-county.tsv"]
    {
        let records = reading(name).records();
        let bytes = junheng::report::template(standard(), junheng::diagnostic::Locale::ZhCn, Some(&records));
        let bytes = bytes.unwrap_or_else(|error| unreachable!("{name}: {error}"));
        let workbook = read_file(&bytes, "模板.xlsx", &ReadOptions::default(), &mut |_, _| {})
            .unwrap_or_else(|problem| unreachable!("{name}: {problem:?}"));
        let again = read_all(&workbook);
        assert_eq!(essence(&again), essence(&reading(name)), "{name}");
        let logic: Vec<_> = again.issues.iter().filter(|issue| issue.severity == Severity::Logic).collect();
        assert!(logic.is_empty(), "{name}: {logic:?}");
    }
}

/// Several sheets of one workbook, from lines of cells.
fn sheets(list: &[(&str, &str)]) -> Workbook {
    fn cell(text: &str) -> Cell<'_> {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
    let sheets = list
        .iter()
        .map(|(name, text)| {
            let mut sheet: Sheet = text.lines().map(|line| line.split('|').map(cell)).collect();
            sheet.name = Some((*name).to_owned());
            sheet
        })
        .collect();
    Workbook { sheets, ..book(&[], Vec::new(), Format::Xlsx) }
}

/// What the intake keeps as it is, the evaluation speaks of: strange schools, impossible counts, facts stated twice.
#[test]
fn what_cannot_be_right_between_sheets_is_said_by_the_evaluation() {
    let workbook = sheets(&[
        ("学校", "学校名称|学段|在校生数|网络多媒体教室数|班级数\n甲小学|小学|90|3|2"),
        ("班级", "学校|学段|班级|人数\n甲小学|小学|1班|45\n乙小学|小学|1班|45"),
        ("教室", "学校名称|班级数\n甲小学|3"),
        ("问卷", "群体|有效问卷数|满意问卷数\n家长|100|120"),
    ]);
    let reading = read_all(&workbook);
    assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
    assert_eq!(reading.survey.first().map(|group| (group.valid, group.satisfied)), Some((100, 120)));
    let options = junheng::evaluate::Options { scope: junheng::evaluate::Scope::County, as_of: None, trace: false };
    let evaluation = junheng::evaluate::evaluate(standard(), &reading.records(), &options);
    for code in ["unknown_school", "more_satisfied_than_valid", "stated_twice"] {
        let issue = evaluation.issues.iter().find(|issue| issue.code == code);
        let place = issue.and_then(|issue| issue.location.as_ref());
        assert!(place.is_some_and(|place| place.sheet.is_some() && place.cell.is_some()), "{code}: {issue:?}");
    }
}

/// Headings of sheets that are no tables of schools, and words that stand in them.
const HEADINGS: [&str; 24] = [
    "学校名称",
    "标识码",
    "县",
    "学段",
    "年级",
    "班级名称",
    "人数",
    "编号",
    "项目",
    "单位",
    "填报值",
    "说明",
    "佐证材料",
    "群体",
    "有效问卷数",
    "满意问卷数",
    "满意度",
    "学科",
    "分数",
    "音乐专用教室间数",
    "举办者",
    "城乡类型",
    "在校生数",
    "德育工作水平",
];
const WORDS: [&str; 30] = [
    "",
    "甲小学",
    "小学",
    "初中",
    "一年级",
    "一年级（1）班",
    "45",
    "-3",
    "4.5",
    "四十",
    "rotated",
    "留守儿童关爱体系健全",
    "人",
    "万元",
    "是",
    "无",
    "未定",
    "家长",
    "满意",
    "不满意",
    "合计",
    "注：",
    "（示例）甲",
    "语文",
    "缺考",
    "99999999999999999999",
    "1E400",
    "Ⅲ",
    "121",
    "2021-09-01",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_under_such_headings_is_read_without_a_crash_and_its_rows_add_up(
        headings in prop::sample::subsequence(HEADINGS.to_vec(), 2..12).prop_shuffle(),
        rows in prop::collection::vec(prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..13), 0..12),
        odd in ".{0,12}",
    ) {
        let mut text = headings.join(",");
        for row in &rows {
            text.push('\n');
            text.push_str(&row.join(","));
        }
        text.push('\n');
        text.push_str(&odd.replace(['"', '\n', '\r'], " "));
        let Ok(workbook) = junheng::table::read_text(&text, &ReadOptions::default()) else { return Ok(()) };
        for sheet in recognise(&[Source { workbook: &workbook, sha256: "", options: &IntakeOptions::default() }], standard()).sheets {
            prop_assert!(sheet.skipped.is_some() || sheet.rows.len() == workbook.sheets[0].row_count());
        }
        match understand(&workbook, "00", &IntakeOptions::default(), standard()) {
            Err(problems) => prop_assert!(!problems.is_empty()),
            Ok(reading) => {
                prop_assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
                let placed = reading.issues.iter().all(|issue| issue.location.is_some());
                prop_assert!(placed, "{:?}", reading.issues);
                let codes = reading.excluded.iter().all(|row| row.location.is_some() && !row.code.is_empty());
                prop_assert!(codes);
            }
        }
    }
}
