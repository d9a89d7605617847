//! Facts of the standard: which heading or item names which, and what a cell states.

use super::dictionary::{UnitMeaning, dictionary};
use super::fold::{fold, without_enumeration};
use super::matching::Match;
use super::rows::text_of;
use super::values;
use super::{Confidence, Field, Scope};
use crate::diagnostic::Text;
use crate::quantity::Decimal;
use crate::records::Value;
use crate::standard::{FactKind, FactSpec, Level, Standard};
use crate::table::Cell;
use std::collections::HashMap;

/// The names of the facts of a standard, folded. A name that two facts have names neither.
#[derive(Debug, Default)]
pub(super) struct FactNames {
    specs: Vec<FactSpec>,
    keys: HashMap<String, usize>,
    names: HashMap<String, Option<usize>>,
}

/// A heading or an item that is the name of a fact.
#[derive(Debug, Clone)]
pub(super) struct FactHeading {
    pub(super) spec: FactSpec,
    /// What one of its unit is in the unit of the fact.
    pub(super) factor: Decimal,
    /// The unit it names, as people write it; the fact's own where it names none.
    pub(super) unit: String,
}

/// Why a cell states nothing that can be taken.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) message: Text,
    pub(super) help: Text,
}

impl FactNames {
    /// The facts of `standard`.
    pub(super) fn new(standard: &Standard) -> Self {
        let mut found = Self { specs: standard.facts.clone(), ..Self::default() };
        for (place, spec) in found.specs.iter().enumerate() {
            found.keys.insert(spec.key.clone(), place);
            for name in [&spec.label.zh, &spec.label.en].into_iter().chain(&spec.aliases) {
                let entry = found.names.entry(fold(name)).or_insert(Some(place));
                if *entry != Some(place) {
                    *entry = None;
                }
            }
        }
        found
    }

    /// The fact of this key.
    pub(super) fn key(&self, key: &str) -> Option<&FactSpec> {
        self.specs.get(*self.keys.get(key.trim())?)
    }

    /// The fact of schools of this key, for a column the user gave it to, in the fact's own unit.
    pub(super) fn chosen(&self, key: &str) -> Option<FactHeading> {
        self.key(key).filter(|spec| spec.level == Level::School).map(whole)
    }

    /// The fact that `text` names as a whole, a number in front and a unit in brackets behind left aside.
    pub(super) fn named(&self, text: &str) -> Option<FactHeading> {
        let folded = fold(text);
        let text = without_enumeration(&folded).trim_end_matches([':', ',', '.']);
        for name in [folded.as_str(), text] {
            if let Some(spec) = self.exact(name) {
                return Some(whole(spec));
            }
        }
        let mut rest = text;
        let mut unit = None;
        while let Some((name, content)) = rest.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')) {
            let content = content.strip_prefix("单位").map_or(content, |rest| rest.trim_start_matches(':'));
            if !dictionary().brackets.iter().any(|word| word == content) && unit.replace(content).is_some() {
                return None;
            }
            if let Some(spec) = self.exact(name) {
                let Some(unit) = unit else { return Some(whole(spec)) };
                return in_unit(spec, unit);
            }
            rest = name;
        }
        None
    }

    fn exact(&self, folded: &str) -> Option<&FactSpec> {
        self.specs.get(self.names.get(folded).copied().flatten()?)
    }

    /// Whether a cell of a header names a fact of schools.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.named(text).is_some_and(|found| found.spec.level == Level::School)
    }

    /// Lays the facts over what the dictionary makes of a header path. A column that holds one of the [`Field`]s stays
    /// one; headings that the dictionary knows as not needed, or blocks, give way.
    pub(super) fn over(&self, path: &[String], found: Match) -> Match {
        if self.specs.is_empty() || found.field.is_some_and(|field| field != Field::Unused) {
            return found;
        }
        let Some(fact) = self.of_path(path) else { return found };
        let label = &fact.spec.label;
        Match {
            field: None,
            only: None,
            graduate: false,
            scope: Scope::Row,
            unit: None,
            confidence: if path.last().is_some_and(|last| fold(last) == fold(&label.zh)) {
                Confidence::Exact
            } else {
                Confidence::Synonym
            },
            reason: Text::new(
                format!("标准要求填报的“{}”", label.zh),
                format!("asked for by the standard: {}", label.en),
            ),
            lonely: None,
            stage_leaf: false,
            totalled: false,
            fact: Some(fact),
        }
    }

    /// The fact that a header path names: all headings read as one name, or the last one below the names of groups. Below
    /// a stage, a sex or another year the same words are another number.
    fn of_path(&self, path: &[String]) -> Option<FactHeading> {
        let (last, above) = path.split_last()?;
        let school = |found: &FactHeading| found.spec.level == Level::School;
        if let Some(found) = self.named(&path.concat()).filter(school) {
            return Some(found);
        }
        let dictionary = dictionary();
        let plain = above.iter().all(|heading| {
            let folded = fold(heading);
            let name = without_enumeration(&folded);
            dictionary.stage_word(name).is_none()
                && !dictionary.guard_prefixes.iter().any(|prefix| name.starts_with(prefix.as_str()))
                && !dictionary.meaning(name).is_some_and(|meaning| meaning.guard || meaning.scope.is_some())
        });
        self.named(last).filter(|found| plain && school(found))
    }
}

