use crate::jose::JoseError;
use crate::x509::X509Error;

/// Why a trust list cannot be made, or is not believed.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TrustListError {
    /// A certificate on it cannot be read.
    #[error("anchor {place}: {error}")]
    Certificate {
        /// Which one, counted from 1.
        place: usize,
        /// Why.
        error: X509Error,
    },
    /// It says that it was issued later than now.
    #[error("issued in the future")]
    Future,
    /// The envelope or a claim.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// A list of the same name with this or a greater number is already known.
    #[error("list number {known} is known already; number {offered} is not newer")]
    NotNewer {
        /// The number that is known.
        known: u32,
        /// The number that was offered.
        offered: u32,
    },
    /// It ends before it begins, or the list-signing certificate was not valid when it was issued.
    #[error("not issued within the validity of the certificate that signed it, or ends first")]
    Period,
    /// None of the certificates that may sign lists signed it.
    #[error("not signed with a certificate that may sign this list")]
    Signer,
}

impl TrustListError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Certificate { .. } => 4301,
            Self::Future => 4302,
            Self::Jose(e) => e.code(),
            Self::NotNewer { .. } => 4303,
            Self::Period => 4304,
            Self::Signer => 4305,
        }
    }
}
