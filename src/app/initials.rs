//! The first letters of the sounds of names, as Chinese input methods have them: 青禾县第一小学 is `qhxdyxx`.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;

/// In the order of sounds, the first character of each letter; no sound begins with i, u or v.
const FIRST: [(char, &str); 23] = [
    ('a', "吖"),
    ('b', "八"),
    ('c', "嚓"),
    ('d', "咑"),
    ('e', "妸"),
    ('f', "发"),
    ('g', "旮"),
    ('h', "哈"),
    ('j', "丌"),
    ('k', "咔"),
    ('l', "垃"),
    ('m', "妈"),
    ('n', "拏"),
    ('o', "喔"),
    ('p', "妑"),
    ('q', "七"),
    ('r', "呥"),
    ('s', "仨"),
    ('t', "他"),
    ('w', "屲"),
    ('x', "夕"),
    ('y', "丫"),
    ('z', "帀"),
];

/// Initials by an order of characters by sound. A character of several sounds has the one it is sorted by.
pub struct Initials<C> {
    order: C,
    known: RefCell<HashMap<char, Option<char>>>,
}

impl<C: Fn(&str, &str) -> Ordering> Initials<C> {
    /// By an order of texts.
    pub fn new(order: C) -> Self {
        Self { order, known: RefCell::default() }
    }

    /// The initials of a name; letters and digits stand for themselves.
    pub fn of(&self, name: &str) -> String {
        name.chars().filter_map(|character| self.initial(character)).collect()
    }

    fn initial(&self, character: char) -> Option<char> {
        if character.is_ascii_alphanumeric() {
            return Some(character.to_ascii_lowercase());
        }
        // Schools share most of their characters, and every comparison asks the browser.
        *self.known.borrow_mut().entry(character).or_insert_with(|| {
            if !matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}') {
                return None;
            }
            let text = character.to_string();
            let behind = FIRST.partition_point(|(_, first)| (self.order)(first, &text) != Ordering::Greater);
            FIRST.get(behind.checked_sub(1)?).map(|(letter, _)| *letter)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of a character in the order of sounds.
    fn place(text: &str) -> usize {
        let order = "吖八北嚓长城咑第妸发旮哈禾丌咔垃妈拏喔妑七青呥仨他屲夕县小学丫一帀中";
        order.find(text).unwrap_or(usize::MAX)
    }

    #[test]
    fn names_have_the_initials_of_their_characters() {
        let initials = Initials::new(|one: &str, other: &str| place(one).cmp(&place(other)));
        assert_eq!(initials.of("青禾县第一小学"), "qhxdyxx");
        assert_eq!(initials.of("长城中学（北）B2"), "cczxbb2");
        assert_eq!(initials.of(" ·"), "");
    }
}
