//! Timestamps: what our authority makes and what others make, each read by the other.

use std::cell::RefCell;

use sidian::asn1::ObjectIdentifier;
use sidian::cms::Dialect;
use sidian::crypto::{Hash, Suite};
use sidian::tsp::{
    FailureInfo, Status, TimestampAuthority, TimestampRequest, TimestampResponse, TimestampToken,
    TokenRecord, TokenRegister, TspError,
};
use sidian::x509::Certificate;
use sidian_testkit::clock;
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, pem};

fn policy() -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap("1.2.156.3005.99.1")
}

/// One answer of the authority of `suite`.
fn answer(suite: Suite, request: &TimestampRequest) -> Vec<u8> {
    let pki = TestPki::new(suite);
    let chain = pki.chain(&pki.time_stamper);
    let authority = TimestampAuthority::new(&pki.time_stamper.key, &chain, policy()).expect("fit");
    let answered = authority.answer(&request.to_der(), clock::now(), &TokenRegister::new());
    answered.expect("answered").response
}

#[test]
fn a_token_of_every_suite_over_every_hash_is_the_one_asked_for() {
    for suite in Suite::ALL {
        for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sm3] {
            let case = format!("{suite:?} over {hash:?}");
            let request = TimestampRequest::over(hash, b"content").with_nonce([9; 8]);
            let bytes = answer(suite, &request);
            let response = TimestampResponse::parse(&bytes).expect("a response");
            let token = response.check(&request, &[]).unwrap_or_else(|e| panic!("{case}: {e}"));
            let token = TimestampToken::parse(token).expect("a token");
            assert_eq!(token.info.gen_time, clock::now(), "{case}");
            assert_eq!(token.info.policy, policy(), "{case}");
            assert_eq!(token.info.accuracy, 1, "{case}");
            assert!(token.binds_certificate(), "{case}");
        }
    }
}

#[test]
fn a_token_for_anything_else_is_refused() {
    let request = TimestampRequest::over(Hash::Sha256, b"content").with_nonce([9; 8]);
    let bytes = answer(Suite::P256, &request);
    let response = TimestampResponse::parse(&bytes).expect("a response");
    let over = |content: &[u8]| TimestampRequest::over(Hash::Sha256, content);
    for (other, what) in [
        (over(b"other").with_nonce([9; 8]), "imprint"),
        (TimestampRequest::over(Hash::Sm3, b"content").with_nonce([9; 8]), "imprint"),
        (over(b"content").with_nonce([8; 8]), "nonce"),
        (over(b"content"), "nonce"),
        (
            over(b"content")
                .with_nonce([9; 8])
                .with_policy(ObjectIdentifier::new_unwrap("1.2.3.4")),
            "policy",
        ),
    ] {
        assert_eq!(response.check(&other, &[]), Err(TspError::Other { what }), "{other:?}");
    }
}

#[test]
fn no_byte_of_an_answer_can_be_changed_unnoticed() {
    let request = TimestampRequest::over(Hash::Sm3, b"content").with_nonce([9; 8]);
    let bytes = answer(Suite::Sm2, &request);
    let whole = TimestampResponse::parse(&bytes).expect("a response");
    let token = whole.check(&request, &[]).expect("good").to_vec();
    let read = TimestampToken::parse(&token).expect("a token");
    let said = (read.info.gen_time, read.info.serial.to_vec());
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let Ok(response) = TimestampResponse::parse(&changed) else { continue };
        let Ok(token) = response.check(&request, &[]) else { continue };
        // what no signature covers: other certificates of the bag, and spare words of the envelope
        let token = TimestampToken::parse(token).expect("checked");
        let says = (token.info.gen_time, token.info.serial.to_vec());
        assert_eq!(says, said, "byte {at} changed what the token says");
    }
}

#[test]
fn without_its_certificate_a_token_is_checked_with_one_from_elsewhere() {
    let pki = TestPki::new(Suite::Ed25519);
    let request = TimestampRequest::over(Hash::Sha512, b"content").without_certificate();
    let bytes = answer(Suite::Ed25519, &request);
    let response = TimestampResponse::parse(&bytes).expect("a response");
    let own = [pki.time_stamper.certificate.clone()];
    assert!(response.check(&request, &own).is_ok());
    let alone = response.check(&request, &[]);
    assert_eq!(alone, Err(TspError::Token { why: "signer-certificate-missing" }));
    let other = [pki.signer.certificate.clone()];
    assert!(response.check(&request, &other).is_err(), "another certificate was taken");
}

#[test]
fn tokens_of_the_national_container_family_are_read_too() {
    let pki = TestPki::new(Suite::Sm2);
    let chain = pki.chain(&pki.time_stamper);
    let authority = TimestampAuthority::new(&pki.time_stamper.key, &chain, policy())
        .expect("fit")
        .with_dialect(Dialect::Gbt35275);
    let request = TimestampRequest::over(Hash::Sm3, b"content").with_nonce([1]);
    let answered = authority.answer(&request.to_der(), clock::now(), &TokenRegister::new());
    let bytes = answered.expect("answered").response;
    let response = TimestampResponse::parse(&bytes).expect("a response");
    let token = response.check(&request, &[]).expect("good");
    let token = TimestampToken::parse(token).expect("a token");
    assert_eq!(token.signed.dialect, Dialect::Gbt35275);
}

