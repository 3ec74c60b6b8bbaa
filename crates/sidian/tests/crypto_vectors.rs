//! Signature and hash vectors of other projects, every one of them accounted for.

use serde_json::Value;
use sidian::asn1::{ObjectIdentifier, oid, writer};
use sidian::crypto::{CryptoError, Hash, PublicKey, SignatureAlgorithm, Signer, SigningKey};
use sidian_testkit::{corpus, hex};

/// How the vectors of one file came out.
#[derive(Debug, Default, Eq, PartialEq)]
struct Count {
    /// Valid, and verified.
    passed: usize,
    /// Not valid, and refused as wrong.
    refused: usize,
    /// Not looked at: the algorithm, its parameters or the key are not spoken here.
    unknown: usize,
}

/// File, then passed, refused and unknown.
const WYCHEPROOF: &[(&str, usize, usize, usize)] = &[
    ("ecdsa_secp256r1_sha256_test.json", 174, 310, 0),
    ("ecdsa_secp256r1_sha512_test.json", 243, 311, 0),
    ("ecdsa_secp384r1_sha256_test.json", 162, 310, 0),
    ("ecdsa_secp384r1_sha384_test.json", 194, 310, 0),
    ("ed25519_test.json", 88, 63, 0),
    ("rsa_pss_2048_sha256_mgf1_32_params_test.json", 63, 45, 0),
    ("rsa_pss_2048_sha256_mgf1_32_test.json", 63, 45, 0),
    ("rsa_pss_3072_sha256_mgf1_32_test.json", 63, 45, 0),
    ("rsa_pss_4096_sha512_mgf1_64_test.json", 132, 47, 0),
    // Each of the six has one `acceptable` signature without the NULL in its DigestInfo, which
    // RFC 8017 lets a verifier refuse: it is refused.
    ("rsa_signature_2048_sha256_test.json", 9, 250, 0),
    ("rsa_signature_2048_sha384_test.json", 7, 251, 0),
    ("rsa_signature_2048_sha512_test.json", 8, 251, 0),
    ("rsa_signature_3072_sha256_test.json", 8, 251, 0),
    ("rsa_signature_4096_sha256_test.json", 7, 251, 0),
    ("rsa_signature_4096_sha512_test.json", 7, 252, 0),
    ("rsa_pss_2048_sha256_mgf1_0_test.json", 61, 42, 0),
    // Another hash in MGF1, SHA-1, SHA-224 and SHA-512/256: not spoken here. The `misc` files have
    // groups that are spoken among the others.
    ("rsa_pss_2048_sha512_mgf1sha256_32_params_test.json", 0, 0, 178),
    ("rsa_pss_misc_params_test.json", 18, 0, 132),
    ("rsa_pss_misc_test.json", 18, 0, 132),
    // Curves and hashes that are not spoken here.
    ("ecdsa_brainpoolP256r1_sha256_test.json", 0, 0, 485),
    ("ecdsa_secp256r1_sha3_256_test.json", 0, 0, 482),
    ("ecdsa_secp521r1_sha512_test.json", 0, 0, 542),
    ("ed448_test.json", 0, 0, 87),
];

#[test]
fn every_wycheproof_vector_gets_its_answer() {
    let Some(folder) = corpus::dir_or_skip("wycheproof") else { return };
    for &(file, passed, refused, unknown) in WYCHEPROOF {
        let text = std::fs::read_to_string(folder.join(file)).expect(file);
        let vectors: Value = serde_json::from_str(&text).expect(file);
        let mut count = Count::default();
        for group in vectors["testGroups"].as_array().expect(file) {
            for test in group["tests"].as_array().expect(file) {
                judge(file, group, test, &mut count);
            }
        }
        println!("{file}: {count:?}");
        assert_eq!(count, Count { passed, refused, unknown }, "{file}");
    }
}

fn judge(file: &str, group: &Value, test: &Value, count: &mut Count) {
    let (message, signature) = (bytes(&test["msg"]), bytes(&test["sig"]));
    let verified = PublicKey::from_spki(&bytes(&group["publicKeyDer"])).and_then(|key| {
        let algorithm = algorithm(group)?;
        key.verify(&algorithm, &message, &signature)
    });
    let id = format!("{file} {}: {}", test["tcId"], test["comment"]);
    match (test["result"].as_str(), verified) {
        (Some("valid"), Ok(())) => count.passed += 1,
        (Some("invalid" | "acceptable"), Err(CryptoError::SignatureInvalid)) => count.refused += 1,
        (_, Err(error)) if error.is_unknown() => count.unknown += 1,
        (expected, got) => panic!("{id}: expected {expected:?}, got {got:?}"),
    }
}

