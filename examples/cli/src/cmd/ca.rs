//! `sidian ca root|intermediate|issue|crl`: a small certification authority.

use std::path::{Path, PathBuf};

use sidian::asn1::{oid, tag, writer};
use sidian::crypto::PublicKey;
use sidian::x509::issue::{
    CertificateDraft, CrlDraft, IssueError, Issuer, NameDraft, Revocation, Validity,
};
use sidian::x509::{Certificate, Crl, RevocationReason};

use super::{desk, moment, now, trust_list};
use crate::args::{
    AuthorityArgs, CaCommand, CaCrlArgs, CaIntermediateArgs, CaIssueArgs, CaRootArgs, CrlReason,
    SubjectArgs,
};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::{self, Identity};
use crate::locale::{Text, text};
use crate::pem;
use crate::ui::Ui;

pub(super) fn run(command: CaCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        CaCommand::Root(args) => root(&args, ui),
        CaCommand::Intermediate(args) => intermediate(&args, ui),
        CaCommand::Issue(args) => issue(&args, ui),
        CaCommand::Crl(args) => crl(&args, ui),
        CaCommand::TrustList(args) => trust_list::run(&args, ui),
    }
}

fn root(args: &CaRootArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    let draft = CertificateDraft::root(name(&args.subject)?, validity(&args.subject, 7300)?);
    let (key, _) = identity::key(ui, &args.key, args.password_file.as_deref())?;
    let certificate = draft.self_sign(&key).map_err(refused)?;
    finish(ui, &to, &certificate, &text!("根证书", "root certificate"))
}

fn intermediate(args: &CaIntermediateArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    let (subject, validity) = (name(&args.subject)?, validity(&args.subject, 3650)?);
    let key = holder(ui, &args.holder.public_key, &args.holder.key)?;
    let draft = CertificateDraft::intermediate(subject, &key, validity)
        .with_path_len(args.path_len.unwrap_or(0));
    let draft = published(draft, args.crl_url.as_deref());
    let certificate = signed(ui, &args.authority, &draft)?;
    finish(ui, &to, &certificate, &text!("下级 CA 证书", "certificate of a subordinate authority"))
}

fn issue(args: &CaIssueArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    if let Some(request) = &args.holder.request {
        return desk::issue(args, request, &to, ui);
    }
    let (subject, validity) = (name(&args.subject)?, validity(&args.subject, 1095)?);
    let key = holder(ui, &args.holder.public_key, &args.holder.key)?;
    let mut draft = CertificateDraft::end_entity(subject, &key, validity);
    if let Some(code) = &args.subject.org_code {
        let value = writer::tlv(tag::PRINTABLE_STRING, social_credit_code(code)?.as_bytes());
        draft = draft.with_extension(oid::GM_ORGANISATION_CODE, value);
    }
    if args.for_timestamps {
        draft = draft.with_extended_key_usage(&[oid::EKU_TIME_STAMPING]);
    }
    let draft = published(draft, args.crl_url.as_deref());
    let certificate = signed(ui, &args.authority, &draft)?;
    finish(ui, &to, &certificate, &text!("签名证书", "signing certificate"))
}

fn crl(args: &CaCrlArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    let now = now()?;
    let days = i64::from(args.days.unwrap_or(30));
    let previous = args.previous.as_deref().map(one_crl).transpose()?;
    let number = previous.as_ref().map_or(Ok(1), |(path, crl)| next_number(path, crl))?;
    let mut draft = CrlDraft::new(number, now, now.plus(days * 86_400)).map_err(refused)?;
    let mut count = 0_usize;
    for revocation in kept(previous.as_ref().map(|(_, crl)| crl))? {
        draft = draft.with_revocation(revocation);
        count += 1;
    }
    for asked in &args.revoke {
        let revocation = Revocation::new(serial(asked)?, now);
        let reason = args.reason.map_or(RevocationReason::Unspecified, reason);
        draft = draft.with_revocation(revocation.with_reason(reason));
        count += 1;
    }
    let ca = authority(ui, &args.authority)?;
    let issuer = issuer(&ca)?;
    let crl = draft.issue(&issuer).map_err(refused)?;
    to.write(&[pem::encode(pem::CRL, crl.der())?.as_bytes()], Secrecy::Public)?;
    let name = to.path().display();
    ui.say(&text!(
        "已签发第 {number} 号吊销列表，共 {count} 项：{name}",
        "revocation list number {number} with {count} entries: {name}"
    ))?;
    Ok(0)
}