#[test]
fn the_authority_refuses_with_the_standard_s_reasons() {
    let pki = TestPki::new(Suite::P256);
    let chain = pki.chain(&pki.time_stamper);
    let authority = TimestampAuthority::new(&pki.time_stamper.key, &chain, policy()).expect("fit");
    let weak = TimestampRequest::over(Hash::Sha1, b"content").to_der();
    let good = TimestampRequest::over(Hash::Sha256, b"content");
    let other = good.clone().with_policy(ObjectIdentifier::new_unwrap("1.2.3.4")).to_der();
    let mut short = good.to_der();
    // an imprint one byte shorter, all lengths put right
    let digest = short.len() - 3 - 32;
    short.remove(digest);
    for length in [1, 6, digest - 2] {
        short[length] -= 1;
    }
    let later = authority.answer(&good.to_der(), clock::now().plus(60), &TokenRegister::new());
    let ahead = later.expect("answered").register;
    let fresh = TokenRegister::new();
    for (bytes, register, reason) in [
        (weak.as_slice(), &fresh, FailureInfo::BadAlg),
        (other.as_slice(), &fresh, FailureInfo::UnacceptedPolicy),
        (b"nonsense".as_slice(), &fresh, FailureInfo::BadDataFormat),
        (short.as_slice(), &fresh, FailureInfo::BadDataFormat),
        (good.to_der().as_slice(), &ahead, FailureInfo::TimeNotAvailable),
    ] {
        let answered = authority.answer(bytes, clock::now(), register).expect("answered");
        assert!(answered.record.is_none(), "{reason:?}");
        assert_eq!(&answered.register, register, "{reason:?}: the register moved");
        let response = TimestampResponse::parse(&answered.response).expect("a response");
        assert_eq!((response.status(), response.failure()), (Status::Rejection, Some(reason)));
        let refused = response.check(&good, &[]);
        assert!(matches!(refused, Err(TspError::Refused { .. })), "{refused:?}");
    }
}

#[test]
fn only_a_certificate_for_timestamps_alone_makes_an_authority() {
    let pki = TestPki::new(Suite::P256);
    for (name, who) in [("signer", &pki.signer), ("client", &pki.wrong_purpose)] {
        let chain = pki.chain(who);
        let made = TimestampAuthority::new(&who.key, &chain, policy());
        assert!(matches!(made.err(), Some(TspError::Authority { .. })), "{name}");
    }
    let chain = pki.chain(&pki.time_stamper);
    let made = TimestampAuthority::new(&pki.signer.key, &chain, policy());
    assert!(matches!(made.err(), Some(TspError::Authority { .. })), "another key");
}

#[test]
fn serial_numbers_grow_by_one_and_the_journal_tells_every_change() {
    let pki = TestPki::new(Suite::P256);
    let chain = pki.chain(&pki.time_stamper);
    let authority = TimestampAuthority::new(&pki.time_stamper.key, &chain, policy()).expect("fit");
    let mut register = TokenRegister::new();
    let mut journal = Vec::new();
    for number in 1..=5_u64 {
        let request = TimestampRequest::over(Hash::Sha256, &number.to_be_bytes());
        let at = clock::now().plus(number as i64);
        let answered = authority.answer(&request.to_der(), at, &register).expect("answered");
        // the state survives as text between two answers
        register = TokenRegister::from_json(&answered.register.to_json()).expect("readable");
        assert_eq!(register, answered.register);
        let record = answered.record.expect("a record");
        assert_eq!(record.serial, number);
        journal.push(TokenRecord::from_json(&record.to_json()).expect("readable"));
    }
    let audit = |journal: &[TokenRecord]| {
        journal.iter().try_fold(TokenRegister::new(), |state, record| state.after(record))
    };
    assert_eq!(audit(&journal).expect("whole"), register);
    for at in 0..journal.len() - 1 {
        let mut gap = journal.clone();
        gap.remove(at);
        assert!(audit(&gap).is_err(), "record {at} was removed unnoticed");
        let mut changed = journal.clone();
        changed[at].imprint.replace_range(..1, "f");
        changed[at].imprint.replace_range(1..2, "0");
        assert_ne!(audit(&changed).ok(), Some(register.clone()), "record {at} changed unnoticed");
    }
}

/// A folder with the authority's key and certificates as openssl wants them.
fn openssl_world(pki: &TestPki) -> Folder {
    let folder = Folder::new();
    let key = pki.time_stamper.key.to_pkcs8_pem(None).expect("a key file");
    folder.write("tsa.key", key.as_bytes());
    for (name, identity) in
        [("tsa.pem", &pki.time_stamper), ("ca.pem", &pki.issuing), ("root.pem", &pki.root)]
    {
        folder.write(name, pem("CERTIFICATE", identity.certificate.der()));
    }
    folder.write(
        "tsa.cnf",
        "[tsa]\ndefault_tsa = own\n[own]\nserial = ./serial\nsigner_cert = ./tsa.pem\n\
         signer_key = ./tsa.key\ncerts = ./ca.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4\n\
         digests = sha256, sha384, sha512\naccuracy = secs:1\ness_cert_id_chain = no\n\
         ess_cert_id_alg = sha256\n",
    );
    folder
}

