//! Properties of scales, ticks, Lorenz curves and places, and a county's sums against its sections.

use super::*;
use crate::evaluate::{Evaluation, Options, SectionResult, Verdict, evaluate};
use crate::quantity::Decimal;
use crate::records::{Amount, INDICATORS, Indicator, Records, Section, Stage};
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

/// Schools of a made-up year: code, name and stage from small stocks, so that they meet.
fn members() -> impl Strategy<Value = Vec<(Option<u8>, u8, bool)>> {
    prop::collection::vec((prop::option::of(0..12_u8), 0..12_u8, any::<bool>()), 0..14)
}

fn named(list: &[(Option<u8>, u8, bool)]) -> Vec<(Option<String>, String, Stage)> {
    let stage = |junior: bool| if junior { Stage::Junior } else { Stage::Primary };
    list.iter().map(|one| (one.0.map(|code| code.to_string()), format!("第{}学校", one.1), stage(one.2))).collect()
}

fn as_members(list: &[(Option<String>, String, Stage)]) -> Vec<Member<'_>> {
    list.iter().map(|(code, school, stage)| Member { code: code.as_deref(), school, stage: *stage }).collect()
}

/// Sections of a stage with one indicator: pupils, value, whether it is met.
fn results(list: &[(u32, f64, bool)]) -> Vec<SectionResult> {
    let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|_| unreachable!());
    let sections = list
        .iter()
        .map(|&(pupils, value, _)| {
            let mut amounts: [Option<Amount>; INDICATORS] = Default::default();
            let total = Decimal::from_shortest((value * f64::from(pupils)).round()).unwrap_or_default();
            amounts[0] = Some(Amount::total(total));
            Section { pupils, ..Section::made_up("甲", amounts) }
        })
        .collect();
    let mut found = evaluate(&standard, &Records::of_sections(sections), &Options::default()).sections;
    for (section, one) in found.iter_mut().zip(list) {
        section.comprehensive = if one.2 { Verdict::Met } else { Verdict::NotMet };
    }
    found
}

fn year() -> impl Strategy<Value = Vec<(u32, f64, bool)>> {
    prop::collection::vec((1..3000_u32, 0.0..20.0_f64, any::<bool>()), 1..12)
}

