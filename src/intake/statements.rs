//! 县级 and 佐证: one fact of the county, or of a school, in a row.

use super::Field;
use super::bind::Bound;
use super::facts::{FactHeading, in_unit, read_cell};
use super::plain::{Out, Rows};
use super::values;
use crate::diagnostic::{Issue, Severity, Text};
use crate::records::Fact;
use crate::standard::{FactKind, Level};
use crate::table::Cell;

/// Takes a statement.
pub(super) fn take(rows: &mut Rows<'_>, row: usize, bound: &mut Bound) -> Result<(), Out> {
    let county = rows.continued(row, Field::County);
    let school = rows.text(row, Field::School);
    let key = rows.text(row, Field::FactKey);
    let name = rows.text(row, Field::FactName);
    let value = rows.cell(row, Field::FactValue);
    let nothing = value.is_blank() || matches!(value, Cell::Text(text) if values::is_missing(text));
    let by_key = key.as_deref().and_then(|key| rows.names.key(key)).and_then(|spec| in_unit(spec, ""));
    let by_name = name.as_deref().and_then(|name| rows.names.named(name));
    let mut refuse = |code: &'static str, field: Field, message: Text, help: Text, reason: Text| {
        bound.issues.push(Issue::new(code, Severity::Logic, message, help).at(rows.at(row, field)));
        Err(Out(code, reason))
    };
    let heading = match (by_key, by_name) {
        (Some(key), Some(name)) if key.spec.key != name.spec.key => {
            return refuse(
                "fact_differs",
                Field::FactKey,
                Text::new(
                    format!("编号是“{}”的，项目写的是“{}”，没有取用", key.spec.label.zh, name.spec.label.zh),
                    format!("the key is that of {}, the item is {}: not taken", key.spec.label.en, name.spec.label.en),
                ),
                Text::new("改正编号或项目", "correct the key or the item"),
                Text::new("编号与项目不是一项", "key and item differ"),
            );
        }
        // The unit stands with the name.
        (_, Some(name)) => name,
        (Some(key), None) => key,
        (None, None) => return unknown(rows, row, key.or(name).unwrap_or_default(), nothing, bound),
    };
    if matches!(read_cell(&heading, value), Ok(None)) {
        return Err(Out::new("not_stated", "没有填报", "nothing is stated"));
    }
    let label = heading.spec.label.clone();
    if heading.spec.level == Level::School
        && school.is_none()
        && !matches!(heading.spec.kind, FactKind::Count | FactKind::Amount)
    {
        return refuse(
            "fact_of_schools",
            Field::FactName,
            Text::new(
                format!("“{}”要逐校填报，没有取用", label.zh),
                format!("{} is stated school by school: not taken", label.en),
            ),
            Text::new("在学校表中加这一列，逐校填写", "add it as a column of the table of schools"),
            Text::new("要逐校填报", "stated school by school"),
        );
    }
    let heading = match rows.text(row, Field::FactUnit) {
        Some(unit) if !values::is_missing(&unit) => match in_unit(&heading.spec, &unit) {
            Some(found) => found,
            None => {
                return refuse(
                    "wrong_unit",
                    Field::FactUnit,
                    Text::new(
                        format!("“{}”的单位写的是“{unit}”，应为“{}”", label.zh, heading.spec.unit),
                        format!("the unit of {} is `{unit}`; it should be `{}`", label.en, heading.spec.unit),
                    ),
                    Text::new("换算后重新填写", "convert the value and the unit"),
                    Text::new("单位不符", "another unit"),
                );
            }
        },
        _ => heading,
    };
    let FactHeading { spec, .. } = &heading;
    let value = match read_cell(&heading, value) {
        Ok(Some(value)) => value,
        Ok(None) => return Err(Out::new("not_stated", "没有填报", "nothing is stated")),
        Err(bad) => {
            let reason = Text::new("填报值不能用", "the value cannot be used");
            return refuse("bad_fact", Field::FactValue, bad.message, bad.help, reason);
        }
    };
    let at = rows.at(row, Field::FactValue);
    bound.facts.push(Fact {
        key: spec.key.clone(),
        county,
        code: school.as_ref().and_then(|_| rows.text(row, Field::Code)),
        school,
        value,
        note: rows.text(row, Field::FactNote).unwrap_or_default(),
        evidence: rows.text(row, Field::FactEvidence).unwrap_or_default(),
        location: Some(at),
    });
    Ok(())
}

/// An item that is no fact of the standard: the name of a group where nothing is stated beside it.
fn unknown(rows: &Rows<'_>, row: usize, shown: String, nothing: bool, bound: &mut Bound) -> Result<(), Out> {
    if nothing {
        return Err(Out::new("group_row", "分组行或没有填报", "the name of a group, or nothing is stated"));
    }
    let field = if rows.text(row, Field::FactName).is_some() { Field::FactName } else { Field::FactKey };
    bound.issues.push(
        Issue::new(
            "unknown_fact",
            Severity::Experience,
            Text::new(
                format!("所选标准没有“{shown}”这一项，没有取用"),
                format!("the standard does not ask for `{shown}`: not taken"),
            ),
            Text::new(
                "按模板中的编号或项目名称填写；不需要的可以不管",
                "use the keys or names of the template; leave it if it is not needed",
            ),
        )
        .at(rows.at(row, field)),
    );
    Err(Out::new("unknown_fact", "所选标准没有这一项", "not asked for by the standard"))
}
