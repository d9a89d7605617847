//! 班级: class rolls, one class in a row.

use super::bind::Bound;
use super::dictionary::dictionary;
use super::fold::fold;
use super::plain::{Out, Rows};
use super::stages::{StageWord, read_stage, stage_of};
use super::{Field, Scope};
use crate::diagnostic::{Issue, Severity, Text};
use crate::records::{Class, Stage};
use std::collections::HashSet;

/// More pupils than any class has; a code or a total in the wrong column.
const MOST: u32 = 10_000;

/// Classes met so far, to say which is given twice.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<(Option<String>, String, Stage, String)>);

/// Takes a class.
pub(super) fn take(rows: &mut Rows<'_>, row: usize, seen: &mut Seen, bound: &mut Bound) -> Result<(), Out> {
    let county = rows.continued(row, Field::County);
    let Some(school) = rows.continued(row, Field::School) else {
        return Err(rows.lacks(row, Field::School, "no_school_name", &mut bound.issues));
    };
    let code = rows.text(row, Field::Code);
    let Some(name) = rows.text(row, Field::Class) else {
        return Err(rows.lacks(row, Field::Class, "no_class_name", &mut bound.issues));
    };
    let stage = stage(rows, row, &name, &mut bound.issues)?;
    let pupils = rows.count(row, Field::ClassPupils, MOST, &mut bound.issues).map_err(|()| {
        Out::new("no_class_pupils", "班级学生数不是有效的数", "the pupils of the class cannot be read")
    })?;
    let Some(pupils) = pupils else {
        return Err(rows.lacks(row, Field::ClassPupils, "no_class_pupils", &mut bound.issues));
    };
    let id = (county.clone(), code.clone().unwrap_or_else(|| fold(&school)), stage, fold(&name));
    if !seen.0.insert(id) {
        bound.issues.push(
            Issue::new(
                "class_given_twice",
                Severity::Experience,
                Text::new(
                    format!("{school}的“{name}”（{}）出现了不止一次，各算一个班", stage.title().zh),
                    format!("class {name} of {school} stands more than once; each counts as a class"),
                ),
                Text::new("如果是同一个班，请删去重复的行", "remove the repeated row if it is one class"),
            )
            .at(rows.at(row, Field::Class))
            .of(&school),
        );
    }
    let location = Some(rows.at(row, Field::ClassPupils));
    bound.classes.push(Class { school, code, county, stage, name, pupils, location });
    Ok(())
}

/// The stage of a class: 学段, else 年级, else the name or title of the sheet, else the grade its name begins with.
fn stage(rows: &mut Rows<'_>, row: usize, name: &str, issues: &mut Vec<Issue>) -> Result<Stage, Out> {
    let outside = || Out::new("no_compulsory_stage", "不是小学或初中", "neither primary nor junior secondary");
    let word = rows.continued(row, Field::Stage);
    let grade_text = rows.continued(row, Field::Grade);
    let grade = grade_text.as_deref().and_then(grade);
    let given = match word.as_deref().map_or(StageWord::Blank, read_stage) {
        StageWord::One(scope) => Some(stage_of(scope).ok_or_else(outside)?),
        StageWord::Outside => return Err(outside()),
        StageWord::Unknown => return Err(unknown(rows, row, Field::Stage, word.unwrap_or_default(), issues)),
        StageWord::Blank => None,
    };
    if let Some(given) = given {
        // 六年级 is 初中 where schooling is divided 5 and 4: the stage decides, and the difference is said once.
        if grade.is_some_and(|grade| stage_of(grade) != Some(given)) {
            let at = rows.at(row, Field::Grade);
            let (stage, grade) = (given.title(), grade_text.unwrap_or_default());
            rows.notes.once("grade_differs", &grade.clone(), Severity::Experience, &at, || {
                (
                    Text::new(
                        format!("学段是{}，年级是“{grade}”；按学段计", stage.zh),
                        format!("the stage is {} and the grade `{grade}`; the stage is taken", stage.en),
                    ),
                    Text::new(
                        "五四学制可以不管；否则请核对",
                        "right where schooling is divided 5 and 4; otherwise check it",
                    ),
                )
            });
        }
        return Ok(given);
    }
    match (grade, grade_text) {
        (Some(scope), _) => stage_of(scope).ok_or_else(outside),
        (None, Some(text)) => Err(unknown(rows, row, Field::Grade, text, issues)),
        (None, None) => match (rows.stage, grade_of_class(name)) {
            (Some(stage), _) => Ok(stage),
            (None, Some(scope)) => stage_of(scope).ok_or_else(outside),
            (None, None) => Err(unknown(rows, row, Field::Class, name.to_owned(), issues)),
        },
    }
}

fn grade(text: &str) -> Option<Scope> {
    dictionary().grades.get(&fold(text)).copied()
}

/// 三年级(2)班, 初一3班, 七年级二班: a grade, a number and 班, with nothing else.
fn grade_of_class(name: &str) -> Option<Scope> {
    let folded = fold(name);
    let body = folded.strip_suffix('班')?;
    let body = body.strip_suffix(')').unwrap_or(body);
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    // The longest grade first: 初一 is not 初 and a number.
    body.char_indices().map(|(at, c)| at + c.len_utf8()).rev().find_map(|at| {
        let (head, rest) = body.split_at_checked(at)?;
        let number = rest.strip_prefix('(').unwrap_or(rest);
        let scope = dictionary().grades.get(head).copied()?;
        (!number.is_empty() && number.chars().all(numeral)).then_some(scope)
    })
}

fn unknown(rows: &Rows<'_>, row: usize, field: Field, text: String, issues: &mut Vec<Issue>) -> Out {
    let (zh, en) = dictionary().title(field);
    issues.push(
        Issue::new(
            "unknown_stage",
            Severity::Logic,
            Text::new(
                format!("从{zh}“{text}”看不出是小学还是初中"),
                format!("{en} `{text}` does not tell whether it is primary or junior secondary"),
            ),
            Text::new(
                "加一列学段（小学、初中）或年级（一年级…九年级）",
                "add a column 学段 (小学, 初中) or 年级 (一年级 … 九年级)",
            ),
        )
        .at(rows.at(row, field)),
    );
    Out::new("unknown_stage", "学段不明", "the stage is not known")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grade_of_a_class_is_read_from_a_plain_name_alone() {
        for name in ["三年级（2）班", "三年级2班", "小三(二)班", "1年级(1)班"] {
            assert_eq!(grade_of_class(name), Some(Scope::Primary), "{name}");
        }
        for name in ["七年级(3)班", "初一3班", "初一十二班", "9年级1班"] {
            assert_eq!(grade_of_class(name), Some(Scope::Junior), "{name}");
        }
        assert_eq!(grade_of_class("高一(1)班"), Some(Scope::Senior));
        for name in ["2023级1班", "三(2)班", "三年级实验班", "班", "(1)班", "三年级"] {
            assert_eq!(grade_of_class(name), None, "{name}");
        }
    }
}
