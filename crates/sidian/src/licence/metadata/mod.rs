//! Licence metadata (电子证照元数据, GB/T 36903).
//!
//! In a licence file the metadata is one JSON object in the canonical form of RFC 8785. Its keys
//! are the standard's short names (the initials of the Chinese names, `ZZBS`, `CZZT` …); where no
//! short name was seen in use, ours is made the same way (`ZZBBH`, `ZZSSGXSDBM`, `ZZDYJG`,
//! `ZZDYJGDM`, `ZZYXQFW`, `GLZZBS`). All values are texts. Holders are a list under `CZZT`. An open
//! end (长期) is written as an empty `ZZYXQJZRQ`. Extension items keep their `KZ_` names. `status`
//! has the shape of the IETF Token Status List: `{"status_list":{"idx":…,"uri":…}}`.

mod face;
mod json;
mod judge;
mod node;
mod xmp;

pub use face::FaceValue;
pub(super) use json::check_optional;
pub(super) use node::Node;
pub use xmp::XmpAgreement;

use std::collections::BTreeMap;

use super::codes::HolderCodeType;
use super::date::Date;
use super::element::ElementError;
use super::id::LicenceIdParts;
use super::personal::Personal;

/// What a licence says, as data (GB/T 36903).
///
/// Holding one means that it was well formed and does not contradict itself. It does not mean that
/// anybody issued it: only a passed report of the verifier shows that. Whatever may concern a person
/// is masked in `Debug`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Metadata {
    pub(super) type_name: String,
    pub(super) licence_name: String,
    pub(super) number: Personal,
    pub(super) id: LicenceIdParts,
    pub(super) issuer_name: String,
    pub(super) issue_date: Date,
    pub(super) valid_from: Option<Date>,
    pub(super) valid_until: Option<Date>,
    pub(super) holders: Vec<Holder>,
    pub(super) area_code: Option<String>,
    pub(super) authority: Option<String>,
    pub(super) supersedes: Option<LicenceIdParts>,
    pub(super) status: Option<StatusReference>,
    pub(super) optional: BTreeMap<&'static str, Personal>,
    pub(super) extension: BTreeMap<String, Personal>,
}

/// A holder (持证主体). A licence has one or several.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holder {
    pub(super) name: Personal,
    pub(super) code: Personal,
    pub(super) code_type: HolderCodeType,
    /// 持证主体代码类型: the known name of a known type, else what was written.
    pub(super) code_type_name: Option<String>,
}

/// Where a licence's state stands: a status list and the place in it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct StatusReference {
    /// The list's address, which is also its name (`sub`).
    pub uri: String,
    /// The place in it, counted from 0.
    pub index: u64,
}

/// What the dates of a licence say about a day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Term {
    /// The first day is still to come.
    Future,
    /// Within the term.
    Within,
    /// The last day is past (过期).
    Past,
}

impl Holder {
    /// A holder whose code agrees with its kind.
    ///
    /// # Errors
    ///
    /// [`ElementError`] naming 持证主体 or 持证主体代码.
    pub fn new(name: &str, code: &str, code_type: HolderCodeType) -> Result<Self, ElementError> {
        use super::element::{Fault, check_text};

        let (name, code) = (name.trim(), code.trim());
        check_text(name, 300, false).map_err(|why| ElementError::new("CZZT", why))?;
        check_text(code, 64, false).map_err(|why| ElementError::new("CZZTDM", why))?;
        let code = code_type
            .check(code)
            .map_err(|e| ElementError::new("CZZTDM", Fault::Code(e)))?
            .reveal()
            .into();
        let code_type_name = code_type.name_zh().map(str::to_owned);
        Ok(Self { name: name.into(), code, code_type, code_type_name })
    }

    /// 持证主体.
    pub fn name(&self) -> &Personal {
        &self.name
    }

    /// 持证主体代码.
    pub fn code(&self) -> &Personal {
        &self.code
    }

