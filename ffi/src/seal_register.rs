//! What became of seals (登记、停用、注销), and the journal of their uses (用印记录).

use sidian::seal::journal::{JournalError, SealingJournal, SealingRecord};
use sidian::seal::register::{SealEvent, SealRegister, SealRegisterError};

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{Draft, input, made, moment, sidian_bytes, sidian_text, text, texts, told};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::seal::sidian_seal;
use crate::status::sidian_status;

/// A maker's book of seals: events are only added, every state follows from them.
pub struct sidian_seal_register {
    _private: [u8; 0],
}
opaque!(sidian_seal_register => Draft<SealRegister>);

/// A journal of uses whose chain and signatures hold.
pub struct sidian_seal_journal {
    _private: [u8; 0],
}
opaque!(sidian_seal_journal => Draft<SealingJournal>);

/// An empty book.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_register_new(
    out: *mut *mut sidian_seal_register,
) -> sidian_status {
    let make = || Ok(Draft::new(SealRegister::new()));
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Reads a book that `sidian_seal_register_write` wrote. Every event is played again.
///
/// # Safety
///
/// `json` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_register_read(
    json: *const u8,
    len: usize,
    out: *mut *mut sidian_seal_register,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let json = unsafe { input(json, len, "json") }?;
        Ok(Draft::new(SealRegister::from_json(json).map_err(refused)?))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The book as JSON, to keep.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_register_write(
    register: *const sidian_seal_register,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let json = handle::get(register)?.edit(|book| Ok(book.to_json()))?;
        Ok(json)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Enters a seal that was made and handed over to `owner` at `now`.
///
/// # Safety
///
/// `owner` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_register_enter(
    register: *mut sidian_seal_register,
    seal: *const sidian_seal,
    owner: *const u8,
    len: usize,
    now: i64,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let owner = unsafe { text(owner, len, "owner") }?;
        let (book, seal) = (handle::get(register)?, handle::get(seal)?);
        let now = moment(now)?;
        book.edit(|book| book.register(&seal, owner, now).map_err(refused))
    })
}

/// Records what happened to a seal, named by its identifier: `event` is `stop`, `restore`, `cancel` or
/// `compromise`. `since` counts for a compromise: from when on the key may have been in wrong hands
/// (Unix seconds); 0 where that is not known.
///
/// # Safety
///
/// Every text must be readable for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_register_record(
    register: *mut sidian_seal_register,
    seal: sidian_text,
    event: sidian_text,
    reason: sidian_text,
    since: i64,
    now: i64,
) -> sidian_status {
    enter(|| {
        // SAFETY: every text is readable by this function's contract.
        let read = unsafe { texts() };
        let (seal, word) = (read(seal, "seal")?, read(event, "event")?);
        let reason = read(reason, "reason")?;
        let event = SealEvent::from_word(word)
            .ok_or_else(|| Failure::argument(format!("there is no event “{word}”")))?;
        let since = if since == 0 { None } else { Some(moment(since)?) };
        let now = moment(now)?;
        let book = handle::get(register)?;
        book.edit(|book| book.record(seal, event, now, since, reason).map_err(refused))
    })
}

/// The register to publish: signed by the maker of the seals, good for `seconds` from `now`. Verifiers
/// take it with `sidian_evidence_add_seal_register`.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_register_sign(
    register: *const sidian_seal_register,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    seconds: i64,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, handle::get(certificates)?);
        let now = moment(now)?;
        let book = handle::get(register)?.edit(|book| Ok(book.clone()))?;
        let signed = book.sign(&*key, &chain, now.plus(seconds), now).map_err(refused)?;
        Ok(signed.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the book. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_register_free(register: *mut sidian_seal_register) -> sidian_status {
    leave(|| handle::free(register))
}

/// Reads a journal and verifies its chain and signatures: each line must be by one of `keepers`, whom
/// the caller has a reason to trust, and the line whose digest is `head` must be there, where it is
/// not empty. Nothing to read (`len` 0) is a new journal.
///
/// # Safety
///
/// `data` and `head` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_journal_read(
    data: *const u8,
    len: usize,
    keepers: *const sidian_certificates,
    head: *const u8,
    head_len: usize,
    out: *mut *mut sidian_seal_journal,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        // SAFETY: readable by this function's contract.
        let head = unsafe { text(head, head_len, "head") }?;
        let keepers = handle::get(keepers)?;
        let journal = SealingJournal::verify_from(data, &keepers, head).map_err(unchained)?;
        Ok(Draft::new(journal))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Writes the use of a seal by the holder of the first certificate of `signer` on `document` for a
/// case into the journal: `*line` is to be appended to its file, with a line break behind it. Append
/// it before the sealed document leaves the house.
///
/// # Safety
///
/// `document` and `case_number` must be readable for their lengths, `line` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_journal_append(
    journal: *mut sidian_seal_journal,
    seal: *const sidian_seal,
    signer: *const sidian_certificates,
    document: *const u8,
    document_len: usize,
    case_number: *const u8,
    case_len: usize,
    keeper_key: *const sidian_key,
    keeper: *const sidian_certificates,
    now: i64,
    line: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let document = unsafe { input(document, document_len, "document") }?;
        // SAFETY: readable by this function's contract.
        let case = unsafe { text(case_number, case_len, "case_number") }?;
        let (seal, signer) = (handle::get(seal)?, handle::get(signer)?);
        let own = signer.first().ok_or_else(|| Failure::argument("signer is empty"))?;
        let (key, chain) = (handle::get(keeper_key)?, handle::get(keeper)?);
        let record = SealingRecord::new(&seal, own, document, case, moment(now)?);
        let shared = handle::get(journal)?;
        // The key may be a callback that asks for this journal again: it signs for a copy. What
        // another use wrote meanwhile is not overwritten.
        let mut copy = shared.edit(|journal| Ok(journal.clone()))?;
        let before = copy.head().to_owned();
        let made = copy.append(record, &*key, &chain).map_err(unchained)?;
        shared.edit(|journal| {
            if journal.head() != before {
                return Err(Failure::argument("the journal went on meanwhile: append again"));
            }
            *journal = copy;
            Ok(())
        })?;
        Ok(made.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(line, make) }
}

/// How many uses the journal holds.
///
/// # Safety
///
/// `count` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_journal_count(
    journal: *const sidian_seal_journal,
    count: *mut usize,
) -> sidian_status {
    let tell = || handle::get(journal)?.edit(|journal| Ok(journal.records().len()));
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(count, 0, tell) }
}

/// Digest of the last line, SM3 in hexadecimal; empty for an empty journal. Whoever keeps it elsewhere
/// can tell later whether lines were cut off.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_journal_head(
    journal: *const sidian_seal_journal,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let head = handle::get(journal)?.edit(|journal| Ok(journal.head().to_owned()))?;
        Ok(head.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The uses as a JSON array, oldest first.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_seal_journal_json(
    journal: *const sidian_seal_journal,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let json = handle::get(journal)?.edit(|journal| {
            serde_json::to_vec(journal.records()).map_err(|e| Failure::argument(e.to_string()))
        })?;
        Ok(json)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the journal. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_seal_journal_free(journal: *mut sidian_seal_journal) -> sidian_status {
    leave(|| handle::free(journal))
}

fn refused(error: SealRegisterError) -> Failure {
    Failure::library(error.code(), &error)
}

fn unchained(error: JournalError) -> Failure {
    Failure::library(error.code(), &error)
}
