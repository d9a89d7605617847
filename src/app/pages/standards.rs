//! 标准: which standards there are, every number and clause of the one in use, and one's own.

use super::super::components::scroller::Scroller;
use super::super::components::{data, page_title, tag, th, use_words};
use super::super::format;
use super::super::state::{Action, Check, Page, State};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use crate::evaluate::formula;
use crate::quantity::Decimal;
use crate::records::{Day, Stage};
use crate::standard::{
    Chosen, Clause, Condition, Confidence, FactKind, FactSpec, Level, Limit, Part, PerStage, Rule, Standard,
    identifiers,
};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Props of [`StandardsPage`].
#[derive(Properties, PartialEq)]
pub struct StandardsPageProps {
    /// The state.
    pub state: Rc<State>,
}

/// The page.
#[component]
pub fn StandardsPage(props: &StandardsPageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let catalogue = use_memo((), |()| {
        let mut all: Vec<Rc<Standard>> =
            identifiers().filter_map(|id| Standard::from_catalogue(id).ok()).map(Rc::new).collect();
        // The one taken by default, then those that stand by themselves, then what is laid over them.
        all.sort_by_key(|one| (one.id != crate::standard::DEFAULT, one.extends.is_some()));
        all
    });
    let standard = &*props.state.standard;
    let own = matches!(*props.state.chosen, Chosen::Own { .. });
    let choose = |id: &str| {
        let (tasks, id) = (tasks.clone(), id.to_owned());
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.use_catalogue(&id);
            }
        })
    };
    let details = use_memo((props.state.standard.clone(), words.0), |(standard, _)| details(words, standard));
    html! {
        <div class="page page-standards">
            { page_title(words.t(Key::StandardsTitle), html! { { tag("p", "", words.t(Key::StandardsLead)) } }) }
            <ul class="standard-list">
                if own {
                    <li class="standard-item standard-on" aria-current="true" data-standard={standard.id.clone()}>{ summary(words, standard) }{ tag("span", "chip is-met", words.t(Key::StandardInUse)) }</li>
                }
                { for catalogue.iter().map(|one| {
                    let current = !own && one.id == standard.id;
                    html! {
                        <li class={classes!("standard-item", current.then_some("standard-on"))} aria-current={current.then_some("true")} data-standard={one.id.clone()}>
                            { summary(words, one) }
                            if current {
                                { tag("span", "chip is-met", words.t(Key::StandardInUse)) }
                            } else {
                                <button type="button" class="button" onclick={choose(&one.id)} aria-label={words.f(Key::StandardUseOf, &[words.text(&one.title)])}>{ words.t(Key::StandardUse) }</button>
                            }
                        </li>
                    }
                }) }
            </ul>
            { (*details).clone() }
            { editor(words, tasks.clone(), &props.state) }
            <p class="actions actions-end">
                <a class="button" href={Page::Narrative.hash()}>{ words.t(Key::ToNarrative) }</a>
                <a class="button button-quiet" href={Page::Data.hash()}>{ words.t(Key::BackToData) }</a>
            </p>
        </div>
    }
}

fn summary(words: Words, standard: &Standard) -> Html {
    let document = standard.document(&standard.document);
    let line = document.map_or_else(String::new, |one| {
        let year = one.year.to_string();
        if one.number == one.title.zh {
            words.f(Key::ClauseDocument, &[words.text(&one.title), &one.issuer, &year])
        } else {
            words.f(Key::StandardDocument, &[&one.number, words.text(&one.title), &one.issuer, &year])
        }
    });
    let counts = words.f(
        Key::StandardCounts,
        &[&standard.resources.len().to_string(), &standard.rules.len().to_string(), &standard.facts.len().to_string()],
    );
    html! {
        <div>
            <h2 class="standard-name">{ data(words, words.text(&standard.title)) }</h2>
            <p class="hint">{ data(words, &line) }</p>
            <p class="hint">
                { words.f(Key::StandardVersion, &[&standard.id, &standard.version]) }{ " · " }{ counts }
                { standard.extends.as_ref().map(|base| html! { <>{ " · " }{ words.f(Key::StandardExtends, &[base]) }</> }) }
            </p>
        </div>
    }
}

