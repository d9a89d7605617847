//! What is taken in bulk against what is understood one by one.

use super::bulk::{Bulk, BulkReading, read_columns};
use super::facts::FactNames;
use super::sheets::understand_rest;
use super::{IntakeOptions, Reading, Source, understand};
use crate::records::{Indicator, Kind, Stage};
use crate::standard::Standard;
use crate::table::{read_file, read_file_taking};
use std::fmt::Write;
use std::sync::OnceLock;

fn standard() -> &'static Standard {
    static STANDARD: OnceLock<Standard> = OnceLock::new();
    STANDARD.get_or_init(|| match Standard::from_catalogue("national-2017") {
        Ok(standard) => standard,
        Err(problems) => unreachable!("{problems:?}"),
    })
}

/// Small seeded numbers: the same rows on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let at = self.roll(words.len() as u64);
        words.get(usize::try_from(at).unwrap_or(0)).copied().unwrap_or_default()
    }
}

const WHOLE: &str = "省,市,县,县代码,学校标识码,学校名称,学校类型,小学在校生数,初中在校生数,高中在校生数,高于规定学历教师数(小学),高于规定学历教师数(初中),县级以上骨干教师数(小学),县级以上骨干教师数(初中),体育艺术专任教师数(小学),体育艺术专任教师数(初中),教学及辅助用房面积,体育运动场馆面积,教学仪器设备值(万元),网络多媒体教室数";
const BY_STAGE: &str = "县,学校名称,学段,学校类型,备注,在校生数,专任教师数,高于规定学历教师数,县级以上骨干教师数,体育艺术专任教师数,教学及辅助用房面积,体育运动场馆面积,教学仪器设备值(元),网络多媒体教室数";

/// Odd cells, as they are found in worksheets.
const ODD: [&str; 22] = [
    "",
    " ",
    "-",
    "—",
    "无",
    "0",
    "12.5",
    "-3",
    "1,234",
    "１２",
    "12人",
    "#REF!",
    "约30",
    "30 ",
    "1e3",
    "00012",
    "99999999999",
    "123456789012345678",
    "甲",
    "3.",
    ".5",
    "0.1234567",
];
const NAMES: [&str; 16] = [
    "第1小学",
    "中心小学",
    "实验学校",
    "希望小学（东校区）",
    "龙河教学点",
    "合计",
    "注：略",
    "平均",
    "",
    "（示例）小学",
    "12小学",
    "小计小学",
    "甲",
    "县一中",
    "电话1小学",
    "其中：女",
];

fn number(dice: &mut Dice, odd: u64, decimals: bool) -> String {
    if dice.roll(1000) < odd {
        let word = dice.one(&ODD);
        return if word.contains(',') { format!("\"{word}\"") } else { word.to_owned() };
    }
    if decimals && dice.roll(3) > 0 {
        format!("{}.{}", dice.roll(20_000), 1 + dice.roll(99))
    } else {
        (1 + dice.roll(1500)).to_string()
    }
}

fn name(dice: &mut Dice, odd: u64, row: u64) -> String {
    let first = dice.one(&["龙", "河", "第一", "学", "㙍", "𬇙"]);
    let ends = NAMES.get(..if dice.roll(1000) < odd { 16 } else { 3 }).unwrap_or_default();
    let end = dice.one(ends);
    if dice.roll(1000) < odd {
        end.to_owned()
    } else {
        format!("{first}{row}{end}").replacen(&row.to_string(), "山", 1)
    }
}

