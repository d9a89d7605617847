//! Rows → sections: what each school row gives, and why a row gives nothing.

use super::amounts::{Entry, Split, Subject};
use super::columns::{Columns, Slot, cell_of};
use super::dictionary::Dimension;
use super::notes::Notes;
use super::rows::{self, GroupLine, RowKind, text_of};
use super::schools::{self, Profile, Unknown};
use super::stages::{
    Pupils, StageWord, kind_has, read_kind, read_stage, scope_of, stage_around, stage_of, stage_of_kind, stage_of_name,
};
use super::values::{self, Value};
use super::{Campus, EarlierYear, Field, RowChoice, Scope, Year, campuses, checks, names, shifted, siblings, years};
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::quantity::Decimal;
use crate::records::{Class, Excluded, Fact, Kind, School, Score, Section, Stage, SurveyGroup};
use crate::standard::SplitRule;
use crate::table::{Cell, Sheet, is_space};
use std::collections::{BTreeMap, HashMap};

/// More people or rooms than any school has; a code or a telephone number in the wrong column.
const MOST_COUNTED: u64 = 10_000_000;

/// A sheet that was understood, ready to be read row by row.
pub(super) struct Source<'a> {
    pub(super) sheet: &'a Sheet,
    /// How whole-school amounts are shared out.
    pub(super) split: &'a SplitRule,
    /// Whether all rows of the table are there to be compared.
    pub(super) whole: bool,
    pub(super) columns: Columns,
    pub(super) first: usize,
    pub(super) kinds: &'a [RowKind],
    pub(super) place: Location,
    /// Stage of the sheet by its name or title.
    pub(super) stage: Option<Stage>,
    /// Whether the columns give sections; otherwise the sheet states facts of schools alone.
    pub(super) sections: bool,
    /// Stage the user gave to all rows.
    pub(super) chosen: Option<Stage>,
    /// Rows given a role; those of campuses say to which school they are added.
    pub(super) added: &'a [RowChoice],
    /// Whether merges are lost, so that a blank county continues the one above.
    pub(super) text_source: bool,
}

impl<'a> Source<'a> {
    /// The rows below the header that are not blank, and what they are.
    fn filled(&self) -> Vec<(usize, &'a RowKind)> {
        (self.first..).zip(self.kinds).filter(|(_, kind)| **kind != RowKind::Blank).collect()
    }
}

/// What a sheet gave.
#[derive(Default)]
pub(super) struct Bound {
    pub(super) columns: Columns,
    pub(super) sections: Vec<Section>,
    /// For each section, whether its row speaks of a whole school with several stages.
    pub(super) whole: Vec<bool>,
    pub(super) profiles: Vec<School>,
    pub(super) facts: Vec<Fact>,
    pub(super) classes: Vec<Class>,
    pub(super) survey: Vec<SurveyGroup>,
    pub(super) scores: Vec<Score>,
    pub(super) excluded: Vec<Excluded>,
    pub(super) issues: Vec<Issue>,
    pub(super) rows_in: usize,
    pub(super) rows_taken: usize,
    /// School rows, taken or not.
    pub(super) schools: usize,
    pub(super) campuses: Vec<Campus>,
    /// The year of its rows, where rows of earlier ones were left out.
    pub(super) year: Option<Year>,
    /// What it gives of those.
    pub(super) earlier: Vec<EarlierYear>,
}

impl Bound {
    /// Its schools as those of an earlier year; what stays is a table without schools.
    pub(super) fn take_year(&mut self, year: Year) -> EarlierYear {
        self.whole.clear();
        EarlierYear {
            year,
            sections: std::mem::take(&mut self.sections),
            schools: std::mem::take(&mut self.profiles),
            facts: std::mem::take(&mut self.facts),
            issues: std::mem::take(&mut self.issues),
        }
    }

    /// Whether anything beside sections was stated.
    pub(super) fn states_anything(&self) -> bool {
        !(self.facts.is_empty() && self.classes.is_empty() && self.survey.is_empty() && self.scores.is_empty())
    }

    /// Leaves out rows above the header that look like data: they count as read.
    pub(super) fn leave_out(&mut self, sheet: &Sheet, above: &[usize], place: &Location) {
        self.rows_in += above.len();
        self.excluded.extend(above.iter().map(|row| Excluded {
            index: None,
            school: row_label(sheet, *row),
            code: "above_header".to_owned(),
            reason: Text::new("在表头上方", "above the header"),
            location: Some(cell_of(place, *row, 0)),
        }));
    }

    /// Takes up what another table of the same sheet gave.
    pub(super) fn join(&mut self, other: Self) {
        self.sections.extend(other.sections);
        self.whole.extend(other.whole);
        self.profiles.extend(other.profiles);
        self.facts.extend(other.facts);
        self.classes.extend(other.classes);
        self.survey.extend(other.survey);
        self.scores.extend(other.scores);
        self.excluded.extend(other.excluded);
        self.issues.extend(other.issues);
        self.rows_in += other.rows_in;
        self.rows_taken += other.rows_taken;
        self.schools += other.schools;
        self.campuses.extend(other.campuses);
        self.year = self.year.max(other.year);
        self.earlier.extend(other.earlier);
    }
}

