//! Keys, signatures, certificates and revocation lists, exchanged with OpenSSL.

use sidian::asn1::oid;
use sidian::crypto::{
    CryptoError, Hash, PublicKey, SignatureAlgorithm, Signer, SigningKey, Suite, read_pkcs12,
};
use sidian::x509::issue::{CertificateDraft, NameDraft};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, key, pem, years};

/// How OpenSSL makes a key of each suite.
const GENPKEY: &[(Suite, &[&str])] = &[
    (Suite::Sm2, &["-algorithm", "SM2"]),
    (Suite::Ed25519, &["-algorithm", "ED25519"]),
    (Suite::P256, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
    (Suite::P384, &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"]),
    (Suite::Rsa, &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"]),
];

/// What OpenSSL must be told of the SM2 user id.
const DISTID: &str = "distid:1234567812345678";

#[test]
fn keys_made_by_openssl_are_read_plain_and_encrypted() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    for (suite, arguments) in GENPKEY {
        let name = suite.name();
        let make = [&["genpkey", "-out", "key.pem"][..], arguments].concat();
        openssl.run(&folder, &make).expect(name);
        let plain = text(&folder, "key.pem");
        let key = SigningKey::from_pem(&plain, None).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(key.suite(), *suite);
        let spki = openssl
            .run(&folder, &["pkey", "-in", "key.pem", "-pubout", "-outform", "DER"])
            .expect(name);
        assert!(key.public_key().matches_spki(&spki), "{name}");
        for protection in [
            &["-v2", "aes-256-cbc"][..],
            &["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
            &["-v2", "des3"],
            &["-scrypt"],
        ] {
            let encrypt =
                ["pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:密码", "-out", "e"];
            openssl.run(&folder, &[&encrypt[..], protection].concat()).expect(name);
            let encrypted = text(&folder, "e");
            let again = SigningKey::from_pem(&encrypted, Some("密码"))
                .unwrap_or_else(|e| panic!("{name} {protection:?}: {e}"));
            assert_eq!(again.public_key(), key.public_key(), "{name}");
            let wrong = SigningKey::from_pem(&encrypted, Some("x")).err();
            assert_eq!(wrong, Some(CryptoError::Password), "{name} {protection:?}");
        }
    }
}

#[test]
fn a_key_under_a_cipher_that_is_not_spoken_is_named_so() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    folder.write("key.pem", key(Suite::Sm2, "signer").to_pkcs8_pem(None).unwrap().as_bytes());
    for (protection, name) in [
        (["-v2", "sm4-cbc"], "1.2.156.10197.1.104.2"),
        (["-v1", "PBE-SHA1-3DES"], "1.2.840.113549.1.12.1.3"),
    ] {
        let encrypt = ["pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:x"];
        let encrypted = openssl.run(&folder, &[&encrypt[..], &protection].concat()).expect(name);
        let got = SigningKey::from_pem(&String::from_utf8_lossy(&encrypted), Some("x")).err();
        let oid = sidian::asn1::ObjectIdentifier::new_unwrap(name);
        assert_eq!(got, Some(CryptoError::Unsupported { oid }));
    }
}

#[test]
fn older_key_files_of_openssl_are_read() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    let make = ["ecparam", "-name", "prime256v1", "-genkey", "-out", "ec.pem"];
    openssl.run(&folder, &make).expect("EC PRIVATE KEY with EC PARAMETERS before it");
    let sec1 = text(&folder, "ec.pem");
    assert!(sec1.contains("EC PARAMETERS") && sec1.contains("EC PRIVATE KEY"), "{sec1}");
    let key = SigningKey::from_pem(&sec1, None).expect("EC PRIVATE KEY");
    assert_eq!(key.suite(), Suite::P256);
    openssl.run(&folder, &["genrsa", "-traditional", "-out", "rsa.pem", "2048"]).expect("rsa");
    let pkcs1 = text(&folder, "rsa.pem");
    assert!(pkcs1.contains("RSA PRIVATE KEY"), "{pkcs1}");
    let key = SigningKey::from_pem(&pkcs1, None).expect("RSA PRIVATE KEY");
    assert_eq!(key.suite(), Suite::Rsa);
    let encrypt = ["rsa", "-in", "rsa.pem", "-traditional", "-aes128", "-passout", "pass:x"];
    let old = openssl.run(&folder, &encrypt).expect("old encryption");
    let got = SigningKey::from_pem(&String::from_utf8_lossy(&old), Some("x")).err();
    assert_eq!(got, Some(CryptoError::ObsoleteEncryption));
    let make = ["ecparam", "-name", "prime256v1", "-param_enc", "explicit", "-genkey"];
    let explicit = openssl.run(&folder, &make).expect("explicit parameters");
    let got = SigningKey::from_pem(&String::from_utf8_lossy(&explicit), None).err();
    assert_eq!(got, Some(CryptoError::ExplicitCurve));
}

#[test]
fn openssl_reads_our_keys_plain_and_encrypted() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    for suite in Suite::ALL {
        let key = key(suite, "signer");
        for password in [None, Some("密码")] {
            folder.write("key.pem", key.to_pkcs8_pem(password).unwrap().as_bytes());
            let read =
                ["pkey", "-in", "key.pem", "-passin", "pass:密码", "-pubout", "-outform", "DER"];
            let spki = openssl.run(&folder, &read).expect(suite.name());
            assert!(key.public_key().matches_spki(&spki), "{}", suite.name());
        }
    }
}

