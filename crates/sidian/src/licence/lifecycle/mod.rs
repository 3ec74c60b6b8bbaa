//! The life of a licence as events and the states that follow from them.
//!
//! The law's words are kept apart: 撤销 takes back what should not have been granted, 吊销 is a
//! penalty, 注销 takes off the register, 暂扣 suspends for a time (行政许可法 §§69, 70; 行政处罚法 §9).

mod register;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use register::{Entry, Record, RegisterError, StatusRegister};

/// Something that happened to a licence.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// 激活: handed out, where issuing and handing out are two steps.
    Activate,
    /// 撤销: the grant was wrong and is taken back.
    Annul,
    /// 注销: taken off the register.
    Cancel,
    /// 取消转出: a transfer to another authority is called off.
    CancelTransfer,
    /// 变更: the content changed; a new version takes the place of this one.
    Change,
    /// 过期失效: the term ended without renewal.
    Expire,
    /// 新发: issued and in force.
    Issue,
    /// 新发而未激活: issued, but to be activated by its holder first.
    IssueInactive,
    /// 延续: the term was prolonged; a new version takes the place of this one.
    Renew,
    /// 暂扣发还: given back after a suspension.
    Restore,
    /// 吊销: withdrawn as a penalty.
    Revoke,
    /// 补换发等: a new version takes the place of this one for another reason.
    Supersede,
    /// 暂扣: suspended for a time.
    Suspend,
    /// 转入: issued here for a licence that another authority transferred out.
    TransferIn,
    /// 转出: transferred to another authority.
    TransferOut,
}

/// The state of a licence.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// 已撤销.
    Annulled,
    /// 已注销.
    Cancelled,
    /// 过期失效.
    Expired,
    /// 未激活.
    NotActive,
    /// 已吊销.
    Revoked,
    /// 被新版本取代.
    Superseded,
    /// 暂扣.
    Suspended,
    /// 已转出.
    TransferredOut,
    /// 有效.
    Valid,
}

/// Why an event cannot happen to a licence in its state.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{event} is not possible: {}", .reason.en())]
pub struct TransitionError {
    /// The state; `None` before the licence was issued.
    pub state: Option<State>,
    /// The event.
    pub event: Event,
    /// Why not.
    pub reason: Reason,
}

/// Why an event cannot happen.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// It was issued already.
    AlreadyIssued,
    /// It was never suspended, activated or transferred, so that cannot be undone.
    NothingToUndo,
    /// It is no longer in force.
    NotInForce,
    /// It was not issued yet.
    NotIssued,
    /// A newer version took its place: act on that one.
    NewerVersion,
    /// It is suspended: restore it first.
    Suspended,
    /// It was transferred to another authority, which is to act.
    TransferredOut,
    /// It is not active: activate it first.
    NotActive,
}

impl TransitionError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        7171
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        format!("不能{}：{}", self.event.name_zh(), self.reason.zh())
    }
}

impl State {
    /// The state that follows when `event` happens in `state` (`None` before issuing).
    ///
    /// 注销 after 吊销, 撤销 or 过期 completes the procedure, but the state goes on telling why the
    /// licence came to an end.
    ///
    /// # Errors
    ///
    /// [`TransitionError`] with the reason why it cannot happen.
    pub const fn after(state: Option<Self>, event: Event) -> Result<Self, TransitionError> {
        use Event as E;
        use State as S;

        let Some(now) = state else {
            return match event {
                E::Issue | E::TransferIn => Ok(S::Valid),
                E::IssueInactive => Ok(S::NotActive),
                _ => Err(TransitionError { state, event, reason: Reason::NotIssued }),
            };
        };
        let reason = match (now, event) {
            (_, E::Issue | E::IssueInactive | E::TransferIn) => Reason::AlreadyIssued,
            (S::NotActive, E::Activate)
            | (S::Suspended, E::Restore)
            | (S::TransferredOut, E::CancelTransfer) => return Ok(S::Valid),
            (S::Valid, E::Renew | E::Change | E::Supersede) => return Ok(S::Superseded),
            (S::Valid, E::Suspend) => return Ok(S::Suspended),
            (S::Valid, E::TransferOut) => return Ok(S::TransferredOut),
            (S::Valid | S::Suspended, E::Revoke) => return Ok(S::Revoked),
            (S::Valid | S::Suspended | S::NotActive, E::Expire) => return Ok(S::Expired),
            // What was granted wrongly can be taken back even after it ran out.
            (S::Valid | S::Suspended | S::NotActive | S::Expired, E::Annul) => {
                return Ok(S::Annulled);
            }
            (S::Valid | S::Suspended | S::NotActive | S::TransferredOut, E::Cancel) => {
                return Ok(S::Cancelled);
            }
            (S::Revoked | S::Annulled | S::Expired, E::Cancel) => return Ok(now),
            (_, E::Activate | E::Restore | E::CancelTransfer) => Reason::NothingToUndo,
            (S::Superseded, _) => Reason::NewerVersion,
            (S::Suspended, _) => Reason::Suspended,
            (S::TransferredOut, _) => Reason::TransferredOut,
            (S::NotActive, _) => Reason::NotActive,
            _ => Reason::NotInForce,
        };
        Err(TransitionError { state, event, reason })
    }

