//! A result to be published, and read back: with nothing taken from it on trust. The records are evaluated anew, under the
//! standard the result names, and must give the verdict it states. So it needs to say no more than those; what
//! [`super::json`] has written says more, and is read as well.

use super::{Bundle, Source, evaluated, issues_of_reading};
use crate::diagnostic::{Issue, Problem, Text};
use crate::evaluate::{self, Evaluation, Options, Scope};
use crate::records::{Excluded, Records};
use crate::standard::{Chosen, Standard};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A result as it was published.
#[derive(Debug, Clone)]
pub struct Published {
    /// The standard it was evaluated against.
    pub standard: Standard,
    /// What is known of the county or school.
    pub records: Records,
    /// Where that came from.
    pub source: Source,
    /// What was doubtful when it was read.
    pub issues: Vec<Issue>,
    /// Rows left out before the evaluation.
    pub excluded: Vec<Excluded>,
    /// The evaluation, made anew.
    pub evaluation: Evaluation,
}

/// What is needed of the file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    source: Source,
    records: Records,
    #[serde(default)]
    issues: Value,
    #[serde(default)]
    excluded_rows: Value,
    evaluation: Stated,
    #[serde(default)]
    what_if: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Stated {
    meta: StatedMeta,
    /// Absent in the result of one school.
    #[serde(default)]
    verdict: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct StatedMeta {
    standard: StatedStandard,
    scope: Scope,
    as_of: Option<String>,
}

#[derive(Deserialize)]
struct StatedStandard {
    id: String,
    sha256: String,
}

/// Reads a published result.
///
/// # Errors
/// `not_a_result` for anything but an exported result, `what_if_result` for one of a scenario, `unknown_standard` and
/// `standard_differs` when the standard is not the one this program has, `result_differs` when the records do not give
/// the verdict that is stated.
pub fn published(text: &str) -> Result<Published, Box<Problem>> {
    let file: File = serde_json::from_str(text).map_err(|error| not_a_result(&error.to_string()))?;
    if file.what_if.is_some() {
        return Err(what_if_result());
    }
    let Stated { meta, verdict } = file.evaluation;
    let standard = Standard::from_catalogue(&meta.standard.id).map_err(|_| unknown_standard(&meta.standard.id))?;
    if standard.sha256 != meta.standard.sha256 {
        return Err(refused(
            "standard_differs",
            Text::new(
                "结果所依据的标准与本程序内置的版本不同",
                "the standard of the result differs from the one of this program",
            ),
            Text::new("请用同一版本的程序重新导出结果", "export the result again with the same version of the program"),
        ));
    }
    let options = Options { scope: meta.scope, as_of: meta.as_of, trace: false };
    let evaluation = evaluate::evaluate(&standard, &file.records, &options);
    if crate::engine::plain(&evaluation.verdict) != verdict {
        return Err(refused(
            "result_differs",
            Text::new(
                "文件中写明的结论与按其数据算出的不一致",
                "the verdict stated in the file is not what its records give",
            ),
            Text::new("文件可能被改动过，请重新导出", "the file may have been changed; export it again"),
        ));
    }
    Ok(Published {
        records: file.records,
        source: file.source,
        issues: list(file.issues, &["message", "help"])?,
        excluded: list(file.excluded_rows, &["reason"])?,
        standard,
        evaluation,
    })
}

/// The result as it is published: the records, and of the evaluation what it was made by and its verdict. A tenth of
/// [`super::json`], which a visitor of a site would wait for.
///
/// # Errors
/// As [`super::document`]; a result of a standard of one's own or of a scenario is none that [`published`] would take.
pub fn publish(bundle: &Bundle) -> Result<Vec<u8>, String> {
    let refused = if !bundle.scenario.is_empty() {
        Some(what_if_result())
    } else if let Chosen::Own { .. } = &bundle.standard {
        let standard = bundle.standard.load().map(|standard| standard.id);
        Some(unknown_standard(&standard.unwrap_or_default()))
    } else {
        None
    };
    if let Some(problem) = refused {
        return Err(problem.message.get(bundle.locale).to_owned());
    }
    let made = evaluated(bundle)?;
    let file = without_nulls(json!({
        "source": bundle.source,
        "records": made.records,
        "issues": issues_of_reading(bundle),
        "excludedRows": bundle.excluded,
        "evaluation": { "meta": made.evaluation.meta, "verdict": made.evaluation.verdict },
    }));
    serde_json::to_vec(&file).map_err(|error| error.to_string())
}

/// Leaves out the keys that say nothing: an absent key is read as `null`.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let told = fields.into_iter().filter(|(_, field)| !field.is_null());
            Value::Object(told.map(|(key, field)| (key, without_nulls(field))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

fn what_if_result() -> Box<Problem> {
    refused(
        "what_if_result",
        Text::new("这是模拟的结果，不是正式结果", "this is the result of a what-if, not a real one"),
        Text::new("请发布正式结果导出的文件", "publish the file exported from the real result"),
    )
}

fn unknown_standard(id: &str) -> Box<Problem> {
    refused(
        "unknown_standard",
        Text::new(
            format!("结果依据的标准“{id}”不在本程序之内"),
            format!("the standard of the result, “{id}”, is not part of this program"),
        ),
        Text::new("请按内置的标准评估后重新导出", "evaluate against one of the built-in standards and export again"),
    )
}

fn refused(code: &str, message: Text, help: Text) -> Box<Problem> {
    Box::new(Problem::new(code, message, help))
}

fn not_a_result(found: &str) -> Box<Problem> {
    refused(
        "not_a_result",
        Text::new(format!("这不是导出的评估结果（{found}）"), format!("this is not an exported result ({found})")),
        Text::new("请使用“导出”中供网站发布的文件", "use the file to publish, of the page Export"),
    )
}

/// A list whose words were written in one language; they stand for both.
fn list<T: DeserializeOwned>(value: Value, words: &[&str]) -> Result<Vec<T>, Box<Problem>> {
    let Value::Array(mut items) = value else { return Ok(Vec::new()) };
    for item in &mut items {
        for word in words {
            if let Some(Value::String(text)) = item.get(*word) {
                item[*word] = crate::engine::plain(&Text::same(text.clone()));
            }
        }
    }
    serde_json::from_value(Value::Array(items)).map_err(|error| not_a_result(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Locale;
    use crate::report;
    use crate::scenario::{Change, Scenario, SchoolKey};

    fn bundle(standard: &str) -> Bundle {
        let read = crate::engine::read(
            crate::engine::Content::Text(include_str!("../../www/sample-county.tsv")),
            "a.tsv",
            &Standard::from_catalogue(standard).expect("a standard"),
            &crate::intake::IntakeOptions::default(),
            &mut |_, _| {},
        );
        let mut reading = read.expect("read");
        Bundle {
            standard: Chosen::Catalogue(standard.into()),
            scope: Scope::County,
            excluded: std::mem::take(&mut reading.excluded),
            issues: std::mem::take(&mut reading.issues),
            records: reading.take_records(),
            scenario: Scenario::default(),
            sources: Vec::new(),
            originals: Vec::new(),
            mappings: Vec::new(),
            explanations: Vec::new(),
            source: Source { name: Some("a.tsv".into()), sha256: "0".repeat(64), synthetic: true, ..Source::default() },
            as_of: Some("2026-09-01".into()),
            locale: Locale::En,
        }
    }

    fn exported(bundle: &Bundle) -> Value {
        serde_json::from_slice(&report::json(bundle).expect("written")).expect("JSON")
    }

    #[test]
    fn what_was_written_comes_back_with_the_same_verdicts() {
        for (standard, scope) in
            [("national-2017", Scope::County), ("tianjin-2019", Scope::County), ("national-2017", Scope::School)]
        {
            let bundle = Bundle { scope, ..bundle(standard) };
            for written in [report::json(&bundle), publish(&bundle)] {
                let back = published(&String::from_utf8(written.expect("written")).expect("text")).expect("read back");
                assert_eq!(back.records, bundle.records);
                assert_eq!(back.source, bundle.source);
                assert_eq!(back.issues.len(), bundle.issues.len());
                assert_eq!(back.excluded.len(), bundle.excluded.len());
                let options = Options { scope, as_of: bundle.as_of.clone(), trace: false };
                let wanted = evaluate::evaluate(&back.standard, &bundle.records, &options);
                assert_eq!(crate::engine::plain(&back.evaluation), crate::engine::plain(&wanted));
            }
        }
    }

    #[test]
    fn what_is_published_is_the_records_and_little_more_in_both_languages() {
        let bundle = bundle("national-2017");
        let (whole, lean) = (report::json(&bundle).expect("written"), publish(&bundle).expect("written"));
        assert!(lean.len() * 8 < whole.len(), "{} of {}", lean.len(), whole.len());
        let back = published(&String::from_utf8(lean).expect("text")).expect("read back");
        assert_eq!(back.issues, bundle.issues);
        assert_eq!(back.excluded, bundle.excluded);
    }

    #[test]
    fn what_would_be_refused_is_not_written() {
        let change = Change::Leave { school: SchoolKey::named("x") };
        let imagined = Bundle { scenario: Scenario { changes: vec![change] }, ..bundle("national-2017") };
        assert!(publish(&imagined).expect_err("refused").contains("what-if"));
        let own = Chosen::Own { file: "a.toml".into(), sha256: "0".repeat(64), data: json!({}) };
        assert!(
            publish(&Bundle { standard: own, ..bundle("national-2017") }).expect_err("refused").contains("standard")
        );
    }

    #[test]
    fn what_was_changed_or_is_something_else_is_refused() {
        let code = |value: Value| published(&value.to_string()).expect_err("refused").code;
        let good = exported(&bundle("national-2017"));
        let with = |change: &dyn Fn(&mut Value)| {
            let mut value = good.clone();
            change(&mut value);
            code(value)
        };
        assert_eq!(with(&|value| value["evaluation"]["verdict"] = json!("met")), "result_differs");
        assert_eq!(with(&|value| value["evaluation"]["meta"]["standard"]["sha256"] = json!("0")), "standard_differs");
        assert_eq!(with(&|value| value["evaluation"]["meta"]["standard"]["id"] = json!("mars")), "unknown_standard");
        assert_eq!(with(&|value| value["whatIf"] = json!({})), "what_if_result");
        assert_eq!(with(&|value| value["issues"] = json!([{ "code": 7 }])), "not_a_result");
        for bad in [json!(null), json!([]), json!({}), json!({ "records": [] })] {
            assert_eq!(code(bad), "not_a_result");
        }
    }
}
