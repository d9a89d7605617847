//! Other answers than the county and the schools gave in the self-assessment.

use super::Trial;
use super::schools::{chosen, input, schools, select, submit, text};
use crate::app::components::fields::{Choice, Select};
use crate::app::components::{tag, use_words};
use crate::app::format;
use crate::app::tasks::Tasks;
use crate::app::text::Key;
use crate::quantity::Decimal;
use crate::records::{Answer, Value};
use crate::scenario::{Change, stated};
use crate::standard::{FactKind, Level};
use std::rc::Rc;
use yew::prelude::*;

/// The form: who states it, what, and what it is to be.
#[component]
pub fn Statements(trial: &Trial) -> Html {
    let words = use_words();
    let tasks = use_context::<Tasks>();
    let (who, what, answer) = (use_state_eq(String::new), use_state_eq(String::new), use_state_eq(String::new));
    let wrong = use_state_eq(|| None::<String>);
    let typed = use_node_ref();
    {
        let (answer, wrong) = (answer.setter(), wrong.setter());
        use_effect_with(((*who).clone(), (*what).clone()), move |_| {
            answer.set(String::new());
            wrong.set(None);
        });
    }
    let of = |level: Level| trial.base.facts.iter().filter(move |spec| spec.level == level);
    let mut everybody = vec![Choice::new("", words.t(Key::WhatIfCountyItself))];
    if of(Level::School).next().is_some() {
        everybody.extend(schools(trial));
    }
    let everybody = Rc::new(everybody);
    let school = trial.key(&who).map(|key| key.school);
    let asked: Vec<_> = of(if school.is_some() { Level::School } else { Level::County }).collect();
    let Some(spec) = asked.iter().copied().find(|spec| spec.key == **what).or_else(|| asked.first().copied()) else {
        return tag("p", "empty", words.t(Key::WhatIfNothingStated));
    };
    let facts = asked
        .iter()
        .map(|spec| {
            Choice::new(spec.key.clone(), words.text(&spec.label)).in_group(words.text(&spec.part.title()).to_owned())
        })
        .collect();
    let facts = Rc::new(facts);
    let now = stated(&trial.work.records, &spec.key, school.as_ref());
    let now = now.map_or_else(
        || words.t(Key::WhatIfNotStated).to_owned(),
        |fact| words.text(&fact.value.shown(spec)).to_owned(),
    );
    let unit = format::unit(words.0, &spec.unit);
    let label = match (words.t(Key::WhatIfAnswer), unit.trim()) {
        (label, "") => label.to_owned(),
        (label, unit) => words.f(Key::FieldOf, &[label, unit]),
    };
    let on_what = {
        let what = what.setter();
        Callback::from(move |key: String| what.set(key))
    };
    let answers: Vec<Value> = match spec.kind {
        FactKind::YesNo => [Answer::Yes, Answer::No].map(Value::Answer).into(),
        FactKind::Grade => (1..=4).map(|grade| Value::Number(Decimal::integer(grade))).collect(),
        _ => Vec::new(),
    };
    let answers: Vec<Choice> = answers
        .iter()
        .map(|value| {
            let shown = value.shown(spec);
            Choice::new(shown.zh.clone(), words.text(&shown).to_owned())
        })
        .collect();
    let answers = Rc::new(answers);
    let make = {
        let (trial, wrong, typed, answers, answer) =
            (trial.clone(), wrong.setter(), typed.clone(), answers.clone(), answer.clone());
        let (spec, school) = (spec.clone(), school.clone());
        Callback::from(move |_: MouseEvent| {
            let said = if answers.is_empty() { text(&typed) } else { chosen(&answers, &answer) };
            wrong.set(match spec.read(&said) {
                Ok(Some(value)) => {
                    let change = Change::State { fact: spec.key.clone(), school: school.clone(), value };
                    trial.attempt(words, tasks.as_ref(), change)
                }
                Ok(None) => Some(words.t(Key::WhatIfNothingTyped).to_owned()),
                Err(why) => Some(words.text(&why).to_owned()),
            });
        })
    };
    html! { <>
        { tag("p", "what-if-note", words.t(Key::WhatIfStatementsNote)) }
        <div class="what-if-row">
            { select("what-if-who", words.t(Key::WhatIfWho), &everybody, &who) }
            <div class="field field-grow">
                <label for="what-if-what">{ words.t(Key::WhatIfWhat) }</label>
                <Select id="what-if-what" choices={facts} value={spec.key.clone()} on_change={on_what} />
            </div>
            <key={spec.key.clone()}>
                if answers.is_empty() {
                    { input("what-if-answer", &label, &typed, false) }
                } else {
                    { select("what-if-answer", &label, &answers, &answer) }
                }
            </>
        </div>
        <p class="what-if-note">{ words.f(Key::WhatIfNow, &[&now]) }</p>
        { submit(words, wrong.as_deref(), make, Key::WhatIfMakeState) }
    </> }
}
