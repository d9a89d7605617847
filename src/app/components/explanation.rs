//! The panel that answers "why this number": clause, formula, cells, steps, conclusion.

use super::super::format;
use super::super::state::{Action, Work};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use super::mark::{Mark, status_words, verdict_words};
use super::preview::cell_at;
use super::what_if::{MakeUp, Try, UpTo};
use super::{data, indicator_mark, indicator_name, tag, use_words};
use crate::diagnostic::{Location, Text};
use crate::evaluate::trace::{Op, Operand, UNKNOWN};
use crate::evaluate::{
    Explanation, Finding, Options, SectionIndicator, SectionResult, Status, Step, Verdict, evaluated_sections,
    explain_dispersion, explain_rule, explain_section,
};
use crate::quantity::Fraction;
use crate::records::{Indicator, Section, Stage};
use crate::standard::{Part, Standard};
use std::rc::Rc;
use yew::prelude::*;

/// Schools listed in an explanation.
const LISTED: usize = 1000;

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// One indicator of the section at that place of the result.
    Section {
        /// Place in the result.
        at: usize,
        /// Indicator.
        indicator: Indicator,
    },
    /// 综合评估 of the section at that place.
    Comprehensive {
        /// Place in the result.
        at: usize,
    },
    /// 达标学校比例 of an indicator.
    Compliance {
        /// Stage.
        stage: Stage,
        /// Indicator.
        indicator: Indicator,
    },
    /// 校际差异系数 of an indicator.
    Dispersion {
        /// Stage.
        stage: Stage,
        /// Indicator.
        indicator: Indicator,
    },
    /// 综合评估达标 of all sections of a stage.
    StageComprehensive {
        /// Stage.
        stage: Stage,
    },
    /// The finding at that place of the result.
    Finding {
        /// Place in the result.
        at: usize,
    },
}

/// One line of the list below an explanation, and what it leads to.
struct Line {
    name: String,
    note: String,
    mark: Mark,
    target: Option<Target>,
}

/// An explanation and, where schools stand behind it, their list.
struct Answer {
    explanation: Explanation,
    mark: Mark,
    /// Whether the list answers more than the steps do.
    list_first: bool,
    lists: Vec<List>,
    /// A share of which all is asked, in place of steps.
    share: Option<Share>,
}

/// How many sections pass of how many, and whether that is all of them.
struct Share {
    met: u32,
    of: u32,
    verdict: Verdict,
}

/// Lines below an explanation, and what is to be known of all of them.
struct List {
    title: String,
    note: Option<String>,
    lines: Vec<Line>,
}

impl List {
    fn new(title: impl Into<String>, lines: Vec<Line>) -> Self {
        Self { title: title.into(), note: None, lines }
    }
}