#[test]
fn openssl_verifies_our_signatures_and_we_verify_its() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    folder.write("message", "电子证照");
    let message = folder.read("message");
    for suite in Suite::ALL {
        let name = suite.name();
        let key = key(suite, "signer");
        folder.write("key.pem", key.to_pkcs8_pem(None).unwrap().as_bytes());
        folder.write("public.pem", pem("PUBLIC KEY", key.public_key().spki()));
        folder.write("signature", key.sign(&message).unwrap());
        let digest =
            format!("-{}", key.algorithm().hash().name().replace("SHA-", "sha").to_lowercase());
        let (sign, verify): (Vec<&str>, Vec<&str>) = match suite {
            Suite::Ed25519 => (
                vec!["pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", "message"],
                vec![
                    "pkeyutl",
                    "-verify",
                    "-rawin",
                    "-pubin",
                    "-inkey",
                    "public.pem",
                    "-sigfile",
                    "signature",
                    "-in",
                    "message",
                ],
            ),
            _ => {
                let mut sign = vec!["dgst", &digest, "-sign", "key.pem"];
                let mut verify =
                    vec!["dgst", &digest, "-verify", "public.pem", "-signature", "signature"];
                if suite == Suite::Sm2 {
                    sign.extend(["-sigopt", DISTID]);
                    verify.extend(["-sigopt", DISTID]);
                }
                sign.push("message");
                verify.push("message");
                (sign, verify)
            }
        };
        openssl.run(&folder, &verify).expect(name);
        let theirs = openssl.run(&folder, &sign).expect(name);
        let got = key.public_key().verify(key.algorithm(), &message, &theirs);
        assert_eq!(got, Ok(()), "{name}");
        folder.write("message", "电子证照。");
        assert!(!openssl.run(&folder, &verify).succeeded(), "{name}: another message passed");
        folder.write("message", &message);
    }
}

#[test]
fn openssl_verifies_our_rsa_pss_signatures() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    folder.write("message", "m");
    for (algorithm, digest) in [
        (SignatureAlgorithm::RSA_PSS_SHA256, "-sha256"),
        (SignatureAlgorithm::RSA_PSS_SHA384, "-sha384"),
        (SignatureAlgorithm::RSA_PSS_SHA512, "-sha512"),
    ] {
        let key = key(Suite::Rsa, "signer").with_algorithm(algorithm).unwrap();
        folder.write("public.pem", pem("PUBLIC KEY", key.public_key().spki()));
        folder.write("signature", key.sign(b"m").unwrap());
        let verify = [
            "dgst",
            digest,
            "-verify",
            "public.pem",
            "-signature",
            "signature",
            "-sigopt",
            "rsa_padding_mode:pss",
            "-sigopt",
            "rsa_pss_saltlen:digest",
            "message",
        ];
        openssl.run(&folder, &verify).expect(algorithm.name());
    }
}

