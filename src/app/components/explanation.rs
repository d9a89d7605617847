//! The panel that answers "why this number": clause, formula, cells, steps, conclusion.

use super::super::format;
use super::super::state::Work;
use super::super::tasks;
use super::super::text::{self, Key, Words};
use super::mark::{Mark, status_words};
use super::{data, tag, use_words};
use crate::evaluate::trace::{Op, Operand};
use crate::evaluate::{Explanation, Status, Step, Verdict, explain_dispersion, explain_section};
use crate::quantity::Fraction;
use crate::records::{Indicator, Section, Stage};
use crate::standard::Standard;
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
}

/// One line of the list below an explanation, and what it leads to.
struct Line {
    name: String,
    note: String,
    mark: Mark,
    target: Target,
}

/// An explanation and, where schools stand behind it, their list.
struct Answer {
    explanation: Explanation,
    mark: Mark,
    list: Option<(String, Vec<Line>)>,
}

fn answer(words: Words, work: &Work, standard: &Standard, target: Target) -> Option<Answer> {
    let results = &work.evaluation.sections;
    let given = |index: u32| work.sections.get(index as usize);
    match target {
        Target::Section { at, indicator } => {
            let result = results.get(at)?;
            let section = given(result.index)?;
            let mark = result.indicators.get(indicator.index())?.status.into();
            Some(Answer { explanation: explain_section(standard, section, indicator)?, mark, list: None })
        }
        Target::Dispersion { stage, indicator } => {
            let members: Vec<&Section> = results
                .iter()
                .filter(|result| result.stage == stage)
                .filter_map(|result| given(result.index))
                .collect();
            let explanation = explain_dispersion(standard, stage, indicator, &members)?;
            // Which schools drive the coefficient: their shares of its square sum to one.
            let mut shares: Vec<(f64, usize)> = results
                .iter()
                .enumerate()
                .filter(|(_, result)| result.stage == stage)
                .filter_map(|(at, result)| Some((result.indicators.get(indicator.index())?.cv_share?, at)))
                .collect();
            shares.sort_by(|a, b| b.0.total_cmp(&a.0));
            let lines = shares
                .iter()
                .take(8)
                .filter_map(|(share, at)| {
                    let result = results.get(*at)?;
                    let one = result.indicators.get(indicator.index())?;
                    Some(Line {
                        name: result.school.clone(),
                        note: words.f(
                            Key::ListDispersion,
                            &[&format::value(indicator, one.value), &crate::quantity::rounded(share * 100.0, 1)],
                        ),
                        mark: Mark::from(one.status),
                        target: Target::Section { at: *at, indicator },
                    })
                })
                .collect();
            let list = (!shares.is_empty()).then(|| (words.t(Key::ListDispersionTitle).to_owned(), lines));
            let finding = work.evaluation.stages.iter().find(|one| one.stage == stage);
            let mark = match finding.and_then(|one| one.indicators.get(indicator.index())).and_then(|one| one.cv_within)
            {
                Some(true) => Mark::Met,
                Some(false) => Mark::NotMet,
                None => Mark::Unknown,
            };
            Some(Answer { explanation, mark, list })
        }
        Target::Compliance { stage, indicator } => compliance(words, work, standard, stage, indicator),
        Target::Comprehensive { at } => comprehensive(words, work, standard, at),
        Target::StageComprehensive { stage } => stage_comprehensive(words, work, standard, stage),
    }
}

fn counted(label_met: Key, met: u32, label_of: Key, of: u32, source: &str) -> Step {
    Step {
        op: Op::Count,
        operands: vec![
            Operand { label: text::filled(label_met, &[]), value: met.to_string(), location: None },
            Operand { label: text::filled(label_of, &[]), value: of.to_string(), location: None },
        ],
        result: (met == of).to_string(),
        source: crate::diagnostic::Text::same(source),
    }
}

