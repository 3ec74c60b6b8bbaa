//! Handles that are stale, foreign, invented or freed twice are found out, and cost nothing.

use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};

use sidian_ffi::bytes::{sidian_bytes, sidian_bytes_free, sidian_bytes_view};
use sidian_ffi::key::{sidian_key, sidian_key_free, sidian_key_generate, sidian_key_public};
use sidian_ffi::status::{SIDIAN_E_HANDLE, SIDIAN_E_NULL, SIDIAN_OK};
use sidian_ffi::trust::{sidian_trust, sidian_trust_free, sidian_trust_new};

fn key() -> *mut sidian_key {
    let mut key = ptr::null_mut();
    // SAFETY: the text is readable and the out-parameter writable.
    let status = unsafe { sidian_key_generate(b"ed25519".as_ptr(), 7, &raw mut key) };
    assert_eq!(status, SIDIAN_OK);
    key
}

fn public(key: *const sidian_key) -> (i32, *mut sidian_bytes) {
    let mut out = ptr::without_provenance_mut(0x5a5a);
    // SAFETY: the out-parameter is writable.
    let status = unsafe { sidian_key_public(key, &raw mut out) };
    (status, out)
}

#[test]
fn a_freed_handle_is_stale_and_its_out_parameter_cleared() {
    let key = key();
    assert_eq!(sidian_key_free(key), SIDIAN_OK);
    assert_eq!(public(key), (SIDIAN_E_HANDLE, ptr::null_mut()));
    assert_eq!(sidian_key_free(key), SIDIAN_E_HANDLE, "freed twice");
}

#[test]
fn null_is_named_and_freeing_it_is_fine() {
    assert_eq!(public(ptr::null()), (SIDIAN_E_NULL, ptr::null_mut()));
    assert_eq!(sidian_key_free(ptr::null_mut()), SIDIAN_OK);
}

#[test]
fn an_invented_handle_is_refused() {
    for invented in [1, 2, 0xffff, usize::MAX, usize::MAX / 2, 1 << 33, 0x7fff_0000_1234] {
        let handle = ptr::without_provenance::<sidian_key>(invented);
        let (status, out) = public(handle);
        // A live key of another test may have this very number; then its public half came out.
        if status == SIDIAN_OK {
            assert_eq!(sidian_bytes_free(out), SIDIAN_OK);
        } else {
            assert_eq!((status, out), (SIDIAN_E_HANDLE, ptr::null_mut()), "{invented:#x}");
        }
    }
    let local = 0_u64;
    let (status, _) = public((&raw const local).cast());
    assert_eq!(status, SIDIAN_E_HANDLE, "a pointer into the stack");
}

#[test]
fn a_handle_of_another_type_is_refused_and_not_freed() {
    let mut trust: *mut sidian_trust = ptr::null_mut();
    // SAFETY: the out-parameter is writable.
    assert_eq!(unsafe { sidian_trust_new(&raw mut trust) }, SIDIAN_OK);
    assert_eq!(public(trust.cast()).0, SIDIAN_E_HANDLE);
    assert_eq!(sidian_key_free(trust.cast()), SIDIAN_E_HANDLE);
    assert_eq!(sidian_trust_free(trust), SIDIAN_OK, "it was still there");
}

#[test]
fn a_slot_used_again_does_not_revive_the_old_handle() {
    let old = key();
    assert_eq!(sidian_key_free(old), SIDIAN_OK);
    let many: Vec<_> = (0..64).map(|_| key()).collect();
    assert_eq!(public(old).0, SIDIAN_E_HANDLE);
    for key in many {
        assert_eq!(sidian_key_free(key), SIDIAN_OK);
    }
}

#[test]
fn a_view_is_the_bytes_and_stays_until_they_are_freed() {
    let key = key();
    let (status, bytes) = public(key);
    assert_eq!(status, SIDIAN_OK);
    let (mut data, mut len) = (ptr::null(), 0);
    // SAFETY: both are writable.
    assert_eq!(unsafe { sidian_bytes_view(bytes, &raw mut data, &raw mut len) }, SIDIAN_OK);
    assert_eq!(len, 44, "the SubjectPublicKeyInfo of an Ed25519 key");
    // SAFETY: lent just now, and not freed.
    assert_eq!(unsafe { *data }, 0x30);
    assert_eq!(sidian_bytes_free(bytes), SIDIAN_OK);
    assert_eq!(sidian_key_free(key), SIDIAN_OK);
}

#[test]
fn a_free_during_calls_on_other_threads_is_harmless() {
    for _ in 0..50 {
        let handle = key().addr();
        let go = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !go.load(Ordering::Acquire) {
                        std::hint::spin_loop();
                    }
                    for _ in 0..20 {
                        let (status, out) = public(ptr::without_provenance(handle));
                        assert!([SIDIAN_OK, SIDIAN_E_HANDLE].contains(&status), "{status}");
                        assert_eq!(out.is_null(), status != SIDIAN_OK);
                        assert_eq!(sidian_bytes_free(out), SIDIAN_OK);
                    }
                });
            }
            scope.spawn(|| {
                go.store(true, Ordering::Release);
                assert_eq!(sidian_key_free(ptr::without_provenance_mut(handle)), SIDIAN_OK);
            });
        });
    }
}
