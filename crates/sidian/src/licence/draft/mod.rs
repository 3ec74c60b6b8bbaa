//! What an issuer gives for one licence, and its way to [`Metadata`].

mod input;

use std::collections::BTreeMap;
use std::fmt;

use super::codes::UnifiedSocialCreditCode;
use super::date::Date;
use super::element::{ElementError, Fault, OPTIONAL, check_text};
use super::id::{LicenceId, LicenceIdParts};
use super::kind::{LicenceType, ValidityRule};
use super::metadata::{Holder, Metadata, StatusReference, check_optional};
use super::personal::Personal;

/// What an issuer gives for one licence: nothing is checked as a whole before
/// [`LicenceDraft::build`].
///
/// # Examples
///
/// ```
/// use sidian::licence::kind::builtin;
/// use sidian::licence::LicenceDraft;
///
/// let permit = builtin().find(|kind| kind.name() == "食品经营许可证").expect("is built in");
/// let data = r#"{
///   "number": "JY14108000000001", "serial": "20261122000001",
///   "issuer": {"name": "示例市市场监督管理局", "code": "11410800MB00000009"},
///   "issue_date": "2026-11-22",
///   "holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
///   "社会信用代码": "91410800MA4400D94H", "法定代表人": "示例", "住所": "示例路1号",
///   "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"
/// }"#;
/// let mistyped = LicenceDraft::from_json(permit, data.as_bytes()).unwrap_err();
/// assert!(mistyped.to_string().contains("社会信用代码"));
/// let data = data.replace("\"社会信用代码\"", "\"credit_code\"").replace("法定代表人", "法定代表人（负责人）");
/// let metadata = LicenceDraft::from_json(permit, data.as_bytes())?.build()?;
/// assert_eq!(metadata.validity_text(), "2026年11月22日至2031年11月21日");
/// # Ok::<(), sidian::licence::DraftError>(())
/// ```
#[must_use = "a draft does nothing until it is built"]
#[derive(Clone, Debug)]
pub struct LicenceDraft<'k> {
    kind: &'k LicenceType,
    licence_name: Option<String>,
    number: Option<Personal>,
    serial: Option<String>,
    /// The identifier is composed; one that the input names must come out the same.
    expected: Option<String>,
    version: Option<u16>,
    issuer: Option<(String, UnifiedSocialCreditCode)>,
    issue_date: Option<Date>,
    valid_from: Option<Date>,
    valid_until: End,
    holders: Vec<Holder>,
    area_code: Option<String>,
    supersedes: Option<LicenceIdParts>,
    status: Option<StatusReference>,
    optional: BTreeMap<&'static str, Personal>,
    extension: BTreeMap<String, Personal>,
}

/// What was said about the last day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum End {
    On(Date),
    Open,
    Unsaid,
}

/// Everything that is wrong with a draft. Each entry names its element and never holds its value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DraftError {
    /// What is wrong, one entry an element; at least one.
    pub wrong: Vec<ElementError>,
    /// Where the input is no JSON, if that is why: line and column.
    pub json: Option<(usize, usize)>,
}

impl<'k> LicenceDraft<'k> {
    /// An empty draft of a licence of this type.
    pub fn new(kind: &'k LicenceType) -> Self {
        Self {
            kind,
            licence_name: None,
            number: None,
            serial: None,
            expected: None,
            version: None,
            issuer: None,
            issue_date: None,
            valid_from: None,
            valid_until: End::Unsaid,
            holders: Vec::new(),
            area_code: None,
            supersedes: None,
            status: None,
            optional: BTreeMap::new(),
            extension: BTreeMap::new(),
        }
    }

    /// 证照编号.
    pub fn with_number(mut self, number: &str) -> Self {
        self.number = Some(number.trim().into());
        self
    }

    /// 流水号 and 版本号 of the identifier. A licence that supersedes another of the same type and
    /// issuer needs neither: it keeps the serial and takes the next version.
    pub fn with_serial(mut self, serial: &str, version: u16) -> Self {
        self.serial = Some(serial.to_owned());
        self.version = Some(version);
        self
    }

    /// 证照颁发机构 and its code.
    pub fn with_issuer(mut self, name: &str, code: UnifiedSocialCreditCode) -> Self {
        self.issuer = Some((name.trim().to_owned(), code));
        self
    }

