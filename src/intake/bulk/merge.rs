//! The schools that were taken and those that were read the ordinary way, together.

use super::{BULK_COLUMNS, BulkReading, CountyName};

impl BulkReading {
    pub(super) fn reserve(&mut self, rows: usize) {
        self.county.reserve(rows);
        self.sheet.reserve(rows);
        self.row.reserve(rows);
        self.excluded.reserve(rows);
        for column in &mut self.numbers {
            column.reserve(rows);
        }
    }

    pub(super) fn push(&mut self, county: u32, (sheet, row): (u32, u32), excluded: bool, numbers: [f64; BULK_COLUMNS]) {
        self.county.push(county);
        self.sheet.push(sheet);
        self.row.push(row);
        self.excluded.push(u8::from(excluded));
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.push(number);
        }
    }

    pub(super) fn pop(&mut self) {
        self.county.pop();
        self.sheet.pop();
        self.row.pop();
        self.excluded.pop();
        for column in &mut self.numbers {
            column.pop();
        }
    }

    /// Puts the schools of another reading of the same file among these, in the order of the file.
    pub(super) fn insert(&mut self, more: &Self) {
        let place = |at: usize| self.sheet.get(at).copied().zip(self.row.get(at).copied());
        // How many of these stand before each of the others, which are few and in order as well.
        let mut at = 0;
        let before: Vec<usize> = (more.sheet.iter().copied().zip(more.row.iter().copied()))
            .map(|other| {
                let (mut low, mut high) = (at, self.row.len());
                while low < high {
                    let middle = low.midpoint(high);
                    if place(middle).is_some_and(|own| own <= other) {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                at = low;
                low
            })
            .collect();
        insert(&mut self.county, &before, &more.county);
        insert(&mut self.sheet, &before, &more.sheet);
        insert(&mut self.row, &before, &more.row);
        insert(&mut self.excluded, &before, &more.excluded);
        for (column, more) in self.numbers.iter_mut().zip(&more.numbers) {
            insert(column, &before, more);
        }
    }
}

/// Puts each of `more` where `before` of the column stand in front of it. The column is moved once, from its end.
fn insert<T: Copy>(column: &mut Vec<T>, before: &[usize], more: &[T]) {
    let mut end = column.len();
    column.extend_from_slice(more);
    for (number, (at, value)) in before.iter().zip(more).enumerate().rev() {
        column.copy_within(*at..end, *at + number + 1);
        if let Some(place) = column.get_mut(*at + number) {
            *place = *value;
        }
        end = *at;
    }
}

/// The counties in the order in which the schools name them, and their indices accordingly.
pub(super) fn in_order(county: &mut [u32], mut names: Vec<CountyName>) -> Vec<CountyName> {
    let mut places: Vec<Option<u32>> = vec![None; names.len()];
    let mut ordered = Vec::with_capacity(names.len());
    for index in county {
        let at = *index as usize;
        let Some(place) = places.get_mut(at) else { continue };
        *index = *place.get_or_insert_with(|| {
            ordered.push(names.get_mut(at).map(std::mem::take).unwrap_or_default());
            u32::try_from(ordered.len() - 1).unwrap_or(u32::MAX)
        });
    }
    ordered
}
