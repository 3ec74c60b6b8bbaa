//! Licences issued under the authority's electronic seal.

use sidian::budget::Budget;
use sidian::crypto::Suite;
use sidian::licence::{IssueError, LicenceIssuer};
use sidian::pades::{Corner, Placement};
use sidian::pdf::{Dict, Object, Pdf, Update};
use sidian::report::{Fact, Verdict};
use sidian::seal::{Seal, SealError};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, licence, seal_kit as kit};

fn issue(seal: &Seal, placement: Option<Placement>) -> Result<Vec<u8>, IssueError> {
    let pki = TestPki::new(Suite::P256);
    let metadata = licence::metadata();
    let chain = pki.chain(&pki.signer);
    LicenceIssuer::new(&pki.signer.key, &chain).with_seal(seal, placement).issue(
        licence::kind(),
        &metadata,
        &licence::face(&metadata),
        &licence::PlainReader,
        clock::now(),
    )
}

fn shown() -> Placement {
    Placement::corner(1, Corner::BottomRight, 40.0, 40.0).with_appearance(kit::appearance())
}

#[test]
fn a_licence_under_a_seal_passes_and_names_the_seal() {
    let pki = TestPki::new(Suite::P256);
    let seal = kit::seal(pki, &[&pki.signer]);
    for (placement, place) in [(Some(shown()), "shown"), (None, "not shown")] {
        let hidden = placement.is_none();
        let file = issue(&seal, placement).expect("a licence");
        let report = licence::verifier().document(&file, clock::now()).expect("a PDF");
        let names: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
        assert_eq!(report.verdict(), Some(Verdict::Passed), "{place}: {names:?}");
        assert_eq!(names.contains(&"seal-not-shown"), hidden, "{place}: {names:?}");
        let [signature] = report.signatures() else { panic!("{place}: not one signature") };
        assert_eq!(signature.field, "Issuer", "{place}");
        let facts = signature.seal.as_ref().expect("the seal");
        assert_eq!(facts.id, "11010000000001", "{place}");
        assert_eq!((facts.signer_listed, facts.valid_at_sealing), (Fact::Yes, Fact::Yes));
        let known = report.accept().is_ok();
        assert!(known, "{place}: a licence that passed is not handed out");
    }
}

#[test]
fn no_licence_is_issued_under_a_seal_that_is_not_the_issuer_s() {
    let pki = TestPki::new(Suite::P256);
    let others = kit::seal(pki, &[&pki.second_signer]);
    let refused = issue(&others, Some(shown())).expect_err("somebody else’s seal");
    let not_listed = SealError::SignerNotListed { subject: String::new() };
    assert_eq!(refused.code(), not_listed.code(), "{refused}");
    let mine = kit::seal(pki, &[&pki.signer]);
    let bare = Placement::corner(1, Corner::BottomRight, 40.0, 40.0);
    let refused = issue(&mine, Some(bare)).expect_err("nothing would be seen");
    assert_eq!(refused.code(), 6152, "{refused}");
}

#[test]
fn a_sealed_licence_that_was_changed_fails() {
    let pki = TestPki::new(Suite::P256);
    let seal = kit::seal(pki, &[&pki.signer]);
    let file = issue(&seal, Some(shown())).expect("a licence");
    let name = b"JY14108000000001";
    let mut forged = file.clone();
    let at = forged.windows(name.len()).position(|w| w == name).expect("its number");
    forged[at + 4] = b'9';
    let report = licence::verifier().document(&forged, clock::now()).expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Failed));
    assert!(report.accept().is_err(), "data of a licence that failed");
}

#[test]
fn a_licence_whose_xmp_was_changed_since_fails_and_one_whose_dates_were_updated_does_not() {
    let file = licence::licence();
    let xmp = licence::metadata().to_xmp_packet();
    let other = xmp.replacen("示例", "别的", 1);
    assert_ne!(other, xmp);
    let dated = xmp.replace("</rdf:RDF>", "<rdf:Description rdf:about=\"\"/></rdf:RDF>");
    for (packet, verdict, said) in [(other, Verdict::Failed, true), (dated, Verdict::Passed, false)]
    {
        let budget = Budget::for_file(file.len());
        let pdf = Pdf::open(&file, &budget).expect("a PDF");
        let root = pdf.latest().root().expect("a catalogue");
        let mut update = Update::new(&pdf).expect("a file that can be extended");
        let dict =
            Dict::from([("Type", Object::name("Metadata")), ("Subtype", Object::name("XML"))]);
        let number = root.reference("Metadata").expect("metadata");
        update.put_stream(number, dict, packet.into_bytes());
        let whole = [&file[..], &update.finish().expect("an update").tail].concat();
        let report = licence::verifier().document(&whole, clock::now()).expect("a PDF");
        let codes: Vec<_> = report.all_findings().map(|f| f.code().number).collect();
        assert_eq!(report.verdict(), Some(verdict), "{codes:?}");
        assert_eq!(codes.contains(&7023), said, "{codes:?}");
    }
}

#[test]
fn of_two_status_lists_of_one_second_the_worse_counts_in_either_order() {
    let file = licence::licence();
    let lists = [licence::status_list(), licence::revoked_status_list()];
    let reversed = [lists[1].clone(), lists[0].clone()];
    for lists in [&lists, &reversed] {
        let report = licence::verifier_with(lists).licence(&file, clock::now()).expect("a PDF");
        let codes: Vec<_> = report.all_findings().map(|f| f.code().number).collect();
        assert_eq!(report.verdict(), Some(Verdict::Failed), "{codes:?}");
        assert!(codes.contains(&7033), "{codes:?}");
    }
}
