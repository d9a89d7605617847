//! Cuts the page's module in two: what the page needs until something was read, and what can come later.
//!
//! Both share memory, table and globals, so the page stays one program: the later module only brings functions and the
//! constants they alone use. What is reached from the export called *door*, and from no other, goes there. A function is
//! reached by a call, through its place in the table, or through a constant (a table of methods) that names it; the
//! linker's relocations tell which constant and which place mean what, and wasm-bindgen, which comes between, leaves
//! names and addresses as they are.
//!
//! Nothing calls into the later module before its door was called: the way there is a value only the door hands out.
//!
//! What a package does not offer is left out of its module in the same way: the first of the two, with no later one.

use crate::project::{Result, fail};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, ImportSection, Module, TypeSection,
};
use wasmparser::{
    DataKind, ElementItems, ElementKind, Export, ExternalKind, FunctionBody, Global, Import, KnownCustom, Linking,
    MemoryType, Name, Operator, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo, Table, TypeRef,
};

/// What the later module calls the first one.
pub const FIRST: &str = "page";

/// Constants of the later module closer together than this stay with the first: each place of its own costs bytes too.
const GAP: usize = 12;

/// The two modules.
pub struct Halves {
    pub first: Vec<u8>,
    pub later: Vec<u8>,
}

/// What the linker wrote down about a module, by the names of its functions.
pub struct Links {
    names: HashMap<String, Uses>,
    /// The linker's names of functions that are exported, by their names without fingerprint.
    exported: HashMap<String, String>,
    /// Constants in the data: where they lie in memory, and what they use.
    constants: Vec<(Range<usize>, Uses)>,
    /// Functions that data outside every constant name.
    loose: Vec<String>,
}

/// What a function or a constant mentions beside calls.
#[derive(Default)]
struct Uses {
    /// Names of functions.
    functions: Vec<String>,
    /// Places of constants in [`Links::constants`].
    constants: Vec<usize>,
}

