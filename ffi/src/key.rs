//! Keys: in memory, in files, and anywhere else through a callback.

use std::ffi::c_void;

use sidian::crypto::{
    CryptoError, PublicKey, SignatureAlgorithm, Signer, SigningKey, Suite, algorithms,
};

use crate::boundary::{Failure, leave};
use crate::bytes::{input, made, optional_text, sidian_bytes, text};
use crate::handle::{self, opaque};
use crate::status::{SIDIAN_E_ARGUMENT, sidian_status};

/// A private key, or a place where one is used. Shareable by threads.
pub struct sidian_key {
    _private: [u8; 0],
}
opaque!(sidian_key => Key);

/// Signs `message_len` bytes at `message` with a key that the library never sees.
///
/// Writes the value to `value`, which has room for `capacity` bytes, and its length to `value_len`:
/// DER `SEQUENCE {r, s}` for ECDSA and SM2, raw bytes for Ed25519 and RSA. Returns 0 on success and
/// anything else on failure. It may call the library again; it must not unwind or `longjmp`. With a
/// key shared by threads it runs on several of them at once.
pub type sidian_sign_callback = Option<
    unsafe extern "C" fn(
        userdata: *mut c_void,
        message: *const u8,
        message_len: usize,
        value: *mut u8,
        capacity: usize,
        value_len: *mut usize,
    ) -> i32,
>;

/// The object behind a key handle.
pub enum Key {
    /// In memory.
    Software(SigningKey),
    /// Elsewhere.
    External(External),
}

/// A key that only the caller can reach.
pub struct External {
    algorithm: SignatureAlgorithm,
    public: PublicKey,
    callback: Callback,
}

struct Callback {
    sign: unsafe extern "C" fn(*mut c_void, *const u8, usize, *mut u8, usize, *mut usize) -> i32,
    userdata: *mut c_void,
}

// SAFETY: `sidian_key_from_callback` demands of its caller that the callback and its userdata may be
// used from any thread.
unsafe impl Send for Callback {}
// SAFETY: as above, from several threads at once.
unsafe impl Sync for Callback {}

/// The most bytes that any signature value here has (RSA with 8192 bits).
const MOST_VALUE: usize = 1024;

impl Callback {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let mut value = vec![0; MOST_VALUE];
        let mut len = 0;
        let (data, room) = (value.as_mut_ptr(), value.len());
        // SAFETY: the callback keeps its contract; every pointer is good for the call.
        let status = unsafe {
            (self.sign)(self.userdata, message.as_ptr(), message.len(), data, room, &raw mut len)
        };
        if status != 0 || len == 0 || len > value.len() {
            return Err(CryptoError::Signing);
        }
        value.truncate(len);
        Ok(value)
    }
}

impl Signer for Key {
    fn algorithm(&self) -> &SignatureAlgorithm {
        match self {
            Self::Software(key) => key.algorithm(),
            Self::External(key) => &key.algorithm,
        }
    }

    fn public_key(&self) -> &PublicKey {
        match self {
            Self::Software(key) => key.public_key(),
            Self::External(key) => &key.public,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        match self {
            Self::Software(key) => key.sign(message),
            Self::External(key) => key.callback.sign(message),
        }
    }
}

/// Makes a new key. `suite` is `sm2`, `ed25519`, `p256`, `p384` or `rsa` (where the library was built to
/// make RSA keys).
///
/// # Safety
///
/// `suite` must be readable for `suite_len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_generate(
    suite: *const u8,
    suite_len: usize,
    out: *mut *mut sidian_key,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(suite, suite_len, "suite") }?;
        let suite = Suite::from_name(name)
            .ok_or_else(|| Failure::argument(format!("there is no suite “{name}”")))?;
        let key = SigningKey::generate(suite).map_err(crypto)?;
        Ok(Key::Software(key))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Reads the one private key of a PEM text or PKCS#8 DER. `password` may be NULL.
