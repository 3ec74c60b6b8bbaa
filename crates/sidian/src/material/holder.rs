//! Which key a holder uses: by certificate, or by a statement of the issuing authority.

use serde_json::{Value, json};

use super::party::Party;
use super::statement::{MaterialError, blocked, certified, trusted};
use crate::crypto::{PublicKey, Signer};
use crate::jose::{Claims, Header, JoseError, Jws, Rules, json as strict, jwk};
use crate::licence::{Metadata, names_issuer};
use crate::report::Finding;
use crate::signature::verify::Context;
use crate::time::UnixTime;

/// A holder's key (持证密钥声明): the authority that issued a licence says which key its holder uses.
///
/// A JWT of type `holder-key+jwt` with `sub` (the licence's identifier), `holder`, `cnf` (the key as
/// JWK, RFC 7800), `iat` and `exp`. Holding a value proves nothing before it was verified: evidence
/// is looked at by the verifier.
#[derive(Clone, Debug)]
pub struct HolderKey {
    licence: String,
    holder: Party,
    key: PublicKey,
    issued: UnixTime,
    expires: UnixTime,
}

impl HolderKey {
    /// Signs a statement with the issuing authority's key. `certificates` begin with its own, as
    /// DER.
    ///
    /// # Errors
    ///
    /// [`MaterialError::Draft`] if `holder` does not hold the licence; else as
    /// [`Jws::sign`](crate::jose::Jws::sign).
    pub fn sign(
        licence: &Metadata,
        (holder, key): (&Party, &PublicKey),
        (issued, expires): (UnixTime, UnixTime),
        signer: &dyn Signer,
        certificates: &[Vec<u8>],
    ) -> Result<String, MaterialError> {
        if !holder.holds(licence) {
            return Err(MaterialError::Draft { detail: "the licence names another holder" });
        }
        let payload = json!({
            "sub": licence.id().to_string(),
            "holder": holder.reveal(),
            "cnf": { "jwk": jwk::write(key)? },
            "iat": issued.seconds(),
            "exp": expires.seconds(),
        });
        let header = Header::new(RULES.typ).with_certificates(certificates);
        Ok(Jws::sign(&header, &strict::canonical(&payload)?, signer)?)
    }

    fn read(jws: &Jws) -> Result<Self, JoseError> {
        let mut claims = Claims::new(jws.claims()?);
        let holder = claims.text("holder", 80)?.parse();
        let mut cnf = claims.optional_object("cnf")?.ok_or(JoseError::Claim { claim: "cnf" })?;
        let key = jwk::read(&cnf.value("jwk").unwrap_or(Value::Null))?;
        cnf.finish()?;
        let read = Self {
            licence: claims.text("sub", 200)?,
            holder: holder.map_err(|_| JoseError::Claim { claim: "holder" })?,
            key,
            issued: claims.time("iat")?,
            expires: claims.time("exp")?,
        };
        claims.finish()?;
        Ok(read)
    }
}

const RULES: Rules = Rules { typ: "holder-key+jwt", most_bytes: 64 << 10 };

/// Calls `wanted` with each key that is bound to a holder of `licence`, until it says that it has
/// found the one: first keys of certificates, then keys of statements. Gives back whether one was
/// found, and whether there were any.
pub(super) fn find_key(
    licence: &Metadata,
    context: &Context<'_>,
    now: UnixTime,
    mut wanted: impl FnMut(&PublicKey) -> bool,
) -> Found {
    let mut found = Found { key: None, any: false, findings: Vec::new() };
    for holder in licence.holders().iter().map(Party::from) {
        let named = context.evidence.certificates().iter().filter(|c| holder.is_named_by(c));
        for certificate in named {
            let Ok(key) = certificate.public_key() else { continue };
            let mut findings = Vec::new();
            found.any = true;
            if wanted(key) {
                trusted(certificate, &[], context, now, &mut findings);
                if found.take(&holder, findings) {
                    return found;
                }
            }
        }
    }
    for bytes in context.evidence.statements() {
        let Ok(jws) = Jws::parse(bytes, &RULES) else { continue };
        let Ok(statement) = HolderKey::read(&jws) else { continue };
        let in_time = statement.issued <= now && now < statement.expires;
        let about = statement.licence == licence.id().to_string();
        if !about || !in_time || !statement.holder.holds(licence) {
            continue;
        }
        found.any = true;
        if !wanted(&statement.key) {
            continue;
        }
        let mut findings = Vec::new();
        let signer = certified(&jws, context, now, &mut findings);
        if signer.is_some_and(|signer| names_issuer(&signer, licence))
            && found.take(&statement.holder, findings)
        {
            return found;
        }
    }
    found
}

/// What [`find_key`] found.
pub(super) struct Found {
    /// Whose key it is; only where nothing keeps it from being trusted.
    pub(super) key: Option<Party>,
    /// Whether any key was bound to a holder at all.
    pub(super) any: bool,
    /// What was found about the key that was wanted.
    pub(super) findings: Vec<Finding>,
}

impl Found {
    fn take(&mut self, holder: &Party, findings: Vec<Finding>) -> bool {
        let good = !blocked(&findings);
        self.findings = findings;
        self.key = good.then(|| holder.clone());
        good
    }
}
