//! A public key infrastructure for tests, of any suite.
//!
//! Keys come from their labels, serial numbers are counted and times are fixed, so the world is
//! the same in every run, up to the random part of ECDSA signatures.

mod generation;
mod keys;
pub mod ocsp;
mod tsa;

use std::sync::OnceLock;

use sidian::asn1::{oid, writer};
use sidian::crypto::{Signer, SigningKey, Suite};
use sidian::x509::issue::{
    CertificateDraft, CrlDraft, Issuer, NameDraft, Revocation, Usage, Validity,
};
use sidian::x509::{Certificate, Crl, RevocationReason};

use crate::clock;

pub use self::generation::Generation;
pub use self::keys::key;
pub use self::tsa::{POLICY, Tsa};

/// A certificate and its private key.
pub struct Identity {
    /// The private key.
    pub key: SigningKey,
    /// The certificate.
    pub certificate: Certificate,
}

impl Identity {
    /// This identity as one that issues.
    ///
    /// # Panics
    ///
    /// If key and certificate do not belong together.
    pub fn issuer(&self) -> Issuer<'_> {
        Issuer::new(&self.certificate, &self.key).expect("the key belongs to the certificate")
    }
}

/// A root, an authority below it, signers of every fate, and a stranger's root beside.
pub struct TestPki {
    /// Which suite all keys are of.
    pub suite: Suite,
    /// The trusted root: 2020 to 2050.
    pub root: Identity,
    /// The authority that issues to signers: 2021 to 2049.
    pub issuing: Identity,
    /// A good signer of documents: 2025 to 2045.
    pub signer: Identity,
    /// Another good signer of documents: 2025 to 2045.
    pub second_signer: Identity,
    /// A signer revoked for keyCompromise at [`clock::revoked_at`]: 2025 to 2045.
    pub revoked_signer: Identity,
    /// A signer whose certificate has ended: 2021 to 2024.
    pub expired_signer: Identity,
    /// A signer whose only purpose is clientAuth: 2025 to 2045.
    pub wrong_purpose: Identity,
    /// A timestamp authority: 2025 to 2045.
    pub time_stamper: Identity,
    /// A delegated OCSP responder of [`issuing`](Self::issuing): 2025 to 2045.
    pub ocsp_responder: Identity,
    /// A root that nobody trusts, named like the trusted one: 2020 to 2050.
    pub untrusted_root: Identity,
    /// A signer below the untrusted root, named like the good signer: 2025 to 2045.
    pub untrusted_signer: Identity,
}

