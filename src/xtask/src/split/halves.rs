//! Writes the two modules.

use super::{FIRST, Reached, door_of, links::Links, parts::Parts};
use crate::project::{Result, fail};
use std::ops::Range;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, ImportSection, MemorySection, Module, TableSection, TypeSection,
    reencode::{Error, Reencode},
};
use wasmparser::{Export, ExternalKind, TypeRef};

/// Constants of the later module closer together than this stay with the first: each place of its own costs bytes too.
const GAP: usize = 12;

/// What the table and the memory are called between the modules.
const LINKED_TABLE: &str = "t";
const LINKED_MEMORY: &str = "m";

/// Where a module is cut.
pub struct Cut<'a> {
    parts: &'a Parts<'a>,
    /// What stays in the first module.
    hot: &'a Reached,
    data: Data<'a>,
    /// Of what is cut; globals carry it in their names.
    fingerprint: String,
}

impl<'a> Cut<'a> {
    pub fn new(parts: &'a Parts<'a>, links: &Links, hot: &'a Reached) -> Self {
        Self { parts, hot, data: Data::new(parts, links, hot), fingerprint: fingerprint(parts) }
    }

    /// The module of what is hot, with the exports that are kept. It makes table, memory and globals. Where there is a later
    /// one, it exports what that is linked to: these, and the functions that are needed.
    pub fn first(&self, is_kept: &dyn Fn(&str) -> bool, needed: Option<&[usize]>) -> Result<Vec<u8>> {
        let half = Half::new(self.parts, 0..self.parts.imported, |function| self.hot.functions[function]);
        let mut module = Module::new();
        module
            .section(&types(self.parts)?)
            .section(&self.imports_of_all())
            .section(&half.functions(self.parts))
            .section(&self.table()?)
            .section(&self.memory()?)
            .section(&self.globals(&half)?)
            .section(&self.exports_of_first(&half, is_kept, needed)?)
            .section(&self.elements_of_first(&half)?)
            .section(&half.code(self.parts)?)
            .section(&Data::section(&self.data.first)?);
        Ok(module.finish())
    }

    /// The module of the rest, which takes everything else from the first.
    pub fn later(&self, needed: &[usize], door: &str) -> Result<Vec<u8>> {
        let half = Half::new(self.parts, needed.iter().copied(), |function| !self.hot.functions[function]);
        let mut module = Module::new();
        module
            .section(&types(self.parts)?)
            .section(&self.imports_of_later(needed)?)
            .section(&half.functions(self.parts))
            .section(&self.exports_of_later(&half, door)?)
            .section(&self.elements_of_later(&half)?)
            .section(&half.code(self.parts)?)
            .section(&Data::section(&self.data.later)?);
        Ok(module.finish())
    }

    fn imports_of_all(&self) -> ImportSection {
        let mut section = ImportSection::new();
        for import in &self.parts.imports {
            if let TypeRef::Func(kind) = import.ty {
                section.import(import.module, import.name, EntityType::Function(kind));
            }
        }
        section
    }

    fn imports_of_later(&self, needed: &[usize]) -> Result<ImportSection> {
        let mut section = ImportSection::new();
        for (name, function) in needed.iter().enumerate() {
            section.import(FIRST, &name.to_string(), EntityType::Function(self.parts.functions[*function]));
        }
        section.import(FIRST, LINKED_TABLE, EntityType::Table(told(unnumbered().table_type(self.parts.tables[0].ty))?));
        section.import(
            FIRST,
            LINKED_MEMORY,
            EntityType::Memory(told(unnumbered().memory_type(self.parts.memories[0]))?),
        );
        for (index, global) in self.parts.globals.iter().enumerate() {
            section.import(
                FIRST,
                &self.global_name(index),
                EntityType::Global(told(unnumbered().global_type(global.ty))?),
            );
        }
        Ok(section)
    }

    fn table(&self) -> Result<TableSection> {
        let mut section = TableSection::new();
        section.table(told(unnumbered().table_type(self.parts.tables[0].ty))?);
        Ok(section)
    }

    fn memory(&self) -> Result<MemorySection> {
        let mut section = MemorySection::new();
        section.memory(told(unnumbered().memory_type(self.parts.memories[0]))?);
        Ok(section)
    }

