//! Invariants of the evaluation, and an independent second form of it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use junheng::evaluate::columns::{CHUNK, Chunk, ColumnsResult, Source, evaluate_columns};
use junheng::evaluate::{self, Evaluation, Options, Status, Verdict};
use junheng::quantity::Decimal;
use junheng::records::{Amount, Indicator, Records, Section, Share, Stage};
use junheng::standard::{Part, Standard};
use junheng::table::{ReadOptions, read_clipboard, read_file, read_text};
use proptest::prelude::*;

fn national() -> Standard {
    Standard::from_catalogue("national-2017").unwrap()
}

fn evaluate(standard: &Standard, sections: &[Section], options: &Options) -> Evaluation {
    evaluate::evaluate(standard, &Records::of_sections(sections.to_vec()), options)
}

/// Pieces of markup, whole and broken.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "<table>",
            "</table>",
            "<tr>",
            "</tr>",
            "<td>",
            "</td>",
            "<th colspan=3>",
            "<td rowspan=\"4\">",
            "<td x:num=\"4.16\">",
            "<td sdval='0.5'",
            "<td colspan=99999 rowspan=0>",
            "<!--",
            "-->",
            "<br>",
            "<style>",
            "</style>",
            "<script",
            "&amp;",
            "&#x4e2d;",
            "&#1114112;",
            "&",
            "<",
            ">",
            "\"",
            "甲",
            "8459.71",
            "\u{a0}",
            "\n",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,6}",
    ]
}

/// Amounts about their thresholds, often exactly on one, on a floor, or zero.
fn amount(indicator: Indicator, stage: Stage, pupils: u32) -> impl Strategy<Value = Option<Decimal>> {
    let standard = national();
    let rule = standard.resource(indicator).unwrap().clone();
    let per = Decimal::integer(u64::from(pupils));
    let level = move |value: Decimal| {
        let product = value.checked_mul(per).unwrap();
        if indicator.per() == 100 { product.checked_mul("0.01".parse().unwrap()).unwrap() } else { product }
    };
    let (threshold, floor) = rule.levels(stage).unwrap();
    let (threshold, floor) = (level(threshold), level(floor));
    prop_oneof![
        2 => Just(Some(threshold)),
        1 => Just(Some(floor)),
        1 => Just(Some(Decimal::ZERO)),
        1 => Just(None),
        6 => (0u64..30_000).prop_map(move |n| Decimal::new(u128::from(n), 4).checked_mul(threshold)),
    ]
}

fn section() -> impl Strategy<Value = Section> {
    (prop_oneof![Just(Stage::Primary), Just(Stage::Junior)], 1u32..3000).prop_flat_map(|(stage, pupils)| {
        let amounts: Vec<_> = Indicator::SEVEN.iter().map(|one| amount(*one, stage, pupils).boxed()).collect();
        amounts.prop_map(move |amounts| {
            let mut list = amounts.into_iter();
            Section {
                school: format!("校{pupils}"),
                code: None,
                county: None,
                city: None,
                province: None,
                stage,
                kind: None,
                counted: None,
                pupils,
                amounts: std::array::from_fn(|_| list.next().flatten().map(Amount::total)),
                location: None,
                pupils_location: None,
            }
        })
    })
}

type Verdicts = Vec<(Stage, Verdict, Vec<(u32, u32, Option<bool>)>)>;

fn verdicts(evaluation: &Evaluation) -> Verdicts {
    evaluation
        .stages
        .iter()
        .map(|stage| {
            let of = stage.indicators.iter().map(|one| (one.met, one.undetermined, one.cv_within)).collect();
            (stage.stage, stage.verdict, of)
        })
        .collect()
}

/// Rows of one section each, as columns.
struct Rows<'a>(&'a [Section]);

impl Source for Rows<'_> {
    fn rows(&self) -> usize {
        self.0.len()
    }
    fn counties(&self) -> usize {
        1
    }
    fn equipment_factor(&self) -> u32 {
        1
    }
    fn fill(&self, start: usize, chunk: &mut Chunk) {
        let rows = &self.0[start..self.0.len().min(start + CHUNK)];
        chunk.len = rows.len();
        for column in chunk.numbers.iter_mut() {
            column.fill(f64::NAN);
        }
        for (i, section) in rows.iter().enumerate() {
            chunk.county[i] = 0;
            chunk.excluded[i] = 0;
            let stage = section.stage.index();
            chunk.numbers[stage][i] = f64::from(section.pupils);
            for indicator in Indicator::SEVEN {
                let k = indicator.index();
                let column = if k < 3 { 3 + 2 * k + stage } else { 6 + k };
                chunk.numbers[column][i] = section.amount(indicator).map_or(f64::NAN, |one| one.total.to_f64());
            }
        }
    }
}

