//! Containers that say more than they should, and timestamps beside a signature that are broken, for
//! something else, or not understood.

use sidian::asn1::{ObjectIdentifier, oid, tag, time, writer};
use sidian::cms::{Dialect, SignedAttributes, SignedDataDraft, with_unsigned_attribute};
use sidian::crypto::{Hash, Signer, Suite};
use sidian::report::{Report, TimeSource, Verdict};
use sidian::signature::SignatureDraft;
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::{Document, Verifier};
use sidian_testkit::pki::{Identity, TestPki};
use sidian_testkit::{clock, pdf};

fn pki() -> &'static TestPki {
    TestPki::new(Suite::P256)
}

/// A signed document, and room for any container in it.
struct Open {
    file: Vec<u8>,
    /// Where the container stands, in hexadecimal digits.
    place: std::ops::Range<usize>,
}

impl Open {
    fn new() -> Self {
        let base = pdf::with_table("1.7", 1);
        let chain = pki().chain(&pki().signer);
        let draft = SignatureDraft::new(&base);
        let tsa = pki().tsa().promising(32 * 1024);
        let update = draft.sign_and_stamp(&pki().signer.key, &chain, clock::now(), &tsa);
        let file = update.expect("signed").onto(&base).expect("same");
        let find = |from: usize, what: &[u8]| {
            let at = file[from..].windows(what.len()).position(|w| w == what).expect("there");
            from + at
        };
        let start = find(base.len(), b"/Contents <") + b"/Contents <".len();
        let end = find(start, b">");
        Self { file, place: start..end }
    }

    /// What was signed.
    fn content(&self) -> Vec<u8> {
        let Self { file, place } = self;
        [&file[..place.start - 1], &file[place.end + 1..]].concat()
    }

    /// What a verifier says of the document with this container in it.
    fn judge(&self, container: &[u8]) -> Report<Document> {
        let mut hex: String = container.iter().map(|b| format!("{b:02x}")).collect();
        assert!(hex.len() <= self.place.len(), "{} do not fit", hex.len());
        hex.extend(std::iter::repeat_n('0', self.place.len() - hex.len()));
        let mut file = self.file.clone();
        file[self.place.clone()].copy_from_slice(hex.as_bytes());
        let store = TrustStore::new().with_certificate("test", pki().root.certificate.clone());
        let add = |evidence: Evidence, der: &[u8]| evidence.with_crl(der).expect("a list");
        let lists = pki().crls().iter().fold(Evidence::new(), |e, list| add(e, list.der()));
        let verifier = Verifier::new(store).with_evidence(lists);
        verifier.document(&file, clock::now()).expect("a PDF")
    }
}

fn found(report: &Report<Document>) -> Vec<u32> {
    report.all_findings().map(|f| f.code().number).collect()
}

/// The container of `who` over `content` of a type, inside it where `inside`.
fn container(
    who: &Identity,
    kind: ObjectIdentifier,
    content: &[u8],
    inside: bool,
    also: &[(ObjectIdentifier, Vec<u8>)],
) -> Vec<u8> {
    let chain = pki().chain(who);
    let digest = Hash::Sha256.digest(content);
    let bound = &who.certificate;
    let mut attributes = SignedAttributes::over(kind, &digest, bound, Hash::Sha256, None);
    for (oid, value) in also {
        attributes = attributes.with_attribute(*oid, value);
    }
    let value = who.key.sign(attributes.to_be_signed()).expect("signed");
    let mut draft = SignedDataDraft::new(Dialect::Rfc5652, &chain, who.key.algorithm());
    draft = draft.with_content_type(kind);
    draft = if inside { draft.with_content(content) } else { draft };
    draft.encode(&attributes, &value)
}

/// A token over `value` with more fields at the end of its TSTInfo.
fn token(value: &[u8], more: &[u8], also: &[(ObjectIdentifier, Vec<u8>)]) -> Vec<u8> {
    let imprint = writer::sequence(&[
        &writer::algorithm(Hash::Sha256.oid(), None),
        &writer::octet_string(Hash::Sha256.digest(value).as_ref()),
    ]);
    let info = writer::sequence(&[
        &writer::integer(1),
        &writer::oid(ObjectIdentifier::new_unwrap("1.2.156.3005.99.1")),
        &imprint,
        &writer::integer(5),
        &time::write_generalized(clock::now()),
        more,
    ]);
    container(&pki().time_stamper, oid::TST_INFO, &info, true, also)
}

/// The document's own container, and the value in it.
fn own(open: &Open) -> (Vec<u8>, Vec<u8>) {
    let der = container(&pki().signer, oid::DATA, &open.content(), false, &[]);
    let value = {
        let signed = sidian::cms::SignedData::parse(&der).expect("a container");
        signed.signer_infos[0].signature.to_vec()
    };
    (der, value)
}

fn with(container: &[u8], token: &[u8]) -> Vec<u8> {
    with_unsigned_attribute(container, oid::SIGNATURE_TIMESTAMP, token).expect("one signer")
}

