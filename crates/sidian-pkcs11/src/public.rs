//! The public half of a key on a token, as a SubjectPublicKeyInfo.

use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;
use sidian::asn1::{ObjectIdentifier, Reader, oid, tag, writer};
use sidian::crypto::{CryptoError, PublicKey};
use sidian::x509::Certificate;

use crate::Pkcs11Error;

/// The public key that goes with the private key of this id and label: from its public key object,
/// else from its certificate.
pub(crate) fn find(session: &Session, private: ObjectHandle) -> Result<PublicKey, Pkcs11Error> {
    let facts = session.get_attributes(private, &[AttributeType::Id, AttributeType::Label])?;
    let mut named: Vec<Attribute> = Vec::new();
    for fact in facts {
        match &fact {
            Attribute::Id(id) if !id.is_empty() => named.insert(0, fact),
            Attribute::Label(label) if !label.is_empty() => named.push(fact),
            _ => {}
        }
    }
    // The id binds the halves; the label is for tokens that give none.
    let Some(name) = named.first() else { return Err(Pkcs11Error::PublicKeyMissing) };
    let public = [Attribute::Class(ObjectClass::PUBLIC_KEY), name.clone()];
    if let [key] = session.find_objects(&public)?.as_slice() {
        return read(session, *key);
    }
    let certificate = [Attribute::Class(ObjectClass::CERTIFICATE), name.clone()];
    for object in session.find_objects(&certificate)? {
        for value in session.get_attributes(object, &[AttributeType::Value])? {
            if let Attribute::Value(der) = value
                && let Ok(certificate) = Certificate::from_der(&der)
            {
                return Ok(PublicKey::from_spki(certificate.spki())?);
            }
        }
    }
    Err(Pkcs11Error::PublicKeyMissing)
}

fn read(session: &Session, key: ObjectHandle) -> Result<PublicKey, Pkcs11Error> {
    let [Attribute::KeyType(kind)] = session.get_attributes(key, &[AttributeType::KeyType])?[..]
    else {
        return Err(Pkcs11Error::PublicKeyMissing);
    };
    let wanted = match kind {
        KeyType::RSA => [AttributeType::Modulus, AttributeType::PublicExponent],
        _ => [AttributeType::EcParams, AttributeType::EcPoint],
    };
    let spki = match session.get_attributes(key, &wanted)?.as_slice() {
        [Attribute::Modulus(n), Attribute::PublicExponent(e)] => rsa(n, e),
        [Attribute::EcParams(parameters), Attribute::EcPoint(point)] => {
            curve(kind, parameters, point)?
        }
        _ => return Err(Pkcs11Error::PublicKeyMissing),
    };
    Ok(PublicKey::from_spki(&spki)?)
}

/// RFC 8017 appendix A.1.1.
fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = writer::sequence(&[&writer::unsigned(modulus), &writer::unsigned(exponent)]);
    let algorithm = writer::algorithm(oid::RSA_ENCRYPTION, Some(&writer::null()));
    writer::sequence(&[&algorithm, &writer::bit_string(&key)])
}

/// RFC 5480 and RFC 8410. Tokens give Edwards curves by identifier or by name, and points inside an
/// OCTET STRING or, some of them, bare.
fn curve(kind: KeyType, parameters: &[u8], point: &[u8]) -> Result<Vec<u8>, Pkcs11Error> {
    let inner = |der: &[u8]| -> Option<Vec<u8>> {
        let mut reader = Reader::new(der);
        let value = reader.octet_string().ok()?;
        reader.finish().ok().map(|()| value.to_vec())
    };
    let point = inner(point).unwrap_or_else(|| point.to_vec());
    let algorithm = match kind {
        KeyType::EC_EDWARDS if is_ed25519(parameters) => writer::algorithm(oid::ED25519, None),
        KeyType::EC => writer::algorithm(oid::EC_PUBLIC_KEY, Some(parameters)),
        _ => return Err(unsupported(parameters)),
    };
    Ok(writer::sequence(&[&algorithm, &writer::bit_string(&point)]))
}

fn is_ed25519(parameters: &[u8]) -> bool {
    let mut reader = Reader::new(parameters);
    match reader.peek() {
        Some(tag::OBJECT_IDENTIFIER) => reader.oid().is_ok_and(|oid| oid == oid::ED25519),
        _ => reader.read().is_ok_and(|name| name.value == b"edwards25519"),
    }
}

fn unsupported(parameters: &[u8]) -> Pkcs11Error {
    let oid: Option<ObjectIdentifier> = Reader::new(parameters).oid().ok();
    match oid {
        Some(oid) => CryptoError::Unsupported { oid }.into(),
        None => CryptoError::Key { kind: "EC" }.into(),
    }
}