impl TestPki {
    /// The world of this suite, made once for each process.
    pub fn new(suite: Suite) -> &'static Self {
        static WORLDS: [OnceLock<TestPki>; Suite::ALL.len()] =
            [const { OnceLock::new() }; Suite::ALL.len()];
        let index = Suite::ALL.iter().position(|at| *at == suite).expect("every suite is listed");
        WORLDS[index].get_or_init(|| Self::make(suite))
    }

    fn make(suite: Suite) -> Self {
        let root = root(suite, "root");
        let issuing = {
            let key = key(suite, "issuing");
            let draft = CertificateDraft::intermediate(
                name("测试签发机构"),
                key.public_key(),
                years(2021, 2049),
            )
            .with_path_len(0)
            .with_crl_url("http://pki.test/root.crl")
            .with_serial([0x10]);
            Identity { certificate: draft.issue(&root.issuer()).expect("issuing"), key }
        };
        let signer = |label, subject, serial, from, until| {
            issue(&issuing, suite, label, subject, years(from, until), |draft| {
                draft
                    .with_serial([serial])
                    .with_crl_url("http://pki.test/issuing.crl")
                    .with_ocsp_url("http://pki.test/ocsp")
            })
        };
        let special = |label, subject, serial, purpose| {
            issue(&issuing, suite, label, subject, years(2025, 2045), |draft| {
                let draft = draft.with_serial([serial]).with_extended_key_usage(&[purpose]);
                if purpose == oid::EKU_OCSP_SIGNING {
                    draft.with_extension(oid::OCSP_NO_CHECK, writer::null())
                } else {
                    draft
                }
            })
        };
        let untrusted_root = self::root(suite, "untrusted root");
        let untrusted_signer =
            issue(&untrusted_root, suite, "untrusted signer", SIGNER, years(2025, 2045), |draft| {
                draft.with_serial([0x21])
            });
        Self {
            signer: signer("signer", SIGNER, 0x21, 2025, 2045),
            second_signer: signer("second signer", "测试签名人乙", 0x22, 2025, 2045),
            revoked_signer: signer("revoked signer", "已吊销签名人", 0x23, 2025, 2045),
            expired_signer: signer("expired signer", "已过期签名人", 0x24, 2021, 2024),
            wrong_purpose: special("wrong purpose", "网站客户端", 0x25, oid::EKU_CLIENT_AUTH),
            time_stamper: special("time stamper", "测试时间戳", 0x26, oid::EKU_TIME_STAMPING),
            ocsp_responder: special("ocsp responder", "测试应答机", 0x27, oid::EKU_OCSP_SIGNING),
            suite,
            root,
            issuing,
            untrusted_root,
            untrusted_signer,
        }
    }

    /// The certificates from a signer of this world up to the root, signer first.
    pub fn chain(&self, signer: &Identity) -> Vec<Certificate> {
        vec![
            signer.certificate.clone(),
            self.issuing.certificate.clone(),
            self.root.certificate.clone(),
        ]
    }

    /// The timestamp authority of this world, at [`clock::now`].
    pub fn tsa(&self) -> Tsa<'_> {
        Tsa::new(&self.time_stamper, self.chain(&self.time_stamper), clock::now())
    }

    /// What the delegated OCSP responder says about a certificate of the issuing authority.
    pub fn ocsp(&self, about: &Identity, answer: ocsp::Answer) -> Vec<u8> {
        let times = (clock::list_made(), clock::list_ends());
        let issuer = &self.issuing.certificate;
        ocsp::response(&self.ocsp_responder, issuer, &about.certificate, answer, times)
    }

    /// The root's revocation list: empty.
    ///
    /// # Panics
    ///
    /// If it cannot be issued; so do the other lists.
    pub fn root_crl(&self) -> Crl {
        draft(1).issue(&self.root.issuer()).expect("root list")
    }

    /// The issuing authority's revocation list, with the revoked signer on it.
    ///
    /// # Panics
    ///
    /// As [`root_crl`](Self::root_crl).
    pub fn issuing_crl(&self) -> Crl {
        let revocation = Revocation::of(&self.revoked_signer.certificate, clock::revoked_at())
            .with_reason(RevocationReason::KeyCompromise);
        draft(7).with_revocation(revocation).issue(&self.issuing.issuer()).expect("issuing list")
    }

    /// Both lists.
    ///
    /// # Panics
    ///
    /// As [`root_crl`](Self::root_crl).
    pub fn crls(&self) -> Vec<Crl> {
        vec![self.root_crl(), self.issuing_crl()]
    }

    /// A list of the issuing authority that ended long before [`clock::now`].
    ///
    /// # Panics
    ///
    /// As [`root_crl`](Self::root_crl).
    pub fn stale_crl(&self) -> Crl {
        CrlDraft::new(2, clock::at("2025-01-01T00:00:00Z"), clock::at("2025-02-01T00:00:00Z"))
            .and_then(|draft| draft.issue(&self.issuing.issuer()))
            .expect("stale list")
    }

    /// A further end entity below the issuing authority, 2025 to 2045, changed as a test needs it.
    ///
    /// # Panics
    ///
    /// If the changed draft cannot be issued.
    pub fn issue(
        &self,
        label: &str,
        subject: &str,
        change: impl FnOnce(CertificateDraft) -> CertificateDraft,
    ) -> Identity {
        issue(&self.issuing, self.suite, label, subject, years(2025, 2045), change)
    }
}

