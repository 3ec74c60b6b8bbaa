//! Identifier octets (X.690 §8.1.2) as they stand in the bytes, class and form included.

/// BOOLEAN.
pub const BOOLEAN: u8 = 0x01;
/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// BIT STRING.
pub const BIT_STRING: u8 = 0x03;
/// OCTET STRING.
pub const OCTET_STRING: u8 = 0x04;
/// NULL.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// ENUMERATED.
pub const ENUMERATED: u8 = 0x0a;
/// UTF8String.
pub const UTF8_STRING: u8 = 0x0c;
/// PrintableString.
pub const PRINTABLE_STRING: u8 = 0x13;
/// TeletexString (T61String).
pub const TELETEX_STRING: u8 = 0x14;
/// IA5String.
pub const IA5_STRING: u8 = 0x16;
/// UTCTime.
pub const UTC_TIME: u8 = 0x17;
/// GeneralizedTime.
pub const GENERALIZED_TIME: u8 = 0x18;
/// VisibleString.
pub const VISIBLE_STRING: u8 = 0x1a;
/// UniversalString.
pub const UNIVERSAL_STRING: u8 = 0x1c;
/// BMPString.
pub const BMP_STRING: u8 = 0x1e;
/// SEQUENCE and SEQUENCE OF.
pub const SEQUENCE: u8 = 0x30;
/// SET and SET OF.
pub const SET: u8 = 0x31;

/// The bit that marks a constructed encoding.
pub const CONSTRUCTED: u8 = 0x20;

/// `[number]` in the primitive form: IMPLICIT over a primitive type.
///
/// Only the low five bits of `number` count; the field uses nothing above 30.
pub const fn context(number: u8) -> u8 {
    0x80 | (number & 0x1f)
}

/// `[number]` in the constructed form: EXPLICIT, or IMPLICIT over a constructed type.
///
/// Only the low five bits of `number` count; the field uses nothing above 30.
pub const fn context_constructed(number: u8) -> u8 {
    0xa0 | (number & 0x1f)
}
