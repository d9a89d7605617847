//! Mappings: what was corrected of columns, remembered by their headings in this browser, taken for every sheet with the
//! same ones, written to a file for others and read from one.

use super::{Tasks, storage, stored};
use crate::app::state::{Action, Notice, Work};
use crate::app::text::{self, Key};
use crate::diagnostic::Text;
use crate::intake::{ColumnChoice, Mapping};
use crate::project::Project;
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// How many are remembered.
pub const MOST: usize = 50;
/// Their key in the browser's storage.
const MAPPINGS: &str = "junheng.mappings";
/// The version of the file.
const VERSION: u32 = 1;
/// The largest file accepted, in bytes.
const MOST_BYTES: f64 = 4_000_000.0;

/// What is remembered, newest first, and what of it was corrected since the page was opened.
#[derive(Default)]
pub(super) struct Memory {
    all: Vec<Mapping>,
    here: Vec<Vec<Vec<String>>>,
}

/// The file mappings are handed on in.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange<T> {
    /// The version, under a name that tells what file it is.
    #[serde(rename = "junhengMappings")]
    version: u32,
    mappings: T,
}

impl Memory {
    /// What the browser remembers. What an older page kept differently is left aside.
    pub(super) fn stored() -> Self {
        let all = serde_json::from_str(&stored(MAPPINGS)).unwrap_or_default();
        Self { all, here: Vec::new() }
    }

    fn put(&mut self, mapping: Mapping) {
        self.all.retain(|known| known.header != mapping.header);
        self.all.insert(0, mapping);
        self.all.truncate(MOST);
    }

    fn forget(&mut self, header: &[Vec<String>]) {
        self.all.retain(|known| known.header != header);
        self.here.retain(|known| known != header);
    }

    /// Remembers `chosen`, the mappings of all corrected sheets at hand, in place of those before. What was taken back
    /// is forgotten, unless it was remembered from an earlier visit.
    fn settle(&mut self, chosen: Vec<Mapping>) {
        let gone = |header: &Vec<Vec<String>>| chosen.iter().all(|mapping| mapping.header != *header);
        let taken_back: Vec<_> = self.here.iter().filter(|header| gone(header)).cloned().collect();
        for header in taken_back {
            self.forget(&header);
        }
        for mapping in chosen.into_iter().rev() {
            if !self.all.contains(&mapping) {
                if !self.here.contains(&mapping.header) {
                    self.here.push(mapping.header.clone());
                }
                self.put(mapping);
            }
        }
    }

    fn keep(&self) {
        let Some(storage) = storage() else { return };
        if self.all.is_empty() {
            let _ = storage.remove_item(MAPPINGS);
        } else if let Ok(text) = serde_json::to_string(&self.all) {
            let _ = storage.set_item(MAPPINGS, &text);
        }
    }
}

impl Tasks {
    /// What is remembered, newest first.
    pub(super) fn mappings(&self) -> Vec<Mapping> {
        self.0.memory.borrow().all.clone()
    }

    /// How many mappings are remembered.
    pub fn mapping_count(&self) -> usize {
        self.0.memory.borrow().all.len()
    }

    /// Forgets all of them.
    pub(super) fn forget_mappings(&self) {
        *self.0.memory.borrow_mut() = Memory::default();
    }

    /// Remembers the columns corrected in `project`, so that every sheet with the same headings is understood so.
    pub(super) fn remember(&self, project: &mut Project) {
        let Some(work) = self.0.work.borrow().clone() else { return };
        if project.is_sample() {
            return;
        }
        let mut memory = self.0.memory.borrow_mut();
        memory.settle(chosen(&work, project));
        memory.keep();
        project.mappings.clone_from(&memory.all);
    }

