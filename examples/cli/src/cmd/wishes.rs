//! How a document is to be signed, whoever holds the key.

use clap::{Args, ValueEnum};
use sidian::pades::{DocMdp, SubFilter};
use sidian::signature::SignatureDraft;
use sidian::time::UnixTime;

use super::look::{LookArgs, Said};
use crate::failure::Failure;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct WishArgs {
    /// Name of the signature field: an empty one that is there, or a new one
    #[arg(long, value_name = "NAME")]
    field: Option<String>,

    /// Reason, written into the signature
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,

    /// Place, written into the signature
    #[arg(long, value_name = "TEXT")]
    location: Option<String>,

    /// Certify: 1 nothing may change, 2 forms may be filled, 3 also annotations
    #[arg(long, value_name = "1|2|3")]
    certify: Option<Certify>,

    /// Signature format: cades (default, ETSI.CAdES.detached) or pkcs7 (adbe.pkcs7.detached)
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    #[command(flatten)]
    look: LookArgs,
}

/// The permission of a certification signature.
#[derive(Clone, Copy, ValueEnum)]
enum Certify {
    /// Nothing may change.
    #[value(name = "1")]
    NoChanges,
    /// Forms may be filled.
    #[value(name = "2")]
    FormFilling,
    /// Also annotations.
    #[value(name = "3")]
    Annotations,
}

/// The container of a signature.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// `ETSI.CAdES.detached`.
    Cades,
    /// `adbe.pkcs7.detached`.
    Pkcs7,
}

impl WishArgs {
    /// The signature as it is wished for, by `signer`.
    pub(super) fn draft<'a>(
        &self,
        pdf: &'a [u8],
        signer: &str,
        ui: &Ui,
        now: UnixTime,
    ) -> Result<SignatureDraft<'a>, Failure> {
        let mut draft = SignatureDraft::new(pdf);
        if let Some(field) = &self.field {
            draft = draft.with_field(field);
        }
        if let Some(reason) = &self.reason {
            draft = draft.with_reason(reason);
        }
        if let Some(location) = &self.location {
            draft = draft.with_location(location);
        }
        if let Some(certify) = self.certify {
            draft = draft.with_certification(match certify {
                Certify::NoChanges => DocMdp::NoChanges,
                Certify::FormFilling => DocMdp::FormFilling,
                Certify::Annotations => DocMdp::Annotations,
            });
        }
        if let Some(Format::Pkcs7) = self.format {
            draft = draft.with_sub_filter(SubFilter::AdbePkcs7Detached);
        }
        let said = Said {
            signer,
            reason: self.reason.as_deref(),
            field: self.field.as_deref(),
            language: ui.language(),
        };
        Ok(match self.look.placement(&said, pdf, now)? {
            Some(placement) => draft.with_placement(placement),
            None => draft,
        })
    }
}
