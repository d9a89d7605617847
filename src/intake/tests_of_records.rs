//! What is read beside sections: schools, facts, class rolls, statements, the survey, scores.

use super::*;
use crate::diagnostic::Severity;
use crate::records::{Answer, Kind, Ownership, Place, Value};
use crate::table::{Cell, Merge, ReadOptions, Sheet, read_text};
use std::sync::OnceLock;

fn standard() -> &'static Standard {
    static STANDARD: OnceLock<Standard> = OnceLock::new();
    STANDARD.get_or_init(|| match Standard::from_catalogue("national-2017") {
        Ok(standard) => standard,
        Err(problems) => unreachable!("{problems:?}"),
    })
}

/// The cell a text stands for.
fn cell(text: &str) -> Cell<'_> {
    match text.parse::<f64>() {
        _ if text.is_empty() => Cell::Empty,
        Ok(number) if !text.starts_with('\'') => Cell::Number(number),
        _ => Cell::Text(text.trim_start_matches('\'')),
    }
}

/// A workbook from `|`-separated lines; numbers become numbers, as in a spreadsheet.
pub(super) fn workbook(sheets: &[(&str, &str)]) -> Workbook {
    let sheets = sheets
        .iter()
        .map(|(name, text)| {
            let mut sheet: Sheet = text.lines().map(|line| line.trim().split('|').map(cell)).collect();
            sheet.name = Some((*name).to_owned());
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

pub(super) fn understood(workbook: &Workbook) -> Reading {
    match understand(workbook, "00", &IntakeOptions::default(), standard()) {
        Ok(reading) => {
            assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
            reading
        }
        Err(problems) => unreachable!("{problems:?}"),
    }
}

fn read(sheets: &[(&str, &str)]) -> Reading {
    understood(&workbook(sheets))
}

fn paste(text: &str) -> Result<Reading, Vec<Problem>> {
    let workbook = match read_text(text, &ReadOptions::default()) {
        Ok(workbook) => workbook,
        Err(problem) => return Err(vec![problem]),
    };
    understand(&workbook, "00", &IntakeOptions::default(), standard())
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.issues.iter().map(|issue| issue.code.as_str()).collect()
}

fn issue<'a>(reading: &'a Reading, code: &str) -> &'a Issue {
    match reading.issues.iter().find(|issue| issue.code == code) {
        Some(issue) => issue,
        None => unreachable!("no {code} among {:?}", codes(reading)),
    }
}

fn cell_of(issue: &Issue) -> &str {
    issue.location.as_ref().and_then(|place| place.cell.as_deref()).unwrap_or_default()
}

fn left_out(reading: &Reading) -> Vec<&str> {
    reading.excluded.iter().map(|row| row.code.as_str()).collect()
}

fn shown(reading: &Reading) -> Vec<String> {
    let one = |fact: &Fact| {
        let spec = standard().fact(&fact.key);
        let value = spec.map(|spec| fact.value.shown(spec).zh).unwrap_or_default();
        format!("{}{}={value}", fact.school.as_deref().map(|school| format!("{school}.")).unwrap_or_default(), fact.key)
    };
    reading.facts.iter().map(one).collect()
}

const SCHOOLS: &str = "学校名称|学段|在校生数|网络多媒体教室数";

fn townships(reading: &Reading) -> Vec<(&str, Option<&str>)> {
    reading.schools.iter().map(|school| (school.name.as_str(), school.township.as_deref())).collect()
}

#[test]
fn a_township_of_a_table_beside_is_not_the_schools() {
    let reading = read(&[(
        "学校",
        "学校名称|学段|在校生数|网络多媒体教室数||乡镇|学校数
        甲小学|小学|100|5||东山乡|3
        乙小学|小学|200|9||城关镇|4",
    )]);
    assert_eq!(reading.sections.len(), 2);
    assert!(townships(&reading).is_empty());
}

#[test]
fn schools_say_which_township_they_lie_in() {
    let reading = read(&[(
        "学校",
        "所属乡镇|学校名称|学段|在校生数|网络多媒体教室数
        城关镇|甲小学|小学|100|3
        |乙小学|小学|200|5
        东街街道|丙小学|小学|50|1
        —|丁小学|小学|50|1",
    )]);
    assert_eq!(townships(&reading), [("甲小学", Some("城关镇")), ("丙小学", Some("东街街道"))]);
    assert_eq!(reading.sections.len(), 4);
    // Merged over the schools of a township.
    let mut merged =
        workbook(&[("学校", "镇街|学校名称|学段|在校生数|网络多媒体教室数\n城关镇|甲|小学|100|3\n|乙|小学|200|5")]);
    merged.sheets[0].merges.push(Merge { top: 1, left: 0, bottom: 2, right: 0 });
    assert_eq!(townships(&understood(&merged)), [("甲", Some("城关镇")), ("乙", Some("城关镇"))]);
}

#[test]
fn of_two_divisions_of_a_county_one_is_taken_and_that_is_no_doubt() {
    let reading = read(&[(
        "学校",
        "学区|乡镇（街道）|学校名称|学段|在校生数|网络多媒体教室数
        东片区|城关镇|甲小学|小学|100|3",
    )]);
    assert_eq!(townships(&reading), [("甲小学", Some("城关镇"))]);
    let other = &reading.sheets[0].columns[0];
    assert_eq!((other.field, other.confidence), (Some(Field::Unused), Confidence::Synonym));
    assert!(other.reason.zh.contains("B列"), "{}", other.reason.zh);
    // By itself it divides the county.
    let alone = read(&[("学校", "所属学区|学校名称|学段|在校生数|网络多媒体教室数\n东片区|甲小学|小学|100|3")]);
    assert_eq!(townships(&alone), [("甲小学", Some("东片区"))]);
}

#[test]
fn schools_say_who_runs_them_and_where_they_lie() {
    let reading = read(&[(
        "学校",
        "统计一级|统计二级|县|学校名称|办学类型|举办者|城乡类型|建校年份|是否寄宿制|学段|在校生数|网络多媒体教室数
        河北省|清河市|青禾县|甲小学|小学|教育部门|121|1998|否|小学|100|3
        河北省|清河市|青禾县|乙中学|初级中学|民办|乡村|2005年|是|初中|200|5
        河北省|清河市|青禾县|丙小学|小学|集体|火星|前年|也许|小学|50|1",
    )]);
    let schools: Vec<_> = reading
        .schools
        .iter()
        .map(|school| (school.name.as_str(), school.ownership, school.place, school.built_year, school.boarding))
        .collect();
    assert_eq!(
        schools,
        [
            ("甲小学", Some(Ownership::Public), Some(Place::Town), Some(1998), Some(false)),
            ("乙中学", Some(Ownership::Private), Some(Place::Rural), Some(2005), Some(true)),
        ]
    );
    let first = reading.sections.first();
    assert_eq!(first.and_then(|section| section.city.as_deref()), Some("清河市"));
    assert_eq!(first.and_then(|section| section.province.as_deref()), Some("河北省"));
    for (code, cell) in
        [("unknown_ownership", "F4"), ("unknown_place", "G4"), ("unknown_year", "H4"), ("unknown_boarding", "I4")]
    {
        let issue = issue(&reading, code);
        assert_eq!((issue.severity, cell_of(issue)), (Severity::Experience, cell));
    }
}

#[test]
fn computers_books_and_titles_are_amounts() {
    let reading = read(&[(
        "学校",
        "学校名称|学段|在校生数|计算机台数（台）|图书册数（万册）|中级及以上专业技术职务教师数
        甲小学|小学|100|30|0.25|12",
    )]);
    let Some(section) = reading.sections.first() else { unreachable!() };
    let total = |indicator| section.amount(indicator).map(|amount| amount.exact().reduced());
    assert_eq!(total(Indicator::Computers).as_deref(), Some("30"));
    assert_eq!(total(Indicator::Books).as_deref(), Some("2500"));
    assert_eq!(total(Indicator::IntermediateTitleTeachers).as_deref(), Some("12"));
}

#[test]
fn facts_stand_in_columns_named_like_them() {
    let reading = read(&[(
        "学校",
        "学校名称|学段|在校生数|专任教师数|网络多媒体教室数|班级数|音乐教室间数（间）|音乐专用教室间数|德育工作水平|教师培训经费
        甲小学|小学|100|9|3|6|1|1|优秀|2.5
        乙小学|小学|100|9|3|'六|2|3||—",
    )]);
    assert_eq!(
        shown(&reading),
        [
            "甲小学.classes=6",
            "甲小学.music_rooms=1",
            "甲小学.moral_education_grade=优秀",
            "甲小学.training_funds_budget=2.5",
            "乙小学.music_rooms=2",
        ]
    );
    let bad = issue(&reading, "bad_fact");
    assert_eq!((bad.severity, cell_of(bad), bad.school.as_deref()), (Severity::Logic, "F3", Some("乙小学")));
    assert_eq!(cell_of(issue(&reading, "double_fact")), "H1");
    let columns = reading.sheets.first().map(|sheet| sheet.columns.as_slice()).unwrap_or_default();
    let of = |letters: &str| columns.iter().find(|column| column.letters == letters);
    assert_eq!(of("D").and_then(|column| column.field), Some(Field::FullTimeTeachers), "a field stays one");
    assert_eq!(of("F").and_then(|column| column.fact.as_deref()), Some("classes"), "facts win over unused headings");
    assert_eq!(of("F").and_then(|column| column.field), None);
    assert_eq!(of("H").and_then(|column| column.fact.as_deref()), None);
}

#[test]
fn a_school_without_sections_still_states_its_facts() {
    let reading = read(&[(
        "学校",
        "学校名称|办学类型|在校生数|网络多媒体教室数|特殊教育学校学生人数|上年度特殊教育学生生均公用经费拨付总金额（万元）
        县特教学校|特殊教育学校|60|5|58|40.6
        甲高中|高级中学|900|30||",
    )]);
    assert!(reading.sections.is_empty());
    assert_eq!(left_out(&reading), ["special_school", "no_compulsory_stage"]);
    let schools: Vec<_> =
        reading.schools.iter().map(|school| (school.name.as_str(), school.kind, school.pupils)).collect();
    assert_eq!(schools, [("县特教学校", Some(Kind::Special), Some(60)), ("甲高中", Some(Kind::Senior), Some(0))]);
    assert_eq!(shown(&reading), ["县特教学校.special_ed_pupils=58", "县特教学校.special_ed_funds=406000"]);
}

#[test]
fn facts_alone_make_a_sheet() {
    let reading = read(&[
        ("学校", &format!("{SCHOOLS}\n甲小学|小学|100|3")),
        ("教室", "学校名称|音乐专用教室间数|美术专用教室间数\n甲小学|1|2\n乙小学||\n合计|1|2"),
    ]);
    assert_eq!(shown(&reading), ["甲小学.music_rooms=1", "甲小学.art_rooms=2"]);
    assert_eq!(left_out(&reading), ["not_stated", "total_row"]);
    assert_eq!(reading.rows_taken, 2);
}

#[test]
fn class_rolls_are_known_by_their_header() {
    let reading = read(&[
        ("学校", &format!("{SCHOOLS}\n甲小学|小学|100|3")),
        (
            "Sheet2",
            "学校名称|年级|班级名称|人数
            甲小学|一年级|一年级1班|45
            甲小学|七年级|七年级1班|'50人
            甲小学|一年级|一年级1班|44
            甲小学|二年级|二年级1班|四十
            甲小学|二年级|二年级2班|44.5
            甲小学|二年级|二年级3班|
            甲小学|高一|高一1班|50
            甲小学|预备班|预备1班|30
            合计|||133",
        ),
    ]);
    let classes: Vec<_> =
        reading.classes.iter().map(|class| (class.stage, class.name.as_str(), class.pupils)).collect();
    assert_eq!(
        classes,
        [(Stage::Primary, "一年级1班", 45), (Stage::Junior, "七年级1班", 50), (Stage::Primary, "一年级1班", 44)]
    );
    assert_eq!(
        left_out(&reading),
        ["no_class_pupils", "no_class_pupils", "no_class_pupils", "no_compulsory_stage", "unknown_stage", "total_row"]
    );
    assert_eq!(cell_of(issue(&reading, "class_given_twice")), "C4");
    assert_eq!(cell_of(issue(&reading, "not_a_number")), "D5");
    assert_eq!(cell_of(issue(&reading, "not_whole")), "D6");
    assert_eq!(cell_of(issue(&reading, "no_class_pupils")), "D7");
    assert_eq!(cell_of(issue(&reading, "unknown_stage")), "B9");
    assert_eq!(reading.sheets.get(1).map(|sheet| sheet.kind), Some(SheetKind::Classes));
}

#[test]
fn the_stage_of_a_class_is_never_guessed() {
    let reading = read(&[("小学班级", "学校名称|班级|人数\n甲小学|2023级1班|40")]);
    assert_eq!(reading.classes.first().map(|class| class.stage), Some(Stage::Primary), "the sheet says so");
    let reading = read(&[("班级", "学校名称|班级|人数\n甲小学|2023级1班|40\n甲小学|初一(3)班|41")]);
    assert_eq!(left_out(&reading), ["unknown_stage"]);
    assert_eq!(reading.classes.first().map(|class| class.stage), Some(Stage::Junior));
    let reading = read(&[("班级", "学校名称|学段|年级|班级|人数\n甲中学|初中|六年级|1班|41")]);
    assert_eq!(reading.classes.first().map(|class| class.stage), Some(Stage::Junior));
    assert_eq!(issue(&reading, "grade_differs").severity, Severity::Experience);
}

#[test]
fn names_merged_over_their_classes_are_read() {
    let mut book = workbook(&[("班级", "学校|学段|班级|人数\n甲小学|小学|1班|40\n||2班|41\n||3班|42")]);
    if let Some(sheet) = book.sheets.first_mut() {
        sheet.merges =
            vec![Merge { top: 1, left: 0, bottom: 2, right: 0 }, Merge { top: 1, left: 1, bottom: 3, right: 1 }];
    }
    let reading = understood(&book);
    assert_eq!(reading.classes.len(), 2);
    assert_eq!(left_out(&reading), ["no_school_name"]);
}

#[test]
fn a_paste_of_class_rolls_alone_is_no_error() {
    let reading = paste("学校\t学段\t班级\t人数\n甲小学\t小学\t1班\t40\n\t\t2班\t41\n");
    let Ok(reading) = reading else { unreachable!("{reading:?}") };
    assert_eq!(reading.classes.len(), 2);
    assert_eq!(codes(&reading).iter().filter(|code| **code == "filled_down").count(), 2);
    assert!(reading.sections.is_empty());
    assert!(paste("甲\t乙\n1\t2\n").is_err());
    let nothing = paste("学校\t学段\t班级\t人数\n合计\t\t\t81\n");
    assert_eq!(
        nothing.err().and_then(|problems| problems.first().map(|one| one.code.clone())).as_deref(),
        Some("no_rows")
    );
}

#[test]
fn the_county_states_its_facts_by_key_or_name() {
    let reading = read(&[(
        "县级",
        "编号|项目|单位|填报值|说明|佐证材料
        rotated||人|120|2023年|轮岗名单
        |符合交流轮岗条件教师总数|人|1000||
        3|上年度公务员年平均工资收入水平|元|98000||
        |常住人口总数|万人|四十二万||
        |教师总数|人|900||
        rotated|常住人口总数|万人|42||
        |优质高中招生计划总人数|元|300||
        |实际交流骨干教师数量|人|||
        |德育工作水平||优秀||
        |初中毕业学生人数|人|2300||
        二、教育质量|||||
        |国家义务教育质量监测语文学业水平|级|3||
        注：以上为全县数据|||||",
    )]);
    assert_eq!(
        shown(&reading),
        [
            "rotated=120",
            "rotation_eligible=1000",
            "civil_servant_average_salary=9.8",
            "junior_graduates=2300",
            "monitoring_level_chinese=Ⅲ",
        ]
    );
    let first = reading.facts.first();
    assert_eq!(first.map(|fact| (fact.note.as_str(), fact.evidence.as_str())), Some(("2023年", "轮岗名单")));
    assert_eq!(first.and_then(|fact| fact.location.as_ref()?.cell.clone()).as_deref(), Some("D2"));
    assert_eq!(
        left_out(&reading),
        [
            "bad_fact",
            "unknown_fact",
            "fact_differs",
            "wrong_unit",
            "not_stated",
            "fact_of_schools",
            "group_row",
            "note_row"
        ]
    );
    assert_eq!(cell_of(issue(&reading, "bad_fact")), "D5");
    assert_eq!(issue(&reading, "unknown_fact").severity, Severity::Experience);
    assert_eq!(cell_of(issue(&reading, "wrong_unit")), "C8");
}

#[test]
fn attestations_are_answers() {
    let reading = read(&[(
        "佐证",
        "项目|是否|佐证材料
        留守儿童关爱体系健全|是|关爱办法
        存在违规择校行为|×|
        存在重点学校或重点班|未定|
        无过重课业负担|基本没有|
        存在以考试方式招生||",
    )]);
    let answers: Vec<_> = reading.facts.iter().map(|fact| (fact.key.as_str(), fact.value.clone())).collect();
    assert_eq!(
        answers,
        [
            ("left_behind_care", Value::Answer(Answer::Yes)),
            ("has_illegal_school_choice", Value::Answer(Answer::No)),
            ("has_key_schools_or_classes", Value::Answer(Answer::NotYet)),
        ]
    );
    assert_eq!(left_out(&reading), ["bad_fact", "not_stated"]);
    assert_eq!(cell_of(issue(&reading, "bad_fact")), "B5");
}

#[test]
fn any_table_of_items_is_not_a_list_of_facts() {
    let workbook = workbook(&[("Sheet1", "项目|数值\n用电量|12\n用水量|15")]);
    let problems = understand(&workbook, "00", &IntakeOptions::default(), standard()).err().unwrap_or_default();
    assert_eq!(problems.first().map(|problem| problem.code.as_str()), Some("no_table"));
}

#[test]
fn the_survey_by_group_is_kept_as_it_is() {
    let reading = read(&[(
        "问卷",
        "群体|有效问卷数（份）|满意问卷数（份）
        家长|1000|950
        教师|100|120
        学生|80|八十
        校长||
        家长|10|9
        合计|1190|1159",
    )]);
    let groups: Vec<_> = reading.survey.iter().map(|one| (one.group.as_str(), one.valid, one.satisfied)).collect();
    assert_eq!(groups, [("家长", 1000, 950), ("教师", 100, 120), ("家长", 10, 9)]);
    assert_eq!(left_out(&reading), ["bad_survey_count", "not_stated", "total_row"]);
    assert_eq!(cell_of(issue(&reading, "group_given_twice")), "A6");
}

#[test]
fn answers_one_by_one_are_counted_and_said_how() {
    let reading = read(&[(
        "答卷",
        "姓名|您的身份|是否满意
        张三|家长|满意
        李四|家长|基本满意
        王五|家长|不满意
        赵六|教师|非常满意
        钱七|教师|
        孙八|教师|还行
        周九||满意",
    )]);
    let groups: Vec<_> = reading.survey.iter().map(|one| (one.group.as_str(), one.valid, one.satisfied)).collect();
    assert_eq!(groups, [("家长", 3, 2), ("教师", 1, 1)]);
    assert_eq!(left_out(&reading), ["invalid_answer"; 3]);
    let note = issue(&reading, "answers_counted");
    assert_eq!(note.severity, Severity::Note);
    for part in ["基本满意 1", "不满意 1", "还行 1", "空白 1"] {
        assert!(note.message.zh.contains(part), "{}", note.message.zh);
    }
    let all = format!("{reading:?}");
    assert!(!all.contains("张三") && !all.contains("周九"), "names are not kept");
}

#[test]
fn scores_are_read_without_names() {
    let reading = read(&[(
        "成绩",
        "学校|姓名|学科|分数
        甲小学|张三|语文|86.5
        甲小学|李四|语文|缺考
        甲小学|王五|语文|优
        |赵六|语文|70",
    )]);
    assert_eq!(reading.scores.len(), 1);
    assert_eq!(reading.scores.first().map(|score| score.score), Some(86.5));
    assert_eq!(left_out(&reading), ["no_score", "bad_score", "no_school_name"]);
    let all = format!("{reading:?}");
    assert!(["张三", "李四", "王五", "赵六"].iter().all(|name| !all.contains(name)), "names are not kept");
}

#[test]
fn example_rows_are_listed_and_not_read() {
    let reading = read(&[
        ("学校", &format!("{SCHOOLS}\n（示例）青禾县第一小学|小学|820|20\n甲小学|小学|100|3")),
        ("班级", "学校|学段|班级|人数\n（示例）青禾县第一小学|小学|1班|40\n甲小学|小学|1班|40"),
    ]);
    assert_eq!((reading.sections.len(), reading.classes.len()), (1, 1));
    assert_eq!(left_out(&reading), ["example_row", "example_row"]);
    assert!(reading.issues.iter().all(|issue| issue.severity == Severity::Note), "{:?}", reading.issues);
}

#[test]
fn statements_of_no_county_are_said_where_there_are_several() {
    let reading = read(&[
        ("学校", "县|学校名称|学段|在校生数|网络多媒体教室数\n甲县|甲小学|小学|100|3\n乙县|乙小学|小学|100|3"),
        ("县级", "编号|项目|单位|填报值|县\nrotated||人|12|甲县\nrotation_eligible||人|120|"),
    ]);
    assert_eq!(reading.facts.len(), 2);
    assert_eq!(cell_of(issue(&reading, "no_county")), "D3");
}

#[test]
fn rows_of_one_school_say_one_thing() {
    let reading = read(&[(
        "学校",
        "学校名称|学段|举办者性质|城乡类型|在校生数|网络多媒体教室数
        甲学校|小学|公办||100|3
        甲学校|初中|民办|镇区|100|3",
    )]);
    assert_eq!(reading.schools.len(), 1);
    let school = reading.schools.first();
    assert_eq!(school.and_then(|school| school.ownership), Some(Ownership::Public));
    assert_eq!(school.and_then(|school| school.place), Some(Place::Town));
    assert_eq!(issue(&reading, "school_differs").severity, Severity::Experience);
}

#[test]
fn a_fact_of_a_user_s_column_choice_gives_way() {
    let book = workbook(&[("学校", "学校名称|学段|在校生数|网络多媒体教室数|班级数\n甲小学|小学|100|3|6")]);
    let column = ColumnChoice { column: 4, field: Field::Unused, fact: None, scope: None, factor: None };
    let choice = SheetChoice { sheet: 0, columns: vec![column], ..SheetChoice::default() };
    let options = IntakeOptions { sheets: vec![choice], ..IntakeOptions::default() };
    let reading = understand(&book, "00", &options, standard());
    assert_eq!(reading.map(|reading| reading.facts.len()), Ok(0));
}

#[test]
fn every_field_has_a_title_that_is_recognised() {
    for field in [Field::City, Field::Computers, Field::ClassPupils, Field::FactValue, Field::Score, Field::Boarding] {
        assert!(!field.title().zh.is_empty() && !field.title().en.is_empty(), "{field:?}");
    }
}

#[test]
fn what_a_school_states_in_the_row_of_each_stage_is_added_up() {
    let head = "学校名称|在校生数|教学及辅助用房面积（㎡）|义务教育阶段教学班数|德育工作水平";
    let primary = format!("{head}\n九年校|400|3000|10|良好\n一小|300|2000|8|良好");
    let junior = format!("{head}\n九年校|300|2500|7|良好\n一中|600|6000|12|良好");
    let reading = read(&[("小学", &primary), ("初中", &junior)]);
    let classes = |school: &str| -> Vec<String> {
        let here = reading.facts.iter().filter(|fact| fact.key == "classes" && fact.school.as_deref() == Some(school));
        here.map(|fact| fact.value.shown(&standard().facts[0]).zh).collect()
    };
    assert_eq!(classes("九年校"), ["17"]);
    assert_eq!(classes("一小"), ["8"]);
    let said: Vec<_> = reading.issues.iter().filter(|issue| issue.code == "stages_added").collect();
    assert!(said.len() == 1 && said[0].severity == Severity::Note && said[0].message.zh.contains("1所学校"));
}
