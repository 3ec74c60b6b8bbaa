//! Packages: archives as they come, and the seed's own files with some of them put in another's
//! place. Only what holds the seed's files, all of them and no other, ever passes.
//!
//! Bytes that do not begin like an archive are files: a byte that picks the name, two for the
//! length, and the content.
#![no_main]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sidian::crypto::Suite;
use sidian::report::Verdict;
use sidian::verifier::Verifier;
use sidian::zip::{Archive, Limits, Writer};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, package};

type Files = BTreeMap<String, Vec<u8>>;

static SEED: LazyLock<Files> =
    LazyLock::new(|| files(include_bytes!("../seeds/package/signed.asice")).expect("the seed"));
static VERIFIER: LazyLock<Verifier> =
    LazyLock::new(|| package::verifier(TestPki::new(Suite::Ed25519)));

/// Names that mean something in a package, beside those that are in the seed.
const MORE: [&str; 8] = [
    "META-INF/ASiCManifest2.xml",
    "META-INF/signature2.p7s",
    "META-INF/ASiCArchiveManifest1.xml",
    "META-INF/signatures1.xml",
    "META-INF/timestamp1.tst",
    "META-INF/container.xml",
    "package-2.json",
    "extra.pdf",
];

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        return judge(bytes);
    }
    let replaced = replaced(bytes);
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    // what kind of file it is comes first
    let kind = replaced.get_key_value("mimetype");
    for (name, content) in kind.into_iter().chain(replaced.iter().filter(|(n, _)| *n != "mimetype"))
    {
        writer.add(name, &mut content.as_slice(), &mut |_| {}).expect("a name that may be used");
    }
    judge(&writer.finish().expect("few files").into_inner());
});

fn judge(archive: &[u8]) {
    let Ok(judged) = VERIFIER.package(Cursor::new(archive), clock::now()) else { return };
    let _ = judged.report.to_json("x", sidian::report::Language::Chinese);
    if judged.report.verdict() == Some(Verdict::Passed) {
        assert_eq!(files(archive).as_ref(), Some(&*SEED), "passed with other files");
    }
}

/// Every file of an archive; `None` where one cannot be read, or is large.
fn files(archive: &[u8]) -> Option<Files> {
    let mut archive = Archive::open(Cursor::new(archive), Limits::default()).ok()?;
    let entries = archive.entries().to_vec();
    let read = |entry: &sidian::zip::Entry| {
        Some((entry.name.clone(), archive.read_all(entry, 1 << 20).ok()?))
    };
    entries.iter().map(read).collect()
}

/// The seed's files with those that `bytes` gives.
fn replaced(mut bytes: &[u8]) -> Files {
    let mut files = SEED.clone();
    let names: Vec<&str> = SEED.keys().map(String::as_str).chain(MORE).collect();
    while let [name, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(rest.len());
        let (content, after) = rest.split_at(length);
        files.insert(names[usize::from(*name) % names.len()].to_owned(), content.to_vec());
        bytes = after;
    }
    files
}
