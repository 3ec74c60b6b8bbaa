//! Seed values (ISO 32000-2 12.7.5.5): the rules that a form's author gave for signing a field.

use crate::pdf::{Dict, Object, PdfError, View, decode_text};
use crate::report::Finding;
use crate::report::codes::signature as codes;
use crate::x509::Certificate;

/// What a signature did, as far as seed values speak of it.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// `/Filter`.
    pub filter: Option<String>,
    /// `/SubFilter`.
    pub sub_filter: Option<String>,
    /// Name of the digest algorithm, such as `SHA256`.
    pub digest: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// DocMDP permission of a certification signature.
    pub certification: Option<u8>,
    /// What it permits from then on, by certification or by the lock of its field.
    pub permission: Option<u8>,
    /// Whether a timestamp token travels with it.
    pub timestamped: bool,
    /// Whether revocation data travels in its signed attributes.
    pub revocation_inside: bool,
}

/// Compares a signature with the required constraints of its field's seed value dictionary. Hints
/// that are not flagged as required are not looked at.
///
/// # Errors
///
/// [`PdfError`] where the dictionary's parts cannot be read.
pub fn check(
    view: View<'_, '_>,
    seed: &Dict,
    facts: &Facts,
    signer: Option<&Certificate>,
) -> Result<Vec<Finding>, PdfError> {
    let flags = view.value(seed, "Ff")?.as_integer().unwrap_or(0);
    let required = |bit: u32| flags & (1 << (bit - 1)) != 0;
    let mut broken = Vec::new();
    let mut expect = |met: bool, key: &'static str| {
        if !met {
            broken.push(Finding::new(codes::SEED_VALUE).with("key", key));
        }
    };
    if required(1)
        && let Object::Name(name) = view.value(seed, "Filter")?
    {
        expect(facts.filter.as_deref() == Some(&name.to_text()), "Filter");
    }
    if required(2) {
        let listed = strings(view, seed, "SubFilter")?;
        expect(listed.is_none_or(|l| contains(&l, facts.sub_filter.as_deref())), "SubFilter");
    }
    if required(4) {
        let listed = strings(view, seed, "Reasons")?.unwrap_or_default();
        let forbidden = listed.is_empty() || listed.iter().all(|r| r == ".");
        let met = match &facts.reason {
            Some(reason) => !forbidden && listed.contains(reason),
            None => forbidden,
        };
        expect(met, "Reasons");
    }
    if required(6) && view.value(seed, "AddRevInfo")?.as_bool() == Some(true) {
        let adobe = facts.sub_filter.as_deref() == Some("adbe.pkcs7.detached");
        expect(adobe && facts.revocation_inside, "AddRevInfo");
    }
    if required(7) {
        let listed = strings(view, seed, "DigestMethod")?;
        expect(listed.is_none_or(|l| contains(&l, facts.digest.as_deref())), "DigestMethod");
    }
    if required(8) {
        match lock(&view.value(seed, "LockDocument")?) {
            Some(true) => expect(facts.permission == Some(1), "LockDocument"),
            Some(false) => expect(facts.permission != Some(1), "LockDocument"),
            None => {}
        }
    }
    if let Object::Dict(mdp) = view.value(seed, "MDP")?
        && let Some(p) = view.value(&mdp, "P")?.as_integer()
    {
        let wanted = u8::try_from(p).ok().filter(|p| *p != 0);
        expect(facts.certification == wanted, "MDP");
    }
    if let Object::Dict(stamp) = view.value(seed, "TimeStamp")? {
        let wanted = view.value(&stamp, "Ff")?.as_integer() == Some(1);
        expect(!wanted || facts.timestamped, "TimeStamp");
    }
    if let Object::Dict(rules) = view.value(seed, "Cert")? {
        let met = signer.map_or(Ok(false), |signer| certificate(view, &rules, signer))?;
        expect(met, "Cert");
    }
    Ok(broken)
}

/// Certificate seed values: subject certificates (bit 1), issuer (bit 2, judged only where it is the
/// direct one), subject names (bit 4).
fn certificate(view: View<'_, '_>, rules: &Dict, signer: &Certificate) -> Result<bool, PdfError> {
    let flags = view.value(rules, "Ff")?.as_integer().unwrap_or(0);
    if flags & 1 != 0
        && let Object::Array(subjects) = view.value(rules, "Subject")?
    {
        let mut found = false;
        for entry in subjects.items().iter().take(MOST) {
            let value = view.resolve(entry)?;
            found |= value.as_string().is_some_and(|s| s.as_bytes() == signer.der());
        }
        if !found {
            return Ok(false);
        }
    }
    if flags & 8 != 0
        && let Object::Array(names) = view.value(rules, "SubjectDN")?
    {
        for entry in names.items().iter().take(MOST) {
            if let Object::Dict(name) = view.resolve(entry)?
                && name_matches(view, &name, signer)?
            {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    Ok(true)
}

fn name_matches(view: View<'_, '_>, name: &Dict, signer: &Certificate) -> Result<bool, PdfError> {
    for (key, _) in name.iter() {
        let key = key.to_text();
        let wanted = view.value(name, &key)?;
        let wanted = wanted.as_string().map(|s| decode_text(s.as_bytes()));
        let has = signer
            .subject()
            .attributes()
            .any(|a| attribute_key(a.kind()) == Some(key.as_str()) && Some(a.text()) == wanted);
        if !has {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The keys of ISO 32000-2 table 238 are the short names of RFC 4519; the kinds are the contents
/// octets of the attribute's identifier.
fn attribute_key(kind: &[u8]) -> Option<&'static str> {
    match kind {
        [0x55, 4, 3] => Some("CN"),
        [0x55, 4, 6] => Some("C"),
        [0x55, 4, 7] => Some("L"),
        [0x55, 4, 8] => Some("ST"),
        [0x55, 4, 10] => Some("O"),
        [0x55, 4, 11] => Some("OU"),
        _ => None,
    }
}

fn strings(view: View<'_, '_>, dict: &Dict, key: &str) -> Result<Option<Vec<String>>, PdfError> {
    let Object::Array(items) = view.value(dict, key)? else { return Ok(None) };
    let mut out = Vec::new();
    for item in items.items().iter().take(MOST) {
        match view.resolve(item)? {
            Object::Name(name) => out.push(name.to_text()),
            Object::String(string) => out.push(decode_text(string.as_bytes())),
            _ => {}
        }
    }
    Ok(Some(out))
}

fn lock(value: &Object) -> Option<bool> {
    match value {
        Object::Bool(wanted) => Some(*wanted),
        Object::Name(name) if name == "true" => Some(true),
        Object::Name(name) if name == "false" => Some(false),
        _ => None,
    }
}

fn contains(list: &[String], value: Option<&str>) -> bool {
    value.is_some_and(|value| list.iter().any(|l| l.eq_ignore_ascii_case(value)))
}

const MOST: usize = 100;
