//! Several sources as one, and what the user corrected in them.

use super::*;
use crate::diagnostic::{Location, Severity};
use crate::table::read_text;

const HEADER: &str = "学校名称\t学段\t在校生数\t网络多媒体教室数";

fn standard() -> Standard {
    Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"))
}

/// A workbook called `name` with `rows` under `header`.
fn table(name: &str, header: &str, rows: &str) -> Workbook {
    let text = format!("{header}\n{rows}");
    let read = read_text(&text, &ReadOptions::default()).unwrap_or_else(|problem| unreachable!("{problem:?}"));
    Workbook { name: Some(name.to_owned()), ..read }
}

fn together(tables: &[(&Workbook, &IntakeOptions)]) -> Result<Reading, Vec<Problem>> {
    let sources: Vec<Source<'_>> =
        tables.iter().map(|(workbook, options)| Source { workbook, sha256: "ab", options }).collect();
    understand_all(&sources, &standard())
}

fn read(workbook: &Workbook, options: &IntakeOptions) -> Reading {
    understand(workbook, "ab", options, &standard()).unwrap_or_else(|problems| unreachable!("{problems:?}"))
}

fn pupils(reading: &Reading) -> Vec<(&str, u32)> {
    reading.sections.iter().map(|section| (section.school.as_str(), section.pupils)).collect()
}

fn edit(row: u32, column: u32, text: &str) -> CellEdit {
    CellEdit { sheet: 0, row, column, text: text.to_owned() }
}

