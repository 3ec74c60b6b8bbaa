//! Distinguished names (RFC 5280 4.1.2.4) and their comparison (RFC 5280 7.1).

use std::fmt;
use std::sync::Arc;

use super::error::X509Error;
use super::text;
use super::tlv::{OID, Raw, SEQUENCE, SET, Span, Tlv, Walk};

/// A distinguished name, kept as received.
///
/// Holding one means that it is well formed, not that anybody has the right to it.
#[derive(Clone, Debug)]
pub struct Name {
    raw: Raw,
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug)]
pub struct NameAttribute<'a> {
    kind: &'a [u8],
    tag: u8,
    value: &'a [u8],
}

/// More attributes in one relative name than any honest issuer writes; comparing them is quadratic.
const MOST_IN_ONE: usize = 16;

impl Name {
    /// Reads a name from its DER.
    ///
    /// # Errors
    ///
    /// [`X509Error::Malformed`] if it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, X509Error> {
        let mut walk = Walk::new(der)?;
        let tlv = walk.expect(SEQUENCE, "name")?;
        walk.finish("name")?;
        check(walk.inside(tlv))?;
        Ok(Self { raw: Raw::copied(der) })
    }

    /// Reads the name that comes next in `walk` over `whole`.
    pub(super) fn read(walk: &mut Walk<'_>, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        let tlv = walk.expect(SEQUENCE, "name")?;
        Self::of(walk, tlv, whole)
    }

    /// Reads an element that was found to be a name.
    pub(super) fn of(walk: &Walk<'_>, tlv: Tlv, whole: &Arc<[u8]>) -> Result<Self, X509Error> {
        check(walk.inside(tlv))?;
        Ok(Self { raw: Raw::new(whole, tlv.full) })
    }

    /// A name made of `base` and one more relative name (CRL distribution points, RFC 5280 4.2.1.13).
    /// `relative` is the contents of a SET OF AttributeTypeAndValue.
    pub(crate) fn extended(base: &Name, relative: &[u8]) -> Option<Self> {
        let mut inner = base.contents().to_vec();
        inner.push(SET);
        push_length(&mut inner, relative.len())?;
        inner.extend_from_slice(relative);
        let mut der = vec![SEQUENCE];
        push_length(&mut der, inner.len())?;
        der.extend_from_slice(&inner);
        Self::from_der(&der).ok()
    }

    /// The DER as received.
    pub fn raw(&self) -> &[u8] {
        self.raw.as_bytes()
    }

    /// Whether it has no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.contents().is_empty()
    }

    /// Every attribute, in the order of the encoding.
    pub fn attributes(&self) -> impl Iterator<Item = NameAttribute<'_>> {
        self.relative_names().flatten()
    }

    /// The last attribute of this kind, given as the contents of its object identifier.
    pub fn attribute(&self, kind: &[u8]) -> Option<String> {
        self.attributes().filter(|a| a.kind == kind).last().map(|a| a.text())
    }

    /// The common name, where there is one.
    pub fn common_name(&self) -> Option<String> {
        self.attribute(COMMON_NAME)
    }

    /// The organisation, where there is one.
    pub fn organisation(&self) -> Option<String> {
        self.attribute(ORGANISATION)
    }

    /// What to call its owner in a sentence: common name, else organisation, else the whole name.
    pub fn label(&self) -> String {
        self.common_name().or_else(|| self.organisation()).unwrap_or_else(|| self.to_string())
    }

    /// RFC 5280 7.1: case, white space and the kind of string do not matter.
    pub fn matches(&self, other: &Name) -> bool {
        self.raw() == other.raw()
            || (self.relative_names().count() == other.relative_names().count()
                && other.is_within(self))
    }

    /// Whether `base` is this name or one above it (RFC 5280 4.2.1.10, directoryName).
    pub fn is_within(&self, base: &Name) -> bool {
        let mut mine = self.relative_names();
        base.relative_names().all(|theirs| mine.next().is_some_and(|mine| same(mine, theirs)))
    }

    /// A text that names which [match](Self::matches) have in common, for maps.
    pub(crate) fn comparison_key(&self) -> String {
        let mut key = String::with_capacity(self.raw().len());
        for relative in self.relative_names() {
            let mut parts: Vec<String> = relative.into_iter().map(|a| a.comparison_key()).collect();
            parts.sort_unstable();
            parts.iter().for_each(|part| key.push_str(part));
            key.push('\u{1}');
        }
        key
    }

    fn contents(&self) -> &[u8] {
        let raw = self.raw();
        Walk::new(raw).and_then(|mut w| w.any("name").map(|t| t.value.of(raw))).unwrap_or_default()
    }

    fn relative_names(&self) -> impl Iterator<Item = RelativeName<'_>> {
        let whole = self.contents();
        let mut walk = Walk::new(whole).ok();
        std::iter::from_fn(move || {
            let tlv = walk.as_mut()?.any("relative name").ok()?;
            Some(RelativeName { whole, span: tlv.value })
        })
    }
}

