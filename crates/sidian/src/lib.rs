//! The trust library for the "four electronics" (四电) of Chinese public service: electronic licences
//! (电子证照), seals (电子印章), signatures (电子签名) and materials (电子材料).
//!
//! Bytes in, bytes out: no socket, no clock, no file, no font and no `unsafe`. What
//! no single module owns, and what is our own rather than a standard's, is in the [`manual`].
//!
//! - Sign: [`signature::SignatureDraft`]. Issue a licence: [`licence::LicenceIssuer`]. Make and apply a
//!   seal: [`seal::SealDraft`], [`seal::Seal::apply`]. Take materials in: [`material`].
//! - Verify: [`verifier::Verifier`], whose answer is a [`report::Report`].
//! - Keys: [`crypto`]. Certificates: [`x509`]. Whom to trust: [`trust`].
//!
//! # Features
//!
//! All are on by default, and what is off takes nothing from what the rest answers: `pkcs12` (reading
//! PKCS#12), `rsa-generation` (making RSA keys; using them needs no feature), `tables` (multiples of
//! the base points of P-256 and P-384 in advance: quicker keys for 0.1 MB).
//!
//! # Examples
//!
//! ```
//! use sidian::crypto::Suite;
//! use sidian::report::Verdict;
//! use sidian::signature::SignatureDraft;
//! use sidian::trust::{Evidence, TrustStore};
//! use sidian::verifier::Verifier;
//! # use sidian_testkit::{clock, pki::TestPki};
//! # let pki = TestPki::new(Suite::Sm2);
//! # let (key, chain, now) = (&pki.signer.key, pki.chain(&pki.signer), clock::now());
//! # let root = pki.root.certificate.clone();
//! # let crls: Vec<u8> = pki.issuing_crl().der().to_vec();
//! # let root_crl: Vec<u8> = pki.root_crl().der().to_vec();
//! # let pdf = sidian_testkit::pdf::with_table("1.7", 1);
//!
//! let signed = SignatureDraft::new(&pdf)
//!     .with_reason("审批通过")
//!     .sign(key, &chain, now)?
//!     .onto(&pdf)?;
//!
//! let evidence = Evidence::new().with_crl(&crls)?.with_crl(&root_crl)?;
//! let verifier =
//!     Verifier::new(TrustStore::new().with_certificate("my list", root)).with_evidence(evidence);
//! let report = verifier.document(&signed, now)?;
//! assert_eq!(report.verdict(), Some(Verdict::Passed));
//! let proof = report.accept()?; // an error unless it passed
//! # drop(proof);
//!
//! let mut forged = signed.clone();
//! forged[100] ^= 1;
//! assert_eq!(verifier.document(&forged, now)?.verdict(), Some(Verdict::Failed));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod asn1;
pub mod budget;
pub mod cms;
pub mod cose;
pub mod crypto;
pub mod error;
pub mod jose;
pub mod licence;
pub mod manual;
pub mod material;
pub mod pades;
pub mod pdf;
pub mod report;
pub mod seal;
pub mod ses;
pub mod signature;
pub mod time;
pub mod trust;
pub mod tsp;
pub mod verifier;
pub mod x509;
pub mod zip;

pub use error::Error;

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
