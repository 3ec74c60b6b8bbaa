//! Annotated copies of licences (加注件): for one recipient and purpose, marked on every page.

use sidian::material::copy::CopyRequest;

use crate::bytes::{input, moment, sidian_text, some, texts};
use crate::grant::party;
use crate::handle;
use crate::report::{Judged, judged, sidian_report};
use crate::status::sidian_status;
use crate::verifier::{sidian_verifier, unanswerable};

/// Judges an annotated copy for what its recipient is about to do: use it for this purpose and case
/// (or empty). `original` is the licence's file; without it (NULL) the answer stays open.
///
/// # Safety
///
/// Everything must be readable for its length, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_copy(
    verifier: *const sidian_verifier,
    pdf: *const u8,
    len: usize,
    recipient: sidian_text,
    purpose: sidian_text,
    case_number: sidian_text,
    original: *const u8,
    original_len: usize,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: readable by this function's contract.
        let pdf = unsafe { input(pdf, len, "pdf") }?;
        // SAFETY: every text is readable by this function's contract.
        let read = unsafe { texts() };
        let recipient = party(read(recipient, "recipient")?)?;
        let (purpose, case) = (read(purpose, "purpose")?, read(case_number, "case_number")?);
        let brought = !original.is_null();
        // SAFETY: readable or NULL by this function's contract.
        let original = unsafe { input(original, original_len, "original") }?;
        let verifier = handle::get(verifier)?;
        let mut request = CopyRequest::new(&recipient, purpose);
        if let Some(case) = some(case) {
            request = request.with_case(case);
        }
        if brought {
            request = request.with_original(original);
        }
        let answer = verifier.copy(pdf, &request, moment(now)?).map_err(unanswerable)?;
        Ok(Judged::Copy(Box::new(answer)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

#[cfg(feature = "render")]
mod make {
    use sidian::material::copy::{CopyDraft, CopyError, CopyQuota};

    use super::*;
    use crate::boundary::Failure;
    use crate::bytes::{NO_TEXT, made, options, sidian_bytes};
    use crate::certificate::sidian_certificates;
    use crate::key::sidian_key;
    use crate::ledger::sidian_ledger;
    use crate::licence::{sidian_licence, typeface};
    use crate::status::SIDIAN_E_ARGUMENT;

    /// What a copy is for. Set `size` to `sizeof(sidian_copy)`.
    #[repr(C)]
    pub struct sidian_copy {
        /// The size of this struct, as the caller's header has it.
        pub size: usize,
        /// The file of the licence.
        pub original: *const u8,
        /// How many bytes.
        pub original_len: usize,
        /// Who makes and signs it: kind and code.
        pub maker: sidian_text,
        /// The name of the recipient, as it stands on the pages.
        pub recipient_name: sidian_text,
        /// Why it is made, at most 200 characters.
        pub cause: sidian_text,
        /// Until before when it is good (Unix seconds), at most as long as its authorisation.
        pub until: i64,
        /// The most copies of the licence within `days`; 0 for the default of 3.
        pub most: u32,
        /// Within how many days; 0 for the default of 90.
        pub days: u16,
        /// A TrueType or OpenType file; NULL means the best one installed.
        pub font: *const u8,
        /// How many bytes.
        pub font_len: usize,
    }

    /// Makes an annotated copy of a licence that passed, under an authorisation that passed (a report
    /// of `sidian_verify_grant`): its pages with the mark 仅供…使用, certified so that nothing may
    /// change. Recipient, purpose and case are those of the authorisation. The copy is entered in
    /// `ledger` before it is signed.
    ///
    /// # Safety
    ///
    /// `copy` must be readable as far as its `size` says, and so must everything in it; `out` must be
    /// writable or NULL.
    #[unsafe(no_mangle)]
    pub unsafe extern "C" fn sidian_copy_make(
        licence: *const sidian_licence,
        grant: *const sidian_report,
        copy: *const sidian_copy,
        ledger: *const sidian_ledger,
        key: *const sidian_key,
        certificates: *const sidian_certificates,
        now: i64,
        out: *mut *mut sidian_bytes,
    ) -> sidian_status {
        let make = || {
            // SAFETY: readable or NULL by this function's contract; numbers and pointers.
            let copy = unsafe { options(copy, NOTHING, "copy") }?;
            // SAFETY: readable by this function's contract.
            let original = unsafe { input(copy.original, copy.original_len, "original") }?;
            // SAFETY: readable or NULL by this function's contract.
            let font = unsafe { input(copy.font, copy.font_len, "font") }?;
            // SAFETY: every text is readable by this function's contract.
            let read = unsafe { texts() };
            let maker = party(read(copy.maker, "maker")?)?;
            let words = (read(copy.recipient_name, "recipient_name")?, read(copy.cause, "cause")?);
            let (licence, judged) = (handle::get(licence)?, handle::get(grant)?);
            let (ledger, key) = (handle::get(ledger)?, handle::get(key)?);
            let (chain, now) = (handle::get(certificates)?, moment(now)?);
            judged.passed()?;
            let Judged::Grant(report) = &*judged else {
                return Err(Failure::new(
                    SIDIAN_E_ARGUMENT,
                    "the report is about no authorisation",
                ));
            };
            let grant = report.accepted().ok_or_else(|| Failure::argument("it did not pass"))?;
            let period = (now, moment(copy.until)?);
            let draft = CopyDraft::new((&licence, original), grant, &maker, words, period);
            let draft = draft.map_err(refused)?;
            let typeface = typeface(font)?;
            let pages = sidian_render::copy::draw(original, draft.statement(), &typeface, now)
                .map_err(|e| Failure::argument(format!("the pages: {e}")))?;
            let known = CopyQuota::default();
            let quota = CopyQuota {
                most: if copy.most == 0 { known.most } else { copy.most },
                days: if copy.days == 0 { known.days } else { copy.days },
            };
            let done = draft.seal(&pages, (&*key, &chain), (&*ledger, quota), now);
            done.map_err(refused)
        };
        // SAFETY: writable or NULL by this function's contract.
        unsafe { made(out, make) }
    }

    fn refused(error: CopyError) -> Failure {
        Failure::library(error.code(), &error)
    }

    const NOTHING: sidian_copy = sidian_copy {
        size: 0,
        original: std::ptr::null(),
        original_len: 0,
        maker: NO_TEXT,
        recipient_name: NO_TEXT,
        cause: NO_TEXT,
        until: 0,
        most: 0,
        days: 0,
        font: std::ptr::null(),
        font_len: 0,
    };
}
#[cfg(feature = "render")]
pub use make::{sidian_copy, sidian_copy_make};