#[test]
fn every_pair_of_curve_or_key_and_hash_of_openssl_verifies_and_sha1_is_called_weak() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    folder.write("message", "m");
    for suite in [Suite::P256, Suite::P384, Suite::Rsa] {
        let key = key(suite, "signer");
        let public = key.public_key();
        folder.write("key.pem", key.to_pkcs8_pem(None).unwrap().as_bytes());
        for hash in [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            let option = format!("-{}", hash.name().replace("SHA-", "sha"));
            let sign = ["dgst", &option, "-sign", "key.pem", "message"];
            let value = openssl.run(&folder, &sign).expect(hash.name());
            let oid = if suite == Suite::Rsa { oid::RSA_ENCRYPTION } else { oid::EC_PUBLIC_KEY };
            let algorithm = SignatureAlgorithm::from_identifier(&oid, None, Some(hash)).unwrap();
            let name = format!("{} {algorithm:?}", suite.name());
            assert_eq!(public.verify(&algorithm, b"m", &value), Ok(()), "{name}");
            let invalid = Err(CryptoError::SignatureInvalid);
            assert_eq!(public.verify(&algorithm, b"n", &value), invalid, "{name}");
            assert_eq!(algorithm.is_weak(), hash == Hash::Sha1, "{name}");
        }
    }
}

#[test]
fn a_short_rsa_key_of_openssl_is_weak() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    openssl.run(&folder, &["genrsa", "-out", "key.pem", "1024"]).expect("genrsa");
    let got = SigningKey::from_pem(&text(&folder, "key.pem"), None).err();
    assert_eq!(got, Some(CryptoError::Weak { bits: 1024 }));
    folder.write("message", "m");
    let sign = ["dgst", "-sha256", "-sign", "key.pem", "message"];
    let value = openssl.run(&folder, &sign).expect("sign");
    let show = ["pkey", "-in", "key.pem", "-pubout", "-outform", "DER"];
    let public = PublicKey::from_spki(&openssl.run(&folder, &show).expect("spki")).unwrap();
    assert_eq!(public.suite(), None);
    let got = public.verify(&SignatureAlgorithm::RSA_PKCS1_SHA256, b"m", &value);
    assert_eq!(got, Err(CryptoError::Weak { bits: 1024 }));
}

#[test]
fn openssl_verifies_a_certificate_signed_with_pss() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    let key = key(Suite::Rsa, "root").with_algorithm(SignatureAlgorithm::RSA_PSS_SHA256).unwrap();
    let root =
        CertificateDraft::root(NameDraft::new("PSS"), years(2020, 2050)).self_sign(&key).unwrap();
    let (oid, parameters) = root.signature_algorithm();
    let read = SignatureAlgorithm::from_identifier(&oid, parameters, None);
    assert_eq!(read, Ok(SignatureAlgorithm::RSA_PSS_SHA256));
    folder.write("root.pem", pem("CERTIFICATE", root.der()));
    let verify = [
        "verify",
        "-x509_strict",
        "-check_ss_sig",
        "-attime",
        "1780272000",
        "-CAfile",
        "root.pem",
        "root.pem",
    ];
    openssl.run(&folder, &verify).expect("PSS");
}

#[test]
fn openssl_verifies_our_chains_and_lists() {
    let Some(openssl) = peers::openssl() else { return };
    for suite in Suite::ALL {
        let folder = Folder::new();
        let pki = TestPki::new(suite);
        let name = suite.name();
        let write = |file, certificate: &sidian::x509::Certificate| {
            folder.write(file, pem("CERTIFICATE", certificate.der()));
        };
        write("root.pem", &pki.root.certificate);
        write("issuing.pem", &pki.issuing.certificate);
        write("signer.pem", &pki.signer.certificate);
        write("revoked.pem", &pki.revoked_signer.certificate);
        write("stranger.pem", &pki.untrusted_signer.certificate);
        // 2026-06-01, the present of the test world.
        let verify = ["verify", "-x509_strict", "-attime", "1780272000"];
        if suite == Suite::Sm2 {
            // The user id reaches the last certificate only, so the path goes step by step.
            for (above, below) in [("root.pem", "issuing.pem"), ("issuing.pem", "signer.pem")] {
                let step = ["-vfyopt", DISTID, "-partial_chain", "-CAfile", above, below];
                openssl.run(&folder, &[&verify[..], &step].concat()).expect(name);
            }
            let step = ["-vfyopt", DISTID, "-partial_chain", "-CAfile", "root.pem", "stranger.pem"];
            let answer = openssl.run(&folder, &[&verify[..], &step].concat());
            assert!(!answer.succeeded(), "{name}: a stranger passed");
        } else {
            let path = ["-CAfile", "root.pem", "-untrusted", "issuing.pem"];
            let verify = [&verify[..], &path].concat();
            openssl.run(&folder, &[&verify[..], &["signer.pem"]].concat()).expect(name);
            let answer = openssl.run(&folder, &[&verify[..], &["stranger.pem"]].concat());
            assert!(!answer.succeeded(), "{name}: a stranger passed");
        }

        let list = pki.issuing_crl();
        folder.write("list.der", list.der());
        let show = ["crl", "-inform", "DER", "-in", "list.der", "-noout", "-text"];
        let shown = openssl.run(&folder, &show).expect(name);
        let shown = String::from_utf8_lossy(&shown).into_owned();
        assert!(shown.contains("Key Compromise") && shown.contains("Serial Number: 23"), "{shown}");
        check_list(suite, &openssl, &folder, &list);
    }
}

