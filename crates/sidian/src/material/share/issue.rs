//! Making a licence shareable: what its issuer signs.

use serde_json::{Map, Value, json};

use super::super::statement::MaterialError;
use super::{ISSUER_RULES, VCT, is_open};
use crate::crypto::{Hash, PublicKey, Signer, random};
use crate::jose::{Header, Jws, encode, json as strict, jwk};
use crate::licence::Metadata;
use crate::time::UnixTime;

/// What an issuer is about to sign for a holder.
#[must_use = "a draft is nothing until it is signed"]
#[derive(Clone, Debug)]
pub struct ShareDraft<'a> {
    metadata: &'a Metadata,
    holder: &'a PublicKey,
    decoys: usize,
}

/// The most decoys.
const MOST_DECOYS: usize = 100;

impl<'a> ShareDraft<'a> {
    /// Shares a licence with whoever holds the key. That it is the holder's is for the issuer to
    /// make sure of.
    pub fn new(metadata: &'a Metadata, holder: &'a PublicKey) -> Self {
        Self { metadata, holder, decoys: 0 }
    }

    /// So many digests of nothing beside the true ones, so that their number tells nothing.
    pub fn with_decoys(mut self, decoys: usize) -> Self {
        self.decoys = decoys.min(MOST_DECOYS);
        self
    }

    /// Signs it: the issuer's JWT and every disclosure, to be given to the holder alone.
    /// `certificates` are the issuer's, its own first, as DER.
    ///
    /// # Errors
    ///
    /// [`MaterialError`].
    pub fn sign(
        self,
        (from, until): (UnixTime, UnixTime),
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
    ) -> Result<String, MaterialError> {
        let mut open = Map::new();
        let mut disclosures = Vec::new();
        for (name, value) in fields(self.metadata)? {
            if is_open(&name) {
                open.insert(name, value);
            } else {
                let salt = encode(&random::<16>()?);
                disclosures.push(encode(&strict::canonical(&json!([salt, name, value]))?));
            }
        }
        let mut digests: Vec<String> = disclosures.iter().map(|d| digest(d)).collect();
        for _ in 0..self.decoys {
            digests.push(digest(&encode(&random::<32>()?)));
        }
        // Sorted, the digests tell nothing of the order of the fields.
        digests.sort_unstable();
        let mut put = |claim: &str, value: Value| open.insert(claim.to_owned(), value);
        put("vct", VCT.into());
        put("iat", from.seconds().into());
        put("nbf", from.seconds().into());
        put("exp", until.seconds().into());
        put("cnf", json!({ "jwk": jwk::write(self.holder)? }));
        put("_sd", json!(digests));
        put("_sd_alg", "sha-256".into());
        let header = Header::new(ISSUER_RULES.typ).with_certificates(certificates);
        let payload = strict::canonical(&Value::Object(open))?;
        let mut token = Jws::sign(&header, &payload, signer)?;
        for disclosure in disclosures {
            token.push('~');
            token.push_str(&disclosure);
        }
        token.push('~');
        Ok(token)
    }
}

/// The metadata as fields that can be shown one by one: of the holders, names, codes and kinds of
/// codes apart.
fn fields(metadata: &Metadata) -> Result<Map<String, Value>, MaterialError> {
    let mut fields = strict::read_object(&metadata.to_json())?;
    let holders = metadata.holders();
    let list = |part: &dyn Fn(&crate::licence::Holder) -> Value| holders.iter().map(part).collect();
    fields.insert("CZZT".to_owned(), list(&|h| h.name().reveal().into()));
    fields.insert("CZZTDM".to_owned(), list(&|h| h.code().reveal().into()));
    fields.insert("CZZTDMLXDM".to_owned(), list(&|h| h.code_type().code().into()));
    Ok(fields)
}

/// The digest of a disclosure (RFC 9901 §4.2.3).
pub(super) fn digest(disclosure: &str) -> String {
    encode(Hash::Sha256.digest(disclosure.as_bytes()).as_ref())
}
