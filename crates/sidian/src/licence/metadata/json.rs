//! Metadata as canonical JSON, and back.

use std::collections::BTreeMap;

use super::node::Node;
use super::{Holder, Metadata, MetadataError, StatusReference};
use crate::licence::codes::HolderCodeType;
use crate::licence::date::Date;
use crate::licence::element::{
    ElementError, Fault, OPTIONAL, check_text, check_time, is_extension, standard,
};
use crate::licence::id::LicenceIdParts;
use crate::licence::personal::Personal;

impl Metadata {
    /// The most bytes that metadata may have.
    pub const MOST_BYTES: usize = 256 << 10;

    /// The canonical JSON (RFC 8785) that travels in the licence file and is signed with it.
    pub fn to_json(&self) -> Vec<u8> {
        self.to_node().canonical()
    }

    /// Reads metadata out of a licence file.
    ///
    /// Strict: canonical form, each key once, standard short names and `KZ_` extension items only.
    /// Extension items that no licence type explains are kept.
    ///
    /// # Errors
    ///
    /// [`MetadataError`]; where one element is at fault, the error names it.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MetadataError> {
        let node = Node::read(bytes, Self::MOST_BYTES)?;
        if node.canonical() != bytes {
            return Err(MetadataError::NotCanonical);
        }
        let Node::Object(mut object) = node else {
            return Err(MetadataError::NotCanonical);
        };
        let read = Self::read(&mut object)?;
        match object.into_keys().next() {
            Some(key) => Err(ElementError::new(&key, Fault::Unknown).into()),
            None => Ok(read),
        }
    }

    fn read(object: &mut BTreeMap<String, Node>) -> Result<Self, ElementError> {
        let id = identifier(object, "ZZBS")?.ok_or_else(|| missing("ZZBS"))?;
        agrees(object, "ZZLXDM", id.type_code().as_str())?;
        agrees(object, "ZZBFJGDM", id.issuer().as_str())?;
        agrees(object, "ZZBBH", &format!("{:03}", id.version()))?;
        let authority = text(object, "ZZDYJG")?;
        if object.contains_key("ZZDYJGDM") {
            agrees(object, "ZZDYJGDM", id.type_code().as_str().get(..18).unwrap_or_default())?;
        }
        let valid_from = date(object, "ZZYXQQSRQ")?;
        // An open end is written as an empty text, so that nobody leaves it out by mistake.
        let valid_until = match object.get("ZZYXQJZRQ") {
            Some(Node::Text(end)) if end.is_empty() => object.remove("ZZYXQJZRQ").and(None),
            _ => Some(date(object, "ZZYXQJZRQ")?.ok_or_else(|| missing("ZZYXQJZRQ"))?),
        };
        let issue_date = date(object, "ZZBFRQ")?.ok_or_else(|| missing("ZZBFRQ"))?;
        if valid_until.is_some_and(|until| until < valid_from.unwrap_or(issue_date)) {
            return Err(ElementError::new("ZZYXQQSRQ", Fault::Order));
        }
        Ok(Self {
            type_name: required(object, "ZZLXMC")?,
            licence_name: required(object, "ZZMC")?,
            number: required(object, "ZZBH")?.into(),
            issuer_name: required(object, "ZZBFJG")?,
            issue_date,
            valid_from,
            valid_until,
            holders: holders(object)?,
            area_code: text(object, "ZZSSGXSDBM")?,
            authority,
            supersedes: identifier(object, "GLZZBS")?,
            status: status(object)?,
            optional: optional(object)?,
            extension: extension(object)?,
            id,
        })
    }

    fn to_node(&self) -> Node {
        let date = |date: Option<Date>| date.map(|d| d.to_string());
        let mut texts: Vec<(&str, Option<String>)> = vec![
            ("ZZLXMC", Some(self.type_name.clone())),
            ("ZZLXDM", Some(self.id.type_code().to_string())),
            ("ZZMC", Some(self.licence_name.clone())),
            ("ZZBH", Some(self.number.reveal().to_owned())),
            ("ZZBS", Some(self.id.to_string())),
            ("ZZBBH", Some(format!("{:03}", self.id.version()))),
            ("ZZBFJG", Some(self.issuer_name.clone())),
            ("ZZBFJGDM", Some(self.id.issuer().as_str().to_owned())),
            ("ZZBFRQ", Some(self.issue_date.to_string())),
            ("ZZYXQQSRQ", date(self.valid_from)),
            ("ZZYXQJZRQ", date(self.valid_until).or_else(|| Some(String::new()))),
            ("ZZSSGXSDBM", self.area_code.clone()),
            ("ZZDYJG", self.authority.clone()),
            ("GLZZBS", self.supersedes.as_ref().map(ToString::to_string)),
        ];
        if self.authority.is_some() {
            let code = self.id.type_code().as_str().get(..18).unwrap_or_default();
            texts.push(("ZZDYJGDM", Some(code.to_owned())));
        }
        let open = |(key, value): (&str, &Personal)| (key.to_owned(), Node::text(value.reveal()));
        let mut object: BTreeMap<String, Node> = texts
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), Node::Text(value?))))
            .chain(self.optional.iter().map(|(key, value)| open((key, value))))
            .chain(self.extensions().map(open))
            .collect();
        let holders = self.holders.iter().map(Holder::to_node).collect();
        object.insert("CZZT".to_owned(), Node::List(holders));
        if let Some(status) = &self.status {
            object.insert("status".to_owned(), status.to_node());
        }
        Node::Object(object)
    }
}

