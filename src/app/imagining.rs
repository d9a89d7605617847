//! Scenarios beside the work: what is imagined for each county, the way back, and whether it is shown. Pure, as the state
//! it is a part of.

use crate::scenario::{Change, Scenario, SectionKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The field in which a school is chosen for other numbers, by its id.
pub const SCHOOL_FIELD: &str = "what-if-section";

/// The scenarios of a work, by county, and whether the real result is looked at meanwhile: what is kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Scenarios {
    by_county: BTreeMap<String, Rc<Scenario>>,
    /// Whether the real result is shown although something is imagined.
    pub paused: bool,
}

impl Scenarios {
    /// What is imagined for a county.
    pub fn of(&self, county: &str) -> Rc<Scenario> {
        self.by_county.get(county).cloned().unwrap_or_default()
    }

    /// Whether nothing is imagined for any.
    pub fn is_empty(&self) -> bool {
        self.by_county.is_empty()
    }

    fn put(&mut self, county: &str, scenario: Scenario) {
        if scenario.is_empty() {
            self.by_county.remove(county);
        } else {
            self.by_county.insert(county.to_owned(), Rc::new(scenario));
        }
    }
}

/// What can be done to a scenario.
#[derive(Debug)]
pub enum Deed {
    /// Further changes.
    Make(Vec<Change>),
    /// The change at that place goes back.
    Drop(usize),
    /// All changes for the county at hand go back.
    DropAll,
    /// The last deed is undone.
    Undo,
    /// The last undone deed is done again.
    Redo,
    /// The real result is shown meanwhile, or the imagined one again.
    Pause(bool),
    /// Somebody wants to try other numbers of a section.
    Open(SectionKey),
    /// These come back with a kept work.
    Restore(Scenarios),
}

/// Scenarios with the way back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Imagining {
    /// As they are.
    pub scenarios: Rc<Scenarios>,
    past: Vec<Rc<Scenarios>>,
    future: Vec<Rc<Scenarios>>,
    /// The section whose numbers are to be tried.
    pub section: Option<SectionKey>,
}

impl Imagining {
    /// Whether something can be undone, and something done again.
    pub fn steps(&self) -> (bool, bool) {
        (!self.past.is_empty(), !self.future.is_empty())
    }

    /// Does something to the scenario of `county`.
    pub fn act(&mut self, county: &str, deed: Deed) {
        let scenario = self.scenarios.of(county);
        match deed {
            Deed::Make(changes) => {
                let next = changes.into_iter().fold((*scenario).clone(), |next, change| next.with(change));
                self.put(county, next);
            }
            Deed::Drop(place) => self.put(county, scenario.without(place)),
            Deed::DropAll => self.put(county, Scenario::default()),
            Deed::Undo => {
                if let Some(before) = self.past.pop() {
                    self.future.push(std::mem::replace(&mut self.scenarios, before));
                }
            }
            Deed::Redo => {
                if let Some(next) = self.future.pop() {
                    self.past.push(std::mem::replace(&mut self.scenarios, next));
                }
            }
            Deed::Pause(paused) => Rc::make_mut(&mut self.scenarios).paused = paused,
            Deed::Open(section) => self.section = Some(section),
            Deed::Restore(scenarios) => *self = Self { scenarios: Rc::new(scenarios), ..Self::default() },
        }
    }

    fn put(&mut self, county: &str, scenario: Scenario) {
        if scenario == *self.scenarios.of(county) {
            return;
        }
        self.past.push(self.scenarios.clone());
        self.future.clear();
        let scenarios = Rc::make_mut(&mut self.scenarios);
        scenarios.put(county, scenario);
        // Who changes something wants to see what comes of it.
        scenarios.paused = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::SchoolKey;

    fn leave(name: &str) -> Change {
        Change::Leave { school: SchoolKey::named(name) }
    }

    #[test]
    fn every_deed_can_be_undone_and_done_again() {
        let mut one = Imagining::default();
        one.act("东县", Deed::Make(vec![leave("甲"), leave("乙")]));
        one.act("东县", Deed::Drop(0));
        assert_eq!(one.scenarios.of("东县").changes, [leave("乙")]);
        one.act("东县", Deed::Undo);
        assert_eq!(one.scenarios.of("东县").changes.len(), 2);
        one.act("东县", Deed::Undo);
        assert!(one.scenarios.is_empty());
        assert_eq!(one.steps(), (false, true));
        one.act("东县", Deed::Redo);
        one.act("东县", Deed::DropAll);
        assert!(one.scenarios.is_empty());
        one.act("东县", Deed::Undo);
        assert_eq!(one.scenarios.of("东县").changes.len(), 2);
        assert!(one.scenarios.of("西县").is_empty());
    }

    #[test]
    fn a_change_is_shown_and_what_changes_nothing_is_no_step() {
        let mut one = Imagining::default();
        one.act("", Deed::Make(vec![leave("甲")]));
        one.act("", Deed::Pause(true));
        one.act("", Deed::Make(Vec::new()));
        assert!(one.scenarios.paused);
        one.act("", Deed::Make(vec![leave("乙")]));
        assert!(!one.scenarios.paused);
        let kept = serde_json::to_string(&*one.scenarios).unwrap_or_default();
        assert_eq!(serde_json::from_str::<Scenarios>(&kept).ok().as_ref(), Some(&*one.scenarios));
    }
}