/// A SET OF AttributeTypeAndValue, checked when the name was read.
#[derive(Clone, Copy)]
struct RelativeName<'a> {
    whole: &'a [u8],
    span: Span,
}

impl<'a> IntoIterator for RelativeName<'a> {
    type Item = NameAttribute<'a>;
    type IntoIter = Attributes<'a>;

    fn into_iter(self) -> Attributes<'a> {
        Attributes { walk: Walk::within(self.whole, self.span) }
    }
}

struct Attributes<'a> {
    walk: Walk<'a>,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = NameAttribute<'a>;

    fn next(&mut self) -> Option<NameAttribute<'a>> {
        attribute(&mut self.walk).ok()
    }
}

fn attribute<'a>(walk: &mut Walk<'a>) -> Result<NameAttribute<'a>, X509Error> {
    let mut inner = walk.enter(SEQUENCE, "attribute of a name")?;
    let kind = inner.expect(OID, "attribute type")?;
    let value = inner.any("attribute value")?;
    inner.finish("attribute of a name")?;
    Ok(NameAttribute { kind: inner.bytes(kind), tag: value.tag, value: inner.bytes(value) })
}

fn check(mut walk: Walk<'_>) -> Result<(), X509Error> {
    while !walk.is_empty() {
        let set = walk.expect(SET, "relative name")?;
        let mut inner = walk.inside(set);
        let mut count = 0;
        while !inner.is_empty() {
            attribute(&mut inner)?;
            count += 1;
        }
        if !(1..=MOST_IN_ONE).contains(&count) {
            return Err(walk.malformed(set, "relative name"));
        }
    }
    Ok(())
}

fn same(a: RelativeName<'_>, b: RelativeName<'_>) -> bool {
    if a.span.of(a.whole) == b.span.of(b.whole) {
        return true;
    }
    let count = a.into_iter().count();
    let every = |x: RelativeName<'_>, y: RelativeName<'_>| {
        x.into_iter().all(|p| y.into_iter().any(|q| p.matches(&q)))
    };
    count == b.into_iter().count() && every(a, b) && (count == 1 || every(b, a))
}

impl NameAttribute<'_> {
    /// The contents of its object identifier.
    pub fn kind(&self) -> &[u8] {
        self.kind
    }

    /// Its value as text; `#` and hexadecimal digits where it is not a string.
    pub fn text(&self) -> String {
        text::decode(self.tag, self.value).unwrap_or_else(|| {
            let digits: String = self.value.iter().map(|b| format!("{b:02x}")).collect();
            format!("#{digits}")
        })
    }

    fn comparison_key(&self) -> String {
        let value: String = match text::decode(self.tag, self.value) {
            Some(text) => text::prepared(&text).collect(),
            None => self.text(),
        };
        format!("{:?}={value}\u{2}", self.kind)
    }

    fn matches(&self, other: &NameAttribute<'_>) -> bool {
        self.kind == other.kind
            && ((self.tag == other.tag && self.value == other.value)
                || match (text::decode(self.tag, self.value), text::decode(other.tag, other.value))
                {
                    (Some(a), Some(b)) => text::prepared(&a).eq(text::prepared(&b)),
                    _ => false,
                })
    }
}

impl fmt::Display for Name {
    /// As RFC 4514 writes names: the most specific part first, `,` between relative names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = self
            .relative_names()
            .map(|r| {
                let parts: Vec<String> = r.into_iter().map(|a| written(&a)).collect();
                parts.join("+")
            })
            .collect();
        parts.reverse();
        f.write_str(&parts.join(","))
    }
}

