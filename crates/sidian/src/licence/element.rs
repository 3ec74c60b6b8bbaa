//! The elements of licence metadata, and what can be wrong with one.

use std::fmt;

use super::codes::CodeError;
use super::id::LicenceIdError;

/// A metadata element of the standard (GB/T 36903): a row of one table.
///
/// Short names are the initials of the Chinese name, as deployed systems write them. Widths are
/// those seen in use; the standard's own are not known.
#[derive(Debug, Eq, PartialEq)]
pub struct StandardElement {
    /// Short name, for example `ZZBS`.
    pub short: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// The most characters a value may have.
    pub max: usize,
}

/// Every standard element, in the standard's order.
pub const STANDARD: &[StandardElement] = &[
    row("ZZLXMC", "证照类型名称", "licence_type_name", 256),
    row("ZZLXDM", "证照类型代码", "licence_type_code", 21),
    row("ZZMC", "证照名称", "licence_name", 256),
    row("ZZBH", "证照编号", "licence_number", 128),
    row("ZZBS", "证照标识", "licence_identifier", 200),
    row("ZZBBH", "证照版本号", "licence_version", 3),
    row("ZZBFJG", "证照颁发机构", "issuer_name", 256),
    row("ZZBFJGDM", "证照颁发机构代码", "issuer_code", 18),
    row("ZZBFJGJB", "证照颁发机构级别", "issuer_level", 32),
    row("ZZBFRQ", "证照颁发日期", "issue_date", 8),
    row("ZZYXQQSRQ", "证照有效期起始日期", "valid_from", 8),
    row("ZZYXQJZRQ", "证照有效期截止日期", "valid_until", 8),
    row("ZZYXQFW", "证照有效期范围", "validity_text", 64),
    row("CZZT", "持证主体", "holder_name", 300),
    row("CZZTDM", "持证主体代码", "holder_code", 64),
    row("CZZTDMLX", "持证主体代码类型", "holder_code_type", 64),
    row("CZZTDMLXDM", "持证主体代码类型代码", "holder_code_type_code", 3),
    row("ZZSSGXSDBM", "证照所属管辖属地编码", "area_code", 12),
    row("ZZDYJG", "证照定义机构", "defining_authority", 256),
    row("ZZDYJGDM", "证照定义机构代码", "defining_authority_code", 18),
    row("GLZZBS", "关联证照标识", "supersedes", 200),
    row("ZZQZR", "证照签章人", "sealed_by", 64),
    row("ZZQZSJ", "证照签章时间", "sealed_at", 14),
    row("ZZQZMC", "证照签章名称", "seal_name", 128),
    row("ZZBGSJ", "证照变更时间", "changed_at", 14),
    row("ZZBGYY", "证照变更原因", "change_reason", 400),
    row("JZJZZSJ", "加注件制作时间", "copy_made_at", 14),
    row("JZJZZZ", "加注件制作者", "copy_made_by", 256),
    row("JZJZZSY", "加注件制作事由", "copy_purpose", 200),
    row("JZJYXQJZSJ", "加注件有效期截止时间", "copy_valid_until", 14),
];

const fn row(
    short: &'static str,
    zh: &'static str,
    en: &'static str,
    max: usize,
) -> StandardElement {
    StandardElement { short, zh, en, max }
}

/// The standard element with this short name.
pub fn standard(short: &str) -> Option<&'static StandardElement> {
    STANDARD.iter().find(|e| e.short == short)
}

/// Elements that a licence may have or lack and that this library carries as they are.
pub(super) const OPTIONAL: &[&str] = &[
    "ZZBFJGJB",
    "ZZYXQFW",
    "ZZQZR",
    "ZZQZSJ",
    "ZZQZMC",
    "ZZBGSJ",
    "ZZBGYY",
    "JZJZZSJ",
    "JZJZZZ",
    "JZJZZSY",
    "JZJYXQJZSJ",
];

/// What is wrong with one element. Names the element; never carries its value, which may concern a
/// person.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{name} ({short}): {why}")]
pub struct ElementError {
    /// Short name, `KZ_…` for extension items; a key nobody knows is given as it was written.
    pub short: String,
    /// Chinese name.
    pub name: String,
    /// What is wrong.
    pub why: Fault,
}

