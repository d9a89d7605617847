//! The style sheet of the page, from the parts in www/css.

use crate::project::{Result, fail};
use std::fmt::Write as _;

/// How much larger everything is in large print on wide screens (`data-size` in www/css/00-tokens.css).
const LARGER: f64 = 1.5;
/// How a rule for narrow screens begins.
const NARROW: &str = "@media (max-width: ";

/// Repeats every rule for narrow screens for large print, at as much wider a screen. Media queries measure in the
/// letters the browser begins with, not in those of the page: without this, large print would get the layout of a screen
/// that has room for it, which it has not.
pub fn with_large_print(css: &str) -> Result<String> {
    let mut made = String::with_capacity(css.len() * 5 / 4);
    let mut rest = css;
    while let Some(start) = rest.find(NARROW) {
        let after = &rest[start + NARROW.len()..];
        let Some((width, body)) = after.split_once("rem) {") else {
            return fail(format!("{NARROW}…) must be in rem and stand alone: {}", after.lines().next().unwrap_or("")));
        };
        let width: f64 = width.parse().map_err(|error| format!("{NARROW}{width}rem): {error}"))?;
        let Some(length) = block(body) else { return fail(format!("{NARROW}{width}rem) is not closed")) };
        let end = rest.len() - body.len() + length + 1;
        made.push_str(&rest[..end]);
        if !body[..length].contains("[data-size") {
            let _ = write!(made, "\n@media screen and (max-width: {}rem) {{\n", width * LARGER);
            rules(&body[..length], &mut made)?;
            made.push('}');
        }
        rest = &rest[end..];
    }
    made.push_str(rest);
    Ok(made)
}

/// How long a block is up to the brace that closes it.
fn block(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => open += 1,
            '}' if open == 0 => return Some(at),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}

/// The rules of a block, each for large print alone.
fn rules(block: &str, made: &mut String) -> Result<()> {
    let mut bare = String::new();
    for (at, part) in block.split("/*").enumerate() {
        bare.push_str(if at == 0 { part } else { part.split_once("*/").map_or("", |(_, after)| after) });
    }
    for rule in bare.split('}').map(str::trim).filter(|rule| !rule.is_empty()) {
        let Some((selectors, said)) = rule.split_once('{') else {
            return fail(format!("a rule for narrow screens without declarations: {rule}"));
        };
        let selectors: Vec<String> = selectors
            .split(',')
            .map(str::trim)
            .map(|one| match one.strip_prefix(":root") {
                Some(of_root) => format!(":root[data-size=\"large\"]{of_root}"),
                None => format!(":root[data-size=\"large\"] {one}"),
            })
            .collect();
        let _ = writeln!(made, "  {} {{ {} }}", selectors.join(", "), said.trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_for_narrow_screens_stand_for_large_print_on_wider_ones() {
        let css = "a {}\n@media (max-width: 46rem) {\n  /* why, and {how} */\n  .a, .b > c { d: e; }\n  :root { --f: 1; }\n}\ng {}\n";
        let made = with_large_print(css).expect("made");
        let more = "\n@media screen and (max-width: 69rem) {\n  :root[data-size=\"large\"] .a, :root[data-size=\"large\"] .b > c { d: e; }\n  :root[data-size=\"large\"] { --f: 1; }\n}";
        assert_eq!(made, css.replace("\ng {}", &format!("{more}\ng {{}}")));
    }

    #[test]
    fn what_speaks_of_the_size_is_not_repeated_and_other_queries_are_left_alone() {
        for css in [
            "@media (max-width: 46rem) { :root[data-size=\"large\"] { a: b; } }",
            "@media print { a { b: c; } }",
            "@media (min-width: 64rem) and (max-height: 52rem) { a { b: c; } }",
        ] {
            assert_eq!(with_large_print(css).expect("made"), css);
        }
        assert!(with_large_print("@media (max-width: 40px) { a { b: c; } }").is_err());
        assert!(with_large_print("@media (max-width: 40rem) { a { b: c; }").is_err());
    }
}
