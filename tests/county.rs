//! From the bytes of a worksheet to the verdict, against what an independent oracle in exact fractions says.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use junheng::diagnostic::{Explanation, Issue, Locale, Severity, Text};
use junheng::engine::{self, Content, Input};
use junheng::evaluate::{Evaluation, Options, evaluate};
use junheng::intake::{
    CellEdit, ColumnChoice, Field, IntakeOptions, RowChoice, RowRole, Scope, SheetChoice, Year, understand,
};
use junheng::project::{CellKey, Origin, Project};
use junheng::quantity::rounded;
use junheng::records::{Fact, SurveyGroup, Value as RecordValue};
use junheng::report::{self, Bundle, Original, Source};
use junheng::scenario::{Change, Scenario, SchoolKey};
use junheng::standard::{Chosen, Standard};
use junheng::table::{Cell, ReadOptions, Workbook, read_file};
use serde_json::Value;
use std::fs;

fn expected(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(format!("tests/files/{name}")).unwrap()).unwrap()
}

fn workbook(name: &str) -> Workbook {
    let bytes = fs::read(format!("tests/files/{name}")).unwrap();
    read_file(&bytes, name, &ReadOptions::default(), &mut |_, _| {}).unwrap()
}

fn evaluated(workbook: &Workbook) -> Evaluation {
    let standard = Standard::from_catalogue("national-2017").unwrap();
    let reading = understand(workbook, "", &IntakeOptions::default(), &standard).unwrap();
    let scope = engine::scope_of(&reading.sections);
    evaluate(&standard, &reading.records(), &Options { scope, ..Options::default() })
}

/// A part of an evaluation as plain data.
fn part<'a>(answer: &'a Value, id: &str) -> &'a Value {
    answer["parts"].as_array().unwrap().iter().find(|part| part["id"] == id).unwrap()
}

/// Every count of an evaluation by stage and name.
fn counts(evaluation: &Evaluation) -> Vec<(String, u32)> {
    let mut counts = Vec::new();
    for stage in &evaluation.stages {
        let name = engine::plain(&stage.stage).as_str().unwrap().to_owned();
        counts.push((format!("{name}/comprehensive"), stage.comprehensive.met));
        for one in &stage.indicators {
            counts.push((format!("{name}/{}", one.id.id()), one.met));
        }
    }
    counts
}

fn assert_as_expected(file: &str, expected_file: &str) {
    let evaluation = evaluated(&workbook(file));
    let expected = expected(expected_file);
    let answer = engine::plain(&evaluation);
    if expected.get("resourcesVerdict").is_some_and(|verdict| !verdict.is_null()) {
        assert_eq!(part(&answer, "resources")["verdict"], expected["resourcesVerdict"], "{file}");
    }
    let stages = expected["stages"].as_array().unwrap();
    assert_eq!(evaluation.stages.len(), stages.len(), "{file}");
    for (mine, theirs) in answer["stages"].as_array().unwrap().iter().zip(stages) {
        assert_eq!(mine["sections"], theirs["sections"], "{file}");
        assert_eq!(mine["comprehensive"], theirs["comprehensive"], "{file} {}", theirs["stage"]);
        for (mine, theirs) in
            mine["indicators"].as_array().unwrap().iter().zip(theirs["indicators"].as_array().unwrap())
        {
            for key in ["id", "met", "of", "undetermined"] {
                assert_eq!(mine[key], theirs[key], "{file}: {key} of {}", theirs["id"]);
            }
            if theirs.get("cv").is_some_and(|cv| !cv.is_null()) && !mine["cv"].is_null() {
                assert_eq!(mine["cvWithin"], theirs["cvWithin"]);
                for key in ["mean", "cv"] {
                    let (a, b) = (mine[key].as_f64().unwrap(), theirs[key].as_f64().unwrap());
                    assert!((a - b).abs() <= 2.0 * f64::EPSILON * b, "{file}: {key} of {}: {a}, {b}", theirs["id"]);
                }
            }
        }
    }
    let Some(sections) = expected["sections"].as_array() else { return };
    for theirs in sections {
        let mine = answer["sections"]
            .as_array()
            .unwrap()
            .iter()
            .find(|mine| mine["school"] == theirs["school"] && mine["stage"] == theirs["stage"])
            .unwrap_or_else(|| panic!("{file}: {} is missing", theirs["school"]));
        assert_eq!(mine["comprehensive"], theirs["comprehensive"], "{file}: {}", theirs["school"]);
        for (mine, theirs) in
            mine["indicators"].as_array().unwrap().iter().zip(theirs["indicators"].as_array().unwrap())
        {
            assert_eq!(mine["status"], theirs["status"], "{file}: {theirs}");
            for key in ["toThreshold", "toFloor"] {
                assert_eq!(
                    mine["shortfall"][key].as_f64(),
                    theirs["shortfall"][key].as_f64(),
                    "{file}: {key} {theirs}"
                );
            }
        }
    }
}

