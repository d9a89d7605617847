use super::*;
use crate::diagnostic::{Location, Severity, Text};
use crate::intake::{RowChoice, RowRole};
use proptest::prelude::*;

fn key(row: u32, column: u32) -> CellKey {
    CellKey { sheet: 0, row, column }
}

/// A project with the sources of these names.
fn with(names: &[Option<&str>]) -> Project {
    names.iter().fold(Project::default(), |project, name| {
        let source = project.source(*name, Origin::File, name.unwrap_or("paste"), 10);
        let step = project.added([source]);
        project.after(step)
    })
}

#[test]
fn sources_of_one_name_can_be_told_apart() {
    let names = [Some("小学.xlsx"), Some("小学.xlsx"), None, None, Some("小学"), Some("小学"), Some("小学.xlsx")];
    let project = with(&names);
    let found: Vec<Option<&str>> = project.sources.iter().map(|source| source.name.as_deref()).collect();
    assert_eq!(
        found,
        [
            Some("小学.xlsx"),
            Some("小学 (2).xlsx"),
            None,
            Some("粘贴 (2)"),
            Some("小学"),
            Some("小学 (2)"),
            Some("小学 (3).xlsx")
        ]
    );
    let ids: Vec<u32> = project.sources.iter().map(|source| source.id).collect();
    assert_eq!(ids, [0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_number_is_not_given_twice() {
    let project = with(&[Some("a"), Some("b")]);
    let project = project.after(project.removed(1));
    assert_eq!(project.source(Some("c"), Origin::File, "c", 1).id, 2, "what was written about b must not become c's");
}

#[test]
fn cells_and_choices_go_back_and_forth() {
    let start = with(&[Some("a.csv")]);
    let typed = start.after(start.write(0, [(key(3, 2), Some("12".into())), (key(4, 2), Some(String::new()))]));
    let row = |choice: &mut SheetChoice| choice.rows.push(RowChoice { row: 9, role: RowRole::Note, into: None });
    let chosen = typed.after(typed.choose(0, 0, row));
    assert_eq!(chosen.sources[0].options(&[].into()).cells.len(), 2, "an empty text is a cell made empty");
    assert_eq!(chosen.sources[0].sheets[0].rows.len(), 1);
    let back = chosen.undone().unwrap();
    assert_eq!(back.sources, typed.sources);
    let further = back.undone().unwrap();
    assert_eq!(further.sources, start.sources);
    assert_eq!(further.redone().unwrap().redone().unwrap().sources, chosen.sources);
    // A new step ends what could be redone.
    let other = further.after(further.write(0, [(key(0, 0), Some("x".into()))]));
    assert!(other.redone().is_none());
    // Giving a cell back is a step of its own; changing nothing is none.
    let given = other.after(other.write(0, [(key(0, 0), None)]));
    assert!(!given.sources[0].is_corrected());
    assert_eq!(given.after(given.write(0, [(key(7, 7), None)])).steps(), given.steps());
}

#[test]
fn a_choice_that_says_nothing_is_none() {
    let start = with(&[Some("a.csv")]);
    let chosen = start.after(start.choose(0, 2, |choice| choice.skip = Some(true)));
    let reset = chosen.after(chosen.choose(0, 2, |choice| *choice = SheetChoice::default()));
    assert_eq!(reset.sources[0].sheets, []);
}

#[test]
fn an_explanation_stays_with_its_issue() {
    let place = Location { file: Some("a.csv".into()), cell: Some("D5".into()), ..Location::default() };
    let issue = Issue::new("outlier", Severity::Experience, Text::same("x"), Text::same("y")).at(place).of("甲");
    let other = Issue { school: Some("乙".into()), ..issue.clone() };
    let start = with(&[Some("a.csv")]);
    let first = start.after(start.explained(Explanation::new(&issue, "新建校舍")));
    let second = first.after(first.explained(Explanation::new(&issue, "新建教学楼")));
    assert_eq!(second.explanation(&issue), Some("新建教学楼"));
    assert_eq!(second.explanation(&other), None);
    assert_eq!(second.explanations.len(), 1);
    assert_eq!(second.undone().unwrap().explanation(&issue), Some("新建校舍"));
    let blank = second.after(second.explained(Explanation::new(&issue, " ")));
    assert_eq!(blank.explanations, []);
}

#[test]
fn a_newer_form_and_a_damaged_one_are_told_apart() {
    assert_eq!(Project::open(r#"{"junheng":2,"project":{"later":1}}"#), Err(Unreadable::Newer(2)));
    for text in ["", "{}", "[]", r#"{"junheng":1,"project":{"sources":[],"next":0,"__proto__":1}}"#] {
        assert!(matches!(Project::open(text), Err(Unreadable::Damaged(_))), "{text}");
    }
}

/// One random thing a user does.
#[derive(Debug, Clone)]
enum Deed {
    Write(u32, Vec<(u32, u32, Option<String>)>),
    Skip(u32, bool),
    Encode(u32, bool),
    Add(bool),
    Remove(u32),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    let cells = prop::collection::vec((0..4_u32, 0..4_u32, prop::option::of("[a-z0-9]{0,3}")), 1..5);
    prop_oneof![
        4 => (0..4_u32, cells).prop_map(|(source, cells)| Deed::Write(source, cells)),
        1 => (0..4_u32, any::<bool>()).prop_map(|(source, skip)| Deed::Skip(source, skip)),
        1 => (0..4_u32, any::<bool>()).prop_map(|(source, utf8)| Deed::Encode(source, utf8)),
        1 => any::<bool>().prop_map(Deed::Add),
        1 => (0..4_u32).prop_map(Deed::Remove),
        3 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
    ]
}

fn does(project: &Project, deed: &Deed) -> Project {
    let step = match deed {
        Deed::Write(source, cells) => {
            let cells = cells.iter().map(|(row, column, text)| (key(*row, *column), text.clone()));
            // The same cell twice in one step has no order a user could mean.
            let cells: BTreeMap<CellKey, Option<String>> = cells.collect();
            project.write(*source, cells)
        }
        Deed::Skip(source, skip) => project.choose(*source, 0, |choice| choice.skip = skip.then_some(true)),
        Deed::Encode(source, utf8) => {
            let encoding = utf8.then(|| "utf-8".to_owned());
            project.read_as(*source, ReadOptions { encoding, delimiter: None })
        }
        Deed::Add(named) => project.added([project.source(named.then_some("甲.xlsx"), Origin::File, "s", 1)]),
        Deed::Remove(source) => project.removed(*source),
        Deed::Undo => return project.undone().unwrap_or_else(|| project.clone()),
        Deed::Redo => return project.redone().unwrap_or_else(|| project.clone()),
    };
    project.after(step)
}

proptest! {
    /// Whatever is done: undoing everything gives the beginning, redoing everything the end, and saving loses nothing.
    #[test]
    fn every_step_can_be_undone_and_redone(deeds in prop::collection::vec(deed(), 0..40)) {
        let start = with(&[Some("甲.xlsx")]);
        let begun = Project { done: Vec::new(), ..start };
        let end = deeds.iter().fold(begun.clone(), |project, deed| does(&project, deed));
        prop_assert_eq!(&Project::open(&end.save()).unwrap(), &end);
        let mut back = end.clone();
        while let Some(before) = back.undone() {
            back = before;
        }
        prop_assert_eq!(&back.sources, &begun.sources);
        let mut forth = back;
        for _ in 0..end.steps() {
            forth = forth.redone().unwrap();
        }
        prop_assert_eq!(&forth.sources, &end.sources);
        prop_assert_eq!(&forth.explanations, &end.explanations);
    }
}
