//! Acts upon annotated copies. Their pages are plain here: what they look like is asked where they are
//! drawn.

use sidian::crypto::Signer;
use sidian::material::copy::{CopyDraft, CopyError, CopyQuota, CopyRequest};
use sidian::material::grant::{
    GrantDraft, GrantRequest, RevocationList, RevocationReference, VerifiedGrant,
};
use sidian::material::{MemoryLedger, Party};
use sidian::time::UnixTime;
use sidian::x509::Certificate;
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, item, verified_licence};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{licence, pdf};

use super::{Act, Outcome};

pub(super) const ACTS: &[Act] = &[
    ("as-made", |c| Scene::of(c).judged(|_| {})),
    ("original-not-at-hand", |c| Scene::of(c).judged(|ask| ask.original = None)),
    ("presented-elsewhere", |c| Scene::of(c).judged(|ask| ask.recipient = &c.department.party)),
    ("other-purpose", |c| Scene::of(c).judged(|ask| ask.purpose = "贷款")),
    ("other-case", |c| Scene::of(c).judged(|ask| ask.case = Some("2026-0002"))),
    ("without-case", |c| Scene::of(c).judged(|ask| ask.case = None)),
    ("expired", |c| Scene::of(c).judged(|ask| ask.at = now().plus(3 * DAY))),
    ("from-the-future", |c| Scene::of(c).judged(|ask| ask.at = now().plus(-3600))),
    ("grant-withdrawn", |c| {
        let scene = Scene::of(c);
        let list = withdrawn(c, Some(scene.grant.grant().id()));
        scene.judged(|ask| ask.list = Some(list.clone()))
    }),
    ("list-of-withdrawals-missing", |c| Scene::of(c).judged(|ask| ask.list = None)),
    ("other-original", |c| {
        let other = [licence::licence().as_slice(), b"\n"].concat();
        Scene::of(c).judged(|ask| ask.original = Some(other.clone()))
    }),
    ("original-revoked", |c| Scene::of(c).judged(|ask| ask.with_status = Status::Revoked)),
    ("original-of-unknown-status", |c| {
        Scene::of(c).judged(|ask| ask.with_status = Status::Missing)
    }),
    ("page-changed", |c| {
        let mut scene = Scene::of(c);
        let at = scene.copy.windows(12).position(|w| w == b"% what shows").expect("the page");
        scene.copy[at] ^= 1;
        scene.judged(|_| {})
    }),
    ("no-copy-at-all", |c| {
        let mut scene = Scene::of(c);
        scene.copy.clone_from(&scene.original);
        scene.judged(|_| {})
    }),
    ("statement-of-another-maker", |c| {
        // A stranger draws a copy in the maker's name and certifies it with a certificate of its own.
        let mut scene = Scene::of(c);
        let pages = pages(scene.statement.clone());
        let draft = sidian::signature::SignatureDraft::new(&pages)
            .with_certification(sidian::pades::DocMdp::NoChanges);
        let (key, chain) = (c.stranger.key(), chain(c, &c.stranger.identity.certificate));
        scene.copy = draft.sign_document(key, &chain, now()).expect("signed");
        scene.judged(|_| {})
    }),
    ("not-certified", |c| {
        let mut scene = Scene::of(c);
        let pages = pages(scene.statement.clone());
        let (key, chain) = (c.department.key(), chain(c, &c.department.identity.certificate));
        let draft = sidian::signature::SignatureDraft::new(&pages);
        scene.copy = draft.sign_document(key, &chain, now()).expect("signed");
        scene.judged(|_| {})
    }),
    ("statement-edited", |c| {
        let mut scene = Scene::of(c);
        let text = String::from_utf8(scene.statement.clone()).expect("JSON");
        let pages =
            pages(text.replace(r#""purpose":"办理变更""#, r#""purpose":"贷款""#).into_bytes());
        let (key, chain) = (c.department.key(), chain(c, &c.department.identity.certificate));
        let draft = sidian::signature::SignatureDraft::new(&pages)
            .with_certification(sidian::pades::DocMdp::NoChanges);
        scene.copy = draft.sign_document(key, &chain, now()).expect("signed");
        scene.judged(|_| {})
    }),
];

const DAY: i64 = 86_400;
const PURPOSE: &str = "办理变更";
const CASE: &str = "2026-0001";

/// A copy, and what it was made of.
struct Scene {
    cast: &'static Cast,
    original: Vec<u8>,
    grant: VerifiedGrant,
    statement: Vec<u8>,
    copy: Vec<u8>,
}

/// Which status list is at hand.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Status {
    Good,
    Revoked,
    Missing,
}

/// What is asked of a copy, with what.
struct Ask<'a> {
    recipient: &'a Party,
    purpose: &'a str,
    case: Option<&'a str>,
    original: Option<Vec<u8>>,
    list: Option<String>,
    with_status: Status,
    at: UnixTime,
}

impl Scene {
    fn of(cast: &'static Cast) -> Self {
        // Two issues of one licence differ: the grant is for the one that was verified.
        let original = licence::licence();
        let grant = granted(cast);
        let draft = drafted(cast, &original, &grant).expect("a draft");
        let statement = draft.statement().to_json();
        let maker = (cast.department.key(), chain(cast, &cast.department.identity.certificate));
        let ledger =
            (&MemoryLedger::new() as &dyn sidian::material::copy::CopyLedger, CopyQuota::default());
        let pages = pages(statement.clone());
        let copy = draft.seal(&pages, (maker.0, &maker.1), ledger, now()).expect("a copy");
        Self { cast, original, grant, statement, copy }
    }

