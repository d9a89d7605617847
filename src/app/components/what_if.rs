//! What is imagined, wherever it shows: the bar that stays, the changes with their way back, and what comes of them.

use super::super::format;
use super::super::imagining::Deed;
use super::super::state::{Action, Page, State, Work};
use super::super::tasks::Tasks;
use super::super::text::{Key, Words};
use super::mark::{Mark, status_words, verdict_chip, verdict_words};
use super::scroller::Scroller;
use super::{data, indicator_name, tag, th, use_words};
use crate::evaluate::{Evaluation, SectionResult, Verdict, evaluated_sections};
use crate::quantity::Fraction;
use crate::records::{Indicator, Stage};
use crate::scenario::{Before, Change, Differences, SchoolChange, SectionKey, StageChange, made_up};
use crate::standard::Standard;
use std::rc::Rc;
use yew::prelude::*;

/// Schools listed before somebody asks for more.
const LISTED: usize = 50;
/// Decimals of an amount that units were added to: more than any worksheet has.
const DECIMALS: u32 = 6;
/// The title of the changes on their page, by its id.
pub const LIST: &str = "what-if-list";
/// The title of what differs, over the result, by its id.
const STRIP: &str = "what-if-strip";
/// Verdicts named in the bar over the result.
const NAMED: usize = 8;

/// Props of [`Banner`].
#[derive(Properties, PartialEq)]
pub struct BannerProps {
    /// The state.
    pub state: Rc<State>,
}

/// Something done to what is imagined.
pub fn doing(tasks: Option<Tasks>, deed: impl Fn() -> Deed + 'static) -> Callback<MouseEvent> {
    Callback::from(move |_: MouseEvent| {
        if let Some(tasks) = &tasks {
            tasks.dispatch(Action::Imagine(deed()));
        }
    })
}

/// Says on every page that something is imagined, and what becomes of the verdict.
#[component]
pub fn Banner(props: &BannerProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let state = &props.state;
    let Some((work, what_if)) = state.imagined.as_ref().and_then(|work| Some((work, work.what_if.as_ref()?))) else {
        return html! {};
    };
    let paused = state.imagining.scenarios.paused;
    let count = what_if.scenario.changes.len().to_string();
    let (undo, _) = state.imagining.steps();
    let on_paper = !paused && state.page.is_of_results();
    let said = match (paused, on_paper) {
        (true, _) => Key::WhatIfPaused,
        (false, true) => Key::WhatIfOn,
        (false, false) => Key::WhatIfElsewhere,
    };
    // To the changes themselves, below what else can be tried.
    let list = {
        let tasks = tasks.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(tasks) = &tasks {
                event.prevent_default();
                tasks.dispatch(Action::Go(Page::WhatIf));
                tasks.dispatch(Action::Aim(LIST));
            }
        })
    };
    // Back where everything is real, in one step; the page of what is imagined undoes it.
    let end = {
        let (tasks, here) = (tasks.clone(), state.page == Page::WhatIf);
        Callback::from(move |_: MouseEvent| {
            let Some(tasks) = &tasks else { return };
            tasks.dispatch(Action::Imagine(Deed::DropAll));
            if here {
                tasks.dispatch(Action::Go(Page::Result));
            }
        })
    };
    html! { <>
        if on_paper {
            <div class="what-if-paper" aria-hidden="true">{ words.t(Key::WhatIf) }</div>
        }
        <div class={classes!("what-if-bar", (!on_paper).then_some("no-print"))} role="region" aria-label={words.t(Key::WhatIf)}>
            { tag("strong", "what-if-badge", words.t(Key::WhatIf)) }
            <span class="what-if-words">
                { words.f(said, &[&count]) }
                if work.is_behind {
                    { words.t(Key::EvaluationWaiting) }
                } else if let (Some(before), Some(after)) = (what_if.real.evaluation.verdict, work.evaluation.verdict) {
                    <span class="what-if-verdict">{ words.t(Key::WhatIfCounty) }{ both(words, Before { before, after }) }</span>
                }
            </span>
            <span class="what-if-tools no-print">
                <button type="button" class="link" onclick={doing(tasks.clone(), move || Deed::Pause(!paused))}>
                    { words.t(if paused { Key::WhatIfShow } else { Key::WhatIfReal }) }
                </button>
                if state.page != Page::WhatIf {
                    if undo {
                        <button type="button" class="link" onclick={doing(tasks, || Deed::Undo)}>{ words.t(Key::WhatIfUndo) }</button>
                    }
                    <a href={Page::WhatIf.hash()} onclick={list}>{ words.t(Key::WhatIfLink) }</a>
                } else {
                    <a href={Page::Result.hash()}>{ words.t(Key::WhatIfToResult) }</a>
                }
                <button type="button" class="link" onclick={end}>{ words.t(Key::WhatIfEnd) }</button>
            </span>
        </div>
    </> }
}

