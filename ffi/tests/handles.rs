//! Handles that are stale, foreign, invented or freed twice are found out, and cost nothing; and what
//! the caller lends is read as far as it reaches.
//!
//! Nothing here calls C or signs, so that Miri runs all of it (`ffi/README.md` has the command).

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sidian_ffi::boundary::sidian_last_error_message;
use sidian_ffi::bytes::{
    sidian_bytes, sidian_bytes_free, sidian_bytes_read_file, sidian_bytes_view,
    sidian_bytes_write_file, sidian_text,
};
use sidian_ffi::exempt::{
    sidian_applicant_free, sidian_applicant_new, sidian_item, sidian_item_code, sidian_item_free,
    sidian_item_read,
};
use sidian_ffi::key::{sidian_key, sidian_key_free, sidian_key_from_callback, sidian_key_sign};
use sidian_ffi::status::{
    SIDIAN_E_ARGUMENT, SIDIAN_E_HANDLE, SIDIAN_E_NULL, SIDIAN_E_UTF8, SIDIAN_OK,
};
use sidian_ffi::trust::{sidian_trust, sidian_trust_free, sidian_trust_new};
use sidian_ffi::verifier::{sidian_policy, sidian_verifier_free, sidian_verifier_new};

const LIST: &str = r#"{"format": 1, "code": "410800-0001", "name": "n", "basis": "b", "note": "n",
    "department": {"name": "d", "code": "11410800MB00000009"}, "papers": [{"name": "p",
    "required": true, "accepts": [{"licence": {"name": "l"}}]}]}"#;

fn item() -> *mut sidian_item {
    let mut item = ptr::null_mut();
    // SAFETY: the text is readable and the out-parameter writable.
    let status = unsafe { sidian_item_read(LIST.as_ptr(), LIST.len(), &raw mut item) };
    assert_eq!(status, SIDIAN_OK, "{}", last_error());
    item
}

fn code(item: *const sidian_item) -> (i32, *mut sidian_bytes) {
    let mut out = ptr::without_provenance_mut(0x5a5a);
    // SAFETY: the out-parameter is writable.
    let status = unsafe { sidian_item_code(item, &raw mut out) };
    (status, out)
}

fn trust() -> *mut sidian_trust {
    let mut trust: *mut sidian_trust = ptr::null_mut();
    // SAFETY: the out-parameter is writable.
    assert_eq!(unsafe { sidian_trust_new(&raw mut trust) }, SIDIAN_OK);
    trust
}

fn view(bytes: *const sidian_bytes) -> &'static [u8] {
    let (mut data, mut len) = (ptr::null(), 0);
    // SAFETY: both are writable.
    assert_eq!(unsafe { sidian_bytes_view(bytes, &raw mut data, &raw mut len) }, SIDIAN_OK);
    // SAFETY: lent just now; no test looks at it after it has freed the bytes.
    unsafe { std::slice::from_raw_parts(data, len) }
}