/// Every rule of the standard.
fn details(words: Words, standard: &Standard) -> Html {
    let parts = Part::ALL.into_iter().filter(|part| standard.rules.iter().any(|rule| rule.part == *part));
    html! { <>
        <section class="block" aria-labelledby="standard-resources">
            <h2 id="standard-resources" class="section-title">{ words.text(&Part::Resources.title()).to_owned() }</h2>
            <ol class="rule-list">
                { for standard.resources.iter().map(|rule| {
                    let mut numbers = vec![words.f(if rule.per == 1 { Key::PerPupil } else { Key::PerPupils }, &[&rule.per.to_string()])];
                    if let Some(threshold) = rule.threshold {
                        numbers.push(per_stage(words, rule.comparison.sign(), threshold, rule.id.unit().title().get(words.0)));
                    } else {
                        numbers.push(words.t(Key::StatusNotJudged).to_owned());
                    }
                    if let Some(floor) = rule.floor {
                        numbers.push(words.f(Key::FloorIs, &[&floor.to_string()]));
                    }
                    row(words, standard, &rule.code, words.text(&rule.title), &[words.f(Key::CountsIs, &[words.text(&rule.numerator)])], &numbers, &[&rule.clause])
                }) }
                {
                    for standard.comprehensive.iter().map(|rule| row(
                        words, standard, "", words.text(&rule.title), &[],
                        &[words.f(Key::AtLeastOf, &[&rule.at_least.to_string(), &standard.resources.len().to_string()])], &[&rule.clause],
                    ))
                }
                {
                    {
                        let rule = &standard.dispersion;
                        let limit = rule.limit.map_or_else(|| words.t(Key::StatusNotJudged).to_owned(), |limit| per_stage(words, rule.comparison.sign(), limit, ""));
                        row(words, standard, "", words.text(&rule.title), &[], &[limit], &[&rule.clause, &rule.method])
                    }
                }
                {
                    for standard.composite.iter().map(|rule| row(
                        words, standard, "", words.text(&rule.title), &[],
                        &[per_stage(words, rule.comparison.sign(), rule.limit, "")], &[&rule.clause],
                    ))
                }
                { row(words, standard, "", words.text(&standard.split.title), &[], &[
                    words.f(Key::SplitWeights, &[&standard.split.ratio()]),
                    words.f(Key::SplitWithoutPrimary, &[&standard.split.without_primary.junior.to_string(), &standard.split.without_primary.senior.to_string()]),
                ], &[&standard.split.clause]) }
                {
                    for standard.exclusions.iter().map(|rule| row(
                        words, standard, "", &words.f(Key::ExclusionTitle, &[words.text(&rule.reason)]), &[],
                        &conditions(words, standard, &rule.when), &[&rule.clause],
                    ))
                }
                {
                    for standard.relaxations.iter().map(|rule| {
                        let mut notes: Vec<String> = rule.note.iter().map(|note| words.text(note).to_owned()).collect();
                        let names: Vec<&str> = rule.add.iter().map(|key| standard.fact(key).map_or(key.as_str(), |fact| words.text(&fact.label))).collect();
                        notes.push(words.f(Key::RelaxationAdds, &[&names.join(words.t(Key::Comma)), words.text(&rule.indicator.short())]));
                        let mut numbers = conditions(words, standard, &rule.when);
                        numbers.extend(dates(words, rule.from, rule.until));
                        row(words, standard, "", words.text(&rule.title), &notes, &numbers, &[&rule.clause])
                    })
                }
            </ol>
        </section>
        { for parts.map(|part| html! {
            <section class="block" aria-label={words.text(&part.title()).to_owned()}>
                <h2 class="section-title">{ words.text(&part.title()).to_owned() }<span class="count">{ standard.rules.iter().filter(|rule| rule.part == part).count() }</span></h2>
                <ol class="rule-list">
                    { for standard.rules.iter().filter(|rule| rule.part == part).map(|rule| rule_row(words, standard, rule)) }
                    {
                        for standard.survey.iter().filter(|_| part == Part::Recognition).map(|survey| {
                            let mut numbers = vec![words.f(Key::SurveySampleShare, &[&survey.sample_share.to_string()])];
                            numbers.extend(survey.groups.iter().filter_map(|group| {
                                let share = group.share_at_least?;
                                Some(words.f(Key::SurveyShareIs, &[if words.is_chinese() { &group.zh } else { &group.en }, &share.to_string()]))
                            }));
                            let names: Vec<&str> = survey.groups.iter().map(|group| if words.is_chinese() { group.zh.as_str() } else { group.en.as_str() }).collect();
                            row(words, standard, "", words.t(Key::SurveyTitle), &[names.join(words.t(Key::Comma))], &numbers, &[&survey.sample_clause])
                        })
                    }
                </ol>
            </section>
        }) }
        { facts(words, standard) }
        { numbers(words, standard) }
        <p class="hint hash">{ words.f(Key::StandardHash, &[&standard.sha256]) }</p>
    </> }
}