/// A verdict before and after; one where it is the same.
pub fn both(words: Words, both: Before<Verdict>) -> Html {
    if !both.differs() {
        return verdict_chip(words, both.after);
    }
    html! { <span class="what-if-both">{ verdict_chip(words, both.before) }{ arrow(words) }{ verdict_chip(words, both.after) }</span> }
}

/// The real verdict beside an imagined one that differs.
pub fn was(words: Words, work: &Work, after: Verdict, before: impl Fn(&Evaluation) -> Option<Verdict>) -> Html {
    let real = work.what_if.as_ref().and_then(|what_if| before(&what_if.real.evaluation));
    match real.filter(|real| *real != after) {
        Some(real) => was_words(words, verdict_words(words, real)),
        None => html! {},
    }
}

/// Real words beside imagined ones that differ.
pub fn was_text(words: Words, work: &Work, after: &str, before: impl Fn(&Evaluation) -> Option<String>) -> Html {
    let real = work.what_if.as_ref().and_then(|what_if| before(&what_if.real.evaluation));
    real.filter(|real| real != after).map_or_else(|| html! {}, |real| was_words(words, &real))
}

/// The real status of a section beside an imagined one that differs: of one indicator, or of all together.
pub fn was_section(words: Words, work: &Work, at: usize, indicator: Option<Indicator>) -> Html {
    let Some(change) = work.difference_of(at) else { return html! {} };
    match indicator {
        Some(indicator) => change
            .indicators
            .iter()
            .find(|(one, _)| *one == indicator)
            .map_or_else(|| html! {}, |(_, both)| was_words(words, status_words(words, both.before))),
        None if !change.comprehensive.differs() => html! {},
        None => match change.comprehensive.before {
            Some(before) => was_words(words, verdict_words(words, before)),
            None => was_words(words, words.t(Key::WhatIfNotEvaluated)),
        },
    }
}

fn was_words(words: Words, before: &str) -> Html {
    tag("span", "what-if-was", words.f(Key::WhatIfWas, &[before]))
}

fn arrow(words: Words) -> Html {
    html! { <>
        <span class="what-if-arrow" aria-hidden="true">{ "→" }</span>
        <span class="visually-hidden">{ words.t(Key::WhatIfBecomes) }</span>
    </> }
}

/// Something in words before and after.
fn texts(words: Words, before: String, after: String) -> Html {
    if before == after {
        return html! { { after } };
    }
    html! { <span class="what-if-both">{ before }{ arrow(words) }<strong>{ after }</strong></span> }
}

/// Props of [`Try`].
#[derive(Properties, PartialEq)]
pub struct TryProps {
    /// The work.
    pub work: Rc<Work>,
    /// Place of the section in the result.
    pub at: usize,
    /// What it says.
    pub words: Key,
}

