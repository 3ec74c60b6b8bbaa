use const_oid::ObjectIdentifier;

/// Why a key, a signature or an algorithm could not be used.
///
/// Only [`SignatureInvalid`](Self::SignatureInvalid) and [`KeyMismatch`](Self::KeyMismatch) say
/// that a signature is wrong. [`Unsupported`](Self::Unsupported) and [`Weak`](Self::Weak) say that
/// nobody looked: see [`is_unknown`](Self::is_unknown).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum CryptoError {
    /// The key names its curve by explicit parameters, which lets a forger choose them
    /// (CVE-2020-0601). RFC 5480 §2.1.1 forbids it.
    #[error("the key carries explicit curve parameters")]
    ExplicitCurve,
    /// The public key is malformed, or no point of its curve.
    #[error("malformed {kind} public key")]
    Key {
        /// Which kind of key.
        kind: &'static str,
    },
    /// The algorithm is for another kind of key.
    #[error("algorithm {algorithm} cannot go with this kind of key")]
    KeyMismatch {
        /// The algorithm's name.
        algorithm: &'static str,
    },
    /// The key is encrypted in the old form of OpenSSL (`Proc-Type: 4,ENCRYPTED`), which protects
    /// it badly: `openssl pkcs8 -topk8` converts it.
    #[error("the key is encrypted in an obsolete form: convert it to PKCS#8")]
    ObsoleteEncryption,
    /// The parameters of an algorithm are malformed, or it needs a hash that nothing names.
    #[error("malformed parameters of algorithm {oid}")]
    Parameters {
        /// The algorithm.
        oid: ObjectIdentifier,
    },
    /// The password does not open the file.
    #[error("wrong password")]
    Password,
    /// The file is encrypted and no password was given.
    #[error("a password is needed")]
    PasswordMissing,
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    Randomness,
    /// The private key file is malformed, or its halves do not belong together.
    #[error("malformed private key")]
    SecretKey,
    /// The file holds no private key, or more than one.
    #[error("expected one private key, found {found}")]
    SecretKeyCount {
        /// How many there are.
        found: usize,
    },
    /// The signature does not belong to this message and key. Nothing more is said.
    #[error("signature does not verify")]
    SignatureInvalid,
    /// The key refused to sign.
    #[error("signing failed")]
    Signing,
    /// An algorithm, curve or parameter that is not spoken here.
    #[error("algorithm {oid} is not supported")]
    Unsupported {
        /// Which one.
        oid: ObjectIdentifier,
    },
    /// A key too short to be believed; nothing was verified.
    #[error("{bits}-bit key is too weak")]
    Weak {
        /// How long the key is.
        bits: usize,
    },
}

impl CryptoError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::ExplicitCurve => 9001,
            Self::Key { .. } => 9002,
            Self::KeyMismatch { .. } => 9003,
            Self::ObsoleteEncryption => 9013,
            Self::Parameters { .. } => 9004,
            Self::Password => 9005,
            Self::PasswordMissing => 9006,
            Self::Randomness => 9007,
            Self::SecretKey => 9008,
            Self::SecretKeyCount { .. } => 9014,
            Self::SignatureInvalid => 9009,
            Self::Signing => 9010,
            Self::Unsupported { .. } => 9011,
            Self::Weak { .. } => 9012,
        }
    }

    /// Whether nothing was learnt about the signature: the algorithm is not spoken here, or the
    /// key is too weak to be asked. Such a signature is neither passed nor failed.
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unsupported { .. } | Self::Weak { .. })
    }
}
