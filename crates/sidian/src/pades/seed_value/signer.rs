//! The demands of a form's author that concern the signer (ISO 32000-2 tables 237 and 238).

use super::{Broken, MOST, contains, required, strings};
use crate::asn1::ObjectIdentifier;
use crate::crypto::{PublicKey, SignatureAlgorithm};
use crate::pdf::{Dict, Object, PdfError, View, decode_text};
use crate::x509::{Certificate, KeyUsage};

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
    /// Certificates, in DER, of which one must have issued the signer's, directly or through others;
    /// `None` where anybody may.
    pub issuers: Option<Vec<Vec<u8>>>,
    /// Certificate policies, as dotted numbers, that must all be named in the signer's certificate.
    /// The standard speaks of them beside issuers only; they are kept without as well.
    pub policies: Option<Vec<String>>,
    /// Key usages of which one must fit: for each bit from the first `1` where it must be set, `0`
    /// where it must not, `X` where it may. A certificate that states no key usage fits none.
    pub usages: Option<Vec<String>>,
}

impl SignerRules {
    /// Those of a seed value dictionary. Certificate seed values that are flagged as required: subject
    /// certificates (bit 1), issuers (2), policies (3), subject names (4) and key usage (6).
    ///
    /// # Errors
    ///
    /// As [`check`](super::check).
    pub fn read(view: View<'_, '_>, seed: &Dict) -> Result<Self, PdfError> {
        let mut out = Self::default();
        if required(view, seed)?(7) {
            out.digests = strings(view, seed, "DigestMethod")?;
        }
        let Object::Dict(rules) = view.value(seed, "Cert")? else { return Ok(out) };
        out.certificate = true;
        let required = required(view, &rules)?;
        if required(1) {
            out.subjects = ders(view, &rules, "Subject")?;
        }
        if required(2) {
            out.issuers = ders(view, &rules, "Issuer")?;
        }
        if required(3) {
            out.policies = strings(view, &rules, "OID")?;
        }
        if required(4)
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
        if required(6) {
            out.usages = strings(view, &rules, "KeyUsage")?;
        }
        Ok(out)
    }

    /// The first rule that a signature with this digest would break. `chain` begins with the signer's
    /// certificate, where it is known, and goes on with those that may be above it.
    pub fn broken(&self, digest: Option<&str>, chain: &[Certificate]) -> Option<Broken> {
        if let Some(listed) = self.digests.as_ref().filter(|listed| !contains(listed, digest)) {
            return Some(Broken { key: "DigestMethod", wanted: listed.join(", ") });
        }
        let Some(signer) = chain.first() else {
            return self.certificate.then(|| Broken { key: "Cert", wanted: self.said() });
        };
        let (names, subjects) = (self.names.as_ref(), self.subjects.as_ref());
        let meant = subjects.is_none_or(|ders| ders.iter().any(|der| der == signer.der()))
            && names.is_none_or(|names| names.iter().any(|name| fits(name, signer)));
        if !meant {
            return Some(Broken { key: "Cert", wanted: self.said() });
        }
        if let Some(issuers) = &self.issuers {
            let issuers: Vec<_> =
                issuers.iter().flat_map(|der| Certificate::from_der(der)).collect();
            if !leads_to(chain, &issuers) {
                let labels: Vec<_> = issuers.iter().map(|c| c.subject().label()).collect();
                return Some(Broken { key: "Cert/Issuer", wanted: labels.join("; ") });
            }
        }
        if let Some(policies) = self.policies.as_ref().filter(|p| !names_all(signer, p)) {
            return Some(Broken { key: "Cert/OID", wanted: policies.join(", ") });
        }
        let usage = signer.key_usage();
        let usages = self.usages.as_ref();
        let unfit =
            usages.filter(|all| !usage.is_some_and(|u| all.iter().any(|one| suits(u, one))));
        unfit.map(|all| Broken { key: "Cert/KeyUsage", wanted: all.join(", ") })
    }

    /// The names that are allowed, in words.
    fn said(&self) -> String {
        let said = |name: &Vec<(String, String)>| {
            let parts: Vec<String> = name.iter().map(|(k, v)| format!("{k}={v}")).collect();
            parts.join(", ")
        };
        self.names.iter().flatten().map(said).collect::<Vec<_>>().join("; ")
    }
}

/// Byte strings that are DER.
fn ders(view: View<'_, '_>, rules: &Dict, key: &str) -> Result<Option<Vec<Vec<u8>>>, PdfError> {
    let Object::Array(items) = view.value(rules, key)? else { return Ok(None) };
    let mut ders = Vec::new();
    for entry in items.items().iter().take(MOST) {
        let value = view.resolve(entry)?;
        ders.extend(value.as_string().map(|s| s.as_bytes().to_vec()));
    }
    Ok(Some(ders))
}

/// Whether one of `issuers` issued the first certificate, or one above it.
fn leads_to(chain: &[Certificate], issuers: &[Certificate]) -> bool {
    let mut checks = MOST_CHECKS;
    let mut signed = |lower: &Certificate, upper: &Certificate| {
        if !upper.subject().matches(lower.issuer()) || checks == 0 {
            return false;
        }
        checks -= 1;
        let (oid, parameters) = lower.signature_algorithm();
        let algorithm = SignatureAlgorithm::from_identifier(&oid, parameters, None);
        let key = PublicKey::from_spki(upper.spki());
        algorithm.is_ok_and(|algorithm| {
            key.is_ok_and(|key| key.verify(&algorithm, lower.tbs(), lower.signature()).is_ok())
        })
    };
    let mut at = chain.first();
    for _ in 0..MOST_STEPS {
        let Some(lower) = at else { return false };
        if issuers.iter().any(|issuer| signed(lower, issuer)) {
            return true;
        }
        at = chain.iter().find(|upper| upper.der() != lower.der() && signed(lower, upper));
    }
    false
}

fn names_all(signer: &Certificate, policies: &[String]) -> bool {
    let named = signer.policies().unwrap_or_default();
    policies.iter().all(|text| {
        ObjectIdentifier::new(text).is_ok_and(|policy| named.iter().any(|n| n.policy == policy))
    })
}

/// Whether the bits of a key usage are as `wanted` says; what is not said may be either.
fn suits(usage: KeyUsage, wanted: &str) -> bool {
    let bits = [
        usage.digital_signature(),
        usage.non_repudiation(),
        usage.key_encipherment(),
        usage.data_encipherment(),
        usage.key_agreement(),
        usage.key_cert_sign(),
        usage.crl_sign(),
        usage.encipher_only(),
        usage.decipher_only(),
    ];
    wanted.chars().zip(bits).all(|(wanted, set)| match wanted {
        '0' => !set,
        '1' => set,
        'x' | 'X' => true,
        _ => false,
    })
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
/// Certificates above the signer's that are followed, and signatures that are checked on the way.
const MOST_STEPS: usize = 8;
const MOST_CHECKS: u32 = 32;

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