fn whole(spec: &FactSpec) -> FactHeading {
    FactHeading { spec: spec.clone(), factor: Decimal::integer(1), unit: spec.unit.clone() }
}

/// The fact stated in `unit`, where that can be converted exactly.
pub(super) fn in_unit(spec: &FactSpec, unit: &str) -> Option<FactHeading> {
    let (given, own) = (fold(unit), fold(&spec.unit));
    if given == own || given.is_empty() {
        return Some(whole(spec));
    }
    let units = &dictionary().units;
    let (from, to) = (units.get(&given)?, units.get(&own)?);
    let counted = |unit: &UnitMeaning| unit.factor == Some(Decimal::integer(1)) && !unit.per;
    // 个 is said of everything that is counted.
    let same = from.dimension == to.dimension
        || (spec.kind == FactKind::Count && (given == "个" || own == "个") && counted(from) && counted(to));
    if !same || from.per != to.per {
        return None;
    }
    let (from, to) = (from.factor?.to_integer()?, to.factor?.to_integer()?);
    let factor = match (from.checked_rem(to)?, to.checked_rem(from)?) {
        (0, _) => Decimal::integer(from.checked_div(to)?),
        (_, 0) => {
            let parts = to.checked_div(from)?;
            let scale = parts.ilog10();
            (10u64.checked_pow(scale) == Some(parts)).then(|| Decimal::new(1, scale))?
        }
        _ => return None,
    };
    Some(FactHeading { spec: spec.clone(), factor, unit: unit.to_owned() })
}

/// What a cell states for a fact; `None` when it states nothing.
pub(super) fn read_cell(heading: &FactHeading, cell: Cell<'_>) -> Result<Option<Value>, Unreadable> {
    let spec = &heading.spec;
    let label = &spec.label;
    let refused = |zh: String, en: String, help_zh: &str, help_en: &str| Unreadable {
        message: Text::new(zh, en),
        help: Text::new(help_zh, help_en),
    };
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Text(text) if values::is_missing(text) && !(spec.kind == FactKind::YesNo && reads(spec, text)) => {
            return Ok(None);
        }
        Cell::Text(text) => text.to_owned(),
        Cell::Number(number) => match Decimal::from_spreadsheet(number) {
            Ok(number) => number.to_string(),
            Err(_) => number.to_string(),
        },
        Cell::Date(date) if spec.kind == FactKind::Date => date.split_once('T').map_or(date, |(day, _)| day).to_owned(),
        Cell::Boolean(truth) if spec.kind == FactKind::YesNo => truth.to_string(),
        Cell::Date(_) | Cell::Boolean(_) => {
            let shown = text_of(cell);
            return Err(refused(
                format!("“{}”填了“{shown}”，可能是输入的内容被表格软件改动了", label.zh),
                format!("{}: `{shown}`; the spreadsheet program may have changed what was typed", label.en),
                "把单元格格式改为“文本”或“数值”后重新输入",
                "set the format of the cell to text or number and type it again",
            ));
        }
        Cell::Error(error) => {
            return Err(refused(
                format!("“{}”是公式错误：{error}", label.zh),
                format!("{} is a formula error: {error}", label.en),
                "在原表中改正公式，或改为数值",
                "correct the formula in the worksheet, or replace it by its value",
            ));
        }
    };
    let unreadable = |message: Text| Unreadable {
        message,
        help: Text::new("请按提示改正，没有数据就留空", "correct it as said, or leave the cell empty"),
    };
    match spec.read(&text).map_err(unreadable)? {
        Some(Value::Number(number)) if heading.factor != Decimal::integer(1) => {
            number.checked_mul(heading.factor).map(|number| Some(Value::Number(number))).ok_or_else(|| {
                unreadable(Text::new(format!("“{}”的数字太长", label.zh), format!("{}: too many digits", label.en)))
            })
        }
        value => Ok(value),
    }
}

