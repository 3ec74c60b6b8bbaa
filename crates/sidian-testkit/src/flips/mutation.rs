//! Every small change to a file, numbered.

/// Bytes of a block that is doubled or dropped.
const BLOCK: usize = 16;

/// One small change to a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mutation {
    /// One bit of one byte turned over.
    Flip {
        /// Which byte.
        at: usize,
        /// Which bit, counted from the lowest.
        bit: u8,
    },
    /// Everything from here on cut off.
    Cut {
        /// How many bytes stay.
        len: usize,
    },
    /// A block of 16 bytes written twice.
    Double {
        /// Where it begins.
        at: usize,
    },
    /// A block of 16 bytes left out.
    Drop {
        /// Where it begins.
        at: usize,
    },
}

impl Mutation {
    /// How many there are for a file of `len` bytes.
    pub fn count(len: usize) -> usize {
        9 * len + 2 * len.div_ceil(BLOCK)
    }

    /// Number `index` of those for a file of `len` bytes: flips, then cuts, then blocks.
    pub fn nth(len: usize, index: usize) -> Option<Self> {
        if index < 8 * len {
            return Some(Self::Flip { at: index / 8, bit: (index % 8) as u8 });
        }
        let index = index - 8 * len;
        if index < len {
            return Some(Self::Cut { len: index });
        }
        let index = index - len;
        let at = index / 2 * BLOCK;
        match index % 2 {
            _ if at >= len => None,
            0 => Some(Self::Double { at }),
            _ => Some(Self::Drop { at }),
        }
    }

    /// The file with this change.
    pub fn apply(self, file: &[u8]) -> Vec<u8> {
        let end = |at: usize| (at + BLOCK).min(file.len());
        match self {
            Self::Flip { at, bit } => {
                let mut out = file.to_vec();
                out[at] ^= 1 << bit;
                out
            }
            Self::Cut { len } => file[..len].to_vec(),
            Self::Double { at } => [&file[..end(at)], &file[at..]].concat(),
            Self::Drop { at } => [&file[..at], &file[end(at)..]].concat(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_has_one_number_and_changes_the_file() {
        let file: Vec<u8> = (0..37).collect();
        let all: Vec<_> = (0..).map_while(|index| Mutation::nth(37, index)).collect();
        assert_eq!(all.len(), Mutation::count(37));
        assert_eq!(all.len(), 8 * 37 + 37 + 2 * 3);
        let mut made: Vec<_> = all.iter().map(|mutation| mutation.apply(&file)).collect();
        assert!(made.iter().all(|mutant| *mutant != file));
        made.sort();
        made.dedup();
        assert_eq!(made.len(), all.len() - 1, "a cut and a drop of the last block are the same");
    }
}
