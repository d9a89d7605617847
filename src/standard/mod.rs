//! Standards: rules as cited data. A standard is a TOML document; the loader refuses what it does not know, with the
//! line.

use crate::diagnostic::{Location, Problem, Text};
use crate::quantity::Decimal;
use crate::records::{Indicator, Kind, Share, Stage};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// A document of the catalogue, as the build made it from `catalogue/*.toml`.
struct Embedded {
    id: &'static str,
    /// SHA-256 of the TOML document.
    sha256: &'static str,
    /// The document as JSON: its reader is in the page anyway, a TOML parser is not.
    json: &'static str,
    /// The document as written.
    #[cfg(any(test, feature = "files"))]
    toml: &'static str,
}

/// The standards that come with the product.
const CATALOGUE: &[Embedded] = &include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// Identifiers of the standards that come with the product.
pub fn identifiers() -> impl Iterator<Item = &'static str> {
    CATALOGUE.iter().map(|document| document.id)
}

/// The TOML document of a standard of the catalogue, to read or to start one's own from.
#[cfg(any(test, feature = "files"))]
pub fn source(id: &str) -> Option<&'static str> {
    CATALOGUE.iter().find(|document| document.id == id).map(|document| document.toml)
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
    /// Documents its clauses cite.
    pub documents: Vec<Document>,
    /// The seven resource rules, by [`Indicator::index`].
    pub resources: Vec<ResourceRule>,
    /// 综合评估达标.
    pub comprehensive: ComprehensiveRule,
    /// 校际差异系数.
    pub dispersion: DispersionRule,
    /// Splitting of multi-stage schools.
    pub split: SplitRule,
    /// Sections that are not evaluated.
    pub exclusions: Vec<ExclusionRule>,
}

/// A document that clauses cite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Document {
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
    /// Two or more independent sources agree.
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
    /// Identifier of the [`Document`].
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

/// How an observed value is compared with a limit. 以上 and 不低于 are ≥; 以下 and 不超过 are ≤.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// ≥.
    AtLeast,
    /// ≤.
    AtMost,
}

/// A number per stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerStage {
    /// 小学.
    pub primary: Decimal,
    /// 初中.
    pub junior: Decimal,
}

impl PerStage {
    /// The number for `stage`.
    pub const fn get(&self, stage: Stage) -> Decimal {
        match stage {
            Stage::Primary => self.primary,
            Stage::Junior => self.junior,
        }
    }
}

/// One of the seven resource indicators: its threshold and its floor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceRule {
    /// Which indicator.
    pub id: Indicator,
    /// Always ≥ here; stated so that a document reads completely.
    pub comparison: Comparison,
    /// Threshold per stage, in the unit of the indicator (per 100 pupils, or per pupil).
    pub threshold: PerStage,
    /// Part of the threshold that must be reached at least, such as 0.85.
    pub floor: Decimal,
    /// Its name.
    pub title: Text,
    /// What is counted.
    pub numerator: Text,
    /// Where it comes from.
    pub clause: Clause,
}

impl ResourceRule {
    /// Threshold × floor, exactly: 4.2 × 0.85 = 3.57.
    pub fn floor_value(&self, stage: Stage) -> Decimal {
        // The loader has checked that the product can be held.
        self.threshold.get(stage).checked_mul(self.floor).unwrap_or(Decimal::ZERO)
    }
}

/// 综合评估达标: at least so many indicators reach their threshold, the others their floor.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComprehensiveRule {
    /// Identifier of the rule.
    pub id: String,
    /// How many of the seven must reach their threshold.
    pub at_least: u8,
    /// Its name.
    pub title: Text,
    /// Where it comes from.
    pub clause: Clause,
}

/// 校际差异系数: the limit of each indicator's coefficient.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispersionRule {
    /// Identifier of the rule.
    pub id: String,
    /// Always ≤ here.
    pub comparison: Comparison,
    /// Limit per stage.
    pub limit: PerStage,
    /// Its name.
    pub title: Text,
    /// Where the limit comes from.
    pub clause: Clause,
    /// Where the formula comes from.
    pub method: Clause,
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

/// Sections that do not enter the seven indicators.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExclusionRule {
    /// Identifier of the rule.
    pub id: String,
    /// Kinds of school it speaks of. Sections without a kind are never excluded by it.
    pub kinds: Vec<Kind>,
    /// Only with fewer pupils than this; all when absent.
    #[serde(default)]
    pub pupils_below: Option<u32>,
    /// Why, for people.
    pub reason: Text,
    /// Where it comes from.
    pub clause: Clause,
}

/// The document as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    standard: Head,
    document: Vec<Document>,
    resource: Vec<ResourceRule>,
    comprehensive: ComprehensiveRule,
    dispersion: DispersionRule,
    split: SplitRule,
    #[serde(default)]
    exclusion: Vec<ExclusionRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    version: String,
    document: String,
    title: Text,
}

