use crate::allow::HostError;

/// Why something was not brought.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NetError {
    /// The address may not be asked.
    #[error(transparent)]
    Host(#[from] HostError),
    /// The host answered with another status than 200.
    #[error("{host} answered with status {status}")]
    Status {
        /// Whom.
        host: String,
        /// The status.
        status: u16,
    },
    /// More bytes than are taken.
    #[error("{host} sends more than {max} bytes")]
    TooLarge {
        /// Who.
        host: String,
        /// The most bytes.
        max: u64,
    },
    /// Another kind of content than was asked for.
    #[error("{host} answered with “{kind}”")]
    Type {
        /// Who.
        host: String,
        /// The media type.
        kind: String,
    },
    /// No answer in time, or none at all.
    #[error("{host} cannot be reached: {detail}")]
    Unreachable {
        /// Whom.
        host: String,
        /// What the network says.
        detail: String,
    },
}

impl NetError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Host(_) => 9121,
            Self::Status { .. } => 9122,
            Self::TooLarge { .. } => 9123,
            Self::Type { .. } => 9124,
            Self::Unreachable { .. } => 9125,
        }
    }
}
