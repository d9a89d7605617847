//! Whole sheets, small ones: each rule of understanding from cells to sections, and what is said about it.

use super::*;
use crate::diagnostic::Severity;
use crate::records::Kind;
use crate::standard::Standard;
use crate::table::{Cell, Merge, Sheet};

/// The cell a text stands for.
fn cell(text: &str) -> Cell<'_> {
    match text.parse::<f64>() {
        _ if text.is_empty() => Cell::Empty,
        Ok(number) if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => Cell::Number(number),
        _ if text.starts_with("#DIV") => Cell::Error(text),
        _ => Cell::Text(text),
    }
}

/// A workbook from `|`-separated lines; numbers become numbers, as in a spreadsheet.
fn workbook(sheets: &[(Option<&str>, &str)]) -> Workbook {
    let sheets = sheets
        .iter()
        .map(|(name, text)| {
            let mut sheet: Sheet = text.lines().map(|line| line.trim().split('|').map(cell)).collect();
            sheet.name = name.map(str::to_owned);
            sheet
        })
        .collect();
    Workbook {
        name: Some("表.xlsx".into()),
        format: Format::Xlsx,
        encoding: None,
        delimiter: None,
        displayed: false,
        sheets,
        issues: Vec::new(),
    }
}

fn split() -> Standard {
    match crate::standard::Standard::from_catalogue("national-2017") {
        Ok(standard) => standard,
        Err(problems) => unreachable!("{problems:?}"),
    }
}

fn read_with(workbook: &Workbook, options: &IntakeOptions) -> Reading {
    match understand(workbook, "00", options, &split()) {
        Ok(reading) => {
            assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
            reading
        }
        Err(problems) => unreachable!("{problems:?}"),
    }
}

fn read(text: &str) -> Reading {
    read_with(&workbook(&[(None, text)]), &IntakeOptions::default())
}

fn problem(text: &str) -> Problem {
    match understand(&workbook(&[(None, text)]), "00", &IntakeOptions::default(), &split()) {
        Ok(reading) => unreachable!("read {} sections", reading.sections.len()),
        Err(mut problems) => problems.remove(0),
    }
}

/// The amount of a section as text: a decimal, `n/d` where it is split, or `-`.
fn amount(section: &Section, indicator: Indicator) -> String {
    section.amount(indicator).map_or_else(|| "-".into(), |amount| amount.exact().reduced())
}

fn amounts(reading: &Reading, indicator: Indicator) -> Vec<String> {
    reading.sections.iter().map(|section| amount(section, indicator)).collect()
}

fn codes(reading: &Reading) -> Vec<(&str, Severity)> {
    reading.issues.iter().map(|issue| (issue.code.as_str(), issue.severity)).collect()
}

fn has(reading: &Reading, code: &str, severity: Severity) -> bool {
    codes(reading).contains(&(code, severity))
}

fn cell_of_issue(reading: &Reading, code: &str) -> String {
    let issue = reading.issues.iter().find(|issue| issue.code == code);
    issue.and_then(|issue| issue.location.clone()).and_then(|place| place.cell).unwrap_or_default().into()
}

fn excluded(reading: &Reading) -> Vec<&str> {
    reading.excluded.iter().map(|row| row.code.as_str()).collect()
}

use Indicator::{
    BackboneTeachers as L2, EquipmentValue as L6, NetworkedClassrooms as L7, PeArtTeachers as L3, SportsArea as L5,
    TeachersAboveRequired as L1, TeachingArea as L4,
};

