//! The mutation test of reading: random mixtures of what happens to worksheets are put on a clean county. Whatever comes
//! of them, no verdict, status or value changes in silence: taking one change away again either changes nothing, or the
//! change was named at its cell (row, column) as something to correct or explain, or as left out.
//!
//! `MUTATIONS=20000 cargo test --release --features files --test mutations -- --nocapture` runs that many mixtures; `cargo xtask soak`
//! does.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

#[path = "files/catalogue/mod.rs"]
mod county;

use county::{Book, Dirt, Form, Grid, Layout, Line, NUMBERS, Name, Outcome, Put, Rng, county, names_cell, outcome};
use junheng::diagnostic::Severity;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a change is about.
#[derive(Debug, Clone, PartialEq)]
enum Place {
    Cell(usize, Line, Name),
    Row(usize, Line),
    Column(usize, Name),
    Sheet,
}

/// A kind of change: its case of the catalogue and what it does. Choices are made by what stands in the clean county, so
/// that a change is the same whatever else happens; `None` when it does not apply.
struct Case {
    id: &'static str,
    change: fn(&mut Change<'_>) -> Option<Place>,
}

/// What a change works with.
struct Change<'a> {
    clean: &'a Book,
    book: &'a mut Book,
    form: Form,
    rng: Rng,
    /// Number of the change in the mixture; new lines and columns are named by it.
    number: u32,
}

impl<'a> Change<'a> {
    /// A sheet, and what stands in it in the clean county.
    fn grid(&mut self) -> (usize, &'a Grid) {
        let (sheet, clean) = (self.sheet(), self.clean);
        (sheet, &clean.sheets[sheet])
    }

    fn sheet(&mut self) -> usize {
        let sheets = if self.form.is_text() { 1 } else { self.clean.sheets.len() };
        self.rng.below(sheets)
    }

    /// A cell with a number: sheet, line, column, value.
    fn number_cell(&mut self, fits: fn(Name) -> bool) -> Option<(usize, Line, Name, f64)> {
        let sheet = self.sheet();
        let grid = &self.clean.sheets[sheet];
        let cells: Vec<(Line, Name, f64)> = grid
            .schools()
            .into_iter()
            .flat_map(|line| grid.columns.iter().map(move |name| (line, *name)))
            .filter(|(_, name)| is_number(name) && fits(plain(name)))
            .filter_map(|(line, name)| Some((line, name, grid.number(line, name)?)))
            .collect();
        let (line, name, value) = *cells.get(self.rng.below(cells.len().max(1)))?;
        Some((sheet, line, name, value))
    }

    fn put(&mut self, sheet: usize, line: Line, name: Name, value: Put) -> Option<Place> {
        // A cell that another change has written to is left to it: writing over it would mend it.
        if self.book.sheets[sheet].get(line, name) != self.clean.sheets[sheet].get(line, name) {
            return None;
        }
        self.book.sheets[sheet].put(line, name, value)?;
        Some(Place::Cell(sheet, line, name))
    }

    /// Puts text made of the number of a cell.
    fn dress(
        &mut self,
        fits: fn(Name) -> bool,
        dress: impl FnOnce(&mut Rng, Name, f64) -> Option<Put>,
    ) -> Option<Place> {
        let (sheet, line, name, value) = self.number_cell(fits)?;
        let value = dress(&mut self.rng, plain(name), value)?;
        self.put(sheet, line, name, value)
    }

    /// A school and its name.
    fn named(&mut self) -> Option<(usize, Line, String)> {
        let (sheet, line) = self.school();
        Some((sheet, line, self.clean.sheets[sheet].get(line, "name")?.shown()))
    }

    /// A school, and one of its numbers but the last.
    fn number_of_school(&mut self) -> (usize, Line, Name) {
        let (sheet, line) = self.school();
        let columns = self.clean.sheets[sheet].columns.iter().copied();
        let numbers: Vec<Name> = columns.filter(|name| is_number(name)).collect();
        (sheet, line, self.rng.pick(&numbers[..numbers.len() - 1]))
    }

    /// Inserts a line right below the header.
    fn below_header(&mut self, sheet: usize, cells: &[(Name, Put)]) -> Option<Place> {
        let id = self.new_line();
        let header = self.clean.sheets[sheet].header();
        let grid = &mut self.book.sheets[sheet];
        let at = grid.row_at(header)? + 1;
        grid.insert_row(at, id, cells);
        Some(Place::Row(sheet, id))
    }

    fn school(&mut self) -> (usize, Line) {
        let sheet = self.sheet();
        let lines = self.clean.sheets[sheet].schools();
        (sheet, self.rng.pick(&lines))
    }

    fn new_line(&self) -> Line {
        1_000 + self.number
    }

    fn new_column(&self) -> Name {
        ["new0", "new1", "new2", "new3", "new4", "new5", "new6"][self.number as usize % 7]
    }

    /// Inserts a line of text somewhere below the header.
    fn line(&mut self, cells: &[(Name, Put)]) -> Option<Place> {
        let sheet = self.sheet();
        let grid = &self.clean.sheets[sheet];
        let schools = grid.schools();
        let before = match self.rng.below(3) {
            0 => *schools.first()?,
            1 => self.rng.pick(&schools),
            _ => 0,
        };
        let id = self.new_line();
        let grid = &mut self.book.sheets[sheet];
        let at = match grid.row_at(before) {
            Some(at) => at,
            None => grid.row_at(*schools.last()?).map_or(grid.rows.len(), |at| at + 1),
        };
        grid.insert_row(at, id, cells);
        Some(Place::Row(sheet, id))
    }

    /// Inserts a column with a heading; values by line.
    fn column(&mut self, sheet: usize, at: usize, heading: &str, value: impl Fn(&Grid, Line) -> Put) -> Name {
        let name = self.new_column();
        let clean = &self.clean.sheets[sheet];
        let (header, schools) = (clean.header(), clean.schools());
        let grid = &mut self.book.sheets[sheet];
        let at = at.min(grid.columns.len());
        // The first line of a header stands for both where it has two.
        let top = grid.rows.iter().map(|row| row.id).find(|id| (50..100).contains(id)).unwrap_or(header);
        for row in &mut grid.rows {
            if row.cells.len() < at {
                row.cells.resize(at, Put::Empty);
            }
        }
        grid.insert_column(at, name);
        grid.put(top, name, Put::text(heading));
        if top != header {
            grid.merges.push((top, name, header, name));
        }
        for line in schools {
            let put = value(clean, line);
            grid.put(line, name, put);
        }
        name
    }
}

/// The name of a number without the stage in front.
fn plain(name: Name) -> Name {
    name.strip_prefix("p_").or_else(|| name.strip_prefix("j_")).unwrap_or(name)
}

fn is_number(name: Name) -> bool {
    NUMBERS.contains(&plain(name))
}

fn is_people(name: Name) -> bool {
    is_number(name) && !matches!(name, "teaching" | "indoor" | "ground" | "equipment" | "rooms")
}

fn is_area(name: Name) -> bool {
    matches!(name, "teaching" | "indoor" | "ground")
}

fn any(_: Name) -> bool {
    true
}

fn unit(name: Name) -> &'static str {
    match name {
        "teaching" | "indoor" | "ground" => "㎡",
        "equipment" => "万元",
        "rooms" => "间",
        _ => "人",
    }
}

