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

/// A rule that was not kept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Broken {
    /// The key of the seed value dictionary.
    pub key: &'static str,
    /// What it demands, in the words of the file.
    pub wanted: String,
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
    let mut broken = demands(view, seed, facts)?;
    broken.extend(SignerRules::read(view, seed)?.broken(facts.digest.as_deref(), signer));
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

/// The demands that concern the signer: digest and certificate. They can be kept while nobody knows
/// yet who will sign.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SignerRules {
    /// Names of the digest algorithms that are allowed; `None` where any is.
    pub digests: Option<Vec<String>>,
    /// Whether there are rules about the certificate at all.
    pub certificate: bool,
    /// The certificates that are allowed, in DER; `None` where any is.
    pub subjects: Option<Vec<Vec<u8>>>,
    /// The names that are allowed, each as key and text; `None` where any is.
    pub names: Option<Vec<Vec<(String, String)>>>,
}

impl SignerRules {
    /// Those of a seed value dictionary. Certificate seed values: subject certificates (bit 1) and
    /// subject names (bit 4).
    ///
    /// # Errors
    ///
    /// As [`check`].
    pub fn read(view: View<'_, '_>, seed: &Dict) -> Result<Self, PdfError> {
        let mut out = Self::default();
        if required(view, seed)?(7) {
            out.digests = strings(view, seed, "DigestMethod")?;
        }
        let Object::Dict(rules) = view.value(seed, "Cert")? else { return Ok(out) };
        out.certificate = true;
        let flags = view.value(&rules, "Ff")?.as_integer().unwrap_or(0);
        if flags & 1 != 0
            && let Object::Array(subjects) = view.value(&rules, "Subject")?
        {
            let mut ders = Vec::new();
            for entry in subjects.items().iter().take(MOST) {
                let value = view.resolve(entry)?;
                ders.extend(value.as_string().map(|s| s.as_bytes().to_vec()));
            }
            out.subjects = Some(ders);
        }
        if flags & 8 != 0
            && let Object::Array(names) = view.value(&rules, "SubjectDN")?
        {
            let mut list = Vec::new();
            for entry in names.items().iter().take(MOST) {
                if let Object::Dict(name) = view.resolve(entry)? {
                    list.push(name_parts(view, &name)?);
                }
            }
            out.names = Some(list);
        }
        Ok(out)
    }

    /// The first rule that a signature by `signer` with this digest would break.
    pub fn broken(&self, digest: Option<&str>, signer: Option<&Certificate>) -> Option<Broken> {
        if let Some(listed) = self.digests.as_ref().filter(|listed| !contains(listed, digest)) {
            return Some(Broken { key: "DigestMethod", wanted: listed.join(", ") });
        }
        let names = self.names.as_ref();
        let met = match signer {
            None => !self.certificate,
            Some(signer) => {
                let listed = self.subjects.as_ref();
                listed.is_none_or(|ders| ders.iter().any(|der| der == signer.der()))
                    && names.is_none_or(|names| names.iter().any(|name| fits(name, signer)))
            }
        };
        let said = |name: &Vec<(String, String)>| {
            let parts: Vec<String> = name.iter().map(|(k, v)| format!("{k}={v}")).collect();
            parts.join(", ")
        };
        let wanted = || names.into_iter().flatten().map(said).collect::<Vec<_>>().join("; ");
        (!met).then(|| Broken { key: "Cert", wanted: wanted() })
    }
}

/// Keys and texts of a name; what is no text fits nobody.
fn name_parts(view: View<'_, '_>, name: &Dict) -> Result<Vec<(String, String)>, PdfError> {
    let mut parts = Vec::new();
    for (key, _) in name.iter().take(MOST) {
        let key = key.to_text();
        let value = view.value(name, &key)?;
        let text = value.as_string().map(|s| decode_text(s.as_bytes()));
        parts.push((key, text.unwrap_or_else(|| NOBODY.to_owned())));
    }
    Ok(parts)
}

fn fits(name: &[(String, String)], signer: &Certificate) -> bool {
    name.iter().all(|(key, text)| {
        let mut attributes = signer.subject().attributes();
        attributes.any(|a| attribute_key(a.kind()) == Some(key.as_str()) && a.text() == *text)
    })
}

/// A text that no name has.
const NOBODY: &str = "\0";

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
