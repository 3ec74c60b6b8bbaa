//! Statements of a stranger, and what others carry: tokens, presentations and show codes.

use sidian::crypto::Suite;
use sidian::jose::decode;
use sidian::licence::LicenceId;
use sidian::material::fact::FactDraft;
use sidian::material::grant::{DelegationDraft, GrantDraft, RevocationList, RevocationReference};
use sidian::material::receipt::ReceiptDraft;
use sidian::material::share::ShareDraft;
use sidian::material::show::ShowDraft;
use sidian::seal::SesVersion;
use sidian::seal::register::SealRegister;
use sidian::time::UnixTime;
use sidian::trust::{ListPurpose, ListedAnchor, TrustListDraft};
use sidian_testkit::clock::now;
use sidian_testkit::material::{Cast, item, verified_licence};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{licence, seal as seals};

const DAY: i64 = 86_400;

/// Seeds of the targets `statement`, `jose` and `cose`.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let cast = Cast::new(Suite::Ed25519);
    let (grant, shared) = (grant(cast), shared(cast));
    let show = ShowDraft::new(&licence_id());
    let show = show.sign(cast.holder.key(), now()).expect("a code");
    let mut disclosed = claims(3, &shared);
    for disclosure in shared.split('~').skip(1).filter(|part| !part.is_empty()) {
        disclosed.push(0);
        disclosed.extend(decode(disclosure).expect("base64url"));
    }
    vec![
        ("statement/grant.bin", claims(0, &grant)),
        ("statement/fact.bin", claims(1, &fact(cast))),
        ("statement/receipt.bin", claims(2, &receipt(cast))),
        ("statement/share.bin", disclosed),
        ("statement/delegation.bin", claims(4, &delegation(cast))),
        ("statement/revocations.bin", claims(5, &revocations(cast))),
        ("statement/trust-list.bin", claims(6, &trust_list(cast))),
        ("statement/register.bin", claims(7, &register())),
        ("statement/status.bin", claims(8, &licence::status_list())),
        ("jose/grant.jwt", grant.into_bytes()),
        ("jose/share.txt", shared.into_bytes()),
        ("cose/show.txt", show.into_bytes()),
    ]
}

/// Which kind, and what the payload says.
fn claims(kind: u8, token: &str) -> Vec<u8> {
    let payload = token.split('.').nth(1).expect("three parts");
    [&[kind][..], &decode(payload).expect("base64url")].concat()
}

fn period() -> (UnixTime, UnixTime) {
    (now().plus(-DAY), now().plus(DAY))
}

fn licence_id() -> LicenceId {
    verified_licence().metadata().id().to_string().parse().expect("an identifier")
}

fn grant(cast: &Cast) -> String {
    let (stranger, department) = (&cast.stranger, &cast.department.party);
    let draft = GrantDraft::new(&stranger.party, department, &item(), "seed")
        .with_licence(&licence_id(), &["ZZBH"])
        .with_uses(1)
        .with_case("2026-0001")
        .with_revocations(RevocationReference::new("https://a.example/r", &stranger.party));
    draft.sign(period(), stranger.key(), stranger.chain()).expect("a grant")
}

fn delegation(cast: &Cast) -> String {
    let (stranger, agent) = (&cast.stranger, &cast.agent.party);
    let draft = DelegationDraft::new(&stranger.party, &stranger.party, agent, "办事人");
    draft.with_depth(1).sign(period(), stranger.key(), stranger.chain()).expect("a delegation")
}

fn revocations(cast: &Cast) -> String {
    let stranger = &cast.stranger;
    let list = RevocationReference::new("https://a.example/r", &stranger.party);
    let list = RevocationList::new(&list, period()).with("seed", now());
    list.sign(stranger.key(), stranger.chain()).expect("a list")
}

fn fact(cast: &Cast) -> String {
    let stranger = &cast.stranger;
    let parties = (&stranger.party, &cast.department.party);
    let about = (&cast.holder.party, true);
    let draft = FactDraft::new(parties, &item().code, ("seed", "种子"), about, period());
    draft.sign(stranger.key(), stranger.chain()).expect("a fact")
}

fn receipt(cast: &Cast) -> String {
    let (stranger, file) = (&cast.stranger, licence::licence());
    let report = licence::verifier().licence(&file, now()).expect("a PDF");
    let case = (&stranger.party, "2026-0001");
    let draft = ReceiptDraft::new(&report, ("seed.pdf", &file), case, now()).with_item(&item());
    let receipt = draft.sign(stranger.key(), stranger.chain(), now()).expect("a receipt");
    String::from_utf8(receipt.to_be_stamped().to_vec()).expect("a token")
}

fn shared(cast: &Cast) -> String {
    ShareDraft::new(verified_licence().metadata(), cast.holder.key().public_key())
        .sign(period(), cast.department.key(), cast.department.chain())
        .expect("shared")
}

fn trust_list(cast: &Cast) -> String {
    let stranger = &cast.stranger;
    let anchor = ListedAnchor {
        certificate: TestPki::new(Suite::Ed25519).root.certificate.clone(),
        purposes: ListPurpose::ALL.to_vec(),
        from: None,
        until: None,
    };
    TrustListDraft::new("四电测试局", "测试", 1)
        .with_anchor(anchor)
        .sign(stranger.key(), &stranger.identity.certificate, now().plus(DAY), now())
        .expect("a list")
}

/// The published register of one seal.
pub(crate) fn register() -> String {
    let pki = TestPki::new(Suite::Ed25519);
    let (mut book, maker) = (SealRegister::new(), seals::maker(pki));
    book.register(&seals::seal(pki, SesVersion::V5), seals::NAME, seals::made_at()).expect("new");
    book.sign(&maker.key, &pki.chain(&maker), now().plus(DAY), now()).expect("a register")
}