fn answer(words: Words, work: &Work, standard: &Standard, target: Target) -> Option<Answer> {
    let results = &work.evaluation.sections;
    // With what relaxations let them count: the numbers that were judged.
    let evaluated = evaluated_sections(standard, &work.records, Some(&work.as_of));
    let given =
        |index: u32| evaluated.iter().find(|(at, _)| *at == index as usize).map(|(_, section)| -> &Section { section });
    match target {
        Target::Section { at, indicator } => {
            let result = results.get(at)?;
            let section = given(result.index)?;
            let mark = result.indicators.iter().find(|one| one.id == indicator)?.status.into();
            Some(Answer {
                explanation: explain_section(standard, section, indicator)?,
                mark,
                list_first: false,
                lists: Vec::new(),
                share: None,
            })
        }
        Target::Dispersion { stage, indicator } => {
            let unread = work.evaluation.stages.iter().find(|one| one.stage == stage).map_or(0, |one| one.unread);
            let members: Vec<&Section> = results
                .iter()
                .filter(|result| result.stage == stage)
                .filter_map(|result| given(result.index))
                .collect();
            let explanation = explain_dispersion(standard, stage, indicator, &members, unread)?;
            let rule = standard.resource(indicator)?;
            // Which schools drive the coefficient: their shares of its square sum to one.
            let mut shares: Vec<(f64, usize)> = results
                .iter()
                .enumerate()
                .filter(|(_, result)| result.stage == stage)
                .filter_map(|(at, result)| Some((one_of(result, indicator)?.cv_share?, at)))
                .collect();
            shares.sort_by(|a, b| b.0.total_cmp(&a.0));
            let lines = shares
                .iter()
                .take(8)
                .filter_map(|(share, at)| {
                    let result = results.get(*at)?;
                    let one = one_of(result, indicator)?;
                    Some(Line {
                        name: result.school.clone(),
                        note: words
                            .f(Key::ListDispersion, &[&format::value(rule, one.value), &format::portion(*share)]),
                        mark: Mark::from(one.status),
                        target: Some(Target::Section { at: *at, indicator }),
                    })
                })
                .collect();
            let even = even(words, work, standard, stage, indicator);
            let driving = (!shares.is_empty()).then(|| List::new(words.t(Key::ListDispersionTitle), lines));
            let finding = work.evaluation.stages.iter().find(|one| one.stage == stage);
            let mark = match finding.and_then(|one| one.indicators.iter().find(|one| one.id == indicator)) {
                Some(one) if one.cv_limit.is_none() && one.cv.is_some() => Mark::Plain,
                Some(one) => Mark::from(Verdict::of(one.cv_within)),
                None => Mark::Unknown,
            };
            let lists = driving.into_iter().chain(even).collect();
            Some(Answer { explanation, mark, list_first: false, lists, share: None })
        }
        Target::Compliance { stage, indicator } => compliance(words, work, standard, stage, indicator),
        Target::Comprehensive { at } => comprehensive(words, work, standard, at),
        Target::StageComprehensive { stage } => stage_comprehensive(words, work, standard, stage),
        Target::Finding { at } => {
            let finding = work.evaluation.findings.get(at)?;
            match (finding.part, finding.stage, finding.indicator) {
                (Part::Resources, Some(stage), Some(indicator)) => {
                    answer(words, work, standard, Target::Dispersion { stage, indicator })
                }
                (Part::Resources, Some(stage), None) => match &standard.composite {
                    Some(rule) if rule.id == finding.rule => composite(words, work, standard, stage, finding),
                    _ => stage_comprehensive(words, work, standard, stage),
                },
                _ => rule_answer(words, work, standard, finding),
            }
        }
    }
}

fn one_of(section: &SectionResult, indicator: Indicator) -> Option<&SectionIndicator> {
    section.indicators.iter().find(|one| one.id == indicator)
}

fn options(work: &Work) -> Options {
    Options { scope: work.scope, as_of: Some(work.as_of.clone()), trace: true }
}

/// The mean of the coefficients: each of them leads to its own explanation.
fn composite(words: Words, work: &Work, standard: &Standard, stage: Stage, finding: &Finding) -> Option<Answer> {
    let rule = standard.composite.as_ref()?;
    let result = work.evaluation.stages.iter().find(|one| one.stage == stage)?;
    let traced = crate::evaluate::evaluate(standard, &work.records, &options(work));
    // The steps of the single coefficients stand behind the lines below; here the mean alone.
    let steps = traced
        .findings
        .into_iter()
        .find(|one| one.id == finding.id)?
        .trace
        .into_iter()
        .next_back()
        .into_iter()
        .collect();
    let sign = if finding.status == Verdict::NotMet { rule.comparison.opposite() } else { rule.comparison.sign() };
    let shown = format::coefficient(finding.observed);
    let limit = finding.limit.map(format::coefficient_limit).unwrap_or_default();
    let verdict = finding.status.title();
    let explanation = Explanation {
        title: finding.title.clone(),
        clause: rule.clause.clone(),
        citation: standard.cite(&rule.clause),
        formula: text::filled(Key::CompositeFormula, &[&standard.resources.len().to_string()]),
        steps,
        conclusion: Text::new(
            format!("{shown} {sign} {limit}，{}", verdict.zh),
            format!("{shown} {sign} {limit}: {}", verdict.en),
        ),
    };
    let lines = result
        .indicators
        .iter()
        .map(|one| Line {
            name: indicator_name(words, standard, one.id),
            note: format::coefficient(one.cv),
            mark: Mark::Plain,
            target: Some(Target::Dispersion { stage, indicator: one.id }),
        })
        .collect();
    Some(Answer {
        explanation,
        mark: finding.status.into(),
        list_first: false,
        lists: vec![List::new(words.t(Key::ListCoefficientsTitle), lines)],
        share: None,
    })
}

