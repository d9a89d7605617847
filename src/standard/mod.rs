//! Standards: rules as cited data. A standard is a TOML document; the loader refuses what it does not know, with the
//! line.

use crate::diagnostic::{Location, Problem, Text};
use crate::quantity::Decimal;
use crate::records::{Indicator, Share, Stage};
use document::Document;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::OnceLock;

mod check;
mod document;
mod facts;
mod rules;

pub use facts::doubt;
pub use rules::{
    Comparison, CompositeRule, ComprehensiveRule, Condition, DispersionRule, ExclusionRule, Expected, FactKind,
    FactSpec, GroupSpec, Level, Limit, Measure, NumberSpec, Part, PerStage, RelaxationRule, ResourceRule, Rule,
    SurveySpec, holds_on, signed, unit_title,
};

/// A document of the catalogue, as the build made it from `catalogue/*.toml`.
struct Embedded {
    id: &'static str,
    /// SHA-256 of the TOML document.
    sha256: &'static str,
    /// The document as JSON: its reader is in the page anyway, a TOML parser is not.
    json: &'static str,
    /// The standard it makes, once it was asked for: reading and checking it takes longer than evaluating a county.
    loaded: OnceLock<Standard>,
}

// The standards that come with the product, each a static named like it, and `static CATALOGUE: [&Embedded; …]`; in
// `SOURCES` their names with the documents as written.
include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// Identifiers of the standards that come with the product.
pub fn identifiers() -> impl Iterator<Item = &'static str> {
    CATALOGUE.iter().map(|document| document.id)
}

/// The TOML document of a standard of the catalogue, to read or to start one's own from.
#[cfg(any(test, feature = "files"))]
pub fn source(id: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(known, _)| *known == id).map(|(_, toml)| *toml)
}

/// A loaded standard.
#[derive(Debug, Clone, PartialEq)]
pub struct Standard {
    /// Identifier, such as `national-2017`.
    pub id: String,
    /// Version of our reading of it.
    pub version: String,
    /// SHA-256 of the document's bytes, in hex.
    pub sha256: String,
    /// Its name.
    pub title: Text,
    /// The standard it starts from, if it is an overlay.
    pub extends: Option<String>,
    /// Identifier of the document that makes it.
    pub document: String,
    /// Documents its clauses cite.
    pub documents: Vec<CitedDocument>,
    /// The resource rules, in the order of the document.
    pub resources: Vec<ResourceRule>,
    /// 综合评估达标, where sections are judged.
    pub comprehensive: Option<ComprehensiveRule>,
    /// 校际差异系数.
    pub dispersion: DispersionRule,
    /// 综合差异系数, where their mean is judged.
    pub composite: Option<CompositeRule>,
    /// Splitting of multi-stage schools.
    pub split: SplitRule,
    /// Sections that are not evaluated.
    pub exclusions: Vec<ExclusionRule>,
    /// What some schools may count in addition.
    pub relaxations: Vec<RelaxationRule>,
    /// What counties and schools are asked to state.
    pub facts: Vec<FactSpec>,
    /// The rules that are not resource indicators.
    pub rules: Vec<Rule>,
    /// The survey.
    pub survey: Option<SurveySpec>,
    /// Every number of the document, and the rule that carries it.
    pub numbers: Vec<NumberSpec>,
}

/// A standard as somebody chose it: by the name it has in the catalogue, or as a document of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Chosen {
    /// Of the catalogue.
    Catalogue(String),
    /// Their own, as plain data.
    Own {
        /// Name of the file.
        file: String,
        /// SHA-256 of the document.
        sha256: String,
        /// The document as plain data.
        data: serde_json::Value,
    },
}

