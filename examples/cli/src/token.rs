//! Keys on cards and in HSMs.

use std::path::Path;

use sidian::crypto::Signer;

use crate::args::IdentityArgs;
use crate::failure::Failure;
use crate::locale::text;
use crate::ui::Ui;

/// The key that the arguments name on a token. The PIN comes as passwords do: from a file, from the
/// environment, or typed.
#[cfg(feature = "pkcs11")]
pub(crate) fn key(ui: &Ui, module: &Path, args: &IdentityArgs) -> Result<Box<dyn Signer>, Failure> {
    use sidian_pkcs11::{KeyQuery, Module, Pin};

    let label = args.key.to_string_lossy();
    let mut query = match label.starts_with("pkcs11:") {
        true => KeyQuery::from_uri(&label).map_err(|e| refused(module, &e))?,
        false => KeyQuery::new().with_label(label),
    };
    if let Some(token) = &args.token {
        query = query.with_token(token);
    }
    let library = Module::load(module).map_err(|e| refused(module, &e))?;
    let pin = crate::password::wanted(ui, args.password_file.as_deref(), &args.key)?;
    let signer = library.signer(&query, Some(&Pin::from(pin))).map_err(|e| refused(module, &e))?;
    Ok(Box::new(signer))
}

#[cfg(feature = "pkcs11")]
fn refused(module: &Path, error: &sidian_pkcs11::Pkcs11Error) -> Failure {
    use sidian_pkcs11::Pkcs11Error;

    let name = module.display();
    let advice = match error {
        Pkcs11Error::Pin => {
            text!("请核对 PIN；多次错误会锁定", "check the PIN; too many tries lock it")
        }
        Pkcs11Error::PinLocked => {
            text!("请联系发卡机构解锁", "have it unlocked by whoever issued it")
        }
        _ => text!(
            "请核对 --pkcs11、--token 和 --key，并确认设备已插好",
            "check --pkcs11, --token and --key, and that the device is there"
        ),
    };
    Failure::new(
        text!("{name}：密钥不可用（{error}）", "{name}: the key cannot be used ({error})"),
        advice,
    )
}

/// Without the feature `pkcs11` there is no way to a token.
#[cfg(not(feature = "pkcs11"))]
pub(crate) fn key(_: &Ui, _: &Path, _: &IdentityArgs) -> Result<Box<dyn Signer>, Failure> {
    Err(Failure::new(
        text!("此程序编译时未包含 PKCS#11", "this program was built without PKCS#11"),
        text!("请换用包含 pkcs11 功能的版本", "use one built with the feature pkcs11"),
    ))
}
