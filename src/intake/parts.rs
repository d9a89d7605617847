//! A large reading in parts, each small enough to be taken in at once: what a worker hands to a page that must not stop.

use super::Reading;

/// Moves what goes beyond `most` of `from` into parts of their own.
fn cut<T>(from: &mut Vec<T>, most: usize, parts: &mut Vec<Reading>, list: impl Fn(&mut Reading) -> &mut Vec<T>) {
    let mut rest = std::mem::take(from).into_iter();
    from.extend(rest.by_ref().take(most));
    while rest.len() > 0 {
        let mut part = Reading::default();
        list(&mut part).extend(rest.by_ref().take(most));
        parts.push(part);
    }
}

impl Reading {
    /// The reading in parts with at most `most` entries of each kind; the first has everything that is no list.
    /// [`Reading::join`] puts them together again, in this order.
    pub fn parts(mut self, most: usize) -> Vec<Self> {
        let (most, mut rest) = (most.max(1), Vec::new());
        cut(&mut self.sections, most, &mut rest, |part| &mut part.sections);
        cut(&mut self.schools, most, &mut rest, |part| &mut part.schools);
        cut(&mut self.facts, most, &mut rest, |part| &mut part.facts);
        cut(&mut self.classes, most, &mut rest, |part| &mut part.classes);
        cut(&mut self.survey, most, &mut rest, |part| &mut part.survey);
        cut(&mut self.scores, most, &mut rest, |part| &mut part.scores);
        cut(&mut self.issues, most, &mut rest, |part| &mut part.issues);
        cut(&mut self.excluded, most, &mut rest, |part| &mut part.excluded);
        // A sheet is larger than an entry: its rows, its columns, its preview.
        cut(&mut self.sheets, most.div_ceil(20), &mut rest, |part| &mut part.sheets);
        rest.insert(0, self);
        rest
    }

    /// Adds a further part.
    pub fn join(&mut self, part: Self) {
        self.sections.extend(part.sections);
        self.schools.extend(part.schools);
        self.facts.extend(part.facts);
        self.classes.extend(part.classes);
        self.survey.extend(part.survey);
        self.scores.extend(part.scores);
        self.issues.extend(part.issues);
        self.excluded.extend(part.excluded);
        self.sheets.extend(part.sheets);
    }
}

#[cfg(test)]
mod tests {
    use crate::intake::{IntakeOptions, understand};
    use crate::standard::Standard;
    use crate::table::{ReadOptions, read_text};

    #[test]
    fn parts_come_together_again() {
        let rows: String = (0..57)
            .map(|at| format!("第{at}小学\t小学\t{}\t{at}\t错\n", at % 7))
            .chain(["合计\t\t9\t9\t\n".into()])
            .collect();
        let text = format!("学校名称\t学段\t在校生数\t网络多媒体教室数\t图书册数\n{rows}");
        let table = read_text(&text, &ReadOptions::default()).unwrap();
        let standard = Standard::from_catalogue("national-2017").unwrap();
        let whole = understand(&table, "", &IntakeOptions::default(), &standard).unwrap();
        assert!(whole.issues.len() > 10 && !whole.excluded.is_empty());
        for most in [0, 1, 10, 56, 57, 1000] {
            let parts = whole.clone().parts(most);
            assert!(parts.iter().all(|part| part.sections.len() <= most.max(1)));
            assert_eq!(parts.len() == 1, most == 1000, "{most}");
            let mut parts = parts.into_iter();
            let mut joined = parts.next().unwrap();
            parts.for_each(|part| joined.join(part));
            assert_eq!(joined, whole, "{most}");
        }
    }
}
