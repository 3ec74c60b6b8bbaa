//! What a file says of itself, once for people and once for programs.

use serde_json::{Map, Value};
use sidian::report::Language;

use crate::locale::{Text, pick};
use crate::ui::{Tone, aligned, harmless};

/// One thing in a file: its kind, what it says, and what is inside it.
pub(super) struct Sheet {
    kind: &'static str,
    title: Text,
    items: Vec<Item>,
    parts: Vec<(&'static str, Vec<Sheet>)>,
}

struct Item {
    key: &'static str,
    label: (&'static str, &'static str),
    value: Value,
}

impl Sheet {
    /// A sheet for something of this kind.
    pub(super) fn new(kind: &'static str, title: Text) -> Self {
        Self { kind, title, items: Vec::new(), parts: Vec::new() }
    }

    /// Adds something that it says; nothing is added for `null`.
    pub(super) fn say(
        &mut self,
        key: &'static str,
        zh: &'static str,
        en: &'static str,
        value: impl Into<Value>,
    ) {
        let value = value.into();
        if !value.is_null() {
            self.items.push(Item { key, label: (zh, en), value });
        }
    }

    /// Adds what is inside it.
    pub(super) fn part(&mut self, key: &'static str, sheets: Vec<Sheet>) {
        self.parts.push((key, sheets));
    }

    /// For programs.
    pub(super) fn to_json(&self) -> Map<String, Value> {
        let mut out = Map::new();
        out.insert("kind".to_owned(), self.kind.into());
        for item in &self.items {
            out.insert(item.key.to_owned(), item.value.clone());
        }
        for (key, sheets) in &self.parts {
            let sheets = sheets.iter().map(|s| Value::Object(s.to_json()));
            out.insert((*key).to_owned(), sheets.collect());
        }
        out
    }

    /// For people.
    pub(super) fn to_text(&self, language: Language, indent: &str) -> String {
        let rows: Vec<_> = self
            .items
            .iter()
            .map(|item| {
                let label = pick(language, item.label.0, item.label.1);
                vec![(Tone::Plain, label.to_owned()), (Tone::Plain, shown(&item.value, language))]
            })
            .collect();
        let deeper = format!("{indent}  ");
        let mut out = format!("{indent}{}\n", self.title.get(language));
        out += &aligned(&rows, &deeper);
        for sheet in self.parts.iter().flat_map(|(_, sheets)| sheets) {
            out += &sheet.to_text(language, &deeper);
        }
        out
    }
}

fn shown(value: &Value, language: Language) -> String {
    match value {
        Value::Bool(true) => pick(language, "是", "yes").to_owned(),
        Value::Bool(false) => pick(language, "否", "no").to_owned(),
        Value::String(text) => harmless(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| shown(item, language)).collect();
            items.join(pick(language, "、", ", "))
        }
        other => harmless(&other.to_string()),
    }
}
