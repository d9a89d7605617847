//! Mappings that are remembered in this browser, written to files and read from them.

use super::Tasks;
use crate::intake::Mapping;

/// How many are remembered.
pub const MOST: usize = 50;

impl Tasks {
    /// What is remembered, newest first.
    pub(super) fn mappings(&self) -> Vec<Mapping> {
        Vec::new()
    }
}