fn rule_row(words: Words, standard: &Standard, rule: &Rule) -> Html {
    let mut notes = vec![words.text(&formula(standard, rule)).to_owned()];
    notes.extend(rule.note.iter().map(|note| words.text(note).to_owned()));
    if !rule.responsible.is_empty() {
        notes.push(words.f(Key::ResponsibleUnits, &[&rule.responsible.join(words.t(Key::Comma))]));
    }
    let mut numbers = vec![asked_of(words, rule)];
    numbers.extend(rule.limits.iter().map(|limit| limit_words(words, standard, rule, limit)));
    if !rule.is_judged() {
        numbers.push(words.t(Key::RuleNotJudged).to_owned());
    }
    let only = conditions(words, standard, &rule.applies);
    if !only.is_empty() {
        numbers.push(words.f(Key::AppliesTo, &[&only.join(words.t(Key::Semicolon))]));
    }
    numbers.extend(dates(words, rule.from, rule.until));
    let mut clauses = vec![&rule.clause];
    clauses.extend(rule.limits.iter().filter_map(|limit| limit.clause.as_ref()));
    row(words, standard, &rule.item.to_string(), words.text(&rule.title), &notes, &numbers, &clauses)
}

fn asked_of(words: Words, rule: &Rule) -> String {
    let key = match rule.level {
        Level::County => Key::LevelCounty,
        Level::Section => Key::LevelSection,
        Level::School => Key::LevelSchool,
        Level::Class => Key::LevelClass,
        Level::Subject => Key::LevelSubject,
    };
    let of = words.t(key);
    match rule.stage {
        Some(stage) => words.f(Key::LevelOfStage, &[of, words.text(&stage.title())]),
        None => of.to_owned(),
    }
}

fn limit_words(words: Words, standard: &Standard, rule: &Rule, limit: &Limit) -> String {
    let sign = rule.comparison.map_or("", crate::standard::Comparison::sign);
    let number = format!("{sign} {}{}", format::grouped(&limit.value.to_string()), rule.unit);
    let mut when: Vec<String> = Vec::new();
    if let Some(stage) = limit.stage {
        when.push(words.text(&stage.title()).to_owned());
    }
    if let Some(condition) = &limit.when {
        when.extend(conditions(words, standard, condition));
    }
    when.extend(dates(words, limit.from, limit.until));
    if let Some(note) = &limit.note {
        when.push(words.text(note).to_owned());
    }
    if when.is_empty() { number } else { words.f(Key::LimitWhen, &[&number, &when.join(words.t(Key::Semicolon))]) }
}

fn dates(words: Words, from: Option<Day>, until: Option<Day>) -> Option<String> {
    match (from, until) {
        (None, None) => None,
        (Some(from), None) => Some(words.f(Key::FromDay, &[&from.to_string()])),
        (None, Some(until)) => Some(words.f(Key::UntilDay, &[&until.to_string()])),
        (Some(from), Some(until)) => Some(words.f(Key::BetweenDays, &[&from.to_string(), &until.to_string()])),
    }
}

fn per_stage(words: Words, sign: &str, numbers: PerStage, unit: &str) -> String {
    let one = |stage: Stage, number: Decimal| {
        format!("{} {sign} {}{unit}", words.text(&stage.title()), format::grouped(&number.to_string()))
    };
    format!("{}{}{}", one(Stage::Primary, numbers.primary), words.t(Key::Semicolon), one(Stage::Junior, numbers.junior))
}

