//! The work of a user: what was put in, what was corrected, and the way back.
//!
//! Sources are never changed. A [`Project`] names them by their SHA-256, holds the corrections beside them, and every
//! correction is a [`Step`] that can be undone and redone without limit. It is plain data: saved as it is, it comes back
//! as it was. The bytes of the sources are kept apart, under their SHA-256.

use crate::diagnostic::{Explanation, Issue};
use crate::intake::{IntakeOptions, Mapping, SheetChoice};
use crate::table::ReadOptions;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

mod cells;
mod history;
#[cfg(test)]
mod tests;

pub use history::{Change, Step};

/// Version of the saved form; a reader refuses what is newer than itself.
pub const VERSION: u32 = 1;

/// A cell of a source: sheet, row and column, all from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellKey {
    /// Index of the sheet.
    pub sheet: u32,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
}

/// How a source was put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A file: its bytes.
    #[default]
    File,
    /// Pasted text.
    Text,
    /// Copied cells: their text, a NUL, and the markup beside it.
    Clipboard,
    /// The invented example.
    Sample,
}

/// A source with its corrections.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// Its number, never given twice within a project.
    pub id: u32,
    /// Its name as the user knows it, unlike every other one; `None` for a paste.
    pub name: Option<String>,
    /// How it was put in.
    pub origin: Origin,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Size in bytes.
    pub size: u32,
    /// Encoding and delimiter, where the user chose them.
    #[serde(default)]
    pub read: ReadOptions,
    /// Corrections of how its sheets are understood, in order of the sheets.
    #[serde(default)]
    pub sheets: Vec<SheetChoice>,
    /// Cells written over.
    #[serde(default, with = "cells")]
    pub cells: BTreeMap<CellKey, String>,
}

impl Source {
    /// Its corrections as options of a reading.
    pub fn options(&self, mappings: &Arc<[Mapping]>) -> IntakeOptions {
        IntakeOptions {
            read: self.read.clone(),
            sheets: self.sheets.clone(),
            cells: cells::edits(&self.cells),
            mappings: Arc::clone(mappings),
        }
    }

    /// The corrections of a sheet.
    pub fn sheet(&self, sheet: u32) -> Option<&SheetChoice> {
        self.sheets.iter().find(|choice| choice.sheet == sheet)
    }

    /// Whether anything was corrected.
    pub fn is_corrected(&self) -> bool {
        !(self.cells.is_empty() && self.sheets.is_empty() && self.read == ReadOptions::default())
    }
}

/// What was put in and corrected.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Project {
    /// Sources, in the order they were put in.
    pub sources: Vec<Source>,
    /// What was written about issues (填写说明).
    #[serde(default)]
    pub explanations: Vec<Explanation>,
    /// Columns as they were corrected before under the same headings, of which those that fit act.
    #[serde(default)]
    pub mappings: Vec<Mapping>,
    /// The next free number of a source.
    next: u32,
    /// Steps taken, oldest first.
    #[serde(default)]
    done: Vec<Step>,
    /// Steps taken back, the next to be redone last.
    #[serde(default)]
    undone: Vec<Step>,
}

/// A project as it is saved.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved<P> {
    junheng: u32,
    project: P,
}

/// Why a saved project cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It was saved by a newer version of the program.
    Newer(u32),
    /// It is not a saved project, or damaged; with what was found.
    Damaged(String),
}

impl Project {
    /// A source to be added: its number is the next free one, and a name that is taken already gets a number.
    pub fn source(&self, name: Option<&str>, origin: Origin, sha256: &str, size: usize) -> Source {
        Source {
            id: self.next,
            name: self.free_name(name),
            origin,
            sha256: sha256.to_owned(),
            size: u32::try_from(size).unwrap_or(u32::MAX),
            ..Source::default()
        }
    }

    /// Issues name files: two of the same name could not be told apart. A paste has no name as long as it is the only one.
    fn free_name(&self, name: Option<&str>) -> Option<String> {
        let taken = |name: Option<&str>| self.sources.iter().any(|source| source.name.as_deref() == name);
        if !taken(name) {
            return name.map(str::to_owned);
        }
        let (stem, ending) = match name {
            None => ("粘贴", ""),
            Some(name) => name.rfind('.').filter(|at| *at > 0).map_or((name, ""), |at| name.split_at(at)),
        };
        (2..=u32::MAX).map(|number| format!("{stem} ({number}){ending}")).find(|name| !taken(Some(name)))
    }

    /// The source of that number.
    pub fn by_id(&self, id: u32) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// Whether it is about the invented example.
    pub fn is_sample(&self) -> bool {
        self.sources.iter().any(|source| source.origin == Origin::Sample)
    }

    /// Whether these bytes are among the sources already.
    pub fn has(&self, sha256: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.sha256 == sha256)
    }

    /// Whether `other` has the same sources, read and corrected alike: then the same is understood of them.
    pub fn is_same_data(&self, other: &Self) -> bool {
        self.sources == other.sources && self.mappings == other.mappings
    }

    /// What was written about `issue`.
    pub fn explanation(&self, issue: &Issue) -> Option<&str> {
        self.explanations.iter().find(|one| one.is_about(issue)).map(|one| one.text.as_str())
    }

    /// The saved form.
    pub fn save(&self) -> String {
        // None of the types can fail to become JSON; an empty text is refused by `open` as damaged.
        serde_json::to_string(&Saved { junheng: VERSION, project: self }).unwrap_or_default()
    }

    /// Opens a saved form.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(text: &str) -> Result<Self, Unreadable> {
        // The version first: what a newer program adds is no damage.
        #[derive(Deserialize)]
        struct Head {
            junheng: u32,
        }
        let damaged = |error: serde_json::Error| Unreadable::Damaged(error.to_string());
        let head: Head = serde_json::from_str(text).map_err(damaged)?;
        if head.junheng > VERSION {
            return Err(Unreadable::Newer(head.junheng));
        }
        let saved: Saved<Self> = serde_json::from_str(text).map_err(damaged)?;
        Ok(saved.project)
    }
}
