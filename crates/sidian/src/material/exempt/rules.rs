//! What a service item asks for, and what may stand in: data, never code.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::super::package::Source;
use super::super::party::Party;
use crate::jose::is_plain;
use crate::licence::UnifiedSocialCreditCode;

/// The list of papers of a service item (政务服务事项申请材料清单), with what may stand in for each.
///
/// Holding one means that the list is consistent. It does not mean that the department it names made
/// it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "File", into = "File")]
pub struct ItemRules {
    file: File,
    department: Party,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The version of this file format: 1.
    format: u32,
    code: String,
    name: String,
    department: Department,
    /// The law that the list stands on, and how far it can be relied on.
    #[serde(default)]
    basis: String,
    #[serde(default)]
    note: String,
    papers: Vec<Paper>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Department {
    name: String,
    code: String,
}

/// One paper of the list.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Its name.
    pub name: String,
    /// Whether everybody has to hand it in; else `condition` says who.
    pub required: bool,
    /// In which case it is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Whose it is: the applicant's, or that of a party with this role, such as 转让方.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What may stand in; nothing where only the paper itself will do.
    #[serde(default)]
    pub accepts: Vec<Stand>,
}

/// What may stand in for a paper.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Stand {
    /// An electronic licence (电子证照).
    Licence(LicenceRule),
    /// A fact that another department shares (数据共享).
    Fact(FactRule),
    /// A material that was handed in before.
    Material(MaterialRule),
}

/// A licence that stands in.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceRule {
    /// 证照类型代码. Where it is given, it decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// 证照类型名称.
    pub name: String,
    /// By whom, as unified social credit codes; by anybody trusted where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Issued at most so many days ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age_days: Option<u32>,
    /// Fields that are needed of it, by their keys; the whole of it where none is given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// Whether the department may use it by duty (依职能), without the holder's own authorisation.
    #[serde(default)]
    pub by_duty: bool,
}

/// A fact that stands in.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FactRule {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Who tells it, as unified social credit codes. At least one: anybody can tell a fact.
    pub from: Vec<String>,
    /// Told at most so many days ago.
    pub max_age_days: u32,
}

/// An earlier material that stands in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialRule {
    /// What it is, as its package says.
    pub kind: String,
    /// Who vouches for it, and how.
    pub sources: Vec<Source>,
    /// Who signed its package, as unified social credit codes: a department that took it in. With
    /// none given, this department.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// Not older than so many days.
    pub max_age_days: u32,
}

/// Why a file is no list of papers.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RulesError {
    /// Not the JSON of a list.
    #[error("not a list of papers: line {line} column {column}: {detail}")]
    Json {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What was expected there.
        detail: String,
    },
    /// Something contradicts itself or the format.
    #[error("{at}: {detail}")]
    Rule {
        /// Where.
        at: String,
        /// What is wrong.
        detail: &'static str,
    },
    /// Larger than a list may be.
    #[error("the list is larger than {max} bytes")]
    Size {
        /// The most bytes.
        max: usize,
    },
}

impl RulesError {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Json { .. } => 8461,
            Self::Rule { .. } => 8462,
            Self::Size { .. } => 8463,
        }
    }
}

const MOST_BYTES: usize = 1 << 20;
const MOST_PAPERS: usize = 200;
const MOST_STANDS: usize = 50;
const MOST_DAYS: u32 = 36_525;

impl ItemRules {
    /// Reads a list. Unknown keys are refused: one might narrow what may stand in.
    ///
    /// # Errors
    ///
    /// [`RulesError`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, RulesError> {
        if bytes.len() > MOST_BYTES {
            return Err(RulesError::Size { max: MOST_BYTES });
        }
        let file: File = serde_json::from_slice(bytes).map_err(|e| RulesError::Json {
            line: e.line(),
            column: e.column(),
            detail: e.to_string().chars().take(200).collect(),
        })?;
        Self::try_from(file)
    }

    /// Code of the service item (实施清单编码).
    pub fn code(&self) -> &str {
        &self.file.code
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// The department that handles it.
    pub fn department(&self) -> &Party {
        &self.department
    }

    /// The department's name.
    pub fn department_name(&self) -> &str {
        &self.file.department.name
    }

    /// The law that the list stands on.
    pub fn basis(&self) -> &str {
        &self.file.basis
    }

    /// What is to be known about the list itself.
    pub fn note(&self) -> &str {
        &self.file.note
    }

    /// The papers, in the order of the list.
    pub fn papers(&self) -> &[Paper] {
        &self.file.papers
    }
}

impl TryFrom<File> for ItemRules {
    type Error = RulesError;

