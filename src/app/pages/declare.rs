//! 3 自评: the declaration form, everything the standard asks for beside the sections, judged as it is typed.

use super::super::components::explanation::{Target, use_asking};
use super::super::components::fields::{Choice, Select};
use super::super::components::findings;
use super::super::components::mark::verdict_chip;
use super::super::components::scroller::Scroller;
use super::super::components::{data, page_title, tag, th, use_words};
use super::super::entries::{Entries, Slot, SurveyRow, whole};
use super::super::format;
use super::super::state::{Action, Page, State, Work, part_id};
use super::super::tasks::{self, Tasks};
use super::super::text::{self, Key, Words};
use crate::evaluate::{Recognition, above_all};
use crate::records::{Answer, Fact, Value};
use crate::standard::{FactKind, FactSpec, Level, Measure, Part, Rule, Standard, doubt};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// Props of [`DeclarePage`].
#[derive(Properties, PartialEq)]
pub struct DeclarePageProps {
    /// The state.
    pub state: Rc<State>,
}

/// What every field needs.
struct Form<'a> {
    words: Words,
    tasks: Option<Tasks>,
    standard: &'a Standard,
    work: &'a Work,
    entries: &'a Entries,
    /// Facts read for the county itself, by key.
    county: BTreeMap<&'a str, &'a Fact>,
    /// How many schools state a fact.
    stated: BTreeMap<&'a str, u32>,
    /// Schools known.
    schools: u32,
    on_explain: Callback<Target>,
}

/// The page.
#[component]
pub fn DeclarePage(props: &DeclarePageProps) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let asking = use_asking();
    let on_explain = asking.on_explain.clone();
    let state = &props.state;
    // Before anything is read or typed the form stands on nothing.
    let blank = use_memo((state.standard.clone(), state.store.clone()), |(standard, store)| {
        Rc::new(Work::blank(standard, store, tasks::today()))
    });
    let work = state.work().cloned().unwrap_or_else(|| (*blank).clone());
    let standard = &*state.standard;
    let form = Form::new(words, tasks.clone(), standard, &work, on_explain.clone());
    let (filled, all) = form.progress();
    let aside = form.entries.facts.keys().filter(|key| standard.fact(key).is_none()).count();
    let erase = {
        let tasks = tasks.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(Action::EraseAll);
            }
        })
    };
    let template = {
        let (tasks, locale) = (tasks.clone(), state.locale);
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.template(locale);
            }
        })
    };
    let county = work.counties.get(work.county).filter(|name| !name.is_empty());
    html! {
        <div class="page page-self">
            { page_title(words.t(Key::DeclareTitle), html! { { tag("p", "", words.t(Key::DeclareLead)) } }) }
            <div class="declare-bar">
                <div class="declare-progress">
                    <p class="declare-count" role="status">{ words.f(Key::DeclareProgress, &[&filled.to_string(), &all.to_string()]) }</p>
                    { super::super::components::verdict::share_bar(filled, 0, all) }
                </div>
                <div class="declare-tools">
                    <button type="button" class="button" onclick={template}>{ words.t(Key::TemplateButton) }</button>
                    <button type="button" class="button button-quiet" onclick={erase} disabled={form.entries.is_empty()}>{ words.t(Key::DeclareErase) }</button>
                </div>
            </div>
            <p class="hint">
                { if tasks::can_store() { words.t(Key::DeclareStored) } else { words.t(Key::DeclareNotStored) } }
                {
                    county.map(|name| html! { <> { " " }{ data(words, &words.f(Key::DeclareCounty, &[name])) }</> })
                }
                if aside > 0 { { " " }{ words.f(Key::DeclareAside, &[&aside.to_string()]) } }
            </p>
            { for state.store.aside(&standard.id).into_iter().map(|aside| set_aside(words, tasks.as_ref(), aside)) }
            if work.is_blank() {
                <p class="banner">{ tag("span", "", words.t(Key::DeclareNoSchools)) }<a href={Page::Data.hash()}>{ words.t(Key::GoToData) }</a></p>
            }
            <nav class="part-links" aria-label={words.t(Key::PartsLabel)}>
                { for form.parts().into_iter().map(|part| html! {
                    <button type="button" class="part-link" onclick={Callback::from(move |_: MouseEvent| tasks::jump_to(part_id(part)))}>
                        { words.text(&part.title()).to_owned() }{ form.part_tally(part) }
                    </button>
                }) }
            </nav>
            { for form.parts().into_iter().map(|part| form.part(part)) }
            <p class="actions actions-end">
                <a class="button button-primary" href={Page::Result.hash()}>{ words.t(Key::ToResult) }</a>
                <a class="button button-quiet" href={Page::Check.hash()}>{ words.t(Key::BackToCheck) }</a>
            </p>
            { asking.panel(&work, &state.standard) }
        </div>
    }
}

