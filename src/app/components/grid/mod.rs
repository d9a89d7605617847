//! The worksheet, to be repaired in the page.

pub mod clip;
pub mod edits;
pub mod keys;
pub mod repair;
pub mod selection;
pub mod window;
