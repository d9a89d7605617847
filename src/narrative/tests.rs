//! Tests of the consistency of published texts.

use super::*;

fn review(narrative: &Narrative) -> Review {
    check(narrative).unwrap()
}

fn codes(problems: Result<impl Sized, Vec<Problem>>) -> Vec<(String, String)> {
    let place = |problem: &Problem| problem.location.as_ref().map(Location::describe).unwrap_or_default();
    problems.err().unwrap().iter().map(|problem| (problem.code.clone(), place(problem))).collect()
}

fn group(total: Option<u32>) -> Group {
    Group { id: "g".into(), name: "小学".into(), total, at_most: None }
}

fn share(quantity: &str, percent: &str) -> Kind {
    Kind::Share { group: "g".into(), quantity: quantity.into(), percent: percent.into() }
}

fn short(quantity: &str, count: u32) -> Kind {
    Kind::ShortCount { group: "g".into(), quantity: quantity.into(), count }
}

fn narrative(total: Option<u32>, kinds: impl IntoIterator<Item = Kind>) -> Narrative {
    let statement = |(index, kind): (usize, Kind)| Statement { id: format!("s{index}"), words: String::new(), kind };
    Narrative {
        title: None,
        groups: vec![group(total)],
        statements: kinds.into_iter().enumerate().map(statement).collect(),
    }
}

fn decimals(texts: &[&str]) -> Vec<Decimal> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// 100·k/n with `decimals` decimals, rounded half up.
fn printed(k: u32, n: u32, decimals: u32) -> String {
    let share = Fraction::integer(u64::from(k) * 100).over(u64::from(n));
    fixed(share.half_up(decimals), decimals)
}

#[test]
fn the_plan_of_binhai_contradicts_itself_where_it_is_known_to() {
    let found = review(&demo());
    let [primary, junior] = found.groups.as_slice() else { panic!("two groups") };
    assert_eq!((primary.name.as_str(), primary.used, primary.basis), ("小学", Some(128), Some(Basis::Smallest)));
    assert_eq!((junior.name.as_str(), junior.used, junior.basis), ("初中", Some(74), Some(Basis::Smallest)));
    // Large totals fit by chance: two decimals say little about thousands.
    assert_eq!((primary.solutions, primary.all_multiples, primary.next_other), (56, false, Some(3_935)));
    assert_eq!((junior.solutions, junior.all_multiples, junior.next_other), (76, false, Some(4_376)));
    let counts = |group: &GroupFinding| group.counts.iter().map(|one| (one.least, one.most)).collect::<Vec<_>>();
    assert_eq!(counts(primary), [23, 128, 74, 125, 55, 63, 93, 120].map(|k| (k, k)));
    assert_eq!(counts(junior), [22, 74, 62, 59, 32, 50, 50, 72].map(|k| (k, k)));

    let verdicts: Vec<Agreement> = found.statements.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts.len(), 24);
    assert!(verdicts[..18].iter().all(|one| *one == Agreement::Agrees), "16 shares, 39 schools, 70050 seats");
    assert_eq!(
        verdicts[18..],
        [
            Agreement::Contradicts,
            Agreement::Agrees,
            Agreement::OtherQuantity,
            Agreement::OtherQuantity,
            Agreement::Contradicts,
            Agreement::Contradicts,
        ]
    );
    let expected: Vec<_> = found.statements[16..].iter().map(|one| one.expected.as_deref()).collect();
    assert_eq!(
        expected,
        [Some("39"), Some("70050"), Some("65"), Some("24"), None, None, Some("35"), Some("24")],
        "65 primary schools are short of grounds, 35 and 24 of equipment"
    );
    let alike = |group: &str, quantity: &str, side| Alike { group: group.into(), quantity: quantity.into(), side };
    assert_eq!(found.statements[18].equals, [alike("小学", "生均体育运动场馆面积", Side::Met)]);
    assert_eq!(found.statements[22].equals, []);
    assert_eq!(found.statements[23].equals, [alike("初中", "每百名学生拥有区级以上骨干教师数", Side::Met)]);
    assert!(found.statements.iter().all(|one| one.agrees_at.is_none()), "nor does another total explain it");
    assert!(found.statements[18].explanation.zh.contains("63是达标的数，不是未达标的数"));
    assert!(found.statements[18].explanation.en.contains("63 is the number meeting, not of those short"));
    assert!(found.statements.iter().all(|one| !one.explanation.zh.is_empty() && !one.explanation.en.is_empty()));
}

