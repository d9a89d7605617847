use super::*;
use crate::quantity::rounded;
use crate::records::{Indicator, School, Share};

fn national() -> Standard {
    Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"))
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| unreachable!("{text}: {error:?}"))
}

fn section(school: &str, stage: Stage, pupils: u32, amounts: [&str; 7]) -> Section {
    Section {
        school: school.to_owned(),
        code: None,
        county: None,
        city: None,
        province: None,
        stage,
        kind: None,
        counted: None,
        pupils,
        amounts: std::array::from_fn(|at| {
            amounts.get(at).filter(|text| !text.is_empty()).map(|text| Amount::total(decimal(text)))
        }),
        location: None,
        pupils_location: None,
    }
}

/// A primary section of 1000 pupils exactly on every threshold.
const ON_THRESHOLD: [&str; 7] = ["42", "10", "9", "4500", "7500", "2000000", "23"];

fn on(sections: &[Section], options: &Options) -> Evaluation {
    evaluate(&national(), &Records::of_sections(sections.to_vec()), options)
}

fn statuses(section: &Section) -> Vec<Status> {
    on(std::slice::from_ref(section), &Options::default()).sections[0].indicators.iter().map(|one| one.status).collect()
}

#[test]
fn exactly_on_the_threshold_is_met() {
    assert_eq!(statuses(&section("甲", Stage::Primary, 1000, ON_THRESHOLD)), [Status::Met; 7]);
    // 9/1000 and 18/2000: 0.8999999999999999 in doubles.
    let twice = ["84", "20", "18", "9000", "15000", "4000000", "46"];
    assert_eq!(statuses(&section("乙", Stage::Primary, 2000, twice)), [Status::Met; 7]);
}

#[test]
fn exactly_on_the_floor_is_within_it_and_a_hair_below_is_not() {
    let mut amounts = ON_THRESHOLD;
    amounts[3] = "3825";
    assert_eq!(statuses(&section("甲", Stage::Primary, 1000, amounts))[3], Status::WithinFloor);
    amounts[3] = "3824.9999999999999";
    assert_eq!(statuses(&section("甲", Stage::Primary, 1000, amounts))[3], Status::BelowFloor);
    // 1 of 118 is 0.847, shown as 0.85: below the floor.
    amounts = ["42", "1", "9", "4500", "7500", "2000000", "23"];
    let evaluation = on(&[section("甲", Stage::Primary, 118, amounts)], &Options::default());
    assert_eq!(evaluation.sections[0].indicators[1].status, Status::BelowFloor);
    assert!(evaluation.issues.iter().any(|issue| issue.code == "rounding_flip"), "{:?}", evaluation.issues);
}

#[test]
fn six_of_seven_with_the_other_at_85_percent_passes() {
    let verdict = |statuses: [Status; 7]| comprehensive(statuses.into_iter(), 6);
    let mut statuses = [Status::Met; 7];
    assert_eq!(verdict(statuses), Verdict::Met);
    statuses[0] = Status::WithinFloor;
    assert_eq!(verdict(statuses), Verdict::Met);
    statuses[1] = Status::WithinFloor;
    assert_eq!(verdict(statuses), Verdict::NotMet);
    statuses[1] = Status::Undetermined;
    assert_eq!(verdict(statuses), Verdict::Undetermined);
    statuses[2] = Status::BelowFloor;
    assert_eq!(verdict(statuses), Verdict::NotMet, "one below its floor decides, whatever is missing");
    assert_eq!(verdict([Status::Undetermined; 7]), Verdict::Undetermined);
}

#[test]
fn zero_counts_and_missing_blocks() {
    let mut zero = section("甲", Stage::Primary, 1000, ON_THRESHOLD);
    zero.amounts[1] = Some(Amount::total(Decimal::ZERO));
    let full = section("乙", Stage::Primary, 1000, ["42", "20", "9", "4500", "7500", "2000000", "23"]);
    let evaluation = on(&[zero.clone(), full.clone()], &Options::default());
    let backbone = &evaluation.stages[0].indicators[1];
    assert_eq!((backbone.met, backbone.of, backbone.undetermined), (1, 2, 0));
    assert_eq!(backbone.cv, Some(1.0), "the school without backbone teachers stays in");

    zero.amounts[1] = None;
    let evaluation = on(&[zero, full], &Options::default());
    let backbone = &evaluation.stages[0].indicators[1];
    assert_eq!((backbone.met, backbone.undetermined, backbone.cv, backbone.cv_within), (1, 1, None, None));
    assert_eq!(evaluation.stages[0].verdict, Verdict::Undetermined);
    let missing = &evaluation.sections[0].indicators[1];
    assert_eq!((missing.value, missing.status), (None, Status::Undetermined));
    assert_eq!((missing.shortfall.to_threshold, missing.shortfall.to_floor), (None, None));
}

