//! What no type can say of a standard: citations lead somewhere, facts are declared, numbers are possible. Every mistake
//! is reported, at its line.

use super::document::{Document, Entry};
use super::{
    CitedDocument, Clause, CompositeRule, ComprehensiveRule, Condition, DispersionRule, ExclusionRule, FactKind,
    FactSpec, Fault, Level, Measure, NumberSpec, RelaxationRule, ResourceRule, Rule, SplitRule, Standard, SurveySpec,
    signed,
};
use crate::diagnostic::{Problem, Text};
use crate::quantity::Decimal;
use crate::records::Stage;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    id: String,
    version: String,
    document: String,
    title: Text,
    #[serde(default)]
    extends: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "acts where an overlay is laid over its base")]
    omit: Vec<String>,
}

/// The problems found, and the document they are found in.
struct Checker<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
}

/// The standard a document states.
///
/// # Errors
/// `bad_standard` for every mistake.
pub(super) fn standard(document: Document, sha256: String) -> Result<Standard, Vec<Problem>> {
    let mut checker = Checker { document: &document, problems: Vec::new() };
    let head: Option<Head> = checker.table("standard");
    let documents: Vec<(CitedDocument, String)> = checker.list("document");
    let resources: Vec<(ResourceRule, String)> = checker.list("resource");
    let comprehensive: Option<ComprehensiveRule> = checker.optional("comprehensive");
    let dispersion: Option<DispersionRule> = checker.table("dispersion");
    let composite: Option<CompositeRule> = checker.optional("composite");
    let split: Option<SplitRule> = checker.table("split");
    let exclusions: Vec<(ExclusionRule, String)> = checker.list("exclusion");
    let relaxations: Vec<(RelaxationRule, String)> = checker.list("relaxation");
    let facts: Vec<(FactSpec, String)> = checker.list("fact");
    let rules: Vec<(Rule, String)> = checker.list("rule");
    let survey: Option<SurveySpec> = checker.optional("survey");
    let numbers: Vec<(NumberSpec, String)> = checker.list("number");
    let (Some(head), Some(dispersion), Some(split), true) = (head, dispersion, split, checker.problems.is_empty())
    else {
        return Err(checker.problems);
    };

    checker.unique(documents.iter().map(|(one, path)| (one.id.as_str(), path)), "document");
    checker.unique(resources.iter().map(|(one, path)| (one.id.id(), path)), "resource");
    checker.unique(facts.iter().map(|(one, path)| (one.key.as_str(), path)), "fact");
    let identifiers = rules.iter().map(|(one, path)| (one.id.as_str(), path));
    let identifiers = identifiers
        .chain(exclusions.iter().map(|(one, path)| (one.id.as_str(), path)))
        .chain(relaxations.iter().map(|(one, path)| (one.id.as_str(), path)));
    checker.unique(identifiers, "rule");

    let known: HashSet<&str> = documents.iter().map(|(document, _)| document.id.as_str()).collect();
    if !known.contains(head.document.as_str()) {
        checker.fail(
            "standard",
            format!("`document` 写的 `{}` 不在 [[document]] 里", head.document),
            format!("`document` `{}` is not among the documents", head.document),
        );
    }
    for (rule, path) in &resources {
        checker.clause(&known, &rule.clause, path);
        checker.resource(rule, path, comprehensive.is_some());
    }
    if resources.is_empty() {
        checker.fail("standard", "没有 [[resource]]", "there is no [[resource]]");
    }
    if let Some(rule) = &comprehensive {
        checker.clause(&known, &rule.clause, "comprehensive");
        if rule.at_least == 0 || usize::from(rule.at_least) > resources.len() {
            let most = resources.len();
            checker.fail(
                "comprehensive",
                format!("`at_least` 应在1到{most}之间"),
                format!("`at_least` must be from 1 to {most}"),
            );
        }
    }
    checker.clause(&known, &dispersion.clause, "dispersion");
    checker.clause(&known, &dispersion.method, "dispersion");
    if let Some(rule) = &composite {
        checker.clause(&known, &rule.clause, "composite");
    }
    for (path, comparison, limit) in [
        Some(("dispersion", dispersion.comparison, dispersion.limit)),
        composite.as_ref().map(|rule| ("composite", rule.comparison, Some(rule.limit))),
    ]
    .into_iter()
    .flatten()
    {
        if comparison != super::Comparison::AtMost {
            checker.fail(path, "`comparison` 应为 `at_most`", "`comparison` must be `at_most`");
        }
        for limit in Stage::ALL.into_iter().filter_map(|stage| limit.map(|limit| limit.get(stage))) {
            if limit.is_zero() || limit.parts().1 > 6 || limit > Decimal::integer(100) {
                checker.fail(path, format!("`limit` 写的 {limit} 不可能"), format!("`limit` {limit} is not possible"));
            }
        }
    }
    checker.clause(&known, &split.clause, "split");
    checker.split(&split);
    let declared: HashMap<&str, &FactSpec> = facts.iter().map(|(fact, _)| (fact.key.as_str(), fact)).collect();
    for (rule, path) in &exclusions {
        checker.clause(&known, &rule.clause, path);
        checker.condition(&declared, &rule.when, path);
    }
    for (rule, path) in &relaxations {
        checker.clause(&known, &rule.clause, path);
        checker.condition(&declared, &rule.when, path);
        checker.dates(rule.from, rule.until, path);
        for key in &rule.add {
            checker.needs(&declared, key, path, "add", |fact| {
                fact.level == Level::School && matches!(fact.kind, FactKind::Count | FactKind::Amount)
            });
        }
    }
    for (fact, path) in &facts {
        checker.fact(fact, path);
    }
    for (rule, path) in &rules {
        checker.rule(&known, &declared, rule, path, survey.is_some());
    }
    if let Some(survey) = &survey {
        checker.clause(&known, &survey.sample_clause, "survey");
        checker.needs(&declared, &survey.population, "survey", "population", |fact| {
            fact.level == Level::County && matches!(fact.kind, FactKind::Count | FactKind::Amount)
        });
    }
    let used = used(&rules, &relaxations, &exclusions, survey.as_ref());
    for (fact, path) in facts.iter().filter(|(fact, path)| !path.is_empty() && !used.contains(&fact.key)) {
        checker.fail(
            path,
            format!("`{}` 没有任何规则用到", fact.key),
            format!("the fact `{}` is used by no rule", fact.key),
        );
    }
    // Facts of the base that only omitted rules needed are not asked for any more.
    let facts: Vec<(FactSpec, String)> = facts.into_iter().filter(|(fact, _)| used.contains(&fact.key)).collect();
    checker.numbers(&numbers, &resources, &rules, &facts, &exclusions, &relaxations);

    if !checker.problems.is_empty() {
        return Err(checker.problems);
    }
    Ok(Standard {
        id: head.id,
        version: head.version,
        sha256,
        title: head.title,
        extends: head.extends,
        document: head.document,
        documents: plain(documents),
        resources: plain(resources),
        comprehensive,
        dispersion,
        composite,
        split,
        exclusions: plain(exclusions),
        relaxations: plain(relaxations),
        facts: plain(facts),
        rules: plain(rules),
        survey,
        numbers: plain(numbers),
    })
}

