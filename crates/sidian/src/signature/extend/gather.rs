//! What the validation of a signature needs: what is missing, and what of what is at hand.

use std::fmt;

use crate::pades::Validation;
use crate::signature::verify::{Judged, Reliance};
use crate::trust::{Evidence, RevocationStatus};
use crate::x509::{Certificate, Crl, OcspResponse};

/// What has to be fetched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Wanted {
    /// The certificate of the issuer.
    Issuer,
    /// A revocation list or an OCSP response.
    Revocation,
}

/// Something that is needed and not at hand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Missing {
    /// What it is.
    pub wanted: Wanted,
    /// The subject of the certificate that it is about.
    pub subject: String,
    /// That certificate in DER.
    pub certificate: Vec<u8>,
    /// The certificate above it in DER, where the path has one: an OCSP request names it.
    pub issuer: Option<Vec<u8>>,
    /// Where the certificate says that it can be had: OCSP responders, then lists.
    pub urls: Vec<String>,
    /// How many of them are OCSP responders.
    pub ocsp: usize,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.wanted {
            Wanted::Issuer => "issuer of",
            Wanted::Revocation => "revocation status of",
        };
        write!(f, "{what} “{}”", self.subject)?;
        if !self.urls.is_empty() {
            write!(f, " ({})", self.urls.join(" , "))?;
        }
        Ok(())
    }
}

/// What the paths of a document lack, nothing twice.
pub(super) fn missing(judged: &Judged) -> Vec<Missing> {
    let mut found: Vec<Missing> = Vec::new();
    for relied in judged.relied.iter().flatten() {
        let above = relied.certificates.iter().skip(1).chain(&relied.anchor).map(Some);
        let above = above.chain(std::iter::repeat(None));
        let unknown = relied.certificates.iter().zip(&relied.statuses).zip(above);
        let unknown = unknown.filter(|((_, status), _)| **status == RevocationStatus::Unknown);
        let issuer = relied.certificates.last().filter(|_| relied.anchor.is_none());
        let wanted = match issuer {
            // without a path nothing is known about anything
            Some(top) => vec![(Wanted::Issuer, top, None)],
            None => unknown.map(|((c, _), above)| (Wanted::Revocation, c, above)).collect(),
        };
        for (wanted, certificate, above) in wanted {
            let issuer = above.map(|c: &Certificate| c.der().to_vec());
            let one = Missing { issuer, ..one(wanted, certificate) };
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    found
}

fn one(wanted: Wanted, certificate: &Certificate) -> Missing {
    let own = |text: &str| text.to_owned();
    let (urls, ocsp) = match wanted {
        Wanted::Issuer => (certificate.ca_issuer_urls().map(own).collect::<Vec<_>>(), 0),
        Wanted::Revocation => {
            let responders: Vec<String> = certificate.ocsp_urls().map(own).collect();
            let count = responders.len();
            (responders.into_iter().chain(certificate.crl_urls().map(own)).collect(), count)
        }
    };
    let subject = certificate.subject().label();
    Missing { wanted, subject, certificate: certificate.der().to_vec(), issuer: None, urls, ocsp }
}

/// Of everything at hand, what speaks about the paths that a signature relies on.
pub(super) fn validation(contents: &[u8], relied: &[Reliance], pool: &Evidence) -> Validation {
    let mut own = Validation { contents: contents.to_vec(), ..Validation::default() };
    for path in relied {
        for certificate in path.certificates.iter().chain(&path.anchor) {
            push(&mut own.certificates, certificate.der());
        }
        for certificate in &path.certificates {
            for list in lists(pool, certificate, path) {
                push(&mut own.crls, list.der());
                // a list may be signed by somebody else, whose certificate is then needed too
                let signers = pool.certificates().iter();
                for signer in signers.filter(|c| c.subject().matches(list.issuer())) {
                    push(&mut own.certificates, signer.der());
                }
            }
            for answer in answers(pool, certificate, path) {
                push(&mut own.ocsps, answer.der());
            }
        }
    }
    own
}

/// The lists of the certificate's issuer, and indirect ones, that counted at the time of the answer.
fn lists<'p>(
    pool: &'p Evidence,
    certificate: &'p Certificate,
    path: &'p Reliance,
) -> impl Iterator<Item = &'p Crl> {
    let points = certificate.crl_distribution_points();
    let others = || points.iter().flat_map(|p| &p.crl_issuer).filter_map(|n| n.directory());
    pool.crls().iter().filter(move |list| {
        let by = list.issuer().matches(certificate.issuer())
            || others().any(|name| name.matches(list.issuer()));
        by && list.next_update().is_none_or(|end| end >= path.at)
    })
}

fn answers<'p>(
    pool: &'p Evidence,
    certificate: &'p Certificate,
    path: &'p Reliance,
) -> impl Iterator<Item = &'p OcspResponse> {
    pool.ocsp().iter().filter(move |response| {
        response.answers().iter().any(|single| {
            single.serial.as_bytes() == certificate.serial()
                && single.next_update.is_none_or(|end| end >= path.at)
        })
    })
}

fn push(list: &mut Vec<Vec<u8>>, der: &[u8]) {
    if !list.iter().any(|known| known == der) {
        list.push(der.to_vec());
    }
}
