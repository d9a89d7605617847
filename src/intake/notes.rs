//! Issues that are said once per sheet, with the number of places they apply to and the first of them.

use crate::diagnostic::{Issue, Location, Severity, Text};
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// Places that an issue lists; more are counted only.
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
        if let Some(cell) = &location.cell
            && said.cells.len() < LISTED
            && !said.cells.contains(cell)
        {
            said.cells.push(cell.clone());
        }
    }

    /// The issues, each with its count and the cells it stands for.
    pub(super) fn into_issues(self) -> impl Iterator<Item = Issue> {
        self.0.into_values().flat_map(BTreeMap::into_values).map(|Said { count, cells, mut issue, .. }| {
            if count > 1 {
                let more = if count > cells.len() { "…" } else { "" };
                let (zh, en) = match cells.len() {
                    0 | 1 => (format!("（共 {count} 处）"), format!(" ({count} places)")),
                    _ => (
                        format!("（共 {count} 处：{}{more}）", cells.join("、")),
                        format!(" ({count} places: {}{more})", cells.join(", ")),
                    ),
                };
                issue.message.zh.push_str(&zh);
                issue.message.en.push_str(&en);
            }
            issue
        })
    }
}
