//! Which library this is.

use crate::boundary::enter;
use crate::bytes::{cleared, lend};
use crate::status::sidian_status;

/// The version of the binary interface. Within one version functions, numbers and struct prefixes
/// are only added.
pub const SIDIAN_ABI_VERSION: u32 = 1;
/// The version of the header's library, first part.
pub const SIDIAN_VERSION_MAJOR: u32 = 0;
/// The version of the header's library, second part.
pub const SIDIAN_VERSION_MINOR: u32 = 1;
/// The version of the header's library, third part.
pub const SIDIAN_VERSION_PATCH: u32 = 0;
/// All three parts as one number: major × 1,000,000 + minor × 1,000 + patch.
pub const SIDIAN_VERSION: u32 = 1_000;

/// The binary interface of the library that is loaded. Compare it with `SIDIAN_ABI_VERSION`.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_abi_version() -> u32 {
    SIDIAN_ABI_VERSION
}

/// The version of the library that is loaded, such as `0.1.0`; a text that is never freed.
///
/// # Safety
///
/// `text` and `len` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_version(text: *mut *const u8, len: *mut usize) -> sidian_status {
    enter(|| {
        // SAFETY: writable or NULL by this function's contract.
        unsafe { cleared(text, std::ptr::null()) }?;
        // SAFETY: writable or NULL by this function's contract.
        unsafe { cleared(len, 0) }?;
        // SAFETY: both were written to just now.
        unsafe { lend(env!("CARGO_PKG_VERSION").as_bytes(), text, len) };
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_macros_agree_with_the_package() {
        let parts = [SIDIAN_VERSION_MAJOR, SIDIAN_VERSION_MINOR, SIDIAN_VERSION_PATCH];
        let stated = parts.map(|part| part.to_string()).join(".");
        assert_eq!(stated, env!("CARGO_PKG_VERSION"));
        let [major, minor, patch] = parts;
        assert_eq!(SIDIAN_VERSION, major * 1_000_000 + minor * 1_000 + patch);
        let build = include_str!("../build.rs");
        assert!(build.contains(&format!("const ABI_VERSION: u32 = {SIDIAN_ABI_VERSION};")));
    }
}
