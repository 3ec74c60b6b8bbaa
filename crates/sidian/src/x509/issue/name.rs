use const_oid::ObjectIdentifier;

use super::IssueError;
use crate::asn1::{oid, tag, writer};

/// The name of a subject, in the making (RFC 5280 §4.1.2.6).
///
/// Attributes are written in the order country, state, locality, organisation, unit, common name,
/// then the rest as given. Country, serialNumber and dnQualifier become PrintableString, everything
/// else UTF8String (GB/T 20518).
#[must_use = "a draft does nothing until it is used"]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NameDraft {
    attributes: Vec<(ObjectIdentifier, String)>,
}

impl NameDraft {
    /// A name with a common name.
    pub fn new(common_name: impl Into<String>) -> Self {
        Self { attributes: Vec::new() }.with_attribute(oid::COMMON_NAME, common_name)
    }

    /// Adds the country, two letters (ISO 3166).
    pub fn with_country(self, country: impl Into<String>) -> Self {
        self.with_attribute(oid::COUNTRY, country)
    }

    /// Adds the state or province.
    pub fn with_state(self, state: impl Into<String>) -> Self {
        self.with_attribute(oid::STATE, state)
    }

    /// Adds the locality.
    pub fn with_locality(self, locality: impl Into<String>) -> Self {
        self.with_attribute(oid::LOCALITY, locality)
    }

    /// Adds the organisation.
    pub fn with_organisation(self, organisation: impl Into<String>) -> Self {
        self.with_attribute(oid::ORGANIZATION, organisation)
    }

    /// Adds the organisational unit.
    pub fn with_unit(self, unit: impl Into<String>) -> Self {
        self.with_attribute(oid::ORGANIZATIONAL_UNIT, unit)
    }

    /// Adds the serial number of the subject, such as a credit code. Not that of the certificate.
    pub fn with_serial_number(self, number: impl Into<String>) -> Self {
        self.with_attribute(oid::SERIAL_NUMBER, number)
    }

    /// Adds any attribute.
    pub fn with_attribute(mut self, kind: ObjectIdentifier, value: impl Into<String>) -> Self {
        self.attributes.push((kind, value.into()));
        self
    }

    /// The name as DER, one attribute to each RDN.
    ///
    /// # Errors
    ///
    /// [`IssueError::NoName`] if every attribute is empty, [`IssueError::Encoding`] if one cannot
    /// be written in its ASN.1 type.
    pub fn to_der(&self) -> Result<Vec<u8>, IssueError> {
        let mut attributes: Vec<_> =
            self.attributes.iter().filter(|(_, value)| !value.is_empty()).collect();
        attributes.sort_by_key(|(kind, _)| rank(kind));
        if attributes.is_empty() {
            return Err(IssueError::NoName);
        }
        let mut rdns = Vec::new();
        for (kind, value) in attributes {
            let value = attribute_value(kind, value)?;
            let attribute = writer::sequence(&[&writer::oid(*kind), &value]);
            rdns.extend(writer::set_of(&[&attribute]));
        }
        Ok(writer::tlv(tag::SEQUENCE, &rdns))
    }
}

fn rank(kind: &ObjectIdentifier) -> usize {
    let order = [
        oid::COUNTRY,
        oid::STATE,
        oid::LOCALITY,
        oid::ORGANIZATION,
        oid::ORGANIZATIONAL_UNIT,
        oid::COMMON_NAME,
    ];
    order.iter().position(|at| at == kind).unwrap_or(order.len())
}

fn attribute_value(kind: &ObjectIdentifier, value: &str) -> Result<Vec<u8>, IssueError> {
    match *kind {
        oid::COUNTRY => {
            let two_letters = value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase());
            printable(value).filter(|_| two_letters).ok_or(IssueError::Encoding { what: "country" })
        }
        oid::SERIAL_NUMBER | oid::DN_QUALIFIER => {
            printable(value).ok_or(IssueError::Encoding { what: "serial number of the subject" })
        }
        oid::EMAIL_ADDRESS | oid::DOMAIN_COMPONENT if value.is_ascii() => {
            Ok(writer::tlv(tag::IA5_STRING, value.as_bytes()))
        }
        oid::EMAIL_ADDRESS | oid::DOMAIN_COMPONENT => {
            Err(IssueError::Encoding { what: "address in a name" })
        }
        _ => Ok(writer::utf8_string(value)),
    }
}

/// A PrintableString (X.680 §41.4), if `value` can be one.
fn printable(value: &str) -> Option<Vec<u8>> {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&b);
    value.bytes().all(fits).then(|| writer::tlv(tag::PRINTABLE_STRING, value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::Name;

    #[test]
    fn attributes_are_written_in_the_usual_order_whatever_the_order_of_calls() {
        let a = NameDraft::new("张三").with_organisation("某局").with_country("CN");
        let b = NameDraft::new("张三").with_country("CN").with_organisation("某局");
        assert_eq!(a.to_der(), b.to_der());
        let name = Name::from_der(&a.to_der().unwrap()).unwrap();
        assert_eq!(name.common_name().as_deref(), Some("张三"));
        assert_eq!(name.organisation().as_deref(), Some("某局"));
    }

    #[test]
    fn what_a_type_cannot_hold_is_refused() {
        assert_eq!(NameDraft::new("").to_der(), Err(IssueError::NoName));
        for draft in [
            NameDraft::new("x").with_country("中国"),
            NameDraft::new("x").with_country("CHN"),
            NameDraft::new("x").with_serial_number("a_b"),
            NameDraft::new("x").with_attribute(oid::EMAIL_ADDRESS, "某@example.com"),
        ] {
            let got = draft.to_der();
            assert!(matches!(got, Err(IssueError::Encoding { .. })), "{draft:?} gave {got:?}");
        }
    }
}