fn last_error() -> String {
    let (mut text, mut len) = (ptr::null(), 0);
    // SAFETY: both are writable.
    assert_eq!(unsafe { sidian_last_error_message(&raw mut text, &raw mut len) }, SIDIAN_OK);
    // SAFETY: lent until this thread's next call.
    let bytes = unsafe { std::slice::from_raw_parts(text, len) };
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// As often where Miri looks at every step of it as is worth the wait.
fn times(often: usize) -> usize {
    if cfg!(miri) { often / 16 } else { often }
}

#[test]
fn a_freed_handle_is_stale_and_its_out_parameter_cleared() {
    let item = item();
    assert_eq!(sidian_item_free(item), SIDIAN_OK);
    assert_eq!(code(item), (SIDIAN_E_HANDLE, ptr::null_mut()));
    assert_eq!(sidian_item_free(item), SIDIAN_E_HANDLE, "freed twice");
    assert!(last_error().contains("sidian_item"), "{}", last_error());
}

#[test]
fn null_is_named_and_freeing_it_is_fine() {
    assert_eq!(code(ptr::null()), (SIDIAN_E_NULL, ptr::null_mut()));
    assert_eq!(sidian_item_free(ptr::null_mut()), SIDIAN_OK);
}

#[test]
fn an_invented_handle_is_refused() {
    for invented in [1, 2, 0xffff, usize::MAX, usize::MAX / 2, 1 << 33, 0x7fff_0000_1234] {
        let handle = ptr::without_provenance::<sidian_item>(invented);
        let (status, out) = code(handle);
        // A live item of another test may have this very number; then its code came out.
        if status == SIDIAN_OK {
            assert_eq!(sidian_bytes_free(out), SIDIAN_OK);
        } else {
            assert_eq!((status, out), (SIDIAN_E_HANDLE, ptr::null_mut()), "{invented:#x}");
        }
    }
    let local = 0_u64;
    let (status, _) = code((&raw const local).cast());
    assert_eq!(status, SIDIAN_E_HANDLE, "a pointer into the stack");
}

#[test]
fn a_handle_of_another_type_is_refused_and_not_freed() {
    let trust = trust();
    assert_eq!(code(trust.cast()).0, SIDIAN_E_HANDLE);
    assert_eq!(sidian_item_free(trust.cast()), SIDIAN_E_HANDLE);
    assert_eq!(sidian_trust_free(trust), SIDIAN_OK, "it was still there");
}

#[test]
fn a_slot_used_again_does_not_revive_the_old_handle() {
    let old = item();
    assert_eq!(sidian_item_free(old), SIDIAN_OK);
    let many: Vec<_> = (0..times(64)).map(|_| trust()).collect();
    assert_eq!(code(old).0, SIDIAN_E_HANDLE);
    for trust in many {
        assert_eq!(sidian_trust_free(trust), SIDIAN_OK);
    }
}

#[test]
fn a_view_is_the_bytes_and_stays_until_they_are_freed() {
    let item = item();
    let (status, bytes) = code(item);
    assert_eq!(status, SIDIAN_OK);
    assert_eq!(sidian_item_free(item), SIDIAN_OK);
    assert_eq!(view(bytes), b"410800-0001");
    assert_eq!(sidian_bytes_free(bytes), SIDIAN_OK);
}

#[test]
fn a_free_during_calls_on_other_threads_is_harmless() {
    for _ in 0..times(50) {
        let handle = item().addr();
        let go = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !go.load(Ordering::Acquire) {
                        std::thread::yield_now();
                    }
                    for _ in 0..times(32) {
                        let (status, out) = code(ptr::without_provenance(handle));
                        assert!([SIDIAN_OK, SIDIAN_E_HANDLE].contains(&status), "{status}");
                        assert_eq!(out.is_null(), status != SIDIAN_OK);
                        assert_eq!(sidian_bytes_free(out), SIDIAN_OK);
                    }
                });
            }
            scope.spawn(|| {
                go.store(true, Ordering::Release);
                assert_eq!(sidian_item_free(ptr::without_provenance_mut(handle)), SIDIAN_OK);
            });
        });
    }
}

/// A struct of options is read as far as its `size` says and no further: here that is all there is.
#[test]
fn a_shorter_struct_is_read_to_its_end_and_has_defaults_behind_it() {
    let trust = trust();
    let build = |policy: *const sidian_policy| {
        let mut verifier = ptr::null_mut();
        // SAFETY: the policy is readable as far as its size says, and the out-parameter writable.
        let status = unsafe { sidian_verifier_new(trust, ptr::null(), policy, &raw mut verifier) };
        assert_eq!(sidian_verifier_free(verifier), SIDIAN_OK);
        status
    };
    let size_alone = Box::new(size_of::<usize>());
    assert_eq!(build((&raw const *size_alone).cast()), SIDIAN_OK);
    let with_mode: Box<[usize; 2]> = Box::new([size_of::<[usize; 2]>(), usize::MAX]);
    assert_eq!(build(with_mode.as_ptr().cast()), SIDIAN_E_ARGUMENT, "no such revocation mode");
    let tiny = Box::new(1_usize);
    assert_eq!(build((&raw const *tiny).cast()), SIDIAN_E_ARGUMENT, "less than its own size");
    let odd = with_mode.as_ptr().wrapping_byte_add(1);
    assert_eq!(build(odd.cast()), SIDIAN_E_ARGUMENT, "not aligned");
    assert_eq!(sidian_trust_free(trust), SIDIAN_OK);
}

#[test]
fn texts_are_lent_for_their_length_and_must_be_utf8() {
    let who = "001:91410800MA4400D94H";
    let text = |bytes: &[u8]| sidian_text { data: bytes.as_ptr(), len: bytes.len() };
    let none = sidian_text { data: ptr::null(), len: 0 };
    for (said, case, wanted) in [
        (text(who.as_bytes()), none, SIDIAN_OK),
        (text(&[0xff, 0xfe]), none, SIDIAN_E_UTF8),
        (text(who.as_bytes()), sidian_text { data: ptr::null(), len: 5 }, SIDIAN_E_NULL),
        (sidian_text { len: usize::MAX, ..text(b"") }, none, SIDIAN_E_ARGUMENT),
    ] {
        let mut applicant = ptr::null_mut();
        // SAFETY: every text is readable for its length, or refused before it is read.
        let status = unsafe { sidian_applicant_new(said, case, &raw mut applicant) };
        assert_eq!(status, wanted, "{}", last_error());
        assert_eq!(sidian_applicant_free(applicant), SIDIAN_OK);
    }
}

