//! Several years of a county: trends, where a change comes from, and which schools changed.

use super::super::format;
use super::super::state::{Action, Work};
use super::super::tasks::Tasks;
use super::super::text::{Key, Words};
use super::super::years::{YearResult, aligned};
use super::charts::trend::{Panel, Point, Trend};
use super::fields::{Choice, Select};
use super::mark::{status_words, verdict_chip, verdict_words};
use super::scroller::Scroller;
use super::{data, indicator_mark, indicator_name, more, tag, th, use_words};
use crate::evaluate::{SectionResult, StageIndicator, StageResult, Status, Tally};
use crate::figures::{Alignment, Alone, Count, Measure, Mover, Parts, Side, coefficients, counts, movers};
use crate::records::Stage;
use crate::standard::Standard;
use std::rc::Rc;
use yew::prelude::*;

/// Schools listed before the user asks for more, and how many more at a time.
const MOST: usize = 100;
/// Sections named that changed a coefficient.
const MOVERS: usize = 3;
/// What adds less than this to the square of a coefficient is not named.
const LEAST: f64 = 1e-6;

/// Props of [`Years`].
#[derive(Properties, PartialEq)]
pub struct YearsProps {
    /// The result.
    pub work: Rc<Work>,
    /// The standard.
    pub standard: Rc<Standard>,
}

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    stage: Option<Stage>,
    /// Shares in place of coefficients.
    shares: bool,
    /// Places of the two years, the newest and the one before it until others are chosen.
    pair: Option<(usize, usize)>,
    most: usize,
}

/// Everything about the years.
#[component]
pub fn Years(props: &YearsProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let asked = use_state_eq(|| Asked { stage: None, shares: false, pair: None, most: MOST });
    let found = use_memo((props.work.clone(), props.standard.clone()), |(work, standard)| {
        super::super::years::years(work, standard)
    });
    let stages: Vec<Stage> =
        Stage::ALL.into_iter().filter(|stage| found.iter().any(|year| stage_of(year, *stage).is_some())).collect();
    let stage = asked.stage.filter(|stage| stages.contains(stage)).or_else(|| stages.first().copied());
    let shares = asked.shares;
    let panels = use_memo((found.clone(), props.standard.clone(), stage, shares, words), {
        let found = found.clone();
        move |(_, standard, stage, shares, words)| {
            stage.map_or_else(Vec::new, |stage| panels(*words, standard, &found, stage, *shares))
        }
    });
    let names = use_memo((found.clone(), words), |(found, words)| {
        found.iter().map(|year| words.text(&year.year.title()).to_owned()).collect::<Vec<String>>()
    });
    let (Some(stage), true) = (stage, found.len() > 1) else { return html! {} };
    let change = {
        let asked = asked.clone();
        Rc::new(move |change: &dyn Fn(&mut Asked)| {
            let mut next = *asked;
            change(&mut next);
            asked.set(next);
        })
    };
    let switch = |pressed: bool, label: &str, set: fn(&mut Asked, Stage, bool), stage: Stage, shares: bool| {
        let change = change.clone();
        html! {
            <button type="button" class="switch-item" aria-pressed={pressed.to_string()} onclick={Callback::from(move |_: MouseEvent| change(&|asked| set(asked, stage, shares)))}>{ label.to_owned() }</button>
        }
    };
    let last = found.len() - 1;
    let (from, to) =
        asked.pair.filter(|pair| pair.0.max(pair.1) <= last && pair.0 != pair.1).unwrap_or((last - 1, last));
    let measure = words.t(if shares { Key::TrendShare } else { Key::TrendCv });
    let title = words.f(Key::TrendName, &[words.text(&stage.title()), measure]);
    html! { <>
        <section class="block" aria-labelledby="trend-title">
            <h2 id="trend-title" class="section-title">{ words.t(Key::TrendTitle) }<span class="count">{ found.len() }</span></h2>
            <div class="charts-bar no-print">
                if stages.len() > 1 {
                    <div class="switch" role="group" aria-label={words.t(Key::Stage)}>
                        { for stages.iter().map(|one| switch(*one == stage, words.text(&one.title()), |asked, stage, _| asked.stage = Some(stage), *one, shares)) }
                    </div>
                }
                <div class="switch" role="group" aria-label={words.t(Key::TrendMeasure)}>
                    { for [(false, Key::TrendCv), (true, Key::TrendShare)].map(|(one, key)| switch(one == shares, words.t(key), |asked, _, shares| asked.shares = shares, stage, one)) }
                </div>
            </div>
            <Trend panels={panels} years={names.clone()} title={title} read={if shares { Key::TrendShareRead } else { Key::TrendCvRead }} work={props.work.clone()} standard={props.standard.clone()} />
            { numbers(words, &props.standard, &found, &names, stage) }
            { for found.iter().zip(names.iter()).filter(|(year, _)| year.doubts > 0).map(|(year, name)| tag("p", "hint", words.f(Key::TrendDoubts, &[name, &year.doubts.to_string()]))) }
        </section>
        {
            match (found.get(from), found.get(to)) {
                (Some(before), Some(after)) => {
                    let is_shown = Rc::ptr_eq(&after.evaluation, &props.work.evaluation);
                    let tasks = tasks.as_ref().filter(|_| is_shown);
                    let pair = Pair { words, tasks, standard: &props.standard, before, after, found: &aligned(before, after), stage };
                    html! { <>
                        <section class="block" aria-labelledby="change-title">
                            <h2 id="change-title" class="section-title">{ words.t(Key::ChangeTitle) }</h2>
                            { choose(words, &names, (from, to), &change) }
                            { pair.sources() }
                        </section>
                        { pair.schools(asked.most, {
                            let change = change.clone();
                            Callback::from(move |_: MouseEvent| change(&|asked| asked.most += MOST))
                        }) }
                    </> }
                }
                _ => html! {},
            }
        }
    </> }
}

