//! Which school and which section is meant: by what they are called, because places shift when sources are corrected.

use crate::records::{Records, Section, Stage};
use serde::{Deserialize, Serialize};

/// A school.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolKey {
    /// Its name.
    pub name: String,
    /// Its code, where given.
    #[serde(default)]
    pub code: Option<String>,
    /// Which of several that are called alike, from zero.
    #[serde(default)]
    pub nth: usize,
}

/// A section of a school.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionKey {
    /// The school.
    pub school: SchoolKey,
    /// The stage.
    pub stage: Stage,
}

impl SchoolKey {
    /// A school that is the only one of its name, without a code.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), code: None, nth: 0 }
    }

    fn is_called(&self, section: &Section) -> bool {
        section.school == self.name && section.code == self.code
    }

    /// Its section of `stage`.
    pub fn at(&self, stage: Stage) -> SectionKey {
        SectionKey { school: self.clone(), stage }
    }

    /// Places of its sections, by [`Stage::index`].
    pub(super) fn places(&self, sections: &[Section]) -> [Option<usize>; 2] {
        Stage::ALL.map(|stage| self.at(stage).place(sections))
    }

    /// Whether something stated under a name, and perhaps a code, is stated of this school.
    pub(super) fn states(&self, records: &Records, name: &str, code: Option<&str>) -> bool {
        let only = || records.sections.iter().all(|one| one.school != self.name || one.code == self.code);
        name == self.name
            && match code {
                Some(code) => self.code.as_deref() == Some(code),
                None => self.nth == 0 && only(),
            }
    }
}

impl SectionKey {
    /// How the section at `place` is called.
    pub fn of(sections: &[Section], place: usize) -> Option<Self> {
        let section = sections.get(place)?;
        let alike = |other: &&Section| {
            (other.stage, &other.school, &other.code) == (section.stage, &section.school, &section.code)
        };
        let nth = sections.iter().take(place).filter(alike).count();
        let school = SchoolKey { name: section.school.clone(), code: section.code.clone(), nth };
        Some(Self { school, stage: section.stage })
    }

    /// Where it stands.
    pub fn place(&self, sections: &[Section]) -> Option<usize> {
        let here = |(_, section): &(usize, &Section)| section.stage == self.stage && self.school.is_called(section);
        sections.iter().enumerate().filter(here).nth(self.school.nth).map(|(place, _)| place)
    }
}
