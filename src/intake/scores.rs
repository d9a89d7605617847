//! 成绩: one score in a row. Names of pupils are neither read nor kept.

use super::Field;
use super::bind::Bound;
use super::plain::{Out, Rows};
use crate::records::Score;

/// Takes a score. 缺考 and blank cells are no score.
pub(super) fn take(rows: &mut Rows<'_>, row: usize, bound: &mut Bound) -> Result<(), Out> {
    let county = rows.continued(row, Field::County);
    let Some(school) = rows.continued(row, Field::School) else {
        return Err(rows.lacks(row, Field::School, "no_school_name", &mut bound.issues));
    };
    let Some(subject) = rows.continued(row, Field::Subject) else {
        return Err(rows.lacks(row, Field::Subject, "no_subject", &mut bound.issues));
    };
    let absent = Out::new("no_score", "没有分数（空白、缺考）", "no score (blank or absent)");
    if rows.text(row, Field::Score).is_some_and(|text| matches!(text.as_str(), "缺考" | "免考" | "缓考")) {
        return Err(absent);
    }
    match rows.number(row, Field::Score, &mut bound.issues) {
        Ok(Some(score)) => bound.scores.push(Score { county, school, subject, score: score.to_f64() }),
        Ok(None) => return Err(absent),
        Err(()) => return Err(Out::new("bad_score", "分数不是有效的数", "the score cannot be read")),
    }
    Ok(())
}