/// The algorithm of a group, as an AlgorithmIdentifier of a file would name it.
fn algorithm(group: &Value) -> Result<SignatureAlgorithm, CryptoError> {
    let hash = hash_oid(group["sha"].as_str().unwrap_or_default());
    match group["type"].as_str() {
        Some("EddsaVerify") => SignatureAlgorithm::from_identifier(&oid::ED25519, None, None),
        Some("EcdsaVerify") => {
            let name = match hash {
                oid::SHA256 => oid::ECDSA_WITH_SHA256,
                oid::SHA384 => oid::ECDSA_WITH_SHA384,
                oid::SHA512 => oid::ECDSA_WITH_SHA512,
                _ => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.10"),
            };
            SignatureAlgorithm::from_identifier(&name, None, None)
        }
        Some("RsassaPkcs1Verify") => {
            SignatureAlgorithm::from_identifier(&oid::RSA_ENCRYPTION, None, Hash::from_oid(&hash))
        }
        Some("RsassaPssVerify" | "RsassaPssWithParametersVerify") => {
            let inside = hash_oid(group["mgfSha"].as_str().unwrap_or_default());
            let identifier = |hash| writer::algorithm(hash, Some(&writer::null()));
            let parameters = writer::sequence(&[
                &writer::context(0, &identifier(hash)),
                &writer::context(1, &writer::algorithm(oid::MGF1, Some(&identifier(inside)))),
                &writer::context(2, &writer::integer(group["sLen"].as_u64().expect("sLen"))),
            ]);
            SignatureAlgorithm::from_identifier(&oid::RSA_PSS, Some(&parameters), None)
        }
        other => panic!("unknown kind of group: {other:?}"),
    }
}

fn hash_oid(name: &str) -> ObjectIdentifier {
    match name {
        "SHA-1" => oid::SHA1,
        "SHA-224" => oid::SHA224,
        "SHA-256" => oid::SHA256,
        "SHA-384" => oid::SHA384,
        "SHA-512" => oid::SHA512,
        "SHA-512/224" => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.5"),
        "SHA-512/256" => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.6"),
        _ => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.8"),
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().expect("hexadecimal text"))
}

#[test]
fn ed25519_signs_and_verifies_as_its_authors_do() {
    let Some(folder) = corpus::dir_or_skip("wycheproof/extra-pyca-ed25519") else { return };
    let text = std::fs::read_to_string(folder.join("sign.input")).expect("sign.input");
    let mut count = 0;
    for line in text.lines().filter(|line| !line.is_empty()) {
        let fields: Vec<Vec<u8>> = line.split(':').take(4).map(hex::decode).collect();
        let [secret, public, message, signed] = fields.as_slice() else { panic!("{line}") };
        let key = ed25519_key(&secret[..32]);
        assert_eq!(key.public_key().key_bytes(), public, "{line}");
        let signature = &signed[..64];
        assert_eq!(key.sign(message).as_deref(), Ok(signature), "{line}");
        let got = key.public_key().verify(&SignatureAlgorithm::ED25519, message, signature);
        assert_eq!(got, Ok(()), "{line}");
        count += 1;
    }
    assert_eq!(count, 1024);
}

#[test]
fn ed25519_keys_and_signatures_of_no_one_are_refused() {
    let Some(folder) = corpus::dir_or_skip("wycheproof/extra-botan") else { return };
    let text = std::fs::read_to_string(folder.join("ed25519_verify.vec")).expect("vectors");
    let mut count = 0;
    for vector in records(&text) {
        let spki = ed25519_spki(&hex::decode(&vector["Pubkey"]));
        let (message, signature) = (hex::decode(&vector["Msg"]), hex::decode(&vector["Signature"]));
        let got = PublicKey::from_spki(&spki)
            .and_then(|key| key.verify(&SignatureAlgorithm::ED25519, &message, &signature));
        assert!(got.is_err(), "{vector:?} passed");
        count += 1;
    }
    assert_eq!(count, 62);
}

