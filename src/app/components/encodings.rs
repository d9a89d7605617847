//! The encoding of a text file, chosen by eye: the same first lines in every encoding it may be in.

use super::super::tasks;
use super::super::text::{Key, Words};
use super::tag;
use js_sys::Uint8Array;
use yew::prelude::*;

/// Encodings worksheets come in, by label.
pub const ENCODINGS: [(&str, &str); 5] = [
    ("utf-8", "UTF-8"),
    ("gb18030", "GB18030 (GBK)"),
    ("utf-16le", "UTF-16 LE"),
    ("utf-16be", "UTF-16 BE"),
    ("big5", "Big5"),
];

/// Lines shown of each.
const LINES: usize = 3;
/// Characters shown of a line.
const WIDTH: usize = 60;

/// A text file and the encoding it was read in.
pub struct Encoded<'a> {
    /// Sets its choices apart from others on the page.
    pub id: String,
    /// The file.
    pub bytes: &'a Uint8Array,
    /// The encoding it was read in, by label.
    pub found: &'a str,
    /// Whether the user chose it.
    pub chosen: bool,
}

/// All encodings with what the file says in each; `on_choose` with `None` leaves it to the reader again.
pub fn encodings(words: Words, file: &Encoded<'_>, on_choose: &Callback<Option<String>>) -> Html {
    let automatic = {
        let on_choose = on_choose.clone();
        Callback::from(move |_: MouseEvent| on_choose.emit(None))
    };
    html! {
        <fieldset class="encodings">
            <legend class="encodings-title">{ words.t(Key::EncodingWhich) }</legend>
            { for ENCODINGS.into_iter().map(|(label, name)| {
                let lines = first_lines(file.bytes, label);
                let broken = lines.iter().flat_map(|line| line.chars()).filter(|c| *c == '\u{fffd}').count();
                let checked = file.found.eq_ignore_ascii_case(label);
                let choose = {
                    let on_choose = on_choose.clone();
                    Callback::from(move |_: Event| on_choose.emit(Some(label.to_owned())))
                };
                html! {
                    <label class={classes!("encodings-item", checked.then_some("encodings-on"))}>
                        <input type="radio" name={file.id.clone()} value={label} {checked} onchange={choose} />
                        <span class="encodings-name">
                            { name }
                            if checked && !file.chosen { { tag("span", "chip is-plain", words.t(Key::EncodingFound)) } }
                            if broken > 0 { { tag("span", "encodings-broken", words.f(Key::EncodingBroken, &[&broken.to_string()])) } }
                        </span>
                        <span class="encodings-sample" lang="zh-CN">
                            { for lines.into_iter().map(|line| tag("span", "encodings-line", line)) }
                        </span>
                    </label>
                }
            }) }
            if file.chosen {
                <button type="button" class="link" onclick={automatic}>{ words.t(Key::EncodingAgain) }</button>
            }
        </fieldset>
    }
}

/// The first lines with anything in them, as far as they can be shown.
fn first_lines(bytes: &Uint8Array, label: &str) -> Vec<String> {
    let text = tasks::decoded(bytes, label).unwrap_or_default();
    let shown = |line: &str| -> String {
        line.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).take(WIDTH).collect()
    };
    text.lines().map(shown).filter(|line| !line.trim().is_empty()).take(LINES).collect()
}