impl Chosen {
    /// Their own, from TOML text, and the standard it states.
    ///
    /// # Errors
    /// As [`Standard::parse`].
    #[cfg(any(test, feature = "files"))]
    pub fn parse(text: &str, file: &str) -> Result<(Self, Standard), Vec<Problem>> {
        let standard = Standard::parse(text, file)?;
        let (tree, lines) = document::from_toml(text, file)?;
        if identifiers().any(|known| known == standard.id) {
            let id = &standard.id;
            let fault = Fault::new(
                format!("`id` 写的 {id} 是随产品提供的标准，改过的不能再用这个编号和名称"),
                format!("`id` {id} is a standard of the catalogue; a changed one needs another"),
            )
            .help("请改 id、title，并核对改动处的 clause", "change id and title, and the clause of what you changed");
            return Err(vec![fault.at(file, lines.get("standard.id").copied(), "standard")]);
        }
        let data = serde_json::Value::Object(tree);
        Ok((Self::Own { file: file.to_owned(), sha256: standard.sha256.clone(), data }, standard))
    }

    /// The standard.
    ///
    /// # Errors
    /// As [`Standard::from_catalogue`] and [`Standard::from_data`].
    pub fn load(&self) -> Result<Standard, Vec<Problem>> {
        match self {
            Self::Catalogue(id) => Standard::from_catalogue(id),
            Self::Own { file, sha256, data } => Standard::from_data(data.clone(), file, Some(sha256.clone())),
        }
    }
}

impl Default for Chosen {
    fn default() -> Self {
        Self::Catalogue(DEFAULT.into())
    }
}

/// The standard taken when nobody names one.
pub const DEFAULT: &str = "national-2017";

/// A document that clauses cite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Document"))]
#[serde(deny_unknown_fields)]
pub struct CitedDocument {
    /// Identifier within the standard.
    pub id: String,
    /// 文号, such as 教督〔2017〕6号.
    pub number: String,
    /// Its title.
    #[cfg_attr(feature = "types", ts(as = "String"))]
    pub title: Text,
    /// Who issued it.
    pub issuer: String,
    /// Year of issue.
    pub year: u16,
}

/// How well a number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Two or more independent sources agree, or the document itself was read.
    Confirmed,
    /// One readable source.
    OneSource,
    /// No readable source; to be confirmed.
    Unconfirmed,
}

impl Confidence {
    /// In words for people.
    pub fn title(self) -> Text {
        match self {
            Self::Confirmed => Text::new("多个来源一致", "several sources agree"),
            Self::OneSource => Text::new("单一来源", "one source"),
            Self::Unconfirmed => Text::new("待核实", "to be confirmed"),
        }
    }
}

/// The place in a document that makes a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Clause {
    /// Identifier of the [`CitedDocument`].
    pub document: String,
    /// Part and item.
    pub article: String,
    /// The words, as they stand in the source that could be read.
    pub quote: String,
    /// The source that could be read.
    #[serde(alias = "read_in")]
    pub read_in: String,
    /// How well it is known.
    pub confidence: Confidence,
}

/// How whole-school amounts are split between stages.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SplitRule {
    /// Identifier of the rule.
    pub id: String,
    /// Weight of a pupil per stage.
    pub weights: Weights,
    /// The same for a school without a primary part (完全中学).
    pub without_primary: Weights,
    /// Its name.
    pub title: Text,
    /// Where it comes from.
    pub clause: Clause,
}

/// Weight of a pupil per stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// 小学.
    pub primary: Decimal,
    /// 初中.
    pub junior: Decimal,
    /// 高中.
    pub senior: Decimal,
}

impl SplitRule {
    /// The part of whole-school amounts that `stage` gets, from the pupils of each stage (primary, junior, senior).
    /// `None` without pupils.
    pub fn share(&self, pupils: [u32; 3], stage: Stage) -> Option<Share> {
        let weights = if pupils.first() == Some(&0) { &self.without_primary } else { &self.weights };
        let weights = [weights.primary, weights.junior, weights.senior];
        let parts =
            pupils.iter().zip(weights).map(|(count, weight)| (u64::from(*count) * weight.hundredths(), *count, weight));
        let words: Vec<(u64, String)> = parts
            .map(|(part, count, weight)| {
                (part, if weight == Decimal::integer(1) { count.to_string() } else { format!("{weight}×{count}") })
            })
            .collect();
        let denominator = words.iter().map(|(part, _)| part).sum();
        let (numerator, own) = words.get(stage.index())?;
        let sum: Vec<&str> = words.iter().filter(|(part, _)| *part > 0).map(|(_, word)| word.as_str()).collect();
        (denominator > 0).then(|| Share {
            numerator: *numerator,
            denominator,
            formula: format!("{own} ÷ ({})", sum.join(" + ")),
        })
    }

