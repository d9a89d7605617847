use super::*;

fn text() -> &'static str {
    source("national-2017").unwrap_or_default()
}

fn message(changed: &str) -> String {
    match Standard::parse(changed, "mine.toml") {
        Ok(_) => String::new(),
        Err(problems) => problems.iter().map(|problem| problem.message.en.clone()).collect::<Vec<_>>().join("; "),
    }
}

/// What is wrong with a file of the catalogue, a line each.
fn said(id: &str, problems: &[Problem]) -> String {
    let lines = problems.iter().map(|problem| {
        let (zh, en, help) = (&problem.message.zh, &problem.message.en, &problem.help.en);
        format!("\n  src/standard/catalogue/{en} ({help})\n    {zh}")
    });
    format!("{id}.toml does not load:{}\n", lines.collect::<String>())
}

#[test]
fn every_standard_of_the_catalogue_loads_under_its_own_name() {
    for (id, toml) in &SOURCES {
        let standard = match Standard::parse(toml, &format!("{id}.toml")) {
            Ok(standard) => standard,
            Err(problems) => panic!("{}", said(id, &problems)),
        };
        assert_eq!(
            standard.id, *id,
            "src/standard/catalogue/{id}.toml: standard.id must be the name of the file, and no other's"
        );
        assert_eq!(Standard::from_catalogue(id).as_ref(), Ok(&standard), "JSON and TOML say the same");
        if *id == DEFAULT {
            assert_eq!(Standard::by_default().as_ref(), Ok(&standard), "it starts from no other");
        }
        if *id != "national-2012" {
            let judged: Vec<_> = standard.resources.iter().map(|rule| rule.id).collect();
            assert_eq!(judged, Indicator::SEVEN);
        }
    }
}

#[test]
fn the_national_floors_are_those_published() {
    let standard =
        Standard::from_catalogue("national-2017").unwrap_or_else(|problems| panic!("{}", problems[0].message.en));
    let floors: Vec<_> = standard
        .resources
        .iter()
        .map(|rule| Stage::ALL.map(|stage| rule.levels(stage).map_or(String::new(), |(_, floor)| floor.to_string())))
        .collect();
    let published = [
        ["3.57", "4.505"],
        ["0.85", "0.85"],
        ["0.765", "0.765"],
        ["3.825", "4.93"],
        ["6.375", "8.67"],
        ["1700", "2125"],
        ["1.955", "2.04"],
    ];
    assert_eq!(floors, published.map(|pair| pair.map(String::from)));
}

#[test]
fn refuses_what_it_does_not_know_with_the_line() {
    let typo = text().replacen("floor = \"0.85\"", "flor = \"0.85\"", 1);
    let said = message(&typo);
    assert!(said.contains("mine.toml:") && said.contains("flor"), "{said}");
    assert!(message(&text().replace("document = \"hebei-measures\"", "document = \"nowhere\"")).contains("nowhere"));
    assert!(message(&text().replacen("\"4.2\"", "\"-4.2\"", 1)).contains("-4.2"));
    assert!(message(&text().replacen("\"4.2\"", "\"0\"", 1)).contains("not possible"));
    assert!(message(&text().replace("backbone_teachers", "pe_art_teachers")).contains("stands twice"));
    assert!(message(&text().replacen("at_least = 6", "at_least = 8", 1)).contains("at_least"));
    for table in ["standard", "dispersion", "split"] {
        assert!(message("").contains(&format!("[{table}] is missing")));
    }
}

#[test]
fn shares_of_multi_stage_schools_are_as_published() {
    let split =
        Standard::from_catalogue("national-2017").unwrap_or_else(|problems| panic!("{}", problems[0].message.en)).split;
    let share = |pupils, stage| split.share(pupils, stage).map(|one| (one.numerator, one.denominator, one.formula));
    let nine = [166, 210, 0];
    assert_eq!(share(nine, Stage::Primary), Some((16600, 39700, "166 ÷ (166 + 1.1×210)".into())));
    assert_eq!(share(nine, Stage::Junior), Some((23100, 39700, "1.1×210 ÷ (166 + 1.1×210)".into())));
    assert_eq!(share([0, 200, 100], Stage::Junior), Some((20000, 32000, "200 ÷ (200 + 1.2×100)".into())));
    let twelve = Some((22000, 38600, "1.1×200 ÷ (100 + 1.1×200 + 1.32×50)".into()));
    assert_eq!(share([100, 200, 50], Stage::Junior), twelve);
    assert_eq!(share([0, 0, 0], Stage::Junior), None);
}

#[test]
fn an_unknown_standard_is_answered_with_those_there_are() {
    let problems = Standard::from_catalogue("national-2099").err().unwrap_or_default();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].help.en.contains("national-2017"));
}

/// What is said of an overlay with this text behind its head, as `file:line`s and messages.
fn overlay(rest: &str) -> Vec<String> {
    let text = format!(
        "[standard]\nid = \"mine\"\nversion = \"1\"\nextends = \"national-2017\"\ndocument = \"plan\"\n\
         title = {{ zh = \"我县\", en = \"Mine\" }}\n\n[[document]]\nid = \"plan\"\nnumber = \"1号\"\n\
         title = {{ zh = \"方案\", en = \"Plan\" }}\nissuer = \"县\"\nyear = 2026\n\n{rest}"
    );
    match Standard::parse(&text, "mine.toml") {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|problem| problem.message.en.clone()).collect(),
    }
}

