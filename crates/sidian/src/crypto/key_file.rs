//! Private keys in files: PKCS#8 as DER and PEM, plain and encrypted, and the older PEM forms.

use base64ct::{Base64, Encoding};
use pkcs5::pbes2;
use pkcs8::EncryptedPrivateKeyInfoRef;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::{CryptoError, SigningKey, key_der};
use crate::asn1::{ObjectIdentifier, Reader, oid, writer};

/// How often the hash is repeated when a new file is encrypted (OWASP, PBKDF2 with SHA-256).
const ITERATIONS: u32 = 600_000;
/// How often it may be repeated in a file that is read.
const MAX_ITERATIONS: u32 = 10_000_000;
/// How much memory scrypt may use.
const MAX_SCRYPT_MEMORY: u64 = 256 << 20;

impl SigningKey {
    /// Reads a PKCS#8 key: PrivateKeyInfo, or EncryptedPrivateKeyInfo with PBES2 (RFC 5958,
    /// RFC 8018). A password given for a plain key is not used.
    ///
    /// # Errors
    ///
    /// [`CryptoError::PasswordMissing`] and [`CryptoError::Password`] for an encrypted key,
    /// [`CryptoError::SecretKey`] for a malformed one, [`CryptoError::ExplicitCurve`] and
    /// [`CryptoError::Unsupported`] for other curves, algorithms and ciphers.
    pub fn from_pkcs8_der(der: &[u8], password: Option<&str>) -> Result<Self, CryptoError> {
        match EncryptedPrivateKeyInfoRef::try_from(der) {
            Ok(encrypted) => {
                let password = password.ok_or(CryptoError::PasswordMissing)?;
                let plain = decrypt(&encrypted, password)?;
                Self::from_secret(key_der::read_pkcs8(&plain)?)
            }
            Err(_) => match cipher(der) {
                Some(oid) => Err(CryptoError::Unsupported { oid }),
                None => Self::from_secret(key_der::read_pkcs8(der)?),
            },
        }
    }

    /// Reads the one private key of a PEM text: `PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`,
    /// `EC PRIVATE KEY` or `RSA PRIVATE KEY`. Other blocks, such as certificates, are passed over.
    ///
    /// # Errors
    ///
    /// [`CryptoError::SecretKeyCount`] unless there is exactly one,
    /// [`CryptoError::ObsoleteEncryption`], and as [`from_pkcs8_der`](Self::from_pkcs8_der).
    pub fn from_pem(text: &str, password: Option<&str>) -> Result<Self, CryptoError> {
        let blocks = private_blocks(text)?;
        let [(label, body)] = blocks.as_slice() else {
            return Err(CryptoError::SecretKeyCount { found: blocks.len() });
        };
        if body.contains("ENCRYPTED") {
            return Err(CryptoError::ObsoleteEncryption);
        }
        let packed: Zeroizing<String> =
            Zeroizing::new(body.chars().filter(|c| !c.is_ascii_whitespace()).collect());
        let der = Base64::decode_vec(&packed).map_err(|_| CryptoError::SecretKey)?;
        let der = Zeroizing::new(der);
        match *label {
            "EC PRIVATE KEY" => Self::from_secret(key_der::read_sec1(&der)?),
            "RSA PRIVATE KEY" => Self::from_secret(key_der::read_pkcs1(&der)),
            _ => Self::from_pkcs8_der(&der, password),
        }
    }