fn compliance(words: Words, work: &Work, standard: &Standard, stage: Stage, indicator: Indicator) -> Option<Answer> {
    let rule = standard.resource(indicator)?;
    let result = work.evaluation.stages.iter().find(|one| one.stage == stage)?;
    let counts = result.indicators.get(indicator.index())?;
    let citation = standard.cite(&rule.clause);
    let threshold = rule.threshold.get(stage).to_string();
    let both = |key: Key, zh: &[&str], en: &[&str]| {
        crate::diagnostic::Text::new(text::fill(key.zh(), zh), text::fill(key.en(), en))
    };
    let title = rule.title.clone();
    let stage_title = stage.title();
    let shares = [
        format::share(crate::diagnostic::Locale::ZhCn, counts.met, counts.of),
        format::share(crate::diagnostic::Locale::En, counts.met, counts.of),
    ];
    let explanation = Explanation {
        title: both(Key::ComplianceTitle, &[&stage_title.zh, &title.zh], &[&stage_title.en, &title.en]),
        clause: rule.clause.clone(),
        citation: citation.clone(),
        formula: text::filled(Key::ComplianceFormula, &[&threshold]),
        // A share, not a verdict: the standard asks for every school as a whole, not for each indicator by itself.
        steps: vec![Step {
            op: Op::Quotient,
            result: Fraction::new(counts.met.into(), counts.of.max(1).into()).reduced(),
            ..counted(Key::CompliantSections, counts.met, Key::EvaluatedSections, counts.of, &citation)
        }],
        conclusion: both(Key::ComplianceConclusion, &[&shares[0]], &[&shares[1]]),
    };
    let missing: Vec<(usize, &crate::evaluate::SectionResult)> = work
        .evaluation
        .sections
        .iter()
        .enumerate()
        .filter(|(_, section)| section.stage == stage)
        .filter(|(_, section)| section.indicators.get(indicator.index()).is_some_and(|one| one.status != Status::Met))
        .collect();
    let total = missing.len();
    let mut missing = missing;
    let key = |section: &crate::evaluate::SectionResult| {
        section.indicators.get(indicator.index()).and_then(|one| one.value).unwrap_or(f64::NEG_INFINITY)
    };
    missing.sort_by(|a, b| key(a.1).total_cmp(&key(b.1)));
    let lines = missing
        .into_iter()
        .take(LISTED)
        .filter_map(|(at, section)| {
            let one = section.indicators.get(indicator.index())?;
            let note = match one.shortfall.to_threshold {
                Some(short) => words.f(
                    Key::ListShort,
                    &[&format::value(indicator, one.value), &format::shortfall(words.0, short, one.shortfall.unit)],
                ),
                None => status_words(words, one.status).to_owned(),
            };
            Some(Line {
                name: section.school.clone(),
                note,
                mark: Mark::from(one.status),
                target: Target::Section { at, indicator },
            })
        })
        .collect();
    let mark = share_mark(counts.met, counts.undetermined, counts.of);
    Some(Answer { explanation, mark, list: list(words, total, lines) })
}

/// All met; some cannot be judged; some are not met.
fn share_mark(met: u32, undetermined: u32, of: u32) -> Mark {
    if met == of {
        Mark::Met
    } else if met + undetermined == of {
        Mark::Unknown
    } else {
        Mark::NotMet
    }
}

fn comprehensive(words: Words, work: &Work, standard: &Standard, at: usize) -> Option<Answer> {
    let section = work.evaluation.sections.get(at)?;
    let rule = &standard.comprehensive;
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
        Verdict::Undetermined => Key::SectionComprehensiveUnknown,
    };
    let explanation = Explanation {
        title: crate::diagnostic::Text::new(
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
            let value = format::value(one.id, one.value);
            let note = match one.shortfall.to_threshold {
                Some(short) if short > 0.0 => words.f(
                    Key::ListStatusShort,
                    &[&value, status_words(words, one.status), &format::shortfall(words.0, short, one.shortfall.unit)],
                ),
                _ => words.f(Key::ListStatus, &[&value, status_words(words, one.status)]),
            };
            Line {
                name: format!("{} {}", one.id.code(), words.text(&one.id.short())),
                note,
                mark: Mark::from(one.status),
                target: Target::Section { at, indicator: one.id },
            }
        })
        .collect();
    Some(Answer {
        explanation,
        mark: section.comprehensive.into(),
        list: Some((words.t(Key::ListIndicatorsTitle).to_owned(), lines)),
    })
}

fn stage_comprehensive(words: Words, work: &Work, standard: &Standard, stage: Stage) -> Option<Answer> {
    let result = work.evaluation.stages.iter().find(|one| one.stage == stage)?;
    let tally = result.comprehensive;
    let rule = &standard.comprehensive;
    let citation = standard.cite(&rule.clause);
    let title = stage.title();
    let explanation = Explanation {
        title: crate::diagnostic::Text::new(
            format!("{}·{}", title.zh, rule.title.zh),
            format!("{} · {}", title.en, rule.title.en),
        ),
        clause: rule.clause.clone(),
        citation: citation.clone(),
        formula: text::filled(Key::StageComprehensiveFormula, &[&rule.at_least.to_string()]),
        steps: vec![counted(Key::PassingSections, tally.met, Key::EvaluatedSections, tally.of, &citation)],
        conclusion: crate::diagnostic::Text::new(
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
    let failing: Vec<(usize, &crate::evaluate::SectionResult)> = work
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
            let codes: Vec<&str> =
                section.indicators.iter().filter(|one| one.status != Status::Met).map(|one| one.id.code()).collect();
            Line {
                name: section.school.clone(),
                note: words.f(Key::ListNotMet, &[&codes.join(words.t(Key::Comma))]),
                mark: Mark::from(section.comprehensive),
                target: Target::Comprehensive { at },
            }
        })
        .collect();
    let mark = share_mark(tally.met, tally.undetermined, tally.of);
    Some(Answer { explanation, mark, list: list(words, total, lines) })
}

