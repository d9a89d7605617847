//! The reference of the JavaScript contract in Markdown, written from what the declarations are written from.

use crate::{
    contract::{Declared, Function, Key, Shape, contract, inner, keys, split},
    declarations::signature,
    project::{Result, fail, root, write},
    sources::{Sources, sources},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// Where it stands in the repository.
pub fn path() -> PathBuf {
    root().join("www/docs/api.md")
}

const HEAD: &str = "\
# JavaScript reference

Every function and type of the package `junheng`. How they go together is in [npm.md](npm.md) ([中文](npm.zh-CN.md)).
This page is written by `cargo xtask reference` from what the declarations (`junheng.d.ts`) are written from; change the
comments in the Rust source, not this page.

- Functions can be called once `init()` has resolved, and throw before. Then they never throw for what they are given: failure
  is a value with all problems, each with its place.
- What they return is plain data: no `undefined`, no `NaN`, every key present but those marked with `?`, unknown is `null`. Only
  columns are typed arrays.
- Numbers are the doubles nearest the exact values, unrounded. Verdicts are decided exactly, not from them.
- In what is put in, keys marked with `?` may be absent, and `null` is the same as absent. Keys that are not known are refused.
";

/// What stands where, in the order a reader needs it: a heading and what is declared.
const GROUPS: [(&str, &[&str]); 11] = [
    ("Loading", &["init", "initSync", "InitInput"]),
    ("Evaluating", &["evaluate", "standards"]),
    ("Worksheets", &["evaluateTable", "readTable", "Progress"]),
    ("Very many schools", &["evaluateColumns", "readColumns", "Columns", "ColumnsResult", "ColumnsReading"]),
    ("Published texts", &["checkNarrative"]),
    (
        "Answers, problems and doubts",
        &[
            "Answer",
            "Problem",
            "ArgumentProblem",
            "FileProblem",
            "TextProblem",
            "Issue",
            "Severity",
            "Location",
            "Locale",
        ],
    ),
    (
        "What is put in",
        &[
            "EvaluateCall",
            "EvaluateOptions",
            "Scope",
            "SectionInput",
            "Stage",
            "Kind",
            "Ownership",
            "Place",
            "SchoolInput",
            "Facts",
            "FactInput",
            "ClassInput",
            "SurveyInput",
            "ScoreInput",
        ],
    ),
    (
        "The result",
        &[
            "Evaluation",
            "Verdict",
            "Meta",
            "StandardRef",
            "StageResult",
            "Tally",
            "StageIndicator",
            "Indicator",
            "SectionResult",
            "SectionIndicator",
            "Status",
            "Shortfall",
            "Unit",
            "PartResult",
            "Part",
            "Finding",
            "Level",
            "Comparison",
            "Member",
            "Missing",
            "Clause",
            "Confidence",
            "Step",
            "Op",
            "Operand",
            "Recognition",
            "GroupResult",
            "Interval",
            "Sample",
            "ScoreVariance",
            "Excluded",
            "CountyEvaluation",
            "RollUp",
            "RollUpLevel",
            "RollUpPart",
            "RollUpStage",
        ],
    ),
    (
        "Standards",
        &[
            "StandardSummary",
            "Document",
            "StandardIndicator",
            "StandardFact",
            "FactKind",
            "StandardRule",
            "StandardLimit",
            "StandardNumber",
            "StandardDocument",
            "Words",
        ],
    ),
    (
        "Worksheets as understood",
        &[
            "TableOptions",
            "SheetChoice",
            "ColumnChoice",
            "RowChoice",
            "CellEdit",
            "Mapping",
            "Reading",
            "SourceReading",
            "Format",
            "SheetReading",
            "SheetKind",
            "Column",
            "Field",
            "ColumnScope",
            "ColumnConfidence",
            "RowRole",
            "Campus",
            "Section",
            "Amount",
            "Term",
            "Share",
            "School",
            "Fact",
            "FactValue",
            "FactAnswer",
            "Class",
            "SurveyGroup",
            "Score",
            "Year",
            "EarlierYear",
        ],
    ),
    (
        "Statements of a text",
        &[
            "Narrative",
            "NarrativeGroup",
            "NarrativeStatement",
            "NarrativeKind",
            "Review",
            "GroupFinding",
            "Basis",
            "ShareCount",
            "StatementFinding",
            "Agreement",
            "Alike",
            "Side",
        ],
    ),
];

/// Writes the reference into the repository.
pub fn renew() -> Result<()> {
    write(path(), reference(&sources()?)?)?;
    println!("{}", path().display());
    Ok(())
}

pub fn reference(sources: &Sources) -> Result<String> {
    let all = contract(true, sources)?;
    let small: BTreeSet<String> = contract(false, sources)?.into_iter().map(|one| one.name).collect();
    let page = Page { all: all.iter().map(|one| (one.name.as_str(), one)).collect(), small };
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    let mut contents = String::new();
    let mut body = String::new();
    for (title, names) in GROUPS {
        let links: Vec<String> = names.iter().map(|name| page.link(name)).collect();
        contents.push_str(&format!("- [{title}](#{}): {}\n", anchor(title), links.join(", ")));
        body.push_str(&format!("\n## {title}\n"));
        for name in names {
            let Some(one) = page.all.get(name) else { return fail(format!("{name} is not declared")) };
            if !placed.insert(name) {
                return fail(format!("{name} stands twice in the reference"));
            }
            body.push_str(&page.declared(one)?);
        }
    }
    if let Some(lost) = all.iter().find(|one| !placed.contains(one.name.as_str())) {
        return fail(format!("{} stands nowhere in the reference: add it to GROUPS", lost.name));
    }
    Ok(format!("{HEAD}\n## Contents\n\n{contents}{body}"))
}

struct Page<'a> {
    all: BTreeMap<&'a str, &'a Declared>,
    /// What `junheng/evaluate` has.
    small: BTreeSet<String>,
}