    /// The weights in a line: `1 : 1.1 : 1.32`.
    pub fn ratio(&self) -> String {
        format!("{} : {} : {}", self.weights.primary, self.weights.junior, self.weights.senior)
    }
}

impl Standard {
    /// The catalogue's standard `id`.
    ///
    /// # Errors
    /// `unknown_standard`, with the identifiers there are.
    pub fn from_catalogue(id: &str) -> Result<Self, Vec<Problem>> {
        let embedded = embedded(id)?;
        embedded.standard(|document| based(document, 0))
    }

    /// The standard taken when nobody names one, [`DEFAULT`]: without a word of the others, which the page need not bring
    /// to start. It starts from no other.
    ///
    /// # Errors
    /// As [`Standard::from_catalogue`].
    pub fn by_default() -> Result<Self, Vec<Problem>> {
        NATIONAL_2017.standard(Ok)
    }

    /// Reads a standard from TOML text; `file` is named in errors.
    ///
    /// # Errors
    /// `bad_standard` for each thing that is wrong: an unknown key, a missing clause, a duplicate or missing entry,
    /// an impossible number; with file and line.
    #[cfg(any(test, feature = "files"))]
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Problem>> {
        use sha2::{Digest, Sha256};
        let (tree, lines) = document::from_toml(text, file)?;
        let sha256 = hex(&Sha256::digest(text.as_bytes()));
        check::standard(based(Document::new(tree, lines, file)?, 0)?, sha256)
    }

    /// Reads a standard from plain data of the same shape as the TOML document; `file` is named in errors.
    ///
    /// # Errors
    /// As [`Self::parse`], without lines.
    pub fn from_data(data: serde_json::Value, file: &str, sha256: Option<String>) -> Result<Self, Vec<Problem>> {
        use sha2::{Digest, Sha256};
        let sha256 = sha256.unwrap_or_else(|| hex(&Sha256::digest(data.to_string().as_bytes())));
        let serde_json::Value::Object(tree) = data else {
            return Err(vec![Fault::new("标准应为一个对象", "a standard is an object").at(file, None, "")]);
        };
        check::standard(based(Document::new(tree, HashMap::new(), file)?, 0)?, sha256)
    }

    /// The rule of `indicator`.
    pub fn resource(&self, indicator: Indicator) -> Option<&ResourceRule> {
        self.resources.iter().find(|rule| rule.id == indicator)
    }

    /// The place of `indicator` among the resource rules, and so in every list of indicators of an evaluation.
    pub fn place(&self, indicator: Indicator) -> Option<usize> {
        self.resources.iter().position(|rule| rule.id == indicator)
    }

    /// The fact declared under `key`.
    pub fn fact(&self, key: &str) -> Option<&FactSpec> {
        self.facts.iter().find(|fact| fact.key == key)
    }

    /// Whether a total that the county states can stand for what its schools state under `key`: some ratio is of sums.
    pub fn takes_total(&self, key: &str) -> bool {
        // A rule on every school is never met by a total; only schools outside the worksheets are taken together.
        let sums = |rule: &&Rule| rule.level == Level::County || rule.asks_outside();
        let ratio = |rule: &&Rule| matches!(rule.measure, Measure::ReportedRatio { .. });
        self.rules.iter().filter(sums).filter(ratio).any(|rule| rule.measure.facts().contains(&key))
    }

    /// The rule `id`.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The document a clause cites.
    pub fn document(&self, id: &str) -> Option<&CitedDocument> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// The clause in one line: 文号, part and item.
    pub fn cite(&self, clause: &Clause) -> String {
        let number = self.document(&clause.document).map_or("", |document| document.number.as_str());
        format!("{number} {}", clause.article)
    }
}