/// A rule beside the resources: its steps, and first those who do not meet it.
fn rule_answer(words: Words, work: &Work, standard: &Standard, finding: &Finding) -> Option<Answer> {
    let explanation = explain_rule(standard, &work.records, &options(work), &finding.rule)?;
    let lines: Vec<Line> = finding
        .failing
        .iter()
        .take(LISTED)
        .map(|member| {
            let number = |value: f64, other| format!("{}{}", format::observed(value, other), finding.unit);
            let sign = finding.comparison.map_or("", crate::standard::Comparison::opposite);
            let mut note = match (member.observed, member.limit) {
                (Some(value), Some(limit)) => {
                    format!("{} {sign} {}", number(value, Some(limit)), number(limit, None))
                }
                (Some(value), None) => number(value, None),
                _ => String::new(),
            };
            if let Some(place) = &member.location {
                if !note.is_empty() {
                    note.push_str(" · ");
                }
                note.push_str(&text::place_in(work, place));
            }
            Line { name: member.name.clone(), note, mark: Mark::NotMet, target: None }
        })
        .collect();
    Some(Answer {
        explanation,
        mark: finding.status.into(),
        list_first: true,
        lists: list(words, finding.failing.len(), lines),
        share: None,
    })
}

fn compliance(words: Words, work: &Work, standard: &Standard, stage: Stage, indicator: Indicator) -> Option<Answer> {
    let rule = standard.resource(indicator)?;
    let result = work.evaluation.stages.iter().find(|one| one.stage == stage)?;
    let counts = result.indicators.iter().find(|one| one.id == indicator)?;
    let citation = standard.cite(&rule.clause);
    let threshold = rule.threshold?.get(stage).to_string();
    let both = |key: Key, zh: &[&str], en: &[&str]| Text::new(text::fill(key.zh(), zh), text::fill(key.en(), en));
    let title = rule.title.clone();
    let stage_title = stage.title();
    let shares = [
        format::share(crate::diagnostic::Locale::ZhCn, counts.met, counts.of),
        format::share(crate::diagnostic::Locale::En, counts.met, counts.of),
    ];
    let operand =
        |label: Key, value: u32| Operand { label: text::filled(label, &[]), value: value.to_string(), location: None };
    let explanation = Explanation {
        title: both(Key::ComplianceTitle, &[&stage_title.zh, &title.zh], &[&stage_title.en, &title.en]),
        clause: rule.clause.clone(),
        citation: citation.clone(),
        formula: text::filled(Key::ComplianceFormula, &[&threshold]),
        // A share, not a verdict: the standard asks for every school as a whole, not for each indicator by itself.
        steps: vec![Step {
            op: Op::Quotient,
            operands: vec![operand(Key::CompliantSections, counts.met), operand(Key::EvaluatedSections, counts.of)],
            result: Fraction::new(counts.met.into(), counts.of.max(1).into()).reduced(),
            source: Text::same(&citation),
        }],
        conclusion: both(Key::ComplianceConclusion, &[&shares[0]], &[&shares[1]]),
    };
    let missing: Vec<(usize, &SectionResult)> = work
        .evaluation
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| section.stage == stage)
        .filter(|(_, section)| one_of(section, indicator).is_some_and(|one| one.status != Status::Met))
        .collect();
    let total = missing.len();
    let mut missing = missing;
    let key =
        |section: &SectionResult| one_of(section, indicator).and_then(|one| one.value).unwrap_or(f64::NEG_INFINITY);
    missing.sort_by(|a, b| key(a.1).total_cmp(&key(b.1)));
    let lines = missing
        .into_iter()
        .take(LISTED)
        .filter_map(|(at, section)| {
            let one = one_of(section, indicator)?;
            let note = match format::short(words.0, &one.shortfall, false) {
                Some(short) => words.f(Key::ListShort, &[&format::judged(rule, one), &short]),
                None => status_words(words, one.status).to_owned(),
            };
            Some(Line {
                name: section.school.clone(),
                note,
                mark: Mark::from(one.status),
                target: Some(Target::Section { at, indicator }),
            })
        })
        .collect();
    let mark = share_verdict(counts.met, counts.undetermined, counts.of).into();
    Some(Answer { explanation, mark, list_first: false, lists: list(words, total, lines), share: None })
}

/// All met; some cannot be judged; some are not met.
fn share_verdict(met: u32, undetermined: u32, of: u32) -> Verdict {
    if met == of {
        Verdict::Met
    } else if met + undetermined == of {
        Verdict::Undetermined
    } else {
        Verdict::NotMet
    }
}

