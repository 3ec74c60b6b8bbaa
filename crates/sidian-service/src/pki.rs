//! The authority that the service founds for itself at its first start, so that it can be tried out.
//! Everything it makes is marked as a test in its names.

use der::pem::{LineEnding, encode_string};
use sidian::asn1::{oid, tag, writer};
use sidian::crypto::{CryptoError, Signer, SigningKey, Suite};
use sidian::time::UnixTime;
use sidian::x509::issue::{
    CertificateDraft, CrlDraft, IssueError, Issuer, NameDraft, Revocation, Validity,
};
use sidian::x509::{Certificate, Crl};

/// The department of the test authority, as its certificate and its licences name it.
pub(crate) const DEPARTMENT: &str = "示例市市场监督管理局";
/// Its unified social credit code; synthetic.
pub(crate) const DEPARTMENT_CODE: &str = "11410800MB00000009";

const DAY: i64 = 86_400;

/// A key with its certificates, its own first.
pub struct Identity {
    /// The private key.
    pub key: SigningKey,
    /// Its certificates.
    pub chain: Vec<Certificate>,
}

/// What is founded.
pub(crate) struct Founded {
    /// The root.
    pub root: Identity,
    /// The issuing authority below it.
    pub authority: Identity,
    /// The department that issues licences.
    pub department: Identity,
    /// The timestamp authority.
    pub time_stamper: Identity,
}

/// Why nothing was founded.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum PkiError {
    /// A key could not be made.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A certificate or list could not be issued.
    #[error(transparent)]
    Issue(#[from] IssueError),
}

/// Founds a test authority whose lists are found below `url`.
///
/// # Errors
///
/// [`PkiError`].
pub(crate) fn found(url: &str, now: UnixTime) -> Result<Founded, PkiError> {
    let key = || SigningKey::generate(Suite::Sm2);
    let (root_key, ca_key, key, stamp_key) = (key()?, key()?, key()?, key()?);
    let years = |n: i64| Validity::new(now.plus(-DAY), now.plus(n * 365 * DAY));
    let name = |common: &str| NameDraft::new(common).with_country("CN");

    let root =
        CertificateDraft::root(name("测试根证书 TEST ROOT"), years(20)?).self_sign(&root_key)?;
    let above = Issuer::new(&root, &root_key)?;
    let subject = name("测试签发机构 TEST CA");
    let ca = CertificateDraft::intermediate(subject, ca_key.public_key(), years(10)?)
        .with_path_len(0)
        .with_crl_url(format!("{url}/pki/root.crl"))
        .issue(&above)?;
    let issuing = Issuer::new(&ca, &ca_key)?;
    let subject = name(&format!("{DEPARTMENT}（测试 TEST）"))
        .with_organisation(DEPARTMENT)
        .with_attribute(oid::ORGANIZATION_IDENTIFIER, DEPARTMENT_CODE);
    let code = writer::tlv(tag::PRINTABLE_STRING, DEPARTMENT_CODE.as_bytes());
    let leaf = CertificateDraft::end_entity(subject, key.public_key(), years(3)?)
        .with_extension(oid::GM_ORGANISATION_CODE, code)
        .with_crl_url(format!("{url}/pki/ca.crl"))
        .with_ocsp_url(format!("{url}/ocsp"))
        .issue(&issuing)?;
    let stamp = CertificateDraft::end_entity(
        name("测试时间戳 TEST TSA"),
        stamp_key.public_key(),
        years(3)?,
    )
    .with_extended_key_usage(&[oid::EKU_TIME_STAMPING])
    .with_crl_url(format!("{url}/pki/ca.crl"))
    .with_ocsp_url(format!("{url}/ocsp"))
    .issue(&issuing)?;
    Ok(Founded {
        time_stamper: Identity { key: stamp_key, chain: vec![stamp, ca.clone()] },
        department: Identity { key, chain: vec![leaf, ca.clone()] },
        authority: Identity { key: ca_key, chain: vec![ca, root.clone()] },
        root: Identity { key: root_key, chain: vec![root] },
    })
}

/// A key with a certificate below `authority`: of the maker of seals (`seal`) or the responder that
/// answers for the authority (`ocsp`).
///
/// # Errors
///
/// [`PkiError`].
pub(crate) fn below(
    authority: &Identity,
    (purpose, common): (&str, &str),
    url: &str,
    now: UnixTime,
) -> Result<Identity, PkiError> {
    let above = authority.chain.first().ok_or(IssueError::KeyMismatch)?;
    let issuing = Issuer::new(above, &authority.key)?;
    let key = SigningKey::generate(Suite::Sm2)?;
    let validity = Validity::new(now.plus(-DAY), now.plus(3 * 365 * DAY))?;
    let name = NameDraft::new(common).with_country("CN");
    let draft = CertificateDraft::end_entity(name, key.public_key(), validity);
    let draft = match purpose {
        // Nobody can ask a responder about itself (RFC 6960 section 4.2.2.2.1).
        "ocsp" => draft
            .with_extended_key_usage(&[oid::EKU_OCSP_SIGNING])
            .with_extension(oid::OCSP_NO_CHECK, writer::null()),
        _ => draft.with_crl_url(format!("{url}/pki/ca.crl")).with_ocsp_url(format!("{url}/ocsp")),
    };
    let certificate = draft.issue(&issuing)?;
    Ok(Identity { key, chain: vec![certificate, above.clone()] })
}

/// The revocation list of an authority.
///
/// # Errors
///
/// [`PkiError`].
pub(crate) fn crl(
    authority: &Identity,
    revoked: &[Revocation],
    number: u64,
    now: UnixTime,
) -> Result<Crl, PkiError> {
    let certificate = authority.chain.first().ok_or(IssueError::KeyMismatch)?;
    let issuer = Issuer::new(certificate, &authority.key)?;
    let draft = CrlDraft::new(number, now, now.plus(30 * DAY))?;
    let draft = revoked.iter().cloned().fold(draft, CrlDraft::with_revocation);
    Ok(draft.issue(&issuer)?)
}

/// Certificates as PEM.
pub(crate) fn pem(chain: &[Certificate]) -> String {
    let one = |c: &Certificate| encode_string("CERTIFICATE", LineEnding::LF, c.der());
    chain.iter().filter_map(|c| one(c).ok()).collect()
}
