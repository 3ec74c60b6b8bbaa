use super::{IdWarning, LicenceId, LicenceIdError, LicenceIdParts, check_character};

const ID: &str = "1.2.156.3005.2.11410800MB00000009001.11410800MB00000009.20261122000001.001.I";

#[test]
fn the_published_examples_of_mod_37_36_agree() {
    assert_eq!(check_character("A12425GABC1234002"), Some('M'));
    assert_eq!(check_character("00000000D07A0090"), Some('Q'));
    assert_eq!(check_character("a"), None);
    assert_eq!(check_character("É"), None);
}

#[test]
fn what_is_composed_is_what_is_parsed() {
    let id: LicenceId = ID.parse().unwrap();
    assert_eq!(id.to_string(), ID);
    let issuer = "11410800MB00000009".parse().unwrap();
    let kind = "11410800MB00000009001".parse().unwrap();
    assert_eq!(LicenceId::new(kind, issuer, "20261122000001", 1), Ok(id.clone()));
    let next = id.next_version().unwrap();
    assert!(next.to_string().ends_with(".20261122000001.002.G"), "{next}");
    assert!(next.parts().is_same_licence(id.parts()));
    assert_ne!(next, id);
}

#[test]
fn every_single_character_slip_is_caught() {
    let body = LicenceId::ROOT.len() + 1;
    for (at, was) in ID.char_indices().skip(body).filter(|(_, c)| *c != '.') {
        for now in ('0'..='9').chain('A'..='Z').filter(|now| *now != was) {
            let mut slip = ID.to_owned();
            slip.replace_range(at..=at, now.encode_utf8(&mut [0; 4]));
            assert!(slip.parse::<LicenceId>().is_err(), "{was} -> {now} at {at} passed");
        }
    }
}

#[test]
fn every_single_character_slip_of_made_up_identifiers_is_caught() {
    // A cheap generator of serials, so that the claim does not hang on one example.
    let mut state = 0x2545_f491u32;
    for length in 1..=40 {
        let serial: String = (0..length)
            .filter_map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from_digit((state >> 16) % 36, 36).map(|c| c.to_ascii_uppercase())
            })
            .collect();
        let kind = "11410800MB00000009014".parse().unwrap();
        let id = LicenceId::new(kind, "11410800MB1A2B3CXF".parse().unwrap(), &serial, 7).unwrap();
        let text = id.to_string();
        for (at, was) in text.char_indices().skip(15).filter(|(_, c)| *c != '.') {
            for now in ('0'..='9').chain('A'..='Z').filter(|now| *now != was) {
                let mut slip = text.clone();
                slip.replace_range(at..=at, now.encode_utf8(&mut [0; 4]));
                assert!(slip.parse::<LicenceId>().is_err(), "{text}: {was} -> {now} at {at}");
            }
        }
    }
}

#[test]
fn a_wrong_check_character_is_told_with_the_right_one_and_the_parts() {
    let swapped = ID.replace("000001.001", "000010.001");
    let error = LicenceIdError::Check { expected: '2', found: 'I' };
    assert_eq!(swapped.parse::<LicenceId>(), Err(error));
    let parts: LicenceIdParts = swapped.parse().unwrap();
    assert_eq!((parts.serial(), parts.version(), parts.check()), ("20261122000010", 1, 'I'));
    assert_eq!(parts.expected_check(), '2');
}

#[test]
fn a_division_code_as_issuer_is_read_with_a_warning_and_never_written() {
    let parts: LicenceIdParts =
        "1.2.156.3005.2.11410800MB00000009001.410800.1.001.0".parse().unwrap();
    assert_eq!(parts.warnings(), [IdWarning::DivisionIssuer]);
    let right = parts.to_string().replace(".001.0", &format!(".001.{}", parts.expected_check()));
    let id: LicenceId = right.parse().unwrap();
    assert_eq!(id.next_version(), Err(LicenceIdError::Issuer));
}

#[test]
fn a_code_that_fails_its_own_check_is_a_warning() {
    let text = ID.replace("001.11410800MB00000009.", "001.11410800MB00000019.");
    let parts: LicenceIdParts = text.parse().unwrap();
    assert!(matches!(parts.warnings()[..], [IdWarning::IssuerCode(_)]), "{:?}", parts.warnings());
}

#[test]
fn form_faults_are_refused_each_for_its_own_reason() {
    let cases = [
        ("", LicenceIdError::Root),
        ("1.2.156.3005.2", LicenceIdError::Root),
        ("1.2.156.3005.20.A.B.C.001.D", LicenceIdError::Root),
        ("1.2.156.3005.2.A.B.C", LicenceIdError::Parts),
        (&format!("{ID}.I"), LicenceIdError::Parts),
        (&ID.replace("MB00000009001", "MB0000000900"), LicenceIdError::TypeCode),
        (&ID.replace("MB00000009001", "mb00000009001"), LicenceIdError::TypeCode),
        (&ID.replace(".11410800MB00000009.", ".41080.."), LicenceIdError::Parts),
        (&ID.replace(".11410800MB00000009.", ".41080A."), LicenceIdError::Issuer),
        (&ID.replace("20261122000001", "2026_1122"), LicenceIdError::Serial),
        (&ID.replace("20261122000001", "2026a"), LicenceIdError::Serial),
        (&ID.replace("20261122000001", ""), LicenceIdError::Serial),
        (&ID.replace("20261122000001", &"1".repeat(65)), LicenceIdError::Serial),
        (&ID.replace(".001.I", ".000.I"), LicenceIdError::Version),
        (&ID.replace(".001.I", ".1.I"), LicenceIdError::Version),
        (&ID.replace(".001.I", ".0001.I"), LicenceIdError::Version),
        (&ID.replace(".001.I", ".+01.I"), LicenceIdError::Version),
        (&ID.replace(".001.I", ".001.i"), LicenceIdError::CheckForm),
        (&ID.replace(".001.I", ".001."), LicenceIdError::CheckForm),
        (&ID.replace(".001.I", ".001.II"), LicenceIdError::CheckForm),
        (&format!("{ID} "), LicenceIdError::CheckForm),
    ];
    for (text, why) in cases {
        assert_eq!(text.parse::<LicenceId>(), Err(why), "{text}");
    }
}

#[test]
fn the_last_version_has_no_next() {
    let kind = "11410800MB00000009001".parse().unwrap();
    let id = LicenceId::new(kind, "11410800MB00000009".parse().unwrap(), "1", 999).unwrap();
    assert_eq!(id.next_version(), Err(LicenceIdError::Version));
}
