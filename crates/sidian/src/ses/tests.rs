use super::*;
use crate::asn1::{ObjectIdentifier, Reader, oid, tag, writer};
use crate::time::UnixTime;

fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

fn info(version: SesVersion) -> Vec<u8> {
    SealInfoParts {
        version,
        vendor: "test",
        id: "41000000000017",
        kind: 15,
        name: "四电测试局",
        certificates: &[vec![0x30, 0]],
        digests: &[],
        created: at("2026-01-01T00:00:00Z"),
        valid_from: at("2026-01-01T00:00:00Z"),
        valid_until: at("2027-01-01T00:00:00Z"),
        picture_kind: "PNG",
        picture: b"picture",
        picture_mm: (42, 42),
        extensions: &[SesExtension::new(oid::KEY_USAGE, *b"\x05\x00")],
    }
    .encode()
}

fn seal(version: SesVersion, timestamp: Option<&[u8]>) -> Vec<u8> {
    encode_seal(&info(version), b"maker", oid::SM2_WITH_SM3, b"value", timestamp)
}

fn signature(version: SesVersion) -> Vec<u8> {
    let seal = seal(version, None);
    let to_sign = TbsSignParts {
        version,
        seal: &seal,
        time: at("2026-06-01T00:00:00Z"),
        data_hash: &[7; 32],
        property_info: "/Doc_0/Signs/Sign_0/Signature.xml",
        extensions: &[SesExtension { critical: true, ..SesExtension::new(oid::KEY_USAGE, []) }],
    }
    .encode();
    encode_signature(&to_sign, b"signer", oid::SM2_WITH_SM3, b"value", None)
}

/// The elements of a SEQUENCE, to be put together otherwise.
fn parts(der: &[u8]) -> Vec<Vec<u8>> {
    let mut reader = Reader::new(der).sequence().unwrap();
    let mut out = Vec::new();
    while !reader.is_empty() {
        out.push(reader.read().unwrap().raw.to_vec());
    }
    out
}

