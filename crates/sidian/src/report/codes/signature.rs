//! Codes of signatures (5000 to 5999).

use super::codes;

codes! {
    /// The document has no signature.
    NO_SIGNATURE = 5001 "no-signature" Undetermined / SignedDataNotFound,
        "文件没有电子签名", "the document has no signature",
        "该文件不能作为电子证照或电子材料使用，请索取经签名的原件", "it proves nothing; ask for the signed original";
}