fn stage_of(year: &YearResult, stage: Stage) -> Option<&StageResult> {
    year.evaluation.stages.iter().find(|one| one.stage == stage)
}

/// Whether schools of a stage could not be read in a year: what is known of the others is not all.
fn is_incomplete(year: &YearResult, stage: Stage) -> bool {
    !year.records.unread(stage).is_empty()
}

fn indicator_of(year: &YearResult, stage: Stage, place: usize) -> Option<&StageIndicator> {
    stage_of(year, stage)?.indicators.get(place)
}

/// The panels of a stage: coefficients, or shares of the schools that meet what is asked.
fn panels(words: Words, standard: &Standard, found: &[YearResult], stage: Stage, shares: bool) -> Vec<Panel> {
    if !shares {
        let panel = |place: usize| coefficient_panel(words, standard, found, stage, place);
        return (0..standard.resources.len()).filter_map(panel).collect();
    }
    let share = |year: &YearResult, tally: Option<Tally>, judged: bool| {
        let tally = tally.filter(|tally| tally.of > 0);
        let value = tally.filter(|tally| tally.undetermined == 0 && !is_incomplete(year, stage));
        Point {
            value: value.map(|tally| f64::from(tally.met) * 100.0 / f64::from(tally.of)),
            shown: tally.map_or_else(|| format::UNKNOWN.to_owned(), |tally| format::of(tally.met, tally.of)),
            status: match value {
                None => Status::Undetermined,
                Some(tally) if judged && tally.met < tally.of => Status::BelowFloor,
                Some(_) if judged => Status::Met,
                Some(_) => Status::NotJudged,
            },
            said: tally.map_or_else(
                || words.t(Key::TrendUnknown).to_owned(),
                |tally| words.f(Key::TrendSaidShare, &[&format::share(words.0, tally.met, tally.of)]),
            ),
        }
    };
    let panel = |title: String, points: Vec<Point>, judged: bool| Panel {
        title,
        limit: judged.then(|| (100.0, words.f(Key::TrendLimit, &["100%"]))),
        most: Some(108.0),
        points,
    };
    let whole = standard.comprehensive.is_some().then(|| {
        let points = found.iter().map(|year| share(year, stage_of(year, stage).map(|one| one.comprehensive), true));
        panel(words.t(Key::Comprehensive).to_owned(), points.collect(), true)
    });
    let each =
        standard.resources.iter().enumerate().filter(|(_, rule)| rule.threshold.is_some()).map(|(place, rule)| {
            let tally = |one: &StageIndicator| Tally { met: one.met, of: one.of, undetermined: one.undetermined };
            let points = found.iter().map(|year| share(year, indicator_of(year, stage, place).map(tally), false));
            panel(indicator_name(words, standard, rule.id), points.collect(), false)
        });
    whole.into_iter().chain(each).collect()
}

