//! `sidian licence issue|status|copy|verify-copy|types`.

use std::path::Path;

use sidian::licence::kind::{builtin, builtin_named};
use sidian::licence::{Event, LicenceId, LicenceType, StatusRegister};
use sidian::report::Language;
use sidian::time::UnixTime;
use sidian_render::{FontUse, Typeface};

use super::{copy, now};
use crate::args::{
    IdentityArgs, LicenceCommand, LicenceIssueArgs, LicenceStatusArgs, LicenceTypesArgs,
};
use crate::book::{self, Book};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::inspect;
use crate::licences::{self, Face, Replacement};
use crate::locale::{pick, text};
use crate::ui::{Tone, Ui, aligned, harmless};
use sidian_render::report::words::beijing;

pub(super) fn run(command: LicenceCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        LicenceCommand::Issue(args) => issue(&args, ui),
        LicenceCommand::Status(args) => status(&args, ui),
        LicenceCommand::Copy(args) => copy::make(&args, ui),
        LicenceCommand::VerifyCopy(args) => copy::verify(&args, ui),
        LicenceCommand::Types(args) => types(&args, ui),
    }
}

fn issue(args: &LicenceIssueArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let kind = licences::kind(&args.kind)?;
    let data = files::read_some(&args.data, 1 << 20)?;
    let name = args.data.display().to_string();
    let template = args.template.as_deref();
    let form = template.map(|p| files::read_some(p, files::SMALL)).transpose()?;
    let typeface = typeface(args.font.as_deref())?;
    let mut book = book(args)?;
    let replacement = replacement(args)?;
    let identity = Identity::load(ui, &args.identity, now)?;
    let face = match (template, &form) {
        (Some(path), Some(form)) => Face::Template(path, form),
        _ => Face::Layout,
    };
    let register = book.as_mut().map(|book| (&mut book.register, replacement));
    let issued =
        licences::issue(&kind, (&name, &data), register, (&face, &typeface), (&identity, now))?;
    to.write(&[&issued.pdf], Secrecy::Public)?;
    // Without its entry nobody could ever revoke it.
    if let Some(Err(failure)) = book.map(|book| book.save()) {
        let _ = std::fs::remove_file(to.path());
        return Err(failure);
    }
    if issued.font == FontUse::NotEmbedded {
        ui.note(&text!(
            "注意：本机没有中文字体，文件只注明标准字体（STSong-Light），未嵌入",
            "note: no Chinese font on this machine; the file names the standard one (STSong-Light) without embedding it"
        ));
    }
    let (name, id) = (to.path().display(), issued.metadata.id());
    ui.say(&text!("已签发证照 {id}：{name}", "licence {id}: {name}"))?;
    Ok(0)
}

/// The typeface that `--font` names, else the best of this machine.
pub(super) fn typeface(font: Option<&str>) -> Result<Typeface, Failure> {
    let Some(font) = font else { return Ok(Typeface::find()) };
    Typeface::named(font).map_err(|e| {
        Failure::new(
            text!("字体不可用（{e}）", "the font cannot be used ({e})"),
            text!(
                "请给出 TrueType 或 OpenType 字体文件，或已安装字体的名称",
                "name a TrueType or OpenType file, or an installed family"
            ),
        )
    })
}

/// The register that the arguments name, or a new one.
fn book(args: &LicenceIssueArgs) -> Result<Option<Book>, Failure> {
    let Some(path) = &args.register else { return Ok(None) };
    let name = path.display();
    match (&args.status_url, path.exists()) {
        (Some(_), true) => Err(Failure::new(
            text!("{name}：登记簿已存在", "{name}: this register was begun already"),
            text!("请去掉 --status-url", "leave --status-url out"),
        )),
        (Some(url), false) => Book::begin(path, url).map(Some),
        (None, true) => Book::open(path).map(Some),
        (None, false) => Err(Failure::new(
            text!("{name}：登记簿不存在", "{name}: there is no such register"),
            text!("新建登记簿请加 --status-url", "to begin one, add --status-url"),
        )),
    }
}

fn replacement(args: &LicenceIssueArgs) -> Result<Option<Replacement>, Failure> {
    let Some(old) = &args.replaces else { return Ok(None) };
    let event = args.event.as_deref().map_or(Ok(Event::Renew), event)?;
    Ok(Some(Replacement { old: identifier(old)?, event }))
}

fn event(asked: &str) -> Result<Event, Failure> {
    Event::from_input(asked).ok_or_else(|| {
        let words: Vec<String> = Event::ALL
            .iter()
            .map(|e| format!("{} {}", e.name_en().replace('_', "-"), e.name_zh()))
            .collect();
        let words = words.join("、");
        Failure::new(
            text!("没有“{asked}”这种变动", "there is no event “{asked}”"),
            text!("可选：{words}", "it can be: {words}"),
        )
    })
}

/// The identifier that is given, or that of the licence in the file that is given.
fn identifier(asked: &str) -> Result<LicenceId, Failure> {
    let path = Path::new(asked);
    let text = match path.is_file() {
        true => inspect::identifier(path, &files::read_some(path, files::DOCUMENT)?)?,
        false => asked.to_owned(),
    };
    text.parse::<LicenceId>().map_err(|e| {
        let zh = e.to_chinese();
        Failure::new(
            text!("“{asked}”不是证照标识（{zh}）", "“{asked}” is not a licence identifier ({e})"),
            text!("请给出证照标识或证照文件", "give the identifier or the file of the licence"),
        )
    })
}

