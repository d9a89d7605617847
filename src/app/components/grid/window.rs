//! Which part of a sheet is drawn, and where its cells stand. Pure: pixels in, lines and columns out.

use super::selection::Spot;
use std::ops::Range;

/// Lines drawn above and below what is seen, so that scrolling shows no gaps.
const LINES_AROUND: u32 = 8;
/// The window moves in steps of this many lines: less to draw while scrolling.
const LINE_STEP: u32 = 4;
/// Columns drawn to the left and right of what is seen.
const COLUMNS_AROUND: u32 = 2;

/// Where columns begin and end, in pixels from the first one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Widths {
    /// The left edge of each column, and the right edge of the last.
    edges: Vec<u32>,
}

impl Widths {
    /// The same for words `scale` times as large.
    #[must_use]
    pub fn scaled(&self, scale: f64) -> Self {
        let widths = (0..self.count()).map(|column| whole(f64::from(self.width(column)) * scale));
        Self::new(widths)
    }

    /// From the widths of the columns.
    pub fn new(widths: impl IntoIterator<Item = u32>) -> Self {
        let mut edges = vec![0_u32];
        let mut edge = 0_u32;
        for width in widths {
            edge = edge.saturating_add(width);
            edges.push(edge);
        }
        Self { edges }
    }

    /// Number of columns.
    pub fn count(&self) -> u32 {
        u32::try_from(self.edges.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The left edge of `column`; the right edge of the last beyond it.
    pub fn left(&self, column: u32) -> u32 {
        self.edges.get(column as usize).or(self.edges.last()).copied().unwrap_or(0)
    }

    /// The width of `column`.
    pub fn width(&self, column: u32) -> u32 {
        self.left(column.saturating_add(1)) - self.left(column)
    }

    /// The width of all.
    pub fn total(&self) -> u32 {
        self.edges.last().copied().unwrap_or(0)
    }

    /// The column at `x`; the last beyond it.
    pub fn at(&self, x: u32) -> u32 {
        let behind = self.edges.partition_point(|edge| *edge <= x).saturating_sub(1);
        u32::try_from(behind).unwrap_or(u32::MAX).min(self.count().saturating_sub(1))
    }
}

/// What is seen: sizes and positions in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sight {
    /// Height of a line.
    pub line: f64,
    /// Height of the head.
    pub head: f64,
    /// Width of the column of row numbers.
    pub side: f64,
    /// Width of the box.
    pub width: f64,
    /// Height of the box.
    pub height: f64,
    /// How far it is scrolled to the right.
    pub x: f64,
    /// How far it is scrolled down.
    pub y: f64,
    /// The names of schools beside the numbers of the rows, where the sheet has a column of them.
    pub names: Option<Names>,
}

/// The names of schools stand beside the numbers of the rows as long as their own column is scrolled away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Names {
    /// Beyond this far to the right.
    pub beyond: f64,
    /// How much room they take.
    pub width: f64,
}

impl Default for Sight {
    fn default() -> Self {
        Self { line: 32.0, head: 52.0, side: 96.0, width: 1000.0, height: 600.0, x: 0.0, y: 0.0, names: None }
    }
}

/// The lines and columns that are drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Window {
    /// The lines.
    pub lines: Range<u32>,
    /// The columns.
    pub columns: Range<u32>,
    /// Whether the names of schools stand beside the numbers of the rows.
    pub names: bool,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels; the cast saturates")]
fn whole(pixels: f64) -> u32 {
    pixels as u32
}

impl Sight {
    /// Lines that can be seen at once, whole.
    pub fn page(&self) -> u32 {
        whole((self.height - self.head) / self.line).max(1)
    }

    /// What is to be drawn of `lines` lines.
    pub fn window(&self, lines: u32, widths: &Widths) -> Window {
        let top = whole(self.y / self.line);
        let first = (top.saturating_sub(LINES_AROUND) / LINE_STEP) * LINE_STEP;
        let seen = whole(self.height / self.line) + 2 + 2 * LINES_AROUND + LINE_STEP;
        let first = first.min(lines.saturating_sub(seen));
        let left = widths.at(whole(self.x)).saturating_sub(COLUMNS_AROUND);
        let right = widths.at(whole(self.x + self.width)).saturating_add(1 + COLUMNS_AROUND);
        Window {
            lines: first..first.saturating_add(seen).min(lines),
            columns: left..right.min(widths.count()),
            names: self.beside(self.x) > 0.0,
        }
    }

