//! Who signs: a private key, its certificate and the certificates above it, from files.

use std::path::Path;

use sidian::crypto::{CryptoError, PublicKey, Signer, SigningKey, read_pkcs12};
use sidian::time::UnixTime;
use sidian::x509::Certificate;
use zeroize::Zeroizing;

use crate::args::IdentityArgs;
use crate::failure::Failure;
use crate::files;
use crate::locale::text;
use crate::password;
use crate::pem;
use crate::token;
use crate::ui::Ui;

/// A key with its certificate and chain, leaf first.
pub(crate) struct Identity {
    pub(crate) key: Box<dyn Signer>,
    pub(crate) chain: Vec<Certificate>,
}

impl Identity {
    /// From the files that the arguments name. The certificate belongs to the key and is in force
    /// at `now`.
    pub(crate) fn load(ui: &Ui, args: &IdentityArgs, now: UnixTime) -> Result<Self, Failure> {
        let (key, mut pool): (Box<dyn Signer>, _) = match &args.pkcs11 {
            Some(module) => (token::key(ui, module, args)?, Vec::new()),
            None => {
                let (key, pool) = key(ui, &args.key, args.password_file.as_deref())?;
                (Box::new(key), pool)
            }
        };
        let named = args.cert.as_deref().map(certificates).transpose()?;
        if let Some(path) = &args.chain {
            pool.extend(certificates(path)?);
        }
        let from = args.cert.as_deref().unwrap_or(&args.key);
        let leaf = match named {
            Some(named) => {
                let leaf = pick(&*key, &named).ok_or_else(|| mismatch(&args.key, from))?;
                pool.extend(named);
                leaf
            }
            None => pick(&*key, &pool).ok_or_else(|| no_certificate(&args.key))?,
        };
        in_force(from, &leaf, now)?;
        Ok(Self { key, chain: ordered(leaf, pool) })
    }

    /// From an authority's key and certificate.
    pub(crate) fn authority(
        ui: &Ui,
        (key_path, password_file): (&Path, Option<&Path>),
        cert: &Path,
        now: UnixTime,
    ) -> Result<Self, Failure> {
        let args = IdentityArgs {
            key: key_path.to_owned(),
            cert: Some(cert.to_owned()),
            chain: None,
            password_file: password_file.map(Path::to_owned),
            pkcs11: None,
            token: None,
        };
        Self::load(ui, &args, now)
    }

    /// The signer's own certificate.
    pub(crate) fn leaf(&self) -> Option<&Certificate> {
        self.chain.first()
    }
}

/// The private key in a file, and the certificates that came with it. Asks for a password if one is
/// needed.
pub(crate) fn key(
    ui: &Ui,
    path: &Path,
    password_file: Option<&Path>,
) -> Result<(SigningKey, Vec<Certificate>), Failure> {
    let bytes = Zeroizing::new(files::read_some(path, 1 << 20)?);
    let refused = |e| bad_key(path, e);
    if is_pkcs12(&bytes) {
        let password = password::wanted(ui, password_file, path)?;
        let (key, ders) = read_pkcs12(&bytes, &password).map_err(refused)?;
        let certificates =
            ders.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>();
        return Ok((key, certificates.map_err(|e| not_a_certificate(path, &e))?));
    }
    let read = |password: Option<&str>| match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains("-----BEGIN ") => SigningKey::from_pem(text, password),
        _ => SigningKey::from_pkcs8_der(&bytes, password),
    };
    let key = match read(None) {
        Err(CryptoError::PasswordMissing) => {
            let password = password::wanted(ui, password_file, path)?;
            read(Some(&password)).map_err(refused)?
        }
        other => other.map_err(refused)?,
    };
    let beside = Certificate::from_pem_many(&bytes).unwrap_or_default();
    Ok((key, beside))
}

/// The public key in a PEM (`PUBLIC KEY`) or DER file.
pub(crate) fn public_key(path: &Path) -> Result<PublicKey, Failure> {
    let bytes = files::read_some(path, 1 << 20)?;
    let der = pem::decode(pem::PUBLIC_KEY, &bytes).unwrap_or(bytes);
    PublicKey::from_spki(&der).map_err(|e| bad_key(path, e))
}

/// The certificates in a PEM or DER file.
pub(crate) fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let bytes = files::read_some(path, files::SMALL)?;
    Certificate::from_bytes(&bytes).map_err(|e| not_a_certificate(path, &e))
}

/// The signer's certificate, in force at `now`, and those above it, for a key that is elsewhere.
pub(crate) fn chain(
    cert: &Path,
    above: Option<&Path>,
    now: UnixTime,
) -> Result<Vec<Certificate>, Failure> {
    let mut pool = certificates(cert)?;
    if pool.is_empty() {
        return Err(no_certificate(cert));
    }
    let leaf = pool.remove(0);
    in_force(cert, &leaf, now)?;
    if let Some(path) = above {
        pool.extend(certificates(path)?);
    }
    Ok(ordered(leaf, pool))
}

