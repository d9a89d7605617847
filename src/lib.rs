//! 均衡 Junheng: the evaluation of 义务教育优质均衡发展 (balanced, high-quality compulsory education), exact and
//! explained.
//!
//! Data flows one way; each step borrows the value before it and returns a new one:
//!
//! ```text
//! bytes ─table─▶ Workbook ─intake─▶ Records ─evaluate(Standard)─▶ Evaluation ─report─▶ bytes
//! ```
//!
//! What the user corrects on the way is kept beside it, in the [`project`], and never written into what was read.
//!
//! What is shown for the eye (scales, curves, sums of shortfalls) comes from [`figures`], which decides nothing.
//!
//! What would be if something were otherwise is asked by a [`scenario`]: the same evaluation of changed copies.
//!
//! Beside this way, [`narrative`] compares the numbers of a published text with each other; it needs no workbook.
//!
//! Everything above [`engine`] is pure: no browser, no clock, no globals, no input or output. The features `api` (the
//! JavaScript contract) and `app` (the Yew page) put thin doors around it.

pub mod diagnostic;
pub mod order;
pub mod quantity;

pub mod table;

pub mod records;

pub mod intake;

pub mod project;

pub mod standard;

pub mod statistics;

pub mod evaluate;

pub mod figures;

pub mod scenario;

pub mod narrative;

pub mod report;

pub mod engine;

#[cfg(feature = "api")]
pub mod api;
#[cfg(feature = "app")]
pub mod app;
