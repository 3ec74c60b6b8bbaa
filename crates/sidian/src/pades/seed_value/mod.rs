//! Seed values (ISO 32000-2 12.7.5.5): the rules that a form's author gave for signing a field.

mod signer;

pub use signer::SignerRules;

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

/// A rule that was not kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Broken {
    /// The key of the seed value dictionary.
    pub key: &'static str,
    /// What it demands, in the words of the file.
    pub wanted: String,
}

/// Compares a signature with the required constraints of its field's seed value dictionary. Hints
/// that are not flagged as required are not looked at. `chain` is as for [`SignerRules::broken`].
///
/// # Errors
///
/// [`PdfError`] where the dictionary's parts cannot be read.
pub fn check(
    view: View<'_, '_>,
    seed: &Dict,
    facts: &Facts,
    chain: &[Certificate],
) -> Result<Vec<Finding>, PdfError> {
    let mut broken = demands(view, seed, facts)?;
    broken.extend(SignerRules::read(view, seed)?.broken(facts.digest.as_deref(), chain));
    Ok(broken.iter().map(|b| Finding::new(codes::SEED_VALUE).with("key", b.key)).collect())
}

/// The demands that can be judged before it is known who signs: all but digest and certificate.
///
/// # Errors
///
/// As [`check`].
pub fn demands(view: View<'_, '_>, seed: &Dict, facts: &Facts) -> Result<Vec<Broken>, PdfError> {
    let required = required(view, seed)?;
    let mut broken = Vec::new();
    let mut expect = |met: bool, key: &'static str, wanted: String| {
        if !met {
            broken.push(Broken { key, wanted });
        }
    };
    if required(1)
        && let Object::Name(name) = view.value(seed, "Filter")?
    {
        let name = name.to_text();
        expect(facts.filter.as_deref() == Some(&name), "Filter", name);
    }
    if required(2)
        && let Some(listed) = strings(view, seed, "SubFilter")?
    {
        let met = contains(&listed, facts.sub_filter.as_deref());
        expect(met, "SubFilter", listed.join(", "));
    }
    if required(4) {
        let listed = strings(view, seed, "Reasons")?.unwrap_or_default();
        let forbidden = listed.is_empty() || listed.iter().all(|r| r == ".");
        let met = match &facts.reason {
            Some(reason) => !forbidden && listed.contains(reason),
            None => forbidden,
        };
        let wanted = if forbidden { "–".to_owned() } else { listed.join(", ") };
        expect(met, "Reasons", wanted);
    }
    if required(6) && view.value(seed, "AddRevInfo")?.as_bool() == Some(true) {
        let adobe = facts.sub_filter.as_deref() == Some("adbe.pkcs7.detached");
        expect(adobe && facts.revocation_inside, "AddRevInfo", "true".to_owned());
    }
    if required(8) {
        match lock(&view.value(seed, "LockDocument")?) {
            Some(true) => expect(facts.permission == Some(1), "LockDocument", "true".to_owned()),
            Some(false) => expect(facts.permission != Some(1), "LockDocument", "false".to_owned()),
            None => {}
        }
    }
    if let Object::Dict(mdp) = view.value(seed, "MDP")?
        && let Some(p) = view.value(&mdp, "P")?.as_integer()
    {
        let wanted = u8::try_from(p).ok().filter(|p| *p != 0);
        expect(facts.certification == wanted, "MDP", format!("P {p}"));
    }
    if let Object::Dict(stamp) = view.value(seed, "TimeStamp")? {
        let wanted = view.value(&stamp, "Ff")?.as_integer() == Some(1);
        let url = view.value(&stamp, "URL")?;
        let url = url.as_string().map(|s| decode_text(s.as_bytes())).unwrap_or_default();
        expect(!wanted || facts.timestamped, "TimeStamp", url);
    }
    Ok(broken)
}

/// Which bits of `/Ff` are set, counted from 1.
fn required(view: View<'_, '_>, seed: &Dict) -> Result<impl Fn(u32) -> bool + use<>, PdfError> {
    let flags = view.value(seed, "Ff")?.as_integer().unwrap_or(0);
    Ok(move |bit: u32| flags & (1 << (bit - 1)) != 0)
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