impl Links {
    /// Reads them from a module linked with `--emit-relocs`.
    pub fn of(linked: &[u8]) -> Result<Self> {
        let mut names: HashMap<u32, String> = HashMap::new();
        let (mut imported, mut bodies, mut segments) = (0u32, Vec::new(), Vec::new());
        let (mut section, mut code, mut data) = (0u32, (0, 0), (0, 0));
        let mut symbols = Vec::new();
        let mut relocations: Vec<(u32, Vec<RelocationEntry>)> = Vec::new();
        for payload in Parser::new(0).parse_all(linked) {
            let payload = payload?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => code = (section, range.start),
                Payload::CodeSectionEntry(body) => bodies.push(body.range()),
                Payload::DataSection(parts) => {
                    data = (section, parts.range().start);
                    for part in parts.clone() {
                        let part = part?;
                        let bytes = part.range.end - part.data.len()..part.range.end;
                        segments.push((address(&part.kind)?, bytes));
                    }
                }
                Payload::CustomSection(custom) => match custom.as_known() {
                    KnownCustom::Name(parts) => {
                        for part in parts {
                            let Name::Function(map) = part? else { continue };
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, naming.name.to_owned());
                            }
                        }
                    }
                    KnownCustom::Linking(parts) => {
                        for part in parts {
                            let Linking::SymbolTable(map) = part? else { continue };
                            for symbol in map {
                                symbols.push(symbol?);
                            }
                        }
                    }
                    KnownCustom::Reloc(reader) => {
                        let entries = reader.entries().into_iter().collect::<std::result::Result<_, _>>()?;
                        relocations.push((reader.section_index(), entries));
                    }
                    _ => {}
                },
                _ => {}
            }
            section += u32::from(payload.as_section().is_some());
        }
        if symbols.is_empty() || relocations.is_empty() {
            return fail("the module was linked without relocations");
        }
        if names.values().collect::<HashSet<_>>().len() != names.len() {
            return fail("two functions of the module have one name");
        }

        // Constants by their place: several symbols may name the same bytes, or overlapping ones.
        let mut constants: Vec<(Range<usize>, Uses)> = Vec::new();
        let mut places: HashMap<Range<usize>, usize> = HashMap::new();
        let mut constant_of: HashMap<u32, usize> = HashMap::new();
        for (index, symbol) in (0u32..).zip(&symbols) {
            let SymbolInfo::Data { symbol: Some(defined), .. } = symbol else { continue };
            // What is zero at first has no bytes in the module.
            let Some((start, bytes)) = segments.get(defined.index as usize) else { continue };
            let start = start + defined.offset as usize;
            let range = start..start + defined.size as usize;
            if range.is_empty() || defined.offset as usize + defined.size as usize > bytes.len() {
                continue;
            }
            let place = *places.entry(range.clone()).or_insert_with(|| {
                constants.push((range, Uses::default()));
                constants.len() - 1
            });
            constant_of.insert(index, place);
        }
        let mut order: Vec<usize> = (0..constants.len()).collect();
        order.sort_by_key(|place| (constants[*place].0.start, constants[*place].0.end));
        let longest = constants.iter().map(|(range, _)| range.len()).max().unwrap_or_default();

        let exported = names.values().filter_map(|name| {
            let (short, fingerprint) = name.rsplit_once('_')?;
            let is_one = fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_one.then(|| (short.to_owned(), name.clone()))
        });
        let exported = exported.collect();
        let mut links = Self { names: HashMap::new(), exported, constants, loose: Vec::new() };
        for (section, entries) in relocations {
            for entry in entries {
                let target = match (symbols.get(entry.index as usize), entry.ty) {
                    (Some(SymbolInfo::Func { index, .. }), kind) if kind != RelocationType::TypeIndexLeb => {
                        Target::Function(names.get(index).ok_or("a function without a name")?.clone())
                    }
                    (Some(SymbolInfo::Data { .. }), _) => match constant_of.get(&entry.index) {
                        Some(place) => Target::Constant(*place),
                        None => continue,
                    },
                    _ => continue,
                };
                let offset = entry.offset as usize;
                if section == code.0 {
                    // Calls are read from the code itself, which wasm-bindgen has changed.
                    if entry.ty == RelocationType::FunctionIndexLeb {
                        continue;
                    }
                    let at = bodies.partition_point(|body| body.end <= code.1 + offset);
                    let name = names.get(&(imported + at as u32)).ok_or("a function without a name")?;
                    links.names.entry(name.clone()).or_default().add(target);
                } else if section == data.0 {
                    let file = data.1 + offset;
                    let Some((start, bytes)) = segments.iter().find(|(_, bytes)| bytes.contains(&file)) else {
                        return fail("a relocation outside the data");
                    };
                    let at = start + (file - bytes.start);
                    // Every constant that covers the place.
                    let last = order.partition_point(|place| links.constants[*place].0.start <= at);
                    let mut owned = false;
                    for place in order[..last].iter().rev() {
                        let (range, uses) = &mut links.constants[*place];
                        if range.start + longest <= at {
                            break;
                        }
                        if range.contains(&at) {
                            uses.add(target.clone());
                            owned = true;
                        }
                    }
                    if !owned && let Target::Function(name) = target {
                        links.loose.push(name);
                    }
                }
            }
        }
        Ok(links)
    }
}

impl Links {
    /// What a function mentions. wasm-bindgen takes the fingerprint off the names of what it exports.
    fn uses(&self, name: &str) -> Option<&Uses> {
        self.names.get(name).or_else(|| self.names.get(self.exported.get(name)?))
    }
}

#[derive(Clone)]
enum Target {
    Function(String),
    Constant(usize),
}

impl Uses {
    fn add(&mut self, target: Target) {
        match target {
            Target::Function(name) => self.functions.push(name),
            Target::Constant(place) => self.constants.push(place),
        }
    }
}

