//! The signature dictionary (ISO 32000-2 12.8.1, table 255), as the revision that defines it has it.

use crate::pdf::{
    Dict, Name, Object, PdfError, PdfString, Ref, Span, View, decode_text, parse_date,
};
use crate::time::UnixTime;

/// How a signature is encoded: `/SubFilter`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SubFilter {
    /// `adbe.pkcs7.detached`: CMS over the byte range.
    AdbePkcs7Detached,
    /// `adbe.pkcs7.sha1`: CMS over the SHA-1 digest of the byte range. Withdrawn by ISO 32000-2.
    AdbePkcs7Sha1,
    /// `adbe.x509.rsa_sha1`: a bare RSA value. Withdrawn by ISO 32000-2.
    AdbeX509RsaSha1,
    /// `ETSI.CAdES.detached`: CAdES over the byte range (ETSI EN 319 142-1).
    EtsiCadesDetached,
    /// `ETSI.RFC3161`: a timestamp token over the byte range.
    EtsiRfc3161,
    /// `GM.sm2seal`: an `SES_Signature` (GB/T 38540) whose `dataHash` is the digest of the byte
    /// range. One vendor's name for it, not a standard's.
    GmSm2Seal,
    /// Anything else.
    Other(Name),
}

impl SubFilter {
    fn from_name(name: &Name) -> Self {
        match name.as_bytes() {
            b"adbe.pkcs7.detached" => Self::AdbePkcs7Detached,
            b"adbe.pkcs7.sha1" => Self::AdbePkcs7Sha1,
            b"adbe.x509.rsa_sha1" => Self::AdbeX509RsaSha1,
            b"ETSI.CAdES.detached" => Self::EtsiCadesDetached,
            b"ETSI.RFC3161" => Self::EtsiRfc3161,
            b"GM.sm2seal" => Self::GmSm2Seal,
            _ => Self::Other(name.clone()),
        }
    }

    /// The `/Filter` that is written with it.
    pub fn filter(&self) -> &'static str {
        match self {
            Self::GmSm2Seal => "Gomain.GMPkiLite",
            _ => "Adobe.PPKLite",
        }
    }

    /// The name in the file.
    pub fn to_text(&self) -> String {
        match self {
            Self::AdbePkcs7Detached => "adbe.pkcs7.detached".to_owned(),
            Self::AdbePkcs7Sha1 => "adbe.pkcs7.sha1".to_owned(),
            Self::AdbeX509RsaSha1 => "adbe.x509.rsa_sha1".to_owned(),
            Self::EtsiCadesDetached => "ETSI.CAdES.detached".to_owned(),
            Self::EtsiRfc3161 => "ETSI.RFC3161".to_owned(),
            Self::GmSm2Seal => "GM.sm2seal".to_owned(),
            Self::Other(name) => name.to_text(),
        }
    }
}

/// `/Type` of a signature dictionary.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DictionaryType {
    /// `Sig`, or absent.
    Signature,
    /// `DocTimeStamp`.
    DocTimeStamp,
    /// Anything else: not a signature dictionary.
    Other(Name),
}

/// Which fields a lock or FieldMDP names (tables 236 and 259).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FieldSelection {
    /// Every field.
    All,
    /// Every field but these and what is below them.
    Exclude(Vec<String>),
    /// These fields and what is below them.
    Include(Vec<String>),
}

impl FieldSelection {
    /// Reads `/Action` and `/Fields`; `None` where they are missing or unknown.
    pub fn read(view: View<'_, '_>, dict: &Dict) -> Result<Option<Self>, PdfError> {
        let action = view.value(dict, "Action")?;
        let mut names = Vec::new();
        if let Object::Array(array) = view.value(dict, "Fields")? {
            for item in array.items() {
                match view.resolve(item)? {
                    Object::String(name) => names.push(decode_text(name.as_bytes())),
                    _ => return Ok(None),
                }
            }
        }
        Ok(match action.as_name().map(Name::as_bytes) {
            Some(b"All") => Some(Self::All),
            Some(b"Exclude") => Some(Self::Exclude(names)),
            Some(b"Include") => Some(Self::Include(names)),
            _ => None,
        })
    }

