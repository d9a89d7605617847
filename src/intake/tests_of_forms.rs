//! Forms of one school whose headings stand below each other.

use super::tests_of_records::{understood, workbook};
use super::*;
use crate::diagnostic::Severity;

const ITEMS: &str = "学校名称|云雀小学
    学校标识码|3633001200
    办学类型|小学
    在校生数（人）|420
    专任教师数|26
    县级以上骨干教师数|5
    教学及辅助用房面积（㎡）|2100.5
    室内体育用房面积（㎡）|100
    运动场地面积（㎡）|3200
    教学仪器设备值（万元）|98.7
    网络多媒体教室（间）|12";

fn amounts(reading: &Reading, indicator: Indicator) -> Vec<Option<String>> {
    reading.sections.iter().map(|section| Some(section.amount(indicator)?.total.to_string())).collect()
}

fn places(reading: &Reading, indicator: Indicator) -> Vec<String> {
    let terms = reading.sections.iter().filter_map(|section| section.amount(indicator)).flat_map(|one| &one.terms);
    terms.filter_map(|term| term.location.as_ref()?.cell.clone().map(Into::into)).collect()
}

fn said(reading: &Reading, code: &str) -> Option<(Severity, String)> {
    let issue = reading.issues.iter().find(|issue| issue.code == code)?;
    Some((issue.severity, issue.location.as_ref()?.cell.clone()?.into()))
}

fn has_logic(reading: &Reading, code: &str) -> bool {
    reading.issues.iter().any(|issue| issue.code == code && issue.severity == Severity::Logic)
}

fn some(texts: &[&str]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some((*text).to_owned())).collect()
}

#[test]
fn items_and_values_of_one_school() {
    for head in ["", "项目|数值\n", "青禾县义务教育学校基本情况表\n项目|填报值\n"] {
        let text = format!("{head}{ITEMS}");
        let top = head.lines().count();
        let reading = understood(&workbook(&[("云雀", &text)]));
        assert_eq!(reading.sections.iter().map(|one| one.pupils).collect::<Vec<_>>(), [420], "{head}");
        assert_eq!(reading.sections.first().map(|one| one.school.as_str()), Some("云雀小学"));
        assert_eq!(amounts(&reading, Indicator::TeachingArea), some(&["2000.5"]));
        assert_eq!(amounts(&reading, Indicator::EquipmentValue), some(&["987000"]));
        assert_eq!(places(&reading, Indicator::NetworkedClassrooms), [format!("B{}", top + 11)]);
        assert!(matches!(said(&reading, "sideways"), Some((Severity::Note, _))), "{head}");
        assert_eq!((reading.rows_in, reading.rows_taken), (1, 1));
        assert!(reading.sheets.iter().all(|sheet| sheet.sideways));
    }
}

#[test]
fn a_column_for_each_stage() {
    let text = "学校名称：青禾县云雀学校　　填表人：甲
        指标|小学|初中|备注
        在校生数|300|200|
        专任教师数|20|18|
        县级以上骨干教师数|4|约3|
        教学及辅助用房面积（㎡）|1500|1300|含借用
        体育运动场馆面积（㎡）|2400|2200|
        教学仪器设备值（万元）|66|60|
        网络多媒体教室（间）|8|6|
        注：数据截至9月1日";
    let reading = understood(&workbook(&[("表", text)]));
    let sections: Vec<_> = reading.sections.iter().map(|one| (one.school.as_str(), one.stage, one.pupils)).collect();
    assert_eq!(sections, [("青禾县云雀学校", Stage::Primary, 300), ("青禾县云雀学校", Stage::Junior, 200)]);
    assert_eq!(amounts(&reading, Indicator::SportsArea), some(&["2400", "2200"]));
    assert_eq!(amounts(&reading, Indicator::BackboneTeachers), [Some("4".to_owned()), None]);
    let doubt = reading.issues.iter().find(|issue| issue.severity == Severity::Logic);
    assert_eq!(doubt.and_then(|issue| issue.location.as_ref()?.cell.as_deref()), Some("C5"), "{doubt:?}");
}

#[test]
fn units_in_a_column_and_two_blocks_side_by_side() {
    let units = "序号|项目|单位|数值
        1|学校名称||云雀小学
        2|学段||小学
        3|在校生数|人|420
        4|教学及辅助用房面积（不含室内体育用房）|平方米|2000
        5|体育运动场馆面积|平方米|3300
        6|教学仪器设备值|万元|98.7
        7|网络多媒体教室数|间|12";
    let reading = understood(&workbook(&[("表", units)]));
    assert_eq!(amounts(&reading, Indicator::EquipmentValue), some(&["987000"]));
    assert_eq!(places(&reading, Indicator::TeachingArea), ["D5"]);
    let blocks = "项目|数值|项目|数值
        学校名称|云雀小学|体育运动场馆面积（㎡）|3300
        学段|小学|教学仪器设备值（万元）|98.7
        在校生数|420|网络多媒体教室（间）|12
        专任教师数|26|县级以上骨干教师数|5";
    let reading = understood(&workbook(&[("表", blocks)]));
    assert_eq!(amounts(&reading, Indicator::SportsArea), some(&["3300"]));
    assert_eq!(places(&reading, Indicator::BackboneTeachers), ["D5"]);
}

