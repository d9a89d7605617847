//! Ways through the long page of results: to its parts, and to a school by its name.

use super::super::state::Work;
use super::super::tasks;
use super::super::text::{Key, Words};
use super::grid::repair::folded;
use super::mark::{Mark, verdict_words};
use super::{data, tag, use_words};
use crate::evaluate::SectionResult;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The field.
pub const FIELD: &str = "find-school";
/// What is offered below it.
const LIST: &str = "find-school-list";
/// Most sections offered at once; more words find fewer.
const OFFERED: usize = 8;

/// Props of [`Finder`].
#[derive(Properties, PartialEq)]
pub struct FinderProps {
    /// The result.
    pub work: Rc<Work>,
    /// A section was found, by its place in the evaluation.
    pub on_find: Callback<usize>,
}

/// A name that is looked for by some words of it.
pub struct Sought<'a> {
    parts: Vec<String>,
    by: By,
    initials: &'a dyn Fn(&str) -> String,
}

/// What of a name is looked for: the first of these by which any name is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The words as they stand.
    Words,
    /// The initials of its sounds: qhyx for 青禾一小, as input methods have them.
    Initials,
    /// The characters in this order: 青禾一小 for 青禾县第一小学.
    Characters,
}

impl<'a> Sought<'a> {
    /// What `words` mean among `names`, whose initials can be asked for.
    pub fn among<'n>(
        words: &str,
        names: impl Iterator<Item = &'n str> + Clone,
        initials: &'a dyn Fn(&str) -> String,
    ) -> Self {
        let parts: Vec<String> = folded(words).split_whitespace().map(str::to_owned).collect();
        let letters = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let mut sought = Self { parts, by: By::Words, initials };
        for by in [By::Words, By::Initials, By::Characters] {
            sought.by = by;
            if (by != By::Initials || letters) && names.clone().any(|name| sought.fits(name)) {
                break;
            }
        }
        sought
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether a name is meant: all words are in it.
    pub fn fits(&self, name: &str) -> bool {
        let name = match self.by {
            _ if self.is_empty() => return true,
            By::Initials => (self.initials)(name),
            By::Words | By::Characters => folded(name),
        };
        let in_order = |part: &str| {
            let mut rest = name.chars();
            part.chars().all(|wanted| rest.any(|one| one == wanted))
        };
        self.parts.iter().all(|part| if self.by == By::Characters { in_order(part) } else { name.contains(part) })
    }
}

/// The places of the sections whose school is meant by `words`; none where there are none.
pub fn found(sections: &[SectionResult], words: &str, initials: &dyn Fn(&str) -> String) -> Vec<usize> {
    let sought = Sought::among(words, sections.iter().map(|section| section.school.as_str()), initials);
    if sought.is_empty() {
        return Vec::new();
    }
    sections.iter().enumerate().filter(|(_, section)| sought.fits(&section.school)).map(|(at, _)| at).collect()
}

fn option_id(place: usize) -> String {
    format!("{LIST}-{place}")
}

