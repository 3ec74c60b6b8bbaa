use std::sync::OnceLock;

use super::{Bits, Claims, ListedState, PROFILE, SignedStatusList, StatusList, StatusListError};
use crate::budget::{Budget, Work};
use crate::crypto::{SignatureAlgorithm, Signer, SigningKey, Suite};
use crate::jose;
use crate::licence::lifecycle::State;
use crate::licence::metadata::StatusReference;
use crate::report::Verdict;
use crate::report::codes::licence as codes;
use crate::time::UnixTime;

const URI: &str = "https://status.example/1";

fn key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate(Suite::Ed25519).unwrap())
}

fn time(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

fn claims() -> Claims {
    Claims {
        uri: URI.to_owned(),
        issued: time("2026-11-22T00:00:00Z"),
        expires: Some(time("2026-11-29T00:00:00Z")),
        ttl: Some(86_400),
        has_profile: true,
    }
}

fn sample() -> StatusList {
    let mut list = StatusList::new(Bits::Four, 16).unwrap();
    list.set(1, State::Revoked).unwrap();
    list.set(2, State::Suspended).unwrap();
    list.set(15, State::Superseded).unwrap();
    list
}

fn token(list: &StatusList, claims: &Claims) -> String {
    list.sign(claims, key(), &[vec![0x30, 0]]).unwrap()
}

fn parse(token: &str) -> Result<SignedStatusList, StatusListError> {
    SignedStatusList::parse(token.as_bytes())
}

fn budget() -> Budget {
    Budget::for_file(0)
}

/// A token of any header and payload, signed or not: for what others might write.
fn raw(header: &str, payload: &str) -> String {
    format!("{}.{}.AA", jose::encode(header.as_bytes()), jose::encode(payload.as_bytes()))
}

#[test]
fn places_are_packed_from_the_least_significant_bit() {
    // Worked by hand: at two bits, places 0 to 3 are 1, 2, 0, 3 in one byte 11 00 10 01.
    let mut list = StatusList::new(Bits::Two, 4).unwrap();
    list.set(0, State::Cancelled).unwrap();
    list.set(1, State::Suspended).unwrap();
    list.set(3, State::NotActive).unwrap();
    assert_eq!(list.bytes, [0b1100_1001]);
    assert_eq!(
        (0..5).map(|n| list.value(n)).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(0), Some(3), None]
    );
}

#[test]
fn the_examples_of_the_draft_unfold_to_their_states() {
    // Section 4 of draft-ietf-oauth-status-list: sixteen places of one bit, twelve of two.
    let one = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1];
    let two = [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3];
    for (bits, lst, states) in
        [(Bits::One, "eNrbuRgAAhcBXQ", &one[..]), (Bits::Two, "eNo76fITAAPfAgc", &two[..])]
    {
        let list = StatusList::unfold(bits, &jose::decode(lst).unwrap(), &budget()).unwrap();
        let values: Vec<_> = (0..list.places()).filter_map(|index| list.value(index)).collect();
        assert_eq!(values, states, "{bits:?}");
    }
}

