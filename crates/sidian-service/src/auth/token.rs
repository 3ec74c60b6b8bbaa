use base64ct::{Base64UrlUnpadded, Encoding};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

/// A bearer token: 256 random bits.
///
/// Only its SHA-256 is kept. A slow hash such as argon2 protects what people choose and remember;
/// nobody can guess 256 random bits, so it would cost every request a tenth of a second and protect
/// nothing.
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new one; `None` where the machine has no random numbers.
    pub fn generate() -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(bytes.as_mut()).ok()?;
        let text = Base64UrlUnpadded::encode_string(bytes.as_ref());
        Some(Self(Zeroizing::new(format!("sidian_{text}"))))
    }

    /// One that somebody shows; `None` for what cannot be one.
    pub fn from_shown(text: &str) -> Option<Self> {
        let body = text.strip_prefix("sidian_")?;
        let mut bytes = Zeroizing::new([0; 32]);
        let read = Base64UrlUnpadded::decode(body, bytes.as_mut()).ok()?;
        (read.len() == 32).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// What is kept of it.
    pub fn hash(&self) -> Vec<u8> {
        digest(&SHA256, self.0.as_bytes()).as_ref().to_vec()
    }

    /// The token itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_generated_is_read_and_the_hash_does_not_tell_it() {
        let token = Token::generate().unwrap();
        let again = Token::from_shown(token.reveal()).unwrap();
        assert_eq!(token.hash(), again.hash());
        assert!(!String::from_utf8_lossy(&token.hash()).contains("sidian_"));
        for text in ["", "sidian_", "sidian_AAAA", "Bearer x", &token.reveal()[1..]] {
            assert!(Token::from_shown(text).is_none(), "{text}");
        }
    }
}