/// PFX ::= SEQUENCE { version INTEGER (3), ... } (RFC 7292), however its length is written.
pub(crate) fn is_pkcs12(bytes: &[u8]) -> bool {
    let Some((&0x30, [length, ..])) = bytes.split_first() else { return false };
    let skip = if *length > 0x80 { usize::from(length & 0x7f) } else { 0 };
    bytes.get(2 + skip..).is_some_and(|rest| rest.starts_with(&[2, 1, 3]))
}

fn pick(key: &dyn Signer, certificates: &[Certificate]) -> Option<Certificate> {
    certificates.iter().find(|c| key.public_key().matches_spki(c.spki())).cloned()
}

/// The leaf, then the certificates above it in their order; those that lead nowhere are left out.
fn ordered(leaf: Certificate, mut pool: Vec<Certificate>) -> Vec<Certificate> {
    pool.retain(|c| c.der() != leaf.der());
    let mut chain = vec![leaf];
    while let Some(last) = chain.last().filter(|last| !last.is_self_issued()) {
        let Some(at) = pool.iter().position(|c| c.subject().matches(last.issuer())) else { break };
        chain.push(pool.swap_remove(at));
    }
    chain
}

fn in_force(path: &Path, leaf: &Certificate, now: UnixTime) -> Result<(), Failure> {
    let name = path.display();
    let advice = text!(
        "请换用有效期内的证书；若本机时间不对，请校正时间",
        "use a certificate that is in force; if this machine’s clock is wrong, set it"
    );
    if now < leaf.not_before() {
        let from = leaf.not_before();
        let what = text!(
            "{name}：证书尚未生效（{from} 起）",
            "{name}: the certificate is not valid before {from}"
        );
        return Err(Failure::new(what, advice));
    }
    if now > leaf.not_after() {
        let until = leaf.not_after();
        let what =
            text!("{name}：证书已过期（{until} 止）", "{name}: the certificate expired on {until}");
        return Err(Failure::new(what, advice));
    }
    Ok(())
}

fn mismatch(key: &Path, cert: &Path) -> Failure {
    let (key, cert) = (key.display(), cert.display());
    Failure::new(
        text!(
            "{key}：私钥与证书 {cert} 不匹配",
            "{key}: the private key does not belong to the certificate {cert}"
        ),
        text!(
            "请选用同一人的私钥和证书",
            "use the key and the certificate that were made for each other"
        ),
    )
}

fn no_certificate(key: &Path) -> Failure {
    let key = key.display();
    Failure::new(
        text!("{key}：文件中没有与私钥对应的证书", "{key}: has no certificate for its private key"),
        text!("请用 --cert 指定签名人证书", "name the signer’s certificate with --cert"),
    )
}

fn not_a_certificate(path: &Path, error: &sidian::x509::X509Error) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：不是有效的证书文件（{error}）", "{name}: is not a certificate ({error})"),
        text!("请选择 PEM 或 DER 格式的证书文件", "choose a certificate file in PEM or DER"),
    )
}

fn bad_key(path: &Path, error: CryptoError) -> Failure {
    let name = path.display();
    match error {
        CryptoError::Password => Failure::new(
            text!("{name}：密码错误", "{name}: wrong password"),
            text!("请核对密码后重试", "check the password and try again"),
        ),
        CryptoError::Unsupported { oid } => Failure::new(
            text!(
                "{name}：不支持的密钥算法 {oid}",
                "{name}: keys of algorithm {oid} are not supported"
            ),
            text!(
                "请使用 SM2、Ed25519、P-256、P-384 或 RSA 密钥",
                "use an SM2, Ed25519, P-256, P-384 or RSA key"
            ),
        ),
        CryptoError::Weak { bits } => Failure::new(
            text!("{name}：密钥强度不足（{bits} 位）", "{name}: a key of {bits} bits is too weak"),
            text!("请用 sidian keys new 生成新密钥", "make a new one with: sidian keys new"),
        ),
        other => Failure::new(
            text!(
                "{name}：不是可用的密钥文件（{other}）",
                "{name}: is not a key that can be used ({other})"
            ),
            text!(
                "请选择 PKCS#8 的 PEM 或 DER 文件，或 PKCS#12 文件",
                "choose a PKCS#8 file in PEM or DER, or a PKCS#12 file"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pkcs12_is_told_from_pkcs8() {
        assert!(is_pkcs12(&[0x30, 0x82, 1, 0, 2, 1, 3, 0x30]));
        assert!(is_pkcs12(&[0x30, 0x80, 2, 1, 3]));
        assert!(!is_pkcs12(&[0x30, 0x2e, 2, 1, 0, 0x30, 5]));
        assert!(!is_pkcs12(b""));
        assert!(!is_pkcs12(b"0"));
        assert!(!is_pkcs12(&[0x30, 0xff]));
    }
}
