//! The rules beside the resources: how each stands, and the list of findings.

use super::super::format;
use super::super::state::Work;
use super::super::text::{Key, Words};
use super::explanation::Target;
use super::mark::{Mark, verdict_chip};
use super::scroller::Scroller;
use super::what_if::was;
use super::{data, tag, use_words};
use crate::evaluate::{Finding, Tally, Verdict};
use crate::standard::Part;
use std::rc::Rc;
use yew::prelude::*;

/// Verdict, observed value against its limit, and the way to the clause.
pub fn standing(words: Words, finding: &Finding, at: usize, on_explain: &Callback<Target>) -> Html {
    let explain = {
        let on_explain = on_explain.clone();
        Callback::from(move |_: MouseEvent| on_explain.emit(Target::Finding { at }))
    };
    let against = measured(words, finding);
    let missing = missing(words, finding, 4);
    html! {
        <div class="declare-standing">
            { verdict_chip(words, finding.status) }
            { against.map(|against| tag("span", "standing-number", against)) }
            <button type="button" class="link" onclick={explain} aria-label={words.f(Key::ClauseOf, &[words.text(&finding.title)])}>{ words.t(Key::ClauseLink) }</button>
            if finding.status == Verdict::Undetermined {
                { missing.map(|missing| html! { <p class="hint standing-missing">{ data(words, &missing) }</p> }) }
            }
        </div>
    }
}

/// `96.3% ≥ 95%`, `44/48`: what was observed against what is asked.
pub fn measured(words: Words, finding: &Finding) -> Option<String> {
    if let Some(tally) = finding.members {
        // Of nobody anything is known: what is missing says more.
        return (tally.undetermined < tally.of).then(|| members(words, finding, tally));
    }
    // A coefficient or a share has no unit of its own.
    let unit = format::unit(words.0, &finding.unit);
    let observed = finding.observed?;
    let shown = format!("{}{unit}", format::observed(observed, finding.limit));
    Some(match (finding.comparison, finding.limit) {
        (Some(comparison), Some(limit)) => {
            let sign = if finding.status == Verdict::NotMet { comparison.opposite() } else { comparison.sign() };
            format!("{shown} {sign} {}{unit}", format::limit(limit))
        }
        _ => shown,
    })
}

fn members(words: Words, finding: &Finding, tally: Tally) -> String {
    use crate::standard::Level;
    let key = match finding.level {
        Level::Class => Key::MembersClasses,
        Level::Subject => Key::MembersSubjects,
        Level::Section => Key::MembersSections,
        _ => Key::MembersSchools,
    };
    let counted = words.f(key, &[&format::of(tally.met, tally.of)]);
    if finding.status == Verdict::NotMet { words.f(Key::MembersAll, &[&counted]) } else { counted }
}

/// What has to be stated first.
pub fn missing(words: Words, finding: &Finding, most: usize) -> Option<String> {
    if finding.missing.is_empty() {
        return None;
    }
    let names: Vec<String> = finding
        .missing
        .iter()
        .take(most)
        .map(|one| {
            let label = words.text(&one.label);
            match one.schools.as_slice() {
                [] => label.to_owned(),
                [school] => words.f(Key::MissingOf, &[label, school]),
                schools => words.f(Key::MissingOfMany, &[label, &schools.len().to_string()]),
            }
        })
        .collect();
    let rest = finding.missing.len().saturating_sub(most);
    let more = if rest > 0 { words.f(Key::MissingMore, &[&rest.to_string()]) } else { String::new() };
    Some(words.f(Key::StillMissing, &[&format!("{}{more}", names.join(words.t(Key::Comma)))]))
}

/// Where the findings of a part are listed.
pub const fn list_id(part: Part) -> &'static str {
    match part {
        Part::Eligibility => "list-eligibility",
        Part::Resources => "verdict-title",
        Part::Guarantee => "list-guarantee",
        Part::Quality => "list-quality",
        Part::Recognition => "list-recognition",
        Part::Veto => "list-veto",
        Part::Local => "list-local",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    NotMet,
    Missing,
}

impl Shown {
    const ALL: [(Self, Key); 3] =
        [(Self::All, Key::ShownAll), (Self::NotMet, Key::ShownNotMet), (Self::Missing, Key::ShownMissing)];

    fn takes(self, finding: &Finding) -> bool {
        match self {
            Self::All => true,
            Self::NotMet => finding.status == Verdict::NotMet,
            Self::Missing => finding.status == Verdict::Undetermined,
        }
    }
}

/// Props of [`Findings`].
#[derive(Properties, PartialEq)]
pub struct FindingsProps {
    /// The result.
    pub work: Rc<Work>,
    /// A finding was asked about.
    pub on_explain: Callback<Target>,
}

