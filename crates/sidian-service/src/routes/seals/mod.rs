//! Seals (印章): made by the service's maker, used by those who may use each, registered, and every
//! use in the sealing journal.

mod apply;
mod events;
mod journal;
mod make;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sidian::seal::SealError;
use utoipa::ToSchema;

pub(super) use apply::*;
pub(super) use events::*;
pub(super) use journal::*;
pub(super) use make::*;

use super::licences::time_text;
use crate::auth::{Account, Caller, Role};
use crate::problem::Problem;
use crate::state::App;
use crate::store::seals::{self, Kept};

/// A seal in the register.
#[derive(Serialize, ToSchema)]
#[schema(as = SealView)]
pub(super) struct View {
    id: i64,
    /// 印章编码.
    code: String,
    /// 印章名称.
    name: String,
    /// 统一社会信用代码 of the department whose seal it is.
    department: String,
    /// `in-use`, `stopped`, `cancelled` or `key-compromised`.
    state: String,
    valid_from: String,
    valid_until: String,
    /// The accounts that may use it.
    users: Vec<i64>,
}

/// Something that a second person decides (two-person rule).
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Request {
    Make(Box<New>),
    Event { seal: i64, event: String, reason: String, since: Option<i64> },
}

fn view(kept: &Kept, users: Vec<i64>) -> View {
    View {
        id: kept.id,
        code: kept.code.clone(),
        name: kept.name.clone(),
        department: kept.department.clone(),
        state: kept.state.clone(),
        valid_from: time_text(kept.valid_from),
        valid_until: time_text(kept.valid_until),
        users,
    }
}

/// An account that may manage the seals of a department: its sealers, and administrators.
fn manager(caller: &Caller, department: &str) -> Result<Arc<Account>, Problem> {
    let account = caller.with_role(&[Role::Sealer, Role::Administrator])?;
    let own = account.department_code.as_deref() == Some(department);
    match own || account.roles.contains(&Role::Administrator) {
        true => Ok(account),
        false => Err(Problem::not_found()),
    }
}

/// A seal that the caller may see: of the caller's department, any for auditors and administrators.
async fn seen(app: &App, caller: &Caller, id: i64) -> Result<(Kept, Arc<Account>), Problem> {
    let account = caller.with_role(&[Role::Sealer, Role::Auditor, Role::Administrator])?;
    let kept = app.read(move |c| seals::get(c, id)).await?;
    match limited_to(&account) {
        Some(own) if *own != kept.department => Err(Problem::not_found()),
        _ => Ok((kept, account)),
    }
}

/// The department beyond which an account does not look; a sealer without one sees nothing.
fn limited_to(account: &Account) -> Option<&String> {
    static NONE: String = String::new();
    let free = [Role::Auditor, Role::Administrator];
    let wide = free.iter().any(|role| account.roles.contains(role));
    (!wide).then(|| account.department_code.as_ref().unwrap_or(&NONE))
}

/// Signs the register anew, off the async threads: verifying goes by it from now on.
async fn publish(app: &App) -> Result<(), Problem> {
    let worker = app.clone();
    let now = app.now()?;
    let signed =
        tokio::task::spawn_blocking(move || worker.bench().renew_register(&worker.keyring(), now));
    signed.await.map_err(|_| Problem::internal())?.map_err(|error| {
        tracing::error!(%error, "register of seals");
        Problem::internal()
    })
}

fn refused(error: &SealError) -> Problem {
    let zh = match error {
        SealError::Certificate { subject, reason } => {
            format!("“{subject}”的证书不能使用（{reason}）")
        }
        SealError::Code(e) => format!("印章编码有误（{e}）"),
        SealError::Dates => "印章有效期有误".to_owned(),
        SealError::List => "签章人列表为空或有重复".to_owned(),
        SealError::Picture(e) => format!("印章图像不能使用（{e}）"),
        SealError::SealNotValid => "印章不在有效期内".to_owned(),
        SealError::SignerNotListed { subject } => format!("“{subject}”不在印章的签章人列表中"),
        other => format!("无法制作或使用印章（{other}）"),
    };
    Problem::refused(error.code(), zh, error.to_string())
}
