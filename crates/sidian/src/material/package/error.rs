use crate::crypto::CryptoError;
use crate::tsp::TspError;
use crate::zip::ZipError;

/// Why a package cannot be made, or a question about one cannot be asked.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// No certificate of the signer.
    #[error("no certificate given for the signer")]
    CertificateMissing,
    /// A key.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// A description that no package may carry.
    #[error("{name}: {detail}")]
    Description {
        /// Of which material.
        name: String,
        /// What is wrong.
        detail: &'static str,
    },
    /// Nothing was added.
    #[error("a package holds at least one material")]
    Empty,
    /// The key is not the one of the certificate.
    #[error("the key does not belong to the certificate “{subject}”")]
    KeyMismatch {
        /// Subject of the certificate.
        subject: String,
    },
    /// The signer's algorithm needs another digest than the draft was begun with.
    #[error("the draft was begun for {begun}; this key signs {needed}")]
    OtherHash {
        /// Hash of the draft.
        begun: &'static str,
        /// Hash of the key's algorithm.
        needed: &'static str,
    },
    /// The file to be added to is no package that could take more.
    #[error("the package to be added to is faulty: {detail}")]
    Original {
        /// What is wrong.
        detail: String,
    },
    /// The answer is not the time-stamp that was asked for.
    #[error(transparent)]
    Timestamp(#[from] TspError),
    /// The signature value does not verify with the certificate's key.
    #[error("the signature value does not fit the certificate’s key")]
    ValueInvalid,
    /// The archive.
    #[error(transparent)]
    Zip(#[from] ZipError),
}

impl PackageError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::CertificateMissing => 8221,
            Self::Crypto(e) => e.code(),
            Self::Description { .. } => 8222,
            Self::Empty => 8223,
            Self::KeyMismatch { .. } => 8224,
            Self::OtherHash { .. } => 8225,
            Self::Original { .. } => 8226,
            Self::Timestamp(e) => e.code(),
            Self::ValueInvalid => 8227,
            Self::Zip(e) => e.code(),
        }
    }
}