/// Children of one place that are tried without: more than any standard has, and each trial reads the entry again.
const MOST_TRIED: usize = 200;

/// Never inlined: a reader is large, and is called in two places.
#[inline(never)]
fn read_as<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}

/// Where in an entry the `fault` lies with which reading it ends: the keys, from the outside, without which there would
/// be another fault or none. Empty for the entry itself, and of a key that is missing for what it is missing in. `read`
/// tells the fault of what it is given.
fn place(entry: &Value, fault: &str, read: &dyn Fn(&Value) -> Option<String>) -> String {
    let differs = |value: &Value| read(value).is_none_or(|other| other != fault);
    let missing = fault.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let (mut pointer, mut path) = (String::new(), String::new());
    loop {
        let children: Vec<String> = match entry.pointer(&pointer) {
            Some(Value::Object(fields)) => {
                // Whether it is missing here: something in its place would be another fault.
                if let Some(missing) = missing.filter(|missing| !fields.contains_key(*missing)) {
                    let mut given = entry.clone();
                    if let Some(Value::Object(fields)) = given.pointer_mut(&pointer) {
                        fields.insert(missing.to_owned(), Value::Array(Vec::new()));
                    }
                    if differs(&given) {
                        return path;
                    }
                }
                fields.keys().cloned().collect()
            }
            Some(Value::Array(items)) => (0..items.len()).map(|index| index.to_string()).collect(),
            _ => return path,
        };
        let faulty = children.into_iter().take(MOST_TRIED).find(|child| {
            let mut without = entry.clone();
            match without.pointer_mut(&pointer) {
                Some(Value::Object(fields)) => drop(fields.remove(child)),
                Some(Value::Array(items)) => drop(child.parse().map(|index: usize| items.remove(index))),
                _ => {}
            }
            differs(&without)
        });
        let Some(child) = faulty else { return path };
        match child.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) if path.is_empty() => path.push_str(&child),
            Err(_) => path.push_str(&format!(".{child}")),
        }
        pointer.push('/');
        pointer.push_str(&child);
    }
}

