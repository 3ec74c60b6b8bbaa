//! Second opinions: openssl on the SM2 signatures, ofdrw and Bouncy Castle on the structures.

use std::collections::BTreeMap;

use sidian::crypto::{Hash, Suite};
use sidian::seal::SesVersion;
use sidian::ses::{SesSeal, SesSignature};
use sidian_testkit::peers::{self, Folder};
use sidian_testkit::pki::{TestPki, pem};
use sidian_testkit::seal as world;

const USER_ID: &str = "distid:1234567812345678";

#[test]
fn openssl_verifies_the_signatures_of_seals_and_of_their_use() {
    let Some(openssl) = peers::openssl() else { return };
    let pki = TestPki::new(Suite::Sm2);
    let folder = Folder::new();
    for version in [SesVersion::V4, SesVersion::V5] {
        let seal = world::seal(pki, version);
        let read = SesSeal::parse(seal.as_bytes()).expect("a seal");
        let der = world::sealing(pki, &seal, b"content");
        let sealing = SesSignature::parse(&der).expect("a use");
        for (certificate, signed, value) in [
            (read.certificate, read.signed.as_ref(), read.signature),
            (sealing.certificate, sealing.to_sign.raw, sealing.signature),
        ] {
            folder.write("cert.pem", pem("CERTIFICATE", certificate));
            folder.write("signed.bin", signed);
            folder.write("value.bin", value);
            let key = openssl.run(&folder, &["x509", "-in", "cert.pem", "-noout", "-pubkey"]);
            folder.write("key.pem", key.expect("the key of a certificate"));
            let verify = |file: &str| {
                openssl.run(
                    &folder,
                    &[
                        "dgst",
                        "-sm3",
                        "-verify",
                        "key.pem",
                        "-sigopt",
                        USER_ID,
                        "-signature",
                        "value.bin",
                        file,
                    ],
                )
            };
            let said = verify("signed.bin");
            assert!(said.text().contains("Verified OK"), "{version:?}: {}", said.text());
            folder.write("other.bin", [signed, b"x"].concat());
            assert!(!verify("other.bin").text().contains("Verified OK"), "{version:?}");
        }
    }
}

/// What the second reader says, by key; the last of each.
fn said(answer: peers::Answer) -> BTreeMap<String, String> {
    let text = String::from_utf8(answer.expect("it reads")).expect("UTF-8");
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// The release of ofdrw that can be fetched knows V1 and V4. A seal of V5 without a timestamp has
/// the shape of V4; of one with a timestamp, Bouncy Castle reads the fifth field.
#[test]
fn ofdrw_and_bouncy_castle_read_and_verify_what_we_write() {
    let Some(reader) = peers::seal_reader() else { return };
    let pki = TestPki::new(Suite::Sm2);
    let folder = Folder::new();
    for version in [SesVersion::V4, SesVersion::V5] {
        let listed = world::draft(pki).with_version(version);
        let listed = if version == SesVersion::V4 {
            listed
        } else {
            listed.with_signers_by_digest(Hash::Sm3).with_type(15)
        };
        let seal = world::make(pki, listed);
        let der = world::sealing(pki, &seal, b"content");
        folder.write("use.dat", &der);
        let said = said(reader.read(&folder, "signature", "use.dat"));
        let read = SesSignature::parse(&der).expect("a use");
        let info = &read.to_sign.seal.info;
        let sm3 = |bytes: &[u8]| format!("{:?}", Hash::Sm3.digest(bytes));
        let digits: String = read.to_sign.data_hash.iter().map(|b| format!("{b:02x}")).collect();
        for (key, wanted) in [
            ("version", version.number().to_string()),
            ("vid", "sidian".to_owned()),
            ("id", world::CODE.to_owned()),
            ("name", world::NAME.to_owned()),
            ("type", info.property.kind.to_string()),
            ("list-type", if version == SesVersion::V4 { "1" } else { "2" }.to_owned()),
            ("listed", "1".to_owned()),
            ("picture-type", "SVG".to_owned()),
            ("picture", sm3(world::SVG)),
            ("width", "42".to_owned()),
            ("height", "42".to_owned()),
            ("signed", sm3(info.raw)),
            ("verified", "true".to_owned()),
            ("tbs-version", version.number().to_string()),
            ("data-hash", digits),
            ("property-info", "/Doc_0/Signs/Sign_0/Signature.xml".to_owned()),
            ("tbs", sm3(read.to_sign.raw)),
            ("use-verified", "true".to_owned()),
        ] {
            assert_eq!(said.get(key), Some(&wanted), "{version:?}: {key} of {said:?}");
        }
    }
    let seal = world::seal(pki, SesVersion::V5);
    let token = world::token(pki, &seal.to_be_timestamped().expect("a value"), world::made_at());
    let seal = seal.with_timestamp(&token).expect("stamped");
    folder.write("stamped.esl", seal.as_bytes());
    let said = said(reader.read(&folder, "timestamp", "stamped.esl"));
    let digits: String = token.iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(said.get("tag").map(String::as_str), Some("0"));
    assert_eq!(said.get("token"), Some(&digits));
}