/// The name that the arguments describe. The organisation's code goes into organizationIdentifier
/// (X.520, 2.5.4.97); certificates of signers carry it as GB/T 20518 has it, too.
pub(crate) fn name(args: &SubjectArgs) -> Result<NameDraft, Failure> {
    let country = args.country.as_deref().unwrap_or("CN");
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_alphabetic()) {
        return Err(Failure::new(
            text!(
                "--country 的值“{country}”不是国家代码",
                "--country: “{country}” is not a country code"
            ),
            text!("请填两个字母，例如 CN", "give two letters, such as CN"),
        ));
    }
    let mut out = NameDraft::new(&args.name).with_country(country.to_ascii_uppercase());
    if let Some(org) = &args.org {
        out = out.with_organisation(org);
    }
    match &args.org_code {
        Some(code) => {
            let code = social_credit_code(code)?;
            Ok(out.with_attribute(oid::ORGANIZATION_IDENTIFIER, code))
        }
        None => Ok(out),
    }
}

fn social_credit_code(code: &str) -> Result<String, Failure> {
    let parsed = code.parse::<sidian::licence::UnifiedSocialCreditCode>();
    parsed.map(|c| c.as_str().to_owned()).map_err(|e| {
        Failure::new(
            text!(
                "--org-code 的值“{code}”不是有效的统一社会信用代码（{e}）",
                "--org-code: “{code}” is not a unified social credit code ({e})"
            ),
            text!("请核对 18 位代码", "check its 18 characters"),
        )
    })
}

pub(super) fn validity(args: &SubjectArgs, usual: u32) -> Result<Validity, Failure> {
    let from = moment("--from", args.from.as_deref())?;
    let days = i64::from(args.days.unwrap_or(usual));
    Validity::new(from, from.plus(days * 86_400)).map_err(refused)
}

pub(super) fn published(draft: CertificateDraft, url: Option<&str>) -> CertificateDraft {
    match url {
        Some(url) => draft.with_crl_url(url),
        None => draft,
    }
}

fn holder(ui: &Ui, public: &Option<PathBuf>, key: &Option<PathBuf>) -> Result<PublicKey, Failure> {
    use sidian::crypto::Signer;
    match (public, key) {
        (Some(path), _) => identity::public_key(path),
        (None, Some(path)) => {
            let (key, _) = identity::key(ui, path, None)?;
            Ok(key.public_key().clone())
        }
        (None, None) => Err(Failure::new(
            text!("缺少持有人的密钥", "the holder’s key is missing"),
            text!("请给出 --public-key 或 --key", "give --public-key or --key"),
        )),
    }
}

pub(super) fn authority(ui: &Ui, args: &AuthorityArgs) -> Result<Identity, Failure> {
    Identity::authority(ui, (&args.ca_key, args.password_file.as_deref()), &args.ca, now()?)
}

pub(super) fn issuer(ca: &Identity) -> Result<Issuer<'_>, Failure> {
    let certificate = ca.leaf().ok_or_else(|| refused(IssueError::KeyMismatch))?;
    Issuer::new(certificate, &*ca.key).map_err(refused)
}

fn signed(ui: &Ui, args: &AuthorityArgs, draft: &CertificateDraft) -> Result<Certificate, Failure> {
    let ca = authority(ui, args)?;
    let issuer = issuer(&ca)?;
    draft.issue(&issuer).map_err(refused)
}

pub(super) fn finish(
    ui: &Ui,
    to: &Destination,
    made: &Certificate,
    what: &Text,
) -> Result<u8, Failure> {
    to.write(&[pem::encode(pem::CERTIFICATE, made.der())?.as_bytes()], Secrecy::Public)?;
    let (name, what_zh, what_en) = (to.path().display(), &what.zh, &what.en);
    let (serial, until) = (made.serial_hex(), made.not_after());
    ui.say(&text!(
        "已签发{what_zh}，序列号 {serial}，有效至 {until}：{name}",
        "{what_en}, serial number {serial}, valid until {until}: {name}"
    ))?;
    Ok(0)
}