/// What was typed for other data that name no county: taken over or dropped, as the user says.
fn set_aside(words: Words, tasks: Option<&Tasks>, (source, count): (String, usize)) -> Html {
    let settle = |taken: bool| {
        let (tasks, source) = (tasks.cloned(), source.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(tasks) = &tasks {
                tasks.dispatch(Action::Settle(source.clone(), taken));
            }
        })
    };
    let name = if source.is_empty() { words.t(Key::PasteName) } else { &source };
    html! {
        <div key={format!("aside-{source}")} class="banner banner-kept">
            <span class="banner-words">{ data(words, &words.f(Key::DeclareSetAside, &[name, &count.to_string()])) }</span>
            <button type="button" class="button" onclick={settle(true)}>{ words.t(Key::DeclareSetAsideTake) }</button>
            <button type="button" class="button button-quiet" onclick={settle(false)}>{ words.t(Key::DeclareSetAsideDrop) }</button>
        </div>
    }
}

impl<'a> Form<'a> {
    fn new(
        words: Words,
        tasks: Option<Tasks>,
        standard: &'a Standard,
        work: &'a Work,
        on_explain: Callback<Target>,
    ) -> Self {
        let mut county = BTreeMap::new();
        let mut stated: BTreeMap<&str, u32> = BTreeMap::new();
        for fact in &work.read.facts {
            if fact.school.is_none() {
                county.insert(fact.key.as_str(), fact);
            } else {
                *stated.entry(fact.key.as_str()).or_default() += 1;
            }
        }
        let names: BTreeSet<(&str, Option<&str>)> = work
            .read
            .sections
            .iter()
            .map(|section| (section.school.as_str(), section.code.as_deref()))
            .chain(work.read.schools.iter().map(|school| (school.name.as_str(), school.code.as_deref())))
            .collect();
        Self {
            words,
            tasks,
            standard,
            work,
            entries: &work.entries,
            county,
            stated,
            schools: u32::try_from(names.len()).unwrap_or(u32::MAX),
            on_explain,
        }
    }

    /// Parts that ask for something here.
    fn parts(&self) -> Vec<Part> {
        Part::ALL
            .into_iter()
            .filter(|part| {
                self.standard.rules.iter().any(|rule| rule.part == *part)
                    || self.standard.facts.iter().any(|fact| fact.part == *part)
            })
            .collect()
    }

    /// How many of the facts are stated, and how many there are; the survey is one.
    fn progress(&self) -> (u32, u32) {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let filled = self.standard.facts.iter().filter(|spec| self.is_stated(spec)).count();
        let survey = u32::from(self.standard.survey.is_some());
        let asked = u32::from(!self.work.records.survey.is_empty()) * survey;
        (count(filled) + asked, count(self.standard.facts.len()) + survey)
    }

    fn is_stated(&self, spec: &FactSpec) -> bool {
        match self.entries.facts.get(&spec.key).map(|entry| entry.text.as_str()).filter(|text| !text.trim().is_empty())
        {
            Some(text) => matches!(spec.read(text), Ok(Some(_))),
            None => {
                self.county.contains_key(spec.key.as_str())
                    || (spec.level == Level::School && self.stated.contains_key(spec.key.as_str()))
            }
        }
    }