    /// Gives a column of sheet `at` another meaning; recognised again where there is none. What was remembered of the
    /// sheet's other columns stays.
    pub fn choose_column(&self, work: &Work, at: usize, column: u32, choice: Option<ColumnChoice>) {
        let (Some(source), Some(sheet)) = (work.source_of(at), work.reading.sheets.get(at)) else { return };
        let remembered = remembered(work, at);
        let header = remembered.as_ref().map(|(header, _)| header.clone());
        let step = work.project.choose(source.id, sheet.index, |own| {
            if own.columns.is_empty()
                && let Some((_, columns)) = remembered
            {
                own.columns = columns;
            }
            own.columns.retain(|known| known.column != column);
            own.columns.extend(choice);
        });
        let mut project = self.0.at_hand.borrow().0.after(step);
        let own = project.by_id(source.id).and_then(|source| source.sheet(sheet.index));
        if let Some(header) = header.filter(|_| own.is_none_or(|own| own.columns.is_empty())) {
            // Nothing of it is left: remembered, it would come back at once.
            self.0.memory.borrow_mut().forget(&header);
            project.mappings.retain(|mapping| mapping.header != header);
        }
        self.make(project);
    }

    /// Does without what is remembered of the headings of sheet `at`.
    pub fn forget_mapping(&self, work: &Work, at: usize) {
        let Some((header, _)) = remembered(work, at) else { return };
        self.0.memory.borrow_mut().forget(&header);
        let project = (*self.0.at_hand.borrow().0).clone();
        self.make(project);
    }

    /// Writes what is remembered to a file.
    pub fn export_mappings(&self) {
        let exchange = Exchange { version: VERSION, mappings: self.mappings() };
        let text = serde_json::to_string_pretty(&exchange);
        let bytes = text
            .map(|text| Uint8Array::from(text.as_bytes()))
            .map_err(|error| Some(text::filled(Key::ExportFailed, &[&error.to_string()])));
        self.save(bytes, "junheng-mappings.json".to_owned(), "application/json");
    }

    /// Reads a file of mappings and remembers them, before those there are.
    pub fn import_mappings(&self, file: web_sys::File) {
        let tasks = self.clone();
        spawn_local(async move {
            let name = file.name();
            let told = |key: Key, values: &[&str]| Notice::Trouble(text::filled(key, values));
            if file.size() > MOST_BYTES {
                return tasks.dispatch(Action::Tell(told(Key::MappingsNone, &[&name])));
            }
            let Some(content) = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()) else {
                return tasks.dispatch(Action::Tell(told(Key::FileUnreadable, &[&name])));
            };
            match read(&name, &content) {
                Ok(mappings) => {
                    let count = mappings.len();
                    {
                        let mut memory = tasks.0.memory.borrow_mut();
                        mappings.into_iter().rev().for_each(|mapping| memory.put(mapping));
                        memory.keep();
                    }
                    let project = (*tasks.0.at_hand.borrow().0).clone();
                    if !project.sources.is_empty() {
                        tasks.make(project);
                    }
                    tasks.dispatch(Action::Tell(Notice::Done(text::filled(Key::MappingsTaken, &[&count.to_string()]))));
                    tasks.see_stored();
                }
                Err(words) => tasks.dispatch(Action::Tell(Notice::Trouble(words))),
            }
        });
    }
}

/// The mappings of the corrected sheets of `project`, by the headings they were last read with.
fn chosen(work: &Work, project: &Project) -> Vec<Mapping> {
    let of_sheet = |sheet: &crate::intake::SheetReading| {
        let source = work.project.sources.get(sheet.source as usize)?;
        let choice = project.by_id(source.id)?.sheet(sheet.index)?;
        (!choice.columns.is_empty()).then(|| Mapping::of(&sheet.columns, &choice.columns))
    };
    work.reading.sheets.iter().filter_map(of_sheet).filter(|mapping| !mapping.columns.is_empty()).collect()
}

/// The headings of sheet `at` and the choices remembered for them, where those act.
pub fn remembered(work: &Work, at: usize) -> Option<(Vec<Vec<String>>, Vec<ColumnChoice>)> {
    let sheet = work.reading.sheets.get(at)?;
    if work.choice_of(at).is_some_and(|choice| !choice.columns.is_empty()) {
        return None;
    }
    work.project.mappings.iter().find_map(|mapping| Some((mapping.header.clone(), mapping.choices(&sheet.columns)?)))
}

