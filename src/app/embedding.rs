//! The page inside another one: what its address says about that, what the page around it may tell it, and whether the
//! two may exchange data. Pure; the messages themselves go through `tasks/embedding.rs`, and `www/docs/embed.md`
//! describes both sides for others.

use super::state::{Look, Page};
use crate::diagnostic::Locale;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the messages. A page around ours that speaks another one is not answered.
pub const PROTOCOL: u32 = 1;
/// Longest word of a message, its data apart.
pub const LONGEST: u32 = 2_000;
/// Most fields of a message, and most custom properties in one.
pub const MOST_FIELDS: u32 = 40;

/// What the address of the page says about how it is embedded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Embedding {
    /// Names this frame in the first messages, so that only who wrote its address is listened to.
    pub key: Option<String>,
    /// The origins that were named for an exchange of data.
    pub origins: Vec<String>,
    /// What it begins with.
    pub view: Option<View>,
    /// Language.
    pub locale: Option<Locale>,
    /// Theme, contrast and size.
    pub look: Option<Look>,
    /// The standard.
    pub standard: Option<String>,
}

impl Embedding {
    /// From the names and values of the address. What is not known is left to the defaults.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut made = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "embed" if !value.is_empty() => made.key = Some(value),
                "host-origin" => made.origins.extend(value.split_whitespace().map(str::to_owned)),
                "view" => made.view = view(&value),
                "locale" => made.locale = locale(&value),
                "theme" => made.look = look(&value),
                "standard" => made.standard = Some(value),
                _ => {}
            }
        }
        made
    }

    /// Whether anything is said at all.
    pub fn is_embedded(&self) -> bool {
        *self != Self::default()
    }

    /// Whether a result is only shown: nothing can be put in, corrected or tried.
    pub fn shows_only(&self) -> bool {
        self.view.is_some_and(View::shows_only)
    }

    /// Whether of a result only the overview is shown until the user asks for more.
    pub fn is_brief(&self) -> bool {
        self.view.is_some_and(|view| view.brief)
    }

    /// Whether the page around this one was named. Documents without an origin of their own never are.
    pub fn names(&self, origin: &str) -> bool {
        origin != "null" && self.origins.iter().any(|named| named == origin)
    }
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// The page.
    pub page: Page,
    /// Of the result, whether only its overview.
    pub brief: bool,
}

impl View {
    /// Whether a result is only shown.
    pub fn shows_only(self) -> bool {
        self.page == Page::Result
    }
}

/// What goes by that name: a page, or `summary`, which is the overview of a result.
pub fn view(name: &str) -> Option<View> {
    match name {
        "summary" => Some(View { page: Page::Result, brief: true }),
        _ => Page::from_hash(&format!("#/{name}")).map(|page| View { page, brief: false }),
    }
}

/// The language of that name.
pub fn locale(name: &str) -> Option<Locale> {
    match name {
        "zh-CN" => Some(Locale::ZhCn),
        "en" => Some(Locale::En),
        _ => None,
    }
}

/// The look in words, such as `dark large`; `auto` and nothing at all leave it to the system.
pub fn look(words: &str) -> Option<Look> {
    words.split_whitespace().try_fold(Look::default(), |look, word| {
        let next = look.and(word);
        (next != look || word == "auto").then_some(next)
    })
}

/// What the page around this one tells it. The content of data is taken from the message beforehand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Told {
    /// Attributes that were set; what is absent stays.
    Set {
        /// The page to be shown.
        view: Option<String>,
        /// Language.
        locale: Option<String>,
        /// Theme, contrast and size.
        theme: Option<String>,
        /// The standard.
        standard: Option<String>,
        /// Colours and lengths, by the names of [`PROPERTIES`]; those not named are taken back.
        properties: Option<BTreeMap<String, String>>,
    },
    /// Data to be evaluated or shown.
    Data {
        /// Name of the file.
        name: String,
    },
}

/// What this page tells the one around it, apart from a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Tell {
    /// It listens.
    Ready {
        /// Version of the messages.
        protocol: u32,
        /// Version of the JavaScript contract that results keep to.
        contract: u32,
        /// Version of the program.
        engine: &'static str,
    },
    /// It is this high, in CSS pixels.
    Height {
        /// The height.
        height: u32,
    },
    /// Something was refused.
    Error {
        /// Stable code.
        code: String,
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

/// Whether data may be exchanged with the page around this one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exchange {
    /// The page around this one, where it was named.
    pub origin: Option<String>,
    /// What the user has answered.
    pub answer: Option<bool>,
    /// What waits for the answer.
    pub waiting: Option<Waits>,
}

