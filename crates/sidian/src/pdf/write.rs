//! Objects as bytes: one spelling for each, so that the same input always gives the same file.

use super::lexer::is_regular;
use super::{Dict, Name, Object, PdfString};

/// Appends the spelling of `object`. A stream has none here ([`Update`](super::Update) writes its
/// data): it becomes `null`.
pub fn write_object(out: &mut Vec<u8>, object: &Object) {
    match object {
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
        Object::Bool(true) => out.extend_from_slice(b"true"),
        Object::Bool(false) => out.extend_from_slice(b"false"),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => write_real(out, *value),
        Object::Name(name) => write_name(out, name),
        Object::String(string) => write_string(out, string),
        Object::Array(array) => {
            out.push(b'[');
            for (position, item) in array.items().iter().enumerate() {
                if position > 0 {
                    out.push(b' ');
                }
                write_object(out, item);
            }
            out.push(b']');
        }
        Object::Dict(dict) => write_dict(out, dict),
        Object::Ref(reference) => out.extend_from_slice(reference.to_string().as_bytes()),
    }
}

/// Appends a dictionary.
pub(super) fn write_dict(out: &mut Vec<u8>, dict: &Dict) {
    out.extend_from_slice(b"<<");
    for (key, value) in dict.iter() {
        write_name(out, key);
        out.push(b' ');
        write_object(out, value);
    }
    out.extend_from_slice(b">>");
}

/// A real never has an exponent (7.3.3).
fn write_real(out: &mut Vec<u8>, value: f64) {
    let value = if value.is_finite() { value } else { 0.0 };
    let text = value.to_string();
    out.extend_from_slice(text.as_bytes());
    if !text.contains('.') {
        out.extend_from_slice(b".0");
    }
}

fn write_name(out: &mut Vec<u8>, name: &Name) {
    out.push(b'/');
    for &b in name.as_bytes() {
        if b.is_ascii_graphic() && is_regular(b) && b != b'#' {
            out.push(b);
        } else {
            out.push(b'#');
            write_hex(out, &[b]);
        }
    }
}

fn write_string(out: &mut Vec<u8>, string: &PdfString) {
    if string.is_hex() {
        out.push(b'<');
        write_hex(out, string.as_bytes());
        out.push(b'>');
        return;
    }
    out.push(b'(');
    for &b in string.as_bytes() {
        match b {
            b'(' | b')' | b'\\' => out.extend_from_slice(&[b'\\', b]),
            b' '..=b'~' => out.push(b),
            _ => out.extend_from_slice(format!("\\{b:03o}").as_bytes()),
        }
    }
    out.push(b')');
}

/// Appends upper-case hexadecimal digits.
pub fn write_hex(out: &mut Vec<u8>, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| DIGITS.get(usize::from(value & 15)).copied().unwrap_or(b'0');
    out.extend(bytes.iter().flat_map(|b| [digit(b >> 4), digit(*b)]));
}
