//! What stands beside the worksheets of schools: what was stated, and what was corrected.

use super::{Bundle, Table, Value};
use crate::diagnostic::{Locale, Location, Text, a1, column_letters};
use crate::evaluate::Evaluation;
use crate::intake::{ColumnChoice, RowRole, Scope, SheetChoice};
use crate::records::{self, Records};
use crate::standard::Standard;

/// What every section was evaluated from: its totals, where the school's were split its part of them; nothing without
/// sections.
pub(super) fn amounts(
    records: &Records,
    evaluation: &Evaluation,
    standard: &Standard,
    locale: Locale,
) -> Option<Table> {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let mut head =
        vec![say("学校", "School"), say("标识码", "Code"), say("学段", "Stage"), say("在校生数（人）", "Pupils")];
    head.extend(standard.resources.iter().map(|rule| {
        let (name, unit) = (rule.id.short(), rule.id.unit().title());
        let (name, unit) = (name.get(locale), unit.get(locale));
        format!("{} {}", rule.code, say(&format!("{name}总量（{unit}）"), &format!("{name}, total ({unit})")))
            .trim_start()
            .to_owned()
    }));
    head.push(say("位置", "Place"));
    let rows: Vec<Vec<Value>> = evaluation
        .sections
        .iter()
        .filter_map(|result| records.sections.get(result.index as usize))
        .map(|section| {
            let mut row = vec![
                Value::Text(section.school.clone()),
                section.code.clone().map_or(Value::Empty, Value::Text),
                Value::Text(section.stage.title().get(locale).to_owned()),
                Value::Number(f64::from(section.pupils), 0),
            ];
            row.extend(standard.resources.iter().map(|rule| {
                section.amounts[rule.id.index()].as_ref().map_or(Value::Empty, |amount| {
                    let total = amount.exact().half_up(6);
                    Value::Number(total.to_f64(), if total.to_integer().is_some() { 0 } else { 2 })
                })
            }));
            row.push(Value::Text(section.location.as_ref().map(Location::describe).unwrap_or_default()));
            row
        })
        .collect();
    (!rows.is_empty()).then(|| Table { title: say("参评数据", "Data evaluated"), head, rows })
}

/// Facts and survey groups as stated, whether read from a sheet or typed; nothing where none are.
pub(super) fn stated(records: &Records, standard: &Standard, locale: Locale) -> Option<Table> {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let text = |text: &str| if text.is_empty() { Value::Empty } else { Value::Text(text.to_owned()) };
    let place = |place: &Option<Location>| text(&place.as_ref().map(Location::describe).unwrap_or_default());
    let county = say("全县", "the county");
    let facts = records.facts.iter().map(|fact| {
        let spec = standard.fact(&fact.key);
        let value = match (&fact.value, spec) {
            (records::Value::Number(number), Some(spec)) if number.to_string() == fact.value.shown(spec).zh => {
                Value::Number(number.to_f64(), if number.to_integer().is_some() { 0 } else { 2 })
            }
            (value, Some(spec)) => Value::Text(value.shown(spec).get(locale).to_owned()),
            (_, None) => Value::Empty,
        };
        vec![
            Value::Text(fact.school.clone().unwrap_or_else(|| county.clone())),
            Value::Text(spec.map_or_else(|| fact.key.clone(), |spec| spec.label.get(locale).to_owned())),
            value,
            text(spec.map_or("", |spec| spec.unit.as_str())),
            text(&fact.note),
            text(&fact.evidence),
            place(&fact.location),
        ]
    });
    let survey = records.survey.iter().flat_map(|group| {
        let row = |what: String, count: u32| {
            vec![
                Value::Text(county.clone()),
                Value::Text(format!("{} · {what}", group.group)),
                Value::Number(f64::from(count), 0),
                Value::Text(say("份", "answers")),
                Value::Empty,
                Value::Empty,
                place(&group.location),
            ]
        };
        [
            row(say("有效问卷数", "valid answers"), group.valid),
            row(say("满意问卷数", "satisfied answers"), group.satisfied),
        ]
    });
    let rows: Vec<Vec<Value>> = facts.chain(survey).collect();
    (!rows.is_empty()).then(|| Table {
        title: say("填报数据", "Statements"),
        head: vec![
            say("填报对象", "Stated of"),
            say("项目", "Item"),
            say("填报值", "Value"),
            say("单位", "Unit"),
            say("说明", "Note"),
            say("佐证材料", "Evidence"),
            say("位置", "Place"),
        ],
        rows,
    })
}

