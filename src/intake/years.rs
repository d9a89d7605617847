//! Years that a source speaks of: in its name, in the names and titles of sheets, in a column. Two years are never mixed.

use super::bind::Bound;
use super::fold::fold;
use super::sheets::Read;
use super::{EarlierYear, Reading, SheetKind, SheetReading, Source, Year, schools};
use crate::diagnostic::{Issue, Location, Severity, Text};
use crate::records::Excluded;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};

/// First and last year of what a text speaks of: 2023-2024学年 is both.
type Span = (u16, u16);

/// Headings of a column that tells the year of each row.
const HEADINGS: [&str; 12] = [
    "年份",
    "年度",
    "学年",
    "学年度",
    "年",
    "统计年份",
    "统计年度",
    "统计学年",
    "数据年份",
    "所属年份",
    "所属学年",
    "year",
];

/// Whether a folded heading is that of a column of years.
pub(super) fn is_year_heading(heading: &str) -> bool {
    HEADINGS.contains(&heading)
}

/// `2023`, `2023年`, `2023年9月`, `2023-09`, `2023-2024学年`: the year in front.
pub(super) fn year_of_cell(text: &str) -> Option<u16> {
    let folded = fold(text);
    let digits = folded.bytes().take_while(u8::is_ascii_digit).count();
    let rest = folded.get(digits..)?;
    let dated = rest.is_empty() || rest == ".0" || rest.starts_with(['年', '学', '-', '/', '.', '—', '~']);
    folded.get(..digits).filter(|_| digits == 4 && dated)?.parse().ok().filter(|year| (1900..=2100).contains(year))
}

/// The years a title or a name speaks of. Dates with a month (填表日期) and numbers of documents say nothing about the data.
fn years_of(text: &str) -> Vec<Span> {
    let folded = fold(text);
    let chars: Vec<char> = folded.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let number = |from: usize, count: usize| -> Option<u16> {
        let end = from.checked_add(count)?;
        let text: String = chars.get(from..end)?.iter().collect();
        (text.bytes().all(|b| b.is_ascii_digit()) && !digit(end)).then(|| text.parse().ok()).flatten()
    };
    let starts = |at: usize, word: &str| word.chars().enumerate().all(|(k, c)| chars.get(at + k) == Some(&c));
    let mut spans = Vec::new();
    for at in 0..chars.len() {
        let range = |before: usize| {
            chars.get(before).is_some_and(|c| matches!(c, '-' | '/' | '—' | '~' | '至'))
                && before.checked_sub(1).is_some_and(digit)
        };
        if !digit(at) || at.checked_sub(1).is_some_and(|before| digit(before) || range(before)) {
            continue;
        }
        let Some(year) = number(at, 4).filter(|year| (1990..=2100).contains(year)) else { continue };
        let mut after = at + 4;
        let mut last = year;
        if chars.get(after).is_some_and(|c| matches!(c, '-' | '/' | '—' | '~' | '至')) {
            let long = number(after + 1, 4).map(|year| (year, 5));
            let short = number(after + 1, 2).map(|two| (year / 100 * 100 + two, 3));
            match long.or(short) {
                Some((other, length)) if other == year + 1 => (last, after) = (other, after + length),
                _ => continue,
            }
        }
        if starts(after, "学年") {
            spans.push((year, last.max(year + 1)));
        } else if starts(after, "年") && !digit(after + 1) {
            spans.push((year, last));
        }
    }
    spans
}

/// The years of a sheet, by its name and title, else by the name of its file; a name that is a year alone counts.
fn years_of_sheet(file: Option<&str>, name: Option<&str>, title: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = name.map(years_of).unwrap_or_default();
    if let Some(year) = name.and_then(year_of_cell)
        && spans.is_empty()
    {
        spans.push((year, year));
    }
    spans.extend(years_of(title));
    if spans.is_empty() {
        spans = file.map(years_of_file).unwrap_or_default();
    }
    spans
}

