//! Codes of licences (7000 to 7999).

use super::codes;

codes! {
    /// The identifier has a wrong check character.
    LICENCE_ID_CHECK = 7001 "licence-identifier-check" Warning,
        "证照标识校验位不符（应为 {expected}）：录入有误或不符合标准", "the check character of the licence identifier should be {expected}: mistyped or not standard",
        "与持证人或颁发机构核对证照标识", "compare the identifier with the issuer’s record";
}