impl Holder {
    fn to_node(&self) -> Node {
        let kind = self.code_type;
        let texts = [
            ("CZZT", Some(self.name.reveal())),
            ("CZZTDM", Some(self.code.reveal())),
            ("CZZTDMLX", self.code_type_name.as_deref()),
            ("CZZTDMLXDM", Some(kind.code())),
        ];
        let texts = texts.into_iter().filter_map(|(k, v)| Some((k.to_owned(), Node::text(v?))));
        Node::Object(texts.collect())
    }

    fn read(node: Node) -> Result<Self, ElementError> {
        let Node::Object(mut object) = node else {
            return Err(written("CZZT", "an object"));
        };
        let (name, code) = (required(&mut object, "CZZT")?, required(&mut object, "CZZTDM")?);
        let kind = HolderCodeType::from_code(&required(&mut object, "CZZTDMLXDM")?)
            .ok_or_else(|| written("CZZTDMLXDM", "three digits"))?;
        let named = text(&mut object, "CZZTDMLX")?;
        if kind.name_zh().is_some() && named.as_deref() != kind.name_zh() {
            return Err(ElementError::new("CZZTDMLX", Fault::Disagrees { with: "CZZTDMLXDM" }));
        }
        if let Some(key) = object.into_keys().next() {
            return Err(ElementError::new(&key, Fault::Unknown));
        }
        let mut holder = Self::new(&name, &code, kind)?;
        holder.code_type_name = named;
        // What is read back must be what was written, to the letter.
        if holder.code.reveal() == code { Ok(holder) } else { Err(written("CZZTDM", "capitals")) }
    }
}

impl StatusReference {
    /// Checks an address and a place.
    ///
    /// # Errors
    ///
    /// [`ElementError`] naming `status`.
    pub fn new(uri: &str, index: u64) -> Result<Self, ElementError> {
        let plain =
            !uri.bytes().any(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'<' | b'>'));
        if uri.is_empty() || uri.len() > 1024 || !uri.is_ascii() || !plain {
            return Err(written("status", "a URI and a place in the list"));
        }
        if index >= 1 << 32 {
            return Err(written("status", "a place below 4294967296"));
        }
        Ok(Self { uri: uri.to_owned(), index })
    }

    fn to_node(&self) -> Node {
        let place = [("idx", Node::Number(self.index)), ("uri", Node::text(&self.uri))];
        let place = place.map(|(key, node)| (key.to_owned(), node));
        let list = Node::Object(BTreeMap::from(place));
        Node::Object(BTreeMap::from([("status_list".to_owned(), list)]))
    }
}

fn holders(object: &mut BTreeMap<String, Node>) -> Result<Vec<Holder>, ElementError> {
    const MOST: usize = 100;
    let Some(Node::List(list)) = object.remove("CZZT") else {
        return Err(written("CZZT", "a list of holders"));
    };
    if list.is_empty() || list.len() > MOST {
        let found = list.len();
        return Err(ElementError::new("CZZT", Fault::Count { min: 1, max: MOST, found }));
    }
    list.into_iter().map(Holder::read).collect()
}

