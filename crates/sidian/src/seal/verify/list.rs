//! Whether the seal lists the signer, by value or by digest.

use super::JudgedSeal;
use crate::crypto::Hash;
use crate::report::codes::seal as codes;
use crate::report::{Fact, Finding};
use crate::ses::{CertDigest, SesCertList, SesSeal};
use crate::x509::Certificate;

pub(super) fn judge(judged: &mut JudgedSeal, seal: &SesSeal<'_>, signer: Option<&Certificate>) {
    let list = &seal.info.property.cert_list;
    if list.is_empty() {
        return judged.push(Finding::new(codes::LIST_EMPTY));
    }
    let Some(signer) = signer else { return };
    let (fact, unknown) = listed(list, signer);
    judged.report.signer_listed = fact;
    match (fact, unknown) {
        (Fact::Yes, _) => {}
        (Fact::No, _) => {
            let subject = signer.subject().label();
            judged.push(Finding::new(codes::SIGNER_NOT_LISTED).with("signer", subject));
        }
        (Fact::Unknown, word) => {
            let word = word.unwrap_or_default();
            judged.push(Finding::new(codes::LIST_DIGEST_UNKNOWN).with("algorithm", word));
        }
    }
}

/// Whether a certificate is on a list: the very bytes, or a digest of them. Where it could not be
/// found out, the words that name the hash that is not known.
pub(crate) fn listed(list: &SesCertList<'_>, certificate: &Certificate) -> (Fact, Option<String>) {
    let digests = match list {
        SesCertList::Certificates(all) => {
            let found = all.iter().any(|der| *der == certificate.der());
            return (if found { Fact::Yes } else { Fact::No }, None);
        }
        SesCertList::Digests(digests) => digests,
        SesCertList::Unreadable => return (Fact::Unknown, None),
    };
    // The hash is named by a free text. An equal digest of any strong hash leaves no doubt, so
    // the text is needed only to say no.
    let strong = Hash::ALL.into_iter().filter(|h| !h.is_weak());
    let own: Vec<_> = strong.map(|h| (h, h.digest(certificate.der()))).collect();
    let equal = |entry: &CertDigest<'_>| own.iter().any(|(_, d)| d.as_ref() == entry.value);
    if digests.iter().any(equal) {
        return (Fact::Yes, None);
    }
    let unknown = digests.iter().find(|entry| {
        named(&entry.algorithm).is_none_or(|h| h.is_weak() || h.output_len() != entry.value.len())
    });
    match unknown {
        Some(entry) => (Fact::Unknown, Some(entry.algorithm.clone().into_owned())),
        None => (Fact::No, None),
    }
}

/// The hash that a free text names: `SM3`, `sha-256`, an object identifier.
fn named(text: &str) -> Option<Hash> {
    let plain = |t: &str| t.replace(['-', '_', ' '], "").to_ascii_lowercase();
    let by_name = Hash::ALL.into_iter().find(|h| plain(h.name()) == plain(text));
    by_name.or_else(|| Hash::from_oid(&const_oid::ObjectIdentifier::new(text.trim()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_named_in_many_ways() {
        for text in ["SM3", "sm3", "1.2.156.10197.1.401"] {
            assert_eq!(named(text), Some(Hash::Sm3), "{text}");
        }
        assert_eq!(named("sha-256"), Some(Hash::Sha256));
        assert_eq!(named("SHA 512"), Some(Hash::Sha512));
        assert_eq!(named("国密"), None);
    }
}
