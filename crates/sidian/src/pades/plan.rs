//! What a caller asks for when a signature is to be placed, and why it may be refused.

use crate::pdf::{PdfError, UpdateError};
use crate::time::UnixTime;

use super::{FieldLock, Placement, SubFilter};

/// What a signature to be placed is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// An approval signature.
    Approval,
    /// A certification signature with its DocMDP permission (ISO 32000-2 table 257).
    Certification(DocMdp),
    /// A document timestamp (12.8.5).
    DocTimeStamp,
}

/// DocMDP `/P`: what may change after certification.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum DocMdp {
    /// P=1: nothing but validation data.
    NoChanges,
    /// P=2: filling forms and signing.
    FormFilling,
    /// P=3: also annotations.
    Annotations,
}

impl DocMdp {
    /// The number in the file.
    pub const fn number(self) -> i64 {
        match self {
            Self::NoChanges => 1,
            Self::FormFilling => 2,
            Self::Annotations => 3,
        }
    }
}

/// The signature that is to be placed.
#[must_use = "a plan does nothing until it is prepared"]
#[derive(Clone, Debug)]
pub struct FieldPlan {
    pub(super) role: Role,
    pub(super) sub_filter: SubFilter,
    pub(super) room: usize,
    pub(super) field: Option<String>,
    pub(super) placement: Option<Placement>,
    pub(super) lock: Option<FieldLock>,
    pub(super) time: Option<UnixTime>,
    pub(super) name: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) location: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) case: Option<String>,
}

impl FieldPlan {
    /// A signature for `role` with room for a value of `room` bytes. It is invisible, in a new field,
    /// unless more is asked for. A document timestamp is always `ETSI.RFC3161`.
    pub fn new(role: Role, sub_filter: SubFilter, room: usize) -> Self {
        let sub_filter =
            if role == Role::DocTimeStamp { SubFilter::EtsiRfc3161 } else { sub_filter };
        Self {
            role,
            sub_filter,
            room,
            field: None,
            placement: None,
            lock: None,
            time: None,
            name: None,
            reason: None,
            location: None,
            contact: None,
            case: None,
        }
    }

    /// Signs the field with this fully qualified name; it is made if there is none.
    pub fn with_field(mut self, name: impl Into<String>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// Shows the signature. A field that has a place on a page keeps it and takes the picture only.
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.placement = Some(placement);
        self
    }

    /// Locks fields, or the document, from this signature on.
    pub fn with_lock(mut self, lock: FieldLock) -> Self {
        self.lock = Some(lock);
        self
    }

    /// States the time of signing: `/M`.
    pub fn with_time(mut self, time: UnixTime) -> Self {
        self.time = Some(time);
        self
    }

    /// States the signer's name: `/Name`.
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// States the reason.
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// States the place of signing.
    pub fn with_location(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// States the case that it belongs to.
    pub fn with_case(mut self, case: impl Into<String>) -> Self {
        self.case = Some(case.into());
        self
    }

    /// States how to reach the signer.
    pub fn with_contact(mut self, contact: impl Into<String>) -> Self {
        self.contact = Some(contact.into());
        self
    }
}

/// Why a signature cannot be placed.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PrepareError {
    /// The document is certified already.
    #[error("the document is certified already: there can be only one certification")]
    AlreadyCertified,
    /// A certification must be the first signature.
    #[error("the document is signed already: a certification must be its first signature")]
    CertificationAfterApproval,
    /// An earlier signature locks the field.
    #[error("the field “{field}” is locked by the signature in “{by}”")]
    FieldLocked {
        /// The field.
        field: String,
        /// The field of the signature that locks it.
        by: String,
    },
    /// The name of a new field is empty, or is that of a field below another.
    #[error("“{field}” cannot be the name of a new field: it is empty or contains a dot")]
    FieldName {
        /// The name.
        field: String,
    },
    /// The field shows nowhere, and a picture is to be shown.
    #[error("the field “{field}” is on no page: nothing can be shown there")]
    FieldHidden {
        /// The field.
        field: String,
    },
    /// The field is signed.
    #[error("the field “{field}” is signed already")]
    FieldSigned {
        /// The field.
        field: String,
    },
    /// A field of this name is there already.
    #[error("there is a field “{field}” already")]
    FieldTaken {
        /// The field.
        field: String,
    },
    /// The field is no signature field.
    #[error("the field “{field}” is not a signature field")]
    FieldType {
        /// The field.
        field: String,
    },
    /// An earlier signature permits no change.
    #[error("the signature in “{by}” permits no further signature (P {permission})")]
    NoChangesPermitted {
        /// The field of that signature.
        by: String,
        /// What it permits: P of its DocMDP or of the lock of its field.
        permission: i64,
    },
    /// The picture would not lie on the page.
    #[error("the picture does not fit on page {page} where it is wanted")]
    Outside {
        /// The page, counted from 1.
        page: usize,
    },
    /// There is no such page.
    #[error("there is no page {page}: the document has {count}")]
    Page {
        /// The page asked for, counted from 1.
        page: usize,
        /// How many pages there are.
        count: usize,
    },
    /// The file cannot be read as the standard demands.
    #[error(transparent)]
    Pdf(#[from] PdfError),
    /// The room asked for the signature value is none, or too much.
    #[error("{room} bytes cannot be the room for a signature value")]
    Room {
        /// What was asked for.
        room: usize,
    },
    /// Nobody says how large it is to be shown.
    #[error("a place needs a size, or a picture that has one")]
    Size,
    /// A straddle seal needs two pages.
    #[error("a straddle seal needs two pages; here is {pages}")]
    Straddle {
        /// How many there are.
        pages: usize,
    },
    /// The file cannot be extended.
    #[error(transparent)]
    Update(#[from] UpdateError),
}

impl PrepareError {
    /// The stable number of this failure.
    pub fn code(&self) -> u32 {
        match self {
            Self::AlreadyCertified => 2201,
            Self::CertificationAfterApproval => 2202,
            Self::FieldHidden { .. } => 2213,
            Self::FieldLocked { .. } => 2203,
            Self::FieldName { .. } => 2204,
            Self::FieldSigned { .. } => 2205,
            Self::FieldTaken { .. } => 2210,
            Self::FieldType { .. } => 2206,
            Self::NoChangesPermitted { .. } => 2207,
            Self::Outside { .. } => 2214,
            Self::Page { .. } => 2208,
            Self::Pdf(error) => error.code(),
            Self::Room { .. } => 2209,
            Self::Size => 2215,
            Self::Straddle { .. } => 2216,
            Self::Update(error) => error.code(),
        }
    }
}
