//! A licence that needs no font: its face is written by hand and carries its own metadata.

use std::fmt::Write as _;

use sidian::budget::Budget;
use sidian::crypto::Suite;
use sidian::licence::kind::builtin;
use sidian::licence::status::{Bits, Claims};
use sidian::licence::{
    FaceReader, LicenceDraft, LicenceIssuer, LicenceType, Metadata, State, StatusList,
};
use sidian::pdf::{Object, Pdf};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;

use crate::clock;
use crate::pki::TestPki;

/// What the licence says.
const DATA: &str = r#"{
  "number": "JY14108000000001", "serial": "20260501000001",
  "issuer": {"name": "四电测试局", "code": "11410800MB00000009"},
  "issue_date": "2026-05-01",
  "holders": [{"name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001"}],
  "status": {"uri": "https://status.example/1", "idx": 0},
  "credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
  "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售", "签发人": "示例"
}"#;
const STATUS_URI: &str = "https://status.example/1";

/// The type of the licence: one that is built in.
///
/// # Panics
///
/// If the built-in types changed.
pub fn kind() -> &'static LicenceType {
    builtin().find(|kind| kind.name() == "食品经营许可证").expect("is built in")
}

/// The metadata of the licence.
///
/// # Panics
///
/// If it no longer follows its type.
pub fn metadata() -> Metadata {
    LicenceDraft::from_json(kind(), DATA.as_bytes())
        .and_then(LicenceDraft::build)
        .expect("metadata that follows its type")
}

/// The face before it is signed: one page in a font that readers bring themselves, the metadata as
/// an associated file and in the XMP packet.
pub fn face(metadata: &Metadata) -> Vec<u8> {
    let mut drawn = String::from("BT /F1 12 Tf 40 800 Td 18 TL");
    for value in metadata.must_show(kind()) {
        let units = value.text.reveal().encode_utf16();
        let digits: String = units.map(|unit| format!("{unit:04X}")).collect();
        let _ = write!(drawn, " <{digits}> Tj T*");
    }
    drawn.push_str(" ET");
    let stream = |entries: &str, data: &[u8]| {
        let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
        [head.as_bytes(), data, b"\nendstream"].concat()
    };
    let packet = metadata.to_xmp_packet();
    let bodies: [Vec<u8>; 8] = [
        b"<</Type/Catalog/Pages 2 0 R/AF[5 0 R]/Metadata 7 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
          /Resources<</Font<</F1 8 0 R>>>>>>"
            .to_vec(),
        stream("", drawn.as_bytes()),
        b"<</Type/Filespec/F(licence.json)/UF(licence.json)/AFRelationship/Data\
          /EF<</F 6 0 R/UF 6 0 R>>>>"
            .to_vec(),
        stream("/Type/EmbeddedFile/Subtype/application#2Fjson", &metadata.to_json()),
        stream("/Type/Metadata/Subtype/XML", packet.as_bytes()),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H\
          /DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light\
          /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>]>>"
            .to_vec(),
    ];
    crate::pdf::file("1.7", &bodies)
}

/// The licence, certified by an authority of the P-256 test PKI.
///
/// # Panics
///
/// If it cannot be issued.
pub fn licence() -> Vec<u8> {
    let pki = TestPki::new(Suite::P256);
    let metadata = metadata();
    let chain = [pki.signer.certificate.clone(), pki.issuing.certificate.clone()];
    LicenceIssuer::new(&pki.signer.key, &chain)
        .issue(kind(), &metadata, &face(&metadata), &PlainReader, clock::now())
        .expect("a licence")
}

/// The status list of the licence: in force.
///
/// # Panics
///
/// If it cannot be signed.
pub fn status_list() -> String {
    listed(None)
}

/// The status list once the licence was revoked.
///
/// # Panics
///
/// If it cannot be signed.
pub fn revoked_status_list() -> String {
    listed(Some(State::Revoked))
}

fn listed(state: Option<State>) -> String {
    let pki = TestPki::new(Suite::P256);
    let claims = Claims {
        uri: STATUS_URI.to_owned(),
        issued: clock::list_made(),
        expires: Some(clock::list_ends()),
        ttl: None,
        has_profile: true,
    };
    let chain = [pki.signer.certificate.der().to_vec(), pki.issuing.certificate.der().to_vec()];
    let mut list = StatusList::new(Bits::Four, 8).expect("a list");
    for (place, state) in (0..8).zip(state.into_iter().cycle()) {
        list.set(place, state).expect("a place");
    }
    list.sign(&claims, &pki.signer.key, &chain).expect("a status list")
}

/// A verifier that has everything: the root, the revocation lists, the authority's certificate, the
/// status list and a reader of the face.
///
/// # Panics
///
/// If the test PKI is broken.
pub fn verifier() -> Verifier {
    verifier_with(&[status_list()])
}

/// The same with these status lists.
///
/// # Panics
///
/// If the test PKI is broken.
pub fn verifier_with(lists: &[String]) -> Verifier {
    let pki = TestPki::new(Suite::P256);
    let store = TrustStore::new().with_certificate("test", pki.root.certificate.clone());
    let mut evidence = lists
        .iter()
        .fold(Evidence::new(), |evidence, list| evidence.with_status_list(list.as_bytes()))
        .with_certificates(pki.issuing.certificate.der())
        .expect("a certificate");
    for crl in pki.crls() {
        evidence = evidence.with_crl(crl.der()).expect("a list");
    }
    Verifier::new(store).with_evidence(evidence).with_face_reader(Box::new(PlainReader))
}

/// Reads pages such as [`face`] draws, where every string is UTF-16.
pub struct PlainReader;

impl FaceReader for PlainReader {
    fn page_text(&self, pdf: &[u8], _: usize) -> Option<String> {
        let budget = Budget::for_file(pdf.len());
        let file = Pdf::open(pdf, &budget).ok()?;
        let view = file.latest();
        let pages = view.value(&view.root().ok()?, "Pages").ok()?;
        let kids = view.value(pages.as_dict()?, "Kids").ok()?;
        let Object::Array(kids) = kids else { return None };
        let page = view.resolve(kids.items().first()?).ok()?;
        let Object::Stream(stream) = view.value(page.as_dict()?, "Contents").ok()? else {
            return None;
        };
        let drawn = view.decode(&stream).ok()?;
        let drawn = std::str::from_utf8(&drawn).ok()?;
        let mut text = String::new();
        for string in drawn.split('<').skip(1) {
            let (digits, _) = string.split_once('>')?;
            let mut units = Vec::new();
            for unit in digits.as_bytes().chunks(4) {
                units.push(u16::from_str_radix(std::str::from_utf8(unit).ok()?, 16).ok()?);
            }
            text.push_str(&String::from_utf16(&units).ok()?);
            text.push('\n');
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sidian::report::Verdict;
    use sidian::verifier::Document;

    #[test]
    fn the_plain_licence_passes_as_a_licence_with_nothing_to_remark() {
        let report = verifier().document(&licence(), clock::now()).unwrap();
        let codes: Vec<_> = report.all_findings().map(|f| f.code().to_string()).collect();
        assert_eq!(report.verdict(), Some(Verdict::Passed), "{codes:?}");
        assert!(matches!(report.accept().unwrap(), Document::Licence(_)), "{codes:?}");
    }
}
