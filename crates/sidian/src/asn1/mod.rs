//! ASN.1: a thin layer over `der`, and the field's object identifiers in one table.
