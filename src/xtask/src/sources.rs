//! What the Rust source says and the generated declarations leave out: the comments on the words of a type, the names
//! types have in Rust, and the codes of problems.

use crate::{
    bundle::files_below,
    project::{Result, fail, read, root},
};
use std::collections::{BTreeMap, BTreeSet};
use syn::{
    Attribute, Expr, ExprCall, ExprLit, ExprMethodCall, Ident, ImplItemFn, Item, ItemFn, ItemMod, Lit, Macro, Meta,
    Token, punctuated::Punctuated, visit::Visit,
};

/// The core and its doors. The page has types of its own, which are no part of the contract.
const PLACES: [&str; 10] =
    ["api", "diagnostic.rs", "engine", "evaluate", "intake", "narrative", "records", "standard", "statistics", "table"];

/// What was read.
#[derive(Default)]
pub struct Sources {
    /// The comments of the variants of an enum, in their order, by its name in TypeScript.
    pub variants: BTreeMap<String, Vec<String>>,
    /// The names in TypeScript of what has a name in Rust: several, where modules use one name for different things.
    pub names: BTreeMap<String, BTreeSet<String>>,
    /// Codes of problems, as far as they stand where the problem is made.
    pub problems: BTreeSet<String>,
}

pub fn sources() -> Result<Sources> {
    let mut found = Sources::default();
    for place in PLACES.map(|place| root().join("src").join(place)) {
        let files = if place.is_dir() { files_below(&place)? } else { vec![place] };
        for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
            let file = syn::parse_file(&read(path)?).map_err(|error| format!("{}: {error}", path.display()))?;
            found.visit_file(&file);
        }
    }
    if found.variants.is_empty() || found.problems.is_empty() {
        return fail("nothing of the contract was found in the Rust source");
    }
    Ok(found)
}

impl Sources {
    fn named(&mut self, ident: &Ident, attributes: &[Attribute]) -> Option<String> {
        let name = name(ident, attributes)?;
        self.names.entry(ident.to_string()).or_default().insert(name.clone());
        Some(name)
    }

    fn problem(&mut self, code: &Expr) {
        if let Expr::Lit(ExprLit { lit: Lit::Str(code), .. }) = code {
            self.problems.insert(code.value());
        }
    }
}

impl<'ast> Visit<'ast> for Sources {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Enum(one) => {
                if let Some(name) = self.named(&one.ident, &one.attrs) {
                    self.variants.insert(name, one.variants.iter().map(|variant| comment(&variant.attrs)).collect());
                }
            }
            Item::Struct(one) => {
                self.named(&one.ident, &one.attrs);
            }
            _ => {}
        }
        syn::visit::visit_item(self, item);
    }

    // Tests make problems of their own.
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !of_tests(&module.attrs) {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        if !of_tests(&function.attrs) {
            syn::visit::visit_item_fn(self, function);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        if !of_tests(&function.attrs) {
            syn::visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if let (Expr::Path(path), Some(code)) = (&*call.func, call.args.first()) {
            let words: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            if words.ends_with(&["Problem".to_owned(), "new".to_owned()]) {
                self.problem(code);
            }
        }
        syn::visit::visit_expr_call(self, call);
    }

    /// `fail(place, code, Chinese, English, help)` of the arguments of a call.
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if call.method == "fail" && call.args.len() == 5 {
            call.args.iter().skip(1).take(1).for_each(|code| self.problem(code));
        }
        syn::visit::visit_expr_method_call(self, call);
    }

    /// Inside `vec![…]` and the like.
    fn visit_macro(&mut self, one: &'ast Macro) {
        if let Ok(parts) = one.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated) {
            // What is parsed here does not live as long as the file: a visitor of its own reads it.
            let mut inner = Self::default();
            parts.iter().for_each(|part| inner.visit_expr(part));
            self.problems.append(&mut inner.problems);
        }
    }
}

/// The name a type has in TypeScript; `None` where it has none there.
fn name(ident: &Ident, attributes: &[Attribute]) -> Option<String> {
    let words: Vec<String> = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) => Some(list.tokens.to_string()),
            _ => None,
        })
        .collect();
    let declared = words.iter().any(|words| words.contains("ts_rs :: TS") || words.split(", ").any(|one| one == "TS"));
    // Not the `rename` of serde, which may stand in an attribute of its own.
    let renamed =
        words.iter().filter(|words| words.contains("ts (") || words.contains("rename_all")).find_map(|words| {
            let (_, rest) = words.split_once("rename = \"")?;
            rest.split('"').next().map(str::to_owned)
        });
    declared.then(|| renamed.unwrap_or_else(|| ident.to_string()))
}

fn of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| {
        one.path().is_ident("test")
            || matches!(&one.meta, Meta::List(list) if list.path.is_ident("cfg") && list.tokens.to_string() == "test")
    })
}

/// The comment of something, a line for each of its lines.
fn comment(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}