#[test]
fn bytes_go_to_a_file_and_come_back() {
    let item = item();
    let (_, bytes) = code(item);
    let path = std::env::temp_dir().join(format!("sidian-handles-{}", std::process::id()));
    let path = path.to_str().expect("UTF-8");
    // SAFETY: the path is readable.
    let status = unsafe { sidian_bytes_write_file(bytes, path.as_ptr(), path.len()) };
    assert_eq!(status, SIDIAN_OK, "{}", last_error());
    let mut again = ptr::null_mut();
    // SAFETY: the path is readable and the out-parameter writable.
    let status = unsafe { sidian_bytes_read_file(path.as_ptr(), path.len(), &raw mut again) };
    assert_eq!(status, SIDIAN_OK, "{}", last_error());
    assert_eq!(view(again), view(bytes));
    assert_eq!(sidian_bytes_free(again), SIDIAN_OK);
    assert_eq!(sidian_bytes_free(bytes), SIDIAN_OK);
    assert_eq!(sidian_item_free(item), SIDIAN_OK);
    std::fs::remove_file(path).expect("it was there");
}

/// A key that is elsewhere: what it is asked to sign says how it behaves.
struct Card {
    key: AtomicUsize,
}

unsafe extern "C" fn sign(
    userdata: *mut c_void,
    message: *const u8,
    len: usize,
    value: *mut u8,
    capacity: usize,
    value_len: *mut usize,
) -> i32 {
    // SAFETY: a card is what the key was made with, and it outlives the key.
    let card = unsafe { &*userdata.cast::<Card>() };
    // SAFETY: the message is readable for the call.
    let message = unsafe { std::slice::from_raw_parts(message, len) };
    let written = match message {
        b"refuse" => return 1,
        b"say nothing" => return 0,
        b"boast" => capacity + 1,
        b"free the key" => {
            let key = ptr::without_provenance_mut(card.key.load(Ordering::Acquire));
            assert_eq!(sidian_key_free(key), SIDIAN_OK, "the call keeps it");
            capacity
        }
        _ => capacity,
    };
    // SAFETY: there is room for as many bytes.
    unsafe { ptr::write_bytes(value, 0x5a, capacity) };
    // SAFETY: writable for the call.
    unsafe { value_len.write(written) };
    0
}

#[test]
fn a_callback_has_the_room_it_is_told_and_may_call_back_in() {
    // the public key of RFC 8410 §10.1
    let spki = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00\x19\xbf\x44\x09\x69\x84\xcd\xfe\
        \x85\x41\xba\xc1\x67\xdc\x3b\x96\xc8\x50\x86\xaa\x30\xb6\xb6\xcb\x0c\x5c\x38\xad\x70\x31\x66\xe1";
    let card = Card { key: AtomicUsize::new(0) };
    let (name, userdata) = (b"Ed25519", (&raw const card).cast_mut().cast());
    let mut key: *mut sidian_key = ptr::null_mut();
    let (n, k) = (name.as_ptr(), spki.as_ptr());
    // SAFETY: name and key are readable, the card outlives the key, the out-parameter is writable.
    let status = unsafe {
        sidian_key_from_callback(n, name.len(), k, spki.len(), Some(sign), userdata, &raw mut key)
    };
    assert_eq!(status, SIDIAN_OK, "{}", last_error());
    card.key.store(key.addr(), Ordering::Release);
    let signed = |message: &[u8]| {
        let mut out = ptr::null_mut();
        // SAFETY: the message is readable and the out-parameter writable.
        let status = unsafe { sidian_key_sign(key, message.as_ptr(), message.len(), &raw mut out) };
        assert_eq!(out.is_null(), status != SIDIAN_OK);
        let value = (status == SIDIAN_OK).then(|| view(out).to_vec());
        assert_eq!(sidian_bytes_free(out), SIDIAN_OK);
        value
    };
    for refused in ["refuse", "say nothing", "boast"] {
        assert_eq!(signed(refused.as_bytes()), None, "{refused}");
    }
    assert!(signed(b"sign").is_some_and(|value| value.iter().all(|byte| *byte == 0x5a)));
    assert!(signed(b"free the key").is_some(), "{}", last_error());
    assert_eq!(signed(b"sign"), None, "the key is gone");
}