fn status(args: &LicenceStatusArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let list = args.out.as_deref().map(|path| Destination::new(path, args.force)).transpose()?;
    let (Some(licence), Some(asked)) = (&args.licence, &args.event) else {
        let register = book::look(&args.register)?;
        match list {
            Some(list) => publish(args, &list, &signed(args, &register, now, ui)?, ui)?,
            None => ui.print(&shown(&register, ui.language()))?,
        }
        return Ok(0);
    };
    let mut book = Book::open(&args.register)?;
    let (id, event) = (identifier(licence)?, event(asked)?);
    let reason = args.reason.as_deref().unwrap_or_default();
    let state = book.register.record(&id, event, reason, now).map_err(|e| book::refused(&e))?;
    // Signed before anything is written: a list that fails leaves the register as it was.
    let token = list.as_ref().map(|_| signed(args, &book.register, now, ui)).transpose()?;
    book.save()?;
    let (event, zh, en) = (event.name_zh(), state.name_zh(), state_word(state));
    ui.say(&text!("已登记{event}，现为“{zh}”：{id}", "recorded, now {en}: {id}"))?;
    if let (Some(list), Some(token)) = (list, token) {
        publish(args, &list, &token, ui)?;
    }
    Ok(0)
}

/// The signed list of a register.
fn signed(
    args: &LicenceStatusArgs,
    register: &StatusRegister,
    now: UnixTime,
    ui: &Ui,
) -> Result<String, Failure> {
    let identity = identity(args).ok_or_else(|| {
        Failure::new(
            text!("缺少签发状态列表的私钥", "the key that signs the list is missing"),
            text!("请给出 --key", "give --key"),
        )
    })?;
    let identity = Identity::load(ui, &identity, now)?;
    licences::signed_list(register, &identity, now, args.days.unwrap_or(7))
}

fn publish(
    args: &LicenceStatusArgs,
    to: &Destination,
    token: &str,
    ui: &Ui,
) -> Result<(), Failure> {
    to.write(&[token.as_bytes()], Secrecy::Public)?;
    let (name, days) = (to.path().display(), args.days.unwrap_or(7));
    ui.say(&text!(
        "已签发状态列表，{days} 天内可用：{name}",
        "signed status list, good for {days} days: {name}"
    ))
}

fn identity(args: &LicenceStatusArgs) -> Option<IdentityArgs> {
    Some(IdentityArgs {
        key: args.key.clone()?,
        cert: args.cert.clone(),
        chain: args.chain.clone(),
        password_file: args.password_file.clone(),
        pkcs11: None,
        token: None,
    })
}

fn state_word(state: sidian::licence::State) -> &'static str {
    use sidian::licence::State;
    match state {
        State::Annulled => "annulled",
        State::Cancelled => "cancelled",
        State::Expired => "expired",
        State::NotActive => "not active",
        State::Revoked => "revoked",
        State::Superseded => "superseded",
        State::Suspended => "suspended",
        State::TransferredOut => "transferred",
        _ => "valid",
    }
}

fn shown(register: &StatusRegister, language: Language) -> String {
    let mut rows = Vec::new();
    for entry in register.entries() {
        let state = entry.state();
        let word = match language {
            Language::Chinese => state.map_or("", |s| s.name_zh()),
            Language::English => state.map_or("", state_word),
        };
        let since = entry.events().last().map(|r| beijing(r.at)).unwrap_or_default();
        rows.push(vec![
            (Tone::Plain, harmless(entry.id())),
            (Tone::Strong, word.to_owned()),
            (Tone::Plain, since),
        ]);
    }
    let count = rows.len();
    let head = match language {
        Language::Chinese => format!("{}，共 {count} 份证照\n", register.uri()),
        Language::English => format!("{}, {count} licences\n", register.uri()),
    };
    head + &aligned(&rows, "  ")
}

fn types(args: &LicenceTypesArgs, ui: &Ui) -> Result<u8, Failure> {
    if let Some(asked) = &args.show {
        let kind = builtin_named(asked).cloned().map_or_else(|| licences::kind(asked), Ok)?;
        let json = serde_json::to_string_pretty(&kind).map_err(|e| {
            Failure::new(
                text!("类型无法输出（{e}）", "the type cannot be written ({e})"),
                text!("请向开发者报告", "please report this"),
            )
        })?;
        ui.print(&format!("{json}\n"))?;
        return Ok(0);
    }
    let rows: Vec<_> = builtin().map(|kind| type_row(kind, ui.language())).collect();
    ui.print(&aligned(&rows, ""))?;
    Ok(0)
}

fn type_row(kind: &LicenceType, language: Language) -> Vec<(Tone, String)> {
    let described = kind.description();
    let example = match described.example {
        true => pick(language, "（示例代码）", "(made-up code)"),
        false => "",
    };
    vec![
        (Tone::Plain, kind.code().to_string()),
        (Tone::Strong, kind.name().to_owned()),
        (Tone::Plain, described.name_en.clone()),
        (Tone::Plain, example.to_owned()),
    ]
}
