use super::*;
use crate::evaluate::{Scope, Status, Verdict};
use crate::records::{Amount, Answer, Fact, Kind, Value};
use proptest::prelude::*;

fn national() -> Standard {
    Standard::from_catalogue("national-2017").unwrap_or_else(|problems| unreachable!("{problems:?}"))
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|error| unreachable!("{text}: {error:?}"))
}

fn school(name: &str, stage: Stage, pupils: u32, amount: &str) -> Section {
    let amounts = std::array::from_fn(|_| Some(Amount::total(decimal(amount))));
    Section { stage, pupils, ..Section::made_up(name, amounts) }
}

fn county() -> Records {
    Records::of_sections(vec![
        school("甲", Stage::Primary, 300, "1000"),
        school("乙", Stage::Primary, 200, "700.5"),
        school("丙", Stage::Junior, 250, "1"),
        school("丁", Stage::Junior, 100, "90000"),
    ])
}

/// 九年一贯制 with 100 + 210 pupils and 10 000 of everything, split as the standard says.
fn nine_year(standard: &Standard) -> Vec<Section> {
    let of = |stage, pupils| {
        let share = standard.split.share([100, 210, 50], stage);
        let amounts = std::array::from_fn(|_| {
            Some(Amount { total: Decimal::integer(10_000), share: share.clone(), terms: Vec::new() })
        });
        Section { stage, pupils, kind: Some(Kind::NineYear), ..Section::made_up("一贯", amounts) }
    };
    vec![of(Stage::Primary, 100), of(Stage::Junior, 210)]
}

fn options() -> Options {
    Options { scope: Scope::County, as_of: Some("2024-09-01".into()), trace: false }
}

fn key(name: &str, stage: Stage) -> SectionKey {
    SchoolKey::named(name).at(stage)
}

fn after(records: &Records, changes: Vec<Change>) -> Applied {
    apply(&national(), records, &Scenario { changes })
}

fn done(records: &Records, changes: Vec<Change>) -> Applied {
    let applied = after(records, changes);
    assert!(applied.outcomes.iter().all(|one| one.refused.is_none()), "{:?}", applied.outcomes);
    applied
}

fn refused(records: &Records, change: Change) -> String {
    let applied = after(records, vec![change]);
    assert_eq!((&applied.records, &applied.standard), (records, &national()));
    let refused = applied.outcomes.into_iter().next().and_then(|one| one.refused);
    refused.unwrap_or_else(|| unreachable!("made")).zh
}

/// What all sections of a stage have of an indicator, exactly.
fn total(records: &Records, indicator: Indicator) -> String {
    let amounts = records.sections.iter().filter_map(|section| section.amount(indicator));
    amounts.fold(Fraction::integer(0), |sum, amount| sum.plus(&amount.exact())).reduced()
}

fn totals(records: &Records) -> (u64, Vec<String>) {
    let pupils = records.sections.iter().map(|section| u64::from(section.pupils)).sum();
    (pupils, Indicator::ALL.into_iter().map(|indicator| total(records, indicator)).collect())
}

#[test]
fn nothing_changed_is_exactly_the_same() {
    let (standard, records) = (national(), county());
    let (evaluation, applied) = evaluate(&standard, &records, &Scenario::default(), &options());
    assert_eq!(evaluation, evaluate::evaluate(&standard, &records, &options()));
    assert_eq!((applied.records, applied.standard), (records, standard));
    let found = differences(&evaluation, &evaluation);
    assert!(found.schools.is_empty() && found.rules.is_empty() && !found.verdict.differs());
}

#[test]
fn what_is_set_last_holds_and_each_change_goes_back_alone() {
    let set = |amount: u64| Change::Amount {
        section: key("甲", Stage::Primary),
        indicator: Indicator::SportsArea,
        amount: Decimal::integer(amount),
    };
    let leave = Change::Leave { school: SchoolKey::named("乙") };
    let scenario = Scenario::default().with(set(1)).with(leave.clone()).with(set(2));
    assert_eq!(scenario.changes, [leave.clone(), set(2)]);
    assert_eq!(scenario.without(1).changes, [leave]);
    assert!(scenario.without(0).without(0).is_empty());
}