fn comprehensive(words: Words, work: &Work, standard: &Standard, at: usize) -> Option<Answer> {
    let section = work.evaluation.sections.get(at)?;
    let rule = standard.comprehensive.as_ref()?;
    let citation = standard.cite(&rule.clause);
    let count = |status: Status| {
        u32::try_from(section.indicators.iter().filter(|one| one.status == status).count()).unwrap_or(0)
    };
    let (met, within, below, unknown) =
        (count(Status::Met), count(Status::WithinFloor), count(Status::BelowFloor), count(Status::Undetermined));
    let stage = section.stage.title();
    let numbers = [met.to_string(), within.to_string(), below.to_string(), unknown.to_string()];
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let verdict = match section.comprehensive {
        Verdict::Met => Key::SectionComprehensiveMet,
        Verdict::NotMet => Key::SectionComprehensiveNotMet,
        Verdict::Undetermined | Verdict::NotJudged => Key::SectionComprehensiveUnknown,
    };
    let explanation = Explanation {
        title: Text::new(
            format!("{}·{}·{}", section.school, stage.zh, rule.title.zh),
            format!("{} · {} · {}", section.school, stage.en, Key::Comprehensive.en()),
        ),
        clause: rule.clause.clone(),
        citation: citation.clone(),
        formula: text::filled(Key::SectionComprehensiveFormula, &[&rule.at_least.to_string()]),
        steps: Vec::new(),
        conclusion: text::filled(verdict, &numbers),
    };
    let lines = section
        .indicators
        .iter()
        .map(|one| {
            let value = standard.resource(one.id).map_or_else(String::new, |rule| format::judged(rule, one));
            let short = one.shortfall.to_threshold.filter(|short| *short > 0.0);
            let note = match short.and_then(|_| format::short(words.0, &one.shortfall, false)) {
                Some(short) => words.f(Key::ListStatusShort, &[&value, status_words(words, one.status), &short]),
                None => words.f(Key::ListStatus, &[&value, status_words(words, one.status)]),
            };
            Line {
                name: indicator_name(words, standard, one.id),
                note,
                mark: Mark::from(one.status),
                target: Some(Target::Section { at, indicator: one.id }),
            }
        })
        .collect();
    Some(Answer {
        explanation,
        mark: section.comprehensive.into(),
        list_first: false,
        lists: vec![List::new(words.t(Key::ListIndicatorsTitle), lines)],
        share: None,
    })
}

fn stage_comprehensive(words: Words, work: &Work, standard: &Standard, stage: Stage) -> Option<Answer> {
    let result = work.evaluation.stages.iter().find(|one| one.stage == stage)?;
    let tally = result.comprehensive;
    let rule = standard.comprehensive.as_ref()?;
    let citation = standard.cite(&rule.clause);
    let title = stage.title();
    let explanation = Explanation {
        title: Text::new(format!("{}·{}", title.zh, rule.title.zh), format!("{} · {}", title.en, rule.title.en)),
        clause: rule.clause.clone(),
        citation: citation.clone(),
        formula: text::filled(Key::StageComprehensiveFormula, &[&rule.at_least.to_string()]),
        steps: Vec::new(),
        conclusion: Text::new(
            text::fill(
                Key::StageComprehensiveConclusion.zh(),
                &[&format::share(crate::diagnostic::Locale::ZhCn, tally.met, tally.of)],
            ),
            text::fill(
                Key::StageComprehensiveConclusion.en(),
                &[&format::share(crate::diagnostic::Locale::En, tally.met, tally.of)],
            ),
        ),
    };
    let failing: Vec<(usize, &SectionResult)> = work
        .evaluation
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| section.stage == stage && section.comprehensive != Verdict::Met)
        .collect();
    let total = failing.len();
    let lines = failing
        .into_iter()
        .take(LISTED)
        .map(|(at, section)| {
            let codes: Vec<String> = section
                .indicators
                .iter()
                .filter(|one| !matches!(one.status, Status::Met | Status::NotJudged))
                .map(|one| indicator_mark(words, standard, one.id))
                .collect();
            Line {
                name: section.school.clone(),
                note: words.f(Key::ListNotMet, &[&codes.join(words.t(Key::Comma))]),
                mark: Mark::from(section.comprehensive),
                target: Some(Target::Comprehensive { at }),
            }
        })
        .collect();
    let verdict = share_verdict(tally.met, tally.undetermined, tally.of);
    let share = Some(Share { met: tally.met, of: tally.of, verdict });
    Some(Answer { explanation, mark: verdict.into(), list_first: false, lists: list(words, total, lines), share })
}

