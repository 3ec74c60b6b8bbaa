//! The little JSON that metadata needs: texts, whole numbers, lists and objects, each key once.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A JSON value without null, booleans, fractions or repeated keys.
#[derive(Clone, Eq, PartialEq)]
pub(in crate::licence) enum Node {
    List(Vec<Node>),
    Number(u64),
    Object(BTreeMap<String, Node>),
    Text(String),
}

/// Whole numbers beyond this are not exact in every reader of JSON (RFC 7493).
const MOST_EXACT: u64 = (1 << 53) - 1;

impl Node {
    /// Reads at most `max` bytes of JSON.
    pub(in crate::licence) fn read(bytes: &[u8], max: usize) -> Result<Self, super::MetadataError> {
        if bytes.len() > max {
            return Err(super::MetadataError::Size { max });
        }
        serde_json::from_slice(bytes)
            .map_err(|e| super::MetadataError::Json { line: e.line(), column: e.column() })
    }

    /// The canonical form of RFC 8785.
    pub(in crate::licence) fn canonical(&self) -> Vec<u8> {
        // Texts, exact whole numbers, lists and objects always have one.
        serde_json_canonicalizer::to_vec(self).unwrap_or_default()
    }

    pub(in crate::licence) fn text(text: impl ToString) -> Self {
        Self::Text(text.to_string())
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::List(list) => list.serialize(out),
            Self::Number(number) => out.serialize_u64(*number),
            Self::Object(object) => object.serialize(out),
            Self::Text(text) => out.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a whole number, a list or an object")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::text(text))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        if number <= MOST_EXACT { Ok(Node::Number(number)) } else { Err(E::custom("too large")) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = input.next_element()? {
            list.push(node);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Node, A::Error> {
        let mut object = BTreeMap::new();
        while let Some((key, node)) = input.next_entry::<String, Node>()? {
            if object.insert(key, node).is_some() {
                return Err(A::Error::custom("a key is given twice"));
            }
        }
        Ok(Node::Object(object))
    }
}