fn list(words: Words, total: usize, lines: Vec<Line>) -> Option<(String, Vec<Line>)> {
    if total == 0 {
        return None;
    }
    let title = if total > lines.len() {
        words.f(Key::ListFirst, &[&total.to_string(), &lines.len().to_string()])
    } else {
        words.f(Key::ListAll, &[&total.to_string()])
    };
    Some((title, lines))
}

/// Props of [`ExplanationPanel`].
#[derive(Properties, PartialEq)]
pub struct ExplanationPanelProps {
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
pub fn ExplanationPanel(props: &ExplanationPanelProps) -> Html {
    let words = use_words();
    let dialog = use_node_ref();
    let trail = use_state(Vec::<Target>::new);
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            let opener = tasks::show_dialog(&dialog);
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
    html! {
        <dialog ref={dialog} class="panel" aria-labelledby="panel-title" onclose={closed} onclick={outside}>
            <div class="panel-body">
                <div class="panel-bar">
                    if !trail.is_empty() {
                        <button type="button" class="button button-quiet" onclick={back}>{ words.t(Key::PanelBack) }</button>
                    }
                    { tag("span", "panel-kind", words.t(Key::PanelKind)) }
                    <button type="button" class="button button-quiet panel-close" onclick={close}>{ words.t(Key::Close) }</button>
                </div>
                {
                    match found {
                        Some(answer) => view(words, &props.standard, &answer, &follow),
                        None => html! { <p id="panel-title">{ words.t(Key::NoExplanation) }</p> },
                    }
                }
            </div>
        </dialog>
    }
}

fn view(words: Words, standard: &Standard, answer: &Answer, follow: &Rc<impl Fn(Target) + 'static>) -> Html {
    let explanation = &answer.explanation;
    let clause = &explanation.clause;
    let document = standard.document(&clause.document);
    html! { <>
        <h2 id="panel-title" class="panel-title">{ data(words, words.text(&explanation.title)) }</h2>
        <p class={classes!("conclusion", answer.mark.class())}>{ answer.mark.shape() }<span>{ data(words, words.text(&explanation.conclusion)) }</span></p>

        <h3 class="panel-head">{ words.t(Key::PanelFormula) }</h3>
        <p class="formula">{ data(words, words.text(&explanation.formula)) }</p>

        if !explanation.steps.is_empty() {
            <h3 class="panel-head">{ words.t(Key::PanelSteps) }</h3>
            <ol class="proof">{ for explanation.steps.iter().map(|step| proof(words, step)) }</ol>
        }
        {
            answer.list.as_ref().map(|(title, lines)| html! { <>
                <h3 class="panel-head">{ title }</h3>
                <ul class="panel-list">
                    { for lines.iter().map(|line| {
                        let (follow, target) = (follow.clone(), line.target);
                        html! {
                            <li class={classes!("panel-line", line.mark.class())}>
                                { line.mark.shape() }
                                <button type="button" class="panel-link" onclick={Callback::from(move |_: MouseEvent| follow(target))}>{ data(words, &line.name) }</button>
                                <span class="panel-note">{ &line.note }</span>
                            </li>
                        }
                    }) }
                </ul>
            </> })
        }
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

/// One step: what it is for, the calculation, and the cells its numbers were read from.
fn proof(words: Words, step: &Step) -> Html {
    let holds = match step.result.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let values: Vec<String> = step.operands.iter().map(|operand| format::shown(&operand.value).text).collect();
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
        Op::Count => words.f(Key::StepCount, &[&value(0), &value(1)]),
        Op::WithinCoefficient => format!("{} × {} ≤ (1 + {}²) × {}²", value(0), value(1), value(3), value(2)),
    };
    html! {
        <li class="proof-step">
            <p class="proof-for">{ data(words, words.text(&step.source)) }</p>
            <p class="proof-line">
                <span class="proof-math">{ line }</span>
                {
                    holds.map(|holds| {
                        let mark = if holds { Mark::Met } else { Mark::NotMet };
                        html! { <span class={classes!("proof-holds", mark.class())}>{ mark.shape() }{ words.t(if holds { Key::Holds } else { Key::HoldsNot }) }</span> }
                    })
                }
            </p>
            <dl class="proof-operands">
                { for step.operands.iter().map(|operand| html! {
                    <div class="proof-operand">
                        <dt>{ data(words, words.text(&operand.label)) }</dt>
                        <dd>
                            { tag("span", "proof-value", format::exact(&operand.value)) }
                            { operand.location.as_ref().map(|place| html! { <span class="proof-cell">{ data(words, &text::place(place)) }</span> }) }
                        </dd>
                    </div>
                }) }
            </dl>
        </li>
    }
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
