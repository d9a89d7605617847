//! Steps and the way back.
//!
//! A change names what stood there before and what stands there after; taking it back is putting the one for the other.
//! A change whose place does not exist any more is left alone: applying and taking back never fail.

use super::{CellKey, Project, Source};
use crate::diagnostic::Explanation;
use crate::intake::SheetChoice;
use crate::order;
use crate::table::ReadOptions;
use serde::{Deserialize, Serialize};

/// One change of a project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A cell was written over; `None` is what stands in the source.
    Cell {
        /// Number of the source.
        source: u32,
        /// The cell.
        cell: CellKey,
        /// Text before.
        before: Option<String>,
        /// Text after.
        after: Option<String>,
    },
    /// A sheet is to be understood otherwise; `None` as it is recognised.
    Sheet {
        /// Number of the source.
        source: u32,
        /// Index of the sheet.
        sheet: u32,
        /// Corrections before.
        before: Option<SheetChoice>,
        /// Corrections after.
        after: Option<SheetChoice>,
    },
    /// A source is to be read otherwise.
    Read {
        /// Number of the source.
        source: u32,
        /// Encoding and delimiter before.
        before: ReadOptions,
        /// Encoding and delimiter after.
        after: ReadOptions,
    },
    /// An issue was explained; `None` where nothing is written.
    Explain {
        /// Before.
        before: Option<Explanation>,
        /// After.
        after: Option<Explanation>,
    },
    /// A source was added or taken away, at this place of the list.
    Source {
        /// Place in the list.
        at: u32,
        /// Before.
        before: Option<Box<Source>>,
        /// After.
        after: Option<Box<Source>>,
    },
}

impl Change {
    /// The change that takes it back.
    fn reversed(&self) -> Self {
        match self.clone() {
            Self::Cell { source, cell, before, after } => Self::Cell { source, cell, before: after, after: before },
            Self::Sheet { source, sheet, before, after } => Self::Sheet { source, sheet, before: after, after: before },
            Self::Read { source, before, after } => Self::Read { source, before: after, after: before },
            Self::Explain { before, after } => Self::Explain { before: after, after: before },
            Self::Source { at, before, after } => Self::Source { at, before: after, after: before },
        }
    }

    /// Whether it changes nothing.
    fn is_idle(&self) -> bool {
        match self {
            Self::Cell { before, after, .. } => before == after,
            Self::Sheet { before, after, .. } => before == after,
            Self::Read { before, after, .. } => before == after,
            Self::Explain { before, after } => before == after,
            Self::Source { before, after, .. } => before == after,
        }
    }

    /// Whether the bytes have to be read again after it.
    pub fn needs_reading(&self) -> bool {
        matches!(self, Self::Read { .. } | Self::Source { .. })
    }
}

/// Changes made at once: undone and redone together.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The changes, in the order they were made.
    pub changes: Vec<Change>,
}

impl Step {
    /// Whether the bytes of a source have to be read again after it.
    pub fn needs_reading(&self) -> bool {
        self.changes.iter().any(Change::needs_reading)
    }
}

impl Project {
    /// Cells written over at once; `None` gives back what stands in the source.
    pub fn write(&self, source: u32, cells: impl IntoIterator<Item = (CellKey, Option<String>)>) -> Step {
        let of = self.by_id(source);
        let change = |(cell, after): (CellKey, Option<String>)| Change::Cell {
            source,
            cell,
            before: of.and_then(|source| source.cells.get(&cell)).cloned(),
            after,
        };
        Step { changes: cells.into_iter().map(change).collect() }
    }

    /// A sheet understood otherwise. A choice that says nothing is none.
    pub fn choose(&self, source: u32, sheet: u32, change: impl FnOnce(&mut SheetChoice)) -> Step {
        let none = SheetChoice { sheet, ..SheetChoice::default() };
        let before = self.by_id(source).and_then(|source| source.sheet(sheet)).cloned();
        let mut after = before.clone().unwrap_or_else(|| none.clone());
        change(&mut after);
        after.sheet = sheet;
        let after = (after != none).then_some(after);
        Step { changes: vec![Change::Sheet { source, sheet, before, after }] }
    }

    /// A source read otherwise.
    pub fn read_as(&self, source: u32, after: ReadOptions) -> Step {
        let before = self.by_id(source).map(|source| source.read.clone()).unwrap_or_default();
        Step { changes: vec![Change::Read { source, before, after }] }
    }

