//! What a header path means: the words of each heading, and how headings above each other combine.
//!
//! A name counts only as a whole. Whatever is not understood to the last word is left unmatched.

use super::dictionary::{Dictionary, Dimension, Meaning, Named, UnitMeaning, dictionary};
use super::facts::FactHeading;
use super::fold::{fold, without_enumeration};
use super::{Confidence, Field, Scope};
use crate::diagnostic::Text;
use crate::records::Stage;

/// One heading, taken apart.
#[derive(Debug, Clone, Default)]
struct Node {
    /// The words left, folded; empty when the heading was only a stage or a unit.
    core: String,
    meaning: Meaning,
    known: bool,
    unit: Option<(String, UnitMeaning)>,
    scope: Option<Scope>,
    guard: bool,
    year: Option<String>,
}

/// What a header path was found to mean.
#[derive(Debug, Clone)]
pub(super) struct Match {
    pub(super) field: Option<Field>,
    pub(super) only: Option<Stage>,
    pub(super) graduate: bool,
    pub(super) scope: Scope,
    pub(super) unit: Option<(String, UnitMeaning)>,
    pub(super) confidence: Confidence,
    pub(super) reason: Text,
    /// A short name that stands alone (本科): the other columns decide.
    pub(super) lonely: Option<Named>,
    /// The stage came from a heading of its own below a field (专任教师 › 高中): the other columns may show that it is
    /// a degree.
    pub(super) stage_leaf: bool,
    /// Whether the last heading says that it is the total of a group (艺术 › 计).
    pub(super) totalled: bool,
    /// The fact of the standard it is the name of; no field then.
    pub(super) fact: Option<FactHeading>,
}

impl Match {
    fn none(reason: Text) -> Self {
        Self {
            field: None,
            only: None,
            graduate: false,
            scope: Scope::Row,
            unit: None,
            confidence: Confidence::Unsure,
            reason,
            lonely: None,
            stage_leaf: false,
            totalled: false,
            fact: None,
        }
    }

    fn unused(reason: Text) -> Self {
        Self { field: Some(Field::Unused), confidence: Confidence::Synonym, ..Self::none(reason) }
    }

    /// How much the match speaks for the row being a header.
    pub(super) fn weight(&self, blank: bool) -> i32 {
        match (self.field, self.lonely) {
            _ if self.fact.is_some() => 6,
            (Some(Field::Unused), _) => 4,
            (Some(_), _) => 12,
            (None, Some(_)) => 6,
            (None, None) if blank => 0,
            (None, None) => -2,
        }
    }
}

/// What the header path `path` (top to bottom) means.
pub(super) fn match_path(path: &[String]) -> Match {
    let dictionary = dictionary();
    if path.is_empty() {
        return Match::none(Text::new("没有列名", "no heading"));
    }
    let nodes: Vec<Node> = path.iter().flat_map(|heading| read_heading(dictionary, heading)).collect();
    combine(dictionary, &nodes)
}

/// Whether the dictionary knows the heading at all; a header row has several such.
pub(super) fn is_known_heading(heading: &str) -> bool {
    let dictionary = dictionary();
    let nodes = read_heading(dictionary, heading);
    !nodes.is_empty() && nodes.iter().all(|node| node.known || node.guard)
}

/// The money unit a line such as `单位：人、平方米、万元` names, if it names exactly one.
pub(super) fn money_unit_of_line(line: &str) -> Option<(String, UnitMeaning)> {
    let folded = fold(line);
    let (_, list) = folded.split_once("单位:")?;
    let list = list.split([')', ';']).next().unwrap_or(list);
    let mut found = None;
    for part in list.split([',', '/', '.']) {
        if let Some(unit) = dictionary().units.get(part)
            && unit.dimension == Dimension::Money
        {
            if found.is_some() {
                return None;
            }
            found = Some((part.to_owned(), *unit));
        }
    }
    found
}

