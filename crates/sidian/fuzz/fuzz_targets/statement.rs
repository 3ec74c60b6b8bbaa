//! What a stranger with a trusted certificate may state: the first byte says which kind of statement
//! the rest is the claims of, and the signature is right. It is judged, and nobody but the stranger
//! can be the one who said it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sidian::budget::Budget;
use sidian::crypto::Suite;
use sidian::jose::{Header, Jws, encode};
use sidian::licence::SignedStatusList;
use sidian::material::copy::CopyStatement;
use sidian::material::grant::{Delegation, GrantRequest, RevocationList};
use sidian::material::receipt::ReceiptRequest;
use sidian::material::share::ShareRequest;
use sidian::seal::register::SignedSealRegister;
use sidian::trust::TrustList;
use sidian::verifier::Verifier;
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, Player};

static CAST: LazyLock<&'static Cast> = LazyLock::new(|| Cast::new(Suite::Ed25519));
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| CAST.verifier(&[]));

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, claims)) = bytes.split_first() else { return };
    let stranger = &CAST.stranger;
    match kind % 10 {
        0 => grant(&signed("grant+jwt", claims, stranger), stranger),
        1 => fact(&signed("fact+jwt", claims, stranger), stranger),
        2 => receipt(&signed("receipt+jwt", claims, stranger), stranger),
        3 => share(claims, stranger),
        4 => drop(Delegation::inspect(signed("delegation+jwt", claims, stranger).as_bytes())),
        5 => {
            let token = signed("grant-revocations+jwt", claims, stranger);
            let _ = RevocationList::inspect(token.as_bytes()).map(|list| list.entries().len());
        }
        6 => {
            let token = signed("trust-list+jwt", claims, stranger);
            let signers = std::slice::from_ref(&stranger.identity.certificate);
            let _ = TrustList::open(token.as_bytes(), signers, now());
        }
        7 => {
            let token = signed("seal-register+jwt", claims, stranger);
            let Ok(register) = SignedSealRegister::parse(token.as_bytes()) else { return };
            assert!(register.verify_signature(stranger.key().public_key()).is_ok());
            let _ = register.entries().iter().filter_map(|entry| entry.state_at(now())).count();
        }
        8 => status(&signed("statuslist+jwt", claims, stranger), stranger),
        _ => {
            let Ok(statement) = CopyStatement::parse(claims) else { return };
            assert!(CopyStatement::parse(&statement.to_json()).is_ok(), "what was written reads");
            let _ = (statement.made(), statement.until(), statement.mark());
        }
    }
});

fn signed(typ: &str, claims: &[u8], by: &Player) -> String {
    let header = Header::new(typ).with_certificates(by.chain());
    Jws::sign(&header, claims, by.key()).expect("Ed25519 has a name")
}

fn grant(token: &str, by: &Player) {
    let request = GrantRequest::new(&CAST.department.party, "410800-0131-01", "seed");
    if let Ok(proof) = VERIFIER.grant(token.as_bytes(), &request, now()).accept() {
        assert_eq!(proof.grant().grantor(), &by.party, "somebody else's authorisation");
    }
}

fn fact(token: &str, by: &Player) {
    let report = VERIFIER.fact(token.as_bytes(), (&CAST.department.party, "410800-0131-01"), now());
    if let Ok(proof) = report.accept() {
        assert_eq!(proof.fact().teller(), &by.party, "somebody else's fact");
    }
}

fn receipt(token: &str, by: &Player) {
    if let Ok(proof) = VERIFIER.receipt(token.as_bytes(), &ReceiptRequest::new(), now()).accept() {
        assert_eq!(proof.receipt().department(), &by.party, "somebody else's receipt");
    }
}

/// Claims of the issuer up to the first zero byte, then disclosures, each up to the next.
fn share(bytes: &[u8], by: &Player) {
    let mut parts = bytes.split(|byte| *byte == 0);
    let mut text = signed("dc+sd-jwt", parts.next().unwrap_or_default(), by);
    for disclosure in parts {
        text = format!("{text}~{}", encode(disclosure));
    }
    text.push('~');
    let request = ShareRequest::new("https://hall.example", "n-1").for_purpose("seed");
    let report = VERIFIER.share(text.as_bytes(), &request, now());
    assert!(report.accept().is_err(), "no holder has signed for it");
}

fn status(token: &str, by: &Player) {
    let Ok(list) = SignedStatusList::parse(token.as_bytes()) else { return };
    assert!(list.verify_signature(by.key().public_key()).is_ok());
    if let Ok(places) = list.list(&Budget::for_file(token.len())) {
        let last = places.places().saturating_sub(1);
        let _ = (list.state(&places, 0), list.state(&places, last), places.value(u64::MAX));
    }
}