/// What brings a coefficient to its limit with the fewest units.
fn even(words: Words, work: &Work, standard: &Standard, stage: Stage, indicator: Indicator) -> Option<List> {
    let given = work.evening(standard, stage, indicator)?;
    let rule = standard.resource(indicator)?;
    let amount = |units: u64| format::units(words.0, units, indicator.unit());
    let lines = given
        .iter()
        .filter_map(|(at, units)| {
            let result = work.evaluation.sections.get(*at)?;
            let one = one_of(result, indicator)?;
            Some(Line {
                name: result.school.clone(),
                note: words.f(Key::ListEven, &[&amount(*units), &format::value(rule, one.value)]),
                mark: Mark::from(one.status),
                target: Some(Target::Section { at: *at, indicator }),
            })
        })
        .collect();
    let all = amount(given.iter().map(|(_, units)| units).sum());
    let note = words.f(Key::ListEvenNote, &[&all, &given.len().to_string()]);
    Some(List { note: Some(note), ..List::new(words.t(Key::ListEvenTitle), lines) })
}

fn list(words: Words, total: usize, lines: Vec<Line>) -> Vec<List> {
    if total == 0 {
        return Vec::new();
    }
    let title = if total > lines.len() {
        words.f(Key::ListFirst, &[&total.to_string(), &lines.len().to_string()])
    } else {
        words.f(Key::ListAll, &[&total.to_string()])
    };
    vec![List::new(title, lines)]
}

/// What is asked about on a page, and its answer.
pub struct Asking {
    target: Option<Target>,
    /// A number was asked about.
    pub on_explain: Callback<Target>,
    on_close: Callback<()>,
}

/// Nothing is asked at first.
#[hook]
pub fn use_asking() -> Asking {
    let target = use_state_eq(|| None::<Target>);
    let (ask, end) = (target.setter(), target.setter());
    Asking {
        target: *target,
        on_explain: use_callback((), move |asked: Target, ()| ask.set(Some(asked))),
        on_close: use_callback((), move |(), ()| end.set(None)),
    }
}

impl Asking {
    /// The panel, while something is asked.
    pub fn panel(&self, work: &Rc<Work>, standard: &Rc<Standard>) -> Html {
        let Some(target) = self.target else { return html! {} };
        let (on_close, on_explain) = (self.on_close.clone(), self.on_explain.clone());
        html! { <ExplanationPanel work={work.clone()} standard={standard.clone()} {target} {on_close} {on_explain} /> }
    }
}

/// Props of [`ExplanationPanel`].
#[derive(Properties, PartialEq)]
struct ExplanationPanelProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
    /// What is asked about.
    pub target: Target,
    /// The panel was closed.
    pub on_close: Callback<()>,
    /// Another number was asked about.
    pub on_explain: Callback<Target>,
}

