//! Rows that slipped by one column: a cell too many or too few, and every number behind it stands under the wrong heading.
//!
//! Neighbouring columns differ in size (teachers, square metres, yuan). A row whose numbers fit the columns one to the
//! left or to the right much better than their own has slipped. Nothing is taken from its slipped part.

use super::amounts::Entry;
use super::bind::{Row, Source};
use super::columns::cell_of;
use super::dictionary::Dimension;
use super::values::{self, Value};
use crate::diagnostic::{Issue, Severity, Text};
use crate::order;

/// Fewest rows that tell what is usual in a column.
const ROWS: usize = 8;
/// Fewest neighbouring columns, and fewest slipped numbers.
const RUN: usize = 6;
const SLIPPED: usize = 4;
/// Mean distance (of binary logarithms) from the usual size at which a row is out of place: a factor above three.
const FAR: f64 = 1.75;
/// What a few numbers may gain by chance.
const CHANCE: f64 = 2.2;
/// Mean distance at which it is in place.
const NEAR: f64 = 1.3;

/// Finds slipped rows, says so at the first slipped cell, and takes nothing from there on.
pub(super) fn find(source: &Source<'_>, rows: &mut [Row], issues: &mut Vec<Issue>) {
    for run in runs(source) {
        let usual: Option<Vec<f64>> = run.iter().map(|(_, slot)| usual(rows, *slot)).collect();
        let Some(usual) = usual else { continue };
        for row in rows.iter_mut() {
            let Some((start, right)) = slipped(source, row, &run, &usual) else { continue };
            let Some((column, _)) = run.get(start) else { continue };
            for (_, slot) in run.iter().skip(start) {
                if let Some(entry) = row.entries.get_mut(*slot) {
                    *entry = Entry::Bad;
                }
            }
            let (zh, en) = if right { ("右", "right") } else { ("左", "left") };
            issues.push(
                Issue::new(
                    "row_shifted",
                    Severity::Logic,
                    Text::new(
                        format!("从这一格起，这一行的数像是向{zh}错了一列，没有取用"),
                        format!("from this cell on the row seems to have slipped one column to the {en}; nothing was taken from there"),
                    ),
                    Text::new("核对这一行是否多了或少了一格", "check whether the row has a cell too many or too few"),
                )
                .at(cell_of(&source.place, row.index, *column))
                .of(&row.name),
            );
        }
    }
}

/// Runs of neighbouring columns of numbers: column and place among the slots.
fn runs(source: &Source<'_>) -> Vec<Vec<(usize, usize)>> {
    let mut columns: Vec<(usize, usize)> = source
        .columns
        .slots
        .iter()
        .enumerate()
        .filter(|(_, slot)| slot.dimension != Dimension::Text)
        .map(|(place, slot)| (slot.column, place))
        .collect();
    order::sort_by_key(&mut columns, |(column, _)| *column);
    let runs = columns.chunk_by(|one, next| one.0 + 1 == next.0);
    runs.filter(|run| run.len() >= RUN).map(<[(usize, usize)]>::to_vec).collect()
}

/// The middle size of a column, as a logarithm.
fn usual(rows: &[Row], slot: usize) -> Option<f64> {
    let mut sizes: Vec<f64> = rows
        .iter()
        .filter_map(|row| match row.entries.get(slot)? {
            Entry::Number(value, ..) => Some(size(value.to_f64())),
            _ => None,
        })
        .collect();
    if sizes.len() < ROWS {
        return None;
    }
    let middle = sizes.len() / 2;
    let (_, value, _) = sizes.select_nth_unstable_by(middle, f64::total_cmp);
    Some(*value)
}

/// The binary logarithm of one more than `value` to within a tenth: its exponent, and its mantissa as a straight line in
/// between. Every machine computes it alike.
fn size(value: f64) -> f64 {
    let bits = (value + 1.0).to_bits();
    let exponent = u32::try_from(bits >> 52 & 0x7ff).unwrap_or(0);
    let mantissa = f64::from_bits(bits & ((1 << 52) - 1) | 1023 << 52);
    f64::from(exponent) - 1023.0 + mantissa - 1.0
}

/// Where the row slipped, and whether to the right.
fn slipped(source: &Source<'_>, row: &Row, run: &[(usize, usize)], usual: &[f64]) -> Option<(usize, bool)> {
    // Most rows are in place: those are told by the numbers already read.
    let mut far = (0.0, 0usize, 0usize);
    for ((_, slot), usual) in run.iter().zip(usual) {
        match row.entries.get(*slot) {
            Some(Entry::Number(value, ..)) => far = (far.0 + (size(value.to_f64()) - usual).abs(), far.1 + 1, far.2),
            Some(Entry::Bad) => far.2 += 1,
            _ => {}
        }
    }
    let (distance, numbers, bad) = far;
    #[expect(clippy::cast_precision_loss, reason = "columns of a sheet")]
    if bad < 2 && distance < FAR / 2.0 * numbers as f64 {
        return None;
    }
    let sizes: Vec<Option<f64>> = run
        .iter()
        .map(|(column, slot)| {
            let dimension = source.columns.slots.get(*slot).map_or(Dimension::People, |slot| slot.dimension);
            match values::read(source.sheet.cell(row.index, *column), dimension) {
                Value::Number(value, _) => Some(size(value.to_f64())),
                _ => None,
            }
        })
        .collect();
    let distance = |at: usize, other: Option<usize>| Some((sizes.get(at).copied()?? - usual.get(other?)?).abs());
    let mut best: Option<(f64, usize, bool)> = None;
    for start in 0..run.len() {
        for right in [true, false] {
            let (mut here, mut there, mut count) = (0.0, 0.0, 0usize);
            for at in start..run.len() {
                let other = if right { at.checked_sub(1).filter(|other| *other >= start) } else { Some(at + 1) };
                if let (Some(own), Some(slipped)) = (distance(at, Some(at)), distance(at, other)) {
                    (here, there, count) = (here + own, there + slipped, count + 1);
                }
            }
            if count < SLIPPED {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "columns of a sheet")]
            let (own, slipped) = (here / count as f64, there / count as f64);
            // Numbers before the slip may fit their neighbours by chance: a later start wins unless it explains less.
            let gain = here - there;
            if own > FAR
                && slipped < NEAR
                && slipped * 2.0 < own
                && best.is_none_or(|(other, ..)| gain + CHANCE > other)
            {
                best = Some((best.map_or(gain, |(other, ..)| gain.max(other)), start, right));
            }
        }
    }
    best.map(|(_, start, right)| (start, right))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_binary_logarithms() {
        for (value, expected) in [(0.0, 0.0), (1.0, 1.0), (7.0, 3.0), (11.0, 3.5), (1023.0, 10.0)] {
            assert_eq!(size(value), expected);
        }
    }
}
