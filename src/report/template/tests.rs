//! The workbook to fill in, written and read again.

use super::template;
use crate::diagnostic::{Issue, Locale, Severity};
use crate::intake::{IntakeOptions, Reading, understand};
use crate::records::{Indicator, Records};
use crate::standard::Standard;
use crate::table::{ReadOptions, read_file, read_text};

fn standard(id: &str) -> Standard {
    match Standard::from_catalogue(id) {
        Ok(standard) => standard,
        Err(problems) => unreachable!("{problems:?}"),
    }
}

fn written(standard: &Standard, records: Option<&Records>) -> Vec<u8> {
    match template(standard, Locale::ZhCn, records) {
        Ok(bytes) => bytes,
        Err(error) => unreachable!("{error}"),
    }
}

fn again(standard: &Standard, bytes: &[u8]) -> Reading {
    let workbook = match read_file(bytes, "模板.xlsx", &ReadOptions::default(), &mut |_, _| {}) {
        Ok(workbook) => workbook,
        Err(problem) => unreachable!("{problem:?}"),
    };
    match understand(&workbook, "00", &IntakeOptions::default(), standard) {
        Ok(reading) => reading,
        Err(problems) => unreachable!("{problems:?}"),
    }
}

fn pasted(standard: &Standard, text: &str) -> Records {
    let reading = read_text(text, &ReadOptions::default())
        .map_err(|problem| vec![problem])
        .and_then(|workbook| understand(&workbook, "00", &IntakeOptions::default(), standard));
    match reading {
        Ok(reading) => reading.records(),
        Err(problems) => unreachable!("{problems:?}"),
    }
}

/// Everything but where it stood.
fn essence(records: &Records) -> Vec<String> {
    let mut all = Vec::new();
    for one in &records.sections {
        let amounts: Vec<_> = Indicator::ALL
            .iter()
            .map(|indicator| one.amount(*indicator).map(|amount| amount.exact().reduced()))
            .collect();
        all.push(format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {amounts:?}",
            one.school, one.code, one.county, one.city, one.province, one.stage, one.kind, one.counted, one.pupils
        ));
    }
    for one in &records.schools {
        all.push(format!("{:?}", crate::records::School { location: None, ..one.clone() }));
    }
    for one in &records.facts {
        all.push(format!("{:?}", crate::records::Fact { location: None, ..one.clone() }));
    }
    for one in &records.classes {
        all.push(format!("{:?}", crate::records::Class { location: None, ..one.clone() }));
    }
    for one in &records.survey {
        all.push(format!("{:?}", crate::records::SurveyGroup { location: None, ..one.clone() }));
    }
    all.extend(records.scores.iter().map(|one| format!("{one:?}")));
    all.sort();
    all
}

fn county(standard: &Standard) -> Records {
    let mut records = pasted(
        standard,
        "学校名称\t标识码\t办学类型\t举办者\t城乡类型\t所属乡镇\t建校年份\t是否寄宿制\t小学在校生数\t初中在校生数\t高中在校生数\t小学高于规定学历教师数\t\
         初中高于规定学历教师数\t教学及辅助用房面积（不含室内体育用房）\t体育运动场馆面积\t教学仪器设备值（万元）\t网络多媒体教室数\t班级数\t德育工作水平\t特殊教育学校学生人数\n\
         甲小学\t3113000001\t小学\t公办\t镇区\t城关镇\t1998\t否\t500\t\t\t30\t\t2250.5\t4000\t100.25\t12\t12\t优秀\t\n\
         乙学校\t3113000002\t九年一贯制学校\t公办\t乡村\t东山乡\t2005\t是\t166\t210\t\t20\t25\t3000\t5000\t90\t10\t9\t良好\t\n\
         丙中学\t3113000003\t完全中学\t民办\t城区\t东街街道\t\t是\t\t300\t120\t\t33\t4100\t5200\t210\t20\t14\t\t\n\
         丁教学点\t3113000004\t小学教学点\t\t\t东山乡\t\t\t0\t\t\t\t\t\t\t\t\t\t\t\n",
    );
    let special = pasted(
        standard,
        "学校名称\t办学类型\t举办者\t在校生数\t网络多媒体教室数\t特殊教育学校学生人数\n县特校\t特殊教育学校\t公办\t61\t3\t58\n",
    );
    records.schools.extend(special.schools);
    records.facts.extend(special.facts);
    let staged = pasted(
        standard,
        "学校名称\t学段\t办学类型\t在校生数\t教学仪器设备值（元）\n戊学校\t小学\t九年一贯制学校\t80\t160000\n戊学校\t初中\t九年一贯制学校\t90\t200000.5\n",
    );
    records.sections.extend(staged.sections);
    let stated = pasted(
        standard,
        "编号\t填报值\t说明\t佐证材料\nrotated\t120\t见名单\t\nrotation_eligible\t1000\t\t\nbasic_balance_date\t2015-12-01\t\t公告\n\
         monitoring_level_chinese\tⅢ\t\t\nmonitoring_rate_chinese\t0.0123\t\t\nleft_behind_care\t是\t\t办法\nhas_exam_admission\t否\t\t\n\
         four_unified\t未定\t\t\njunior_graduates\t2300\t\t\nresident_population\t42.5\t\t\n",
    );
    records.facts.extend(stated.facts);
    if let Some(fact) = records.facts.first_mut() {
        fact.note = "含教学点".into();
    }
    records.classes = pasted(standard, "学校\t标识码\t学段\t班级\t人数\n甲小学\t3113000001\t小学\t一年级1班\t45\n乙学校\t3113000002\t初中\t初一1班\t50\n").classes;
    records.survey = pasted(standard, "群体\t有效问卷数\t满意问卷数\n家长\t1000\t950\n村民\t10\t9\n").survey;
    records.scores = pasted(standard, "学校\t学科\t分数\n甲小学\t语文\t86.5\n").scores;
    records
}