impl Page<'_> {
    fn declared(&self, one: &Declared) -> Result<String> {
        let Declared { name, comment, shape } = one;
        let mut out = format!("\n### {name}\n\n{}\n", self.prose(comment));
        match shape {
            Shape::Words(words) => {
                out.push_str("\n| value | meaning |\n|---|---|\n");
                for one in words {
                    out.push_str(&format!("| `{}` | {} |\n", one.word, cell(&self.prose(&one.comment))));
                }
            }
            Shape::Record(keys) => out.push_str(&self.keys("key", keys)),
            Shape::Choice(choices) => {
                out.push_str("\nOne of:\n");
                for (comment, keys) in choices {
                    if !comment.is_empty() {
                        out.push_str(&format!("\n{}\n", self.prose(comment)));
                    }
                    out.push_str(&self.keys("key", keys));
                }
            }
            Shape::Alias { of, kind } => out.push_str(&format!("\n```ts\n{name}{of} = {kind}\n```\n")),
            Shape::Function(function) => out.push_str(&self.function(name, function)?),
        }
        Ok(out)
    }

    fn function(&self, name: &str, function: &Function) -> Result<String> {
        let result = function.returns.strip_prefix("Answer<").and_then(|rest| rest.strip_suffix('>'));
        // What is in the answer stands in a table.
        let returns = match result {
            Some(object) if object.starts_with('{') => "Answer<…>",
            _ => &function.returns,
        };
        let mut out = format!("\n```ts\n{}\n```\n", signature(name, &function.params, returns));
        out.push_str(&self.keys("parameter", &function.params));
        match result {
            Some(object) if object.starts_with('{') => {
                out.push_str(&format!(
                    "\nAnswers: {} In `{{ type: \"success\", … }}`:\n",
                    self.prose(&function.answer)
                ));
                out.push_str(&self.keys("key", &keys(inner(object))?));
            }
            Some(object) => out.push_str(&format!(
                "\nAnswers: {} In `{{ type: \"success\", … }}` the keys of {}.\n",
                self.prose(&function.answer),
                self.kind(object)
            )),
            None => out.push_str(&format!("\nReturns: {}\n", self.prose(&function.answer))),
        }
        if !function.errors.is_empty() {
            let links: Vec<String> = function.errors.iter().map(|name| self.link(name)).collect();
            out.push_str(&format!("\nProblems: {}.\n", links.join(", ")));
            if let Some(unknown) = function.errors.iter().find(|name| !self.all.contains_key(name.as_str())) {
                return fail(format!("{name}: {unknown} is not declared"));
            }
        }
        if !self.small.contains(name) {
            out.push_str("\nNot in `junheng/evaluate`.\n");
        }
        if function.example.is_empty() {
            return fail(format!("{name} has no example"));
        }
        out.push_str(&format!("\n```js\n{}\n```\n", function.example));
        Ok(out)
    }

    fn keys(&self, title: &str, keys: &[Key]) -> String {
        let row = |key: &Key| {
            let mark = if key.optional { "?" } else { "" };
            format!("| `{}{mark}` | {} | {} |\n", key.name, self.kind(&key.kind), cell(&self.prose(&key.comment)))
        };
        match keys {
            [] => String::new(),
            keys => format!("\n| {title} | type | |\n|---|---|---|\n{}", keys.iter().map(row).collect::<String>()),
        }
    }

    /// A type, with links to those it names.
    fn kind(&self, kind: &str) -> String {
        let one = |part: &str| {
            let mut out = String::new();
            let mut plain = String::new();
            // A name is looked up whole; what stands between two is code.
            for word in part.split_inclusive(|one: char| !one.is_alphanumeric()) {
                let name = word.trim_end_matches(|one: char| !one.is_alphanumeric());
                if self.all.contains_key(name) {
                    out.push_str(&code(&std::mem::take(&mut plain)));
                    out.push_str(&self.link(name));
                    plain.push_str(&word[name.len()..]);
                } else {
                    plain.push_str(word);
                }
            }
            out + &code(&plain)
        };
        split(kind, &['|']).into_iter().map(one).collect::<Vec<_>>().join(" \\| ")
    }

    fn link(&self, name: &str) -> String {
        format!("[{name}](#{})", anchor(name))
    }

    /// A comment on one line for each of its paragraphs, with links to the types it names.
    fn prose(&self, comment: &str) -> String {
        let paragraphs = comment.split("\n\n").map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "));
        let text = paragraphs.collect::<Vec<_>>().join("\n\n");
        let mut out = String::new();
        for (at, part) in text.split('`').enumerate() {
            match at % 2 == 1 {
                false => out.push_str(part),
                true if self.all.contains_key(part) => out.push_str(&self.link(part)),
                true => out.push_str(&format!("`{part}`")),
            }
        }
        out
    }
}