/// The mappings of a file.
fn read(name: &str, content: &str) -> Result<Vec<Mapping>, Text> {
    let none = || text::filled(Key::MappingsNone, &[name]);
    let head: Exchange<serde_json::Value> = serde_json::from_str(content).map_err(|_| none())?;
    if head.version > VERSION {
        return Err(text::filled(Key::MappingsNewer, &[name]));
    }
    let serde_json::Value::Array(each) = head.mappings else { return Err(none()) };
    let mut mappings = Vec::with_capacity(each.len());
    for (at, value) in each.into_iter().enumerate() {
        let bad = |words: &str| text::filled(Key::MappingsBad, &[name, &(at + 1).to_string(), words]);
        let mapping: Mapping = serde_json::from_value(value).map_err(|error| bad(&error.to_string()))?;
        if mapping.header.is_empty() || mapping.columns.is_empty() {
            return Err(text::filled(Key::MappingsEmpty, &[name, &(at + 1).to_string()]));
        }
        if let Some(choice) = mapping.columns.iter().find(|choice| choice.column as usize >= mapping.header.len()) {
            let column = (choice.column + 1).to_string();
            return Err(text::filled(Key::MappingsColumn, &[name, &(at + 1).to_string(), &column]));
        }
        mappings.push(mapping);
    }
    if mappings.is_empty() { Err(none()) } else { Ok(mappings) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Field;

    fn mapping(name: &str, field: Field) -> Mapping {
        let header = vec![vec!["学校".to_owned()], vec![name.to_owned(), "合计".to_owned()]];
        Mapping { header, columns: vec![ColumnChoice { column: 1, field, fact: None, scope: None, factor: None }] }
    }

    fn file(mappings: &[Mapping]) -> String {
        serde_json::to_string(&Exchange { version: VERSION, mappings }).unwrap_or_default()
    }

    #[test]
    fn a_file_of_mappings_comes_back_and_says_what_is_wrong_with_others() {
        let all = [mapping("电教室", Field::NetworkedClassrooms), mapping("微机", Field::Computers)];
        assert_eq!(read("a.json", &file(&all)), Ok(all.to_vec()));
        let says = |content: &str, part: &str| {
            let words = read("a.json", content).err().unwrap_or_default();
            assert!(words.zh.contains("a.json") && words.zh.contains(part), "{} lacks {part}", words.zh);
            assert!(!words.en.is_empty());
        };
        says("", "不是");
        says("{}", "不是");
        says("{\"junhengMappings\":1,\"mappings\":[]}", "不是");
        says("{\"junhengMappings\":2,\"mappings\":[]}", "更新");
        says(&file(&all).replace("computers", "robots"), "第 2");
        says(&file(&all).replace("\"column\":1", "\"column\":2"), "第 3 列");
        says(&file(&[Mapping { columns: Vec::new(), ..all[0].clone() }]), "第 1");
    }

    #[test]
    fn the_newest_mappings_are_remembered_and_one_taken_back_is_not() {
        let mut memory = Memory::default();
        for number in 0..MOST + 3 {
            memory.put(mapping(&format!("第{number}列"), Field::Computers));
        }
        assert_eq!(memory.all.len(), MOST);
        assert_eq!(memory.all[0].header[1][0], format!("第{}列", MOST + 2));
        let mut memory = Memory { all: vec![mapping("以前", Field::Books)], here: Vec::new() };
        memory.settle(vec![mapping("现在", Field::Books), mapping("以前", Field::Computers)]);
        assert_eq!(memory.all, [mapping("现在", Field::Books), mapping("以前", Field::Computers)]);
        memory.settle(vec![mapping("以前", Field::Computers)]);
        assert_eq!(memory.all, [mapping("以前", Field::Computers)]);
    }
}