#[test]
fn a_broken_timestamp_beside_a_signature_takes_nothing_but_the_time() {
    let open = Open::new();
    let (plain, value) = own(&open);
    assert_eq!(open.judge(&plain).verdict(), Some(Verdict::Passed), "without any");
    let good = token(&value, &[], &[]);
    let stamped = open.judge(&with(&plain, &good));
    assert_eq!(stamped.verdict(), Some(Verdict::Passed), "{:?}", found(&stamped));
    for (case, broken) in [
        ("over something else", token(b"something else", &[], &[])),
        ("not a token", writer::octet_string(b"nothing")),
        ("fields that nobody knows", token(&value, &writer::utf8_string("more"), &[])),
    ] {
        let alone = open.judge(&with(&plain, &broken));
        assert_eq!(alone.verdict(), Some(Verdict::Indeterminate), "{case}: {:?}", found(&alone));
        assert!(found(&alone).contains(&5036), "{case}: {:?}", found(&alone));
        assert_eq!(alone.signatures()[0].existed_by, None, "{case}");
        let beside = open.judge(&with(&with(&plain, &broken), &good));
        assert_eq!(beside.verdict(), Some(Verdict::Passed), "{case}: {:?}", found(&beside));
        assert!(found(&beside).contains(&5036), "{case}: it is told");
        let time = beside.signatures()[0].time.expect("a time");
        assert_eq!(time.source, TimeSource::Timestamp, "{case}");
    }
}

#[test]
fn a_critical_extension_of_a_timestamp_must_be_understood() {
    let open = Open::new();
    let (plain, value) = own(&open);
    let extension = |critical: bool| {
        let flag = if critical { writer::boolean(true) } else { Vec::new() };
        let id = writer::oid(ObjectIdentifier::new_unwrap("1.2.156.3005.99.7"));
        let one = writer::sequence(&[&id, &flag, &writer::octet_string(&writer::null())]);
        writer::tlv(tag::context_constructed(1), &one)
    };
    let critical = open.judge(&with(&plain, &token(&value, &extension(true), &[])));
    assert_eq!(critical.verdict(), Some(Verdict::Indeterminate), "{:?}", found(&critical));
    assert!(found(&critical).contains(&5037), "{:?}", found(&critical));
    let other = open.judge(&with(&plain, &token(&value, &extension(false), &[])));
    assert_eq!(other.verdict(), Some(Verdict::Passed), "{:?}", found(&other));
}

/// ESSCertID, bound by SHA-1, in a `signing-certificate` attribute.
fn first_version(of: &Identity) -> (ObjectIdentifier, Vec<u8>) {
    let digest = Hash::Sha1.digest(of.certificate.der());
    let id = writer::sequence(&[&writer::octet_string(digest.as_ref())]);
    (oid::SIGNING_CERTIFICATE, writer::sequence(&[&writer::sequence(&[&id])]))
}

#[test]
fn both_attributes_that_bind_a_certificate_count() {
    let open = Open::new();
    let content = open.content();
    let judge = |named: &Identity| {
        let also = [first_version(named)];
        open.judge(&container(&pki().signer, oid::DATA, &content, false, &also))
    };
    let same = judge(&pki().signer);
    assert_eq!(same.verdict(), Some(Verdict::Passed), "{:?}", found(&same));
    let other = judge(&pki().second_signer);
    assert_eq!(other.verdict(), Some(Verdict::Failed), "{:?}", found(&other));
    assert!(found(&other).contains(&3118), "{:?}", found(&other));

    let (plain, value) = own(&open);
    let stamp = |named| open.judge(&with(&plain, &token(&value, &[], &[first_version(named)])));
    assert_eq!(stamp(&pki().time_stamper).verdict(), Some(Verdict::Passed));
    assert_eq!(stamp(&pki().signer).verdict(), Some(Verdict::Indeterminate));
}

#[test]
fn what_was_signed_as_something_else_was_not_signed_as_a_document() {
    let open = Open::new();
    for kind in [oid::TST_INFO, oid::SIGNED_DATA] {
        let report = open.judge(&container(&pki().signer, kind, &open.content(), false, &[]));
        assert_eq!(report.verdict(), Some(Verdict::Failed), "{:?}", found(&report));
        assert!(found(&report).contains(&3130), "{:?}", found(&report));
    }
}

#[test]
fn a_list_of_digest_algorithms_that_leaves_out_the_signers_is_told() {
    let open = Open::new();
    let (mut der, _) = own(&open);
    assert!(!found(&open.judge(&der)).contains(&3131));
    let listed = writer::oid(Hash::Sha256.oid());
    let at = der.windows(listed.len()).position(|w| w == listed).expect("the list comes first");
    der[at..at + listed.len()].copy_from_slice(&writer::oid(Hash::Sha384.oid()));
    let report = open.judge(&der);
    assert_eq!(report.verdict(), Some(Verdict::Passed), "{:?}", found(&report));
    assert!(found(&report).contains(&3131), "{:?}", found(&report));
}