/// A piece of a type, for a cell of a table.
fn code(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text => format!("`{}`", text.replace('|', "\\|")),
    }
}

/// For a cell of a table: on one line, with nothing that ends it.
fn cell(text: &str) -> String {
    text.replace("\n\n", "<br>").replace('\n', " ").replace('|', "\\|")
}

fn anchor(title: &str) -> String {
    title.to_lowercase().replace(' ', "-").replace(',', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::read;

    #[test]
    fn the_reference_in_the_repository_is_the_one_the_types_give() {
        let written = reference(&sources().expect("the sources")).expect("the reference");
        let kept = read(path()).expect("www/docs/api.md");
        assert!(written == kept, "www/docs/api.md is not what the types say now: run `cargo xtask reference`");
    }

    /// The words in back ticks in a row's last cell.
    fn words_of(row: &str) -> BTreeSet<&str> {
        let cell = row.trim_end_matches([' ', '|']).rsplit('|').next().unwrap_or_default();
        cell.split('`').skip(1).step_by(2).collect()
    }

    #[test]
    fn the_tables_of_words_have_every_word_of_their_types() {
        let all = contract(true, &sources().expect("the sources")).expect("the contract");
        let mut told: Vec<BTreeSet<&str>> = Vec::new();
        let documents =
            ["www/docs/npm.md", "www/docs/npm.zh-CN.md"].map(|name| read(root().join(name)).expect("a document"));
        for document in &documents {
            let rows: BTreeMap<&str, &str> = document
                .lines()
                .filter_map(|row| Some((row.strip_prefix("| [")?.split(']').next()?, row)))
                .filter(|(_, row)| row.contains("(api.md#"))
                .collect();
            for (name, row) in &rows {
                let one = all.iter().find(|one| one.name == *name).unwrap_or_else(|| panic!("{name} is not declared"));
                let wanted = one.words().iter().map(|one| one.word.trim_matches('"')).collect();
                assert_eq!(words_of(row), wanted, "{name}");
            }
            told.push(rows.into_keys().collect());
        }
        assert_eq!(told[0], told[1], "both languages have the same types");
        // What an evaluation says in words has to be among them.
        for name in
            ["Verdict", "Status", "Part", "Level", "Comparison", "Severity", "Confidence", "Indicator", "Unit", "Stage"]
        {
            assert!(told[0].contains(name), "{name}");
        }
    }
}
