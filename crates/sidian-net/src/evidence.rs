use sidian::signature::{ExtendError, Extender, Missing, Wanted};
use sidian::time::UnixTime;
use sidian::trust::Evidence;
use sidian::tsp::{TimestampSource, TspError};
use sidian::x509::{Certificate, ocsp_request};

use crate::error::NetError;
use crate::fetcher::Fetcher;

/// How often what was brought is looked at for what is still missing: an issuer brings its own wants.
const MOST_ROUNDS: usize = 6;

/// A timestamp authority behind an address.
pub struct HttpAuthority<'f> {
    fetcher: &'f Fetcher,
    url: String,
}

impl<'f> HttpAuthority<'f> {
    /// The authority at `url`, which the fetcher must be allowed to ask.
    pub fn new(fetcher: &'f Fetcher, url: impl Into<String>) -> Self {
        Self { fetcher, url: url.into() }
    }
}

impl TimestampSource for HttpAuthority<'_> {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        let (kind, wanted) = ("application/timestamp-query", "application/timestamp-reply");
        let answer = self.fetcher.post(&self.url, kind, request, wanted);
        answer.map_err(|e| TspError::Unreachable { why: e.to_string() })
    }
}

/// What was brought for a document.
#[must_use]
pub struct Gathered {
    /// The extender with everything that was brought.
    pub extender: Extender,
    /// The same, to be kept or given to a verifier.
    pub evidence: Evidence,
    /// What is still missing.
    pub missing: Vec<Missing>,
    /// Addresses that were of no help, and why.
    pub problems: Vec<(String, NetError)>,
}

/// Brings what the signatures of `pdf` need: issuers (RFC 5280 §4.2.2.1), OCSP responses (RFC 6960),
/// and revocation lists where no responder answers.
///
/// # Errors
///
/// [`ExtendError`] where the document cannot be judged. What cannot be brought is no error: it is
/// listed.
pub fn gather(
    fetcher: &Fetcher,
    mut extender: Extender,
    pdf: &[u8],
    now: UnixTime,
) -> Result<Gathered, ExtendError> {
    let (mut evidence, mut problems) = (Evidence::new(), Vec::new());
    let mut issuers = Vec::new();
    let mut missing = extender.missing(pdf, now)?;
    for _ in 0..MOST_ROUNDS {
        let mut brought = false;
        for one in &missing {
            let more = match one.wanted {
                Wanted::Issuer => issuer(fetcher, one, &mut issuers, &mut problems),
                _ => revocation(fetcher, one, &issuers, &mut problems),
            };
            if let Some(more) = more {
                evidence = evidence.and(&more);
                extender = extender.with_evidence(more);
                brought = true;
            }
        }
        let left = extender.missing(pdf, now)?;
        let same = left == missing;
        missing = left;
        if missing.is_empty() || !brought || same {
            break;
        }
    }
    Ok(Gathered { extender, evidence, missing, problems })
}

type Problems = Vec<(String, NetError)>;

fn issuer(
    fetcher: &Fetcher,
    missing: &Missing,
    issuers: &mut Vec<Certificate>,
    problems: &mut Problems,
) -> Option<Evidence> {
    for url in &missing.urls {
        match fetcher.get(url) {
            Ok(body) => {
                let Ok(evidence) = Evidence::new().with_certificates(&body) else { continue };
                issuers.extend_from_slice(evidence.certificates());
                return Some(evidence);
            }
            Err(e) => problems.push((url.clone(), e)),
        }
    }
    None
}

fn revocation(
    fetcher: &Fetcher,
    missing: &Missing,
    issuers: &[Certificate],
    problems: &mut Problems,
) -> Option<Evidence> {
    let certificate = Certificate::from_der(&missing.certificate).ok()?;
    let above = missing.issuer.as_deref().and_then(|der| Certificate::from_der(der).ok());
    let known = issuers.iter().find(|i| i.subject().matches(certificate.issuer())).cloned();
    for (at, url) in missing.urls.iter().enumerate() {
        let answer = match above.as_ref().or(known.as_ref()) {
            Some(issuer) if at < missing.ocsp => {
                let body = ocsp_request(&certificate, issuer);
                let (kind, wanted) = ("application/ocsp-request", "application/ocsp-response");
                let answer = fetcher.post(url, kind, &body, wanted);
                answer.map(|body| Evidence::new().with_ocsp(&body).ok())
            }
            _ if at < missing.ocsp => continue,
            _ => fetcher.get(url).map(|body| Evidence::new().with_crl(&body).ok()),
        };
        match answer {
            Ok(Some(evidence)) => return Some(evidence),
            Ok(None) => {}
            Err(e) => problems.push((url.clone(), e)),
        }
    }
    None
}
