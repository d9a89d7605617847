//! Sheets that are no tables of schools: class rolls, statements, the survey, scores. They are known by one header row
//! that has every column such a sheet needs.

use super::bind::{Bound, row_label, trimmed};
use super::columns::cell_of;
use super::dictionary::{SheetWords, dictionary};
use super::facts::FactNames;
use super::fold::fold;
use super::notes::Notes;
use super::rows::{RowKind, by_label, text_of};
use super::values::{self, Value};
use super::{Column, Confidence, Field, RowRole, Scope, SheetChoice, SheetKind};
use super::{answers, rolls, scores, statements};
use crate::diagnostic::{Issue, Location, Severity, Text, column_letters};
use crate::quantity::Decimal;
use crate::records::{Excluded, Stage};
use crate::table::{Cell, Sheet};
use std::collections::HashMap;

/// Rows from the top in which a header is looked for.
const SEARCHED: usize = 60;
/// Columns looked at.
const MAX_COLUMNS: usize = 256;

/// A header of such a sheet.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    pub(super) kind: SheetKind,
    pub(super) top: usize,
    pub(super) columns: Vec<Column>,
    /// The column of each field.
    places: HashMap<Field, usize>,
}

/// The header of the sheet, if it is one of these sheets.
pub(super) fn find(sheet: &Sheet, choice: Option<&SheetChoice>, names: &FactNames) -> Option<Plain> {
    let chosen = choice.and_then(|choice| choice.header_top).map(|top| top as usize);
    let rows = match chosen {
        Some(top) => top..top.saturating_add(1).min(sheet.row_count()),
        None => 0..sheet.row_count().min(SEARCHED),
    };
    let mut best: Option<Plain> = None;
    for top in rows {
        for words in &dictionary().sheets {
            let Some(found) = read_header(sheet, top, words, choice) else { continue };
            if best.as_ref().is_none_or(|other| found.places.len() > other.places.len())
                && (found.kind != SheetKind::Statements || states_something(sheet, &found, names))
            {
                best = Some(found);
            }
        }
    }
    best
}

fn read_header(sheet: &Sheet, top: usize, words: &SheetWords, choice: Option<&SheetChoice>) -> Option<Plain> {
    let width = sheet.row(top).len().min(MAX_COLUMNS);
    let mut places = HashMap::new();
    let mut columns = Vec::new();
    for index in 0..width {
        let heading = text_of(sheet.cell(top, index));
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        let chosen = choice.and_then(|choice| choice.columns.iter().find(|column| column.column == number));
        let field = match chosen {
            Some(chosen) => Some(chosen.field),
            None => field_of(words, &heading),
        };
        let free = field.filter(|field| *field != Field::Unused && !places.contains_key(field));
        let (title_zh, title_en) = field.map_or(("", ""), |field| dictionary().title(field));
        let (confidence, reason) = match (chosen, field, free) {
            (Some(_), ..) => (Confidence::Chosen, Text::new("由使用者指定", "chosen by the user")),
            (None, Some(_), Some(_)) if fold(&heading) == fold(title_zh) => {
                (Confidence::Exact, Text::new("同名", "same name"))
            }
            (None, Some(_), Some(_)) => {
                (Confidence::Synonym, Text::new(format!("即“{title_zh}”"), format!("another name of {title_en}")))
            }
            (None, Some(_), None) => {
                (Confidence::Unsure, Text::new("前面已有同样的列", "an earlier column is the same"))
            }
            (None, None, _) => {
                (Confidence::Unsure, Text::new("这类表不用这一列", "not needed in a sheet of this kind"))
            }
        };
        if let Some(field) = free {
            places.insert(field, index);
        }
        if !heading.is_empty() || field.is_some() {
            columns.push(Column {
                index: number,
                letters: column_letters(number),
                header: if heading.is_empty() { Vec::new() } else { vec![heading] },
                field: if field == Some(Field::Unused) { field } else { free },
                fact: None,
                scope: Scope::Row,
                unit: String::new(),
                factor: "1".into(),
                confidence,
                reason,
            });
        }
    }
    let has = |field: &Field| places.contains_key(field);
    let complete = words.required.iter().all(has) && (words.one_of.is_empty() || words.one_of.iter().any(has));
    complete.then_some(Plain { kind: words.kind, top, columns, places })
}