/// What waits until the user has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waits {
    /// A file of that name and size in bytes is to come in.
    Data(String, usize),
    /// A result of that name and size in bytes is to be shown.
    Shown(String, usize),
    /// A result is to go out.
    Result,
}

/// What can happen between the two pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A page that was named is there; the user may have answered before, in this visit.
    Connected(String, Option<bool>),
    /// Something waits for the answer.
    Wait(Waits),
    /// The user has answered.
    Answered(bool),
    /// Something else is to be shown.
    View(View),
}

impl Exchange {
    /// After `event`.
    pub fn change(&mut self, event: &Event) {
        match event {
            Event::Connected(origin, answer) => {
                *self = Self { origin: Some(origin.clone()), answer: *answer, waiting: None };
            }
            // Data that wait say more than that a result does.
            Event::Wait(waits) => {
                if self.answer.is_none() && !(matches!(waits, Waits::Result) && self.waiting.is_some()) {
                    self.waiting = Some(waits.clone());
                }
            }
            Event::Answered(answer) => {
                self.answer = Some(*answer);
                self.waiting = None;
            }
            Event::View(_) => {}
        }
    }

    /// Whether the user has said that data may be exchanged.
    pub fn is_allowed(&self) -> bool {
        self.origin.is_some() && self.answer == Some(true)
    }
}

/// What a custom property holds.
#[derive(Clone, Copy)]
enum Kind {
    Colour,
    Length,
}

/// The custom properties a page around this one may set. They hold in the light theme with plain contrast, lengths in
/// every one; `www/css/00-tokens.css` has the defaults.
const PROPERTIES: [(&str, Kind); 11] = [
    ("--junheng-ground", Kind::Colour),
    ("--junheng-surface", Kind::Colour),
    ("--junheng-ink", Kind::Colour),
    ("--junheng-ink-soft", Kind::Colour),
    ("--junheng-line", Kind::Colour),
    ("--junheng-brand", Kind::Colour),
    ("--junheng-brand-strong", Kind::Colour),
    ("--junheng-brand-soft", Kind::Colour),
    ("--junheng-brand-ink", Kind::Colour),
    ("--junheng-accent", Kind::Colour),
    ("--junheng-radius", Kind::Length),
];

/// The names of the custom properties there are.
pub fn properties() -> impl Iterator<Item = &'static str> {
    PROPERTIES.iter().map(|(name, _)| *name)
}

/// Whether `value` may stand in the custom property `name`.
pub fn is_property(name: &str, value: &str) -> bool {
    match PROPERTIES.iter().find(|(known, _)| *known == name) {
        Some((_, Kind::Colour)) => is_colour(value),
        Some((_, Kind::Length)) => is_length(value),
        None => false,
    }
}