#[test]
fn a_value_says_what_it_was() {
    let change = Change::Amount {
        section: key("乙", Stage::Primary),
        indicator: Indicator::TeachingArea,
        amount: decimal("900"),
    };
    let applied = done(&county(), vec![change]);
    // An explanation says so, and leads to no cell.
    let amount = applied.records.sections[1].amount(Indicator::TeachingArea).cloned();
    let terms = amount.map(|amount| amount.terms).unwrap_or_default();
    assert_eq!(terms.iter().map(|term| &*term.label).collect::<Vec<_>>(), ["模拟"]);
    assert_eq!(applied.outcomes[0].sentence.zh, "乙（小学）教学及辅助用房：由700.5㎡改为900㎡");
    assert_eq!(applied.outcomes[0].sentence.en, "乙 (primary), Teaching area: 700.5 m² → 900 m²");
}

#[test]
fn numbers_of_the_standard_move_verdicts_and_impossible_ones_are_refused() {
    let rule = |ruled: Ruled, value: &str| Change::Rule { ruled, value: decimal(value) };
    let threshold = Ruled::Threshold { indicator: Indicator::TeachingArea, stage: Stage::Primary };
    let records = county();
    let (standard, real) = (national(), evaluate::evaluate(&national(), &records, &options()));
    let scenario = Scenario::default().with(rule(threshold.clone(), "3.4"));
    let (evaluation, applied) = evaluate(&standard, &records, &scenario, &options());
    assert_eq!(evaluation.meta.standard.version, format!("{}+what-if", standard.version));
    assert_eq!(applied.outcomes[0].sentence.zh, "小学教学及辅助用房达标值：由4.5㎡改为3.4㎡");
    // 700.5 ÷ 200 = 3.5025, 1000 ÷ 300 = 3.33.
    let found = differences(&real, &evaluation);
    assert_eq!(found.stages[0].indicators[3].met, Before { before: (0, 2), after: (1, 2) });
    assert_eq!(found.schools.len(), 2);
    for (ruled, value) in [
        (threshold, "0"),
        (Ruled::Floor, "1.2"),
        (Ruled::AtLeast, "8"),
        (Ruled::AtLeast, "6.5"),
        (Ruled::Dispersion { stage: Stage::Primary }, "0"),
        (Ruled::Composite { stage: Stage::Primary }, "0.5"),
        (Ruled::Weight { weight: Weight::Junior }, "1.125"),
        (Ruled::Limit { rule: "none".into(), place: 0 }, "1"),
    ] {
        assert!(!refused(&records, rule(ruled, value)).is_empty());
    }
    for (ruled, value) in [
        (Ruled::Floor, "0.8"),
        (Ruled::AtLeast, "5"),
        (Ruled::Dispersion { stage: Stage::Junior }, "0.6"),
        (Ruled::Weight { weight: Weight::SeniorWithoutPrimary }, "1.25"),
    ] {
        let applied = done(&records, vec![rule(ruled.clone(), value)]);
        assert_eq!(rules::get(&applied.standard, &ruled), Some(decimal(value)));
    }
    let limited = standard.rules.iter().find(|rule| !rule.limits.is_empty()).unwrap_or_else(|| unreachable!());
    let ruled = Ruled::Limit { rule: limited.id.clone(), place: 0 };
    assert_eq!(rules::get(&done(&records, vec![rule(ruled.clone(), "7")]).standard, &ruled), Some(decimal("7")));
}