fn coefficient_panel(
    words: Words,
    standard: &Standard,
    found: &[YearResult],
    stage: Stage,
    place: usize,
) -> Option<Panel> {
    let rule = standard.resources.get(place)?;
    let limit = found.iter().find_map(|year| indicator_of(year, stage, place)?.cv_limit);
    let point = |year: &YearResult| {
        let one = indicator_of(year, stage, place);
        let cv = one.and_then(|one| one.cv);
        let within = one.and_then(|one| one.cv_within);
        let stand = words.t(if within == Some(true) { Key::TrendWithin } else { Key::TrendOver });
        Point {
            value: cv,
            shown: format::coefficient(cv),
            status: match (cv, within) {
                (None, _) => Status::Undetermined,
                (_, Some(true)) => Status::Met,
                (_, Some(false)) => Status::BelowFloor,
                (_, None) if limit.is_some() => Status::Undetermined,
                (_, None) => Status::NotJudged,
            },
            said: match (cv, limit) {
                (None, _) => words.t(Key::TrendUnknown).to_owned(),
                (_, Some(limit)) if within.is_none() => words.f(
                    Key::TrendSaidCv,
                    &[&format::coefficient(cv), &format::coefficient_limit(limit), words.t(Key::TrendUnknown)],
                ),
                (_, Some(limit)) => {
                    words.f(Key::TrendSaidCv, &[&format::coefficient(cv), &format::coefficient_limit(limit), stand])
                }
                (_, None) => words.f(Key::TrendSaidPlain, &[&format::coefficient(cv)]),
            },
        }
    };
    Some(Panel {
        title: indicator_name(words, standard, rule.id),
        limit: limit.map(|limit| (limit, words.f(Key::TrendLimit, &[&format::coefficient_limit(limit)]))),
        most: None,
        points: found.iter().map(point).collect(),
    })
}

/// The numbers of all years: what the drawing shows, as a table.
fn numbers(words: Words, standard: &Standard, found: &[YearResult], names: &[String], stage: Stage) -> Html {
    let pairs = |cells: Vec<(String, bool)>| {
        cells
            .into_iter()
            .map(|(text, over)| html! {
                <td class={classes!("num", over.then_some("is-over"))}>{ text }if over { <span data-beside="">{ " ×" }</span> }</td>
            })
            .collect::<Html>()
    };
    let head: Vec<Html> =
        names.iter().map(|name| html! { <th scope="col" class="num">{ name.clone() }</th> }).collect();
    let of = |get: &dyn Fn(&YearResult) -> Option<String>| {
        let cell = |year: &YearResult| (get(year).unwrap_or_else(|| format::UNKNOWN.to_owned()), false);
        pairs(found.iter().map(cell).collect())
    };
    let coefficient = |place: usize| {
        let cell = |year: &YearResult| {
            let one = indicator_of(year, stage, place);
            let over = one.and_then(|one| one.cv_within) == Some(false);
            (format::coefficient(one.and_then(|one| one.cv)), over)
        };
        pairs(found.iter().map(cell).collect())
    };
    html! {
        <Scroller label={words.t(Key::TrendTable)} copied=true>
            <table class="table years-table">
                <caption class="visually-hidden">{ words.t(Key::TrendTable) }</caption>
                <thead><tr>{ th(words.t(Key::Indicator), "corner") }{ th(words.t(Key::TrendFigure), "") }{ for head }</tr></thead>
                <tbody>
                    <tr><th scope="row">{ words.t(Key::TrendSections) }</th><td></td>{ of(&|year| Some(format::count(stage_of(year, stage)?.sections))) }</tr>
                    if standard.comprehensive.is_some() {
                        <tr><th scope="row">{ words.t(Key::Comprehensive) }</th><td>{ words.t(Key::TrendShare) }</td>{ of(&|year| {
                            let tally = stage_of(year, stage)?.comprehensive;
                            Some(format::share(words.0, tally.met, tally.of))
                        }) }</tr>
                    }
                    { for standard.resources.iter().enumerate().map(|(place, rule)| html! { <>
                        <tr>
                            <th scope="row" rowspan={rule.threshold.is_some().then_some("2")}>{ indicator_name(words, standard, rule.id) }</th>
                            <td>{ words.t(Key::TrendCv) }</td>{ coefficient(place) }
                        </tr>
                        if rule.threshold.is_some() {
                            <tr><td>{ words.t(Key::TrendShare) }</td>{ of(&|year| {
                                let one = indicator_of(year, stage, place)?;
                                Some(format::share(words.0, one.met, one.of))
                            }) }</tr>
                        }
                    </> }) }
                </tbody>
            </table>
        </Scroller>
    }
}