    fn part_tally(&self, part: Part) -> Html {
        let found = self.work.evaluation.parts.iter().find(|one| one.id == part);
        found.map_or_else(|| html! {}, |one| tag("span", "part-tally", format::of(one.met, one.of)))
    }

    /// One part with its items.
    fn part(&self, part: Part) -> Html {
        let words = self.words;
        let mut items: BTreeMap<u32, Vec<&Rule>> = BTreeMap::new();
        for rule in self.standard.rules.iter().filter(|rule| rule.part == part) {
            items.entry(rule.item).or_default().push(rule);
        }
        let used: BTreeSet<&str> = self.standard.rules.iter().flat_map(|rule| rule.measure.facts()).collect();
        let rest: Vec<&FactSpec> =
            self.standard.facts.iter().filter(|fact| fact.part == part && !used.contains(fact.key.as_str())).collect();
        let found = self.work.evaluation.parts.iter().find(|one| one.id == part);
        let id = part_id(part);
        html! {
            <section class="block declare-part" aria-labelledby={id}>
                <h2 id={id} class="section-title" tabindex="-1">
                    { words.text(&part.title()).to_owned() }
                    { found.map(|one| verdict_chip(words, one.verdict)) }
                    { found.map(|one| tag("span", "count", words.f(Key::PartMet, &[&format::of(one.met, one.of)]))) }
                </h2>
                if part == Part::Local { { tag("p", "section-lead", words.t(Key::LocalLead)) } }
                if part == Part::Veto { { tag("p", "section-lead", words.t(Key::VetoLead)) } }
                { for items.into_iter().map(|(number, rules)| self.item(part, number, &rules)) }
                if part == Part::Recognition && self.standard.survey.is_some() { { self.survey() } }
                if !rest.is_empty() {
                    <section class="declare-item" aria-label={words.t(Key::OtherFacts)}>
                        <h3 class="declare-title">{ words.t(Key::OtherFacts) }</h3>
                        <div class="declare-fields">{ for rest.into_iter().map(|spec| self.fact(spec)) }</div>
                    </section>
                }
                if part == Part::Quality { { self.scores() } }
            </section>
        }
    }