#[test]
fn the_short_way_to_a_value_is_the_nearest_double_too() {
    let share = Some(Share { numerator: 23_100, denominator: 39_700, formula: String::new() });
    for total in ["0", "7", "8459.71", "0.1", "123456789012.34", "99999999999999.123456789"] {
        for share in [None, share.clone()] {
            for indicator in Indicator::ALL {
                let amount = Amount { total: decimal(total), share: share.clone(), terms: Vec::new() };
                let per = indicator.per();
                assert_eq!(nearest(per, &amount, 211), value(per, &amount, 211).to_f64());
            }
        }
    }
}

#[test]
fn an_indicator_nobody_gave_is_said() {
    let mut amounts = ON_THRESHOLD;
    amounts[3] = "";
    let sections = [section("甲", Stage::Primary, 1000, amounts), section("乙", Stage::Primary, 1000, amounts)];
    let evaluation = on(&sections, &Options::default());
    let said: Vec<_> = evaluation.issues.iter().map(|issue| issue.code.as_str()).collect();
    assert_eq!(said, ["no_data"]);
    assert!(evaluation.issues[0].message.zh.contains("教学及辅助用房"));
}

#[test]
fn sections_alone_never_meet_the_whole_standard() {
    let evaluation = on(&[section("甲", Stage::Primary, 1000, ON_THRESHOLD)], &Options::default());
    let part = |id| evaluation.parts.iter().find(|part| part.id == id).map(|part| (part.verdict, part.met, part.of));
    assert_eq!(part(Part::Resources), Some((Verdict::Met, 8, 8)));
    assert_eq!(part(Part::Recognition), Some((Verdict::Undetermined, 0, 1)));
    assert_eq!(evaluation.verdict, Some(Verdict::Undetermined));
}

#[test]
fn one_school_has_no_coefficient_and_no_county_verdict() {
    let options = Options { scope: Scope::School, ..Options::default() };
    let evaluation = on(&[section("甲", Stage::Primary, 1000, ON_THRESHOLD)], &options);
    assert_eq!((evaluation.verdict, evaluation.parts.len()), (None, 0));
    // What is asked of every school and class is asked of this one.
    let levels = evaluation.findings.iter().map(|finding| finding.level);
    assert!(levels.clone().count() > 0 && levels.clone().all(|level| matches!(level, Level::School | Level::Class)));
    let stage = &evaluation.stages[0];
    assert!(stage.indicators.iter().all(|one| one.cv.is_none() && one.cv_within.is_none() && one.mean.is_some()));
    assert_eq!(evaluation.sections[0].comprehensive, Verdict::Met);
}

#[test]
fn shortfalls_are_whole_people_and_rooms_and_hundredths() {
    let short = section("甲", Stage::Primary, 333, ["0", "3", "2", "1498.49", "2497.5", "665999.999", "7"]);
    let evaluation = on(&[short], &Options::default());
    let to: Vec<_> = evaluation.sections[0].indicators.iter().map(|one| one.shortfall.to_threshold).collect();
    // 13.986 teachers, 0.33, 0.997, 0.01 ㎡, none, 0.001 元 and 0.659 rooms are lacking.
    assert_eq!(to, [14.0, 1.0, 1.0, 0.01, 0.0, 0.01, 1.0].map(Some));
    let units: Vec<_> = evaluation.sections[0].indicators.iter().map(|one| one.shortfall.unit.title().zh).collect();
    assert_eq!(units, ["人", "人", "人", "㎡", "㎡", "元", "间"]);
}