fn agree(sections: &[Section], columns: &ColumnsResult) -> Result<(), TestCaseError> {
    let evaluation = evaluate(&national(), sections, &Options::default());
    for result in &evaluation.sections {
        let at = result.index as usize * 2 + result.stage.index();
        let (flags, missing) = (columns.flags[at], columns.missing[at]);
        prop_assert!(flags >> 15 == 1);
        for (k, one) in result.indicators.iter().enumerate() {
            prop_assert_eq!(flags >> k & 1 == 1, one.status == Status::Met);
            prop_assert_eq!(flags >> (7 + k) & 1 == 1, matches!(one.status, Status::Met | Status::WithinFloor));
            prop_assert_eq!(missing >> k & 1 == 1, one.status == Status::Undetermined);
        }
        prop_assert_eq!(flags >> 14 & 1 == 1, result.comprehensive == Verdict::Met);
    }
    for stage in &evaluation.stages {
        for (k, one) in stage.indicators.iter().enumerate() {
            let at = stage.stage.index() * 7 + k;
            if let (Some(cv), Some(mean)) = (one.cv, one.mean) {
                prop_assert!((columns.cv[at] - cv).abs() <= 1e-9 * cv.max(1e-6), "cv {} against {cv}", columns.cv[at]);
                prop_assert!(
                    (columns.mean[at] - mean).abs() <= 1e-12 * mean,
                    "mean {} against {mean}",
                    columns.mean[at]
                );
            }
        }
    }
    let verdict = match evaluation.parts.iter().find(|part| part.id == Part::Resources).unwrap().verdict {
        Verdict::NotMet => 0,
        Verdict::Met => 1,
        Verdict::Undetermined | Verdict::NotJudged => 2,
    };
    prop_assert_eq!(columns.verdict[0], verdict);
    Ok(())
}

