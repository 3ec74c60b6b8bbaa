//! Certificates, revocation lists and keys, as they describe themselves.

use sidian::asn1::oid;
use sidian::crypto::{Hash, PublicKey, SignatureAlgorithm, Signer, SigningKey};
use sidian::x509::{Certificate, Crl};

use super::sheet::Sheet;
use crate::locale::text;

/// How many entries of a list are shown.
const ENTRIES: usize = 100;

/// A certificate.
pub(super) fn certificate(certificate: &Certificate) -> Sheet {
    let subject = certificate.subject();
    let mut sheet = Sheet::new("certificate", text!("证书", "certificate"));
    sheet.say("subject", "持有者", "subject", subject.to_string());
    sheet.say("issuer", "签发者", "issuer", certificate.issuer().to_string());
    sheet.say("serial", "序列号", "serial number", certificate.serial_hex());
    sheet.say("not_before", "生效时间", "valid from", certificate.not_before().to_string());
    sheet.say("not_after", "截止时间", "valid until", certificate.not_after().to_string());
    let authority = certificate.basic_constraints().is_some_and(|it| it.ca);
    sheet.say("is_authority", "可签发证书", "is an authority", authority);
    sheet.say("algorithm", "签名算法", "signed with", algorithm(certificate.signature_algorithm()));
    sheet.say("key", "公钥", "key", key_words(certificate.spki()));
    let code = certificate
        .extension_value(&oid::GM_ORGANISATION_CODE)
        .and_then(|der| sidian::asn1::read_single(der).ok())
        .map(|tlv| String::from_utf8_lossy(tlv.value).into_owned());
    sheet.say("organisation_code", "机构代码", "organisation code", code);
    let urls: Vec<&str> = certificate.crl_urls().collect();
    if !urls.is_empty() {
        sheet.say("crl_urls", "吊销列表地址", "CRL published at", urls);
    }
    sheet.say("sha256", "SHA-256 指纹", "SHA-256", hex(Hash::Sha256, certificate.der()));
    sheet.say("sm3", "SM3 指纹", "SM3", hex(Hash::Sm3, certificate.der()));
    sheet
}

/// A revocation list.
pub(super) fn crl(crl: &Crl) -> Sheet {
    let mut sheet = Sheet::new("crl", text!("证书吊销列表", "certificate revocation list"));
    sheet.say("issuer", "签发者", "issuer", crl.issuer().to_string());
    sheet.say("this_update", "签发时间", "made", crl.this_update().to_string());
    let next = crl.next_update().map(|at| at.to_string());
    sheet.say("next_update", "下次更新", "next by", next);
    let number = crl.number().map(digits);
    sheet.say("number", "编号（十六进制）", "number (hex)", number);
    sheet.say("algorithm", "签名算法", "signed with", algorithm(crl.signature_algorithm()));
    let entries = crl.entries().unwrap_or_default();
    sheet.say("revoked", "已吊销证书数", "revoked certificates", entries.len());
    let rows = entries.iter().take(ENTRIES).map(|(serial, entry)| {
        let mut row = Sheet::new("revocation", text!("已吊销", "revoked"));
        let serial = digits(serial);
        row.say("serial", "序列号", "serial number", serial);
        row.say("at", "时间", "at", entry.at.to_string());
        row.say("reason", "原因", "reason", entry.reason.map(|r| r.as_str()));
        row
    });
    sheet.part("entries", rows.collect());
    sheet
}

/// A private key: nothing of it but the public part.
pub(super) fn private_key(key: &SigningKey) -> Sheet {
    let mut sheet = Sheet::new("private-key", text!("私钥", "private key"));
    sheet.say("suite", "算法", "algorithm", key.suite().name());
    let spki = key.public_key().spki();
    sheet.say("key", "公钥", "public key", key_words(spki));
    sheet.say("key_sha256", "公钥 SHA-256", "SHA-256 of the public key", hex(Hash::Sha256, spki));
    sheet
}

/// A private key that cannot be looked into without its password.
pub(super) fn locked_key() -> Sheet {
    let mut sheet = Sheet::new("private-key", text!("私钥", "private key"));
    sheet.say("encrypted", "加密保存", "encrypted", true);
    sheet
}

/// A public key.
pub(super) fn public_key(key: &PublicKey) -> Sheet {
    let mut sheet = Sheet::new("public-key", text!("公钥", "public key"));
    sheet.say("suite", "算法", "algorithm", key.suite().map(|suite| suite.name()));
    sheet.say("bits", "位数", "bits", key.bits());
    sheet.say("key_sha256", "SHA-256 指纹", "SHA-256", hex(Hash::Sha256, key.spki()));
    sheet
}

fn algorithm((oid, parameters): (sidian::asn1::ObjectIdentifier, Option<&[u8]>)) -> String {
    match SignatureAlgorithm::from_identifier(&oid, parameters, None) {
        Ok(algorithm) => algorithm.name().to_owned(),
        Err(_) => oid.to_string(),
    }
}

fn key_words(spki: &[u8]) -> String {
    match PublicKey::from_spki(spki) {
        Ok(key) => {
            let suite = key.suite().map_or("?", |suite| suite.name());
            format!("{suite}, {} bits", key.bits())
        }
        Err(e) => e.to_string(),
    }
}

fn hex(hash: Hash, bytes: &[u8]) -> String {
    digits(hash.digest(bytes).as_ref())
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