#[test]
fn what_is_known_comes_back_as_it_was() {
    let standard = standard("national-2017");
    let records = county(&standard);
    assert_eq!(records.sections.len(), 7);
    assert_eq!((records.schools.len(), records.classes.len(), records.survey.len()), (5, 2, 2));
    assert_eq!(records.facts.len(), 16, "{:?}", records.facts);
    let reading = again(&standard, &written(&standard, Some(&records)));
    assert_eq!(essence(&reading.records()), essence(&records));
    // What is not known stays empty, and is said to be missing.
    let doubt = |issue: &&Issue| issue.severity != Severity::Note && issue.code != "missing_value";
    let doubts: Vec<_> = reading.issues.iter().filter(doubt).collect();
    assert!(doubts.is_empty(), "{doubts:?}");
    assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
    assert_eq!(reading.excluded.iter().filter(|row| row.code == "example_row").count(), 3);
    let twice = again(&standard, &written(&standard, Some(&reading.records())));
    assert_eq!(essence(&twice.records()), essence(&records), "and so the next time");
}

#[test]
fn every_column_and_item_of_the_empty_workbook_is_recognised() {
    for id in crate::standard::identifiers() {
        let standard = standard(id);
        let bytes = written(&standard, None);
        let workbook = match read_file(&bytes, "模板.xlsx", &ReadOptions::default(), &mut |_, _| {}) {
            Ok(workbook) => workbook,
            Err(problem) => unreachable!("{problem:?}"),
        };
        assert!(workbook.issues.is_empty(), "{id}: {:?}", workbook.issues);
        let options = IntakeOptions::default();
        let source = crate::intake::Source { workbook: &workbook, sha256: "", options: &options };
        let sheets = crate::intake::recognise(&[source], &standard).sheets;
        let names: Vec<_> = sheets.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
        assert_eq!(names, ["填表说明", "学校", "班级", "县级", "佐证", "问卷", "成绩"]);
        for sheet in &sheets {
            let name = sheet.name.as_deref().unwrap_or_default();
            assert_eq!(sheet.skipped.is_some(), name == "填表说明", "{id} {name} {:?}", sheet.skipped);
            for column in sheet.columns.iter().filter(|_| sheet.skipped.is_none()) {
                let heading = column.header.concat();
                let known = column.field.is_some() || column.fact.is_some();
                assert!(known || heading == "填法", "{id} {name}: {heading}");
            }
        }
        // Nothing is filled in: nothing is taken, and that is said.
        let problems = understand(&workbook, "00", &IntakeOptions::default(), &standard).err().unwrap_or_default();
        assert_eq!(problems.first().map(|problem| problem.code.as_str()), Some("no_rows"), "{id}");
    }
}

#[test]
fn equal_records_give_equal_bytes() {
    let standard = standard("national-2017");
    let records = county(&standard);
    assert_eq!(written(&standard, Some(&records)), written(&standard, Some(&records)));
    assert!(template(&standard, Locale::En, None).is_ok());
}
