//! Properties of scales, ticks, Lorenz curves and places, and a county's sums against its sections.

use super::*;
use crate::evaluate::{Evaluation, Options, Verdict, evaluate};
use crate::quantity::Decimal;
use crate::records::{Amount, INDICATORS, Indicator, Records, Section};
use crate::standard::Standard;
use proptest::prelude::*;

proptest! {
    #[test]
    fn ticks_are_round_few_and_inside(from in -1e6..1e6_f64, extent in 1e-4..1e7_f64, most in 1..12_u32) {
        let to = from + extent;
        let found = ticks(from, to, most);
        prop_assert!(found.values.len() <= most as usize + 1);
        let slack = extent * 1e-6;
        for value in &found.values {
            prop_assert!(*value >= from - slack && *value <= to + slack);
            // Written with its decimals it is the same number.
            let written = format!("{value:.*}", found.decimals as usize);
            let read: f64 = written.parse().unwrap_or(f64::NAN);
            prop_assert!((read - value).abs() <= 1e-9 * value.abs().max(1.0), "{written} for {value}");
        }
        for pair in found.values.windows(2) {
            let step = pair[1] - pair[0];
            let digits = format!("{step:e}");
            let lead: f64 = digits.split('e').next().and_then(|lead| lead.parse().ok()).unwrap_or(0.0);
            prop_assert!([1.0, 2.0, 5.0, 10.0].iter().any(|round| (lead - round).abs() < 1e-3), "step {step}");
        }
        // Never so few that an axis of some length says nothing.
        prop_assert!(most < 5 || found.values.len() >= 2, "{from} … {to}: {found:?}");
    }

    #[test]
    fn a_scale_keeps_the_order_and_its_ends(from in -1e5..1e5_f64, extent in 1e-3..1e6_f64, a in -0.5..1.5_f64, b in -0.5..1.5_f64, down in any::<bool>()) {
        let (low, high) = if down { (300.0, 20.0) } else { (20.0, 300.0) };
        let scale = Scale { from, to: from + extent, low, high };
        prop_assert!((scale.at(from) - low).abs() < 1e-6);
        prop_assert!((scale.at(from + extent) - high).abs() < 1e-6);
        let (x, y) = (scale.at(from + a * extent), scale.at(from + b * extent));
        prop_assert!((20.0..=300.0).contains(&x) && (20.0..=300.0).contains(&y));
        if a < b {
            let (first, second) = if down { (y, x) } else { (x, y) };
            prop_assert!(first <= second + 1e-6);
        }
    }

    #[test]
    fn a_lorenz_curve_rises_bends_one_way_and_ends_with_everything(members in prop::collection::vec((1..5000_u32, 0.0..100.0_f64), 1..80)) {
        let points = lorenz(&members);
        if members.iter().all(|one| one.1 <= 0.0) {
            prop_assert!(points.is_empty());
            return Ok(());
        }
        prop_assert_eq!(points.len(), members.len());
        let mut seen: Vec<usize> = points.iter().map(|point| point.member).collect();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..members.len()).collect::<Vec<_>>());
        let (mut x, mut y, mut slope) = (0.0, 0.0, 0.0_f64);
        for point in &points {
            prop_assert!(point.pupils >= x && point.total >= y);
            prop_assert!(point.total <= point.pupils + 1e-9, "never above equality");
            if point.pupils - x > 1e-9 {
                let next = (point.total - y) / (point.pupils - x);
                prop_assert!(next >= slope - 1e-6, "{next} after {slope}");
                slope = next;
            }
            (x, y) = (point.pupils, point.total);
        }
        prop_assert!((x - 1.0).abs() < 1e-9 && (y - 1.0).abs() < 1e-9);
        // Twice the pupils everywhere, or another unit, is the same curve.
        let scaled: Vec<(u32, f64)> = members.iter().map(|one| (one.0 * 2, one.1 * 10.0)).collect();
        for (a, b) in points.iter().zip(lorenz(&scaled)) {
            prop_assert!((a.pupils - b.pupils).abs() < 1e-9 && (a.total - b.total).abs() < 1e-9);
        }
    }

    #[test]
    fn marks_of_one_level_keep_their_distance(mut positions in prop::collection::vec(0.0..500.0_f64, 0..200), distance in 1.0..20.0_f64) {
        positions.sort_by(f64::total_cmp);
        let found = levels(&positions, distance);
        prop_assert_eq!(found.len(), positions.len());
        for (a, level) in found.iter().enumerate() {
            for (b, other) in found.iter().enumerate().skip(a + 1) {
                if level == other {
                    prop_assert!(positions[b] - positions[a] >= distance);
                }
            }
        }
    }

    #[test]
    fn words_shown_never_touch(spans in prop::collection::vec((0.0..500.0_f64, 1.0..90.0_f64), 0..40)) {
        let spans: Vec<(f64, f64)> = spans.into_iter().map(|(from, width)| (from, from + width)).collect();
        let shown = apart(&spans, 4.0);
        let kept: Vec<&(f64, f64)> = spans.iter().zip(&shown).filter(|(_, shown)| **shown).map(|(span, _)| span).collect();
        for (at, a) in kept.iter().enumerate() {
            for b in kept.iter().skip(at + 1) {
                prop_assert!(a.1 + 4.0 <= b.0 || b.1 + 4.0 <= a.0);
            }
        }
        prop_assert!(shown.first().is_none_or(|first| *first), "the first comes first");
    }
}