#[test]
fn the_sm2_example_of_the_standard_verifies() {
    let Some(folder) = corpus::dir_or_skip("sm") else { return };
    let text = std::fs::read_to_string(folder.join("gbt32918-5-example.json")).expect("example");
    let example: Value = serde_json::from_str(&text).expect("example");
    let field = |name: &str| bytes(&example[name]);
    let key = sm2_key(&field("d"));
    let point = [&[4][..], &field("Px"), &field("Py")].concat();
    assert_eq!(key.public_key().key_bytes(), point);
    let message = example["msg"].as_str().expect("msg").as_bytes();
    let signature =
        writer::sequence(&[&writer::unsigned(&field("r")), &writer::unsigned(&field("s"))]);
    let public = key.public_key();
    assert_eq!(public.verify(&SignatureAlgorithm::SM2_SM3, message, &signature), Ok(()));
    let other = public.verify_sm2_as("8765432187654321", message, &signature);
    assert_eq!(other, Err(CryptoError::SignatureInvalid), "the user id must count");
    // e = SM3(Z || M), with Z as the standard gives it.
    let e = Hash::Sm3.digest(&[&field("ZA")[..], message].concat());
    assert_eq!(e.as_ref(), field("e"));
}

#[test]
fn sm2_signatures_of_botan_on_the_standard_curve_verify() {
    let Some(folder) = corpus::dir_or_skip("sm/botan") else { return };
    let text = std::fs::read_to_string(folder.join("sm2_sig.vec")).expect("vectors");
    let (mut verified, mut elsewhere) = (0, 0);
    for vector in records(&text) {
        // Other curves and other hashes cannot be asked for: no identifier names them.
        if vector["Oid"] != oid::SM2.to_string() || vector["Hash"] != "SM3" {
            elsewhere += 1;
            continue;
        }
        let key = sm2_key(&hex::decode(vector["x"].trim_start_matches("0x")));
        let signature = hex::decode(&vector["Signature"]);
        let (r, s) = signature.split_at(32);
        let signature = writer::sequence(&[&writer::unsigned(r), &writer::unsigned(s)]);
        let message = hex::decode(&vector["Msg"]);
        let got = key.public_key().verify_sm2_as(&vector["Ident"], &message, &signature);
        assert_eq!(got, Ok(()), "{vector:?}");
        verified += 1;
    }
    assert_eq!((verified, elsewhere), (1, 6));
}

#[test]
fn sm3_digests_are_those_of_others() {
    let Some(folder) = corpus::dir_or_skip("sm") else { return };
    let mut count = 0;
    let botan = std::fs::read_to_string(folder.join("botan/sm3.vec")).expect("vectors");
    for vector in records(&botan) {
        let digest = Hash::Sm3.digest(&hex::decode(&vector["In"]));
        assert_eq!(digest.as_ref(), hex::decode(&vector["Out"]), "{vector:?}");
        count += 1;
    }
    let oscca = std::fs::read_to_string(folder.join("pyca/oscca.txt")).expect("vectors");
    for vector in records(&oscca) {
        let bits: usize = vector["Len"].parse().expect("Len");
        let message = hex::decode(&vector["Msg"]);
        let digest = Hash::Sm3.digest(&message[..bits / 8]);
        assert_eq!(digest.as_ref(), hex::decode(&vector["MD"]), "{vector:?}");
        count += 1;
    }
    assert!(count >= 10, "only {count} vectors");
}

/// Records of `name = value` lines; comments and section heads are passed over.
fn records(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut out = Vec::new();
    let mut current = std::collections::BTreeMap::new();
    for line in text.lines() {
        match line.split_once('=') {
            Some((name, value)) if !line.starts_with('#') => {
                let name = name.trim().to_owned();
                // The last field ends a record; what the next one does not say, stays as it was.
                let last = ["Signature", "Out", "MD"].contains(&name.as_str());
                current.insert(name, value.trim().to_owned());
                if last {
                    out.push(current.clone());
                }
            }
            _ => {}
        }
    }
    out
}

fn ed25519_spki(key: &[u8]) -> Vec<u8> {
    writer::sequence(&[&writer::algorithm(oid::ED25519, None), &writer::bit_string(key)])
}

fn ed25519_key(seed: &[u8]) -> SigningKey {
    let inner = writer::octet_string(&writer::octet_string(seed));
    let algorithm = writer::algorithm(oid::ED25519, None);
    let der = writer::sequence(&[&writer::integer(0), &algorithm, &inner]);
    SigningKey::from_pkcs8_der(&der, None).expect("an Ed25519 key")
}

fn sm2_key(scalar: &[u8]) -> SigningKey {
    let inner = writer::sequence(&[&writer::integer(1), &writer::octet_string(scalar)]);
    let algorithm = writer::algorithm(oid::EC_PUBLIC_KEY, Some(&writer::oid(oid::SM2)));
    let der = writer::sequence(&[&writer::integer(0), &algorithm, &writer::octet_string(&inner)]);
    SigningKey::from_pkcs8_der(&der, None).expect("an SM2 key")
}