/// The panel at the side, modal: Esc closes it and the focus returns to where it was opened.
#[component]
fn ExplanationPanel(props: &ExplanationPanelProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let dialog = use_node_ref();
    let trail = use_state(Vec::<Target>::new);
    {
        let (dialog, tasks) = (dialog.clone(), tasks.clone());
        use_effect_with((), move |()| {
            let opener = tasks.and_then(|tasks| tasks.show_dialog(&dialog));
            move || tasks::return_focus(opener)
        });
    }
    // Another answer in the same panel begins at its top.
    {
        let dialog = dialog.clone();
        use_effect_with(props.target, move |_| tasks::scroll_up(&dialog));
    }
    let close = {
        let dialog = dialog.clone();
        Callback::from(move |_: MouseEvent| tasks::close_dialog(&dialog))
    };
    let done = {
        let dialog = dialog.clone();
        Callback::from(move |()| tasks::close_dialog(&dialog))
    };
    let closed = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: Event| on_close.emit(()))
    };
    let outside = {
        let dialog = dialog.clone();
        Callback::from(move |event: MouseEvent| {
            // A click on the dialog itself, and not on something in it, is one on the backdrop.
            if tasks::is_target(&event, &dialog) {
                tasks::close_dialog(&dialog);
            }
        })
    };
    let follow = {
        let (trail, here, on_explain) = (trail.clone(), props.target, props.on_explain.clone());
        Rc::new(move |target: Target| {
            let mut way = (*trail).clone();
            way.push(here);
            trail.set(way);
            on_explain.emit(target);
        })
    };
    let back = {
        let (trail, on_explain) = (trail.clone(), props.on_explain.clone());
        Callback::from(move |_: MouseEvent| {
            let mut way = (*trail).clone();
            if let Some(target) = way.pop() {
                trail.set(way);
                on_explain.emit(target);
            }
        })
    };
    let found = answer(words, &props.work, &props.standard, props.target);
    let seek = |place: &Location| {
        let found = cell_at(&props.work, place).filter(|_| !props.work.shown_only);
        let go = found.zip(tasks.clone()).map(|((sheet, spot), tasks)| {
            Callback::from(move |_: MouseEvent| tasks.dispatch(Action::Seek(sheet, spot)))
        });
        (text::place_in(&props.work, place), go)
    };
    html! {
        <dialog ref={dialog} class="panel" aria-labelledby="panel-title" onclose={closed} onclick={outside}>
            <div class="panel-body">
                <div class="panel-bar">
                    if !trail.is_empty() {
                        <button type="button" class="button button-quiet" onclick={back}>{ words.t(Key::PanelBack) }</button>
                    }
                    { tag("span", "panel-kind", words.t(Key::PanelKind)) }
                    {
                        match props.target {
                            Target::Section { at, .. } | Target::Comprehensive { at } => html! {
                                <Try work={props.work.clone()} {at} words={Key::WhatIfTryThis} />
                            },
                            target => make_up(&props.work, target).map_or_else(|| html! {}, |(stage, indicator, up_to)| html! {
                                <MakeUp work={props.work.clone()} standard={props.standard.clone()} {stage} {indicator} {up_to} on_done={done} />
                            }),
                        }
                    }
                    <button type="button" class="button button-quiet panel-close" onclick={close}>{ words.t(Key::Close) }</button>
                </div>
                {
                    match found {
                        Some(answer) => view(words, &props.standard, &answer, &follow, &seek),
                        None => html! { <p id="panel-title">{ words.t(Key::NoExplanation) }</p> },
                    }
                }
            </div>
        </dialog>
    }
}

/// What can be made up where something about a stage is explained.
fn make_up(work: &Work, target: Target) -> Option<(Stage, Indicator, UpTo)> {
    match target {
        Target::Compliance { stage, indicator } => Some((stage, indicator, UpTo::Threshold)),
        Target::Dispersion { stage, indicator } => Some((stage, indicator, UpTo::Limit)),
        Target::Finding { at } => {
            let finding = work.evaluation.findings.get(at)?;
            (finding.part == Part::Resources).then_some((finding.stage?, finding.indicator?, UpTo::Limit))
        }
        _ => None,
    }
}

/// What a place is called, and what goes to its cell, where it is one of the data at hand.
type Seek<'a> = &'a dyn Fn(&Location) -> (String, Option<Callback<MouseEvent>>);

fn view(
    words: Words,
    standard: &Standard,
    answer: &Answer,
    follow: &Rc<impl Fn(Target) + 'static>,
    seek: Seek<'_>,
) -> Html {
    let explanation = &answer.explanation;
    let clause = &explanation.clause;
    let document = standard.document(&clause.document);
    let lists: Html = answer.lists.iter().map(|list| html! { <>
                <h3 class="panel-head">{ &list.title }</h3>
                if let Some(note) = &list.note {
                    <p class="hint">{ note }</p>
                }
                <ul class="panel-list">
                    { for list.lines.iter().map(|line| {
                        let (follow, target) = (follow.clone(), line.target);
                        html! {
                            <li class={classes!("panel-line", line.mark.class())}>
                                { line.mark.shape() }
                                if let Some(target) = target {
                                    <button type="button" class="panel-link" onclick={Callback::from(move |_: MouseEvent| follow(target))}>{ data(words, &line.name) }</button>
                                } else {
                                    <span class="panel-name">{ data(words, &line.name) }</span>
                                }
                                <span class="panel-note">{ data(words, &line.note) }</span>
                            </li>
                        }
                    }) }
                </ul>
            </> }).collect();
    html! { <>
        <h2 id="panel-title" class="panel-title">{ data(words, words.text(&explanation.title)) }</h2>
        <p class={classes!("conclusion", answer.mark.class())}>{ answer.mark.shape() }<span>{ data(words, words.text(&explanation.conclusion)) }</span></p>

        <h3 class="panel-head">{ words.t(Key::PanelFormula) }</h3>
        <p class="formula">{ data(words, words.text(&explanation.formula)) }</p>

        if answer.list_first { { lists.clone() } }
        if !explanation.steps.is_empty() {
            <h3 class="panel-head">{ words.t(Key::PanelSteps) }</h3>
            <ol class="proof">{ for explanation.steps.iter().take(STEPS).map(|step| proof(words, step, seek)) }</ol>
            if explanation.steps.len() > STEPS {
                { tag("p", "hint", words.f(Key::StepMore, &[&STEPS.to_string(), &explanation.steps.len().to_string()])) }
            }
        }
        if let Some(share) = &answer.share {
            <h3 class="panel-head">{ words.t(Key::PanelSteps) }</h3>
            <ol class="proof">{ worked(words, share, &explanation.citation) }</ol>
        }
        if !answer.list_first { { lists } }
        <h3 class="panel-head">{ words.t(Key::PanelClause) }</h3>
        <figure class="clause">
            <blockquote class="clause-words" lang="zh-CN">{ format!("“{}”", clause.quote) }</blockquote>
            <figcaption class="clause-source">
                <span lang="zh-CN">{ &explanation.citation }</span>
                {
                    document.map(|document| html! {
                        <span class="clause-document">{ data(words, &words.f(Key::ClauseDocument, &[words.text(&document.title), &document.issuer, &document.year.to_string()])) }</span>
                    })
                }
                <span class="clause-read">{ data(words, &words.f(Key::ClauseReadIn, &[&clause.read_in])) }</span>
                { tag("span", "clause-doubt", words.f(Key::ClauseConfidence, &[words.text(&clause.confidence.title())])) }
            </figcaption>
        </figure>
    </> }
}