fn one_crl(path: &Path) -> Result<(&Path, Crl), Failure> {
    let crls = crls(path)?;
    match <[Crl; 1]>::try_from(crls) {
        Ok([crl]) => Ok((path, crl)),
        Err(_) => {
            let name = path.display();
            Err(Failure::new(
                text!(
                    "{name}：应只含一份吊销列表",
                    "{name}: should hold exactly one revocation list"
                ),
                text!("请指定上一份吊销列表", "name the list before this one"),
            ))
        }
    }
}

/// The revocation lists in a PEM or DER file.
pub(crate) fn crls(path: &Path) -> Result<Vec<Crl>, Failure> {
    let bytes = files::read_some(path, files::SMALL)?;
    Crl::from_bytes(&bytes).map_err(|e| {
        let name = path.display();
        Failure::new(
            text!(
                "{name}：不是有效的证书吊销列表（{e}）",
                "{name}: is not a revocation list ({e})"
            ),
            text!("请选择 PEM 或 DER 格式的吊销列表", "choose a revocation list in PEM or DER"),
        )
    })
}

fn next_number(path: &Path, crl: &Crl) -> Result<u64, Failure> {
    let bytes = crl.number().unwrap_or_default();
    let number =
        bytes.iter().try_fold(0_u64, |n, b| n.checked_mul(256)?.checked_add(u64::from(*b)));
    number.and_then(|n| n.checked_add(1)).ok_or_else(|| {
        let name = path.display();
        Failure::new(
            text!("{name}：吊销列表编号过大", "{name}: the number of the list is too large"),
            text!("请核对该文件", "check that file"),
        )
    })
}

fn kept(previous: Option<&Crl>) -> Result<Vec<Revocation>, Failure> {
    let Some(crl) = previous else { return Ok(Vec::new()) };
    let entries = crl.entries().map_err(|e| refused(e.into()))?;
    let keep = entries.into_iter().map(|(serial, entry)| {
        let mut out = Revocation::new(serial, entry.at)
            .with_reason(entry.reason.unwrap_or(RevocationReason::Unspecified));
        if let Some(since) = entry.invalid_since {
            out = out.with_invalid_since(since);
        }
        out
    });
    Ok(keep.collect())
}

/// A serial number: that of a certificate file, or hex digits.
fn serial(asked: &str) -> Result<Vec<u8>, Failure> {
    let path = Path::new(asked);
    if path.exists() {
        let certificates = identity::certificates(path)?;
        return Ok(certificates.first().map(|c| c.serial().to_vec()).unwrap_or_default());
    }
    let digits: String = asked.chars().filter(|c| *c != ':').collect();
    let digits = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
    let pairs = digits.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    bytes.filter(|b| !b.is_empty() && b.len() <= 20).ok_or_else(|| {
        Failure::new(
            text!(
                "--revoke 的值“{asked}”既不是证书文件，也不是序列号",
                "--revoke: “{asked}” is neither a certificate file nor a serial number"
            ),
            text!(
                "请给出证书文件，或十六进制序列号",
                "give a certificate file, or the serial number in hex"
            ),
        )
    })
}

fn reason(reason: CrlReason) -> RevocationReason {
    match reason {
        CrlReason::KeyCompromise => RevocationReason::KeyCompromise,
        CrlReason::CaCompromise => RevocationReason::CaCompromise,
        CrlReason::AffiliationChanged => RevocationReason::AffiliationChanged,
        CrlReason::Superseded => RevocationReason::Superseded,
        CrlReason::CessationOfOperation => RevocationReason::CessationOfOperation,
        CrlReason::PrivilegeWithdrawn => RevocationReason::PrivilegeWithdrawn,
    }
}

/// Why nothing was issued.
pub(crate) fn refused(error: IssueError) -> Failure {
    match error {
        IssueError::Validity => Failure::new(
            text!("有效期不成立：结束早于开始", "it would end before it begins"),
            text!("请核对 --from 和 --days", "check --from and --days"),
        ),
        IssueError::NotAllowed { what } => Failure::new(
            text!(
                "该 CA 证书无权签发（{what}）",
                "the authority’s certificate does not allow {what}"
            ),
            text!("请换用 CA 证书及其私钥", "use the certificate and key of an authority"),
        ),
        other => Failure::new(
            text!("无法签发（{other}）", "it could not be issued ({other})"),
            text!("请核对名称、有效期和密钥", "check the names, the dates and the keys"),
        ),
    }
}