/// What the user corrected in the sources; nothing where nothing was.
pub(super) fn corrections(bundle: &Bundle, standard: &Standard, locale: Locale) -> Option<Table> {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let mut rows = Vec::new();
    for source in &bundle.sources {
        let name = source.name.clone().unwrap_or_else(|| say("粘贴的表格", "pasted table"));
        let original = |sheet: u32| bundle.originals.iter().find(|one| (one.source, one.sheet) == (source.id, sheet));
        let sheet = |at: u32| match original(at).and_then(|one| one.name.clone()) {
            Some(name) => name,
            None => format!("{} {}", say("表", "sheet"), at + 1),
        };
        let mut row = |sheet: String, place: String, what: String, before: Value, now: String| {
            let texts = [name.clone(), sheet, place, what].map(Value::Text);
            rows.push(texts.into_iter().chain([before, Value::Text(now)]).collect());
        };
        if let Some(encoding) = &source.read.encoding {
            row(String::new(), String::new(), say("编码", "encoding"), Value::Empty, encoding.clone());
        }
        if let Some(delimiter) = source.read.delimiter {
            row(String::new(), String::new(), say("分隔符", "delimiter"), Value::Empty, delimiter.to_string());
        }
        for choice in &source.sheets {
            let before =
                original(choice.sheet).map(|one| choices(&one.taken_for, standard, locale)).unwrap_or_default();
            for (place, what, now) in choices(choice, standard, locale) {
                let same = before.iter().find(|(at, about, _)| (at, about) == (&place, &what));
                row(
                    sheet(choice.sheet),
                    place,
                    what,
                    same.map_or(Value::Empty, |(.., before)| Value::Text(before.clone())),
                    now,
                );
            }
        }
        for (key, now) in &source.cells {
            let cell = original(key.sheet)
                .and_then(|one| one.cells.iter().find(|cell| (cell.row, cell.column) == (key.row, key.column)));
            let before = cell.map_or(Value::Empty, |cell| match cell.text.as_str() {
                "" => Value::Text(say("空白", "blank")),
                text => Value::Text(text.to_owned()),
            });
            row(sheet(key.sheet), a1(key.row, key.column).into(), say("单元格", "cell"), before, now.clone());
        }
    }
    (!rows.is_empty()).then(|| Table {
        title: say("更正", "Corrections"),
        head: vec![
            say("来源", "Source"),
            say("工作表", "Sheet"),
            say("位置", "Place"),
            say("更正项", "What"),
            say("更正前", "Before"),
            say("更正为", "Corrected to"),
        ],
        rows,
    })
}

/// Place, what and meaning of everything chosen about a sheet.
fn choices(choice: &SheetChoice, standard: &Standard, locale: Locale) -> Vec<(String, String, String)> {
    let say = |zh: &str, en: &str| Text::new(zh, en).get(locale).to_owned();
    let mut all = Vec::new();
    if let Some(skip) = choice.skip {
        let now = if skip { say("不读取", "left out") } else { say("读取", "read") };
        all.push((String::new(), say("工作表", "sheet"), now));
    }
    if let Some(top) = choice.header_top {
        all.push((String::new(), say("表头第一行", "first header row"), (top + 1).to_string()));
    }
    if let Some(rows) = choice.header_rows {
        all.push((String::new(), say("表头行数", "header rows"), rows.to_string()));
    }
    if let Some(stage) = choice.stage {
        all.push((String::new(), say("学段", "stage"), stage.title().get(locale).to_owned()));
    }
    for ColumnChoice { column, field, fact, scope, factor } in &choice.columns {
        let unit = factor.as_ref().map(|factor| format!(" × {factor}")).unwrap_or_default();
        let fact = fact.as_deref().and_then(|key| standard.fact(key));
        let title = fact.map_or_else(|| field.title(), |fact| fact.label.clone());
        // Whose pupils, teachers or rooms, where not the row's own.
        let own = match scope {
            Some(Scope::Primary) => say("（小学）", " (primary)"),
            Some(Scope::Junior) => say("（初中）", " (junior secondary)"),
            Some(Scope::Senior) => say("（高中）", " (senior secondary)"),
            Some(Scope::Row) | None => String::new(),
        };
        let now = format!("{}{own}{unit}", title.get(locale));
        all.push((column_letters(*column), say("列", "column"), now));
    }
    for row in &choice.rows {
        let now = match row.role {
            RowRole::School => say("学校", "a school"),
            RowRole::Total => say("合计行", "a row of totals"),
            RowRole::Group => say("分组行", "the name of a group"),
            _ => say("不参加评估", "left out"),
        };
        all.push(((row.row + 1).to_string(), say("行", "row"), now));
    }
    all
}