/// Takes a heading apart. A heading that is itself a path (`专任教师 > 本科`) gives several nodes.
fn read_heading(dictionary: &Dictionary, heading: &str) -> Vec<Node> {
    let folded = fold(heading);
    let whole = read_node(dictionary, &folded);
    if whole.known || whole.guard {
        return vec![whole];
    }
    for separator in ['>', '_', '-', '—', '\\', '/', ':'] {
        if folded.contains(separator) {
            let parts: Vec<Node> = folded
                .split(separator)
                .filter(|part| !part.is_empty())
                .map(|part| read_node(dictionary, part))
                .collect();
            if parts.len() > 1 && parts.iter().all(|node| node.known || node.guard) {
                return parts;
            }
        }
    }
    vec![whole]
}

fn read_node(dictionary: &Dictionary, folded: &str) -> Node {
    let mut node = Node::default();
    let mut text = without_enumeration(folded).trim_end_matches([':', ',', '.']).to_owned();
    // Whole first: 学校(机构)标识码 has brackets of its own.
    if accept(dictionary, &mut node, &text) {
        return node;
    }
    text = strip_brackets(dictionary, &mut node, &text);
    if text.is_empty() {
        node.known = node.scope.is_some() || node.unit.is_some();
        return node;
    }
    if accept(dictionary, &mut node, &text) || accept_without_unit(dictionary, &mut node, &text) {
        return node;
    }
    if let Some(rest) = strip_year(&text) {
        node.year = Some(text.chars().take(text.chars().count() - rest.chars().count()).collect());
        text = rest.to_owned();
        if text.is_empty() {
            node.known = false;
            node.core = folded.to_owned();
            return node;
        }
        if accept(dictionary, &mut node, &text) || accept_without_unit(dictionary, &mut node, &text) {
            return node;
        }
    }
    // Words in front that change nothing, stages in front, in either order, each at most once.
    let mut rest = text.as_str();
    for _ in 0..3 {
        if dictionary.guard_prefixes.iter().any(|prefix| rest.starts_with(prefix.as_str())) {
            node.guard = true;
            node.core = text.clone();
            return node;
        }
        let plain = dictionary.prefixes.iter().find_map(|prefix| rest.strip_prefix(prefix.as_str()));
        if let Some(after) = plain {
            let after = after.trim_start_matches(':');
            if !after.is_empty() {
                rest = after;
                if accept_below_stage(dictionary, &mut node, rest) {
                    return node;
                }
                continue;
            }
        }
        let staged = dictionary
            .stage_words
            .iter()
            .find_map(|(word, scope)| Some((rest.strip_prefix(word.as_str())?, (*scope)?)));
        if let Some((after, scope)) = staged
            && node.scope.is_none()
            && !after.is_empty()
        {
            node.scope = Some(scope);
            rest = after;
            if accept_below_stage(dictionary, &mut node, rest) {
                return node;
            }
            continue;
        }
        break;
    }
    if dictionary.unused_prefixes.iter().any(|prefix| text.starts_with(prefix.as_str())) {
        node.known = true;
        node.core = text;
        node.meaning = Meaning { unused: true, ..Meaning::default() };
        return node;
    }
    node.core = text;
    node.known = false;
    node
}

/// Takes `text` as the core if the dictionary has it.
fn accept(dictionary: &Dictionary, node: &mut Node, text: &str) -> bool {
    let Some(meaning) = dictionary.meaning(text) else { return false };
    node.meaning = meaning.clone();
    node.known = true;
    node.guard |= meaning.guard;
    text.clone_into(&mut node.core);
    true
}

