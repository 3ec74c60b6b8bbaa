//! What the key of an end entity may be used for.

use const_oid::ObjectIdentifier;

use crate::asn1::oid;
use crate::report::Finding;
use crate::report::codes::trust as codes;
use crate::trust::policy::{Policy, Purpose};
use crate::x509::Certificate;

/// Checks key usage and extended key usage of an end entity.
pub(super) fn check(
    target: &Certificate,
    purpose: Purpose,
    policy: &Policy,
    findings: &mut Vec<Finding>,
) {
    if purpose == Purpose::Any {
        return;
    }
    let subject = target.subject().label();
    if target.event_binding().is_some() && purpose != Purpose::EventSigning {
        findings.push(Finding::new(codes::EVENT_ELSEWHERE).with("subject", &subject));
    }
    let signs = target.key_usage().is_none_or(|u| u.digital_signature() || u.non_repudiation());
    if !signs {
        findings.push(Finding::new(codes::KEY_USAGE_REFUSED).with("subject", &subject));
    }
    if !allowed(target, purpose, policy) {
        let named = target.extended_key_usage().unwrap_or_default();
        let named: Vec<String> = named.iter().map(ToString::to_string).collect();
        let purposes = if named.is_empty() { "-".to_owned() } else { named.join(", ") };
        let finding = Finding::new(codes::PURPOSE_REFUSED);
        findings.push(finding.with("subject", subject).with("purposes", purposes));
    }
}

fn allowed(target: &Certificate, purpose: Purpose, policy: &Policy) -> bool {
    let named = target.extended_key_usage();
    match purpose {
        Purpose::Any => true,
        Purpose::DocumentSigning | Purpose::EventSigning | Purpose::StatusSigning => {
            let accepted = policy.signing_purposes.as_deref().unwrap_or(SIGNING);
            named.is_none_or(|named| named.iter().any(|oid| accepted.contains(oid)))
        }
        Purpose::TimeStamping => target.is_for_timestamps(),
        Purpose::OcspSigning => named.is_some_and(|named| named.contains(&oid::EKU_OCSP_SIGNING)),
    }
}

/// Whether the extension with this identifier is there and critical.
pub(super) fn is_critical(certificate: &Certificate, wanted: &ObjectIdentifier) -> bool {
    let mut all = certificate.extensions().iter();
    all.any(|e| e.is_critical() && certificate.extension_oid(e) == wanted.as_bytes())
}

/// Purposes under which people sign documents.
const SIGNING: &[ObjectIdentifier] = &[
    oid::EKU_ADOBE_AUTHENTIC_DOCUMENTS,
    oid::EKU_ANY,
    oid::EKU_CLIENT_AUTH,
    oid::EKU_DOCUMENT_SIGNING,
    oid::EKU_EMAIL_PROTECTION,
    oid::EKU_MS_DOCUMENT_SIGNING,
];
