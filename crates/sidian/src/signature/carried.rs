//! A seal that travels with a signature, bound to it by being signed.

use super::container::Container;
use crate::asn1::{Reader, oid, writer};
use crate::cms::{Dialect, SignedAttributes};
use crate::crypto::{Digest, Hash};
use crate::pades::SubFilter;
use crate::ses::{SesVersion, TbsSignParts};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// A seal for a signature to apply, and how the signature carries it.
#[derive(Clone, Debug)]
pub(crate) struct Carried {
    seal: Vec<u8>,
    version: SesVersion,
    form: Form,
}

#[derive(Clone, Copy, Debug)]
enum Form {
    /// As one signed attribute of a CMS container.
    Attribute,
    /// Inside of the `TBS_Sign` of an `SES_Signature`.
    Ses,
}

impl Carried {
    /// The `SES_Seal` as it was made, of edition `version`, for a signature of this kind.
    pub(crate) fn new(seal: Vec<u8>, version: SesVersion, sub_filter: &SubFilter) -> Self {
        let form = match sub_filter {
            SubFilter::GmSm2Seal => Form::Ses,
            _ => Form::Attribute,
        };
        Self { seal, version, form }
    }

    /// The container that lacks the value. `times` are the time of sealing, and what a CMS
    /// container may state of it.
    pub(super) fn container(
        &self,
        digest: &Digest,
        signer: &Certificate,
        hash: Hash,
        (at, claimed): (UnixTime, Option<UnixTime>),
    ) -> Container {
        match self.form {
            Form::Attribute => {
                let base = SignedAttributes::new(Dialect::Rfc5652, digest, signer, hash, claimed);
                let seal = writer::octet_string(&self.seal);
                Container::Cms(base.with_attribute(oid::SES_SEAL, &seal))
            }
            Form::Ses => {
                let parts = TbsSignParts {
                    version: self.version,
                    seal: &self.seal,
                    time: at,
                    data_hash: digest.as_ref(),
                    property_info: PROPERTY_INFO,
                    extensions: &[],
                };
                Container::Ses(parts.encode())
            }
        }
    }
}

/// The digest that a `TBS_Sign` of V4 or V5 states: its fourth element.
pub(super) fn stated_hash(to_sign: &[u8]) -> Option<&[u8]> {
    let mut body = Reader::new(to_sign).sequence().ok()?;
    for _ in 0..3 {
        body.read().ok()?;
    }
    body.bit_bytes().ok()
}

/// What was sealed, in words: the bytes that `/ByteRange` names.
const PROPERTY_INFO: &str = "/ByteRange";