const CLAUSE: &str =
    r#"clause = { document = "plan", article = "一", quote = "原文", read_in = "方案", confidence = "confirmed" }"#;

#[test]
fn an_overlay_states_only_what_differs() {
    assert_eq!(overlay(""), Vec::<String>::new());
    let stricter = format!("[[rule]]\nid = \"migrant_children\"\nlimits = [{{ value = \"100\" }}]\n{CLAUSE}\n");
    let id = Standard::from_catalogue("national-2017").ok().and_then(|standard| {
        standard.rules.iter().find(|rule| rule.id.contains("migrant")).map(|rule| rule.id.clone())
    });
    let id = id.unwrap_or_else(|| unreachable!("a rule on migrant children"));
    let stricter = stricter.replace("migrant_children", &id);
    assert_eq!(overlay(&stricter), Vec::<String>::new());
    // A changed number without a clause of its own would be cited to a text that does not have it.
    let uncited = stricter.replace(CLAUSE, "");
    let said = overlay(&uncited);
    assert!(
        said.len() == 1 && said[0].contains("must state its own `clause`") && said[0].contains("mine.toml:"),
        "{said:?}"
    );
}

#[test]
fn every_mistake_of_an_overlay_is_told_with_its_line() {
    let said = overlay(
        "[[rule]]\nid = \"a\"\npart = \"guarantee\"\nitem = 1\nlevle = \"county\"\n\n\
         [[fact]]\nkey = \"Bad Key\"\nlevel = \"county\"\nkind = \"count\"\nunit = \"人\"\npart = \"quality\"\n\
         label = { zh = \"甲\", en = \"A\" }\n",
    );
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("mine.toml:19") && said[0].contains("levle"), "{said:?}");

    let said = overlay(&format!(
        "[[fact]]\nkey = \"Bad Key\"\nlevel = \"county\"\nkind = \"count\"\nunit = \"人\"\npart = \"quality\"\n\
         label = {{ zh = \"甲\", en = \"A\" }}\nmin = \"9\"\nmax = \"3\"\n\n\
         [[rule]]\nid = \"new\"\npart = \"local\"\nitem = 0\nlevel = \"county\"\ntitle = {{ zh = \"甲\", en = \"A\" }}\n\
         measure = {{ kind = \"reported_value\", fact = \"nowhere\" }}\nlimits = [{{ value = \"1\" }}]\n\
         from = \"2027-01-01\"\nuntil = \"2026-01-01\"\n{CLAUSE}\n\n\
         [[number]]\ntext = \"4.2\"\narticle = \"一\"\nrule = \"nowhere\"\n"
    ));
    for words in [
        "snake_case",
        "`max` is below `min`",
        "counts from 1",
        "`nowhere`, which is not declared",
        "needs a `comparison`",
        "is before `from`",
        "used by no rule",
        "`rule` `nowhere` does not exist",
    ] {
        let found = said.iter().find(|one| one.contains(words));
        assert!(found.is_some_and(|one| one.contains("mine.toml:")), "{words}: {said:?}");
    }
}

#[test]
fn syntax_bases_and_omissions_are_checked() {
    assert!(message("[standard\nid = 1").contains("mine.toml:1"));
    assert!(message("[sandard]\nid = \"a\"\n").contains("mine.toml:1: unknown key `sandard`"));
    assert!(message("rule = 3\n").contains("must be written as [[rule]]"));
    let lost = overlay("").len();
    assert_eq!(lost, 0);
    let text = "[standard]\nid = \"mine\"\nextends = \"national-2099\"\n";
    let said = message(text);
    assert!(said.contains("mine.toml:3") && said.contains("national-2099"), "{said}");
    let text = "[standard]\nid = \"mine\"\nextends = \"national-2017\"\nomit = [\"nothing\"]\n";
    assert!(message(text).contains("`nothing`"), "{}", message(text));
}

#[test]
fn a_standard_of_ones_own_travels_as_plain_data() {
    let text = source("dafeng-2023").unwrap_or_default();
    // Under the name it has in the catalogue it would pass for the one that everybody knows.
    let taken = Chosen::parse(text, "dafeng.toml").err().unwrap_or_default();
    assert!(taken.len() == 1 && taken[0].message.en.contains("dafeng.toml:"), "{taken:?}");
    let text = &text.replacen("id = \"dafeng-2023\"", "id = \"dafeng-mine\"", 1);
    let (chosen, standard) = Chosen::parse(text, "dafeng.toml").unwrap_or_else(|problems| unreachable!("{problems:?}"));
    let again: Chosen = serde_json::from_str(&serde_json::to_string(&chosen).unwrap_or_default())
        .unwrap_or_else(|error| unreachable!("{error}"));
    assert_eq!(again.load(), Ok(standard));
    assert_eq!(Chosen::default().load().map(|standard| standard.id), Ok(DEFAULT.to_owned()));
}