/// The parts of a module as wasm-bindgen leaves it.
#[derive(Default)]
struct Parts<'a> {
    types: Option<wasmparser::TypeSectionReader<'a>>,
    imports: Vec<Import<'a>>,
    /// Type of every function, the imported ones first.
    functions: Vec<u32>,
    imported: usize,
    tables: Vec<Table<'a>>,
    memories: Vec<MemoryType>,
    globals: Vec<Global<'a>>,
    exports: Vec<Export<'a>>,
    /// Place in the table of the first function, and the functions of each run.
    elements: Vec<(usize, Vec<u32>)>,
    data: Vec<(usize, &'a [u8])>,
    bodies: Vec<FunctionBody<'a>>,
    names: HashMap<u32, &'a str>,
}

/// Splits `bound`, a module with names as wasm-bindgen made it of the module that `links` is about.
pub fn split(bound: &[u8], links: &Links, door: &str) -> Result<Halves> {
    let parts = parts(bound)?;
    if !parts.exports.iter().any(|export| export.kind == ExternalKind::Func && export.name == door) {
        return fail(format!("the page's module does not export {door}"));
    }
    let hot = reached(&parts, links, &|name| name != door)?;
    let later = Half::new(&parts, |function| !hot.functions[function] && function >= parts.imported);
    let needed = needed(&parts, &hot, door)?;
    let data = Data::new(&parts, links, &hot);
    Ok(Halves {
        first: write_first(&parts, &hot, &data, &|name| name != door, Some(&needed))?,
        later: write_later(&parts, &hot, later, &needed, &data, door)?,
    })
}

/// `bound` with those of its functions exported that `is_kept` names, and without what only the others reach.
pub fn without(bound: &[u8], links: &Links, is_kept: &dyn Fn(&str) -> bool) -> Result<Vec<u8>> {
    let parts = parts(bound)?;
    let kept = reached(&parts, links, is_kept)?;
    write_first(&parts, &kept, &Data::new(&parts, links, &kept), is_kept, None)
}

fn parts(bound: &[u8]) -> Result<Parts<'_>> {
    let mut parts = Parts::default();
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

fn address(kind: &DataKind<'_>) -> Result<usize> {
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

/// What is reached from some of the exports.
struct Reached {
    functions: Vec<bool>,
    constants: Vec<bool>,
}

fn reached(parts: &Parts<'_>, links: &Links, is_kept: &dyn Fn(&str) -> bool) -> Result<Reached> {
    let by_name: HashMap<&str, usize> = parts.names.iter().map(|(index, name)| (*name, *index as usize)).collect();
    let mut reached =
        Reached { functions: vec![false; parts.functions.len()], constants: vec![false; links.constants.len()] };
    let mut functions: Vec<usize> = (0..parts.imported).collect();
    let exported = parts.exports.iter().filter(|export| export.kind == ExternalKind::Func && is_kept(export.name));
    functions.extend(exported.map(|export| export.index as usize));
    functions.extend(links.loose.iter().filter_map(|name| by_name.get(name.as_str())));
    let mut constants: Vec<usize> = Vec::new();
    loop {
        let uses = if let Some(function) = functions.pop() {
            if std::mem::replace(&mut reached.functions[function], true) || function < parts.imported {
                continue;
            }
            functions.extend(calls(&parts.bodies[function - parts.imported])?);
            parts.names.get(&(function as u32)).and_then(|name| links.uses(name))
        } else if let Some(constant) = constants.pop() {
            if std::mem::replace(&mut reached.constants[constant], true) {
                continue;
            }
            Some(&links.constants[constant].1)
        } else {
            return Ok(reached);
        };
        if let Some(uses) = uses {
            // wasm-bindgen has taken away what only described types to it.
            functions.extend(uses.functions.iter().filter_map(|name| by_name.get(name.as_str())));
            constants.extend(&uses.constants);
        }
    }
}

fn calls(body: &FunctionBody<'_>) -> Result<Vec<usize>> {
    let mut calls = Vec::new();
    for operator in body.get_operators_reader()? {
        if let Operator::Call { function_index } = operator? {
            calls.push(function_index as usize);
        }
    }
    Ok(calls)
}

/// The functions of the first module that the later one calls, in the order of their places.
fn needed(parts: &Parts<'_>, hot: &Reached, door: &str) -> Result<Vec<usize>> {
    let mut needed = HashSet::new();
    for (function, body) in (parts.imported..).zip(&parts.bodies) {
        if !hot.functions[function] {
            needed.extend(calls(body)?.into_iter().filter(|called| hot.functions[*called]));
        }
    }
    // The door may be shared code under another name.
    needed.extend(door_of(parts, door).filter(|door| hot.functions[*door]));
    let mut needed: Vec<usize> = needed.into_iter().collect();
    needed.sort_unstable();
    Ok(needed)
}

fn door_of(parts: &Parts<'_>, door: &str) -> impl Iterator<Item = usize> {
    parts.exports.iter().find(|export| export.name == door).map(|export| export.index as usize).into_iter()
}

/// Which functions a module has, and what it calls them.
struct Half {
    own: Vec<usize>,
    numbers: Vec<Option<u32>>,
}

impl Half {
    fn new(parts: &Parts<'_>, is_own: impl Fn(usize) -> bool) -> Self {
        let own = (parts.imported..parts.functions.len()).filter(|function| is_own(*function)).collect();
        Self { own, numbers: vec![None; parts.functions.len()] }
    }

    /// Numbers the imported functions, then its own.
    fn number(&mut self, imported: impl IntoIterator<Item = usize>) {
        for (number, function) in (0..).zip(imported.into_iter().chain(self.own.iter().copied())) {
            self.numbers[function] = Some(number);
        }
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
            numbering.parse_function_body(&mut section, body).map_err(|error| error.to_string())?;
        }
        Ok(section)
    }
}

