//! Electronic materials (电子材料), and what travels between people about licences and materials.
//!
//! - [`grant`]: an authorisation (授权), by which a holder lets a department use licences or
//!   materials for one purpose; with delegation, withdrawal, and use by duty.
//! - [`show`]: a show code (亮证码), by which a holder shows a licence here and now.
//! - [`share`]: chosen fields of a licence, shared without the licence itself (SD-JWT VC).
//! - [`package`]: one application's materials and licences, signed as one (材料包, ASiC-E).
//! - [`archive`]: a case with everything that proves it, for thirty years (归档).
//! - [`copy`]: an annotated copy (加注件) of a licence, for one recipient and purpose.
//! - [`fact`]: a fact that one department tells another (数据共享).
//! - [`exempt`]: which papers need not be handed in (免提交), item by item.
//! - [`receipt`]: a verification receipt (核验回执), which is filed instead of paper.
//!
//! # How a verifier knows a holder's key
//!
//! There are two ways, and both bind the key to the code (公民身份号码, 统一社会信用代码) that the
//! licence names as its holder, never to a name alone:
//!
//! 1. A certificate of the holder whose path leads to a trust anchor and that carries the code
//!    ([`Party::is_named_by`]). It travels in `x5c`, or is brought as evidence.
//! 2. A key statement ([`HolderKey`]) in which the authority that issued the licence says which key
//!    the holder uses: a JWT with `cnf` (RFC 7800), short-lived, so that a new phone needs no new
//!    licence. It is brought as evidence.

pub mod archive;
pub mod copy;
pub mod exempt;
pub mod fact;
pub mod grant;
mod holder;
mod ledger;
pub mod package;
mod party;
pub mod receipt;
pub mod share;
pub mod show;
mod statement;

pub use holder::HolderKey;
pub use ledger::{MemoryLedger, NonceStore, UseCounter};
pub use party::{Party, PartyError};
pub use statement::MaterialError;