/// Leads to where other numbers of a section can be tried.
#[component]
pub fn Try(props: &TryProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let result = props.work.evaluation.sections.get(props.at).filter(|_| !props.work.shown_only);
    let Some(key) = result.and_then(|one| SectionKey::of(&props.work.records.sections, one.index as usize)) else {
        return html! {};
    };
    html! { <button type="button" class="link what-if-try no-print" onclick={doing(tasks, move || Deed::Open(key.clone()))}>{ words.t(props.words) }</button> }
}

/// Props of [`MakeUp`].
#[derive(Properties, PartialEq)]
pub struct MakeUpProps {
    /// The work.
    pub work: Rc<Work>,
    /// The standard it is shown under.
    pub standard: Rc<Standard>,
    /// The stage.
    pub stage: Stage,
    /// The indicator.
    pub indicator: Indicator,
    /// What is made up.
    pub up_to: UpTo,
    /// It was done.
    pub on_done: Callback<()>,
}

/// What sections are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpTo {
    /// What each of them lacks of the threshold.
    Threshold,
    /// The fewest units that bring the coefficient to its limit.
    Limit,
}

/// Imagines that the sections of a stage have what they lack of an indicator, one by one or together.
#[component]
pub fn MakeUp(props: &MakeUpProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (stage, indicator) = (props.stage, props.indicator);
    let here = |section: &SectionResult, one: Indicator| section.stage == stage && one == indicator;
    let changes = use_memo((props.work.clone(), stage, indicator, props.up_to), |_| match props.up_to {
        UpTo::Threshold => filling(&props.work, &props.standard, here),
        UpTo::Limit => evening(&props.work, &props.standard, stage, indicator),
    });
    if changes.is_empty() || props.work.shown_only {
        return html! {};
    }
    let name = format!("{}{}", words.text(&stage.title()), indicator_name(words, &props.standard, indicator));
    // Many numbers change at once, one of each section: how many is said before.
    let says = match props.up_to {
        UpTo::Threshold => Key::WhatIfFillNeed,
        UpTo::Limit => Key::WhatIfEven,
    };
    let shown = words.f(says, &[&changes.len().to_string()]);
    let label = words.f(Key::WhatIfFillNeedOf, &[&shown, &name]);
    let on_done = props.on_done.clone();
    let make = Callback::from(move |_: MouseEvent| {
        if let Some(tasks) = &tasks {
            tasks.dispatch(Action::Imagine(Deed::Make((*changes).clone())));
            // What comes of it stands at the head of the page.
            tasks.dispatch(Action::Aim(STRIP));
        }
        on_done.emit(());
    });
    html! { <button type="button" class="link what-if-try no-print" aria-label={label} onclick={make}>{ shown }</button> }
}

/// The changes that make up what sections lack of indicators, to the threshold: of all that are wanted.
pub fn filling(work: &Work, standard: &Standard, wanted: impl Fn(&SectionResult, Indicator) -> bool) -> Vec<Change> {
    let counted = evaluated_sections(standard, &work.records, Some(&work.as_of));
    let mut changes = Vec::new();
    // Both are in the order of the records.
    let mut counted = counted.iter();
    for result in &work.evaluation.sections {
        let place = result.index as usize;
        let Some((_, counted)) = counted.find(|(at, _)| *at == place) else { break };
        let Some((section, key)) = work.records.sections.get(place).zip(SectionKey::of(&work.records.sections, place))
        else {
            continue;
        };
        for rule in standard.resources.iter().filter(|rule| wanted(result, rule.id)) {
            let Some((threshold, _)) = rule.levels(result.stage) else { continue };
            if let Some(amount) = made_up(rule, section, counted, threshold) {
                changes.push(Change::Amount { section: key.clone(), indicator: rule.id, amount });
            }
        }
    }
    changes
}