/// `#rgb`, `#rrggbb` (with or without transparency), or numbers in `rgb()`, `rgba()`, `hsl()` or `hsla()`: nothing that
/// refers to anything else.
fn is_colour(value: &str) -> bool {
    if let Some(digits) = value.strip_prefix('#') {
        return matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let Some((function, rest)) = value.split_once('(') else { return false };
    let Some(numbers) = rest.strip_suffix(')') else { return false };
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%' | b'/' | b' ');
    matches!(function, "rgb" | "rgba" | "hsl" | "hsla")
        && numbers.len() <= 60
        && numbers.bytes().all(plain)
        && numbers.bytes().any(|byte| byte.is_ascii_digit())
}

/// A number of `px`, `rem` or `em`, not below zero and of at most four digits.
fn is_length(value: &str) -> bool {
    let number = ["px", "rem", "em"].iter().find_map(|unit| value.strip_suffix(unit));
    number.is_some_and(|number| {
        number.len() <= 5
            && number.bytes().any(|byte| byte.is_ascii_digit())
            && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && number.matches('.').count() <= 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::Theme;

    fn of(pairs: &[(&str, &str)]) -> Embedding {
        Embedding::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn the_address_says_how_the_page_is_embedded() {
        let embedding = of(&[
            ("embed", "k"),
            ("host-origin", "https://a.example https://b.example:8443"),
            ("view", "result"),
            ("locale", "en"),
            ("theme", "dark large"),
            ("standard", "tianjin-2019"),
            ("utm_source", "x"),
        ]);
        assert_eq!(embedding.key.as_deref(), Some("k"));
        assert!(embedding.shows_only() && !embedding.is_brief());
        let brief = of(&[("view", "summary")]);
        assert!(brief.shows_only() && brief.is_brief());
        assert!(!of(&[("view", "check")]).shows_only());
        assert_eq!(embedding.locale, Some(Locale::En));
        let look = embedding.look.expect("a look");
        assert!(look.large && look.theme == Theme::Dark);
        assert_eq!(
            of(&[("view", "nowhere"), ("locale", "fr"), ("theme", "pink"), ("embed", "")]),
            Embedding::default()
        );
        assert_eq!(look_of("auto"), Some(Look::default()));
    }

    fn look_of(words: &str) -> Option<Look> {
        look(words)
    }

    #[test]
    fn origins_are_compared_whole() {
        let embedding = of(&[("host-origin", "https://a.example null")]);
        assert!(embedding.names("https://a.example"));
        for other in [
            "http://a.example",
            "https://a.example:444",
            "https://a.example.evil",
            "https://xa.example",
            "https://a.exampl",
            "",
            "null",
        ] {
            assert!(!embedding.names(other), "{other}");
        }
    }

    #[test]
    fn messages_of_another_shape_are_refused() {
        let read = |text: &str| serde_json::from_str::<Told>(text);
        assert!(read(r#"{"type":"set","locale":"en"}"#).is_ok());
        assert_eq!(read(r#"{"type":"data","name":"a.csv"}"#).ok(), Some(Told::Data { name: "a.csv".into() }));
        for bad in [
            r#"{"type":"set","colour":"red"}"#,
            r#"{"type":"set","locale":7}"#,
            r#"{"type":"set","__proto__":{}}"#,
            r#"{"type":"data"}"#,
            r#"{"type":"eval","code":"1"}"#,
            r#"{"locale":"en"}"#,
            "[]",
            "null",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn custom_properties_hold_colours_and_lengths_and_nothing_else() {
        for (name, value) in [
            ("--junheng-brand", "#0a4"),
            ("--junheng-brand", "#00aa44cc"),
            ("--junheng-brand", "rgb(0, 10, 20)"),
            ("--junheng-ink", "rgba(0 10 20 / 50%)"),
            ("--junheng-line", "hsl(120, 10%, 20%)"),
            ("--junheng-radius", "0px"),
            ("--junheng-radius", "0.25rem"),
        ] {
            assert!(is_property(name, value), "{name}: {value}");
        }
        for (name, value) in [
            ("--junheng-brand", "url(https://evil.example/x)"),
            ("--junheng-brand", "var(--junheng-ink)"),
            ("--junheng-brand", "rgb(var(--a))"),
            ("--junheng-brand", "#12"),
            ("--junheng-brand", "rgb()"),
            ("--junheng-brand", "red;background:url(x)"),
            ("--junheng-brand", ""),
            ("--junheng-radius", "-4px"),
            ("--junheng-radius", "4"),
            ("--junheng-radius", "1e9px"),
            ("--junheng-radius", "px"),
            ("--junheng-radius", "1.2.3px"),
            ("--junheng-radius", "calc(1px + 2px)"),
            ("--junheng-font", "#fff"),
            ("--brand", "#fff"),
            ("color", "#fff"),
        ] {
            assert!(!is_property(name, value), "{name}: {value}");
        }
    }

    #[test]
    fn nothing_is_allowed_before_the_user_has_said_so() {
        let mut exchange = Exchange::default();
        exchange.change(&Event::Answered(true));
        assert!(!exchange.is_allowed(), "nobody was named");
        exchange.change(&Event::Connected("https://a.example".into(), None));
        assert!(!exchange.is_allowed());
        exchange.change(&Event::Wait(Waits::Data("a.csv".into(), 3)));
        exchange.change(&Event::Wait(Waits::Result));
        assert_eq!(exchange.waiting, Some(Waits::Data("a.csv".into(), 3)));
        exchange.change(&Event::Answered(false));
        assert!(!exchange.is_allowed() && exchange.waiting.is_none());
        exchange.change(&Event::Wait(Waits::Result));
        assert_eq!(exchange.waiting, None, "asked once");
        exchange.change(&Event::Answered(true));
        assert!(exchange.is_allowed());
    }
}
