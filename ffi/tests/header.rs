//! The committed header and list of symbols are those of the code.
//!
//! `SIDIAN_REGEN=1 cargo test -p sidian-ffi --test header` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn agrees(path: &Path, made: &str) {
    if std::env::var_os("SIDIAN_REGEN").is_some() {
        fs::write(path, made).expect("writable");
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    let name = path.display();
    assert!(committed == made, "{name} is not what the code says: SIDIAN_REGEN=1 writes it anew");
}

fn header() -> String {
    let config = cbindgen::Config::from_file(home().join("cbindgen.toml")).expect("settings");
    let mut builder = cbindgen::Builder::new().with_config(config);
    for module in MODULES {
        builder = builder.with_src(home().join("src").join(format!("{module}.rs")));
    }
    let mut text = Vec::new();
    builder.generate().expect("C can say it").write(&mut text);
    String::from_utf8(text).expect("UTF-8")
}

/// The modules in the order of the header's sections.
const MODULES: &[&str] = &[
    "status",
    "boundary",
    "version",
    "bytes",
    "key",
    "pkcs12",
    "certificate",
    "authority",
    "trust",
    "ledger",
    "verifier",
    "report",
    "licence",
    "signature",
    "timestamp",
    "extend",
    "seal",
    "seal_register",
    "grant",
    "show",
    "share",
    "receipt",
    "copy",
    "package",
    "exempt",
];

/// The exported names, by what the sources say.
fn exported() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(home().join("src")).expect("src") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("UTF-8");
        let marked = text.split("#[unsafe(no_mangle)]").skip(1);
        names.extend(marked.filter_map(|rest| {
            let name = rest.split(" fn ").nth(1)?.split('(').next()?;
            Some(name.to_owned())
        }));
    }
    names
}

#[test]
fn the_header_is_that_of_the_code() {
    agrees(&home().join("include/sidian.h"), &header());
}

#[test]
fn the_list_of_symbols_is_that_of_the_code() {
    let names: Vec<String> = exported().into_iter().collect();
    agrees(&home().join("abi/symbols.txt"), &(names.join("\n") + "\n"));
}

#[test]
fn every_exported_function_is_in_the_header() {
    let header = header();
    for name in exported() {
        assert!(header.contains(&format!("{name}(")), "{name} is missing: name its module here");
    }
}

#[test]
fn every_module_is_a_section_of_the_header() {
    let lib = fs::read_to_string(home().join("src/lib.rs")).expect("lib.rs");
    let modules = lib.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules.filter(|m| *m != "handle") {
        assert!(MODULES.contains(&module), "{module} has no section");
    }
}