proptest! {
    #[test]
    fn two_years_are_lined_up_once_and_the_same_way_from_both_sides(a in members(), b in members()) {
        let (a, b) = (named(&a), named(&b));
        let (before, after) = (as_members(&a), as_members(&b));
        let found = align(&before, &after);
        let mut firsts: Vec<usize> = found.pairs.iter().map(|one| one.before).chain(found.gone.iter().map(|one| one.0)).collect();
        let mut seconds: Vec<usize> = found.pairs.iter().map(|one| one.after).chain(found.come.iter().map(|one| one.0)).collect();
        firsts.sort_unstable();
        seconds.sort_unstable();
        prop_assert_eq!(firsts, (0..before.len()).collect::<Vec<_>>());
        prop_assert_eq!(seconds, (0..after.len()).collect::<Vec<_>>());
        for pair in &found.pairs {
            let (one, other) = (before[pair.before], after[pair.after]);
            prop_assert_eq!(one.stage, other.stage);
            prop_assert!(one.code.is_none() || other.code.is_none() || one.code == other.code);
            prop_assert!(one.school == other.school || one.code.is_some() && one.code == other.code);
        }
        let back = align(&after, &before);
        let mut turned: Vec<(usize, usize)> = back.pairs.iter().map(|one| (one.after, one.before)).collect();
        let mut pairs: Vec<(usize, usize)> = found.pairs.iter().map(|one| (one.before, one.after)).collect();
        turned.sort_unstable();
        pairs.sort_unstable();
        prop_assert_eq!(turned, pairs);
        prop_assert_eq!(back.gone, found.come);
        prop_assert_eq!(back.come, found.gone);
    }

    #[test]
    fn the_parts_of_a_change_add_up_and_turn_with_the_years(a in year(), b in year(), stay in 0..12_usize) {
        let (first, second) = (results(&a), results(&b));
        let stayed: Vec<usize> = (0..stay.min(first.len()).min(second.len())).collect();
        let (before, after) = (Side { sections: &first, stayed: &stayed }, Side { sections: &second, stayed: &stayed });
        let counted = counts(&before, &after, Stage::Primary, Measure::Comprehensive);
        let whole = |count: Count| Some(f64::from(count.met));
        let shares = [counted.each(whole), counted.each(Count::percent), coefficients(&before, &after, Stage::Primary, 0).each(|cv| cv)];
        let back = counts(&after, &before, Stage::Primary, Measure::Comprehensive);
        let turned = [back.each(whole), back.each(Count::percent), coefficients(&after, &before, Stage::Primary, 0).each(|cv| cv)];
        for (four, turned) in shares.into_iter().zip(turned) {
            let (Some(parts), Some(turned)) = (four.map(|four| four.parts()), turned.map(|four| four.parts())) else {
                prop_assert_eq!(four.is_some(), turned.is_some());
                continue;
            };
            let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
            prop_assert!(near(parts.values + parts.membership(), parts.whole));
            prop_assert!(near(parts.whole, -turned.whole) && near(parts.values, -turned.values));
            prop_assert!(near(parts.gone, -turned.come) && near(parts.come, -turned.gone));
        }
        // Where nobody came or went, all of it is of the values; where nobody changed, none of it.
        if stayed.len() == first.len() && stayed.len() == second.len() {
            let parts = coefficients(&before, &after, Stage::Primary, 0).each(|cv| cv).map(|four| four.parts());
            prop_assert!(parts.is_none_or(|parts| parts.membership().abs() < 1e-12));
        }
        let same = Side { sections: &first, stayed: &stayed };
        let parts = coefficients(&before, &same, Stage::Primary, 0).each(|cv| cv).map(|four| four.parts());
        prop_assert!(parts.is_none_or(|parts| parts.values.abs() < 1e-12 && parts.whole.abs() < 1e-12));
    }

    #[test]
    fn what_the_sections_did_to_a_coefficient_adds_up_to_the_change_of_its_square(a in year(), b in year(), stay in 0..12_usize) {
        let (first, second) = (results(&a), results(&b));
        let stay = stay.min(first.len()).min(second.len());
        let found = Alignment {
            pairs: (0..stay).map(|at| Pair { before: at, after: at }).collect(),
            gone: (stay..first.len()).map(|at| (at, Alone::Absent)).collect(),
            come: (stay..second.len()).map(|at| (at, Alone::Absent)).collect(),
        };
        let moved = movers(&first, &second, &found, Stage::Primary, 0);
        let whole = |sections: &[SectionResult]| coefficients(&Side { sections, stayed: &[] }, &Side { sections, stayed: &[] }, Stage::Primary, 0).before;
        match whole(&first).zip(whole(&second)) {
            Some((before, after)) => {
                let sum: f64 = moved.iter().map(|one| one.part).sum();
                prop_assert!((sum - (after * after - before * before)).abs() < 1e-9);
                prop_assert_eq!(moved.len(), first.len() + second.len() - stay);
                prop_assert!(moved.windows(2).all(|two| two[0].part.abs() >= two[1].part.abs()));
            }
            None => prop_assert!(moved.is_empty()),
        }
        prop_assert!(movers(&first, &second, &found, Stage::Junior, 0).is_empty());
    }

    #[test]
    fn a_coefficient_to_show_is_that_of_the_evaluation(list in year()) {
        let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|_| unreachable!());
        let sections = results(&list);
        let given = list.iter().map(|&(pupils, value, _)| {
            let mut amounts: [Option<Amount>; INDICATORS] = Default::default();
            amounts[0] = Some(Amount::total(Decimal::from_shortest((value * f64::from(pupils)).round()).unwrap_or_default()));
            Section { pupils, ..Section::made_up("甲", amounts) }
        });
        let evaluation = evaluate(&standard, &Records::of_sections(given.collect()), &Options::default());
        let all: Vec<usize> = (0..sections.len()).collect();
        let side = Side { sections: &sections, stayed: &all };
        let four = coefficients(&side, &side, Stage::Primary, 0);
        prop_assert_eq!(four.before, four.stayed_after);
        let exact = evaluation.stages.first().and_then(|stage| stage.indicators.first()).and_then(|one| one.cv);
        match (four.before, exact) {
            (Some(shown), Some(exact)) => prop_assert!((shown - exact).abs() < 1e-9, "{shown} and {exact}"),
            (shown, exact) => prop_assert_eq!(shown, exact),
        }
    }
}

#[test]
fn schools_are_known_by_their_code_and_then_by_their_name() {
    let member = |code: Option<&'static str>, school: &'static str, stage: Stage| Member { code, school, stage };
    let (primary, junior) = (Stage::Primary, Stage::Junior);
    let before = [
        member(Some("1"), "东小学", primary),
        member(None, "西小学", primary),
        member(Some("3"), "南小学", primary),
        member(None, "北小学", primary),
        member(None, "北小学", primary),
        member(Some("5"), "撤并小学", primary),
    ];
    let after = [
        // Renamed: the code stayed.
        member(Some("1"), "第一小学", primary),
        // The code is new, the name the same.
        member(Some("2"), "西小学", primary),
        // Another code: another school.
        member(Some("9"), "南小学", primary),
        // Two of the name before: which of them is not known.
        member(None, "北小学", primary),
        // A stage more.
        member(Some("1"), "第一小学", junior),
    ];
    let found = align(&before, &after);
    assert_eq!(found.pairs, [Pair { before: 0, after: 0 }, Pair { before: 1, after: 1 }]);
    assert_eq!(found.gone, [(2, Alone::OtherCode), (3, Alone::Several), (4, Alone::Several), (5, Alone::Absent)]);
    assert_eq!(found.come, [(2, Alone::OtherCode), (3, Alone::Several), (4, Alone::OtherStage)]);
}

#[test]
fn equals_share_a_rank_and_the_unknown_have_none() {
    let found = standings(&[Some(0.4), None, Some(0.2), Some(0.4), Some(0.9)]);
    assert_eq!(found, [(Some(1), 2), (Some(2), 0), (Some(2), 3), (Some(4), 4), (None, 1)]);
    assert_eq!(standings(&[]), []);
}
