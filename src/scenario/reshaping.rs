//! Schools left out, taken in, merged, divided and added; pupils, teachers and things moved between them.

use super::{Desk, SchoolKey, SectionKey, amounts, sharing, words};
use crate::diagnostic::Text;
use crate::quantity::{Decimal, Fraction};
use crate::records::{Amount, Excluded, Fact, INDICATORS, Indicator, Kind, School, Section, Stage, Value};
use crate::standard::FactKind;
use num_bigint::BigInt;

impl Desk {
    /// The places of the sections of a school, by stage.
    fn school(&self, key: &SchoolKey) -> Result<[Option<usize>; 2], Text> {
        let places = key.places(&self.records.sections);
        if places.iter().any(Option::is_some) { Ok(places) } else { Err(words::no_school(&key.name)) }
    }

    fn section(&self, place: Option<usize>) -> Option<&Section> {
        place.and_then(|place| self.records.sections.get(place))
    }

    /// Everything stated of a school but its sections goes.
    fn forget(&mut self, key: &SchoolKey) {
        let records = self.records.clone();
        let states = |name: &str, code: Option<&str>| key.states(&records, name, code);
        self.records.facts.retain(|one| !one.school.as_deref().is_some_and(|name| states(name, one.code.as_deref())));
        self.records.classes.retain(|one| !states(&one.school, one.code.as_deref()));
        self.records.schools.retain(|one| !states(&one.name, one.code.as_deref()));
        self.records.scores.retain(|one| !states(&one.school, None));
    }

    fn remove(&mut self, places: [Option<usize>; 2]) {
        let mut place = 0;
        self.records.sections.retain(|_| {
            place += 1;
            !places.contains(&Some(place - 1))
        });
    }

    pub(super) fn leave(&mut self, key: &SchoolKey) -> Result<Text, Text> {
        let places = self.school(key)?;
        for place in places {
            let Some(section) = self.section(place) else { continue };
            let (school, location) = (section.school.clone(), section.location.clone());
            let (code, reason) = ("what_if".to_owned(), words::left_out());
            self.left_out.push(Excluded { index: None, school, code, reason, location });
        }
        self.forget(key);
        self.remove(places);
        Ok(words::leave(key))
    }

    pub(super) fn include(&mut self, key: &SchoolKey) -> Result<Text, Text> {
        let places = self.school(key)?;
        // Without a stated kind no rule on kinds leaves it out; one on anything else cannot be lifted so.
        let kind = places.iter().find_map(|place| self.section(*place)).and_then(|section| section.kind);
        let kinds = |rule: &crate::standard::ExclusionRule| kind.is_some_and(|kind| rule.when.kinds.contains(&kind));
        if !self.standard.exclusions.iter().any(kinds) {
            return Err(words::not_left_out());
        }
        for place in places.into_iter().flatten() {
            if let Some(section) = self.records.sections.get_mut(place) {
                section.kind = None;
            }
        }
        let records = self.records.clone();
        for school in &mut self.records.schools {
            if key.states(&records, &school.name, school.code.as_deref()) {
                school.kind = None;
            }
        }
        Ok(words::include(key))
    }

    pub(super) fn merge(&mut self, into: &SchoolKey, from: &[SchoolKey]) -> Result<Text, Text> {
        let own = self.school(into)?;
        let all: Vec<[Option<usize>; 2]> = from.iter().map(|key| self.school(key)).collect::<Result<_, _>>()?;
        let twice = |(at, key): (usize, &SchoolKey)| key == into || from.iter().take(at).any(|other| other == key);
        if from.is_empty() || from.iter().enumerate().any(twice) {
            return Err(words::choose_others());
        }
        let mut merged: Vec<(Option<usize>, Section)> = Vec::new();
        let mut notes = vec![words::merging()];
        for stage in Stage::ALL {
            let places = std::iter::once(&own).chain(&all).filter_map(|places| *places.get(stage.index())?);
            let parts: Vec<&Section> = places.filter_map(|place| self.section(Some(place))).collect();
            let Some(first) = parts.first() else { continue };
            let mut section = Section { school: into.name.clone(), code: into.code.clone(), ..(*first).clone() };
            section.pupils =
                parts.iter().try_fold(0u32, |sum, part| sum.checked_add(part.pupils)).ok_or_else(words::too_large)?;
            if parts.len() > 1 {
                for (slot, indicator) in section.amounts.iter_mut().zip(Indicator::ALL) {
                    // What one of them does not know, the school they become does not know.
                    *slot = match sum(&parts, indicator) {
                        None => None,
                        Some(sum) => Some(amounts::of(&sum).ok_or_else(words::too_large)?),
                    };
                    let some = parts.iter().any(|part| part.amount(indicator).is_some());
                    if slot.is_none() && some && self.standard.resource(indicator).is_some() {
                        notes.push(words::unknown_amount(stage, indicator));
                    }
                }
                (section.location, section.pupils_location) = (None, None);
            }
            merged.push((*own.get(stage.index()).unwrap_or(&None), section));
        }
        let kinds = own.iter().chain(all.iter().flatten()).filter_map(|place| self.section(*place)?.kind);
        let kind = merged_kind(kinds.collect(), merged.len() > 1);
        self.notes = notes;
        self.merge_statements(into, from, kind);
        sharing::settle(&mut self.shared, into);
        from.iter().for_each(|key| sharing::settle(&mut self.shared, key));
        let mut gone: Vec<usize> = all.iter().flatten().copied().flatten().collect();
        for (place, mut section) in merged {
            section.kind = kind;
            match place.and_then(|place| self.records.sections.get_mut(place)) {
                Some(slot) => *slot = section,
                None => self.records.sections.push(section),
            }
        }
        gone.sort_unstable();
        for place in gone.into_iter().rev() {
            self.records.sections.remove(place);
        }
        Ok(words::merge(into, from))
    }