/// Digits and signs in their full-width forms.
fn full_width(text: &str) -> String {
    text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect()
}

/// With a separator after every three digits.
fn grouped(value: f64, separator: &str) -> String {
    let text = value.to_string();
    let (whole, decimals) = text.split_once('.').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push_str(separator);
        }
        out.push(c);
    }
    decimals.map_or(out.clone(), |decimals| format!("{out}.{decimals}"))
}

/// The median of a column per pupil, times the pupils of a line.
fn usual(grid: &Grid, line: Line, name: Name) -> Option<f64> {
    let pupils = |line| {
        let of = |name| grid.number(line, name).unwrap_or(0.0);
        Some(of("pupils") + of("p_pupils") + of("j_pupils")).filter(|pupils| *pupils > 0.0)
    };
    let mut values: Vec<f64> =
        grid.schools().iter().filter_map(|line| Some(grid.number(*line, name)? / pupils(*line)?)).collect();
    values.sort_by(f64::total_cmp);
    Some(values.get(values.len() / 2)? * pupils(line)?)
}

/// Columns, and another heading of the same meaning.
const TWINS: [(Name, &str); 4] = [
    ("rooms", "网络多媒体教室数"),
    ("equipment", "教学仪器设备值（万元）"),
    ("ground", "体育场地面积"),
    ("backbone", "骨干教师数"),
];

/// The cells of a line of a table beside another one.
type Cells = fn(Line) -> [Put; 2];

