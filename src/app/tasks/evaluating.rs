//! What is too large to be evaluated on the page without a pause: the worker evaluates it, and the page shows that it
//! does not know yet.

use super::{Tasks, Trouble, internal, sources};
use crate::app::state::{Action, Notice, Work};
use crate::app::work::Found;
use crate::engine::apart::{Part, Wanted};
use crate::standard::Chosen;
use js_sys::Array;
use serde::Serialize;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// What the worker's `evaluateUnderstood` is asked.
#[derive(Serialize)]
struct EvaluateRequest<'a> {
    key: u32,
    standard: &'a Chosen,
    wanted: &'a Wanted,
}

impl Tasks {
    /// Has `work` evaluated, if its result is of an earlier state and nothing else is being read.
    pub fn catch_up(&self, work: Option<&Rc<Work>>) {
        if let Some(work) = work.filter(|work| work.is_behind && !self.0.busy.get()) {
            self.have_evaluated(work, work.is_wide() && work.compared.is_none());
        }
    }

    /// Has all counties of `work` evaluated, which are too many for the page.
    pub fn compare(&self, work: &Rc<Work>) {
        if work.is_wide() && work.compared.is_none() && !self.0.busy.get() {
            self.have_evaluated(work, true);
        }
    }

    fn have_evaluated(&self, work: &Rc<Work>, compare: bool) {
        let asked =
            self.0.evaluating.borrow().as_ref().is_some_and(|(one, all)| Rc::ptr_eq(one, work) && (*all || !compare));
        if asked {
            return;
        }
        *self.0.evaluating.borrow_mut() = Some((work.clone(), compare));
        let (tasks, work) = (self.clone(), work.clone());
        spawn_local(async move {
            let found = tasks.evaluated_elsewhere(&work, compare).await;
            let current = tasks.0.evaluating.borrow().as_ref().is_some_and(|(one, _)| Rc::ptr_eq(one, &work));
            if current {
                *tasks.0.evaluating.borrow_mut() = None;
            }
            match found {
                Ok(found) => tasks.dispatch(Action::Evaluated { work, found: Box::new(found) }),
                // Something else is being read; when that is over, what is still wanted is asked for again.
                Err(Trouble::Cancelled) => {}
                Err(Trouble::Problems(problems)) => {
                    if let Some(problem) = problems.first() {
                        tasks.dispatch(Action::Tell(Notice::Trouble(problem.message.clone())));
                    }
                }
            }
        });
    }

    async fn evaluated_elsewhere(&self, work: &Rc<Work>, compare: bool) -> Result<Found, Trouble> {
        let (chosen, standard) = self.0.standard.borrow().clone();
        let store = self.0.store.borrow().clone();
        let wanted = Wanted {
            county: work.county,
            scope: work.scope,
            whole: work.is_behind,
            compare,
            as_of: work.as_of.clone(),
            stated: work.what_if.as_ref().map_or(&**work, |what_if| &what_if.real).stated(&standard, &store),
            scenario: work.what_if.as_ref().map(|what_if| (*what_if.scenario).clone()).unwrap_or_default(),
        };
        let known = self.0.there.borrow().as_ref().filter(|(all, _)| Rc::ptr_eq(all, &work.all)).map(|(_, key)| *key);
        let mut answer = JsValue::NULL;
        if let Some(key) = known {
            answer = self.ask_for_evaluation(key, &chosen, &wanted, work).await?;
        }
        if answer.is_null() {
            // It was understood here, or by a worker that is gone.
            let key = self.next_key();
            self.tell_worker(key, &work.project, &work.tables, &chosen).await?;
            *self.0.there.borrow_mut() = Some((work.all.clone(), key));
            answer = self.ask_for_evaluation(key, &chosen, &wanted, work).await?;
        }
        let whole = sources::joined(&answer, Part::join, || true).await?;
        let compared = compare.then(|| Rc::new(whole.compared.into_iter().map(Rc::new).collect()));
        Ok(Found { evaluation: whole.evaluation, compared })
    }

    async fn ask_for_evaluation(
        &self,
        key: u32,
        chosen: &Chosen,
        wanted: &Wanted,
        work: &Work,
    ) -> Result<JsValue, Trouble> {
        let request = serde_json::to_string(&EvaluateRequest { key, standard: chosen, wanted });
        let request = request.map_err(|error| internal(&error.to_string()))?;
        let args = Array::of1(&JsValue::from_str(&request));
        let name = work.project.sources.first().and_then(|source| source.name.as_deref());
        let answer = self.0.files.call("evaluateUnderstood", &args, Rc::new(|_, _| {})).await;
        answer.map_err(|failure| sources::trouble(failure, name))
    }

    /// A name for what the worker understands.
    pub(super) fn next_key(&self) -> u32 {
        let key = self.0.key.get().wrapping_add(1);
        self.0.key.set(key);
        key
    }
}