/// Lets OpenSSL check the signature of a list: whole, or for SM2, to which `crl` cannot pass the
/// user id, over the extracted bytes.
fn check_list(suite: Suite, openssl: &peers::Peer, folder: &Folder, list: &sidian::x509::Crl) {
    let name = suite.name();
    if suite == Suite::Sm2 {
        let issuing = &TestPki::new(suite).issuing;
        folder.write("public.pem", pem("PUBLIC KEY", issuing.certificate.spki()));
        folder.write("tbs", list.tbs());
        folder.write("signature", list.signature());
        let verify = [
            "dgst",
            "-sm3",
            "-verify",
            "public.pem",
            "-sigopt",
            DISTID,
            "-signature",
            "signature",
            "tbs",
        ];
        openssl.run(folder, &verify).expect(name);
    } else {
        folder.write("list.pem", pem("X509 CRL", list.der()));
        let check = ["crl", "-in", "list.pem", "-CAfile", "issuing.pem", "-noout"];
        let answer = openssl.run(folder, &check);
        assert!(answer.text().contains("verify OK"), "{name}\n{}", answer.text());
        let check = [
            "verify",
            "-attime",
            "1780272000",
            "-crl_check",
            "-CAfile",
            "root.pem",
            "-untrusted",
            "issuing.pem",
            "-CRLfile",
            "list.pem",
            "revoked.pem",
        ];
        let answer = openssl.run(folder, &check);
        assert!(!answer.succeeded() && answer.text().contains("certificate revoked"), "{name}");
    }
}

#[test]
fn pkcs12_files_of_openssl_are_read() {
    let Some(openssl) = peers::openssl() else { return };
    let folder = Folder::new();
    let (today, yesterday) = (&[][..], &["-legacy"][..]);
    let triple_des =
        &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"][..];
    for suite in Suite::ALL {
        let pki = TestPki::new(suite);
        let name = suite.name();
        folder.write("key.pem", pki.signer.key.to_pkcs8_pem(None).unwrap().as_bytes());
        let chain: String =
            pki.chain(&pki.signer).iter().map(|it| pem("CERTIFICATE", it.der())).collect();
        folder.write("chain.pem", chain);
        for protection in [today, yesterday, triple_des] {
            let make = [
                "pkcs12",
                "-export",
                "-inkey",
                "key.pem",
                "-in",
                "chain.pem",
                "-passout",
                "pass:密码 1",
                "-out",
                "id.p12",
            ];
            openssl.run(&folder, &[&make[..], protection].concat()).expect(name);
            let bytes = folder.read("id.p12");
            let (key, certificates) = read_pkcs12(&bytes, "密码 1")
                .unwrap_or_else(|e| panic!("{name} {protection:?}: {e}"));
            assert_eq!(key.public_key(), pki.signer.key.public_key(), "{name}");
            assert_eq!(certificates.len(), 3, "{name}");
            assert_eq!(certificates[0], pki.signer.certificate.der(), "{name}: leaf first");
            let wrong = read_pkcs12(&bytes, "密码 2").err();
            assert_eq!(wrong, Some(CryptoError::Password), "{name} {protection:?}");
            assert!(read_pkcs12(&bytes[..bytes.len() / 2], "密码 1").is_err(), "{name}");
        }
    }
}

fn text(folder: &Folder, name: &str) -> String {
    String::from_utf8(folder.read(name)).expect("PEM is text")
}
