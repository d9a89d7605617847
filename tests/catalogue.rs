//! The dirty-data catalogue: every case that occurs in worksheets, in every format where it can occur, and what must come
//! of it: the same verdicts with a note, or a doubt that names the cell, or a row left out with the reason. What is
//! missing never becomes a number. (D47, D48 and D54 are cases of the container; `tests/table.rs` has them as well.)
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

#[path = "files/catalogue/mod.rs"]
mod county;

use county::{
    Book, Dirt, Form, Grid, Layout, Line, Name, Outcome, Put, STANDARD, county, names_cell, outcome, outcome_of,
};
use junheng::diagnostic::{Locale, Severity};
use junheng::engine;
use junheng::evaluate::{Options, Scope, Status, evaluate};
use junheng::intake::{IntakeOptions, RowRole, Source, understand, understand_all};
use junheng::records::{Indicator, Stage};
use junheng::report::{self, Bundle};
use junheng::standard::Chosen;
use junheng::table::{ReadOptions, read_file, read_text};

/// What must come of a case; the place is the cell, or the first cell of the row, that the change answers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    /// The clean verdicts; nothing need be said.
    Same,
    /// The clean verdicts, and a note (提示) of this code at the cell.
    Note(&'static str),
    /// The clean verdicts, and the row left out with this reason.
    LeftOut(&'static str),
    /// The clean sections, and a school that the standard does not evaluate left out with this reason. Rules on all
    /// schools still ask about it.
    Outside(&'static str),
    /// Refused (逻辑校验) at the cell: what it would have given is missing, and nothing becomes another number.
    Refused(&'static str),
    /// Missing, said (经验校验) at the cell, and no other number.
    Missing(&'static str),
    /// Doubtful (经验校验) at the cell.
    Doubt(&'static str),
    /// Wrong (逻辑校验) at the cell, whatever becomes of the numbers.
    Wrong(&'static str),
    /// Not read at all, with this problem.
    Problem(&'static str),
}
use Expected::{Doubt, LeftOut, Missing, Note, Outside, Problem, Refused, Same, Wrong};

/// Where a change was made: sheet, line, column.
type At = (usize, Line, Name);

struct Case {
    id: &'static str,
    layout: Layout,
    forms: &'static [Form],
    change: fn(&mut Book) -> At,
    expected: Expected,
}

const ALL: &[Form] = &Form::ALL;
const TEXT: &[Form] = &Form::TEXT;
const BOOKS: &[Form] = &Form::BOOKS;
const XLSX: &[Form] = &[Form::Xlsx];
const SECTIONS: Layout = Layout::Sections;

/// A primary school of the county, and its number in the sheet.
const SCHOOL: Line = 103;

fn set(book: &mut Book, name: Name, value: Put) -> At {
    book.sheet().put(SCHOOL, name, value).unwrap();
    (0, SCHOOL, name)
}

fn text(book: &mut Book, name: Name, words: &str) -> At {
    set(book, name, Put::text(words))
}

fn number(book: &Book, name: Name) -> f64 {
    book.sheets[0].number(SCHOOL, name).unwrap()
}

/// The number of a cell in another dress.
fn dressed(book: &mut Book, name: Name, dress: fn(f64) -> String) -> At {
    let value = number(book, name);
    text(book, name, &dress(value))
}

/// A line below the header; the place is its first cell.
fn line(book: &mut Book, before: Option<Line>, cells: &[(Name, Put)]) -> At {
    let grid = book.sheet();
    let at = before.map_or(grid.rows.len(), |line| grid.row_at(line).unwrap());
    grid.insert_row(at, 999, cells);
    (0, 999, grid.columns[0])
}

/// A copy of a school's line.
fn copy(book: &mut Book, of: Line, change: &[(Name, &str)]) -> At {
    let grid = book.sheet();
    let mut cells: Vec<(Name, Put)> =
        grid.columns.iter().map(|name| (*name, grid.get(of, name).unwrap().clone())).collect();
    for (name, value) in &mut cells {
        if let Some((_, words)) = change.iter().find(|(changed, _)| changed == name) {
            *value = words.parse().map_or_else(|_| Put::text(words), Put::Number);
        }
    }
    let at = grid.row_at(of).unwrap() + 1;
    grid.insert_row(at, 999, &cells);
    (0, 999, "name")
}

fn heading(book: &mut Book, name: Name, words: &str) -> At {
    book.sheet().put(50, name, Put::text(words)).unwrap();
    (0, 50, name)
}

/// A new column behind the others.
fn column(book: &mut Book, name: Name, words: &str, value: fn(&Grid, Line) -> Put) {
    let grid = book.sheet();
    let clean = grid.clone();
    grid.insert_column(clean.columns.len(), name);
    grid.put(50, name, Put::text(words)).unwrap();
    for line in clean.schools() {
        grid.put(line, name, value(&clean, line)).unwrap();
    }
}

fn of(grid: &Grid, line: Line, name: Name) -> f64 {
    grid.number(line, name).unwrap_or(0.0)
}

macro_rules! case {
    ($id:literal, $layout:expr, $forms:expr, $expected:expr, $change:expr) => {
        Case { id: $id, layout: $layout, forms: $forms, change: $change, expected: $expected }
    };
}

/// The catalogue.
const CASES: &[Case] = &[
    case!("D01 titles above the header", SECTIONS, ALL, Same, |b| {
        b.sheet().insert_row(0, 10, &[("serial", Put::text("青禾县义务教育学校办学条件基本情况统计表"))]);
        b.sheet().insert_row(
            1,
            11,
            &[
                ("serial", Put::text("单位：青禾县教育局　填表日期：2024年1月8日")),
                ("rooms", Put::text("单位：人、㎡")),
            ],
        );
        b.sheet().merges.push((10, "serial", 10, "rooms"));
        (0, 10, "serial")
    }),
    case!("D02 a header of two rows, merged", Layout::Form, ALL, Same, |_| (0, 50, "name")),
    case!("D03 line breaks and spaces in a heading", SECTIONS, ALL, Same, |b| heading(
        b,
        "teaching",
        "教学\n及 辅 助\n用房　面积（㎡）"
    )),
    case!("D04 a row of codes", SECTIONS, ALL, LeftOut("code_row"), |b| {
        let cells: Vec<(Name, Put)> = b.sheets[0]
            .columns
            .iter()
            .enumerate()
            .map(|(k, name)| (*name, Put::Text(if k == 0 { "甲".into() } else { k.to_string() })))
            .collect();
        line(b, Some(100), &cells)
    }),
    case!("D04 a row of L1, L2 …", SECTIONS, ALL, LeftOut("code_row"), |b| {
        let cells: Vec<(Name, Put)> =
            b.sheets[0].columns.iter().enumerate().map(|(k, name)| (*name, Put::Text(format!("L{}", k + 1)))).collect();
        line(b, Some(100), &cells)
    }),
    case!("D05 a row of standards", SECTIONS, ALL, LeftOut("code_row"), |b| {
        line(
            b,
            Some(100),
            &[
                ("name", Put::text("标准")),
                ("teaching", Put::text("≥4.5")),
                ("ground", Put::text("≥7.5")),
                ("rooms", Put::text("≥2.3")),
            ],
        )
    }),
    case!("D05 standards without a name", SECTIONS, ALL, LeftOut("code_row"), |b| {
        line(
            b,
            Some(100),
            &[
                ("pupils", Put::text("≤2000")),
                ("teaching", Put::text("≥4.5")),
                ("ground", Put::text("≥7.5")),
                ("music", Put::text("各1")),
            ],
        )
    }),
    case!("D06 a total below", SECTIONS, ALL, LeftOut("total_row"), |b| {
        let total = county::total(&b.sheets[0], "pupils");
        line(b, None, &[("name", Put::text("合　计")), ("pupils", Put::Number(total))])
    }),
    case!("D06 a total on top", SECTIONS, ALL, LeftOut("total_row"), |b| {
        let total = county::total(&b.sheets[0], "pupils");
        line(b, Some(100), &[("serial", Put::text("全县总计")), ("pupils", Put::Number(total))])
    }),
    case!("D06 averages", SECTIONS, ALL, LeftOut("statistic_row"), |b| line(
        b,
        None,
        &[("name", Put::text("平均")), ("pupils", Put::Number(700.5))]
    )),
    case!("D06 其中", SECTIONS, ALL, LeftOut("part_row"), |b| line(
        b,
        None,
        &[("name", Put::text("其中：公办")), ("pupils", Put::Number(700.0))]
    )),
    case!("D07 notes", SECTIONS, ALL, LeftOut("note_row"), |b| line(
        b,
        None,
        &[("serial", Put::text("注：1.数据截至9月1日。"))]
    )),
    case!("D07 signatures", SECTIONS, ALL, LeftOut("note_row"), |b| line(
        b,
        None,
        &[("serial", Put::text("填表人：　审核人：　联系电话：0793-1234567"))]
    )),
    case!("D08 merges in the notes", Layout::Form, BOOKS, Same, |b| {
        b.sheet().merges.push((902, "serial", 902, "backbone"));
        (0, 902, "serial")
    }),
    case!("D09 the name of a group", SECTIONS, ALL, LeftOut("group_row"), |b| {
        b.sheet().merges.push((999, "serial", 999, "rooms"));
        line(b, Some(105), &[("serial", Put::text("稻花镇"))])
    }),
    case!("D10 names merged down", SECTIONS, BOOKS, Same, |b| {
        b.sheet().put(157, "name", Put::Empty).unwrap();
        b.sheet().merges.push((117, "name", 157, "name"));
        (0, 157, "name")
    }),
    case!("D10 names merged down, the merge lost", SECTIONS, TEXT, Note("filled_down"), |b| {
        b.sheet().put(157, "name", Put::Empty).unwrap();
        (0, 157, "name")
    }),
    case!("D11 blank rows", SECTIONS, ALL, Same, |b| line(b, Some(105), &[])),
    case!("D11 a blank column", SECTIONS, ALL, Same, |b| {
        b.sheet().insert_column(6, "extra");
        (0, 50, "extra")
    }),
    case!("D12 a hidden row", SECTIONS, XLSX, Doubt("hidden_rows"), |b| {
        let row = b.sheet().row_at(SCHOOL).unwrap();
        b.sheet().rows[row].hidden = true;
        (0, SCHOOL, "serial")
    }),
    case!("D12 a hidden column", SECTIONS, XLSX, Doubt("hidden_columns"), |b| {
        b.sheet().hidden_columns.push("indoor");
        (0, 50, "indoor")
    }),
    case!("D12 a hidden sheet", SECTIONS, BOOKS, Doubt("hidden_sheet"), |b| {
        let mut old = b.sheets[0].clone();
        old.name = "旧表".into();
        old.hidden = true;
        b.sheets.push(old);
        (1, 50, "serial")
    }),
    case!("D13 the same header again further down", SECTIONS, ALL, LeftOut("repeated_header"), |b| {
        let cells: Vec<(Name, Put)> =
            b.sheets[0].columns.iter().map(|name| (*name, b.sheets[0].get(50, name).unwrap().clone())).collect();
        line(b, Some(149), &cells);
        b.sheet().insert_row(10, 998, &[]);
        (0, 999, "serial")
    }),
    case!("D13 another table below", SECTIONS, ALL, Wrong("other_table"), |b| {
        b.sheet().insert_row(usize::MAX, 998, &[]);
        let at = line(
            b,
            None,
            &[
                ("serial", Put::text("项目")),
                ("name", Put::text("教职工数")),
                ("code", Put::text("占地面积")),
                ("stage", Put::text("图书册数")),
            ],
        );
        b.sheet().insert_row(
            usize::MAX,
            997,
            &[("serial", Put::text("城区")), ("name", Put::Number(20.0)), ("code", Put::Number(30.0))],
        );
        at
    }),
    case!("D13 a table with the same header beside", SECTIONS, ALL, Note("tables_joined"), |b| {
        // The lower half of the schools stands to the right of the upper half.
        let clean = b.sheets[0].clone();
        let lines = clean.schools();
        let (upper, lower) = lines.split_at(11);
        let grid = b.sheet();
        grid.rows.retain(|row| !lower.contains(&row.id));
        grid.insert_column(clean.columns.len(), "gap");
        for row in &mut grid.rows {
            let from = if row.id == 50 {
                Some(50)
            } else {
                upper.iter().position(|line| *line == row.id).and_then(|k| lower.get(k)).copied()
            };
            if let Some(from) = from {
                row.cells.extend(clean.rows[clean.row_at(from).unwrap()].cells.clone());
            }
        }
        grid.columns.push("beside");
        (0, 50, "beside")
    }),
    case!("D13 a table with another header beside", SECTIONS, ALL, Wrong("tables_side_by_side"), |b| {
        let grid = b.sheet();
        for (k, row) in grid.rows.iter_mut().enumerate() {
            let cells = match k {
                0 => ["学校名称", "校车数（辆）"].map(Put::text),
                1..4 => [Put::Text(format!("别处第{k}小学")), Put::Number(2.0)],
                _ => continue,
            };
            row.cells.push(Put::Empty);
            row.cells.extend(cells);
        }
        grid.columns.extend(["gap", "beside", "cars"]);
        (0, 50, "beside")
    }),
    case!("D14 a sheet for each stage", Layout::Stages, BOOKS, Same, |_| (0, 50, "name")),
    case!("D15 the header on every page", SECTIONS, ALL, LeftOut("repeated_header"), |b| {
        let cells: Vec<(Name, Put)> =
            b.sheets[0].columns.iter().map(|name| (*name, b.sheets[0].get(50, name).unwrap().clone())).collect();
        line(b, Some(106), &cells)
    }),
    case!("D16 full-width digits", SECTIONS, ALL, Note("number_repaired"), |b| {
        dressed(b, "teaching", |v| {
            v.to_string().chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect()
        })
    }),
    case!("D17 thousands", SECTIONS, ALL, Note("number_repaired"), |b| dressed(b, "teaching", |v| format!(
        "{},{:06.2}",
        v as u32 / 1000,
        v % 1000.0
    ))),
    case!("D17 thousands, full-width", SECTIONS, ALL, Note("number_repaired"), |b| dressed(
        b,
        "teaching",
        |v| format!("{}，{:06.2}", v as u32 / 1000, v % 1000.0)
    )),
    case!("D17 thousands, spaces", SECTIONS, ALL, Note("number_repaired"), |b| dressed(b, "teaching", |v| format!(
        "{} {:06.2}",
        v as u32 / 1000,
        v % 1000.0
    ))),
    case!("D17 wrong groups", SECTIONS, ALL, Refused("not_a_number"), |b| text(b, "teaching", "12,34")),
    case!("D18 spaces around a number", SECTIONS, ALL, Note("number_repaired"), |b| dressed(
        b,
        "backbone",
        |v| format!("\u{3000}{v}\u{a0}")
    )),
    case!("D18 invisible characters", SECTIONS, ALL, Note("number_repaired"), |b| dressed(b, "backbone", |v| format!(
        "{v}\u{200b}"
    ))),
    case!("D18 spaces around a name", SECTIONS, ALL, Note("name_spaces"), |b| {
        let name = b.sheets[0].get(SCHOOL, "name").unwrap().shown();
        text(b, "name", &format!("\u{3000}{name} "))
    }),
    case!("D19 a number stored as text", SECTIONS, BOOKS, Note("number_repaired"), |b| dressed(b, "rooms", |v| v
        .to_string())),
    case!("D20 empty", SECTIONS, ALL, Missing("missing_value"), |b| set(b, "teaching", Put::Empty)),
    case!("D20 —", SECTIONS, ALL, Missing("missing_value"), |b| text(b, "teaching", "——")),
    case!("D20 /", SECTIONS, ALL, Missing("missing_value"), |b| text(b, "ground", "/")),
    case!("D20 \\", SECTIONS, ALL, Missing("missing_value"), |b| text(b, "rooms", "\\")),
    case!("D20 无", SECTIONS, ALL, Missing("missing_value"), |b| text(b, "equipment", "无")),
    case!("D20 ＊", SECTIONS, ALL, Missing("missing_value"), |b| text(b, "backbone", "＊")),
    case!("D20 暂无", SECTIONS, ALL, Missing("not_known"), |b| text(b, "rooms", "暂无")),
    case!("D20 未统计", SECTIONS, ALL, Missing("not_known"), |b| text(b, "bachelors", "未统计")),
    case!("D20 ?", SECTIONS, ALL, Missing("not_known"), |b| text(b, "music", "？")),
    case!("D20 N/A", SECTIONS, ALL, Missing("not_known"), |b| text(b, "indoor", "N/A")),
    case!("D20 no pupils given", SECTIONS, ALL, Refused("no_pupils_given"), |b| text(b, "pupils", "—")),
    case!("D20 a blank among degrees", SECTIONS, ALL, Missing("missing_value"), |b| set(b, "masters", Put::Empty)),
    case!("D20 a blank among degrees that are all teachers", SECTIONS, ALL, Note("blank_as_zero"), |b| {
        let degrees = ["masters", "bachelors", "associates"].map(|name| number(b, name)).iter().sum::<f64>();
        set(b, "full_time", Put::Number(degrees));
        set(b, "doctors", Put::Empty)
    }),
    case!("D20 a blank indoor area", SECTIONS, ALL, Missing("missing_value"), |b| set(b, "indoor", Put::Empty)),
    case!("D22 ㎡ in other words", SECTIONS, ALL, Same, |b| {
        heading(b, "indoor", "室内体育用房面积(平方米)");
        heading(b, "ground", "运动场地面积（m2）");
        heading(b, "teaching", "教学及辅助用房面积（m²）")
    }),
    case!("D22 yuan in the heading", SECTIONS, ALL, Same, |b| {
        for line in b.sheets[0].schools() {
            let value = of(&b.sheets[0], line, "equipment") * 10_000.0;
            b.sheet().put(line, "equipment", Put::Number(value.round())).unwrap();
        }
        heading(b, "equipment", "教学仪器设备资产值（元）")
    }),
    case!("D22 no unit of money", SECTIONS, ALL, Doubt("unit_assumed"), |b| {
        heading(b, "equipment", "教学仪器设备资产值");
        (0, 100, "equipment")
    }),
    case!("D23 the unit in the cell", SECTIONS, ALL, Note("number_repaired"), |b| dressed(b, "teaching", |v| format!(
        "{v}㎡"
    ))),
    case!("D23 万元 in the cell", SECTIONS, ALL, Note("number_repaired"), |b| dressed(b, "equipment", |v| format!(
        "{v}万元"
    ))),
    case!("D23 another unit of money in the cell", SECTIONS, ALL, Note("unit_in_cell"), |b| dressed(
        b,
        "equipment",
        |v| format!("{}元", (v * 10_000.0).round())
    )),
    case!("D23 people", SECTIONS, ALL, Note("number_repaired"), |b| dressed(b, "backbone", |v| format!("{v}人"))),
    case!("D24 yuan among ten thousands", SECTIONS, ALL, Doubt("unit_jump"), |b| {
        let value = number(b, "equipment") * 10_000.0;
        set(b, "equipment", Put::Number(value.round()))
    }),
    case!("D25 亩 in a heading", SECTIONS, ALL, Wrong("unit_mu"), |b| heading(b, "ground", "运动场地面积（亩）")),
    case!("D25 亩 in a cell", SECTIONS, ALL, Refused("wrong_unit"), |b| text(b, "ground", "12.5亩")),
    case!("D26 per pupil instead of a total", SECTIONS, ALL, Doubt("outlier"), |b| set(b, "ground", Put::Number(9.1))),
    case!("D26 yuan per pupil instead of ten thousands in all", SECTIONS, ALL, Doubt("outlier"), |b| set(
        b,
        "equipment",
        Put::Number(2400.0)
    )),
    case!("D27 a percentage", SECTIONS, ALL, Refused("percent_in_cell"), |b| text(b, "backbone", "95％")),
    case!("D28 4。2", SECTIONS, ALL, Refused("not_a_number"), |b| text(b, "teaching", "4321。5")),
    case!("D28 4,2", SECTIONS, ALL, Refused("not_a_number"), |b| text(b, "teaching", "4321,5")),
    case!("D28 4..2", SECTIONS, ALL, Refused("not_a_number"), |b| text(b, "teaching", "4321..5")),
    case!("D28 4.2.", SECTIONS, ALL, Refused("not_a_number"), |b| text(b, "teaching", "4321.5.")),
    case!("D29 约", SECTIONS, ALL, Refused("approximate_value"), |b| text(b, "teaching", "约4200")),
    case!("D29 余", SECTIONS, ALL, Refused("approximate_value"), |b| text(b, "teaching", "4200余")),
    case!("D29 左右", SECTIONS, ALL, Refused("approximate_value"), |b| text(b, "teaching", "4200左右")),
    case!("D29 a remark", SECTIONS, ALL, Refused("remark_in_cell"), |b| text(b, "teaching", "4200（含借用）")),
    case!("D29 a sum", SECTIONS, ALL, Refused("sum_in_cell"), |b| text(b, "teaching", "4200+300")),
    case!("D29 two numbers", SECTIONS, ALL, Refused("two_values"), |b| text(b, "backbone", "12/3")),
    case!("D30 a range", SECTIONS, ALL, Refused("range_in_cell"), |b| text(b, "backbone", "10-12")),
    case!("D30 a bound", SECTIONS, ALL, Refused("approximate_value"), |b| text(b, "teaching", "≥4500")),
    case!("D30 以上", SECTIONS, ALL, Refused("approximate_value"), |b| text(b, "backbone", "45以上")),
    case!("D31 a date in place of a number", SECTIONS, ALL, Refused("date_in_cell"), |b| set(
        b,
        "backbone",
        Put::Date(2024, 1, 2)
    )),
    case!("D31 a date as text", SECTIONS, ALL, Refused("date_in_cell"), |b| text(b, "backbone", "1月2日")),
    case!("D32 a code in scientific notation", SECTIONS, ALL, Doubt("code_lost_digits"), |b| text(
        b, "code", "3.63E+17"
    )),
    case!("D32 a code with its last digits lost", SECTIONS, ALL, Doubt("code_lost_digits"), |b| text(
        b,
        "code",
        "363300012345678000"
    )),
    case!("D32 a number in scientific notation", SECTIONS, ALL, Refused("scientific_notation"), |b| text(
        b, "teaching", "4.2E+03"
    )),
    case!("D33 a leading zero lost", SECTIONS, ALL, Doubt("code_length"), |b| text(b, "code", "633001251")),
    case!("D33 a code with .0 and spaces", SECTIONS, ALL, Note("code_repaired"), |b| text(b, "code", "36330 01251.0")),
    case!("D34 a school twice", SECTIONS, ALL, Wrong("duplicate_school"), |b| copy(b, SCHOOL, &[])),
    case!("D34 by code, under another name", SECTIONS, ALL, Wrong("duplicate_school"), |b| copy(
        b,
        SCHOOL,
        &[("name", "云雀中心校")]
    )),
    case!("D34 by name, with other brackets and spaces", SECTIONS, ALL, Wrong("duplicate_school"), |b| {
        text(b, "name", "云雀小学（本部）");
        copy(b, SCHOOL, &[("name", " 云雀 小学(本部)"), ("code", "")])
    }),
    case!("D34 under another name and code, with the same numbers", SECTIONS, ALL, Doubt("same_numbers"), |b| copy(
        b,
        SCHOOL,
        &[("name", "云雀中心校"), ("code", "3633009999")]
    )),
    case!("D35 a whole school and its part", Layout::Whole, ALL, Wrong("whole_and_section"), |b| {
        copy(
            b,
            117,
            &[
                ("j_pupils", ""),
                ("j_doctors", ""),
                ("j_masters", ""),
                ("j_bachelors", ""),
                ("j_associates", ""),
                ("j_pe", ""),
                ("j_music", ""),
                ("j_art", ""),
                ("j_backbone", ""),
                ("j_full_time", ""),
                ("kind", "小学"),
            ],
        )
    }),
    case!("D36 a campus that does not count as a school", SECTIONS, ALL, Doubt("campus_not_counted"), |b| {
        column(b, "counted", "是否计校数", |_, line| Put::text(if line == SCHOOL { "否" } else { "是" }));
        (0, SCHOOL, "counted")
    }),
    case!("D37 a special school", SECTIONS, ALL, LeftOut("special_or_vocational"), |b| copy(
        b,
        100,
        &[("name", "青禾县特殊教育学校"), ("code", "3633009999"), ("kind", "特殊教育学校"), ("pupils", "61")]
    )),
    case!("D37 a vocational school", SECTIONS, ALL, LeftOut("special_or_vocational"), |b| copy(
        b,
        100,
        &[("name", "青禾县职业高中"), ("code", "3633009998"), ("kind", "职业高中")]
    )),
    case!("D37 a small teaching point", SECTIONS, ALL, Outside("small_teaching_point"), |b| copy(
        b,
        100,
        &[("name", "青禾县山坳教学点"), ("code", "3633009997"), ("kind", "小学教学点"), ("pupils", "21")]
    )),
    case!("D38 a school without pupils", SECTIONS, ALL, LeftOut("no_pupils"), |b| copy(
        b,
        100,
        &[("name", "青禾县新建小学"), ("code", "3633009996"), ("pupils", "0")]
    )),
    case!("D38 a stage without pupils", Layout::Whole, ALL, Doubt("stage_without_pupils"), |b| {
        b.sheet().put(117, "p_pupils", Put::Number(0.0)).unwrap();
        (0, 117, "p_pupils")
    }),
    case!("D39 more backbone teachers than teachers", SECTIONS, ALL, Wrong("part_exceeds_teachers"), |b| set(
        b,
        "backbone",
        Put::Number(95.0)
    )),
    case!("D39 more indoor area than teaching area", SECTIONS, ALL, Refused("indoor_exceeds_teaching"), |b| set(
        b,
        "indoor",
        Put::Number(99_000.0)
    )),
    case!("D39 more women than all", SECTIONS, ALL, Wrong("part_exceeds_whole"), |b| {
        let grid = b.sheet();
        let at = grid.column_at("pupils").unwrap() + 1;
        grid.insert_column(at, "women");
        grid.put(50, "women", Put::text("其中：女")).unwrap();
        for line in grid.schools() {
            grid.put(line, "women", Put::Number(if line == SCHOOL { 9_000.0 } else { 200.0 })).unwrap();
        }
        (0, SCHOOL, "women")
    }),
    case!("D40 a total that differs from its rows", Layout::Form, ALL, Doubt("total_differs"), |b| {
        let total = county::total(&b.sheets[0], "pupils");
        b.sheet().put(900, "pupils", Put::Number(total + 7.0)).unwrap();
        (0, 900, "pupils")
    }),
    case!("D40 men and women that differ from the total", SECTIONS, ALL, Doubt("parts_differ"), |b| {
        let grid = b.sheet();
        let at = grid.column_at("pupils").unwrap() + 1;
        for (name, words) in [("women", "女"), ("men", "男")] {
            grid.insert_column(at, name);
            grid.put(50, name, Put::text(words)).unwrap();
        }
        for line in grid.schools() {
            let half = (grid.number(line, "pupils").unwrap() / 2.0).floor();
            let rest = grid.number(line, "pupils").unwrap() - half;
            grid.put(line, "men", Put::Number(half)).unwrap();
            grid.put(line, "women", Put::Number(if line == SCHOOL { rest + 3.0 } else { rest })).unwrap();
        }
        (0, SCHOOL, "pupils")
    }),
    case!(
        "D41 the file of another year than its title",
        Layout::Form,
        &[Form::Csv, Form::Gbk, Form::Xlsx, Form::Xls, Form::Ods],
        Doubt("years_differ"),
        |b| {
            b.name = "青禾县2022年统计.xlsx".into();
            (0, 10, "serial")
        }
    ),
    case!("D41 rows of an earlier year", SECTIONS, ALL, LeftOut("other_year"), |b| {
        copy(b, SCHOOL, &[]);
        column(b, "year", "学年", |_, _| Put::text("2023-2024学年"));
        b.sheet().put(999, "year", Put::text("2022-2023学年")).unwrap();
        (0, 999, "year")
    }),
    case!("D41 a row without a year among those of several", SECTIONS, ALL, Doubt("year_missing"), |b| {
        column(b, "year", "学年", |_, line| {
            Put::text(if line == 101 { "2022-2023学年" } else { "2023-2024学年" })
        });
        b.sheet().put(SCHOOL, "year", Put::Empty).unwrap();
        (0, SCHOOL, "year")
    }),
    case!("D41 a sheet of an earlier year", Layout::Sections, BOOKS, Doubt("several_years"), |b| {
        let mut old = b.sheets[0].clone();
        b.sheets[0].name = "2023年".into();
        old.name = "2022年".into();
        b.sheets.push(old);
        (1, 100, "name")
    }),
    case!("D42 a big change from last year", SECTIONS, ALL, Doubt("changed_from_last_year"), |b| {
        column(b, "before", "上年在校生数（人）", |grid, line| {
            Put::Number((of(grid, line, "pupils") * if line == SCHOOL { 0.6 } else { 0.9 }).round())
        });
        (0, SCHOOL, "pupils")
    }),
    case!("D43 ten times the median", SECTIONS, ALL, Doubt("outlier"), |b| set(b, "rooms", Put::Number(480.0))),
    case!("D43 pupils far from what they have", SECTIONS, ALL, Doubt("pupils_outlier"), |b| set(
        b,
        "pupils",
        Put::Number(31.0)
    )),
    case!("D44 a cell too many", SECTIONS, ALL, Wrong("row_shifted"), |b| {
        let grid = b.sheet();
        let (row, column) = (grid.row_at(SCHOOL).unwrap(), grid.column_at("music").unwrap());
        grid.rows[row].cells.insert(column, Put::Empty);
        (0, SCHOOL, "art")
    }),
    case!("D44 a cell too few", SECTIONS, ALL, Wrong("row_shifted"), |b| {
        let grid = b.sheet();
        let (row, column) = (grid.row_at(SCHOOL).unwrap(), grid.column_at("art").unwrap());
        grid.rows[row].cells.remove(column);
        (0, SCHOOL, "art")
    }),
    case!("D45 a delimiter too many", SECTIONS, TEXT, Doubt("row_length"), |b| {
        let grid = b.sheet();
        let row = grid.row_at(SCHOOL).unwrap();
        grid.rows[row].cells.push(Put::text("备注"));
        (0, SCHOOL, "rooms")
    }),
    case!("D45 a stray quotation mark", SECTIONS, &[Form::Csv, Form::Gbk], Wrong("stray_quote"), |b| {
        let name = b.sheets[0].get(SCHOOL, "name").unwrap().shown();
        set(b, "name", Put::Raw(format!("\"{name}")))
    }),
    case!("D45 carriage returns alone", SECTIONS, TEXT, Same, |b| {
        b.dirt.push(Dirt::ReturnsOnly);
        (0, SCHOOL, "name")
    }),
    case!("D45 no end of the last line", SECTIONS, TEXT, Same, |b| {
        b.dirt.push(Dirt::NoEnd);
        (0, SCHOOL, "name")
    }),
    case!("D45 a preamble", SECTIONS, TEXT, Same, |b| {
        b.sheet()
            .rows
            .insert(0, county::Row { id: 10, cells: vec![Put::text("导出时间：2024-01-08 10:00:00")], hidden: false });
        (0, 10, "serial")
    }),
    case!("D49 a formula and its result", SECTIONS, &[Form::Xls, Form::Ods], Same, |b| {
        let value = number(b, "teaching");
        set(b, "teaching", Put::Formula(value))
    }),
    case!("D49 an error", SECTIONS, ALL, Refused("cell_error"), |b| set(b, "teaching", Put::Error("#DIV/0!"))),
    case!("D49 a formula of a writer that calculates none", SECTIONS, XLSX, Doubt("uncalculated_formulas"), |b| set(
        b,
        "teaching",
        Put::Uncalculated
    )),
    case!("D49 a truth value", SECTIONS, BOOKS, Refused("not_a_number"), |b| set(b, "teaching", Put::Truth(true))),
    case!("D50 shading", SECTIONS, BOOKS, Note("shading"), |b| {
        b.sheet().shaded.push((SCHOOL, "teaching"));
        (0, SCHOOL, "teaching")
    }),
    case!("D51 comments", SECTIONS, BOOKS, Note("comments"), |b| {
        b.sheet().comments.push((SCHOOL, "teaching", "含借用教室".into()));
        (0, SCHOOL, "teaching")
    }),
    case!("D53 a file name as people make them", SECTIONS, &[Form::Csv, Form::Xlsx, Form::Xls, Form::Ods], Same, |b| {
        b.name = "附件2：青禾县…（最终版）(3) - 副本.xlsx".into();
        (0, SCHOOL, "name")
    }),
    case!("D55 an English heading", SECTIONS, ALL, Doubt("unmapped_columns"), |b| heading(
        b,
        "teaching",
        "Floor space"
    )),
    case!("D55 a heading in traditional characters", SECTIONS, ALL, Doubt("unmapped_columns"), |b| heading(
        b,
        "teaching",
        "教學及輔助用房面積（㎡）"
    )),
    case!("D55 the initials of a heading", SECTIONS, ALL, Doubt("unmapped_columns"), |b| heading(
        b,
        "equipment",
        "jxyqsbzcz"
    )),
    case!("D56 a ready-made value that disagrees", SECTIONS, ALL, Doubt("ratio_differs"), |b| {
        column(b, "ratio", "每百名学生拥有网络多媒体教室数", |grid, line| {
            let value = of(grid, line, "rooms") * 100.0 / of(grid, line, "pupils");
            Put::Number((value * 100.0).round() / 100.0 + if line == SCHOOL { 0.02 } else { 0.0 })
        });
        (0, SCHOOL, "ratio")
    }),
    case!("D56 a ready-made value where the total is empty", SECTIONS, ALL, Doubt("ratio_for_blank"), |b| {
        column(b, "ratio", "每百名学生拥有网络多媒体教室数", |grid, line| {
            Put::Number((of(grid, line, "rooms") * 10_000.0 / of(grid, line, "pupils")).round() / 100.0)
        });
        set(b, "rooms", Put::Empty)
    }),
    case!("D58 negative", SECTIONS, ALL, Refused("negative_value"), |b| set(b, "teaching", Put::Number(-5.0))),
    case!("D58 half a teacher", SECTIONS, ALL, Refused("not_whole"), |b| set(b, "backbone", Put::Number(7.5))),
    case!("D58 half a pupil", SECTIONS, ALL, Refused("not_whole"), |b| set(b, "pupils", Put::Number(700.5))),
    case!("D59 a title that lost its characters", SECTIONS, ALL, Same, |b| {
        b.sheet().insert_row(0, 10, &[("serial", Put::text("根据教督〔20176号)和5360学时的要求，2023228填报"))]);
        (0, 10, "serial")
    }),
    case!("D60 a row in one cell", SECTIONS, TEXT, Problem("no_table"), |b| {
        let grid = b.sheet();
        for row in &mut grid.rows {
            let shown: Vec<String> = row.cells.iter().map(Put::shown).collect();
            row.cells = vec![Put::Text(shown.join(" "))];
        }
        (0, 50, "serial")
    }),
    case!("arts beside music and fine art", SECTIONS, ALL, Doubt("arts_contain_music"), |b| {
        column(b, "arts", "艺术教师数", |grid, line| Put::Number(of(grid, line, "music") + of(grid, line, "art")));
        (0, 100, "arts")
    }),
    case!("本科及以上 beside the degrees", SECTIONS, ALL, Same, |b| {
        column(b, "ready", "本科及以上学历教师数", |grid, line| {
            Put::Number(of(grid, line, "doctors") + of(grid, line, "masters") + of(grid, line, "bachelors"))
        });
        (0, 50, "ready")
    }),
    case!("室内体育 in a ready sum and its parts", SECTIONS, ALL, Same, |b| {
        column(b, "sports", "体育运动场馆面积（㎡）", |grid, line| {
            Put::Number(((of(grid, line, "ground") + of(grid, line, "indoor")) * 100.0).round() / 100.0)
        });
        (0, 50, "sports")
    }),
];

#[test]
fn every_case_comes_out_as_listed_in_every_format() {
    let check = |form: Form| {
        let clean = Layout::ALL.map(|layout| (layout, county(7, layout), outcome(&county(7, layout), form)));
        let mut wrong = Vec::new();
        for case in CASES.iter().filter(|case| case.forms.contains(&form)) {
            let (_, clean, without) = clean.iter().find(|(layout, ..)| *layout == case.layout).unwrap();
            let mut book = clean.clone();
            let at = (case.change)(&mut book);
            if let Err(why) = as_expected(case.expected, &book, form, at, &outcome(&book, form), without) {
                wrong.push(format!("{} {form:?} at {:?}: {why}", case.id, address(&book, at)));
            }
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = Form::ALL.iter().map(|form| scope.spawn(|| check(*form))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let checked: usize = CASES.iter().map(|case| case.forms.len()).sum();
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked > 600, "{checked}");
    // Every row of the catalogue is here, or has a test of its own.
    let own = ["D21", "D46", "D47", "D48", "D52", "D54", "D57"];
    let missing: Vec<String> = (1..=60)
        .map(|n| format!("D{n:02}"))
        .filter(|id| !own.contains(&id.as_str()) && !CASES.iter().any(|case| case.id.starts_with(id)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn address(book: &Book, (sheet, line, name): At) -> String {
    book.sheets[sheet].address(line, name).unwrap()
}

fn as_expected(
    expected: Expected,
    book: &Book,
    form: Form,
    at: At,
    with: &Outcome,
    without: &Outcome,
) -> Result<(), String> {
    if let Problem(code) = expected {
        return if with.problems == [code] { Ok(()) } else { Err(format!("{:?}", with.problems)) };
    }
    if !with.problems.is_empty() {
        return Err(format!("{:?}", with.problems));
    }
    let cell = address(book, at);
    let sheet = (!form.is_text()).then(|| book.sheets[at.0].name.clone());
    let said = |code: &str, severity: Option<Severity>| {
        let there = with.marks.iter().any(|mark| {
            mark.code == code
                && mark.severity == severity
                && (mark.sheet == sheet || mark.sheet.is_none())
                && names_cell(mark, &cell)
        });
        if there { Ok(()) } else { Err(format!("no {code} {severity:?}: {:?}", with.codes())) }
    };
    let same = || {
        let other: Vec<_> = with.essence.iter().filter(|line| !without.essence.contains(line)).collect();
        if with.essence == without.essence {
            Ok(())
        } else {
            Err(format!("other results: {other:?} {:?}", with.codes()))
        }
    };
    let row = |code: &str| {
        let digits = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
        let there = with.marks.iter().any(|mark| {
            mark.code == code
                && mark.severity.is_none()
                && mark.cell.as_deref().is_some_and(|own| digits(own) == digits(&cell))
        });
        if there { Ok(()) } else { Err(format!("no row {code}: {:?}", with.codes())) }
    };
    match expected {
        Same => {
            let doubts: Vec<_> = with
                .marks
                .iter()
                .filter(|mark| {
                    mark.cell.is_some() && matches!(mark.severity, Some(Severity::Logic | Severity::Experience))
                })
                .collect();
            if !doubts.is_empty() {
                return Err(format!("{doubts:?}"));
            }
            same()
        }
        Note(code) => same().and(said(code, Some(Severity::Note))),
        LeftOut(code) => same().and(row(code)),
        Outside(code) => {
            let lines = |outcome: &Outcome| outcome.sections().into_iter().map(|(line, ..)| line).collect::<Vec<_>>();
            if lines(with) == lines(without) { row(code) } else { Err("other sections".into()) }
        }
        Refused(code) => said(code, Some(Severity::Logic)).and(only_missing(with, without)),
        Missing(code) => said(code, Some(Severity::Experience)).and(only_missing(with, without)),
        Doubt(code) => said(code, Some(Severity::Experience)),
        Wrong(code) => said(code, Some(Severity::Logic)),
        Problem(_) => Ok(()),
    }
}

/// Every value is the clean one or missing, at least one is missing (or its school left out), and none became another.
fn only_missing(with: &Outcome, without: &Outcome) -> Result<(), String> {
    let (now, before) = (with.evaluation.as_ref().unwrap(), without.evaluation.as_ref().unwrap());
    let mut missing = before.sections.len() - now.sections.len();
    for section in &now.sections {
        let clean = before.sections.iter().find(|one| (&one.school, one.stage) == (&section.school, section.stage));
        let clean = clean.ok_or_else(|| format!("{} is new", section.school))?;
        for (mine, theirs) in section.indicators.iter().zip(&clean.indicators) {
            match (mine.value, theirs.value) {
                (None, Some(_)) if mine.status == Status::Undetermined => missing += 1,
                (one, other) if one == other => {}
                (one, other) => return Err(format!("{} {:?} became {one:?} from {other:?}", section.school, mine.id)),
            }
        }
    }
    if missing == 0 { Err("nothing is missing".into()) } else { Ok(()) }
}

#[test]
fn the_clean_county_is_the_same_in_every_format_and_nothing_about_it_is_doubtful() {
    for layout in Layout::ALL {
        for seed in 1..9 {
            let mut first: Option<Outcome> = None;
            for form in Form::ALL {
                if layout == Layout::Stages && form.is_text() {
                    continue;
                }
                let found = outcome(&county(seed, layout), form);
                assert_eq!(found.problems, Vec::<String>::new(), "{layout:?} {form:?}");
                let doubt = |mark: &&county::Mark| {
                    mark.cell.is_some() && matches!(mark.severity, Some(Severity::Logic | Severity::Experience))
                };
                let doubts: Vec<_> = found.marks.iter().filter(doubt).collect();
                assert!(doubts.is_empty(), "{layout:?} {form:?}: {doubts:?}");
                let one = first.get_or_insert_with(|| found.clone());
                assert_eq!(one.essence, found.essence, "{layout:?} {form:?}");
            }
        }
    }
}

/// D06: the title, header and total of the form are what they are.
#[test]
fn rows_of_the_form_are_told_apart() {
    let found = outcome(&county(7, Layout::Form), Form::Xlsx);
    let sheet = found.reading.unwrap().sheets.remove(0);
    let count = |role| sheet.rows.iter().filter(|one| **one == role).count();
    assert_eq!((sheet.header_top, sheet.header_rows), (2, 2));
    let roles = [RowRole::Title, RowRole::Header, RowRole::School, RowRole::Total, RowRole::Note].map(count);
    assert_eq!(roles, [2, 2, 11, 1, 2]);
}

/// D09: group lines give the stage to the rows below.
#[test]
fn stages_come_from_group_lines() {
    for form in Form::ALL {
        let clean = county(7, Layout::Sections);
        let mut book = clean.clone();
        let grid = book.sheet();
        let lines: Vec<(Line, bool)> =
            grid.schools().into_iter().map(|line| (line, grid.get(line, "stage").unwrap().shown() == "小学")).collect();
        let by_stage = |primary: bool| lines.iter().filter(move |(_, own)| *own == primary).map(|(line, _)| *line);
        let mut rows = vec![grid.rows[0].clone()];
        for (primary, id, words) in [(true, 997, "一、小学"), (false, 998, "二、初中")] {
            let mut cells = vec![Put::Empty; grid.columns.len()];
            cells[0] = Put::text(words);
            rows.push(county::Row { id, cells, hidden: false });
            rows.extend(by_stage(primary).map(|line| grid.rows[grid.row_at(line).unwrap()].clone()));
        }
        grid.rows = rows;
        for column in ["stage", "kind"] {
            let at = grid.column_at(column).unwrap();
            grid.columns.remove(at);
            for row in &mut grid.rows {
                row.cells.remove(at);
            }
        }
        let (with, without) = (outcome(&book, form), outcome(&clean, form));
        assert_eq!(with.essence, without.essence, "{form:?}: {:?}", with.codes());
        assert_eq!(with.marks.iter().filter(|mark| mark.code == "group_row").count(), 2, "{form:?}");
    }
}

/// D14: a file for each school, merged with the file name of each row.
#[test]
fn a_file_for_each_school_makes_the_same_county() {
    let clean = county(7, Layout::Sections);
    let books: Vec<_> = clean.sheets[0]
        .schools()
        .into_iter()
        .map(|line| {
            let mut book = clean.clone();
            book.sheet().rows.retain(|row| row.id < 100 || row.id == line);
            county::workbook(&book.write(Form::Xlsx), Form::Xlsx, &format!("学校{line}.xlsx")).unwrap()
        })
        .collect();
    let options = IntakeOptions::default();
    let sources: Vec<Source<'_>> =
        books.iter().map(|workbook| Source { workbook, sha256: "", options: &options }).collect();
    let reading = understand_all(&sources, &STANDARD).unwrap();
    let whole = outcome(&clean, Form::Xlsx);
    let (Some(all), Some(evaluation)) = (&whole.reading, &whole.evaluation) else { panic!("read") };
    assert_eq!(reading.sections.len(), all.sections.len());
    let again = evaluate(&STANDARD, &reading.records(), &Options::default());
    assert_eq!(again.verdict, evaluation.verdict);
    for (one, other) in reading.sections.iter().zip(&all.sections) {
        assert_eq!((&one.school, one.pupils, one.stage), (&other.school, other.pupils, other.stage));
        assert!(one.location.as_ref().unwrap().file.as_ref().unwrap().starts_with("学校"));
    }
}

/// D21: zero is a number; the school stays.
#[test]
fn a_true_zero_is_kept() {
    for form in Form::ALL {
        for zero in ["0", "零", "〇", "0.00", "０"] {
            let mut book = county(7, Layout::Sections);
            text(&mut book, "backbone", zero);
            let found = outcome(&book, form);
            let evaluation = found.evaluation.as_ref().unwrap();
            assert_eq!(evaluation.sections.len(), 21, "{form:?} {zero}");
            let values: Vec<_> = evaluation.sections.iter().filter_map(|one| one.indicators[1].value).collect();
            assert_eq!(values.iter().filter(|value| **value == 0.0).count(), 1, "{form:?} {zero}");
            assert_eq!(values.len(), 21);
        }
    }
}

/// D29: the sum is offered, and not taken.
#[test]
fn the_sum_is_offered() {
    let mut book = county(7, Layout::Sections);
    text(&mut book, "teaching", "4200+300.5");
    let found = outcome(&book, Form::Csv);
    let issue = found.reading.unwrap().issues.into_iter().find(|issue| issue.code == "sum_in_cell").unwrap();
    assert!(issue.help.zh.contains("4500.5") && issue.help.en.contains("4500.5"), "{issue:?}");
}

/// D34: a name within another name is another school.
#[test]
fn part_of_a_name_is_no_duplicate() {
    for name in ["云雀小学分校", "云雀小学（东校区）", "云雀", "云雀小学教学点", "第二云雀小学"]
    {
        let mut book = county(7, Layout::Sections);
        text(&mut book, "name", "云雀小学");
        copy(&mut book, SCHOOL, &[("name", name), ("code", "3633009995")]);
        let found = outcome(&book, Form::Xlsx);
        assert!(found.mark("duplicate_school").is_none(), "{name}: {:?}", found.codes());
        assert_eq!(found.evaluation.unwrap().sections.len(), 22, "{name}");
    }
}

/// D43: eight schools make a middle, seven do not.
#[test]
fn an_outlier_needs_others_to_be_far_from() {
    for (count, said) in [(7, false), (8, true)] {
        let mut book = county(7, Layout::Form);
        let keep: Vec<Line> = book.sheets[0].schools().into_iter().take(count).collect();
        book.sheet().rows.retain(|row| row.id < 100 || keep.contains(&row.id));
        book.sheet().put(101, "rooms", Put::Number(480.0)).unwrap();
        let found = outcome(&book, Form::Xlsx);
        assert_eq!(found.mark("outlier").is_some(), said, "{count}: {:?}", found.codes());
    }
}

/// D43: where the pupils are in doubt, a number out of proportion to the rest of the school is still named.
#[test]
fn a_number_out_of_proportion_is_named_beside_doubtful_pupils() {
    let mut book = county(7, Layout::Sections);
    let pupils = book.sheets[0].number(SCHOOL, "pupils").unwrap();
    book.sheet().put(SCHOOL, "pupils", Put::Number((pupils / 20.0).floor())).unwrap();
    let alone = outcome(&book, Form::Xlsx);
    assert!(alone.mark("pupils_outlier").is_some() && alone.mark("outlier").is_none(), "{:?}", alone.codes());
    book.sheet().put(SCHOOL, "indoor", Put::Number(0.59)).unwrap();
    let both = outcome(&book, Form::Xlsx);
    let cell = book.sheets[0].address(SCHOOL, "indoor").unwrap();
    assert!(both.mark("pupils_outlier").is_some() && both.says("outlier", &cell), "{:?}", both.codes());
}

/// D34: a sheet that repeats most of another one is named as such, for a school in it may be called otherwise.
#[test]
fn a_sheet_that_stands_twice_is_named() {
    let mut book = county(7, Layout::Sections);
    let mut copy = book.sheets[0].clone();
    copy.name = "汇总".into();
    copy.put(SCHOOL, "name", Put::text("云雀中心校")).unwrap();
    copy.put(SCHOOL, "code", Put::Empty).unwrap();
    copy.put(SCHOOL, "rooms", Put::Number(20.0)).unwrap();
    book.sheets.push(copy);
    let found = outcome(&book, Form::Xlsx);
    let mark = found.mark("sheet_repeated").unwrap();
    assert_eq!((mark.sheet.as_deref(), mark.severity), (Some("汇总"), Some(Severity::Logic)), "{}", mark.words);
}

/// Rows above the header that look like data are left out with the reason, every one of them.
#[test]
fn rows_above_the_header_are_left_out_by_name() {
    let mut book = county(7, Layout::Sections);
    let grid = book.sheet();
    let header = grid.rows.remove(0);
    grid.rows.insert(15, header);
    let found = outcome(&book, Form::Csv);
    let above = found.marks.iter().filter(|mark| mark.code == "above_header" && mark.severity.is_none());
    assert_eq!(above.count(), 15, "{:?}", found.codes());
    assert!(found.mark("rows_above_header").is_some());
}

/// D14: forms of one school with the headings down the side, in every format; a workbook has one for every school.
#[test]
fn forms_with_headings_down_the_side_are_read() {
    let columns: [Name; 4] = ["a", "b", "c", "d"];
    let form = |name: &str, lines: &[&str]| {
        let mut grid = Grid { name: name.to_owned(), columns: columns.to_vec(), ..Grid::default() };
        for (row, line) in lines.iter().enumerate() {
            let put = |text: &str| text.parse().map_or_else(|_| Put::text(text), Put::Number);
            let cells: Vec<(Name, Put)> = columns.into_iter().zip(line.split('|').map(put)).collect();
            grid.insert_row(usize::MAX, 100 + u32::try_from(row).unwrap(), &cells);
        }
        grid
    };
    let items = [
        "云雀小学基本情况表",
        "项目|数值",
        "学校名称|青禾县云雀小学",
        "学段|小学",
        "在校生数|420",
        "教学及辅助用房面积（㎡）|2100.5",
        "室内体育用房面积（㎡）|100",
        "运动场地面积（㎡）|3200",
        "网络多媒体教室（间）|12",
        "填表人：　　审核人：",
    ];
    let stages = [
        "学校名称：青禾县云雀学校",
        "指标|小学|初中",
        "在校生数|300|200",
        "县级以上骨干教师数|4|3",
        "体育运动场馆面积（㎡）|2400|2200",
        "教学仪器设备值（万元）|66|60",
        "网络多媒体教室（间）|8|6",
    ];
    let units = [
        "序号|指标名称|计量单位|填报值",
        "1|学校名称||青禾县云雀中学",
        "2|办学类型||初级中学",
        "3|在校生数|人|510",
        "4|体育运动场馆面积|平方米|5200",
        "5|教学仪器设备值|万元|140.5",
        "6|网络多媒体教室数|间|14",
    ];
    let read = |sheets: &[Grid], form: Form| {
        let book = Book { name: "各校.xlsx".into(), sheets: sheets.to_vec(), dirt: Vec::new() };
        let found = outcome(&book, form);
        let reading = found.reading.unwrap_or_else(|| panic!("{form:?}: {:?}", found.problems));
        let sections = reading.sections.iter();
        sections
            .map(|one| {
                (one.school.clone(), one.stage, one.pupils, one.amount(Indicator::NetworkedClassrooms).is_some())
            })
            .collect::<Vec<_>>()
    };
    let (primary, junior) = (Stage::Primary, Stage::Junior);
    let expected = [
        vec![("青禾县云雀小学".to_owned(), primary, 420, true)],
        vec![("青禾县云雀学校".to_owned(), primary, 300, true), ("青禾县云雀学校".to_owned(), junior, 200, true)],
        vec![("青禾县云雀中学".to_owned(), junior, 510, true)],
    ];
    let grids = [form("一", &items), form("二", &stages), form("三", &units)];
    for form in Form::ALL {
        for (grid, expected) in grids.iter().zip(&expected) {
            assert_eq!(&read(std::slice::from_ref(grid), form), expected, "{form:?}");
        }
        if !form.is_text() {
            assert_eq!(read(&grids, form), expected.concat(), "{form:?}");
        }
    }
}

/// D48: a binary workbook that points behind the record its sheet begins with.
#[test]
fn a_sheet_pointed_at_too_late_is_found() {
    let book = county(7, Layout::Sections);
    let mut bytes = book.write(Form::Xls);
    let name: Vec<u8> = "学校".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap() - 8;
    let place = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    bytes[at..at + 4].copy_from_slice(&(place + 20).to_le_bytes());
    let workbook = read_file(&bytes, "县.xls", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    assert_eq!(outcome_of(&workbook).essence, outcome(&book, Form::Xls).essence);
}

/// D46: NUL bytes, a byte order mark in the middle, GBK.
#[test]
fn bytes_that_do_not_belong_are_taken_out_and_said_so() {
    for form in Form::TEXT {
        for (dirt, code) in [(Dirt::ZeroBytes, "zero_bytes"), (Dirt::InnerMark, "inner_byte_order_mark")] {
            let clean = county(7, Layout::Sections);
            let mut book = clean.clone();
            book.dirt.push(dirt);
            let (with, without) = (outcome(&book, form), outcome(&clean, form));
            assert_eq!(with.essence, without.essence, "{form:?} {dirt:?}");
            assert_eq!(with.mark(code).map(|mark| mark.severity), Some(Some(Severity::Note)), "{form:?} {dirt:?}");
        }
    }
}

/// D47: what web systems hand out as .xls: a page, a packed page, a table of XML, plain text.
#[test]
fn workbooks_in_name_only_are_read() {
    let clean = county(7, Layout::Sections);
    let rows: String = clean.sheets[0]
        .rows
        .iter()
        .map(|row| {
            let cells: String = row.cells.iter().map(|cell| format!("<td>{}</td>", cell.shown())).collect();
            format!("<tr>{cells}</tr>")
        })
        .collect();
    let html = format!("<html><head><meta charset=\"utf-8\"></head><body><table>{rows}</table></body></html>");
    let book = read_file(html.as_bytes(), "学校.xls", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    assert_eq!(outcome_of(&book).essence, outcome(&clean, Form::Csv).essence);
    let tsv = clean.write(Form::Paste);
    let book = read_file(&tsv, "学校.xls", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    assert_eq!(outcome_of(&book).essence, outcome(&clean, Form::Csv).essence);
    let packed = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html; \
         charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: file:///a.htm\r\n\r\n{html}\r\n--x--\r\n"
    );
    let rows: String = clean.sheets[0]
        .rows
        .iter()
        .map(|row| {
            let cell = |cell: &Put| match cell {
                Put::Number(number) => format!("<Cell><Data ss:Type=\"Number\">{number}</Data></Cell>"),
                Put::Empty => "<Cell/>".to_owned(),
                other => format!("<Cell><Data ss:Type=\"String\">{}</Data></Cell>", other.shown()),
            };
            format!("<Row>{}</Row>", row.cells.iter().map(cell).collect::<String>())
        })
        .collect();
    let xml = format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook \
         xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Worksheet ss:Name=\"学校\"><Table>{rows}</Table></Worksheet></Workbook>"
    );
    for content in [packed, xml] {
        let book = read_file(content.as_bytes(), "学校.xls", &ReadOptions::default(), &mut |_, _| {});
        let book = book.unwrap_or_else(|problem| panic!("{problem:?}"));
        assert_eq!(outcome_of(&book).essence, outcome(&clean, Form::Csv).essence, "{:?}", book.format);
    }
}

/// D52: names of markup, formulas, controls and rare characters are text: they come through every format and every
/// export as they are.
#[test]
fn names_are_text_everywhere() {
    let names = [
        "<script>alert(1)</script>小学",
        "A&B \"实验\" <小学>",
        "=HYPERLINK(\"http://x\",\"小学\")",
        "=1+1",
        "+86小学",
        "-减小学",
        "@SUM(A1)小学",
        "＝全角小学",
        "\u{202e}学小反\u{202c}",
        "零\u{200b}宽小学",
        "𡶶䶮㙍小学",
        "𠮷野家小学",
        "甲小学🏫",
        "O'Neil 小学",
        "__proto__",
        "{{7*7}}小学",
        "a,b;c|d小学",
        "\\n&lt;_x000D_",
        "NULL",
    ];
    let mut book = county(7, Layout::Sections);
    // The schools of nine years stand in two rows.
    let lines: Vec<Line> = book.sheets[0].schools();
    let name = |line: Line| names[if line < 140 { line as usize - 100 } else { line as usize - 140 }];
    for line in &lines {
        book.sheet().put(*line, "name", Put::text(name(*line))).unwrap();
    }
    let clean = outcome(&county(7, Layout::Sections), Form::Xlsx);
    for form in Form::ALL {
        let found = outcome(&book, form);
        assert_eq!(found.essence, clean.essence, "{form:?}");
        let reading = found.reading.unwrap();
        let read: Vec<&str> = reading.sections.iter().map(|section| section.school.as_str()).collect();
        assert_eq!(read, lines.iter().map(|line| name(*line)).collect::<Vec<_>>(), "{form:?}");
        // Exported as they are, and read again as they were.
        if form.is_text() && form != Form::Gbk {
            continue;
        }
        let bundle = Bundle {
            standard: Chosen::default(),
            scope: Scope::County,
            records: reading.records(),
            scenario: Default::default(),
            excluded: reading.excluded.clone(),
            issues: reading.issues.clone(),
            sources: Vec::new(),
            originals: Vec::new(),
            mappings: Vec::new(),
            explanations: Vec::new(),
            source: report::Source::default(),
            as_of: None,
            locale: Locale::ZhCn,
        };
        exports(&bundle, &names, form);
    }
}

fn exports(bundle: &Bundle, names: &[&str], form: Form) {
    let json = report::json(bundle).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let csv = read_file(&report::csv(bundle).unwrap(), "结果.csv", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    let xlsx = report::workbook(bundle).unwrap();
    let xlsx = read_file(&xlsx, "结果.xlsx", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    let template = report::template(&STANDARD, Locale::ZhCn, Some(&bundle.records)).unwrap();
    let template = read_file(&template, "模板.xlsx", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    let again = understand(&template, "", &IntakeOptions::default(), &STANDARD).unwrap();
    let holds = |book: &junheng::table::Workbook, name: &str| {
        let inert = report::inert(name);
        book.sheets.iter().any(|sheet| {
            sheet.rows().any(|row| {
                row.iter().any(|cell| matches!(cell, junheng::table::Cell::Text(text) if text == name || text == inert))
            })
        })
    };
    let text = json.to_string();
    for name in names {
        let quoted = serde_json::to_string(name).unwrap();
        assert!(text.contains(&quoted), "json {form:?} {name}");
        assert!(holds(&csv, name), "csv {form:?} {name}");
        assert!(holds(&xlsx, name), "xlsx {form:?} {name}");
        assert!(
            again.sections.iter().any(|section| section.school == *name),
            "template {form:?} {name}: {:?}",
            again.sections.iter().map(|section| &section.school).collect::<Vec<_>>()
        );
    }
}

/// D57: values are compared before they are rounded.
#[test]
fn what_rounds_up_to_the_threshold_is_below_it() {
    let text = "学校名称\t学段\t在校生数\t教学及辅助用房面积（不含室内体育用房）（㎡）\n甲小学\t小学\t1000\t4495\n乙小学\t小学\t1000\t4500\n";
    let book = read_text(text, &ReadOptions::default()).unwrap();
    let found = outcome_of(&book);
    let status = |school: &str| {
        let evaluation = found.evaluation.as_ref().unwrap();
        let section = evaluation.sections.iter().find(|section| section.school == school).unwrap();
        section.indicators.iter().find(|one| one.id == Indicator::TeachingArea).map(|one| one.status)
    };
    assert_eq!(status("甲小学"), Some(Status::WithinFloor), "4.495 shows as 4.50 and is below 4.5");
    assert_eq!(status("乙小学"), Some(Status::Met));
    assert!(found.mark("rounding_flip").is_some_and(|mark| mark.severity == Some(Severity::Note)));
    assert_eq!(found.reading.unwrap().sections.iter().filter(|section| section.stage == Stage::Primary).count(), 2);
    assert_eq!(engine::DEFAULT_STANDARD, "national-2017");
}
