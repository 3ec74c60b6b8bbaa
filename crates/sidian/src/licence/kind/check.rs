//! Whether the description of a licence type is consistent.

use super::{
    Description, Element, ElementKind, FaceLayout, LicenceTypeCode, PageSize, Rect,
    UnifiedSocialCreditCode, ValidityRule,
};
use crate::licence::codes::{CodeError, HolderCodeType};
use crate::licence::element::{check_text, is_extension};
use crate::licence::id::LicenceIdError;

/// What is wrong with the description of a licence type, and where.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{place}: {fault}")]
pub struct LicenceTypeError {
    /// The element or the place of the description at fault.
    pub place: String,
    /// What is wrong there.
    pub fault: TypeFault,
}

/// What can be wrong with the description of a licence type.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TypeFault {
    /// The authority's code is no unified social credit code.
    #[error("no unified social credit code: {0}")]
    Authority(CodeError),
    /// A choice of no values, or an unknown kind of code.
    #[error("this kind of value is described wrongly")]
    Kind,
    /// Not a licence type code.
    #[error("{0}")]
    Code(LicenceIdError),
    /// Named twice.
    #[error("named twice")]
    Duplicate,
    /// A format that this library does not read.
    #[error("the format of this file is not 1")]
    Format,
    /// Not JSON of the right shape.
    #[error("not the JSON of a licence type, line {line} column {column}")]
    Json {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// An extension item whose key is not `KZ_` and capitals.
    #[error("the key is not KZ_ and capital letters, digits and underscores")]
    Key,
    /// A number out of its range.
    #[error("out of range")]
    Range,
    /// Must be shown, but has no place on the face.
    #[error("must be shown, but has no field on the face")]
    NoField,
    /// Not on the page.
    #[error("does not lie on the page")]
    OffPage,
    /// Lies over something that must stay readable.
    #[error("lies over the QR code")]
    Overlap,
    /// The file is too large.
    #[error("larger than {max} bytes")]
    Size {
        /// The most bytes.
        max: usize,
    },
    /// Empty, too long, or with characters that cannot be shown.
    #[error("empty, too long, or with characters that cannot be shown")]
    Text,
    /// A field for an element that neither the standard nor the type has.
    #[error("there is no such element")]
    Unknown,
}

impl LicenceTypeError {
    pub(super) fn of(place: &str, fault: TypeFault) -> Self {
        Self { place: place.to_owned(), fault }
    }

    /// The stable number of this failure.
    pub const fn code(&self) -> u32 {
        match self.fault {
            TypeFault::Authority(_) => 7141,
            TypeFault::Kind => 7142,
            TypeFault::Code(_) => 7143,
            TypeFault::Duplicate => 7144,
            TypeFault::Format => 7145,
            TypeFault::Json { .. } => 7146,
            TypeFault::Key => 7147,
            TypeFault::Range => 7148,
            TypeFault::NoField => 7149,
            TypeFault::OffPage => 7150,
            TypeFault::Overlap => 7151,
            TypeFault::Size { .. } => 7152,
            TypeFault::Text => 7153,
            TypeFault::Unknown => 7154,
        }
    }
}

type Checked<T = ()> = Result<T, LicenceTypeError>;

/// Standard elements that a face can show.
pub(super) const SHOWN: &[&str] = &[
    "ZZMC",
    "ZZBH",
    "ZZBS",
    "ZZBFJG",
    "ZZBFJGDM",
    "ZZBFRQ",
    "ZZYXQ",
    "ZZYXQQSRQ",
    "ZZYXQJZRQ",
    "CZZT",
    "CZZTDM",
];

/// Standard elements that every face must show.
pub(super) const MUST_SHOW: &[&str] = &["ZZBH", "ZZBS", "ZZBFJG", "ZZBFRQ", "ZZYXQ", "CZZT"];

pub(super) fn check(d: &Description) -> Checked<(LicenceTypeCode, UnifiedSocialCreditCode)> {
    if d.format != 1 {
        return Err(LicenceTypeError::of("format", TypeFault::Format));
    }
    let code: LicenceTypeCode =
        d.code.parse().map_err(|e| LicenceTypeError::of("code", TypeFault::Code(e)))?;
    let authority: UnifiedSocialCreditCode =
        d.authority.code.parse().map_err(|e| fail("authority.code", TypeFault::Authority(e)))?;
    if !code.as_str().starts_with(authority.as_str()) {
        return Err(fail("authority.code", TypeFault::Code(LicenceIdError::TypeCode)));
    }
    let texts = [("name", &d.name), ("name_en", &d.name_en), ("authority.name", &d.authority.name)];
    for (place, text) in texts.into_iter().chain([
        ("number.label", &d.number.label),
        ("holders.label", &d.holders.label),
        ("sealing.label", &d.sealing.label),
    ]) {
        check_text(text, 256, false).map_err(|_| fail(place, TypeFault::Text))?;
    }
    in_range("edition", (1..=9999).contains(&d.edition))?;
    in_range("number.max", (1..=128).contains(&d.number.max))?;
    let holders = &d.holders;
    in_range("holders", 1 <= holders.min && holders.min <= holders.max && holders.max <= 100)?;
    for kind in &holders.code_types {
        HolderCodeType::from_code(kind)
            .ok_or_else(|| fail("holders.code_types", TypeFault::Kind))?;
    }
    if let ValidityRule::FixedTerm { years } = d.validity {
        in_range("validity.years", (1..=100).contains(&years))?;
    }
    check_elements(&d.elements)?;
    check_face(d)?;
    Ok((code, authority))
}

