//! Annotated copies: drawn, sealed, judged.

use sidian::crypto::Suite;
use sidian::material::copy::{CopyDraft, CopyError, CopyQuota, CopyRequest};
use sidian::material::grant::{
    GrantDraft, GrantRequest, RevocationList, RevocationReference, VerifiedGrant,
};
use sidian::material::{MemoryLedger, Party};
use sidian::report::Verdict;
use sidian::report::codes::copy as codes;
use sidian::time::UnixTime;
use sidian_render::{PageReader, Typeface, copy};
use sidian_testkit::clock::now;
use sidian_testkit::licence;
use sidian_testkit::material::{Cast, item, verified_licence};
use sidian_testkit::pki::TestPki;

const DAY: i64 = 86_400;
const PURPOSE: &str = "办理变更";

fn cast() -> &'static Cast {
    Cast::new(Suite::P256)
}

fn reference() -> RevocationReference {
    RevocationReference::new("https://grants.example/1", &cast().holder.party)
}

fn withdrawn(id: Option<&str>) -> String {
    let c = cast();
    let list = RevocationList::new(&reference(), (now().plus(-60), now().plus(5 * DAY)));
    let list = id.into_iter().fold(list, |list, id| list.with(id, now()));
    list.sign(c.holder.key(), c.holder.chain()).expect("a list")
}

fn grant() -> VerifiedGrant {
    let c = cast();
    let licence = verified_licence();
    let id = licence.metadata().id().to_string().parse().expect("an identifier");
    let token = GrantDraft::new(&c.holder.party, &c.other_department.party, &item(), PURPOSE)
        .with_licence(&id, &[])
        .with_revocations(reference())
        .sign((now(), now().plus(7 * DAY)), c.holder.key(), c.holder.chain())
        .expect("a grant");
    let code = item().code;
    let request =
        GrantRequest::new(&c.other_department.party, &code, PURPOSE).with_licence(licence, &[]);
    let report = c.verifier(&[&withdrawn(None)]).grant(token.as_bytes(), &request, now());
    report.accept().expect("a grant that passes")
}

fn drafted(
    original: &[u8],
    grant: &VerifiedGrant,
    until: UnixTime,
) -> Result<CopyDraft<'static>, CopyError> {
    let maker = &cast().department.party;
    let about = ("另一测试局", "申请人办理变更需要");
    CopyDraft::new((verified_licence(), original), grant, maker, about, (now(), until))
}

fn sealed(
    original: &[u8],
    grant: &VerifiedGrant,
    ledger: &MemoryLedger,
) -> Result<Vec<u8>, CopyError> {
    let draft = drafted(original, grant, now().plus(3 * DAY))?;
    let pages = copy::draw(original, draft.statement(), &Typeface::find(), now()).expect("drawn");
    let maker = &cast().department;
    let issuing = TestPki::new(Suite::P256).issuing.certificate.clone();
    let chain = [maker.identity.certificate.clone(), issuing];
    draft.seal(&pages, (maker.key(), &chain), (ledger, CopyQuota::default()), now())
}

#[test]
fn a_copy_is_good_for_its_recipient_purpose_and_time_and_dies_with_its_grant() {
    let c = cast();
    let original = licence::licence();
    let grant = grant();
    let made = sealed(&original, &grant, &MemoryLedger::new()).expect("a copy");
    if let Ok(path) = std::env::var("SIDIAN_SHOW_COPY") {
        std::fs::write(path, &made).expect("written");
    }
    let here = &c.other_department.party;
    let standing = withdrawn(None);
    let judged =
        |bytes: &[u8], to: &Party, purpose: &str, original: Option<&[u8]>, list: &str, at| {
            let request = CopyRequest::new(to, purpose);
            let request = match original {
                Some(original) => request.with_original(original),
                None => request,
            };
            let verifier = c.verifier(&[list]).with_face_reader(Box::new(licence::PlainReader));
            verifier.copy(bytes, &request, at).expect("a PDF")
        };
    let good = judged(&made, here, PURPOSE, Some(&original), &standing, now());
    let found: Vec<_> = good.all_findings().map(|f| f.code().name).collect();
    assert_eq!(good.verdict(), Some(Verdict::Passed), "{found:?}");
    let proof = good.accept().expect("passed");
    assert!(proof.statement().is_of(&original));

    let open = judged(&made, here, PURPOSE, None, &standing, now());
    assert!(open.has(codes::COPY_ORIGINAL_MISSING));
    assert_eq!(open.verdict(), Some(Verdict::Indeterminate));
    let revoked = withdrawn(Some(grant.grant().id()));
    let elsewhere = &c.department.party;
    let other = [original.as_slice(), b"\n"].concat();
    let refused = [
        (
            judged(&made, elsewhere, PURPOSE, Some(&original), &standing, now()),
            codes::COPY_RECIPIENT,
        ),
        (judged(&made, here, "贷款", Some(&original), &standing, now()), codes::COPY_PURPOSE),
        (
            judged(&made, here, PURPOSE, Some(&other), &standing, now()),
            codes::COPY_ORIGINAL_DIFFERS,
        ),
        (judged(&made, here, PURPOSE, Some(&original), &revoked, now()), codes::COPY_GRANT_REVOKED),
        (
            judged(&made, here, PURPOSE, Some(&original), &standing, now().plus(3 * DAY)),
            codes::COPY_EXPIRED,
        ),
        (judged(&original, here, PURPOSE, Some(&original), &standing, now()), codes::COPY_MISSING),
    ];
    for (report, code) in refused {
        let found: Vec<_> = report.all_findings().map(|f| f.code().name).collect();
        assert!(report.has(code), "{}: {found:?}", code.name);
        assert_eq!(report.verdict(), Some(Verdict::Failed), "{}", code.name);
    }
    let mut forged = made.clone();
    let at = forged.len() / 4;
    forged[at] ^= 1;
    let forged = judged(&forged, here, PURPOSE, Some(&original), &standing, now());
    assert_eq!(forged.verdict(), Some(Verdict::Failed));
}

#[test]
fn the_original_is_left_alone_and_its_signature_and_data_stay_behind() {
    let original = licence::licence();
    let made = sealed(&original, &grant(), &MemoryLedger::new()).expect("a copy");
    let report = licence::verifier().licence(&original, now()).expect("a PDF");
    assert_eq!(report.verdict(), Some(Verdict::Passed));
    // A copy is no licence, whoever is asked.
    let as_licence = licence::verifier().licence(&made, now()).expect("a PDF");
    assert_ne!(as_licence.verdict(), Some(Verdict::Passed));
    use sidian::licence::FaceReader as _;
    let text = PageReader.page_text(&made, 0).expect("text");
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(text.contains("仅供另一测试局“办理变更”使用"), "{text}");
}

#[test]
fn no_more_copies_are_made_than_the_quota_allows_nor_longer_ones_than_the_grant() {
    let original = licence::licence();
    let grant = grant();
    let ledger = MemoryLedger::new();
    for _ in 0..3 {
        assert!(sealed(&original, &grant, &ledger).is_ok());
    }
    assert!(matches!(sealed(&original, &grant, &ledger), Err(CopyError::Quota { most: 3, .. })));
    let long = drafted(&original, &grant, now().plus(8 * DAY));
    assert!(matches!(long, Err(CopyError::Grant { .. })));
}