#[test]
fn pupils_and_weights_split_whole_school_amounts_as_reading_does() {
    let standard = national();
    let records = Records::of_sections(nine_year(&standard));
    let applied = done(&records, vec![Change::Pupils { section: key("一贯", Stage::Primary), pupils: 190 }]);
    for section in &applied.records.sections {
        let share = section.amounts[0].as_ref().and_then(|amount| amount.share.clone());
        assert_eq!(share, standard.split.share([190, 210, 50], section.stage));
    }
    let weight = Change::Rule { ruled: Ruled::Weight { weight: Weight::Junior }, value: decimal("1.2") };
    let applied = done(&records, vec![weight]);
    for section in &applied.records.sections {
        let share = section.amounts[0].as_ref().and_then(|amount| amount.share.clone());
        assert_eq!(share, applied.standard.split.share([100, 210, 50], section.stage));
    }
}

#[test]
fn a_school_left_out_is_gone_with_all_it_states_and_is_listed() {
    let mut records = county();
    let fact = Fact {
        key: "k".into(),
        county: None,
        school: Some("甲".into()),
        code: None,
        value: Value::Answer(Answer::Yes),
        note: String::new(),
        evidence: String::new(),
        location: None,
    };
    records.facts = vec![fact.clone(), Fact { school: Some("乙".into()), ..fact }];
    let scenario = Scenario::default().with(Change::Leave { school: SchoolKey::named("甲") });
    let (evaluation, applied) = evaluate(&national(), &records, &scenario, &options());
    assert_eq!(applied.records.facts.len(), 1);
    assert_eq!((evaluation.sections.len(), evaluation.excluded.len()), (3, 1));
    assert_eq!(evaluation.excluded[0].code, "what_if");
}

#[test]
fn a_school_left_out_for_its_kind_can_be_taken_in() {
    let mut records = county();
    let standard = national();
    let kinds = standard.exclusions.iter().find_map(|rule| rule.when.kinds.first().copied());
    records.sections[0].kind = kinds;
    records.sections[0].pupils = 30;
    let real = evaluate::evaluate(&standard, &records, &options());
    assert_eq!(real.excluded.len(), 1);
    let scenario = Scenario::default().with(Change::Include { school: SchoolKey::named("甲") });
    let (evaluation, _) = evaluate(&standard, &records, &scenario, &options());
    assert!(evaluation.excluded.is_empty());
    let found = differences(&real, &evaluation);
    assert_eq!((found.schools[0].school.as_str(), found.schools[0].comprehensive.before), ("甲", None));
    refused(&records, Change::Include { school: SchoolKey::named("乙") });
}

#[test]
fn merged_schools_state_what_all_of_them_are_known_to_have() {
    let standard = national();
    let spec = |whole: bool| {
        let fits = |spec: &&crate::standard::FactSpec| {
            let counts = matches!(spec.kind, crate::standard::FactKind::Count);
            spec.level == Level::School && counts == whole
        };
        standard.facts.iter().find(fits).map(|spec| spec.key.clone()).unwrap_or_else(|| unreachable!())
    };
    let fact = |key: &str, school: &str, value: Value| Fact {
        key: key.into(),
        county: None,
        school: Some(school.into()),
        code: None,
        value,
        note: String::new(),
        evidence: String::new(),
        location: None,
    };
    let (count, other) = (spec(true), spec(false));
    let mut records = county();
    let number = |n: u64| Value::Number(Decimal::integer(n));
    records.facts = vec![fact(&count, "甲", number(3)), fact(&count, "乙", number(4)), fact(&other, "甲", number(1))];
    let merge = Change::Merge { into: SchoolKey::named("甲"), from: vec![SchoolKey::named("乙")] };
    let applied = done(&records, vec![merge]);
    assert_eq!(applied.records.sections.len(), 3);
    assert_eq!(applied.records.sections[0].pupils, 500);
    assert_eq!(applied.records.facts.len(), 1);
    assert_eq!(applied.records.facts[0].value, number(7));
    // What only one of them states is not known of both, and that is said.
    assert_eq!(applied.outcomes[0].notes.len(), 2);
    // Missing is not zero.
    records.sections[1].amounts[0] = None;
    let merge = Change::Merge { into: SchoolKey::named("甲"), from: vec![SchoolKey::named("乙")] };
    assert_eq!(done(&records, vec![merge]).records.sections[0].amounts[0], None);
}

