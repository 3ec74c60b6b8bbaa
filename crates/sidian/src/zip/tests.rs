use std::io::{Cursor, Read};

use super::*;

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.add(name, &mut &content[..], &mut |_| {}).expect("added");
    }
    writer.finish().expect("finished").into_inner()
}

fn open(bytes: &[u8]) -> Result<Archive<Cursor<&[u8]>>, ZipError> {
    Archive::open(Cursor::new(bytes), Limits::default())
}

const FILES: &[(&str, &[u8])] =
    &[("mimetype", b"text"), ("材料/申请书.pdf", b"content of it"), ("empty", b"")];

#[test]
fn what_is_written_is_read_back() {
    let bytes = archive(FILES);
    let mut archive = open(&bytes).expect("readable");
    for (name, content) in FILES {
        let entry = archive.entry(name).expect("there").clone();
        assert_eq!(archive.read_all(&entry, 100).expect("whole"), *content, "{name}");
    }
    assert_eq!(archive.entries().len(), FILES.len());
}

#[test]
fn an_archive_is_extended_without_changing_what_it_holds() {
    let before = archive(FILES);
    let old = open(&before).expect("readable");
    let mut writer = Writer::append(Cursor::new(Vec::new()), old).expect("copied");
    let again = writer.add("MIMETYPE", &mut &b"x"[..], &mut |_| {});
    assert!(matches!(again, Err(ZipError::Duplicate { .. })), "a name that some systems know");
    writer.add("more", &mut &b"more"[..], &mut |_| {}).expect("added");
    let after = writer.finish().expect("finished").into_inner();
    let archive = open(&after).expect("readable");
    assert_eq!(archive.entries().len(), FILES.len() + 1);
    let kept = archive.entries().last().expect("one").header as usize;
    assert_eq!(before[..kept], after[..kept]);
}

#[test]
fn no_bit_can_be_flipped_unnoticed() {
    let bytes = archive(FILES);
    let names: Vec<String> = FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let Ok(mut archive) = open(&flipped) else { continue };
        for entry in archive.entries().to_vec() {
            let Ok(content) = archive.read_all(&entry, 1 << 20) else { continue };
            let original = FILES.iter().find(|(name, _)| *name == entry.name);
            if let Some((_, original)) = original {
                assert_eq!(content, *original, "bit {bit}");
            } else {
                assert!(!names.contains(&entry.name), "bit {bit}");
            }
        }
    }
}

#[test]
fn no_length_but_the_whole_is_an_archive() {
    let bytes = archive(FILES);
    for len in 0..bytes.len() {
        assert!(open(&bytes[..len]).is_err(), "cut at {len}");
    }
}

#[test]
fn names_that_lead_outside_are_refused() {
    for name in ["../x", "/etc/passwd", "a/../../x", "a\\b", "c:/x", "a//b", "./x", "", "x ", "a\0"]
    {
        assert!(!is_safe(name), "{name:?}");
        let mut writer = Writer::new(Cursor::new(Vec::new()));
        let added = writer.add(name, &mut &b""[..], &mut |_| {});
        assert!(matches!(added, Err(ZipError::Name { .. })), "{name:?}");
    }
    // Written by somebody who does not ask.
    let mut bytes = archive(&[("..x/y", b"1")]);
    while let Some(at) = bytes.windows(5).position(|w| w == b"..x/y") {
        bytes[at..at + 5].copy_from_slice(b"../xy");
    }
    assert!(matches!(open(&bytes), Err(ZipError::Name { .. })));
}

#[test]
fn two_entries_of_one_name_are_refused() {
    let mut bytes = archive(&[("aa", b"1"), ("ab", b"2")]);
    while let Some(at) = bytes.windows(2).position(|w| w == b"ab") {
        bytes[at..at + 2].copy_from_slice(b"aa");
    }
    assert!(matches!(open(&bytes), Err(ZipError::Duplicate { .. })));
}