/// A field that offers the schools whose names have what is typed.
#[component]
pub fn Finder(props: &FinderProps) -> Html {
    let words = use_words();
    let typed = use_state_eq(String::new);
    // The place in the list of what Enter would take.
    let active = use_state_eq(|| 0_usize);
    let open = use_state_eq(|| false);
    let sections = &props.work.evaluation.sections;
    let initials = use_memo((), |()| tasks::initials());
    let all = found(sections, &typed, &|name| initials.of(name));
    let more = all.len().saturating_sub(OFFERED);
    let offered: Rc<[usize]> = all.iter().copied().take(OFFERED).collect();
    let shown = *open && !typed.trim().is_empty();
    let take = {
        let (typed, open, on_find) = (typed.setter(), open.setter(), props.on_find.clone());
        Callback::from(move |at: usize| {
            typed.set(String::new());
            open.set(false);
            on_find.emit(at);
        })
    };
    let oninput = {
        let (typed, active, open) = (typed.setter(), active.setter(), open.setter());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                typed.set(field.value());
                active.set(0);
                open.set(true);
            }
        })
    };
    let onkeydown = {
        let (offered, take, active, open) = (offered.clone(), take.clone(), active.clone(), open.setter());
        Callback::from(move |event: KeyboardEvent| {
            if event.is_composing() || event.key_code() == 229 {
                return;
            }
            let count = offered.len();
            match event.key().as_str() {
                "ArrowDown" if count > 0 => {
                    active.set(if shown { (*active + 1) % count } else { 0 });
                    open.set(true);
                }
                "ArrowUp" if count > 0 => {
                    active.set((*active + count - 1) % count);
                    open.set(true);
                }
                "Enter" if shown => {
                    if let Some(at) = offered.get(*active) {
                        take.emit(*at);
                    }
                }
                "Escape" if shown => open.set(false),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let onblur = {
        let open = open.setter();
        Callback::from(move |_: FocusEvent| open.set(false))
    };
    let onfocus = {
        let open = open.setter();
        Callback::from(move |_: FocusEvent| open.set(true))
    };
    let chosen = (shown && !offered.is_empty()).then(|| option_id(*active));
    html! {
        <div class="finder">
            <label for={FIELD} class="visually-hidden">{ words.t(Key::SearchSchool) }</label>
            <input id={FIELD} class="tool-field" type="search" role="combobox" autocomplete="off" spellcheck="false"
                aria-autocomplete="list" aria-expanded={chosen.is_some().to_string()} aria-controls={LIST} aria-activedescendant={chosen}
                placeholder={words.t(Key::SearchSchool)} value={(*typed).clone()} {oninput} {onkeydown} {onblur} {onfocus} />
            <div class={classes!("finder-box", (!shown).then_some("is-shut"))}>
                <ul id={LIST} class="finder-list" role="listbox" aria-label={words.t(Key::SearchSchool)}>
                    { for offered.iter().enumerate().filter(|_| shown).filter_map(|(place, at)| {
                        let section = sections.get(*at)?;
                        let (take, at) = (take.clone(), *at);
                        let mark = Mark::from(section.comprehensive);
                        Some(html! {
                            // The field keeps the focus while the button is down.
                            <li key={at} id={option_id(place)} role="option" class="finder-one" aria-selected={(place == *active).to_string()}
                                onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
                                onclick={Callback::from(move |_: MouseEvent| take.emit(at))}>
                                <span class="finder-name">{ data(words, &section.school) }</span>
                                { tag("span", "finder-stage", words.text(&section.stage.title()).to_owned()) }
                                <span class={classes!("finder-mark", mark.class())}>{ mark.shape() }
                                    { tag("span", "visually-hidden", verdict_words(words, section.comprehensive).to_owned()) }</span>
                            </li>
                        })
                    }) }
                </ul>
                <p class={classes!("finder-note", (shown && (all.is_empty() || more > 0)).then_some("is-said"))} role="status">
                    if shown {
                        { note(words, all.len(), more) }
                    }
                </p>
            </div>
        </div>
    }
}

/// How many were found, where that is not seen.
fn note(words: Words, all: usize, more: usize) -> Html {
    if all == 0 {
        return words.t(Key::SectionsNone).into();
    }
    if more > 0 {
        return words.f(Key::FinderMore, &[&more.to_string()]).into();
    }
    tag("span", "visually-hidden", words.f(Key::FinderFound, &[&all.to_string()]))
}

/// To the parts of the page, each by its heading.
pub fn ways(words: Words, parts: &[(&'static str, Key)]) -> Html {
    html! {
        <nav class="ways" aria-label={words.t(Key::WaysLabel)}>
            { for parts.iter().map(|(id, key)| {
                let id = *id;
                html! { <button type="button" class="link" onclick={Callback::from(move |_: MouseEvent| tasks::jump_to(id))}>{ words.t(*key) }</button> }
            }) }
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::Verdict;
    use crate::records::Stage;

    fn section(school: &str) -> SectionResult {
        SectionResult {
            index: 0,
            school: school.to_owned(),
            stage: Stage::Primary,
            pupils: 100,
            comprehensive: Verdict::Met,
            indicators: Vec::new(),
        }
    }

    #[test]
    fn every_word_must_be_in_the_name() {
        let sections = ["青禾县第一小学", "青禾县ＡＢ实验小学", "青禾县稻花镇中心小学"].map(section);
        assert_eq!(found(&sections, "小学", &initials), [0, 1, 2]);
        assert_eq!(found(&sections, "稻花 中心", &initials), [2]);
        assert_eq!(found(&sections, "中心　稻花", &initials), [2]);
        assert_eq!(found(&sections, "ab", &initials), [1]);
        assert_eq!(found(&sections, "稻花 第一", &initials), [0_usize; 0]);
        assert_eq!(found(&sections, "  ", &initials), [0_usize; 0]);
    }

    /// Of the few characters of these names.
    fn initials(name: &str) -> String {
        let sounds = [('青', 'q'), ('禾', 'h'), ('县', 'x'), ('第', 'd'), ('一', 'y'), ('小', 'x'), ('学', 'x')];
        let sound = |one: char| sounds.iter().find(|(character, _)| *character == one).map(|(_, letter)| *letter);
        name.chars().filter_map(sound).collect()
    }

    #[test]
    fn letters_are_the_initials_of_a_name_where_no_name_has_them() {
        let sections = ["青禾县第一小学", "青禾县dy学校", "青禾县第一实验小学"].map(section);
        assert_eq!(found(&sections, "QHXDYXX", &initials), [0, 2]);
        assert_eq!(found(&sections, "qh", &initials), [0, 1, 2]);
        assert_eq!(found(&sections, "qhxd xx", &initials), [0, 2]);
        assert_eq!(found(&sections, "dy", &initials), [1], "the words themselves go first");
        assert_eq!(found(&sections, "zz", &initials), [0_usize; 0]);
    }

    #[test]
    fn where_no_name_has_the_words_their_characters_in_order_will_do() {
        let sections = ["青禾县第一小学", "青禾县第一实验小学", "青禾县稻花镇中心小学"].map(section);
        assert_eq!(found(&sections, "青禾一小", &initials), [0, 1]);
        assert_eq!(found(&sections, "第一小", &initials), [0], "the words themselves go first");
        assert_eq!(found(&sections, "一实小", &initials), [1]);
        assert_eq!(found(&sections, "小一", &initials), [0_usize; 0]);
        assert_eq!(found(&sections, "稻花 中小", &initials), [2]);
    }
}
