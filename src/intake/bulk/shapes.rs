//! What rows have in common that say the same words and have numbers in the same columns: which number goes where. There
//! are few such shapes, so that it is found out once for each of them and not for every row.

use super::plan::{NOWHERE, Places, Plan, SCOPES};
use super::{BULK_COLUMNS, Said};
use crate::intake::Scope;
use crate::intake::stages::{kind_has, scope_of, stage_of, stage_of_kind};
use crate::records::{Kind, Stage};

/// The shape of a row.
pub(super) struct Shape {
    /// For each column the place of its number in the plan.
    columns: [usize; BULK_COLUMNS],
    /// Pupils of the whole school, and those by stage that sum up to them.
    sum: Option<(usize, Vec<usize>)>,
    /// Teachers of a kind, and the full-time teachers, who cannot be fewer.
    among: Vec<(usize, usize)>,
    /// Its pupils are of several stages.
    pub(super) several: bool,
    /// A part of a school of several stages.
    pub(super) divided: bool,
}

/// By what a shape is known; the second are those of the pupils that are not zero, a bit for each scope.
pub(super) fn key(said: &Said, positive: u32) -> u64 {
    let words = (said.kind.map_or(0, |kind| kind as u64 + 1) << 3) | said.stage.map_or(0, |stage| stage as u64 + 1);
    u64::from(said.given) | u64::from(positive) << 32 | words << 36
}

impl Shape {
    /// `None` where there is more to say of such a row than its columns.
    pub(super) fn new(plan: &Plan, said: &Said, positive: u32) -> Option<Self> {
        let Said { kind, stage, .. } = *said;
        let is_given = |place: usize| said.given >> place & 1 == 1;
        let place =
            |places: &Places, scope: Scope| places.get(scope as usize).copied().filter(|place| is_given(*place));
        let is_positive = |scope: Scope| positive >> scope as u32 & 1 == 1;
        let by_scope = [Scope::Primary, Scope::Junior, Scope::Senior];
        let [primary, junior, senior] = by_scope.map(|scope| place(&plan.pupils, scope));
        let whole = place(&plan.pupils, Scope::Row);
        let parts: Vec<usize> = [primary, junior, senior].into_iter().flatten().collect();
        let columns = plan.pupils.iter().skip(1).filter(|place| **place != NOWHERE).count();
        let explicit = plan.chosen.map(scope_of).or(stage);
        let (mut sum, mut divided) = (None, false);
        let pupils: [usize; 3] = if explicit.is_none() && columns >= 2 && !parts.is_empty() {
            // A whole school.
            if !is_positive(Scope::Primary) && !is_positive(Scope::Junior)
                || matches!(kind, Some(Kind::CompleteSecondary | Kind::TwelveYear)) && senior.is_none()
                || matches!(kind, Some(Kind::NineYear | Kind::TwelveYear)) && (primary.is_none() || junior.is_none())
                || kind == Some(Kind::CompleteSecondary) && junior.is_none()
                || kind.is_some_and(|kind| {
                    Stage::ALL.into_iter().any(|stage| is_positive(scope_of(stage)) && !kind_has(kind, stage))
                })
            {
                return None;
            }
            sum = whole.map(|whole| (whole, parts));
            by_scope.map(|scope| place(&plan.pupils, scope).filter(|_| is_positive(scope)).unwrap_or(NOWHERE))
        } else {
            let only = || {
                let mut found = SCOPES.into_iter().skip(1).filter(|scope| place(&plan.pupils, *scope).is_some());
                found.next().filter(|_| found.next().is_none())
            };
            let around = explicit.or(plan.stage.map(scope_of));
            let stage = match around.or_else(|| if whole.is_none() { only() } else { None }) {
                Some(scope) => stage_of(scope)?,
                None => kind.and_then(stage_of_kind)?,
            };
            if kind.is_some_and(|kind| !kind_has(kind, stage)) {
                return None;
            }
            divided = matches!(kind, Some(Kind::NineYear | Kind::TwelveYear | Kind::CompleteSecondary));
            let own = place(&plan.pupils, scope_of(stage)).map(|own| (own, scope_of(stage)));
            let (pupils, _) = own
                .or(whole.filter(|_| parts.is_empty()).map(|whole| (whole, Scope::Row)))
                .filter(|(_, scope)| is_positive(*scope))?;
            let mut one = [NOWHERE; 3];
            *one.get_mut(stage.index())? = pupils;
            one
        };
        let several = pupils.iter().filter(|place| **place != NOWHERE).count() > 1;
        let mut columns = [NOWHERE; BULK_COLUMNS];
        let mut all = columns.iter_mut();
        let mut put = |place: usize| {
            if let Some(column) = all.next() {
                *column = place;
            }
        };
        pupils.into_iter().for_each(&mut put);
        let mut among = Vec::new();
        for places in &plan.teachers {
            let whole = place(places, Scope::Row);
            for stage in Stage::ALL {
                if pupils.get(stage.index()).is_none_or(|pupils| *pupils == NOWHERE) {
                    put(NOWHERE);
                    continue;
                }
                let own = place(places, scope_of(stage));
                if own.is_none() && several && whole.is_some() {
                    return None;
                }
                let teachers = own.or(whole);
                let full_time = place(&plan.full_time, scope_of(stage))
                    .or_else(|| if several { None } else { place(&plan.full_time, Scope::Row) });
                among.extend(teachers.zip(full_time));
                put(teachers.unwrap_or(NOWHERE));
            }
        }
        for [first, second] in plan.resources {
            put(if is_given(first) { first } else { second });
        }
        Some(Self { columns, sum, among, several, divided })
    }

    /// The columns of a row of this shape; `None` where its numbers contradict each other.
    #[inline(always)]
    pub(super) fn columns(&self, values: &[f64]) -> Option<[f64; BULK_COLUMNS]> {
        let value = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
        let differs = |(whole, parts): &(usize, Vec<usize>)| {
            let sum: f64 = parts.iter().map(|part| value(*part)).sum();
            value(*whole) != sum
        };
        if self.sum.as_ref().is_some_and(differs) || self.among.iter().any(|(some, all)| value(*some) > value(*all)) {
            return None;
        }
        Some(self.columns.map(value))
    }
}
