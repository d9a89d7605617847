//! Arguments of a call before they are understood: what JavaScript or JSON can hold, with nothing lost. Typed structures
//! would report the first mistake only, and `deny_unknown_fields` does not act on the way from JavaScript.

use crate::diagnostic::{Location, Problem, Text};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// `null` or `undefined`.
    Null,
    /// A truth value.
    Boolean(bool),
    /// A number; may be NaN or infinite.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Input>),
    /// An object, in its own order.
    Object(Vec<(String, Input)>),
}

impl Input {
    /// The same as plain data. What plain data cannot hold (NaN, infinity) becomes `null`.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => Value::Bool(*value),
            #[expect(clippy::cast_possible_truncation, reason = "whole and far inside the range")]
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(*number as i64),
            Self::Number(number) => serde_json::Number::from_f64(*number).map_or(Value::Null, Value::Number),
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(entries) => {
                // Collecting would sort first, by a sort made for it alone.
                let mut object = serde_json::Map::new();
                object.extend(entries.iter().map(|(key, value)| (key.clone(), value.to_json())));
                Value::Object(object)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Input;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("plain data")
            }
            fn visit_unit<E>(self) -> Result<Input, E> {
                Ok(Input::Null)
            }
            fn visit_none<E>(self) -> Result<Input, E> {
                Ok(Input::Null)
            }
            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Input, D::Error> {
                Input::deserialize(inner)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Input, E> {
                Ok(Input::Boolean(value))
            }
            #[expect(clippy::cast_precision_loss, reason = "JavaScript numbers are doubles")]
            fn visit_i64<E>(self, value: i64) -> Result<Input, E> {
                Ok(Input::Number(value as f64))
            }
            #[expect(clippy::cast_precision_loss, reason = "JavaScript numbers are doubles")]
            fn visit_u64<E>(self, value: u64) -> Result<Input, E> {
                Ok(Input::Number(value as f64))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Input, E> {
                Ok(Input::Number(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Input, E> {
                Ok(Input::Text(value.to_owned()))
            }
            fn visit_string<E>(self, value: String) -> Result<Input, E> {
                Ok(Input::Text(value))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Input, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Input::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Input, A::Error> {
                let mut object = Vec::new();
                while let Some((key, value)) = entries.next_entry::<String, Input>()? {
                    object.push((key, value));
                }
                Ok(Input::Object(object))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// Reads arguments and collects every problem with its path.
#[derive(Debug, Default)]
pub(super) struct Collector {
    pub(super) problems: Vec<Problem>,
}

/// The entries of an object, at a path.
pub(super) struct Object<'a> {
    pub(super) path: String,
    entries: &'a [(String, Input)],
}

impl<'a> Object<'a> {
    /// The value of `key`; `null` counts as absent.
    pub(super) fn get(&self, key: &str) -> Option<&'a Input> {
        self.entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value).filter(|v| **v != Input::Null)
    }

    /// The path of `key`.
    pub(super) fn at(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

impl Collector {
    /// Adds a problem at a path.
    pub(super) fn fail(&mut self, path: String, code: &str, zh: String, en: String, help: Text) {
        self.problems.push(Problem::new(code, Text::new(zh, en), help).at(Location::path(path)));
    }

    /// The wrong type stands at `path`.
    pub(super) fn wrong_type(&mut self, path: String, wanted_zh: &str, wanted_en: &str) {
        let (zh, en) = (format!("{path} 应为{wanted_zh}"), format!("{path} must be {wanted_en}"));
        self.fail(path, "wrong_type", zh, en, Text::new("请按接口说明传入", "see the types of the package"));
    }

    /// An object whose keys are all among `known`; every other key is a problem.
    pub(super) fn object<'a>(&mut self, input: &'a Input, path: &str, known: &[&str]) -> Option<Object<'a>> {
        let Input::Object(entries) = input else {
            let named = if path.is_empty() { "call" } else { path };
            self.wrong_type(named.to_owned(), "对象", "an object");
            return None;
        };
        let object = Object { path: path.to_owned(), entries };
        for (key, _) in entries {
            if !known.contains(&key.as_str()) {
                let at = object.at(key);
                let near = nearest(key, known);
                let help = near.map_or_else(
                    || {
                        Text::new(
                            format!("可用的键：{}", known.join("、")),
                            format!("known keys: {}", known.join(", ")),
                        )
                    },
                    |name| Text::new(format!("是否应为 {name}？"), format!("did you mean `{name}`?")),
                );
                self.fail(at.clone(), "unknown_key", format!("不认识的键 {at}"), format!("unknown key `{at}`"), help);
            }
        }
        Some(object)
    }

    /// A string, if present.
    pub(super) fn text<'a>(&mut self, object: &Object<'a>, key: &str) -> Option<&'a str> {
        match object.get(key)? {
            Input::Text(text) => Some(text),
            _ => {
                self.wrong_type(object.at(key), "字符串", "a string");
                None
            }
        }
    }

    /// A truth value, if present.
    pub(super) fn boolean(&mut self, object: &Object<'_>, key: &str) -> Option<bool> {
        match object.get(key)? {
            Input::Boolean(value) => Some(*value),
            _ => {
                self.wrong_type(object.at(key), "true 或 false", "true or false");
                None
            }
        }
    }

    /// One of several words, if present.
    pub(super) fn choice<T: Copy>(&mut self, object: &Object<'_>, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(object, key)?;
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*value);
        }
        let at = object.at(key);
        let names = choices.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        self.fail(
            at.clone(),
            &format!("unknown_{}", snake(key)),
            format!("{at} 的值“{text}”不可用"),
            format!("`{text}` is not a value of {at}"),
            Text::new(format!("可用的值：{names}"), format!("use one of {names}")),
        );
        None
    }
}

/// The name of `known` that `key` was most likely meant to be: the same but for case and underscores, or a slip of two letters.
fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain =
        |name: &str| -> Vec<char> { name.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).collect() };
    let wanted = plain(key);
    known
        .iter()
        .map(|name| (distance(&wanted, &plain(name)), *name))
        .filter(|(distance, _)| *distance * 4 <= wanted.len().min(8))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters have to be put in, left out or exchanged for others (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut before = i;
        let mut last = i + 1;
        for (right, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let cost = (before + usize::from(left != right)).min(last + 1).min(*cell + 1);
            before = *cell;
            *cell = cost;
            last = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// `asOf` → `as_of`.
fn snake(key: &str) -> String {
    key.chars().fold(String::new(), |mut out, c| {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
        out
    })
}
