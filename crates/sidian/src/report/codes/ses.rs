//! Codes of seal structures (3200 to 3299).

use super::codes;

codes! {
    /// Not a structure of any edition.
    SES_MALFORMED = 3221 "ses-malformed" Failure / FormatFailure,
        "电子印章或签章数据格式错误，无法读取：{detail}", "the electronic seal cannot be read: {detail}",
        "不要采用；请向盖章单位重新索取原始电子文件", "do not use it; ask whoever sealed it for the original";
    /// Loose encoding as it is met every day.
    SES_LOOSE = 3222 "ses-loose-encoding" Note,
        "印章数据的编码不够严格（{variant}），不影响结论", "the encoding of the seal is loose ({variant}), which changes nothing",
        "", "";
    /// Another structure than the standard's.
    SES_NOT_CONFORMING = 3223 "ses-not-conforming" Undetermined / FormatFailure,
        "印章数据的结构不符合国家标准（{variant}）", "the structure of the seal does not conform to the standard ({variant})",
        "请制章单位按 GB/T 38540 重新制作印章后重新盖章", "ask the maker for a seal that follows GB/T 38540, and have it sealed again";
    /// The version in the header is not that of the structure.
    SES_VERSION = 3224 "ses-version-unusual" Warning,
        "印章头版本号 {stated} 与其结构（{standard}）不对应", "the version {stated} in the seal’s header does not go with its structure ({standard})",
        "需要时请制章单位说明", "where it matters, ask the maker";
    /// A critical extension that is not known here.
    SES_CRITICAL_EXTENSION = 3225 "ses-critical-extension" Undetermined,
        "印章或签章数据含有本系统不认识的关键扩展 {extension}", "the seal or its use has the critical extension {extension}, which is not known here",
        "请能识别该扩展的机构核验，或请制章单位说明", "ask the maker what it means, or have it verified by software that knows it";
}