/// Lower-case hexadecimal digits of `bytes`.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A standard of the catalogue with all it is based on, and its fingerprint.
fn catalogue(id: &str, depth: u8) -> Result<(Document, String), Vec<Problem>> {
    let embedded = embedded(id)?;
    Ok((based(embedded.document()?, depth)?, embedded.sha256.to_owned()))
}

fn embedded(id: &str) -> Result<&'static Embedded, Vec<Problem>> {
    CATALOGUE.iter().find(|document| document.id == id).copied().ok_or_else(|| {
        let known: Vec<_> = identifiers().collect();
        vec![Problem::new(
            "unknown_standard",
            Text::new(format!("没有名为“{id}”的标准"), format!("there is no standard `{id}`")),
            Text::new(format!("可用的标准：{}", known.join("、")), format!("use one of: {}", known.join(", "))),
        )]
    })
}

impl Embedded {
    fn document(&self) -> Result<Document, Vec<Problem>> {
        let file = format!("{}.toml", self.id);
        let tree = serde_json::from_str(self.json)
            .map_err(|error| vec![Fault::new(error.to_string(), error.to_string()).at(&file, None, "")])?;
        Document::new(tree, HashMap::new(), &file)
    }

    /// The standard it makes, with what `whole` lays it over.
    fn standard(
        &self,
        whole: impl FnOnce(Document) -> Result<Document, Vec<Problem>>,
    ) -> Result<Standard, Vec<Problem>> {
        if let Some(standard) = self.loaded.get() {
            return Ok(standard.clone());
        }
        let standard = check::standard(whole(self.document()?)?, self.sha256.to_owned())?;
        Ok(self.loaded.get_or_init(|| standard).clone())
    }
}

/// The document laid over what it extends.
fn based(document: Document, depth: u8) -> Result<Document, Vec<Problem>> {
    let base = match document.head("extends") {
        None => return Ok(document),
        Some(serde_json::Value::String(base)) => base.clone(),
        Some(_) => {
            let fault = Fault::new("`extends` 应为一个标准的编号", "`extends` must be the id of a standard");
            return Err(vec![document.problem("standard", fault)]);
        }
    };
    // Standards of the catalogue extend one another a few times at most; a loop would be a mistake in one of them.
    if depth > 4 {
        return Err(vec![document.problem("standard", Fault::new("`extends` 互相引用", "`extends` goes in a circle"))]);
    }
    let (base, _) = catalogue(&base, depth + 1).map_err(|problems| {
        let known: Vec<_> = identifiers().collect();
        if problems.iter().all(|problem| problem.code == "unknown_standard") {
            let fault = Fault::new(
                format!("`extends` 引用了不存在的标准 `{base}`"),
                format!("`extends` names `{base}`, which does not exist"),
            )
            .help(format!("可用：{}", known.join("、")), format!("use one of {}", known.join(", ")));
            vec![document.problem("standard", fault)]
        } else {
            problems
        }
    })?;
    document.over(base)
}

/// What is wrong with a standard, in both languages, and what to do about it.
#[derive(Debug, Clone)]
struct Fault {
    what: Text,
    help: Text,
}

impl Fault {
    fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            what: Text::new(zh, en),
            help: Text::new("改正该处后重新载入", "correct it there and load the file again"),
        }
    }

    fn help(self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { help: Text::new(zh, en), ..self }
    }

    /// At `path` of the document, on `line` of its text where that is known.
    fn at(self, file: &str, line: Option<usize>, path: &str) -> Problem {
        let place = match line {
            Some(line) => format!(":{line}"),
            None if path.is_empty() => String::new(),
            None => format!(" {path}"),
        };
        Problem::new(
            "bad_standard",
            Text::new(format!("{file}{place}：{}", self.what.zh), format!("{file}{place}: {}", self.what.en)),
            self.help,
        )
        .at(Location {
            file: Some(file.into()),
            path: line.map(|line| format!("line {line}")).or_else(|| (!path.is_empty()).then(|| path.to_owned())),
            ..Location::default()
        })
    }
}

#[cfg(test)]
mod tests;
