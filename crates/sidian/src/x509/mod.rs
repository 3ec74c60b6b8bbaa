//! X.509 structures (RFC 5280): certificates, names, extensions, CRLs. No judgement here.
