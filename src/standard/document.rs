//! A standard as a document: TOML or JSON → one tree, an overlay laid over its base, and the line each thing stands on.

use super::Fault;
use crate::diagnostic::Problem;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Lists of a document, with the key that names their entries.
pub(super) const LISTS: [(&str, &str); 7] = [
    ("document", "id"),
    ("resource", "id"),
    ("exclusion", "id"),
    ("relaxation", "id"),
    ("fact", "key"),
    ("rule", "id"),
    ("number", ""),
];

/// Tables of a document, replaced key by key in an overlay.
pub(super) const TABLES: [&str; 6] = ["standard", "comprehensive", "dispersion", "composite", "split", "survey"];

/// Keys of an entry that say what is asked: an overlay that changes one must cite its own clause.
const ASKS: [&str; 10] =
    ["limits", "comparison", "measure", "applies", "threshold", "floor", "limit", "at_least", "weights", "when"];

/// The line of every path of a document.
pub(super) type Lines = HashMap<String, usize>;

/// One entry or table, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its keys and values.
    pub(super) fields: Map<String, Value>,
    /// Path of the entry in the document it was last stated in, such as `rule[3]`.
    pub(super) path: String,
}

/// A document taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    /// Tables by name.
    pub(super) tables: HashMap<&'static str, Entry>,
    /// Lists by name.
    pub(super) lists: HashMap<&'static str, Vec<Entry>>,
    /// Lines of paths, where the text is known.
    pub(super) lines: Lines,
    /// Name of the file, for messages.
    pub(super) file: String,
    /// What the entries of the base are called, by list.
    pub(super) base: HashMap<&'static str, Vec<String>>,
}

impl Document {
    /// Takes a tree apart.
    pub(super) fn new(
        tree: Map<String, Value>,
        lines: HashMap<String, usize>,
        file: &str,
    ) -> Result<Self, Vec<Problem>> {
        let mut document = Self { lines, file: file.to_owned(), ..Self::default() };
        let mut problems = Vec::new();
        for (key, value) in tree {
            let table = TABLES.iter().find(|name| **name == key);
            let list = LISTS.iter().find(|(name, _)| *name == key);
            match (table, list, value) {
                (Some(name), _, Value::Object(fields)) => {
                    document.tables.insert(name, Entry { fields, path: key });
                }
                (_, Some((name, _)), Value::Array(items)) => {
                    let entries = document.lists.entry(name).or_default();
                    for (index, item) in items.into_iter().enumerate() {
                        let path = format!("{key}[{index}]");
                        match item {
                            Value::Object(fields) => entries.push(Entry { fields, path }),
                            _ => {
                                let fault = Fault::new(format!("`{path}` 应为表"), format!("`{path}` must be a table"));
                                problems.push(fault.at(file, document.lines.get(&path).copied(), &path));
                            }
                        }
                    }
                }
                (None, None, _) => {
                    let known: Vec<&str> = TABLES.iter().copied().chain(LISTS.iter().map(|(name, _)| *name)).collect();
                    let fault = Fault::new(format!("不认识的键 `{key}`"), format!("unknown key `{key}`"))
                        .help(format!("可用：{}", known.join("、")), format!("use one of {}", known.join(", ")));
                    problems.push(fault.at(file, document.lines.get(&key).copied(), &key));
                }
                _ => {
                    let shape = if table.is_some() { format!("[{key}]") } else { format!("[[{key}]]") };
                    let fault =
                        Fault::new(format!("`{key}` 应写作 {shape}"), format!("`{key}` must be written as {shape}"));
                    problems.push(fault.at(file, document.lines.get(&key).copied(), &key));
                }
            }
        }
        if problems.is_empty() { Ok(document) } else { Err(problems) }
    }

    /// The value of a key of `[standard]`.
    pub(super) fn head(&self, key: &str) -> Option<&Value> {
        self.tables.get("standard").and_then(|head| head.fields.get(key))
    }