fn conditions(words: Words, standard: &Standard, condition: &Condition) -> Vec<String> {
    let comma = words.t(Key::Comma);
    let mut found = Vec::new();
    if !condition.kinds.is_empty() {
        let names: Vec<String> = condition.kinds.iter().map(|kind| words.text(&kind.title()).to_owned()).collect();
        found.push(names.join(comma));
    }
    if !condition.ownership.is_empty() {
        let names: Vec<String> = condition.ownership.iter().map(|one| words.text(&one.title()).to_owned()).collect();
        found.push(names.join(comma));
    }
    if !condition.location.is_empty() {
        let names: Vec<String> = condition.location.iter().map(|one| words.text(&one.title()).to_owned()).collect();
        found.push(names.join(comma));
    }
    if let Some(boarding) = condition.boarding {
        found.push(words.t(if boarding { Key::Boarding } else { Key::NotBoarding }).to_owned());
    }
    if let Some(pupils) = condition.pupils_at_least {
        found.push(words.f(Key::PupilsAtLeast, &[&pupils.to_string()]));
    }
    if let Some(pupils) = condition.pupils_below {
        found.push(words.f(Key::PupilsBelow, &[&pupils.to_string()]));
    }
    if let Some(year) = condition.built_from {
        found.push(words.f(Key::BuiltFrom, &[&year.to_string()]));
    }
    if let Some(year) = condition.built_until {
        found.push(words.f(Key::BuiltUntil, &[&year.to_string()]));
    }
    found.extend(condition.flags.iter().map(|key| {
        words.f(Key::FlagIsYes, &[standard.fact(key).map_or(key.as_str(), |fact| words.text(&fact.label))])
    }));
    found
}

/// One rule: what it is, its numbers, its clauses.
fn row(
    words: Words,
    standard: &Standard,
    number: &str,
    title: &str,
    notes: &[String],
    numbers: &[String],
    clauses: &[&Clause],
) -> Html {
    html! {
        <li class="rule-row">
            <span class="rule-number">{ number.to_owned() }</span>
            <div>
                <h3 class="rule-name">{ data(words, title) }</h3>
                { for notes.iter().map(|note| html! { <p class="hint">{ data(words, note) }</p> }) }
                <ul class="rule-limits">{ for numbers.iter().map(|one| html! { <li>{ data(words, one) }</li> }) }</ul>
            </div>
            <div>{ for clauses.iter().map(|one| clause(words, standard, one)) }</div>
        </li>
    }
}

fn clause(words: Words, standard: &Standard, clause: &Clause) -> Html {
    let class = match clause.confidence {
        Confidence::Confirmed => "tag tag-confirmed",
        Confidence::OneSource => "tag",
        Confidence::Unconfirmed => "tag tag-unconfirmed",
    };
    html! {
        <figure class="rule-clause">
            <blockquote class="rule-quote" lang="zh-CN">{ format!("“{}”", clause.quote) }</blockquote>
            <figcaption class="rule-source">
                <span lang="zh-CN">{ standard.cite(clause) }</span>
                { tag("span", class, words.text(&clause.confidence.title()).to_owned()) }
                <br />
                { data(words, &words.f(Key::ClauseReadIn, &[&clause.read_in])) }
            </figcaption>
        </figure>
    }
}

