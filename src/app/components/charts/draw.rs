//! The drawings, each made for a question: how far are the schools from the threshold, who is first and last, which
//! cells fail, where does the imbalance come from, is it a matter of size. All from the evaluation.

use super::super::super::format;
use super::super::super::text::{Key, Words};
use super::super::indicator_mark;
use super::drawing::{Anchor, Drawing, Ink, MARKS, MARKS_ON_GROUND, MARKS_PLAIN, Spot, fitted, width_of, wrapped};
use crate::evaluate::{SectionResult, StageIndicator, Status, Verdict};
use crate::figures::{Scale, apart, levels, lorenz, ranked, reference_spread, ticks};
use crate::records::Stage;
use crate::standard::{ResourceRule, Standard};
use std::fmt::Write as _;
use std::ops::Range;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One small mark for each school, for a row of a table.
    Row,
    /// One mark for each school on the scale of the indicator.
    Strip,
    /// One bar for each school, the highest first.
    Bars,
    /// Value against number of pupils.
    Size,
    /// What share of the resource the worst provided share of the pupils has.
    Lorenz,
    /// Each school's share of the squared coefficient of variation.
    Shares,
    /// All schools and all indicators.
    Heat,
}

/// What a drawing is made of.
pub struct Subject<'a> {
    /// Language.
    pub words: Words,
    /// The standard.
    pub standard: &'a Standard,
    /// All sections of the evaluation.
    pub sections: &'a [SectionResult],
    /// The stage drawn.
    pub stage: Stage,
    /// The indicator drawn.
    pub found: &'a StageIndicator,
}

/// A section with a value.
struct Point<'a> {
    at: usize,
    section: &'a SectionResult,
    value: f64,
    status: Status,
    share: Option<f64>,
}

/// A line across a strip with its name above.
struct Level {
    x: f64,
    /// The line of words from below.
    line: usize,
    /// From where to where its name goes.
    span: (f64, f64),
    ink: &'static str,
    name: String,
}

/// Height of a row of the heat map.
pub const HEAT_ROW: f64 = 26.0;
/// Between the lines of a name of two.
const NAME_LINE: f64 = 12.0;
/// Height of the head of the heat map.
pub const HEAT_HEAD: f64 = 40.0;
/// Schools named one by one among the shares.
const NAMED: usize = 10;

impl<'a> Subject<'a> {
    /// The place of the indicator in the standard.
    pub fn place(&self) -> usize {
        self.standard.place(self.found.id).unwrap_or(0)
    }

