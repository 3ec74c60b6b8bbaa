//! The page of a receipt.

use sidian::budget::Budget;
use sidian::crypto::Suite;
use sidian::licence::FaceReader;
use sidian::material::receipt::{Receipt, ReceiptDraft};
use sidian::pdf::{Object, Pdf};
use sidian_render::{PageReader, Typeface, receipt};
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, item};

fn receipt() -> Receipt {
    let c = Cast::new(Suite::Sm2);
    let file = sidian_testkit::licence::licence();
    let report = sidian_testkit::licence::verifier().licence(&file, now()).expect("a PDF");
    ReceiptDraft::new(&report, ("执照.pdf", &file), (&c.department.party, "2026-0001"), now())
        .with_item(&item())
        .with_sources(c.verifier(&[]).sources())
        .sign(c.department.key(), c.department.chain(), now())
        .expect("signed")
}

#[test]
fn a_receipt_is_one_page_that_carries_the_receipt_itself() {
    let receipt = receipt();
    let made = receipt::page(&receipt, &Typeface::find(), now()).expect("a page");
    let budget = Budget::for_file(made.pdf.len());
    let pdf = Pdf::open(&made.pdf, &budget).expect("a PDF");
    let view = pdf.latest();
    let root = view.root().expect("a catalogue");
    let Object::Array(files) = view.value(&root, "AF").expect("associated files") else {
        panic!("no associated files");
    };
    assert_eq!(files.items().len(), 1);
    let pages = view.value(&root, "Pages").expect("pages");
    let count = view.value(pages.as_dict().expect("a dictionary"), "Count").expect("a count");
    assert_eq!(count.as_integer(), Some(1));
    let text = PageReader.page_text(&made.pdf, 0).expect("text");
    let text: String = text.split_whitespace().collect();
    for shown in ["电子证照核验回执", "核验结论：通过", "2026-0001", &receipt.document().sha256]
    {
        assert!(text.contains(shown), "{shown} is not on the page: {text}");
    }
}