#[test]
fn a_split_amount_is_exact() {
    // 23226 over 166 primary and 210 junior pupils: 9711.64… and 13514.35….
    let share = |numerator| Some(Share { numerator, denominator: 39_700, formula: String::new() });
    let part = |numerator| Amount { total: decimal("23226"), share: share(numerator), terms: Vec::new() };
    let (primary, junior) = (part(16_600).exact(), part(23_100).exact());
    assert_eq!(primary.plus(&junior), Fraction::integer(23_226));
    assert_eq!(rounded(primary.to_f64(), 1), "9711.6");
    // An exact tie through a split: 4.5 ㎡ × 397 weighted pupils for the primary part.
    let tie = Amount { total: decimal("1786.5"), share: share(16_600), terms: Vec::new() };
    let standard = national();
    let rule = standard.resource(Indicator::TeachingArea).unwrap_or_else(|| unreachable!());
    let (threshold, floor) = rule.levels(Stage::Primary).unwrap_or_else(|| unreachable!());
    let reached = status(rule.per, &tie, 166, threshold, floor);
    assert_eq!(reached, Status::Met);
}

#[test]
fn small_teaching_points_and_empty_sections_are_excluded_with_the_reason() {
    let mut point = section("教学点", Stage::Primary, 49, ON_THRESHOLD);
    point.kind = Some(Kind::TeachingPoint);
    let mut larger = section("大教学点", Stage::Primary, 50, ON_THRESHOLD);
    larger.kind = Some(Kind::TeachingPoint);
    let mut special = section("特教", Stage::Primary, 500, ON_THRESHOLD);
    special.kind = Some(Kind::Special);
    let nobody = section("新校", Stage::Junior, 0, ON_THRESHOLD);
    let small_without_kind = section("小校", Stage::Primary, 12, ON_THRESHOLD);
    let evaluation = on(&[point, larger, special, nobody, small_without_kind], &Options::default());
    let excluded: Vec<_> = evaluation.excluded.iter().map(|row| (row.index, row.code.as_str())).collect();
    assert_eq!(
        excluded,
        [(Some(0), "small_teaching_point"), (Some(2), "special_or_vocational"), (Some(3), "no_pupils")]
    );
    assert_eq!(evaluation.sections.iter().map(|one| one.index).collect::<Vec<_>>(), [1, 4]);
    assert_eq!(evaluation.stages.len(), 1, "a stage without sections is absent");
}

#[test]
fn while_the_pupils_of_a_school_are_unread_nothing_is_known_of_all_schools_of_its_stage() {
    let mut records = Records::of_sections(vec![
        section("甲", Stage::Primary, 1000, ON_THRESHOLD),
        section("乙", Stage::Primary, 1000, ON_THRESHOLD),
        section("丙", Stage::Junior, 1000, ["90", "90", "90", "9000", "90000", "9000000", "90"]),
    ]);
    let unread = |stages: &[Stage]| School { name: "丁".to_owned(), unread: stages.to_vec(), ..School::default() };
    let options = Options { trace: true, ..Options::default() };
    let verdicts = |records: &Records| -> Vec<(Verdict, u32)> {
        let evaluation = evaluate(&national(), records, &options);
        evaluation.stages.iter().map(|stage| (stage.verdict, stage.unread)).collect()
    };
    assert_eq!(verdicts(&records), [(Verdict::Met, 0), (Verdict::Met, 0)]);
    records.schools = vec![unread(&[Stage::Primary])];
    assert_eq!(verdicts(&records), [(Verdict::Undetermined, 1), (Verdict::Met, 0)]);
    let evaluation = evaluate(&national(), &records, &options);
    let open: Vec<_> = evaluation
        .findings
        .iter()
        .filter(|one| one.part == Part::Resources && one.stage == Some(Stage::Primary))
        .collect();
    assert_eq!(open.len(), 8);
    for finding in open {
        assert_eq!(finding.status, Verdict::Undetermined, "{}", finding.id);
        assert_eq!(finding.missing.iter().map(|one| one.schools.clone()).collect::<Vec<_>>(), [["丁"]]);
        assert_eq!(finding.trace.last().map(|step| step.result.as_str()), Some("unknown"));
    }
    assert!(evaluation.stages[0].indicators.iter().all(|one| one.cv.is_some() && one.cv_within.is_none()));
    // Of either stage; and of one nobody else has.
    records.schools = vec![unread(&Stage::ALL)];
    assert_eq!(verdicts(&records), [(Verdict::Undetermined, 1), (Verdict::Undetermined, 1)]);
    records.sections.pop();
    records.schools = vec![unread(&[Stage::Junior])];
    let evaluation = evaluate(&national(), &records, &options);
    assert_eq!(evaluation.parts[0].verdict, Verdict::Undetermined);
    // One that fails is enough to fail.
    records.sections.push(section("弱", Stage::Primary, 1000, ["0", "0", "0", "0", "0", "0", "0"]));
    records.schools = vec![unread(&[Stage::Primary])];
    let evaluation = evaluate(&national(), &records, &options);
    let all_pass = evaluation.findings.iter().find(|one| one.part == Part::Resources && one.indicator.is_none());
    assert_eq!(all_pass.map(|one| one.status), Some(Verdict::NotMet));
    // Given elsewhere, it is not unread.
    records.sections.pop();
    records.sections.push(section("丁", Stage::Primary, 1000, ON_THRESHOLD));
    assert_eq!(verdicts(&records), [(Verdict::Met, 0)]);
}