/// After a stage or a neutral word only a quantity may follow: 高中学历 is not the heading 学历 of 高中.
fn accept_below_stage(dictionary: &Dictionary, node: &mut Node, text: &str) -> bool {
    let fits = |meaning: &Meaning| {
        meaning.field.is_some()
            || meaning.short.is_some()
            || meaning.unused
            || meaning.guard
            || (meaning.groups != 0 && meaning.groups != dictionary.degree_group)
    };
    if dictionary.meaning(text).is_some_and(fits) {
        return accept(dictionary, node, text);
    }
    let mut probe = node.clone();
    if accept_without_unit(dictionary, &mut probe, text) && fits(&probe.meaning) {
        *node = probe;
        return true;
    }
    false
}

/// Longest name of a unit, in characters. Only so many at the end of a heading can be one: a cell of thousands of
/// characters is looked at no longer than a short one.
const LONGEST_UNIT: usize = 32;

/// `运动场地面积m2`, `教学仪器设备资产值in10000`: a unit without brackets at the end of a known name.
fn accept_without_unit(dictionary: &Dictionary, node: &mut Node, text: &str) -> bool {
    let before = text.chars().count().saturating_sub(LONGEST_UNIT).max(1);
    for (at, _) in text.char_indices().skip(before) {
        let Some((name, unit)) = text.split_at_checked(at) else { continue };
        let Some(meaning) = dictionary.units.get(unit) else { continue };
        let name = name.trim_end_matches([',', ':', '/', '-']).trim_end_matches("单位").trim_end_matches([',', ':']);
        if accept(dictionary, node, name) {
            node.unit = Some((unit.to_owned(), *meaning));
            return true;
        }
    }
    false
}

/// Removes the brackets whose content is understood; others stay and keep the name from being matched.
fn strip_brackets(dictionary: &Dictionary, node: &mut Node, text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(open) = rest.find('(') {
        let Some(length) = rest.get(open..).and_then(|tail| tail.find(')')) else { break };
        kept.push_str(rest.get(..open).unwrap_or(""));
        let content = rest.get(open + 1..open + length).unwrap_or("");
        if !read_bracket(dictionary, node, content) {
            kept.push_str(rest.get(open..=open + length).unwrap_or(""));
        }
        rest = rest.get(open + length + 1..).unwrap_or("");
    }
    kept.push_str(rest);
    kept
}

fn read_bracket(dictionary: &Dictionary, node: &mut Node, content: &str) -> bool {
    let mut read = Node { unit: node.unit.clone(), scope: node.scope, ..Node::default() };
    let content = content.strip_prefix("单位").map_or(content, |rest| rest.trim_start_matches(':'));
    for part in content.split([',', ';']) {
        let code = part.trim_start_matches('l').replace('-', "");
        if part.is_empty() || code.is_empty() || code.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        if let Some(unit) = dictionary.units.get(part) {
            read.unit = Some((part.to_owned(), *unit));
        } else if let Some(scope) = dictionary.stage_word(part) {
            let Some(scope) = scope else { return false };
            if read.scope.is_some_and(|other| other != scope) {
                return false;
            }
            read.scope = Some(scope);
        } else if dictionary.brackets.iter().any(|word| word == part)
            || dictionary.meaning(part).is_some_and(|meaning| meaning.total)
        {
            // Says nothing new.
        } else if dictionary.meaning(part).is_some_and(|meaning| meaning.guard)
            || dictionary.guard_prefixes.iter().any(|prefix| part == prefix.as_str())
        {
            read.guard = true;
        } else {
            return false;
        }
    }
    node.unit = read.unit;
    node.scope = read.scope;
    node.guard |= read.guard;
    true
}

/// `2023年…`, `2022-2023学年…` without the year.
fn strip_year(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 4 {
        return None;
    }
    let mut rest = text.get(4..)?;
    if let Some(after) = rest.strip_prefix(['-', '/', '—', '~']) {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 4 || digits == 2 {
            rest = after.get(digits..)?;
        }
    }
    ["学年度", "学年", "年度", "年底", "年末", "年"].iter().find_map(|word| rest.strip_prefix(word))
}