impl ElementError {
    /// About a standard element, or an unknown key.
    pub(super) fn new(short: &str, why: Fault) -> Self {
        let name = match short {
            "serial" => "流水号",
            "status" => "状态列表位置",
            _ => standard(short).map_or("扩展项", |e| e.zh),
        };
        // An unknown key can be anything that somebody wrote.
        let short = short.chars().filter(|c| !c.is_control()).take(64).collect();
        Self { short, name: name.to_owned(), why }
    }

    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        self.why.code()
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        format!("{}（{}）：{}", self.name, self.short, self.why.to_chinese())
    }
}

/// What can be wrong with a value.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// A control, invisible or direction-changing character, or a line break where none may be.
    Character,
    /// Not one of the values the licence type allows.
    Choice {
        /// The values it allows.
        allowed: Vec<String>,
    },
    /// No code of the kind it should be.
    Code(CodeError),
    /// No date of eight digits.
    Date,
    /// Contradicts another element.
    Disagrees {
        /// The other element's short name.
        with: &'static str,
    },
    /// Given twice.
    Duplicate,
    /// No licence identifier.
    Identifier(LicenceIdError),
    /// A holder's code is of a kind the licence type does not provide for.
    Kind {
        /// The kinds it provides for.
        allowed: Vec<String>,
    },
    /// A key of the input that names nothing.
    Key {
        /// The keys there are.
        known: Vec<String>,
    },
    /// Longer than it may be.
    Length {
        /// The most characters.
        max: usize,
        /// How many there are.
        found: usize,
    },
    /// Required, but missing or empty.
    Missing,
    /// No number.
    Number,
    /// Begins after it ends.
    Order,
    /// Too few or too many of them.
    Count {
        /// The least.
        min: usize,
        /// The most.
        max: usize,
        /// How many there are.
        found: usize,
    },
    /// No time of fourteen digits.
    Time,
    /// Not what the validity rule of the licence type gives.
    Validity,
    /// The licence type has no such element.
    Unknown,
    /// Not written as the kind of JSON value it should be.
    Written {
        /// What it should be.
        expected: &'static str,
    },
}

impl Fault {
    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self {
            Self::Character => 7121,
            Self::Choice { .. } => 7122,
            Self::Code(_) => 7123,
            Self::Date => 7124,
            Self::Disagrees { .. } => 7125,
            Self::Duplicate => 7126,
            Self::Identifier(_) => 7127,
            Self::Kind { .. } => 7128,
            Self::Length { .. } => 7129,
            Self::Missing => 7130,
            Self::Number => 7131,
            Self::Order => 7132,
            Self::Count { .. } => 7133,
            Self::Time => 7134,
            Self::Validity => 7135,
            Self::Unknown => 7136,
            Self::Written { .. } => 7137,
            Self::Key { .. } => 7138,
        }
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        match self {
            Self::Character => "含有控制字符、不可见字符或不允许的换行".to_owned(),
            Self::Choice { allowed } => format!("应为下列之一：{}", allowed.join("、")),
            Self::Code(e) => e.to_chinese(),
            Self::Date => "应为八位日期，如20261122".to_owned(),
            Self::Disagrees { with } => {
                format!("与{}（{with}）不一致", standard(with).map_or("其他要素", |e| e.zh))
            }
            Self::Duplicate => "重复填写".to_owned(),
            Self::Identifier(e) => e.to_chinese(),
            Self::Kind { allowed } => format!("代码类型应为下列之一：{}", allowed.join("、")),
            Self::Key { known } => format!("没有这个项目，可用的有：{}", known.join("、")),
            Self::Length { max, found } => format!("最多{max}个字符，实为{found}个"),
            Self::Missing => "必填，未填写".to_owned(),
            Self::Number => "应为数字，如1200.5".to_owned(),
            Self::Order => "起始日期晚于截止日期".to_owned(),
            Self::Count { min, max, found } => format!("应有{min}至{max}个，实为{found}个"),
            Self::Time => "应为十四位时间，如20261122093000".to_owned(),
            Self::Validity => "与该类证照的有效期规定不符".to_owned(),
            Self::Unknown => "该类证照没有这个要素".to_owned(),
            Self::Written { expected } => format!("JSON 写法不对，应为{expected}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character => f.write_str("a control or invisible character, or a line break"),
            Self::Choice { allowed } => write!(f, "not one of {}", allowed.join(", ")),
            Self::Code(e) => e.fmt(f),
            Self::Date => f.write_str("not a date of eight digits such as 20261122"),
            Self::Disagrees { with } => write!(f, "disagrees with {with}"),
            Self::Duplicate => f.write_str("given twice"),
            Self::Identifier(e) => e.fmt(f),
            Self::Kind { allowed } => write!(f, "code type is not one of {}", allowed.join(", ")),
            Self::Key { known } => write!(f, "no such item; there are {}", known.join(", ")),
            Self::Length { max, found } => write!(f, "{found} characters, at most {max} allowed"),
            Self::Missing => f.write_str("required, but missing or empty"),
            Self::Number => f.write_str("not a number such as 1200.5"),
            Self::Order => f.write_str("begins after it ends"),
            Self::Count { min, max, found } => write!(f, "{found} given, {min} to {max} allowed"),
            Self::Time => f.write_str("not a time of fourteen digits such as 20261122093000"),
            Self::Validity => f.write_str("not what the licence type's validity rule gives"),
            Self::Unknown => f.write_str("this licence type has no such element"),
            Self::Written { expected } => write!(f, "should be written as {expected}"),
        }
    }
}