/// The findings beside the resources, by part.
#[component]
pub fn Findings(props: &FindingsProps) -> Html {
    let words = use_words();
    let shown = use_state_eq(|| Shown::All);
    let evaluation = &props.work.evaluation;
    let listed: Vec<(usize, &Finding)> =
        evaluation.findings.iter().enumerate().filter(|(_, one)| one.part != Part::Resources).collect();
    if listed.is_empty() {
        return html! {};
    }
    let count = |kind: Shown| listed.iter().filter(|(_, one)| kind.takes(one)).count();
    let mut parts: Vec<Part> = Vec::new();
    for (_, finding) in listed.iter().filter(|(_, one)| shown.takes(one)) {
        if !parts.contains(&finding.part) {
            parts.push(finding.part);
        }
    }
    html! {
        <section class="block findings" aria-labelledby="findings-title">
            <h2 id="findings-title" class="section-title" tabindex="-1">{ words.t(Key::FindingsTitle) }<span class="count">{ listed.len() }</span></h2>
            { tag("p", "section-lead no-print", words.t(Key::FindingsLead)) }
            <div class="switch no-print" role="group" aria-label={words.t(Key::FilterStatus)}>
                { for Shown::ALL.into_iter().map(|(kind, key)| {
                    let set = shown.setter();
                    html! {
                        <button type="button" class="switch-item" aria-pressed={(*shown == kind).to_string()} onclick={Callback::from(move |_: MouseEvent| set.set(kind))}>
                            { words.f(key, &[&count(kind).to_string()]) }
                        </button>
                    }
                }) }
            </div>
            if parts.is_empty() { { tag("p", "empty", words.t(Key::FindingsNone)) } }
            { for parts.into_iter().map(|part| html! {
                <div class="finding-part">
                    <h3 id={list_id(part)} class="sub-title" tabindex="-1">{ words.text(&part.title()).to_owned() }</h3>
                    if part == Part::Local { { tag("p", "section-lead", words.t(Key::LocalLead)) } }
                    <ol class="finding-list">
                        { for listed.iter().filter(|(_, one)| one.part == part && shown.takes(one)).map(|(at, one)| finding(words, &props.work, one, *at, &props.on_explain)) }
                    </ol>
                    if part == Part::Recognition {
                        { evaluation.recognition.as_ref().map(|found| groups(words, found)) }
                    }
                </div>
            }) }
        </section>
    }
}

fn finding(words: Words, work: &Work, finding: &Finding, at: usize, on_explain: &Callback<Target>) -> Html {
    let mark = Mark::from(finding.status);
    let explain = {
        let on_explain = on_explain.clone();
        Callback::from(move |_: MouseEvent| on_explain.emit(Target::Finding { at }))
    };
    let failing: Vec<&str> = finding.failing.iter().take(5).map(|one| one.name.as_str()).collect();
    let responsible = finding.responsible.join(words.t(Key::Comma));
    html! {
        <li class={classes!("finding", mark.class())}>
            <span class="finding-number">{ finding.item.map(|item| item.to_string()) }</span>
            <div class="finding-words">
                <button type="button" class="finding-title" onclick={explain}>{ data(words, words.text(&finding.title)) }</button>
                if !failing.is_empty() {
                    <p class="hint">{ data(words, &words.f(Key::FailingNames, &[&finding.failing.len().to_string(), &failing.join(words.t(Key::Comma))])) }</p>
                }
                { missing(words, finding, 6).filter(|_| finding.status != Verdict::Met).map(|line| html! { <p class="hint">{ data(words, &line) }</p> }) }
                { for finding.assumptions.iter().map(|one| html! { <p class="hint">{ data(words, words.text(one)) }</p> }) }
                if !responsible.is_empty() { <p class="hint">{ data(words, &words.f(Key::ResponsibleUnits, &[&responsible])) }</p> }
            </div>
            <span class="finding-number-observed">{ measured(words, finding) }</span>
            <span>{ verdict_chip(words, finding.status) }{ was(words, work, finding.status, |real| {
                real.findings.iter().find(|one| one.id == finding.id).map(|one| one.status)
            }) }</span>
        </li>
    }
}

/// The survey by group.
fn groups(words: Words, found: &crate::evaluate::Recognition) -> Html {
    let percent = |share: f64| format!("{}%", crate::quantity::rounded(share * 100.0, 2));
    html! {
        <div class="recognition">
            <Scroller label={words.t(Key::SurveyTitle)}>
                <table class="table">
                    <thead><tr>
                        { super::th(words.t(Key::SurveyGroup), "corner") }
                        { super::th(words.t(Key::SurveyValid), "num") }
                        { super::th(words.t(Key::SurveySatisfied), "num") }
                        { super::th(words.t(Key::SurveyRate), "num") }
                        { super::th(words.t(Key::SurveyIntervalHead), "num") }
                        { super::th(words.t(Key::SurveyShare), "num") }
                    </tr></thead>
                    <tbody>
                        { for found.groups.iter().map(|group| html! {
                            <tr>
                                <th scope="row">{ data(words, words.text(&group.name)) }</th>
                                <td class="num">{ format::count(group.valid) }</td>
                                <td class="num">{ format::count(group.satisfied) }</td>
                                <td class="num">{ format::percent(group.satisfied, group.valid) }</td>
                                <td class="num">{ group.interval.map_or_else(|| format::UNKNOWN.to_owned(), |one| format!("{}–{}", percent(one.low), percent(one.high))) }</td>
                                <td class="num">{ group.share.map_or_else(|| format::UNKNOWN.to_owned(), percent) }</td>
                            </tr>
                        }) }
                    </tbody>
                </table>
            </Scroller>
            { super::super::pages::declare::recognition_lines(words, found) }
        </div>
    }
}
