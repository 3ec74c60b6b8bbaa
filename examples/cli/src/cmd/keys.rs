//! `sidian keys new|request`.

use sidian::crypto::{Signer, SigningKey, Suite};
use sidian::x509::issue::{NameDraft, RequestDraft};

use crate::args::{KeysCommand, KeysNewArgs, KeysRequestArgs, SuiteName};
use crate::failure::Failure;
use crate::files::{Destination, Secrecy};
use crate::identity;
use crate::locale::text;
use crate::password;
use crate::pem;
use crate::ui::Ui;

pub(super) fn run(command: KeysCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        KeysCommand::New(args) => new(&args, ui),
        KeysCommand::Request(args) => request(&args, ui),
    }
}

fn new(args: &KeysNewArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    let public =
        args.public.as_deref().map(|path| Destination::new(path, args.out.force)).transpose()?;
    let password = match args.encrypt {
        true => Some(password::fresh(ui, args.password_file.as_deref(), to.path())?),
        false => password::given(args.password_file.as_deref())?,
    };
    let suite = suite(args.suite.unwrap_or(SuiteName::Sm2));
    let failed = |e: sidian::crypto::CryptoError| {
        Failure::new(
            text!("无法生成密钥（{e}）", "the key could not be made ({e})"),
            text!("请检查系统随机数来源", "check this machine’s source of random numbers"),
        )
    };
    let key = SigningKey::generate(suite).map_err(failed)?;
    let secret = password.as_ref().map(|password| password.as_str());
    let pem = key.to_pkcs8_pem(secret).map_err(failed)?;
    to.write(&[pem.as_bytes()], Secrecy::Private)?;
    let (name, kind) = (to.path().display(), suite.name());
    ui.say(&match password {
        Some(_) => {
            text!("已生成 {kind} 私钥（加密保存）：{name}", "{kind} private key, encrypted: {name}")
        }
        None => text!(
            "已生成 {kind} 私钥（未加密，仅本人可读）：{name}",
            "{kind} private key, not encrypted, readable by you only: {name}"
        ),
    })?;
    if let Some(public) = public {
        let pem = pem::encode(pem::PUBLIC_KEY, key.public_key().spki())?;
        public.write(&[pem.as_bytes()], Secrecy::Public)?;
        let name = public.path().display();
        ui.say(&text!("公钥：{name}", "public key: {name}"))?;
    }
    Ok(0)
}

fn request(args: &KeysRequestArgs, ui: &Ui) -> Result<u8, Failure> {
    let to = Destination::new(&args.out.out, args.out.force)?;
    let country = args.country.as_deref().unwrap_or("CN").to_ascii_uppercase();
    let mut name = NameDraft::new(&args.name).with_country(country);
    if let Some(org) = &args.org {
        name = name.with_organisation(org);
    }
    let (key, _) = identity::key(ui, &args.key, args.password_file.as_deref())?;
    let request = RequestDraft::new(name).sign(&key).map_err(super::ca::refused)?;
    to.write(&[pem::encode(pem::REQUEST, request.der())?.as_bytes()], Secrecy::Public)?;
    let name = to.path().display();
    ui.say(&text!("证书请求：{name}", "certificate request: {name}"))?;
    Ok(0)
}

/// The suite of this name.
pub(crate) fn suite(name: SuiteName) -> Suite {
    match name {
        SuiteName::Sm2 => Suite::Sm2,
        SuiteName::Ed25519 => Suite::Ed25519,
        SuiteName::P256 => Suite::P256,
        SuiteName::P384 => Suite::P384,
        SuiteName::Rsa => Suite::Rsa,
    }
}