const CASES: &[Case] = &[
    // ------------------------------------------------------------------------------------------------- values
    Case { id: "D16 full-width", change: |c| c.dress(any, |_, _, v| Some(Put::Text(full_width(&v.to_string())))) },
    Case {
        id: "D17 thousands",
        change: |c| {
            c.dress(any, |rng, _, v| {
                let separator = rng.pick(&[",", "，", " ", "'", "\u{a0}"]);
                (v >= 1000.0).then(|| Put::Text(grouped(v, separator)))
            })
        },
    },
    Case {
        id: "D17 wrong groups",
        change: |c| {
            c.dress(any, |_, _, v| {
                let text = v.to_string();
                let at = text.find('.').unwrap_or(text.len()).checked_sub(2).filter(|at| *at > 0)?;
                Some(Put::Text(format!("{},{}", &text[..at], &text[at..])))
            })
        },
    },
    Case {
        id: "D18 spaces",
        change: |c| {
            c.dress(any, |rng, _, v| {
                let space = rng.pick(&[" ", "\u{3000}", "\u{a0}", "\u{200b}", "\u{feff}"]);
                Some(Put::Text(format!("{space}{v}{space}")))
            })
        },
    },
    Case { id: "D19 stored as text", change: |c| c.dress(any, |_, _, v| Some(Put::Text(v.to_string()))) },
    Case {
        id: "D20 missing",
        change: |c| {
            c.dress(any, |rng, _, _| {
                let marks = [
                    "",
                    "—",
                    "——",
                    "－",
                    "-",
                    "/",
                    "\\",
                    "无",
                    "暂无",
                    "没有",
                    "未统计",
                    "N/A",
                    "null",
                    "＊",
                    "?",
                    "暂缺",
                    " ",
                ];
                Some(Put::text(rng.pick(&marks)))
            })
        },
    },
    Case {
        id: "D23 unit in cell",
        change: |c| c.dress(any, |_, name, v| Some(Put::Text(format!("{v}{}", unit(name))))),
    },
    Case {
        id: "D23 another unit in cell",
        change: |c| {
            c.dress(
                |name| is_area(name) || name == "equipment",
                |_, name, v| {
                    let (value, unit) = if name == "equipment" { (v * 10_000.0, "元") } else { (v, "亩") };
                    Some(Put::Text(format!("{}{unit}", value.round())))
                },
            )
        },
    },
    Case {
        id: "D24 yuan among ten thousands",
        change: |c| c.dress(|name| name == "equipment", |_, _, v| Some(Put::Number((v * 10_000.0).round()))),
    },
    Case {
        id: "D24 ten thousands of ten thousands",
        change: |c| c.dress(|name| name == "equipment", |_, _, v| Some(Put::Number((v * 100.0).round() / 1_000_000.0))),
    },
    Case {
        id: "D26 per pupil instead of a total",
        change: |c| {
            let (sheet, line, name, value) = c.number_cell(|name| is_area(name) || name == "equipment")?;
            let grid = &c.clean.sheets[sheet];
            let of = |name| grid.number(line, name).unwrap_or(0.0);
            let pupils = of("pupils") + of("p_pupils") + of("j_pupils");
            let factor = if plain(name) == "equipment" { 10_000.0 } else { 1.0 };
            c.put(sheet, line, name, Put::Number((value * factor / pupils * 100.0).round() / 100.0))
        },
    },
    Case {
        id: "D27 percent",
        change: |c| c.dress(any, |rng, _, v| Some(Put::Text(format!("{v}{}", rng.pick(&["%", "％"]))))),
    },
    Case {
        id: "D28 points",
        change: |c| {
            c.dress(any, |rng, _, v| {
                let text = v.to_string();
                let (whole, decimals) = text.split_once('.').unwrap_or((&text, "5"));
                let point = rng.pick(&["。", "..", ",", "，", "．．"]);
                let decimals = if point == "," || point == "，" { "5" } else { decimals };
                Some(Put::Text(if rng.below(5) == 0 {
                    format!("{text}.")
                } else {
                    format!("{whole}{point}{decimals}")
                }))
            })
        },
    },
    Case {
        id: "D29 about",
        change: |c| {
            c.dress(any, |rng, _, v| {
                let n = rng.below(8);
                Some(Put::Text(match n {
                    0 => format!("约{v}"),
                    1 => format!("{v}余"),
                    2 => format!("{v}左右"),
                    3 => format!("{v}(含借用)"),
                    4 => format!("{v}+1"),
                    5 => format!("{v}/3"),
                    6 => format!("{v}（其中借用2）"),
                    _ => format!("近{v}"),
                }))
            })
        },
    },
    Case {
        id: "D30 bound",
        change: |c| {
            c.dress(any, |rng, _, v| {
                let n = rng.below(6);
                Some(Put::Text(match n {
                    0 => format!("{v}-{}", v + 20.0),
                    1 => format!("≥{v}"),
                    2 => format!("{v}以上"),
                    3 => format!("{v}～{}", v + 20.0),
                    4 => format!("<{v}"),
                    _ => format!("{v}至{}", v + 20.0),
                }))
            })
        },
    },
    Case {
        id: "D31 date",
        change: |c| {
            let text = c.form.is_text();
            c.dress(any, |rng, _, _| {
                let (month, day) = (1 + rng.below(12) as u8, 1 + rng.below(28) as u8);
                match rng.below(3) {
                    0 => Some(Put::Text(format!("{month}月{day}日"))),
                    1 if text => Some(Put::Text(format!("{day}-Jan"))),
                    _ => Some(Put::Date(2024, month, day)),
                }
            })
        },
    },
    Case {
        id: "D31 serial",
        change: |c| c.dress(is_people, |rng, _, _| Some(Put::Number(45_200.0 + rng.below(300) as f64))),
    },
    Case {
        id: "D32 scientific",
        change: |c| c.dress(any, |_, _, v| Some(Put::Text(format!("{:.2E}", v).replace('E', "E+0")))),
    },
    Case {
        id: "D32 code",
        change: |c| {
            let (sheet, line) = c.school();
            c.clean.sheets[sheet].get(line, "code")?;
            let put = match c.rng.below(3) {
                0 => Put::Number(3.633e17),
                1 => Put::Text("3.63E+17".into()),
                _ => Put::Text("363300012345678000".into()),
            };
            c.put(sheet, line, "code", put)
        },
    },
    Case {
        id: "D33 code",
        change: |c| {
            let (sheet, line) = c.school();
            let code = c.clean.sheets[sheet].get(line, "code")?.shown();
            let put = match c.rng.below(3) {
                0 => Put::Text(format!("{} {}", &code[..4], &code[4..])),
                1 => Put::Text(format!("{code}.0")),
                _ => Put::Text(code[1..].to_owned()),
            };
            c.put(sheet, line, "code", put)
        },
    },
    Case {
        id: "D39 part above whole",
        change: |c| {
            c.dress(|name| matches!(name, "backbone" | "bachelors" | "pe"), |_, _, v| Some(Put::Number(v * 3.0 + 90.0)))
        },
    },
    Case {
        id: "D39 whole below parts",
        change: |c| c.dress(|name| name == "full_time", |_, _, _| Some(Put::Number(3.0))),
    },
    Case {
        id: "D39 indoor above teaching",
        change: |c| {
            let (sheet, line, name, _) = c.number_cell(|name| name == "indoor")?;
            let teaching = c.clean.sheets[sheet].number(line, "teaching")?;
            c.put(sheet, line, name, Put::Number(teaching + 10.0))
        },
    },
    Case {
        id: "D43 many times the usual",
        change: |c| {
            let (sheet, line, name, _) = c.number_cell(|name| !matches!(name, "pupils" | "full_time" | "doctors"))?;
            let value = usual(&c.clean.sheets[sheet], line, name)? * 16.0;
            let value = if is_area(name) || plain(name) == "equipment" {
                (value * 100.0).round() / 100.0
            } else {
                value.ceil()
            };
            c.put(sheet, line, name, Put::Number(value))
        },
    },
    Case {
        id: "D43 too many pupils",
        change: |c| c.dress(|name| name == "pupils", |_, _, v| Some(Put::Number(v * 20.0))),
    },
    Case {
        id: "D43 a digit lost",
        change: |c| c.dress(|name| name == "pupils", |_, _, v| Some(Put::Number((v / 20.0).floor()))),
    },
    Case {
        id: "D49 error",
        change: |c| {
            c.dress(any, |rng, _, _| {
                Some(match rng.below(4) {
                    0 => Put::Uncalculated,
                    1 => Put::Truth(true),
                    2 => Put::Error("#REF!"),
                    _ => Put::Error("#DIV/0!"),
                })
            })
        },
    },
    Case { id: "D49 formula", change: |c| c.dress(any, |_, _, v| Some(Put::Formula(v))) },
    Case { id: "D58 negative", change: |c| c.dress(any, |_, _, v| Some(Put::Number(-v - 1.0))) },
    Case { id: "D58 decimals", change: |c| c.dress(is_people, |_, _, v| Some(Put::Number(v + 0.5))) },
    Case {
        id: "words",
        change: |c| c.dress(any, |rng, _, _| Some(Put::text(rng.pick(&["见附表", "同上", "两千二", "待核实", "#"])))),
    },
    // -------------------------------------------------------------------------------------------------- names
    Case {
        id: "D18 spaces in names",
        change: |c| {
            let (sheet, line, name) = c.named()?;
            let put = match c.rng.below(4) {
                0 => format!("\u{3000}{name} "),
                1 => format!("{name}\u{200b}"),
                2 => name.chars().map(|c| format!("{c} ")).collect(),
                _ => format!(" {name}\n"),
            };
            c.put(sheet, line, "name", Put::Text(put))
        },
    },
    Case {
        id: "D52 strange names",
        change: |c| {
            let (sheet, line) = c.school();
            let names = [
                "<b>甲</b>小学",
                "=HYPERLINK(\"http://x\",\"小学\")",
                "@甲小学",
                "甲\u{202e}学小",
                "𡶶䶮小学",
                "甲小学🏫",
                "+1小学",
                "O'Neil \"小学\"",
                "-小学",
                "__proto__",
            ];
            let name = format!("{}{}", c.rng.pick(&names), line);
            c.put(sheet, line, "name", Put::Text(name))
        },
    },
    Case {
        id: "no name",
        change: |c| {
            let (sheet, line) = c.school();
            c.put(sheet, line, "name", Put::Empty)?;
            Some(Place::Row(sheet, line))
        },
    },
    // --------------------------------------------------------------------------------------------------- rows
    Case {
        id: "D06 total",
        change: |c| {
            let words = c.rng.pick(&[
                "合计",
                "小计",
                "总 计",
                "全县总计",
                "其中：公办",
                "平均",
                "全县平均值",
                "（合计）",
                "合　计",
                "禾穗街道小计",
            ]);
            let first = if c.rng.below(2) == 0 { "serial" } else { "name" };
            let mut cells = vec![("name", Put::text(words))];
            let sheet = &c.clean.sheets[0];
            if first == "serial" && sheet.has("serial") {
                cells = vec![("serial", Put::text(words))];
            }
            for name in sheet.columns.iter().filter(|name| is_number(name)) {
                cells.push((name, Put::Number(county::total(sheet, name))));
            }
            c.line(&cells)
        },
    },
    Case {
        id: "D07 note",
        change: |c| {
            let words = c.rng.pick(&[
                "注：1.面积以产权证为准。2.本表一式三份。",
                "填表人：    审核人：",
                "说明：数据截至9月1日",
                "（盖章）",
                "联系电话：0793-1234567",
            ]);
            let first = *c.clean.sheets[0].columns.first()?;
            c.line(&[(first, Put::text(words))])
        },
    },
    Case {
        id: "D09 group",
        change: |c| {
            let words = c.rng.pick(&["稻花镇", "一、禾穗街道", "（二）麦芒镇", "农村学校", "二、其他"]);
            let first = *c.clean.sheets[0].columns.first()?;
            c.line(&[(first, Put::text(words))])
        },
    },
    Case { id: "D11 blank row", change: |c| c.line(&[]) },
    Case {
        id: "D15 repeated header",
        change: |c| {
            let grid = &c.clean.sheets[0];
            if grid.header() != 50 {
                return None;
            }
            let cells: Vec<_> =
                grid.columns.iter().filter_map(|name| Some((*name, grid.get(50, name)?.clone()))).collect();
            c.line(&cells)
        },
    },
    Case {
        id: "D04 codes",
        change: |c| {
            let (sheet, grid) = c.grid();
            let style = c.rng.below(3);
            let cells: Vec<(Name, Put)> = grid
                .columns
                .iter()
                .enumerate()
                .map(|(k, name)| {
                    let text = match (style, k) {
                        (0, 0) => "甲".to_owned(),
                        (0, 1) => "乙".to_owned(),
                        (0, k) => (k - 1).to_string(),
                        (1, k) => (k + 1).to_string(),
                        (_, k) => format!("L{}", k + 1),
                    };
                    (*name, Put::Text(text))
                })
                .collect();
            c.below_header(sheet, &cells)
        },
    },
    Case {
        id: "D05 standards",
        change: |c| {
            let (sheet, grid) = c.grid();
            let mut cells: Vec<(Name, Put)> =
                grid.columns.iter().filter(|name| is_number(name)).map(|name| (*name, Put::text("≥4.2"))).collect();
            if c.rng.below(2) == 0 {
                cells.push(("name", Put::text("标准")));
            }
            c.below_header(sheet, &cells)
        },
    },
    Case {
        id: "D34 duplicate",
        change: |c| {
            let (sheet, line) = c.school();
            let clean = &c.clean.sheets[sheet];
            let mut cells: Vec<(Name, Put)> =
                clean.columns.iter().filter_map(|name| Some((*name, clean.get(line, name)?.clone()))).collect();
            let style = c.rng.below(4);
            for (name, value) in &mut cells {
                let shown = value.shown();
                match (style, *name) {
                    (1, "name") => *value = Put::Text(format!(" {shown}")),
                    (2, "name") => *value = Put::Text(format!("{shown}（本部）")),
                    (2, _) | (3, "code") if style == 3 => *value = Put::Empty,
                    _ => {}
                }
            }
            // Another name and no code is another school.
            if style == 2 && !clean.has("code") {
                return None;
            }
            let id = c.new_line();
            let grid = &mut c.book.sheets[sheet];
            let at = grid.row_at(line)? + 1 + c.rng.below(2);
            let at = at.min(grid.row_at(*clean.schools().last()?).map_or(at, |last| last + 1));
            grid.insert_row(at, id, &cells);
            Some(Place::Row(sheet, id))
        },
    },
    Case {
        id: "D35 whole and part",
        change: |c| {
            let clean = &c.clean.sheets[0];
            if !clean.has("p_pupils") {
                return None;
            }
            // A nine-year school once more, its primary part alone.
            let line = c.rng.pick(&[117, 118]);
            let cells: Vec<(Name, Put)> = clean
                .columns
                .iter()
                .filter(|name| !name.starts_with("j_"))
                .filter_map(|name| Some((*name, clean.get(line, name)?.clone())))
                .collect();
            let id = c.new_line();
            let grid = &mut c.book.sheets[0];
            let at = grid.row_at(line)? + 1;
            grid.insert_row(at, id, &cells);
            Some(Place::Row(0, id))
        },
    },
    Case {
        id: "D37 outside",
        change: |c| {
            let (_, clean) = c.grid();
            if !clean.has("kind") {
                return None;
            }
            let (kind, pupils) =
                c.rng.pick(&[("特殊教育学校", 60.0), ("职业高中", 300.0), ("小学教学点", 21.0), ("高级中学", 900.0)]);
            let line = *clean.schools().first()?;
            let mut cells: Vec<(Name, Put)> =
                clean.columns.iter().filter_map(|name| Some((*name, clean.get(line, name)?.clone()))).collect();
            let k = c.number;
            for (name, value) in &mut cells {
                match plain(name) {
                    "name" => *value = Put::Text(format!("另一所{k}{kind}")),
                    "code" => *value = Put::Text(format!("36339{k:05}")),
                    "kind" => *value = Put::text(kind),
                    "pupils" if !value.is_empty() => *value = Put::Number(pupils),
                    _ => {}
                }
            }
            c.line(&cells).map(|place| match place {
                Place::Row(sheet, id) => Place::Row(sheet, id),
                other => other,
            })
        },
    },
    Case {
        id: "D38 no pupils",
        change: |c| {
            c.dress(
                |name| name == "pupils",
                |rng, _, _| Some(if rng.below(2) == 0 { Put::Number(0.0) } else { Put::text("零") }),
            )
        },
    },
    Case {
        id: "D44 shifted right",
        change: |c| {
            let (sheet, line, name) = c.number_of_school();
            let copy = c.rng.below(2) == 0;
            let grid = &mut c.book.sheets[sheet];
            let (row, column) = (grid.row_at(line)?, grid.column_at(name)?);
            let cells = &mut grid.rows[row].cells;
            let extra = if copy { cells[column].clone() } else { Put::Empty };
            cells.insert(column, extra);
            Some(Place::Row(sheet, line))
        },
    },
    Case {
        id: "D44 shifted left",
        change: |c| {
            let (sheet, line, name) = c.number_of_school();
            let grid = &mut c.book.sheets[sheet];
            let (row, column) = (grid.row_at(line)?, grid.column_at(name)?);
            grid.rows[row].cells.remove(column);
            Some(Place::Row(sheet, line))
        },
    },
    Case {
        id: "order of rows",
        change: |c| {
            let (sheet, one) = c.school();
            let lines = c.clean.sheets[sheet].schools();
            let other = c.rng.pick(&lines);
            let grid = &mut c.book.sheets[sheet];
            let (one, other) = (grid.row_at(one)?, grid.row_at(other)?);
            grid.rows.swap(one, other);
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D12 hidden row",
        change: |c| {
            let (sheet, line) = c.school();
            let grid = &mut c.book.sheets[sheet];
            let row = grid.row_at(line)?;
            grid.rows[row].hidden = true;
            Some(Place::Row(sheet, line))
        },
    },
    // ------------------------------------------------------------------------------------------------ columns
    Case {
        id: "D11 blank column",
        change: |c| {
            let (sheet, clean) = c.grid();
            let at = c.rng.below(clean.columns.len() + 1);
            let name = c.column(sheet, at, "", |_, _| Put::Empty);
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "D12 hidden column",
        change: |c| {
            let (sheet, clean) = c.grid();
            let name = c.rng.pick(&clean.columns);
            c.book.sheets[sheet].hidden_columns.push(name);
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "near names",
        change: |c| {
            let (sheet, clean) = c.grid();
            let headings = [
                "招生数",
                "毕业生数",
                "女生数",
                "上年度教学仪器设备值",
                "校级骨干教师数",
                "教职工数",
                "占地面积（㎡）",
                "普通教室（间）",
                "计算机教室（间）",
                "固定资产总值（万元）",
                "行政办公用房面积（㎡）",
                "女专任教师数",
                "规划在校生数",
                "备用",
            ];
            let heading = c.rng.pick(&headings);
            let at = c.rng.below(clean.columns.len() + 1);
            let name = c.column(sheet, at, heading, |_, line| Put::Number(f64::from(line % 7 * 13 + 5)));
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "two columns for one thing",
        change: |c| {
            let (sheet, clean) = c.grid();
            let same = c.rng.below(2) == 0;
            let (of, heading) = c.rng.pick(&TWINS);
            if !clean.has(of) {
                return None;
            }
            let at = clean.columns.len();
            let name = c.column(sheet, at, heading, |grid, line| {
                let value = grid.number(line, of).unwrap_or(0.0);
                Put::Number(if same { value } else { value + 3.0 })
            });
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "order of columns",
        change: |c| {
            let (sheet, clean) = c.grid();
            if clean.header() != 50 {
                return None;
            }
            let (one, other) = (c.rng.pick(&clean.columns), c.rng.pick(&clean.columns));
            let grid = &mut c.book.sheets[sheet];
            let (one, other) = (grid.column_at(one)?, grid.column_at(other)?);
            // Rows that a shift has made longer or shorter stay as they are: what is exchanged is no column there.
            if grid.rows.iter().any(|row| row.id < 900 && row.id >= 50 && row.cells.len() != grid.columns.len()) {
                return None;
            }
            for row in grid.rows.iter_mut().filter(|row| row.cells.len() > one.max(other)) {
                row.cells.swap(one, other);
            }
            grid.columns.swap(one, other);
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D03 heading",
        change: |c| {
            let (sheet, clean) = c.grid();
            let name = c.rng.pick(&clean.columns);
            let heading = clean.get(50, name)?.shown();
            if heading.is_empty() {
                return None;
            }
            let dressed = match c.rng.below(4) {
                0 => heading.chars().map(|c| format!("{c} ")).collect::<String>(),
                1 => heading.replace('（', "(").replace('）', ")"),
                2 => heading.chars().map(|c| format!("{c}\n")).collect(),
                _ => format!("\u{3000}{heading}\u{200b}"),
            };
            c.book.sheets[sheet].put(50, name, Put::Text(dressed))?;
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "D22 unit of a heading",
        change: |c| {
            let sheet = c.sheet();
            let (name, heading) = c.rng.pick(&[
                ("equipment", "教学仪器设备资产值（元）"),
                ("equipment", "教学仪器设备资产值"),
                ("equipment", "教学仪器设备资产值（亿元）"),
                ("ground", "运动场地面积（亩）"),
                ("ground", "运动场地面积（公顷）"),
                ("teaching", "教学及辅助用房面积（万平方米）"),
                ("rooms", "网络多媒体教室（台）"),
                ("ground", "运动场地面积（㎡/生）"),
            ]);
            c.book.sheets[sheet].put(50, name, Put::text(heading))?;
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "D55 unknown heading",
        change: |c| {
            let (sheet, clean) = c.grid();
            let numbers: Vec<Name> = clean.columns.iter().copied().filter(|name| is_number(name)).collect();
            let name = c.rng.pick(&numbers);
            let heading = c.rng.pick(&["Floor space", "jxyqsb", "教學及輔助用房", "XX", "第三列", ""]);
            c.book.sheets[sheet].put(clean.header(), name, Put::text(heading))?;
            if clean.header() != 50 {
                c.book.sheets[sheet].put(50, name, Put::text(heading))?;
            }
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "D56 ready-made value",
        change: |c| {
            let (sheet, clean) = c.grid();
            if clean.has("p_pupils") {
                return None;
            }
            let wrong = c.rng.pick(&clean.schools());
            let name =
                c.column(sheet, clean.columns.len(), "每百名学生拥有网络多媒体教室数", |grid, line| {
                    let of = |name| grid.number(line, name).unwrap_or(1.0);
                    let value = of("rooms") * 100.0 / of("pupils");
                    Put::Number((value * 100.0).round() / 100.0 + if line == wrong { 0.3 } else { 0.0 })
                });
            Some(Place::Cell(sheet, wrong, name))
        },
    },
    Case {
        id: "arts beside music and fine art",
        change: |c| {
            let (sheet, clean) = c.grid();
            if clean.has("p_pupils") {
                return None;
            }
            let at = clean.columns.len();
            let name = c.column(sheet, at, "艺术教师数", |grid, line| {
                let of = |name| grid.number(line, name).unwrap_or(0.0);
                Put::Number(of("music") + of("art"))
            });
            Some(Place::Column(sheet, name))
        },
    },
    Case {
        id: "D41 other years in rows",
        change: |c| {
            let (sheet, clean) = c.grid();
            let old = c.rng.pick(&clean.schools());
            let name = c.column(sheet, 0, "年份", |_, line| Put::Number(if line == old { 2022.0 } else { 2023.0 }));
            Some(Place::Cell(sheet, old, name))
        },
    },
    // ------------------------------------------------------------------------------------------------- sheets
    Case {
        id: "D01 title",
        change: |c| {
            let (sheet, clean) = c.grid();
            let first = *clean.columns.first()?;
            let id = c.new_line();
            c.book.sheets[sheet].insert_row(
                0,
                id,
                &[(first, Put::text("附件2：青禾县义务教育学校办学条件基本情况（单位：人、㎡）"))],
            );
            Some(Place::Row(sheet, id))
        },
    },
    Case {
        id: "D13 another table below",
        change: |c| {
            let (sheet, clean) = c.grid();
            let [a, b, d, e] = [0, 1, 2, 3].map(|k| clean.columns[k]);
            let id = c.new_line();
            let grid = &mut c.book.sheets[sheet];
            grid.insert_row(usize::MAX, 2 * id, &[]);
            let heads = ["项目", "教职工数", "校舍建筑面积", "图书册数"];
            grid.insert_row(
                usize::MAX,
                id,
                &[
                    (a, Put::text(heads[0])),
                    (b, Put::text(heads[1])),
                    (d, Put::text(heads[2])),
                    (e, Put::text(heads[3])),
                ],
            );
            grid.insert_row(
                usize::MAX,
                3 * id,
                &[(a, Put::text("城区")), (b, Put::Number(20.0)), (d, Put::Number(30.0)), (e, Put::Number(5.0))],
            );
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D13 a table beside",
        change: |c| {
            let (sheet, clean) = c.grid();
            if clean.header() != 50 {
                return None;
            }
            let (heading, value): ([&str; 2], Cells) = if c.rng.below(2) == 0 {
                (["学校名称", "校车数"], |line| [Put::Text(format!("别处{line}小学")), Put::Number(3.0)])
            } else {
                (["镇", "学校数"], |line| [Put::Text(format!("第{line}镇")), Put::Number(3.0)])
            };
            let width = c.book.sheets[sheet].rows.iter().map(|row| row.cells.len()).max()?;
            for row in &mut c.book.sheets[sheet].rows {
                if row.id == 50 || (clean.schools().contains(&row.id) && row.id % 2 == 0) {
                    row.cells.resize(width + 1, Put::Empty);
                    row.cells.extend(if row.id == 50 { heading.map(Put::text) } else { value(row.id) });
                }
            }
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D12 hidden sheet",
        change: |c| {
            let mut copy = c.clean.sheets[0].clone();
            copy.name = format!("旧{}", c.number);
            copy.hidden = true;
            c.book.sheets.push(copy);
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D14 a sheet of notes",
        change: |c| {
            let mut grid = Grid { name: format!("说明{}", c.number), columns: vec!["name"], ..Grid::default() };
            grid.insert_row(0, 1, &[("name", Put::text("填报说明"))]);
            grid.insert_row(1, 2, &[("name", Put::text("1.各校按学年初报表填写。"))]);
            c.book.sheets.push(grid);
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D34 the sheet once more",
        change: |c| {
            let mut copy = c.clean.sheets[0].clone();
            copy.name = format!("汇总{}", c.number);
            c.book.sheets.push(copy);
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D45 and D46 of text",
        change: |c| {
            let dirt = c.rng.pick(&[Dirt::ZeroBytes, Dirt::InnerMark, Dirt::ReturnsOnly, Dirt::NoEnd]);
            c.book.dirt.push(dirt);
            Some(Place::Sheet)
        },
    },
    Case {
        id: "D45 stray quotation mark",
        change: |c| {
            let (sheet, line, name) = c.named()?;
            let put = if c.rng.below(2) == 0 { format!("\"{name}") } else { format!("{name}\"") };
            c.book.sheets[sheet].put(line, "name", Put::Raw(put))?;
            Some(Place::Row(sheet, line))
        },
    },
    Case {
        id: "D50 shading, D51 comments",
        change: |c| {
            let (sheet, line, name, _) = c.number_cell(any)?;
            c.book.sheets[sheet].shaded.push((line, name));
            c.book.sheets[sheet].comments.push((line, name, "与上年相比减少，已核实".into()));
            Some(Place::Cell(sheet, line, name))
        },
    },
];

// ------------------------------------------------------------------------------------------------------- the judge

/// Where a section stands: its sheet, by name (others are put in before it), and its line.
type Seat = (String, Option<Line>);

/// Something said that a user must correct, explain or agree to (a hint is none of these), and what it is about: lines
/// and columns go by their own names, for their addresses move with every line and column that another change puts in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Doubt {
    code: String,
    severity: Option<Severity>,
    seat: Seat,
    column: Option<Name>,
    /// What it says; nothing for a place that it only lists among others, whose number says nothing of this place.
    words: String,
}

/// What came of a book, by the lines and columns of the book.
struct Seen<'a> {
    book: &'a Book,
    outcome: Outcome,
    doubts: Vec<Doubt>,
    /// What came of every section, by where it stands.
    sections: Vec<(Seat, String)>,
    /// What came of every section, by the name of its school: lines shift where a break is put between them.
    schools: Vec<(String, String)>,
}

/// Why a change is not silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// It changes nothing.
    Unchanged,
    /// Nothing is evaluated, and the reason said.
    Refused,
    /// Something new is said of its cell.
    Cell,
    /// Something new is said of its row.
    Row,
    /// Something new is said of its column.
    Column,
    /// Something new is said of every school that came out otherwise.
    Schools,
    /// Every school that came out otherwise has something in its row that must be corrected anyway, or came out as in
    /// the clean county but for what is undetermined because of a doubt in its row. Or two slips of one row undo each
    /// other in part, and the row is doubted.
    Must,
    /// A quotation mark that is never closed stands before it: everything behind may be one cell, which is said.
    Quoted,
    /// What it would be compared with is not read, which is said of that column or cell.
    Unchecked,
}

fn letters_and_digits(cell: &str) -> (&str, &str) {
    cell.split_at(cell.bytes().take_while(u8::is_ascii_alphabetic).count())
}

/// The column of these letters.
fn column_in(grid: &Grid, letters: &str) -> Option<Name> {
    let upper = !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let line = grid.rows.first().filter(|_| upper)?.id;
    let here = |name: &&Name| grid.address(line, name).is_some_and(|cell| letters_and_digits(&cell).0 == letters);
    grid.columns.iter().find(here).copied()
}

/// The line and the column of a cell.
fn place_in(grid: &Grid, cell: &str) -> (Option<Line>, Option<Name>) {
    let (letters, digits) = letters_and_digits(cell);
    let row = digits.parse::<usize>().ok().and_then(|row| grid.rows.get(row.checked_sub(1)?));
    (row.map(|row| row.id), column_in(grid, letters))
}

impl<'a> Seen<'a> {
    fn of(book: &'a Book, form: Form) -> Self {
        Self::by(book, form, outcome(book, form))
    }

    fn by(book: &'a Book, form: Form, outcome: Outcome) -> Self {
        let mut seen = Self { book, outcome, doubts: Vec::new(), sections: Vec::new(), schools: Vec::new() };
        for mark in seen.outcome.marks.iter().filter(|mark| mark.severity != Some(Severity::Note)) {
            let Some(sheet) = seen.sheet(mark.sheet.as_deref(), form) else { continue };
            let doubt = |(line, column): (Option<Line>, Option<Name>), words: &str| Doubt {
                code: mark.code.clone(),
                severity: mark.severity,
                seat: (sheet.name.clone(), line),
                column,
                words: words.to_owned(),
            };
            // How many places there are is said behind the words.
            let words = mark.words.split("（共 ").next().unwrap_or_default();
            let at = mark.cell.as_deref().map_or((None, None), |cell| place_in(sheet, cell));
            seen.doubts.push(doubt(at, words));
            for word in mark.words.split(|c: char| !c.is_ascii_alphanumeric()) {
                if names_cell(mark, word) {
                    seen.doubts.push(doubt(place_in(sheet, word), ""));
                } else if let Some(column) = column_in(sheet, word) {
                    // Columns are also listed by their letters alone.
                    seen.doubts.push(doubt((None, Some(column)), ""));
                }
            }
        }
        seen.sections = seen
            .outcome
            .sections()
            .into_iter()
            .map(|(result, _, name, cell)| match seen.sheet(name.as_deref(), form) {
                Some(sheet) => ((sheet.name.clone(), place_in(sheet, &cell).0), result),
                None => (Seat::default(), result),
            })
            .collect();
        seen.sections.sort();
        seen.schools = seen.outcome.sections().into_iter().map(|(result, school, ..)| (school, result)).collect();
        seen.schools.sort();
        seen
    }

    fn sheet(&self, name: Option<&str>, form: Form) -> Option<&'a Grid> {
        self.book.sheets.iter().find(|sheet| form.is_text() || Some(sheet.name.as_str()) == name)
    }

    /// What is said here and not there.
    fn fresh<'b>(&'b self, other: &'b Self) -> impl Iterator<Item = &'b Doubt> {
        self.doubts.iter().filter(|doubt| !other.doubts.contains(doubt))
    }

    /// Why the change at `place` is not silent, held against what comes without it; `None` when it is.
    fn why(&self, without: &Self, clean: &Self, place: &Place, mixed: bool) -> Option<Why> {
        let (with, before) = (&self.outcome, &without.outcome);
        let same = self.sections == without.sections || self.schools == without.schools;
        if with.essence == before.essence && with.problems == before.problems && same {
            return Some(Why::Unchanged);
        }
        if !with.problems.is_empty() {
            return Some(Why::Refused);
        }
        let said = |fits: &dyn Fn(&Doubt) -> bool| self.fresh(without).any(fits);
        let name = |sheet: usize| &self.book.sheets[sheet].name;
        let why = match place {
            Place::Cell(sheet, line, column) => {
                let row = |doubt: &Doubt| (&doubt.seat.0, doubt.seat.1) == (name(*sheet), Some(*line));
                let cell = said(&|doubt| row(doubt) && doubt.column == Some(*column));
                if cell { Some(Why::Cell) } else { said(&row).then_some(Why::Row) }
            }
            Place::Row(sheet, line) => {
                said(&|doubt| (&doubt.seat.0, doubt.seat.1) == (name(*sheet), Some(*line))).then_some(Why::Row)
            }
            Place::Column(sheet, column) => {
                said(&|doubt| (&doubt.seat.0, doubt.column) == (name(*sheet), Some(*column))).then_some(Why::Column)
            }
            Place::Sheet => None,
        };
        if why.is_some() {
            return why;
        }
        // A sheet may be doubted as a whole, because it is another one once more.
        let sheet = |doubt: &Doubt, seat: &Seat| doubt.code == "sheet_repeated" && doubt.seat.0 == seat.0;
        if self.each_is_doubted(without, clean, |seat| said(&|doubt| doubt.seat == *seat || sheet(doubt, seat))) {
            return Some(Why::Schools);
        }
        if !mixed {
            return None;
        }
        let must = |seat: &Seat| {
            let binding = |doubt: &&Doubt| doubt.severity != Some(Severity::Experience);
            self.doubts.iter().filter(binding).any(|doubt| doubt.seat == *seat)
        };
        if self.each_is_doubted(without, clean, |seat| must(seat) || self.says_less(clean, seat)) {
            return Some(Why::Must);
        }
        let quote = self.doubts.iter().filter(|doubt| doubt.code == "stray_quote").filter_map(|doubt| doubt.seat.1);
        let row = |line| self.book.sheets[0].row_at(line);
        let at = match place {
            Place::Cell(_, line, _) | Place::Row(_, line) => row(*line),
            Place::Column(..) | Place::Sheet => None,
        };
        quote.filter_map(row).min().filter(|quote| at.is_none_or(|at| *quote <= at)).map(|_| Why::Quoted)
    }

    /// Whether the sections of a line are those of the clean county but for what is undetermined, and its row is doubted.
    fn says_less(&self, clean: &Self, seat: &Seat) -> bool {
        let less = |one: &str, whole: &str| {
            one.split(' ').zip(whole.split(' ')).all(|(one, whole)| one == whole || one.ends_with("Undetermined"))
        };
        let fits = |result: &str| clean.sections.iter().any(|(other, whole)| other == seat && less(result, whole));
        let mut own = self.sections.iter().filter(|(other, _)| other == seat);
        self.doubts.iter().any(|doubt| doubt.seat == *seat) && own.all(|(_, result)| fits(result))
    }

    /// Whether the row of a place is doubted. Two slips of one row that cancel each other leave nothing new to say.
    fn must_correct(&self, place: &Place) -> bool {
        let Place::Row(sheet, line) = place else { return false };
        let name = &self.book.sheets[*sheet].name;
        self.doubts.iter().any(|doubt| (&doubt.seat.0, doubt.seat.1) == (name, Some(*line)))
    }

    /// Prints the book, what was said of it, and what differs without one change.
    fn differing(&self, without: &Self) {
        for sheet in &self.book.sheets {
            let only = Book { sheets: vec![sheet.clone()], ..Book::default() };
            eprintln!("{}\n{}", sheet.name, String::from_utf8_lossy(&only.write(Form::Csv)));
        }
        eprintln!("{:#?}", self.outcome.codes());
        for (sign, one, other) in [('+', self, without), ('-', without, self)] {
            one.fresh(other).for_each(|doubt| eprintln!("{sign} {doubt:?}"));
            for section in one.sections.iter().filter(|section| !other.sections.contains(section)) {
                eprintln!("{sign} {section:?}");
            }
        }
    }

    /// Whether `doubted` holds for every line whose sections came out otherwise. What came out as in the clean county, and
    /// as often, is right: a change may mend what another one broke.
    fn each_is_doubted(&self, without: &Self, clean: &Self, doubted: impl Fn(&Seat) -> bool) -> bool {
        let mut gone = without.sections.clone();
        let mut come = Vec::new();
        for section in &self.sections {
            match gone.iter().position(|other| other == section) {
                Some(at) => drop(gone.swap_remove(at)),
                None => come.push(section),
            }
        }
        let counted = |((_, line), result): &(Seat, String), all: &[(Seat, String)]| {
            all.iter().filter(|((_, other), one)| (other, one) == (line, result)).count()
        };
        let mended = |section: &(Seat, String)| {
            let of_line = self.sections.iter().filter(|((_, line), _)| *line == section.0.1).count();
            let before = clean.sections.iter().filter(|((_, line), _)| *line == section.0.1).count();
            of_line == before && (1..=before).contains(&counted(section, &clean.sections))
        };
        let left = gone.iter().filter(|(seat, _)| !self.sections.iter().any(|(other, _)| other == seat));
        !(come.is_empty() && gone.is_empty())
            && come.into_iter().filter(|section| !mended(section)).all(|(seat, _)| doubted(seat))
            && left.into_iter().all(|(seat, _)| doubted(seat))
    }
}

/// A change of a mixture: its case and the seed of its choices.
type Drawn = (usize, u64);

/// The county after the changes that `wanted` picks by number, and the place of each.
fn mixed(clean: &Book, form: Form, drawn: &[Drawn], wanted: impl Fn(usize) -> bool) -> (Book, Vec<Option<Place>>) {
    let mut book = clean.clone();
    let mut places = Vec::new();
    for (number, (case, seed)) in drawn.iter().enumerate() {
        if !wanted(number) {
            places.push(None);
            continue;
        }
        let mut change =
            Change { clean, book: &mut book, form, rng: Rng(*seed), number: u32::try_from(number).unwrap() };
        places.push((CASES[*case].change)(&mut change));
    }
    (book, places)
}

/// What a mixture is: everything follows from its number.
fn draw(number: u64) -> (u64, Layout, Form, Vec<Drawn>) {
    let mut rng = Rng(number.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5eed);
    let seed = 1 + rng.next() % 8;
    let layout = rng.pick(&Layout::ALL);
    let form = rng.pick(&Form::ALL);
    let count = 1 + rng.below(5);
    let drawn = (0..count).map(|_| (rng.below(CASES.len()), rng.next())).collect();
    (seed, layout, form, drawn)
}

/// What became of a mixture: the changes that changed something in silence, and of each change why it did not.
struct Verdict {
    silent: Vec<String>,
    applied: Vec<(&'static str, Option<Why>)>,
}

fn judge(number: u64) -> Verdict {
    let (seed, layout, form, drawn) = draw(number);
    let clean_book = county(seed, layout);
    let clean = Seen::of(&clean_book, form);
    let (book, places) = mixed(&clean_book, form, &drawn, |_| true);
    let with = Seen::of(&book, form);
    let mut verdict = Verdict { silent: Vec::new(), applied: Vec::new() };
    for (k, (case, _)) in drawn.iter().enumerate() {
        let Some(place) = &places[k] else { continue };
        let id = CASES[*case].id;
        let (rest, _) = mixed(&clean_book, form, &drawn, |other| other != k && places[other].is_some());
        let without = Seen::of(&rest, form);
        let alone = places.iter().flatten().filter(|other| *other == place).count() == 1;
        let why = with
            .why(&without, &clean, place, drawn.len() > 1)
            .or_else(|| unchecked(id, &with, place))
            .or_else(|| (!alone && with.must_correct(place)).then_some(Why::Must));
        if why.is_none() {
            if std::env::var_os("MUTATION").is_some() {
                with.differing(&without);
            }
            verdict.silent.push(format!(
                "mixture {number} ({layout:?} {form:?}): `{id}` at {} of {:?}",
                described(&book, place),
                drawn.iter().map(|(case, _)| CASES[*case].id).collect::<Vec<_>>()
            ));
        }
        verdict.applied.push((id, why));
    }
    verdict
}

/// A number that contradicts another one is a number like others where the other one is not read, and a second column for
/// one thing is the only one: then that must be said, of the column or of the cell.
fn unchecked(id: &str, with: &Seen<'_>, place: &Place) -> Option<Why> {
    let (sheet, line, others) = match (id.split(' ').next()?, place) {
        ("D39", Place::Cell(sheet, line, "indoor")) => (*sheet, Some(*line), vec!["teaching"]),
        ("D39", Place::Cell(sheet, line, name)) => {
            let whole = name.replace(plain(name), "full_time");
            let columns = with.book.sheets[*sheet].columns.iter().copied();
            (*sheet, Some(*line), columns.filter(|column| *column == whole).collect())
        }
        ("D56", Place::Cell(sheet, line, _)) => (*sheet, Some(*line), vec!["rooms"]),
        ("two", Place::Column(sheet, name)) => {
            let grid = &with.book.sheets[*sheet];
            let heading =
                grid.rows.iter().find_map(|row| grid.get(row.id, name).filter(|put| !put.is_empty()))?.shown();
            (*sheet, None, TWINS.iter().filter(|(_, twin)| *twin == heading).map(|(of, _)| *of).collect())
        }
        _ => return None,
    };
    let unread = ["unmapped_columns", "ambiguous_columns", "missing_value", "ratio_for_blank", "not_known"];
    let name = &with.book.sheets[sheet].name;
    // A column in a wrong unit is said once, with some of its cells.
    let in_doubt =
        |doubt: &Doubt| doubt.code == "implausible_area" && doubt.column.is_some_and(|it| others.contains(&it));
    if with.doubts.iter().any(|doubt| doubt.seat.0 == *name && in_doubt(doubt)) {
        return Some(Why::Unchecked);
    }
    let said = |doubt: &&Doubt| {
        let cell = doubt.seat.1.is_none_or(|said| Some(said) == line || said < 100);
        let unread = unread.contains(&doubt.code.as_str()) || doubt.severity == Some(Severity::Logic);
        doubt.seat.0 == *name && doubt.column.is_some_and(|it| others.contains(&it)) && cell && unread
    };
    with.doubts.iter().any(|doubt| said(&doubt)).then_some(Why::Unchecked)
}

fn described(book: &Book, place: &Place) -> String {
    match place {
        Place::Cell(sheet, line, name) => {
            let grid = &book.sheets[*sheet];
            let shown = grid.get(*line, name).map(Put::shown).unwrap_or_default();
            format!("{} {name} `{shown}`", grid.address(*line, name).unwrap_or_default())
        }
        Place::Row(sheet, line) => {
            let grid = &book.sheets[*sheet];
            format!("row {} of {}", grid.row_at(*line).map_or(0, |row| row + 1), grid.name)
        }
        Place::Column(sheet, name) => {
            let grid = &book.sheets[*sheet];
            let heading = grid.get(50, name).map(Put::shown).unwrap_or_default();
            format!("column {} `{heading}`", grid.address(grid.header(), name).unwrap_or_default())
        }
        Place::Sheet => "the sheet".to_owned(),
    }
}

#[test]
fn no_mixture_changes_a_verdict_in_silence() {
    let mixtures: usize = std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    // `MUTATION=757` runs that mixture alone.
    let only: Option<usize> = std::env::var("MUTATION").ok().and_then(|text| text.parse().ok());
    let (first, mixtures) = only.map_or((0, mixtures), |only| (only, only + 1));
    let next = AtomicUsize::new(first);
    let silent = Mutex::new(Vec::new());
    let tally: Mutex<BTreeMap<&str, BTreeMap<Option<Why>, usize>>> = Mutex::new(BTreeMap::new());
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(8));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= mixtures {
                        return;
                    }
                    let verdict = judge(number as u64);
                    silent.lock().unwrap().extend(verdict.silent);
                    let mut tally = tally.lock().unwrap();
                    for (id, why) in verdict.applied {
                        *tally.entry(id).or_default().entry(why).or_default() += 1;
                    }
                }
            });
        }
    });
    let (silent, tally) = (silent.into_inner().unwrap(), tally.into_inner().unwrap());
    let mut sums: BTreeMap<Option<Why>, usize> = BTreeMap::new();
    for (why, count) in tally.values().flatten() {
        *sums.entry(*why).or_default() += count;
    }
    let applied: usize = sums.values().sum();
    let changed = applied - sums.get(&Some(Why::Unchanged)).copied().unwrap_or(0);
    eprintln!("{mixtures} mixtures, {applied} changes, {changed} of them changed a result: {}", listed(&sums));
    for (id, whys) in &tally {
        eprintln!("  {id}: {}", listed(whys));
    }
    assert!(silent.is_empty(), "{} in silence:\n{}", silent.len(), silent.join("\n"));
    // A test of nothing would pass as well.
    assert!(
        only.is_some() || applied > mixtures && changed * 4 > applied,
        "{applied} changes, {changed} with a result"
    );
}

fn listed(whys: &BTreeMap<Option<Why>, usize>) -> String {
    let name = |why: &Option<Why>| why.map_or_else(|| "in silence".to_owned(), |why| format!("{why:?}").to_lowercase());
    whys.iter().map(|(why, count)| format!("{} {count}", name(why))).collect::<Vec<_>>().join(", ")
}

/// The judge itself: a plain other number, which nobody can notice, is caught; so is a doubt that is kept back.
#[test]
fn a_hidden_change_is_caught() {
    for (layout, form) in [(Layout::Sections, Form::Xlsx), (Layout::Form, Form::Csv), (Layout::Whole, Form::Paste)] {
        let clean = county(3, layout);
        let clean = Seen::of(&clean, form);
        let name: Name = if layout == Layout::Whole { "p_backbone" } else { "backbone" };
        let line = 101;
        let value = clean.book.sheets[0].number(line, name).unwrap();
        let changed = |put: Put| {
            let mut book = clean.book.clone();
            book.sheet().put(line, name, put).unwrap();
            book
        };
        let place = Place::Cell(0, line, name);
        let why = |with: &Seen<'_>, place: &Place| {
            // In a mixture the judge knows more excuses: none of them fits.
            [false, true].map(|mixed| with.why(&clean, &clean, place, mixed))
        };
        let other = changed(Put::Number(value + 1.0));
        let with = Seen::of(&other, form);
        assert_eq!(why(&with, &place), [None; 2], "{layout:?} {form:?}: {:?}", with.outcome.codes());
        // Something that is said of its cell, and the same kept back.
        let about = changed(Put::Text(format!("约{value}")));
        let with = Seen::of(&about, form);
        assert_eq!(why(&with, &place), [Some(Why::Cell); 2], "{layout:?} {form:?}");
        // A doubt elsewhere is no doubt here; that the school which changed is doubted can be seen.
        assert_eq!(why(&with, &Place::Cell(0, 105, name)), [Some(Why::Schools); 2]);
        let address = with.book.sheets[0].address(line, name).unwrap();
        let mut kept_back = with.outcome.clone();
        kept_back.marks.retain(|mark| !names_cell(mark, &address));
        let with = Seen::by(&about, form, kept_back);
        assert_eq!(why(&with, &place), [None; 2], "{layout:?} {form:?}: {:?}", with.outcome.codes());
        // The same school twice, with the same numbers: every section is as before, and the county is not.
        let mut twice = clean.book.clone();
        let cells: Vec<(Name, Put)> = clean.book.sheets[0]
            .columns
            .iter()
            .map(|name| (*name, clean.book.sheets[0].get(line, name).unwrap().clone()))
            .collect();
        let at = twice.sheet().row_at(line).unwrap();
        twice.sheet().insert_row(at, 1_000, &cells);
        let with = Seen::of(&twice, form);
        assert!(why(&with, &Place::Row(0, 1_000)).iter().all(Option::is_some));
        let mut kept_back = with.outcome.clone();
        kept_back.marks.clear();
        let with = Seen::by(&twice, form, kept_back);
        assert_eq!(why(&with, &Place::Row(0, 1_000)), [None; 2], "{layout:?} {form:?}");
    }
}