fn combine(dictionary: &Dictionary, nodes: &[Node]) -> Match {
    if let Some(node) = nodes.iter().find(|node| node.guard) {
        let name = node.core.clone();
        return Match::unused(Text::new(
            format!("“{name}”是另一个量，不取"),
            format!("`{name}` is another quantity: not used"),
        ));
    }
    let degree = dictionary.degree_group;
    let last = nodes.len().saturating_sub(1);
    let mut scope: Option<Scope> = None;
    let mut unit = None;
    let mut significant: Vec<&Node> = Vec::new();
    let mut totalled = false;
    let mut stage_leaf = false;
    for (place, node) in nodes.iter().enumerate() {
        if node.unit.is_some() {
            unit.clone_from(&node.unit);
        }
        let below_degree = nodes.iter().take(place).any(|above| above.meaning.groups & degree != 0);
        let stage_node = node.meaning.scope.is_some() && !(below_degree && node.scope.is_none());
        let own = node.scope.or(if stage_node { node.meaning.scope } else { None });
        if let Some(own) = own {
            if scope.is_some_and(|other| other != own) {
                return Match::none(Text::new("列名里有两个学段", "two stages in one heading"));
            }
            scope = Some(own);
        }
        if stage_node && (node.meaning.scope.is_some() && node.meaning.field.is_none()) {
            stage_leaf = place == last && place > 0;
            continue;
        }
        if node.core.is_empty() {
            continue;
        }
        let alone = nodes.len() == 1;
        let named = significant.last().is_some_and(|above| above.meaning.field.is_some() || above.meaning.unused);
        if node.meaning.total
            && place == last
            && !alone
            && !significant.is_empty()
            && (named || node.meaning.short.is_none())
        {
            totalled = true;
            continue;
        }
        let quantity = node.meaning.field.is_some() || node.meaning.unused;
        if node.meaning.transparent && (place != last || node.meaning.short.is_none()) && !quantity {
            continue;
        }
        if node.meaning.total && place != last && !quantity {
            continue;
        }
        significant.push(node);
    }
    // 教职工 › 专任教师 › 本科 speaks of teachers: the staff above them say nothing more.
    let teachers_below = |place: usize| {
        significant.get(place + 1).is_some_and(|below: &&Node| below.meaning.groups & dictionary.teachers_group != 0)
    };
    let significant: Vec<&Node> = significant
        .iter()
        .enumerate()
        .filter(|(place, node)| node.meaning.groups & dictionary.staff_group == 0 || !teachers_below(*place))
        .map(|(_, node)| *node)
        .collect();
    let scope = scope.unwrap_or(Scope::Row);
    let Some((leaf, above)) = significant.split_last() else {
        return Match::none(Text::new("列名没有说明是什么数", "the heading does not say what is counted"));
    };
    let found = |named: Named, confidence: Confidence, reason: Text| Match {
        field: Some(named.field),
        only: named.only,
        graduate: named.graduate,
        scope,
        unit: unit.clone(),
        confidence,
        reason,
        lonely: None,
        stage_leaf,
        totalled,
        fact: None,
    };
    let matched = 'matched: {
        // The headings read as one name: 每百名学生拥有 + 骨干教师数, 学校 + 名称.
        if !above.is_empty() {
            let joined: String = significant.iter().map(|node| node.core.as_str()).collect();
            if let Some(named) = dictionary.meaning(&joined).and_then(|meaning| meaning.field) {
                break 'matched found(named, Confidence::Context, reason_joined(dictionary, named.field));
            }
        }
        if let Some(named) = leaf.meaning.field
            && leaf.meaning.short.is_none()
        {
            let Some(facts) = dictionary.facts(named.field) else { break 'matched unknown(leaf) };
            if let Some(stranger) = above.iter().find(|node| !fits(node, named.field, facts.under)) {
                break 'matched Match::none(Text::new(
                    format!("“{}”上面的“{}”不认识，不能确定", leaf.core, stranger.core),
                    format!("`{}` stands below `{}`, which is not known: not sure", leaf.core, stranger.core),
                ));
            }
            let alone = above.is_empty() && scope == Scope::Row && !totalled;
            let confidence = match (alone, named.title) {
                (true, true) => Confidence::Exact,
                (true, false) => Confidence::Synonym,
                (false, _) => Confidence::Context,
            };
            let reason = if above.is_empty() && !totalled && scope != Scope::Row && nodes.len() == 1 {
                reason_scoped(dictionary, named.field, scope)
            } else {
                reason_named(dictionary, named, confidence)
            };
            break 'matched found(named, confidence, reason);
        }
        if let Some(named) = leaf.meaning.short {
            let Some(facts) = dictionary.facts(named.field) else { break 'matched unknown(leaf) };
            if above.is_empty() {
                let mut lonely = Match::none(Text::new(
                    format!("只写“{}”，没有上级表头，不能确定", leaf.core),
                    format!("`{}` alone, with no heading above: not sure", leaf.core),
                ));
                lonely.lonely = Some(named);
                lonely.scope = scope;
                lonely.unit.clone_from(&unit);
                break 'matched lonely;
            }
            if above.iter().all(|node| fits(node, named.field, facts.under)) {
                break 'matched found(named, Confidence::Context, reason_joined(dictionary, named.field));
            }
            break 'matched Match::none(Text::new(
                format!("“{}”在这个上级表头下不能确定", leaf.core),
                format!("`{}` is not sure below this heading", leaf.core),
            ));
        }
        if leaf.meaning.unused {
            break 'matched Match::unused(Text::new("认识，评估用不到", "known, and not needed"));
        }
        unknown(leaf)
    };
    with_unit(dictionary, matched, &nodes_years(nodes))
}

