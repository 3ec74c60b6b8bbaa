//! CMS SignedData (RFC 5652) and its GB/T 35275 dialect.
