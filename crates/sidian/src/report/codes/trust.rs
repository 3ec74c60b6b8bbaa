//! Codes of certification paths, revocation and time (4000 to 4999).

use super::codes;

codes! {
    /// No path to a trust anchor.
    PATH_NOT_FOUND = 4001 "path-not-found" Undetermined / NoCertificateChainFound,
        "签名人证书“{subject}”不在受信任的机构之下", "no path leads from the certificate “{subject}” to a trust anchor",
        "核实签发机构身份；确属可信机构的，由管理员加入信任列表", "check who issued the certificate; if it is to be trusted, an administrator adds its root";
}