    fn try_from(file: File) -> Result<Self, RulesError> {
        let wrong = |at: &str, detail| RulesError::Rule { at: at.to_owned(), detail };
        if file.format != 1 {
            return Err(wrong("format", "only format 1 is known"));
        }
        if !is_plain(&file.code, 64) || !is_plain(&file.name, 200) {
            return Err(wrong("code", "the item’s code or name is missing or too long"));
        }
        if !is_plain(&file.department.name, 200) {
            return Err(wrong("department", "its name is missing or too long"));
        }
        let department = Party::organisation(&file.department.code)
            .map_err(|_| wrong("department", "not a unified social credit code"))?;
        if !(1..=MOST_PAPERS).contains(&file.papers.len()) {
            return Err(wrong("papers", "a list has 1 to 200 papers"));
        }
        let mut names = BTreeSet::new();
        for paper in &file.papers {
            if !is_plain(&paper.name, 200) || !names.insert(paper.name.as_str()) {
                return Err(wrong(
                    &paper.name,
                    "a paper without a name, or one that is listed twice",
                ));
            }
            paper.check().map_err(|detail| wrong(&paper.name, detail))?;
        }
        Ok(Self { department, file })
    }
}

impl From<ItemRules> for File {
    fn from(rules: ItemRules) -> Self {
        rules.file
    }
}

impl Paper {
    fn check(&self) -> Result<(), &'static str> {
        if self.required == self.condition.is_some() {
            return Err("a paper is required, or has a condition that says when it is");
        }
        let texts = [self.condition.as_deref(), self.of.as_deref()];
        if !texts.into_iter().flatten().all(|text| is_plain(text, 200)) {
            return Err("an empty text, or one that is too long");
        }
        if self.accepts.len() > MOST_STANDS {
            return Err("more than 50 things stand in");
        }
        self.accepts.iter().try_for_each(Stand::check)
    }
}

impl Stand {
    fn check(&self) -> Result<(), &'static str> {
        let (name, from, days) = match self {
            Self::Licence(rule) => (&rule.name, &rule.from, rule.max_age_days),
            Self::Fact(rule) if rule.from.is_empty() => {
                return Err("nobody is named to tell a fact");
            }
            Self::Fact(rule) => (&rule.name, &rule.from, Some(rule.max_age_days)),
            Self::Material(rule) if rule.sources.is_empty() => {
                return Err("nothing is said of who vouches for a material");
            }
            Self::Material(rule) if rule.sources.contains(&Source::Licence) => {
                return Err("a licence stands in as a licence, not as a material");
            }
            Self::Material(rule) => (&rule.kind, &rule.from, Some(rule.max_age_days)),
        };
        if !is_plain(name, 200) {
            return Err("what stands in has no name, or one that is too long");
        }
        if from.iter().any(|code| code.parse::<UnifiedSocialCreditCode>().is_err()) {
            return Err("not a unified social credit code");
        }
        if days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) {
            return Err("an age is 1 to 36525 days");
        }
        Ok(())
    }
}

/// The lists that come with the library, as examples to copy from: 不动产转移登记, 住房公积金提取,
/// 道路货物运输经营许可. Departments' codes and item codes in them are made up, and lists differ from city to
/// city: nothing is decided by them before the department has made them its own.
pub fn builtin_items() -> impl Iterator<Item = &'static ItemRules> {
    ITEMS.iter()
}

const FILES: &[&[u8]] = &[
    include_bytes!("../../../service-items/real-estate-transfer.json"),
    include_bytes!("../../../service-items/housing-fund-withdrawal.json"),
    include_bytes!("../../../service-items/road-freight-licence.json"),
];

// A test reads each file and names its fault; here a broken one would only be missing.
static ITEMS: LazyLock<Vec<ItemRules>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| ItemRules::from_json(file).ok()).collect());

#[cfg(test)]
mod tests {
    use super::{FILES, ItemRules};

    #[test]
    fn every_list_that_comes_along_is_read() {
        for file in FILES {
            let rules = ItemRules::from_json(file).map_err(|e| e.to_string());
            assert!(rules.is_ok(), "{rules:?}");
        }
    }

    #[test]
    fn what_contradicts_itself_or_is_unknown_is_refused() {
        let good = std::str::from_utf8(FILES[0]).expect("text");
        let bad = [
            ("\"format\": 1", "\"format\": 2"),
            ("\"required\": true", "\"required\": false"),
            ("\"required\": true", "\"required\": true, \"optional\": true"),
            ("\"format\": 1", "\"format\": 1, \"format\": 1"),
            ("11410800", "11410801"),
        ];
        for (from, to) in bad {
            assert!(good.contains(from), "{from}");
            let changed = good.replacen(from, to, 1);
            assert!(ItemRules::from_json(changed.as_bytes()).is_err(), "{to}");
        }
        assert!(ItemRules::from_json(&vec![b' '; (1 << 20) + 1]).is_err());
    }
}
