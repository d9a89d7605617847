//! Schools as wholes: their sections, what they state and their class rolls brought together, and the conditions that
//! rules put on them.

use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::order;
use crate::records::{Class, Fact, Kind, Records, School, Section, Stage, Value};
use crate::standard::{Condition, Standard, doubt};
use std::collections::HashMap;

/// A school with everything known of it.
#[derive(Debug)]
pub(super) struct SchoolView<'a> {
    /// Its name.
    pub(super) name: &'a str,
    code: Option<&'a str>,
    /// Its sections, evaluated or not.
    pub(super) sections: Vec<&'a Section>,
    profile: Option<&'a School>,
    /// What it states, by key.
    pub(super) facts: HashMap<&'a str, &'a Fact>,
    /// Its class rolls.
    pub(super) classes: Vec<&'a Class>,
}

impl<'a> SchoolView<'a> {
    fn new(name: &'a str, code: Option<&'a str>) -> Self {
        Self { name, code, sections: Vec::new(), profile: None, facts: HashMap::new(), classes: Vec::new() }
    }

    /// Its kind, as stated.
    pub(super) fn stated_kind(&self) -> Option<Kind> {
        self.profile.and_then(|one| one.kind).or_else(|| self.sections.iter().find_map(|section| section.kind))
    }

    /// Its kind, taken from its stages where it is not stated.
    pub(super) fn kind(&self) -> Option<Kind> {
        let has = |stage| self.sections.iter().any(|section| section.stage == stage);
        self.stated_kind().or(match (has(Stage::Primary), has(Stage::Junior)) {
            (true, true) => Some(Kind::NineYear),
            (true, false) => Some(Kind::Primary),
            (false, true) => Some(Kind::Junior),
            (false, false) => None,
        })
    }

    /// Its pupils in compulsory stages, not split.
    pub(super) fn pupils(&self) -> Option<u32> {
        if self.sections.is_empty() {
            return self.profile.and_then(|one| one.pupils);
        }
        Some(self.sections.iter().fold(0, |sum, section| section.pupils.saturating_add(sum)))
    }

    /// Where it stands.
    pub(super) fn location(&self) -> Option<&'a Location> {
        let section = self.sections.first().and_then(|section| section.location.as_ref());
        section.or_else(|| self.profile.and_then(|one| one.location.as_ref()))
    }

    /// Whether `condition` holds of it; `None` when that is not known.
    pub(super) fn satisfies(&self, condition: &Condition) -> Option<bool> {
        let profile = self.profile;
        let among = |empty: bool, known: Option<bool>| if empty { Some(true) } else { known };
        let flags = condition.flags.iter().map(|key| match self.facts.get(key.as_str()).map(|fact| &fact.value) {
            Some(Value::Answer(crate::records::Answer::Yes)) => Some(true),
            Some(Value::Answer(crate::records::Answer::No)) => Some(false),
            _ => None,
        });
        let built = profile.and_then(|one| one.built_year);
        let pupils = self.pupils();
        let known = [
            among(condition.kinds.is_empty(), self.kind().map(|kind| condition.kinds.contains(&kind))),
            among(
                condition.ownership.is_empty(),
                profile.and_then(|one| one.ownership).map(|one| condition.ownership.contains(&one)),
            ),
            among(
                condition.location.is_empty(),
                profile.and_then(|one| one.place).map(|one| condition.location.contains(&one)),
            ),
            condition.boarding.map_or(Some(true), |wanted| profile.and_then(|one| one.boarding).map(|is| is == wanted)),
            condition.pupils_at_least.map_or(Some(true), |least| pupils.map(|pupils| pupils >= least)),
            condition.pupils_below.map_or(Some(true), |limit| pupils.map(|pupils| pupils < limit)),
            condition.built_from.map_or(Some(true), |from| built.map(|year| year >= from)),
            condition.built_until.map_or(Some(true), |until| built.map(|year| year <= until)),
        ];
        let mut all = Some(true);
        for one in known.into_iter().chain(flags) {
            match one {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }
}

/// All schools, and what the county states.
#[derive(Debug)]
pub(super) struct Schools<'a> {
    /// The schools, in the order of the sections, then of what else is stated.
    pub(super) list: Vec<SchoolView<'a>>,
    /// The school of each section of the records.
    pub(super) of_section: Vec<usize>,
    /// What the county states, by key.
    pub(super) county: HashMap<&'a str, &'a Fact>,
    /// What is doubtful about all that.
    pub(super) issues: Vec<Issue>,
}

