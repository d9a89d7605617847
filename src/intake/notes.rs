//! Issues that are said once per sheet, with the number of places they apply to.

use crate::diagnostic::{Issue, Location, Severity, Text};
use std::collections::BTreeMap;

/// Collects what is said once per sheet.
#[derive(Debug, Default)]
pub(super) struct Notes(BTreeMap<String, (usize, Issue)>);

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
        let entry = self.0.entry(format!("{code}\u{1}{detail}")).or_insert_with(|| {
            let (message, help) = words();
            (0, Issue::new(code, severity, message, help).at(location.clone()))
        });
        entry.0 += 1;
    }

    /// The issues, each with its count.
    pub(super) fn into_issues(self) -> impl Iterator<Item = Issue> {
        self.0.into_values().map(|(count, mut issue)| {
            if count > 1 {
                issue.message.zh.push_str(&format!("（共 {count} 处）"));
                issue.message.en.push_str(&format!(" ({count} places)"));
            }
            issue
        })
    }
}
