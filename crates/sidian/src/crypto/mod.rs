//! Keys, hashes and signature algorithms, named once, in one table.
