//! The licence types that come with the library, as examples to copy from.

use std::sync::LazyLock;

use super::LicenceType;

/// The licence types that come with the library: 营业执照, 不动产权证书, 道路运输证, 食品经营许可证,
/// 建筑工程施工许可证. Their files show how a type is written; those marked as examples bear made-up
/// codes.
pub fn builtin() -> impl Iterator<Item = &'static LicenceType> {
    TYPES.iter()
}

/// One of them by its code, its Chinese name or its English name.
pub fn builtin_named(text: &str) -> Option<&'static LicenceType> {
    let text = text.trim();
    builtin().find(|kind| {
        let english = &kind.description().name_en;
        kind.name() == text || kind.code().as_str() == text || english.eq_ignore_ascii_case(text)
    })
}

const FILES: &[&[u8]] = &[
    include_bytes!("../../../licence-types/business-licence.json"),
    include_bytes!("../../../licence-types/real-estate-certificate.json"),
    include_bytes!("../../../licence-types/road-transport-certificate.json"),
    include_bytes!("../../../licence-types/food-business-permit.json"),
    include_bytes!("../../../licence-types/construction-permit.json"),
];

// A test reads each file and names its fault; here a broken one would only be missing.
static TYPES: LazyLock<Vec<LicenceType>> =
    LazyLock::new(|| FILES.iter().filter_map(|file| LicenceType::from_json(file).ok()).collect());

#[cfg(test)]
pub(super) fn files() -> &'static [&'static [u8]] {
    FILES
}
