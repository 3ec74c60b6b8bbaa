//! Why a certificate was revoked (RFC 5280 5.3.1).

macro_rules! reasons {
    ($($(#[$doc:meta])* $id:ident = $number:literal $word:literal $zh:literal;)+) => {
        /// Why a certificate was revoked (CRLReason, RFC 5280 5.3.1).
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum RevocationReason {
            $($(#[$doc])* $id,)+
        }

        impl RevocationReason {
            /// By its number; `None` for numbers that the standard does not give.
            pub const fn from_number(number: u8) -> Option<Self> {
                match number {
                    $($number => Some(Self::$id),)+
                    _ => None,
                }
            }

            /// Its number in CRLReason.
            pub const fn number(self) -> u8 {
                match self {
                    $(Self::$id => $number,)+
                }
            }

            /// The standard's word.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$id => $word,)+
                }
            }

            /// In Chinese.
            pub const fn chinese(self) -> &'static str {
                match self {
                    $(Self::$id => $zh,)+
                }
            }
        }
    };
}

reasons! {
    /// An attribute authority was compromised.
    AaCompromise = 10 "aACompromise" "属性机构失密";
    /// The subject's affiliation changed.
    AffiliationChanged = 3 "affiliationChanged" "隶属关系变更";
    /// The key of an authority was compromised.
    CaCompromise = 2 "cACompromise" "签发机构密钥失密";
    /// On hold for the time being; may come back.
    CertificateHold = 6 "certificateHold" "证书冻结";
    /// No longer needed.
    CessationOfOperation = 5 "cessationOfOperation" "停止使用";
    /// The key was compromised.
    KeyCompromise = 1 "keyCompromise" "密钥失密";
    /// A privilege was withdrawn.
    PrivilegeWithdrawn = 9 "privilegeWithdrawn" "权限撤回";
    /// Taken off the list again; in delta lists only.
    RemoveFromCrl = 8 "removeFromCRL" "移出吊销列表";
    /// Replaced by another.
    Superseded = 4 "superseded" "已被取代";
    /// No reason given.
    Unspecified = 0 "unspecified" "未说明";
}

impl RevocationReason {
    /// Greater is graver: what lasts, what may be lifted, what lifts.
    pub(crate) const fn gravity(self) -> u8 {
        match self {
            Self::RemoveFromCrl => 0,
            Self::CertificateHold => 1,
            _ => 2,
        }
    }
}