/// How a share comes about, and that all is asked.
fn worked(words: Words, share: &Share, citation: &str) -> Html {
    let Share { met, of, verdict } = *share;
    let mark = Mark::from(verdict);
    // A share whose digits were cut is one approximately: to two decimals of a percentage.
    let equals = if of > 0 && u64::from(met) * 10_000 % u64::from(of) == 0 { "=" } else { "≈" };
    html! {
        <li class="proof-step">
            <p class="proof-for">{ data(words, citation) }</p>
            <p class="proof-line">
                { tag("span", "proof-math", words.f(Key::ShareWorked, &[&format::count(met), &format::count(of), equals, &format::percent(met, of)])) }
                <span class={classes!("proof-holds", mark.class())}>{ mark.shape() }{ words.f(Key::ShareRequired, &[verdict_words(words, verdict)]) }</span>
            </p>
            <dl class="proof-operands">
                <div class="proof-operand"><dt>{ words.t(Key::PassingSections) }</dt><dd>{ format::count(met) }</dd></div>
                <div class="proof-operand"><dt>{ words.t(Key::EvaluatedSections) }</dt><dd>{ format::count(of) }</dd></div>
            </dl>
        </li>
    }
}

/// One step: what it is for, the calculation, and the cells its numbers were read from.
fn proof(words: Words, step: &Step, seek: Seek<'_>) -> Html {
    let holds = match step.result.as_str() {
        "true" => Some((Mark::Met, Key::Holds)),
        "false" => Some((Mark::NotMet, Key::HoldsNot)),
        UNKNOWN => Some((Mark::Unknown, Key::HoldsUnknown)),
        _ => None,
    };
    let many = step.operands.len() > STEP_OPERANDS;
    let values: Vec<String> = step.operands.iter().map(|operand| spoken(words, &operand.value)).collect();
    let value = |index: usize| values.get(index).cloned().unwrap_or_default();
    let result = format::shown(&step.result);
    // An equation whose digits were cut anywhere is one approximately.
    let exact = result.exact && step.operands.iter().all(|operand| format::shown(&operand.value).exact);
    let equals = format!("{} {}", if exact { "=" } else { "≈" }, result.text);
    let sides = || match step.operands.as_slice() {
        [left, right, ..] => format::compared(&left.value, &right.value),
        _ => (value(0), value(1)),
    };
    let line = match step.op {
        // What was not added to anything is no equation.
        Op::Sum if values.len() == 1 => result.text.clone(),
        Op::Sum => format!("{} {equals}", joined_sum(&step.operands)),
        Op::Product => format!("{} {equals}", values.join(" × ")),
        Op::Quotient => format!("{} ÷ {} {equals}", value(0), value(1)),
        Op::AtLeast => {
            let (left, right) = sides();
            format!("{left} ≥ {right}")
        }
        Op::AtMost => {
            let (left, right) = sides();
            format!("{left} ≤ {right}")
        }
        Op::Above => {
            let (left, right) = sides();
            format!("{left} > {right}")
        }
        Op::Below => {
            let (left, right) = sides();
            format!("{left} < {right}")
        }
        Op::Equals => words.f(Key::StepWanted, &[&value(0), &value(1)]),
        Op::Ceil => format!("⌈{} ÷ {}⌉ = {}", value(0), value(1), result.text),
        Op::Years => words.f(Key::StepYears, &[&value(0), &value(1), &result.text]),
        Op::All => words.t(Key::StepAll).to_owned(),
        Op::Comprehensive => words.f(Key::StepComprehensive, &[&value(0)]),
        Op::SquaredCoefficient => format!("{} × {} ÷ {}² − 1 {equals}", value(0), value(1), value(2)),
        Op::MeanOfRootsAtMost => {
            let (limit, roots) =
                values.split_last().map_or(("", &values[..]), |(limit, roots)| (limit.as_str(), roots));
            format!("(√{}) ÷ {} ≤ {limit}", roots.join(" + √"), roots.len())
        }
        Op::WithinCoefficient => format!("{} × {} ≤ (1 + {}²) × {}²", value(0), value(1), value(3), value(2)),
    };
    // What does not hold or is not known comes first.
    let rank = |operand: &&Operand| match operand.value.as_str() {
        "false" => 0,
        UNKNOWN => 1,
        _ => 2,
    };
    let mut operands: Vec<&Operand> = step.operands.iter().collect();
    if step.op == Op::All {
        operands.sort_by_key(rank);
    }
    operands.truncate(STEP_OPERANDS);
    html! {
        <li class="proof-step">
            <p class="proof-for">{ data(words, words.text(&step.source)) }</p>
            <p class="proof-line">
                <span class="proof-math">{ line }</span>
                {
                    holds.map(|(mark, key)| {
                        html! { <span class={classes!("proof-holds", mark.class())}>{ mark.shape() }{ words.t(key) }</span> }
                    })
                }
            </p>
            <dl class="proof-operands">
                { for operands.into_iter().map(|operand| html! {
                    <div class="proof-operand">
                        <dt>{ data(words, words.text(&operand.label)) }</dt>
                        <dd>
                            { tag("span", "proof-value", said(words, &operand.value)) }
                            { operand.location.as_ref().map(|place| cell(words, place, seek)) }
                        </dd>
                    </div>
                }) }
            </dl>
            if many {
                { tag("p", "hint", words.f(Key::StepMore, &[&STEP_OPERANDS.to_string(), &step.operands.len().to_string()])) }
            }
        </li>
    }
}

