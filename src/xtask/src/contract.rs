//! The JavaScript contract as data: what the generated declarations say, with what only the Rust source knows. The
//! declarations of the package and its reference are written from it.

use crate::{
    project::{Result, fail},
    sources::Sources,
};
use std::collections::BTreeSet;

/// How the package is loaded; the same for each entry.
const LOADING: &str = include_str!("loading.d.ts");

/// A declaration.
#[derive(Debug)]
pub struct Declared {
    pub name: String,
    pub comment: String,
    pub shape: Shape,
}

#[derive(Debug)]
pub enum Shape {
    /// One of some words.
    Words(Vec<Word>),
    /// An object with its keys.
    Record(Vec<Key>),
    /// One of several objects, each with its meaning.
    Choice(Vec<(String, Vec<Key>)>),
    /// Any other type: what it stands for, and what it is of, such as `<T>`.
    Alias {
        of: String,
        kind: String,
    },
    Function(Function),
}

#[derive(Debug)]
pub struct Function {
    /// Whether it is what the module exports by default.
    pub default: bool,
    pub params: Vec<Key>,
    /// The type it returns, and what its comment says of that.
    pub returns: String,
    pub answer: String,
    /// The types whose words are the codes of the problems it may answer.
    pub errors: Vec<String>,
    /// A program that calls it.
    pub example: String,
}

/// A word in quotes, and what it means.
#[derive(Debug)]
pub struct Word {
    pub word: String,
    pub comment: String,
}

/// A key of an object, or a parameter of a function.
#[derive(Debug, PartialEq)]
pub struct Key {
    pub name: String,
    pub optional: bool,
    pub kind: String,
    pub comment: String,
}

impl Declared {
    /// The words it may be.
    pub fn words(&self) -> &[Word] {
        match &self.shape {
            Shape::Words(words) => words,
            _ => &[],
        }
    }

    /// Every comment in it, with the name of what it is on. The word that tells objects apart (`type: "share"`) needs none.
    fn comments(&mut self) -> Vec<(String, &mut String)> {
        let name = &self.name;
        let mut all = vec![(name.clone(), &mut self.comment)];
        let on = |key: &str| format!("{name}.{key}");
        match &mut self.shape {
            Shape::Words(words) => all.extend(words.iter_mut().map(|one| (on(&one.word), &mut one.comment))),
            Shape::Record(keys) => all.extend(keys.iter_mut().map(|key| (on(&key.name), &mut key.comment))),
            Shape::Choice(choices) => {
                for (comment, keys) in choices {
                    let keys = keys.iter_mut().filter(|key| !key.kind.starts_with('"'));
                    let before = all.len();
                    all.extend(keys.map(|key| (on(&key.name), &mut key.comment)));
                    // An object of one key means what the key means.
                    if !comment.is_empty() || all.len() != before + 1 {
                        all.push((on("one of them"), comment));
                    }
                }
            }
            Shape::Function(function) => {
                all.extend(function.params.iter_mut().map(|key| (on(&key.name), &mut key.comment)));
                all.push((on("@returns"), &mut function.answer));
            }
            Shape::Alias { .. } => {}
        }
        all
    }
}

/// Everything an entry declares, in its order. `files` tells whether the entry reads files.
pub fn contract(files: bool, sources: &Sources) -> Result<Vec<Declared>> {
    let mut all = parse(&format!("{}{LOADING}", junheng::engine::typescript(files)))?;
    let known: BTreeSet<String> = all.iter().map(|one| one.name.clone()).collect();
    let mut faults = Vec::new();
    for one in &mut all {
        add_meanings(one, sources)?;
        for (place, comment) in one.comments() {
            if comment.is_empty() {
                faults.push(format!("{place} has no comment"));
            }
            match unlinked(comment, &known, sources) {
                Ok(plain) => *comment = plain,
                Err(error) => faults.push(format!("{place}: {error}")),
            }
        }
    }
    let told: BTreeSet<&str> = all.iter().flat_map(|one| one.words()).map(|one| one.word.trim_matches('"')).collect();
    for code in sources.problems.iter().filter(|code| files && !told.contains(code.as_str())) {
        faults.push(format!("the problem `{code}` is not among the codes in src/engine"));
    }
    if !faults.is_empty() {
        return fail(format!("comments of the contract:\n  {}", faults.join("\n  ")));
    }
    Ok(all)
}