    /// Something written about an issue; blank text takes it away.
    pub fn explained(&self, after: Explanation) -> Step {
        let before = self.explanations.iter().find(|one| one.is_of_same_issue(&after)).cloned();
        let after = (!after.text.trim().is_empty()).then_some(after);
        Step { changes: vec![Change::Explain { before, after }] }
    }

    /// The project with a source it begins with: there is no way back before it.
    #[must_use]
    pub fn begun_with(mut self, source: Source) -> Self {
        let at = u32::try_from(self.sources.len()).unwrap_or(u32::MAX);
        self.put(&Change::Source { at, before: None, after: Some(Box::new(source)) });
        self
    }

    /// Sources put in after those there are. Make each with [`Project::source`] of the project before it.
    pub fn added(&self, sources: impl IntoIterator<Item = Source>) -> Step {
        let from = self.sources.len();
        let change = |(offset, source): (usize, Source)| Change::Source {
            at: u32::try_from(from + offset).unwrap_or(u32::MAX),
            before: None,
            after: Some(Box::new(source)),
        };
        Step { changes: sources.into_iter().enumerate().map(change).collect() }
    }

    /// A source taken away, with its corrections.
    pub fn removed(&self, id: u32) -> Step {
        let found = self.sources.iter().enumerate().find(|(_, source)| source.id == id);
        let change = |(at, source): (usize, &Source)| Change::Source {
            at: u32::try_from(at).unwrap_or(u32::MAX),
            before: Some(Box::new(source.clone())),
            after: None,
        };
        Step { changes: found.map(change).into_iter().collect() }
    }

    /// The project after `step`, which can be undone from then on. A step that changes nothing is no step.
    #[must_use]
    pub fn after(&self, mut step: Step) -> Self {
        step.changes.retain(|change| !change.is_idle());
        let mut next = self.clone();
        if step.changes.is_empty() {
            return next;
        }
        for change in &step.changes {
            next.put(change);
        }
        next.done.push(step);
        next.undone.clear();
        next
    }

    /// The project without its last step; `None` when there is none.
    pub fn undone(&self) -> Option<Self> {
        let mut next = self.clone();
        let step = next.done.pop()?;
        for change in step.changes.iter().rev() {
            next.put(&change.reversed());
        }
        next.undone.push(step);
        Some(next)
    }

    /// The project with the last undone step again; `None` when there is none.
    pub fn redone(&self) -> Option<Self> {
        let mut next = self.clone();
        let step = next.undone.pop()?;
        for change in &step.changes {
            next.put(change);
        }
        next.done.push(step);
        Some(next)
    }

    /// The step that would be undone.
    pub fn last_done(&self) -> Option<&Step> {
        self.done.last()
    }

    /// The step that would be redone.
    pub fn last_undone(&self) -> Option<&Step> {
        self.undone.last()
    }

    /// Number of steps that can be undone.
    pub fn steps(&self) -> usize {
        self.done.len()
    }

    fn put(&mut self, change: &Change) {
        match change {
            Change::Cell { source, cell, after, .. } => {
                let Some(source) = self.sources.iter_mut().find(|one| one.id == *source) else { return };
                match after {
                    Some(text) => source.cells.insert(*cell, text.clone()),
                    None => source.cells.remove(cell),
                };
            }
            Change::Sheet { source, sheet, after, .. } => {
                let Some(source) = self.sources.iter_mut().find(|one| one.id == *source) else { return };
                source.sheets.retain(|choice| choice.sheet != *sheet);
                source.sheets.extend(after.clone());
                order::sort_by_key(&mut source.sheets, |choice| choice.sheet);
            }
            Change::Read { source, after, .. } => {
                if let Some(source) = self.sources.iter_mut().find(|one| one.id == *source) {
                    source.read.clone_from(after);
                }
            }
            Change::Explain { before, after } => {
                self.explanations.retain(|one| Some(one) != before.as_ref());
                self.explanations.extend(after.clone());
            }
            Change::Source { at, before, after } => {
                if let Some(before) = before {
                    self.sources.retain(|source| source.id != before.id);
                }
                if let Some(after) = after {
                    let at = (*at as usize).min(self.sources.len());
                    self.next = self.next.max(after.id.saturating_add(1));
                    self.sources.insert(at, (**after).clone());
                }
            }
        }
    }
}