/// The field a heading names as a whole; a unit or a plain word in brackets behind it says nothing more.
fn field_of(words: &SheetWords, heading: &str) -> Option<Field> {
    let folded = fold(heading);
    if let Some(field) = words.names.get(&folded) {
        return Some(*field);
    }
    let (name, content) = folded.strip_suffix(')')?.rsplit_once('(')?;
    let dictionary = dictionary();
    let plain = dictionary.units.contains_key(content)
        || matches!(content, "份" | "分" | "是/否" | "是/否/未定")
        || dictionary.brackets.iter().any(|word| word == content);
    plain.then(|| words.names.get(name).copied()).flatten()
}

/// 项目 and 数值 stand above many tables: one of them is a list of statements where it has three of their columns or
/// names a fact of the standard.
fn states_something(sheet: &Sheet, found: &Plain, names: &FactNames) -> bool {
    let own =
        [Field::FactKey, Field::FactName, Field::FactUnit, Field::FactValue, Field::FactNote, Field::FactEvidence];
    if found.places.contains_key(&Field::FactName)
        && own.iter().filter(|field| found.places.contains_key(field)).count() >= 3
    {
        return true;
    }
    let text = |row: usize, field: Field| found.places.get(&field).map(|column| text_of(sheet.cell(row, *column)));
    (found.top + 1..sheet.row_count()).any(|row| {
        text(row, Field::FactKey).is_some_and(|key| names.key(&key).is_some())
            || text(row, Field::FactName).is_some_and(|name| names.named(&name).is_some())
    })
}

/// A row that is not taken: code and words.
pub(super) struct Out(pub(super) &'static str, pub(super) Text);

impl Out {
    /// With words in both languages.
    pub(super) fn new(code: &'static str, zh: &str, en: &str) -> Self {
        Self(code, Text::new(zh, en))
    }
}

/// The rows of such a sheet, and what is gathered while they are read.
pub(super) struct Rows<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) place: &'a Location,
    /// The stage its name or title gives it.
    pub(super) stage: Option<Stage>,
    pub(super) names: &'a FactNames,
    /// Whether merges are lost, so that a blank name continues the one above.
    pub(super) text_source: bool,
    pub(super) notes: Notes,
    places: &'a HashMap<Field, usize>,
    merged: HashMap<(usize, usize), usize>,
    above: HashMap<Field, String>,
}

