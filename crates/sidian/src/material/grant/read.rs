//! Reading an authorisation: every rule about its form is here.

use serde_json::{Map, Value};

use super::super::party::Party;
use super::draft::is_digest;
use super::{Grant, Operator, Resource, RevocationReference, ServiceItem, Subject, Way};
use crate::jose::{Claims, JoseError, Jws, Rules};
use crate::licence::LicenceId;

/// The most resources of one authorisation, and the most fields of one resource.
const MOST_RESOURCES: usize = 50;
const MOST_FIELDS: usize = 200;
/// The most links of a chain: legal representative, manager, agent, and one more.
pub(super) const MOST_LINKS: usize = 4;

impl Grant {
    pub(super) const RULES: Rules = Rules { typ: "grant+jwt", most_bytes: Self::MOST_BYTES };

    /// Reads an authorisation without judging it.
    ///
    /// # Errors
    ///
    /// [`JoseError`].
    pub fn inspect(token: &[u8]) -> Result<Self, JoseError> {
        Self::read(Jws::parse(token, &Self::RULES)?.claims()?)
    }

    pub(super) fn read(claims: Map<String, Value>) -> Result<Self, JoseError> {
        let mut claims = Claims::new(claims);
        let mut item = object(&mut claims, "item")?;
        let read = Self {
            id: claims.text("jti", 64)?,
            grantor: party(&mut claims, "iss")?,
            holder: party(&mut claims, "sub")?,
            recipient: party(&mut claims, "aud")?,
            issued: claims.time("iat")?,
            from: claims.time("nbf")?,
            until: claims.time("exp")?,
            way: way(&mut claims)?,
            item: ServiceItem { code: item.text("code", 64)?, name: item.text("name", 200)? },
            case: claims.optional_text("case", 64)?,
            purpose: claims.text("purpose", Self::MOST_PURPOSE)?,
            uses: claims.optional_number("uses")?,
            resources: resources(&mut claims)?,
            revocations: RevocationReference::read(&mut claims)?,
        };
        item.finish()?;
        claims.finish()?;
        if read.until <= read.from {
            return Err(JoseError::Claim { claim: "exp" });
        }
        if read.uses == Some(0) {
            return Err(JoseError::Claim { claim: "uses" });
        }
        Ok(read)
    }
}

pub(super) fn party(claims: &mut Claims, claim: &'static str) -> Result<Party, JoseError> {
    claims.text(claim, 80)?.parse().map_err(|_| JoseError::Claim { claim })
}

fn object(claims: &mut Claims, claim: &'static str) -> Result<Claims, JoseError> {
    claims.optional_object(claim)?.ok_or(JoseError::Claim { claim })
}

fn way(claims: &mut Claims) -> Result<Way, JoseError> {
    // What belongs to another way is left in the claims and refused as unknown.
    match claims.text("way", 16)?.as_str() {
        "holder" => Ok(Way::Holder),
        "delegated" => {
            let chain = claims.optional_texts("chain", MOST_LINKS, 32 << 10)?;
            Ok(Way::Delegated(chain.ok_or(JoseError::Claim { claim: "chain" })?))
        }
        "duty" => {
            let mut duty = object(claims, "duty")?;
            let mut operator = object(&mut duty, "operator")?;
            let basis = duty.text("basis", 400)?;
            let read = Operator {
                account: operator.text("account", 64)?,
                name: operator.text("name", 64)?,
                unit: operator.text("unit", 200)?,
            };
            operator.finish()?;
            duty.finish()?;
            Ok(Way::Duty { basis, operator: read })
        }
        _ => Err(JoseError::Claim { claim: "way" }),
    }
}

fn resources(claims: &mut Claims) -> Result<Vec<Resource>, JoseError> {
    let malformed = JoseError::Claim { claim: "resources" };
    let mut read: Vec<Resource> = Vec::new();
    for mut object in claims.objects("resources", MOST_RESOURCES)? {
        let licence = object.optional_text("licence", 200)?;
        let digest = object.optional_text("digest", 160)?;
        let subject = match (licence, digest) {
            (Some(id), None) if id.parse::<LicenceId>().is_ok() => Subject::Licence(id),
            (None, Some(digest)) if is_digest(&digest) => Subject::Material(digest),
            _ => return Err(malformed),
        };
        let fields = object.optional_texts("fields", MOST_FIELDS, 64)?;
        object.finish()?;
        if read.iter().any(|r| r.subject == subject) {
            return Err(malformed);
        }
        read.push(Resource { subject, fields });
    }
    if read.is_empty() { Err(malformed) } else { Ok(read) }
}