    fn judged<'a>(&'a self, change: impl FnOnce(&mut Ask<'a>)) -> Outcome {
        let c = self.cast;
        let mut ask = Ask {
            recipient: &c.other_department.party,
            purpose: PURPOSE,
            case: Some(CASE),
            original: Some(self.original.clone()),
            list: Some(withdrawn(c, None)),
            with_status: Status::Good,
            at: now(),
        };
        change(&mut ask);
        let mut request = CopyRequest::new(ask.recipient, ask.purpose);
        if let Some(case) = ask.case {
            request = request.with_case(case);
        }
        if let Some(original) = &ask.original {
            request = request.with_original(original);
        }
        let mut evidence = match ask.with_status {
            Status::Good => c.evidence(&[]),
            Status::Missing => c.evidence_without_status(),
            Status::Revoked => {
                let list = licence::revoked_status_list();
                c.evidence_without_status().with_status_list(list.as_bytes())
            }
        };
        if let Some(list) = &ask.list {
            evidence = evidence.with_statement(list.as_bytes());
        }
        let verifier = c.verifier_with(evidence).with_face_reader(Box::new(licence::PlainReader));
        verifier.copy(&self.copy, &request, ask.at).expect("a PDF").into()
    }
}

fn chain(c: &Cast, own: &Certificate) -> [Certificate; 2] {
    [own.clone(), TestPki::new(c.suite()).issuing.certificate.clone()]
}

fn reference(c: &Cast) -> RevocationReference {
    RevocationReference::new("https://grants.example/1", &c.holder.party)
}

fn withdrawn(c: &Cast, id: Option<&str>) -> String {
    let list = RevocationList::new(&reference(c), (now().plus(-7200), now().plus(5 * DAY)));
    let list = id.into_iter().fold(list, |list, id| list.with(id, now()));
    list.sign(c.holder.key(), c.holder.chain()).expect("a list")
}

fn granted(c: &Cast) -> VerifiedGrant {
    let licence = verified_licence();
    let id = licence.metadata().id().to_string().parse().expect("an identifier");
    let token = GrantDraft::new(&c.holder.party, &c.other_department.party, &item(), PURPOSE)
        .with_licence(&id, &[])
        .with_case(CASE)
        .with_revocations(reference(c))
        .sign((now(), now().plus(7 * DAY)), c.holder.key(), c.holder.chain())
        .expect("a grant");
    let code = item().code;
    let request = GrantRequest::new(&c.other_department.party, &code, PURPOSE)
        .with_case(CASE)
        .with_licence(licence, &[]);
    let report = c.verifier(&[&withdrawn(c, None)]).grant(token.as_bytes(), &request, now());
    report.accept().expect("a grant that passes")
}

fn drafted(
    c: &Cast,
    original: &[u8],
    grant: &VerifiedGrant,
) -> Result<CopyDraft<'static>, CopyError> {
    let about = ("另一测试局", "申请人办理变更需要");
    let period = (now(), now().plus(3 * DAY));
    CopyDraft::new((verified_licence(), original), grant, &c.department.party, about, period)
}

/// One page that carries the statement.
fn pages(statement: Vec<u8>) -> Vec<u8> {
    let stream = |entries: &str, data: &[u8]| {
        let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
        [head.as_bytes(), data, b"\nendstream"].concat()
    };
    pdf::file(
        "1.7",
        &[
            b"<</Type/Catalog/Pages 2 0 R/AF[5 0 R]>>".to_vec(),
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>".to_vec(),
            stream("", b"% what shows"),
            b"<</Type/Filespec/F(copy.json)/UF(copy.json)/AFRelationship/Data/EF<</F 6 0 R>>>>"
                .to_vec(),
            stream("/Type/EmbeddedFile", &statement),
        ],
    )
}

#[test]
fn nobody_makes_a_copy_with_another_statement_or_in_anothers_name() {
    let c = Cast::new(sidian::crypto::Suite::P256);
    let original = licence::licence();
    let grant = granted(c);
    let ledger = MemoryLedger::new();
    let quota: (&dyn sidian::material::copy::CopyLedger, _) = (&ledger, CopyQuota::default());
    let seal = |statement: Vec<u8>, key: &dyn Signer, chain: &[Certificate]| {
        let draft = drafted(c, &original, &grant).expect("a draft");
        draft.seal(&pages(statement), (key, chain), quota, now())
    };
    let own = chain(c, &c.department.identity.certificate);
    let inside = seal(b"{}".to_vec(), c.department.key(), &own);
    assert!(matches!(inside, Err(CopyError::Inside)), "{inside:?}");
    let statement = drafted(c, &original, &grant).expect("a draft").statement().to_json();
    let stranger = chain(c, &c.stranger.identity.certificate);
    let maker = seal(statement, c.stranger.key(), &stranger);
    assert!(matches!(maker, Err(CopyError::Maker { .. })), "{maker:?}");
}