fn facts(words: Words, standard: &Standard) -> Html {
    let kind = |fact: &FactSpec| {
        words.t(match fact.kind {
            FactKind::Count => Key::KindCount,
            FactKind::Amount => Key::KindAmount,
            FactKind::Percent => Key::KindPercent,
            FactKind::Fraction => Key::KindFraction,
            FactKind::Level => Key::KindLevel,
            FactKind::Year => Key::KindYear,
            FactKind::Date => Key::KindDate,
            FactKind::YesNo => Key::KindYesNo,
            FactKind::Grade => Key::KindGrade,
        })
    };
    html! {
        <details class="disclosure">
            <summary>{ words.f(Key::FactsTitle, &[&standard.facts.len().to_string()]) }</summary>
            <Scroller label={words.t(Key::FactsOf)}>
                <table class="table facts-table">
                    <thead><tr>
                        { th(words.t(Key::FactName), "corner") }
                        { th(words.t(Key::FactBy), "") }
                        { th(words.t(Key::FactAs), "") }
                        { th(words.t(Key::FactUsedBy), "") }
                        { th(words.t(Key::FactKey), "") }
                    </tr></thead>
                    <tbody>
                        { for standard.facts.iter().map(|fact| {
                            let used: Vec<&str> = standard.rules.iter().filter(|rule| rule.measure.facts().contains(&fact.key.as_str())).map(|rule| words.text(&rule.title)).collect();
                            let by = words.t(if fact.level == Level::School { Key::LevelSchool } else { Key::LevelCounty });
                            let unit = if fact.unit.is_empty() { String::new() } else { words.f(Key::UnitIs, &[&fact.unit]) };
                            html! {
                                <tr>
                                    <th scope="row">{ data(words, words.text(&fact.label)) }</th>
                                    <td>{ by }</td>
                                    <td>{ kind(fact) }{ data(words, &unit) }</td>
                                    <td>{ data(words, &used.join(words.t(Key::Comma))) }</td>
                                    <td class="hash">{ &fact.key }</td>
                                </tr>
                            }
                        }) }
                    </tbody>
                </table>
            </Scroller>
        </details>
    }
}

/// Every number of the document, and the rule that carries it.
fn numbers(words: Words, standard: &Standard) -> Html {
    if standard.numbers.is_empty() {
        return html! {};
    }
    html! {
        <details class="disclosure">
            <summary>{ words.f(Key::NumbersTitle, &[&standard.numbers.len().to_string()]) }</summary>
            { tag("p", "section-lead", words.t(Key::NumbersLead)) }
            <Scroller label={words.t(Key::NumbersOf)}>
                <table class="table numbers-table">
                    <thead><tr>
                        { th(words.t(Key::NumberText), "") }
                        { th(words.t(Key::NumberArticle), "") }
                        { th(words.t(Key::NumberRule), "") }
                    </tr></thead>
                    <tbody>
                        { for standard.numbers.iter().map(|number| {
                            let carried = number.rule.as_deref().map(|id| carrier(words, standard, id));
                            html! {
                                <tr>
                                    <td>{ data(words, &number.text) }</td>
                                    <td class="place">{ data(words, &number.article) }</td>
                                    <td>
                                        { carried.map(|name| data(words, &name)) }
                                        { number.reason.as_ref().map(|reason| html! { <span class="hint">{ data(words, words.text(reason)) }</span> }) }
                                    </td>
                                </tr>
                            }
                        }) }
                    </tbody>
                </table>
            </Scroller>
        </details>
    }
}

/// The name of what carries a number.
fn carrier(words: Words, standard: &Standard, id: &str) -> String {
    if let Some(rule) = standard.rule(id) {
        return words.text(&rule.title).to_owned();
    }
    if let Some(fact) = standard.fact(id) {
        return words.text(&fact.label).to_owned();
    }
    if let Some(rule) = standard.resources.iter().find(|rule| rule.id.id() == id) {
        return words.text(&rule.title).to_owned();
    }
    if standard.dispersion.id == id {
        return words.text(&standard.dispersion.title).to_owned();
    }
    let named = standard
        .comprehensive
        .iter()
        .filter(|rule| rule.id == id)
        .map(|rule| &rule.title)
        .chain(standard.composite.iter().filter(|rule| rule.id == id).map(|rule| &rule.title))
        .chain(standard.exclusions.iter().filter(|rule| rule.id == id).map(|rule| &rule.reason))
        .chain(standard.relaxations.iter().filter(|rule| rule.id == id).map(|rule| &rule.title))
        .next();
    named.map_or_else(|| id.to_owned(), |title| words.text(title).to_owned())
}

