//! The layers of the house, as code: imports go down, and every module has a floor.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with its rank. Modules of one rank do not import each other.
const RANKS: &[(&str, u32)] = &[
    ("time", 0),
    ("budget", 1),
    ("report", 2),
    ("asn1", 10),
    ("pdf", 11),
    ("zip", 11),
    ("crypto", 12),
    ("x509", 20),
    ("cms", 21),
    ("tsp", 22),
    ("ses", 23),
    ("jose", 24),
    ("cose", 25),
    ("pades", 30),
    ("trust", 30),
    ("signature", 40),
    ("seal", 41),
    ("licence", 42),
    ("material", 44),
    ("error", 50),
    ("verifier", 51),
    ("manual", 52),
];

/// Uses that would be upward by rank but are agreed: none.
const AGREED: &[(&str, &str)] = &[];

#[test]
fn imports_go_down() {
    let ranks: BTreeMap<_, _> = RANKS.iter().copied().collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for file in sources(&src) {
        let inside = file.strip_prefix(&src).expect("below src");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if module == "lib" {
            continue;
        }
        let Some(own) = ranks.get(module.as_str()) else {
            faults.push(format!("{}: module `{module}` has no floor", inside.display()));
            continue;
        };
        let text = fs::read_to_string(&file).expect("readable");
        let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
        for used in code.flat_map(uses) {
            match ranks.get(used.as_str()) {
                _ if used == module || AGREED.contains(&(&module, &used)) => {}
                Some(rank) if rank < own => {}
                Some(_) => faults.push(format!("{}: `{module}` uses `{used}`", inside.display())),
                None => faults.push(format!("{}: `{used}` has no floor", inside.display())),
            }
        }
    }
    assert!(faults.is_empty(), "upward or sideways:\n{}", faults.join("\n"));
}

/// The modules named by `crate::x` in a line; macros and items of the root are not modules.
fn uses(line: &str) -> Vec<String> {
    line.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit()))
        .map(String::from_iter)
        .filter(|name: &String| !name.is_empty())
        .collect()
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("readable") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
