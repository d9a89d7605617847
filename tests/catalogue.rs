//! The dirty-data catalogue: every case that occurs in worksheets, in every format where it can occur, and what must come
//! of it: the same verdicts with a note, or a doubt that names the cell, or a row left out with the reason.
#![cfg(feature = "files")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

#[path = "files/catalogue/mod.rs"]
mod county;

use county::{Form, Layout, Outcome, county, outcome};
use junheng::diagnostic::Severity;

#[test]
fn the_clean_county_is_the_same_in_every_format_and_nothing_about_it_is_doubtful() {
    for layout in Layout::ALL {
        let mut first: Option<Outcome> = None;
        for form in Form::ALL {
            if layout == Layout::Stages && form.is_text() {
                continue;
            }
            let book = county(7, layout);
            let found = outcome(&book, form);
            assert_eq!(found.problems, Vec::<String>::new(), "{layout:?} {form:?}");
            let doubts: Vec<_> = found
                .marks
                .iter()
                .filter(|mark| matches!(mark.severity, Some(Severity::Logic | Severity::Experience)))
                .filter(|mark| mark.cell.is_some())
                .collect();
            assert!(doubts.is_empty(), "{layout:?} {form:?}: {doubts:?}");
            let one = first.get_or_insert_with(|| found.clone());
            assert_eq!(one.essence, found.essence, "{layout:?} {form:?}");
        }
        eprintln!("{layout:?} {:?}", first.map(|f| f.codes()));
    }
}
