//! Licence types (证照类型) as data: a new type is a file, never code.

mod builtin;
mod check;
mod element;
mod face;

pub use builtin::{builtin, builtin_named};
pub use check::{LicenceTypeError, TypeFault};
pub use element::{Element, ElementKind};
pub use face::{
    Align, Border, BorderStyle, Colour, FaceField, FaceLayout, FaceLine, FaceText, FontFace, Mm,
    PageSize, QrPlace, Rect,
};

use serde::{Deserialize, Serialize};

use super::codes::UnifiedSocialCreditCode;
use super::id::LicenceTypeCode;

/// A licence type (证照类型): what its licences say, how long they hold, what they look like and who
/// seals them.
///
/// Holding one means that the description is consistent: every element is named once, every box
/// lies on the page, everything that must be shown has a place. It does not mean that the body it
/// names as its authority defined it: that only a signed catalogue can say.
///
/// # Examples
///
/// ```
/// use sidian::licence::kind::builtin;
///
/// let permit = builtin().find(|kind| kind.name() == "建筑工程施工许可证").expect("is built in");
/// assert_eq!(permit.code().as_str(), "11100000000013338W009");
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(try_from = "Description", into = "Description")]
pub struct LicenceType {
    code: LicenceTypeCode,
    authority_code: UnifiedSocialCreditCode,
    description: Description,
}

/// What a file of a licence type holds, before it is checked.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The version of this file format: 1.
    pub format: u32,
    /// 证照类型代码.
    pub code: String,
    /// 证照类型名称.
    pub name: String,
    /// The name in English.
    pub name_en: String,
    /// The edition of this description, counted from 1.
    pub edition: u32,
    /// 证照定义机构.
    pub authority: Authority,
    /// Whether the code is made up, to show how a type is written.
    #[serde(default)]
    pub example: bool,
    /// The law the licence stands on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub basis: String,
    /// How this type calls 证照编号 on its face, for example 编号.
    pub number: NumberRule,
    /// Who can hold such a licence.
    pub holders: HolderRule,
    /// How long such a licence holds.
    pub validity: ValidityRule,
    /// Whose seal or signature it bears.
    pub sealing: Sealing,
    /// Its extension items (扩展项), in the order of the form.
    pub elements: Vec<Element>,
    /// What it looks like.
    pub face: FaceLayout,
}

/// 证照定义机构: the body that defines the type.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Its name.
    pub name: String,
    /// Its 统一社会信用代码: the first 18 characters of the type code.
    pub code: String,
}

/// What the licence number (证照编号) of a type looks like.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct NumberRule {
    /// What the form calls it.
    pub label: String,
    /// The most characters it may have.
    pub max: usize,
}

/// Who can hold a licence of a type.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct HolderRule {
    /// What the form calls the holder.
    pub label: String,
    /// The least number of holders.
    pub min: usize,
    /// The most, where owners can be joint.
    pub max: usize,
    /// The holder-code types allowed (持证主体代码类型代码); empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub code_types: Vec<String>,
}

/// How long licences of a type hold.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "rule", deny_unknown_fields)]
pub enum ValidityRule {
    /// A number of whole years from the first day.
    FixedTerm {
        /// How many.
        years: u16,
    },
    /// The issuer gives both days, or leaves the end open (长期).
    Given,
    /// No end (长期).
    LongTerm,
}

/// Whose seal or signature a type needs.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sealing {
    /// Which seal.
    pub seal: SealKind,
    /// How the form names it, for example 登记机关（章）.
    pub label: String,
}

/// The seal that a licence bears.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SealKind {
    /// A seal kept for this purpose (专用章).
    Dedicated,
    /// No seal: the issuer's signature alone.
    None,
    /// The issuer's official seal (公章).
    Official,
}

impl LicenceType {
    /// Reads and checks a file of a licence type.
    ///
    /// # Errors
    ///
    /// [`LicenceTypeError`], which names the element or the place of the face at fault.
    pub fn from_json(bytes: &[u8]) -> Result<Self, LicenceTypeError> {
        const MOST: usize = 1 << 20;
        if bytes.len() > MOST {
            return Err(LicenceTypeError::of("$", TypeFault::Size { max: MOST }));
        }
        let description: Description = serde_json::from_slice(bytes).map_err(|e| {
            let (line, column) = (e.line(), e.column());
            LicenceTypeError::of(&e.to_string(), TypeFault::Json { line, column })
        })?;
        description.try_into()
    }

    /// 证照类型代码.
    pub fn code(&self) -> &LicenceTypeCode {
        &self.code
    }

    /// 证照类型名称.
    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// 证照定义机构代码.
    pub fn authority_code(&self) -> UnifiedSocialCreditCode {
        self.authority_code
    }

    /// Everything the file says.
    pub fn description(&self) -> &Description {
        &self.description
    }

    /// Its extension items (扩展项), in the order of the form.
    pub fn elements(&self) -> &[Element] {
        &self.description.elements
    }

    /// The extension item with this key.
    pub fn element(&self, key: &str) -> Option<&Element> {
        self.description.elements.iter().find(|e| e.key == key)
    }

    /// The elements that every face of this type must show, where the licence has them.
    pub fn must_show(&self) -> impl Iterator<Item = &str> {
        let own = self.description.elements.iter().filter(|e| e.face).map(|e| e.key.as_str());
        check::MUST_SHOW.iter().copied().chain(own)
    }

    /// What a licence of this type looks like.
    pub fn face(&self) -> &FaceLayout {
        &self.description.face
    }
}

impl TryFrom<Description> for LicenceType {
    type Error = LicenceTypeError;

    fn try_from(description: Description) -> Result<Self, LicenceTypeError> {
        let (code, authority_code) = check::check(&description)?;
        Ok(Self { code, authority_code, description })
    }
}

impl From<LicenceType> for Description {
    fn from(kind: LicenceType) -> Self {
        kind.description
    }
}

#[cfg(test)]
mod tests;
