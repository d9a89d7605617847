//! What lies beside the work: works kept on earlier visits, files that wait to be told where they belong, files that
//! could not be read, and whether anything is kept at all. Pure, as the state it is a part of.

use super::keep::{Kept, Refusal};
use crate::diagnostic::Problem;
use std::rc::Rc;

/// Everything beside the work.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Desk {
    /// Works of earlier visits, newest first.
    pub offered: Rc<Vec<Kept>>,
    /// Whether they were waved away.
    pub declined: bool,
    /// Why the work is not kept; `None` while it is.
    pub refused: Option<Refusal>,
    /// Whether the user has read so.
    pub refusal_read: bool,
    /// Files that were put in while there is a work already, and wait to be told whether they join it.
    pub arrived: Option<Arrived>,
    /// Files that could not be read while others were taken.
    pub failed: Rc<Vec<Failed>>,
    /// What is stored in this browser, once it was looked at.
    pub stored: Option<Stored>,
    /// A file that is shown because it cannot be saved here.
    pub handed: Option<Rc<Handed>>,
}

/// A file where files cannot be saved, as in the browsers inside WeChat and DingTalk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// What it would be called.
    pub name: String,
    /// What can be done with it.
    pub content: Instead,
}

/// What can be done with a file that cannot be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instead {
    /// It is read and copied.
    Text(String),
    /// It is looked at, by this address.
    Picture(String),
    /// Nothing: a workbook.
    Closed,
}

/// Sources that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// How many.
    pub count: usize,
    /// The name of the first; `None` for a paste.
    pub first: Option<String>,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed {
    /// Its name.
    pub name: String,
    /// Why.
    pub problem: Problem,
}

/// What is stored in this browser.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stored {
    /// Works.
    pub works: usize,
    /// Bytes the browser says this site uses, where it says so.
    pub bytes: Option<f64>,
    /// Counties something was declared for.
    pub entries: usize,
    /// Remembered mappings.
    pub mappings: usize,
}

/// What can happen beside the work.
#[derive(Debug)]
pub enum Change {
    /// These works of earlier visits can be continued.
    Offer(Vec<Kept>),
    /// They are not wanted now.
    Decline,
    /// A write has ended: kept, or refused.
    Wrote(Option<Refusal>),
    /// The refusal was read.
    RefusalRead,
    /// Sources wait to be told where they belong, or do so no more.
    Arrive(Option<Arrived>),
    /// These files could not be read.
    Fail(Vec<Failed>),
    /// That was read.
    FailuresRead,
    /// This is what is stored.
    Store(Stored),
    /// This file is shown in place of being saved, or no more.
    Hand(Option<Handed>),
}

impl Desk {
    /// The desk after `change`.
    pub fn change(&mut self, change: Change) {
        match change {
            Change::Offer(works) => {
                self.offered = Rc::new(works);
                self.declined = false;
            }
            Change::Decline => self.declined = true,
            Change::Wrote(refusal) => {
                // Said once: the same trouble at every change would only be in the way.
                if refusal.is_none() {
                    self.refusal_read = false;
                }
                self.refused = refusal;
            }
            Change::RefusalRead => self.refusal_read = true,
            Change::Arrive(arrived) => self.arrived = arrived,
            Change::Fail(failed) => self.failed = Rc::new(failed),
            Change::FailuresRead => self.failed = Rc::default(),
            Change::Store(stored) => self.stored = Some(stored),
            Change::Hand(handed) => self.handed = handed.map(Rc::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_said_until_it_was_read_and_again_when_it_comes_back() {
        let mut desk = Desk::default();
        desk.change(Change::Wrote(Some(Refusal::Full)));
        assert!(!desk.refusal_read);
        desk.change(Change::RefusalRead);
        desk.change(Change::Wrote(Some(Refusal::Full)));
        assert!(desk.refusal_read);
        desk.change(Change::Wrote(None));
        assert_eq!(desk.refused, None);
        desk.change(Change::Wrote(Some(Refusal::Full)));
        assert!(!desk.refusal_read);
    }

    #[test]
    fn works_waved_away_are_not_offered_until_there_are_others() {
        let kept = |key: &str| Kept { key: key.into(), saved: 1.0, title: "甲".into(), sources: 1 };
        let mut desk = Desk::default();
        desk.change(Change::Offer(vec![kept("a")]));
        desk.change(Change::Decline);
        assert!(desk.declined);
        desk.change(Change::Offer(vec![kept("a"), kept("b")]));
        assert!(!desk.declined);
        assert_eq!(desk.offered.len(), 2);
    }
}