#[test]
fn the_multiples_alone_fit_up_to_a_smaller_limit() {
    let mut plan = demo();
    for group in &mut plan.groups {
        group.at_most = Some(3_000);
    }
    let found = review(&plan);
    assert!(found.groups.iter().all(|group| group.all_multiples && group.next_other.is_none()));
    assert_eq!(found.groups.iter().map(|group| group.solutions).collect::<Vec<_>>(), [23, 40]);
    plan.groups[0].at_most = Some(200);
    assert_eq!(review(&plan).groups[0].basis, Some(Basis::Only));
}

#[test]
fn a_stated_total_is_used_or_contradicted() {
    let mut plan = demo();
    plan.groups[0].total = Some(256);
    let found = review(&plan);
    assert_eq!((found.groups[0].used, found.groups[0].basis), (Some(256), Some(Basis::Stated)));
    assert_eq!(found.statements[18].expected.as_deref(), Some("130"));

    plan.groups[0].total = Some(127);
    let found = review(&plan);
    assert_eq!((found.groups[0].total_fits, found.groups[0].used), (Some(false), Some(128)));
    assert!(found.groups[0].explanation.en.contains("contradict the stated total of 127"));
    assert!(found.statements[18].explanation.en.contains("stated total contradicts"));
    // 17.97 % is no share of 127, 100 % is one of any.
    assert_eq!(found.statements[0].verdict, Agreement::Contradicts);
    assert_eq!(found.statements[2].verdict, Agreement::Agrees);
}

#[test]
fn another_total_that_would_agree_is_named() {
    let found = review(&narrative(None, [share("a", "50.00"), share("b", "25.00"), short("b", 6)]));
    assert_eq!((found.groups[0].used, found.groups[0].all_multiples), (Some(4), true));
    let count = &found.statements[2];
    assert_eq!((count.verdict, count.expected.as_deref()), (Agreement::Contradicts, Some("3")));
    assert_eq!(count.agrees_at, Some(8));
    let found = review(&narrative(Some(4), [share("a", "50.00"), share("b", "25.00"), short("b", 6)]));
    assert_eq!(found.statements[2].agrees_at, None, "a stated total is what it is");
}

#[test]
fn the_other_side_of_the_same_share_is_named_first() {
    let found = review(&narrative(None, [share("a", "25.00"), share("b", "75.00"), short("b", 3)]));
    let alike = |quantity: &str, side| Alike { group: "g".into(), quantity: quantity.into(), side };
    assert_eq!(found.statements[2].equals, [alike("b", Side::Met), alike("a", Side::Short)]);
}

#[test]
fn few_decimals_leave_several_counts() {
    let found = review(&narrative(Some(1_000), [share("a", "18"), short("a", 825), short("a", 826), short("a", 815)]));
    assert_eq!((found.groups[0].counts[0].least, found.groups[0].counts[0].most), (175, 184));
    let verdicts: Vec<Agreement> = found.statements.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Agreement::Agrees, Agreement::Agrees, Agreement::Contradicts, Agreement::Contradicts]);
    assert_eq!(found.statements[1].expected.as_deref(), Some("816–825"));
}

