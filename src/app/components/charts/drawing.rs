//! A picture being drawn: markup of an SVG, and the marks on it that stand for schools. Pure; the same drawing is shown,
//! printed and saved.

use super::super::super::text::is_chinese;
use crate::evaluate::Status;
use std::fmt::Write as _;

/// Height of a line of words (px).
pub const LINE: f64 = 18.0;
/// Size of the words on a drawing (px), as `www/css/46-ink.css` has it.
const SIZE: f64 = 12.0;

/// How something is drawn: its name is its class in `www/css/46-ink.css`.
pub type Ink = &'static str;

/// The inks of marks: reached, within the floor, below it, not known.
pub const MARKS: [Ink; 4] = ["c-met", "c-within", "c-below", "c-unknown"];
/// The same where nothing is asked.
pub const MARKS_PLAIN: [Ink; 4] = ["c-plain"; 4];
/// The same on a coloured ground, where the shape alone tells.
pub const MARKS_ON_GROUND: [Ink; 4] = ["c-dark"; 4];

/// Where words begin: left of them, in their middle, or right of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// They begin at x.
    Start,
    /// Their middle is at x.
    Middle,
    /// They end at x.
    End,
}

/// A school on a drawing: what a pointer or the arrow keys can reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Place of its section in the evaluation.
    pub at: usize,
    /// Place of the indicator.
    pub indicator: usize,
    /// Middle (px).
    pub x: f64,
    /// Middle (px).
    pub y: f64,
    /// Width (px).
    pub width: f64,
    /// Height (px).
    pub height: f64,
}

/// The drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawing {
    /// Width (px).
    pub width: f64,
    /// Height (px).
    pub height: f64,
    /// The markup inside its SVG.
    pub body: String,
    /// Its schools, in the order of the arrow keys.
    pub spots: Vec<Spot>,
    /// How many spots stand side by side in one row of it; 0 where there are no rows.
    pub columns: usize,
}

impl Drawing {
    /// An empty one.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, ..Self::default() }
    }

    /// A path.
    pub fn path(&mut self, ink: Ink, path: &str) {
        if !path.is_empty() {
            let _ = write!(self.body, "<path class=\"{ink}\" d=\"{path}\"/>");
        }
    }

    /// A straight line.
    pub fn line(&mut self, ink: Ink, from: (f64, f64), to: (f64, f64)) {
        self.path(ink, &format!("M{:.1} {:.1}L{:.1} {:.1}", from.0, from.1, to.0, to.1));
    }

    /// Words with their base line at y.
    pub fn text(&mut self, ink: Ink, x: f64, y: f64, anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        // Names stay Chinese in every language of the page.
        let language = if words.chars().any(is_chinese) { " lang=\"zh-CN\"" } else { "" };
        let _ = write!(self.body, "<text class=\"{ink}\" x=\"{x:.1}\" y=\"{y:.1}\"{anchor}{language}>");
        escape(&mut self.body, words);
        self.body.push_str("</text>");
    }

    /// The marks of schools, one path for each status: a county has thousands.
    pub fn marks(&mut self, marks: impl IntoIterator<Item = (f64, f64, Status)>, radius: f64, inks: [Ink; 4]) {
        let mut paths: [String; 4] = Default::default();
        for (x, y, status) in marks {
            let (path, r) = (&mut paths[shape(status)], radius);
            let _ = match status {
                Status::Met | Status::NotJudged => {
                    write!(path, "M{:.1} {y:.1}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0Z", x - r, d = 2.0 * r)
                }
                Status::WithinFloor => {
                    let r = r * 1.3;
                    write!(path, "M{x:.1} {:.1}l{r:.1} {r:.1}l-{r:.1} {r:.1}l-{r:.1}-{r:.1}Z", y - r)
                }
                Status::BelowFloor => {
                    let d = r * 2.0;
                    write!(path, "M{:.1} {:.1}l{d} {d}m0-{d}l-{d} {d}", x - r, y - r)
                }
                Status::Undetermined => write!(path, "M{:.1} {y:.1}h{:.1}", x - r, 2.0 * r),
            };
        }
        for (ink, path) in inks.into_iter().zip(paths) {
            self.path(ink, &path);
        }
    }

    /// The whole as markup for a page. Its words are said by what stands around it.
    pub fn svg(&self) -> String {
        self.part(0.0, self.height)
    }

    /// The part of so much height that begins at `top`.
    pub fn part(&self, top: f64, height: f64) -> String {
        let width = self.width;
        format!(
            "<svg class=\"drawing\" viewBox=\"0 {top:.0} {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" aria-hidden=\"true\" focusable=\"false\">{}</svg>",
            self.body
        )
    }

    /// The whole as a file of its own: title above, source below. Classes become attributes, as `look` has them: word
    /// processors and the policy of this page know no style sheet in a picture.
    pub fn file(&self, title: &str, source: &[String], look: &str) -> Picture {
        const MARGIN: f64 = 24.0;
        let lines = u32::try_from(source.len()).unwrap_or(0);
        let (width, head) = (self.width + 2.0 * MARGIN, 56.0);
        let height = head + self.height + 20.0 + f64::from(lines) * LINE + MARGIN;
        let mut page = Self::new(width, height);
        page.text("c-title", MARGIN, 34.0, Anchor::Start, title);
        let _ = write!(page.body, "<g transform=\"translate({MARGIN} {head})\">{}</g>", self.body);
        for (line, words) in (1..).zip(source) {
            page.text("c-note", MARGIN, head + self.height + 12.0 + f64::from(line) * LINE, Anchor::Start, words);
        }
        let mut file = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\"{}><title>",
            attributes(look, "text")
        );
        escape(&mut file, title);
        file.push_str("</title><desc>");
        escape(&mut file, &source.join(" "));
        let _ = writeln!(
            file,
            "</desc><rect class=\"c-paper\" width=\"{width:.0}\" height=\"{height:.0}\"/>{}</svg>",
            page.body
        );
        let mut parts = file.split(" class=\"");
        let mut file = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            if let Some((ink, rest)) = part.split_once('"') {
                file.push_str(&attributes(look, &format!(".{ink}")));
                file.push_str(rest);
            }
        }
        Picture { width, height, markup: file }
    }
}

