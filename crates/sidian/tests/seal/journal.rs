//! The journal of uses: the past cannot be rewritten unseen.

use sidian::crypto::Suite;
use sidian::seal::SesVersion;
use sidian::seal::journal::{JournalError, SealingJournal, SealingRecord};
use sidian_testkit::clock;
use sidian_testkit::pki::TestPki;
use sidian_testkit::seal as world;

fn written(pki: &TestPki, uses: u8) -> (Vec<String>, SealingJournal) {
    let seal = world::seal(pki, SesVersion::V5);
    let mut journal = SealingJournal::new();
    let lines = (0..uses)
        .map(|n| {
            let case = format!("案件 {n}");
            let at = clock::now().plus(i64::from(n));
            let record = SealingRecord::new(&seal, &pki.signer.certificate, &[n], &case, at);
            let chain = pki.chain(&pki.second_signer);
            journal.append(record, &pki.second_signer.key, &chain).expect("a line")
        })
        .collect();
    (lines, journal)
}

#[test]
fn a_journal_tells_which_seal_who_what_and_for_which_case() {
    let pki = TestPki::new(Suite::Sm2);
    let (lines, written) = written(pki, 3);
    let keepers = [pki.second_signer.certificate.clone()];
    let read = SealingJournal::verify(lines.join("\n").as_bytes(), &keepers).expect("it holds");
    assert_eq!(read.records(), written.records());
    assert_eq!(read.head(), written.head());
    let record = &read.records()[2];
    assert_eq!((record.seal.as_str(), record.case.as_str()), (world::CODE, "案件 2"));
    assert!(record.signer.contains("测试签名人甲"), "{}", record.signer);
    assert_eq!(record.document.len(), 64);
    assert!(SealingJournal::verify(b"\n", &keepers).expect("empty").records().is_empty());
}

#[test]
fn whatever_is_done_to_the_past_is_found() {
    let pki = TestPki::new(Suite::Ed25519);
    let (lines, journal) = written(pki, 4);
    let keepers = [pki.second_signer.certificate.clone()];
    let verify =
        |lines: &[&str]| SealingJournal::verify(lines.join("\n").as_bytes(), &keepers).map(|_| ());
    let all: Vec<&str> = lines.iter().map(String::as_str).collect();
    let [a, b, c, d] = all[..] else { panic!("four lines") };
    assert_eq!(verify(&all), Ok(()));
    let broken = |line| Err(JournalError::Broken { line });
    assert_eq!(verify(&[a, c, d]), broken(2), "left out");
    assert_eq!(verify(&[b, c, d]), broken(1), "beginning cut off");
    assert_eq!(verify(&[a, c, b, d]), broken(2), "out of order");
    assert_eq!(verify(&[a, b, b, c, d]), broken(3), "put in twice");
    // The end can be cut off; whoever kept the head finds that too.
    assert_eq!(verify(&[a, b]), Ok(()));
    let cut = SealingJournal::verify_from([a, b].join("\n").as_bytes(), &keepers, journal.head());
    assert_eq!(cut.map(|_| ()), Err(JournalError::Cut));
    let whole = SealingJournal::verify_from(all.join("\n").as_bytes(), &keepers, journal.head());
    assert!(whole.is_ok());
    // A line written again by the keeper's own key no longer fits the next one.
    let (mut other, _) = written(pki, 2);
    let seal = world::seal(pki, SesVersion::V4);
    let mut rewritten = SealingJournal::verify(other[0].as_bytes(), &keepers).expect("it holds");
    let record =
        SealingRecord::new(&seal, &pki.signer.certificate, b"x", "别的案件", clock::now().plus(1));
    let chain = pki.chain(&pki.second_signer);
    other[1] = rewritten.append(record, &pki.second_signer.key, &chain).expect("a line");
    assert_eq!(verify(&[a, &other[1], c, d]), broken(3), "rewritten");
    // Nobody else may write.
    let strangers = [pki.signer.certificate.clone()];
    let got = SealingJournal::verify(a.as_bytes(), &strangers).map(|_| ());
    assert_eq!(got, Err(JournalError::Keeper { line: 1 }));
}

#[test]
fn no_flipped_bit_in_a_journal_holds() {
    let pki = TestPki::new(Suite::Ed25519);
    let (lines, _) = written(pki, 2);
    let keepers = [pki.second_signer.certificate.clone()];
    let text = lines.join("\n").into_bytes();
    let between = lines[0].len();
    for at in (0..text.len()).filter(|at| *at != between) {
        let mut flipped = text.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(SealingJournal::verify(&flipped, &keepers).is_err(), "byte {at}");
    }
}

#[test]
fn records_go_forward_in_time() {
    let pki = TestPki::new(Suite::Ed25519);
    let (_, mut journal) = written(pki, 2);
    let seal = world::seal(pki, SesVersion::V5);
    let record = SealingRecord::new(&seal, &pki.signer.certificate, b"x", "案件", clock::now());
    let chain = pki.chain(&pki.second_signer);
    let got = journal.append(record, &pki.second_signer.key, &chain).map(|_| ());
    assert_eq!(got, Err(JournalError::Order { line: 3 }));
}