    /// What schools state becomes what the school states that they become: numbers add up where all of them are known,
    /// anything else stays where all say the same.
    fn merge_statements(&mut self, into: &SchoolKey, from: &[SchoolKey], kind: Option<Kind>) {
        let before = self.records.clone();
        let keys: Vec<&SchoolKey> = std::iter::once(into).chain(from).collect();
        let whose = |name: &str, code: Option<&str>| keys.iter().position(|key| key.states(&before, name, code));
        let owner = |fact: &Fact| fact.school.as_deref().and_then(|name| whose(name, fact.code.as_deref()));
        let mut facts: Vec<Fact> = before.facts.iter().filter(|fact| owner(fact).is_none()).cloned().collect();
        let mut lost: Vec<Text> = Vec::new();
        for spec in self.standard.facts.iter() {
            let mut stated: Vec<Option<&Fact>> = vec![None; keys.len()];
            for fact in before.facts.iter().filter(|fact| fact.key == spec.key) {
                if let Some(slot) = owner(fact).and_then(|at| stated.get_mut(at)) {
                    *slot = Some(fact);
                }
            }
            let Some(first) = stated.iter().flatten().next() else { continue };
            let all: Option<Vec<&Fact>> = stated.iter().copied().collect();
            let value = match (all, spec.kind) {
                (Some(all), FactKind::Count | FactKind::Amount) => {
                    let sum = all.iter().try_fold(Decimal::ZERO, |sum, fact| match fact.value {
                        Value::Number(number) => sum.checked_add(number),
                        _ => None,
                    });
                    sum.map(Value::Number)
                }
                (Some(all), _) if all.iter().all(|fact| fact.value == first.value) => Some(first.value.clone()),
                _ => None,
            };
            match value {
                Some(value) => facts.push(Fact {
                    school: Some(into.name.clone()),
                    code: into.code.clone(),
                    value,
                    location: None,
                    ..(*first).clone()
                }),
                None => lost.push(spec.label.clone()),
            }
        }
        if !lost.is_empty() {
            self.notes.push(words::unknown_facts(&lost));
        }
        self.records.facts = facts;
        for class in &mut self.records.classes {
            if let Some(from) =
                whose(&class.school, class.code.as_deref()).filter(|at| *at > 0).and_then(|at| keys.get(at))
            {
                class.name = format!("{}·{}", from.name, class.name);
                (class.school, class.code) = (into.name.clone(), into.code.clone());
            }
        }
        for score in &mut self.records.scores {
            if whose(&score.school, None).is_some() {
                score.school.clone_from(&into.name);
            }
        }
        let mine = |school: &&School| whose(&school.name, school.code.as_deref()).is_some();
        let profiles: Vec<&School> = before.schools.iter().filter(mine).collect();
        let Some(first) = profiles.first() else { return };
        let profile = School {
            name: into.name.clone(),
            code: into.code.clone(),
            county: first.county.clone(),
            kind,
            ownership: alike(&profiles, keys.len(), |one| one.ownership),
            place: alike(&profiles, keys.len(), |one| one.place),
            township: alike(&profiles, keys.len(), |one| one.township.clone()),
            built_year: alike(&profiles, keys.len(), |one| one.built_year),
            boarding: alike(&profiles, keys.len(), |one| one.boarding),
            pupils: None,
            // What could not be read of one of them is missing of all.
            unread: Stage::ALL
                .into_iter()
                .filter(|stage| profiles.iter().any(|one| one.unread.contains(stage)))
                .collect(),
            location: None,
        };
        self.records.schools.retain(|school| whose(&school.name, school.code.as_deref()).is_none());
        self.records.schools.push(profile);
    }

