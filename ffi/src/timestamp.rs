//! Timestamps (RFC 3161): an authority elsewhere, behind a callback, or one of the caller's own.

use std::ffi::c_void;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sidian::asn1::ObjectIdentifier;
use sidian::time::UnixTime;
use sidian::tsp::{Answered, TimestampAuthority, TimestampSource, TokenRegister, TspError};
use sidian::x509::Certificate;

use crate::boundary::{Failure, leave};
use crate::bytes::{input, made, moment, sidian_bytes, text};
use crate::certificate::sidian_certificates;
use crate::handle::{self, opaque};
use crate::key::{Key, sidian_key};
use crate::status::sidian_status;

/// A timestamp authority. Shareable by threads.
pub struct sidian_tsa {
    _private: [u8; 0],
}
opaque!(sidian_tsa => Tsa);

/// Brings a request (`TimeStampReq`, DER) to a timestamp authority, over whatever network there is,
/// and its answer (`TimeStampResp`, DER) back.
///
/// Writes the answer to `response`, which has room for `capacity` bytes, and its length to
/// `response_len`. Returns 0 on success and anything else on failure. It may call the library again;
/// it must not unwind or `longjmp`. With an authority shared by threads it runs on several at once.
pub type sidian_timestamp_callback = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        request: *const u8,
        request_len: usize,
        response: *mut u8,
        capacity: usize,
        response_len: *mut usize,
    ) -> i32,
>;

/// The object behind an authority's handle.
pub enum Tsa {
    /// Behind a callback.
    Elsewhere(Elsewhere),
    /// The caller's own.
    Own(Own),
}

/// An authority that only the caller can reach.
pub struct Elsewhere {
    ask: unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u8, usize, *mut usize) -> i32,
    userdata: *mut c_void,
}

// SAFETY: `sidian_tsa_from_callback` demands of its caller that the callback and its userdata may be
// used from any thread.
unsafe impl Send for Elsewhere {}
// SAFETY: as above, from several threads at once.
unsafe impl Sync for Elsewhere {}

/// An authority of the caller's own.
pub struct Own {
    key: Arc<Key>,
    certificates: Arc<Vec<Certificate>>,
    policy: ObjectIdentifier,
    state: Mutex<State>,
}

struct State {
    register: TokenRegister,
    /// Records of tokens that nobody has asked for yet, as lines of JSON.
    records: String,
}

/// The most bytes of an answer.
const MOST_ANSWER: usize = 1 << 20;
/// How often an answer is made again because another thread's came first.
const MOST_TRIES: usize = 64;