/// A school row, read.
pub(super) struct Row {
    pub(super) index: usize,
    pub(super) name: String,
    pub(super) code: Option<String>,
    pub(super) county: Option<String>,
    city: Option<String>,
    province: Option<String>,
    stage: StageWord,
    stage_text: String,
    pub(super) kind: Option<Kind>,
    /// What is known of the school as a whole.
    pub(super) profile: Profile,
    /// What it states.
    pub(super) facts: Vec<Fact>,
    pub(super) counted: Option<bool>,
    group: GroupLine,
    pub(super) entries: Vec<Entry>,
    /// Campuses added to it: their rows and entries.
    pub(super) campuses: Vec<(usize, Vec<Entry>)>,
}

/// Why a row is left out.
pub(super) struct Out {
    code: &'static str,
    reason: Text,
    issue: Option<(Text, Option<usize>)>,
}

/// What a row is evaluated as.
pub(super) enum Plan {
    /// One stage; pupils, and the column they stand in.
    One(Stage, u32, usize),
    /// A whole school: pupils of all stages, and how shared amounts come to each.
    Whole(Pupils, bool),
}

/// Reads all rows.
pub(super) fn bind(mut source: Source<'_>) -> Bound {
    let mut bound = Bound::default();
    let mut notes = Notes::default();
    let rows = read_rows(&source, &mut bound, &mut notes);
    let mut rows = rows;
    checks::decide_money(&mut source.columns, &mut rows, &source.place, &mut bound.issues);
    if source.whole {
        shifted::find(&source, &mut rows, &mut bound.issues);
    }
    let merged = campuses::add(&source, &mut rows, &mut bound);
    campuses::remark(&source, &rows, &merged, &mut bound, &mut notes);
    let several_years = source.kinds.contains(&RowKind::OtherYear);
    let mut next = rows.iter().peekable();
    for (index, kind) in source.filled() {
        bound.rows_in += 1;
        if let Some((code, reason)) = kind.reason() {
            let label = row_label(source.sheet, index);
            match kind {
                RowKind::OtherTable => other_table(&source, index, &mut notes),
                RowKind::OtherYear => other_year(&source, index, &mut notes),
                RowKind::Part => campuses::part(&source, index, &label, &mut notes),
                _ => {}
            }
            bound.excluded.push(excluded(&source, index, label, code, reason));
            continue;
        }
        let Some(row) = next.next_if(|row| row.index == index) else {
            // Read as a school and without a name: said so when it was read.
            let label = row_label(source.sheet, index);
            let reason = Text::new("没有学校名称", "no name of a school");
            bound.excluded.push(excluded(&source, index, label, "no_school_name", reason));
            continue;
        };
        if several_years {
            without_year(&source, row, &mut bound.issues);
        }
        if let Some(home) = merged.get(&index) {
            let reason = Text::new(format!("并入“{home}”"), format!("added to `{home}`"));
            bound.excluded.push(excluded(&source, index, row.name.clone(), "campus_merged", reason));
            continue;
        }
        bound.schools += 1;
        bound.facts.extend(row.facts.iter().cloned());
        if !source.sections {
            bound.profiles.push(schools::profile(&source, row, None));
            if row.facts.is_empty() && !row.profile.known() && row.kind.is_none() {
                let reason = Text::new("没有填数", "nothing is stated");
                bound.excluded.push(excluded(&source, index, row.name.clone(), "not_stated", reason));
            } else {
                bound.rows_taken += 1;
            }
            continue;
        }
        match plan(&source, row, &mut bound.issues) {
            Ok(plan) => {
                bound.rows_taken += 1;
                let before = bound.sections.len();
                take(&source, row, &plan, &mut bound, &mut notes);
                if row.profile.known() || bound.sections.len() == before {
                    bound.profiles.push(schools::profile(&source, row, None));
                }
            }
            Err(out) => {
                let pupils = compulsory_pupils(&source, row);
                let unread = if UNREAD.contains(&out.code) { possible_stages(&source, row) } else { Vec::new() };
                bound.profiles.push(School { unread, ..schools::profile(&source, row, pupils) });
                if let Some((message, column)) = out.issue {
                    bound.issues.push(
                        Issue::new(
                            out.code,
                            Severity::Logic,
                            message,
                            Text::new(
                                "补上；在此之前这一行不参加评估",
                                "fill it in; until then the row is not evaluated",
                            ),
                        )
                        .at(cell_of(&source.place, index, column.unwrap_or(0)))
                        .of(&row.name),
                    );
                }
                bound.excluded.push(excluded(&source, index, row.name.clone(), out.code, out.reason));
            }
        }
    }
    siblings::check(&source, &rows, &mut bound.issues, &mut notes);
    checks::money(&bound.sections, &mut bound.issues);
    checks::areas(&bound.sections, &mut notes);
    bound.issues.extend(notes.into_issues());
    // After everything that is said of schools: a total mostly differs because of one of them.
    checks::totals(&source, &rows, &mut bound.issues);
    bound.columns = source.columns;
    bound
}

fn other_table(source: &Source<'_>, index: usize, notes: &mut Notes) {
    notes.once("other_table", "", Severity::Logic, &cell_of(&source.place, index, 0), || {
        (
            Text::new(
                "同一张工作表里还有另一张表，没有读取",
                "there is another table on the same sheet; it was not read",
            ),
            Text::new("把它移到单独的工作表后再导入", "move it to a sheet of its own and import again"),
        )
    });
}

fn other_year(source: &Source<'_>, index: usize, notes: &mut Notes) {
    let column = rows::year_column(&source.columns).unwrap_or(0);
    notes.once("several_years", "", Severity::Experience, &cell_of(&source.place, index, column), || {
        (
            Text::new(
                "这张表里有几个年度的行，只取最新的一年，较早的没有取用",
                "the sheet has rows of several years; only the newest is taken",
            ),
            Text::new(
                "较早的年度不参加评估，只在“比较”页与最新的一年对照",
                "earlier years are not evaluated but compared with the newest, on the page Compare",
            ),
        )
    });
}

