//! What the linker wrote down about a module: which function and which constant mentions what.

use super::parts::address;
use crate::project::{Result, fail};
use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};
use wasmparser::{KnownCustom, Linking, Name, Parser, Payload, RelocationEntry, RelocationType, SymbolInfo, TypeRef};

/// What the linker wrote down about a module, by the names of its functions.
pub struct Links {
    pub(super) names: HashMap<String, Uses>,
    /// The linker's names of functions that are exported, by their names without fingerprint.
    pub(super) exported: HashMap<String, String>,
    /// Constants in the data: where they lie in memory, and what they use.
    pub(super) constants: Vec<(Range<usize>, Uses)>,
    /// Functions that data outside every constant name.
    pub(super) loose: Vec<String>,
}

/// What a function or a constant mentions beside calls.
#[derive(Default)]
pub struct Uses {
    /// Names of functions.
    pub functions: Vec<String>,
    /// Places of constants in [`Links::constants`].
    pub constants: Vec<usize>,
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

impl Links {
    /// Reads them from a module linked with `--emit-relocs`.
    pub fn of(linked: &[u8]) -> Result<Self> {
        let linked = Linked::of(linked)?;
        let mut constants = Constants::of(&linked);
        let mut names: HashMap<String, Uses> = HashMap::new();
        let mut loose = Vec::new();
        for (section, entries) in &linked.relocations {
            for entry in entries {
                let Some(target) = linked.target(entry, &constants)? else { continue };
                // Calls are read from the code itself, which wasm-bindgen has changed.
                if *section == linked.code.0 && entry.ty != RelocationType::FunctionIndexLeb {
                    names.entry(linked.function_at(entry.offset as usize)?.clone()).or_default().add(target);
                } else if *section == linked.data.0 {
                    let owned = constants.add(linked.address_at(entry.offset as usize)?, &target);
                    if let (false, Target::Function(name)) = (owned, target) {
                        loose.push(name);
                    }
                }
            }
        }
        Ok(Self { names, exported: linked.exported(), constants: constants.all, loose })
    }

    /// What a function mentions. wasm-bindgen takes the fingerprint off the names of what it exports.
    pub fn uses(&self, name: &str) -> Option<&Uses> {
        self.names.get(name).or_else(|| self.names.get(self.exported.get(name)?))
    }
}

/// The parts of a linked module that tell what mentions what.
#[derive(Default)]
struct Linked<'a> {
    /// Names of functions by their numbers.
    names: HashMap<u32, String>,
    /// How many functions are imported.
    imported: u32,
    /// Where the body of each own function stands in the module.
    bodies: Vec<Range<usize>>,
    /// Each segment of data: where it lies in memory, and its bytes in the module.
    segments: Vec<(usize, Range<usize>)>,
    /// The number of the section of code, and where its content begins in the module.
    code: (u32, usize),
    /// Likewise, of data.
    data: (u32, usize),
    symbols: Vec<SymbolInfo<'a>>,
    /// By the number of the section they are in.
    relocations: Vec<(u32, Vec<RelocationEntry>)>,
}

