//! Issues that are said once per sheet, with the number of places they apply to and the first of them.

use crate::diagnostic::{Issue, Location, Severity, Text};
use std::collections::BTreeMap;

/// Places that an issue lists; more are counted only.
const LISTED: usize = 12;

/// Collects what is said once per sheet.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<String, Said>);

#[derive(Debug)]
struct Said {
    count: usize,
    last: Option<String>,
    cells: Vec<String>,
    issue: Issue,
}

impl Notes {
    /// Counts one more place of `code`; the first one gives the words and the location. `detail` keeps different
    /// columns apart.
    pub(super) fn once(
        &mut self,
        code: &str,
        detail: &str,
        severity: Severity,
        location: &Location,
        words: impl FnOnce() -> (Text, Text),
    ) {
        let said = self.0.entry(format!("{code}\u{1}{detail}")).or_insert_with(|| {
            let (message, help) = words();
            let issue = Issue::new(code, severity, message, help).at(location.clone());
            Said { count: 0, last: None, cells: Vec::new(), issue }
        });
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
        self.0.into_values().map(|Said { count, cells, mut issue, .. }| {
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