fn written(attribute: &NameAttribute<'_>) -> String {
    let label = LABELS.iter().find(|(oid, _)| *oid == attribute.kind).map(|(_, l)| (*l).to_owned());
    let label = label.or_else(|| text::dotted(attribute.kind)).unwrap_or_else(|| "?".to_owned());
    let value = attribute.text();
    let mut out = format!("{label}=");
    let last = value.chars().count().saturating_sub(1);
    for (i, c) in value.chars().enumerate() {
        let special = matches!(c, '"' | '+' | ',' | ';' | '<' | '>' | '\\');
        if special || (c == ' ' && (i == 0 || i == last)) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn push_length(out: &mut Vec<u8>, len: usize) -> Option<()> {
    match len {
        0..=0x7f => out.push(u8::try_from(len).ok()?),
        0x80..=0xff => out.extend_from_slice(&[0x81, u8::try_from(len).ok()?]),
        _ => {
            out.push(0x82);
            out.extend_from_slice(&u16::try_from(len).ok()?.to_be_bytes());
        }
    }
    Some(())
}

const COMMON_NAME: &[u8] = &[0x55, 4, 3];
const ORGANISATION: &[u8] = &[0x55, 4, 10];

const LABELS: &[(&[u8], &str)] = &[
    (COMMON_NAME, "CN"),
    (&[0x55, 4, 4], "SN"),
    (&[0x55, 4, 5], "serialNumber"),
    (&[0x55, 4, 6], "C"),
    (&[0x55, 4, 7], "L"),
    (&[0x55, 4, 8], "ST"),
    (&[0x55, 4, 9], "STREET"),
    (ORGANISATION, "O"),
    (&[0x55, 4, 11], "OU"),
    (&[0x55, 4, 12], "title"),
    (&[0x55, 4, 42], "GN"),
    (&[0x55, 4, 97], "organizationIdentifier"),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1], "E"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25], "DC"),
    (&[0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1], "UID"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parts: &[(u8, u8, &[u8])]) -> Name {
        let mut inner = Vec::new();
        for (kind, tag, value) in parts {
            let mut attribute = vec![OID, 3, 0x55, 4, *kind, *tag, value.len() as u8];
            attribute.extend_from_slice(value);
            let mut sequence = vec![SEQUENCE, attribute.len() as u8];
            sequence.extend_from_slice(&attribute);
            inner.extend_from_slice(&[SET, sequence.len() as u8]);
            inner.extend_from_slice(&sequence);
        }
        let mut der = vec![SEQUENCE, inner.len() as u8];
        der.extend_from_slice(&inner);
        Name::from_der(&der).expect("a name")
    }

    #[test]
    fn case_space_and_string_type_do_not_matter_and_all_else_does() {
        let a =
            name(&[(6, 0x13, b"CN"), (10, 0x0c, "某市 局".as_bytes()), (3, 0x13, b"Test  CA ")]);
        let b = name(&[
            (6, 0x0c, b"cn"),
            (10, 0x1e, &[0x67, 0xd0, 0x5e, 0x02, 0, 0x20, 0, 0x20, 0x5c, 0x40]),
            (3, 0x16, b" test ca"),
        ]);
        assert!(a.matches(&b) && b.matches(&a));
        let order =
            name(&[(10, 0x0c, "某市 局".as_bytes()), (6, 0x13, b"CN"), (3, 0x13, b"Test CA")]);
        let glued =
            name(&[(6, 0x13, b"CN"), (10, 0x0c, "某市局".as_bytes()), (3, 0x13, b"Test CA")]);
        let shorter = name(&[(6, 0x13, b"CN"), (10, 0x0c, "某市 局".as_bytes())]);
        for other in [&order, &glued, &shorter] {
            assert!(!a.matches(other) && !other.matches(&a), "{a} matched {other}");
        }
        assert!(a.is_within(&shorter) && !shorter.is_within(&a));
    }

    #[test]
    fn names_are_written_most_specific_first_with_specials_escaped() {
        let n = name(&[(6, 0x13, b"CN"), (10, 0x0c, "局, 某".as_bytes()), (3, 0x0c, b" x ")]);
        assert_eq!(n.to_string(), "CN=\\ x\\ ,O=局\\, 某,C=CN");
        assert_eq!(n.label(), " x ");
    }
}