#[test]
fn shares_that_no_total_fits_decide_nothing() {
    let found = review(&narrative(None, [share("a", "33.33333333"), share("b", "0.0000001"), short("a", 2)]));
    assert_eq!((found.groups[0].solutions, found.groups[0].used), (0, None));
    let verdicts: Vec<Agreement> = found.statements.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Agreement::Undecided, Agreement::Contradicts, Agreement::Undecided]);
    let lone = review(&narrative(Some(9), [short("a", 2)]));
    assert_eq!((lone.groups[0].total_fits, lone.statements[0].verdict), (None, Agreement::OtherQuantity));
}

#[test]
fn rounding_is_half_up_at_the_printed_decimals() {
    let counts = |text: &str, n| Printed::read(text).unwrap().counts(n);
    // 1/8 = 12.5 %, 1/16 = 6.25 %.
    assert_eq!((counts("13", 8), counts("12", 8)), (Some((1, 1)), None));
    assert_eq!((counts("6.3", 16), counts("6.2", 16)), (Some((1, 1)), None));
    assert_eq!((counts("97.3", 74), counts("97.30", 74), counts("97.29", 74)), (Some((72, 72)), Some((72, 72)), None));
    assert_eq!((counts("0", 7), counts("100.00", 7)), (Some((0, 0)), Some((7, 7))));
    assert_eq!((counts("0", 1_000), counts("100", 1_000)), (Some((0, 4)), Some((995, 1_000))));
    assert_eq!(counts("100.0000000000", u32::MAX), Some((u32::MAX, u32::MAX)));
}

