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

mod halves;
mod links;
mod parts;

use crate::project::{Result, fail};
use halves::Cut;
pub use links::Links;
use parts::Parts;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use wasmparser::ExternalKind;

/// What the later module calls the first one.
pub const FIRST: &str = "page";

/// The two modules.
pub struct Halves {
    pub first: Vec<u8>,
    pub later: Vec<u8>,
}

/// Splits `bound`, a module with names as wasm-bindgen made it of the module that `links` is about.
pub fn split(bound: &[u8], links: &Links, door: &str) -> Result<Halves> {
    let parts = Parts::of(bound)?;
    if !parts.exports.iter().any(|export| export.kind == ExternalKind::Func && export.name == door) {
        return fail(format!("the page's module does not export {door}"));
    }
    let is_kept = |name: &str| name != door;
    let hot = reached(&parts, links, &is_kept)?;
    let needed = needed(&parts, &hot, door)?;
    let cut = Cut::new(&parts, links, &hot);
    Ok(Halves { first: cut.first(&is_kept, Some(&needed))?, later: cut.later(&needed, door)? })
}

/// `bound` with those of its functions exported that `is_kept` names, and without what only the others reach.
pub fn without(bound: &[u8], links: &Links, is_kept: &dyn Fn(&str) -> bool) -> Result<Vec<u8>> {
    let parts = Parts::of(bound)?;
    let kept = reached(&parts, links, is_kept)?;
    Cut::new(&parts, links, &kept).first(is_kept, None)
}

/// A function or a constant of a module.
pub struct Piece<'a> {
    /// The linker's names of the functions it belongs to: itself, or those that mention it. None where nothing says so.
    pub owners: Vec<&'a str>,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// What [`without`] keeps, piece by piece.
pub fn pieces<'a>(bound: &'a [u8], links: &Links, is_kept: &dyn Fn(&str) -> bool) -> Result<Vec<Piece<'a>>> {
    let parts = Parts::of(bound)?;
    let kept = reached(&parts, links, is_kept)?;
    let mut pieces = Vec::new();
    let mut owners: Vec<Vec<&str>> = vec![Vec::new(); links.constants.len()];
    for (function, body) in (parts.imported..).zip(&parts.bodies).filter(|(function, _)| kept.functions[*function]) {
        let name = parts.names.get(&(function as u32)).copied();
        pieces.push(Piece { owners: name.into_iter().collect(), bytes: body.as_bytes() });
        for constant in name.and_then(|name| links.uses(name)).map_or(&[][..], |uses| &uses.constants) {
            owners[*constant].extend(name);
        }
    }
    // What only constants mention belongs to whom these belong to.
    let mut open: Vec<usize> = (0..owners.len()).filter(|constant| !owners[*constant].is_empty()).collect();
    while let Some(constant) = open.pop() {
        for inner in &links.constants[constant].1.constants {
            if owners[*inner].is_empty() {
                owners[*inner] = owners[constant].clone();
                open.push(*inner);
            }
        }
    }
    // A constant may lie within another.
    let mut constants: Vec<(&Range<usize>, Vec<&str>)> = Vec::new();
    let all = links.constants.iter().map(|(range, _)| range).zip(owners).zip(&kept.constants);
    constants.extend(all.filter(|(_, kept)| **kept).map(|(constant, _)| constant));
    constants.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    for (start, bytes) in &parts.data {
        let mut done = *start;
        for (range, owners) in &constants {
            let from = range.start.max(done);
            if from < range.end && range.start >= *start && range.end <= start + bytes.len() {
                pieces.push(Piece { owners: owners.clone(), bytes: &bytes[from - start..range.end - start] });
                done = range.end;
            }
        }
    }
    Ok(pieces)
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
            functions.extend(parts.calls(function)?);
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

/// The functions of the first module that the later one calls, in the order of their places.
fn needed(parts: &Parts<'_>, hot: &Reached, door: &str) -> Result<Vec<usize>> {
    let mut needed = HashSet::new();
    for function in (parts.imported..parts.functions.len()).filter(|function| !hot.functions[*function]) {
        needed.extend(parts.calls(function)?.into_iter().filter(|called| hot.functions[*called]));
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

#[cfg(test)]
mod tests {
    use super::{links::Uses, *};
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, ElementSection, Elements, ExportKind, ExportSection, Function,
        FunctionSection, MemoryType, Module, NameMap, NameSection, RefType, TableType, TypeSection,
    };
    use wasmparser::{Parser, Payload};

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