/// The years the name of a file speaks of. A bare year counts at either end of it: `2023.xlsx`, `青禾县2023.xlsx`.
fn years_of_file(name: &str) -> Vec<Span> {
    let spans = years_of(name);
    if !spans.is_empty() {
        return spans;
    }
    let folded = fold(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let year = |text: &str| text.parse().ok().filter(|year| (1990..=2100).contains(year)).map(|year: u16| (year, year));
    let apart =
        |c: Option<char>| !c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '—' | '~' | '至' | '.'));
    let chars: Vec<char> = folded.chars().collect();
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let front = chars.get(..4).filter(|_| apart(chars.get(4).copied())).and_then(|digits| year(&text(digits)));
    let back = chars.len().checked_sub(4).and_then(|from| {
        let dashed = from >= 2 && chars.get(from - 2).is_some_and(char::is_ascii_digit);
        let before = from.checked_sub(1).and_then(|at| chars.get(at).copied());
        // A dash between a word and a year is no range.
        let free = apart(before) || !dashed && !before.is_some_and(|c| c.is_ascii_digit());
        chars.get(from..).filter(|_| free).and_then(|digits| year(&text(digits)))
    });
    front.or(back).into_iter().collect()
}

/// Whether two texts may speak of one year. School years that follow each other share a calendar year and are two.
fn overlap(one: &[Span], other: &[Span]) -> bool {
    let alike = |a: &Span, b: &Span| match (a.0 < a.1, b.0 < b.1) {
        (true, true) => a == b,
        _ => a.0 <= b.1 && b.0 <= a.1,
    };
    one.iter().any(|a| other.iter().any(|b| alike(a, b)))
}

/// The newest year a table speaks of.
fn newest_of(spans: &[Span]) -> Option<Year> {
    spans.iter().map(|&(first, last)| Year { first, last }).max_by_key(|year| year.last)
}

fn shown(spans: &[Span]) -> String {
    let mut texts: Vec<String> =
        spans.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}-{b}") }).collect();
    texts.dedup();
    texts.join("、")
}

/// Says where the years of a file and of its sheets, or of several files, are not the same.
pub(super) fn differ(reading: &Reading) -> Vec<Issue> {
    let mut first: Option<(Vec<Span>, String)> = None;
    let mut issues = Vec::new();
    // Tables of earlier years were told apart already.
    let apart = !reading.earlier.is_empty();
    let read = reading
        .sheets
        .iter()
        .filter(|sheet| sheet.skipped.is_none() && sheet.kind == SheetKind::Schools)
        .filter(|sheet| !apart || sheet.sections > 0);
    for sheet in read {
        let file = reading.sources.get(sheet.source as usize).and_then(|source| source.name.as_deref());
        let of_file = file.map(years_of_file).unwrap_or_default();
        let own = years_of_sheet(file, sheet.name.as_deref(), &sheet.title);
        let other = match &first {
            _ if !of_file.is_empty() && !own.is_empty() && !overlap(&of_file, &own) => {
                Some((of_file, file.unwrap_or_default().to_owned()))
            }
            Some((years, what)) if !own.is_empty() && !overlap(years, &own) => Some((years.clone(), what.clone())),
            _ => None,
        };
        if first.is_none() && !own.is_empty() {
            let what = sheet.name.clone().or_else(|| file.map(str::to_owned)).unwrap_or_else(|| sheet.title.clone());
            first = Some((own.clone(), what));
        }
        let Some((years, what)) = other else { continue };
        issues.push(
            Issue::new(
                "years_differ",
                Severity::Experience,
                Text::new(
                    format!("这张表是{}年的，而“{what}”是{}年的，可能混用了不同年度的数据", shown(&own), shown(&years)),
                    format!("this table is of {} and `{what}` of {}: years may be mixed", shown(&own), shown(&years)),
                ),
                Text::new("核对是不是同一年度的数据", "check whether the data are of one year"),
            )
            .at(Location::of_sheet(file, sheet.name.as_deref()).at_cell(0, 0)),
        );
    }
    issues
}