impl Rows<'_> {
    /// The column of `field`.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.places.get(&field).copied()
    }

    /// The cell of `field`.
    pub(super) fn cell(&self, row: usize, field: Field) -> Cell<'_> {
        self.column(field).map_or(Cell::Empty, |column| self.sheet.cell(row, column))
    }

    /// Where it stands; the row where there is no such column.
    pub(super) fn at(&self, row: usize, field: Field) -> Location {
        cell_of(self.place, row, self.column(field).unwrap_or(0))
    }

    /// The text of `field`, that of a cell merged downwards included.
    pub(super) fn text(&self, row: usize, field: Field) -> Option<String> {
        let column = self.column(field)?;
        let from = self.merged.get(&(row, column)).copied().unwrap_or(row);
        let text = trimmed(self.sheet.cell(from, column));
        let text = match text.strip_suffix(".0") {
            Some(code) if field == Field::Code => code.to_owned(),
            _ => text,
        };
        (!text.is_empty()).then_some(text)
    }

    /// As [`Self::text`]; in text sources, where merges are lost, a blank cell continues the one above.
    pub(super) fn continued(&mut self, row: usize, field: Field) -> Option<String> {
        if let Some(text) = self.text(row, field) {
            self.above.insert(field, text.clone());
            return Some(text);
        }
        let above = self.above.get(&field).filter(|_| self.text_source)?.clone();
        let at = self.at(row, field);
        let (zh, en) = dictionary().title(field);
        self.notes.once("filled_down", zh, Severity::Note, &at, || {
            (
                Text::new(format!("{zh}空着的行，取上一行的"), format!("rows without {en} take the one above")),
                Text::new("如果不对，请逐行填写", "fill in every row if this is wrong"),
            )
        });
        Some(above)
    }

    /// A whole number in the column of `field`; `None` when the cell is empty, `Err` when it was said why not.
    pub(super) fn count(
        &self,
        row: usize,
        field: Field,
        most: u32,
        issues: &mut Vec<Issue>,
    ) -> Result<Option<u32>, ()> {
        let (zh, en) = dictionary().title(field);
        let mut refuse = |code: &str, message: Text, help: Text| {
            issues.push(Issue::new(code, Severity::Logic, message, help).at(self.at(row, field)));
            Err(())
        };
        match values::read(self.cell(row, field), super::dictionary::Dimension::People) {
            Value::Missing => Ok(None),
            Value::Bad(bad) => refuse(
                bad.code,
                Text::new(format!("{zh}：{}", bad.message.zh), format!("{en}: {}", bad.message.en)),
                bad.help,
            ),
            Value::Number(value, _) => {
                let Some(whole) = value.to_integer() else {
                    return refuse(
                        "not_whole",
                        Text::new(format!("{zh}：{value} 不是整数"), format!("{en}: {value} is not a whole number")),
                        Text::new("请填整数", "enter a whole number"),
                    );
                };
                match u32::try_from(whole).ok().filter(|whole| *whole <= most) {
                    Some(whole) => Ok(Some(whole)),
                    None => refuse(
                        "number_too_large",
                        Text::new(format!("{zh}：{value} 太大"), format!("{en}: {value} is too large")),
                        Text::new("核对是否填错了列", "check whether the cell is in the right column"),
                    ),
                }
            }
        }
    }

    /// A number in the column of `field`, as [`Self::count`].
    pub(super) fn number(&self, row: usize, field: Field, issues: &mut Vec<Issue>) -> Result<Option<Decimal>, ()> {
        let (zh, en) = dictionary().title(field);
        match values::read(self.cell(row, field), super::dictionary::Dimension::People) {
            Value::Missing => Ok(None),
            Value::Number(value, _) => Ok(Some(value)),
            Value::Bad(bad) => {
                let message = Text::new(format!("{zh}：{}", bad.message.zh), format!("{en}: {}", bad.message.en));
                issues.push(Issue::new(bad.code, Severity::Logic, message, bad.help).at(self.at(row, field)));
                Err(())
            }
        }
    }

    /// Says that a row lacks something and is not taken.
    pub(super) fn lacks(&self, row: usize, field: Field, code: &'static str, issues: &mut Vec<Issue>) -> Out {
        let (zh, en) = dictionary().title(field);
        issues.push(
            Issue::new(
                code,
                Severity::Logic,
                Text::new(format!("这一行没有{zh}，没有取用"), format!("this row has no {en}; it was not taken")),
                Text::new("补上", "fill it in"),
            )
            .at(self.at(row, field)),
        );
        Out(code, Text::new(format!("没有{zh}"), format!("no {en}")))
    }
}

/// What a sheet is read with.
pub(super) struct Given<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) place: &'a Location,
    pub(super) stage: Option<Stage>,
    pub(super) names: &'a FactNames,
    pub(super) text_source: bool,
}

