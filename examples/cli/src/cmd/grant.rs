//! `sidian grant new|delegate|verify|revoke`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sidian::material::grant::{
    DelegationDraft, Grant, GrantDraft, GrantRequest, Operator, RevocationList,
    RevocationReference, Scope, ServiceItem,
};

use super::now;
use super::statement::{
    FileLedger, JudgeArgs, chain, identifier, licence, party, refused, unreadable,
};
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination, Secrecy};
use crate::identity::Identity;
use crate::locale::text;
use crate::ui::Ui;

/// What can be done with authorisations.
#[derive(Subcommand)]
pub(crate) enum GrantCommand {
    /// Authorise a department to use licences
    New(Box<NewArgs>),
    /// Let somebody else authorise in the holder’s place
    Delegate(Box<DelegateArgs>),
    /// Verify an authorisation for what is about to be done
    Verify(Box<GrantVerifyArgs>),
    /// Withdraw authorisations or delegations
    Revoke(Box<RevokeArgs>),
}

#[derive(Args)]
pub(crate) struct NewArgs {
    /// The holder, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    holder: String,

    /// The department that may use it, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    to: String,

    /// Code of the service item
    #[arg(long, value_name = "CODE")]
    item: String,

    /// Name of the service item
    #[arg(long, value_name = "NAME")]
    item_name: String,

    /// What for, at most 200 characters
    #[arg(long, value_name = "TEXT")]
    purpose: String,

    /// A licence: its identifier or its file (repeatable)
    #[arg(long, required = true, value_name = "ID|FILE")]
    licence: Vec<String>,

    /// A field that may be used, by its short name (repeatable; default: the whole licence)
    #[arg(long, value_name = "NAME")]
    field: Vec<String>,

    /// For this case only
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,

    /// At most so many uses
    #[arg(long, value_name = "N")]
    uses: Option<u32>,

    /// Good for so many days
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u16,

    /// An agent grants it, as kind:code
    #[arg(long, value_name = "KIND:CODE", requires = "link")]
    agent: Option<String>,

    /// A delegation that makes the agent one, the holder’s own first (repeatable)
    #[arg(long, value_name = "FILE")]
    link: Vec<PathBuf>,

    /// The department uses it by duty, on this legal basis
    #[arg(long, value_name = "TEXT", requires = "operator", conflicts_with = "agent")]
    duty: Option<String>,

    /// Who does it: account, name and unit between commas
    #[arg(long, value_name = "A,N,U")]
    operator: Option<String>,

    /// Address of the list on which a withdrawal will stand
    #[arg(long, value_name = "URL")]
    revocations: Option<String>,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct DelegateArgs {
    /// The holder, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    holder: String,

    /// Who delegates, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    principal: String,

    /// Who may act, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    agent: String,

    /// What as, for example licence manager
    #[arg(long, value_name = "TEXT")]
    role: String,

    /// A service item that the agent may act for (repeatable; default: all that the principal may)
    #[arg(long, value_name = "CODE")]
    item: Vec<String>,

    /// How many further links may follow
    #[arg(long, value_name = "N", default_value_t = 0)]
    depth: u32,

    /// Good for so many days
    #[arg(long, value_name = "N", default_value_t = 30)]
    days: u16,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct GrantVerifyArgs {
    /// The authorisation
    #[arg(value_name = "GRANT")]
    grant: PathBuf,

    /// The licence that is to be used
    #[arg(long, value_name = "FILE.pdf")]
    licence: PathBuf,

    /// A field that is to be used, by its short name (repeatable; default: the whole licence)
    #[arg(long, value_name = "NAME")]
    field: Vec<String>,

    /// The department that asks, as kind:code
    #[arg(long = "as", value_name = "KIND:CODE")]
    department: String,

    /// Code of the service item
    #[arg(long, value_name = "CODE")]
    item: String,

    /// What for
    #[arg(long, value_name = "TEXT")]
    purpose: String,

    /// The case
    #[arg(long, value_name = "NUMBER")]
    case: Option<String>,

    /// File in which uses are counted
    #[arg(long, value_name = "FILE")]
    uses: Option<PathBuf>,

    /// Use it: take one use if everything else holds
    #[arg(long, requires = "uses")]
    take: bool,

    #[command(flatten)]
    judge: JudgeArgs,
}

#[derive(Args)]
pub(crate) struct RevokeArgs {
    /// What is withdrawn: authorisation files, or numbers
    #[arg(required = true, value_name = "GRANT|ID")]
    withdrawn: Vec<String>,

    /// The list so far, to which this is added
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,

    /// Address of the list, as the authorisations name it
    #[arg(long, value_name = "URL")]
    revocations: String,

    /// Who signs the list, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    by: String,

    /// The list is good for so many days
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u16,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,
}

pub(super) fn run(command: GrantCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        GrantCommand::New(args) => new(&args, ui),
        GrantCommand::Delegate(args) => delegate(&args, ui),
        GrantCommand::Verify(args) => verify(&args, ui),
        GrantCommand::Revoke(args) => revoke(&args, ui),
    }
}

const DAY: i64 = 86_400;

fn new(args: &NewArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let (holder, recipient) = (party("--holder", &args.holder)?, party("--to", &args.to)?);
    let item = ServiceItem { code: args.item.clone(), name: args.item_name.clone() };
    let mut draft = GrantDraft::new(&holder, &recipient, &item, &args.purpose);
    let fields: Vec<&str> = args.field.iter().map(String::as_str).collect();
    for asked in &args.licence {
        draft = draft.with_licence(&identifier(asked)?, &fields);
    }
    if let Some(case) = &args.case {
        draft = draft.with_case(case);
    }
    if let Some(uses) = args.uses {
        draft = draft.with_uses(uses);
    }
    let mut grantor = holder.clone();
    if let Some(agent) = &args.agent {
        grantor = party("--agent", agent)?;
        draft = draft.by_agent(&grantor, &links(&args.link)?);
    }
    if let (Some(basis), Some(operator)) = (&args.duty, &args.operator) {
        grantor = recipient.clone();
        draft = draft.by_duty(basis, self::operator(operator)?);
    }
    if let Some(uri) = &args.revocations {
        draft = draft.with_revocations(RevocationReference::new(uri, &grantor));
    }
    let identity = Identity::load(ui, &args.identity, now)?;
    let period = (now, now.plus(i64::from(args.days) * DAY));
    let token =
        draft.sign(period, &identity.key, &chain(&identity)).map_err(|e| refused("grant", e))?;
    to.write(&[token.as_bytes()], Secrecy::Public)?;
    let name = to.path().display();
    ui.say(&text!("已签发授权：{name}", "authorised: {name}"))?;
    Ok(0)
}

fn links(paths: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let read = |path: &PathBuf| {
        let bytes = files::read_some(path, 1 << 20)?;
        let text = String::from_utf8(bytes).map_err(|e| unreadable(path, e))?;
        Ok(text.trim().to_owned())
    };
    paths.iter().map(read).collect()
}

/// Account, name and unit.
pub(super) fn operator(text: &str) -> Result<Operator, Failure> {
    let mut parts = text.split([',', '，']).map(|part| part.trim().to_owned());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(account), Some(name), Some(unit), None) => Ok(Operator { account, name, unit }),
        _ => Err(Failure::new(
            text!(
                "--operator：应为“账号,姓名,部门”",
                "--operator: account, name and unit are needed"
            ),
            text!(
                "例如 --operator u1001,经办人,综合窗口",
                "for example --operator u1001,Clerk,Hall"
            ),
        )),
    }
}

