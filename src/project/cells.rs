//! Cells written over, saved as a list: JSON knows only text as the key of a map.

use super::CellKey;
use crate::intake::CellEdit;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// The cells as a list, in their order.
pub(super) fn edits(cells: &BTreeMap<CellKey, String>) -> Vec<CellEdit> {
    let edit = |(key, text): (&CellKey, &String)| CellEdit {
        sheet: key.sheet,
        row: key.row,
        column: key.column,
        text: text.clone(),
    };
    cells.iter().map(edit).collect()
}

pub(super) fn serialize<S: Serializer>(cells: &BTreeMap<CellKey, String>, to: S) -> Result<S::Ok, S::Error> {
    edits(cells).serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<CellKey, String>, D::Error> {
    let edits = Vec::<CellEdit>::deserialize(from)?;
    let pair = |edit: CellEdit| (CellKey { sheet: edit.sheet, row: edit.row, column: edit.column }, edit.text);
    Ok(edits.into_iter().map(pair).collect())
}