    /// The law's word.
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Annulled => "已撤销",
            Self::Cancelled => "已注销",
            Self::Expired => "过期失效",
            Self::NotActive => "未激活",
            Self::Revoked => "已吊销",
            Self::Superseded => "被新版本取代",
            Self::Suspended => "暂扣",
            Self::TransferredOut => "已转出",
            Self::Valid => "有效",
        }
    }
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 15] = [
        Self::Activate,
        Self::Annul,
        Self::Cancel,
        Self::CancelTransfer,
        Self::Change,
        Self::Expire,
        Self::Issue,
        Self::IssueInactive,
        Self::Renew,
        Self::Restore,
        Self::Revoke,
        Self::Supersede,
        Self::Suspend,
        Self::TransferIn,
        Self::TransferOut,
    ];

    /// The word of Chinese practice.
    pub const fn name_zh(self) -> &'static str {
        match self {
            Self::Activate => "激活",
            Self::Annul => "撤销",
            Self::Cancel => "注销",
            Self::CancelTransfer => "取消转出",
            Self::Change => "变更",
            Self::Expire => "过期失效",
            Self::Issue => "新发",
            Self::IssueInactive => "新发（待激活）",
            Self::Renew => "延续",
            Self::Restore => "发还",
            Self::Revoke => "吊销",
            Self::Supersede => "换发",
            Self::Suspend => "暂扣",
            Self::TransferIn => "转入",
            Self::TransferOut => "转出",
        }
    }

    /// The word in a command and in the register.
    pub const fn name_en(self) -> &'static str {
        match self {
            Self::Activate => "activate",
            Self::Annul => "annul",
            Self::Cancel => "cancel",
            Self::CancelTransfer => "cancel_transfer",
            Self::Change => "change",
            Self::Expire => "expire",
            Self::Issue => "issue",
            Self::IssueInactive => "issue_inactive",
            Self::Renew => "renew",
            Self::Restore => "restore",
            Self::Revoke => "revoke",
            Self::Supersede => "supersede",
            Self::Suspend => "suspend",
            Self::TransferIn => "transfer_in",
            Self::TransferOut => "transfer_out",
        }
    }

    /// Finds an event by its English or Chinese word; `-` counts as `_`.
    pub fn from_input(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase().replace('-', "_");
        Self::ALL.into_iter().find(|e| e.name_en() == text || e.name_zh() == text)
    }

    /// Whether it puts a new version in the place of this one.
    pub const fn makes_new_version(self) -> bool {
        matches!(self, Self::Change | Self::Renew | Self::Supersede)
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name_en())
    }
}

impl Reason {
    /// In Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::AlreadyIssued => "证照已经颁发",
            Self::NothingToUndo => "没有可恢复的激活、暂扣或转出",
            Self::NotInForce => "证照已经失效",
            Self::NotIssued => "证照尚未颁发",
            Self::NewerVersion => "已有新版本，请对新版本办理",
            Self::Suspended => "证照处于暂扣状态，请先发还",
            Self::TransferredOut => "证照已转出，应由转入机构办理",
            Self::NotActive => "证照尚未激活",
        }
    }

    /// In English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::AlreadyIssued => "the licence was issued already",
            Self::NothingToUndo => "there is no activation, suspension or transfer to end",
            Self::NotInForce => "the licence is no longer in force",
            Self::NotIssued => "the licence was not issued yet",
            Self::NewerVersion => "a newer version took its place; act on that one",
            Self::Suspended => "the licence is suspended; restore it first",
            Self::TransferredOut => "the licence was transferred; the other authority is to act",
            Self::NotActive => "the licence is not active yet",
        }
    }
}

#[cfg(test)]
mod tests;
