//! An `SES_Signature` (GB/T 38540) as the container of a signature: its value and its digest.
//!
//! The seal inside is handed on: whether it is genuine, and whether the signer may use it, is not
//! asked here.

use super::container::Container;
use crate::cms::{Content, SignerCheck, verify_with};
use crate::crypto::{CryptoError, SignatureAlgorithm};
use crate::report::codes::{cms as codes, ses as ses_codes};
use crate::report::{Finding, Integrity};
use crate::ses::{Departure, SesSeal, SesSignature, SesTime};
use crate::x509::Certificate;

/// Opens and judges the container.
pub(super) fn open(contents: &[u8], content: &dyn Content) -> Result<Container, Box<Finding>> {
    let malformed =
        |e: &dyn std::fmt::Display| Box::new(Finding::new(codes::CMS_MALFORMED).with("detail", e));
    let signature = SesSignature::parse(contents).map_err(|e| malformed(&e))?;
    let signer = Certificate::from_der(signature.certificate).map_err(|e| malformed(&e))?;
    let mut check = SignerCheck {
        integrity: Integrity::Unknown,
        certificate: None,
        claimed: Some(signer.clone()),
        bag: vec![signer.clone()],
        algorithm: signature.algorithm.to_string(),
        findings: Vec::new(),
    };
    check.findings.extend(conformity(&signature));
    let mut digest = None;
    match SignatureAlgorithm::from_identifier(&signature.algorithm, None, None) {
        Ok(algorithm) => {
            check.algorithm = algorithm.name().to_owned();
            digest = Some(algorithm.hash());
            value(&mut check, &signature, &signer, &algorithm, content);
        }
        Err(_) => check
            .findings
            .push(Finding::new(codes::SIGNATURE_UNSUPPORTED).with("oid", signature.algorithm)),
    }
    let signing_time = match signature.to_sign.time {
        SesTime::Claimed(at) => Some(at),
        SesTime::Token(_) | SesTime::Unreadable => None,
    };
    Ok(Container {
        check,
        signing_time,
        digest,
        value: signature.signature.to_vec(),
        timestamps: signature.timestamp.into_iter().map(<[u8]>::to_vec).collect(),
        crls: Vec::new(),
        ocsps: Vec::new(),
        revocation_signed: false,
        seal: Some(signature.to_sign.seal.raw.to_vec()),
    })
}

/// What departs from the standard around the seal, and critical extensions, of which none is known
/// here. The seal's own are told where the seal is judged.
fn conformity(signature: &SesSignature<'_>) -> Vec<Finding> {
    let inside =
        SesSeal::parse(signature.to_sign.seal.raw).map_or_else(|_| Vec::new(), |s| s.variants);
    let own = signature.variants.iter().filter(|v| !inside.contains(v));
    let departures = own.map(|variant| {
        let code = match variant.departure() {
            Departure::Loose => ses_codes::SES_LOOSE,
            Departure::Structure => ses_codes::SES_NOT_CONFORMING,
        };
        Finding::new(code).with("variant", variant.name())
    });
    let critical = signature.to_sign.extensions.iter().filter(|e| e.critical);
    let critical =
        critical.map(|e| Finding::new(ses_codes::SES_CRITICAL_EXTENSION).with("extension", e.id));
    departures.chain(critical).collect()
}

/// Whether the value is the signer's, over the bytes as received, and the digest the document's.
fn value(
    check: &mut SignerCheck,
    signature: &SesSignature<'_>,
    signer: &Certificate,
    algorithm: &SignatureAlgorithm,
    content: &dyn Content,
) {
    let hash = algorithm.hash();
    let same = content.digest(hash).as_ref() == signature.to_sign.data_hash;
    if !same {
        check.integrity = Integrity::Failed;
        check.findings.push(Finding::new(codes::DIGEST_MISMATCH));
    }
    match verify_with(signer, algorithm, signature.to_sign.raw, &signature.signature_value()) {
        Ok(()) => {
            check.certificate = Some(signer.clone());
            if same {
                check.integrity = Integrity::Ok;
            }
            if algorithm.is_weak() {
                let finding = Finding::new(codes::WEAK_ALGORITHM);
                check.findings.push(finding.with("algorithm", algorithm.name()));
            }
        }
        Err(CryptoError::SignatureInvalid) => {
            check.integrity = Integrity::Failed;
            check.findings.push(Finding::new(codes::SIGNATURE_INVALID));
        }
        Err(other) => {
            check.findings.push(Finding::new(codes::KEY_UNSUPPORTED).with("detail", other));
        }
    }
}
