//! JSON of strangers: each key once, at every depth, and not too deep.
//!
//! Of a key given twice, one reader takes the first and another the last (RFC 8259 §4), so what was
//! checked would not be what is used.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::JoseError;

/// How deep objects and lists may be nested in a statement.
pub const MOST_DEPTH: usize = 16;

/// Reads one JSON value, which must be all of `bytes`.
///
/// # Errors
///
/// [`JoseError::Json`] if it is malformed, a key is given twice, or it is nested deeper than
/// [`MOST_DEPTH`].
pub fn read(bytes: &[u8]) -> Result<Value, JoseError> {
    let mut input = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { left: MOST_DEPTH }.deserialize(&mut input).map_err(|_| JoseError::Json)?;
    input.end().map_err(|_| JoseError::Json)?;
    Ok(value)
}

/// Reads one JSON object.
///
/// # Errors
///
/// [`JoseError::Json`], as [`read`], and if it is no object.
pub fn read_object(bytes: &[u8]) -> Result<Map<String, Value>, JoseError> {
    match read(bytes)? {
        Value::Object(object) => Ok(object),
        _ => Err(JoseError::Json),
    }
}

/// The canonical form of RFC 8785.
///
/// # Errors
///
/// [`JoseError::Json`] for a number that has none.
pub fn canonical(value: &Value) -> Result<Vec<u8>, JoseError> {
    serde_json_canonicalizer::to_vec(value).map_err(|_| JoseError::Json)
}

#[derive(Clone, Copy)]
struct Strict {
    /// How many more levels may begin.
    left: usize,
}

impl Strict {
    fn below<E: Error>(self) -> Result<Self, E> {
        self.left.checked_sub(1).map(|left| Self { left }).ok_or_else(|| E::custom("too deep"))
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut list = Vec::new();
        while let Some(value) = input.next_element_seed(below)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut object = Map::new();
        while let Some(key) = input.next_key::<String>()? {
            let value = input.next_value_seed(below)?;
            if object.insert(key, value).is_some() {
                return Err(A::Error::custom("a key is given twice"));
            }
        }
        Ok(Value::Object(object))
    }
}