/// The cell a number was read from, and the way there.
fn cell(words: Words, place: &Location, seek: Seek<'_>) -> Html {
    let (name, go) = seek(place);
    let name = data(words, &name);
    match go {
        Some(go) => {
            html! { <button type="button" class="proof-cell" title={words.t(Key::IssueGo)} onclick={go}>{ name }</button> }
        }
        None => html! { <span class="proof-place">{ name }</span> },
    }
}

/// Steps shown: a rule on classes has one for each of thousands.
const STEPS: usize = 40;
/// Numbers of a step listed one below the other.
const STEP_OPERANDS: usize = 60;

/// An operand within an equation.
fn spoken(words: Words, value: &str) -> String {
    answer_word(words, value).map_or_else(|| format::shown(value).text, str::to_owned)
}

/// An operand by itself.
fn said(words: Words, value: &str) -> String {
    answer_word(words, value).map_or_else(|| format::exact(value), str::to_owned)
}

/// `true`, `yes` … in words; a number has none.
fn answer_word(words: Words, value: &str) -> Option<&'static str> {
    Some(words.t(match value {
        "true" => Key::Holds,
        "false" => Key::HoldsNot,
        "yes" => Key::AnswerYes,
        "no" => Key::AnswerNo,
        "not_yet" => Key::AnswerNotYet,
        UNKNOWN => Key::HoldsUnknown,
        _ => return None,
    }))
}

/// `a + b − c`.
fn joined_sum(operands: &[Operand]) -> String {
    let mut line = String::new();
    for (index, operand) in operands.iter().enumerate() {
        let (sign, value) = match operand.value.strip_prefix('-') {
            Some(rest) => ("−", rest),
            None => ("+", operand.value.as_str()),
        };
        if index > 0 {
            line.push_str(&format!(" {sign} "));
        } else if sign == "−" {
            line.push('−');
        }
        line.push_str(&format::shown(value).text);
    }
    line
}