#[test]
fn the_county_in_every_shape_gives_what_the_oracle_says() {
    assert_as_expected("qinghe-county.xlsx", "qinghe-county.expected.json");
    assert_as_expected("qinghe-county-doubles.xlsx", "qinghe-county.expected.json");
    assert_as_expected("qinghe-one-sheet.csv", "qinghe-one-sheet.expected.json");
    assert_as_expected("qinghe-one-sheet.gb18030.csv", "qinghe-one-sheet.expected.json");
    assert_as_expected("qinghe-stage-column.csv", "qinghe-county.expected.json");
    assert_as_expected("one-school.tsv", "one-school.expected.json");
    assert_as_expected("one-nine-year-school.tsv", "one-nine-year-school.expected.json");
    assert_as_expected("worked-example.tsv", "worked-example.expected.json");
}

#[test]
fn the_workbook_gives_the_published_percentages() {
    let evaluation = evaluated(&workbook("qinghe-county.xlsx"));
    let shares: Vec<String> = evaluation
        .stages
        .iter()
        .flat_map(|stage| {
            let share =
                |met: u32, of: u32| format!("{} {met}/{of}", rounded(f64::from(met) * 100.0 / f64::from(of), 2));
            std::iter::once(share(stage.comprehensive.met, stage.comprehensive.of))
                .chain(stage.indicators.iter().map(move |one| share(one.met, one.of)))
        })
        .collect();
    assert_eq!(
        shares,
        [
            "17.97 23/128",
            "100.00 128/128",
            "57.81 74/128",
            "97.66 125/128",
            "42.97 55/128",
            "49.22 63/128",
            "72.66 93/128",
            "93.75 120/128",
            "29.73 22/74",
            "100.00 74/74",
            "83.78 62/74",
            "79.73 59/74",
            "43.24 32/74",
            "67.57 50/74",
            "67.57 50/74",
            "97.30 72/74",
        ]
    );
}

#[test]
fn changing_one_cell_changes_exactly_its_count() {
    let before = counts(&evaluated(&workbook("qinghe-county.xlsx")));
    let planted = expected("qinghe-county.expected.json")["planted"].as_array().unwrap().clone();
    assert_eq!(planted.len(), 3);
    for edit in planted {
        let mut changed = workbook("qinghe-county.xlsx");
        let sheet = changed.sheets.iter_mut().find(|sheet| sheet.name.as_deref() == edit["sheet"].as_str()).unwrap();
        let address = edit["cell"].as_str().unwrap();
        let digits = address.find(|c: char| c.is_ascii_digit()).unwrap();
        let column = address[..digits].bytes().fold(0, |n, letter| n * 26 + usize::from(letter - b'A') + 1) - 1;
        let row: usize = address[digits..].parse().unwrap();
        assert_eq!(sheet.cell(row - 1, column), Cell::Number(edit["from"].as_f64().unwrap()), "{address}");
        let place = (u32::try_from(row - 1).unwrap(), u32::try_from(column).unwrap());
        *sheet = sheet.with(&[(place.0, place.1, &edit["to"].to_string())]);
        let after = counts(&evaluated(&changed));
        let different: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
        let changes = &edit["changes"];
        let name = format!("{}/{}", changes["stage"].as_str().unwrap(), changes["count"].as_str().unwrap());
        let count = |key: &str| u32::try_from(changes[key].as_u64().unwrap()).unwrap();
        assert_eq!(different, [(&(name.clone(), count("from")), &(name, count("to")))], "{address}");
    }
}

#[test]
fn the_published_example_gives_its_coefficient() {
    let evaluation = evaluated(&workbook("worked-example.tsv"));
    let area = &evaluation.stages[0].indicators[3];
    assert_eq!(rounded(area.cv.unwrap(), 3), "0.515");
    assert_eq!(rounded(area.cv_unweighted.unwrap(), 4), "0.4888");
    assert_eq!(rounded(area.cv_sample.unwrap(), 4), "0.5465");
    assert_eq!(area.cv_within, Some(false));
}

