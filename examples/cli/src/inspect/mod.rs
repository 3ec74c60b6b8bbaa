//! Reading without trust: what a file says of itself. Nothing here is verified.

mod licence;
mod pdf;
mod ses;
mod sheet;
mod x509;

use std::path::Path;

use sidian::crypto::{CryptoError, PublicKey, SigningKey, read_pkcs12};
use sidian::licence::{SignedStatusList, StatusListError};
use sidian::x509::{Certificate, Crl};
use zeroize::Zeroizing;

use self::sheet::Sheet;
use crate::failure::Failure;
use crate::identity::is_pkcs12;
use crate::locale::text;
use crate::pem;

/// Everything that a file holds, for people and for programs.
pub(crate) struct Contents(Vec<Sheet>);

/// Looks at a file. `password` is asked for only if the file cannot be looked at without one.
pub(crate) fn look(
    path: &Path,
    bytes: &[u8],
    password: impl Fn() -> Result<Zeroizing<String>, Failure>,
) -> Result<Contents, Failure> {
    let sheets = match bytes {
        _ if is_pdf(bytes) => vec![pdf::pdf(bytes).map_err(|e| broken_pdf(path, &e))?],
        _ if bytes.starts_with(b"\x30") && is_pkcs12(bytes) => {
            let (key, chain) = read_pkcs12(bytes, &password()?).map_err(|_| locked(path))?;
            let mut sheets = vec![x509::private_key(&key)];
            let chain = chain.iter().filter_map(|der| Certificate::from_der(der).ok());
            sheets.extend(chain.map(|c| x509::certificate(&c)));
            sheets
        }
        _ if bytes.starts_with(b"\x30") => der(bytes).into_iter().collect(),
        _ if bytes.starts_with(b"ey") => {
            let list = SignedStatusList::parse(bytes).map_err(|e| broken_list(path, &e))?;
            vec![licence::status_list(&list)]
        }
        _ => pem(bytes),
    };
    match sheets.is_empty() {
        true => Err(unknown(path)),
        false => Ok(Contents(sheets)),
    }
}

/// Looks at a seal, or a use of one; and the picture in it.
pub(crate) fn seal(bytes: &[u8]) -> Result<(Contents, Vec<u8>), sidian::ses::SesError> {
    let (sheet, picture) = ses::read(bytes)?;
    Ok((Contents(vec![sheet]), picture))
}

/// The identifier of the licence in a file.
pub(crate) fn identifier(path: &Path, bytes: &[u8]) -> Result<String, Failure> {
    pdf::identifier(bytes).ok_or_else(|| {
        let name = path.display();
        Failure::new(
            text!("{name}：不是电子证照", "{name}: is not a licence"),
            text!("请给出证照文件或证照标识", "give the file or the identifier of a licence"),
        )
    })
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .take(1024)
        .zip(0..)
        .any(|(_, at)| bytes.get(at..).is_some_and(|b| b.starts_with(b"%PDF-")))
}

fn der(bytes: &[u8]) -> Option<Sheet> {
    if let Ok(certificate) = Certificate::from_der(bytes) {
        return Some(x509::certificate(&certificate));
    }
    if let Ok(crl) = Crl::from_der(bytes) {
        return Some(x509::crl(&crl));
    }
    if let Ok(key) = PublicKey::from_spki(bytes) {
        return Some(x509::public_key(&key));
    }
    if let Ok((sheet, _)) = ses::read(bytes) {
        return Some(sheet);
    }
    private(SigningKey::from_pkcs8_der(bytes, None))
}

fn pem(bytes: &[u8]) -> Vec<Sheet> {
    let certificates = Certificate::from_pem_many(bytes).unwrap_or_default();
    let mut sheets: Vec<Sheet> = certificates.iter().map(x509::certificate).collect();
    let crls = Crl::from_bytes(bytes).unwrap_or_default();
    sheets.extend(crls.iter().map(x509::crl));
    if let Some(der) = pem::decode(pem::PUBLIC_KEY, bytes) {
        sheets.extend(PublicKey::from_spki(&der).ok().map(|key| x509::public_key(&key)));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        sheets.extend(private(SigningKey::from_pem(text, None)));
    }
    sheets
}

fn private(read: Result<SigningKey, CryptoError>) -> Option<Sheet> {
    match read {
        Ok(key) => Some(x509::private_key(&key)),
        Err(CryptoError::PasswordMissing) => Some(x509::locked_key()),
        Err(_) => None,
    }
}

fn broken_pdf(path: &Path, error: &sidian::pdf::PdfError) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：PDF 结构有误（{error}）", "{name}: the PDF is damaged ({error})"),
        text!("请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original"),
    )
}

fn broken_list(path: &Path, error: &StatusListError) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：不是有效的状态列表（{error}）", "{name}: is not a status list ({error})"),
        text!("请重新获取状态列表", "fetch the list again"),
    )
}

fn locked(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：密码错误，或文件已损坏", "{name}: wrong password, or a damaged file"),
        text!("请核对密码后重试", "check the password and try again"),
    )
}

fn unknown(path: &Path) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：无法识别的文件类型", "{name}: this kind of file is not known"),
        text!(
            "可查看 PDF、证照、证书、密钥、吊销列表和状态列表",
            "PDFs, licences, certificates, keys, revocation and status lists can be inspected"
        ),
    )
}

impl Contents {
    /// For programs: one line.
    pub(crate) fn to_json(&self, file: &str) -> String {
        let mut out = serde_json::Map::new();
        out.insert("file".to_owned(), file.into());
        out.insert("verified".to_owned(), false.into());
        match self.0.as_slice() {
            [one] => out.extend(one.to_json()),
            many => {
                let many = many.iter().map(|sheet| serde_json::Value::Object(sheet.to_json()));
                out.insert("contents".to_owned(), many.collect());
            }
        }
        format!("{}\n", serde_json::Value::Object(out))
    }

    /// For people.
    pub(crate) fn to_text(&self, language: sidian::report::Language) -> String {
        self.0.iter().map(|sheet| sheet.to_text(language, "  ")).collect()
    }
}