#[test]
fn openssl_accepts_our_tokens_and_not_for_other_content() {
    let Some(openssl) = peers::openssl() else { return };
    // its `ts` command reads neither Ed25519 nor SM2 signatures
    for (suite, hash) in
        [(Suite::P256, Hash::Sha256), (Suite::P384, Hash::Sha384), (Suite::Rsa, Hash::Sha512)]
    {
        let folder = openssl_world(TestPki::new(suite));
        let request = TimestampRequest::over(hash, b"content").with_nonce([5; 8]);
        folder.write("content", b"content");
        folder.write("other", b"another content");
        folder.write("request.tsq", request.to_der());
        folder.write("answer.tsr", answer(suite, &request));
        let verify = |data: [&str; 2]| {
            let at = clock::now().seconds().to_string();
            let common = ["-in", "answer.tsr", "-CAfile", "root.pem", "-untrusted", "ca.pem"];
            let time = ["-attime", at.as_str()];
            openssl.run(&folder, &[&["ts", "-verify"], &data[..], &common, &time].concat())
        };
        verify(["-data", "content"]).expect(&format!("{suite:?}: our token"));
        verify(["-queryfile", "request.tsq"]).expect(&format!("{suite:?}: our token"));
        assert!(!verify(["-data", "other"]).succeeded(), "{suite:?}: another content passed");
    }
}

#[test]
fn we_accept_openssl_s_tokens_and_not_for_other_content() {
    let Some(openssl) = peers::openssl() else { return };
    for suite in [Suite::P256, Suite::Rsa] {
        let folder = openssl_world(TestPki::new(suite));
        for (name, hash) in [("-sha256", Hash::Sha256), ("-sha512", Hash::Sha512)] {
            let request = TimestampRequest::over(hash, b"content").with_nonce([5; 8]);
            folder.write("request.tsq", request.to_der());
            let reply = ["ts", "-reply", "-config", "tsa.cnf", "-queryfile", "request.tsq"];
            openssl.run(&folder, &[&reply[..], &["-out", "answer.tsr"]].concat()).expect("a reply");
            let bytes = folder.read("answer.tsr");
            let response = TimestampResponse::parse(&bytes).expect("a response");
            response.check(&request, &[]).unwrap_or_else(|e| panic!("{suite:?} {name}: {e}"));
            let other = TimestampRequest::over(hash, b"other").with_nonce([5; 8]);
            assert!(response.check(&other, &[]).is_err(), "{suite:?} {name}: another content");
        }
    }
}

#[test]
fn we_read_the_requests_that_openssl_writes() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    folder.write("content", b"content");
    let query = ["ts", "-query", "-data", "content", "-sha256", "-cert", "-out", "request.tsq"];
    openssl.run(&folder, &query).expect("a request");
    let request = TimestampRequest::from_der(&folder.read("request.tsq")).expect("a request");
    assert_eq!(request.hash(), Some(Hash::Sha256));
    assert_eq!(request.imprint(), Hash::Sha256.digest(b"content").as_ref());
    assert!(request.wants_certificate() && request.nonce().is_some());
}

/// An authority in the same process that keeps its register as the trait's callers expect.
struct Local<'a> {
    authority: TimestampAuthority<'a>,
    register: RefCell<TokenRegister>,
    nonces: RefCell<Vec<Vec<u8>>>,
}

impl sidian::tsp::TimestampSource for Local<'_> {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        let asked = TimestampRequest::from_der(request)?;
        self.nonces.borrow_mut().push(asked.nonce().unwrap_or_default().to_vec());
        let mut register = self.register.borrow_mut();
        let answered = self.authority.answer(request, clock::now(), &register)?;
        *register = answered.register;
        Ok(answered.response)
    }

    fn promised_size(&self) -> usize {
        100
    }
}

#[test]
fn a_token_larger_than_promised_is_given_the_room_it_needs() {
    use sidian::signature::SignatureDraft;
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let chain: Vec<Certificate> = pki.chain(&pki.time_stamper);
        let authority =
            TimestampAuthority::new(&pki.time_stamper.key, &chain, policy()).expect("fit");
        let source = Local { authority, register: RefCell::default(), nonces: RefCell::default() };
        let base = sidian_testkit::pdf::with_table("1.7", 1);
        let draft = SignatureDraft::new(&base);
        let signer = pki.chain(&pki.signer);
        let signed = draft.sign_and_stamp(&pki.signer.key, &signer, clock::now(), &source);
        let signed = signed.expect("signed").onto(&base).expect("same");
        assert!(signed.len() > base.len());
        assert!(source.register.borrow().last_serial() >= 1, "{suite:?}");
        let nonces = source.nonces.take();
        assert!(nonces.len() == 2 && nonces.iter().all(|n| !n.is_empty()), "{nonces:?}");
        assert_ne!(nonces[0], nonces[1], "each request has a nonce of its own");
    }
}