    /// 持证主体代码类型代码.
    pub fn code_type(&self) -> HolderCodeType {
        self.code_type
    }

    /// 持证主体代码类型.
    pub fn code_type_name(&self) -> Option<&str> {
        self.code_type_name.as_deref()
    }
}

impl Metadata {
    /// 证照类型名称.
    pub fn type_name(&self) -> &str {
        &self.type_name
    }

    /// 证照名称.
    pub fn licence_name(&self) -> &str {
        &self.licence_name
    }

    /// 证照编号. It can be a person's own number, so it is masked.
    pub fn number(&self) -> &Personal {
        &self.number
    }

    /// 证照标识, which holds 证照类型代码, 证照颁发机构代码 and 证照版本号 too. Its check character is judged
    /// by [`Metadata::findings`].
    pub fn id(&self) -> &LicenceIdParts {
        &self.id
    }

    /// 证照颁发机构.
    pub fn issuer_name(&self) -> &str {
        &self.issuer_name
    }

    /// 证照颁发日期.
    pub fn issue_date(&self) -> Date {
        self.issue_date
    }

    /// 证照有效期起始日期.
    pub fn valid_from(&self) -> Option<Date> {
        self.valid_from
    }

    /// 证照有效期截止日期, the last day; `None` for 长期.
    pub fn valid_until(&self) -> Option<Date> {
        self.valid_until
    }

    /// 持证主体, one or several.
    pub fn holders(&self) -> &[Holder] {
        &self.holders
    }

    /// 证照所属管辖属地编码.
    pub fn area_code(&self) -> Option<&str> {
        self.area_code.as_deref()
    }

    /// 证照定义机构.
    pub fn defining_authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// 关联证照标识: the version this one takes the place of.
    pub fn supersedes(&self) -> Option<&LicenceIdParts> {
        self.supersedes.as_ref()
    }

    /// Where the licence's state stands.
    pub fn status(&self) -> Option<&StatusReference> {
        self.status.as_ref()
    }

    /// An optional element of the standard by its short name, for example `ZZBGYY`.
    pub fn optional(&self, short: &str) -> Option<&Personal> {
        self.optional.get(short)
    }

    /// An extension item (扩展项) by its key.
    pub fn extension(&self, key: &str) -> Option<&Personal> {
        self.extension.get(key)
    }

    /// Every extension item, by key.
    pub fn extensions(&self) -> impl Iterator<Item = (&str, &Personal)> {
        self.extension.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// What the dates say about a day. The last day is still within the term.
    pub fn term_on(&self, day: Date) -> Term {
        let first = self.valid_from.unwrap_or(self.issue_date);
        if day < first {
            Term::Future
        } else if self.valid_until.is_some_and(|last| last < day) {
            Term::Past
        } else {
            Term::Within
        }
    }
}

/// Why bytes are not licence metadata.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MetadataError {
    /// One element is missing or wrong.
    #[error(transparent)]
    Element(#[from] ElementError),
    /// Not JSON, or JSON with what has no place in metadata (null, true, fractions, a key twice).
    #[error("the metadata is not JSON of texts, lists and objects: line {line} column {column}")]
    Json {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// JSON with the right content that is not in the canonical form of RFC 8785.
    #[error("the metadata is not in canonical form (RFC 8785)")]
    NotCanonical,
    /// Larger than metadata may be.
    #[error("the metadata is larger than {max} bytes")]
    Size {
        /// The most bytes.
        max: usize,
    },
}

impl MetadataError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Element(e) => e.code(),
            Self::Json { .. } => 7161,
            Self::NotCanonical => 7162,
            Self::Size { .. } => 7163,
        }
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        match self {
            Self::Element(e) => e.to_chinese(),
            Self::Json { line, column } => format!("第{line}行第{column}列不是规定格式的 JSON"),
            Self::NotCanonical => "不是规范格式的 JSON（RFC 8785）".to_owned(),
            Self::Size { max } => format!("超过{max}字节"),
        }
    }
}

#[cfg(test)]
mod tests;