    fn item(&self, part: Part, number: u32, rules: &[&Rule]) -> Html {
        let words = self.words;
        let mut keys: Vec<&str> = Vec::new();
        for rule in rules {
            for key in rule.measure.facts() {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        // A fact of several items is typed where it is first asked for.
        let first = |key: &str| {
            self.standard
                .rules
                .iter()
                .find(|rule| rule.measure.facts().contains(&key))
                .map(|rule| (rule.part, rule.item))
        };
        let (own, other): (Vec<&str>, Vec<&str>) = keys.into_iter().partition(|key| first(key) == Some((part, number)));
        let mut responsible: Vec<&str> = Vec::new();
        for unit in rules.iter().flat_map(|rule| &rule.responsible) {
            if !responsible.contains(&unit.as_str()) {
                responsible.push(unit);
            }
        }
        html! {
            <section class="declare-item">
                <div class="declare-rules">
                    { for rules.iter().enumerate().map(|(at, rule)| self.rule(number, at == 0, rule)) }
                </div>
                if !own.is_empty() {
                    <div class="declare-fields">
                        { for own.into_iter().filter_map(|key| self.standard.fact(key)).map(|spec| self.fact(spec)) }
                    </div>
                }
                {
                    for other.into_iter().filter_map(|key| Some((self.standard.fact(key)?, first(key)?))).map(|(spec, (part, item))| html! {
                        <p class="hint">{ data(words, &words.f(Key::FactElsewhere, &[words.text(&spec.label), words.text(&part.title()), &item.to_string()])) }</p>
                    })
                }
                if !responsible.is_empty() {
                    <p class="hint">{ data(words, &words.f(Key::ResponsibleUnits, &[&responsible.join(words.t(Key::Comma))])) }</p>
                }
            </section>
        }
    }

    /// A rule with its verdict as things stand.
    fn rule(&self, number: u32, first: bool, rule: &Rule) -> Html {
        let words = self.words;
        let found = self.work.evaluation.findings.iter().enumerate().find(|(_, one)| one.rule == rule.id);
        let source =
            match rule.measure {
                Measure::ClassPupils {} => Some(words.f(
                    Key::ClassesRead,
                    &[&format::count(u32::try_from(self.work.records.classes.len()).unwrap_or(0))],
                )),
                Measure::SchoolPupils {} => Some(words.f(Key::SchoolsRead, &[&format::count(self.schools)])),
                _ => None,
            };
        // A part larger than its whole is met by the rule, and a slip of the pen.
        let doubt = found.and_then(|(_, finding)| above_all(self.standard, finding));
        html! {
            <div class="declare-rule">
                <div class="declare-words">
                    <h3 class="declare-title">
                        <span class="declare-number" aria-hidden={(!first).then_some("true")}>{ if first { format!("{number}.") } else { String::new() } }</span>
                        { data(words, words.text(&rule.title)) }
                    </h3>
                    { source.map(|source| tag("p", "hint", source)) }
                    { rule.note.as_ref().map(|note| html! { <p class="hint">{ data(words, words.text(note)) }</p> }) }
                    if let Some(doubt) = doubt {
                        <p class="fact-error">{ data(words, &words.f(Key::RuleDoubt, &[words.text(&doubt.message), words.text(&doubt.help)])) }</p>
                    }
                </div>
                {
                    match found {
                        Some((at, finding)) => findings::standing(words, finding, at, &self.on_explain),
                        None => tag("p", "hint declare-standing", words.t(Key::RuleNotInForce)),
                    }
                }
            </div>
        }
    }

    fn edit(&self, spec: &FactSpec, slot: Slot) -> Callback<String> {
        let (tasks, key) = (self.tasks.clone(), spec.key.clone());
        Callback::from(move |value: String| {
            if let Some(tasks) = &tasks {
                tasks.edit(&key, slot, value);
            }
        })
    }

    /// The field of a fact, its check, and where its value came from.
    fn fact(&self, spec: &FactSpec) -> Html {
        let words = self.words;
        let id = format!("fact-{}", spec.key);
        let entry = self.entries.facts.get(&spec.key).cloned().unwrap_or_default();
        let read = self.county.get(spec.key.as_str()).copied();
        let wrong = self.wrong(spec, &entry.text);
        let school = spec.level == Level::School;
        // A total of the county is asked for where a rule can use it.
        let summed = matches!(spec.kind, FactKind::Count | FactKind::Amount) && self.standard.takes_total(&spec.key);
        let typable = !school || summed;
        let stated = self.stated.get(spec.key.as_str()).copied().unwrap_or(0);
        let unit = format::unit(words.0, &spec.unit);
        let unit = unit.trim_start();
        let label = words.text(&spec.label).to_owned();
        let typed = !entry.text.is_empty();
        let mut described = format!("{id}-help");
        if wrong.is_some() {
            described.push_str(&format!(" {id}-wrong"));
        }
        let erase = {
            let (tasks, key) = (self.tasks.clone(), spec.key.clone());
            Callback::from(move |_: MouseEvent| {
                if let Some(tasks) = &tasks {
                    tasks.dispatch(Action::EraseFact(key.clone()));
                }
            })
        };
        let control = if !typable {
            html! { <p class="fact-label">{ data(words, &label) }</p> }
        } else if spec.kind == FactKind::YesNo {
            self.answers(spec, &id, &entry.text, read, &described)
        } else {
            html! { <>
                <label class="fact-label" for={id.clone()}>
                    { data(words, &label) }
                    if school { { tag("span", "fact-of", words.t(Key::CountyTotal)) } }
                </label>
                <div class="fact-control">
                    { self.control(spec, &id, &entry.text, read, wrong.is_some(), &described) }
                    if !unit.is_empty() { <span class="fact-unit">{ data(words, unit) }</span> }
                </div>
            </> }
        };
        let place = read.map(|fact| {
            let shown = words.text(&fact.value.shown(spec)).to_owned();
            let place = fact.location.as_ref().map(|place| text::place_in(self.work, place)).unwrap_or_default();
            let key = if typed { Key::FactReadReplaced } else { Key::FactRead };
            words.f(key, &[&shown, unit, &place])
        });
        html! {
            <div class={classes!("fact-field", wrong.is_some().then_some("fact-wrong"))} key={spec.key.clone()}>
                { control }
                <p class="hint" id={format!("{id}-help")}>
                    if school {
                        { words.f(Key::SchoolsState, &[&format::count(stated), &format::count(self.schools)]) }{ " " }
                        if !typed && (stated < self.schools || stated == 0) { { data(words, &words.f(Key::SchoolsHow, &[&spec.label.zh])) }{ " " } }
                    }
                    { spec.help.as_ref().map(|help| data(words, words.text(help))) }
                </p>
                // Each of these is one child, there or not: where their number changed, the field before them would be made
                // anew and lose the focus while something is typed.
                if let Some((what, help)) = wrong {
                    <p class="fact-error" id={format!("{id}-wrong")}>{ data(words, &text::capitalised(&what)) }{ help.map(|help| html! { <> { words.t(Key::Semicolon) }{ data(words, &help) }</> }) }</p>
                }
                if let Some(place) = place { <p class="fact-source">{ data(words, &place) }</p> }
                if typable {
                    <div class="fact-more">
                        <details class="fact-details">
                            <summary>{ words.t(if entry.note.is_empty() && entry.evidence.is_empty() { Key::NoteSummary } else { Key::NoteSummaryFilled }) }</summary>
                            { self.remark(spec, Slot::Note, &format!("{id}-note"), Key::NoteLabel, &entry.note, read.map(|fact| fact.note.as_str())) }
                            { self.remark(spec, Slot::Evidence, &format!("{id}-evidence"), Key::EvidenceLabel, &entry.evidence, read.map(|fact| fact.evidence.as_str())) }
                        </details>
                        if !entry.is_empty() {
                            <button type="button" class="link" onclick={erase} aria-label={words.f(Key::FactEraseOf, &[&label])}>{ words.t(Key::FactErase) }</button>
                        }
                    </div>
                }
            </div>
        }
    }

    /// What is wrong with what was typed, and what to do.
    fn wrong(&self, spec: &FactSpec, text: &str) -> Option<(String, Option<String>)> {
        let words = self.words;
        match spec.read(text) {
            Err(message) => Some((words.text(&message).to_owned(), None)),
            Ok(None) => None,
            Ok(Some(value)) => {
                let fact = Fact {
                    key: spec.key.clone(),
                    county: None,
                    school: None,
                    code: None,
                    value,
                    note: String::new(),
                    evidence: String::new(),
                    location: None,
                };
                doubt(spec, &fact)
                    .map(|issue| (words.text(&issue.message).to_owned(), Some(words.text(&issue.help).to_owned())))
            }
        }
    }

    /// 是, 否, 未定.
    fn answers(&self, spec: &FactSpec, id: &str, text: &str, read: Option<&Fact>, described: &str) -> Html {
        let words = self.words;
        let current = match spec.read(text) {
            Ok(Some(Value::Answer(answer))) => Some(answer),
            Ok(None) => read.and_then(|fact| match fact.value {
                Value::Answer(answer) => Some(answer),
                _ => None,
            }),
            _ => None,
        };
        let edit = self.edit(spec, Slot::Text);
        html! {
            <fieldset class="fact-answers" id={id.to_owned()} aria-describedby={described.to_owned()}>
                <legend class="fact-label">{ data(words, words.text(&spec.label)) }</legend>
                <div class="answer-row">
                    { for [Answer::Yes, Answer::No, Answer::NotYet].into_iter().map(|answer| {
                        let (edit, title) = (edit.clone(), answer.title());
                        let value = title.zh.clone();
                        let checked = current == Some(answer);
                        html! {
                            <label class={classes!("answer", checked.then_some("answer-on"))}>
                                <input type="radio" name={id.to_owned()} value={value.clone()} checked={checked}
                                    onchange={Callback::from(move |_: Event| edit.emit(value.clone()))} />
                                <span>{ text::capitalised(words.text(&title)) }</span>
                            </label>
                        }
                    }) }
                </div>
            </fieldset>
        }
    }

    /// A number, a day, a level, a grade.
    fn control(
        &self,
        spec: &FactSpec,
        id: &str,
        text: &str,
        read: Option<&Fact>,
        wrong: bool,
        described: &str,
    ) -> Html {
        let words = self.words;
        let shown = read.map(|fact| fact.value.shown(spec));
        let edit = self.edit(spec, Slot::Text);
        let levels = match spec.kind {
            FactKind::Grade => Some(4u64),
            FactKind::Level => Some(5),
            _ => None,
        };
        if let Some(levels) = levels {
            let none = shown
                .as_ref()
                .map_or_else(|| words.t(Key::NotStated).to_owned(), |shown| words.f(Key::AsRead, &[words.text(shown)]));
            let mut choices = vec![Choice::new("", none)];
            for level in (1..=levels).rev() {
                let title = Value::Number(crate::quantity::Decimal::integer(level)).shown(spec);
                choices.push(Choice::new(title.zh.clone(), words.text(&title).to_owned()));
            }
            // What an older page or a hand wrote differently is shown as what it means.
            let value = match spec.read(text) {
                Ok(Some(value)) => value.shown(spec).zh,
                _ => String::new(),
            };
            return html! { <Select id={id.to_owned()} choices={Rc::new(choices)} value={value} on_change={edit} class="select-fact" /> };
        }
        let placeholder = match (shown, spec.kind) {
            (Some(shown), _) => words.text(&shown).to_owned(),
            (None, FactKind::Date) => "2021-09-01".to_owned(),
            (None, FactKind::Fraction) => "0.12".to_owned(),
            _ => String::new(),
        };
        let mode = match spec.kind {
            FactKind::Count | FactKind::Year => "numeric",
            FactKind::Date => "text",
            _ => "decimal",
        };
        html! {
            <input id={id.to_owned()} class="input input-fact" type="text" inputmode={mode} autocomplete="off" spellcheck="false"
                value={text.to_owned()} {placeholder} aria-invalid={wrong.then_some("true")} aria-describedby={described.to_owned()}
                oninput={input_value(edit)} />
        }
    }

    fn remark(&self, spec: &FactSpec, slot: Slot, id: &str, label: Key, value: &str, read: Option<&str>) -> Html {
        let edit = self.edit(spec, slot);
        let typed = Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                edit.emit(area.value());
            }
        });
        html! { <>
            <label class="fact-label fact-sub" for={id.to_owned()}>{ self.words.t(label) }</label>
            <textarea id={id.to_owned()} class="input input-note" rows="2" value={value.to_owned()}
                placeholder={read.unwrap_or_default().to_owned()} oninput={typed} />
        </> }
    }

    /// The rows of the survey as they are shown: typed, read, or one for each group.
    fn survey_rows(&self) -> Vec<SurveyRow> {
        if !self.entries.survey.is_empty() {
            return self.entries.survey.clone();
        }
        if !self.work.read.survey.is_empty() {
            let row = |group: &crate::records::SurveyGroup| SurveyRow {
                group: group.group.clone(),
                valid: group.valid.to_string(),
                satisfied: group.satisfied.to_string(),
            };
            return self.work.read.survey.iter().map(row).collect();
        }
        let groups = self.standard.survey.as_ref().map_or(&[][..], |survey| survey.groups.as_slice());
        groups.iter().map(|group| SurveyRow { group: group.zh.clone(), ..SurveyRow::default() }).collect()
    }

    fn survey(&self) -> Html {
        let words = self.words;
        let rows = self.survey_rows();
        let typed = !self.entries.survey.is_empty();
        let change = {
            let (tasks, rows) = (self.tasks.clone(), rows.clone());
            Rc::new(move |change: &dyn Fn(&mut Vec<SurveyRow>)| {
                let mut rows = rows.clone();
                change(&mut rows);
                if let Some(tasks) = &tasks {
                    tasks.edit_survey(rows);
                }
            })
        };
        let cell = |at: usize,
                    label: String,
                    value: &str,
                    wrong: bool,
                    numeric: bool,
                    set: fn(&mut SurveyRow, String)| {
            let change = change.clone();
            let typed = input_value(Callback::from(move |value: String| {
                change(&|rows| {
                    if let Some(row) = rows.get_mut(at) {
                        set(row, value.clone());
                    }
                });
            }));
            html! {
                <input class={classes!("input", numeric.then_some("input-count"))} type="text" inputmode={if numeric { "numeric" } else { "text" }} autocomplete="off"
                    aria-label={label} value={value.to_owned()} aria-invalid={wrong.then_some("true")} aria-describedby={wrong.then(|| format!("survey-wrong-{at}"))} oninput={typed} />
            }
        };
        let add = {
            let change = change.clone();
            Callback::from(move |_: MouseEvent| change(&|rows| rows.push(SurveyRow::default())))
        };
        let restore = {
            let tasks = self.tasks.clone();
            Callback::from(move |_: MouseEvent| {
                if let Some(tasks) = &tasks {
                    tasks.edit_survey(Vec::new());
                }
            })
        };
        let groups = self.standard.survey.as_ref().map_or(&[][..], |survey| survey.groups.as_slice());
        let spoken = |row: &SurveyRow| {
            let known = groups.iter().find(|group| group.zh == row.group || group.id == row.group);
            known.map_or_else(
                || row.group.clone(),
                |group| if words.is_chinese() { group.zh.clone() } else { group.en.clone() },
            )
        };
        html! {
            <section class="declare-item survey" aria-labelledby="survey-title">
                <h3 id="survey-title" class="declare-title">{ words.t(Key::SurveyTitle) }</h3>
                { tag("p", "hint", words.t(Key::SurveyLead)) }
                if !self.work.read.survey.is_empty() {
                    <p class="fact-source">{ words.t(if typed { Key::SurveyReplaced } else { Key::SurveyRead }) }</p>
                }
                <Scroller label={words.t(Key::SurveyTitle)}>
                    <table class="table survey-table">
                        <thead><tr>
                            { th(words.t(Key::SurveyGroup), "") }
                            { th(words.t(Key::SurveyValid), "num") }
                            { th(words.t(Key::SurveySatisfied), "num") }
                            { th(words.t(Key::SurveyRate), "num") }
                        </tr></thead>
                        <tbody>
                            { for rows.iter().enumerate().map(|(at, row)| {
                                let name = spoken(row);
                                let wrong = row_wrong(words, row);
                                let rate = row.numbers().filter(|(valid, satisfied)| satisfied <= valid).map_or_else(|| format::UNKNOWN.to_owned(), |(valid, satisfied)| format::percent(satisfied, valid));
                                let label = |key: Key| format!("{name} {}", words.t(key));
                                html! {
                                    <tr key={at}>
                                        <td>
                                            if groups.iter().any(|group| group.zh == row.group) {
                                                { data(words, &name) }
                                            } else {
                                                { cell(at, words.t(Key::SurveyGroup).to_owned(), &row.group, false, false, |row, value| row.group = value) }
                                            }
                                            if let Some(wrong) = &wrong { <p class="fact-error" id={format!("survey-wrong-{at}")}>{ wrong }</p> }
                                        </td>
                                        <td class="num">{ cell(at, label(Key::SurveyValid), &row.valid, wrong.is_some(), true, |row, value| row.valid = value) }</td>
                                        <td class="num">{ cell(at, label(Key::SurveySatisfied), &row.satisfied, wrong.is_some(), true, |row, value| row.satisfied = value) }</td>
                                        <td class="num">{ rate }</td>
                                    </tr>
                                }
                            }) }
                        </tbody>
                    </table>
                </Scroller>
                if let Some(found) = &self.work.evaluation.recognition { { recognition_lines(words, found) } }
                <p class="actions">
                    <button type="button" class="button" onclick={add}>{ words.t(Key::SurveyAdd) }</button>
                    if typed {
                        <button type="button" class="button button-quiet" onclick={restore}>{ words.t(if self.work.read.survey.is_empty() { Key::SurveyErase } else { Key::SurveyRestore }) }</button>
                    }
                </p>
            </section>
        }
    }

    /// Between-school shares of the variance of scores: information.
    fn scores(&self) -> Html {
        let words = self.words;
        let found = &self.work.evaluation.score_variance;
        if found.is_empty() {
            return html! {};
        }
        html! {
            <section class="declare-item">
                <h3 class="declare-title">{ words.t(Key::ScoresTitle) }</h3>
                { tag("p", "hint", words.t(Key::ScoresLead)) }
                <ul class="plain-list">
                    { for found.iter().map(|one| {
                        let share = one.share.map_or_else(|| format::UNKNOWN.to_owned(), |share| format!("{}%", crate::quantity::rounded(share * 100.0, 1)));
                        html! { <li>{ data(words, &words.f(Key::ScoresLine, &[&one.subject, &share, &format::count(one.schools), &format::count(one.pupils)])) }</li> }
                    }) }
                </ul>
            </section>
        }
    }
}

