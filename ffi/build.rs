//! Names the shared library by its ABI version, so that an incompatible one is never loaded.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let os = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    if matches!(os.as_str(), "linux" | "android" | "freebsd") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libsidian_ffi.so.{ABI_VERSION}");
    }
}

/// The same as `SIDIAN_ABI_VERSION`; a test compares them.
const ABI_VERSION: u32 = 1;