/// From the first second of one year to the last of another.
///
/// # Panics
///
/// If the years are out of order.
pub fn years(from: u16, until: u16) -> Validity {
    Validity::new(
        clock::at(&format!("{from}-01-01T00:00:00Z")),
        clock::at(&format!("{until}-12-31T23:59:59Z")),
    )
    .expect("years in order")
}

/// The PEM text of one block.
pub fn pem(label: &str, der: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut packed = Vec::new();
    for chunk in der.chunks(3) {
        let bits = chunk.iter().fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            packed.push(if place <= chunk.len() { digit } else { b'=' });
        }
    }
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in packed.chunks(64) {
        out.extend(line.iter().map(|b| char::from(*b)));
        out.push('\n');
    }
    out + &format!("-----END {label}-----\n")
}

const SIGNER: &str = "测试签名人甲";

fn name(common_name: &str) -> NameDraft {
    NameDraft::new(common_name).with_country("CN").with_organisation("四电测试局")
}

fn root(suite: Suite, label: &str) -> Identity {
    let key = key(suite, label);
    let draft = CertificateDraft::root(name("测试根"), years(2020, 2050)).with_serial([0x01]);
    Identity { certificate: draft.self_sign(&key).expect("root"), key }
}

fn issue(
    issuer: &Identity,
    suite: Suite,
    label: &str,
    subject: &str,
    validity: Validity,
    change: impl FnOnce(CertificateDraft) -> CertificateDraft,
) -> Identity {
    let key = key(suite, label);
    let draft = CertificateDraft::end_entity(name(subject), key.public_key(), validity)
        .with_key_usage(&[Usage::DigitalSignature, Usage::NonRepudiation]);
    Identity { certificate: change(draft).issue(&issuer.issuer()).expect("certificate"), key }
}

fn draft(number: u64) -> CrlDraft {
    CrlDraft::new(number, clock::list_made(), clock::list_ends()).expect("times in order")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_certificate_and_list_of_every_suite_is_signed_by_its_issuer() {
        for suite in Suite::ALL {
            let pki = TestPki::new(suite);
            let name = suite.name();
            let below = [
                &pki.signer,
                &pki.second_signer,
                &pki.revoked_signer,
                &pki.expired_signer,
                &pki.wrong_purpose,
                &pki.time_stamper,
                &pki.ocsp_responder,
            ];
            let key = pki.issuing.key.public_key();
            for identity in below {
                let it = &identity.certificate;
                let got = key.verify(pki.issuing.key.algorithm(), it.tbs(), it.signature());
                assert_eq!(got, Ok(()), "{name} {}", it.subject().label());
                assert!(identity.key.public_key().matches_spki(it.spki()));
            }
            let list = pki.issuing_crl();
            let got = key.verify(pki.issuing.key.algorithm(), list.tbs(), list.signature());
            assert_eq!(got, Ok(()), "{name} list");
            let revoked = &pki.revoked_signer.certificate;
            assert!(list.find(revoked.serial(), revoked.issuer()).unwrap().is_some(), "{name}");
            let good = &pki.signer.certificate;
            assert!(list.find(good.serial(), good.issuer()).unwrap().is_none(), "{name}");
        }
    }

    #[test]
    fn keys_come_from_their_labels() {
        for suite in Suite::ALL {
            let (a, b) = (key(suite, "root"), key(suite, "root"));
            assert_eq!(a.public_key(), b.public_key());
            assert_ne!(a.public_key(), key(suite, "signer").public_key());
        }
    }

    #[test]
    fn pem_is_what_the_reader_expects() {
        let der = TestPki::new(Suite::Ed25519).root.certificate.der().to_vec();
        let text = pem("CERTIFICATE", &der);
        assert_eq!(Certificate::from_pem_many(text.as_bytes()).unwrap()[0].der(), der);
    }
}
