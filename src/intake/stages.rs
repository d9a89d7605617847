//! Which stages a row speaks of, how many pupils each has, and what part of the shared resources each gets.

use super::Scope;
use super::dictionary::dictionary;
use super::fold::fold;
use super::rows::GroupLine;
use crate::records::{Kind, Share, Stage};
use crate::standard::SplitRule;

/// What the cells of a row say about its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StageWord {
    /// Nothing.
    Blank,
    /// One stage; senior secondary included.
    One(Scope),
    /// A stage that is no school of the evaluation (学前, 中职).
    Outside,
    /// A word that names none.
    Unknown,
}

/// Reads the cell of a 学段 column.
pub(super) fn read_stage(text: &str) -> StageWord {
    let folded = fold(text);
    if folded.is_empty() || matches!(folded.as_str(), "-" | "—" | "/" | "无") {
        return StageWord::Blank;
    }
    match dictionary().stage_word(&folded) {
        Some(Some(scope)) => StageWord::One(scope),
        Some(None) => StageWord::Outside,
        None => StageWord::Unknown,
    }
}

/// Reads the cell of a 办学类型 column; `Err` when it names no kind.
pub(super) fn read_kind(text: &str) -> Result<Option<Kind>, ()> {
    let folded = fold(text);
    if folded.is_empty() || matches!(folded.as_str(), "-" | "—" | "/" | "无") {
        return Ok(None);
    }
    dictionary().kinds.get(&folded).copied().map(Some).ok_or(())
}

/// The stage of a kind that has one compulsory stage only.
pub(super) fn stage_of_kind(kind: Kind) -> Option<Stage> {
    match kind {
        Kind::Primary | Kind::TeachingPoint => Some(Stage::Primary),
        Kind::Junior => Some(Stage::Junior),
        _ => None,
    }
}

/// Whether schools of this kind have this stage.
pub(super) fn kind_has(kind: Kind, stage: Stage) -> bool {
    match kind {
        Kind::Primary | Kind::TeachingPoint => stage == Stage::Primary,
        Kind::Junior | Kind::CompleteSecondary => stage == Stage::Junior,
        Kind::Senior | Kind::Vocational => false,
        Kind::NineYear | Kind::TwelveYear | Kind::Special => true,
    }
}

/// The one stage that the name of a school tells: 东风路小学, 西河镇初级中学（东校区）.
pub(super) fn stage_of_name(name: &str) -> Option<Stage> {
    let folded = fold(name);
    let bare =
        folded.strip_suffix(')').and_then(|name| name.rsplit_once('(')).map_or(folded.as_str(), |(head, _)| head);
    if bare.ends_with("小学") {
        Some(Stage::Primary)
    } else if bare.ends_with("初级中学") || bare.ends_with("初中") {
        Some(Stage::Junior)
    } else {
        None
    }
}

/// The scope that is a stage's own.
pub(super) const fn scope_of(stage: Stage) -> Scope {
    match stage {
        Stage::Primary => Scope::Primary,
        Stage::Junior => Scope::Junior,
    }
}

/// The stage of a scope, if it is a compulsory one.
pub(super) const fn stage_of(scope: Scope) -> Option<Stage> {
    match scope {
        Scope::Primary => Some(Stage::Primary),
        Scope::Junior => Some(Stage::Junior),
        Scope::Row | Scope::Senior => None,
    }
}

/// The stage the surroundings of a row give it, nearest first.
pub(super) fn stage_around(group: GroupLine, sheet: Option<Stage>) -> Option<Scope> {
    if group.sets && group.stage.is_some() { group.stage } else { sheet.map(scope_of) }
}

/// Pupils of a whole school by stage: primary, junior, senior.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pupils {
    pub(super) primary: Option<u32>,
    pub(super) junior: Option<u32>,
    pub(super) senior: Option<u32>,
}

impl Pupils {
    pub(super) fn of(self, stage: Stage) -> Option<u32> {
        match stage {
            Stage::Primary => self.primary,
            Stage::Junior => self.junior,
        }
    }

    /// Stages with at least one pupil, senior secondary included.
    pub(super) fn active(self) -> usize {
        [self.primary, self.junior, self.senior].into_iter().flatten().filter(|pupils| *pupils > 0).count()
    }

    /// The part of shared resources that `stage` gets.
    pub(super) fn share(self, stage: Stage, rule: &SplitRule) -> Option<Share> {
        rule.share([self.primary, self.junior, self.senior].map(|pupils| pupils.unwrap_or(0)), stage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_cells() {
        assert_eq!(read_stage("小学部"), StageWord::One(Scope::Primary));
        assert_eq!(read_stage(" 初　中 "), StageWord::One(Scope::Junior));
        assert_eq!(read_stage("普通高中"), StageWord::One(Scope::Senior));
        assert_eq!(read_stage("幼儿园"), StageWord::Outside);
        assert_eq!(read_stage("义务教育"), StageWord::Unknown);
        assert_eq!(read_stage("—"), StageWord::Blank);
        assert_eq!(read_kind("十二年一贯制学校"), Ok(Some(Kind::TwelveYear)));
        assert_eq!(read_kind("完全中学"), Ok(Some(Kind::CompleteSecondary)));
        assert_eq!(read_kind("公办"), Err(()));
    }

    #[test]
    fn names_that_tell_a_stage() {
        assert_eq!(stage_of_name("东风路小学"), Some(Stage::Primary));
        assert_eq!(stage_of_name("西河镇初级中学（东校区）"), Some(Stage::Junior));
        for name in ["实验学校", "县第一中学", "希望小学教学点", "育英学校（小学部）", "小学部", "育英学校初中部"]
        {
            assert_eq!(stage_of_name(name), None, "{name}");
        }
    }
}
