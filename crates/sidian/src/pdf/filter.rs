//! Stream filters (ISO 32000-2 7.4): those that structure and text need. Every byte that comes out
//! is paid from the budget before it is kept.

use crate::budget::{Budget, LimitError, Work};

use super::lexer::{hex_digit, is_white};
use super::{Dict, Object};

/// Longest chain of filters on one stream.
const CHAIN: usize = 8;

/// Why data did not decode.
pub(super) enum FilterError {
    /// Unknown filter, bad parameters or damaged data.
    Data,
    /// Out of budget.
    Limit(LimitError),
}

impl From<LimitError> for FilterError {
    fn from(error: LimitError) -> Self {
        Self::Limit(error)
    }
}

/// Decodes `data` through the filters that `dict` names; `dict` holds no references there.
pub(super) fn decode(dict: &Dict, data: &[u8], budget: &Budget) -> Result<Vec<u8>, FilterError> {
    let filters = listed(dict.get("Filter").or_else(|| dict.get("F")));
    let parameters = listed(dict.get("DecodeParms").or_else(|| dict.get("DP")));
    if filters.len() > CHAIN {
        return Err(FilterError::Data);
    }
    let mut current: Option<Vec<u8>> = None;
    for (position, filter) in filters.iter().enumerate() {
        let input = current.as_deref().unwrap_or(data);
        let parameters = match parameters.get(position) {
            Some(Object::Dict(dict)) => Some(dict),
            Some(Object::Null) | None => None,
            Some(_) => return Err(FilterError::Data),
        };
        let name = filter.as_name().ok_or(FilterError::Data)?;
        current = Some(match name.as_bytes() {
            b"FlateDecode" | b"Fl" => predicted(inflate(input, budget)?, parameters, budget)?,
            b"ASCIIHexDecode" | b"AHx" => ascii_hex(input, budget)?,
            b"ASCII85Decode" | b"A85" => ascii_85(input, budget)?,
            b"RunLengthDecode" | b"RL" => run_length(input, budget)?,
            _ => return Err(FilterError::Data),
        });
    }
    match current {
        Some(data) => Ok(data),
        None => {
            budget.spend(Work::Inflated, data.len() as u64)?;
            Ok(data.to_vec())
        }
    }
}

fn listed(value: Option<&Object>) -> &[Object] {
    match value {
        None | Some(Object::Null) => &[],
        Some(Object::Array(array)) => array.items(),
        Some(single) => std::slice::from_ref(single),
    }
}

fn inflate(data: &[u8], budget: &Budget) -> Result<Vec<u8>, FilterError> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

    let left = usize::try_from(budget.left(Work::Inflated)).unwrap_or(usize::MAX);
    match decompress_to_vec_zlib_with_limit(data, left) {
        Ok(out) => {
            budget.spend(Work::Inflated, out.len() as u64)?;
            Ok(out)
        }
        Err(error) if error.status == TINFLStatus::HasMoreOutput => {
            budget.spend(Work::Inflated, left as u64 + 1)?;
            Err(FilterError::Data)
        }
        Err(error) => {
            // what was produced before the damage showed was work too
            budget.spend(Work::Inflated, error.output.len() as u64)?;
            Err(FilterError::Data)
        }
    }
}

fn parameter(dict: &Dict, key: &str, default: usize, most: usize) -> Result<usize, FilterError> {
    match dict.get(key) {
        None => Ok(default),
        Some(Object::Integer(value)) => {
            usize::try_from(*value).ok().filter(|v| (1..=most).contains(v)).ok_or(FilterError::Data)
        }
        Some(_) => Err(FilterError::Data),
    }
}

fn predicted(
    data: Vec<u8>,
    parameters: Option<&Dict>,
    budget: &Budget,
) -> Result<Vec<u8>, FilterError> {
    let Some(parameters) = parameters else { return Ok(data) };
    let predictor = parameter(parameters, "Predictor", 1, 15)?;
    if predictor == 1 {
        return Ok(data);
    }
    let colours = parameter(parameters, "Colors", 1, 64)?;
    let bits = parameter(parameters, "BitsPerComponent", 8, 16)?;
    let columns = parameter(parameters, "Columns", 1, 1 << 24)?;
    let pixel = (colours * bits).div_ceil(8);
    let row = (columns * colours * bits).div_ceil(8);
    budget.spend(Work::Inflated, data.len() as u64)?;
    match predictor {
        2 => tiff(data, row, pixel, bits),
        10.. => png(&data, row, pixel),
        _ => Err(FilterError::Data),
    }
}