/// A row without a year where others have several: it may be of any of them.
fn without_year(source: &Source<'_>, row: &Row, issues: &mut Vec<Issue>) {
    let Some(column) = rows::year_column(&source.columns) else { return };
    if years::year_of_cell(&text_of(source.sheet.cell(row.index, column))).is_some() {
        return;
    }
    issues.push(
        Issue::new(
            "year_missing",
            Severity::Experience,
            Text::new(
                "表里有几个年度的行，这一行看不出年度，按最新的一年取用",
                "the sheet has rows of several years and this one tells none: taken as of the newest",
            ),
            Text::new(
                "补上年度；不是最新一年的，选中这一行，点表格上方的“第 … 行：学校”，选“注释，不计”",
                "fill in the year; or choose the row, then “Row …: school” above the sheet, then “a note, not counted”",
            ),
        )
        .at(cell_of(&source.place, row.index, column))
        .of(&row.name),
    );
}

fn excluded(source: &Source<'_>, row: usize, school: String, code: &str, reason: Text) -> Excluded {
    Excluded { index: None, school, code: code.to_owned(), reason, location: Some(cell_of(&source.place, row, 0)) }
}

/// What stands in a row as a name: its first text.
pub(super) fn row_label(sheet: &Sheet, row: usize) -> String {
    let cells = sheet.row(row);
    let first_text = cells.iter().find(|cell| matches!(cell, Cell::Text(_)) && !cell.is_blank());
    let any = first_text.or_else(|| cells.iter().find(|cell| !cell.is_blank()));
    let label = any.map(text_of).unwrap_or_default();
    label.chars().take(60).collect()
}

/// The anchors of cells merged downwards in the columns of text fields.
fn merged_text(source: &Source<'_>) -> HashMap<(usize, usize), usize> {
    let columns: Vec<usize> =
        source.columns.slots.iter().filter(|slot| slot.dimension == Dimension::Text).map(|slot| slot.column).collect();
    let mut anchors = HashMap::new();
    for merge in &source.sheet.merges {
        let (top, bottom) = (merge.top as usize, (merge.bottom as usize).min(source.sheet.row_count()));
        if top < source.first || bottom <= top || !columns.contains(&(merge.left as usize)) {
            continue;
        }
        for row in top + 1..=bottom {
            anchors.insert((row, merge.left as usize), top);
        }
    }
    anchors
}

pub(super) fn trimmed(cell: Cell<'_>) -> String {
    match cell {
        // The name as given, without the spaces around it.
        Cell::Text(text) => text.trim_matches(|c| is_space(c) || c.is_control()).to_owned(),
        other => text_of(other),
    }
}