/// The changes that bring a coefficient to its limit with the fewest units; none where it is within.
fn evening(work: &Work, standard: &Standard, stage: Stage, indicator: Indicator) -> Vec<Change> {
    let all = &work.records.sections;
    let change = |(at, units): &(usize, u64)| {
        let place = work.evaluation.sections.get(*at)?.index as usize;
        let has = all.get(place)?.amount(indicator)?.exact();
        let amount = has.plus(&Fraction::integer(*units)).ceil(DECIMALS);
        Some(Change::Amount { section: SectionKey::of(all, place)?, indicator, amount })
    };
    work.evening(standard, stage, indicator).into_iter().flatten().filter_map(change).collect()
}

/// The changes in sentences, each with its way back.
pub fn changes(words: Words, tasks: Option<&Tasks>, work: &Work) -> Html {
    let Some(what_if) = &work.what_if else { return html! {} };
    html! {
        <ol class="what-if-changes">
            { for what_if.outcomes.iter().enumerate().map(|(place, outcome)| {
                let sentence = words.text(&outcome.sentence).to_owned();
                let label = words.f(Key::WhatIfDropOne, &[&sentence]);
                html! {
                    <li class={classes!("what-if-change", outcome.refused.is_some().then_some("is-refused"))}>
                        <div class="what-if-what">
                            <p>{ data(words, &sentence) }</p>
                            if let Some(why) = &outcome.refused {
                                <p class="what-if-note">{ data(words, &words.f(Key::WhatIfRefused, &[words.text(why)])) }</p>
                            }
                            { for outcome.notes.iter().map(|note| html! { <p class="what-if-note">{ data(words, words.text(note)) }</p> }) }
                        </div>
                        <button type="button" class="button what-if-back no-print" aria-label={label} onclick={doing(tasks.cloned(), move || Deed::Drop(place))}>{ words.t(Key::WhatIfDrop) }</button>
                    </li>
                }
            }) }
        </ol>
    }
}

/// Every verdict that differs, in a few lines: what stands over the result.
pub fn strip(words: Words, work: &Work, standard: &Standard) -> Html {
    let Some(found) = work.differences() else { return html! {} };
    let mut lines: Vec<Html> = Vec::new();
    let mut verdict = |name: String, change: Before<Verdict>| {
        if change.differs() {
            lines.push(html! { <li>{ data(words, &name) }{ both(words, change) }</li> });
        }
    };
    for part in &found.parts {
        verdict(words.text(&part.title).to_owned(), part.verdict);
    }
    for rule in &found.rules {
        verdict(words.text(&rule.title).to_owned(), rule.verdict);
    }
    for stage in &found.stages {
        let title = stage.stage.title();
        let name = words.text(&title);
        let mut line = |what: &str, before: (u32, u32), after: (u32, u32)| {
            if before != after {
                let shown = texts(words, format::of(before.0, before.1), format::of(after.0, after.1));
                lines.push(html! { <li>{ format!("{name} {what} ") }{ shown }</li> });
            }
        };
        let (before, after) = (stage.comprehensive.before, stage.comprehensive.after);
        line(words.t(Key::WhatIfComprehensive), (before.met, before.of), (after.met, after.of));
        for one in &stage.indicators {
            line(&indicator_name(words, standard, one.id), one.met.before, one.met.after);
        }
    }
    let schools = found.schools.len();
    let rest = lines.len().saturating_sub(NAMED);
    html! {
        <section class="what-if-strip" aria-labelledby={STRIP}>
            <h2 id={STRIP} class="what-if-strip-title" tabindex="-1">{ words.t(Key::WhatIfStrip) }</h2>
            if lines.is_empty() && schools == 0 {
                { tag("p", "what-if-note", words.t(Key::WhatIfNothing)) }
            }
            <ul class="what-if-lines">
                { for lines.into_iter().take(NAMED) }
                if rest > 0 {
                    { tag("li", "", words.f(Key::WhatIfMoreLines, &[&rest.to_string()])) }
                }
                if schools > 0 {
                    { tag("li", "", words.f(Key::WhatIfSchools, &[&schools.to_string()])) }
                }
            </ul>
        </section>
    }
}

