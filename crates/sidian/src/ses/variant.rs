//! Known departures from the standards, by name.

/// How far a departure reaches.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Departure {
    /// The encoding is loose, as in seals that public bodies use every day; the meaning is the
    /// standard's.
    Loose,
    /// The structure is another than the standard's: readable, and not conforming.
    Structure,
}

macro_rules! variants {
    ($($(#[$doc:meta])* $id:ident = $name:literal $departure:ident;)+) => {
        /// A known departure from the standards that is read all the same.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Variant {
            $($(#[$doc])* $id,)+
        }

        impl Variant {
            /// Every known departure.
            pub const ALL: &[Self] = &[$(Self::$id),+];

            /// Its stable name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$id => $name,)+
                }
            }

            /// How far it reaches.
            pub const fn departure(self) -> Departure {
                match self {
                    $(Self::$id => Departure::$departure,)+
                }
            }
        }
    };
}

variants! {
    /// `certList` is a single IA5String instead of a list, so that nobody is named.
    CertListText = "cert-list-text" Structure;
    /// `critical FALSE` is written out, which DER leaves out.
    CriticalFalseWritten = "critical-false-written" Loose;
    /// `dataHash` is an OCTET STRING.
    DataHashInOctets = "data-hash-in-octets" Structure;
    /// `extDatas` of the seal is wrapped in an OCTET STRING.
    ExtensionsInOctets = "extensions-in-octets" Structure;
    /// `extDatas` of the seal carries the tag `[0]`.
    ExtensionsTagged = "extensions-tagged" Structure;
    /// `extDatas` of the signature carries no tag.
    ExtensionsUntagged = "extensions-untagged" Structure;
    /// A signature value is r and s one after the other instead of a SEQUENCE.
    RawSignature = "raw-signature" Loose;
    /// The seal is wrapped in an OCTET STRING.
    SealInOctets = "seal-in-octets" Structure;
    /// `signInfo` is wrapped in a BIT STRING.
    SignInfoInBits = "sign-info-in-bits" Structure;
    /// A text is of another string type than the standard's, or holds characters of none.
    StringType = "string-type" Loose;
    /// `timeInfo` is an OCTET STRING.
    TimeInOctets = "time-in-octets" Structure;
    /// `timeInfo` is missing.
    TimeMissing = "time-missing" Structure;
    /// A time carries no zone; it is read as Beijing time.
    TimeWithoutZone = "time-without-zone" Loose;
    /// The timestamp's tag replaces that of the BIT STRING (IMPLICIT); the texts do not say which.
    TimestampImplicit = "timestamp-implicit" Loose;
    /// The timestamp carries no tag.
    TimestampUntagged = "timestamp-untagged" Structure;
    /// A time is UTCTime where the edition demands GeneralizedTime, or the other way round.
    TimeType = "time-type" Structure;
}
