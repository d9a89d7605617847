//! The overview: the verdict and its parts, both stages side by side, what fails, which schools weigh most, what to do
//! next. It fits one screen and one sheet of paper.

use super::super::format;
use super::super::state::{Action, Page, Work};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use super::charts::draw::{by, trouble};
use super::explanation::Target;
use super::findings::{list_id, measured};
use super::indicators::{coefficient_cell, share_cell};
use super::mark::{Mark, verdict_chip, verdict_words};
use super::preview::to_mistake;
use super::scroller::Scroller;
use super::what_if::{was, was_text};
use super::{code, data, indicator_mark, indicator_name, tag};
use crate::diagnostic::Severity;
use crate::evaluate::{
    Evaluation, Finding, PartResult, Scope, SectionResult, StageIndicator, StageResult, Status, Verdict,
};
use crate::figures::needs;
use crate::records::{Indicator, Stage};
use crate::standard::{Part, Standard};
use std::rc::Rc;
use yew::prelude::*;

/// Schools named as those that weigh most.
const WORST: usize = 5;
/// Failing rules listed.
const FAILING: usize = 8;
/// Needs listed.
const NEEDS: usize = 4;
/// Coefficients over their limit listed among what to do.
const OVER: usize = 3;

/// The verdict in one sentence, for the announcement.
pub fn sentence(words: Words, work: &Work) -> String {
    match work.scope {
        Scope::County => {
            let verdict = work.evaluation.verdict.unwrap_or(Verdict::Undetermined);
            let resources = resources(work).map_or(Verdict::Undetermined, |part| part.verdict);
            words.f(
                Key::VerdictSentence,
                &[verdict_words(words, verdict), verdict_words(words, resources), &text::sections_of(words, work)],
            )
        }
        Scope::School => {
            let parts: Vec<String> = work
                .evaluation
                .sections
                .iter()
                .map(|section| {
                    let stage = section.stage.title();
                    words.f(Key::SchoolSentence, &[words.text(&stage), verdict_words(words, section.comprehensive)])
                })
                .collect();
            parts.join(words.t(Key::Semicolon))
        }
    }
}

/// The part of resources.
fn resources(work: &Work) -> Option<&PartResult> {
    work.evaluation.parts.iter().find(|part| part.id == Part::Resources)
}

/// What the parts of the overview need.
struct Overview<'a> {
    words: Words,
    work: &'a Rc<Work>,
    standard: &'a Rc<Standard>,
    on_explain: &'a Callback<Target>,
    on_choose: &'a Callback<Option<usize>>,
    tasks: Option<Tasks>,
}

/// The overview of a county.
pub fn overview(
    words: Words,
    work: &Rc<Work>,
    standard: &Rc<Standard>,
    on_explain: &Callback<Target>,
    on_choose: &Callback<Option<usize>>,
    tasks: Option<Tasks>,
) -> Html {
    let it = Overview { words, work, standard, on_explain, on_choose, tasks };
    html! {
        <div class="overview">
            { it.county() }
            if !work.evaluation.sections.is_empty() {
                <div class="over-grid">
                    <section class="over-main" aria-labelledby="verdict-title">
                        { it.resources() }
                        { it.failing() }
                    </section>
                    <div class="over-side">
                        { it.worst() }
                        { it.next() }
                    </div>
                </div>
            }
        </div>
    }
}

fn real_indicator(real: &Evaluation, stage: Stage, indicator: Indicator) -> Option<&StageIndicator> {
    real.stages.iter().find(|one| one.stage == stage)?.indicators.iter().find(|one| one.id == indicator)
}