fn read_rows(source: &Source<'_>, bound: &mut Bound, notes: &mut Notes) -> Vec<Row> {
    let merged = merged_text(source);
    let text_columns: [Option<usize>; 8] = [
        Field::School,
        Field::Code,
        Field::County,
        Field::Stage,
        Field::Kind,
        Field::Counted,
        Field::City,
        Field::Province,
    ]
    .map(|field| source.columns.text_column(field));
    // Whether the sheet stores numbers as numbers, so that one stored as text is an exception.
    let stored = source.sheet.stores_numbers(source.first);
    let mut rows = Vec::new();
    let mut group = GroupLine::default();
    let mut last_county: Option<String> = None;
    let mut unknown_kinds: BTreeMap<String, (usize, Location)> = BTreeMap::new();
    let mut unknown = Unknown::default();
    for (index, kind) in source.filled() {
        match kind {
            RowKind::Group(line) => group = line.after(group),
            RowKind::School => {}
            _ => continue,
        }
        if *kind != RowKind::School {
            continue;
        }
        let texts = text_columns.map(|column| {
            column.map(|column| {
                let row = merged.get(&(index, column)).copied().unwrap_or(index);
                trimmed(source.sheet.cell(row, column))
            })
        });
        let [school, code, county, stage, kind_text, counted, city, province] = texts;
        let school_column = text_columns.first().copied().flatten();
        let mut name = school.unwrap_or_default();
        // 小学部 and 初中部 below each other, the name once: in text the merge is lost.
        if name.is_empty()
            && source.text_source
            && stage.as_deref().is_some_and(|stage| matches!(read_stage(stage), StageWord::One(_)))
            && let Some(above) = rows.last().filter(|row: &&Row| row.index + 1 == index)
        {
            name.clone_from(&above.name);
            notes.once(
                "filled_down",
                "school",
                Severity::Note,
                &cell_of(&source.place, index, school_column.unwrap_or(0)),
                || {
                    (
                        Text::new(
                            "学校名称空着而填了学段的行，取上一行的学校名称",
                            "rows with a stage and no name take the name above",
                        ),
                        Text::new("如果不对，请逐行填写", "fill in every row if this is wrong"),
                    )
                },
            );
        }
        if let Some(column) = school_column
            && let Cell::Error(error) = source.sheet.cell(index, column)
        {
            bound.issues.push(
                Issue::new(
                    "cell_error",
                    Severity::Logic,
                    Text::new(
                        format!("学校名称是公式错误：{error}"),
                        format!("the name of the school is a formula error: {error}"),
                    ),
                    Text::new("在原表中改正", "correct it in the worksheet"),
                )
                .at(cell_of(&source.place, index, column)),
            );
        }
        if name.is_empty() {
            bound.issues.push(
                Issue::new(
                    "no_school_name",
                    Severity::Logic,
                    Text::new(
                        "这一行有数据而没有学校名称，没有取用",
                        "this row has data and no name of a school; it was not taken",
                    ),
                    Text::new("补上学校名称", "fill in the name of the school"),
                )
                .at(cell_of(&source.place, index, school_column.unwrap_or(0))),
            );
            continue;
        }
        if !name.chars().any(char::is_alphabetic) {
            notes.once(
                "name_without_letters",
                "",
                Severity::Experience,
                &cell_of(&source.place, index, school_column.unwrap_or(0)),
                || {
                    (
                        Text::new(
                            format!("学校名称是“{name}”，没有一个字"),
                            format!("the name of a school is “{name}”, without a letter"),
                        ),
                        Text::new(
                            "核对学校名称是不是对到了序号或代码的列",
                            "check whether the name was taken from a column of numbers or codes",
                        ),
                    )
                },
            );
        }
        let county = county.filter(|county| !county.is_empty());
        let county = match (county, source.text_source, text_columns.get(2).copied().flatten()) {
            (None, true, Some(column)) if last_county.is_some() => {
                notes.once("filled_down", "", Severity::Note, &cell_of(&source.place, index, column), || {
                    (
                        Text::new("县名空着的行，取上一行的县名", "rows without a county take the county above"),
                        Text::new("如果不对，请逐行填写", "fill in every row if this is wrong"),
                    )
                });
                last_county.clone()
            }
            (county, ..) => county,
        };
        last_county.clone_from(&county);
        let kind = match kind_text.as_deref().map(read_kind) {
            Some(Ok(kind)) => kind,
            Some(Err(())) => {
                let column = text_columns.get(4).copied().flatten().unwrap_or(0);
                let entry = unknown_kinds
                    .entry(kind_text.unwrap_or_default())
                    .or_insert_with(|| (0, cell_of(&source.place, index, column)));
                entry.0 += 1;
                None
            }
            None => None,
        };
        let entries = source
            .columns
            .slots
            .iter()
            .map(|slot| read_entry(source, slot, index, (&name, stored), &mut bound.issues, notes))
            .collect();
        let stage_text = stage.unwrap_or_default();
        let code = match (code, text_columns.get(1).copied().flatten()) {
            (Some(code), Some(column)) => names::code(source, index, column, &code, notes),
            _ => None,
        };
        if let Some(column) = school_column {
            names::remark(source, index, column, notes);
        }
        let profile = Profile::read(source, index, &merged, &mut unknown);
        let facts = schools::facts(source, index, &name, code.as_deref(), county.as_deref(), &mut bound.issues);
        rows.push(Row {
            index,
            name,
            code,
            county,
            city: city.filter(|city| !city.is_empty()),
            province: province.filter(|province| !province.is_empty()),
            profile,
            facts,
            stage: read_stage(&stage_text),
            stage_text,
            kind: kind.or(if group.sets { group.kind } else { None }),
            counted: counted.as_deref().and_then(read_truth),
            group,
            entries,
            campuses: Vec::new(),
        });
    }
    for (text, (count, at)) in unknown_kinds {
        bound.issues.push(
            Issue::new(
                "unknown_kind",
                Severity::Experience,
                Text::new(
                    format!("办学类型“{text}”不认识，共 {count} 行"),
                    format!("the kind of school `{text}` is not known ({count} rows)"),
                ),
                Text::new(
                    "写成小学、小学教学点、初级中学、九年一贯制学校、十二年一贯制学校、完全中学等",
                    "write 小学, 小学教学点, 初级中学, 九年一贯制学校, 十二年一贯制学校, 完全中学 or another known kind",
                ),
            )
            .at(at),
        );
    }
    bound.issues.extend(unknown.into_issues());
    if let Some(column) = text_columns.get(1).copied().flatten() {
        names::lengths(source, &rows, column, notes);
    }
    rows
}

/// Pupils of the compulsory stages of a school without sections, where its row says how many there are.
/// Why a row is not evaluated though its school may well have to be.
const UNREAD: [&str; 2] = ["no_pupils_given", "unknown_stage"];

/// The stage the user chose for the sheet, or else the row names.
fn stated_scope(source: &Source<'_>, row: &Row) -> Option<Scope> {
    source.chosen.map(scope_of).or(match row.stage {
        StageWord::One(scope) => Some(scope),
        _ => None,
    })
}

/// The stages a row may be of, whose pupils could not be read.
fn possible_stages(source: &Source<'_>, row: &Row) -> Vec<Stage> {
    match stated_scope(source, row).or_else(|| stage_around(row.group, source.stage)) {
        Some(scope) => stage_of(scope).into_iter().collect(),
        None => Stage::ALL.into_iter().filter(|stage| row.kind.is_none_or(|kind| kind_has(kind, *stage))).collect(),
    }
}

fn compulsory_pupils(source: &Source<'_>, row: &Row) -> Option<u32> {
    let of = |scope| pupils_in(source, row, scope).ok().flatten().map(|(pupils, _)| pupils);
    match row.kind {
        Some(Kind::Senior | Kind::Vocational) => Some(0),
        Some(Kind::Special | Kind::NineYear | Kind::Primary | Kind::TeachingPoint | Kind::Junior) => {
            match (of(Scope::Primary), of(Scope::Junior)) {
                (None, None) => of(Scope::Row),
                (primary, junior) => primary.unwrap_or(0).checked_add(junior.unwrap_or(0)),
            }
        }
        _ => None,
    }
}