#[test]
fn merging_a_primary_and_a_junior_school_makes_one_of_both_stages() {
    let mut records = county();
    records.sections[0].kind = Some(Kind::Primary);
    records.sections[2].kind = Some(Kind::Junior);
    let merge = Change::Merge { into: SchoolKey::named("甲"), from: vec![SchoolKey::named("丙")] };
    let applied = done(&records, vec![merge]);
    let of: Vec<_> = applied.records.sections.iter().filter(|one| one.school == "甲").collect();
    assert_eq!(of.len(), 2);
    assert!(of.iter().all(|one| one.kind == Some(Kind::NineYear)));
    assert_eq!(totals(&applied.records), totals(&records));
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    let records = county();
    let (a, b, c) = (key("甲", Stage::Primary), key("乙", Stage::Primary), key("丙", Stage::Junior));
    for change in [
        Change::Pupils { section: key("无", Stage::Primary), pupils: 1 },
        Change::MovePupils { from: a.clone(), to: b.clone(), pupils: 301 },
        Change::MovePupils { from: a.clone(), to: c.clone(), pupils: 1 },
        Change::MovePupils { from: a.clone(), to: a.clone(), pupils: 1 },
        Change::Move {
            from: c.clone(),
            to: a.clone(),
            indicators: vec![Indicator::BackboneTeachers],
            amount: decimal("2"),
        },
        Change::Move { from: a.clone(), to: c, indicators: vec![Indicator::BackboneTeachers], amount: decimal("0.5") },
        Change::Move { from: a.clone(), to: b, indicators: Vec::new(), amount: decimal("2") },
        Change::Merge { into: a.school.clone(), from: vec![a.school.clone()] },
        Change::Merge { into: a.school.clone(), from: Vec::new() },
        Change::Split { school: a.school.clone(), name: "乙".into(), pupils: [1, 0] },
        Change::Split { school: a.school.clone(), name: "新".into(), pupils: [300, 0] },
        Change::Split { school: a.school.clone(), name: "新".into(), pupils: [1, 1] },
        Change::Add { name: " ".into(), stage: Stage::Primary, pupils: 1, amounts: Vec::new() },
        Change::Leave { school: SchoolKey::named("无") },
    ] {
        assert!(!refused(&records, change).is_empty());
    }
}

#[test]
fn an_added_school_does_not_have_what_is_not_said() {
    let amounts = vec![(Indicator::TeachingArea, decimal("500"))];
    let add = Change::Add { name: "新".into(), stage: Stage::Primary, pupils: 100, amounts };
    let (evaluation, _) = evaluate(&national(), &county(), &Scenario::default().with(add), &options());
    let section = evaluation.sections.last().unwrap_or_else(|| unreachable!());
    assert_eq!(section.indicators[3].status, Status::Met);
    assert_eq!(section.indicators[0].status, Status::Undetermined);
}

