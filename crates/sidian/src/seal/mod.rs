//! Electronic seals.