impl Standard {
    /// The catalogue's standard `id`.
    ///
    /// # Errors
    /// `unknown_standard`, with the identifiers there are.
    pub fn from_catalogue(id: &str) -> Result<Self, Vec<Problem>> {
        let Some(document) = CATALOGUE.iter().find(|document| document.id == id) else {
            let known: Vec<_> = identifiers().collect();
            return Err(vec![Problem::new(
                "unknown_standard",
                Text::new(format!("没有名为“{id}”的标准"), format!("there is no standard `{id}`")),
                Text::new(format!("可用的标准：{}", known.join("、")), format!("use one of: {}", known.join(", "))),
            )]);
        };
        let file = format!("{id}.toml");
        let source = serde_json::from_str(document.json).map_err(|error| vec![bad(&file, None, &error.to_string())])?;
        Self::checked(source, document.sha256.to_owned(), &file)
    }

    /// Reads a standard from TOML text; `file` is named in errors.
    ///
    /// # Errors
    /// `bad_standard` for each thing that is wrong: an unknown key, a missing clause, a duplicate or missing indicator,
    /// an impossible number; with file and line where the text has one.
    #[cfg(any(test, feature = "files"))]
    pub fn parse(text: &str, file: &str) -> Result<Self, Vec<Problem>> {
        use sha2::{Digest, Sha256};
        let source: Source = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            vec![bad(file, line, error.message().trim())]
        })?;
        Self::checked(source, hex(&Sha256::digest(text.as_bytes())), file)
    }

    /// What no type can say: citations lead somewhere, all seven indicators are there once, numbers are possible.
    fn checked(source: Source, sha256: String, file: &str) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut fail = |what: String| problems.push(bad(file, None, &what));

        let documents: HashSet<_> = source.document.iter().map(|document| document.id.as_str()).collect();
        if documents.len() != source.document.len() {
            fail("two documents have the same id".into());
        }
        if !documents.contains(source.standard.document.as_str()) {
            fail(format!("standard.document `{}` is not among the documents", source.standard.document));
        }
        let clauses = source
            .resource
            .iter()
            .map(|rule| (rule.id.id(), &rule.clause))
            .chain(source.exclusion.iter().map(|rule| (rule.id.as_str(), &rule.clause)))
            .chain([
                ("comprehensive", &source.comprehensive.clause),
                ("dispersion", &source.dispersion.clause),
                ("dispersion.method", &source.dispersion.method),
                ("split", &source.split.clause),
            ]);
        for (rule, clause) in clauses {
            if !documents.contains(clause.document.as_str()) {
                fail(format!("`{rule}` cites the unknown document `{}`", clause.document));
            }
            if clause.article.trim().is_empty() || clause.quote.trim().is_empty() || clause.read_in.trim().is_empty() {
                fail(format!("`{rule}` has an empty citation"));
            }
        }
        let mut resources: Vec<Option<ResourceRule>> = vec![None; Indicator::ALL.len()];
        for rule in source.resource {
            let name = rule.id.id();
            let one = Decimal::integer(1);
            if rule.floor.is_zero() || rule.floor > one {
                fail(format!("`{name}`: floor must be above 0 and at most 1"));
            }
            if rule.comparison != Comparison::AtLeast {
                fail(format!("`{name}`: a resource is compared with `at_least`"));
            }
            for stage in Stage::ALL {
                let threshold = rule.threshold.get(stage);
                if threshold.is_zero() || threshold > Decimal::integer(1_000_000) || threshold.parts().1 > 6 {
                    fail(format!("`{name}`: threshold {threshold} is not possible"));
                }
            }
            if rule.floor.parts().1 > 6 {
                fail(format!("`{name}`: floor {} has too many decimals", rule.floor));
            }
            match resources.get_mut(rule.id.index()) {
                Some(slot @ None) => *slot = Some(rule),
                _ => fail(format!("`{name}` stands twice")),
            }
        }
        for indicator in Indicator::ALL {
            if resources.get(indicator.index()).is_none_or(Option::is_none) {
                fail(format!("`{}` is missing", indicator.id()));
            }
        }
        if source.comprehensive.at_least == 0 || source.comprehensive.at_least > 7 {
            fail("comprehensive.at_least must be from 1 to 7".into());
        }
        if source.dispersion.comparison != Comparison::AtMost {
            fail("dispersion is compared with `at_most`".into());
        }
        for stage in Stage::ALL {
            let limit = source.dispersion.limit.get(stage);
            if limit.is_zero() || limit.parts().1 > 6 || limit > Decimal::integer(100) {
                fail(format!("dispersion.limit {limit} is not possible"));
            }
        }
        let (all, two) = (source.split.weights, source.split.without_primary);
        for weight in [all.primary, all.junior, all.senior, two.junior, two.senior] {
            if weight.is_zero() || weight.parts().1 > 2 || weight > Decimal::integer(100) {
                fail(format!("split weight {weight} must be above 0 and have at most two decimals"));
            }
        }
        if all.senior.checked_mul(two.junior) != all.junior.checked_mul(two.senior) {
            fail("split.without_primary must have the ratio of split.weights".into());
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            id: source.standard.id,
            version: source.standard.version,
            sha256,
            title: source.standard.title,
            documents: source.document,
            resources: resources.into_iter().flatten().collect(),
            comprehensive: source.comprehensive,
            dispersion: source.dispersion,
            split: source.split,
            exclusions: source.exclusion,
        })
    }

    /// The rule of `indicator`.
    pub fn resource(&self, indicator: Indicator) -> Option<&ResourceRule> {
        self.resources.get(indicator.index())
    }

    /// The document a clause cites.
    pub fn document(&self, id: &str) -> Option<&Document> {
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

fn bad(file: &str, line: Option<usize>, what: &str) -> Problem {
    let place = line.map_or(String::new(), |line| format!(":{line}"));
    Problem::new(
        "bad_standard",
        Text::new(format!("标准文件 {file}{place} 有误：{what}"), format!("standard {file}{place}: {what}")),
        Text::new("请改正该处后重新载入", "correct it there and load the file again"),
    )
    .at(Location {
        file: Some(file.to_owned()),
        path: line.map(|line| format!("line {line}")),
        ..Location::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> &'static str {
        CATALOGUE[0].toml
    }

    fn message(changed: &str) -> String {
        match Standard::parse(changed, "mine.toml") {
            Ok(_) => String::new(),
            Err(problems) => problems.iter().map(|problem| problem.message.en.clone()).collect::<Vec<_>>().join("; "),
        }
    }

    #[test]
    fn every_standard_of_the_catalogue_loads_under_its_own_name() {
        for Embedded { id, toml, .. } in CATALOGUE {
            let standard = Standard::parse(toml, id).unwrap_or_else(|problems| unreachable!("{problems:?}"));
            assert_eq!(standard.id, *id);
            assert_eq!(Standard::from_catalogue(id).as_ref(), Ok(&standard), "JSON and TOML say the same");
            assert_eq!(standard.resources.len(), 7);
            for (indicator, rule) in Indicator::ALL.iter().zip(&standard.resources) {
                assert_eq!(rule.id, *indicator);
            }
        }
    }

    #[test]
    fn the_national_floors_are_those_published() {
        let standard =
            Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let floors: Vec<_> =
            standard.resources.iter().map(|rule| Stage::ALL.map(|stage| rule.floor_value(stage).to_string())).collect();
        let published = [
            ["3.57", "4.505"],
            ["0.85", "0.85"],
            ["0.765", "0.765"],
            ["3.825", "4.93"],
            ["6.375", "8.67"],
            ["1700", "2125"],
            ["1.955", "2.04"],
        ];
        assert_eq!(floors, published.map(|pair| pair.map(String::from)));
    }

    #[test]
    fn refuses_what_it_does_not_know_with_the_line() {
        let typo = text().replacen("floor = \"0.85\"", "flor = \"0.85\"", 1);
        let said = message(&typo);
        assert!(said.contains("mine.toml:") && said.contains("flor"), "{said}");
        assert!(
            message(&text().replace("document = \"hebei-measures\"", "document = \"nowhere\"")).contains("nowhere")
        );
        assert!(message(&text().replacen("\"4.2\"", "\"-4.2\"", 1)).contains("-4.2"));
        assert!(message(&text().replacen("\"4.2\"", "\"0\"", 1)).contains("not possible"));
        assert!(message(&text().replace("backbone_teachers", "pe_art_teachers")).contains("stands twice"));
        assert!(message(&text().replacen("at_least = 6", "at_least = 8", 1)).contains("at_least"));
        assert!(message("").contains("missing field"));
    }

    #[test]
    fn shares_of_multi_stage_schools_are_as_published() {
        let split =
            Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}")).split;
        let share = |pupils, stage| split.share(pupils, stage).map(|one| (one.numerator, one.denominator, one.formula));
        let nine = [166, 210, 0];
        assert_eq!(share(nine, Stage::Primary), Some((16600, 39700, "166 ÷ (166 + 1.1×210)".into())));
        assert_eq!(share(nine, Stage::Junior), Some((23100, 39700, "1.1×210 ÷ (166 + 1.1×210)".into())));
        assert_eq!(share([0, 200, 100], Stage::Junior), Some((20000, 32000, "200 ÷ (200 + 1.2×100)".into())));
        let twelve = Some((22000, 38600, "1.1×200 ÷ (100 + 1.1×200 + 1.32×50)".into()));
        assert_eq!(share([100, 200, 50], Stage::Junior), twelve);
        assert_eq!(share([0, 0, 0], Stage::Junior), None);
    }

    #[test]
    fn an_unknown_standard_is_answered_with_those_there_are() {
        let problems = Standard::from_catalogue("national-2099").err().unwrap_or_default();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].help.en.contains("national-2017"));
    }
}