    /// A problem at an entry: at the line of the key its words name in backticks, else of the entry.
    pub(super) fn problem(&self, path: &str, fault: Fault) -> Problem {
        let named = |key: &str| self.lines.get(&format!("{path}.{key}"));
        let line =
            fault.what.en.split('`').skip(1).step_by(2).find_map(named).or_else(|| self.lines.get(path)).copied();
        fault.at(&self.file, line, path)
    }

    /// This document laid over `base`. Entries of this one keep their places for messages.
    pub(super) fn over(self, base: Self) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let omit: Vec<String> = match self.head("omit") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let mut merged = Self { lines: self.lines.clone(), file: self.file.clone(), ..Self::default() };
        for name in &omit {
            let known = LISTS.iter().filter(|(_, key)| !key.is_empty()).any(|(list, key)| {
                base.lists.get(list).is_some_and(|entries| entries.iter().any(|entry| entry.name(key) == Some(name)))
            });
            if !known {
                let fault = Fault::new(
                    format!("`omit` 中的 `{name}` 在所依据的标准里没有"),
                    format!("`omit` names `{name}`, which the base does not have"),
                );
                problems.push(self.problem("standard", fault));
            }
        }
        merged.tables.clone_from(&base.tables);
        for (list, key) in LISTS {
            // Numbers are those of one document only.
            let mut entries: Vec<Entry> = if key.is_empty() {
                Vec::new()
            } else {
                let kept = base.lists.get(list).cloned().unwrap_or_default().into_iter();
                kept.filter(|entry| !entry.name(key).is_some_and(|name| omit.iter().any(|one| one == name)))
                    // Where the base is at fault it has said so itself: a place there means nothing here.
                    .map(|entry| Entry { path: String::new(), ..entry })
                    .collect()
            };
            for entry in self.lists.get(list).into_iter().flatten() {
                let name = entry.name(key).map(str::to_owned);
                match entries.iter_mut().find(|known| name.is_some() && known.name(key) == name.as_deref()) {
                    Some(known) if !known.path.is_empty() => {
                        let name = name.unwrap_or_default();
                        let fault = Fault::new(format!("`{name}` 出现了两次"), format!("`{name}` stands twice"));
                        problems.push(self.problem(&entry.path, fault.help("请合并成一处", "put both into one")));
                    }
                    Some(known) => {
                        if let Some(asked) = known.replace(entry) {
                            problems.push(self.problem(&entry.path, uncited(&name.unwrap_or_default(), asked)));
                        }
                    }
                    None => entries.push(entry.clone()),
                }
            }
            let names = base.lists.get(list).into_iter().flatten().filter_map(|entry| entry.name(key));
            merged.base.insert(list, names.map(str::to_owned).collect());
            merged.lists.insert(list, entries);
        }
        for (name, entry) in &self.tables {
            match merged.tables.get_mut(name) {
                Some(known) if *name != "standard" => {
                    if let Some(asked) = known.replace(entry) {
                        problems.push(self.problem(&entry.path, uncited(name, asked)));
                    }
                }
                _ => {
                    merged.tables.insert(name, entry.clone());
                }
            }
        }
        if problems.is_empty() { Ok(merged) } else { Err(problems) }
    }
}

fn uncited(name: &str, asked: &str) -> Fault {
    Fault::new(
        format!("`{name}` 改了 `{asked}`，需要写明自己的 `clause`"),
        format!("`{name}` changes `{asked}` and must state its own `clause`"),
    )
    .help(
        "加上 clause：document 文件、article 条款、quote 原文、read_in 出处、confidence 可信程度",
        "add a clause with document, article, quote, read_in and confidence",
    )
}

impl Entry {
    /// What names it.
    pub(super) fn name(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(Value::as_str)
    }