///
/// # Safety
///
/// `data` and `password` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_read(
    data: *const u8,
    len: usize,
    password: *const u8,
    password_len: usize,
    out: *mut *mut sidian_key,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        // SAFETY: readable or NULL by this function's contract.
        let password = unsafe { optional_text(password, password_len, "password") }?;
        let key = match std::str::from_utf8(data) {
            Ok(pem) if pem.contains("-----BEGIN") => SigningKey::from_pem(pem, password),
            _ => SigningKey::from_pkcs8_der(data, password),
        };
        Ok(Key::Software(key.map_err(crypto)?))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// A key that only the caller can reach: on a card, in an HSM, in a phone's secure store.
///
/// `algorithm` is a name such as `SM2-SM3`, `ECDSA-SHA256` or `Ed25519`; `spki` is the
/// SubjectPublicKeyInfo (DER) of the public half. `userdata` is handed to every call of `sign`.
///
/// # Safety
///
/// `algorithm` and `spki` must be readable for their lengths, `out` writable or NULL. `sign` must
/// keep the contract of `sidian_sign_callback`, and it and `userdata` must stay usable from any
/// thread until the key is freed and every call with it has returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_from_callback(
    algorithm: *const u8,
    algorithm_len: usize,
    spki: *const u8,
    spki_len: usize,
    sign: sidian_sign_callback,
    userdata: *mut c_void,
    out: *mut *mut sidian_key,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let name = unsafe { text(algorithm, algorithm_len, "algorithm") }?;
        // SAFETY: readable by this function's contract.
        let spki = unsafe { input(spki, spki_len, "spki") }?;
        let algorithm = algorithms().iter().find(|a| a.name().eq_ignore_ascii_case(name));
        let algorithm = *algorithm
            .ok_or_else(|| Failure::argument(format!("there is no algorithm “{name}”")))?;
        let public = PublicKey::from_spki(spki).map_err(crypto)?;
        if public.kind() != algorithm.key_kind() {
            let message = format!("{} does not go with this kind of key", algorithm.name());
            return Err(Failure::new(SIDIAN_E_ARGUMENT, message));
        }
        let sign = sign.ok_or_else(|| Failure::null("sign"))?;
        let callback = Callback { sign, userdata };
        Ok(Key::External(External { algorithm, public, callback }))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Writes a key that is in memory as PKCS#8 PEM, encrypted unless `password` is NULL.
///
/// # Safety
///
/// `password` must be readable for its length or NULL, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_write(
    key: *const sidian_key,
    password: *const u8,
    password_len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable or NULL by this function's contract.
        let password = unsafe { optional_text(password, password_len, "password") }?;
        match &*handle::get(key)? {
            Key::Software(key) => {
                Ok(key.to_pkcs8_pem(password).map_err(crypto)?.as_bytes().to_vec())
            }
            Key::External(_) => Err(Failure::argument("this key lives elsewhere")),
        }
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The public half: SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) as DER.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_public(
    key: *const sidian_key,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(key)?.public_key().spki().to_vec());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The name of the algorithm the key signs with, such as `SM2-SM3`.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_algorithm(
    key: *const sidian_key,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(key)?.algorithm().name().as_bytes().to_vec());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Signs bytes, for example those that `sidian_prepared_to_be_signed` lends.
///
/// # Safety
///
/// `message` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_key_sign(
    key: *const sidian_key,
    message: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let message = unsafe { input(message, len, "message") }?;
        let value = handle::get(key)?.sign(message).map_err(crypto)?;
        Ok(value)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees a key; a key in memory is wiped once no call uses it any more. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_key_free(key: *mut sidian_key) -> sidian_status {
    leave(|| handle::free(key))
}

pub(crate) fn crypto(error: CryptoError) -> Failure {
    match error {
        CryptoError::Signing => Failure::library(error.code(), &"the key refused to sign"),
        _ => Failure::library(error.code(), &error),
    }
}
