//! A small town's public key infrastructure: root, issuing authority, one department that signs.

use sidian::asn1::{oid, tag, writer};
use sidian::crypto::{CryptoError, Signer, SigningKey, Suite};
use sidian::time::UnixTime;
use sidian::x509::issue::{CertificateDraft, CrlDraft, IssueError, Issuer, NameDraft, Validity};
use sidian::x509::{Certificate, Crl};
use zeroize::Zeroizing;

use crate::cmd::ca;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::locale::text;

/// The department that issues, as its certificate and its licences name it.
pub(super) const DEPARTMENT: &str = "示例市市场监督管理局";
/// Its unified social credit code; synthetic.
pub(super) const DEPARTMENT_CODE: &str = "11410800MB00000009";

const DAY: i64 = 86_400;

/// Keys, certificates and revocation lists.
pub(super) struct Town {
    pub(super) root_key: SigningKey,
    pub(super) root: Certificate,
    pub(super) ca_key: SigningKey,
    pub(super) ca: Certificate,
    pub(super) crls: Vec<Crl>,
    pub(super) department: Identity,
    /// The department's key as a file.
    pub(super) department_key: Zeroizing<String>,
    /// Who makes seals for the departments (制章单位).
    pub(super) maker: Identity,
    /// The maker's key as a file.
    pub(super) maker_key: Zeroizing<String>,
}

impl Town {
    /// Founds it. Two towns have the same names and other keys.
    pub(super) fn found(suite: Suite, now: UnixTime) -> Result<Self, Failure> {
        let key = || SigningKey::generate(suite).map_err(no_key);
        let (root_key, ca_key, key, making) = (key()?, key()?, key()?, key()?);
        let years = |n: i64| Validity::new(now.plus(-DAY), now.plus(n * 365 * DAY));
        let validity = |n| years(n).map_err(ca::refused);

        let root = CertificateDraft::root(name("示例市政务服务根证书"), validity(20)?)
            .self_sign(&root_key)
            .map_err(ca::refused)?;
        let above = issuer(&root, &root_key)?;
        let ca = CertificateDraft::intermediate(
            name("示例市政务服务签发机构"),
            ca_key.public_key(),
            validity(10)?,
        )
        .with_path_len(0)
        .with_crl_url("http://pki.example/root.crl")
        .issue(&above)
        .map_err(ca::refused)?;
        let issuing = issuer(&ca, &ca_key)?;
        let code = writer::tlv(tag::PRINTABLE_STRING, DEPARTMENT_CODE.as_bytes());
        let subject = name(DEPARTMENT)
            .with_organisation(DEPARTMENT)
            .with_attribute(oid::ORGANIZATION_IDENTIFIER, DEPARTMENT_CODE);
        let leaf = CertificateDraft::end_entity(subject, key.public_key(), validity(3)?)
            .with_extension(oid::GM_ORGANISATION_CODE, code)
            .with_crl_url("http://pki.example/ca.crl")
            .issue(&issuing)
            .map_err(ca::refused)?;
        let maker = name("示例市印章制作单位").with_organisation("示例市印章制作单位");
        let maker = CertificateDraft::end_entity(maker, making.public_key(), validity(3)?)
            .with_crl_url("http://pki.example/ca.crl")
            .issue(&issuing)
            .map_err(ca::refused)?;
        let crls = vec![crl(&above, now)?, crl(&issuing, now)?];
        let department_key = key.to_pkcs8_pem(None).map_err(no_key)?;
        let department = Identity { key: Box::new(key), chain: vec![leaf, ca.clone()] };
        let maker_key = making.to_pkcs8_pem(None).map_err(no_key)?;
        let maker = Identity { key: Box::new(making), chain: vec![maker, ca.clone()] };
        Ok(Self { root_key, root, ca_key, ca, crls, department, department_key, maker, maker_key })
    }
}

fn name(common: &str) -> NameDraft {
    NameDraft::new(common).with_country("CN")
}

fn issuer<'a>(certificate: &'a Certificate, key: &'a SigningKey) -> Result<Issuer<'a>, Failure> {
    Issuer::new(certificate, key).map_err(ca::refused)
}

fn crl(issuer: &Issuer<'_>, now: UnixTime) -> Result<Crl, Failure> {
    let draft = CrlDraft::new(1, now, now.plus(30 * DAY)).map_err(ca::refused)?;
    draft.issue(issuer).map_err(|e: IssueError| ca::refused(e))
}

fn no_key(error: CryptoError) -> Failure {
    Failure::new(
        text!("无法生成密钥（{error}）", "the key could not be made ({error})"),
        text!("请检查系统随机数来源", "check this machine’s source of random numbers"),
    )
}