/// What is generated has no comments on words and choices; what is written by hand has.
fn add_meanings(one: &mut Declared, sources: &Sources) -> Result<()> {
    let mut comments: Vec<&mut String> = match &mut one.shape {
        Shape::Words(words) => words.iter_mut().map(|word| &mut word.comment).collect(),
        Shape::Choice(choices) => {
            let inside = choices.iter_mut().map(|(comment, keys)| match keys.as_mut_slice() {
                [only] => &mut only.comment,
                _ => comment,
            });
            inside.collect()
        }
        _ => return Ok(()),
    };
    let Some(variants) = sources.variants.get(&one.name) else { return Ok(()) };
    if comments.len() != variants.len() {
        return fail(format!("{} has {} choices, its enum {}", one.name, comments.len(), variants.len()));
    }
    for (comment, variant) in comments.iter_mut().zip(variants) {
        variant.clone_into(comment);
    }
    Ok(())
}

/// Without the links of Rust: [`Name`] becomes the name the type has here. Anything else in such a link means nothing to
/// who reads this.
fn unlinked(comment: &str, known: &BTreeSet<String>, sources: &Sources) -> Result<String> {
    let mut out = String::new();
    let mut rest = comment;
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((name, after)) = after.split_once("`]") else { break };
        let found = sources.names.get(name).filter(|names| names.len() == 1).and_then(|names| names.first());
        let found = found.map(String::as_str).filter(|name| known.contains(*name));
        let Some(found) = found else { return fail(format!("`{name}` is no type of the contract")) };
        out.push_str(before);
        out.push_str(&format!("`{found}`"));
        rest = after;
    }
    out.push_str(rest);
    if out.contains("`None`") || out.contains("::") {
        return fail(format!("speaks of Rust: {out}"));
    }
    Ok(out)
}

/// Reads declarations. They are our own and ts-rs's: what is not known here is an error, never left out.
fn parse(text: &str) -> Result<Vec<Declared>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (comment, after) = commented(rest)?;
        let end = first(after, &[';']).ok_or_else(|| format!("no end: {after}"))?;
        let (statement, after) = after.split_at(end);
        found.push(declaration(comment, statement)?);
        rest = after[1..].trim_start();
    }
    Ok(found)
}

fn declaration(comment: Comment, statement: &str) -> Result<Declared> {
    let Some(statement) = statement.strip_prefix("export ") else { return fail(format!("not exported: {statement}")) };
    let (default, statement) = match statement.strip_prefix("default ") {
        Some(rest) => (true, rest),
        None => (false, statement),
    };
    if let Some(rest) = statement.strip_prefix("function ") {
        let open = rest.find('(').ok_or_else(|| format!("no parameters: {rest}"))?;
        let close = open + 1 + first(&rest[open + 1..], &[')']).ok_or_else(|| format!("no end: {rest}"))?;
        let mut params = keys(&rest[open + 1..close])?;
        for key in &mut params {
            key.comment = comment
                .params
                .iter()
                .find(|(name, _)| *name == key.name)
                .map(|(_, words)| words.clone())
                .unwrap_or_default();
        }
        let returns = rest[close + 1..].trim_start_matches(':').trim().to_owned();
        let Comment { text, answer, errors, example, .. } = comment;
        let function = Function { default, params, returns, answer, errors, example };
        return Ok(Declared { name: rest[..open].to_owned(), comment: text, shape: Shape::Function(function) });
    }
    let Some((head, kind)) = statement.strip_prefix("type ").and_then(|rest| rest.split_once('=')) else {
        return fail(format!("not known: {statement}"));
    };
    let (name, of) = head.trim().split_at(head.find('<').unwrap_or(head.trim().len()));
    let shape = shape(kind.trim(), of)?;
    Ok(Declared { name: name.to_owned(), comment: comment.text, shape })
}

fn shape(kind: &str, of: &str) -> Result<Shape> {
    let parts = split(kind, &['|']);
    let words = parts.iter().map(|part| commented(part)).collect::<Result<Vec<_>>>()?;
    let objects = parts.iter().all(|part| part.starts_with('{') && !part.contains("[key"));
    if words.iter().all(|(_, word)| word.starts_with('"')) {
        let word = |(comment, word): (Comment, &str)| Word { word: word.to_owned(), comment: comment.text };
        return Ok(Shape::Words(words.into_iter().map(word).collect()));
    }
    if !objects {
        return Ok(Shape::Alias { of: of.to_owned(), kind: kind.to_owned() });
    }
    let mut records = parts.iter().map(|part| keys(inner(part)));
    match parts.len() {
        1 => Ok(Shape::Record(records.next().unwrap_or_else(|| Ok(Vec::new()))?)),
        _ => Ok(Shape::Choice(records.map(|record| Ok((String::new(), record?))).collect::<Result<_>>()?)),
    }
}