    pub(super) fn split(&mut self, key: &SchoolKey, name: &str, pupils: [u32; 2]) -> Result<Text, Text> {
        let places = self.school(key)?;
        let name = self.free_name(name)?;
        let new = SchoolKey::named(&name);
        if pupils == [0, 0] {
            return Err(words::no_pupils());
        }
        let mut made: Vec<Section> = Vec::new();
        let mut rest: Vec<(usize, Section)> = Vec::new();
        let mut remains = false;
        for (stage, moved) in Stage::ALL.into_iter().zip(pupils) {
            let place = places.get(stage.index()).copied().flatten();
            let Some((place, old)) = place.zip(self.section(place)) else {
                if moved > 0 {
                    return Err(words::no_section(&key.at(stage)));
                }
                continue;
            };
            let left =
                old.pupils.checked_sub(moved).ok_or_else(|| words::too_few_pupils(&key.at(stage), old.pupils))?;
            remains |= left > 0;
            if moved == 0 {
                continue;
            }
            let (mut here, mut there) = (old.clone(), old.clone());
            (here.pupils, there.pupils) = (left, moved);
            (there.school, there.code) = (new.name.clone(), None);
            let part = Fraction::new(BigInt::from(moved), BigInt::from(old.pupils.max(1)));
            for indicator in Indicator::ALL {
                let Some(amount) = old.amount(indicator) else { continue };
                let whole = amount.exact();
                let given = amounts::floor(&whole.times(&part), indicator.unit().shortfall_decimals());
                let kept = whole.minus(&given.fraction());
                let kept = amounts::of(&kept).ok_or_else(words::too_large)?;
                if let Some(slot) = here.amounts.get_mut(indicator.index()) {
                    *slot = Some(kept);
                }
                if let Some(slot) = there.amounts.get_mut(indicator.index()) {
                    *slot = Some(Amount::total(given));
                }
            }
            for section in [&mut here, &mut there] {
                (section.location, section.pupils_location) = (None, None);
            }
            rest.push((place, here));
            made.push(there);
        }
        if !remains {
            return Err(words::all_pupils());
        }
        for (place, section) in rest {
            if let Some(slot) = self.records.sections.get_mut(place) {
                *slot = section;
            }
        }
        self.records.sections.extend(made);
        let before = self.records.clone();
        let old = before.schools.iter().find(|one| key.states(&before, &one.name, one.code.as_deref()));
        if let Some(old) = old {
            let fresh = School { name, code: None, built_year: None, pupils: None, location: None, ..old.clone() };
            self.records.schools.push(fresh);
        }
        sharing::settle(&mut self.shared, key);
        self.notes.push(words::splitting());
        // Counts of the old school cannot be divided by anything known; they are of neither from now on.
        let counts = |fact: &Fact| {
            fact.school.as_deref().is_some_and(|name| key.states(&before, name, fact.code.as_deref()))
                && self
                    .standard
                    .fact(&fact.key)
                    .is_some_and(|spec| matches!(spec.kind, FactKind::Count | FactKind::Amount))
        };
        let lost: Vec<Text> = before
            .facts
            .iter()
            .filter(|fact| counts(fact))
            .filter_map(|fact| Some(self.standard.fact(&fact.key)?.label.clone()))
            .collect();
        if !lost.is_empty() {
            self.records.facts = before.facts.iter().filter(|fact| !counts(fact)).cloned().collect();
            self.notes.push(words::unknown_facts(&lost));
        }
        Ok(words::split(key, &new, pupils))
    }

    pub(super) fn move_pupils(&mut self, from: &SectionKey, to: &SectionKey, pupils: u32) -> Result<Text, Text> {
        let (here, there) = self.apart(from, to)?;
        if from.stage != to.stage {
            return Err(words::other_stage());
        }
        if pupils == 0 {
            return Err(words::nothing_moved());
        }
        let count = |place: usize| self.section(Some(place)).map_or(0, |section| section.pupils);
        let left = count(here).checked_sub(pupils).ok_or_else(|| words::too_few_pupils(from, count(here)))?;
        let more = count(there).checked_add(pupils).ok_or_else(words::too_large)?;
        for (place, pupils) in [(here, left), (there, more)] {
            if let Some(section) = self.records.sections.get_mut(place) {
                section.pupils = pupils;
                section.pupils_location = None;
            }
        }
        self.share_again(&from.school);
        self.share_again(&to.school);
        Ok(words::move_pupils(from, to, pupils))
    }