fn status(object: &mut BTreeMap<String, Node>) -> Result<Option<StatusReference>, ElementError> {
    let shape = || written("status", "{\"status_list\":{\"idx\":…,\"uri\":…}}");
    let Some(node) = object.remove("status") else { return Ok(None) };
    let Node::Object(mut outer) = node else { return Err(shape()) };
    let Some(Node::Object(mut inner)) = outer.remove("status_list") else { return Err(shape()) };
    match (inner.remove("idx"), inner.remove("uri"), inner.is_empty() && outer.is_empty()) {
        (Some(Node::Number(index)), Some(Node::Text(uri)), true) => {
            StatusReference::new(&uri, index).map(Some)
        }
        _ => Err(shape()),
    }
}

fn optional(
    object: &mut BTreeMap<String, Node>,
) -> Result<BTreeMap<&'static str, Personal>, ElementError> {
    let mut found = BTreeMap::new();
    for &short in OPTIONAL {
        if let Some(value) = text(object, short)? {
            check_optional(short, &value)?;
            found.insert(short, value.into());
        }
    }
    Ok(found)
}

/// Checks an optional element of the standard.
pub(in crate::licence) fn check_optional(short: &str, value: &str) -> Result<(), ElementError> {
    let checked = match short {
        "ZZQZSJ" | "ZZBGSJ" | "JZJZZSJ" | "JZJYXQJZSJ" => check_time(value),
        _ => check_text(value, standard(short).map_or(0, |e| e.max), false),
    };
    checked.map_err(|why| ElementError::new(short, why))
}

fn extension(
    object: &mut BTreeMap<String, Node>,
) -> Result<BTreeMap<String, Personal>, ElementError> {
    const MOST: usize = 200;
    let keys: Vec<String> = object.keys().filter(|key| is_extension(key)).cloned().collect();
    if keys.len() > MOST {
        let found = keys.len();
        return Err(ElementError::new("KZ_", Fault::Count { min: 0, max: MOST, found }));
    }
    let mut found = BTreeMap::new();
    for key in keys {
        let Some(Node::Text(value)) = object.remove(&key) else {
            return Err(written(&key, "a text"));
        };
        check_text(&value, 4000, true).map_err(|why| ElementError::new(&key, why))?;
        found.insert(key, value.into());
    }
    Ok(found)
}

fn text(object: &mut BTreeMap<String, Node>, short: &str) -> Result<Option<String>, ElementError> {
    match object.remove(short) {
        None => Ok(None),
        Some(Node::Text(text)) => {
            let max = standard(short).map_or(0, |e| e.max);
            check_text(&text, max, false).map_err(|why| ElementError::new(short, why))?;
            Ok(Some(text))
        }
        Some(_) => Err(written(short, "a text")),
    }
}

fn required(object: &mut BTreeMap<String, Node>, short: &str) -> Result<String, ElementError> {
    text(object, short)?.ok_or_else(|| missing(short))
}

fn date(object: &mut BTreeMap<String, Node>, short: &str) -> Result<Option<Date>, ElementError> {
    let Some(text) = text(object, short)? else { return Ok(None) };
    Date::from_digits(&text).map(Some).map_err(|_| ElementError::new(short, Fault::Date))
}

fn identifier(
    object: &mut BTreeMap<String, Node>,
    short: &str,
) -> Result<Option<LicenceIdParts>, ElementError> {
    let Some(text) = text(object, short)? else { return Ok(None) };
    text.parse().map(Some).map_err(|e| ElementError::new(short, Fault::Identifier(e)))
}

fn agrees(
    object: &mut BTreeMap<String, Node>,
    short: &str,
    with_id: &str,
) -> Result<(), ElementError> {
    if required(object, short)? == with_id {
        Ok(())
    } else {
        Err(ElementError::new(short, Fault::Disagrees { with: "ZZBS" }))
    }
}

fn missing(short: &str) -> ElementError {
    ElementError::new(short, Fault::Missing)
}

fn written(short: &str, expected: &'static str) -> ElementError {
    ElementError::new(short, Fault::Written { expected })
}
