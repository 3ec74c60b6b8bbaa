//! Files and vectors of other projects, read where they lie and never copied.
//!
//! The folder is looked for in `$SIDIAN_CORPUS`, then as `shared/corpus` beside any folder above
//! this crate. Tests that need it and do not find it say so loudly and end.

mod judge;
mod record;
mod tally;

pub use judge::judge;
pub use record::{Call, Confidence, Expected, Record, RecordError, records};
pub use tally::{Answer, Judged, Tally};

use std::path::{Path, PathBuf};

/// The corpus folder, where there is one.
pub fn dir() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("SIDIAN_CORPUS") {
        let named = PathBuf::from(named);
        return named.is_dir().then_some(named);
    }
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|above| above.join("shared").join("corpus"))
        .find(|found| found.is_dir())
}

/// The corpus folder `name`, or `None` after saying on standard error that a test was skipped.
pub fn dir_or_skip(name: &str) -> Option<PathBuf> {
    let found = dir().map(|dir| dir.join(name)).filter(|dir| dir.is_dir());
    if found.is_none() {
        eprintln!("skipped: corpus not found ({name}); set SIDIAN_CORPUS to its folder");
    }
    found
}
