//! Why a register does not take an event, or cannot be read or believed.

use crate::jose::JoseError;
use crate::ses::SesError;

/// Why a register does not take an event, or cannot be read or believed.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SealRegisterError {
    /// The event cannot happen in the seal's state.
    #[error("{event} cannot follow while the seal is {state}")]
    Event {
        /// The event.
        event: &'static str,
        /// The state.
        state: &'static str,
    },
    /// Not a register, or an impossible history.
    #[error("not a seal register: {part}")]
    Form {
        /// What is wrong.
        part: &'static str,
    },
    /// The envelope.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// The seal is in the register already.
    #[error("the seal is in the register already")]
    Known,
    /// The event came before the one recorded last.
    #[error("the event came before the one recorded last")]
    Order,
    /// The seal cannot be read.
    #[error(transparent)]
    Ses(#[from] SesError),
    /// A text is empty, too long, or has characters that cannot be shown.
    #[error("{field} is empty, too long, or has characters that cannot be shown")]
    Text {
        /// Which one.
        field: &'static str,
    },
    /// The seal is not in the register.
    #[error("the seal is not in the register")]
    Unknown,
}

impl SealRegisterError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Event { .. } => 6131,
            Self::Form { .. } => 6132,
            Self::Jose(e) => e.code(),
            Self::Known => 6133,
            Self::Order => 6134,
            Self::Ses(e) => e.code(),
            Self::Text { .. } => 6135,
            Self::Unknown => 6136,
        }
    }
}
