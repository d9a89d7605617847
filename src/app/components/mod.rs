//! Small parts of the pages. A component takes values and gives callbacks; none of them computes a verdict.

use super::text::{Key, Words};
use crate::records::Indicator;
use crate::standard::Standard;
use yew::prelude::*;
use yew::virtual_dom::{VTag, VText};

pub mod arrival;
pub mod campus;
pub mod charts;
pub mod chrome;
pub mod compare;
pub mod encodings;
pub mod explanation;
pub mod fields;
pub mod finder;
pub mod findings;
pub mod grid;
pub mod growing;
pub mod guide;
pub mod handed;
pub mod host;
pub mod indicators;
pub mod issues;
pub mod kept;
pub mod mapping;
pub mod mark;
pub mod preview;
pub mod ranking;
pub mod school;
pub mod scroller;
pub mod sections;
pub mod sources;
pub mod stamp;
pub mod trouble;
pub mod verdict;
pub mod what_if;
pub mod whereabouts;
pub mod years;

/// The language of the page.
#[hook]
pub fn use_words() -> Words {
    use_context::<Words>().unwrap_or_default()
}

/// Words that may be Chinese whatever the language of the page: names, headings, quotations. Marked as Chinese where
/// they are, so that a reader's voice and font follow.
pub fn data(words: Words, text: &str) -> Html {
    if words.is_chinese() {
        return html! { { text } };
    }
    let mut runs: Vec<(bool, String)> = Vec::new();
    for character in text.chars() {
        let chinese = super::text::is_chinese(character);
        match runs.last_mut() {
            Some((kind, run)) if *kind == chinese => run.push(character),
            _ => runs.push((chinese, character.to_string())),
        }
    }
    runs.into_iter()
        .map(|(chinese, run)| {
            if chinese {
                html! { <span lang="zh-CN">{ run }</span> }
            } else {
                html! { { run } }
            }
        })
        .collect()
}

/// What a button says that shows the rest of a list, or where that is long, some more of it.
pub fn more(words: Words, shown: usize, step: usize, total: usize) -> String {
    if total - shown.min(total) <= step {
        words.f(Key::ShowAll, &[&total.to_string()])
    } else {
        words.f(Key::ShowMore, &[&step.to_string(), &total.to_string()])
    }
}

/// An element that holds words alone. Most elements do, and a call is a fifth of what the macro makes of each.
#[inline(never)]
pub fn tag(name: &'static str, class: &'static str, words: impl Into<AttrValue>) -> Html {
    fn built(name: &'static str, class: &'static str, words: AttrValue) -> Html {
        let mut tag = VTag::new(name);
        if !class.is_empty() {
            tag.add_attribute("class", class);
        }
        tag.add_child(VText::new(words).into());
        tag.into()
    }
    built(name, class, words.into())
}

/// The code of an indicator, such as `L4`; nothing where the standard has none.
pub fn code(standard: &Standard, indicator: Indicator) -> Html {
    match indicator_code(standard, indicator) {
        "" => html! {},
        code => tag("span", "code", code.to_owned()),
    }
}

/// The code of an indicator, or nothing.
pub fn indicator_code(standard: &Standard, indicator: Indicator) -> &str {
    standard.resource(indicator).map_or("", |rule| rule.code.as_str())
}

/// Code and short name of an indicator.
pub fn indicator_name(words: Words, standard: &Standard, indicator: Indicator) -> String {
    let short = indicator.short();
    match indicator_code(standard, indicator) {
        "" => words.text(&short).to_owned(),
        code => format!("{code} {}", words.text(&short)),
    }
}

/// The code of an indicator, or its short name where it has none.
pub fn indicator_mark(words: Words, standard: &Standard, indicator: Indicator) -> String {
    match indicator_code(standard, indicator) {
        "" => words.text(&indicator.short()).to_owned(),
        code => code.to_owned(),
    }
}

/// The head of a column.
pub fn th(words: &'static str, class: &'static str) -> Html {
    let mut tag = VTag::new("th");
    tag.add_attribute("scope", "col");
    if !class.is_empty() {
        tag.add_attribute("class", class);
    }
    tag.add_child(VText::new(words).into());
    tag.into()
}

/// The heading of a page: takes the focus when the page is entered.
pub fn page_title(title: &str, lead: Html) -> Html {
    html! {
        <div class="page-head">
            <h1 id="page-title" class="page-title" tabindex="-1">{ title.to_owned() }</h1>
            <div class="page-lead">{ lead }</div>
        </div>
    }
}
