//! Trust anchors, certification path validation (RFC 5280 section 6) and revocation.
