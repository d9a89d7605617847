//! The TypeScript declarations of the npm package.

use crate::contract::{Declared, Function, Key, Shape, Word};

/// The declarations of an entry.
pub fn declarations(contract: &[Declared]) -> String {
    contract.iter().map(declaration).collect::<Vec<_>>().join("\n")
}

fn declaration(one: &Declared) -> String {
    let Declared { name, comment, shape } = one;
    let (words, body) = match shape {
        Shape::Words(words) => {
            let line = |one: &Word| format!("\n  | /** {} */ {}", one.comment.replace('\n', " "), one.word);
            (comment.clone(), format!("type {name} ={}", words.iter().map(line).collect::<String>()))
        }
        Shape::Record(keys) => (comment.clone(), format!("type {name} = {}", record(keys, ""))),
        Shape::Choice(choices) => {
            let one = |(comment, keys): &(String, Vec<Key>)| {
                format!("{}  | {}", commented(comment, "  "), record(keys, "  "))
            };
            (comment.clone(), format!("type {name} =\n{}", choices.iter().map(one).collect::<Vec<_>>().join("\n")))
        }
        Shape::Alias { of, kind } => (comment.clone(), format!("type {name}{of} = {kind}")),
        Shape::Function(function) => {
            let default = if function.default { "default " } else { "" };
            let signature = signature(name, &function.params, &function.returns);
            (tagged(comment, function), format!("{default}function {signature}"))
        }
    };
    format!("{}export {body};\n", commented(&words, ""))
}

fn record(keys: &[Key], indent: &str) -> String {
    let line = |key: &Key| {
        let inside = format!("{indent}  ");
        format!("{}{inside}{}{}: {};\n", commented(&key.comment, &inside), key.name, mark(key), key.kind)
    };
    format!("{{\n{}{indent}}}", keys.iter().map(line).collect::<String>())
}

fn mark(key: &Key) -> &str {
    if key.optional { "?" } else { "" }
}

/// A function as it is called.
pub fn signature(name: &str, params: &[Key], returns: &str) -> String {
    let param = |key: &Key| format!("{}{}: {}", key.name, mark(key), key.kind);
    format!("{name}({}): {returns}", params.iter().map(param).collect::<Vec<_>>().join(", "))
}

/// The words of a function's comment with their tags, as editors know them.
fn tagged(comment: &str, function: &Function) -> String {
    let mut words = format!("{comment}\n");
    for key in &function.params {
        words.push_str(&format!("\n@param {} {}", key.name, key.comment));
    }
    words.push_str(&format!("\n@returns {}", function.answer));
    if !function.errors.is_empty() {
        words.push_str(&format!("\n@errors {}", function.errors.join(", ")));
    }
    if !function.example.is_empty() {
        words.push_str(&format!("\n@example\n```js\n{}\n```", function.example));
    }
    words
}

/// A comment above what stands at an indent; nothing without words.
fn commented(words: &str, indent: &str) -> String {
    match words.lines().collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let lines: String =
                lines.iter().map(|line| format!("{indent} * {line}").trim_end().to_owned() + "\n").collect();
            format!("{indent}/**\n{lines}{indent} */\n")
        }
    }
}