struct Numbering<'a>(&'a [Option<u32>]);

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
            section.active(0, &ConstExpr::i32_const(i32::try_from(*start)?), bytes.iter().copied());
        }
        Ok(section)
    }
}

/// The name of the stack pointer and its like between the modules. Modules of two builds do not fit together, and must
/// not be taken for a pair: the name holds the fingerprint of what was split.
fn global_name(parts: &Parts<'_>, global: usize) -> String {
    use sha2::{Digest, Sha256};
    let mut all = Sha256::new();
    for body in &parts.bodies {
        all.update(body.as_bytes());
    }
    for (_, bytes) in &parts.data {
        all.update(bytes);
    }
    let hex: String = all.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{global}-{hex}")
}

fn types(parts: &Parts<'_>) -> Result<TypeSection> {
    let mut section = TypeSection::new();
    if let Some(types) = parts.types.clone() {
        Numbering(&[]).parse_type_section(&mut section, types).map_err(|error| error.to_string())?;
    }
    Ok(section)
}

/// The module of what is `hot`; with what the later one is linked to, if there is one, and what of it that needs.
fn write_first(
    parts: &Parts<'_>,
    hot: &Reached,
    data: &Data<'_>,
    is_kept: &dyn Fn(&str) -> bool,
    needed: Option<&[usize]>,
) -> Result<Vec<u8>> {
    let mut half = Half::new(parts, |function| hot.functions[function]);
    half.number(0..parts.imported);
    let mut imports = ImportSection::new();
    for import in &parts.imports {
        let TypeRef::Func(kind) = import.ty else { continue };
        imports.import(import.module, import.name, EntityType::Function(kind));
    }
    let mut renumber = Numbering(&half.numbers);
    let mut tables = wasm_encoder::TableSection::new();
    tables.table(renumber.table_type(parts.tables[0].ty).map_err(|error| error.to_string())?);
    let mut memories = wasm_encoder::MemorySection::new();
    memories.memory(renumber.memory_type(parts.memories[0]).map_err(|error| error.to_string())?);
    let mut globals = wasm_encoder::GlobalSection::new();
    for global in &parts.globals {
        renumber.parse_global(&mut globals, global.clone()).map_err(|error| error.to_string())?;
    }
    let mut exports = ExportSection::new();
    for export in parts.exports.iter().filter(|export| export.kind != ExternalKind::Func || is_kept(export.name)) {
        let (kind, index) = match export.kind {
            ExternalKind::Func => (ExportKind::Func, half.of(export.index as usize)?),
            ExternalKind::Table => (ExportKind::Table, export.index),
            ExternalKind::Memory => (ExportKind::Memory, export.index),
            ExternalKind::Global => (ExportKind::Global, export.index),
            _ => return fail(format!("an export of another kind: {}", export.name)),
        };
        exports.export(export.name, kind, index);
    }
    // Never called through JavaScript: the later module is linked to them.
    if let Some(needed) = needed {
        exports.export(LINKED_TABLE, ExportKind::Table, 0);
        exports.export(LINKED_MEMORY, ExportKind::Memory, 0);
        for global in 0..parts.globals.len() {
            exports.export(&global_name(parts, global), ExportKind::Global, u32::try_from(global)?);
        }
        for (name, function) in needed.iter().enumerate() {
            exports.export(&name.to_string(), ExportKind::Func, half.of(*function)?);
        }
    }
    let mut elements = ElementSection::new();
    for (start, functions) in &parts.elements {
        // The places of later functions are filled with one that is there: holes would cost more.
        let filler = functions.iter().copied().find(|function| hot.functions[*function as usize]);
        let Some(filler) = filler else { continue };
        let list: Vec<u32> = functions
            .iter()
            .map(|function| if hot.functions[*function as usize] { *function } else { filler })
            .map(|function| half.of(function as usize))
            .collect::<Result<_>>()?;
        elements.active(None, &ConstExpr::i32_const(i32::try_from(*start)?), Elements::Functions(list.into()));
    }
    let mut module = Module::new();
    module.section(&types(parts)?).section(&imports).section(&half.functions(parts)).section(&tables);
    module.section(&memories).section(&globals).section(&exports).section(&elements);
    module.section(&half.code(parts)?).section(&Data::section(&data.first)?);
    Ok(module.finish())
}