/// Props of [`Effect`].
#[derive(Properties, PartialEq)]
pub struct EffectProps {
    /// The imagined work.
    pub work: Rc<Work>,
    /// The standard with its changes.
    pub standard: Rc<Standard>,
}

/// What the changes do: verdicts, indicators, schools.
#[component]
pub fn Effect(props: &EffectProps) -> Html {
    let words = use_words();
    let shown = use_state_eq(|| LISTED);
    let (work, standard) = (&props.work, &props.standard);
    let Some(found) = work.differences() else {
        return html! { <p role="status">{ words.t(Key::EvaluationWaiting) }</p> };
    };
    let more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(*shown + 10 * LISTED))
    };
    html! {
        <div class="what-if-effect">
            { verdicts(words, found) }
            { for found.stages.iter().map(|stage| stage_table(words, standard, stage)) }
            <h3 class="what-if-sub">{ words.f(Key::WhatIfSchoolsTitle, &[&found.schools.len().to_string()]) }</h3>
            if found.schools.is_empty() {
                { tag("p", "what-if-note", words.t(Key::WhatIfNoSchools)) }
            } else {
                <ul class="what-if-schools">{ for found.schools.iter().take(*shown).map(|one| school(words, standard, one)) }</ul>
                if found.schools.len() > *shown {
                    <button type="button" class="button no-print" onclick={more}>{ super::more(words, *shown, 10 * LISTED, found.schools.len()) }</button>
                }
            }
        </div>
    }
}

fn row(name: Html, before: Html, after: Html, differs: bool, words: Words) -> Html {
    html! {
        <tr class={differs.then_some("is-different")}>
            <th scope="row">{ name }</th>
            <td>{ before }</td>
            <td>{ after }{ if differs { tag("span", "what-if-changed", words.t(Key::WhatIfChanged)) } else { html! {} } }</td>
        </tr>
    }
}

fn table(words: Words, caption: &str, rows: Vec<Html>) -> Html {
    html! {
        <Scroller label={caption.to_owned()}>
            <table class="table what-if-table">
                <caption>{ caption.to_owned() }</caption>
                <thead><tr>{ th(words.t(Key::WhatIfItem), "corner") }{ th(words.t(Key::WhatIfBefore), "") }{ th(words.t(Key::WhatIfAfter), "") }</tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </Scroller>
    }
}

fn verdicts(words: Words, found: &Differences) -> Html {
    let chip = |verdict: Verdict| verdict_chip(words, verdict);
    let mut rows = Vec::new();
    if let (Some(before), Some(after)) = (found.verdict.before, found.verdict.after) {
        let name = tag("strong", "", words.t(Key::WhatIfWhole));
        rows.push(row(name, chip(before), chip(after), before != after, words));
    }
    for part in &found.parts {
        let cell = |verdict: Verdict, (met, of): (u32, u32)| {
            html! { <>{ chip(verdict) }<span class="of">{ words.f(Key::PartMet, &[&format::of(met, of)]) }</span></> }
        };
        rows.push(row(
            html! { { words.text(&part.title).to_owned() } },
            cell(part.verdict.before, part.items.before),
            cell(part.verdict.after, part.items.after),
            part.verdict.differs() || part.items.differs(),
            words,
        ));
    }
    for rule in &found.rules {
        rows.push(row(
            data(words, words.text(&rule.title)),
            chip(rule.verdict.before),
            chip(rule.verdict.after),
            true,
            words,
        ));
    }
    if rows.is_empty() {
        html! {}
    } else {
        table(words, words.t(Key::WhatIfVerdicts), rows)
    }
}