/// One's own standard: start from one of the catalogue, change it, check it, use it, save it.
fn editor(words: Words, tasks: Option<Tasks>, state: &Rc<State>) -> Html {
    let editor = &state.editor;
    let on = |act: fn(&Tasks, &State)| {
        let (tasks, state) = (tasks.clone(), state.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                act(tasks, &state);
            }
        })
    };
    let typed = {
        let tasks = tasks.clone();
        Callback::from(move |event: InputEvent| {
            if let (Some(tasks), Some(area)) = (&tasks, event.target_dyn_into::<HtmlTextAreaElement>()) {
                tasks.dispatch(Action::EditorText { text: Rc::from(area.value()), file: None });
            }
        })
    };
    let chosen = {
        let tasks = tasks.clone();
        Callback::from(move |event: Event| {
            let Some(picker) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let (Some(tasks), Some(file)) = (&tasks, picker.files().and_then(|files| files.get(0))) {
                tasks.open_standard(file);
            }
            picker.set_value("");
        })
    };
    let pick = Callback::from(|_: MouseEvent| tasks::click("standard-picker"));
    let busy = matches!(editor.check, Check::Running);
    let empty = editor.text.trim().is_empty();
    let base = match &*state.chosen {
        Chosen::Catalogue(id) => id.clone(),
        Chosen::Own { .. } => crate::standard::DEFAULT.to_owned(),
    };
    html! {
        <section class="block" aria-labelledby="own-title">
            <h2 id="own-title" class="section-title">{ words.t(Key::OwnTitle) }</h2>
            { tag("p", "section-lead", words.t(Key::OwnLead)) }
            <p class="actions">
                <button type="button" class="button" onclick={on(Tasks::start_standard)} disabled={busy}>{ words.f(Key::OwnStart, &[&base]) }</button>
                <button type="button" class="button" onclick={pick} disabled={busy}>{ words.t(Key::OwnOpen) }</button>
                <input id="standard-picker" class="visually-hidden" type="file" tabindex="-1" aria-label={words.t(Key::OwnOpen)} accept=".toml,.txt" onchange={chosen} />
            </p>
            <label class="editor-label" for="standard-editor">{ words.f(Key::OwnLabel, &[&editor.file]) }</label>
            <textarea id="standard-editor" class="editor" spellcheck="false" autocomplete="off" rows="24" value={editor.text.to_string()} oninput={typed} />
            {
                match &editor.check {
                    Check::None => html! {},
                    Check::Running => html! { <p class="hint" role="status">{ words.t(Key::OwnChecking) }</p> },
                    Check::Good(standard) => html! {
                        <p class="banner banner-good" role="status">{ data(words, &words.f(Key::OwnGood, &[words.text(&standard.title), &standard.rules.len().to_string(), &standard.facts.len().to_string()])) }</p>
                    },
                    Check::Bad(problems) => html! {
                        <div class="editor-problems" role="alert">
                            <p>{ words.f(Key::OwnBad, &[&problems.len().to_string()]) }</p>
                            <ul>
                                { for problems.iter().map(|problem| {
                                    let line = problem.location.as_ref().and_then(|place| place.path.as_deref()).and_then(|path| path.strip_prefix("line ")).and_then(|line| line.parse::<usize>().ok());
                                    html! {
                                        <li>
                                            { line.map(|line| html! {
                                                <button type="button" class="link" onclick={Callback::from(move |_: MouseEvent| tasks::show_line("standard-editor", line))}>{ words.f(Key::OwnLine, &[&line.to_string()]) }</button>
                                            }) }
                                            { data(words, &text::capitalised(words.text(&problem.message))) }
                                        </li>
                                    }
                                }) }
                            </ul>
                        </div>
                    },
                }
            }
            <p class="actions">
                <button type="button" class="button" onclick={on(|tasks, state| tasks.check_standard(&state.editor, false))} disabled={busy || empty}>{ words.t(Key::OwnCheck) }</button>
                <button type="button" class="button button-primary" onclick={on(|tasks, state| tasks.check_standard(&state.editor, true))} disabled={busy || empty}>{ words.t(Key::OwnUse) }</button>
                <button type="button" class="button button-quiet" onclick={on(|tasks, state| tasks.save_standard(&state.editor))} disabled={empty}>{ words.t(Key::OwnSave) }</button>
            </p>
            { tag("p", "hint", words.t(Key::OwnHint)) }
        </section>
    }
}
