//! Every code there is, by family. Numbers are given once and never reused.
//!
//! 2000 PDF and ByteRange · 2300 changes after signing · 3000 ASN.1 and CMS · 3200 seal structures ·
//! 4000 paths, revocation and time · 5000 signatures · 6000 seals · 7000 licences ·
//! 8000 materials and what travels between people · 8300 packages ·
//! 8400 exemptions, shared facts · 8500 copies.

pub mod changes;
pub mod cms;
pub mod copy;
pub mod exempt;
pub mod licence;
pub mod material;
pub mod package;
pub mod pdf;
pub mod seal;
pub mod ses;
pub mod signature;
pub mod trust;

pub(super) use super::code::codes;

use super::Code;

/// Every code.
pub fn all() -> impl Iterator<Item = &'static Code> {
    let families = [
        pdf::ALL,
        changes::ALL,
        cms::ALL,
        ses::ALL,
        trust::ALL,
        signature::ALL,
        seal::ALL,
        licence::ALL,
        material::ALL,
        package::ALL,
        exempt::ALL,
        copy::ALL,
    ];
    families.into_iter().flatten().copied()
}

/// The code with this number.
pub fn by_number(number: u32) -> Option<&'static Code> {
    all().find(|c| c.number == number)
}
