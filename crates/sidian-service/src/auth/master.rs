use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use sidian::crypto::SignatureAlgorithm;
use zeroize::Zeroizing;

/// The key under which private keys lie on the disk (AES-256-GCM).
pub struct MasterKey(LessSafeKey);

/// Why the master key cannot be used.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// Not 64 hexadecimal digits.
    #[error("the master key must be 64 hexadecimal digits")]
    Malformed,
    /// The file cannot be read or made.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is not the key that this was sealed with, or what was sealed is damaged.
    #[error("“{label}” was not sealed with this master key")]
    Wrong {
        /// What was to be opened.
        label: String,
    },
    /// No random numbers.
    #[error("the machine gives no random numbers")]
    Randomness,
    /// The key on the token does not give the same value each time.
    #[error("the key on the token must be RSA or Ed25519: {algorithm} signs differently each time")]
    Randomised {
        /// What it signs with.
        algorithm: &'static str,
    },
    /// The token.
    #[error("the token with the master key: {0}")]
    Token(String),
}

impl MasterKey {
    /// From 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`MasterKeyError::Malformed`].
    pub fn from_hex(text: &str) -> Result<Self, MasterKeyError> {
        let digits = text.trim().as_bytes();
        let mut bytes = Zeroizing::new([0_u8; 32]);
        if digits.len() != 64 {
            return Err(MasterKeyError::Malformed);
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| MasterKeyError::Malformed)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| MasterKeyError::Malformed)?;
        }
        let key = UnboundKey::new(&AES_256_GCM, bytes.as_ref());
        Ok(Self(LessSafeKey::new(key.map_err(|_| MasterKeyError::Malformed)?)))
    }

    /// From a file; makes the file where `make` says that it may be missing. Says whether it was
    /// made.
    ///
    /// # Errors
    ///
    /// [`MasterKeyError`].
    pub fn from_file(path: &Path, make: bool) -> Result<(Self, bool), MasterKeyError> {
        let named = |error| MasterKeyError::File { path: path.to_owned(), error };
        if make && !path.exists() {
            let mut bytes = Zeroizing::new([0_u8; 32]);
            SystemRandom::new().fill(bytes.as_mut()).map_err(|_| MasterKeyError::Randomness)?;
            let text = Zeroizing::new(crate::store::hex(bytes.as_ref()));
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            let mut file = options.open(path).map_err(named)?;
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(named)?;
            return Ok((Self::from_hex(&text)?, true));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(named)?);
        Ok((Self::from_hex(&text)?, false))
    }

    /// From a key on a token (PKCS#11): what it signs over a text of this purpose and `salt` is
    /// stretched to the key (HKDF-SHA256, RFC 5869). The key must sign alike each time (RSA PKCS#1
    /// v1.5, Ed25519) and be for nothing else: whoever has it sign that text has the master key.
    ///
    /// # Errors
    ///
    /// [`MasterKeyError::Randomised`], [`MasterKeyError::Token`].
    pub fn from_signer(
        signer: &dyn sidian::crypto::Signer,
        salt: &[u8],
    ) -> Result<Self, MasterKeyError> {
        let algorithm = *signer.algorithm();
        if ![SignatureAlgorithm::RSA_PKCS1_SHA256, SignatureAlgorithm::ED25519].contains(&algorithm)
        {
            return Err(MasterKeyError::Randomised { algorithm: algorithm.name() });
        }
        let text = [&b"sidian-service master key 1\0"[..], salt].concat();
        let sign = || match signer.sign(&text) {
            Ok(value) => Ok(Zeroizing::new(value)),
            Err(error) => Err(MasterKeyError::Token(error.to_string())),
        };
        let (value, again) = (sign()?, sign()?);
        if value != again {
            return Err(MasterKeyError::Randomised { algorithm: algorithm.name() });
        }
        let stretched = Salt::new(HKDF_SHA256, salt).extract(&value);
        let key = stretched
            .expand(&[b"AES-256-GCM"], &AES_256_GCM)
            .map_err(|_| MasterKeyError::Malformed)?;
        Ok(Self(LessSafeKey::new(UnboundKey::from(key))))
    }

    /// Seals a secret. `label` is bound to it: it cannot be passed off as another.
    ///
    /// # Errors
    ///
    /// [`MasterKeyError::Randomness`].
    pub fn seal(&self, label: &str, secret: &[u8]) -> Result<Vec<u8>, MasterKeyError> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).map_err(|_| MasterKeyError::Randomness)?;
        let mut sealed = secret.to_vec();
        let aad = Aad::from(label.as_bytes());
        self.0
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .map_err(|_| MasterKeyError::Randomness)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed under this label.
    ///
    /// # Errors
    ///
    /// [`MasterKeyError::Wrong`].
    pub fn open(&self, label: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, MasterKeyError> {
        let wrong = || MasterKeyError::Wrong { label: label.to_owned() };
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or_else(wrong)?;
        let mut rest = Zeroizing::new(rest.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self.0.open_in_place(nonce, Aad::from(label.as_bytes()), &mut rest);
        let len = plain.map_err(|_| wrong())?.len();
        rest.truncate(len);
        Ok(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_key_opens_under_its_label_and_master_key_only() {
        let master = MasterKey::from_hex(&"ab".repeat(32)).unwrap();
        let sealed = master.seal("issuer", b"secret").unwrap();
        assert_eq!(master.open("issuer", &sealed).unwrap().as_slice(), b"secret");
        assert!(!sealed.windows(6).any(|w| w == b"secret"));
        assert!(master.open("tsa", &sealed).is_err(), "another label");
        let other = MasterKey::from_hex(&"cd".repeat(32)).unwrap();
        assert!(other.open("issuer", &sealed).is_err(), "another master key");
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(master.open("issuer", &flipped).is_err(), "byte {at} flipped");
        }
        assert!(master.open("issuer", b"short").is_err());
    }

    #[test]
    fn a_token_gives_the_same_master_key_each_time_and_another_for_another_salt()
    -> Result<(), Box<dyn std::error::Error>> {
        use sidian::crypto::{SigningKey, Suite};
        let token = SigningKey::generate(Suite::Ed25519)?;
        let sealed = MasterKey::from_signer(&token, b"salt")?.seal("issuer", b"secret")?;
        let again = MasterKey::from_signer(&token, b"salt")?;
        assert_eq!(again.open("issuer", &sealed)?.as_slice(), b"secret");
        assert!(MasterKey::from_signer(&token, b"pepper")?.open("issuer", &sealed).is_err());
        let other = SigningKey::generate(Suite::Ed25519)?;
        assert!(MasterKey::from_signer(&other, b"salt")?.open("issuer", &sealed).is_err());
        for suite in [Suite::P256, Suite::Sm2] {
            let key = SigningKey::generate(suite)?;
            let refused = MasterKey::from_signer(&key, b"salt");
            assert!(matches!(refused, Err(MasterKeyError::Randomised { .. })), "{suite:?}");
        }
        Ok(())
    }

    #[test]
    fn the_master_key_is_made_once_and_read_by_nobody_else()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("master.key");
        assert!(MasterKey::from_file(&path, false).is_err());
        let (first, made) = MasterKey::from_file(&path, true)?;
        assert!(made);
        let (second, made) = MasterKey::from_file(&path, true)?;
        assert!(!made);
        assert_eq!(second.open("x", &first.seal("x", b"y")?)?.as_slice(), b"y");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);
        }
        Ok(())
    }
}
