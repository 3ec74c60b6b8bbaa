use super::{Header, JoseError, Jws, PreparedJws, Rules, algorithm_name, encode, json};
use crate::crypto::{CryptoError, Signer, SigningKey, Suite};

const RULES: Rules = Rules { typ: "grant+jwt", most_bytes: 4096 };

fn key(suite: Suite) -> SigningKey {
    crate::crypto::tests::key(suite)
}

fn raw(header: &str, payload: &str) -> String {
    format!("{}.{}.AA", encode(header.as_bytes()), encode(payload.as_bytes()))
}

fn parse(token: &str) -> Result<Jws, JoseError> {
    Jws::parse(token.as_bytes(), &RULES)
}

#[test]
fn what_was_signed_is_what_is_read_for_every_suite() {
    let header = Header::new("grant+jwt").with_kid("k1").with_certificates(&[vec![1, 2], vec![3]]);
    for suite in Suite::ALL {
        let signer = &key(suite);
        let token = Jws::sign(&header, br#"{"a":1}"#, signer).unwrap();
        let read = parse(&token).unwrap();
        assert_eq!(read.header(), &header, "{suite:?}");
        assert_eq!(read.payload(), br#"{"a":1}"#);
        assert_eq!(read.token(), token);
        assert_eq!(read.verify(signer.public_key()), Ok(()), "{suite:?}");
        for other in Suite::ALL.into_iter().filter(|other| *other != suite) {
            let told = read.verify(key(other).public_key());
            assert_eq!(told, Err(JoseError::Algorithm), "{suite:?} read with {other:?}");
        }
    }
}

#[test]
fn a_key_elsewhere_makes_the_same_token_and_nothing_but_its_own_value_is_taken() {
    for suite in Suite::ALL {
        let signer = &key(suite);
        let header = Header::new("grant+jwt");
        let prepare = |payload: &[u8]| {
            PreparedJws::new(&header, payload, signer.algorithm(), signer.public_key()).unwrap()
        };
        let prepared = prepare(b"{}");
        let value = signer.sign(prepared.to_be_signed()).unwrap();
        let token = prepared.complete(value.clone()).unwrap();
        assert_eq!(parse(&token).unwrap().verify(signer.public_key()), Ok(()));
        let told = prepare(b"[]").complete(value).map_err(|e| e.code());
        assert_eq!(told, Err(CryptoError::SignatureInvalid.code()), "{suite:?}");
    }
}

#[test]
fn a_header_that_is_not_the_one_asked_for_is_refused() {
    let good = r#"{"alg":"EdDSA","typ":"grant+jwt"}"#;
    assert!(parse(&raw(good, "{}")).is_ok());
    for (from, to, told) in [
        ("EdDSA", "none", JoseError::Algorithm),
        ("EdDSA", "None", JoseError::Algorithm),
        ("EdDSA", "HS256", JoseError::Algorithm),
        ("EdDSA", "ES256K", JoseError::Algorithm),
        (r#""alg":"EdDSA","#, "", JoseError::Header { header: "alg" }),
        (r#""EdDSA""#, "1", JoseError::Header { header: "alg" }),
        ("grant+jwt", "receipt+jwt", JoseError::Header { header: "typ" }),
        (r#","typ":"grant+jwt""#, "", JoseError::Header { header: "typ" }),
        ("}", r#","crit":["exp"]}"#, JoseError::Header { header: "crit" }),
        ("}", r#","crit":[],"b64":false}"#, JoseError::Header { header: "crit" }),
        ("}", r#","crit":null}"#, JoseError::Header { header: "crit" }),
        ("}", r#","kid":7}"#, JoseError::Header { header: "kid" }),
        ("}", r#","x5c":["!"]}"#, JoseError::Header { header: "x5c" }),
        ("}", r#","x5c":{}}"#, JoseError::Header { header: "x5c" }),
        ("}", r#","alg":"EdDSA"}"#, JoseError::Header { header: "header" }),
        ("}", r#","x":{"a":1,"a":2}}"#, JoseError::Header { header: "header" }),
        ("}", "}}", JoseError::Header { header: "header" }),
    ] {
        let changed = good.replace(from, to);
        assert_ne!(changed, good);
        assert_eq!(parse(&raw(&changed, "{}")).map(drop), Err(told), "{changed}");
    }
    let long = format!(r#","x5c":[{}"MAA="]}}"#, r#""MAA=","#.repeat(10));
    let told = parse(&raw(&good.replace('}', &long), "{}")).map(drop);
    assert_eq!(told, Err(JoseError::Header { header: "x5c" }));
}

#[test]
fn only_three_parts_of_base64url_are_a_token() {
    for shape in ["", ".", "a.b", "a.b.c", "a.b.c.d", "é.é.é", "=.=.="] {
        assert_eq!(parse(shape).map(drop), Err(JoseError::Shape), "{shape}");
    }
    let good = raw(r#"{"alg":"EdDSA","typ":"grant+jwt"}"#, "{}");
    for bad in [format!("{good}="), format!("{good}.AA"), good.replace(".AA", ".AB")] {
        assert_eq!(parse(&bad).map(drop), Err(JoseError::Shape), "{bad}");
    }
    assert!(parse(&format!(" {good}\n")).is_ok());
    let told = Jws::parse(&vec![b'A'; 4097], &RULES).map(drop);
    assert_eq!(told, Err(JoseError::Size { max: 4096 }));
}

#[test]
fn a_key_given_twice_is_refused_at_any_depth() {
    for twice in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":1,"\u0061":2}}]"#] {
        assert_eq!(json::read(twice.as_bytes()), Err(JoseError::Json), "{twice}");
    }
    let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
    assert!(json::read(deep(json::MOST_DEPTH).as_bytes()).is_ok());
    assert_eq!(json::read(deep(json::MOST_DEPTH + 1).as_bytes()), Err(JoseError::Json));
    assert_eq!(json::read(deep(100_000).as_bytes()), Err(JoseError::Json));
    let plain = br#"{"a":[1,-2,1.5,true,null,"x"],"b":{"c":{}}}"#;
    let same: serde_json::Value = serde_json::from_slice(plain).unwrap();
    assert_eq!(json::read(plain), Ok(same));
    for bad in [&b"{} {}"[..], b"", b"{\"a\":}", b"\xff"] {
        assert_eq!(json::read(bad), Err(JoseError::Json));
    }
}

#[test]
fn no_flipped_bit_and_no_cut_passes() {
    let signer = &key(Suite::Ed25519);
    let token = Jws::sign(&Header::new("grant+jwt"), b"{}", signer).unwrap().into_bytes();
    let passes = |bytes: &[u8]| {
        Jws::parse(bytes, &RULES).is_ok_and(|read| read.verify(signer.public_key()).is_ok())
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
fn the_example_of_rfc_8037_verifies() {
    // RFC 8037 A.4, whose header has no `typ`: the signature alone is looked at.
    let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let value =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let x = super::decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
    let spki = [&[0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0][..], &x].concat();
    let public = crate::crypto::PublicKey::from_spki(&spki).unwrap();
    let row = super::algorithm::Row::named("EdDSA").unwrap();
    let value = super::decode(value).unwrap();
    assert_eq!(row.verify(&public, input.as_bytes(), &value), Ok(()));
}

#[test]
fn every_suite_has_a_name() {
    let names = Suite::ALL.map(|suite| algorithm_name(&key(suite)));
    let told = ["SM2SM3", "EdDSA", "ES256", "ES384", "RS256"].map(Some);
    assert_eq!(names, told);
}