/// Which two years; nothing to choose between two.
fn choose(
    words: Words,
    names: &[String],
    (from, to): (usize, usize),
    change: &Rc<impl Fn(&dyn Fn(&mut Asked)) + 'static>,
) -> Html {
    if names.len() < 3 {
        return html! {};
    }
    let choices: Rc<Vec<Choice>> =
        Rc::new(names.iter().enumerate().map(|(at, name)| Choice::new(at.to_string(), name.clone())).collect());
    let select = |id: &'static str, key: Key, value: usize, other: usize, first: bool| {
        let change = change.clone();
        let on_change = Callback::from(move |value: String| {
            let Ok(chosen) = value.parse::<usize>() else { return };
            // The other one steps aside where both would be the same.
            let aside = if chosen != other {
                other
            } else if first {
                chosen + 1
            } else {
                chosen.saturating_sub(1)
            };
            let aside = if aside == chosen { chosen + 1 } else { aside };
            change(&|asked| asked.pair = Some(if first { (chosen, aside) } else { (aside, chosen) }));
        });
        html! {
            <div class="field">
                <label for={id}>{ words.t(key) }</label>
                <Select {id} choices={choices.clone()} value={value.to_string()} {on_change} />
            </div>
        }
    };
    html! {
        <div class="charts-bar no-print">
            { select("change-from", Key::ChangeFrom, from, to, true) }
            { select("change-to", Key::ChangeTo, to, from, false) }
        </div>
    }
}

/// Two years and how they are lined up.
struct Pair<'a> {
    words: Words,
    /// What leads to the schools of the year after, where that is the year of the result.
    tasks: Option<&'a Tasks>,
    standard: &'a Standard,
    before: &'a YearResult,
    after: &'a YearResult,
    found: &'a Alignment,
    stage: Stage,
}

