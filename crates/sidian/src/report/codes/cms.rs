//! Codes of ASN.1 and CMS (3000 to 3999).

use super::codes;

codes! {
    /// The signature container cannot be read.
    CMS_MALFORMED = 3101 "cms-malformed" Failure / FormatFailure,
        "签名数据格式错误：{detail}", "the signature container is malformed: {detail}",
        "请向签名单位重新索取原始电子文件", "ask the signer for the original file";
}