    /// 证照颁发日期.
    pub fn with_issue_date(mut self, date: Date) -> Self {
        self.issue_date = Some(date);
        self
    }

    /// The first and the last day; no last day for 长期. A type with a fixed term needs neither.
    pub fn with_validity(mut self, from: Option<Date>, until: Option<Date>) -> Self {
        self.valid_from = from;
        self.valid_until = until.map_or(End::Open, End::On);
        self
    }

    /// One more 持证主体.
    pub fn with_holder(mut self, holder: Holder) -> Self {
        self.holders.push(holder);
        self
    }

    /// 证照所属管辖属地编码.
    pub fn with_area_code(mut self, code: &str) -> Self {
        self.area_code = Some(code.to_owned());
        self
    }

    /// 关联证照标识: the version that this one takes the place of.
    pub fn with_supersedes(mut self, old: LicenceIdParts) -> Self {
        self.supersedes = Some(old);
        self
    }

    /// Where the licence's state will stand.
    pub fn with_status(mut self, status: StatusReference) -> Self {
        self.status = Some(status);
        self
    }

    /// The value of an extension item, by its key, its label or its English name, or of an optional
    /// element of the standard.
    ///
    /// # Errors
    ///
    /// [`ElementError`] if the type has no such item, if the value is not of its kind, or if it was
    /// given before.
    pub fn with_element(mut self, key: &str, value: &str) -> Result<Self, ElementError> {
        self.put(key, value)?;
        Ok(self)
    }

    /// Checks the draft as a whole against its type, and composes the identifier.
    ///
    /// # Errors
    ///
    /// [`DraftError`] with everything that is wrong, each entry naming its element.
    pub fn build(self) -> Result<Metadata, DraftError> {
        let mut wrong = Vec::new();
        let mut lacking = |short: &str, lacks: bool| {
            if lacks {
                wrong.push(ElementError::new(short, Fault::Missing));
            }
        };
        lacking("ZZBH", self.number.is_none());
        lacking("ZZBFJG", self.issuer.is_none());
        lacking("ZZBFRQ", self.issue_date.is_none());
        lacking("CZZT", self.holders.is_empty());
        let id = self.compose();
        if let Err(e) = &id {
            wrong.push(e.clone());
        }
        let required = self.kind.elements().iter().filter(|e| e.required);
        let missing = required.filter(|e| !self.extension.contains_key(&e.key));
        wrong.extend(missing.map(|e| e.error(Fault::Missing)));
        let parts = (self.number.clone(), self.issuer.clone(), self.issue_date, id);
        let (Some(number), Some(issuer), Some(issue_date), Ok(id)) = parts else {
            return Err(wrong.into());
        };
        let (valid_from, valid_until) = self.term(issue_date).map_err(|e| vec![e])?;
        let described = self.kind.description();
        let metadata = Metadata {
            type_name: described.name.clone(),
            licence_name: self.licence_name.unwrap_or_else(|| described.name.clone()),
            number,
            id: id.parts().clone(),
            issuer_name: issuer.0,
            issue_date,
            valid_from,
            valid_until,
            holders: self.holders,
            area_code: self.area_code,
            authority: Some(described.authority.name.clone()),
            supersedes: self.supersedes,
            status: self.status,
            optional: self.optional,
            extension: self.extension,
        };
        wrong.extend(check_texts(&metadata));
        wrong.extend(metadata.check(self.kind));
        let same = |a: &ElementError, b: &ElementError| a.short == b.short && a.why == b.why;
        wrong.dedup_by(|a, b| same(a, b));
        if wrong.is_empty() { Ok(metadata) } else { Err(wrong.into()) }
    }

    fn compose(&self) -> Result<LicenceId, ElementError> {
        let identifier = |e| ElementError::new("ZZBS", Fault::Identifier(e));
        let code = self.kind.code();
        let Some((_, issuer)) = &self.issuer else {
            return Err(ElementError::new("ZZBFJGDM", Fault::Missing));
        };
        let own = |old: &&LicenceIdParts| {
            old.type_code() == code && old.issuer().as_str() == issuer.as_str()
        };
        let old = self.supersedes.as_ref().filter(own);
        let serial = self.serial.as_deref().or(old.map(LicenceIdParts::serial));
        let serial = serial.ok_or_else(|| ElementError::new("serial", Fault::Missing))?;
        let old = old.filter(|old| old.serial() == serial);
        let next = old.map_or(1, |old| old.version().saturating_add(1));
        let version = self.version.unwrap_or(next);
        if version < next {
            return Err(ElementError::new("ZZBBH", Fault::Disagrees { with: "GLZZBS" }));
        }
        let id = LicenceId::new(code.clone(), *issuer, serial, version).map_err(identifier)?;
        if self.expected.as_ref().is_some_and(|expected| id.to_string() != *expected) {
            return Err(ElementError::new("ZZBS", Fault::Disagrees { with: "ZZBBH" }));
        }
        Ok(id)
    }

