use std::io;

/// Why an archive cannot be read, or written.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    /// The archive can be read in two ways.
    #[error("the archive can be read in two ways: {what}")]
    Ambiguous {
        /// Where.
        what: &'static str,
    },
    /// An entry does not unfold to what it states.
    #[error("“{name}” is damaged")]
    Damaged {
        /// The entry.
        name: String,
    },
    /// Two entries have one name, or names that some systems take for one.
    #[error("there are two entries named “{name}”")]
    Duplicate {
        /// The name.
        name: String,
    },
    /// Bytes that belong to no entry.
    #[error("{count} bytes at {at} belong to no entry")]
    Hidden {
        /// Where they begin.
        at: u64,
        /// How many there are.
        count: u64,
    },
    /// The source or the destination failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// More than is allowed.
    #[error("more {what} than the limit of {limit}")]
    Limit {
        /// Of what.
        what: &'static str,
        /// How many are allowed.
        limit: u64,
    },
    /// A name that leads outside, or that some systems cannot have.
    #[error("an entry may not be named “{name}”")]
    Name {
        /// The name.
        name: String,
    },
    /// No ZIP archive, or one cut off.
    #[error("no complete ZIP archive")]
    NotZip,
    /// What is not read here.
    #[error("{what} is not supported")]
    Unsupported {
        /// What.
        what: &'static str,
    },
}

impl ZipError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Ambiguous { .. } => 8201,
            Self::Damaged { .. } => 8202,
            Self::Duplicate { .. } => 8203,
            Self::Hidden { .. } => 8204,
            Self::Io(_) => 8205,
            Self::Limit { .. } => 8206,
            Self::Name { .. } => 8207,
            Self::NotZip => 8208,
            Self::Unsupported { .. } => 8209,
        }
    }
}