#[test]
fn made_up_meets_the_level_and_not_a_unit_more() {
    let standard = national();
    let mut records = county();
    records.sections.extend(nine_year(&standard));
    for section in &records.sections {
        for rule in &standard.resources {
            let Some((threshold, floor)) = rule.levels(section.stage) else { continue };
            for (level, wanted) in [(threshold, Status::Met), (floor, Status::WithinFloor)] {
                let Some(amount) = made_up(rule, section, section, level) else { continue };
                let of = |amount: Decimal| {
                    evaluate::status(rule.per, &Amount::total(amount), section.pupils, threshold, floor)
                };
                assert!(of(amount) == wanted || of(amount) == Status::Met);
                let whole = section.amount(rule.id).is_some_and(|one| one.share.is_none());
                let unit = Decimal::new(1, rule.id.unit().shortfall_decimals());
                if let Some(less) = amount.checked_sub(unit).filter(|_| whole) {
                    assert_ne!(of(less), wanted);
                }
            }
        }
    }
    let verdict = |records: &Records| {
        let found = evaluate::evaluate(&standard, records, &options());
        found.sections.first().map(|section| section.comprehensive)
    };
    assert_eq!(verdict(&records), Some(Verdict::NotMet));
    let fill = |rule: &ResourceRule| {
        let section = &records.sections[0];
        let amount = made_up(rule, section, section, rule.levels(section.stage)?.0)?;
        Some(Change::Amount { section: key("甲", Stage::Primary), indicator: rule.id, amount })
    };
    let changes = standard.resources.iter().filter_map(fill).collect();
    assert_eq!(verdict(&done(&records, changes).records), Some(Verdict::Met));
}

prop_compose! {
    /// Schools of both stages, some of them 九年一贯制 with amounts that are no decimals.
    fn any_county()(
        schools in prop::collection::vec((2u32..500, prop::collection::vec(0u64..9_000_000, INDICATORS_HERE), 0u32..3), 2..6),
        shared in any::<bool>(),
    ) -> Records {
        let mut sections: Vec<Section> = Vec::new();
        for (at, (pupils, amounts, scale)) in schools.iter().enumerate() {
            let stage = if at % 2 == 0 { Stage::Primary } else { Stage::Junior };
            let mut section = school(&format!("校{at}"), stage, *pupils, "0");
            for (slot, (amount, indicator)) in section.amounts.iter_mut().zip(amounts.iter().zip(Indicator::ALL)) {
                let scale = (*scale).min(indicator.unit().shortfall_decimals());
                *slot = Some(Amount::total(Decimal::new(u128::from(*amount), scale)));
            }
            sections.push(section);
        }
        if shared {
            sections.extend(nine_year(&national()));
        }
        Records::of_sections(sections)
    }
}

const INDICATORS_HERE: usize = crate::records::INDICATORS;

fn keys(records: &Records) -> Vec<SectionKey> {
    (0..records.sections.len()).filter_map(|at| SectionKey::of(&records.sections, at)).collect()
}

proptest! {
    #[test]
    fn merging_and_moving_keep_every_total(records in any_county(), a in 0usize..8, b in 0usize..8, n in 1u32..400) {
        let keys = keys(&records);
        let (from, to) = (keys[a % keys.len()].clone(), keys[b % keys.len()].clone());
        let changes = [
            Change::Merge { into: to.school.clone(), from: vec![from.school.clone()] },
            Change::Move {
                from: from.clone(),
                to: to.clone(),
                indicators: vec![Indicator::BackboneTeachers, Indicator::PeArtTeachers],
                amount: Decimal::integer(n.into()),
            },
        ];
        for change in changes {
            let applied = apply(&national(), &records, &Scenario::default().with(change));
            prop_assert_eq!(totals(&applied.records), totals(&records));
        }
        // Pupils of a school whose amounts are split take shares of other stages along: what sections have together may
        // change then, as it does in a worksheet; pupils never do.
        let moved = apply(&national(), &records, &Scenario::default().with(Change::MovePupils { from, to, pupils: n }));
        prop_assert_eq!(totals(&moved.records).0, totals(&records).0);
    }

    #[test]
    fn splitting_keeps_every_total_and_merging_again_gives_the_school_back(
        records in any_county(), a in 0usize..8, part in 1u32..100,
    ) {
        let keys = keys(&records);
        let school = keys[a % keys.len()].school.clone();
        let pupils = school.places(&records.sections)
            .map(|place| place.map_or(0, |place| (records.sections[place].pupils * part / 100).max(1)));
        let split = Change::Split { school: school.clone(), name: "新校".into(), pupils };
        let once = Scenario::default().with(split);
        let applied = apply(&national(), &records, &once);
        prop_assert_eq!(totals(&applied.records), totals(&records));
        if applied.outcomes[0].refused.is_none() {
            let back = once.with(Change::Merge { into: school, from: vec![SchoolKey::named("新校")] });
            let whole = apply(&national(), &records, &back).records;
            prop_assert_eq!(whole.sections.len(), records.sections.len());
            for (one, other) in whole.sections.iter().zip(&records.sections) {
                prop_assert_eq!((&one.school, one.stage, one.pupils), (&other.school, other.stage, other.pupils));
                let exact = |section: &Section| -> Vec<Option<String>> {
                    section.amounts.iter().map(|amount| amount.as_ref().map(|one| one.exact().reduced())).collect()
                };
                prop_assert_eq!(exact(one), exact(other));
            }
            // Taken back, everything is as it was.
            let gone = back.without(1).without(0);
            prop_assert_eq!(apply(&national(), &records, &gone).records, records);
        }
    }
}