#[test]
fn a_sheet_for_every_school() {
    let other = ITEMS.replace("云雀", "白鹭").replace("|420", "|510").replace("3633001200", "3633001217");
    let reading = understood(&workbook(&[("云雀", ITEMS), ("白鹭", &other)]));
    let schools: Vec<_> = reading.sections.iter().map(|one| (one.school.as_str(), one.pupils)).collect();
    assert_eq!(schools, [("云雀小学", 420), ("白鹭小学", 510)]);
}

/// A form is known by its headings, whatever stands beside them.
#[test]
fn a_school_whose_pupils_cannot_be_read_is_not_passed_over() {
    for given in ["约600", "", "—"] {
        let other =
            ITEMS.replace("云雀", "白鹭").replace("|420", &format!("|{given}")).replace("3633001200", "3633001217");
        let reading = understood(&workbook(&[("云雀", ITEMS), ("白鹭", &other)]));
        assert_eq!(reading.sections.iter().map(|one| one.pupils).collect::<Vec<_>>(), [420], "{given}");
        let left: Vec<_> = reading.excluded.iter().map(|row| (row.school.as_str(), row.code.as_str())).collect();
        assert_eq!(left, [("白鹭小学", "no_pupils_given")], "{given}");
        assert_eq!((reading.rows_in, reading.rows_taken), (2, 1));
        let said: Vec<_> = reading
            .issues
            .iter()
            .filter(|issue| issue.severity == Severity::Logic)
            .filter_map(|issue| Some((issue.school.as_deref()?, issue.location.as_ref()?.cell.as_deref()?)))
            .collect();
        assert_eq!(said, [("白鹭小学", "B4")], "{given} {:?}", reading.issues);
    }
}

/// A form that nobody filled in names its school.
#[test]
fn a_form_without_any_number_is_a_form() {
    let empty: String = ITEMS
        .lines()
        .enumerate()
        .map(
            |(row, line)| {
                if row < 3 { line.to_owned() } else { line.split('|').next().unwrap_or_default().to_owned() + "|" }
            },
        )
        .map(|line| line + "\n")
        .collect();
    let text = format!("项目|填报值\n{}", empty.replace("云雀", "白鹭"));
    let reading = understood(&workbook(&[("云雀", ITEMS), ("白鹭", &text)]));
    let left: Vec<_> = reading.excluded.iter().map(|row| (row.school.as_str(), row.code.as_str())).collect();
    assert_eq!(left, [("白鹭小学", "no_pupils_given")]);
    assert!(has_logic(&reading, "no_pupils_given"));
}

/// Whatever keeps a sheet from being read, one that looks like the others is named.
#[test]
fn a_sheet_like_the_others_is_never_left_unread_in_silence() {
    let other = ITEMS.replace("云雀", "白鹭").replace("在校生数（人）", "在校人");
    let reading = understood(&workbook(&[("云雀", ITEMS), ("白鹭", &other)]));
    assert!(has_logic(&reading, "sheet_overlooked"), "{:?}", reading.issues);
    let tables = [
        "学校名称|办学类型|在校生数|教学及辅助用房面积|运动场地面积|网络多媒体教室数\n云雀小学|小学|420|2100|3200|12",
        "学校名称|办学类型|在校人|教学及辅助用房面积|运动场地面积|网络多媒体教室数\n白鹭小学|小学|420|2100|3200|12",
    ];
    let reading = understood(&workbook(&[("一", tables[0]), ("二", tables[1])]));
    assert!(has_logic(&reading, "sheet_overlooked"), "{:?}", reading.issues);
    let notes = "说明\n学校名称|填全称\n在校生数|填9月1日数";
    let reading = understood(&workbook(&[("一", tables[0]), ("说明", notes)]));
    assert!(!has_logic(&reading, "sheet_overlooked"), "{:?}", reading.issues);
}

#[test]
fn numbers_of_no_known_school_are_not_read() {
    let text = "指标|标准|本校\n".to_owned() + &ITEMS.replace('|', "|9|").replace("|9|云雀小学", "||云雀小学");
    let reading = understood(&workbook(&[("表", &text)]));
    assert_eq!(reading.sections.iter().map(|one| one.pupils).collect::<Vec<_>>(), [420]);
    assert!(matches!(said(&reading, "sideways_columns"), Some((Severity::Experience, cell)) if cell.starts_with('B')));
}

#[test]
fn a_second_column_of_numbers_without_a_school_is_named() {
    let twice = ITEMS.replace("|420", "|420|430").replace("|26", "|26|27").replace("|5\n", "|5|6\n");
    let reading = understood(&workbook(&[("表", &twice)]));
    assert_eq!(reading.sections.iter().map(|one| one.pupils).collect::<Vec<_>>(), [420]);
    assert!(matches!(said(&reading, "sideways_columns"), Some((Severity::Experience, cell)) if cell.starts_with('C')));
}

/// What is no clear form is no form: a list of words, no school.
#[test]
fn nothing_is_read_sideways_by_chance() {
    let unnamed = ITEMS.replace("学校名称|云雀小学", "甲|乙");
    for text in [&unnamed, "在校生数|3\n在校生数|4\n专任教师数|5\n学校名称|6\n网络多媒体教室|7"]
    {
        let standard =
            Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let options = IntakeOptions::default();
        let read = understand(&workbook(&[("表", text)]), "ab", &options, &standard);
        assert!(read.is_err(), "{text}");
    }
}