/// What is wrong with a row of the survey.
fn row_wrong(words: Words, row: &SurveyRow) -> Option<String> {
    let bad = |text: &str| !text.trim().is_empty() && whole(text).is_none();
    if bad(&row.valid) || bad(&row.satisfied) {
        return Some(words.t(Key::SurveyNotWhole).to_owned());
    }
    match (whole(&row.valid), whole(&row.satisfied)) {
        (Some(valid), Some(satisfied)) if satisfied > valid => {
            Some(words.f(Key::SurveyTooMany, &[&format::count(satisfied), &format::count(valid)]))
        }
        (Some(_), None) | (None, Some(_)) => Some(words.t(Key::SurveyHalf).to_owned()),
        _ => None,
    }
}

/// Totals, interval, groups that are too few and the size of the sample: information beside the rule.
pub fn recognition_lines(words: Words, found: &Recognition) -> Html {
    let percent = |share: f64| format!("{}%", crate::quantity::rounded(share * 100.0, 2));
    let interval = found.interval.map(|one| words.f(Key::SurveyInterval, &[&percent(one.low), &percent(one.high)]));
    html! {
        <ul class="plain-list survey-totals">
            <li>
                { words.f(Key::SurveyTotal, &[&format::count(found.valid), &format::count(found.satisfied), &format::percent(found.satisfied, found.valid)]) }
                { interval }
            </li>
            { for found.groups.iter().filter_map(|group| {
                let (wanted, share) = (group.share_at_least?, group.share?);
                (share < wanted).then(|| html! {
                    <li class="survey-few">{ data(words, &words.f(Key::SurveyShareLow, &[words.text(&group.name), &percent(share), &percent(wanted)])) }</li>
                })
            }) }
            {
                found.sample.as_ref().map(|sample| {
                    let key = if sample.enough { Key::SurveySampleEnough } else { Key::SurveySampleFew };
                    html! { <li class={(!sample.enough).then_some("survey-few")}>{ words.f(key, &[&format::observed(sample.population, None), &format::observed(sample.required, None), &format::count(found.valid)]) }</li> }
                })
            }
        </ul>
    }
}

/// Passes on what stands in a field.
fn input_value(to: Callback<String>) -> Callback<InputEvent> {
    Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            to.emit(field.value());
        }
    })
}