#[test]
fn sums_and_means_are_computed() {
    let sum = |parts: &[&str], total: &str| Kind::Sum {
        quantity: None,
        parts: decimals(parts),
        total: total.parse().unwrap(),
    };
    let mean =
        |parts: &[&str], printed: &str| Kind::Mean { quantity: None, parts: decimals(parts), printed: printed.into() };
    // Anhui, 庐阳 小学.
    let eight = ["0.881", "1.299", "0.977", "0.379", "0.170", "0.334", "0.286", "0.408"];
    let found = review(&narrative(
        None,
        [
            sum(&["11", "7", "21"], "39"),
            sum(&["11", "7", "21"], "40"),
            sum(&["1.2", "3.4"], "4.7"),
            sum(&["1.2", "3.4"], "5"),
            sum(&["1.2", "3.4"], "6"),
            mean(&eight, "0.592"),
            mean(&eight, "0.59"),
            mean(&eight, "0.591"),
            mean(&eight, "0.590"),
            mean(&["1", "2"], "2"),
            mean(&["1", "2"], "1"),
        ],
    ));
    let verdicts: Vec<(Agreement, &str)> =
        found.statements.iter().map(|one| (one.verdict, one.expected.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        verdicts,
        [
            (Agreement::Agrees, "39"),
            (Agreement::Contradicts, "39"),
            (Agreement::WithinRounding, "4.6"),
            (Agreement::WithinRounding, "4.6"),
            (Agreement::Contradicts, "4.6"),
            (Agreement::Agrees, "0.592"),
            (Agreement::Agrees, "0.59"),
            (Agreement::WithinRounding, "0.592"),
            (Agreement::Contradicts, "0.592"),
            (Agreement::Agrees, "2"),
            (Agreement::Contradicts, "2"),
        ]
    );
}

#[test]
fn what_is_malformed_is_told_with_its_path() {
    let at = |code: &str, place: &str| (code.to_owned(), place.to_owned());
    assert_eq!(codes(check(&Narrative::default())), [at("empty", "statements")]);
    let mut bad = narrative(
        Some(0),
        [
            share("a", "12,5"),
            share("a", "100.01"),
            share("", "1.00000000001"),
            Kind::MetCount { group: "x".into(), quantity: "a".into(), count: 1 },
            Kind::Sum { quantity: None, parts: vec![], total: Decimal::ZERO },
            Kind::Mean { quantity: None, parts: decimals(&["1"]), printed: "-1".into() },
            Kind::Sum {
                quantity: None,
                parts: decimals(&["1000000000000000000000000000", "0.1"]),
                total: Decimal::ZERO,
            },
        ],
    );
    bad.groups.push(Group { at_most: Some(MAX_LIMIT + 1), ..group(None) });
    bad.groups.push(Group { id: " ".into(), name: String::new(), total: None, at_most: Some(0) });
    bad.statements[1].id = "s0".into();
    assert_eq!(
        codes(check(&bad)),
        [
            at("out_of_range", "groups[0].total"),
            at("duplicate_id", "groups[1].id"),
            at("duplicate_name", "groups[1].name"),
            at("out_of_range", "groups[1].atMost"),
            at("empty", "groups[2].id"),
            at("empty", "groups[2].name"),
            at("out_of_range", "groups[2].atMost"),
            at("bad_percent", "statements[0].kind.percent"),
            at("duplicate_id", "statements[1].id"),
            at("percent_too_large", "statements[1].kind.percent"),
            at("duplicate_share", "statements[1].kind.quantity"),
            at("empty", "statements[2].kind.quantity"),
            at("bad_percent", "statements[2].kind.percent"),
            at("unknown_group", "statements[3].kind.group"),
            at("empty", "statements[4].kind.parts"),
            at("bad_number", "statements[5].kind.printed"),
            at("too_long", "statements[6].kind.parts"),
        ]
    );
}

#[test]
fn unknown_keys_are_refused_and_results_read_back() {
    for bad in [
        r#"{"statements":[],"x":1}"#,
        r#"{"groups":[{"id":"a","name":"a","atmost":1}],"statements":[]}"#,
        r#"{"statements":[{"id":"1","words":"","kind":{"type":"share","group":"a","quantity":"b","percent":"1","x":1}}]}"#,
        r#"{"statements":[{"id":"1","words":"","kind":{"type":"other"}}]}"#,
    ] {
        assert!(serde_json::from_str::<Narrative>(bad).is_err(), "{bad}");
    }
    let plan = demo();
    let text = serde_json::to_string(&plan).unwrap();
    assert!(text.contains(r#""type":"short_count""#) && text.contains(r#""percent":"97.30""#));
    assert_eq!(serde_json::from_str::<Narrative>(&text).unwrap(), plan);
    let found = review(&plan);
    let text = serde_json::to_string(&found).unwrap();
    assert!(text.contains(r#""nextOther":3935"#) && text.contains(r#""verdict":"other_quantity""#));
    assert_eq!(serde_json::from_str::<Review>(&text).unwrap(), found);
}

#[test]
fn a_table_reads_back_as_what_it_was_written_from() {
    let mut plan = demo();
    assert_eq!(parse(&to_table(&plan)), Ok(plan.clone()));
    plan.groups[0].total = Some(128);
    plan.groups[1].at_most = Some(300);
    plan.groups
        .push(Group { id: "九年一贯制".into(), name: "九年一贯制".into(), total: None, at_most: None });
    plan.title = None;
    plan.statements[3].words = "一\t\"二\"\n三,四".into();
    let parts = decimals(&["0.881", "1.299"]);
    let kind = Kind::Mean { quantity: None, parts, printed: "1.090".into() };
    plan.statements.push(Statement { id: "25".into(), words: String::new(), kind });
    assert_eq!(parse(&to_table(&plan)), Ok(plan));
}

#[test]
fn a_table_is_read_as_people_write_it() {
    let text = "\u{feff}\r\n类型, 组别,指标,数值\r\n\r\n达标率,小学, 场馆 ,９７．３０％\r\n,,,\r\n未达标数,小学,场馆,2\r\n合计,全区,学校,11 ＋ 7+21=39\r\n总数,小学,,74\r\n";
    let found = parse(text).unwrap();
    assert_eq!(found.groups, [Group { id: "小学".into(), name: "小学".into(), total: Some(74), at_most: None }]);
    let kinds: Vec<&Kind> = found.statements.iter().map(|one| &one.kind).collect();
    let (group, quantity) = (String::from("小学"), String::from("场馆"));
    let parts = decimals(&["11", "7", "21"]);
    assert_eq!(
        kinds,
        [
            &Kind::Share { group: group.clone(), quantity: quantity.clone(), percent: "97.30".into() },
            &Kind::ShortCount { group, quantity, count: 2 },
            &Kind::Sum { quantity: Some("全区 学校".into()), parts, total: Decimal::integer(39) },
        ]
    );
    assert!(review(&found).statements.iter().all(|one| one.verdict == Agreement::Agrees));
}

#[test]
fn errors_of_a_table_carry_the_line() {
    let at = |code: &str, place: &str| (code.to_owned(), place.to_owned());
    assert_eq!(codes(parse("")), [at("empty", "A1")]);
    assert_eq!(codes(parse("组别,指标,类型,数值,说法\n")), [at("empty", "statements")]);
    assert_eq!(codes(parse("组别，指标，类型，数值\n"))[0], at("unknown_column", "A1"));
    assert_eq!(codes(parse("组别,指标,类型,组别\n")), [at("unknown_column", "D1"), at("missing_column", "A1")]);
    let text = "组别,指标,类型,数值,说法\n\n小学,a,比例,1,\n小学,a,达标数,-1,\n\"小学\",a,达标数,1,\"x\ny\"\n,a,达标率,1,\n小学,,达标率,1,\n小学,a,合计,1+2,\n小学,a,平均,1+x=2,\n小学,a,达标数,1,说,法\n小学,,总数,5,\n小学,,总数,6,\n小学,,上限,,";
    assert_eq!(
        codes(parse(text)),
        [
            at("too_many_cells", "F11"),
            at("unknown_type", "C3"),
            at("bad_count", "D4"),
            at("empty", "A7"),
            at("empty", "B8"),
            at("bad_sum", "D9"),
            at("bad_number", "D10"),
            at("duplicate", "D13"),
            at("bad_count", "D14"),
        ]
    );
    assert_eq!(codes(parse("\n\r\n组别,指标,类型,数值\n\n小学,a,?,1\n")), [at("unknown_type", "C5")]);
    let late = parse("组别\t指标\t类型\t数值\n小学\t\t上限\t999999\n小学\ta\t达标率\t101%\n小学\ta\t达标率\t?\n");
    assert_eq!(late.as_ref().unwrap_err()[1].message.zh, "第3行：101%超过了100%");
    assert_eq!(
        codes(late),
        [at("out_of_range", "D2"), at("percent_too_large", "D3"), at("bad_percent", "D4"), at("duplicate_share", "B4"),]
    );
}

#[cfg(not(target_arch = "wasm32"))]
mod properties {
    use super::*;
    use proptest::prelude::*;

    /// A total, and counts of four to eight quantities.
    fn counted() -> impl Strategy<Value = (u32, Vec<u32>)> {
        (1..=400u32).prop_flat_map(|n| (Just(n), proptest::collection::vec(0..=n, 4..=8)))
    }

    fn shares(n: u32, counts: &[u32], decimals: u32) -> Vec<Kind> {
        counts.iter().enumerate().map(|(index, k)| share(&index.to_string(), &printed(*k, n, decimals))).collect()
    }

    /// A narrative with the identifiers a table gives.
    fn written() -> impl Strategy<Value = Narrative> {
        let words = "([一。,“\"][ 二\t\n,\"]{0,6}[三\"])?";
        let number = || (0..1_000_000_000u64, 0..6u32).prop_map(|(digits, scale)| Decimal::new(digits.into(), scale));
        let group = (proptest::option::of(1..=u32::MAX), proptest::option::of(1..=MAX_LIMIT));
        let kind = (0..5, "[a-z]{1,8}", any::<u32>(), proptest::collection::vec(number(), 1..5), number());
        (proptest::option::of("[标题a]{1,5}"), [group.clone(), group], proptest::collection::vec((kind, words), 1..12))
            .prop_map(|(title, groups, statements)| Narrative {
                title,
                groups: ["小学", "初中"]
                    .into_iter()
                    .zip(groups)
                    .map(|(name, (total, at_most))| Group { id: name.into(), name: name.into(), total, at_most })
                    .collect(),
                statements: statements
                    .into_iter()
                    .enumerate()
                    .map(|(index, ((kind, quantity, count, parts, total), words))| {
                        let group = String::from(if count % 2 == 0 { "小学" } else { "初中" });
                        let kind = match kind {
                            0 => Kind::Share {
                                group,
                                quantity: format!("{quantity}{index}"),
                                percent: printed(count % 101, 100, count % 5),
                            },
                            1 => Kind::MetCount { group, quantity, count },
                            2 => Kind::ShortCount { group, quantity, count },
                            3 => Kind::Sum { quantity: Some(quantity), parts, total },
                            _ => Kind::Mean { quantity: None, parts, printed: fixed(total, 6) },
                        };
                        Statement { id: (index + 1).to_string(), words, kind }
                    })
                    .collect(),
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_true_total_is_among_the_solutions((n, counts) in counted(), decimals in 0..=4u32) {
            let mut plan = narrative(None, shares(n, &counts, decimals));
            plan.groups[0].at_most = Some(n);
            let found = review(&plan);
            let solutions = Fit::of(&plan.groups[0], &plan.statements);
            prop_assert!(found.groups[0].smallest.is_some_and(|smallest| smallest <= n));
            prop_assert!(found.statements.iter().all(|one| one.verdict == Agreement::Agrees));
            let stated = Group { total: Some(n), ..plan.groups[0].clone() };
            prop_assert_eq!(Fit::of(&stated, &plan.statements).finding().total_fits, Some(true));
            prop_assert_eq!(solutions.finding().next_other.is_none(), found.groups[0].all_multiples);
        }

        #[test]
        fn true_counts_agree_and_changed_ones_do_not((n, counts) in counted(), change in 1..400u32) {
            // Two decimals tell the counts of up to 5000 apart.
            let mut kinds = shares(n, &counts, 2);
            let wrong = |k: u32| (k + 1 + change % n) % (n + 1);
            for (index, k) in counts.iter().enumerate() {
                let count = |count| Kind::MetCount { group: "g".into(), quantity: index.to_string(), count };
                kinds.extend([count(*k), short(&index.to_string(), n - k)]);
                kinds.extend([count(wrong(*k)), short(&index.to_string(), wrong(n - k))]);
            }
            let found = review(&narrative(Some(n), kinds));
            for four in found.statements[counts.len()..].chunks(4) {
                let verdicts: Vec<Agreement> = four.iter().map(|one| one.verdict).collect();
                prop_assert_eq!(
                    verdicts,
                    [Agreement::Agrees, Agreement::Agrees, Agreement::Contradicts, Agreement::Contradicts]
                );
            }
        }

        #[test]
        fn the_counts_of_a_percentage_are_those_that_print_it(n in 1..=3_000u32, decimals in 0..=3u32, k in 0..=3_000u32) {
            let k = k.min(n);
            let text = printed(k, n, decimals);
            let (least, most) = Printed::read(&text).unwrap().counts(n).unwrap();
            prop_assert!(least <= k && k <= most);
            prop_assert_eq!(&printed(least, n, decimals), &text);
            prop_assert_eq!(&printed(most, n, decimals), &text);
            prop_assert!(least == 0 || printed(least - 1, n, decimals) != text);
            prop_assert!(most == n || printed(most + 1, n, decimals) != text);
        }

        #[test]
        fn any_table_reads_back(plan in written()) {
            prop_assert_eq!(parse(&to_table(&plan)), Ok(plan));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[组别指标类型数值,\t\n\"达标率合计总0-9+=.%a]{0,80}") {
            let head = format!("组别,指标,类型,数值,说法\n{text}");
            for text in [text, head] {
                if let Ok(plan) = parse(&text) {
                    prop_assert!(check(&plan).is_ok());
                    prop_assert_eq!(parse(&to_table(&plan)), Ok(plan));
                }
            }
        }
    }
}