    fn term(&self, issued: Date) -> Result<(Option<Date>, Option<Date>), ElementError> {
        let from = self.valid_from;
        match (self.valid_until, self.kind.description().validity) {
            (End::Unsaid, ValidityRule::FixedTerm { years }) => {
                let first = from.unwrap_or(issued);
                let last = first
                    .last_day_of_term(years)
                    .map_err(|_| ElementError::new("ZZYXQJZRQ", Fault::Date))?;
                Ok((Some(first), Some(last)))
            }
            (End::Unsaid, ValidityRule::Given) => {
                Err(ElementError::new("ZZYXQJZRQ", Fault::Missing))
            }
            (End::Unsaid | End::Open, _) => Ok((from, None)),
            (End::On(last), _) => Ok((from, Some(last))),
        }
    }

    fn put(&mut self, key: &str, value: &str) -> Result<(), ElementError> {
        if let Some(short) = OPTIONAL.iter().find(|short| {
            let row = super::element::standard(short);
            row.is_some_and(|e| e.short == key || e.zh == key || e.en == key)
        }) {
            check_optional(short, value)?;
            return match self.optional.insert(short, value.into()) {
                Some(_) => Err(ElementError::new(short, Fault::Duplicate)),
                None => Ok(()),
            };
        }
        let named = |e: &&super::kind::Element| {
            e.key == key
                || e.key.strip_prefix("KZ_") == Some(key)
                || e.label == key
                || e.label_en == key
        };
        let element = self.kind.elements().iter().find(named).ok_or_else(|| {
            let known = self.kind.elements().iter().map(|e| e.label.clone()).collect();
            ElementError::new(key, Fault::Key { known })
        })?;
        // An item left empty in a form is an item left out.
        if value.trim().is_empty() {
            return Ok(());
        }
        let value = element.check(value)?;
        match self.extension.insert(element.key.clone(), value.into()) {
            Some(_) => Err(element.error(Fault::Duplicate)),
            None => Ok(()),
        }
    }
}

/// The texts that nothing has looked at yet.
fn check_texts(metadata: &Metadata) -> Vec<ElementError> {
    let texts = [
        ("ZZMC", Some(metadata.licence_name.as_str()), 256),
        ("ZZBH", Some(metadata.number.reveal()), 128),
        ("ZZBFJG", Some(metadata.issuer_name.as_str()), 256),
        ("ZZSSGXSDBM", metadata.area_code.as_deref(), 12),
    ];
    let checked = texts.into_iter().filter_map(|(short, text, max)| {
        check_text(text?, max, false).err().map(|why| ElementError::new(short, why))
    });
    checked.collect()
}

impl From<Vec<ElementError>> for DraftError {
    fn from(wrong: Vec<ElementError>) -> Self {
        Self { wrong, json: None }
    }
}

impl DraftError {
    /// The stable number of the first thing that is wrong.
    pub fn code(&self) -> u32 {
        self.wrong.first().map_or(7161, ElementError::code)
    }

    /// The same in Chinese, for people.
    pub fn to_chinese(&self) -> String {
        let mut lines: Vec<String> = self.wrong.iter().map(ElementError::to_chinese).collect();
        if let Some((line, column)) = self.json {
            lines.push(format!(
                "第{line}行第{column}列不是可用的 JSON（值应为文本，小数也写成文本）"
            ));
        }
        lines.join("；")
    }
}

impl fmt::Display for DraftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.json {
            write!(f, "line {line} column {column} is no JSON of texts, lists and objects")?;
        }
        for (at, wrong) in self.wrong.iter().enumerate() {
            write!(f, "{}{wrong}", if at == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for DraftError {}

#[cfg(test)]
pub(in crate::licence) mod tests;