impl Pair<'_> {
    fn of_stage(&self, year: &YearResult, at: usize) -> bool {
        year.evaluation.sections.get(at).is_some_and(|one| one.stage == self.stage)
    }

    fn name(&self, year: &YearResult) -> String {
        self.words.text(&year.year.title()).to_owned()
    }

    /// How much of each change is of the values, and how much of schools that went and came.
    fn sources(&self) -> Html {
        let words = self.words;
        let stayed: (Vec<usize>, Vec<usize>) = self.found.pairs.iter().map(|pair| (pair.before, pair.after)).unzip();
        let before = Side { sections: &self.before.evaluation.sections, stayed: &stayed.0 };
        let after = Side { sections: &self.after.evaluation.sections, stayed: &stayed.1 };
        let in_both = stayed.1.iter().filter(|at| self.of_stage(self.after, **at)).count();
        let gone = self.found.gone.iter().filter(|one| self.of_stage(self.before, one.0)).count();
        let come = self.found.come.iter().filter(|one| self.of_stage(self.after, one.0)).count();
        let stage = self.stage.title();
        let lead = [words.text(&stage), &in_both.to_string(), &gone.to_string(), &come.to_string()];
        let share = |title: String, measure: Measure| {
            let four = counts(&before, &after, self.stage, measure);
            let shown = |count: Count| format::share(words.0, count.met, count.of);
            self.row(
                title,
                [shown(four.before), shown(four.after)],
                four.each(Count::percent).map(|four| four.parts()),
                2,
                None,
            )
        };
        let whole = self.standard.comprehensive.is_some();
        let judged = self.standard.resources.iter().enumerate().filter(|(_, rule)| rule.threshold.is_some());
        let shares =
            judged.map(|(place, rule)| share(indicator_name(words, self.standard, rule.id), Measure::Indicator(place)));
        let cvs = self.standard.resources.iter().enumerate().map(|(place, rule)| {
            let four = coefficients(&before, &after, self.stage, place);
            let shown = [format::coefficient(four.before), format::coefficient(four.after)];
            self.row(
                indicator_name(words, self.standard, rule.id),
                shown,
                four.each(|cv| cv).map(|four| four.parts()),
                3,
                Some(self.movers(place)),
            )
        });
        html! { <>
            { tag("p", "section-lead", words.f(Key::ChangeLead, &lead)) }
            { self.table(Key::ChangeSharesTitle, None, whole.then(|| share(words.t(Key::Comprehensive).to_owned(), Measure::Comprehensive)).into_iter().chain(shares).collect()) }
            { self.table(Key::ChangeCvTitle, Some(Key::ChangeMovers), cvs.collect()) }
            { tag("p", "hint", words.t(Key::ChangeNoParts)) }
            <details class="change-definition">
                <summary>{ words.t(Key::ChangeDefinition) }</summary>
                { tag("p", "", words.t(Key::ChangeDefinitionText)) }
            </details>
            // A closed one is not printed.
            { tag("p", "hint print-only", words.t(Key::ChangeDefinitionText)) }
        </> }
    }

    fn table(&self, title: Key, more: Option<Key>, rows: Html) -> Html {
        let words = self.words;
        html! { <>
            { tag("h3", "sub-title", words.t(title)) }
            <Scroller label={words.t(title)} copied=true>
                <table class="table years-table">
                    <thead><tr>
                        { th(words.t(Key::Indicator), "corner") }
                        <th scope="col" class="num">{ self.name(self.before) }</th>
                        <th scope="col" class="num">{ self.name(self.after) }</th>
                        { for [Key::ChangeWhole, Key::ChangeValues, Key::ChangeGone, Key::ChangeCome].map(|key| th(words.t(key), "num")) }
                        { more.map(|key| th(words.t(key), "")) }
                    </tr></thead>
                    <tbody>{ rows }</tbody>
                </table>
            </Scroller>
        </> }
    }

    fn row(&self, title: String, shown: [String; 2], parts: Option<Parts>, decimals: u32, more: Option<Html>) -> Html {
        // A school whose pupils are unread neither went nor came: the parts would say it did.
        let whole = !is_incomplete(self.before, self.stage) && !is_incomplete(self.after, self.stage);
        let parts = parts.filter(|_| whole);
        let cells = parts.map(|parts| [parts.whole, parts.values, parts.gone, parts.come]);
        let cell = |at: usize| {
            let value = cells.and_then(|cells| cells.get(at).copied());
            value.map_or_else(|| format::UNKNOWN.to_owned(), |value| format::signed(value, decimals))
        };
        html! {
            <tr>
                <th scope="row">{ title }</th>
                { for shown.into_iter().map(|shown| html! { <td class="num">{ shown }</td> }) }
                { for (0..4).map(|at| html! { <td class={classes!("num", (at == 0).then_some("change-whole"))}>{ cell(at) }</td> }) }
                { more.map(|more| html! { <td class="change-movers">{ more }</td> }) }
            </tr>
        }
    }

    /// The sections that changed a coefficient most, and how.
    fn movers(&self, place: usize) -> Html {
        let words = self.words;
        let Some(rule) = self.standard.resources.get(place) else { return html! {} };
        if is_incomplete(self.before, self.stage) || is_incomplete(self.after, self.stage) {
            return html! { { format::UNKNOWN } };
        }
        let (before, after) = (&self.before.evaluation.sections, &self.after.evaluation.sections);
        let found = movers(before, after, self.found, self.stage, place);
        let value = |section: Option<&SectionResult>, absent: Key| match section {
            Some(section) => format::value(rule, section.indicators.get(place).and_then(|one| one.value)),
            None => words.t(absent).to_owned(),
        };
        let one = |mover: &Mover| {
            let was = mover.before.and_then(|at| before.get(at));
            let is = mover.after.and_then(|at| after.get(at));
            let name = &is.or(was)?.school;
            let values = [value(was, Key::MoverCome), value(is, Key::MoverGone)];
            let effect = words.t(if mover.part > 0.0 { Key::MoverWider } else { Key::MoverNarrower });
            let shown = words.f(Key::MoverOne, &[&words.f(Key::Arrow, &[&values[0], &values[1]]), effect]);
            let doubtful = was.is_some_and(|one| self.before.is_doubtful(one))
                || is.is_some_and(|one| self.after.is_doubtful(one));
            let doubt = doubtful.then(|| tag("span", "tag tag-unconfirmed", words.t(Key::MoverDoubtful)));
            Some(html! { <li>{ self.link(mover.after, name) }{ tag("span", "hint", shown) }{ doubt }</li> })
        };
        // What stays the same moved nothing.
        let moved = found.iter().filter(|one| one.part.abs() > LEAST).take(MOVERS).filter_map(one);
        html! { <ul>{ for moved }</ul> }
    }

    /// A school of the year after, with the way to its card where that year is the one of the result.
    fn link(&self, at: Option<usize>, name: &str) -> Html {
        match self.tasks.cloned().zip(at) {
            Some((tasks, at)) => {
                let follow = Callback::from(move |_: MouseEvent| tasks.dispatch(Action::Follow(at)));
                html! { <button type="button" class="link" onclick={follow}>{ data(self.words, name) }</button> }
            }
            None => data(self.words, name),
        }
    }

    /// Schools that went, came, have another name, or stand otherwise.
    fn schools(&self, most: usize, on_more: Callback<MouseEvent>) -> Html {
        let words = self.words;
        let sections = |year: &'_ YearResult| Rc::clone(&year.evaluation);
        let (before, after) = (sections(self.before), sections(self.after));
        let pairs: Vec<(usize, &SectionResult, &SectionResult)> = self
            .found
            .pairs
            .iter()
            .filter(|pair| self.of_stage(self.after, pair.after))
            .filter_map(|pair| Some((pair.after, before.sections.get(pair.before)?, after.sections.get(pair.after)?)))
            .collect();
        let renamed = pairs.iter().filter(|(_, one, other)| one.school.trim() != other.school.trim());
        let renamed: Vec<Html> = renamed
            .map(|(at, one, other)| html! { <>{ data(words, &one.school) }{ " → " }{ self.link(Some(*at), &other.school) }</> })
            .collect();
        let alone = |list: &[(usize, Alone)], own: &YearResult, other: &YearResult, linked: bool| -> Vec<Html> {
            let found = list.iter().filter(|one| self.of_stage(own, one.0));
            let one = |(at, why): &(usize, Alone)| {
                let section = own.evaluation.sections.get(*at)?;
                let name = self.link(linked.then_some(*at), &section.school);
                Some(
                    html! { <>{ name }{ words.t(Key::Semicolon) }{ data(words, &self.alone(section, *why, own, other)) }</> },
                )
            };
            found.filter_map(one).collect()
        };
        let gone = alone(&self.found.gone, self.before, self.after, false);
        let come = alone(&self.found.come, self.after, self.before, true);
        let is_other = |(_, one, other): &&(usize, &SectionResult, &SectionResult)| {
            one.comprehensive != other.comprehensive
                || one.indicators.iter().zip(&other.indicators).any(|(a, b)| a.status != b.status)
        };
        let changed: Vec<_> = pairs.iter().filter(is_other).collect();
        let same = pairs.len() - changed.len();
        let list = |key: Key, items: Vec<Html>| {
            html! {
                <div class="years-list">
                    <h3 class="sub-title">{ words.t(key) }<span class="count">{ items.len() }</span></h3>
                    if items.is_empty() {
                        { tag("p", "hint", words.t(Key::SchoolsNone)) }
                    } else {
                        <ul>{ for items.into_iter().map(|item| html! { <li>{ item }</li> }) }</ul>
                    }
                </div>
            }
        };
        html! {
            <section class="block" aria-labelledby="schools-changed">
                <h2 id="schools-changed" class="section-title">{ words.t(Key::SchoolsChanged) }</h2>
                <div class="years-lists">{ list(Key::SchoolsGone, gone) }{ list(Key::SchoolsCome, come) }{ list(Key::SchoolsRenamed, renamed) }</div>
                <h3 class="sub-title">{ words.t(Key::SchoolsVerdicts) }<span class="count">{ changed.len() }</span></h3>
                if !changed.is_empty() {
                    <Scroller label={words.t(Key::SchoolsVerdicts)} copied=true>
                        <table class="table years-schools">
                            <thead><tr>
                                { th(words.t(Key::School), "corner") }
                                { th(words.t(Key::SchoolsPupils), "num") }
                                { th(words.t(Key::Comprehensive), "") }
                                { th(words.t(Key::SchoolsWhat), "") }
                            </tr></thead>
                            <tbody>{ for changed.iter().take(most).map(|(at, one, other)| self.changed(*at, one, other)) }</tbody>
                        </table>
                    </Scroller>
                    if changed.len() > most {
                        <p class="actions"><button type="button" class="button" onclick={on_more}>{ more(words, most, MOST, changed.len()) }</button></p>
                    }
                }
                { tag("p", "hint", words.f(Key::SchoolsSame, &[&same.to_string()])) }
            </section>
        }
    }

    /// Why a school stands in one year alone.
    fn alone(&self, section: &SectionResult, why: Alone, own: &YearResult, other: &YearResult) -> String {
        let words = self.words;
        match (other.left_out(section, own.code(section)), why) {
            _ if other.is_unread(section, own.code(section)) => words.t(Key::AloneUnread).to_owned(),
            (Some(reason), _) => words.f(Key::AloneExcluded, &[words.text(reason)]),
            (None, Alone::Absent) => words.t(Key::AloneAbsent).to_owned(),
            (None, Alone::OtherStage) => words.t(Key::AloneOtherStage).to_owned(),
            (None, Alone::OtherCode) => words.t(Key::AloneOtherCode).to_owned(),
            (None, Alone::Several) => words.t(Key::AloneSeveral).to_owned(),
        }
    }

    fn changed(&self, at: usize, one: &SectionResult, other: &SectionResult) -> Html {
        let words = self.words;
        let cells = one.indicators.iter().zip(&other.indicators).filter(|(a, b)| a.status != b.status);
        let parts: Vec<String> = cells
            .filter_map(|(a, b)| {
                let rule = self.standard.resource(a.id)?;
                let (from, to) = (format::value(rule, a.value), format::value(rule, b.value));
                let (was, is) = (status_words(words, a.status), status_words(words, b.status));
                Some(words.f(Key::ChangedOne, &[&indicator_mark(words, self.standard, a.id), &from, &to, was, is]))
            })
            .collect();
        html! {
            <tr>
                <th scope="row">{ self.link(Some(at), &other.school) }</th>
                <td class="num">{ words.f(Key::Arrow, &[&format::count(one.pupils), &format::count(other.pupils)]) }</td>
                <td>
                    if one.comprehensive != other.comprehensive {
                        <span class="years-was">{ verdict_words(words, one.comprehensive) }{ " → " }</span>
                    }
                    { verdict_chip(words, other.comprehensive) }
                </td>
                <td>{ for parts.into_iter().map(|part| tag("span", "years-part", part)) }</td>
            </tr>
        }
    }
}