fn nodes_years(nodes: &[Node]) -> Option<String> {
    nodes.iter().find_map(|node| node.year.clone())
}

fn unknown(leaf: &Node) -> Match {
    Match::none(Text::new(format!("词典里没有“{}”", leaf.core), format!("`{}` is not in the dictionary", leaf.core)))
}

/// Whether a heading may stand above a column of `field`.
fn fits(node: &Node, field: Field, under: u32) -> bool {
    node.known && (node.meaning.groups & under != 0 || node.meaning.field.is_some_and(|named| named.field == field))
}

fn reason_joined(dictionary: &Dictionary, field: Field) -> Text {
    let (zh, en) = dictionary.title(field);
    Text::new(format!("连同上级表头，即“{zh}”"), format!("with the headings above it: {en}"))
}

fn reason_scoped(dictionary: &Dictionary, field: Field, scope: Scope) -> Text {
    let (zh, en) = dictionary.title(field);
    let (stage_zh, stage_en) = match scope {
        Scope::Primary => ("小学", "primary"),
        Scope::Junior => ("初中", "junior secondary"),
        Scope::Senior => ("高中", "senior secondary"),
        Scope::Row => ("", ""),
    };
    Text::new(format!("{stage_zh}的“{zh}”"), format!("{en}, {stage_en}"))
}

fn reason_named(dictionary: &Dictionary, named: Named, confidence: Confidence) -> Text {
    let (zh, en) = dictionary.title(named.field);
    match confidence {
        Confidence::Exact => Text::new("同名", "same name"),
        Confidence::Synonym => Text::new(format!("即“{zh}”"), format!("another name of {en}")),
        _ => reason_joined(dictionary, named.field),
    }
}