fn delegate(args: &DelegateArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let holder = party("--holder", &args.holder)?;
    let principal = party("--principal", &args.principal)?;
    let agent = party("--agent", &args.agent)?;
    let items = (!args.item.is_empty()).then(|| args.item.clone());
    let draft = DelegationDraft::new(&holder, &principal, &agent, &args.role)
        .with_scope(Scope { items, ..Scope::default() })
        .with_depth(args.depth);
    let identity = Identity::load(ui, &args.identity, now)?;
    let period = (now, now.plus(i64::from(args.days) * DAY));
    let token = draft
        .sign(period, &identity.key, &chain(&identity))
        .map_err(|e| refused("delegation", e))?;
    to.write(&[token.as_bytes()], Secrecy::Public)?;
    let name = to.path().display();
    ui.say(&text!("已签发委托：{name}", "delegated: {name}"))?;
    Ok(0)
}

fn verify(args: &GrantVerifyArgs, ui: &Ui) -> Result<u8, Failure> {
    let token = files::read_some(&args.grant, 1 << 20)?;
    let department = party("--as", &args.department)?;
    let (mut verifier, at) = args.judge.verifier(ui)?;
    if let Some(path) = &args.uses {
        verifier = verifier.with_use_counter(Box::new(FileLedger::new(path)));
    }
    let licence = match licence(&verifier, &args.licence, at, args.judge.json, ui)? {
        Ok(licence) => licence,
        Err(code) => return Ok(code),
    };
    let fields: Vec<&str> = args.field.iter().map(String::as_str).collect();
    let mut request =
        GrantRequest::new(&department, &args.item, &args.purpose).with_licence(&licence, &fields);
    if let Some(case) = &args.case {
        request = request.with_case(case);
    }
    if args.take {
        request = request.taking();
    }
    let report = verifier.grant(&token, &request, at);
    args.judge.tell(&report, &args.grant.to_string_lossy(), ui)
}

fn revoke(args: &RevokeArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let reference = RevocationReference::new(&args.revocations, &party("--by", &args.by)?);
    let period = (now, now.plus(i64::from(args.days) * DAY));
    let mut list = RevocationList::new(&reference, period);
    if let Some(path) = &args.list {
        let bytes = files::read_some(path, files::SMALL)?;
        let old = RevocationList::inspect(&bytes).map_err(|e| unreadable(path, e))?;
        if old.reference() != reference {
            return Err(unreadable(path, "another list"));
        }
        list = old.renewed(period);
    }
    for asked in &args.withdrawn {
        let path = PathBuf::from(asked);
        let id = match path.is_file() {
            true => {
                let bytes = files::read_some(&path, 1 << 20)?;
                Grant::inspect(&bytes).map_err(|e| unreadable(&path, e))?.id().to_owned()
            }
            false => asked.clone(),
        };
        list = list.with(&id, now);
    }
    let identity = Identity::load(ui, &args.identity, now)?;
    let token =
        list.sign(&identity.key, &chain(&identity)).map_err(|e| refused("revocations", e))?;
    to.write(&[token.as_bytes()], Secrecy::Public)?;
    let (name, count) = (to.path().display(), list.entries().len());
    ui.say(&text!(
        "已签发撤回清单（{count} 项）：{name}",
        "signed the list of {count} withdrawals: {name}"
    ))?;
    Ok(0)
}