fn read_truth(text: &str) -> Option<bool> {
    match text.trim() {
        "是" | "1" | "１" | "true" | "Y" | "y" | "√" => Some(true),
        "否" | "0" | "０" | "false" | "N" | "n" | "×" => Some(false),
        _ => None,
    }
}

fn read_entry(
    source: &Source<'_>,
    slot: &Slot,
    row: usize,
    (school, stored): (&str, bool),
    issues: &mut Vec<Issue>,
    notes: &mut Notes,
) -> Entry {
    if slot.dimension == Dimension::Text {
        return Entry::Missing;
    }
    let ready_made = slot.field.ratio_of().is_some();
    let cell = source.sheet.cell(row, slot.column);
    match values::read(cell, slot.dimension) {
        Value::Missing if slot.field != Field::Pupils && values::is_unknown(cell) => {
            let label = slot.label.clone();
            notes.once("not_known", &label, Severity::Experience, &cell_of(&source.place, row, slot.column), || {
                let shown = trimmed(cell);
                (
                    Text::new(
                        format!("“{label}”写的是“{shown}”，按缺失处理，不当作 0"),
                        format!("`{label}` says `{shown}`: taken as missing, not as 0"),
                    ),
                    Text::new("补上数字；确实没有的填 0", "fill it in; enter 0 where there is none"),
                )
            });
            Entry::Bad
        }
        Value::Missing => Entry::Missing,
        Value::Bad(bad) => {
            let message =
                Text::new(format!("{}：{}", slot.label, bad.message.zh), format!("{}: {}", slot.label, bad.message.en));
            issues.push(
                Issue::new(bad.code, Severity::Logic, message, bad.help)
                    .at(cell_of(&source.place, row, slot.column))
                    .of(school),
            );
            Entry::Bad
        }
        Value::Number(value, unit) => {
            let counted =
                matches!(slot.dimension, Dimension::People | Dimension::Rooms | Dimension::Machines) && !ready_made;
            if counted && value.to_integer().is_none() {
                issues.push(
                    Issue::new(
                        "not_whole",
                        Severity::Logic,
                        Text::new(
                            format!("{}：{value} 不是整数", slot.label),
                            format!("{}: {value} is not a whole number", slot.label),
                        ),
                        Text::new(
                            "人数、间数和台数是整数；如果这一列是每百名学生的数，请在“每一列认作什么”中改正",
                            "people, rooms and machines are whole; if the column is per 100 pupils, say so among the columns",
                        ),
                    )
                    .at(cell_of(&source.place, row, slot.column))
                    .of(school),
                );
                return Entry::Bad;
            }
            if counted && value > Decimal::integer(MOST_COUNTED) {
                issues.push(
                    Issue::new(
                        "number_too_large",
                        Severity::Logic,
                        Text::new(
                            format!("{}：{value} 太大，不可能是一所学校的数", slot.label),
                            format!("{}: {value} is too large for one school", slot.label),
                        ),
                        Text::new("核对是否填错了列", "check whether the cell is in the right column"),
                    )
                    .at(cell_of(&source.place, row, slot.column))
                    .of(school),
                );
                return Entry::Bad;
            }
            let own = unit.is_some();
            let differs =
                unit.as_ref().is_some_and(|(_, meaning)| meaning.factor != Some(slot.factor) || !slot.unit_known);
            if !differs && let Some(repair) = values::repair(cell, stored) {
                let (zh, en) = repair.words();
                let at = cell_of(&source.place, row, slot.column);
                notes.once("number_repaired", zh, Severity::Note, &at, || {
                    (
                        Text::new(zh, en),
                        Text::new("如果读得不对，请在原表中改正", "correct the cell if it was read wrongly"),
                    )
                });
            }
            let factor = match unit.and_then(|(name, meaning)| Some((name, meaning.factor?))) {
                Some((name, factor)) if factor != slot.factor || !slot.unit_known => {
                    let label = slot.label.clone();
                    notes.once(
                        "unit_in_cell",
                        &label,
                        Severity::Note,
                        &cell_of(&source.place, row, slot.column),
                        || {
                            (
                                Text::new(
                                    format!("“{label}”的单元格里写了单位“{name}”，按它换算"),
                                    format!("a cell of `{label}` carries the unit `{name}`, which was used"),
                                ),
                                Text::new("单位请写在表头里", "put the unit in the heading"),
                            )
                        },
                    );
                    factor
                }
                _ => slot.factor,
            };
            Entry::Number(value, factor, own)
        }
    }
}

/// The number of pupils in a column, with those of campuses: `Err` when a cell is no number.
fn pupils_in(source: &Source<'_>, row: &Row, scope: Scope) -> Result<Option<(u32, usize)>, ()> {
    let Some(place) = source.columns.place(Field::Pupils, scope) else { return Ok(None) };
    let column = source.columns.slots.get(place).map_or(0, |slot| slot.column);
    let read = |entries: &[Entry]| match entries.get(place) {
        None | Some(Entry::Missing) => Ok(None),
        Some(Entry::Bad) => Err(()),
        Some(Entry::Number(value, factor, _)) => {
            let natural = value.checked_mul(*factor).and_then(Decimal::to_integer);
            natural.and_then(|pupils| u32::try_from(pupils).ok()).map(Some).ok_or(())
        }
    };
    let mut sum = read(&row.entries)?;
    for (_, entries) in &row.campuses {
        sum = match (sum, read(entries)?) {
            (Some(one), Some(other)) => Some(one.checked_add(other).ok_or(())?),
            // A school or a campus without the stage; without a number of all its pupils the sum is not known.
            (one, other) if scope != Scope::Row => one.or(other),
            _ => None,
        };
    }
    Ok(sum.map(|pupils| (pupils, column)))
}