fn check_elements(elements: &[Element]) -> Checked {
    in_range("elements", elements.len() <= 200)?;
    for (at, element) in elements.iter().enumerate() {
        let here = |fault| Err(fail(&element.key, fault));
        if !is_extension(&element.key) {
            return here(TypeFault::Key);
        }
        let same = |e: &Element| {
            e.key == element.key || e.label == element.label || e.label_en == element.label_en
        };
        if elements.iter().skip(at + 1).any(same) {
            return here(TypeFault::Duplicate);
        }
        let labels = [&element.label, &element.label_en];
        if labels.into_iter().any(|text| check_text(text, 100, false).is_err()) {
            return here(TypeFault::Text);
        }
        if !(1..=4000).contains(&element.max) || element.unit.chars().count() > 20 {
            return here(TypeFault::Range);
        }
        let kind = match &element.kind {
            ElementKind::Choice(allowed) => {
                !allowed.is_empty()
                    && allowed.iter().all(|a| check_text(a, element.max, false).is_ok())
            }
            ElementKind::Code(kind) => HolderCodeType::from_code(kind).is_some(),
            _ => true,
        };
        if !kind {
            return here(TypeFault::Kind);
        }
    }
    Ok(())
}

fn check_face(d: &Description) -> Checked {
    let face = &d.face;
    let PageSize { width, height } = face.page;
    in_range("face.page", [width, height].iter().all(|mm| (50.0..=1200.0).contains(mm)))?;
    let count = face.fields.len() + face.texts.len() + face.lines.len() + face.borders.len();
    in_range("face", count <= 1000)?;
    check_places(face)?;
    for (at, field) in face.fields.iter().enumerate() {
        let known = SHOWN.contains(&field.element.as_str())
            || d.elements.iter().any(|e| e.key == field.element);
        if !known {
            return Err(fail(&field.element, TypeFault::Unknown));
        }
        if face.fields.iter().skip(at + 1).any(|f| f.element == field.element) {
            return Err(fail(&field.element, TypeFault::Duplicate));
        }
    }
    let shown = |key: &str| face.fields.iter().any(|f| f.element == key);
    let own = d.elements.iter().filter(|e| e.face).map(|e| e.key.as_str());
    match MUST_SHOW.iter().copied().chain(own).find(|key| !shown(key)) {
        Some(key) => Err(fail(key, TypeFault::NoField)),
        None => Ok(()),
    }
}

fn check_places(face: &FaceLayout) -> Checked {
    let qr = face.qr.at();
    in_range("face.qr", face.qr.size >= 15.0)?;
    let placed = |place: &str, at: &Rect, size: f64| {
        if !at.is_on(face.page) {
            return Err(fail(place, TypeFault::OffPage));
        }
        if at.overlaps(&qr) {
            return Err(fail(place, TypeFault::Overlap));
        }
        in_range(place, (4.0..=120.0).contains(&size))
    };
    if !qr.is_on(face.page) {
        return Err(fail("face.qr", TypeFault::OffPage));
    }
    placed("face.seal", &face.seal, 10.0)?;
    for text in face.texts.iter().chain([&face.title]) {
        check_text(text.text.trim(), 2000, true).map_err(|_| fail(&text.text, TypeFault::Text))?;
        placed(&text.text, &text.at, text.size)?;
        in_range(&text.text, (0.0..=5.0).contains(&text.spacing))?;
    }
    for field in &face.fields {
        placed(&field.element, &field.at, field.size)?;
        in_range(&field.element, field.min_size >= 4.0 && field.min_size <= field.size)?;
        in_range(&field.element, field.label_width >= 0.0 && field.label_width < field.at.w)?;
    }
    for line in &face.lines {
        let ends = [(line.x1, line.y1), (line.x2, line.y2)];
        let on = |(x, y): (f64, f64)| {
            (0.0..=face.page.width).contains(&x) && (0.0..=face.page.height).contains(&y)
        };
        if !ends.into_iter().all(on) {
            return Err(fail("face.lines", TypeFault::OffPage));
        }
        in_range("face.lines", (0.01..=20.0).contains(&line.width))?;
    }
    for border in &face.borders {
        let least = face.page.width.min(face.page.height);
        let fits = border.inset >= 0.0 && (border.inset + border.width) * 2.0 < least;
        in_range("face.borders", fits && border.width > 0.0)?;
    }
    Ok(())
}

fn in_range(place: &str, holds: bool) -> Checked {
    if holds { Ok(()) } else { Err(fail(place, TypeFault::Range)) }
}

fn fail(place: &str, fault: TypeFault) -> LicenceTypeError {
    LicenceTypeError::of(place, fault)
}