    fn globals(&self, half: &Half) -> Result<GlobalSection> {
        let mut section = GlobalSection::new();
        for global in &self.parts.globals {
            told(Numbering(&half.numbers).parse_global(&mut section, global.clone()))?;
        }
        Ok(section)
    }

    fn exports_of_first(
        &self,
        half: &Half,
        is_kept: &dyn Fn(&str) -> bool,
        needed: Option<&[usize]>,
    ) -> Result<ExportSection> {
        let mut section = ExportSection::new();
        let kept = |export: &&Export<'_>| export.kind != ExternalKind::Func || is_kept(export.name);
        for export in self.parts.exports.iter().filter(kept) {
            let (kind, index) = match export.kind {
                ExternalKind::Func => (ExportKind::Func, half.of(export.index as usize)?),
                ExternalKind::Table => (ExportKind::Table, export.index),
                ExternalKind::Memory => (ExportKind::Memory, export.index),
                ExternalKind::Global => (ExportKind::Global, export.index),
                _ => return fail(format!("an export of another kind: {}", export.name)),
            };
            section.export(export.name, kind, index);
        }
        let Some(needed) = needed else { return Ok(section) };
        // Never called through JavaScript: the later module is linked to them.
        section.export(LINKED_TABLE, ExportKind::Table, 0);
        section.export(LINKED_MEMORY, ExportKind::Memory, 0);
        for global in 0..self.parts.globals.len() {
            section.export(&self.global_name(global), ExportKind::Global, u32::try_from(global)?);
        }
        for (name, function) in needed.iter().enumerate() {
            section.export(&name.to_string(), ExportKind::Func, half.of(*function)?);
        }
        Ok(section)
    }

    fn exports_of_later(&self, half: &Half, door: &str) -> Result<ExportSection> {
        let mut section = ExportSection::new();
        for function in door_of(self.parts, door) {
            section.export(door, ExportKind::Func, half.of(function)?);
        }
        Ok(section)
    }

    fn elements_of_first(&self, half: &Half) -> Result<ElementSection> {
        let mut section = ElementSection::new();
        for (start, functions) in &self.parts.elements {
            // The places of later functions are filled with one that is there: holes would cost more.
            let filler = functions.iter().copied().find(|function| self.hot.functions[*function as usize]);
            let Some(filler) = filler else { continue };
            let list: Vec<u32> = functions
                .iter()
                .map(|function| if self.hot.functions[*function as usize] { *function } else { filler })
                .map(|function| half.of(function as usize))
                .collect::<Result<_>>()?;
            section.active(None, &place(*start)?, Elements::Functions(list.into()));
        }
        Ok(section)
    }

    fn elements_of_later(&self, half: &Half) -> Result<ElementSection> {
        let mut section = ElementSection::new();
        for (start, functions) in &self.parts.elements {
            let mut run: Vec<u32> = Vec::new();
            for (at, function) in functions.iter().enumerate() {
                let is_later = !self.hot.functions[*function as usize];
                if is_later {
                    run.push(half.of(*function as usize)?);
                }
                if !run.is_empty() && (!is_later || at + 1 == functions.len()) {
                    let from = start + at + usize::from(is_later) - run.len();
                    section.active(None, &place(from)?, Elements::Functions(std::mem::take(&mut run).into()));
                }
            }
        }
        Ok(section)
    }

    /// The name of the stack pointer and its like between the modules. Modules of two builds do not fit together, and must
    /// not be taken for a pair.
    fn global_name(&self, global: usize) -> String {
        format!("{global}-{}", self.fingerprint)
    }
}

/// Which functions a module has, and what it calls them.
struct Half {
    own: Vec<usize>,
    numbers: Vec<Option<u32>>,
}

impl Half {
    /// The functions it imports come first, then its own.
    fn new(parts: &Parts<'_>, imported: impl IntoIterator<Item = usize>, is_own: impl Fn(usize) -> bool) -> Self {
        let own: Vec<usize> = (parts.imported..parts.functions.len()).filter(|function| is_own(*function)).collect();
        let mut numbers = vec![None; parts.functions.len()];
        for (number, function) in (0..).zip(imported.into_iter().chain(own.iter().copied())) {
            numbers[function] = Some(number);
        }
        Self { own, numbers }
    }