fn join(parts: &[Vec<u8>]) -> Vec<u8> {
    writer::sequence(&parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// `der` with one element, found by a path of indices through SEQUENCEs, replaced.
fn replaced(der: &[u8], path: &[usize], with: &dyn Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let Some((first, rest)) = path.split_first() else { return with(der) };
    let mut all = parts(der);
    all[*first] = replaced(&all[*first], rest, with);
    join(&all)
}

fn content(der: &[u8]) -> &[u8] {
    Reader::new(der).read().unwrap().value
}

#[test]
fn what_is_written_is_read_back() {
    for version in [SesVersion::V4, SesVersion::V5] {
        for token in [None, Some(&b"token"[..])].into_iter().take(version.number() as usize - 3) {
            let der = seal(version, token);
            let read = SesSeal::parse(&der).unwrap();
            assert_eq!((read.version, read.variants.as_slice()), (version, &[][..]));
            assert_eq!(read.info.id, "41000000000017");
            assert_eq!(read.info.property.kind, 15);
            assert_eq!(read.info.property.name, "四电测试局");
            assert_eq!(read.info.picture.data, b"picture");
            assert_eq!(read.info.extensions[0].id, oid::KEY_USAGE);
            assert_eq!(read.signed.as_ref(), info(version));
            assert_eq!((read.certificate, read.signature), (&b"maker"[..], &b"value"[..]));
            assert_eq!(read.timestamp, token);
        }
        let der = signature(version);
        let read = SesSignature::parse(&der).unwrap();
        assert_eq!((read.version, read.variants.as_slice()), (version, &[][..]));
        assert_eq!(read.to_sign.time, SesTime::Claimed(at("2026-06-01T00:00:00Z")));
        assert_eq!(read.to_sign.data_hash, [7; 32]);
        assert!(read.to_sign.extensions[0].critical);
        assert_eq!(read.to_sign.seal.raw, seal(version, None));
        assert_eq!(read.certificate, b"signer");
    }
}

#[test]
fn digests_in_the_list_are_read_with_the_words_that_name_their_hash() {
    let parts = SealInfoParts {
        certificates: &[],
        digests: &[("SM3".to_owned(), vec![1; 32])],
        ..base(&[])
    };
    let der = encode_seal(&parts.encode(), b"m", oid::SM2_WITH_SM3, b"v", None);
    let read = SesSeal::parse(&der).unwrap();
    let SesCertList::Digests(list) = &read.info.property.cert_list else { panic!("no digests") };
    assert_eq!((list[0].algorithm.as_ref(), list[0].value), ("SM3", &[1; 32][..]));
}

fn base(certificates: &[Vec<u8>]) -> SealInfoParts<'_> {
    SealInfoParts {
        version: SesVersion::V4,
        vendor: "v",
        id: "id",
        kind: 3,
        name: "n",
        certificates,
        digests: &[],
        created: at("2026-01-01T00:00:00Z"),
        valid_from: at("2026-01-01T00:00:00Z"),
        valid_until: at("2027-01-01T00:00:00Z"),
        picture_kind: "PNG",
        picture: b"p",
        picture_mm: (42, 42),
        extensions: &[],
    }
}

#[test]
fn every_known_variant_of_a_seal_is_read_and_named() {
    let plain = seal(SesVersion::V4, None);
    let wrap = |tag: u8| move |der: &[u8]| writer::tlv(tag, der);
    let utc = |der: &[u8]| writer::tlv(tag::UTC_TIME, &content(der)[2..]);
    let false_written = |_: &[u8]| {
        let id = writer::oid(oid::KEY_USAGE);
        writer::sequence(&[&id, &writer::boolean(false), &writer::octet_string(b"x")])
    };
    let raw = |_: &[u8]| writer::bit_string(&[3; 64]);
    let mut untagged = parts(&plain);
    untagged.push(writer::bit_string(b"token"));
    let mut implicit = parts(&plain);
    implicit.push(writer::context_primitive(0, b"\0token"));
    for (variant, der) in [
        (Variant::SealInOctets, writer::octet_string(&plain)),
        (Variant::ExtensionsTagged, replaced(&plain, &[0, 4], &wrap(tag::context_constructed(0)))),
        (Variant::ExtensionsInOctets, replaced(&plain, &[0, 4], &wrap(tag::OCTET_STRING))),
        (Variant::CriticalFalseWritten, replaced(&plain, &[0, 4, 0], &false_written)),
        (Variant::TimeType, replaced(&plain, &[0, 2, 4], &utc)),
        (
            Variant::CertListText,
            replaced(&plain, &[0, 2, 3], &|_| writer::tlv(tag::IA5_STRING, b"1")),
        ),
        (Variant::RawSignature, replaced(&plain, &[3], &raw)),
        (Variant::StringType, replaced(&plain, &[0, 1], &|_| writer::utf8_string("标识"))),
        (Variant::TimestampUntagged, join(&untagged)),
        (Variant::TimestampImplicit, join(&implicit)),
    ] {
        let read = SesSeal::parse(&der).unwrap_or_else(|e| panic!("{}: {e}", variant.name()));
        assert_eq!(read.variants, [variant], "{}", variant.name());
    }
}

/// A seal of the first edition, which is not written outside of tests.
fn first_seal() -> Vec<u8> {
    let info = replaced(&info(SesVersion::V4), &[2], &|property| {
        let mut fields = parts(property);
        fields.remove(2);
        for date in &mut fields[3..] {
            *date = writer::tlv(tag::UTC_TIME, &content(date)[2..]);
        }
        join(&fields)
    });
    let sign_info = writer::sequence(&[
        &writer::octet_string(b"maker"),
        &writer::oid(oid::SM2_WITH_SM3),
        &writer::bit_string(b"value"),
    ]);
    writer::sequence(&[&info, &sign_info])
}

fn first_signature(time: &[u8]) -> Vec<u8> {
    let to_sign = writer::sequence(&[
        &writer::integer(1),
        &first_seal(),
        time,
        &writer::bit_string(&[7; 32]),
        &writer::tlv(tag::IA5_STRING, b"x"),
        &writer::octet_string(b"signer"),
        &writer::oid(oid::SM2_WITH_SM3),
    ]);
    writer::sequence(&[&to_sign, &writer::bit_string(b"value")])
}

#[test]
fn the_first_edition_signs_certificate_and_algorithm_with_the_seal() {
    let der = first_seal();
    let read = SesSeal::parse(&der).unwrap();
    assert_eq!((read.version, read.variants.as_slice()), (SesVersion::V1, &[][..]));
    let [info, sign_info] = parts(&der).try_into().unwrap();
    let signed = &parts(&sign_info)[..2];
    assert_eq!(read.signed.as_ref(), join(&[info, signed[0].clone(), signed[1].clone()]));
    let wrapped = replaced(&der, &[1], &|inner| writer::bit_string(inner));
    let read = SesSeal::parse(&wrapped).unwrap();
    assert_eq!(read.variants, [Variant::SignInfoInBits]);
}

#[test]
fn the_time_of_the_first_edition_is_a_text_or_a_token() {
    let claimed = SesTime::Claimed(at("2020-01-25T07:31:56Z"));
    let token = writer::sequence(&[&writer::integer(1)]);
    for (content, want, variants) in [
        (&b"2020-01-25T07:31:56.377Z"[..], claimed, &[][..]),
        (b"2020-01-25 15:31:56", claimed, &[Variant::TimeWithoutZone]),
        (b"20200125073156Z", claimed, &[]),
        (b"200125073156Z", claimed, &[]),
        (&token, SesTime::Token(&token), &[]),
        (b"yesterday", SesTime::Unreadable, &[]),
        ("二〇二〇年一月二十五日".as_bytes(), SesTime::Unreadable, &[]),
    ] {
        let der = first_signature(&writer::bit_string(content));
        let read = SesSignature::parse(&der).unwrap();
        assert_eq!((read.to_sign.time, read.variants.as_slice()), (want, variants), "{content:?}");
        assert_eq!(read.version, SesVersion::V1);
    }
    let der = first_signature(&writer::octet_string(b"20200125073156Z"));
    assert_eq!(SesSignature::parse(&der).unwrap().variants, [Variant::TimeInOctets]);
}

#[test]
fn every_known_variant_of_a_sealing_is_read_and_named() {
    let plain = signature(SesVersion::V4);
    let bare = |der: &[u8]| content(der).to_vec();
    let octets = |der: &[u8]| writer::octet_string(&content(der)[1..]);
    let timeless = replaced(&plain, &[0], &|tbs| {
        let mut fields = parts(tbs);
        fields.remove(2);
        join(&fields)
    });
    for (variant, der) in [
        (Variant::ExtensionsUntagged, replaced(&plain, &[0, 5], &bare)),
        (Variant::DataHashInOctets, replaced(&plain, &[0, 3], &octets)),
        (Variant::TimeMissing, timeless),
    ] {
        let read = SesSignature::parse(&der).unwrap_or_else(|e| panic!("{}: {e}", variant.name()));
        assert_eq!(read.variants, [variant], "{}", variant.name());
    }
}

#[test]
fn zeros_behind_a_sealing_are_room_and_anything_else_is_refused() {
    let mut der = signature(SesVersion::V5);
    der.extend([0; 100]);
    assert!(SesSignature::parse(&der).is_ok());
    *der.last_mut().unwrap() = 1;
    assert!(SesSignature::parse(&der).is_err());
    let mut der = seal(SesVersion::V5, None);
    der.push(0);
    assert_eq!(SesSeal::parse(&der).map(|_| ()).map_err(|e| e.code()), Err(3201));
}

#[test]
fn what_is_no_seal_is_refused_by_its_own_code() {
    let plain = seal(SesVersion::V4, None);
    let many: Vec<Vec<u8>> = vec![vec![0x30, 0]; 1_025];
    let long = encode_seal(&base(&many).encode(), b"m", oid::SM2_WITH_SM3, b"v", None);
    let list_type = replaced(&plain, &[0, 2, 2], &|_| writer::integer(3));
    for (code, der) in [
        (3201, b"".to_vec()),
        (3201, b"\x30\x80\0\0".to_vec()),
        (3202, list_type),
        (3203, join(&parts(&plain)[..3])),
        (3204, replaced(&plain, &[0, 0, 0], &|_| writer::tlv(tag::IA5_STRING, b"EX"))),
        (3205, vec![0x30; (16 << 20) + 1]),
        (3206, long),
    ] {
        let got = SesSeal::parse(&der).map(|_| ()).map_err(|e| e.code());
        assert_eq!(got, Err(code), "{:?}…", &der[..der.len().min(8)]);
    }
}

#[test]
fn no_cut_and_no_flipped_bit_makes_the_reader_panic() {
    for der in [seal(SesVersion::V5, Some(b"token")), signature(SesVersion::V5), first_seal()] {
        for cut in 0..der.len() {
            assert!(
                SesSeal::parse(&der[..cut]).is_err() && SesSignature::parse(&der[..cut]).is_err()
            );
            for bit in 0..8 {
                let mut flipped = der.clone();
                flipped[cut] ^= 1 << bit;
                let _ = (SesSeal::parse(&flipped), SesSignature::parse(&flipped));
            }
        }
    }
}

#[test]
fn raw_values_become_der_for_curves_and_stay_for_the_rest() {
    let ed = oid::ED25519;
    let curve: ObjectIdentifier = oid::SM2_WITH_SM3;
    let raw = [0x80; 64];
    let (der, was_raw) = signature_value(&curve, &raw);
    assert!(was_raw && der.len() == 72, "{}", der.len());
    assert_eq!(signature_value(&ed, &raw), (raw[..].into(), false));
    assert_eq!(signature_value(&curve, &der), (der[..].into(), false));
}