    /// What the names of schools cover of the columns when it is scrolled to `x`.
    pub fn beside(&self, x: f64) -> f64 {
        self.names.filter(|names| x > names.beyond).map_or(0.0, |names| names.width)
    }

    /// `x`, or as much less that what begins at `start` is not covered by names.
    fn uncovered(&self, x: f64, start: f64) -> f64 {
        if start < x + self.beside(x) { (start - self.beside(x)).max(0.0) } else { x }
    }

    /// Where to scroll so that `line` and `column` can be seen, as (x, y).
    pub fn revealing(&self, line: u32, column: u32, widths: &Widths) -> (f64, f64) {
        let along = |now: f64, start: f64, end: f64, room: f64| {
            if start < now {
                start
            } else if end > now + room {
                // A cell wider than the room shows its beginning.
                (end - room).min(start)
            } else {
                now
            }
        };
        let left = f64::from(widths.left(column));
        let right = left + f64::from(widths.width(column));
        let top = f64::from(line) * self.line;
        (
            self.uncovered(along(self.x, left, right, self.width - self.side), left),
            along(self.y, top, top + self.line, self.height - self.head),
        )
    }

    /// Where to scroll so that `line` of `lines` and `column` stand in the middle, as (x, y); columns that can be seen from the
    /// beginning of the lines are.
    pub fn centring(&self, line: u32, lines: u32, column: u32, widths: &Widths) -> (f64, f64) {
        let middle = |start: f64, size: f64, all: f64, room: f64| {
            (start + (size - room) / 2.0).clamp(0.0, (all - room).max(0.0))
        };
        let (left, width) = (f64::from(widths.left(column)), f64::from(widths.width(column)));
        let (across, down) = (self.width - self.side, self.height - self.head);
        let x = middle(left, width, f64::from(widths.left(widths.count())), across);
        let y = middle(f64::from(line) * self.line, self.line, f64::from(lines) * self.line, down);
        (if left + width <= across { 0.0 } else { self.uncovered(x, left) }, y)
    }

    /// The line and column at (`x`, `y`) in the box, beyond its edges the nearest ones outside; the parts of the head
    /// and of the side are those of the cells under them.
    pub fn at(&self, x: f64, y: f64, lines: u32, widths: &Widths) -> Spot {
        // Behind the head and the side lie cells that are scrolled away: pointing there means one further.
        let below = (y - self.head + self.y).max(0.0);
        let beside = (x - self.side + self.x).max(0.0);
        Spot::new(whole(below / self.line).min(lines.saturating_sub(1)), widths.at(whole(beside)))
    }
}

/// The width of a column in which the longest text has `units` units, a Chinese character counting two.
pub fn width_of(units: usize) -> u32 {
    let pixels = u32::try_from(units).unwrap_or(u32::MAX).saturating_mul(7).saturating_add(26);
    pixels.clamp(64, 252)
}