#[test]
fn names_that_differ_in_their_encoding_only_are_one_name() {
    let mut writer = Writer::new(Cursor::new(Vec::new()));
    writer.add("Re\u{301}sume\u{301}.pdf", &mut &b"1"[..], &mut |_| {}).expect("added");
    let again = writer.add("r\u{e9}sum\u{e9}.pdf", &mut &b"2"[..], &mut |_| {});
    assert!(matches!(again, Err(ZipError::Duplicate { .. })));
    // Written by somebody who does not ask.
    let mut bytes = archive(&[("u\u{308}u\u{308}", b"1"), ("aaaaaa", b"2")]);
    let (from, to) = (b"aaaaaa", "U\u{308}u\u{308}".as_bytes());
    while let Some(at) = bytes.windows(from.len()).position(|w| w == from) {
        bytes[at..at + from.len()].copy_from_slice(to);
    }
    // six bytes each, and the flag that says UTF-8 in both headers of the second
    let flag = record::UTF8.to_le_bytes();
    let second = bytes.windows(4).rposition(|w| w == record::CENTRAL.to_le_bytes()).expect("one");
    let local = bytes.windows(4).rposition(|w| w == record::LOCAL.to_le_bytes()).expect("one");
    bytes[second + 8..second + 10].copy_from_slice(&flag);
    bytes[local + 6..local + 8].copy_from_slice(&flag);
    assert!(matches!(open(&bytes), Err(ZipError::Duplicate { .. })));
}

#[test]
fn a_second_name_in_an_extra_field_is_refused_in_either_header() {
    let name = [0x75, 0x70, 5, 0, 1, 0, 0, 0, 0];
    let plain = archive(&[("a", b"1")]);
    let put = |at: usize, length: usize, moved: bool| {
        let mut bytes = plain.clone();
        bytes.splice(at..at, name);
        bytes[length] = name.len() as u8;
        let end = bytes.len() - record::END_LEN;
        if moved {
            bytes[end + 16] += name.len() as u8;
        } else {
            bytes[end + 12] += name.len() as u8;
        }
        bytes
    };
    let local = record::LOCAL_LEN as usize + 1;
    let directory = local + 1;
    for bytes in
        [put(local, 28, true), put(directory + record::CENTRAL_LEN + 1, directory + 30, false)]
    {
        assert!(matches!(
            open(&bytes),
            Err(ZipError::Ambiguous { what: "an entry has two names" })
        ));
    }
}

#[test]
fn hidden_bytes_and_double_ends_are_refused() {
    let bytes = archive(FILES);
    let before = [b"#!/bin/sh\n".as_slice(), &bytes].concat();
    assert!(open(&before).is_err(), "bytes before the first entry");
    assert!(open(&[bytes.as_slice(), b"tail"].concat()).is_err(), "bytes behind the end");
    let twice = [bytes.as_slice(), &bytes].concat();
    assert!(open(&twice).is_err(), "two archives in one file");
}

#[test]
fn an_entry_that_unfolds_to_more_than_it_states_is_damaged() {
    let zeros = vec![0; 1 << 20];
    let packed = miniz_oxide::deflate::compress_to_vec(&zeros, 6);
    let bytes = deflated(&packed, 10, 0);
    let mut archive = open(&bytes).expect("headers that agree");
    let entry = archive.entries()[0].clone();
    let mut out = Vec::new();
    let error = archive.read(&entry).expect("found").read_to_end(&mut out).expect_err("damaged");
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert!(out.len() <= 10, "no more than was stated");
}

#[test]
fn a_deflated_entry_is_unfolded() {
    let text: Vec<u8> = (0..200_000_u32).flat_map(|n| (n % 1000).to_le_bytes()).collect();
    let packed = miniz_oxide::deflate::compress_to_vec(&text, 6);
    let mut crc = crc32fast::Hasher::new();
    crc.update(&text);
    let bytes = deflated(&packed, text.len() as u32, crc.finalize());
    let mut archive = open(&bytes).expect("readable");
    let entry = archive.entries()[0].clone();
    assert!(archive.read_all(&entry, 1 << 20).expect("whole") == text);
}

/// An archive of one deflated entry that states this size and checksum.
fn deflated(packed: &[u8], size: u32, crc: u32) -> Vec<u8> {
    let mut bytes = archive(&[("a", packed)]);
    let patch = |bytes: &mut Vec<u8>, base: usize, local: bool| {
        let at = base + if local { 8 } else { 10 };
        bytes[at..at + 2].copy_from_slice(&8_u16.to_le_bytes());
        let at = base + if local { 14 } else { 16 };
        bytes[at..at + 4].copy_from_slice(&crc.to_le_bytes());
        bytes[at + 8..at + 12].copy_from_slice(&size.to_le_bytes());
    };
    let directory = bytes.len() - record::END_LEN - record::CENTRAL_LEN - 1;
    patch(&mut bytes, 0, true);
    patch(&mut bytes, directory, false);
    bytes
}