const LINKED_TABLE: &str = "t";
const LINKED_MEMORY: &str = "m";

fn write_later(
    parts: &Parts<'_>,
    hot: &Reached,
    mut half: Half,
    needed: &[usize],
    data: &Data<'_>,
    door: &str,
) -> Result<Vec<u8>> {
    half.number(needed.iter().copied());
    let mut renumber = Numbering(&half.numbers);
    let mut imports = ImportSection::new();
    for (name, function) in needed.iter().enumerate() {
        imports.import(FIRST, &name.to_string(), EntityType::Function(parts.functions[*function]));
    }
    let table = renumber.table_type(parts.tables[0].ty).map_err(|error| error.to_string())?;
    imports.import(FIRST, LINKED_TABLE, EntityType::Table(table));
    let memory = renumber.memory_type(parts.memories[0]).map_err(|error| error.to_string())?;
    imports.import(FIRST, LINKED_MEMORY, EntityType::Memory(memory));
    for (index, global) in parts.globals.iter().enumerate() {
        let kind = renumber.global_type(global.ty).map_err(|error| error.to_string())?;
        imports.import(FIRST, &global_name(parts, index), EntityType::Global(kind));
    }
    let mut exports = ExportSection::new();
    for function in door_of(parts, door) {
        exports.export(door, ExportKind::Func, half.of(function)?);
    }
    let mut elements = ElementSection::new();
    for (start, functions) in &parts.elements {
        let mut run: Vec<u32> = Vec::new();
        for (at, function) in functions.iter().enumerate() {
            let is_later = !hot.functions[*function as usize];
            if is_later {
                run.push(half.of(*function as usize)?);
            }
            if !run.is_empty() && (!is_later || at + 1 == functions.len()) {
                let from = start + at + usize::from(is_later) - run.len();
                let offset = ConstExpr::i32_const(i32::try_from(from)?);
                elements.active(None, &offset, Elements::Functions(std::mem::take(&mut run).into()));
            }
        }
    }
    let mut module = Module::new();
    module.section(&types(parts)?).section(&imports).section(&half.functions(parts)).section(&exports);
    module.section(&elements).section(&half.code(parts)?).section(&Data::section(&data.later)?);
    Ok(module.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{CodeSection, Function, MemoryType, NameMap, NameSection, RefType, TableType};

    /// Four functions: `start` calls `shared`, `door` calls `shared` and `far`, which stands in the table beside it; two
    /// constants, the first of which only `far` reads.
    fn whole() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        (0..4).for_each(|_| {
            functions.function(0);
        });
        let mut tables = wasm_encoder::TableSection::new();
        let element_type = RefType::FUNCREF;
        tables.table(TableType { element_type, table64: false, minimum: 3, maximum: Some(3), shared: false });
        let mut memories = wasm_encoder::MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut exports = ExportSection::new();
        exports.export("start", ExportKind::Func, 0).export("door", ExportKind::Func, 2);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions(vec![3, 1].into()));
        let mut code = CodeSection::new();
        for calls in [&[1][..], &[], &[1, 3], &[]] {
            let mut body = Function::new([]);
            for called in calls {
                body.instructions().call(*called);
            }
            body.instructions().end();
            code.function(&body);
        }
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(16), b"only said far away....said near".iter().copied());
        let mut names = NameSection::new();
        let mut map = NameMap::new();
        for (index, name) in ["start", "shared", "door", "far"].into_iter().enumerate() {
            map.append(u32::try_from(index).unwrap_or_default(), name);
        }
        names.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&tables).section(&memories).section(&exports);
        module.section(&elements).section(&code).section(&data).section(&names);
        module.finish()
    }

    fn links() -> Links {
        let uses = |constant| Uses { functions: Vec::new(), constants: vec![constant] };
        Links {
            names: HashMap::from([("far".to_owned(), uses(0)), ("start_0123456789abcdef".to_owned(), uses(1))]),
            exported: HashMap::from([("start".to_owned(), "start_0123456789abcdef".to_owned())]),
            constants: vec![(16..38, Uses::default()), (38..47, Uses::default())],
            loose: Vec::new(),
        }
    }

    fn holds(module: &[u8], words: &str) -> bool {
        module.windows(words.len()).any(|part| part == words.as_bytes())
    }

    #[test]
    fn what_only_the_door_reaches_goes_to_the_later_module() {
        let halves = split(&whole(), &links(), "door").expect("two halves");
        for half in [&halves.first, &halves.later] {
            wasmparser::Validator::new().validate_all(half).expect("a valid module");
        }
        assert!(holds(&halves.later, "only said far") && !holds(&halves.first, "only said far"));
        assert!(holds(&halves.first, "said near") && !holds(&halves.later, "said near"));
        let count = |module| Parser::new(0).parse_all(module).flatten().filter(is_body).count();
        assert_eq!((count(&halves.first), count(&halves.later)), (2, 2));
    }

    fn is_body(payload: &Payload<'_>) -> bool {
        matches!(payload, Payload::CodeSectionEntry(_))
    }

    #[test]
    fn a_constant_named_by_what_starts_stays() {
        let mut links = links();
        links.constants[1].1.functions.push("far".to_owned());
        let halves = split(&whole(), &links, "door").expect("two halves");
        assert!(holds(&halves.first, "only said far"), "reached through the other constant");
    }

    #[test]
    fn what_is_not_kept_leaves_nothing_behind() {
        let kept = without(&whole(), &links(), &|name| name != "door").expect("a module");
        wasmparser::Validator::new().validate_all(&kept).expect("a valid module");
        assert!(holds(&kept, "said near") && !holds(&kept, "only said far"));
        assert_eq!(Parser::new(0).parse_all(&kept).flatten().filter(is_body).count(), 2);
        let exports = Parser::new(0).parse_all(&kept).flatten().find_map(|payload| match payload {
            Payload::ExportSection(exports) => exports.into_iter().collect::<std::result::Result<Vec<_>, _>>().ok(),
            _ => None,
        });
        let names: Vec<&str> = exports.iter().flatten().map(|export| export.name).collect();
        assert_eq!(names, ["start"], "nothing for another module to link to");
    }

    #[test]
    fn a_module_without_the_door_is_refused() {
        assert!(split(&whole(), &links(), "gate").is_err());
        assert!(Links::of(&whole()).is_err(), "linked without relocations");
    }
}