fn out(code: &'static str, zh: &str, en: &str) -> Box<Out> {
    Box::new(Out { code, reason: Text::new(zh, en), issue: None })
}

pub(super) fn plan(source: &Source<'_>, row: &Row, issues: &mut Vec<Issue>) -> Result<Plan, Box<Out>> {
    let unreadable = |()| out("no_pupils_given", "在校生数不是有效的数", "the number of pupils cannot be read");
    let by_scope = [
        pupils_in(source, row, Scope::Primary).map_err(unreadable)?,
        pupils_in(source, row, Scope::Junior).map_err(unreadable)?,
        pupils_in(source, row, Scope::Senior).map_err(unreadable)?,
    ];
    let whole = pupils_in(source, row, Scope::Row).map_err(unreadable)?;
    let scopes = [Scope::Primary, Scope::Junior, Scope::Senior];
    let given = scopes.iter().filter(|scope| source.columns.slot(Field::Pupils, **scope).is_some()).count();
    let explicit = stated_scope(source, row);
    match row.stage {
        StageWord::Outside if source.chosen.is_none() => {
            return Err(out("no_compulsory_stage", "不是小学或初中", "neither primary nor junior secondary"));
        }
        // 九年一贯制 in the column 学段 is a kind; anything else there is not understood.
        StageWord::Unknown if source.chosen.is_none() && !matches!(read_kind(&row.stage_text), Ok(Some(_))) => {
            let column = source.columns.text_column(Field::Stage);
            return Err(Box::new(Out {
                code: "unknown_stage",
                reason: Text::new("学段不明", "the stage is not known"),
                issue: Some((
                    Text::new(
                        format!("学段“{}”不认识", row.stage_text),
                        format!("the stage `{}` is not known", row.stage_text),
                    ),
                    column,
                )),
            }));
        }
        _ => {}
    }
    let kind =
        row.kind.or_else(|| read_kind(&row.stage_text).ok().flatten().filter(|_| row.stage == StageWord::Unknown));
    let pupils = Pupils {
        primary: by_scope[0].map(|(pupils, _)| pupils),
        junior: by_scope[1].map(|(pupils, _)| pupils),
        senior: by_scope[2].map(|(pupils, _)| pupils),
    };
    let any_given = by_scope.iter().any(Option::is_some);
    if explicit.is_none() && given >= 2 && any_given {
        return plan_whole(source, row, kind, pupils, by_scope, whole, issues);
    }
    // One stage.
    let around = explicit.or_else(|| stage_around(row.group, source.stage));
    let only_scope = || {
        let mut found = scopes.iter().zip(by_scope).filter(|(_, pupils)| pupils.is_some()).map(|(scope, _)| *scope);
        found.next().filter(|_| found.next().is_none())
    };
    let scope = around.or_else(|| if whole.is_none() { only_scope() } else { None });
    let stage = match scope {
        Some(Scope::Senior) => {
            return Err(out(
                "no_compulsory_stage",
                "高中学段，不在评估范围",
                "senior secondary: outside the evaluation",
            ));
        }
        Some(scope) => stage_of(scope),
        None => kind.and_then(stage_of_kind),
    };
    let Some(stage) = stage else { return Err(without_stage(source, kind)) };
    let own = match stage {
        Stage::Primary => by_scope[0],
        Stage::Junior => by_scope[1],
    };
    // Where other stages have their pupils, the unscoped number is not this stage's.
    match own.or(whole.filter(|_| !any_given)) {
        Some((pupils, column)) => {
            issues.extend(contradicted(source, row, kind, stage, pupils, column));
            Ok(Plan::One(stage, pupils, column))
        }
        None => Err(no_pupils(source)),
    }
}

/// Pupils of a stage that a school of this kind, or called so, does not have: they may stand in the wrong column, and
/// would make a section of their own.
fn contradicted(
    source: &Source<'_>,
    row: &Row,
    kind: Option<Kind>,
    stage: Stage,
    pupils: u32,
    column: usize,
) -> Option<Issue> {
    if pupils == 0 || matches!(kind, Some(Kind::Vocational | Kind::Senior)) {
        return None;
    }
    let (zh, en) = (stage.title().zh, stage.title().en);
    let (code, told) = match kind {
        Some(kind) if !kind_has(kind, stage) => {
            let title = kind.title();
            let told = Text::new(format!("办学类型是{}", title.zh), format!("the school is of kind {}", title.en));
            ("kind_stage_differ", told)
        }
        // A kind with several stages says more than the name.
        _ => {
            stage_of_name(&row.name)
                .filter(|own| *own != stage && kind.is_none_or(|kind| stage_of_kind(kind).is_some()))?;
            (
                "name_stage_differ",
                Text::new(format!("校名是“{}”", row.name), format!("the school is called `{}`", row.name)),
            )
        }
    };
    let issue = Issue::new(
        code,
        Severity::Logic,
        Text::new(
            format!("{}，却有{zh}在校生 {pupils} 人，现在按{zh}学段部参加评估", told.zh),
            format!("{}, and has {pupils} {en} pupils: they are evaluated as a {en} section", told.en),
        ),
        Text::new(
            "填错了列或学段的，改正在校生数或学段；办学类型填错的，改正办学类型；确有两个学段的，办学类型写“九年一贯制学校”等",
            "correct the number, the stage or the kind of school; a school with both stages is of a kind such as 九年一贯制学校",
        ),
    );
    Some(issue.at(cell_of(&source.place, row.index, column)).of(&row.name))
}