fn plain<T>(entries: Vec<(T, String)>) -> Vec<T> {
    entries.into_iter().map(|(one, _)| one).collect()
}

impl Checker<'_> {
    fn fail(&mut self, path: &str, zh: impl Into<String>, en: impl Into<String>) {
        self.problems.push(self.document.problem(path, Fault::new(zh, en)));
    }

    fn read<T: DeserializeOwned>(&mut self, list: &str, entry: &Entry) -> Option<T> {
        match read_as::<T>(Value::Object(entry.fields.clone())) {
            Ok(value) => Some(value),
            Err(error) => {
                self.misread(list, entry, &error, &|value| read_as::<T>(value.clone()).err());
                None
            }
        }
    }

    /// Says why an entry cannot be read, at the place it is about. `again` tells the fault of what it is given.
    fn misread(&mut self, list: &str, entry: &Entry, error: &str, again: &dyn Fn(&Value) -> Option<String>) {
        let inner = place(&Value::Object(entry.fields.clone()), error, again);
        let (fault, named) = in_words(error);
        let fault = self.stranger(list, entry, error).unwrap_or(fault);
        // The key itself where it stands, else the nearest thing around it that does.
        let mut path = match (inner.as_str(), named) {
            ("", None) => entry.path.clone(),
            ("", Some(key)) => format!("{}.{key}", entry.path),
            (inner, _) => format!("{}.{inner}", entry.path),
        };
        while !self.document.lines.contains_key(&path) && path.len() > entry.path.len() {
            path.truncate(path.rfind(['.', '[']).unwrap_or(0).max(entry.path.len()));
        }
        self.problems.push(self.document.problem(&path, fault));
    }

    /// An entry of an overlay that lacks what a new one needs: more likely a misspelt one of the base.
    fn stranger(&self, list: &str, entry: &Entry, error: &str) -> Option<Fault> {
        let names = self.document.base.get(list)?;
        let name = entry.name("id").or_else(|| entry.name("key"))?;
        if entry.path.is_empty() || !error.starts_with("missing field") || names.iter().any(|known| known == name) {
            return None;
        }
        let missing = error.split('`').nth(1).unwrap_or_default();
        let near = names.iter().min_by_key(|known| distance(known, name)).filter(|known| distance(known, name) < 4);
        let fault = Fault::new(
            format!("所依据的标准里没有 `{name}`；如果是新增的，还缺 `{missing}`"),
            format!("the base has no `{name}`; a new one still needs `{missing}`"),
        );
        Some(match near {
            Some(near) => fault.help(format!("是否应为 {near}？"), format!("did you mean {near}?")),
            None => fault,
        })
    }

    fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let document = self.document;
        document.tables.get(name).and_then(|entry| self.read(name, entry))
    }

    fn table<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        if !self.document.tables.contains_key(name) {
            self.fail("", format!("缺少 [{name}]"), format!("[{name}] is missing"));
        }
        self.optional(name)
    }

    fn list<T: DeserializeOwned>(&mut self, name: &str) -> Vec<(T, String)> {
        let document = self.document;
        let entries = document.lists.get(name).into_iter().flatten();
        entries.filter_map(|entry| self.read(name, entry).map(|value| (value, entry.path.clone()))).collect()
    }

    fn unique<'a>(&mut self, names: impl Iterator<Item = (&'a str, &'a String)>, what: &str) {
        let mut seen = HashSet::new();
        for (name, path) in names {
            if !seen.insert(name) {
                self.fail(path, format!("`{name}` 出现了两次"), format!("the {what} `{name}` stands twice"));
            }
        }
    }

    fn clause(&mut self, known: &HashSet<&str>, clause: &Clause, path: &str) {
        if !known.contains(clause.document.as_str()) {
            self.fail(
                path,
                format!("`clause` 引用的文件 `{}` 不在 [[document]] 里", clause.document),
                format!("`clause` cites the unknown document `{}`", clause.document),
            );
        }
        if [&clause.article, &clause.quote, &clause.read_in].into_iter().any(|text| text.trim().is_empty()) {
            self.fail(path, "`clause` 有空着的内容", "`clause` is an empty citation");
        }
    }

    fn resource(&mut self, rule: &ResourceRule, path: &str, judged: bool) {
        let name = rule.id.id();
        if rule.comparison != super::Comparison::AtLeast {
            self.fail(
                path,
                format!("`{name}` 的 `comparison` 应为 `at_least`"),
                format!("`{name}`: `comparison` must be `at_least`"),
            );
        }
        if !matches!(rule.per, 1 | 100) || rule.decimals > 6 {
            self.fail(
                path,
                format!("`{name}` 的 `per` 应为1或100，`decimals` 不超过6"),
                format!("`{name}`: `per` is 1 or 100, `decimals` at most 6"),
            );
        }
        if judged && rule.threshold.is_none() {
            self.fail(
                path,
                format!("`{name}` 缺少 `threshold`：有 [comprehensive] 时每项指标都要有达标值"),
                format!("`{name}` needs a `threshold`, because [comprehensive] judges sections"),
            );
        }
        if let Some(floor) = rule.floor
            && (floor.is_zero() || floor > Decimal::integer(1) || floor.parts().1 > 6)
        {
            self.fail(
                path,
                format!("`{name}` 的 `floor` 应大于0、不超过1"),
                format!("`{name}`: `floor` must be above 0 and at most 1"),
            );
        }
        for threshold in Stage::ALL.into_iter().filter_map(|stage| rule.threshold.map(|one| one.get(stage))) {
            if threshold.is_zero() || threshold > Decimal::integer(1_000_000) || threshold.parts().1 > 6 {
                self.fail(
                    path,
                    format!("`{name}` 的 `threshold` 写的 {threshold} 不可能"),
                    format!("`{name}`: `threshold` {threshold} is not possible"),
                );
            }
        }
    }

    fn split(&mut self, split: &SplitRule) {
        let (all, two) = (split.weights, split.without_primary);
        for weight in [all.primary, all.junior, all.senior, two.junior, two.senior] {
            if weight.is_zero() || weight.parts().1 > 2 || weight > Decimal::integer(100) {
                self.fail(
                    "split",
                    format!("`weights` 写的 {weight} 应大于0，最多两位小数"),
                    format!("`weights` {weight} must be above 0 and have at most two decimals"),
                );
            }
        }
        if all.senior.checked_mul(two.junior) != all.junior.checked_mul(two.senior) {
            self.fail(
                "split",
                "`without_primary` 的比例应与 `weights` 一致",
                "`without_primary` must have the ratio of `weights`",
            );
        }
    }

    fn dates(&mut self, from: Option<crate::records::Day>, until: Option<crate::records::Day>, path: &str) {
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.fail(
                path,
                format!("`until` {until} 早于 `from` {from}"),
                format!("`until` {until} is before `from` {from}"),
            );
        }
    }

    fn condition(&mut self, declared: &HashMap<&str, &FactSpec>, when: &Condition, path: &str) {
        for flag in &when.flags {
            self.needs(declared, flag, path, "flags", |fact| {
                fact.level == Level::School && fact.kind == FactKind::YesNo
            });
        }
        if let (Some(from), Some(below)) = (when.pupils_at_least, when.pupils_below)
            && below <= from
        {
            self.fail(
                path,
                "`pupils_below` 应大于 `pupils_at_least`",
                "`pupils_below` must be above `pupils_at_least`",
            );
        }
        if let (Some(from), Some(until)) = (when.built_from, when.built_until)
            && until < from
        {
            self.fail(path, "`built_until` 早于 `built_from`", "`built_until` is before `built_from`");
        }
    }

    /// The fact `key` is declared and fits.
    fn needs(
        &mut self,
        declared: &HashMap<&str, &FactSpec>,
        key: &str,
        path: &str,
        from: &str,
        fits: impl Fn(&FactSpec) -> bool,
    ) {
        match declared.get(key) {
            None => self.fail(
                path,
                format!("`{from}` 用到的 `{key}` 没有在 [[fact]] 里声明"),
                format!("`{from}` names the fact `{key}`, which is not declared"),
            ),
            Some(fact) if !fits(fact) => {
                self.fail(
                    path,
                    format!("`{from}` 用到的 `{key}` 层级（level）或类型（kind）不合适"),
                    format!("`{from}` names the fact `{key}`, whose level or kind does not fit"),
                );
            }
            Some(_) => {}
        }
    }

    fn fact(&mut self, fact: &FactSpec, path: &str) {
        let name = &fact.key;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            self.fail(
                path,
                format!("`key` 写的 `{name}` 应只用小写字母、数字和下划线"),
                format!("`key` `{name}` must be in snake_case"),
            );
        }
        if !matches!(fact.level, Level::County | Level::School) {
            self.fail(
                path,
                format!("`{name}` 的 `level` 应为 `county` 或 `school`"),
                format!("`{name}`: `level` must be `county` or `school`"),
            );
        }
        let (min, max) = fact.range();
        if max.is_some_and(|max| max < min) {
            self.fail(path, format!("`{name}` 的 `max` 小于 `min`"), format!("`{name}`: `max` is below `min`"));
        }
    }

    fn rule(
        &mut self,
        known: &HashSet<&str>,
        declared: &HashMap<&str, &FactSpec>,
        rule: &Rule,
        path: &str,
        survey: bool,
    ) {
        let name = &rule.id;
        self.clause(known, &rule.clause, path);
        self.condition(declared, &rule.applies, path);
        self.dates(rule.from, rule.until, path);
        if rule.item == 0 {
            self.fail(path, format!("`{name}` 的 `item` 从1数起"), format!("`{name}`: `item` counts from 1"));
        }
        let attested = matches!(rule.measure, Measure::Attested { .. });
        if attested && (!rule.limits.is_empty() || rule.comparison.is_some()) {
            self.fail(
                path,
                format!("`{name}` 是佐证项（attested），不能有 `limits` 或 `comparison`"),
                format!("`{name}` is attested: it has no `limits` and no `comparison`"),
            );
        }
        if !rule.limits.is_empty() && rule.comparison.is_none() {
            self.fail(path, format!("`{name}` 缺少 `comparison`"), format!("`{name}` needs a `comparison`"));
        }
        if rule.limits.is_empty() && rule.comparison.is_some() && !attested {
            self.fail(
                path,
                format!("`{name}` 有 `comparison` 而没有 `limits`"),
                format!("`{name}` has a `comparison` and no `limits`"),
            );
        }
        let staged = rule.limits.iter().all(|limit| limit.stage.is_some()) && rule.stage.is_none();
        for stage in Stage::ALL.into_iter().filter(|_| staged && !rule.limits.is_empty()) {
            if rule.limits.iter().all(|limit| limit.stage != Some(stage)) {
                let title = stage.title();
                self.fail(
                    path,
                    format!("`{name}` 的 `limits` 没有{}的限值（改写 limits 时要写全各学段）", title.zh),
                    format!(
                        "`limits` of `{name}` has no entry for {} (a changed list replaces the whole list)",
                        title.en
                    ),
                );
            }
        }
        for limit in &rule.limits {
            if let Some(clause) = &limit.clause {
                self.clause(known, clause, path);
            }
            if let Some(when) = &limit.when {
                self.condition(declared, when, path);
            }
            self.dates(limit.from, limit.until, path);
            if limit.value.parts().1 > 6 || limit.value > Decimal::integer(1_000_000_000) {
                self.fail(
                    path,
                    format!("`{name}` 的 `limits` 写的 {} 不可能", limit.value),
                    format!("`{name}`: `limits` {} is not possible", limit.value),
                );
            }
        }
        let numeric = |fact: &FactSpec| !matches!(fact.kind, FactKind::YesNo | FactKind::Date);
        let summable = |fact: &FactSpec| matches!(fact.kind, FactKind::Count | FactKind::Amount);
        let at_level = |fact: &FactSpec| fact.level == rule.level;
        let levels: &[Level] = match &rule.measure {
            Measure::Attested { fact, .. } => {
                self.needs(declared, fact, path, "fact", |fact| fact.kind == FactKind::YesNo && at_level(fact));
                &[Level::County, Level::School]
            }
            Measure::ReportedValue { fact } => {
                self.needs(declared, fact, path, "fact", |fact| numeric(fact) && at_level(fact));
                &[Level::County, Level::School]
            }
            Measure::ReportedCount { fact } => {
                self.needs(declared, fact, path, "fact", |fact| fact.kind == FactKind::Count && at_level(fact));
                &[Level::County, Level::School]
            }
            Measure::ReportedRatio { numerator, denominator, per } => {
                for (from, keys) in [("numerator", numerator), ("denominator", denominator)] {
                    if keys.is_empty() {
                        self.fail(path, format!("`{name}` 的 `{from}` 是空的"), format!("`{name}`: `{from}` is empty"));
                    }
                    for key in keys {
                        self.needs(declared, signed(key).1, path, from, |fact| {
                            summable(fact) && (at_level(fact) || rule.level == Level::County)
                        });
                    }
                }
                if *per == 0 {
                    self.fail(path, format!("`{name}` 的 `per` 应大于0"), format!("`{name}`: `per` must be above 0"));
                }
                &[Level::County, Level::School]
            }
            Measure::ReportedEach { facts } => {
                for key in facts {
                    self.needs(declared, key, path, "facts", |fact| {
                        numeric(fact) && fact.level == Level::County && fact.subject.is_some()
                    });
                }
                &[Level::Subject]
            }
            Measure::YearsSince { fact } => {
                self.needs(declared, fact, path, "fact", |fact| {
                    matches!(fact.kind, FactKind::Date | FactKind::Year) && fact.level == Level::County
                });
                &[Level::County]
            }
            Measure::SchoolPupils {} => &[Level::School],
            Measure::ClassPupils {} => &[Level::Class],
            Measure::RoomsPerClasses { rooms, classes, per } => {
                for (from, key) in [("rooms", rooms), ("classes", classes)] {
                    self.needs(declared, key, path, from, |fact| {
                        fact.level == Level::School && fact.kind == FactKind::Count
                    });
                }
                if *per == 0 {
                    self.fail(path, format!("`{name}` 的 `per` 应大于0"), format!("`{name}`: `per` must be above 0"));
                }
                &[Level::School]
            }
            Measure::Satisfaction {} => {
                if !survey {
                    self.fail(
                        path,
                        format!("`{name}` 要用问卷，但没有 [survey]"),
                        format!("`{name}` asks for the survey, but there is no [survey]"),
                    );
                }
                &[Level::County]
            }
        };
        if !levels.contains(&rule.level) {
            self.fail(
                path,
                format!("`{name}` 的 `level` 与 `measure` 不相配"),
                format!("`{name}`: `level` does not fit its `measure`"),
            );
        }
    }

    fn numbers(
        &mut self,
        numbers: &[(NumberSpec, String)],
        resources: &[(ResourceRule, String)],
        rules: &[(Rule, String)],
        facts: &[(FactSpec, String)],
        exclusions: &[(ExclusionRule, String)],
        relaxations: &[(RelaxationRule, String)],
    ) {
        let known: HashSet<&str> = resources
            .iter()
            .map(|(rule, _)| rule.id.id())
            .chain(rules.iter().map(|(rule, _)| rule.id.as_str()))
            .chain(facts.iter().map(|(fact, _)| fact.key.as_str()))
            .chain(exclusions.iter().map(|(rule, _)| rule.id.as_str()))
            .chain(relaxations.iter().map(|(rule, _)| rule.id.as_str()))
            .chain(["comprehensive", "dispersion", "composite", "split", "survey"])
            .collect();
        for (number, path) in numbers {
            match (&number.rule, &number.reason) {
                (Some(rule), None) if !known.contains(rule.as_str()) => {
                    self.fail(path, format!("`rule` 写的 `{rule}` 不存在"), format!("`rule` `{rule}` does not exist"));
                }
                (Some(_), None) | (None, Some(_)) => {}
                _ => self.fail(
                    path,
                    format!("`{}` 要么写 `rule`，要么写 `reason`", number.text),
                    format!("`{}` needs either `rule` or `reason`", number.text),
                ),
            }
        }
    }
}