/// What stands between the braces of an object's type.
pub fn inner(object: &str) -> &str {
    let object = object.trim();
    object.strip_prefix('{').and_then(|object| object.strip_suffix('}')).unwrap_or(object).trim()
}

/// The keys of an object's type, or the parameters of a function.
pub fn keys(list: &str) -> Result<Vec<Key>> {
    let mut found = Vec::new();
    for part in split(list, &[',', ';']) {
        let (comment, rest) = commented(part)?;
        let Some((name, kind)) = rest.split_once(':') else { return fail(format!("not a key: {part}")) };
        let name = name.trim().trim_matches('"');
        found.push(Key {
            name: name.trim_end_matches('?').to_owned(),
            optional: name.ends_with('?'),
            kind: tidy(kind),
            comment: comment.text,
        });
    }
    Ok(found)
}

/// A type on one line, with `T[]` for `Array<T>` of a name.
fn tidy(kind: &str) -> String {
    let mut out = kind.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut from = 0;
    while let Some(at) = out[from..].find("Array<").map(|at| at + from) {
        from = at + "Array<".len();
        let Some(end) = first(&out[from..], &['>']).map(|end| end + from) else { break };
        let name = &out[from..end];
        let standing = at == 0 || !out[..at].ends_with(char::is_alphanumeric);
        if standing && name.chars().all(char::is_alphanumeric) {
            out = format!("{}{name}[]{}", &out[..at], &out[end + 1..]);
            from = at;
        }
    }
    out
}

/// The parts of a text between separators that stand in no bracket, text or comment.
pub fn split<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = first(rest, separators) {
        found.push(rest[..at].trim());
        rest = &rest[at + 1..];
    }
    found.push(rest.trim());
    found.retain(|part| !part.is_empty());
    found
}

/// Where the first of some characters stands in no bracket, text or comment; a closing bracket counts where it closes none.
fn first(text: &str, wanted: &[char]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(one) = text[at..].chars().next() {
        if text[at..].starts_with("/*") {
            at += text[at..].find("*/")? + 2;
            continue;
        }
        if depth == 0 && wanted.contains(&one) {
            return Some(at);
        }
        match one {
            '"' => at += 1 + text[at + 1..].find('"')?,
            // The arrow of a function is no bracket.
            '=' if text[at..].starts_with("=>") => at += 1,
            '{' | '(' | '[' | '<' => depth += 1,
            '}' | ')' | ']' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += one.len_utf8();
    }
    None
}

/// A comment with its tags.
#[derive(Debug, Default, PartialEq)]
struct Comment {
    text: String,
    params: Vec<(String, String)>,
    answer: String,
    errors: Vec<String>,
    example: String,
}

/// The comment a text begins with, and what follows it.
fn commented(text: &str) -> Result<(Comment, &str)> {
    let text = text.trim_start();
    let Some(rest) = text.strip_prefix("/**") else { return Ok((Comment::default(), text)) };
    let Some((inside, rest)) = rest.split_once("*/") else { return fail(format!("no end: {text}")) };
    let lines = inside.lines().map(|line| {
        let line = line.trim_start();
        line.strip_prefix("* ").or_else(|| line.strip_prefix('*')).unwrap_or(line).trim_end()
    });
    let mut comment = Comment::default();
    let mut tag = "";
    for line in lines {
        let (named, line) = match line.strip_prefix('@') {
            Some(tagged) => tagged.split_once(' ').unwrap_or((tagged, "")),
            None => ("", line),
        };
        if !named.is_empty() {
            tag = named;
        }
        match (tag, named) {
            ("", _) => append(&mut comment.text, line),
            ("param", "param") => {
                let Some((name, words)) = line.split_once(' ') else { return fail(format!("no words: {line}")) };
                comment.params.push((name.to_owned(), words.to_owned()));
            }
            ("param", _) => {
                comment.params.iter_mut().next_back().into_iter().for_each(|(_, words)| append(words, line))
            }
            ("returns", _) => append(&mut comment.answer, line),
            ("errors", _) => comment.errors.extend(line.split(',').map(|name| name.trim().to_owned())),
            ("example", _) if line.starts_with("```") => {}
            ("example", _) => comment.example.push_str(&format!("{line}\n")),
            _ => return fail(format!("a tag that is not known: {named}")),
        }
    }
    for words in [&mut comment.text, &mut comment.answer, &mut comment.example] {
        *words = words.trim().to_owned();
    }
    Ok((comment, rest.trim_start()))
}

fn append(words: &mut String, line: &str) {
    if !words.is_empty() {
        words.push('\n');
    }
    words.push_str(line.trim_end());
}
