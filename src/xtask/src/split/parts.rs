//! A module as wasm-bindgen leaves it, taken apart.

use crate::project::{Result, fail};
use std::collections::HashMap;
use wasmparser::{
    DataKind, ElementItems, ElementKind, Export, FunctionBody, Global, Import, KnownCustom, MemoryType, Name, Operator,
    Parser, Payload, Table, TypeRef,
};

/// The parts of a module as wasm-bindgen leaves it.
#[derive(Default)]
pub struct Parts<'a> {
    pub types: Option<wasmparser::TypeSectionReader<'a>>,
    pub imports: Vec<Import<'a>>,
    /// Type of every function, the imported ones first.
    pub functions: Vec<u32>,
    pub imported: usize,
    pub tables: Vec<Table<'a>>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<Global<'a>>,
    pub exports: Vec<Export<'a>>,
    /// Place in the table of the first function, and the functions of each run.
    pub elements: Vec<(usize, Vec<u32>)>,
    pub data: Vec<(usize, &'a [u8])>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub names: HashMap<u32, &'a str>,
}

impl<'a> Parts<'a> {
    pub fn of(bound: &'a [u8]) -> Result<Self> {
        let mut parts = Self::default();
        for payload in Parser::new(0).parse_all(bound) {
            match payload? {
                Payload::TypeSection(types) => parts.types = Some(types),
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        match import.ty {
                            TypeRef::Func(kind) => parts.functions.push(kind),
                            _ => {
                                return fail(format!("{} is not a function: the module makes its own", import.name));
                            }
                        }
                        parts.imports.push(import);
                    }
                    parts.imported = parts.functions.len();
                }
                Payload::FunctionSection(kinds) => {
                    for kind in kinds {
                        parts.functions.push(kind?);
                    }
                }
                Payload::TableSection(tables) => {
                    parts.tables = tables.into_iter().collect::<std::result::Result<_, _>>()?
                }
                Payload::MemorySection(memories) => {
                    parts.memories = memories.into_iter().collect::<std::result::Result<_, _>>()?;
                }
                Payload::GlobalSection(globals) => {
                    parts.globals = globals.into_iter().collect::<std::result::Result<_, _>>()?;
                }
                Payload::ExportSection(exports) => {
                    parts.exports = exports.into_iter().collect::<std::result::Result<_, _>>()?;
                }
                Payload::StartSection { .. } => return fail("the module starts by itself"),
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let element = element?;
                        let (
                            ElementKind::Active { table_index: None | Some(0), offset_expr },
                            ElementItems::Functions(items),
                        ) = (element.kind, element.items)
                        else {
                            return fail("an element segment of another kind");
                        };
                        let functions = items.into_iter().collect::<std::result::Result<_, _>>()?;
                        parts.elements.push((constant(&offset_expr)?, functions));
                    }
                }
                Payload::DataSection(data) => {
                    for part in data {
                        let part = part?;
                        parts.data.push((address(&part.kind)?, part.data));
                    }
                }
                Payload::CodeSectionEntry(body) => parts.bodies.push(body),
                Payload::CustomSection(custom) => {
                    let KnownCustom::Name(names) = custom.as_known() else { continue };
                    for part in names {
                        let Name::Function(map) = part? else { continue };
                        for naming in map {
                            let naming = naming?;
                            parts.names.insert(naming.index, naming.name);
                        }
                    }
                }
                _ => {}
            }
        }
        if parts.tables.len() != 1 || parts.memories.len() != 1 || parts.names.is_empty() {
            return fail("the module has not one memory, one table and the names of its functions");
        }
        Ok(parts)
    }

    /// The functions an own function calls.
    pub fn calls(&self, function: usize) -> Result<Vec<usize>> {
        let mut calls = Vec::new();
        for operator in self.bodies[function - self.imported].get_operators_reader()? {
            if let Operator::Call { function_index } = operator? {
                calls.push(function_index as usize);
            }
        }
        Ok(calls)
    }
}

/// Where a segment lies in memory.
pub fn address(kind: &DataKind<'_>) -> Result<usize> {
    match kind {
        DataKind::Active { memory_index: 0, offset_expr } => constant(offset_expr),
        _ => fail("a data segment of another kind"),
    }
}

fn constant(expression: &wasmparser::ConstExpr<'_>) -> Result<usize> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(usize::try_from(value)?),
        _ => fail("a segment whose place is not a constant"),
    }
}