    /// Takes over the keys of `other`; answers with one that asks something else without a clause of its own.
    fn replace(&mut self, other: &Self) -> Option<&'static str> {
        let asks = |key: &&str| {
            // A key this kind of entry does not have at all is for the checks to name.
            let has = matches!(*key, "limits" | "comparison" | "measure" | "applies" | "when");
            other
                .fields
                .get(*key)
                .is_some_and(|new| (has || self.fields.contains_key(*key)) && self.fields.get(*key) != Some(new))
        };
        let asked = ASKS.into_iter().find(asks);
        // Limits put before those of the base are cited each by itself or all by the entry.
        let before = other.fields.get("limits_before").and_then(Value::as_array);
        let before = before.filter(|limits| limits.iter().any(|limit| limit.get("clause").is_none()));
        let asked = asked.or(before.map(|_| "limits_before"));
        let uncited = asked.filter(|_| self.fields.contains_key("clause") && !other.fields.contains_key("clause"));
        for (key, value) in &other.fields {
            if key == "limits_before" {
                let before = value.as_array().cloned().unwrap_or_default();
                let own = other.fields.get("limits").or_else(|| self.fields.get("limits"));
                let after = own.and_then(Value::as_array).cloned().unwrap_or_default();
                self.fields.insert("limits".into(), Value::Array(before.into_iter().chain(after).collect()));
            } else if key != "limits" || !other.fields.contains_key("limits_before") {
                self.fields.insert(key.clone(), value.clone());
            }
        }
        self.path.clone_from(&other.path);
        uncited
    }
}

/// A TOML text as a tree, with the line of every key and entry.
///
/// # Errors
/// Every mistake of syntax, with its line.
#[cfg(any(test, feature = "files"))]
pub(super) fn from_toml(text: &str, file: &str) -> Result<(Map<String, Value>, Lines), Vec<Problem>> {
    use toml::de::{DeTable, DeValue};

    let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at);
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors
            .iter()
            .map(|error| {
                let words = error.message().trim();
                let fault = Fault::new(format!("TOML 写法有误：{words}"), format!("TOML: {words}")).help(
                    "看看这一行和上一行的引号、逗号、方括号是否成对，是否用了中文标点",
                    "look at quotes, commas and brackets of this line and the one above",
                );
                fault.at(file, error.span().map(|span| line_of(span.start)), "")
            })
            .collect());
    }

    struct Walk<'a> {
        lines: HashMap<String, usize>,
        line_of: &'a dyn Fn(usize) -> usize,
    }
    impl Walk<'_> {
        fn table(&mut self, table: DeTable<'_>, path: &str) -> Map<String, Value> {
            table
                .into_iter()
                .map(|(key, value)| {
                    let line = (self.line_of)(key.span().start);
                    let key = key.into_inner().into_owned();
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.lines.insert(path.clone(), line);
                    let value = self.value(value, &path);
                    (key, value)
                })
                .collect()
        }

        fn value(&mut self, value: toml::Spanned<DeValue<'_>>, path: &str) -> Value {
            let at = value.span().start;
            match value.into_inner() {
                DeValue::String(text) => Value::String(text.into_owned()),
                DeValue::Boolean(value) => Value::Bool(value),
                DeValue::Integer(number) => i64::from_str_radix(&number.as_str().replace('_', ""), number.radix())
                    .map_or(Value::Null, Value::from),
                DeValue::Float(number) => {
                    number.as_str().replace('_', "").parse::<f64>().map_or(Value::Null, Value::from)
                }
                DeValue::Datetime(day) => Value::String(day.to_string()),
                DeValue::Array(items) => Value::Array(
                    items
                        .into_iter()
                        .enumerate()
                        .map(|(index, item)| {
                            let path = format!("{path}[{index}]");
                            self.lines.insert(path.clone(), (self.line_of)(item.span().start));
                            self.value(item, &path)
                        })
                        .collect(),
                ),
                DeValue::Table(table) => {
                    self.lines.entry(path.to_owned()).or_insert_with(|| (self.line_of)(at));
                    Value::Object(self.table(table, path))
                }
            }
        }
    }
    let mut walk = Walk { lines: HashMap::new(), line_of: &line_of };
    let tree = walk.table(table.into_inner(), "");
    Ok((tree, walk.lines))
}