/// Reads all rows below the header, and says what each is.
pub(super) fn read(plain: &Plain, given: &Given<'_>) -> (Bound, Vec<RowRole>) {
    let sheet = given.sheet;
    let first = plain.top + 1;
    let mut rows = Rows {
        sheet,
        place: given.place,
        stage: given.stage,
        names: given.names,
        text_source: given.text_source,
        notes: Notes::default(),
        places: &plain.places,
        merged: merged_below(sheet, first),
        above: HashMap::new(),
    };
    let mut bound = Bound::default();
    let mut roles: Vec<RowRole> =
        (0..plain.top).map(|row| if is_blank(sheet, row) { RowRole::Blank } else { RowRole::Title }).collect();
    roles.push(RowRole::Header);
    let mut counted = answers::Counted::default();
    let mut seen = rolls::Seen::default();
    let mut groups = answers::Groups::default();
    for row in first..sheet.row_count() {
        if is_blank(sheet, row) {
            roles.push(RowRole::Blank);
            continue;
        }
        bound.rows_in += 1;
        let kind = if repeats(sheet, plain, row) { Some(RowKind::RepeatedHeader) } else { words_of(&rows, plain, row) };
        if let Some((kind, (code, reason))) = kind.and_then(|kind| kind.reason().map(|reason| (kind, reason))) {
            roles.push(kind.role());
            exclude(&mut bound, &rows, row, code, reason);
            continue;
        }
        let taken = match plain.kind {
            SheetKind::Classes => rolls::take(&mut rows, row, &mut seen, &mut bound),
            SheetKind::Statements => statements::take(&mut rows, row, &mut bound),
            SheetKind::Survey => answers::counts(&mut rows, row, &mut groups, &mut bound),
            SheetKind::Answers => answers::answer(&mut rows, row, &mut counted),
            SheetKind::Scores => scores::take(&mut rows, row, &mut bound),
            SheetKind::Schools => Err(Out::new("other_table", "另一张表，没有读取", "another table, not read")),
        };
        match taken {
            Ok(()) => {
                bound.rows_taken += 1;
                roles.push(RowRole::School);
            }
            Err(Out(code, reason)) => {
                roles.push(if code == "group_row" { RowRole::Group } else { RowRole::Note });
                exclude(&mut bound, &rows, row, code, reason);
            }
        }
    }
    counted.into_survey(given.place, plain.top, &mut bound);
    bound.issues.extend(rows.notes.into_issues());
    (bound, roles)
}

fn exclude(bound: &mut Bound, rows: &Rows<'_>, row: usize, code: &str, reason: Text) {
    // Answers and scores stand beside names of people, which are not kept.
    let named =
        [Field::School, Field::FactName, Field::Respondents].into_iter().find_map(|field| rows.text(row, field));
    let school = named.unwrap_or_else(|| match rows.column(Field::Opinion).or_else(|| rows.column(Field::Score)) {
        Some(_) => String::new(),
        None => row_label(rows.sheet, row),
    });
    bound.excluded.push(Excluded {
        index: None,
        school: school.chars().take(60).collect(),
        code: code.to_owned(),
        reason,
        location: Some(cell_of(rows.place, row, 0)),
    });
}

fn is_blank(sheet: &Sheet, row: usize) -> bool {
    sheet.row(row).is_blank()
}

fn repeats(sheet: &Sheet, plain: &Plain, row: usize) -> bool {
    let same = plain.places.values().filter(|column| {
        let (heading, cell) = (sheet.cell(plain.top, **column), sheet.cell(row, **column));
        !cell.is_blank() && fold(&text_of(heading)) == fold(&text_of(cell))
    });
    same.count() >= 2
}

/// Sums, notes and examples, by the cell the row is named with and the first cell of the row.
fn words_of(rows: &Rows<'_>, plain: &Plain, row: usize) -> Option<RowKind> {
    let first = rows.sheet.row(row).iter().find(|cell| !cell.is_blank()).map(text_of);
    let fields: &[Field] = match plain.kind {
        SheetKind::Classes => &[Field::School, Field::Class],
        SheetKind::Statements => &[Field::FactName],
        SheetKind::Survey | SheetKind::Answers => &[Field::Respondents],
        SheetKind::Schools | SheetKind::Scores => &[Field::School],
    };
    fields.iter().filter_map(|field| rows.text(row, *field)).chain(first).find_map(|text| by_label(&text))
}

/// The anchors of cells merged downwards below the header.
fn merged_below(sheet: &Sheet, first: usize) -> HashMap<(usize, usize), usize> {
    let mut anchors = HashMap::new();
    for merge in &sheet.merges {
        let (top, bottom) = (merge.top as usize, (merge.bottom as usize).min(sheet.row_count()));
        if top >= first && merge.left == merge.right {
            anchors.extend((top + 1..=bottom).map(|row| ((row, merge.left as usize), top)));
        }
    }
    anchors
}