/// TIFF predictor 2 for whole bytes.
fn tiff(mut data: Vec<u8>, row: usize, pixel: usize, bits: usize) -> Result<Vec<u8>, FilterError> {
    if bits != 8 {
        return Err(FilterError::Data);
    }
    for line in data.chunks_mut(row) {
        for at in pixel..line.len() {
            let left = line.get(at - pixel).copied().unwrap_or(0);
            if let Some(byte) = line.get_mut(at) {
                *byte = byte.wrapping_add(left);
            }
        }
    }
    Ok(data)
}

/// PNG predictors (RFC 2083 clause 6), chosen line by line.
fn png(data: &[u8], row: usize, pixel: usize) -> Result<Vec<u8>, FilterError> {
    let mut out = Vec::with_capacity(data.len());
    let mut above = vec![0_u8; row];
    let mut line = vec![0_u8; row];
    for coded in data.chunks(row + 1) {
        let Some((&kind, bytes)) = coded.split_first() else { break };
        let line = line.get_mut(..bytes.len()).ok_or(FilterError::Data)?;
        line.copy_from_slice(bytes);
        unfilter(kind, line, &above, pixel)?;
        out.extend_from_slice(line);
        if let Some(above) = above.get_mut(..line.len()) {
            above.copy_from_slice(line);
        }
    }
    Ok(out)
}

fn unfilter(kind: u8, line: &mut [u8], above: &[u8], pixel: usize) -> Result<(), FilterError> {
    if kind > 4 {
        return Err(FilterError::Data);
    }
    for at in 0..line.len() {
        let before = at.checked_sub(pixel);
        let left = before.and_then(|i| line.get(i)).copied().unwrap_or(0);
        let up = above.get(at).copied().unwrap_or(0);
        let corner = before.and_then(|i| above.get(i)).copied().unwrap_or(0);
        let guess = match kind {
            0 => 0,
            1 => left,
            2 => up,
            3 => left.midpoint(up),
            _ => paeth(left, up, corner),
        };
        if let Some(byte) = line.get_mut(at) {
            *byte = byte.wrapping_add(guess);
        }
    }
    Ok(())
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(corner);
    let distance = |v: u8| (estimate - i16::from(v)).abs();
    if distance(left) <= distance(up) && distance(left) <= distance(corner) {
        left
    } else if distance(up) <= distance(corner) {
        up
    } else {
        corner
    }
}

fn ascii_hex(data: &[u8], budget: &Budget) -> Result<Vec<u8>, FilterError> {
    budget.spend(Work::Inflated, data.len() as u64 / 2)?;
    let mut out = Vec::with_capacity(data.len() / 2);
    let mut high = None;
    for &b in data {
        match (hex_digit(b), high.take()) {
            (Some(digit), None) => high = Some(digit),
            (Some(digit), Some(first)) => out.push(first << 4 | digit),
            (None, kept) if is_white(b) => high = kept,
            (None, kept) if b == b'>' => {
                out.extend(kept.map(|digit: u8| digit << 4));
                return Ok(out);
            }
            _ => return Err(FilterError::Data),
        }
    }
    Err(FilterError::Data)
}

fn ascii_85(data: &[u8], budget: &Budget) -> Result<Vec<u8>, FilterError> {
    let mut out = Vec::new();
    let mut group: Vec<u8> = Vec::with_capacity(5);
    for &b in data {
        match b {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(b - b'!'),
            b'~' => break,
            _ if is_white(b) => continue,
            _ => return Err(FilterError::Data),
        }
        if group.len() == 5 {
            out.extend(base_85(&group)?);
            group.clear();
        }
    }
    if !group.is_empty() {
        let keep = group.len() - 1;
        group.resize(5, 84);
        out.extend(base_85(&group)?.iter().take(keep));
    }
    budget.spend(Work::Inflated, out.len() as u64)?;
    Ok(out)
}

fn base_85(group: &[u8]) -> Result<[u8; 4], FilterError> {
    let value = group.iter().fold(0_u64, |sum, &digit| sum * 85 + u64::from(digit));
    u32::try_from(value).map(u32::to_be_bytes).map_err(|_| FilterError::Data)
}

fn run_length(mut data: &[u8], budget: &Budget) -> Result<Vec<u8>, FilterError> {
    let mut out = Vec::new();
    while let Some((&length, rest)) = data.split_first() {
        let count = usize::from(length);
        data = match length {
            128 => break,
            0..=127 => {
                let (run, rest) = rest.split_at_checked(count + 1).ok_or(FilterError::Data)?;
                budget.spend(Work::Inflated, run.len() as u64)?;
                out.extend_from_slice(run);
                rest
            }
            129.. => {
                let (&byte, rest) = rest.split_first().ok_or(FilterError::Data)?;
                let run = 257 - count;
                budget.spend(Work::Inflated, run as u64)?;
                out.resize(out.len() + run, byte);
                rest
            }
        };
    }
    Ok(out)
}