#[test]
fn every_amount_says_where_it_was_read() {
    let reading = read(
        "学校名称|学段|在校生数|教学及辅助用房（㎡）|其中：室内体育用房（㎡）|教学仪器设备值（万元）
         甲小学|小学|100|1200.5|200|35.6",
    );
    let [section] = reading.sections.as_slice() else { unreachable!() };
    assert_eq!(section.location.as_ref().map(|place| place.describe()).as_deref(), Some("表.xlsx › A2"));
    assert_eq!(section.pupils_location.as_ref().and_then(|place| place.cell.clone()).as_deref(), Some("C2"));
    let Some(area) = section.amount(L4) else { unreachable!() };
    assert_eq!(area.total.to_string(), "1000.5");
    let terms: Vec<_> = area
        .terms
        .iter()
        .map(|term| {
            (
                &*term.label,
                term.value.to_string(),
                term.subtracted,
                term.location.clone().and_then(|place| place.cell).unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        terms,
        [
            ("教学及辅助用房（㎡）", "1200.5".into(), false, "D2".into()),
            ("其中：室内体育用房（㎡）", "200".into(), true, "E2".into())
        ]
    );
    let Some(value) = section.amount(L6) else { unreachable!() };
    assert_eq!((value.total.to_string(), value.terms.len()), ("356000".into(), 1));
}

#[test]
fn degrees_above_the_required_one_depend_on_the_stage() {
    let reading = read(
        "学校名称|学段|在校生数|博士|硕士|本科|专科
         甲小学|小学|100|0|1|10|5
         乙初中|初中|100|1|2|10|5",
    );
    assert_eq!(amounts(&reading, L1), ["16", "13"]);
}

#[test]
fn blank_degrees_are_missing_unless_the_others_are_all_teachers() {
    let reading = read(
        "学校名称|学段|在校生数|专任教师数|博士|硕士|本科|专科
         甲小学|小学|100|15|||10|5
         乙小学|小学|100|17|||10|5
         丙小学|小学|100||0|||
         丁初中|初中|100|15||0|10|5",
    );
    assert_eq!(amounts(&reading, L1), ["15", "-", "-", "10"]);
    assert!(has(&reading, "blank_as_zero", Severity::Note));
    assert_eq!(cell_of_issue(&reading, "blank_as_zero"), "E2");
    let missing = reading.issues.iter().filter(|issue| issue.code == "missing_value");
    let cells: Vec<_> = missing.filter_map(|issue| issue.location.as_ref()?.cell.clone()).collect();
    assert!(["E3", "F3"].iter().all(|cell| cells.iter().any(|one| one == cell)), "{cells:?}");
}

#[test]
fn blank_subjects_are_missing_unless_another_one_holds_them() {
    let reading = read(
        "学校名称|学段|在校生数|体育教师数|艺术教师数|音乐教师数|美术教师数
         甲小学|小学|100|3|4||
         乙小学|小学|100|3||2|1
         丙小学|小学|100|3||2|
         丁小学|小学|100||4|2|2",
    );
    assert_eq!(amounts(&reading, L3), ["7", "6", "-", "-"]);
}

#[test]
fn a_degree_that_is_no_number_makes_the_amount_missing() {
    let reading = read(
        "学校名称|学段|在校生数|博士|硕士|本科|专科
         甲小学|小学|100|0|约3|10|5",
    );
    assert_eq!(amounts(&reading, L1), ["-"]);
    assert_eq!(cell_of_issue(&reading, "approximate_value"), "E2");
}

#[test]
fn a_degree_column_that_is_not_there_is_not_taken_as_zero() {
    let reading = read(
        "学校名称|学段|在校生数|本科学历教师数|硕士学历教师数
         甲小学|小学|100|10|1
         乙初中|初中|100|10|1",
    );
    assert_eq!(amounts(&reading, L1), ["-", "11"]);
    assert!(has(&reading, "degree_columns_incomplete", Severity::Logic));
    assert!(has(&reading, "no_doctor_column", Severity::Note));
}

#[test]
fn a_degree_column_that_cannot_serve_is_named() {
    let reading = read(
        "序号|学校名称|学段|在校生数|专科及以下|本科学历教师数|硕士学历教师数
         1|甲小学|小学|100|4|10|1",
    );
    let said = reading.issues.iter().find(|issue| issue.code == "degree_columns_incomplete");
    assert!(said.is_some_and(|issue| issue.message.zh.contains("E 列“专科及以下”")), "{said:?}");
    assert_eq!(cell_of_issue(&reading, "degree_columns_incomplete"), "B2");
}

#[test]
fn graduates_hold_doctors_and_masters() {
    let reading = read(
        "学校名称|学段|在校生数|专任教师||||
         |||研究生|博士|本科|专科
         甲小学|小学|100|3|1|10|5",
    );
    assert_eq!(amounts(&reading, L1), ["18"]);
}

#[test]
fn a_ready_sum_of_degrees_counts_for_its_stage_only() {
    let reading = read(
        "学校名称|学段|在校生数|本科及以上学历教师数
         甲小学|小学|100|10
         乙初中|初中|100|12",
    );
    assert_eq!(amounts(&reading, L1), ["-", "12"]);
    assert!(has(&reading, "degree_of_other_stage", Severity::Logic));
    let reading = read(
        "学校名称|学段|在校生数|高于规定学历教师数（人）
         甲小学|小学|100|10",
    );
    assert_eq!(amounts(&reading, L1), ["10"]);
}

#[test]
fn arts_are_never_counted_twice() {
    let header = "学校名称|学段|在校生数|专任教师||||\n|||体育教师数|艺术教师数|音乐教师数|美术教师数\n";
    for (cells, wanted) in [("3|4|2|2", "7"), ("3|5|2|2", "8"), ("3|0|2|2", "7"), ("3||2|2", "7"), ("3|4||", "7")] {
        let reading = read(&format!("{header}甲小学|小学|100|{cells}"));
        assert_eq!(amounts(&reading, L3), [wanted], "{cells}");
    }
    let reading = read(&format!("{header}甲小学|小学|100|3|3|2|2"));
    assert_eq!(amounts(&reading, L3), ["-"]);
    assert_eq!(cell_of_issue(&reading, "arts_below_parts"), "E3");
    let only = |heads: &str, cells: &str| {
        amounts(&read(&format!("学校名称|学段|在校生数|{heads}\n甲小学|小学|100|{cells}")), L3)
    };
    assert_eq!(only("体育教师数|艺术教师数", "3|4"), ["7"]);
    assert_eq!(only("体育教师数|音乐教师数|美术教师数", "3|2|1"), ["6"]);
    assert_eq!(only("体育教师数|音乐教师数", "3|2"), ["-"]);
    assert_eq!(only("音乐教师数|美术教师数|网络多媒体教室数", "3|2|4"), ["-"]);
    assert_eq!(only("体育、艺术专任教师数", "5"), ["5"]);
}

#[test]
fn indoor_sports_rooms_leave_teaching_area_and_join_sports_area() {
    let reading = read(
        "学校名称|学段|在校生数|教学及辅助用房面积|室内体育用房面积|运动场地面积
         甲小学|小学|100|500|100|700
         乙小学|小学|100|500||700
         丙小学|小学|100|500|600|700
         丁小学|小学|100|500|100|",
    );
    assert_eq!(amounts(&reading, L4), ["400", "-", "-", "400"]);
    assert_eq!(amounts(&reading, L5), ["800", "-", "-", "-"]);
    assert_eq!(cell_of_issue(&reading, "missing_value"), "E3");
    assert!(has(&reading, "indoor_exceeds_teaching", Severity::Logic));
    assert_eq!(cell_of_issue(&reading, "indoor_exceeds_teaching"), "E4");
}

#[test]
fn areas_without_an_indoor_column_are_assumed_net_and_said_so() {
    let reading = read(
        "学校名称|学段|在校生数|教学及辅助用房面积|运动场地面积
         甲小学|小学|100|500|700",
    );
    assert_eq!((amounts(&reading, L4), amounts(&reading, L5)), (vec!["500".into()], vec!["700".into()]));
    assert!(has(&reading, "no_indoor_column", Severity::Experience));
    let net = read(
        "学校名称|学段|在校生数|教学及辅助用房面积（不含室内体育用房）（㎡）|室内体育用房面积
         甲小学|小学|100|500|100",
    );
    assert_eq!(amounts(&net, L4), ["500"]);
    assert!(!has(&net, "no_indoor_column", Severity::Experience));
}

#[test]
fn a_ready_sports_area_is_not_added_to_its_parts() {
    let reading = read(
        "学校名称|学段|在校生数|体育运动场馆面积|运动场地面积|室内体育用房面积
         甲小学|小学|100|800|700|100
         乙小学|小学|100|900|700|100",
    );
    assert_eq!(amounts(&reading, L5), ["800", "900"]);
    let differing: Vec<_> = reading.issues.iter().filter(|issue| issue.code == "sum_differs").collect();
    assert_eq!(differing.len(), 1);
    assert_eq!(cell_of_issue(&reading, "sum_differs"), "D3");
}

#[test]
fn money_without_a_unit_is_decided_from_its_size_and_said_so() {
    let one = |values: &str| read(&format!("学校名称|学段|在校生数|教学仪器设备值\n{values}"));
    let ten_thousands = one("甲小学|小学|100|21.5\n乙小学|小学|100|30\n丙小学|小学|100|25");
    assert_eq!(amounts(&ten_thousands, L6), ["215000", "300000", "250000"]);
    assert!(has(&ten_thousands, "unit_assumed", Severity::Experience));
    let column = ten_thousands.sheets.first().and_then(|sheet| sheet.columns.get(3));
    assert_eq!(
        column.map(|column| (column.unit.as_str(), column.factor.as_str(), column.confidence)),
        Some(("万元", "10000", Confidence::Context))
    );
    let yuan = one("甲小学|小学|100|215000\n乙小学|小学|100|300000");
    assert_eq!(amounts(&yuan, L6), ["215000", "300000"]);
    let unclear = one("甲小学|小学|100|2000");
    assert_eq!(amounts(&unclear, L6), ["-"]);
    assert!(has(&unclear, "unit_unclear", Severity::Logic));
    let own = one("甲小学|小学|100|350000元\n乙小学|小学|100|30\n丙小学|小学|100|31");
    assert_eq!(amounts(&own, L6), ["350000", "300000", "310000"]);
}

#[test]
fn units_stand_in_headings_cells_and_above_the_table() {
    let reading = read(
        "单位：人、平方米、万元
         学校名称|学段|在校生数|教学仪器设备值|网络多媒体教室
         甲小学|小学|100人|35.6|3间
         乙小学|小学|100|350000元|3",
    );
    assert_eq!(amounts(&reading, L6), ["356000", "350000"]);
    assert_eq!(amounts(&reading, L7), ["3", "3"]);
    assert!(has(&reading, "unit_in_cell", Severity::Note));
    assert!(!has(&reading, "unit_assumed", Severity::Experience));
}

#[test]
fn mu_is_refused() {
    let reading = read(
        "学校名称|学段|在校生数|运动场地面积（亩）|网络多媒体教室
         甲小学|小学|100|10|3",
    );
    assert_eq!(amounts(&reading, L5), ["-"]);
    assert!(has(&reading, "unit_mu", Severity::Logic));
    assert_eq!(cell_of_issue(&reading, "unit_mu"), "D1");
}

#[test]
fn yuan_and_ten_thousands_mixed_are_noticed() {
    let reading = read(
        "学校名称|学段|在校生数|教学仪器设备值（万元）
         甲小学|小学|100|21
         乙小学|小学|100|22
         丙小学|小学|100|210000
         丁小学|小学|100|0",
    );
    assert!(has(&reading, "unit_jump", Severity::Experience));
    assert_eq!(cell_of_issue(&reading, "unit_jump"), "D4");
    assert_eq!(amounts(&reading, L6).last().map(String::as_str), Some("0"), "zero stays zero");
}

#[test]
fn whole_schools_are_split_by_weighted_pupils() {
    let reading = read(
        "学校名称|办学类型|小学在校生数|初中在校生数|高中在校生数|网络多媒体教室数|县级以上骨干教师(小学)|县级以上骨干教师(初中)
         甲校|九年一贯制学校|166|210||397|3|4
         乙校|完全中学||200|100|32||5
         丙校|十二年一贯制学校|100|200|50|386|1|2
         丁校|小学|100|||7|2|",
    );
    let stages: Vec<_> = reading.sections.iter().map(|section| section.stage).collect();
    use Stage::{Junior, Primary};
    assert_eq!(stages, [Primary, Junior, Junior, Primary, Junior, Primary]);
    assert_eq!(amounts(&reading, L7), ["166", "231", "20", "100", "220", "7"]);
    assert_eq!(amounts(&reading, L2), ["3", "4", "5", "1", "2", "2"]);
    let share = reading.sections.get(1).and_then(|section| section.amount(L7)).and_then(|amount| amount.share.clone());
    assert_eq!(share.map(|share| share.formula).as_deref(), Some("1.1×210 ÷ (166 + 1.1×210)"));
    assert_eq!(reading.issues.iter().filter(|issue| issue.code == "split_by_stage").count(), 1);
    assert_eq!((reading.rows_in, reading.rows_taken), (4, 4));
}

#[test]
fn a_missing_senior_part_leaves_shared_amounts_open() {
    let reading = read(
        "学校名称|办学类型|小学在校生数|初中在校生数|高中在校生数|网络多媒体教室数|县级以上骨干教师(初中)
         乙校|完全中学||200||32|5
         丙校|十二年一贯制学校|100|200||32|5
         丁校|完全中学||200|0|32|5",
    );
    assert_eq!(amounts(&reading, L7), ["-", "-", "-", "32"]);
    assert_eq!(amounts(&reading, L2), ["5", "-", "5", "5"]);
    assert_eq!(reading.issues.iter().filter(|issue| issue.code == "stage_pupils_missing").count(), 2);
    assert_eq!(cell_of_issue(&reading, "stage_pupils_missing"), "E2");
}

#[test]
fn people_of_several_stages_are_never_split() {
    let reading = read(
        "学校名称|办学类型|小学在校生数|初中在校生数|县级以上骨干教师数
         甲校|九年一贯制学校|100|200|9
         乙校|小学|100||3",
    );
    assert_eq!(amounts(&reading, L2), ["-", "-", "3"]);
    assert!(has(&reading, "people_not_by_stage", Severity::Logic));
}

#[test]
fn parts_given_in_rows_of_their_own_are_taken_as_they_are() {
    let reading = read(
        "学校名称|学段|在校生数|网络多媒体教室数
         甲校|小学部|100|5
         甲校|初中部|200|9",
    );
    assert_eq!(amounts(&reading, L7), ["5", "9"]);
    assert!(reading.issues.is_empty(), "{:?}", codes(&reading));
}

#[test]
fn a_whole_school_and_its_parts_together_are_a_duplicate() {
    let reading = read_with(
        &workbook(&[
            (Some("全部"), "学校名称|小学在校生数|初中在校生数|网络多媒体教室数\n甲校|100|200|20"),
            (Some("小学"), "学校名称|在校生数|网络多媒体教室数\n甲校|100|5"),
        ]),
        &IntakeOptions::default(),
    );
    assert_eq!(reading.sections.len(), 3, "both are kept");
    assert!(has(&reading, "whole_and_section", Severity::Logic));
}

#[test]
fn duplicates_go_by_code_then_by_name_and_county() {
    let reading = read(
        "县|学校名称|标识码|学段|在校生数|网络多媒体教室数
         甲县|中心小学|c1|小学|100|5
         乙县|中心小学|c2|小学|100|5
         甲县|中心 小学|c3|小学|100|5
         甲县|新名小学|c1|小学|100|5
         甲县|中心小学|c1|初中|100|5",
    );
    let found: Vec<_> = reading.issues.iter().filter(|issue| issue.code == "duplicate_school").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(cell_of_issue(&reading, "duplicate_school"), "B5");
    let unnamed =
        read("学校名称|学段|在校生数|网络多媒体教室数\n甲小学|小学|100|5\n甲小学|小学|100|5\n甲小学分校|小学|100|5");
    assert_eq!(unnamed.issues.iter().filter(|issue| issue.code == "duplicate_school").count(), 1);
}

#[test]
fn the_stage_comes_from_column_group_sheet_or_kind_and_is_never_guessed() {
    let flat = "学校名称|在校生数|网络多媒体教室数\n甲校|100|5";
    let stage = |workbook: &Workbook| {
        let reading = read_with(workbook, &IntakeOptions::default());
        reading.sections.iter().map(|section| section.stage).collect::<Vec<_>>()
    };
    assert_eq!(stage(&workbook(&[(Some("初中"), flat)])), [Stage::Junior]);
    assert_eq!(stage(&workbook(&[(None, &format!("青禾县小学情况\n{flat}"))])), [Stage::Primary]);
    let mut named = workbook(&[(None, flat)]);
    named.name = Some("青禾县初中.xlsx".into());
    assert_eq!(stage(&named), [Stage::Junior]);
    let grouped = "学校名称|在校生数|网络多媒体教室数
一、小学
甲校|100|5
二、初中
乙校|100|5
三、其他
丙校|100|5";
    let reading = read(grouped);
    assert_eq!(
        reading.sections.iter().map(|section| section.stage).collect::<Vec<_>>(),
        [Stage::Primary, Stage::Junior]
    );
    assert_eq!(excluded(&reading), ["group_row", "group_row", "group_row", "unknown_stage"]);
    let kinds = read(
        "学校名称|办学类型|在校生数|网络多媒体教室数
         甲|小学|100|5
         乙|初级中学|100|5
         丙|小学教学点|30|1
         丁|九年一贯制学校|100|5
         戊九年一贯制学校||100|5
         己|高级中学|100|5
         庚|特殊教育学校|100|5
         辛|市直|100|5",
    );
    assert_eq!(
        kinds.sections.iter().filter_map(|section| section.kind).collect::<Vec<_>>(),
        [Kind::Primary, Kind::Junior, Kind::TeachingPoint]
    );
    assert_eq!(
        excluded(&kinds),
        ["unknown_stage", "unknown_stage", "no_compulsory_stage", "special_school", "unknown_stage"]
    );
    assert_eq!(kinds.issues.iter().filter(|issue| issue.code == "unknown_stage").count(), 3);
    assert!(has(&kinds, "unknown_kind", Severity::Experience));
}

#[test]
fn a_sheet_and_its_title_that_disagree_give_no_stage() {
    let text = "青禾县初中情况\n学校名称|在校生数|网络多媒体教室数\n甲校|100|5";
    let reading = read_with(&workbook(&[(Some("小学"), text)]), &IntakeOptions::default());
    assert!(has(&reading, "sheet_stage_differs", Severity::Logic));
    assert_eq!(excluded(&reading), ["unknown_stage"]);
}

#[test]
fn a_multi_stage_school_on_a_sheet_of_one_stage_is_taken_as_split() {
    let text = "学校名称|办学类型|在校生数|网络多媒体教室数\n甲校|九年一贯制学校|100|5\n乙校|初级中学|100|5";
    let reading = read_with(&workbook(&[(Some("小学"), text)]), &IntakeOptions::default());
    assert_eq!(amounts(&reading, L7), ["5", "5"]);
    assert!(has(&reading, "taken_as_split", Severity::Note));
    assert!(has(&reading, "kind_stage_differ", Severity::Logic));
}

#[test]
fn pupils_that_are_missing_zero_or_no_number() {
    let reading = read(
        "学校名称|学段|在校生数|网络多媒体教室数
         甲小学|小学||5
         乙小学|小学|0|5
         丙小学|小学|-3|5
         丁小学|小学|3.5|5
         戊小学|小学|—|5",
    );
    assert_eq!(reading.sections.iter().map(|section| section.pupils).collect::<Vec<_>>(), [0]);
    let unread = reading.schools.iter().filter(|school| school.unread == [Stage::Primary]).count();
    assert_eq!(unread, 4, "said of the schools, so that nothing is concluded without them");
    assert_eq!(excluded(&reading), ["no_pupils_given"; 4]);
    assert_eq!(cell_of_issue(&reading, "no_pupils_given"), "C2");
    assert_eq!(cell_of_issue(&reading, "negative_value"), "C4");
    assert_eq!(cell_of_issue(&reading, "not_whole"), "C5");
}

#[test]
fn ratios_stand_in_for_totals_and_are_compared_with_them() {
    let reading = read(
        "学校名称|学段|在校生数|每百名学生拥有县级以上骨干教师数|生均教学及辅助用房面积
         甲小学|小学|385|1.04|5.31",
    );
    assert_eq!((amounts(&reading, L2), amounts(&reading, L4)), (vec!["1001/250".into()], vec!["40887/20".into()]));
    assert!(has(&reading, "from_ratio", Severity::Note));
    let both = read(
        "学校名称|学段|在校生数|县级以上骨干教师数|每百名学生拥有县级以上骨干教师数
         甲小学|小学|300|4|1.33
         乙小学|小学|300|4|1.4
         丙小学|小学|300||1.4",
    );
    assert_eq!(amounts(&both, L2), ["4", "4", "21/5"]);
    let differing: Vec<_> = both.issues.iter().filter(|issue| issue.code == "ratio_differs").collect();
    assert_eq!(differing.len(), 1);
    assert_eq!(cell_of_issue(&both, "ratio_differs"), "E3");
}

#[test]
fn no_part_is_larger_than_the_whole() {
    let reading = read(
        "学校名称|学段|在校生数|专任教师数|县级以上骨干教师数|体育、艺术专任教师数
         甲小学|小学|100|5|6|4",
    );
    assert_eq!(cell_of_issue(&reading, "part_exceeds_teachers"), "E2");
    assert_eq!(reading.issues.iter().filter(|issue| issue.code == "part_exceeds_teachers").count(), 1);
}

#[test]
fn totals_are_compared_with_their_rows() {
    let right = read(
        "学校名称|学段|在校生数|网络多媒体教室数
         全县合计||600|12
         稻花镇
         甲小学|小学|100|1
         乙小学|小学|200|3
         小计||300|4
         麦芒镇
         丙小学|小学|300|8
         小计||300|8",
    );
    assert!(!has(&right, "total_differs", Severity::Experience), "{:?}", codes(&right));
    let wrong = read(
        "学校名称|学段|在校生数|网络多媒体教室数
         甲小学|小学|100|1
         乙小学|小学|200|3
         合计||300|5",
    );
    assert_eq!(cell_of_issue(&wrong, "total_differs"), "D4");
    assert_eq!(excluded(&wrong), ["total_row"]);
    let money = read(
        "学校名称|学段|在校生数|教学仪器设备值（万元）
         甲小学|小学|100|20.5
         乙小学|小学|200|40
         合计||300|61",
    );
    let said = money.issues.iter().find(|issue| issue.code == "total_differs");
    let message = said.map(|issue| issue.message.zh.as_str()).unwrap_or_default();
    assert!(message.contains("是 61，") && message.ends_with("之和是 60.5"), "{message}");
    // A total below a subtotal is that of all rows, and what is nearest to it tells so.
    let below = read(
        "学校名称|学段|在校生数|网络多媒体教室数
         甲小学|小学|100|10
         乙小学|小学|200|30
         小计||300|40
         丙初中|初中|300|8
         合计||600|47",
    );
    let said = below.issues.iter().find(|issue| issue.code == "total_differs");
    assert!(said.is_some_and(|issue| issue.message.zh.ends_with("之和是 48")), "{:?}", codes(&below));
}

/// 45 in the wrong column would make a junior section of a primary school.
#[test]
fn pupils_of_a_stage_the_school_does_not_have_are_a_contradiction() {
    let reading = read(
        "学校名称|办学类型|小学在校生数|初中在校生数|网络多媒体教室数
         东风路小学|小学|900|45|20
         西河镇初级中学|小学||700|20
         北关小学|小学|300|0|8
         育英学校|九年一贯制学校|300|200|9",
    );
    let said = |reading: &Reading, code: &str| -> Vec<String> {
        let found = reading.issues.iter().filter(|one| one.code == code && one.severity == Severity::Logic);
        found.filter_map(|one| one.location.as_ref()?.cell.clone().map(Into::into)).collect()
    };
    assert_eq!(said(&reading, "kind_stage_differ"), ["D2", "D3"]);
    assert_eq!(said(&reading, "name_stage_differ"), [""; 0]);
    let named = read(
        "学校名称|学段|办学类型|在校生数|网络多媒体教室数
         西河镇初级中学|小学|小学|700|20
         东风路小学|小学|小学|700|20
         山口小学|初中|九年一贯制学校|80|3",
    );
    assert_eq!(said(&named, "name_stage_differ"), ["D2"]);
}

#[test]
fn whether_a_row_counts_as_a_school() {
    let reading = read(
        "学校名称|学段|是否计校数|在校生数|网络多媒体教室数
         甲小学|小学|是|100|1
         乙小学|小学|0|100|1
         丙小学|小学||100|1",
    );
    assert_eq!(
        reading.sections.iter().map(|section| section.counted).collect::<Vec<_>>(),
        [Some(true), Some(false), None]
    );
}

#[test]
fn merged_names_fill_down() {
    let mut book = workbook(&[(
        None,
        "县|学校名称|学段|在校生数|网络多媒体教室数\n甲县|甲校|小学部|100|1\n||初中部|200|2\n乙县|乙校|小学部|100|1",
    )]);
    if let Some(sheet) = book.sheets.first_mut() {
        sheet.merges =
            vec![Merge { top: 1, left: 0, bottom: 2, right: 0 }, Merge { top: 1, left: 1, bottom: 2, right: 1 }];
    }
    let reading = read_with(&book, &IntakeOptions::default());
    let names: Vec<_> =
        reading.sections.iter().map(|section| (section.school.as_str(), section.county.as_deref())).collect();
    assert_eq!(names, [("甲校", Some("甲县")), ("甲校", Some("甲县")), ("乙校", Some("乙县"))]);
}

#[test]
fn what_is_written_under_a_merged_cell_counts() {
    let mut book = workbook(&[(
        None,
        "学校名称|学段|在校生数|网络多媒体教室数\n甲校|小学|100|6\n|初中|200|\n|小学|300|\n丁校|小学|100|1",
    )]);
    if let Some(sheet) = book.sheets.first_mut() {
        sheet.merges =
            vec![Merge { top: 1, left: 0, bottom: 3, right: 0 }, Merge { top: 1, left: 3, bottom: 3, right: 3 }];
    }
    let read = |cells: &[(u32, u32, &str)]| {
        let cells = cells.iter().map(|(row, column, text)| CellEdit {
            sheet: 0,
            row: *row,
            column: *column,
            text: (*text).to_owned(),
        });
        let reading = read_with(&book, &IntakeOptions { cells: cells.collect(), ..IntakeOptions::default() });
        let rooms = |section: &Section| section.amount(Indicator::NetworkedClassrooms).map(|one| one.exact().to_f64());
        reading.sections.iter().map(|one| (one.school.clone(), rooms(one))).collect::<Vec<_>>()
    };
    let are = |names: [&str; 4], rooms: [Option<f64>; 4]| {
        names.iter().zip(rooms).map(|(name, rooms)| ((*name).to_owned(), rooms)).collect::<Vec<_>>()
    };
    let rooms = [Some(6.0), None, None, Some(1.0)];
    assert_eq!(read(&[]), are(["甲校", "甲校", "甲校", "丁校"], rooms));
    // The row below the one written over still belongs to the school it was merged with.
    assert_eq!(read(&[(2, 0, "乙校")]), are(["甲校", "乙校", "甲校", "丁校"], rooms));
    assert_eq!(read(&[(1, 0, "戊校"), (3, 0, "丙校")]), are(["戊校", "戊校", "丙校", "丁校"], rooms));
    assert_eq!(read(&[(2, 0, "")]), are(["甲校", "甲校", "甲校", "丁校"], rooms));
    // A number is not said of every row.
    assert_eq!(read(&[(2, 3, "7")]), are(["甲校", "甲校", "甲校", "丁校"], [Some(6.0), Some(7.0), None, Some(1.0)]));
}

#[test]
fn text_without_merges_fills_down_and_says_so() {
    let mut book = workbook(&[(
        None,
        "县|学校名称|学段|在校生数|网络多媒体教室数\n甲县|甲校|小学部|100|1\n||初中部|200|2\n|乙校|小学部|100|1",
    )]);
    book.format = Format::Paste;
    let reading = read_with(&book, &IntakeOptions::default());
    let names: Vec<_> =
        reading.sections.iter().map(|section| (section.school.as_str(), section.county.as_deref())).collect();
    assert_eq!(names, [("甲校", Some("甲县")), ("甲校", Some("甲县")), ("乙校", Some("甲县"))]);
    assert!(has(&reading, "filled_down", Severity::Note));
}

#[test]
fn a_row_without_a_name_is_named_by_its_place() {
    let reading = read("学校名称|学段|在校生数|网络多媒体教室数\n甲小学|小学|100|1\n|小学|200|2");
    assert_eq!(excluded(&reading), ["no_school_name"]);
    assert_eq!(cell_of_issue(&reading, "no_school_name"), "A3");
}

#[test]
fn a_name_without_a_letter_is_doubted_once() {
    let reading = read(
        "学校名称|学段|在校生数|网络多媒体教室数\n甲小学|小学|100|1\n3337000001|小学|200|2\n3337000002|小学|210|2",
    );
    assert_eq!(reading.sections.len(), 3);
    assert!(has(&reading, "name_without_letters", Severity::Experience));
    assert_eq!(cell_of_issue(&reading, "name_without_letters"), "A3");
    assert_eq!(reading.issues.iter().filter(|issue| issue.code == "name_without_letters").count(), 1);
    let plain = read("学校名称|学段|在校生数|网络多媒体教室数\n第1小学|小学|100|1");
    assert!(!has(&plain, "name_without_letters", Severity::Experience));
}

#[test]
fn two_columns_for_one_thing_are_left_open() {
    let reading = read(
        "学校名称|学段|在校生数|学生数|网络多媒体教室数
         甲小学|小学|100|101|1",
    );
    assert!(has(&reading, "ambiguous_columns", Severity::Logic));
    assert_eq!(excluded(&reading), ["no_pupils_given"]);
    let same = read("学校名称|学段|在校生数|学生数|网络多媒体教室数\n甲小学|小学|100|100|1");
    assert_eq!(same.sections.len(), 1);
}

#[test]
fn sheets_that_are_not_read_say_why() {
    let good = "学校名称|学段|在校生数|网络多媒体教室数\n甲小学|小学|100|1";
    let mut book = workbook(&[
        (Some("填表说明"), "请认真填写\n不要改动表头"),
        (Some("数据"), good),
        (Some("旧"), good),
        (Some("空"), ""),
    ]);
    if let Some(sheet) = book.sheets.get_mut(2) {
        sheet.hidden = true;
    }
    let reading = read_with(&book, &IntakeOptions::default());
    let skipped: Vec<_> = reading.sheets.iter().map(|sheet| sheet.skipped.is_some()).collect();
    assert_eq!(skipped, [true, false, true, true]);
    assert_eq!(reading.sections.len(), 1);
    let options = IntakeOptions {
        sheets: vec![
            SheetChoice { sheet: 1, skip: Some(true), ..SheetChoice::default() },
            SheetChoice { sheet: 2, skip: Some(false), ..SheetChoice::default() },
        ],
        ..IntakeOptions::default()
    };
    let chosen = read_with(&book, &options);
    let skipped: Vec<_> = chosen.sheets.iter().map(|sheet| sheet.skipped.is_some()).collect();
    assert_eq!(skipped, [true, true, false, true]);
}

#[test]
fn the_user_corrects_header_columns_and_stage() {
    let book = workbook(&[(None, "我的表\n单位|人头|机房\n甲校|100|5\n乙校|200|9")]);
    assert!(understand(&book, "00", &IntakeOptions::default(), &split()).is_err());
    let column = |column, field| ColumnChoice { column, field, fact: None, scope: None, factor: None };
    let options = IntakeOptions {
        sheets: vec![SheetChoice {
            header_top: Some(1),
            header_rows: Some(1),
            stage: Some(Stage::Junior),
            columns: vec![
                column(0, Field::School),
                column(1, Field::Pupils),
                ColumnChoice { factor: Some("2".into()), ..column(2, Field::NetworkedClassrooms) },
            ],
            ..SheetChoice::default()
        }],
        ..IntakeOptions::default()
    };
    let reading = read_with(&book, &options);
    assert_eq!(amounts(&reading, L7), ["10", "18"]);
    assert!(reading.sections.iter().all(|section| section.stage == Stage::Junior));
    assert!(
        reading.sheets.iter().flat_map(|sheet| &sheet.columns).all(|column| column.confidence == Confidence::Chosen)
    );
}

#[test]
fn a_choice_beats_what_was_recognised() {
    let book = workbook(&[(None, "学校名称|学段|在校生数|学生数|网络多媒体教室数\n甲小学|小学|100|101|1")]);
    let options = IntakeOptions {
        sheets: vec![SheetChoice {
            columns: vec![ColumnChoice { column: 3, field: Field::Pupils, fact: None, scope: None, factor: None }],
            ..SheetChoice::default()
        }],
        ..IntakeOptions::default()
    };
    let reading = read_with(&book, &options);
    assert_eq!(reading.sections.first().map(|section| section.pupils), Some(101));
    assert!(!has(&reading, "ambiguous_columns", Severity::Logic));
}

#[test]
fn what_was_looked_for_is_said_when_nothing_is_found() {
    let none = problem("日期|早餐\n周一|粥");
    assert_eq!(none.code, "no_table");
    let near = problem("学校名称|招生数|网络多媒体教室数\n甲小学|10|1");
    assert_eq!(near.code, "no_table");
    assert!(near.message.zh.contains("在校生数"), "{}", near.message.zh);
    assert_eq!(near.location.and_then(|place| place.cell).as_deref(), Some("A1"));
    let empty = problem("学校名称|学段|在校生数|网络多媒体教室数\n合计||10|1");
    assert_eq!(empty.code, "no_rows");
    let book = workbook(&[(None, "学校名称|招生数|网络多媒体教室数\n甲小学|10|1")]);
    let options = IntakeOptions::default();
    let seen = recognise(&[Source { workbook: &book, sha256: "", options: &options }], &split());
    assert!(seen.is_refused());
    assert_eq!(seen.sheets.first().map(|sheet| sheet.columns.len()), Some(3), "the columns can still be shown");
}

#[test]
fn formula_errors_name_their_cell() {
    let reading = read("学校名称|学段|在校生数|网络多媒体教室数\n甲小学|小学|100|#DIV/0!");
    assert_eq!(amounts(&reading, L7), ["-"]);
    assert_eq!(cell_of_issue(&reading, "cell_error"), "D2");
}

#[test]
fn implausible_areas_are_noticed() {
    let reading = read("学校名称|学段|在校生数|体育运动场馆面积\n甲小学|小学|1000|7.5");
    assert!(has(&reading, "implausible_area", Severity::Experience));
}

#[test]
fn what_was_understood_before_a_correction_is_told_in_its_terms() {
    let reading = read("学校名称|学段|在校生数|网络多媒体教室数|电脑\n甲小学|小学|100|3|9\n合计||100|3|9");
    let column =
        |column: u32, field: Field| ColumnChoice { column, field, fact: None, scope: None, factor: Some("2".into()) };
    let row = |row: u32, role: RowRole| RowChoice { row, role, into: None };
    let choice = SheetChoice {
        header_rows: Some(2),
        columns: vec![column(3, Field::Computers), column(4, Field::Computers), column(9, Field::Books)],
        rows: vec![row(1, RowRole::Note), row(2, RowRole::School)],
        ..SheetChoice::default()
    };
    let before = reading.sheets[0].as_chosen(&choice);
    assert_eq!((before.header_rows, before.header_top, before.skip), (Some(1), None, None));
    let fields: Vec<Field> = before.columns.iter().map(|one| one.field).collect();
    assert_eq!(fields, [Field::NetworkedClassrooms, Field::Unused, Field::Unused]);
    assert_eq!(before.rows, [row(1, RowRole::School), row(2, RowRole::Total)]);
}