/// A table; `odd` cells in a thousand are unlike the others.
fn table(dice: &mut Dice, whole: bool, odd: u64, rows: u64) -> String {
    let mut text = format!("{}\r\n", if whole { WHOLE } else { BY_STAGE });
    let mut county = 0;
    for row in 0..rows {
        county += u64::from(dice.roll(40) == 0);
        if dice.roll(1000) < odd {
            let line =
                dice.one(&["", ",,,", "一、小学", ",合计,,,100", "注：以上为初步统计", "稻花镇,,,,,", "\"a\nb\",1"]);
            let _ = write!(text, "{line}\r\n");
        }
        let place = if dice.roll(1000) < odd { String::new() } else { format!("青禾{county}县") };
        let name = name(dice, odd, row);
        if whole {
            let kind = dice.one(&[
                "小学",
                "小学教学点",
                "初级中学",
                "九年一贯制学校",
                "完全中学",
                "十二年一贯制学校",
                "特殊教育学校",
            ]);
            let kind =
                if dice.roll(1000) < odd { dice.one(&["", "民办", "高级中学", "职业学校"]) } else { kind };
            let has = |words: &[&str]| words.iter().any(|word| kind.contains(word));
            let stages =
                [has(&["小学", "九年", "十二", "特殊"]), has(&["初", "九年", "十二", "完全"]), has(&["完全", "十二"])];
            let _ = write!(text, "某省,某市,{place},110101,{},{name},{kind}", 1_101_010_000 + row);
            for stage in stages {
                let pupils = if stage || dice.roll(1000) < odd { number(dice, odd, false) } else { String::new() };
                let _ = write!(text, ",{pupils}");
            }
            for _ in 0..3 {
                for stage in stages.iter().take(2) {
                    let teachers = if *stage { number(dice, odd, false) } else { String::new() };
                    let _ = write!(text, ",{teachers}");
                }
            }
        } else {
            let stage = if dice.roll(1000) < odd {
                dice.one(&["", "高中", "义务教育", "幼儿园"])
            } else {
                dice.one(&["小学", "初中"])
            };
            let kind = dice.one(&["", "", "九年一贯制学校"]);
            let note = if dice.roll(1000) < odd { dice.one(&["≥4.2", "不含分校", "新建"]) } else { "" };
            let _ = write!(text, "{place},{name},{stage},{kind},{note},{},2000", number(dice, odd, false));
            for _ in 0..3 {
                let _ = write!(text, ",{}", number(dice, odd, false));
            }
        }
        for decimals in [true, true, true, false] {
            let _ = write!(text, ",{}", number(dice, odd, decimals));
        }
        text.push_str(if dice.roll(50) == 0 { ",\r\n" } else { "\r\n" });
    }
    text
}

/// The same table as a workbook whose numbers are numbers.
fn workbook(text: &str) -> Vec<u8> {
    use std::io::Write as _;
    let escaped = |cell: &str| cell.replace('&', "&amp;").replace('<', "&lt;");
    let mut rows = String::new();
    for line in text.lines() {
        rows.push_str("<row>");
        for cell in line.split(',') {
            let _ = match cell.parse::<f64>() {
                Ok(number) if cell.starts_with(|c: char| c.is_ascii_digit()) => {
                    write!(rows, "<c><v>{number:?}</v></c>")
                }
                _ => write!(rows, r#"<c t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#, escaped(cell)),
            };
        }
        rows.push_str("</row>");
    }
    let spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{spreadsheet}" xmlns:r="{office}"><sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{spreadsheet}"><sheetData>{rows}</sheetData></worksheet>"#),
        ),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        let written = zip
            .start_file(name, zip::write::SimpleFileOptions::default())
            .is_ok_and(|()| zip.write_all(content.as_bytes()).is_ok());
        assert!(written, "{name}");
    }
    match zip.finish() {
        Ok(bytes) => bytes.into_inner(),
        Err(error) => unreachable!("{error}"),
    }
}

/// Rows taken in bulk of a file; `None` where everything had to be read the ordinary way.
fn taken(bytes: &[u8]) -> Option<usize> {
    let options = IntakeOptions::default();
    let names = FactNames::new(standard());
    let mut bulk = Bulk::new(&options, standard(), &names);
    let book = read_file_taking(bytes, "a", &options.read, &mut |_, _| {}, &mut bulk).ok()?;
    let reading =
        understand_rest(Source { workbook: &book, sha256: "", options: &options }, standard(), &names).ok()?;
    bulk.agrees(&reading).then(|| bulk.count())
}

fn both(bytes: &[u8]) -> (BulkReading, Reading) {
    let options = IntakeOptions::default();
    let reading = match read_file(bytes, "a", &options.read, &mut |_, _| {}) {
        Ok(book) => understand(&book, "", &options, standard()),
        Err(problem) => Err(vec![problem]),
    };
    match (read_columns(bytes, "a", &options, standard(), &mut |_, _| {}), reading) {
        (Ok(bulk), Ok(reading)) => (bulk, reading),
        (bulk, reading) => unreachable!("{:?} {:?}", bulk.err(), reading.err()),
    }
}

