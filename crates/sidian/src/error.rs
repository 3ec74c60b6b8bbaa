//! Why a question could not be asked. An answer, good or bad, is a [`Report`](crate::report::Report).

use crate::budget::LimitError;
use crate::crypto::CryptoError;
use crate::pdf::PdfError;
use crate::ses::SesError;
use crate::x509::X509Error;
use crate::zip::ZipError;

/// Why a question could not be asked.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A key, or a password.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
    /// More work than is allowed.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// No PDF at all.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// No electronic seal at all.
    #[error(transparent)]
    Ses(#[from] SesError),
    /// A certificate, CRL or OCSP response that cannot be read.
    #[error(transparent)]
    X509(#[from] X509Error),
    /// No ZIP archive at all, or a source that fails.
    #[error(transparent)]
    Zip(#[from] ZipError),
}

impl Error {
    /// The stable number of this failure, the same in Rust, in C and over HTTP.
    pub fn code(&self) -> u32 {
        match self {
            Self::Crypto(e) => e.code(),
            Self::Limit(e) => e.code(),
            Self::Pdf(e) => e.code(),
            Self::Ses(e) => e.code(),
            Self::X509(e) => e.code(),
            Self::Zip(e) => e.code(),
        }
    }
}