/// Where two tables are of different years and hold the same schools, the older one is left out, row by row with the
/// reason: its schools would count twice. Answers the newest year of what stays.
pub(super) fn leave_older_out(
    sources: &[Source<'_>],
    reads: &mut [Vec<Read>],
    issues: &mut Vec<Issue>,
) -> Option<Year> {
    let mut tables: Vec<(Vec<Span>, &mut SheetReading, &mut Bound)> = Vec::new();
    for (source, reads) in sources.iter().zip(&mut *reads) {
        for read in reads {
            let Some(bound) = read.bound.as_mut().filter(|bound| !bound.sections.is_empty()) else { continue };
            let sheet = &mut read.reading;
            let file = source.workbook.name.as_deref();
            tables.push((years_of_sheet(file, sheet.name.as_deref(), &sheet.title), sheet, bound));
        }
    }
    if tables.iter().all(|(years, ..)| tables.first().is_some_and(|(first, ..)| overlap(first, years))) {
        return tables.iter().filter_map(|(years, ..)| newest_of(years)).max_by_key(|year| year.last);
    }
    let schools: Vec<HashSet<(String, usize)>> = tables
        .iter()
        .map(|(_, _, bound)| bound.sections.iter().map(|one| (fold(&one.school), one.stage.index())).collect())
        .collect();
    let newest = |spans: &[Span]| newest_of(spans).map(|year| year.last);
    let mut older: Vec<(usize, u16)> = Vec::new();
    for (place, ((own, ..), names)) in tables.iter().zip(&schools).enumerate() {
        let Some(own_newest) = newest(own) else { continue };
        let others = tables.iter().zip(&schools).filter(|((other, ..), _)| !overlap(own, other));
        let newer = others.filter_map(|((other, ..), others)| {
            let year = newest(other).filter(|year| *year > own_newest)?;
            (names.intersection(others).count() * 2 > names.len()).then_some(year)
        });
        older.extend(newer.max().map(|year| (place, year)));
    }
    for (place, year) in older {
        if let Some((spans, sheet, bound)) = tables.get_mut(place)
            && let Some(own) = newest_of(spans)
        {
            issues.extend(leave_out(sheet, bound, own, year));
        }
    }
    let stay = tables.iter().filter(|(.., bound)| !bound.sections.is_empty());
    let newest = stay.filter_map(|(years, ..)| newest_of(years)).max_by_key(|year| year.last);
    if let Some(newest) = newest {
        for (source, reads) in sources.iter().zip(reads) {
            leave_rest_out(source, reads, newest);
        }
    }
    newest
}

/// Where all tables of schools of a source are of an earlier year, its other sheets are so as well: class rolls, statements
/// and answers of that year say nothing of the newest.
fn leave_rest_out(source: &Source<'_>, reads: &mut [Read], newest: Year) {
    let bounds = || reads.iter().filter_map(|read| read.bound.as_ref());
    let earlier = bounds().flat_map(|bound| &bound.earlier).map(|earlier| earlier.year).max_by_key(|year| year.last);
    let Some(own) = earlier.filter(|_| bounds().all(|bound| bound.sections.is_empty())) else { return };
    let words = other_year(newest.last);
    for read in reads {
        let sheet = &read.reading;
        let told = years_of_sheet(None, sheet.name.as_deref(), &sheet.title);
        let later = newest_of(&told).is_some_and(|year| year.last > own.last);
        let Some(bound) = read.bound.as_mut().filter(|bound| bound.rows_taken > 0 && !later) else { continue };
        let place =
            Location::of_sheet(source.workbook.name.as_deref(), sheet.name.as_deref()).at_cell(sheet.header_top, 0);
        let facts = bound.facts.iter().map(|one| (one.school.as_deref(), &one.location));
        let classes = bound.classes.iter().map(|one| (Some(one.school.as_str()), &one.location));
        let groups = bound.survey.iter().map(|one| (Some(one.group.as_str()), &one.location));
        let profiles = bound.profiles.iter().map(|one| (Some(one.name.as_str()), &one.location));
        let mut rows: BTreeMap<u32, (String, Option<Location>)> = BTreeMap::new();
        for (name, location) in facts.chain(classes).chain(groups).chain(profiles) {
            if let Some((row, _)) = location.as_ref().and_then(Location::spot) {
                rows.entry(row).or_insert_with(|| (name.unwrap_or_default().to_owned(), location.clone()));
            }
        }
        let mut rows: Vec<(String, Option<Location>)> = rows.into_values().collect();
        // Of answers and scores it is not kept in which row each stood.
        rows.resize(bound.rows_taken, (String::new(), Some(place)));
        for (school, location) in rows {
            let code = "other_year".to_owned();
            bound.excluded.push(Excluded { index: None, school, code, reason: words.clone(), location });
        }
        bound.rows_taken = 0;
        let rest = bound.take_year(own);
        bound.earlier.push(rest);
        bound.classes.clear();
        bound.survey.clear();
        bound.scores.clear();
    }
}

fn other_year(newest: u16) -> Text {
    Text::new(
        format!("另有{newest}年的表，这张较早年度的表没有取用"),
        format!("there is a table of {newest}; this one of an earlier year is not used"),
    )
}

/// The earlier years of all tables, each once and the oldest first.
pub(super) fn together(found: impl IntoIterator<Item = EarlierYear>) -> Vec<EarlierYear> {
    let mut years: BTreeMap<u16, EarlierYear> = BTreeMap::new();
    for one in found {
        match years.entry(one.year.first) {
            Entry::Vacant(place) => {
                place.insert(one);
            }
            Entry::Occupied(mut place) => {
                let year = place.get_mut();
                year.year.last = year.year.last.max(one.year.last);
                year.sections.extend(one.sections);
                year.schools.extend(one.schools);
                year.facts.extend(one.facts);
                year.issues.extend(one.issues);
            }
        }
    }
    let merged = |year: EarlierYear| {
        let (schools, issues) = schools::merged(year.schools);
        EarlierYear { schools, issues: year.issues.into_iter().chain(issues).collect(), ..year }
    };
    years.into_values().map(merged).collect()
}

fn leave_out(sheet: &mut SheetReading, bound: &mut Bound, own: Year, year: u16) -> Option<Issue> {
    let words = other_year(year);
    let mut rows: BTreeMap<Option<u32>, (String, Option<Location>)> = BTreeMap::new();
    let row = |location: &Option<Location>| location.as_ref().and_then(Location::spot).map(|(row, _)| row);
    let sections = bound.sections.iter().map(|section| (&section.school, &section.location));
    let profiles = bound.profiles.iter().map(|school| (&school.name, &school.location));
    let first = bound.sections.first().and_then(|section| section.location.clone());
    let known: HashSet<Option<u32>> = bound.excluded.iter().map(|excluded| row(&excluded.location)).collect();
    for (school, location) in sections.chain(profiles) {
        let row = row(location);
        if !known.contains(&row) {
            rows.entry(row).or_insert_with(|| (school.clone(), location.clone()));
        }
    }
    if rows.len() != bound.rows_taken {
        // Rows that became something else as well: they stay, and the schools that stand twice are named.
        return None;
    }
    for (school, location) in rows.into_values() {
        let code = "other_year".to_owned();
        bound.excluded.push(Excluded { index: None, school, code, reason: words.clone(), location });
    }
    bound.rows_taken = 0;
    let earlier = bound.take_year(own);
    bound.earlier.push(earlier);
    sheet.sections = 0;
    let help = Text::new(
        "较早的年度不参加评估，只在“比较”页与最新的一年对照",
        "earlier years are not evaluated but compared with the newest, on the page Compare",
    );
    Some(Issue::new("several_years", Severity::Experience, words, help).at_known(first.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_those_of_the_data() {
        for (text, spans) in [
            ("青禾县2023年小学统计表", vec![(2023, 2023)]),
            ("2023-2024学年学校情况", vec![(2023, 2024)]),
            ("2023/24学年", vec![(2023, 2024)]),
            ("2023学年", vec![(2023, 2024)]),
            ("填表日期：2024年1月8日", vec![]),
            ("教督〔2017〕6号", vec![]),
            ("2021-2025年规划", vec![]),
            ("电话07932023456年", vec![]),
        ] {
            assert_eq!(years_of(text), spans, "{text}");
        }
        assert_eq!(years_of_sheet(Some("2023年.xlsx"), Some("2022"), ""), [(2022, 2022)]);
        assert_eq!(years_of_sheet(Some("2023年.xlsx"), Some("小学"), ""), [(2023, 2023)]);
        for (name, spans) in [
            ("2023.xlsx", vec![(2023, 2023)]),
            ("青禾县2023.csv", vec![(2023, 2023)]),
            ("qinghe-2023.csv", vec![(2023, 2023)]),
            ("2023 学校.csv", vec![(2023, 2023)]),
            ("学校20230901.csv", vec![]),
            ("2021-2025.csv", vec![]),
            ("规划2021-2025.csv", vec![]),
            ("2023-2024学年.csv", vec![(2023, 2024)]),
        ] {
            assert_eq!(years_of_file(name), spans, "{name}");
        }
        assert!(!overlap(&[(2022, 2023)], &[(2023, 2024)]) && overlap(&[(2023, 2023)], &[(2023, 2024)]));
        for (cell, year) in [
            ("2023年9月", Some(2023)),
            ("2023-09", Some(2023)),
            ("2023-2024学年", Some(2023)),
            ("20230", None),
            ("第一", None),
        ] {
            assert_eq!(year_of_cell(cell), year, "{cell}");
        }
    }
}