/// Whether the columns say of every section what the reading says of it.
fn hold(bytes: &[u8]) {
    let (bulk, reading) = both(bytes);
    assert_eq!((bulk.rows_in, bulk.format, &bulk.encoding), (reading.rows_in, reading.format, &reading.encoding));
    // What columns cannot say is said to be left out.
    let beside: Vec<_> =
        bulk.left_out.iter().filter(|row| row.code == "not_in_columns").map(|row| &row.location).collect();
    assert_eq!(bulk.rows_taken as usize + beside.len(), reading.rows_taken as usize);
    assert_eq!(bulk.rows_in as usize, bulk.rows_taken as usize + bulk.left_out.len());
    assert!(bulk.row.is_sorted(), "in the order of the file");
    let column = |column: usize, school: usize| bulk.numbers[column][school];
    let mut sections =
        reading.sections.iter().filter(|section| section.pupils > 0 && !beside.contains(&&section.location));
    let weights = [100, 110, 132];
    for school in 0..bulk.row.len() {
        let pupils: Vec<f64> = (0..3).map(|stage| column(stage, school)).collect();
        let weighted: f64 =
            pupils.iter().zip(weights).filter(|(count, _)| !count.is_nan()).map(|(n, w)| n * f64::from(w)).sum();
        for stage in Stage::ALL {
            let own = pupils[stage.index()];
            if own.is_nan() {
                continue;
            }
            let Some(section) = sections.next() else { unreachable!("one section too many at {}", bulk.row[school]) };
            let at = section.location.as_ref().and_then(|place| place.cell.clone()).unwrap_or_default();
            assert!(at.ends_with(&bulk.row[school].to_string()), "{at} {}", bulk.row[school]);
            assert_eq!((section.stage, f64::from(section.pupils)), (stage, own), "{at}");
            let county = &bulk.counties[bulk.county[school] as usize];
            assert_eq!(
                (&county.county, &county.city, &county.province),
                (&section.county, &section.city, &section.province),
                "{at}"
            );
            for (place, indicator) in Indicator::SEVEN.into_iter().enumerate() {
                let given =
                    if place < 3 { column(3 + place * 2 + stage.index(), school) } else { column(6 + place, school) };
                let amount = section.amount(indicator);
                assert_eq!(given.is_nan(), amount.is_none(), "{at} {indicator:?} {given}");
                let Some(amount) = amount else { continue };
                assert_eq!(given, amount.total.to_f64(), "{at} {indicator:?}");
                if place >= 3 {
                    let (part, whole) =
                        amount.share.as_ref().map_or((1, 1), |share| (share.numerator, share.denominator));
                    #[expect(clippy::cast_precision_loss, reason = "numbers of pupils")]
                    let (part, whole) = (part as f64, whole as f64);
                    assert_eq!(own * f64::from(weights[stage.index()]) * whole, part * weighted, "{at} {indicator:?}");
                }
            }
            let compulsory: f64 = pupils.iter().take(2).filter(|count| !count.is_nan()).sum();
            let small = section.kind == Some(Kind::TeachingPoint) && compulsory < 50.0;
            let other = matches!(section.kind, Some(Kind::Special | Kind::Vocational | Kind::Senior));
            assert_eq!(bulk.excluded[school] != 0, small || other, "{at}");
        }
    }
    assert!(sections.next().is_none());
}

#[test]
fn clean_tables_are_taken_and_say_what_the_reading_says() {
    let mut dice = Dice(1);
    for whole in [true, false] {
        let text = table(&mut dice, whole, 0, 700);
        let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
        for bytes in [text.clone().into_bytes(), gb, workbook(&text)] {
            let count = taken(&bytes).unwrap_or(0);
            assert!(count > 450, "only {count} rows taken");
            hold(&bytes);
        }
    }
}

#[test]
fn messy_tables_say_what_the_reading_says() {
    let mut partly = 0;
    for seed in 2..26 {
        let mut dice = Dice(seed);
        let odd = [1, 3, 10, 40][usize::try_from(seed % 4).unwrap_or(0)];
        let text = table(&mut dice, seed % 3 > 0, odd, 420);
        let bytes = match seed % 5 {
            0 => encoding_rs::GB18030.encode(&text).0.into_owned(),
            1 => workbook(&text),
            _ => text.into_bytes(),
        };
        partly += usize::from(taken(&bytes).is_some_and(|count| count > 0 && count < 400));
        hold(&bytes);
    }
    assert!(partly > 2, "tables that are read both ways: {partly}");
}

#[test]
fn a_group_far_below_changes_what_all_rows_below_it_are() {
    let header = "学校名称,在校生数,教学及辅助用房面积";
    let rows = |from: usize| (from..from + 300).map(|_| "河东学校,100,500.5\n").collect::<String>();
    let text = format!("小学办学条件\n{header}\n{}一、初中\n{}", rows(0), rows(300));
    assert_eq!(taken(text.as_bytes()), None);
    let (bulk, _) = both(text.as_bytes());
    assert_eq!(bulk.numbers[0].iter().filter(|pupils| **pupils == 100.0).count(), 300);
    assert_eq!(bulk.numbers[1].iter().filter(|pupils| **pupils == 100.0).count(), 300);
    hold(text.as_bytes());
}

#[test]
fn a_county_filled_down_comes_from_the_row_above_although_that_was_taken() {
    let mut text = "县,学校名称,学段,在校生数,网络多媒体教室数\n".to_owned();
    for row in 0..600 {
        let county = if row % 7 == 3 { "" } else { ["甲县", "乙县"][row / 300] };
        let _ = writeln!(text, "{county},河东小学,小学,{},5", row + 1);
    }
    assert!(taken(text.as_bytes()).is_some_and(|count| count > 200));
    hold(text.as_bytes());
}