    fn rule(&self) -> Option<&'a ResourceRule> {
        self.standard.resource(self.found.id)
    }

    fn levels(&self) -> Option<(f64, f64)> {
        let (threshold, floor) = self.rule()?.levels(self.stage)?;
        Some((threshold.to_f64(), floor.to_f64()))
    }

    fn marks(&self) -> [Ink; 4] {
        if self.levels().is_some() { MARKS } else { MARKS_PLAIN }
    }

    /// The sections that have a value, the lowest first.
    fn points(&self) -> Vec<Point<'a>> {
        let place = self.place();
        let points: Vec<Point<'a>> = self
            .sections
            .iter()
            .enumerate()
            .filter(|(_, section)| section.stage == self.stage)
            .filter_map(|(at, section)| {
                let one = section.indicators.get(place)?;
                Some(Point { at, section, value: one.value?, status: one.status, share: one.cv_share })
            })
            .collect();
        by(points, |point| point.value)
    }

    /// The drawing, `width` pixels wide. Of the heat map, the rows in `rows` are drawn.
    pub fn draw(&self, kind: Kind, width: f64, rows: Option<Range<usize>>) -> Drawing {
        let points = self.points();
        match kind {
            Kind::Heat => self.heat(width, rows),
            _ if points.is_empty() => Drawing::new(width, 0.0),
            Kind::Row => self.strip(&points, width, true),
            Kind::Strip => self.strip(&points, width, false),
            Kind::Bars => self.bars(&points, width),
            Kind::Size => self.size(&points, width),
            Kind::Lorenz => self.lorenz(&points, width),
            Kind::Shares => self.shares(&points, width),
        }
    }

    /// From where to where values are drawn. A few very high ones must not press all others together; they stand at the
    /// end instead.
    fn span(&self, points: &[Point<'_>], from_zero: bool) -> (f64, f64) {
        let lowest = points.first().map_or(0.0, |one| one.value);
        let highest = points.last().map_or(0.0, |one| one.value);
        let most = points.get(points.len() * 49 / 50).map_or(highest, |one| one.value);
        let threshold = self.levels().map_or(most, |(threshold, _)| threshold).max(f64::MIN_POSITIVE);
        let to = (most * 1.03).max(threshold * 1.3).min(threshold * 4.0).min((highest * 1.03).max(threshold * 1.3));
        let floor = self.levels().map_or(lowest, |(_, floor)| floor);
        let from = if from_zero { 0.0 } else { (lowest.min(floor) - to * 0.04).max(0.0) };
        (from, to.max(from + f64::MIN_POSITIVE))
    }

    fn number(&self, value: f64) -> String {
        self.rule().map_or_else(String::new, |rule| format::value(rule, Some(value)))
    }

    /// Ticks and their numbers along the lower edge.
    fn axis_below(&self, to: &mut Drawing, scale: Scale, y: f64, top: f64) {
        to.line("c-axis", (scale.low, y), (scale.high, y));
        let found = ticks(scale.from, scale.to, whole(((scale.high - scale.low).abs() / 70.0).max(5.0)));
        for value in &found.values {
            let x = scale.at(*value);
            to.line("c-grid", (x, top), (x, y));
            to.text("c-tick", x, y + 15.0, Anchor::Middle, &tick(*value, found.decimals));
        }
    }

    /// Ticks and their numbers along the left edge.
    fn axis_beside(&self, to: &mut Drawing, scale: Scale, x: f64, right: f64) {
        let found = ticks(scale.from, scale.to, whole(((scale.high - scale.low).abs() / 38.0).max(5.0)));
        for value in &found.values {
            let y = scale.at(*value);
            to.line("c-grid", (x, y), (right, y));
            to.text("c-tick", x - 6.0, y + 4.0, Anchor::End, &tick(*value, found.decimals));
        }
    }

    /// Threshold, floor and mean across a drawing whose values run upwards, named at the right where there is room.
    fn levels_across(&self, to: &mut Drawing, scale: Scale, left: f64, right: f64) {
        let mut lines: Vec<(f64, &'static str, Key)> = Vec::new();
        if let Some((threshold, floor)) = self.levels() {
            lines.push((threshold, "c-threshold", Key::ChartThreshold));
            lines.push((floor, "c-floor", Key::ChartFloor));
        }
        if let Some(mean) = self.found.mean {
            lines.push((mean, "c-mean-line", Key::ChartMean));
        }
        let spans: Vec<(f64, f64)> = lines.iter().map(|one| (scale.at(one.0) - 7.0, scale.at(one.0) + 7.0)).collect();
        let shown = apart(&spans, 0.0);
        for ((value, ink, key), shown) in lines.into_iter().zip(shown) {
            if scale.is_beyond(value) {
                continue;
            }
            let y = scale.at(value);
            to.line(ink, (left, y), (right, y));
            // The number is the axis' business; three names close together would only hide one another.
            let name = self.words.f(key, &[&self.limit_or_value(key, value)]);
            if shown {
                to.text("c-level", right + 6.0, y + 4.0, Anchor::Start, &name);
            }
        }
    }

    fn limit_or_value(&self, key: Key, value: f64) -> String {
        if key == Key::ChartMean { self.number(value) } else { format::limit(value) }
    }

    fn spot(&self, point: &Point<'_>, x: f64, y: f64, width: f64, height: f64) -> Spot {
        Spot { at: point.at, indicator: self.place(), x, y, width, height }
    }

    fn strip(&self, points: &[Point<'_>], width: f64, row: bool) -> Drawing {
        let (radius, step, most) = if row { (1.9, 4.4, 28.0) } else { (4.0, 9.0, 126.0) };
        let margin = if row { 6.0 } else { 16.0 };
        let (from, to) = self.span(points, false);
        let scale = Scale { from, to, low: margin, high: width - margin };
        let xs: Vec<f64> = points.iter().map(|point| scale.at(point.value)).collect();
        let stacked = levels(&xs, step);
        let tallest = number(stacked.iter().max().copied().unwrap_or(0));
        // No higher than the highest stack needs.
        let room = if row { most } else { (tallest * step * 0.96 + 2.0 * radius).clamp(54.0, most) };
        let rise = ((room - radius) / tallest.max(1.0)).min(step * 0.96);
        let named = if row { Vec::new() } else { self.named_levels(scale, width) };
        let lines = number(named.iter().map(|one| one.line + 1).max().unwrap_or(0));
        // The number of the threshold stands above the marks of a row, never on them.
        let top = if row { 13.0 } else { lines * 15.0 + 10.0 };
        let base = top + room;
        let mut drawing = Drawing::new(width, if row { base + 10.0 } else { base + 38.0 });
        if row {
            drawing.line("c-axis", (0.0, base + 1.0), (width, base + 1.0));
        } else {
            self.axis_below(&mut drawing, scale, base + 6.0, top);
            let unit = self.rule().map_or_else(String::new, |rule| format::value_unit(self.words.0, rule));
            drawing.text("c-note", width - margin, base + 36.0, Anchor::End, &unit);
        }
        if row {
            self.row_levels(&mut drawing, scale, base);
        }
        for level in &named {
            let y = (lines - number(level.line)) * 15.0 - 3.0;
            drawing.line(level.ink, (level.x, y + 4.0), (level.x, base + 6.0));
            drawing.text("c-level", level.span.0 + 4.0, y, Anchor::Start, &level.name);
        }
        let ys: Vec<f64> = stacked.iter().map(|level| base - radius - number(*level) * rise).collect();
        let marks = points.iter().zip(xs.iter().zip(&ys)).map(|(point, (x, y))| (*x, *y, point.status));
        drawing.marks(marks, radius, self.marks());
        let size = radius * 3.2;
        drawing.spots =
            points.iter().zip(xs.iter().zip(&ys)).map(|(point, (x, y))| self.spot(point, *x, *y, size, size)).collect();
        let beyond = points.iter().filter(|point| point.value > to).count();
        if beyond > 0 && !row {
            let words = self.words.f(Key::ChartBeyond, &[&beyond.to_string(), &self.number(to)]);
            drawing.text("c-note", margin, base + 36.0, Anchor::Start, &words);
        }
        drawing
    }

    /// Threshold, floor and mean, from the lines of a small strip.
    fn row_levels(&self, drawing: &mut Drawing, scale: Scale, base: f64) {
        if let Some((threshold, floor)) = self.levels() {
            let (at_threshold, at_floor) = (scale.at(threshold), scale.at(floor));
            drawing.line("c-floor", (at_floor, 1.0), (at_floor, base + 1.0));
            drawing.line("c-threshold", (at_threshold, 1.0), (at_threshold, base + 1.0));
            drawing.text("c-small", at_threshold + 3.0, 8.0, Anchor::Start, &format::limit(threshold));
        }
        if let Some(mean) = self.found.mean {
            let x = scale.at(mean);
            drawing.path("c-mean", &format!("M{x:.1} {:.1}l3.4 6h-6.8Z", base + 2.0));
        }
    }

    /// The same as lines that begin below their names: each name in the lowest line of words where it hides no other.
    fn named_levels(&self, scale: Scale, width: f64) -> Vec<Level> {
        let mut found: Vec<Level> = Vec::new();
        let mut add = |value: f64, ink: &'static str, name: String| {
            let (x, room) = (scale.at(value), width_of(&name));
            let from = (x - room / 2.0).clamp(0.0, (width - room).max(0.0));
            let span = (from - 4.0, from + room + 4.0);
            let free =
                |line: usize| found.iter().all(|one| one.line != line || one.span.1 <= span.0 || span.1 <= one.span.0);
            let line = (0..3).find(|line| free(*line)).unwrap_or(0);
            found.push(Level { x, line, span, ink, name });
        };
        if let Some((threshold, floor)) = self.levels() {
            add(threshold, "c-threshold", self.words.f(Key::ChartThreshold, &[&format::limit(threshold)]));
            add(floor, "c-floor", self.words.f(Key::ChartFloor, &[&format::limit(floor)]));
        }
        if let Some(mean) = self.found.mean {
            add(mean, "c-mean-line", self.words.f(Key::ChartMean, &[&self.number(mean)]));
        }
        found
    }

    fn bars(&self, points: &[Point<'_>], width: f64) -> Drawing {
        let mut drawing = Drawing::new(width, 300.0);
        let (from, to) = self.span(points, true);
        let scale = Scale { from, to, low: 268.0, high: 14.0 };
        let (left, right) = (self.gutter(to), width - self.level_room());
        self.axis_beside(&mut drawing, scale, left, right);
        let step = (right - left) / number(points.len());
        let thick = (step * 0.78).min(28.0);
        let mut paths: [String; 3] = Default::default();
        let mut marks: Vec<(f64, f64, Status)> = Vec::new();
        for (rank, point) in points.iter().rev().enumerate() {
            let x = left + (number(rank) + 0.5) * step;
            let y = scale.at(point.value);
            let path = &mut paths[match point.status {
                Status::WithinFloor => 1,
                Status::BelowFloor => 2,
                _ => 0,
            }];
            let _ = write!(path, "M{:.1} {:.1}h{thick:.1}V{y:.1}h-{thick:.1}Z", x - thick / 2.0, scale.low);
            // Bars thinner than a mark have one for several.
            let apart = marks.last().is_none_or(|(last, _, status)| x - last >= 9.0 || *status != point.status);
            if matches!(point.status, Status::WithinFloor | Status::BelowFloor) && apart {
                marks.push((x, scale.low + 11.0, point.status));
            }
            let height = (scale.low - y).max(4.0);
            drawing.spots.push(self.spot(point, x, scale.low - height / 2.0, step.max(3.0), height));
        }
        let met = if self.levels().is_some() { "c-bar-met" } else { "c-plain" };
        for (ink, path) in [met, "c-bar-within", "c-bar-below"].into_iter().zip(paths) {
            drawing.path(ink, &path);
        }
        drawing.marks(marks, (step * 0.4).clamp(2.6, 4.0), self.marks());
        drawing.line("c-axis", (left, scale.low), (right, scale.low));
        self.levels_across(&mut drawing, scale, left, right);
        let words = self.words.f(Key::ChartRanked, &[&points.len().to_string()]);
        drawing.text("c-note", left, 296.0, Anchor::Start, &words);
        drawing
    }

    /// Room for the numbers of an upright axis.
    fn gutter(&self, to: f64) -> f64 {
        width_of(&tick(to, if to < 10.0 { 1 } else { 0 })).max(24.0) + 12.0
    }

    /// Room for the names of the levels at the right.
    fn level_room(&self) -> f64 {
        let mut room: f64 = 16.0;
        if let Some((threshold, floor)) = self.levels() {
            room = room.max(width_of(&self.words.f(Key::ChartThreshold, &[&format::limit(threshold)])));
            room = room.max(width_of(&self.words.f(Key::ChartFloor, &[&format::limit(floor)])));
        }
        let mean = self.found.mean.map_or(0.0, |mean| width_of(&self.words.f(Key::ChartMean, &[&self.number(mean)])));
        room.max(mean) + 10.0
    }

    fn size(&self, points: &[Point<'_>], width: f64) -> Drawing {
        let mut drawing = Drawing::new(width, 300.0);
        let (from, to) = self.span(points, true);
        let scale = Scale { from, to, low: 254.0, high: 14.0 };
        let most = points.iter().map(|point| point.section.pupils).max().unwrap_or(1);
        let (left, right) = (self.gutter(to), width - self.level_room());
        let across = Scale { from: 0.0, to: f64::from(most) * 1.04, low: left, high: right };
        self.axis_beside(&mut drawing, scale, left, right);
        self.axis_below(&mut drawing, across, scale.low, scale.high);
        if let (Some(mean), Some(cv)) = (self.found.mean, self.found.cv) {
            let pupils: f64 = points.iter().map(|point| f64::from(point.section.pupils)).sum();
            let mean_pupils = pupils / number(points.len());
            // Both limits from the smallest size at which they can be seen.
            for sign in [-2.0, 2.0] {
                let mut path = String::new();
                for step in 1..=60 {
                    let size = across.to * f64::from(step) / 60.0;
                    let limit = mean + sign * reference_spread(mean, cv, mean_pupils, size);
                    if !scale.is_beyond(limit) {
                        let letter = if path.is_empty() { 'M' } else { 'L' };
                        let _ = write!(path, "{letter}{:.1} {:.1}", across.at(size), scale.at(limit));
                    }
                }
                drawing.path("c-limit", &path);
            }
        }
        self.levels_across(&mut drawing, scale, left, right);
        let place = |point: &Point<'_>| (across.at(f64::from(point.section.pupils)), scale.at(point.value));
        drawing.marks(points.iter().map(|point| (place(point).0, place(point).1, point.status)), 3.6, self.marks());
        drawing.spots = points
            .iter()
            .map(|point| {
                let (x, y) = place(point);
                self.spot(point, x, y, 13.0, 13.0)
            })
            .collect();
        drawing.spots = by(std::mem::take(&mut drawing.spots), |spot| spot.x);
        drawing.text("c-note", left, 296.0, Anchor::Start, self.words.t(Key::ChartReference));
        drawing.text("c-note", right, 283.0, Anchor::End, self.words.t(Key::ChartPupils));
        drawing
    }

    fn lorenz(&self, points: &[Point<'_>], width: f64) -> Drawing {
        let height = (width * 0.72).clamp(240.0, 330.0);
        let mut drawing = Drawing::new(width, height);
        let scale = Scale { from: 0.0, to: 1.0, low: height - 46.0, high: 14.0 };
        let across = Scale { from: 0.0, to: 1.0, low: 36.0, high: width - 14.0 };
        self.axis_beside(&mut drawing, scale, across.low, across.high);
        self.axis_below(&mut drawing, across, scale.low, scale.high);
        drawing.line("c-even", (across.low, scale.low), (across.high, scale.high));
        let members: Vec<(u32, f64)> = points.iter().map(|point| (point.section.pupils, point.value)).collect();
        let found = lorenz(&members);
        let mut curve = format!("M{:.1} {:.1}", across.low, scale.low);
        for point in &found {
            let _ = write!(curve, "L{:.1} {:.1}", across.at(point.pupils), scale.at(point.total));
        }
        drawing.path("c-area", &format!("{curve}Z"));
        drawing.path("c-curve", &curve);
        let known = found.iter().filter_map(|one| points.get(one.member).map(|point| (one, point)));
        let places: Vec<(f64, f64, &Point<'_>)> =
            known.map(|(one, point)| (across.at(one.pupils), scale.at(one.total), point)).collect();
        let radius = if places.len() > 150 { 1.6 } else { 3.0 };
        drawing.marks(places.iter().map(|(x, y, point)| (*x, *y, point.status)), radius, self.marks());
        drawing.spots = places.iter().map(|(x, y, point)| self.spot(point, *x, *y, 12.0, 12.0)).collect();
        let middle = (across.at(0.5), scale.at(0.5));
        drawing.text("c-note", middle.0 - 8.0, middle.1 - 6.0, Anchor::End, self.words.t(Key::ChartEven));
        drawing.text("c-note", across.low, 10.0, Anchor::Start, self.words.t(Key::ChartResourceShare));
        drawing.text("c-note", across.high, height - 8.0, Anchor::End, self.words.t(Key::ChartPupilShare));
        drawing
    }

    fn shares(&self, points: &[Point<'_>], width: f64) -> Drawing {
        let mut ranked: Vec<(&Point<'_>, f64)> =
            points.iter().filter_map(|point| Some((point, point.share?))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        if ranked.is_empty() {
            return Drawing::new(width, 0.0);
        }
        let named = ranked.len().min(NAMED);
        let rest: f64 = ranked.iter().skip(named).map(|one| one.1).sum();
        let lines = named + usize::from(ranked.len() > named);
        let row = 25.0;
        let mut drawing = Drawing::new(width, number(lines) * row + 40.0);
        let left = (width * 0.36).clamp(96.0, 210.0);
        let most = ranked.first().map_or(1.0, |one| one.1);
        let scale = Scale { from: 0.0, to: most, low: left, high: width - 50.0 };
        let mean = self.found.mean.unwrap_or(0.0);
        let line = |drawing: &mut Drawing, place: usize, name: &str, share: f64, ink: &'static str| {
            let y = number(place) * row + 6.0;
            drawing.text("c-word", left - 8.0, y + 14.0, Anchor::End, &fitted(name, left - 10.0));
            // The others are a sum, not a bar among bars.
            let length = if ink.is_empty() { 0.0 } else { scale.at(share) - left };
            if length > 0.0 {
                drawing.path(ink, &format!("M{left:.1} {:.1}h{length:.1}v15h-{length:.1}Z", y + 2.0));
            }
            drawing.text("c-tick", left + length + 6.0, y + 14.0, Anchor::Start, &format::portion(share));
        };
        for (place, (point, share)) in ranked.iter().take(named).enumerate() {
            let ink = if point.value < mean { "c-share-low" } else { "c-share-high" };
            line(&mut drawing, place, &point.section.school, *share, ink);
            let y = number(place) * row + 15.5;
            drawing.spots.push(self.spot(point, width / 2.0, y, width - 2.0, row - 2.0));
        }
        if ranked.len() > named {
            let name = self.words.f(Key::ChartOthers, &[&(ranked.len() - named).to_string()]);
            line(&mut drawing, named, &name, rest, "");
        }
        let y = drawing.height - 10.0;
        let (low, high) = (self.words.t(Key::ChartBelowMean), self.words.t(Key::ChartAboveMean));
        drawing.path("c-share-low", &format!("M0 {:.1}h14v10h-14Z", y - 9.0));
        drawing.text("c-note", 20.0, y, Anchor::Start, low);
        let x = 20.0 + width_of(low) + 20.0;
        drawing.path("c-share-high", &format!("M{x:.1} {:.1}h14v10h-14Z", y - 9.0));
        drawing.text("c-note", x + 20.0, y, Anchor::Start, high);
        drawing
    }

    /// Sections of the stage, those that lack most first.
    pub fn heat_order(&self) -> Vec<usize> {
        let order =
            (0..self.sections.len()).filter(|at| self.sections.get(*at).is_some_and(|one| one.stage == self.stage));
        by(order.collect(), |at| self.sections.get(*at).map_or(0.0, |one| -trouble(one)))
    }

    /// The head of the heat map alone: it stays where it is while the rows scroll.
    pub fn heat_head(&self, width: f64) -> Drawing {
        let mut drawing = Drawing::new(width, HEAT_HEAD);
        let (left, cell) = self.heat_columns(width);
        drawing.text("c-tick", 0.0, 32.0, Anchor::Start, self.words.t(Key::School));
        for (place, rule) in self.standard.resources.iter().enumerate() {
            let x = left + (number(place) + 0.5) * cell;
            let short = rule.id.short();
            let name = self.words.text(&short);
            let wide = width_of(name) < cell - 8.0;
            let code = indicator_mark(self.words, self.standard, rule.id);
            let fits = fitted(if wide { name } else { &code }, cell - 2.0);
            drawing.text("c-word", x, 16.0, Anchor::Middle, &fits);
            if let Some((threshold, _)) = rule.levels(self.stage) {
                let limit = format!("≥{}", format::limit(threshold.to_f64()));
                drawing.text("c-tick", x, 33.0, Anchor::Middle, &fitted(&limit, cell));
            }
        }
        drawing
    }

    /// Where the columns of the heat map begin, and how wide each is.
    fn heat_columns(&self, width: f64) -> (f64, f64) {
        let left = (width * 0.24).clamp(84.0, 230.0);
        (left, (width - left) / number(self.standard.resources.len().max(1)))
    }

    fn heat(&self, width: f64, rows: Option<Range<usize>>) -> Drawing {
        let order = self.heat_order();
        let (left, cell) = self.heat_columns(width);
        // A narrow cell has its mark below its number.
        let narrow = cell < 56.0;
        let row = heat_row(width);
        let mut drawing = Drawing::new(width, number(order.len()) * row + 2.0);
        drawing.columns = self.standard.resources.len();
        let mut paths: [String; 6] = Default::default();
        let mut words = Drawing::default();
        let mut marks = Vec::new();
        for (line, at) in order.iter().enumerate() {
            let Some(section) = self.sections.get(*at) else { continue };
            let y = number(line) * row;
            let seen = rows.as_ref().is_none_or(|rows| rows.contains(&line));
            if seen {
                let lines = wrapped(&section.school, left - 8.0);
                let first = y + row / 2.0 + 4.0 - number(lines.len() - 1) * NAME_LINE / 2.0;
                for (place, line) in lines.iter().enumerate() {
                    words.text("c-word", 0.0, first + number(place) * NAME_LINE, Anchor::Start, line);
                }
            }
            for (place, one) in section.indicators.iter().enumerate() {
                let x = left + number(place) * cell;
                drawing.spots.push(Spot {
                    at: *at,
                    indicator: place,
                    x: x + cell / 2.0,
                    y: y + row / 2.0,
                    width: cell - 2.0,
                    height: row - 2.0,
                });
                if !seen {
                    continue;
                }
                let ratio = one.value.zip(one.threshold).map_or(1.0, |(value, threshold)| value / threshold);
                let path = &mut paths[match one.status {
                    Status::BelowFloor => 0,
                    Status::WithinFloor => 1,
                    Status::Undetermined => 2,
                    _ if ratio < 1.25 => 3,
                    _ if ratio < 2.0 => 4,
                    _ => 5,
                }];
                let _ = write!(
                    path,
                    "M{:.1} {:.1}h{:.1}v{:.1}h-{:.1}Z",
                    x + 1.0,
                    y + 1.0,
                    cell - 2.0,
                    row - 2.0,
                    cell - 2.0
                );
                let value =
                    self.standard.resources.get(place).map_or_else(String::new, |rule| format::judged(rule, one));
                let short = one.status != Status::Met && one.status != Status::NotJudged;
                let ink = if short { "c-cell-short" } else { "c-cell" };
                let (tx, ty) = if narrow { (x + cell - 4.0, y + 15.0) } else { (x + cell - 10.0, y + row / 2.0 + 4.0) };
                words.text(ink, tx, ty, Anchor::End, &value);
                if short {
                    marks.push(if narrow {
                        (x + cell - 10.0, y + 25.0, one.status)
                    } else {
                        (x + 14.0, y + row / 2.0, one.status)
                    });
                }
            }
        }
        let inks = ["c-heat-below", "c-heat-within", "c-heat-unknown", "c-heat-1", "c-heat-2", "c-heat-3"];
        for (ink, path) in inks.into_iter().zip(paths) {
            drawing.path(ink, &path);
        }
        drawing.body.push_str(&words.body);
        drawing.marks(marks, if narrow { 3.0 } else { 4.0 }, MARKS_ON_GROUND);
        drawing
    }
}

/// Height of a row of the heat map where it is so wide.
pub fn heat_row(width: f64) -> f64 {
    if width < 520.0 { 32.0 } else { HEAT_ROW }
}

/// What a section lacks, as a number to order by: verdict, indicators not met, those below the floor, those without data,
/// pupils; each counts for more than all behind it.
pub fn trouble(section: &SectionResult) -> f64 {
    let count = |status: Status| number(section.indicators.iter().filter(|one| one.status == status).count());
    let (below, within) = (count(Status::BelowFloor), count(Status::WithinFloor));
    let fails = f64::from(u8::from(section.comprehensive == Verdict::NotMet));
    let counts = ((fails * 16.0 + below + within) * 16.0 + below) * 16.0 + count(Status::Undetermined);
    counts * 2_f64.powi(32) + f64::from(section.pupils)
}

/// The same things in ascending order of a number of theirs; equals as given.
pub fn by<T>(things: Vec<T>, key: impl Fn(&T) -> f64) -> Vec<T> {
    let keys: Vec<f64> = things.iter().map(key).collect();
    let mut things: Vec<Option<T>> = things.into_iter().map(Some).collect();
    ranked(&keys).into_iter().filter_map(|place| things.get_mut(place)?.take()).collect()
}

/// A number of an axis.
fn tick(value: f64, decimals: u32) -> String {
    format::grouped(&crate::quantity::rounded(value, decimals))
}

#[expect(clippy::cast_precision_loss, reason = "counts of schools and pixels")]
fn number(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few ticks; the cast saturates")]
fn whole(count: f64) -> u32 {
    count as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Locale;
    use crate::evaluate::{Evaluation, Options, evaluate};
    use crate::quantity::Decimal;
    use crate::records::{Amount, INDICATORS, Records, Section};

    /// A county of so many primary sections, from far below the thresholds to far above; the last lacks a number.
    fn county(standard: &Standard, sections: u32) -> Evaluation {
        let sections = (0..sections)
            .map(|at| {
                let mut amounts: [Option<Amount>; INDICATORS] = Default::default();
                for (place, base) in [420u64, 100, 90, 45_000, 75_000, 20_000_000, 230].into_iter().enumerate() {
                    let amount = base * u64::from(50 + 3 * at) / 100;
                    let missing = at + 1 == sections && place == 4;
                    amounts[place] = (!missing).then(|| Amount::total(Decimal::integer(amount)));
                }
                Section { pupils: 10_000 + at, ..Section::made_up(&format!("青禾县<第{at}>小学"), amounts) }
            })
            .collect();
        evaluate(standard, &Records::of_sections(sections), &Options::default())
    }

    #[test]
    fn every_school_with_a_value_stands_inside_every_drawing() {
        for id in ["national-2017", "national-2012"] {
            let standard = Standard::from_catalogue(id).unwrap_or_else(|problems| unreachable!("{problems:?}"));
            let evaluation = county(&standard, 60);
            for (stage, place) in
                evaluation.stages.iter().flat_map(|stage| (0..stage.indicators.len()).map(move |at| (stage, at)))
            {
                let found = &stage.indicators[place];
                let subject = Subject {
                    words: Words(Locale::ZhCn),
                    standard: &standard,
                    sections: &evaluation.sections,
                    stage: Stage::Primary,
                    found,
                };
                let known = evaluation.sections.iter().filter(|one| one.indicators[place].value.is_some()).count();
                for kind in [Kind::Row, Kind::Strip, Kind::Bars, Kind::Size, Kind::Lorenz, Kind::Shares, Kind::Heat] {
                    for width in [280.0, 690.0, 1200.0] {
                        let drawing = subject.draw(kind, width, None);
                        let wanted = match kind {
                            Kind::Heat => 60 * standard.resources.len(),
                            // A coefficient is not known while a number is missing.
                            Kind::Shares => {
                                if found.cv.is_some() {
                                    NAMED
                                } else {
                                    0
                                }
                            }
                            _ => known,
                        };
                        assert_eq!(drawing.spots.len(), wanted, "{id} {kind:?} {}", found.id.id());
                        for spot in &drawing.spots {
                            assert!((0.0..=width).contains(&spot.x), "{kind:?} {spot:?}");
                            assert!((-1.0..=drawing.height).contains(&spot.y), "{kind:?} {spot:?}");
                        }
                        assert!(!drawing.body.contains("NaN") && !drawing.body.contains("inf"), "{kind:?}");
                        assert!(!drawing.body.contains("<第"), "names are escaped");
                    }
                }
            }
        }
    }

    #[test]
    fn of_a_long_heat_map_the_rows_seen_are_drawn_and_all_can_be_reached() {
        let standard =
            Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"));
        let evaluation = county(&standard, 500);
        let subject = Subject {
            words: Words(Locale::En),
            standard: &standard,
            sections: &evaluation.sections,
            stage: Stage::Primary,
            found: &evaluation.stages[0].indicators[0],
        };
        let whole = subject.draw(Kind::Heat, 900.0, None);
        let part = subject.draw(Kind::Heat, 900.0, Some(100..140));
        assert_eq!((whole.height, &whole.spots), (part.height, &part.spots));
        assert!(part.body.len() * 8 < whole.body.len());
        // What lacks most comes first.
        let order = subject.heat_order();
        let first = &evaluation.sections[order[0]];
        assert!(evaluation.sections.iter().all(|one| trouble(one) <= trouble(first)));
    }
}