/// Keys of the facts that something asks about; any other would be work for nothing.
fn used(
    rules: &[(Rule, String)],
    relaxations: &[(RelaxationRule, String)],
    exclusions: &[(ExclusionRule, String)],
    survey: Option<&SurveySpec>,
) -> HashSet<String> {
    let mut used: HashSet<String> = survey.map(|survey| survey.population.clone()).into_iter().collect();
    for (rule, _) in rules {
        used.extend(rule.measure.facts().into_iter().map(str::to_owned));
        used.extend(rule.applies.flags.iter().cloned());
        used.extend(rule.limits.iter().filter_map(|limit| limit.when.as_ref()).flat_map(|when| when.flags.clone()));
    }
    for (rule, _) in relaxations {
        used.extend(rule.add.iter().chain(&rule.when.flags).cloned());
    }
    used.extend(exclusions.iter().flat_map(|(rule, _)| rule.when.flags.clone()));
    used
}

/// What the reader of an entry says, for the people who write standards; and the key it names, if it does.
fn in_words(error: &str) -> (Fault, Option<&str>) {
    let named = error.split('`').nth(1);
    let quoted = named.unwrap_or_default();
    let expected = error.split_once("expected ").map_or("", |(_, rest)| rest);
    let choices = expected.trim_start_matches("one of ").replace('`', "");
    let fault = if error.starts_with("unknown field") {
        Fault::new(format!("不认识的键 `{quoted}`"), format!("unknown key `{quoted}`"))
            .help(format!("可用：{choices}"), format!("use one of {choices}"))
    } else if error.starts_with("unknown variant") {
        Fault::new(format!("`{quoted}` 不是可用的值"), format!("`{quoted}` is not one of the values there are"))
            .help(format!("可用：{choices}"), format!("use one of {choices}"))
    } else if error.starts_with("missing field") {
        Fault::new(format!("缺少 `{quoted}`"), format!("`{quoted}` is missing")).help("请补上", "add it")
    } else if error.starts_with("invalid type: integer") && expected.contains("string")
        || error.starts_with("invalid type: floating point") && expected.contains("string")
    {
        Fault::new(format!("数 {quoted} 没有加引号"), format!("the number {quoted} stands without quotes"))
            .help(format!("写成 \"{quoted}\""), format!("write \"{quoted}\""))
    } else if error.starts_with("invalid type") && expected.contains("struct Text") {
        Fault::new("这里要写中英两种文字", "words in both languages are wanted here")
            .help(r#"写成 { zh = "…", en = "…" }"#, r#"write { zh = "…", en = "…" }"#)
    } else if error.starts_with("invalid type: string") {
        Fault::new("这里的数不加引号", "the number here has no quotes").help("去掉引号", "leave the quotes out")
    } else {
        Fault::new(error, error)
    };
    (fault, named.filter(|_| error.starts_with("unknown field")))
}

/// How many letters differ between two identifiers (Levenshtein), for hints only.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().enumerate() {
        let mut before = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, b) in other.bytes().enumerate() {
            let left = row.get(j).copied().unwrap_or(0);
            let Some(cell) = row.get_mut(j + 1) else { continue };
            let best = (before + usize::from(a != b)).min(left + 1).min(*cell + 1);
            before = std::mem::replace(cell, best);
        }
    }
    row.last().copied().unwrap_or(0)
}
