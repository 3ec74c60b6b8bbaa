//! PINs.

use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

/// The PIN of a token's user. It has no `Debug`, no `Display` and no `Clone`, and is wiped when
/// dropped; so is the copy that is handed to the token.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes the PIN over.
    pub fn new(pin: String) -> Self {
        Self(Zeroizing::new(pin))
    }

    pub(crate) fn to_auth(&self) -> AuthPin {
        AuthPin::from(self.0.as_str())
    }
}

impl From<Zeroizing<String>> for Pin {
    fn from(pin: Zeroizing<String>) -> Self {
        Self(pin)
    }
}