/// What a style sheet of plain rules says of things with that selector, as attributes.
fn attributes(look: &str, selector: &str) -> String {
    let mut found = String::new();
    for rule in look.split('}') {
        let Some((selectors, said)) = rule.split_once('{') else { continue };
        if !selectors.split(',').any(|one| one.split_whitespace().next_back() == Some(selector)) {
            continue;
        }
        for (name, value) in said.split(';').filter_map(|one| one.split_once(':')) {
            let _ = write!(found, " {}=\"{}\"", name.trim(), value.trim().replace('"', "'"));
        }
    }
    found
}

/// A drawing as a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width (px).
    pub width: f64,
    /// Height (px).
    pub height: f64,
    /// The SVG.
    pub markup: String,
}

/// The place of a status among the inks of marks.
const fn shape(status: Status) -> usize {
    match status {
        Status::Met | Status::NotJudged => 0,
        Status::WithinFloor => 1,
        Status::BelowFloor => 2,
        Status::Undetermined => 3,
    }
}

/// Words as they stand in markup. Characters that XML does not know are left out.
pub fn escape(markup: &mut String, words: &str) {
    for character in words.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => markup.push(other),
        }
    }
}

/// About how wide words are (px): a Chinese character is as wide as it is high.
pub fn width_of(words: &str) -> f64 {
    words
        .chars()
        .map(|character| if is_chinese(character) || character >= '\u{ff01}' { SIZE } else { SIZE * 0.58 })
        .sum()
}

/// As much of the words as `room` holds, with an ellipsis where some are left out.
pub fn fitted(words: &str, room: f64) -> String {
    if width_of(words) <= room {
        return words.to_owned();
    }
    format!("{}…", beginning(words, room - SIZE))
}

/// As much of the words as `room` holds.
fn beginning(words: &str, room: f64) -> &str {
    let ends = words.char_indices().map(|(start, character)| start + character.len_utf8());
    let fits = ends.filter_map(|end| words.get(..end)).take_while(|shown| width_of(shown) <= room);
    fits.last().unwrap_or_default()
}

/// Words on two lines, where one has no room for them; what does not fit on the second is cut.
pub fn wrapped(words: &str, room: f64) -> Vec<String> {
    if width_of(words) <= room {
        return vec![words.to_owned()];
    }
    let first = beginning(words, room);
    let rest = fitted(words.strip_prefix(first).unwrap_or_default(), room);
    vec![first.to_owned(), rest]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_one_well_formed_element_with_title_and_source() {
        let mut drawing = Drawing::new(100.0, 50.0);
        drawing.text("c-word", 1.0, 2.0, Anchor::End, "甲<乙>&\"丙\"\u{1}");
        drawing.marks([(5.0, 5.0, Status::Met), (9.0, 5.0, Status::BelowFloor)], 3.0, MARKS);
        let file = drawing
            .file(
                "L5 & L6",
                &["来源：甲.xlsx".to_owned()],
                "svg text { font-family: \"A\", b; } svg .c-title, .c-met { fill: #000; stroke: none }",
            )
            .markup;
        assert!(file.contains(" font-family=\"'A', b\"><title>"), "{file}");
        assert!(file.contains("<path fill=\"#000\" stroke=\"none\" d=\"M"), "{file}");
        assert!(!file.contains("class"));
        assert!(file.contains("<title>L5 &amp; L6</title>"));
        assert!(file.contains("甲&lt;乙&gt;&amp;&quot;丙&quot;</text>"));
        assert!(file.contains("来源：甲.xlsx</text>"));
        assert_eq!(left_open(&file).pop(), None, "every element is closed");
    }

    /// Elements left open at the end.
    fn left_open(markup: &str) -> Vec<String> {
        let mut open = Vec::new();
        for tag in markup.split('<').skip(1).filter(|tag| !tag.starts_with('?')) {
            let inside = tag.split('>').next().unwrap_or_default();
            if let Some(name) = inside.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name));
            } else if !inside.ends_with('/') {
                open.push(inside.split(' ').next().unwrap_or_default().to_owned());
            }
        }
        open
    }

    #[test]
    fn words_are_shortened_to_their_room() {
        assert_eq!(fitted("第一小学", 48.0), "第一小学");
        assert_eq!(fitted("青禾县第一小学", 48.0), "青禾县…");
        assert!(width_of(&fitted("abcdefghijkl", 40.0)) <= 40.0);
        assert_eq!(wrapped("第一小学", 48.0), ["第一小学"]);
        assert_eq!(wrapped("青禾县第一小学", 48.0), ["青禾县第", "一小学"]);
        assert_eq!(wrapped("青禾县禾穗街道第一小学", 48.0), ["青禾县禾", "穗街道…"]);
        assert_eq!(wrapped("学", 1.0).concat(), "…", "no room at all");
    }
}
