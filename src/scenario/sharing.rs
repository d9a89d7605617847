//! Whole-school amounts of multi-stage schools: their split follows pupils and weights, as it does when they are read.

use super::SchoolKey;
use crate::records::{Section, Share, Stage};
use crate::standard::SplitRule;

/// A school whose amounts are split between stages, and how they are split now.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    school: SchoolKey,
    /// Pupils of the senior part (人): no section says them.
    senior: u32,
    shares: [Option<Share>; 2],
}

/// The schools of `sections` that are split as `rule` says. What is split otherwise stays as it is.
pub(super) fn shared(rule: &SplitRule, sections: &[Section]) -> Vec<Shared> {
    let mut found: Vec<Shared> = Vec::new();
    for (place, section) in sections.iter().enumerate() {
        let Some(share) = section.amounts.iter().flatten().find_map(|amount| amount.share.as_ref()) else { continue };
        let Some(key) = super::SectionKey::of(sections, place) else { continue };
        if found.iter().any(|known| known.school == key.school) {
            continue;
        }
        let [primary, junior] = pupils(&key.school, sections);
        let weights = if primary == 0 { &rule.without_primary } else { &rule.weights };
        let known = u64::from(primary) * weights.primary.hundredths() + u64::from(junior) * weights.junior.hundredths();
        let senior = share.denominator.checked_sub(known).and_then(|rest| {
            let weight = weights.senior.hundredths().max(1);
            rest.is_multiple_of(weight).then(|| u32::try_from(rest / weight).ok()).flatten()
        });
        let Some(senior) = senior else { continue };
        let all = [primary, junior, senior];
        if rule.share(all, section.stage).is_some_and(|one| is_same(&one, share)) {
            let shares = Stage::ALL.map(|stage| rule.share(all, stage));
            found.push(Shared { school: key.school, senior, shares });
        }
    }
    found
}

fn is_same(a: &Share, b: &Share) -> bool {
    (a.numerator, a.denominator) == (b.numerator, b.denominator)
}

fn pupils(school: &SchoolKey, sections: &[Section]) -> [u32; 2] {
    school.places(sections).map(|place| place.and_then(|place| sections.get(place)).map_or(0, |one| one.pupils))
}

impl Shared {
    /// Splits its amounts again.
    fn share(&mut self, rule: &SplitRule, sections: &mut [Section]) {
        let [primary, junior] = pupils(&self.school, sections);
        let places = self.school.places(sections);
        let now = Stage::ALL.map(|stage| rule.share([primary, junior, self.senior], stage));
        for ((place, before), now) in places.into_iter().zip(&self.shares).zip(&now) {
            let (Some(section), Some(before), Some(now)) =
                (place.and_then(|place| sections.get_mut(place)), before, now)
            else {
                continue;
            };
            let shares = section.amounts.iter_mut().flatten().filter_map(|amount| amount.share.as_mut());
            shares.filter(|share| is_same(share, before)).for_each(|share| share.clone_from(now));
        }
        self.shares = now;
    }
}

/// Splits the amounts of a school again, where they are split.
pub(super) fn share_again(shared: &mut [Shared], school: &SchoolKey, rule: &SplitRule, sections: &mut [Section]) {
    if let Some(one) = shared.iter_mut().find(|one| one.school == *school) {
        one.share(rule, sections);
    }
}

/// Splits the amounts of all schools again.
pub(super) fn share_all(shared: &mut [Shared], rule: &SplitRule, sections: &mut [Section]) {
    shared.iter_mut().for_each(|one| one.share(rule, sections));
}

/// What was split stays as it is from now on: the school is another.
pub(super) fn settle(shared: &mut Vec<Shared>, school: &SchoolKey) {
    shared.retain(|one| one.school != *school);
}