    /// The key as PKCS#8, encrypted if there is a password: PBES2 with PBKDF2-HMAC-SHA256 and
    /// AES-256-CBC, which OpenSSL and Java read.
    ///
    /// # Errors
    ///
    /// [`CryptoError::Randomness`] if the operating system gives no random bytes for the salt.
    pub fn to_pkcs8_der(&self, password: Option<&str>) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        let plain = self.plain_pkcs8();
        match password {
            None => Ok(plain),
            Some(password) => encrypt(&plain, password),
        }
    }

    /// As [`to_pkcs8_der`](Self::to_pkcs8_der), in PEM.
    ///
    /// # Errors
    ///
    /// As [`to_pkcs8_der`](Self::to_pkcs8_der).
    pub fn to_pkcs8_pem(&self, password: Option<&str>) -> Result<Zeroizing<String>, CryptoError> {
        let label = if password.is_some() { "ENCRYPTED PRIVATE KEY" } else { "PRIVATE KEY" };
        let der = self.to_pkcs8_der(password)?;
        let packed = Zeroizing::new(Base64::encode_string(&der));
        // Reserved in one piece: growing would leave copies of the secret behind.
        let mut out = String::with_capacity(packed.len() + packed.len() / 64 + 96);
        out.push_str(&format!("-----BEGIN {label}-----\n"));
        let mut rest = packed.as_str();
        while !rest.is_empty() {
            let (line, more) = rest.split_at(rest.len().min(64));
            out.push_str(line);
            out.push('\n');
            rest = more;
        }
        out.push_str(&format!("-----END {label}-----\n"));
        Ok(Zeroizing::new(out))
    }
}

/// The labels and bodies of all private key blocks.
fn private_blocks(text: &str) -> Result<Vec<(&str, &str)>, CryptoError> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let (label, after) = after.split_once("-----").ok_or(CryptoError::SecretKey)?;
        let (body, after) = after.split_once("-----END ").ok_or(CryptoError::SecretKey)?;
        rest = after.strip_prefix(label).ok_or(CryptoError::SecretKey)?;
        if label.ends_with("PRIVATE KEY") {
            blocks.push((label, body));
        }
    }
    Ok(blocks)
}

/// The cipher of an EncryptedPrivateKeyInfo, or its whole scheme where that is not PBES2; nothing
/// for a plain key.
fn cipher(der: &[u8]) -> Option<ObjectIdentifier> {
    let (scheme, parameters) = Reader::new(der).sequence().ok()?.algorithm().ok()?;
    if scheme != oid::PBES2 {
        return Some(scheme);
    }
    let mut parameters = Reader::new(parameters?).sequence().ok()?;
    parameters.algorithm().ok()?;
    parameters.algorithm().ok().map(|(cipher, _)| cipher)
}

fn decrypt(
    encrypted: &EncryptedPrivateKeyInfoRef<'_>,
    password: &str,
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let scheme = &encrypted.encryption_algorithm;
    let excessive = match scheme.pbes2().map(|parameters| &parameters.kdf) {
        Some(pbes2::Kdf::Pbkdf2(kdf)) => kdf.iteration_count > MAX_ITERATIONS,
        Some(pbes2::Kdf::Scrypt(kdf)) => {
            let memory = kdf.cost_parameter.saturating_mul(128 * u64::from(kdf.block_size));
            memory.saturating_mul(u64::from(kdf.parallelization)) > MAX_SCRYPT_MEMORY
        }
        _ => return Err(CryptoError::Unsupported { oid: scheme.oid() }),
    };
    if excessive {
        return Err(CryptoError::Parameters { oid: scheme.oid() });
    }
    match encrypted.decrypt(password) {
        Ok(plain) => Ok(Zeroizing::new(plain.as_bytes().to_vec())),
        Err(pkcs8::Error::EncryptedPrivateKey(
            pkcs5::Error::UnsupportedAlgorithm { oid }
            | pkcs5::Error::AlgorithmParametersInvalid { oid },
        )) => Err(CryptoError::Unsupported { oid }),
        // A wrong password gives bad padding, or rarely good padding around what is no DER.
        Err(_) => Err(CryptoError::Password),
    }
}

fn encrypt(plain: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    let random = SystemRandom::new();
    random.fill(&mut salt).map_err(|_| CryptoError::Randomness)?;
    random.fill(&mut iv).map_err(|_| CryptoError::Randomness)?;
    let failed = |_| CryptoError::Parameters { oid: oid::PBES2 };
    let parameters = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(ITERATIONS, &salt, iv)
        .map_err(failed)?;
    let encrypted = parameters.encrypt(password, plain).map_err(failed)?;
    let parameters = pkcs8::der::Encode::to_der(&parameters)
        .map_err(|_| CryptoError::Parameters { oid: oid::PBES2 })?;
    Ok(Zeroizing::new(writer::sequence(&[
        &writer::algorithm(oid::PBES2, Some(&parameters)),
        &writer::octet_string(&encrypted),
    ])))
}