#[test]
fn no_flipped_bit_and_no_cut_makes_a_token_panic_or_pass() {
    let token = token(&sample(), &claims()).into_bytes();
    let passes = |bytes: &[u8]| {
        SignedStatusList::parse(bytes).is_ok_and(|read| {
            let _ = read.list(&budget());
            read.verify_signature(key().public_key()).is_ok()
        })
    };
    assert!(passes(&token));
    for at in 0..token.len() {
        assert!(!passes(&token[..at]), "cut at {at}");
        for bit in 0..8 {
            let mut flipped = token.clone();
            flipped[at] ^= 1 << bit;
            assert!(!passes(&flipped), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn every_width_gives_back_what_it_was_given() {
    for bits in [Bits::One, Bits::Two, Bits::Four, Bits::Eight] {
        let mut list = StatusList::new(bits, 100).unwrap();
        for index in (0..100).step_by(7) {
            list.set(index, State::Cancelled).unwrap();
        }
        for index in 0..100 {
            assert_eq!(list.value(index), Some(u8::from(index % 7 == 0)), "{bits:?} {index}");
        }
        assert_eq!(list.set(u64::MAX, State::Valid).map_err(|e| e.code()), Err(7186));
        list.set(0, State::Valid).unwrap();
        assert_eq!(list.value(0), Some(0), "{bits:?}");
        assert_eq!(list.value(u64::MAX), None);
    }
    let narrow = StatusList::new(Bits::Two, 4).unwrap().set(0, State::Revoked);
    assert_eq!(narrow, Err(StatusListError::Bits { bits: 2 }));
}

#[test]
fn what_was_signed_is_what_is_read_for_every_suite() {
    let list = sample();
    for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256, Suite::P384] {
        let key = SigningKey::generate(suite).unwrap();
        let token = list.sign(&claims(), &key, &[vec![1, 2, 3], vec![4]]).unwrap();
        let read = parse(&token).unwrap();
        assert_eq!(read.claims(), &claims(), "{suite:?}");
        assert_eq!(read.certificates(), [vec![1, 2, 3], vec![4]]);
        assert_eq!(read.list(&budget()).unwrap(), list);
        read.verify_signature(key.public_key()).unwrap();
        let other = SigningKey::generate(suite).unwrap();
        assert!(read.verify_signature(other.public_key()).is_err(), "{suite:?}");
        let strange = if suite == Suite::Sm2 { Suite::P256 } else { Suite::Sm2 };
        let strange = SigningKey::generate(strange).unwrap();
        assert!(read.verify_signature(strange.public_key()).is_err(), "{suite:?}");
    }
}

/// A key that lives elsewhere and claims to sign with whatever it likes.
struct Elsewhere(SigningKey, SignatureAlgorithm);

impl Signer for Elsewhere {
    fn algorithm(&self) -> &SignatureAlgorithm {
        &self.1
    }

    fn public_key(&self) -> &crate::crypto::PublicKey {
        self.0.public_key()
    }

    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, crate::crypto::CryptoError> {
        Ok(vec![0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01])
    }
}

#[test]
fn an_algorithm_goes_with_its_own_curve_only() {
    let name = |suite| jose::algorithm_name(&SigningKey::generate(suite).unwrap());
    assert_eq!(name(Suite::P256), Some("ES256"));
    assert_eq!(name(Suite::P384), Some("ES384"));
    assert_eq!(name(Suite::Sm2), Some("SM2SM3"));
    assert_eq!(name(Suite::Ed25519), Some("EdDSA"));
    let key = SigningKey::generate(Suite::P384).unwrap();
    let mixed = Elsewhere(key, SignatureAlgorithm::ECDSA_SHA256);
    let signed = sample().sign(&claims(), &mixed, &[]);
    assert_eq!(signed, Err(StatusListError::Algorithm));
}

#[test]
fn short_halves_of_a_signature_are_filled_up() {
    let key = SigningKey::generate(Suite::P256).unwrap();
    let card = Elsewhere(key, SignatureAlgorithm::ECDSA_SHA256);
    let read = parse(&sample().sign(&claims(), &card, &[]).unwrap()).unwrap();
    let mut value = [0; 64];
    (value[31], value[63]) = (1, 1);
    assert_eq!(read.signature(), value);
    assert!(read.verify_signature(card.public_key()).is_err());
}

#[test]
fn one_changed_character_of_the_signed_part_is_noticed() {
    let token = token(&sample(), &claims());
    let end = token.rfind('.').unwrap();
    for at in 0..end {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let read = SignedStatusList::parse(&bytes);
        let passed = read.is_ok_and(|read| read.verify_signature(key().public_key()).is_ok());
        assert!(!passed, "character {at}");
    }
}

#[test]
fn the_same_list_gives_the_same_token() {
    assert_eq!(token(&sample(), &claims()), token(&sample(), &claims()));
    let shape = token(&sample(), &claims());
    let header = jose::decode(shape.split('.').next().unwrap()).unwrap();
    let header = String::from_utf8(header).unwrap();
    assert_eq!(header, r#"{"alg":"EdDSA","typ":"statuslist+jwt","x5c":["MAA="]}"#);
}

#[test]
fn a_list_says_what_is_with_one_licence() {
    let read = parse(&token(&sample(), &claims())).unwrap();
    let list = read.list(&budget()).unwrap();
    let now = time("2026-11-22T12:00:00Z");
    let found = |index| {
        let reference = StatusReference::new(URI, index).unwrap();
        let found = read.findings(&list, &reference, now);
        found.iter().map(|f| f.code().number).collect::<Vec<_>>()
    };
    assert_eq!(found(0), Vec::<u32>::new());
    assert_eq!(found(1), [codes::LICENCE_REVOKED.number]);
    assert_eq!(found(2), [codes::LICENCE_SUSPENDED.number]);
    assert_eq!(found(15), [codes::LICENCE_SUPERSEDED.number]);
    assert_eq!(found(16), [codes::STATUS_OUT_OF_RANGE.number]);
    let other = StatusReference::new("https://status.example/2", 0).unwrap();
    assert_eq!(read.findings(&list, &other, now)[0].code(), codes::STATUS_MISSING);
}

#[test]
fn a_list_out_of_its_time_decides_nothing_either_way() {
    let read = parse(&token(&sample(), &claims())).unwrap();
    let list = read.list(&budget()).unwrap();
    for (now, index, code) in [
        ("2026-11-29T00:00:00Z", 0, codes::STATUS_STALE),
        ("2026-11-29T00:00:00Z", 1, codes::STATUS_STALE),
        ("2026-11-21T23:00:00Z", 0, codes::STATUS_FUTURE),
        ("2026-11-21T23:00:00Z", 1, codes::STATUS_FUTURE),
    ] {
        let found = read.findings(&list, &StatusReference::new(URI, index).unwrap(), time(now));
        assert_eq!(found.len(), 1, "{now} {index}");
        assert_eq!(found[0].code(), code, "{now} {index}");
        assert_eq!(Verdict::of(&found), Verdict::Indeterminate, "{now} {index}");
    }
    let reference = StatusReference::new(URI, 0).unwrap();
    let aging = read.findings(&list, &reference, time("2026-11-24T00:00:00Z"));
    assert_eq!(aging[0].code(), codes::STATUS_AGING);
    assert_eq!(Verdict::of(&aging), Verdict::Passed);
}

#[test]
fn a_list_without_an_end_is_good_for_its_ttl_or_a_day() {
    for (ttl, good, bad) in [
        (Some(3600), "2026-11-22T01:00:00Z", "2026-11-22T01:00:01Z"),
        (None, "2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z"),
        (Some(u64::MAX), "9999-12-31T23:59:59Z", ""),
    ] {
        let claims = Claims { expires: None, ttl, ..claims() };
        let mut payload = claims.clone();
        payload.ttl = ttl;
        let read = match ttl {
            Some(u64::MAX) => {
                let inner = r#"{"bits":4,"lst":"eNpjYAAAAAIAAQ"}"#;
                let iat = claims.issued.seconds();
                let payload = format!(
                    r#"{{"sub":"{URI}","iat":{iat},"ttl":{},"status_list":{inner}}}"#,
                    u64::MAX
                );
                parse(&raw(r#"{"alg":"EdDSA","typ":"statuslist+jwt"}"#, &payload)).unwrap()
            }
            _ => parse(&token(&sample(), &payload)).unwrap(),
        };
        assert_eq!(read.freshness(time(good)), None, "{ttl:?}");
        if !bad.is_empty() {
            let code = read.freshness(time(bad)).unwrap().code();
            assert_eq!(code, codes::STATUS_STALE, "{ttl:?}");
        }
    }
}

#[test]
fn values_left_to_applications_mean_something_in_our_lists_only() {
    let of = |value, profile| ListedState::of(value, profile);
    assert_eq!(of(0, false), ListedState::State(State::Valid));
    assert_eq!(of(1, false), ListedState::Invalid);
    assert_eq!(of(2, false), ListedState::State(State::Suspended));
    for value in 3..=255 {
        assert_eq!(of(value, false), ListedState::Unknown(value));
        let finding = of(value, false).finding().unwrap();
        assert_eq!(Verdict::of([&finding]), Verdict::Indeterminate, "{value}");
    }
    for state in [State::Revoked, State::Annulled, State::TransferredOut, State::NotActive] {
        assert_eq!(of(super::value_of(state), true), ListedState::State(state));
    }
    let read = parse(&token(&sample(), &Claims { has_profile: false, ..claims() })).unwrap();
    let list = read.list(&budget()).unwrap();
    assert_eq!(read.state(&list, 1), Some(ListedState::Unknown(12)));
}

#[test]
fn whatever_is_no_status_list_is_refused_for_its_own_reason() {
    let header = r#"{"alg":"EdDSA","typ":"statuslist+jwt"}"#;
    let payload = format!(
        r#"{{"sub":"{URI}","iat":1,"state_profile":"{PROFILE}","status_list":{{"bits":4,"lst":"eNpjYAAAAAIAAQ"}}}}"#
    );
    assert!(parse(&raw(header, &payload)).is_ok());
    let code = |header: &str, payload: &str| parse(&raw(header, payload)).map_err(|e| e.code());
    for (from, to, told) in [
        ("statuslist+jwt", "jwt", 7185),
        ("EdDSA", "none", 7181),
        ("EdDSA", "HS256", 7181),
        ("}", r#","crit":["exp"]}"#, 7185),
        ("}", r#","x5c":["!"]}"#, 7185),
        ("}", r#","x5c":"MAA="}"#, 7185),
        ("}", r#","alg":"EdDSA"}"#, 7185),
    ] {
        let changed = header.replace(from, to);
        assert_eq!(code(&changed, &payload).map(drop), Err(told), "{changed}");
    }
    for (from, to) in [
        (r#""bits":4"#, r#""bits":3"#),
        (r#""bits":4"#, r#""bits":-4"#),
        (r#""iat":1"#, r#""iat":"1""#),
        (r#""iat":1"#, r#""iat":1.5"#),
        (r#""iat":1"#, r#""iat":999999999999999"#),
        (r#""iat":1"#, r#""iat":1,"iat":2"#),
        (r#""iat":1,"#, ""),
        ("eNpjYAAAAAIAAQ", "eNpj="),
        (r#""sub""#, r#""sup""#),
    ] {
        assert!(payload.contains(from), "{from}");
        let changed = payload.replace(from, to);
        assert_eq!(code(header, &changed).map(drop), Err(7183), "{changed}");
    }
    for shape in ["", ".", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "=.=.="] {
        assert_eq!(parse(shape).map_err(|e| e.code()).map(drop), Err(7187), "{shape}");
    }
    let broken = raw(header, &payload.replace("eNpjYAAAAAIAAQ", "AAAA"));
    let list = parse(&broken).unwrap().list(&budget());
    assert_eq!(list, Err(StatusListError::Compression));
}

#[test]
fn a_bomb_is_not_unfolded() {
    let zeros = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; super::MOST_BYTES + 1], 6);
    let lst = jose::encode(&zeros);
    let payload = format!(r#"{{"sub":"{URI}","iat":1,"status_list":{{"bits":8,"lst":"{lst}"}}}}"#);
    let read = parse(&raw(r#"{"alg":"EdDSA","typ":"statuslist+jwt"}"#, &payload)).unwrap();
    let unfolded = read.list(&budget());
    assert!(matches!(unfolded, Err(StatusListError::Size { .. })), "{:?}", unfolded.map(drop));
    let poor = budget();
    poor.spend(Work::Inflated, poor.left(Work::Inflated) - 4).unwrap();
    let small = parse(&token(&sample(), &claims())).unwrap();
    assert!(matches!(small.list(&poor), Err(StatusListError::Size { max: 4 })));
    assert!(StatusList::new(Bits::Eight, u64::MAX).is_err());
}

#[test]
fn a_million_licences_fit_into_a_small_list() {
    let mut list = StatusList::new(Bits::Four, 1_000_000).unwrap();
    let states = [State::Revoked, State::Cancelled, State::Suspended, State::Superseded];
    for (n, state) in (0..1_000_000).step_by(97).zip(states.into_iter().cycle()) {
        list.set(n, state).unwrap();
    }
    let token = token(&list, &claims());
    let read = parse(&token).unwrap();
    let unfolded = read.list(&budget()).unwrap();
    assert_eq!(unfolded, list);
    assert_eq!(read.state(&unfolded, 999_999), Some(ListedState::State(State::Valid)));
    assert_eq!(read.state(&unfolded, 97), Some(ListedState::State(State::Cancelled)));
    eprintln!("1,000,000 places, 1 % not valid: {} bytes", token.len());
    assert!(token.len() < 100_000, "{}", token.len());
}