#[test]
fn one_school_gets_no_coefficient_and_no_county_verdict() {
    let evaluation = evaluated(&workbook("one-school.tsv"));
    assert_eq!((evaluation.sections.len(), evaluation.verdict, evaluation.parts.len()), (1, None, 0));
    assert!(evaluation.stages[0].indicators.iter().all(|one| one.cv.is_none()));
}

#[test]
fn the_contract_reads_and_evaluates_in_one_call() {
    let bytes = fs::read("tests/files/qinghe-county.xlsx").unwrap();
    let options: Input = serde_json::from_str(r#"{ "locale": "en", "asOf": "2026-09-01", "trace": true }"#).unwrap();
    let answer = engine::evaluate_table(Content::Bytes(&bytes), "县.xlsx", Some(&options), &mut |_, _| {});
    assert_eq!(answer["type"], "success");
    assert_eq!(answer["counties"].as_array().unwrap().len(), 1);
    assert_eq!(part(&answer["evaluation"], "resources")["verdict"], "not_met");
    assert_eq!(answer["evaluation"]["meta"]["asOf"], "2026-09-01");
    assert_eq!(answer["table"]["sheets"].as_array().unwrap().len(), 2);
    let rows = |key: &str| answer["table"][key].as_u64().unwrap();
    assert_eq!(rows("rowsIn"), rows("rowsTaken") + answer["table"]["excluded"].as_array().unwrap().len() as u64);
    assert!(
        answer["evaluation"]["findings"].as_array().unwrap().iter().all(|one| one["trace"] != Value::Array(vec![]))
    );

    let picture = fs::read("tests/files/bad/picture-renamed.xlsx").unwrap();
    let answer = engine::evaluate_table(Content::Bytes(&picture), "县.xlsx", None, &mut |_, _| {});
    assert_eq!(answer["type"], "failure");
    assert_eq!(answer["errors"][0]["where"]["file"], "县.xlsx");
    assert!(!answer["errors"][0]["help"].as_str().unwrap().is_empty());
}

fn bundle(locale: Locale) -> Bundle {
    let workbook = workbook("qinghe-one-sheet.csv");
    let standard = Standard::from_catalogue("national-2017").unwrap();
    let mut reading = understand(&workbook, "00ff", &IntakeOptions::default(), &standard).unwrap();
    // Names that a spreadsheet program would take for formulas.
    for (section, name) in
        reading.sections.iter_mut().zip(["=1+1", "+86", "-2", "@SUM(A1)", "＝甲", "\t=1", "a\"b,c\nd"])
    {
        section.school = name.to_owned();
    }
    let records = reading.records();
    Bundle {
        standard: Chosen::default(),
        scope: engine::scope_of(&reading.sections),
        records,
        scenario: Scenario::default(),
        excluded: reading.excluded,
        issues: reading.issues,
        sources: Vec::new(),
        originals: Vec::new(),
        mappings: Vec::new(),
        explanations: Vec::new(),
        source: Source { name: reading.name, sha256: reading.sha256, synthetic: true, ..Source::default() },
        as_of: Some("2026-09-01".into()),
        locale,
    }
}

#[test]
fn county_and_year_stand_in_the_stamp_where_the_data_names_them() {
    let mut bundle = bundle(Locale::ZhCn);
    let line = |bundle: &Bundle, name: &str| {
        let csv = String::from_utf8(report::csv(bundle).unwrap()).unwrap();
        csv.lines().find(|line| line.starts_with(name)).map(str::to_owned)
    };
    assert_eq!((line(&bundle, "县（市、区）"), line(&bundle, "数据年度")), (None, None));
    bundle.source.county = Some("青禾县".into());
    bundle.source.year = Some(Year { first: 2024, last: 2025 });
    assert!(line(&bundle, "县（市、区）").unwrap().contains("青禾县"));
    assert!(line(&bundle, "数据年度").unwrap().contains("2024–2025学年"));
}

#[test]
fn exports_of_a_scenario_say_so_everywhere_and_tell_what_was_changed() {
    for (locale, mark) in [(Locale::ZhCn, "模拟"), (Locale::En, "What-if")] {
        let mut bundle = bundle(locale);
        let real = bundle.records.clone();
        let school = SchoolKey { name: real.sections[9].school.clone(), code: real.sections[9].code.clone(), nth: 0 };
        let name = school.name.clone();
        bundle.scenario = Scenario::default().with(Change::Leave { school });
        let csv = String::from_utf8(report::csv(&bundle).unwrap()).unwrap();
        let first = csv.lines().next().unwrap();
        assert!(first.contains(mark), "{first}");
        assert!(csv.lines().filter(|line| line.contains(mark)).count() > 3);
        let json: Value = serde_json::from_slice(&report::json(&bundle).unwrap()).unwrap();
        assert!(json["whatIf"]["warning"].as_str().unwrap().len() > 4);
        assert!(json["whatIf"]["outcomes"][0]["sentence"].as_str().unwrap().contains(&name));
        assert_eq!(json["whatIf"]["realRecords"]["sections"].as_array().unwrap().len(), real.sections.len());
        assert_eq!(json["evaluation"]["excluded"][0]["code"], "what_if");
        // Every sheet has the title in its first row, and repeats that on every page of paper.
        let workbook =
            read_file(&report::workbook(&bundle).unwrap(), "a.xlsx", &ReadOptions::default(), &mut |_, _| {});
        for sheet in &workbook.unwrap().sheets {
            assert!(matches!(sheet.cell(0, 0), Cell::Text(text) if text.contains(mark)), "{:?}", sheet.name);
        }
    }
}

#[test]
fn the_exported_workbook_begins_with_the_verdict_and_holds_what_it_rests_on() {
    let mut bundle = bundle(Locale::ZhCn);
    bundle.issues.retain(|issue| issue.severity != Severity::Logic);
    let table = |bundle: &Bundle, title: &str| {
        report::document(bundle).unwrap().tables.into_iter().find(|table| table.title == title).unwrap()
    };
    let conclusion = table(&bundle, "结论");
    let text = |value: &report::Value| match value {
        report::Value::Text(text) | report::Value::Status(text, _) => text.clone(),
        report::Value::Number(number, _) => number.to_string(),
        report::Value::Empty => String::new(),
    };
    let words = |row: &[report::Value]| row.iter().map(text).collect::<Vec<_>>();
    assert_eq!(words(&conclusion.rows[0])[..3], ["县域评估结论", "未达标", "13/49"]);
    assert!(!conclusion.rows.iter().any(|row| words(row)[0] == "必须修正的问题"));
    // Amounts are those of the section: shares of the whole school's where they were split.
    let amounts = table(&bundle, "参评数据");
    let evaluated =
        report::document(&bundle).unwrap().tables.into_iter().find(|table| table.title == "各校结果").unwrap();
    assert_eq!(amounts.rows.len(), evaluated.rows.len());
    for (row, result) in amounts.rows.iter().zip(&evaluated.rows) {
        assert_eq!(words(row)[0], words(result)[0]);
    }
    let mistake = Issue {
        severity: Severity::Logic,
        code: "made_up".into(),
        message: Text::new("错", "wrong"),
        help: Text::new("改", "mend"),
        location: None,
        school: None,
        cells: Vec::new(),
        explanation: None,
    };
    bundle.issues.push(mistake);
    assert_eq!(words(&table(&bundle, "结论").rows[1])[..3], ["必须修正的问题", "尚未修正", "1"]);
}

#[test]
fn exports_carry_the_stamp_and_no_formula_of_a_user() {
    for locale in [Locale::ZhCn, Locale::En] {
        let bundle = bundle(locale);
        let csv = report::csv(&bundle).unwrap();
        assert!(csv.starts_with(b"\xef\xbb\xbf"), "Excel takes it for GBK without the mark");
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(&csv[3..]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for field in rows.iter().flatten() {
            let risky = field.chars().count() > 1 && field.trim_start().starts_with(['=', '+', '@', '＝', '-']);
            assert!(!risky || field.parse::<f64>().is_ok(), "{field}");
        }
        // Four of the indicators are of what a school of two stages has as a whole.
        assert_eq!(rows[0].len(), 26 + 4, "the schools come first");
        assert!(rows.len() > 200);
        let text = String::from_utf8(csv).unwrap();
        for part in ["national-2017", "00ff", "2026-09-01", "Junheng", "qinghe-one-sheet.csv"] {
            assert!(text.contains(part), "{part}");
        }

        let json: Value = serde_json::from_slice(&report::json(&bundle).unwrap()).unwrap();
        assert_eq!(json["source"]["sha256"], "00ff");
        assert_eq!(json["evaluation"]["sections"][0]["school"], "=1+1");
        let terms = &json["records"]["sections"][0]["amounts"][0]["terms"];
        assert!(terms[0]["where"]["cell"].is_string(), "inputs with their cells: {terms}");
        assert!(!json["issues"].as_array().unwrap().is_empty());

        let bytes = report::workbook(&bundle).unwrap();
        let back = read_file(&bytes, "out.xlsx", &ReadOptions::default(), &mut |_, _| {}).unwrap();
        assert_eq!(back.sheets.len(), 7);
        let cells = || back.sheets.iter().flat_map(|sheet| sheet.rows().flat_map(|row| row.iter()));
        assert!(cells().any(|cell| cell == Cell::Text("=1+1")), "stored as text");
        assert!(cells().any(|cell| cell == Cell::Text("00ff")), "the stamp is there");
        assert!(!cells().any(|cell| matches!(cell, Cell::Error(_))), "no formula");
    }
}

#[test]
fn exports_carry_what_was_stated_corrected_and_explained() {
    let mut bundle = bundle(Locale::ZhCn);
    bundle.records.facts.push(Fact {
        key: "rotated".into(),
        county: None,
        school: None,
        code: None,
        value: RecordValue::Number("137".parse().unwrap()),
        note: "=含走教".into(),
        evidence: "县教〔2024〕8号".into(),
        location: None,
    });
    bundle.records.survey.push(SurveyGroup {
        county: None,
        group: "家长".into(),
        valid: 2001,
        satisfied: 1877,
        location: None,
    });
    let rooms_of = |scope| ColumnChoice {
        column: 9,
        field: Field::NetworkedClassrooms,
        fact: None,
        scope: Some(scope),
        factor: None,
    };
    let project = Project::default();
    let mut source = project.source(Some("小学.xlsx"), Origin::File, "00ff", 10);
    source.cells.insert(CellKey { sheet: 0, row: 4, column: 3 }, "=1OO".into());
    source.sheets.push(SheetChoice {
        sheet: 0,
        rows: vec![RowChoice { row: 8, role: RowRole::Note, into: None }],
        columns: vec![rooms_of(Scope::Primary)],
        ..SheetChoice::default()
    });
    bundle.originals = vec![Original {
        source: source.id,
        sheet: 0,
        name: Some("小学表".into()),
        cells: vec![CellEdit { sheet: 0, row: 4, column: 3, text: "1O0".into() }],
        taken_for: SheetChoice {
            rows: vec![RowChoice { row: 8, role: RowRole::Total, into: None }],
            columns: vec![rooms_of(Scope::Row)],
            ..SheetChoice::default()
        },
    }];
    bundle.sources = vec![source];
    let doubt = bundle.issues.first().cloned().unwrap();
    bundle.explanations = vec![Explanation::new(&doubt, "新建校区，已核实")];

    let csv = String::from_utf8(report::csv(&bundle).unwrap()).unwrap();
    let book =
        read_file(&report::workbook(&bundle).unwrap(), "out.xlsx", &ReadOptions::default(), &mut |_, _| {}).unwrap();
    let titles: Vec<&str> = book.sheets.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
    assert!(titles.contains(&"填报数据") && titles.contains(&"更正"), "{titles:?}");
    let words: Vec<String> = book
        .sheets
        .iter()
        .flat_map(|sheet| sheet.rows().flat_map(|row| row.iter()))
        .map(|cell| match cell {
            Cell::Text(text) => text.to_owned(),
            Cell::Number(number) => number.to_string(),
            _ => String::new(),
        })
        .collect();
    for part in [
        "县教〔2024〕8号",
        "1877",
        "家长 · 满意问卷数",
        "小学.xlsx",
        "小学表",
        "更正前",
        "D5",
        "1O0",
        "合计行",
        "网络多媒体教室数",
        "网络多媒体教室数（小学）",
        "新建校区，已核实",
    ] {
        assert!(csv.contains(part), "{part} in the text");
        assert!(words.iter().any(|word| word == part), "{part} in the workbook");
    }
    assert!(words.iter().any(|word| word == "=1OO"), "text in a workbook is text");
    assert!(csv.contains("'=1OO") && csv.contains("'=含走教"), "and inert where a program may take it for a formula");
    let json: Value = serde_json::from_slice(&report::json(&bundle).unwrap()).unwrap();
    assert_eq!(json["issues"][0]["explanation"], "新建校区，已核实");
    assert_eq!(json["sources"][0]["cells"][0]["text"], "=1OO");
    assert_eq!(
        (&json["originals"][0]["name"], &json["originals"][0]["cells"][0]["text"]),
        (&"小学表".into(), &"1O0".into())
    );
}
