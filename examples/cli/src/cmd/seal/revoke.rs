//! `sidian seal revoke`: the maker's register of seals.

use std::path::Path;

use sidian::report::Language;
use sidian::seal::Seal;
use sidian::seal::register::{SealEvent, SealRegister, SealRegisterError};
use sidian::time::UnixTime;

use super::args::RevokeArgs;
use crate::answer_seal::state_word;
use crate::args::IdentityArgs;
use crate::cmd::{moment, now};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::locale::{pick, text};
use crate::ui::{Ui, harmless};

const DAY: i64 = 86_400;

pub(super) fn run(args: &RevokeArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = args.out.as_deref().map(|out| Destination::new(out, args.force)).transpose()?;
    let mut book = open(&args.register)?;
    if let (Some(seal), Some(word)) = (&args.seal, &args.event) {
        let event = SealEvent::from_word(word).ok_or_else(|| unknown_event(word))?;
        let since = match &args.since {
            Some(since) => Some(moment("--since", Some(since))?),
            None => None,
        };
        let reason = args.reason.as_deref().unwrap_or_default();
        let seal = named(&book, seal)?;
        book.record(&seal, event, now, since, reason).map_err(|e| not_recorded(&e))?;
        save(&args.register, &book)?;
        ui.say(&text!("已登记：{seal} {word}", "recorded: {seal} {word}"))?;
    }
    if let (Some(to), Some(key)) = (to, &args.key) {
        let identity = IdentityArgs {
            key: key.clone(),
            cert: args.cert.clone(),
            chain: args.chain.clone(),
            password_file: args.password_file.clone(),
            pkcs11: None,
            token: None,
        };
        let maker = Identity::load(ui, &identity, now)?;
        let expires = now.plus(i64::from(args.days.unwrap_or(7)) * DAY);
        let token = book.sign(&*maker.key, &maker.chain, expires, now);
        let token = token.map_err(|e| not_recorded(&e))?;
        to.write(&[token.as_bytes()], Secrecy::Public)?;
        let name = to.path().display();
        ui.say(&text!("已签发印章登记簿：{name}", "signed the register: {name}"))?;
    }
    if args.show || (args.event.is_none() && args.out.is_none()) {
        ui.print(&table(&book, ui.language()))?;
    }
    Ok(0)
}

/// Enters a new seal into the register at `path`, which is begun where there is none.
pub(super) fn enter(path: &Path, seal: &Seal, owner: &str, at: UnixTime) -> Result<(), Failure> {
    let mut book = if path.exists() { open(path)? } else { SealRegister::new() };
    book.register(seal, owner, at).map_err(|e| not_recorded(&e))?;
    save(path, &book)
}

fn open(path: &Path) -> Result<SealRegister, Failure> {
    let bytes = files::read_some(path, files::SMALL)?;
    SealRegister::from_json(&bytes).map_err(|e| {
        let name = path.display();
        Failure::new(
            text!("{name}：不是印章登记簿（{e}）", "{name}: is no register of seals ({e})"),
            text!(
                "请选择由 seal make --register 建立的文件",
                "choose the file that seal make --register began"
            ),
        )
    })
}

fn save(path: &Path, book: &SealRegister) -> Result<(), Failure> {
    Destination::new(path, true)?.write(&[&book.to_json()], Secrecy::Private)
}

/// The key of a seal in the register: an identifier as it is, or that of the seal in a file.
fn named(book: &SealRegister, text: &str) -> Result<String, Failure> {
    if book.entries().iter().any(|e| e.id == text || e.seal == text) {
        return Ok(text.to_owned());
    }
    let path = Path::new(text);
    if path.is_file() {
        return Ok(super::read(path)?.id().to_owned());
    }
    Err(not_recorded(&SealRegisterError::Unknown))
}

fn unknown_event(word: &str) -> Failure {
    Failure::new(
        text!("--event 的值“{word}”不认识", "--event: “{word}” is not known"),
        text!(
            "可用：stop、restore、cancel、compromise",
            "one of stop, restore, cancel, compromise"
        ),
    )
}

fn not_recorded(error: &SealRegisterError) -> Failure {
    let what = match error {
        SealRegisterError::Event { event, state } => {
            text!(
                "印章处于 {state} 状态，不能登记 {event}",
                "the seal is {state}: {event} cannot follow"
            )
        }
        SealRegisterError::Unknown => {
            text!("登记簿中没有这枚印章", "the seal is not in the register")
        }
        SealRegisterError::Known => {
            text!("印章已经登记", "the seal is in the register already")
        }
        other => text!("无法登记（{other}）", "it cannot be recorded ({other})"),
    };
    Failure::new(what, text!("用 --show 查看登记簿", "look at the register with --show"))
}

fn table(book: &SealRegister, language: Language) -> String {
    let mut out = String::new();
    for entry in book.entries() {
        let state = state_word(entry.state(), language);
        let (id, name, owner) =
            (harmless(&entry.id), harmless(&entry.name), harmless(&entry.owner));
        out += &format!("{id}  {state}  {name}  {owner}\n");
        for record in &entry.events {
            let (at, event) = (record.at, record.event.as_str());
            out += &format!("    {at}  {event}  {}\n", harmless(&record.reason));
        }
    }
    if out.is_empty() {
        out = format!("{}\n", pick(language, "登记簿为空", "the register is empty"));
    }
    out
}