    fn of(&self, function: usize) -> Result<u32> {
        self.numbers[function].ok_or_else(|| format!("function {function} is not where it is called").into())
    }

    fn functions(&self, parts: &Parts<'_>) -> FunctionSection {
        let mut section = FunctionSection::new();
        for function in &self.own {
            section.function(parts.functions[*function]);
        }
        section
    }

    fn code(&self, parts: &Parts<'_>) -> Result<CodeSection> {
        let mut section = CodeSection::new();
        let mut numbering = Numbering(&self.numbers);
        for function in &self.own {
            let body = parts.bodies[*function - parts.imported].clone();
            told(numbering.parse_function_body(&mut section, body))?;
        }
        Ok(section)
    }
}

/// Gives functions the numbers they have in a half.
struct Numbering<'a>(&'a [Option<u32>]);

/// For what names no function.
const fn unnumbered() -> Numbering<'static> {
    Numbering(&[])
}

impl Reencode for Numbering<'_> {
    type Error = String;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, Error<String>> {
        self.0[function as usize]
            .ok_or_else(|| Error::UserError(format!("function {function} is not where it is called")))
    }
}

/// The bytes of each module.
struct Data<'a> {
    first: Vec<(usize, &'a [u8])>,
    later: Vec<(usize, &'a [u8])>,
}

impl<'a> Data<'a> {
    fn new(parts: &Parts<'a>, links: &Links, hot: &Reached) -> Self {
        let mut data = Self { first: Vec::new(), later: Vec::new() };
        for (start, bytes) in &parts.data {
            // What no constant names stays; of constants that overlap, one that is needed at first is enough.
            let mut is_first = vec![true; bytes.len()];
            for wanted in [false, true] {
                for ((range, _), _) in links.constants.iter().zip(&hot.constants).filter(|(_, hot)| **hot == wanted) {
                    if range.start >= *start && range.end <= start + bytes.len() {
                        is_first[range.start - start..range.end - start].fill(wanted);
                    }
                }
            }
            let mut runs: Vec<(bool, Range<usize>)> = Vec::new();
            for (at, first) in is_first.into_iter().enumerate() {
                match runs.last_mut() {
                    Some((kind, run)) if *kind == first => run.end = at + 1,
                    _ => runs.push((first, at..at + 1)),
                }
            }
            // Short runs are not worth a place of their own.
            let mut merged: Vec<(bool, Range<usize>)> = Vec::new();
            for (first, run) in runs {
                let first = first || run.len() < GAP;
                match merged.last_mut() {
                    Some((kind, last)) if *kind == first => last.end = run.end,
                    _ => merged.push((first, run)),
                }
            }
            for (first, run) in merged {
                let list = if first { &mut data.first } else { &mut data.later };
                list.push((start + run.start, &bytes[run]));
            }
        }
        data
    }

    fn section(runs: &[(usize, &[u8])]) -> Result<DataSection> {
        let mut section = DataSection::new();
        for (start, bytes) in runs {
            section.active(0, &place(*start)?, bytes.iter().copied());
        }
        Ok(section)
    }
}

/// Of what is split.
fn fingerprint(parts: &Parts<'_>) -> String {
    use sha2::{Digest, Sha256};
    let mut all = Sha256::new();
    for body in &parts.bodies {
        all.update(body.as_bytes());
    }
    for (_, bytes) in &parts.data {
        all.update(bytes);
    }
    all.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn types(parts: &Parts<'_>) -> Result<TypeSection> {
    let mut section = TypeSection::new();
    if let Some(types) = parts.types.clone() {
        told(unnumbered().parse_type_section(&mut section, types))?;
    }
    Ok(section)
}

/// Where a segment begins.
fn place(start: usize) -> Result<ConstExpr> {
    Ok(ConstExpr::i32_const(i32::try_from(start)?))
}

/// A failure of the encoder in words.
fn told<T>(done: std::result::Result<T, Error<String>>) -> Result<T> {
    done.map_err(|error| error.to_string().into())
}
