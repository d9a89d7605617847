//! Issues that are said once per sheet, with the number of places they apply to and the first of them.

use crate::diagnostic::{Issue, Location, Severity, Text};
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashSet};

/// Places that the words of an issue list; more are counted there.
const LISTED: usize = 12;

/// Collects what is said once per sheet, by code and detail.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<&'static str, BTreeMap<String, Said>>);

#[derive(Debug)]
struct Said {
    count: usize,
    last: Option<SmolStr>,
    cells: Vec<SmolStr>,
    issue: Issue,
}

impl Notes {
    /// Counts one more place of `code`; the first one gives the words and the location. `detail` keeps different
    /// columns apart.
    pub(super) fn once(
        &mut self,
        code: &'static str,
        detail: &str,
        severity: Severity,
        location: &Location,
        words: impl FnOnce() -> (Text, Text),
    ) {
        let of_code = self.0.entry(code).or_default();
        if !of_code.contains_key(detail) {
            let (message, help) = words();
            let issue = Issue::new(code, severity, message, help).at(location.clone());
            of_code.insert(detail.to_owned(), Said { count: 0, last: None, cells: Vec::new(), issue });
        }
        let Some(said) = of_code.get_mut(detail) else { return };
        // A cell that several amounts are made of is one place.
        if said.last.is_some() && said.last == location.cell {
            return;
        }
        said.last.clone_from(&location.cell);
        said.count += 1;
        said.cells.extend(location.cell.clone());
    }

    /// The issues, each with its count and the cells it stands for.
    pub(super) fn into_issues(self) -> impl Iterator<Item = Issue> {
        self.0.into_values().flat_map(BTreeMap::into_values).map(|Said { count, mut cells, mut issue, .. }| {
            if count > 1 {
                let mut met = HashSet::with_capacity(cells.len());
                cells.retain(|cell| met.insert(cell.clone()));
                let listed = cells.get(..LISTED).unwrap_or(&cells);
                let more = if count > listed.len() { "…" } else { "" };
                let (zh, en) = match listed.len() {
                    0 | 1 => (format!("（共 {count} 处）"), format!(" ({count} places)")),
                    _ => (
                        format!("（共 {count} 处：{}{more}）", listed.join("、")),
                        format!(" ({count} places: {}{more})", listed.join(", ")),
                    ),
                };
                issue.message.zh.push_str(&zh);
                issue.message.en.push_str(&en);
                if cells.len() > 1 {
                    issue.cells = cells;
                }
            }
            issue
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_said_once_names_every_cell_and_lists_the_first() {
        let mut notes = Notes::default();
        for row in (1..=14).flat_map(|row| [row, row]).chain([3]) {
            let place = Location { cell: Some(format!("Q{row}").into()), ..Location::of_sheet(None, Some("表")) };
            notes.once("blank", "Q", Severity::Experience, &place, || (Text::new("空着", "blank"), Text::new("", "")));
        }
        let alone = Location { cell: Some("R1".into()), ..Location::default() };
        notes.once("unit", "R", Severity::Note, &alone, || (Text::new("单位", "unit"), Text::new("", "")));
        let issues: Vec<Issue> = notes.into_issues().collect();
        let [blank, unit] = issues.as_slice() else { panic!("{issues:?}") };
        assert_eq!(blank.spots().collect::<Vec<_>>(), (0..14).map(|row| (row, 16)).collect::<Vec<_>>());
        assert!(blank.message.zh.starts_with("空着（共 15 处：Q1、Q2、") && blank.message.zh.ends_with("、Q12…）"));
        assert!(unit.cells.is_empty());
        assert_eq!(unit.spots().collect::<Vec<_>>(), [(0, 17)]);
    }
}