impl<'a> Schools<'a> {
    /// Brings the records together.
    pub(super) fn new(standard: &Standard, records: &'a Records) -> Self {
        let mut found = Register { list: Vec::new(), codes: HashMap::new(), names: HashMap::new() };
        let mut of_section = Vec::with_capacity(records.sections.len());
        for section in &records.sections {
            // A school has each stage once: the same name with the same stage is another school.
            let known = found.find(&section.school, section.code.as_deref()).filter(|&at| {
                found.list.get(at).is_some_and(|view| view.sections.iter().all(|other| other.stage != section.stage))
            });
            let at = known.unwrap_or_else(|| found.add(&section.school, section.code.as_deref()));
            if let Some(view) = found.list.get_mut(at) {
                view.sections.push(section);
            }
            of_section.push(at);
        }
        for school in &records.schools {
            let at = found
                .find(&school.name, school.code.as_deref())
                .unwrap_or_else(|| found.add(&school.name, school.code.as_deref()));
            if let Some(view) = found.list.get_mut(at) {
                view.profile = Some(school);
            }
        }
        let mut issues = Vec::new();
        let mut county = HashMap::new();
        for fact in &records.facts {
            let Some(spec) = standard.fact(&fact.key) else { continue };
            if let Some(issue) = doubt(spec, fact) {
                issues.push(issue);
                continue;
            }
            let here = match &fact.school {
                None => Some(&mut county),
                Some(name) => found
                    .find(name, fact.code.as_deref())
                    .and_then(|at| found.list.get_mut(at))
                    .map(|view| &mut view.facts),
            };
            match here {
                None => issues.push(unknown_school(fact.school.as_deref().unwrap_or_default(), fact.location.as_ref())),
                Some(here) => {
                    if here.insert(fact.key.as_str(), fact).is_some_and(|before| before.value != fact.value) {
                        issues.push(stated_twice(spec, fact));
                    }
                }
            }
        }
        let mut strangers: HashMap<&str, &Class> = HashMap::new();
        for class in &records.classes {
            match found.find(&class.school, class.code.as_deref()).and_then(|at| found.list.get_mut(at)) {
                Some(view) => view.classes.push(class),
                None => {
                    strangers.entry(&class.school).or_insert(class);
                }
            }
        }
        let mut strangers: Vec<_> = strangers.into_iter().collect();
        order::sort_by_key(&mut strangers, |(name, _)| *name);
        issues.extend(strangers.into_iter().map(|(name, class)| unknown_school(name, class.location.as_ref())));
        for view in &found.list {
            issues.extend(Stage::ALL.into_iter().filter_map(|stage| rolls_differ(view, stage)));
        }
        Self { list: found.list, of_section, county, issues }
    }
}

struct Register<'a> {
    list: Vec<SchoolView<'a>>,
    codes: HashMap<&'a str, usize>,
    names: HashMap<&'a str, usize>,
}

impl<'a> Register<'a> {
    /// By code where both have one, otherwise by name.
    fn find(&self, name: &str, code: Option<&str>) -> Option<usize> {
        if let Some(at) = code.and_then(|code| self.codes.get(code)) {
            return Some(*at);
        }
        let at = *self.names.get(name)?;
        let other = self.list.get(at).and_then(|view| view.code);
        (code.is_none() || other.is_none() || other == code).then_some(at)
    }

    fn add(&mut self, name: &'a str, code: Option<&'a str>) -> usize {
        let at = self.list.len();
        self.list.push(SchoolView::new(name, code));
        if let Some(code) = code {
            self.codes.entry(code).or_insert(at);
        }
        self.names.entry(name).or_insert(at);
        at
    }
}

fn unknown_school(name: &str, location: Option<&Location>) -> Issue {
    let issue = Issue::new(
        "unknown_school",
        Severity::Logic,
        Text::new(
            format!("“{name}”不在学校名单里，这里填的没有计入"),
            format!("`{name}` is not among the schools; what is stated here does not count"),
        ),
        Text::new("请与学校名单的名称或标识码一致", "use the name or code of the list of schools"),
    )
    .of(name);
    issue.at_known(location)
}

fn stated_twice(spec: &crate::standard::FactSpec, fact: &Fact) -> Issue {
    let label = &spec.label;
    let issue = Issue::new(
        "stated_twice",
        Severity::Logic,
        Text::new(
            format!("“{}”填了两次，数值不同，取后一次", label.zh),
            format!("{} is stated twice with different values; the later one counts", label.en),
        ),
        Text::new("请只留一个", "leave one of them"),
    );
    let issue = match &fact.school {
        Some(school) => issue.of(school),
        None => issue,
    };
    issue.at_known(fact.location.as_ref())
}

/// A class roll that does not add up to the school.
fn rolls_differ(view: &SchoolView<'_>, stage: Stage) -> Option<Issue> {
    let classes: Vec<&&Class> = view.classes.iter().filter(|class| class.stage == stage).collect();
    let first = classes.first()?;
    let sum: u64 = classes.iter().map(|class| u64::from(class.pupils)).sum();
    let section = view.sections.iter().find(|section| section.stage == stage);
    let pupils = section.map_or(0, |section| section.pupils);
    if sum == u64::from(pupils) {
        return None;
    }
    let (name, stage, count) = (view.name, stage.title(), classes.len());
    let issue = Issue::new(
        "rolls_differ",
        Severity::Logic,
        Text::new(
            format!("“{name}”{}各班人数合计{sum}，与在校生数{pupils}不一致（{count}个班）", stage.zh),
            format!("`{name}`, {}: its {count} classes add up to {sum}, but it has {pupils} pupils", stage.en),
        ),
        Text::new("请核对班级名册与在校生数", "check the class rolls against the number of pupils"),
    )
    .of(name);
    Some(issue.at_known(first.location.as_ref()))
}