fn reads(spec: &FactSpec, text: &str) -> bool {
    spec.read(text).is_ok_and(|value| value.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> FactNames {
        match Standard::from_catalogue("national-2017") {
            Ok(standard) => FactNames::new(&standard),
            Err(problems) => unreachable!("{problems:?}"),
        }
    }

    fn found(path: &[&str]) -> Option<(String, String)> {
        let path: Vec<String> = path.iter().map(|heading| (*heading).to_owned()).collect();
        names().of_path(&path).map(|found| (found.spec.key, found.factor.to_string()))
    }

    fn key(key: &str, factor: &str) -> Option<(String, String)> {
        Some((key.to_owned(), factor.to_owned()))
    }

    #[test]
    fn a_heading_names_a_fact_as_a_whole_or_not_at_all() {
        assert_eq!(found(&["音乐专用教室间数"]), key("music_rooms", "1"));
        assert_eq!(found(&["3.音乐专用教室间数（间）"]), key("music_rooms", "1"));
        assert_eq!(found(&["政府保障程度", "音乐教室数"]), key("music_rooms", "1"));
        assert_eq!(found(&["音乐专用教室", "间数"]), key("music_rooms", "1"));
        assert_eq!(found(&["Music rooms"]), key("music_rooms", "1"));
        assert_eq!(found(&["专任教师总人数（培训与持证统计）（人）"]), key("teachers_total", "1"));
        assert_eq!(found(&["年度公用经费预算总额（元）"]), key("public_funds_budget", "0.0001"));
        assert_eq!(found(&["年度公用经费预算总额(万元)"]), key("public_funds_budget", "1"));
        for other in [
            &["音乐专用教室间数（㎡）"][..],
            &["新音乐专用教室间数"],
            &["小学", "班级数"],
            &["上年度", "班级数"],
            &["女", "初中毕业学生人数"],
            &["常住人口总数"],
        ] {
            assert_eq!(found(other), None, "{other:?}");
        }
    }

    #[test]
    fn cells_state_what_they_say_and_nothing_else() {
        let heading = |name: &str| match names().named(name) {
            Some(heading) => heading,
            None => unreachable!("{name}"),
        };
        let shown = |name: &str, cell: Cell<'_>| {
            let heading = heading(name);
            read_cell(&heading, cell).map(|value| value.map(|value| value.shown(&heading.spec).zh)).ok()
        };
        assert_eq!(shown("音乐专用教室间数", Cell::Number(2.0)), Some(Some("2".into())));
        assert_eq!(shown("年度公用经费预算总额", Cell::Number(0.1 + 0.2)), Some(Some("0.3".into())));
        assert_eq!(shown("年度公用经费预算总额（元）", Cell::Text("1,234,567")), Some(Some("123.4567".into())));
        assert_eq!(shown("音乐专用教室间数", Cell::Text("—")), Some(None));
        assert_eq!(shown("音乐专用教室间数", Cell::Text("两间")), None);
        assert_eq!(shown("音乐专用教室间数", Cell::Number(-1.0)), None);
        assert_eq!(shown("音乐专用教室间数", Cell::Error("#REF!")), None);
        assert_eq!(shown("留守儿童关爱体系健全", Cell::Text("无")), Some(Some("否".into())));
        assert_eq!(shown("留守儿童关爱体系健全", Cell::Boolean(true)), Some(Some("是".into())));
        assert_eq!(shown("留守儿童关爱体系健全", Cell::Text("-")), Some(None));
        assert_eq!(
            shown("通过国家义务教育基本均衡发展认定日期", Cell::Date("2015-12-01T00:00:00")),
            Some(Some("2015-12-01".into()))
        );
        assert_eq!(shown("德育工作水平", Cell::Date("2015-12-01")), None);
    }
}
