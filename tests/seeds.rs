//! The standards made from policy texts carry every number of their text: none left out, none invented.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use junheng::standard::Standard;
use std::collections::HashMap;
use std::fs;

const SEEDS: [&str; 5] = ["tianjin-2019", "dafeng-2023", "binhai-2021", "wuqing-2021", "chongqing-2020"];

/// The text without any white space, as characters.
fn text(id: &str) -> Vec<char> {
    let text = fs::read_to_string(format!("tests/files/seeds/{id}.txt")).unwrap();
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect()
}

fn is_chinese_numeral(c: char) -> bool {
    "〇零一二两三四五六七八九十百千万亿ⅠⅡⅢⅣⅤ".contains(c)
}

/// Every numeral of a text: runs of digits with at most one point inside, and runs of Chinese numerals.
fn numerals(text: &[char]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        if text[at].is_ascii_digit() {
            let digits = |mut at: usize| {
                while at < text.len() && text[at].is_ascii_digit() {
                    at += 1;
                }
                at
            };
            at = digits(at);
            if at + 1 < text.len() && text[at] == '.' && text[at + 1].is_ascii_digit() {
                at = digits(at + 1);
            }
        } else if is_chinese_numeral(text[at]) {
            while at < text.len() && is_chinese_numeral(text[at]) {
                at += 1;
            }
        } else {
            at += 1;
            continue;
        }
        found.push((start, at));
    }
    found
}

fn places(text: &[char], part: &[char]) -> Vec<usize> {
    text.windows(part.len()).enumerate().filter(|(_, window)| *window == part).map(|(at, _)| at).collect()
}

#[test]
fn every_number_of_a_policy_text_is_carried_by_a_rule_or_has_a_reason() {
    for id in SEEDS {
        let text = text(id);
        let standard = Standard::from_catalogue(id).unwrap();
        assert!(!standard.numbers.is_empty(), "{id}");
        let mut covered = vec![false; text.len()];
        let mut entries: HashMap<&str, usize> = HashMap::new();
        for number in &standard.numbers {
            *entries.entry(&number.text).or_default() += 1;
        }
        for (words, count) in entries {
            let part: Vec<char> = words.chars().collect();
            let found = places(&text, &part);
            assert!(!found.is_empty(), "{id}: “{words}” does not stand in the text");
            assert!(!numerals(&part).is_empty(), "{id}: “{words}” has no number");
            // The years in the title of the plan stand in every heading that repeats it.
            assert!(
                found.len() == count || words == "工作方案(2019-2020年)",
                "{id}: “{words}” stands {} times, listed {count}",
                found.len()
            );
            for at in found {
                covered[at..at + part.len()].fill(true);
            }
        }
        let listed = fs::read_to_string(format!("tests/files/seeds/{id}.not-quantities.tsv")).unwrap();
        let listed: Vec<&str> =
            listed.lines().filter_map(|line| line.split_once('\t')).map(|(_, context)| context).collect();
        let mut used = 0;
        for (start, end) in numerals(&text) {
            if covered[start] || covered[end - 1] {
                continue;
            }
            let part = |from: usize, to: usize| text[from..to.min(text.len())].iter().collect::<String>();
            let context =
                format!("{}«{}»{}", part(start.saturating_sub(14), start), part(start, end), part(end, end + 14));
            assert!(listed.contains(&context.as_str()), "{id}: neither a rule nor a reason for {context}");
            used += 1;
        }
        assert_eq!(used, listed.len(), "{id}: the list of what is no quantity names more than the text has");
    }
}

#[test]
fn the_words_a_rule_quotes_stand_in_its_text() {
    // Punctuation differs between copies of a text; the words do not.
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    for id in SEEDS {
        let standard = Standard::from_catalogue(id).unwrap();
        let text = words(&fs::read_to_string(format!("tests/files/seeds/{id}.txt")).unwrap());
        let clauses = standard
            .rules
            .iter()
            .map(|rule| (&rule.id, &rule.clause))
            .filter(|(_, clause)| clause.document == standard.document);
        let mut checked = 0;
        for (rule, clause) in clauses {
            for part in clause.quote.split("……").map(words) {
                assert!(text.contains(&part), "{id}/{rule}: “{}” is not in the text", clause.quote);
            }
            checked += 1;
        }
        assert!(checked > 0, "{id}");
    }
}