#[test]
fn findings_carry_their_clause_and_on_request_their_trace() {
    let sections = [
        section("甲", Stage::Primary, 1000, ON_THRESHOLD),
        section("乙", Stage::Primary, 1000, ["42", "10", "9", "4500", "30000", "2000000", "23"]),
    ];
    let options = Options { trace: true, ..Options::default() };
    let evaluation = on(&sections, &options);
    let resources: Vec<_> = evaluation.findings.iter().filter(|finding| finding.part == Part::Resources).collect();
    assert_eq!(resources.len(), 8);
    let sports = resources[5];
    assert_eq!((sports.id.as_str(), sports.status), ("dispersion/primary/sports_area", Verdict::NotMet));
    assert!(evaluation.findings.iter().all(|finding| !finding.clause.quote.is_empty() && !finding.trace.is_empty()));
    let test = sports.trace.last().unwrap_or_else(|| unreachable!());
    assert_eq!((test.op, test.result.as_str()), (trace::Op::WithinCoefficient, "false"));
}

#[test]
fn what_evens_a_coefficient_brings_it_within_and_one_unit_less_does_not() {
    let standard = national();
    let with = |area: &'static str| {
        let mut amounts = ON_THRESHOLD;
        amounts[4] = area;
        amounts
    };
    let mut sections: Vec<Section> = ["7500", "30000", "2000.5", "8000", "1999.75", "41000"]
        .into_iter()
        .enumerate()
        .map(|(at, area)| section(&format!("第{at}小学"), Stage::Primary, 1000, with(area)))
        .collect();
    // Whatever a junior section has is no business of the primary ones.
    sections.push(section("初中", Stage::Junior, 1000, with("7")));
    let even = |sections: &[Section]| {
        let records = Records::of_sections(sections.to_vec());
        let found = evaluate(&standard, &records, &Options::default());
        let evened = evenings(&standard, &records, &found);
        let sports = |one: &Evening| (one.stage, one.indicator) == (Stage::Primary, Indicator::SportsArea);
        let given = evened.into_iter().find(sports).map(|one| one.given);
        (found.stages[0].indicators[4].cv_within, given)
    };
    let (within, given) = even(&sections);
    let given = given.unwrap_or_default();
    assert_eq!(within, Some(false));
    assert!(
        given.iter().map(|(at, _)| *at).all(|at| [0, 2, 3, 4].contains(&at)) && given.is_sorted_by(|a, b| a.1 >= b.1)
    );
    let with_more = |given: &[(usize, u64)]| {
        let mut sections = sections.clone();
        for (at, units) in given {
            let area = sections[*at].amounts[4].take().map_or(Decimal::ZERO, |amount| amount.total);
            sections[*at].amounts[4] = area.checked_add(Decimal::integer(*units)).map(Amount::total);
        }
        sections
    };
    assert_eq!(even(&with_more(&given)), (Some(true), None));
    for at in 0..given.len() {
        let mut less = given.clone();
        less[at].1 -= 1;
        assert_eq!(even(&with_more(&less)).0, Some(false), "{less:?}");
    }
}
