/// Why bytes are not the ASN.1 they claim to be.
///
/// Whoever wrote the file is to blame; no variant depends on a key or on the clock.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Asn1Error {
    /// A length is not encoded as DER demands: indefinite, or longer than it need be.
    #[error("length is not definite and minimal at offset {offset}")]
    Length {
        /// Where the element starts, counted from the start of the structure that was read.
        offset: usize,
    },
    /// Nested deeper, or larger, than allowed.
    #[error("nested deeper or larger than allowed")]
    Limit,
    /// The element is not of the type that belongs there.
    #[error("expected tag {expected:#04x}, found {found:#04x}")]
    Tag {
        /// The identifier octet that belongs there.
        expected: u8,
        /// The identifier octet that was found.
        found: u8,
    },
    /// Bytes are left over after the structure.
    #[error("{left} bytes left over after the structure")]
    Trailing {
        /// How many.
        left: usize,
    },
    /// The bytes end before the structure does.
    #[error("ends early at offset {offset}")]
    Truncated {
        /// Where more was expected, counted from the start of the structure that was read.
        offset: usize,
    },
    /// The content is not a value of its type, or not in its one DER form.
    #[error("invalid {kind}")]
    Value {
        /// Which type, by its ASN.1 name.
        kind: &'static str,
    },
}

impl Asn1Error {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Length { .. } => 3001,
            Self::Limit => 3002,
            Self::Tag { .. } => 3003,
            Self::Trailing { .. } => 3004,
            Self::Truncated { .. } => 3005,
            Self::Value { .. } => 3006,
        }
    }
}