fn no_pupils(source: &Source<'_>) -> Box<Out> {
    let column = source.columns.slots.iter().find(|slot| slot.field == Field::Pupils).map(|slot| slot.column);
    Box::new(Out {
        code: "no_pupils_given",
        reason: Text::new("没有在校生数", "no number of pupils"),
        issue: Some((Text::new("没有填在校生数", "the number of pupils is missing"), column)),
    })
}

fn without_stage(source: &Source<'_>, kind: Option<Kind>) -> Box<Out> {
    match kind {
        Some(Kind::Senior) => {
            out("no_compulsory_stage", "高级中学，不在评估范围", "senior secondary school: outside the evaluation")
        }
        Some(Kind::Special) => out(
            "special_school",
            "特殊教育学校，不参加七项指标评估",
            "special school: not part of the seven indicators",
        ),
        Some(Kind::Vocational) => {
            out("vocational_school", "职业学校，不在评估范围", "vocational school: outside the evaluation")
        }
        _ => {
            let (zh, en) = match kind {
                Some(kind) => (
                    format!("{}有几个学段，表中没有分学段的在校生数", kind.title().zh),
                    format!("{}: several stages, and pupils are not given by stage", kind.title().en),
                ),
                None => (
                    "看不出是小学还是初中".to_owned(),
                    "it cannot be told whether the row is primary or junior secondary".to_owned(),
                ),
            };
            let column = source.columns.text_column(Field::Kind).or_else(|| source.columns.text_column(Field::School));
            Box::new(Out {
                code: "unknown_stage",
                reason: Text::new("学段不明", "the stage is not known"),
                issue: Some((Text::new(zh, en), column)),
            })
        }
    }
}

fn plan_whole(
    source: &Source<'_>,
    row: &Row,
    kind: Option<Kind>,
    pupils: Pupils,
    by_scope: [Option<(u32, usize)>; 3],
    whole: Option<(u32, usize)>,
    issues: &mut Vec<Issue>,
) -> Result<Plan, Box<Out>> {
    let sum = [pupils.primary, pupils.junior, pupils.senior].into_iter().flatten().map(u64::from).sum::<u64>();
    if let Some((total, column)) = whole
        && u64::from(total) != sum
    {
        issues.push(
            Issue::new(
                "pupils_differ",
                Severity::Experience,
                Text::new(
                    format!("在校生合计 {total}，各学段之和 {sum}；按各学段评估"),
                    format!("{total} pupils in all, {sum} by stage; the stages are used"),
                ),
                Text::new(
                    "核对各学段在校生数，不要漏掉高中",
                    "check the pupils of every stage, senior secondary included",
                ),
            )
            .at(cell_of(&source.place, row.index, column))
            .of(&row.name),
        );
    }
    let compulsory = pupils.primary.unwrap_or(0) > 0 || pupils.junior.unwrap_or(0) > 0;
    if !compulsory {
        if pupils.senior.unwrap_or(0) > 0 {
            return Err(out(
                "no_compulsory_stage",
                "只有高中学生，不在评估范围",
                "only senior secondary pupils: outside the evaluation",
            ));
        }
        // Zero everywhere: a section without pupils where its stage is clear.
        let around = stage_around(row.group, source.stage).and_then(stage_of);
        let only = match (by_scope[0], by_scope[1]) {
            (Some(_), None) => Some(Stage::Primary),
            (None, Some(_)) => Some(Stage::Junior),
            _ => None,
        };
        let column = by_scope.iter().flatten().map(|(_, column)| *column).next().unwrap_or(0);
        return match kind.and_then(stage_of_kind).or(around).or(only) {
            Some(stage) => Ok(Plan::One(stage, 0, column)),
            None => Err(out("no_pupils", "没有小学和初中在校生", "no primary and no junior secondary pupils")),
        };
    }
    for (stage, given) in Stage::ALL.into_iter().zip(by_scope) {
        let issue = given.and_then(|(pupils, column)| contradicted(source, row, kind, stage, pupils, column));
        issues.extend(issue);
    }
    let senior_needed = matches!(kind, Some(Kind::CompleteSecondary | Kind::TwelveYear)) && pupils.senior.is_none();
    let part_needed = matches!(kind, Some(Kind::NineYear | Kind::TwelveYear))
        && (pupils.primary.is_none() || pupils.junior.is_none())
        || kind == Some(Kind::CompleteSecondary) && pupils.junior.is_none();
    if senior_needed || part_needed {
        let (zh, en) = if senior_needed {
            ("高中", "senior secondary")
        } else {
            ("小学或初中", "primary or junior secondary")
        };
        let scope = if senior_needed { Scope::Senior } else { Scope::Row };
        let column = source
            .columns
            .slot(Field::Pupils, scope)
            .or_else(|| source.columns.slots.iter().find(|slot| slot.field == Field::Pupils))
            .map_or(0, |slot| slot.column);
        issues.push(
            Issue::new(
                "stage_pupils_missing",
                Severity::Logic,
                Text::new(
                    format!("学校有{zh}学段而没有{zh}在校生数，用房、场馆、设备、多媒体教室不能拆分，按缺失处理"),
                    format!("the school has a {en} stage and no number of pupils for it: shared resources cannot be split and are taken as missing"),
                ),
                Text::new(format!("补上{zh}在校生数，没有学生就填 0"), format!("fill in the {en} pupils, or 0 where there are none")),
            )
            .at(cell_of(&source.place, row.index, column))
            .of(&row.name),
        );
    }
    Ok(Plan::Whole(pupils, senior_needed || part_needed))
}