    /// Whether the field with this fully qualified name is selected. Names are compared part by
    /// part: `Signature1` does not select `Signature10`.
    pub fn selects(&self, field: &str) -> bool {
        let named = |names: &[String]| {
            names.iter().any(|name| {
                let below = field.strip_prefix(name.as_str());
                below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        match self {
            Self::All => true,
            Self::Exclude(names) => !named(names),
            Self::Include(names) => named(names),
        }
    }
}

/// One entry of `/Reference` (12.8.2): what the signer permits later.
#[derive(Clone, Debug, PartialEq)]
pub enum Transform {
    /// Certification with its permission P: 1, 2 or 3. A missing P means 2; another value is kept.
    DocMdp(i64),
    /// Locks fields.
    FieldMdp(FieldSelection),
    /// Usage rights: no statement about the document.
    UsageRights,
    /// Unknown or malformed.
    Other(Name),
}

/// A signature dictionary as read. Nothing about it has been verified.
#[derive(Clone, Debug)]
pub struct SignatureDictionary {
    /// Its object, or `None` where it stands directly in the field.
    pub object: Option<Ref>,
    /// The revision that defines it, counted from 0.
    pub revision: usize,
    /// Where it stands in the file; `None` inside an object stream.
    pub span: Option<Span>,
    /// `/Type`.
    pub kind: DictionaryType,
    /// `/SubFilter`.
    pub sub_filter: Option<SubFilter>,
    /// `/Filter`.
    pub filter: Option<Name>,
    /// `/M`, a claim.
    pub claimed_time: Option<UnixTime>,
    /// `/Name`, a claim.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`, a claim.
    pub location: Option<String>,
    /// `/ContactInfo`, a claim.
    pub contact: Option<String>,
    /// `/XXCase`, a key of our own (third class, annex E): the case the signature belongs to.
    pub case: Option<String>,
    /// `/Reference`.
    pub transforms: Vec<Transform>,
    /// The dictionary itself.
    pub dict: Dict,
}

impl SignatureDictionary {
    /// Reads `dict`, which `view` shows as `object`; strings that are not what they should be are
    /// taken as absent.
    ///
    /// # Errors
    ///
    /// [`PdfError`] if something it refers to cannot be read.
    pub fn read(view: View<'_, '_>, object: Option<Ref>, dict: Dict) -> Result<Self, PdfError> {
        let source = object.map(|object| view.get_with_source(object)).transpose()?.flatten();
        let revision = source.map_or(view.revision(), |(_, source)| source.revision);
        let text = |key: &str| -> Result<Option<String>, PdfError> {
            Ok(view.value(&dict, key)?.as_string().map(|s| decode_text(s.as_bytes())))
        };
        let name = |key: &str| -> Result<Option<Name>, PdfError> {
            Ok(view.value(&dict, key)?.as_name().cloned())
        };
        let kind = match name("Type")? {
            None => DictionaryType::Signature,
            Some(kind) if kind == "Sig" => DictionaryType::Signature,
            Some(kind) if kind == "DocTimeStamp" => DictionaryType::DocTimeStamp,
            Some(kind) => DictionaryType::Other(kind),
        };
        Ok(Self {
            object,
            revision,
            span: dict.span(),
            kind,
            sub_filter: name("SubFilter")?.map(|name| SubFilter::from_name(&name)),
            filter: name("Filter")?,
            claimed_time: text("M")?.and_then(|date| parse_date(&date)),
            name: text("Name")?,
            reason: text("Reason")?,
            location: text("Location")?,
            contact: text("ContactInfo")?,
            case: text("XXCase")?,
            transforms: transforms(view, &dict)?,
            dict,
        })
    }

    /// `/Contents`, if it is directly a string.
    pub fn contents(&self) -> Option<&PdfString> {
        self.dict.string("Contents")
    }

    /// The DocMDP permission, if this is a certification signature.
    pub fn doc_mdp(&self) -> Option<i64> {
        self.transforms.iter().find_map(|transform| match transform {
            Transform::DocMdp(permission) => Some(*permission),
            _ => None,
        })
    }

    /// The fields that its FieldMDP locks.
    pub fn field_mdp(&self) -> impl Iterator<Item = &FieldSelection> {
        self.transforms.iter().filter_map(|transform| match transform {
            Transform::FieldMdp(selection) => Some(selection),
            _ => None,
        })
    }

    /// Whether it states usage rights and nothing about the document.
    pub fn is_usage_rights(&self) -> bool {
        self.transforms.contains(&Transform::UsageRights)
    }
}

fn transforms(view: View<'_, '_>, dict: &Dict) -> Result<Vec<Transform>, PdfError> {
    let Object::Array(references) = view.value(dict, "Reference")? else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for item in references.items() {
        let Object::Dict(reference) = view.resolve(item)? else {
            out.push(Transform::Other(Name::new("")));
            continue;
        };
        let method = view.value(&reference, "TransformMethod")?;
        let Some(method) = method.as_name() else {
            out.push(Transform::Other(Name::new("")));
            continue;
        };
        let parameters = match view.value(&reference, "TransformParams")? {
            Object::Dict(parameters) => parameters,
            _ => Dict::empty(),
        };
        out.push(match method.as_bytes() {
            b"DocMDP" => match view.value(&parameters, "P")? {
                Object::Null => Transform::DocMdp(2),
                value => Transform::DocMdp(value.as_integer().unwrap_or(0)),
            },
            b"FieldMDP" => match FieldSelection::read(view, &parameters)? {
                Some(selection) => Transform::FieldMdp(selection),
                None => Transform::Other(method.clone()),
            },
            b"UR" | b"UR3" => Transform::UsageRights,
            _ => Transform::Other(method.clone()),
        });
    }
    Ok(out)
}