#[test]
fn the_national_standard_has_its_items() {
    let standard =
        Standard::from_catalogue("national-2017").unwrap_or_else(|problems| panic!("{}", problems[0].message.en));
    let items = |part| {
        let mut items: Vec<u32> =
            standard.rules.iter().filter(|rule| rule.part == part).map(|rule| rule.item).collect();
        items.sort_unstable();
        items.dedup();
        items
    };
    assert_eq!(items(Part::Guarantee), (1..=15).collect::<Vec<_>>());
    assert_eq!(items(Part::Quality), (1..=9).collect::<Vec<_>>());
    assert_eq!(items(Part::Recognition), [1]);
    assert_eq!(items(Part::Eligibility), [1, 2]);
    assert_eq!(items(Part::Veto).len(), 6);
    assert_eq!(standard.resources.len(), 7);
}

#[test]
fn typical_mistakes_say_what_to_do() {
    let problems = |rest: &str| -> Vec<(String, String)> {
        let text = format!(
            "[standard]\nid = \"mine\"\nversion = \"1\"\nextends = \"national-2017\"\ndocument = \"plan\"\n\
             title = {{ zh = \"我县\", en = \"Mine\" }}\n\n[[document]]\nid = \"plan\"\nnumber = \"1号\"\n\
             title = {{ zh = \"方案\", en = \"Plan\" }}\nissuer = \"县\"\nyear = 2026\n\n{rest}"
        );
        let problems = Standard::parse(&text, "m.toml").err().unwrap_or_default();
        problems.into_iter().map(|problem| (problem.message.en, problem.help.en)).collect()
    };
    for (rest, message, help) in [
        // The key itself, also deep inside an entry.
        (
            "[[rule]]\nid = \"rotation\"\nCLAUSE\nlimits = [\n  { value = 12 },\n]\n",
            "m.toml:19: the number 12 stands without",
            "\"12\"",
        ),
        (
            "[[rule]]\nid = \"rotation\"\nCLAUSE\nlimits = [ { value = \"12\", when = { build_until = 2010 } } ]\n",
            "m.toml:18: unknown key `build_until`",
            "built_until",
        ),
        ("[[rule]]\nid = \"rotation\"\nlimit = \"12\"\n", "m.toml:17: unknown key `limit`", "limits"),
        ("[[rule]]\nid = \"rotaton\"\nCLAUSE\n", "m.toml:15: the base has no `rotaton`", "rotation"),
        (
            "[[rule]]\nid = \"rotation\"\nCLAUSE\n[[rule]]\nid = \"rotation\"\nCLAUSE\n",
            "m.toml:18: `rotation` stands twice",
            "one",
        ),
        (
            "[[rule]]\nid = \"rotation\"\nlimits_before = [ { value = \"8\" } ]\n",
            "m.toml:17: `rotation` changes `limits_before`",
            "clause",
        ),
        (
            "[[rule]]\nid = \"class_size\"\nCLAUSE\nlimits = [ { value = \"40\", stage = \"primary\" } ]\n",
            "m.toml:18: `limits` of `class_size` has no entry for Junior",
            "correct",
        ),
        ("[[rule]]\nid = \"rotation\"\ntitle = \"轮岗\"\n", "m.toml:17: words in both languages", "zh"),
    ] {
        let rest = rest.replace("CLAUSE", CLAUSE);
        let said = problems(&rest);
        assert!(said.iter().any(|(what, how)| what.starts_with(message) && how.contains(help)), "{rest}\n{said:?}");
    }
    // A rule left out takes the facts with it that only it asked for.
    let omitted = "[standard]\nid = \"mine\"\nversion = \"1\"\nextends = \"national-2017\"\nomit = [\"veto_tutoring_and_burden\"]\n\
                   document = \"jiaodu-2017-6\"\ntitle = { zh = \"我县\", en = \"Mine\" }\n";
    let standard = Standard::parse(omitted, "m.toml").unwrap_or_else(|problems| unreachable!("{problems:?}"));
    assert!(standard.rule("veto_tutoring_and_burden").is_none() && standard.fact("has_tutoring_and_burden").is_none());
}

#[test]
fn the_guide_names_every_rule_and_its_example_loads() {
    let guide = include_str!("../../www/docs/standards.md");
    let standard = Standard::from_catalogue("national-2017").unwrap_or_else(|problems| panic!("{problems:?}"));
    let rules = standard.rules.iter().map(|rule| (rule.id.as_str(), &rule.title));
    for (id, title) in rules.chain(standard.resources.iter().map(|rule| (rule.id.id(), &rule.title))) {
        assert!(guide.contains(&format!("| `{id}` | {} |", title.zh)), "www/docs/standards.md lacks `{id}`");
    }
    let example =
        guide.split("## An overlay, worked").nth(1).and_then(|rest| rest.split("```").nth(1)).unwrap_or_default();
    let example = example.trim_start_matches("toml").replace("\"mousheng\"", "\"plan\"");
    assert_eq!(overlay(&example), Vec::<String>::new());
}