/// Whether a text is fit to be shown and signed: no control, invisible or direction-changing
/// character, line breaks only where `lines` allows them, at most `max` characters.
pub(super) fn check_text(text: &str, max: usize, lines: bool) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let hidden = |c: char| {
        (c.is_control() && !(lines && c == '\n'))
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    if text.chars().any(hidden) || text.trim() != text {
        return Err(Fault::Character);
    }
    let found = text.chars().count();
    if found > max { Err(Fault::Length { max, found }) } else { Ok(()) }
}

/// Whether a text is a time of fourteen digits, as the standard writes times.
pub(super) fn check_time(text: &str) -> Result<(), Fault> {
    let digits = text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit());
    let day = text.get(..8).and_then(|d| super::Date::from_digits(d).ok());
    let below = |from: usize, limit: u8| {
        text.get(from..from + 2).and_then(|t| t.parse::<u8>().ok()).is_some_and(|n| n < limit)
    };
    let whole = digits && day.is_some() && below(8, 24) && below(10, 60) && below(12, 60);
    if whole { Ok(()) } else { Err(Fault::Time) }
}

/// Whether a key can name an extension item: `KZ_` and capitals, digits and underscores.
pub(super) fn is_extension(key: &str) -> bool {
    let rest = key.strip_prefix("KZ_").unwrap_or_default();
    (1..=60).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::{Fault, STANDARD, check_text, check_time, is_extension};

    #[test]
    fn short_names_are_unique_and_fit_for_xml() {
        for (at, element) in STANDARD.iter().enumerate() {
            assert!(element.short.bytes().all(|b| b.is_ascii_uppercase()), "{}", element.short);
            let again = STANDARD
                .iter()
                .skip(at + 1)
                .any(|e| e.short == element.short || e.en == element.en || e.zh == element.zh);
            assert!(!again, "{} twice", element.short);
        }
    }

    #[test]
    fn texts_that_could_deceive_a_reader_are_refused() {
        for bad in ["a\u{202e}b", "a\u{200b}", "a\tb", "a\nb", "a\u{0}", " a", "a ", "\u{feff}a"] {
            assert_eq!(check_text(bad, 10, false), Err(Fault::Character), "{bad:?}");
        }
        assert_eq!(check_text("甲\n乙", 10, true), Ok(()));
        assert_eq!(check_text("", 10, true), Err(Fault::Missing));
        assert_eq!(check_text("甲乙丙", 2, true), Err(Fault::Length { max: 2, found: 3 }));
    }

    #[test]
    fn times_and_extension_keys_have_one_form() {
        assert_eq!(check_time("20261122235959"), Ok(()));
        for bad in ["20261122240000", "20261122236000", "20261132000000", "20261122", ""] {
            assert_eq!(check_time(bad), Err(Fault::Time), "{bad}");
        }
        assert!(is_extension("KZ_JYFW2"));
        for bad in ["KZ_", "KZ", "JYFW", "KZ_jyfw", "KZ_经营", "KZ_A B", "KZ_<"] {
            assert!(!is_extension(bad), "{bad}");
        }
    }
}
