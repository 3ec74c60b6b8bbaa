use rusqlite::{Connection, OptionalExtension};
use tlog_tiles::{
    Error, Hash, HashReader, Tile, TreeProof, prove_record, prove_tree, record_hash,
    stored_hash_index, stored_hashes, tree_hash,
};

use crate::store::StoreError;

/// The tree over the entries in the store.
pub struct Tree<'a> {
    connection: &'a Connection,
}

/// A state of the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TreeHead {
    /// How many entries.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

impl<'a> Tree<'a> {
    /// Over this connection.
    pub fn new(connection: &'a Connection) -> Self {
        Self { connection }
    }

    /// How many entries there are.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub fn size(connection: &Connection) -> Result<u64, StoreError> {
        let last: Option<i64> = connection
            .prepare_cached("SELECT MAX(seq) FROM audit")?
            .query_row([], |row| row.get(0))?;
        Ok(last.and_then(|n| u64::try_from(n).ok()).map_or(0, |n| n.saturating_add(1)))
    }

    /// Adds the hashes of entry `seq`, which must be the next.
    pub(crate) fn append(connection: &Connection, seq: u64, leaf: &[u8]) -> Result<(), StoreError> {
        let first = stored_hash_index(0, seq);
        let hashes = stored_hashes(seq, leaf, &Tree::new(connection)).map_err(damaged)?;
        let mut insert =
            connection.prepare_cached("INSERT INTO hashes (place, hash) VALUES (?1, ?2)")?;
        for (place, hash) in (first..).zip(hashes) {
            insert.execute((i64::try_from(place).unwrap_or(i64::MAX), hash.0))?;
        }
        Ok(())
    }

    /// The root over the first `size` entries.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where hashes are missing.
    pub fn head(&self, size: u64) -> Result<TreeHead, StoreError> {
        Ok(TreeHead { size, root: tree_hash(size, self).map_err(damaged)? })
    }

    /// Whether the hash of entry `seq` is that of `leaf`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] where there is none.
    pub fn has_leaf(&self, seq: u64, leaf: &[u8]) -> Result<bool, StoreError> {
        let kept = self.read_hashes(&[stored_hash_index(0, seq)]).map_err(damaged)?;
        Ok(kept.first() == Some(&record_hash(leaf)))
    }

    /// That entry `index` is in the tree of `size` entries.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] for an entry behind the end, [`StoreError::Damaged`].
    pub fn inclusion(&self, size: u64, index: u64) -> Result<Vec<Hash>, StoreError> {
        if index >= size {
            return Err(StoreError::Missing);
        }
        prove_record(size, index, self).map_err(damaged)
    }

    /// That the tree of `old` entries is the beginning of that of `new`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] for sizes that make no sense, [`StoreError::Damaged`].
    pub fn consistency(&self, old: u64, new: u64) -> Result<TreeProof, StoreError> {
        if old == 0 || old > new {
            return Err(StoreError::Missing);
        }
        prove_tree(new, old, self).map_err(damaged)
    }

    /// The bytes of a hash tile of the tree of `size` entries.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] for a tile that is not there.
    pub fn tile(&self, size: u64, level: u8, n: u64, width: u32) -> Result<Vec<u8>, StoreError> {
        const MOST_LEVELS: u8 = 7;
        if level > MOST_LEVELS || !(1..=256).contains(&width) || n > u64::MAX >> 16 {
            return Err(StoreError::Missing);
        }
        let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
        let end = n.saturating_mul(256).saturating_add(u64::from(width));
        if end > hashes {
            return Err(StoreError::Missing);
        }
        Tile::new(8, level, n, width, false).read_data(self).map_err(damaged)
    }
}

impl HashReader for Tree<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let sql = "SELECT hash FROM hashes WHERE place = ?1";
        let mut select = self.connection.prepare_cached(sql).map_err(|_| Error::InvalidTile)?;
        let mut out = Vec::with_capacity(indexes.len());
        for index in indexes {
            let place = i64::try_from(*index).map_err(|_| Error::InvalidTile)?;
            let hash: Option<[u8; 32]> = select
                .query_row([place], |row| row.get(0))
                .optional()
                .map_err(|_| Error::InvalidTile)?;
            out.push(Hash(hash.ok_or(Error::InvalidTile)?));
        }
        Ok(out)
    }
}

fn damaged(_: Error) -> StoreError {
    StoreError::Damaged { what: "the audit log" }
}