    pub(super) fn move_amounts(
        &mut self,
        from: &SectionKey,
        to: &SectionKey,
        indicators: &[Indicator],
        amount: Decimal,
    ) -> Result<Text, Text> {
        let (here, there) = self.apart(from, to)?;
        if amount.is_zero() || indicators.is_empty() {
            return Err(words::nothing_moved());
        }
        let mut moved = Vec::with_capacity(indicators.len());
        for indicator in indicators {
            if amount.parts().1 > indicator.unit().shortfall_decimals() {
                return Err(words::whole_only());
            }
            let of = |place, key| {
                let section = self.section(Some(place));
                section.and_then(|one| one.amount(*indicator)).ok_or_else(|| words::not_known(key, *indicator))
            };
            let left = amounts::of(&of(here, from)?.exact().minus(&amount.fraction()));
            let left = left.ok_or_else(|| words::too_little(from, *indicator))?;
            let more = amounts::of(&of(there, to)?.exact().plus(&amount.fraction())).ok_or_else(words::too_large)?;
            moved.push((*indicator, left, more));
        }
        for (indicator, left, more) in moved {
            for (place, amount) in [(here, left), (there, more)] {
                if let Some(slot) =
                    self.records.sections.get_mut(place).and_then(|one| one.amounts.get_mut(indicator.index()))
                {
                    *slot = Some(amount);
                }
            }
        }
        Ok(words::move_amounts(from, to, indicators, amount))
    }

    pub(super) fn add(
        &mut self,
        name: &str,
        stage: Stage,
        pupils: u32,
        has: &[(Indicator, Decimal)],
    ) -> Result<Text, Text> {
        let name = self.free_name(name)?;
        if pupils == 0 {
            return Err(words::no_pupils());
        }
        let mut own: [Option<Amount>; INDICATORS] = std::array::from_fn(|_| None);
        for (indicator, amount) in has {
            if let Some(slot) = own.get_mut(indicator.index()) {
                *slot = Some(amounts::set(*amount));
            }
        }
        let first = self.records.sections.first();
        let section = Section {
            school: name.clone(),
            code: None,
            county: first.and_then(|one| one.county.clone()),
            city: first.and_then(|one| one.city.clone()),
            province: first.and_then(|one| one.province.clone()),
            stage,
            kind: None,
            counted: None,
            pupils,
            amounts: own,
            location: None,
            pupils_location: None,
        };
        self.records.sections.push(section);
        Ok(words::add(&name, stage, pupils))
    }

    /// A name that no school has yet.
    fn free_name(&self, name: &str) -> Result<String, Text> {
        let name = name.trim();
        if name.is_empty() {
            return Err(words::no_name());
        }
        let taken = self.records.sections.iter().any(|one| one.school == name)
            || self.records.schools.iter().any(|one| one.name == name);
        if taken { Err(words::taken(name)) } else { Ok(name.to_owned()) }
    }

    /// The places of two sections that are not the same.
    fn apart(&self, from: &SectionKey, to: &SectionKey) -> Result<(usize, usize), Text> {
        let (here, there) = (self.place(from)?, self.place(to)?);
        if here == there { Err(words::choose_others()) } else { Ok((here, there)) }
    }
}

fn sum(parts: &[&Section], indicator: Indicator) -> Option<Fraction> {
    parts.iter().try_fold(Fraction::integer(0), |sum, part| Some(sum.plus(&part.amount(indicator)?.exact())))
}

/// The kind of a school made of others: theirs where they are alike, 九年一贯制 where it has both stages, otherwise the
/// first.
fn merged_kind(kinds: Vec<Kind>, both: bool) -> Option<Kind> {
    let first = kinds.first().copied()?;
    let alike = kinds.iter().all(|kind| *kind == first);
    let several = matches!(first, Kind::NineYear | Kind::TwelveYear);
    Some(if both && !alike && !several { Kind::NineYear } else { first })
}

/// What all of them say alike.
fn alike<T: PartialEq>(profiles: &[&School], of: usize, what: impl Fn(&School) -> Option<T>) -> Option<T> {
    let first = what(profiles.first()?)?;
    let same = profiles.len() == of && profiles.iter().all(|one| what(one).as_ref() == Some(&first));
    same.then_some(first)
}
