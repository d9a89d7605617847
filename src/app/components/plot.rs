//! Strip plots: one mark per section on the scale of the indicator, stacked where they would cover one another.

use super::super::format;
use super::super::text::{Key, Words};
use super::tag;
use crate::evaluate::{SectionResult, StageIndicator, Status};
use crate::records::Stage;
use crate::standard::ResourceRule;
use std::fmt::Write as _;
use yew::prelude::*;

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 44.0;
const MARGIN: f64 = 6.0;
/// Where the lowest marks stand.
const BASE: f64 = 34.0;
/// Width of a stack.
const STEP: f64 = 4.4;
/// Height left for a stack.
const ROOM: f64 = 30.0;

/// The distribution of one indicator over the sections of a stage.
pub fn strip(
    words: Words,
    sections: &[SectionResult],
    stage: Stage,
    rule: &ResourceRule,
    indicator: &StageIndicator,
    levels: Option<(f64, f64)>,
) -> Html {
    let points: Vec<(f64, Status)> = sections
        .iter()
        .filter(|section| section.stage == stage)
        .filter_map(|section| section.indicators.iter().find(|one| one.id == indicator.id))
        .filter_map(|one| one.value.map(|value| (value, one.status)))
        .collect();
    if points.is_empty() {
        return html! { { tag("span", "cell-note", words.t(Key::NoDistribution)) } };
    }
    let mut values: Vec<f64> = points.iter().map(|(value, _)| *value).collect();
    values.sort_by(f64::total_cmp);
    let (lowest, highest) = (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0));
    let most = values.get(values.len() * 49 / 50).copied().unwrap_or(highest);
    // Without a threshold the mean is the middle of the scale, and no line is drawn.
    let (threshold, floor) = levels.unwrap_or_else(|| {
        let middle = indicator.mean.unwrap_or(most).max(f64::MIN_POSITIVE);
        (middle, middle)
    });
    // A few very high values must not press all others against the left edge; they stand at the right edge instead.
    let right = most.clamp(threshold * 1.6, threshold * 3.0);
    // Positions, not lengths: the scale may begin where the values do.
    let left = (lowest.min(floor) - threshold * 0.05).max(0.0);
    let x = |value: f64| MARGIN + ((value.min(right) - left) / (right - left)) * (WIDTH - 2.0 * MARGIN);

    let mut stacks: Vec<(i64, usize)> = Vec::new();
    let mut placed: Vec<(f64, usize, Status)> = Vec::new();
    let mut ordered = points.clone();
    ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (value, status) in ordered {
        #[expect(clippy::cast_possible_truncation, reason = "a pixel position")]
        let bin = (x(value) / STEP).floor() as i64;
        let level = match stacks.iter_mut().find(|(known, _)| *known == bin) {
            Some((_, height)) => {
                *height += 1;
                *height
            }
            None => {
                stacks.push((bin, 0));
                0
            }
        };
        placed.push((x(value), level, status));
    }
    let tallest = stacks.iter().map(|(_, height)| *height).max().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "a count of marks")]
    let rise = (ROOM / (tallest.max(1) as f64)).min(4.2);
    let mut paths = [String::new(), String::new(), String::new()];
    for (x, level, status) in placed {
        #[expect(clippy::cast_precision_loss, reason = "a count of marks")]
        let y = BASE - 2.0 - level as f64 * rise;
        // Drawn as one path per status: a county has thousands of marks.
        let _ = match status {
            Status::Met | Status::NotJudged => {
                write!(paths[0], "M{:.1} {y:.1}a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0Z", x - 1.9)
            }
            Status::WithinFloor => write!(paths[1], "M{x:.1} {:.1}l2.4 2.4l-2.4 2.4l-2.4-2.4Z", y - 2.4),
            Status::BelowFloor => write!(paths[2], "M{:.1} {:.1}l3.6 3.6m0-3.6l-3.6 3.6", x - 1.8, y - 1.8),
            Status::Undetermined => Ok(()),
        };
    }
    let [met, within, below] = paths;
    let (at_threshold, at_floor) = (x(threshold), x(floor));
    let title = words.f(
        Key::PlotTitle,
        &[
            words.text(&indicator.id.short()),
            &points.len().to_string(),
            &format::value(rule, Some(lowest)),
            &format::value(rule, Some(highest)),
            &format::share(words.0, indicator.met, indicator.of),
        ],
    );
    let line = |x: f64, class: &'static str| {
        html! {
            <line class={class} x1={format!("{x:.1}")} x2={format!("{x:.1}")} y1="1" y2={format!("{}", BASE + 1.0)} />
        }
    };
    html! {
        <svg class="strip" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} width={WIDTH.to_string()} height={HEIGHT.to_string()} role="img" aria-label={title} focusable="false">
            <line class="strip-axis" x1="0" x2={WIDTH.to_string()} y1={(BASE + 1.0).to_string()} y2={(BASE + 1.0).to_string()} />
            if levels.is_some() {
                { line(at_floor, "strip-floor") }
                { line(at_threshold, "strip-threshold") }
            }
            <path class={if levels.is_some() { "strip-met" } else { "strip-plain" }} d={met} />
            <path class="strip-within" d={within} />
            <path class="strip-below" d={below} />
            {
                indicator.mean.map(|mean| {
                    let x = x(mean);
                    html! { <path class="strip-mean" d={format!("M{x:.1} {:.1}l3.4 6h-6.8Z", BASE + 2.0)} /> }
                })
            }
            if levels.is_some() {
                <text class="strip-label" x={format!("{:.1}", at_threshold + 3.0)} y="8">{ format::limit(threshold) }</text>
            }
        </svg>
    }
}