fn stage_table(words: Words, standard: &Standard, stage: &StageChange) -> Html {
    let title = stage.stage.title();
    let name = words.text(&title);
    let share = |(met, of): (u32, u32)| html! { { format::share(words.0, met, of) } };
    let cv = |cv: Option<f64>, within: Option<bool>| {
        let mark = if cv.is_some() && within.is_none() { Mark::Plain } else { Mark::from(Verdict::of(within)) };
        let verdict = within.map_or("", |within| verdict_words(words, Verdict::of(Some(within))));
        html! { <span class="what-if-mark">{ mark.shape() }{ format::coefficient(cv) }{ tag("span", "visually-hidden", format!(" {verdict}")) }</span> }
    };
    let changed = |differs: bool| match differs {
        true => tag("span", "what-if-changed", words.t(Key::WhatIfChanged)),
        false => html! {},
    };
    let comprehensive = stage.comprehensive;
    let (before, after) = (comprehensive.before, comprehensive.after);
    html! {
        <Scroller label={name.to_owned()}>
            <table class="table what-if-table">
                <caption>{ name.to_owned() }</caption>
                <thead>
                    <tr>
                        <td rowspan="2" class="corner">{ words.t(Key::Indicator) }</td>
                        <th scope="colgroup" colspan="2">{ words.t(Key::WhatIfShare) }</th>
                        <th scope="colgroup" colspan="2">{ words.t(Key::WhatIfCv) }</th>
                    </tr>
                    <tr>
                        { th(words.t(Key::WhatIfBefore), "") }{ th(words.t(Key::WhatIfAfter), "") }
                        { th(words.t(Key::WhatIfBefore), "") }{ th(words.t(Key::WhatIfAfter), "") }
                    </tr>
                </thead>
                <tbody>
                    if standard.comprehensive.is_some() {
                        <tr class={comprehensive.differs().then_some("is-different")}>
                            <th scope="row">{ words.t(Key::WhatIfComprehensive) }</th>
                            <td>{ share((before.met, before.of)) }</td>
                            <td>{ share((after.met, after.of)) }{ changed(comprehensive.differs()) }</td>
                            <td></td><td></td>
                        </tr>
                    }
                    { for stage.indicators.iter().map(|one| {
                        let judged = standard.resource(one.id).is_some_and(|rule| rule.threshold.is_some());
                        let moved = format::coefficient(one.cv.before) != format::coefficient(one.cv.after) || one.within.differs();
                        html! {
                            <tr class={(moved || one.met.differs()).then_some("is-different")}>
                                <th scope="row">{ indicator_name(words, standard, one.id) }</th>
                                if judged {
                                    <td>{ share(one.met.before) }</td>
                                    <td>{ share(one.met.after) }{ changed(one.met.differs()) }</td>
                                } else {
                                    <td>{ format::UNKNOWN }</td><td>{ format::UNKNOWN }</td>
                                }
                                <td>{ cv(one.cv.before, one.within.before) }</td>
                                <td>{ cv(one.cv.after, one.within.after) }{ changed(moved) }</td>
                            </tr>
                        }
                    }) }
                </tbody>
            </table>
        </Scroller>
    }
}

fn school(words: Words, standard: &Standard, one: &SchoolChange) -> Html {
    let chip = |verdict: Option<Verdict>| match verdict {
        Some(verdict) => verdict_chip(words, verdict),
        None => tag("span", "chip is-plain", words.t(Key::WhatIfNotEvaluated)),
    };
    html! {
        <li class="what-if-school">
            <p class="what-if-school-name">{ data(words, &one.school) }{ tag("span", "unit", words.text(&one.stage.title()).to_owned()) }
                <span class="what-if-both">
                    { chip(one.comprehensive.before) }
                    if one.comprehensive.differs() { { arrow(words) }{ chip(one.comprehensive.after) } }
                </span>
            </p>
            if !one.indicators.is_empty() {
                <ul class="what-if-lines">
                    { for one.indicators.iter().map(|(indicator, both)| html! {
                        <li>{ indicator_name(words, standard, *indicator) }{ "：" }
                            <span class="what-if-both">{ Mark::from(both.before).shape() }{ status_words(words, both.before) }{ arrow(words) }{ Mark::from(both.after).shape() }<strong>{ status_words(words, both.after) }</strong></span>
                        </li>
                    }) }
                </ul>
            }
        </li>
    }
}
