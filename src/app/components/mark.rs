//! Status marks: a shape of its own for each status, so that they read without colour.

use super::super::text::{self, Key, Words};
use crate::evaluate::{Status, Verdict};
use yew::prelude::*;

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Disc with a tick.
    Met,
    /// Diamond, half filled: short of the threshold, above the floor.
    Within,
    /// Square with a cross.
    NotMet,
    /// Dashed ring.
    Unknown,
    /// Dot: nothing is asked.
    Plain,
}

impl From<Status> for Mark {
    fn from(status: Status) -> Self {
        match status {
            Status::Met => Self::Met,
            Status::WithinFloor => Self::Within,
            Status::BelowFloor => Self::NotMet,
            Status::Undetermined => Self::Unknown,
            Status::NotJudged => Self::Plain,
        }
    }
}

impl From<Verdict> for Mark {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Met,
            Verdict::NotMet => Self::NotMet,
            Verdict::Undetermined => Self::Unknown,
            Verdict::NotJudged => Self::Plain,
        }
    }
}

impl Mark {
    /// The class that colours it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Met => "is-met",
            Self::Within => "is-within",
            Self::NotMet => "is-below",
            Self::Unknown => "is-unknown",
            Self::Plain => "is-plain",
        }
    }

    /// The shape alone, hidden from screen readers: the words beside it say the same.
    pub fn shape(self) -> Html {
        let drawing = match self {
            Self::Met => html! { <>
                <circle class="mark-body" cx="8" cy="8" r="7" />
                <path class="mark-sign" d="M4.6 8.3 7 10.7 11.5 5.6" />
            </> },
            Self::Within => html! { <>
                <path class="mark-edge" d="M8 1.2 14.8 8 8 14.8 1.2 8Z" />
                <path class="mark-half" d="M1.2 8H14.8L8 14.8Z" />
            </> },
            Self::NotMet => html! { <>
                <rect class="mark-body" x="1.2" y="1.2" width="13.6" height="13.6" rx="2" />
                <path class="mark-sign" d="M5 5 11 11M11 5 5 11" />
            </> },
            Self::Unknown => html! { <>
                <circle class="mark-ring" cx="8" cy="8" r="6.4" />
                <path class="mark-dot" d="M5 8H11" />
            </> },
            Self::Plain => html! { <circle class="mark-body" cx="8" cy="8" r="2.6" /> },
        };
        html! {
            <svg class={classes!("mark", self.class())} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
                { drawing }
            </svg>
        }
    }
}

/// 达标, 达到85%底线 …
pub fn status_words(words: Words, status: Status) -> &'static str {
    words.t(match status {
        Status::Met => Key::StatusMet,
        Status::WithinFloor => Key::StatusWithinFloor,
        Status::BelowFloor => Key::StatusBelowFloor,
        Status::Undetermined => Key::StatusUndetermined,
        Status::NotJudged => Key::StatusNotJudged,
    })
}

/// 达标, 未达标, 无法判定.
pub fn verdict_words(words: Words, verdict: Verdict) -> &'static str {
    words.t(match verdict {
        Verdict::Met => Key::VerdictMet,
        Verdict::NotMet => Key::VerdictNotMet,
        Verdict::Undetermined => Key::VerdictUndetermined,
        Verdict::NotJudged => Key::VerdictNotJudged,
    })
}

/// A verdict as shape and words.
pub fn verdict_chip(words: Words, verdict: Verdict) -> Html {
    let mark = Mark::from(verdict);
    html! {
        <span class={classes!("chip", mark.class())}>{ mark.shape() }<span>{ text::capitalised(verdict_words(words, verdict)) }</span></span>
    }
}
