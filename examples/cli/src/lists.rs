//! Trust lists and evidence from the files that the arguments name.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use sidian::time::UnixTime;
use sidian::trust::{Evidence, TrustList, TrustListError, TrustStore};
use sidian::x509::X509Error;

use crate::failure::Failure;
use crate::files;
use crate::identity;
use crate::locale::{Text, text};
use crate::ui::{Ui, harmless};

/// The trust anchors in these files and directories. A list is called what its file or directory is
/// called.
pub(crate) fn trust(ui: &Ui, paths: &[PathBuf]) -> Result<TrustStore, Failure> {
    let mut store = TrustStore::new();
    for path in paths {
        let list = list_name(path);
        store = match path.is_dir() {
            true => directory(ui, store, &list, path)?,
            false => {
                let bytes = files::read_some(path, files::SMALL)?;
                store.with_file(&list, &bytes).map_err(|e| not_certificates(path, &e))?
            }
        };
    }
    Ok(store)
}

/// The anchors of signed trust lists beside those that are there already.
pub(crate) fn signed(
    store: TrustStore,
    lists: &[PathBuf],
    signers: &[PathBuf],
    now: UnixTime,
) -> Result<TrustStore, Failure> {
    let mut may_sign = Vec::new();
    for path in signers {
        may_sign.extend(identity::certificates(path)?);
    }
    lists.iter().try_fold(store, |store, path| {
        let bytes = files::read_some(path, TrustList::MOST_BYTES as u64)?;
        store.with_list(&bytes, &may_sign, now).map_err(|e| not_believed(path, &e))
    })
}

fn not_believed(path: &Path, error: &TrustListError) -> Failure {
    let (name, code) = (path.display(), error.code());
    Failure::new(
        text!(
            "{name}：信任列表不能采信（{error}，代码 {code}）",
            "{name}: this trust list cannot be believed ({error}, code {code})"
        ),
        text!(
            "请从发布机构重新取得该列表，并核对 --trust-list-signer 的证书",
            "fetch the list again from its issuer, and check the certificate at --trust-list-signer"
        ),
    )
}

/// The same, and in `makers` under whom the makers of seals stand.
pub(crate) fn trust_with_makers(
    ui: &Ui,
    paths: &[PathBuf],
    makers: &[PathBuf],
) -> Result<TrustStore, Failure> {
    let store = trust(ui, paths)?;
    if makers.is_empty() { Ok(store) } else { Ok(store.with_seal_makers(trust(ui, makers)?)) }
}

fn directory(ui: &Ui, store: TrustStore, list: &str, dir: &Path) -> Result<TrustStore, Failure> {
    let mut store = store;
    let before = store.anchors().len();
    for path in certificate_files(dir)? {
        let bytes = files::read_some(&path, files::SMALL)?;
        // A private key may lie beside the certificates; it is no certificate and no harm.
        if bytes.starts_with(b"-----BEGIN ") && !contains(&bytes, b"-----BEGIN CERTIFICATE-----") {
            let name = path.display();
            ui.note(&text!("{name}：不含证书，已跳过", "{name}: has no certificate, passed over"));
            continue;
        }
        store = store.with_file(list, &bytes).map_err(|e| not_certificates(&path, &e))?;
    }
    if store.anchors().len() == before {
        let name = dir.display();
        return Err(Failure::new(
            text!("{name}：目录中没有证书", "{name}: there is no certificate in this directory"),
            text!(
                "请放入受信任的根证书（.pem、.crt、.cer 或 .der）",
                "put the trusted root certificates there (.pem, .crt, .cer or .der)"
            ),
        ));
    }
    Ok(store)
}

fn certificate_files(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |e: std::io::Error| {
        let name = dir.display();
        Failure::new(
            text!("{name}：目录无法读取（{e}）", "{name}: the directory cannot be read ({e})"),
            text!("请核对路径和权限", "check the path and your permissions"),
        )
    };
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let extension = path.extension().map(OsStr::to_ascii_lowercase).unwrap_or_default();
        if ["pem", "crt", "cer", "der"].into_iter().any(|e| extension == e) && path.is_file() {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn list_name(path: &Path) -> String {
    let full = path.canonicalize();
    let name = full.as_deref().unwrap_or(path).file_name().unwrap_or(path.as_os_str());
    harmless(&name.to_string_lossy())
}

/// What the caller brings beside the question.
pub(crate) fn evidence(
    crls: &[PathBuf],
    status_lists: &[PathBuf],
    chain: &[PathBuf],
) -> Result<Evidence, Failure> {
    let mut out = Evidence::new();
    for path in crls {
        let bytes = files::read_some(path, files::SMALL)?;
        out = out.with_crl(&bytes).map_err(|e| {
            let what = text!("证书吊销列表", "a revocation list");
            not(path, &what, &e)
        })?;
    }
    for path in status_lists {
        out = out.with_status_list(&files::read_some(path, files::SMALL)?);
    }
    for path in chain {
        let bytes = files::read_some(path, files::SMALL)?;
        out = out.with_certificates(&bytes).map_err(|e| not_certificates(path, &e))?;
    }
    Ok(out)
}

fn not_certificates(path: &Path, error: &X509Error) -> Failure {
    not(path, &text!("证书文件", "a certificate file"), error)
}

fn not(path: &Path, what: &Text, error: &X509Error) -> Failure {
    let (name, zh, en) = (path.display(), &what.zh, &what.en);
    Failure::new(
        text!("{name}：不是有效的{zh}（{error}）", "{name}: is not {en} ({error})"),
        text!("请选择 PEM 或 DER 格式的文件", "choose a file in PEM or DER"),
    )
}
