//! A draft from a JSON file, with English, Chinese or short names as keys.

use super::super::codes::HolderCodeType;
use super::super::date::Date;
use super::super::element::{ElementError, Fault, STANDARD};
use super::super::kind::LicenceType;
use super::super::metadata::{Holder, MetadataError, Node, StatusReference};
use super::{DraftError, End, LicenceDraft};

use std::collections::BTreeMap;

impl<'k> LicenceDraft<'k> {
    /// Reads a draft from JSON.
    ///
    /// Keys are the standard's short names, their English names (`issue_date`, `valid_until` …) or
    /// their Chinese names; `number`, `serial`, `version`, `issuer` (a name, or an object of `name`
    /// and `code`), `holders` (a list of objects of `name`, `code` and `code_type`) and `status` (an
    /// object of `uri` and `idx`) are understood too. The type's own items are named by key, with or
    /// without `KZ_`, by label or by English name, at the top or inside `elements`. Dates may be
    /// written `20261122` or `2026-11-22`; 长期 or an empty text is an open end.
    ///
    /// # Errors
    ///
    /// [`DraftError`] with everything that is wrong, each entry naming its element.
    pub fn from_json(kind: &'k LicenceType, bytes: &[u8]) -> Result<Self, DraftError> {
        const MOST: usize = 1 << 20;
        let node = Node::read(bytes, MOST).map_err(|e| match e {
            MetadataError::Json { line, column } => {
                DraftError { wrong: Vec::new(), json: Some((line, column)) }
            }
            _ => written("JSON", "at most 1 MiB of JSON"),
        })?;
        let Node::Object(object) = node else {
            return Err(written("JSON", "an object"));
        };
        let mut draft = Self::new(kind);
        let mut input = Input::default();
        for (key, node) in object {
            let read = draft.read(&mut input, &key, node);
            input.wrong.extend(read.err());
        }
        draft.finish(&mut input);
        if input.wrong.is_empty() { Ok(draft) } else { Err(input.wrong.into()) }
    }

    fn read(&mut self, input: &mut Input, key: &str, node: Node) -> Result<(), ElementError> {
        let short = match key {
            "number" => "ZZBH",
            "version" => "ZZBBH",
            "issuer" => "ZZBFJG",
            "holders" => "CZZT",
            "type" => "ZZLXMC",
            _ => STANDARD
                .iter()
                .find(|e| e.short == key || e.en == key || e.zh == key)
                .map_or(key, |e| e.short),
        };
        match (short, node) {
            ("elements", Node::Object(items)) => {
                for (key, node) in items {
                    let put = scalar(&key, node).and_then(|value| self.put(&key, &value));
                    input.wrong.extend(put.err());
                }
                Ok(())
            }
            ("status", node) => {
                self.status = Some(status(node)?);
                Ok(())
            }
            ("CZZT", Node::List(list)) => {
                for node in list {
                    match holder(node) {
                        Ok(holder) => self.holders.push(holder),
                        Err(e) => input.wrong.push(e),
                    }
                }
                Ok(())
            }
            ("ZZBFJG", Node::Object(parts)) => {
                for (key, node) in parts {
                    let short = match key.as_str() {
                        "name" | "ZZBFJG" => "ZZBFJG",
                        "code" | "ZZBFJGDM" => "ZZBFJGDM",
                        other => return Err(unknown(other, &["name", "code"])),
                    };
                    input.once(short, scalar(short, node)?)?;
                }
                Ok(())
            }
            ("serial", node) => input.once("serial", scalar(short, node)?),
            (short, node) => {
                let value = scalar(short, node)?;
                match STANDARD.iter().find(|e| e.short == short) {
                    Some(e) if !super::OPTIONAL.contains(&e.short) => input.once(e.short, value),
                    _ => self.put(key, &value),
                }
            }
        }
    }

    fn finish(&mut self, input: &mut Input) {
        let described = self.kind.description();
        let authority = &described.authority;
        for (short, right) in [
            ("ZZLXDM", self.kind.code().as_str()),
            ("ZZDYJG", &authority.name),
            ("ZZDYJGDM", &authority.code),
        ] {
            if input.take(short).is_some_and(|given| given != right) {
                input.wrong.push(ElementError::new(short, Fault::Disagrees { with: "ZZLXMC" }));
            }
        }
        if input.take("ZZLXMC").is_some_and(|t| t != described.name && t != described.code) {
            input.wrong.push(ElementError::new("ZZLXMC", Fault::Disagrees { with: "ZZLXDM" }));
        }
        self.number = input.take("ZZBH").map(|t| t.trim().into());
        self.licence_name = input.take("ZZMC");
        self.serial = input.take("serial");
        self.area_code = input.take("ZZSSGXSDBM");
        self.version = input.parse("ZZBBH", |t| t.parse().map_err(|_| Fault::Number));
        self.issue_date = input.parse("ZZBFRQ", date);
        self.valid_from = input.parse("ZZYXQQSRQ", date);
        self.supersedes = input.parse("GLZZBS", |t| t.parse().map_err(Fault::Identifier));
        if let Some(end) = input.parse("ZZYXQJZRQ", |t| match t.trim() {
            "" | "长期" | "long-term" => Ok(End::Open),
            t => date(t).map(End::On),
        }) {
            self.valid_until = end;
        }
        let code = input.parse("ZZBFJGDM", |t| t.trim().parse().map_err(Fault::Code));
        match (input.take("ZZBFJG"), code) {
            (Some(name), Some(code)) => self.issuer = Some((name.trim().to_owned(), code)),
            (None, None) => {}
            (Some(_), None) if input.wrong.iter().any(|e| e.short == "ZZBFJGDM") => {}
            (Some(_), None) => input.wrong.push(ElementError::new("ZZBFJGDM", Fault::Missing)),
            (None, Some(_)) => input.wrong.push(ElementError::new("ZZBFJG", Fault::Missing)),
        }
        self.one_holder(input);
        self.expected = input.take("ZZBS");
    }