/// As many cases as PROPTEST_CASES says, otherwise few enough for every run of the tests.
fn cases() -> ProptestConfig {
    match std::env::var("PROPTEST_CASES") {
        Ok(_) => ProptestConfig::default(),
        Err(_) => ProptestConfig::with_cases(48),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_order_of_sections_changes_no_verdict(mut sections in prop::collection::vec(section(), 1..12)) {
        let before = verdicts(&evaluate(&national(), &sections, &Options::default()));
        sections.reverse();
        prop_assert_eq!(before, verdicts(&evaluate(&national(), &sections, &Options::default())));
    }

    #[test]
    fn pupils_and_amounts_times_ten_change_no_verdict(sections in prop::collection::vec(section(), 1..12)) {
        let ten = Decimal::integer(10);
        let larger: Vec<Section> = sections.iter().cloned().map(|mut one| {
            one.pupils *= 10;
            for amount in one.amounts.iter_mut().flatten() {
                amount.total = amount.total.checked_mul(ten).unwrap();
            }
            one
        }).collect();
        prop_assert_eq!(
            verdicts(&evaluate(&national(), &sections, &Options::default())),
            verdicts(&evaluate(&national(), &larger, &Options::default()))
        );
    }

    #[test]
    fn a_section_and_its_exact_split_are_judged_alike(section in section(), other in 1u64..3000) {
        // The whole school has `whole` times what the section has; its share is exactly one `whole`-th.
        let mut split = section.clone();
        for (indicator, amount) in Indicator::ALL.into_iter().zip(split.amounts.iter_mut()) {
            if let (true, Some(amount)) = (indicator.is_shared(), amount.as_mut()) {
                amount.total = amount.total.checked_mul(Decimal::integer(other)).unwrap();
                amount.share = Some(Share { numerator: 7, denominator: 7 * other, formula: String::new() });
            }
        }
        let status = |one: &Section| -> Vec<Status> {
            evaluate(&national(), std::slice::from_ref(one), &Options::default()).sections[0].indicators.iter().map(|i| i.status).collect()
        };
        prop_assert_eq!(status(&section), status(&split));
    }

    #[test]
    fn filling_the_shortfall_reaches_the_threshold_and_a_hundredth_less_does_not(section in section()) {
        let standard = national();
        let evaluation = evaluate(&standard, std::slice::from_ref(&section), &Options::default());
        for (one, amount) in evaluation.sections[0].indicators.iter().zip(&section.amounts) {
            let (Some(amount), Some(short)) = (amount, one.shortfall.to_threshold) else { continue };
            let rule = standard.resource(one.id).unwrap();
            let (threshold, floor) = rule.levels(section.stage).unwrap();
            let with = |extra: Decimal| Amount::total(amount.total.checked_add(extra).unwrap());
            let status = |amount: &Amount| evaluate::status(rule.per, amount, section.pupils, threshold, floor);
            let short = Decimal::from_shortest(short).unwrap();
            prop_assert_eq!(status(&with(short)), Status::Met);
            let step = if one.id.unit().shortfall_decimals() == 0 { "1" } else { "0.01" };
            if let Some(less) = short.checked_sub(step.parse().unwrap()) {
                prop_assert_ne!(status(&with(less)), Status::Met);
            }
        }
    }

    #[test]
    fn what_the_school_lacks_makes_its_section_reach_the_threshold_and_a_hundredth_less_does_not(
        section in section(),
        part in 1u64..5000,
        rest in 0u64..5000,
    ) {
        let standard = national();
        let mut shared = section.clone();
        for (indicator, amount) in Indicator::ALL.into_iter().zip(shared.amounts.iter_mut()) {
            if let (true, Some(amount)) = (indicator.is_shared(), amount.as_mut()) {
                amount.share = Some(Share { numerator: part, denominator: part + rest, formula: String::new() });
            }
        }
        let evaluation = evaluate(&standard, std::slice::from_ref(&shared), &Options::default());
        for (one, amount) in evaluation.sections[0].indicators.iter().zip(&shared.amounts) {
            let Some(amount) = amount else { continue };
            prop_assert_eq!(one.shortfall.school_to_threshold.is_some(), amount.share.is_some());
            let Some(short) = one.shortfall.school_to_threshold else { continue };
            let rule = standard.resource(one.id).unwrap();
            let (threshold, floor) = rule.levels(shared.stage).unwrap();
            let short = Decimal::from_shortest(short).unwrap();
            let status = |extra: Decimal| {
                let more = Amount { total: amount.total.checked_add(extra).unwrap(), ..amount.clone() };
                evaluate::status(rule.per, &more, shared.pupils, threshold, floor)
            };
            prop_assert_eq!(status(short), Status::Met);
            let step = if one.id.unit().shortfall_decimals() == 0 { "1" } else { "0.01" };
            if let Some(less) = short.checked_sub(step.parse().unwrap()) {
                prop_assert_ne!(status(less), Status::Met);
            }
        }
    }

    #[test]
    fn any_markup_is_read_or_left(pieces in prop::collection::vec(piece(), 0..60), words in "[甲乙0-9.\t\n\"]{0,40}") {
        let html = pieces.concat();
        let read = read_clipboard(&html, &words, &ReadOptions::default());
        let plain = read_text(&words, &ReadOptions::default());
        // Whatever the markup is, what was copied as text is there.
        prop_assert_eq!(read.is_ok(), plain.is_ok());
        if let (Ok(read), Ok(plain)) = (read, plain) {
            prop_assert_eq!(read.sheets[0].row_count(), plain.sheets[0].row_count());
        }
        let _ = read_file(format!("<html>{html}").as_bytes(), "a.xls", &ReadOptions::default(), &mut |_, _| {});
    }

    #[test]
    fn shares_of_the_coefficient_sum_to_one(sections in prop::collection::vec(section(), 2..20)) {
        let evaluation = evaluate(&national(), &sections, &Options::default());
        for stage in Stage::ALL {
            for k in 0..7 {
                let shares: Vec<f64> = evaluation.sections.iter().filter(|one| one.stage == stage)
                    .filter_map(|one| one.indicators[k].cv_share).collect();
                if !shares.is_empty() {
                    prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                }
            }
        }
    }

    #[test]
    fn columns_say_what_the_evaluation_says(sections in prop::collection::vec(section(), 1..40)) {
        agree(&sections, &evaluate_columns(&national(), &Rows(&sections)).unwrap())?;
    }

    #[test]
    fn an_exact_tie_of_the_coefficient_is_within(
        pupils in 1u32..5000, mean in 1u64..100_000, stage in prop_oneof![Just(Stage::Primary), Just(Stage::Junior)],
    ) {
        // Two sections of equal size at (1 ± limit) times the mean.
        let limit = national().dispersion.limit.unwrap().get(stage);
        let one = Decimal::integer(1);
        let side = |factor: Decimal| {
            let mut section = Section {
                school: String::new(), code: None, county: None, city: None, province: None, stage, kind: None, counted: None, pupils,
                amounts: std::array::from_fn(|_| None), location: None, pupils_location: None,
            };
            section.amounts[4] = Some(Amount::total(Decimal::integer(mean).checked_mul(factor).unwrap()));
            section
        };
        let mut sections = [side(one.checked_add(limit).unwrap()), side(one.checked_sub(limit).unwrap())];
        let within = |sections: &[Section]| evaluate(&national(), sections, &Options::default()).stages[0].indicators[4].cv_within;
        prop_assert_eq!(within(&sections), Some(true));
        let hair: Decimal = "0.000000000001".parse().unwrap();
        let amount = sections[0].amounts[4].as_mut().unwrap();
        amount.total = amount.total.checked_add(hair).unwrap();
        prop_assert_eq!(within(&sections), Some(false));
    }
}