impl Overview<'_> {
    fn explain(&self, target: Target) -> Callback<MouseEvent> {
        self.on_explain.reform(move |_| target)
    }

    /// The verdict on the county and its parts.
    fn county(&self) -> Html {
        let (words, evaluation) = (self.words, &self.work.evaluation);
        let Some(verdict) = evaluation.verdict else { return html! {} };
        let mark = Mark::from(verdict);
        let (parts, local): (Vec<&PartResult>, Vec<&PartResult>) =
            evaluation.parts.iter().partition(|part| part.id != Part::Local);
        let sum = |pick: fn(&PartResult) -> u32| parts.iter().map(|part| pick(part)).sum::<u32>();
        let (met, of, open) = (sum(|part| part.met), sum(|part| part.of), sum(|part| part.undetermined));
        let row = |part: &PartResult| {
            let id = part.id;
            let failed = part.of.saturating_sub(part.met + part.undetermined);
            let mark = Mark::from(part.verdict);
            let items = format::of(part.met, part.of);
            let was_part = was_text(words, self.work, &items, |real| {
                real.parts.iter().find(|one| one.id == id).map(|one| format::of(one.met, one.of))
            });
            html! {
                <li class={classes!("part-row", mark.class())}>
                    <button type="button" class="part-name" onclick={Callback::from(move |_: MouseEvent| tasks::jump_to(list_id(id)))}>{ words.text(&part.title).to_owned() }</button>
                    <span class="part-met">{ mark.shape() }{ words.f(Key::PartMet, &[&items]) }</span>
                    <span class="part-bar">{ share_bar(part.met, part.undetermined, part.of) }</span>
                    <span class="part-open">{ rest_words(words, failed, part.undetermined) }{ was_part }</span>
                </li>
            }
        };
        html! {
            <section class={classes!("verdict", "county-verdict", mark.class())} aria-labelledby="county-title">
                <div class="verdict-main">
                    <h2 id="county-title" class="verdict-title">
                        { tag("span", "verdict-part", words.t(Key::CountyVerdict)) }
                        <span class="verdict-word county-word">{ mark.shape() }{ text::capitalised(verdict_words(words, verdict)) }</span>
                        { was(words, self.work, verdict, |real| real.verdict) }
                    </h2>
                    { tag("p", "verdict-scope", words.f(Key::CountyVerdictNote, &[&format::of(met, of), &open.to_string()])) }
                </div>
                <div class="verdict-side">
                    <ul class="part-rows">{ for parts.iter().map(|part| row(part)) }</ul>
                    if !local.is_empty() {
                        { tag("p", "hint part-local", words.t(Key::LocalApart)) }
                        <ul class="part-rows">{ for local.iter().map(|part| row(part)) }</ul>
                    }
                </div>
            </section>
        }
    }

    /// Both stages side by side, indicator by indicator.
    fn resources(&self) -> Html {
        let (words, evaluation) = (self.words, &self.work.evaluation);
        let part = resources(self.work);
        let verdict = part.map_or(Verdict::Undetermined, |part| part.verdict);
        let (met, of) = part.map_or((0, 0), |part| (part.met, part.of));
        let mark = Mark::from(verdict);
        html! { <>
            <h2 id="verdict-title" class="over-title" tabindex="-1">
                { words.t(Key::PartResources) }
                <span class={classes!("chip", "verdict-word", mark.class())}>{ mark.shape() }{ text::capitalised(verdict_words(words, verdict)) }</span>
                { tag("span", "over-note", words.f(Key::PartMet, &[&format::of(met, of)])) }
            </h2>
            <Scroller label={words.t(Key::PartResources)}>
            <table class={classes!("table", "over-table", "verdict-stages", self.work.what_if.is_some().then_some("over-what-if"))}>
                <thead>
                    <tr>
                        <td rowspan="2" class="corner over-corner">{ words.t(Key::Indicator) }</td>
                        { for evaluation.stages.iter().map(|stage| self.stage(stage)) }
                    </tr>
                    <tr>
                        { for evaluation.stages.iter().map(|stage| html! { <>
                            <th scope="col" class="over-first">{ words.t(Key::ShareMet) }</th>
                            <th scope="col">{ self.coefficient_head(stage) }</th>
                        </> }) }
                    </tr>
                </thead>
                <tbody>
                    { for self.standard.resources.iter().map(|rule| html! {
                        <tr>
                            <th scope="row">{ code(self.standard, rule.id) }{ words.text(&rule.id.short()).to_owned() }</th>
                            { for evaluation.stages.iter().map(|stage| match stage.indicators.iter().find(|one| one.id == rule.id) {
                                Some(one) => html! { <>
                                    <td class="over-first share-cell">{ share_cell(words, rule.threshold.is_some(), stage.stage, one, self.on_explain) }{ self.was_met(stage.stage, one) }</td>
                                    <td class="cv-cell">{ coefficient_cell(words, stage.stage, one, self.on_explain) }{ self.was_within(stage.stage, one) }</td>
                                </> },
                                None => html! { <td colspan="2"></td> },
                            }) }
                        </tr>
                    }) }
                    { self.composite() }
                </tbody>
            </table>
            </Scroller>
        </> }
    }

    /// How many schools really meet an indicator, where that differs.
    fn was_met(&self, stage: Stage, one: &StageIndicator) -> Html {
        was_text(self.words, self.work, &format::of(one.met, one.of), |real| {
            real_indicator(real, stage, one.id).map(|one| format::of(one.met, one.of))
        })
    }

    /// What the coefficient really is, where that differs.
    fn was_within(&self, stage: Stage, one: &StageIndicator) -> Html {
        was_text(self.words, self.work, &format::coefficient(one.cv), |real| {
            real_indicator(real, stage, one.id).map(|one| format::coefficient(one.cv))
        })
    }

    /// The head of a stage: its verdict, and the share of its schools that pass.
    fn stage(&self, stage: &StageResult) -> Html {
        let (words, tally) = (self.words, stage.comprehensive);
        let of_stage = |real: &Evaluation| {
            let found = real.stages.iter().find(|one| one.stage == stage.stage)?;
            Some((found.verdict, found.comprehensive))
        };
        html! {
            <th scope="colgroup" colspan="2" class="stage over-first">
                <span class="stage-name">{ words.text(&stage.stage.title()).to_owned() }{ verdict_chip(words, stage.verdict) }
                    { was(words, self.work, stage.verdict, |real| Some(of_stage(real)?.0)) }
                    { tag("span", "over-note", words.f(Key::StageSize, &[&text::sections(words, stage.sections), &format::count(stage.pupils)])) }
                </span>
                if self.standard.comprehensive.is_some() {
                    <button type="button" class="number stage-share" onclick={self.explain(Target::StageComprehensive { stage: stage.stage })}>
                        { tag("span", "stage-label", words.t(Key::ComprehensiveShare)) }
                        { tag("span", "stage-number", format::percent(tally.met, tally.of)) }
                        { tag("span", "of", format::of(tally.met, tally.of)) }
                        { tag("span", "stage-required", words.t(Key::AllRequired)) }
                        { was_text(words, self.work, &format::of(tally.met, tally.of), |real| {
                            of_stage(real).map(|(_, one)| format::of(one.met, one.of))
                        }) }
                    </button>
                }
                if stage.unread > 0 && self.work.shown_only {
                    { tag("span", "stage-cv", words.f(Key::StageUnread, &[&stage.unread.to_string()])) }
                } else if stage.unread > 0 {
                    { to_mistake(self.tasks.as_ref(), (self.work, Some(stage.stage)), Some("stage-cv"), words.f(Key::StageUnread, &[&stage.unread.to_string()])) }
                }
                if tally.undetermined > 0 {
                    { tag("span", "stage-cv", words.f(Key::UndeterminedCount, &[&text::sections(words, tally.undetermined)])) }
                }
            </th>
        }
    }

    /// 校际差异系数, and of how many it is within the limit.
    fn coefficient_head(&self, stage: &StageResult) -> String {
        let words = self.words;
        let name = words.t(Key::Coefficient);
        let count = |of: &dyn Fn(&StageIndicator) -> bool| {
            u32::try_from(stage.indicators.iter().filter(|one| of(one)).count()).unwrap_or(0)
        };
        let judged = count(&|one| one.cv_limit.is_some());
        if judged == 0 {
            return name.to_owned();
        }
        words.f(Key::CoefficientWithin, &[name, &format::of(count(&|one| one.cv_within == Some(true)), judged)])
    }

    /// The mean of the coefficients, where the standard judges that.
    fn composite(&self) -> Html {
        let (words, evaluation) = (self.words, &self.work.evaluation);
        let Some(rule) = &self.standard.composite else { return html! {} };
        let cell = |stage: &StageResult| {
            let found = evaluation
                .findings
                .iter()
                .enumerate()
                .find(|(_, one)| one.rule == rule.id && one.stage == Some(stage.stage));
            let Some((at, finding)) = found else { return html! { <td colspan="2"></td> } };
            let mark = Mark::from(finding.status);
            let sign =
                if finding.status == Verdict::NotMet { rule.comparison.opposite() } else { rule.comparison.sign() };
            let limit = finding.limit.map(format::coefficient_limit).unwrap_or_default();
            html! {
                <td colspan="2" class="over-first">
                    <button type="button" class={classes!("number", "number-cv", mark.class())} onclick={self.explain(Target::Finding { at })}>
                        { mark.shape() }{ tag("span", "cv-value", format::coefficient(finding.observed)) }
                        { tag("span", "of", format!("{sign} {limit} {}", verdict_words(words, finding.status))) }
                    </button>
                </td>
            }
        };
        html! {
            <tr class="composite"><th scope="row">{ words.text(&rule.title).to_owned() }</th>{ for evaluation.stages.iter().map(cell) }</tr>
        }
    }

    /// The rules that are not met: those of the resources first.
    fn failing(&self) -> Html {
        let words = self.words;
        let not_met = |resources: bool| {
            let all = self.work.evaluation.findings.iter().enumerate();
            all.filter(move |(_, finding)| {
                let here = (finding.part == Part::Resources) == resources;
                finding.status == Verdict::NotMet && finding.part != Part::Local && here
            })
        };
        let failing: Vec<(usize, &Finding)> = not_met(true).chain(not_met(false)).collect();
        if failing.is_empty() {
            return html! {};
        }
        let more = failing.len().saturating_sub(FAILING);
        html! {
            <div class="over-failing">
                <h3 class="over-sub">
                    { words.t(Key::FailingTitle) }{ tag("span", "count", failing.len().to_string()) }
                    if more > 0 {
                        <button type="button" class="link" onclick={Callback::from(|_: MouseEvent| tasks::jump_to("findings-title"))}>{ words.f(Key::FailingMore, &[&more.to_string()]) }</button>
                    }
                </h3>
                <ul class="reasons">
                    { for failing.iter().enumerate().map(|(place, (at, finding))| html! {
                        // On paper, where nothing stands below, all of them.
                        <li class={classes!("reason", "is-below", (place >= FAILING).then_some("reason-more"))}>
                            { Mark::NotMet.shape() }
                            <button type="button" class="reason-words" onclick={self.explain(Target::Finding { at: *at })}>{ data(words, &self.reason(finding)) }</button>
                        </li>
                    }) }
                </ul>
            </div>
        }
    }

    /// Why a rule is not met, in one line.
    fn reason(&self, finding: &Finding) -> String {
        let (words, evaluation) = (self.words, &self.work.evaluation);
        if finding.part != Part::Resources {
            let measured = measured(words, finding).map_or_else(String::new, |measured| format!(" {measured}"));
            return format!("{}{measured}", words.text(&finding.title));
        }
        let stage = evaluation.stages.iter().find(|stage| Some(stage.stage) == finding.stage);
        let stage_name = stage.map_or_else(String::new, |stage| words.text(&stage.stage.title()).to_owned());
        let limit = finding.limit.map(format::coefficient_limit).unwrap_or_default();
        match (finding.indicator, finding.observed) {
            (Some(indicator), Some(cv)) => words.f(
                Key::ReasonDispersion,
                &[&stage_name, words.text(&indicator.short()), &format::coefficient(Some(cv)), &limit],
            ),
            (Some(indicator), None) => {
                words.f(Key::ReasonDispersionZero, &[&stage_name, words.text(&indicator.short())])
            }
            (None, _) if finding.members.is_some() => {
                let tally = stage.map(|stage| stage.comprehensive).unwrap_or_default();
                let missed = tally.of.saturating_sub(tally.met + tally.undetermined);
                words.f(
                    Key::ReasonComprehensive,
                    &[&stage_name, &text::sections(words, missed), &format::share(words.0, tally.met, tally.of)],
                )
            }
            (None, Some(mean)) => words.f(
                Key::ReasonObserved,
                &[
                    words.text(&finding.title),
                    &format::coefficient(Some(mean)),
                    finding.comparison.map_or("", crate::standard::Comparison::opposite),
                    &limit,
                ],
            ),
            (None, None) => words.f(Key::ReasonUnknown, &[words.text(&finding.title)]),
        }
    }

    /// The schools that weigh most: those farthest from passing, and what of a failing coefficient is theirs.
    fn worst(&self) -> Html {
        let words = self.words;
        let sections = self.work.evaluation.sections.iter().enumerate();
        let failing = sections.filter(|(_, section)| section.comprehensive == Verdict::NotMet).collect();
        let ranked: Vec<(usize, &SectionResult)> = by(failing, |one| -trouble(one.1));
        if ranked.is_empty() {
            return html! {};
        }
        html! {
            <section class="worst">
                <h3 class="over-sub">{ words.t(Key::WorstTitle) }{ tag("span", "over-note", words.t(Key::WorstLead)) }</h3>
                <ol class="worst-list">
                    { for ranked.iter().take(WORST).map(|(at, section)| {
                        let names: Vec<String> = section.indicators.iter()
                            .filter(|one| matches!(one.status, Status::WithinFloor | Status::BelowFloor))
                            .map(|one| indicator_mark(words, self.standard, one.id)).collect();
                        let at = *at;
                        html! {
                            <li class="worst-item">
                                <button type="button" class="worst-name" onclick={self.on_choose.reform(move |_: MouseEvent| Some(at))}>{ data(words, &section.school) }</button>
                                { tag("span", "worst-note", words.f(Key::WorstNote, &[words.text(&section.stage.title()), &names.join(" ")])) }
                            </li>
                        }
                    }) }
                </ol>
            </section>
        }
    }

    /// What brings a coefficient to its limit with the fewest units.
    fn even(&self, stage: &StageResult, one: &StageIndicator) -> Option<String> {
        let (words, evaluation) = (self.words, &self.work.evaluation);
        let given = self.work.evening(self.standard, stage.stage, one.id)?;
        let (most, units) = given.first()?;
        let amount = |units: u64| format::units(words.0, units, one.id.unit());
        Some(words.f(
            Key::NextEven,
            &[
                words.text(&stage.stage.title()),
                &indicator_name(words, self.standard, one.id),
                &amount(given.iter().map(|(_, units)| units).sum()),
                &given.len().to_string(),
                &evaluation.sections.get(*most)?.school,
                &amount(*units),
            ],
        ))
    }

    /// What a part asks for beside the needs of its schools: what is not met or not known, and where it is stated.
    fn next_of(&self, part: &PartResult) -> Option<Html> {
        let words = self.words;
        let id = part.id;
        let failed = part.of.saturating_sub(part.met + part.undetermined);
        let line = |key: Key, failed: u32| {
            words.f(key, &[words.text(&part.title), &rest_words(words, failed, part.undetermined)])
        };
        if id == Part::Resources {
            // What is not met there stands in the lines above; what is not known is missing from the data.
            let open = part.undetermined > 0;
            return open.then(|| html! { <a href={Page::Check.hash()}>{ line(Key::NextData, 0) }</a> });
        }
        if failed + part.undetermined == 0 {
            return None;
        }
        let tasks = self.tasks.clone();
        let state = Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(Action::Declare(id));
            }
        });
        Some(
            html! { <button type="button" class="next-words next-state" onclick={state}>{ line(Key::NextPart, failed) }</button> },
        )
    }

    /// What to do next: mistakes in the data, the heaviest needs, coefficients over their limit, what is to be stated.
    fn next(&self) -> Html {
        let (words, evaluation) = (self.words, &self.work.evaluation);
        let mut steps: Vec<Html> = Vec::new();
        let logic = self.work.issues().filter(|issue| issue.severity == Severity::Logic).count();
        // Who only looks has nothing to mend and nothing to state.
        let may_change = !self.work.shown_only;
        if logic > 0 && may_change {
            steps.push(to_mistake(
                self.tasks.as_ref(),
                (self.work, None),
                None,
                words.f(Key::NextFix, &[&logic.to_string()]),
            ));
        }
        for need in needs(evaluation).into_iter().take(NEEDS) {
            let target = Target::Compliance { stage: need.stage, indicator: need.indicator };
            let line = words.f(
                Key::NextNeed,
                &[
                    words.text(&need.stage.title()),
                    &indicator_name(words, self.standard, need.indicator),
                    &format::shortfall(words.0, need.amount, need.unit),
                    &format::of(need.sections, need.of),
                ],
            );
            steps.push(
                html! { <button type="button" class="next-words" onclick={self.explain(target)}>{ line }</button> },
            );
        }
        let over: Vec<(f64, &StageResult, &StageIndicator)> = evaluation
            .stages
            .iter()
            .flat_map(|stage| stage.indicators.iter().map(move |one| (stage, one)))
            .filter(|(_, one)| one.cv_within == Some(false))
            .filter_map(|(stage, one)| Some((one.cv? / one.cv_limit?, stage, one)))
            .collect();
        let more_over = over.len().saturating_sub(OVER);
        for (_, stage, one) in by(over, |one| -one.0).into_iter().take(OVER) {
            if let Some(line) = self.even(stage, one) {
                let target = Target::Dispersion { stage: stage.stage, indicator: one.id };
                steps.push(html! { <button type="button" class="next-words" onclick={self.explain(target)}>{ data(words, &line) }</button> });
                continue;
            }
            let share = |section: &SectionResult| {
                section
                    .indicators
                    .iter()
                    .find(|other| other.id == one.id)
                    .and_then(|other| other.cv_share)
                    .unwrap_or(0.0)
            };
            let most = evaluation
                .sections
                .iter()
                .enumerate()
                .filter(|(_, section)| section.stage == stage.stage)
                .max_by(|a, b| share(a.1).total_cmp(&share(b.1)));
            let Some((at, section)) = most else { continue };
            let line = words.f(
                Key::NextOver,
                &[
                    words.text(&stage.stage.title()),
                    &indicator_name(words, self.standard, one.id),
                    &section.school,
                    &format::portion(share(section)),
                ],
            );
            steps.push(html! { <button type="button" class="next-words" onclick={self.on_choose.reform(move |_: MouseEvent| Some(at))}>{ data(words, &line) }</button> });
        }
        if more_over > 0 {
            let show = Callback::from(|_: MouseEvent| tasks::jump_to("indicators-title"));
            steps.push(
                html! { <button type="button" class="next-words" onclick={show}>{ words.f(Key::NextOverMore, &[&more_over.to_string()]) }</button> },
            );
        }
        if may_change {
            steps.extend(
                evaluation.parts.iter().filter(|part| part.id != Part::Local).filter_map(|part| self.next_of(part)),
            );
        }
        if steps.is_empty() {
            return html! {};
        }
        html! {
            <section class="next">
                <h3 class="over-sub">{ words.t(Key::NextTitle) }</h3>
                <ol class="next-list">{ for steps.into_iter().map(|step| html! { <li class="next-item">{ step }</li> }) }</ol>
            </section>
        }
    }
}

fn rest_words(words: Words, failed: u32, open: u32) -> String {
    let mut parts = Vec::new();
    if failed > 0 {
        parts.push(words.f(Key::PartFailed, &[&failed.to_string()]));
    }
    if open > 0 {
        parts.push(words.f(Key::PartOpen, &[&open.to_string()]));
    }
    parts.join(words.t(Key::Comma))
}

/// Met, undetermined and not met of all, as one bar.
pub fn share_bar(met: u32, undetermined: u32, of: u32) -> Html {
    let of = f64::from(of.max(1));
    let (met, unknown) = (f64::from(met) * 200.0 / of, f64::from(undetermined) * 200.0 / of);
    html! {
        <svg class="share-bar" viewBox="0 0 200 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="bar-rest" width="200" height="6" />
            <rect class="bar-met" width={format!("{met:.2}")} height="6" />
            <rect class="bar-unknown" x={format!("{met:.2}")} width={format!("{unknown:.2}")} height="6" />
        </svg>
    }
}