#[test]
fn what_is_stated_can_be_another_and_a_wrong_one_is_refused() {
    use crate::standard::{FactKind, Part};
    let (standard, mut records) = (national(), county());
    let rule = standard
        .rules
        .iter()
        .find(|rule| rule.part == Part::Veto && matches!(rule.measure, crate::standard::Measure::Attested { .. }));
    let keys = rule.map(|rule| (rule.id.clone(), rule.measure.facts()[0].to_owned()));
    let (rule, key) = keys.unwrap_or_else(|| unreachable!("a veto is attested"));
    let status = |records: &Records, changes: Vec<Change>| {
        let (evaluation, applied) = evaluate(&standard, records, &Scenario { changes }, &options());
        let found = evaluation.findings.iter().find(|finding| finding.rule == rule).map(|finding| finding.status);
        (found, applied)
    };
    let state = |answer: Answer| Change::State { fact: key.clone(), school: None, value: Value::Answer(answer) };
    assert_eq!(status(&records, Vec::new()).0, Some(Verdict::Undetermined));
    let (yes, applied) = status(&records, vec![state(Answer::Yes)]);
    let (no, _) = status(&records, vec![state(Answer::No)]);
    assert!([yes, no].contains(&Some(Verdict::Met)) && [yes, no].contains(&Some(Verdict::NotMet)));
    assert!(applied.outcomes[0].sentence.zh.contains("由未填报改为是"), "{:?}", applied.outcomes);
    // What was stated goes, and one change about a fact takes the place of the one before.
    records.facts = applied.records.facts;
    assert_eq!(status(&records, vec![state(Answer::No)]).1.records.facts.len(), 1);
    assert_eq!(Scenario::default().with(state(Answer::Yes)).with(state(Answer::No)).changes, [state(Answer::No)]);

    let of_school = standard.facts.iter().find(|spec| spec.level == Level::School && spec.kind == FactKind::Count);
    let of_school = of_school.map(|spec| spec.key.clone()).unwrap_or_default();
    let say = |fact: &str, school: Option<&str>, value: Value| Change::State {
        fact: fact.to_owned(),
        school: school.map(SchoolKey::named),
        value,
    };
    let three = Value::Number(Decimal::integer(3));
    let one = say(&of_school, Some("甲"), three.clone());
    assert_eq!(done(&records, vec![one]).records.facts[1].school.as_deref(), Some("甲"));
    for change in [
        say("no_such_fact", None, three.clone()),
        say(&of_school, Some("无"), three.clone()),
        say(&of_school, Some("甲"), Value::Answer(Answer::Yes)),
        say(&of_school, Some("甲"), Value::Number(decimal("2.5"))),
        say(&key, Some("甲"), Value::Answer(Answer::Yes)),
    ] {
        assert!(!refused(&records, change).is_empty());
    }
}