    /// One holder can be given without a list.
    fn one_holder(&mut self, input: &mut Input) {
        let kind = [input.take("CZZTDMLXDM"), input.take("CZZTDMLX")].into_iter().flatten().next();
        let (name, code) = (input.take("CZZT"), input.take("CZZTDM"));
        if name.is_none() && code.is_none() {
            return;
        }
        let texts = [("name", name), ("code", code), ("code_type", kind)];
        let object = texts
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), Node::Text(value?))))
            .collect();
        match holder(Node::Object(object)) {
            Ok(holder) => self.holders.push(holder),
            Err(e) => input.wrong.push(e),
        }
    }
}

/// What was read and not yet understood.
#[derive(Default)]
struct Input {
    texts: BTreeMap<&'static str, String>,
    wrong: Vec<ElementError>,
}

impl Input {
    fn once(&mut self, short: &'static str, value: String) -> Result<(), ElementError> {
        match self.texts.insert(short, value) {
            Some(_) => Err(ElementError::new(short, Fault::Duplicate)),
            None => Ok(()),
        }
    }

    fn take(&mut self, short: &str) -> Option<String> {
        self.texts.remove(short)
    }

    fn parse<T>(&mut self, short: &str, read: impl Fn(&str) -> Result<T, Fault>) -> Option<T> {
        let text = self.take(short)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.wrong.push(ElementError::new(short, why));
                None
            }
        }
    }
}

fn holder(node: Node) -> Result<Holder, ElementError> {
    let Node::Object(object) = node else {
        return Err(not("CZZT", "an object of name, code and code_type"));
    };
    let (mut name, mut code, mut kind) = (None, None, None);
    for (key, node) in object {
        let (slot, short) = match key.as_str() {
            "name" | "holder_name" | "CZZT" | "持证主体" => (&mut name, "CZZT"),
            "code" | "holder_code" | "CZZTDM" | "持证主体代码" => (&mut code, "CZZTDM"),
            "code_type"
            | "holder_code_type_code"
            | "CZZTDMLXDM"
            | "CZZTDMLX"
            | "holder_code_type"
            | "持证主体代码类型"
            | "持证主体代码类型代码" => (&mut kind, "CZZTDMLXDM"),
            other => return Err(unknown(other, &["name", "code", "code_type"])),
        };
        *slot = Some(scalar(short, node)?);
    }
    let missing = |short: &str| ElementError::new(short, Fault::Missing);
    let name = name.ok_or_else(|| missing("CZZT"))?;
    let code = code.ok_or_else(|| missing("CZZTDM"))?;
    let kind = kind.ok_or_else(|| missing("CZZTDMLXDM"))?;
    let kind = HolderCodeType::from_input(&kind)
        .ok_or_else(|| not("CZZTDMLXDM", "three digits such as 001 or 111"))?;
    Holder::new(&name, &code, kind)
}

fn status(node: Node) -> Result<StatusReference, ElementError> {
    let shape = || not("status", "an object of uri and idx");
    let Node::Object(mut object) = node else { return Err(shape()) };
    if let Some(Node::Object(inner)) = object.remove("status_list") {
        object.extend(inner);
    }
    let index = object.remove("idx").or_else(|| object.remove("index"));
    match (object.remove("uri"), index, object.is_empty()) {
        (Some(Node::Text(uri)), Some(Node::Number(index)), true) => {
            StatusReference::new(&uri, index)
        }
        _ => Err(shape()),
    }
}

fn scalar(key: &str, node: Node) -> Result<String, ElementError> {
    match node {
        Node::Text(text) => Ok(text),
        Node::Number(number) => Ok(number.to_string()),
        Node::List(_) | Node::Object(_) => Err(not(key, "a text")),
    }
}

fn date(text: &str) -> Result<Date, Fault> {
    Date::from_input(text).map_err(|_| Fault::Date)
}

fn not(short: &str, expected: &'static str) -> ElementError {
    ElementError::new(short, Fault::Written { expected })
}

fn unknown(key: &str, known: &[&str]) -> ElementError {
    let known = known.iter().map(|k| (*k).to_owned()).collect();
    ElementError::new(key, Fault::Key { known })
}

fn written(short: &str, expected: &'static str) -> DraftError {
    vec![not(short, expected)].into()
}