#[cfg(test)]
mod tests {
    use super::super::{Signer, Suite};
    use super::*;

    #[test]
    fn encrypted_keys_open_with_their_password_only() {
        let key = SigningKey::generate(Suite::P256).unwrap();
        let pem = key.to_pkcs8_pem(Some("密码 1")).unwrap();
        let again = SigningKey::from_pem(&pem, Some("密码 1")).unwrap();
        assert_eq!(again.public_key(), key.public_key());
        let refusal = |password| SigningKey::from_pem(&pem, password).err();
        assert_eq!(refusal(None), Some(CryptoError::PasswordMissing));
        assert_eq!(refusal(Some("密码 2")), Some(CryptoError::Password));
    }

    #[test]
    fn keys_of_every_suite_survive_pem() {
        for suite in Suite::ALL {
            let key = crate::crypto::tests::key(suite);
            let pem = key.to_pkcs8_pem(None).unwrap();
            let again = SigningKey::from_pem(&pem, None).unwrap();
            assert_eq!(again.public_key(), key.public_key(), "{}", suite.name());
        }
    }

    #[test]
    fn a_text_must_hold_one_private_key() {
        let count = |text: &str| SigningKey::from_pem(text, None).err();
        assert_eq!(count(""), Some(CryptoError::SecretKeyCount { found: 0 }));
        let pem = SigningKey::generate(Suite::Ed25519).unwrap().to_pkcs8_pem(None).unwrap();
        let twice = [pem.as_str(), pem.as_str()].concat();
        assert_eq!(count(&twice), Some(CryptoError::SecretKeyCount { found: 2 }));
        let cut = pem.get(..pem.len() - 10).unwrap();
        assert_eq!(count(cut), Some(CryptoError::SecretKey));
        let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA==\n-----END RSA PRIVATE KEY-----";
        assert_eq!(count(old), Some(CryptoError::ObsoleteEncryption));
    }

    #[test]
    fn every_truncation_and_every_flipped_byte_is_no_panic() {
        for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256] {
            let der = crate::crypto::tests::key(suite).to_pkcs8_der(None).unwrap();
            for at in 0..der.len() {
                assert!(SigningKey::from_pkcs8_der(&der[..at], None).is_err(), "cut at {at}");
                let mut flipped = der.to_vec();
                flipped[at] ^= 0x55;
                let _ = SigningKey::from_pkcs8_der(&flipped, None);
            }
        }
    }

    #[test]
    fn key_derivation_without_end_is_refused_at_once() {
        let identifier = |name: &str, parameters: &[u8]| {
            writer::algorithm(ObjectIdentifier::new_unwrap(name), Some(parameters))
        };
        let salt = writer::octet_string(&[1; 16]);
        let pbkdf2 = identifier(
            "1.2.840.113549.1.5.12",
            &writer::sequence(&[&salt, &writer::integer(50_000_000)]),
        );
        let costs = [1 << 20, 64, 1].map(writer::integer);
        let scrypt = identifier(
            "1.3.6.1.4.1.11591.4.11",
            &writer::sequence(&[&salt, &costs[0], &costs[1], &costs[2]]),
        );
        let cipher = identifier("2.16.840.1.101.3.4.1.42", &writer::octet_string(&[2; 16]));
        for derivation in [pbkdf2, scrypt] {
            let parameters = writer::sequence(&[&derivation, &cipher]);
            let der = writer::sequence(&[
                &writer::algorithm(oid::PBES2, Some(&parameters)),
                &writer::octet_string(&[3; 64]),
            ]);
            let got = SigningKey::from_pkcs8_der(&der, Some("x")).err();
            assert_eq!(got, Some(CryptoError::Parameters { oid: oid::PBES2 }));
        }
    }
}