impl<'a> Linked<'a> {
    fn of(module: &'a [u8]) -> Result<Self> {
        let mut linked = Self::default();
        let mut section = 0;
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        linked.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => linked.code = (section, range.start),
                Payload::CodeSectionEntry(body) => linked.bodies.push(body.range()),
                Payload::DataSection(parts) => {
                    linked.data = (section, parts.range().start);
                    for part in parts.clone() {
                        let part = part?;
                        let bytes = part.range.end - part.data.len()..part.range.end;
                        linked.segments.push((address(&part.kind)?, bytes));
                    }
                }
                Payload::CustomSection(custom) => linked.add(custom.as_known())?,
                _ => {}
            }
            section += u32::from(payload.as_section().is_some());
        }
        if linked.symbols.is_empty() || linked.relocations.is_empty() {
            return fail("the module was linked without relocations");
        }
        if linked.names.values().collect::<HashSet<_>>().len() != linked.names.len() {
            return fail("two functions of the module have one name");
        }
        Ok(linked)
    }

    /// Names, symbols and relocations.
    fn add(&mut self, custom: KnownCustom<'a>) -> Result<()> {
        match custom {
            KnownCustom::Name(parts) => {
                for part in parts {
                    let Name::Function(map) = part? else { continue };
                    for naming in map {
                        let naming = naming?;
                        self.names.insert(naming.index, naming.name.to_owned());
                    }
                }
            }
            KnownCustom::Linking(parts) => {
                for part in parts {
                    let Linking::SymbolTable(map) = part? else { continue };
                    for symbol in map {
                        self.symbols.push(symbol?);
                    }
                }
            }
            KnownCustom::Reloc(reader) => {
                let entries = reader.entries().into_iter().collect::<std::result::Result<_, _>>()?;
                self.relocations.push((reader.section_index(), entries));
            }
            _ => {}
        }
        Ok(())
    }

    /// The linker's names of functions by their names without fingerprint.
    fn exported(&self) -> HashMap<String, String> {
        let exported = self.names.values().filter_map(|name| {
            let (short, fingerprint) = name.rsplit_once('_')?;
            let is_one = fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_one.then(|| (short.to_owned(), name.clone()))
        });
        exported.collect()
    }

    fn name(&self, function: u32) -> Result<&String> {
        self.names.get(&function).ok_or_else(|| "a function without a name".into())
    }

    /// What a relocation leads to; `None` for what is neither a function nor a constant with bytes.
    fn target(&self, entry: &RelocationEntry, constants: &Constants) -> Result<Option<Target>> {
        Ok(match (self.symbols.get(entry.index as usize), entry.ty) {
            (Some(SymbolInfo::Func { index, .. }), kind) if kind != RelocationType::TypeIndexLeb => {
                Some(Target::Function(self.name(*index)?.clone()))
            }
            (Some(SymbolInfo::Data { .. }), _) => constants.of_symbol.get(&entry.index).copied().map(Target::Constant),
            _ => None,
        })
    }

    /// The function whose body has a place of the section of code.
    fn function_at(&self, offset: usize) -> Result<&String> {
        let at = self.bodies.partition_point(|body| body.end <= self.code.1 + offset);
        self.name(self.imported + u32::try_from(at)?)
    }

    /// Where a place of the section of data lies in memory.
    fn address_at(&self, offset: usize) -> Result<usize> {
        let file = self.data.1 + offset;
        match self.segments.iter().find(|(_, bytes)| bytes.contains(&file)) {
            Some((start, bytes)) => Ok(start + (file - bytes.start)),
            None => fail("a relocation outside the data"),
        }
    }
}

/// Constants by their place: several symbols may name the same bytes, or overlapping ones.
struct Constants {
    all: Vec<(Range<usize>, Uses)>,
    of_symbol: HashMap<u32, usize>,
    /// Their places in `all`, sorted by where they lie.
    order: Vec<usize>,
    longest: usize,
}

impl Constants {
    fn of(linked: &Linked<'_>) -> Self {
        let mut all: Vec<(Range<usize>, Uses)> = Vec::new();
        let mut places: HashMap<Range<usize>, usize> = HashMap::new();
        let mut of_symbol = HashMap::new();
        for (index, symbol) in (0u32..).zip(&linked.symbols) {
            let SymbolInfo::Data { symbol: Some(defined), .. } = symbol else { continue };
            // What is zero at first has no bytes in the module.
            let Some((start, bytes)) = linked.segments.get(defined.index as usize) else { continue };
            let start = start + defined.offset as usize;
            let range = start..start + defined.size as usize;
            if range.is_empty() || defined.offset as usize + defined.size as usize > bytes.len() {
                continue;
            }
            let place = *places.entry(range.clone()).or_insert_with(|| {
                all.push((range, Uses::default()));
                all.len() - 1
            });
            of_symbol.insert(index, place);
        }
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|place| (all[*place].0.start, all[*place].0.end));
        let longest = all.iter().map(|(range, _)| range.len()).max().unwrap_or_default();
        Self { all, of_symbol, order, longest }
    }

    /// Every constant that covers an address mentions the target; tells whether there is one.
    fn add(&mut self, at: usize, target: &Target) -> bool {
        let last = self.order.partition_point(|place| self.all[*place].0.start <= at);
        let mut owned = false;
        for place in self.order[..last].iter().rev() {
            let (range, uses) = &mut self.all[*place];
            if range.start + self.longest <= at {
                break;
            }
            if range.contains(&at) {
                uses.add(target.clone());
                owned = true;
            }
        }
        owned
    }
}