#[test]
fn a_file_for_every_school_comes_to_one_reading() {
    let none = IntakeOptions::default();
    let files: Vec<Workbook> = (1..=3)
        .map(|number| table(&format!("{number}.csv"), HEADER, &format!("学校{number}\t小学\t{number}00\t9")))
        .collect();
    let reading = together(&files.iter().map(|file| (file, &none)).collect::<Vec<_>>()).unwrap_or_default();
    assert_eq!(pupils(&reading), [("学校1", 100), ("学校2", 200), ("学校3", 300)]);
    let from: Vec<String> =
        reading.sections.iter().map(|one| one.location.as_ref().map(Location::describe).unwrap_or_default()).collect();
    assert_eq!(from, ["1.csv › A2", "2.csv › A2", "3.csv › A2"]);
    assert_eq!(reading.sheets.iter().map(|sheet| sheet.source).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!((reading.rows_in, reading.rows_taken), (3, 3));
    assert_eq!(reading.sources.iter().map(|source| source.rows_taken).collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn the_order_of_the_files_changes_nothing_but_the_order() {
    let none = IntakeOptions::default();
    let first = table("1.csv", HEADER, "甲小学\t小学\t100\t9\n乙小学\t小学\t150\t9");
    let second = table("2.csv", HEADER, "丙中学\t初中\t300\t9");
    let sorted = |reading: Reading| {
        let mut sections = reading.sections;
        sections.sort_by(|a, b| a.school.cmp(&b.school));
        sections
    };
    let forth = together(&[(&first, &none), (&second, &none)]).map(sorted);
    let back = together(&[(&second, &none), (&first, &none)]).map(sorted);
    assert_eq!(forth, back);
}

#[test]
fn a_school_in_two_files_is_named_with_both_places() {
    let none = IntakeOptions::default();
    let first = table("1.csv", HEADER, "甲小学\t小学\t100\t9");
    let second = table("2.csv", HEADER, "甲小学\t小学\t100\t9");
    let reading = together(&[(&first, &none), (&second, &none)]).unwrap_or_default();
    let issue = reading.issues.iter().find(|issue| issue.code == "duplicate_school");
    assert!(issue.is_some_and(|issue| issue.message.zh.contains("1.csv › A2")), "{issue:?}");
    let place = issue.and_then(|issue| issue.location.as_ref()).and_then(|place| place.file.as_deref());
    assert_eq!(place, Some("2.csv"));
}

#[test]
fn class_rolls_join_the_schools_of_another_file() {
    let none = IntakeOptions::default();
    let schools = table("学校.csv", HEADER, "甲小学\t小学\t80\t9");
    let rolls =
        table("班级.csv", "学校名称\t年级\t班级名称\t班级学生数", "甲小学\t一年级\t1班\t40\n甲小学\t一年级\t2班\t40");
    let reading = together(&[(&schools, &none), (&rolls, &none)]).unwrap_or_default();
    assert_eq!((reading.sections.len(), reading.classes.len()), (1, 2));
    assert_eq!(
        reading.sheets.iter().map(|sheet| sheet.kind).collect::<Vec<_>>(),
        [SheetKind::Schools, SheetKind::Classes]
    );
}

#[test]
fn a_file_that_gives_nothing_is_said_and_the_others_are_taken() {
    let none = IntakeOptions::default();
    let good = table("好.csv", HEADER, "甲小学\t小学\t80\t9");
    let bad = table("坏.csv", "日期\t早餐", "周一\t粥");
    let reading = together(&[(&bad, &none), (&good, &none)]).unwrap_or_default();
    assert_eq!(pupils(&reading), [("甲小学", 80)]);
    let codes: Vec<Vec<&str>> = reading
        .sources
        .iter()
        .map(|source| source.problems.iter().map(|problem| problem.code.as_str()).collect())
        .collect();
    assert_eq!(codes, [vec!["no_table"], vec![]]);
    let issue = reading.issues.iter().find(|issue| issue.code == "source_not_taken");
    assert_eq!(issue.map(|issue| issue.severity), Some(Severity::Logic));
    let both = together(&[(&bad, &none), (&bad, &none)]);
    assert_eq!(both.err().map(|problems| problems.len()), Some(2));
}

#[test]
fn one_source_has_the_fingerprint_of_its_bytes() {
    let none = IntakeOptions::default();
    let file = table("1.csv", HEADER, "甲小学\t小学\t100\t9");
    assert_eq!(read(&file, &none).sha256, "ab");
    let two = together(&[(&file, &none), (&file, &none)]).unwrap_or_default();
    assert_eq!(two.sha256.len(), 64);
}

#[test]
fn a_cell_written_over_is_read_in_place_of_what_stands_there() {
    let file = table("1.csv", HEADER, "甲小学\t小学\t1OO\t9\n乙小学\t小学\t200\t9");
    let before = read(&file, &IntakeOptions::default());
    assert_eq!(pupils(&before), [("乙小学", 200)], "the letter O is no digit");
    let options = IntakeOptions { cells: vec![edit(1, 2, "１００")], ..IntakeOptions::default() };
    let after = read(&file, &options);
    assert_eq!(pupils(&after), [("甲小学", 100), ("乙小学", 200)], "what is typed is read by the same rules");
    let cleared = IntakeOptions { cells: vec![edit(2, 2, "")], ..IntakeOptions::default() };
    let codes: Vec<String> = read(&file, &cleared).issues.into_iter().map(|issue| issue.code).collect();
    assert!(codes.iter().any(|code| code == "no_pupils_given"), "{codes:?}");
}

#[test]
fn rows_can_be_written_below_the_last_one() {
    let file = table("1.csv", HEADER, "甲小学\t小学\t100\t9");
    let row = [edit(4, 0, "乙小学"), edit(4, 1, "小学"), edit(4, 2, "60"), edit(4, 3, "2")];
    let reading = read(&file, &IntakeOptions { cells: row.to_vec(), ..IntakeOptions::default() });
    assert_eq!(pupils(&reading), [("甲小学", 100), ("乙小学", 60)]);
    let far = edit(u32::MAX, u32::MAX, "x");
    let reading = read(&file, &IntakeOptions { cells: vec![far], ..IntakeOptions::default() });
    assert_eq!(pupils(&reading), [("甲小学", 100)], "a place no sheet has is left alone");
}

#[test]
fn a_row_is_what_the_user_says() {
    let file = table("1.csv", HEADER, "甲小学\t小学\t100\t9\n合计小学\t小学\t60\t2\n其中：乙小学\t小学\t50\t2");
    let roles = |rows: &[(u32, RowRole)]| {
        let rows = rows.iter().map(|(row, role)| RowChoice { row: *row, role: *role, into: None }).collect();
        IntakeOptions { sheets: vec![SheetChoice { rows, ..SheetChoice::default() }], ..IntakeOptions::default() }
    };
    let reading = read(&file, &roles(&[(2, RowRole::School), (1, RowRole::Note)]));
    assert!(pupils(&reading).contains(&("合计小学", 60)));
    assert!(!pupils(&reading).contains(&("甲小学", 100)));
    let left = reading.excluded.iter().find(|row| row.school == "甲小学");
    assert_eq!(left.map(|row| row.code.as_str()), Some("left_out"));
    assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
    let total = read(&file, &roles(&[(1, RowRole::Total)]));
    assert!(total.excluded.iter().any(|row| row.school == "甲小学" && row.code == "total_row"));
}

#[test]
fn what_was_corrected_under_a_header_is_remembered() {
    let header = "学校名称\t学段\t在校生数\t电教室";
    let first = table("甲.csv", header, "甲小学\t小学\t100\t9");
    let column = ColumnChoice { column: 3, field: Field::NetworkedClassrooms, fact: None, scope: None, factor: None };
    let chosen = SheetChoice { columns: vec![column.clone()], ..SheetChoice::default() };
    let reading = read(&first, &IntakeOptions { sheets: vec![chosen], ..IntakeOptions::default() });
    let mapping = Mapping::of(&reading.sheets[0].columns, &[column]);
    let options = IntakeOptions { mappings: vec![mapping.clone()].into(), ..IntakeOptions::default() };

    // The same header one column further right, with something without a heading before it.
    let moved = table("乙.csv", &format!("\t{header}"), "x\t乙小学\t小学\t200\t7");
    let reading = read(&moved, &options);
    let amount = reading.sections[0].amount(Indicator::NetworkedClassrooms).map(|one| one.total.to_string());
    assert_eq!(amount.as_deref(), Some("7"));
    assert!(reading.issues.iter().any(|issue| issue.code == "mapping_remembered" && issue.severity == Severity::Note));

    // Another header is another table, and a correction made here goes before one remembered.
    let other = table("丙.csv", "学校名称\t学段\t在校生数\t网络多媒体教室数", "丙小学\t小学\t200\t7");
    assert!(read(&other, &options).issues.iter().all(|issue| issue.code != "mapping_remembered"));
    let unused = ColumnChoice { column: 4, field: Field::Unused, fact: None, scope: None, factor: None };
    let own = SheetChoice { columns: vec![unused], ..SheetChoice::default() };
    let options = IntakeOptions { sheets: vec![own], mappings: vec![mapping].into(), ..IntakeOptions::default() };
    let problems = understand(&moved, "", &options, &standard()).err().unwrap_or_default();
    assert_eq!(problems.first().map(|problem| problem.code.as_str()), Some("no_table"));
}

#[test]
fn a_column_can_be_given_to_a_fact_of_the_standard() {
    let standard = standard();
    let spec = standard
        .facts
        .iter()
        .find(|fact| fact.level == crate::standard::Level::School && fact.kind == crate::standard::FactKind::Count)
        .unwrap_or_else(|| unreachable!("the national standard asks schools for counts"));
    let file = table("1.csv", &format!("{HEADER}\t某某"), "甲小学\t小学\t100\t9\t17");
    let fact = |key: &str| {
        let column =
            ColumnChoice { column: 4, field: Field::Unused, fact: Some(key.to_owned()), scope: None, factor: None };
        let chosen = SheetChoice { columns: vec![column], ..SheetChoice::default() };
        read(&file, &IntakeOptions { sheets: vec![chosen], ..IntakeOptions::default() })
    };
    let taken = fact(&spec.key);
    let found = taken.facts.iter().find(|fact| fact.key == spec.key);
    let place = found.and_then(|fact| fact.location.as_ref()).and_then(|place| place.cell.as_deref());
    assert_eq!((found.and_then(|fact| fact.school.as_deref()), place), (Some("甲小学"), Some("E2")));
    assert!(fact("no_such_fact").facts.is_empty());
}

/// The options that add row `row` to the school in row `into`.
fn added(row: u32, into: u32) -> IntakeOptions {
    let rows = vec![RowChoice { row, role: RowRole::School, into: Some(into) }];
    IntakeOptions { sheets: vec![SheetChoice { rows, ..SheetChoice::default() }], ..IntakeOptions::default() }
}

#[test]
fn a_campus_stands_by_itself_until_the_user_adds_it_to_its_school() {
    let header = "学校名称\t学段\t是否计校数\t在校生数\t网络多媒体教室数\t县级以上骨干教师数";
    let file = table(
        "1.csv",
        header,
        "云雀小学\t小学\t是\t100\t9\t2\n云雀小学东校区\t小学\t否\t40\t3\t\n白鹭中学\t初中\t是\t200\t9\t3",
    );
    let apart = read(&file, &IntakeOptions::default());
    assert_eq!(pupils(&apart).len(), 3);
    let home = |campus: &Campus| (campus.row, campus.home, campus.home_name.clone(), campus.merged);
    let campuses: Vec<_> = apart.sheets.iter().flat_map(|sheet| &sheet.campuses).map(home).collect();
    assert_eq!(campuses, [(2, Some(1), Some("云雀小学".to_owned()), false)]);
    let said = apart.issues.iter().find(|issue| issue.code == "campus_not_counted");
    assert!(said.is_some_and(|issue| issue.message.zh.contains("看来属于“云雀小学”（第 2 行）")), "{said:?}");

    let joined = read(&file, &added(2, 1));
    assert_eq!(pupils(&joined), [("云雀小学", 140), ("白鹭中学", 200)]);
    let rooms = joined.sections.first().and_then(|section| section.amount(Indicator::NetworkedClassrooms));
    assert_eq!(rooms.map(|amount| (amount.total.to_string(), amount.terms.len())), Some(("12".to_owned(), 2)));
    let teachers = joined.sections.first().and_then(|section| section.amount(Indicator::BackboneTeachers));
    assert_eq!(teachers, None, "what is missing in one of them is missing in the sum");
    let left = joined.excluded.iter().find(|row| row.school == "云雀小学东校区");
    assert_eq!(left.map(|row| (row.code.as_str(), row.reason.zh.as_str())), Some(("campus_merged", "并入“云雀小学”")));
    assert_eq!(joined.rows_in as usize, joined.rows_taken as usize + joined.excluded.len());
    assert!(joined.issues.iter().all(|issue| issue.code != "campus_not_counted"));
    assert!(joined.sheets.iter().flat_map(|sheet| &sheet.campuses).all(|campus| campus.merged));
}

#[test]
fn a_campus_by_its_name_alone_is_asked_about() {
    let header = "学校名称\t学段\t在校生数\t网络多媒体教室数";
    let rows = "实验小学\t小学\t900\t20\n实验小学（东校区）\t小学\t240\t5\n　　其中：西校区\t小学\t120\t3\n城关第一小学\t小学\t1500\t44\n\
        城关第一小学南校区\t小学\t100\t3\n城关第二小学本部\t小学\t1000\t25\n城关第二小学分校\t小学\t200\t5\n一小\t小学\t700\t17\n一小（北校区）\t小学\t90\t2\n\
        石桥小学\t小学\t1400\t29\n石桥小学王庄教学点\t小学\t30\t2\n河西学校（东校区）\t小学\t300\t8\n河西学校（西校区）\t小学\t310\t8\n远山分校\t小学\t320\t8";
    let reading = read(&table("1.csv", header, rows), &IntakeOptions::default());
    let homes: Vec<_> = reading
        .sheets
        .iter()
        .flat_map(|sheet| &sheet.campuses)
        .map(|campus| (campus.name.as_str(), campus.home_name.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        homes,
        [
            ("实验小学（东校区）", "实验小学"),
            ("城关第一小学南校区", "城关第一小学"),
            ("城关第二小学分校", "城关第二小学本部"),
            ("一小（北校区）", "一小"),
            ("河西学校（西校区）", "河西学校（东校区）"),
        ]
    );
    let count = |code: &str| reading.issues.iter().filter(|issue| issue.code == code).count();
    assert_eq!((count("campus_by_name"), count("campus_part"), count("teaching_point_by_name")), (5, 1, 1));
    let part = reading.excluded.iter().find(|row| row.code == "part_row");
    assert!(part.is_some_and(|row| row.school.contains("西校区")), "{:?}", reading.excluded);
    let joined = read(&table("1.csv", header, rows), &added(2, 1));
    assert_eq!(pupils(&joined).first(), Some(&("实验小学", 1140)));
}

/// What a message asks for can be done: the school is found by a short name as well.
#[test]
fn a_message_names_a_control_only_where_there_is_one() {
    let header = "学校名称\t学段\t是否计校数\t在校生数\t网络多媒体教室数";
    let rows = "甲小学\t小学\t是\t100\t9\n甲小学（东校区）\t小学\t否\t40\t3\n丙教学点\t小学\t否\t60\t3";
    let reading = read(&table("1.csv", header, rows), &IntakeOptions::default());
    let said: Vec<_> = reading.issues.iter().filter(|issue| issue.code == "campus_not_counted").collect();
    let helps: Vec<_> =
        said.iter().map(|issue| (issue.school.is_some(), issue.help.zh.contains("并入“甲小学”"))).collect();
    assert!(helps.contains(&(true, true)) && helps.contains(&(false, false)), "{said:?}");
    assert!(said.iter().all(|issue| issue.help.zh.contains("“注释，不计”")));
}

/// What is typed in the page is no number stored as text; what the worksheet stores so is.
#[test]
fn nothing_is_said_of_the_dress_of_a_number_that_was_typed() {
    let mut file = table("1.csv", HEADER, "甲小学\t小学\t100\t5\n乙小学\t小学\t200\t7\n丙小学\t小学\t300\t9");
    if let Some(sheet) = file.sheets.first_mut() {
        *sheet = sheet.with_cells(
            [(1, 2, 100.0), (1, 3, 5.0)].map(|(r, c, n)| (r, c, crate::table::Cell::Number(n))).into_iter(),
        );
    }
    let repaired = |cells: Vec<CellEdit>| {
        let reading = read(&file, &IntakeOptions { cells, ..IntakeOptions::default() });
        let said = reading.issues.iter().find(|issue| issue.code == "number_repaired");
        (said.map(|issue| issue.message.zh.clone()).unwrap_or_default(), reading.sections.get(1).map(|one| one.pupils))
    };
    let (said, pupils) = repaired(vec![edit(2, 2, "210"), edit(2, 3, "８")]);
    assert!(said.contains("C4、D4") && !said.contains("C3"), "{said}");
    assert_eq!(pupils, Some(210));
    let all =
        [(2, 2, "1,210"), (2, 3, "7"), (3, 2, "30"), (3, 3, "9")].map(|(row, column, text)| edit(row, column, text));
    assert_eq!(repaired(all.to_vec()), (String::new(), Some(1210)));
}

#[test]
fn a_campus_of_another_stage_is_not_added() {
    let header = "学校名称\t学段\t在校生数\t网络多媒体教室数";
    let file = table("1.csv", header, "云雀学校\t初中\t100\t9\n云雀学校小学部\t小学\t40\t3");
    for (row, into) in [(2, 1), (2, 2), (2, 7)] {
        let reading = read(&file, &added(row, into));
        assert_eq!(pupils(&reading), [("云雀学校", 100), ("云雀学校小学部", 40)]);
        assert!(reading.issues.iter().any(|issue| issue.code == "campus_not_merged"), "{row} {into}");
    }
}

#[test]
fn a_teaching_point_joins_a_school_of_several_stages() {
    let header =
        "学校名称\t小学在校生数\t初中在校生数\t县级以上骨干教师（小学）\t县级以上骨干教师（初中）\t网络多媒体教室数";
    let file = table("1.csv", header, "云雀学校\t100\t200\t2\t3\t20\n云雀学校山口教学点\t50\t\t1\t\t4");
    let reading = read(&file, &added(2, 1));
    assert_eq!(pupils(&reading), [("云雀学校", 150), ("云雀学校", 200)]);
    let totals = |indicator| -> Vec<Option<String>> {
        reading.sections.iter().map(|section| Some(section.amount(indicator)?.total.to_string())).collect()
    };
    assert_eq!(totals(Indicator::BackboneTeachers), [Some("3".to_owned()), Some("3".to_owned())]);
    assert_eq!(totals(Indicator::NetworkedClassrooms), [Some("24".to_owned()), Some("24".to_owned())]);
}

#[test]
fn a_file_for_every_year_is_the_newest_with_the_earlier_ones_beside_it() {
    let none = IntakeOptions::default();
    let of = |name: &str, rows: &str| table(name, HEADER, rows);
    let files = [
        of("青禾县2023-2024学年.csv", "甲小学\t小学\t110\t9\n乙小学\t小学\t150\t9"),
        of("青禾县2024-2025学年.csv", "甲小学\t小学\t120\t9\n乙小学\t小学\t155\t9\n丙小学\t小学\t90\t4"),
        of("青禾县2022-2023学年.csv", "甲小学\t小学\t100\t9\n乙小学\t小学\t140\t9\n丁中学\t初中\t300\t9"),
    ];
    let reading = together(&files.iter().map(|file| (file, &none)).collect::<Vec<_>>()).unwrap_or_default();
    assert_eq!(reading.year.map(|year| (year.first, year.last)), Some((2024, 2025)));
    let years: Vec<(u16, usize)> = reading.earlier.iter().map(|year| (year.year.first, year.sections.len())).collect();
    assert_eq!(years, [(2022, 3), (2023, 2)]);
    assert_eq!(pupils(&reading), [("甲小学", 120), ("乙小学", 155), ("丙小学", 90)]);
    assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
    assert!(reading.issues.iter().any(|issue| issue.code == "several_years"));
    assert!(!reading.issues.iter().any(|issue| issue.code == "years_differ"));
}

#[test]
fn the_year_of_a_single_file_is_known_where_it_is_told() {
    let none = IntakeOptions::default();
    for (name, year) in
        [("青禾县2024-2025学年.csv", Some((2024, 2025))), ("青禾县2024.csv", Some((2024, 2024))), ("青禾县.csv", None)]
    {
        let reading = together(&[(&table(name, HEADER, "甲小学\t小学\t110\t9"), &none)]).unwrap_or_default();
        assert_eq!(reading.year.map(|year| (year.first, year.last)), year, "{name}");
        assert!(reading.earlier.is_empty());
    }
}

#[test]
fn a_column_of_years_gives_every_year_with_its_places() {
    let rows = "2022\t甲小学\t小学\t100\t9\n2022\t乙小学\t小学\t140\t9\n2023\t甲小学\t小学\t110\t9\n2024\t甲小学\t小学\t120\t9";
    let reading = read(&table("学校.csv", &format!("年份\t{HEADER}"), rows), &IntakeOptions::default());
    assert_eq!(pupils(&reading), [("甲小学", 120)]);
    assert_eq!(reading.year.map(|year| year.first), Some(2024));
    let earlier: Vec<(u16, Vec<u32>)> = reading
        .earlier
        .iter()
        .map(|year| (year.year.first, year.sections.iter().map(|section| section.pupils).collect()))
        .collect();
    assert_eq!(earlier, [(2022, vec![100, 140]), (2023, vec![110])]);
    let place = reading.earlier[1].sections[0].location.as_ref().map(Location::describe);
    assert_eq!(place.as_deref(), Some("学校.csv › B4"));
    assert_eq!((reading.rows_in, reading.rows_taken, reading.excluded.len()), (4, 1, 3));
    // One year alone has none beside it.
    let one =
        read(&table("学校.csv", &format!("年份\t{HEADER}"), "2024\t甲小学\t小学\t120\t9"), &IntakeOptions::default());
    assert_eq!((one.year, one.earlier.len()), (None, 0));
}

#[test]
fn what_else_stands_in_the_file_of_an_earlier_year_is_of_that_year() {
    let none = IntakeOptions::default();
    let book = |year: u16, pupils: u16| {
        let sheet = |name: &str, rows: &str| {
            let mut one = table("x.csv", "", rows).sheets.remove(0);
            one.name = Some(name.to_owned());
            one
        };
        let mut book = table(&format!("青禾县{year}年.csv"), HEADER, &format!("甲小学\t小学\t{pupils}\t9"));
        book.sheets.push(sheet("班级", &format!("学校\t学段\t班级\t人数\n甲小学\t小学\t一年级1班\t{}", year - 1980)));
        book.sheets.push(sheet(
            "县级",
            &format!("编号\t填报值\t说明\t佐证材料\nrotated\t{year}\t\t\nrotation_eligible\t9000\t\t"),
        ));
        book.sheets.push(sheet("成绩", "学校\t学科\t分数\n甲小学\t语文\t86.5\n甲小学\t语文\t90"));
        book
    };
    let (before, after) = (book(2023, 100), book(2024, 110));
    let reading = together(&[(&before, &none), (&after, &none)]).unwrap_or_default();
    assert_eq!(pupils(&reading), [("甲小学", 110)]);
    assert_eq!((reading.classes.len(), reading.facts.len(), reading.scores.len()), (1, 2, 2));
    assert_eq!(reading.classes[0].pupils, 44);
    assert_eq!((reading.earlier.len(), reading.earlier[0].facts.len()), (1, 2));
    assert_eq!(reading.rows_in as usize, reading.rows_taken as usize + reading.excluded.len());
    assert_eq!(reading.excluded.iter().filter(|row| row.code == "other_year").count(), 6);
    // Alone it is what is evaluated.
    let alone = read(&before, &none);
    assert_eq!((alone.classes.len(), alone.facts.len(), alone.scores.len(), alone.earlier.len()), (1, 2, 2, 0));
}