/// The units of `text`: one for a letter or digit, two for a Chinese character.
pub fn units(text: &str) -> usize {
    text.chars().map(|character| if super::super::super::text::is_chinese(character) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight() -> Sight {
        Sight { line: 30.0, head: 50.0, side: 100.0, width: 700.0, height: 350.0, x: 0.0, y: 0.0, names: None }
    }

    #[test]
    fn columns_stand_side_by_side() {
        let widths = Widths::new([100, 50, 200]);
        assert_eq!((widths.count(), widths.total()), (3, 350));
        assert_eq!((widths.left(0), widths.left(2), widths.left(9)), (0, 150, 350));
        assert_eq!((widths.width(1), widths.width(9)), (50, 0));
        assert_eq!([0, 99, 100, 149, 150, 999].map(|x| widths.at(x)), [0, 0, 1, 1, 2, 2]);
        assert_eq!(Widths::new([]).at(5), 0);
    }

    #[test]
    fn what_is_seen_is_always_drawn_and_never_much_more() {
        let widths = Widths::new(vec![80; 60]);
        for y in (0..7_499_000).step_by(33_333) {
            for x in [0, 1_000, 4_100] {
                let sight = Sight { x: f64::from(x), y: f64::from(y), ..sight() };
                let window = sight.window(250_000, &widths);
                let (top, bottom) = (y as u32 / 30, ((y as u32 + 350) / 30).min(249_999));
                assert!(window.lines.contains(&top) && window.lines.contains(&bottom), "{y}: {window:?}");
                assert!(window.columns.contains(&(x as u32 / 80)), "{x}: {window:?}");
                assert!(window.columns.contains(&((x as u32 + 600) / 80).min(59)), "{x}: {window:?}");
                assert!(window.lines.len() * window.columns.len() < 600, "{window:?}");
            }
        }
        let small = sight().window(3, &Widths::new([80]));
        assert_eq!((small.lines, small.columns), (0..3, 0..1));
        let none = sight().window(0, &Widths::new([]));
        assert_eq!((none.lines.len(), none.columns.len()), (0, 0));
    }

    #[test]
    fn revealing_scrolls_no_more_than_needed() {
        let widths = Widths::new(vec![100; 20]);
        assert_eq!(sight().revealing(0, 0, &widths), (0.0, 0.0));
        assert_eq!(sight().revealing(9, 5, &widths), (0.0, 0.0));
        // One line and one column beyond: room for ten lines and six columns.
        assert_eq!(sight().revealing(10, 6, &widths), (100.0, 30.0));
        let scrolled = Sight { x: 500.0, y: 900.0, ..sight() };
        assert_eq!(scrolled.revealing(3, 2, &widths), (200.0, 90.0));
    }

    #[test]
    fn no_cell_that_is_wanted_is_covered_by_the_names() {
        let widths = Widths::new(vec![100; 20]);
        for x in (0..1400).step_by(50) {
            let names = Some(Names { beyond: 150.0, width: 130.0 });
            let sight = Sight { x: f64::from(x), names, ..sight() };
            for column in 0..20 {
                let left = f64::from(column) * 100.0;
                for (x, _) in [sight.revealing(0, column, &widths), sight.centring(0, 100, column, &widths)] {
                    assert!(left >= x + sight.beside(x) && left + 100.0 <= x + 600.0, "{column} at {x}");
                }
            }
            // What can be seen whole stays where it is.
            let first = f64::from(x) + sight.beside(f64::from(x));
            let seen = (0..20).find(|column| f64::from(*column) * 100.0 >= first).unwrap_or(19);
            assert_eq!(sight.revealing(0, seen, &widths).0, f64::from(x));
            assert_eq!(sight.window(10, &widths).names, x > 150);
        }
    }

    #[test]
    fn centring_shows_the_middle_and_nothing_beyond_the_ends() {
        let widths = Widths::new(vec![100; 20]);
        // Room for ten lines and six columns, of a hundred and twenty.
        assert_eq!(sight().centring(2, 100, 3, &widths), (0.0, 0.0));
        assert_eq!(sight().centring(50, 100, 5, &widths), (0.0, 1365.0));
        assert_eq!(sight().centring(99, 100, 19, &widths), (1400.0, 2700.0));
        assert_eq!(sight().centring(1, 3, 10, &widths), (750.0, 0.0));
    }

    #[test]
    fn a_point_is_a_cell() {
        let widths = Widths::new(vec![100; 20]);
        let at = |sight: Sight, x: f64, y: f64| {
            let spot = sight.at(x, y, 1000, &widths);
            (spot.row, spot.column)
        };
        assert_eq!(at(sight(), 105.0, 55.0), (0, 0));
        assert_eq!(at(sight(), 205.0, 85.0), (1, 1));
        assert_eq!(at(sight(), 5.0, 85.0), (1, 0));
        let scrolled = Sight { x: 500.0, y: 900.0, ..sight() };
        assert_eq!(at(scrolled, 105.0, 55.0), (30, 5));
        // Above and to the left of the box lie the cells before.
        assert_eq!(at(scrolled, -5.0, -15.0), (27, 3));
        assert_eq!(at(scrolled, 705.0, 9e9), (999, 11));
    }
}