/// Checks the unit against the field; 人/百人 turns an amount into a ready-made value.
fn with_unit(dictionary: &Dictionary, mut matched: Match, year: &Option<String>) -> Match {
    if let Some(year) = year {
        matched.reason.zh.push_str(&format!("（{year}）"));
        matched.reason.en.push_str(&format!(" ({year})"));
    }
    let (Some(field), Some((name, unit))) = (matched.field, matched.unit.clone()) else { return matched };
    if field == Field::Unused {
        return matched;
    }
    let dimension = dictionary.facts(field).map(|facts| facts.dimension);
    if dimension != Some(unit.dimension) {
        // 个 is said of everything that is counted.
        if dimension == Some(Dimension::People) && name == "个" {
            return matched;
        }
        return Match::none(Text::new(
            format!("列名像“{}”，单位“{name}”不符", dictionary.title(field).0),
            format!("named like {}, but the unit `{name}` does not fit", dictionary.title(field).1),
        ));
    }
    if unit.per && field.ratio_of().is_none() {
        let ratio = match field {
            Field::TeachersAboveRequired => Field::TeachersAboveRequiredRatio,
            Field::BackboneTeachers => Field::BackboneTeachersRatio,
            Field::PeArtTeachers => Field::PeArtTeachersRatio,
            Field::TeachingAreaNet => Field::TeachingAreaRatio,
            Field::SportsArea => Field::SportsAreaRatio,
            Field::EquipmentValue => Field::EquipmentValueRatio,
            Field::NetworkedClassrooms => Field::NetworkedClassroomsRatio,
            _ => {
                return Match::none(Text::new(
                    format!("“{name}”是每名学生的单位，这一列要总数"),
                    format!("`{name}` is per pupil; a total is needed here"),
                ));
            }
        };
        matched.field = Some(ratio);
        matched.confidence = Confidence::Context;
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(path: &str) -> Option<(Field, Scope)> {
        let nodes: Vec<String> = path.split(" | ").map(str::to_owned).collect();
        let matched = match_path(&nodes);
        matched.field.map(|field| (field, matched.scope))
    }

    /// A cell above a table may hold pages of text: looking for a unit at each of its places would take minutes.
    #[test]
    fn units_are_sought_at_the_end_of_a_heading_only() {
        let longest = dictionary().units.keys().map(|unit| unit.chars().count()).max();
        assert!(longest <= Some(LONGEST_UNIT), "{longest:?}");
        assert_eq!(field(&"学校名称".repeat(500_000)), None);
        assert!(field("运动场地面积m2").is_some());
    }

    #[test]
    fn real_headings_are_understood() {
        use Field::*;
        for (path, expected, scope) in [
            ("学 校\n名 称", School, Scope::Row),
            ("学校（机构）标识码", Code, Scope::Row),
            ("县（市、区）", County, Scope::Row),
            ("在校生数 | 合计", Pupils, Scope::Row),
            ("在校生数", Pupils, Scope::Row),
            ("学生人数（在校人数）", Pupils, Scope::Row),
            ("学生 | 人数", Pupils, Scope::Row),
            ("小学在校学生数（人）", Pupils, Scope::Primary),
            ("初中 | 在校生数", Pupils, Scope::Junior),
            ("在校生数 | 高中", Pupils, Scope::Senior),
            ("在校生数 | 高中阶段", Pupils, Scope::Senior),
            ("专任教师 | 按学历分 | 本科", Bachelors, Scope::Row),
            ("专任教师 | #按学历分 | 硕士研究生", Masters, Scope::Row),
            ("专任教师 > #按学历分 > 专科", Associates, Scope::Row),
            ("小学 | 专任教师 | 按学历分 | 博士研究生", Doctors, Scope::Primary),
            ("专任教师 | #按授课课程分 | 体育与健康", PeTeachers, Scope::Row),
            ("专任教师 | 按授课课程分 | 艺术 | 计", ArtsTeachers, Scope::Row),
            ("专任教师 | 按授课课程分 | 艺术 | 音乐", MusicTeachers, Scope::Row),
            ("专任教师 | 按授课课程分 | 美术", FineArtTeachers, Scope::Row),
            ("教职工数 | 其中：专任教师", FullTimeTeachers, Scope::Row),
            ("教职工数 | 其中:专任教师 | 按学历分 | 本科", Bachelors, Scope::Row),
            ("其中：县级以上骨干教师", BackboneTeachers, Scope::Row),
            ("其中：体音美教师 | 体育", PeTeachers, Scope::Row),
            ("专任教师 | 其中：体音美教师 | 音乐", MusicTeachers, Scope::Row),
            ("其中：音体美专任教师 | 美术", FineArtTeachers, Scope::Row),
            ("小学体育艺术专任教师", PeArtTeachers, Scope::Primary),
            ("初中体音美教师", PeArtTeachers, Scope::Junior),
            ("学生数（人） | 小学", Pupils, Scope::Primary),
            ("教学仪器设备值 | 总值（万元）", EquipmentValue, Scope::Row),
            ("网络多媒体教室 | 间数", NetworkedClassrooms, Scope::Row),
            ("一、基本情况 | 在校生数", Pupils, Scope::Row),
            ("县级以上骨干教师（小学）", BackboneTeachers, Scope::Primary),
            ("骨干教师 | 县级以上", BackboneTeachers, Scope::Row),
            ("高于规定学历教师数（人）", TeachersAboveRequired, Scope::Row),
            ("本科及以上学历教师数", TeachersAboveRequired, Scope::Row),
            ("体育、艺术（美术、音乐）专任教师数", PeArtTeachers, Scope::Row),
            ("校舍建筑面积（㎡） | 教学及辅助用房 | 计", TeachingArea, Scope::Row),
            ("教学及辅助用房面积(平方米)", TeachingArea, Scope::Row),
            ("教学及辅助用房面积（不含室内体育用房）（㎡）", TeachingAreaNet, Scope::Row),
            ("教学及辅助用房 | 其中:室内体育用房", IndoorSportsArea, Scope::Row),
            ("其中:室内体育用房面积（m²）", IndoorSportsArea, Scope::Row),
            ("占地面积 | 其中:运动场地面积", SportsGroundArea, Scope::Row),
            ("运动场地面积m2", SportsGroundArea, Scope::Row),
            ("体育运动场馆面积 | 合计", SportsArea, Scope::Row),
            ("体育运动场馆面积 | 室外", SportsGroundArea, Scope::Row),
            ("固定资产总值（万元） | 其中：教学仪器设备资产值", EquipmentValue, Scope::Row),
            ("教学仪器设备资产值in10000", EquipmentValue, Scope::Row),
            ("教学仪器设备值(万元,账面原值)", EquipmentValue, Scope::Row),
            ("教学仪器设备值（单位：万元）", EquipmentValue, Scope::Row),
            ("网络多媒体教室（间）", NetworkedClassrooms, Scope::Row),
            ("教室 | 网络多媒体教室数", NetworkedClassrooms, Scope::Row),
            ("每百名学生拥有 | 县级以上骨干教师数", BackboneTeachersRatio, Scope::Row),
            ("生均 | 教学仪器设备值", EquipmentValueRatio, Scope::Row),
            ("生均教学及辅助用房面积 | 指标值", TeachingAreaRatio, Scope::Row),
            ("L5", SportsAreaRatio, Scope::Row),
            ("教学仪器设备值（元/生）", EquipmentValueRatio, Scope::Row),
            ("2023年在校生数", Pupils, Scope::Row),
            ("本学年在校生数", Pupils, Scope::Row),
            ("在校生数 | 本年", Pupils, Scope::Row),
            ("1.在校生数", Pupils, Scope::Row),
            ("办学条件 | 运动场地面积", SportsGroundArea, Scope::Row),
        ] {
            assert_eq!(field(path), Some((expected, scope)), "{path}");
        }
    }

    #[test]
    fn what_looks_alike_is_never_taken() {
        // Each must be unused or unmatched: never a field of the evaluation.
        for path in [
            "招生数",
            "毕业生数",
            "在校生数 | 女",
            "在校生数 | 其中:女",
            "在校生数(女)",
            "女在校生数",
            "上年在校生数",
            "在校生数（上年）",
            "上学年 | 在校生数",
            "在校生数 | 上年",
            "教职工数",
            "教师数",
            "教职工 | 本科",
            "教职工 | 按学历分 | 本科",
            "校长 | 本科",
            "行政办公用房",
            "校舍建筑面积",
            "占地面积",
            "固定资产总值",
            "普通教室",
            "计算机教室",
            "多媒体教室",
            "教室 | 普通教室",
            "音乐教室",
            "专用教室 | 音乐",
            "专用教室 | 美术",
            "器材达标 | 体育",
            "体育",
            "本科",
            "音乐",
            "学生 | 寄宿生",
            "在校生数 | 寄宿生",
            "其中：寄宿生",
            "生均教学及辅助用房面积 | 标准",
            "生均教学及辅助用房面积 | 是否达标",
            "在校生数（万元）",
            "教学仪器设备值（㎡）",
            "专任教师 | 按学历分 | 高中",
            "高中学历",
            "高中阶段以下",
            "专任教师 | 高级",
            "当年新增教学仪器设备资产值",
            "新增运动场地面积",
            "教学及辅助用房 | 普通教室",
            "民办 | 在校生数",
            "学校体育工作",
            "体育馆数",
            "省级骨干教师数",
            "校级骨干教师",
            "骨干教师 | 省级",
            "在校生数 | 增减",
            "每百名学生 | 体育",
            "生均 | 运动场地面积",
            "生均校舍建筑面积",
            "运动场地面积 | 田径场",
            "综合",
            "L3-1",
            "小学教学点数",
            "初中毕业生数",
            "幼儿园 | 在校生数",
            "小学初中在校生数",
            "在校生数(小学,初中)",
            "教学及辅助用房面积（亩/生）",
            "其中",
            "合计",
            "人数",
            "面积",
            "兼职 | 体育教师",
            "县级以上骨干教师比例",
            "网络多媒体教室 | 达标值",
            "教学仪器设备值 | 生均值(元)",
            "网络多媒体教室 | 每百名学生拥有数",
            "骨干教师 | 每百名学生拥有",
            "义务教育阶段在校生数",
            "班级数 | 小学",
            "2022年 | 在校生数",
            "缺网络多媒体教室数",
            "应有专任教师数",
            "是否县级以上骨干教师",
        ] {
            let found = field(path);
            assert!(matches!(found, None | Some((Field::Unused, _))), "{path} became {found:?}");
        }
    }

    #[test]
    fn every_pair_of_look_alikes_stays_apart() {
        let names = [
            "小学在校生数",
            "初中在校生数",
            "高中在校生数",
            "专任教师数",
            "骨干教师数",
            "教职工数",
            "体育教师数",
            "美术教师数",
            "音乐教师数",
            "教学及辅助用房面积",
            "行政办公用房面积",
            "校舍建筑面积",
            "占地面积",
            "教学仪器设备值",
            "固定资产总值",
            "在校生数",
            "招生数",
            "毕业生数",
            "网络多媒体教室数",
            "普通教室数",
            "计算机教室数",
            "室内体育用房面积",
            "运动场地面积",
            "体育运动场馆面积",
        ];
        for (i, one) in names.iter().enumerate() {
            for other in names.iter().skip(i + 1) {
                let (a, b) = (field(one), field(other));
                let unused = |found: &Option<(Field, Scope)>| matches!(found, None | Some((Field::Unused, _)));
                assert!(a != b || (unused(&a) && unused(&b)), "{one} and {other} both became {a:?}");
            }
        }
    }

    #[test]
    fn the_unit_of_a_line_counts_only_when_it_is_the_only_one() {
        assert_eq!(money_unit_of_line("单位：人、平方米、万元").map(|(name, _)| name).as_deref(), Some("万元"));
        assert_eq!(money_unit_of_line("单位：元、万元"), None);
        assert_eq!(money_unit_of_line("填报单位：青禾县教育局"), None);
    }
}
