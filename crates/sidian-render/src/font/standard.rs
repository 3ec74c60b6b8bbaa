use std::sync::OnceLock;

use hayro_interpret::hayro_cmap::{CMap, CMapName, load_embedded};

/// Name of the typeface that every PDF reader for Chinese brings along.
pub(crate) const BASE_FONT: &str = "STSong-Light";
/// Its encoding: two bytes of UCS-2 a character (ISO 32000-1, 9.7.5.2).
pub(crate) const ENCODING: &str = "UniGB-UCS2-H";

/// Whether the standard pair can show `c`: it must be one UCS-2 unit that the encoding knows.
pub(crate) fn has(c: char) -> bool {
    static MAP: OnceLock<Option<CMap>> = OnceLock::new();
    let map = MAP.get_or_init(|| CMap::parse(load_embedded(CMapName::UniGbUcs2H)?, load_embedded));
    let Ok(code) = u16::try_from(u32::from(c)) else { return false };
    map.as_ref().and_then(|map| map.lookup_cid_code(u32::from(code), 2)).is_some_and(|cid| cid != 0)
}

/// The advance of `c` in ems. The page declares these widths, so they hold whatever face a reader
/// puts in.
pub(crate) fn advance(c: char) -> f32 {
    u32::from(c)
        .checked_sub(0x20)
        .and_then(|at| ASCII.get(at as usize))
        .map_or(1.0, |width| f32::from(*width) / 1000.0)
}

/// Widths of the printable ASCII characters in `STSong-Light`, in thousandths of an em: CIDs 1 to 95
/// of Adobe-GB1.
#[rustfmt::skip]
pub(crate) const ASCII: [u16; 95] = [
    207, 270, 342, 467, 462, 797, 710, 239, 374, 374, 423, 605, 238, 375, 238, 334,
    462, 462, 462, 462, 462, 462, 462, 462, 462, 462, 238, 238, 605, 605, 605, 344,
    748, 684, 560, 695, 739, 563, 511, 729, 793, 318, 312, 666, 526, 896, 758, 772,
    544, 772, 628, 465, 607, 753, 711, 972, 647, 620, 607, 374, 333, 374, 606, 500,
    239, 417, 503, 427, 529, 415, 264, 444, 518, 241, 230, 495, 228, 793, 527, 524,
    524, 504, 338, 336, 277, 517, 450, 652, 466, 452, 407, 370, 258, 370, 605,
];
