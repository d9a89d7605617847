//! Tables of words that headings are made of, numbers, and what else stands in worksheets, with merged cells, and
//! corrections of the user: understood, or refused with a reason.
#![no_main]
use arbitrary::{Arbitrary, Result, Unstructured};
use junheng::intake::{IntakeOptions, SheetChoice};
use junheng::table::{ReadOptions, read_file};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// All names of the dictionary of headings.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    include_str!("../../../src/intake/aliases.toml")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
});

const UNITS: [&str; 12] =
    ["", "", "（人）", "(平方米)", "（万元）", "㎡", "\n(台)", "（%）", "：", "*", "其中：", "（小学）"];
const VALUES: [&str; 32] = [
    "",
    "",
    "0",
    "1",
    "480",
    "12.5",
    "8459.709999999999",
    "1,234",
    "-3",
    "1e5",
    "50%",
    "约500",
    "100-120",
    "—",
    "无",
    "合计",
    "小计",
    "总计",
    "第一小学",
    "第二中学",
    "实验学校(初中部)",
    "小学",
    "初中",
    "九年一贯制学校",
    "教学点",
    "是",
    "否",
    "√",
    "２０",
    "4。2",
    "二〇二三年",
    "备注：数据截至9月",
];

#[derive(Debug)]
struct Table {
    html: String,
    options: IntakeOptions,
}

fn word(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=9)? {
        0 => String::arbitrary(u)?,
        1 => format!("{}{}", u.choose(&WORDS)?, u.choose(&WORDS)?),
        _ => format!("{}{}", u.choose(&WORDS)?, u.choose(&UNITS)?),
    })
}

fn value(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=9)? {
        0 => f64::arbitrary(u)?.to_string(),
        1 => u16::arbitrary(u)?.to_string(),
        2 => String::arbitrary(u)?,
        3 => (*u.choose(&WORDS)?).to_owned(),
        _ => (*u.choose(&VALUES)?).to_owned(),
    })
}

impl<'a> Arbitrary<'a> for Table {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut html = String::new();
        for _ in 0..=u.int_in_range(0..=2)? {
            let (columns, titles, headers) = (u.int_in_range(1..=14)?, u.int_in_range(0..=2)?, u.int_in_range(0..=3)?);
            html.push_str("<table>");
            for row in 0..titles + headers + u.int_in_range(0..=12)? {
                html.push_str("<tr>");
                for _ in 0..if row < titles { 1 } else { columns } {
                    let text = if row < titles + headers { word(u)? } else { value(u)? };
                    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('\n', "<br>");
                    match u.int_in_range(0..=15)? {
                        0 => html.push_str(&format!("<td colspan={}>{text}", u.int_in_range(0..=15)?)),
                        1 => html.push_str(&format!("<td rowspan={}>{text}", u.int_in_range(0..=5)?)),
                        2 => html.push_str(&format!("<td x:num={}>{text}", u.choose(&VALUES)?)),
                        _ => html.push_str(&format!("<td>{text}")),
                    }
                }
            }
            html.push_str("</table>");
        }
        let mut options = IntakeOptions::default();
        if u.ratio(1, 4)? {
            let mut number =
                || -> Result<Option<u32>> { if u.ratio(1, 2)? { u.int_in_range(0..=20).map(Some) } else { Ok(None) } };
            let (sheet, header_top, header_rows) = (number()?.unwrap_or(0) % 4, number()?, number()?);
            let skip = Option::arbitrary(u)?;
            options.sheets.push(SheetChoice { sheet, skip, header_top, header_rows, ..SheetChoice::default() });
        }
        Ok(Self { html, options })
    }
}

fuzz_target!(|table: Table| {
    if let Ok(book) = read_file(table.html.as_bytes(), "x", &ReadOptions::default(), &mut |_, _| {}) {
        junheng_fuzz::understand(&book, &table.options);
    }
});