/// An authority elsewhere.
///
/// # Safety
///
/// `out` must be writable or NULL. `ask` must keep the contract of `sidian_timestamp_callback`, and
/// it and `userdata` must stay usable from any thread until the authority is freed and every call
/// with it has returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_tsa_from_callback(
    ask: sidian_timestamp_callback,
    userdata: *mut c_void,
    out: *mut *mut sidian_tsa,
) -> sidian_status {
    let make = || {
        let ask = ask.ok_or_else(|| Failure::null("ask"))?;
        Ok(Tsa::Elsewhere(Elsewhere { ask, userdata }))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// An authority of the caller's own, with a key and certificate for timestamps alone
/// (`sidian_certificate_draft_set_purpose`). `policy` is an object identifier such as
/// `1.2.156.3005.99.1`. `state` is what `sidian_tsa_state` gave last; NULL for a new authority.
///
/// # Safety
///
/// `policy` and `state` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_tsa_new(
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    policy: *const u8,
    policy_len: usize,
    state: *const u8,
    state_len: usize,
    out: *mut *mut sidian_tsa,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let policy = unsafe { text(policy, policy_len, "policy") }?;
        // SAFETY: readable or NULL by this function's contract.
        let state = unsafe { text(state, state_len, "state") }?;
        let policy: ObjectIdentifier = policy
            .parse()
            .map_err(|_| Failure::argument(format!("“{policy}” is no object identifier")))?;
        let register = match state {
            "" => TokenRegister::new(),
            state => TokenRegister::from_json(state).map_err(|e| refused(&e))?,
        };
        let (key, certificates) = (handle::get(key)?, handle::get(certificates)?);
        // What does not fit is said now, and not with the first request.
        TimestampAuthority::new(&*key, &certificates, policy).map_err(|e| refused(&e))?;
        let state = Mutex::new(State { register, records: String::new() });
        Ok(Tsa::Own(Own { key, certificates, policy, state }))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Answers a request at `now` (Unix seconds): `*out` is a `TimeStampResp` (DER), with a token or with
/// a refusal that says why.
///
/// # Safety
///
/// `request` must be readable for its length, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_tsa_answer(
    tsa: *const sidian_tsa,
    request: *const u8,
    request_len: usize,
    now: i64,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let request = unsafe { input(request, request_len, "request") }?;
        let (tsa, now) = (handle::get(tsa)?, moment(now)?);
        tsa.at(now).answer(request).map_err(|e| refused(&e))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The state of an authority of the caller's own as JSON. Keep it, and write it before an answer
/// leaves the house: serial numbers are given once, and time does not run backwards.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_tsa_state(
    tsa: *const sidian_tsa,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let json = handle::get(tsa)?.own()?.lock().register.to_json();
        Ok(json.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Takes out the records of the tokens made since this was last asked, one JSON object a line, each
/// bound to the one before: append them to the authority's log.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_tsa_take_records(
    tsa: *const sidian_tsa,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let tsa = handle::get(tsa)?;
        let records = std::mem::take(&mut tsa.own()?.lock().records);
        Ok(records.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the authority. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_tsa_free(tsa: *mut sidian_tsa) -> sidian_status {
    leave(|| handle::free(tsa))
}

impl Tsa {
    fn own(&self) -> Result<&Own, Failure> {
        match self {
            Self::Own(own) => Ok(own),
            Self::Elsewhere(_) => Err(Failure::argument("this authority lives elsewhere")),
        }
    }

    /// The authority as it answers at `now`.
    pub(crate) fn at(&self, now: UnixTime) -> impl TimestampSource + '_ {
        Sitting { tsa: self, now }
    }
}

struct Sitting<'a> {
    tsa: &'a Tsa,
    now: UnixTime,
}

impl TimestampSource for Sitting<'_> {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        match self.tsa {
            Tsa::Elsewhere(elsewhere) => elsewhere.answer(request),
            Tsa::Own(own) => own.answer(request, self.now),
        }
    }
}

impl Elsewhere {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        let mut response = vec![0; MOST_ANSWER];
        let mut len = 0;
        let (data, room) = (response.as_mut_ptr(), response.len());
        // SAFETY: the callback keeps its contract; every pointer is good for the call.
        let status = unsafe {
            (self.ask)(self.userdata, request.as_ptr(), request.len(), data, room, &raw mut len)
        };
        if status != 0 || len == 0 || len > response.len() {
            return Err(TspError::Unreachable { why: "the callback gave no answer".to_owned() });
        }
        response.truncate(len);
        Ok(response)
    }
}

impl Own {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// No lock is held while the key signs: it may be a callback that asks this authority again. An
    /// answer that another one came before is made again, and the first never leaves.
    fn answer(&self, request: &[u8], now: UnixTime) -> Result<Vec<u8>, TspError> {
        let authority = TimestampAuthority::new(&*self.key, &self.certificates, self.policy)?;
        for _ in 0..MOST_TRIES {
            let before = self.lock().register.clone();
            let Answered { response, register, record } =
                authority.answer(request, now, &before)?;
            let mut state = self.lock();
            if state.register == before {
                state.register = register;
                if let Some(record) = record {
                    state.records += &record.to_json();
                    state.records.push('\n');
                }
                return Ok(response);
            }
        }
        Err(TspError::Unreachable { why: "too many ask at once".to_owned() })
    }
}

pub(crate) fn refused(error: &TspError) -> Failure {
    Failure::library(error.code(), error)
}