#[test]
fn equal_schools_lie_on_the_line_of_equality() {
    for point in lorenz(&[(100, 4.0), (300, 4.0), (50, 4.0)]) {
        assert!((point.pupils - point.total).abs() < 1e-12);
    }
    assert!(lorenz(&[]).is_empty());
    assert!(lorenz(&[(10, 0.0)]).is_empty());
}

#[test]
fn ticks_of_thresholds_are_the_numbers_people_use() {
    assert_eq!(ticks(0.0, 5.3, 6).values, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!(ticks(0.0, 0.62, 4).values, [0.0, 0.2, 0.4, 0.6]);
    assert_eq!(ticks(0.0, 0.62, 4).decimals, 1);
    assert!(ticks(0.0, 5.3, 6).values[0].is_sign_positive(), "no −0");
    assert_eq!(ticks(900.0, 4200.0, 5).values, [1000.0, 2000.0, 3000.0, 4000.0]);
    assert!(ticks(3.0, 3.0, 5).values.is_empty());
}

#[test]
fn reference_limits_narrow_with_size() {
    let small = reference_spread(4.0, 0.5, 400.0, 100.0);
    assert!((small - 4.0).abs() < 1e-12);
    assert!((reference_spread(4.0, 0.5, 400.0, 400.0) - 2.0).abs() < 1e-12);
}

/// A county of primary sections with these seven amounts, 100 pupils each: a value per hundred is its amount.
fn county(rows: &[[Option<u32>; 7]]) -> (Standard, Evaluation) {
    let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"));
    let sections = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let mut amounts: [Option<Amount>; INDICATORS] = Default::default();
            for (place, amount) in row.iter().enumerate() {
                amounts[place] = amount.map(|amount| Amount::total(Decimal::integer(amount.into())));
            }
            Section::made_up(&format!("第{at}小学"), amounts)
        })
        .collect();
    let evaluation = evaluate(&standard, &Records::of_sections(sections), &Options::default());
    (standard, evaluation)
}

#[test]
fn needs_are_the_sums_of_the_sections() {
    // L1 4.2, L2 1, L3 0.9, L4 4.5 ㎡, L5 7.5 ㎡, L6 2000 元, L7 2.3 per hundred or per pupil.
    let good = [Some(5), Some(2), Some(1), Some(500), Some(800), Some(210_000), Some(3)];
    let mut poor = good;
    poor[0] = Some(1);
    poor[4] = Some(600);
    let mut bad = good;
    bad[4] = Some(300);
    let (_, evaluation) = county(&[good, poor, bad]);
    let found = needs(&evaluation);
    let shown: Vec<(Indicator, f64, u32, u32)> =
        found.iter().map(|need| (need.indicator, need.amount, need.sections, need.of)).collect();
    assert_eq!(shown, [(Indicator::SportsArea, 600.0, 2, 3), (Indicator::TeachersAboveRequired, 4.0, 1, 3)]);
    assert!(found[0].weight > found[1].weight);
    assert!((found[0].weight - (0.2 + 0.6) / 3.0).abs() < 1e-12);
}

#[test]
fn a_remedy_leaves_at_the_floor_what_would_take_most() {
    let good = [Some(5), Some(2), Some(1), Some(500), Some(800), Some(210_000), Some(3)];
    let at_least = 6;
    let (_, evaluation) = county(&[good]);
    assert_eq!(remedy(&evaluation.sections[0], at_least), Remedy::default());
    // Two below the floor: the one with more to make up beyond its floor may stop there.
    let mut poor = good;
    poor[1] = Some(0);
    poor[4] = Some(300);
    let (_, evaluation) = county(&[poor]);
    let found = remedy(&evaluation.sections[0], at_least);
    assert_eq!((found.to_threshold.len(), found.to_floor.len()), (1, 1));
    // One within its floor is enough where nothing else is short, and not where something is missing beside two.
    let mut close = good;
    close[4] = Some(700);
    let (_, evaluation) = county(&[close]);
    assert_eq!(evaluation.sections[0].comprehensive, Verdict::Met);
    assert_eq!(remedy(&evaluation.sections[0], at_least), Remedy { enough: vec![4], ..Remedy::default() });
    close[0] = Some(4);
    close[2] = None;
    let (_, evaluation) = county(&[close]);
    let found = remedy(&evaluation.sections[0], at_least);
    assert_eq!(found, Remedy { to_threshold: vec![0], enough: vec![4], unknown: vec![2], ..Remedy::default() });
}