fn take(source: &Source<'_>, row: &Row, plan: &Plan, bound: &mut Bound, notes: &mut Notes) {
    match plan {
        Plan::One(stage, pupils, column) => {
            if matches!(row.kind, Some(Kind::NineYear | Kind::TwelveYear | Kind::CompleteSecondary)) {
                notes.once("taken_as_split", "", Severity::Note, &cell_of(&source.place, row.index, 0), || {
                    (
                        Text::new(
                            "一贯制学校和完全中学分学段填列，用房、场馆、设备、多媒体教室按已经拆分计",
                            "schools with several stages are given by stage: shared resources are taken as already split",
                        ),
                        Text::new(
                            "如果填的是全校数，请改为每校一行，分列各学段在校生数",
                            "if the numbers are of the whole school, give one row per school with pupils by stage",
                        ),
                    )
                });
            }
            push(source, row, (*stage, *pupils, *column), &Split::None, false, bound, notes);
        }
        Plan::Whole(pupils, unknown) => {
            let several = pupils.active() > 1 || *unknown;
            let before = bound.sections.len();
            for stage in Stage::ALL {
                let column = source.columns.slot(Field::Pupils, scope_of(stage)).map_or(0, |slot| slot.column);
                let Some(own) = pupils.of(stage).filter(|own| *own > 0) else {
                    without_pupils(source, row, stage, column, &mut bound.issues);
                    continue;
                };
                let split = match (several, unknown, pupils.share(stage, source.split)) {
                    (false, ..) => Split::None,
                    (true, false, Some(share)) => Split::By(share),
                    _ => Split::Unknown,
                };
                push(source, row, (stage, own, column), &split, several, bound, notes);
            }
            note_split(source, row, bound.sections.get(before..).unwrap_or_default(), notes);
        }
    }
}

/// A stage without pupils is no section. Where the school's kind has it, or people are given for it, that is doubtful.
fn without_pupils(source: &Source<'_>, row: &Row, stage: Stage, column: usize, issues: &mut Vec<Issue>) {
    let scope = scope_of(stage);
    let has_kind = matches!(row.kind, Some(Kind::NineYear | Kind::TwelveYear | Kind::CompleteSecondary))
        && row.kind.is_some_and(|kind| kind_has(kind, stage));
    let has_people = source.columns.slots.iter().zip(&row.entries).any(|(slot, entry)| {
        slot.column != source.columns.slot(Field::Pupils, scope).map_or(slot.column, |pupils| pupils.column)
            && source.columns.slot(slot.field, scope).is_some_and(|own| own.column == slot.column)
            && matches!(entry, Entry::Number(value, ..) if !value.is_zero())
    });
    if !has_kind && !has_people {
        return;
    }
    let name = stage.title();
    issues.push(
        Issue::new(
            "stage_without_pupils",
            Severity::Experience,
            Text::new(
                format!("{}部没有在校生，没有作为一个学段部评估；合用的资源全部计入其他学段", name.zh),
                format!(
                    "there are no {} pupils: no section was made of them, and shared resources go to the other stages",
                    name.en
                ),
            ),
            Text::new(
                "核对这个学段的在校生数；确实没有学生的请写明原因",
                "check the pupils of the stage, or explain it",
            ),
        )
        .at(cell_of(&source.place, row.index, column))
        .of(&row.name),
    );
}

/// Says once per sheet that shared amounts were split, and how.
fn note_split(source: &Source<'_>, row: &Row, sections: &[Section], notes: &mut Notes) {
    let shares = sections.iter().flat_map(|section| section.amounts.iter().flatten());
    let Some(share) = shares.filter_map(|amount| amount.share.as_ref()).next_back() else { return };
    notes.once("split_by_stage", "", Severity::Note, &cell_of(&source.place, row.index, 0), || {
        let (formula, ratio) = (&share.formula, source.split.ratio());
        (
            Text::new(
                format!("几个学段合用的用房、场馆、设备、多媒体教室，按小学∶初中∶高中 = {ratio} 折算学生数拆分，如 {formula}"),
                format!("rooms, grounds, equipment and classrooms used by several stages were split by weighted pupils, {ratio}, such as {formula}"),
            ),
            Text::new("已分学段填列的不再拆分", "what is given by stage is taken as it is"),
        )
    });
}

fn push(
    source: &Source<'_>,
    row: &Row,
    (stage, pupils, column): (Stage, u32, usize),
    split: &Split,
    whole: bool,
    bound: &mut Bound,
    notes: &mut Notes,
) {
    let amounts = Subject {
        columns: &source.columns,
        entries: &row.entries,
        campuses: &row.campuses,
        place: &source.place,
        row: row.index,
        school: &row.name,
        stage,
        pupils,
        split,
        notes,
        issues: &mut bound.issues,
        blank: Vec::new(),
    }
    .amounts();
    bound.sections.push(Section {
        school: row.name.clone(),
        code: row.code.clone(),
        county: row.county.clone(),
        city: row.city.clone(),
        province: row.province.clone(),
        stage,
        kind: row.kind,
        counted: row.counted,
        pupils,
        amounts,
        location: Some(cell_of(&source.place, row.index, source.columns.text_column(Field::School).unwrap_or(0))),
        pupils_location: Some(cell_of(&source.place, row.index, column)),
    });
    bound.whole.push(whole);
}
