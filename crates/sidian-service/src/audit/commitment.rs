use ring::hmac;
use zeroize::Zeroizing;

/// The keys under which identifiers are hidden.
pub struct Commitments {
    entries: hmac::Key,
    tags: hmac::Key,
}

impl Commitments {
    /// From the service's 32 secret bytes.
    pub fn new(secret: &[u8]) -> Self {
        let derive = |label: &[u8]| {
            let master = hmac::Key::new(hmac::HMAC_SHA256, secret);
            let derived = Zeroizing::new(hmac::sign(&master, label).as_ref().to_vec());
            hmac::Key::new(hmac::HMAC_SHA256, &derived)
        };
        Self { entries: derive(b"sidian audit entries"), tags: derive(b"sidian tags") }
    }

    /// The key of one entry: disclosing it opens that entry and no other.
    pub(super) fn entry_key(&self, seq: u64) -> Vec<u8> {
        hmac::sign(&self.entries, &seq.to_be_bytes()).as_ref().to_vec()
    }

    /// A tag by which a holder's licences are found without the code standing in an index.
    pub fn holder(&self, code_type: &str, code: &str) -> Vec<u8> {
        let text = format!("{code_type}\0{}", code.trim().to_uppercase());
        hmac::sign(&self.tags, text.as_bytes()).as_ref().to_vec()
    }
}

/// What stands in a leaf for a value.
pub(super) fn commit(entry_key: &[u8], field: &str, value: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, entry_key);
    let mut context = hmac::Context::with_key(&key);
    context.update(field.as_bytes());
    context.update(&[0]);
    context.update(value);
    crate::store::hex(context.sign().as_ref())
}
