//! Codes of annotated copies of licences (8501 to 8539).

use super::codes;

codes! {
    /// No statement of a copy inside.
    COPY_MISSING = 8501 "copy-missing" Failure / FormatFailure,
        "文件不是电子证照加注件：签名内容中没有加注信息", "the file is no annotated copy: nothing that was signed says what it is a copy of",
        "请提供加注件原文件", "ask for the copy itself";
    /// The statement cannot be read.
    COPY_MALFORMED = 8502 "copy-malformed" Failure / FormatFailure,
        "加注信息无法读取：{detail}", "what the copy says of itself cannot be read: {detail}",
        "请重新制作加注件", "have the copy made again";
    /// Not certified against change.
    COPY_NOT_CERTIFIED = 8503 "copy-not-certified" Failure / SigConstraintsFailure,
        "加注件没有由制作单位认证签名（不允许任何改动）", "the copy is not certified by its maker against every change",
        "请重新制作加注件", "have the copy made again";
    /// Signed by somebody else.
    COPY_MAKER = 8504 "copy-maker-differs" Failure / SigConstraintsFailure,
        "加注件的签名证书（{signer}）不是其所载制作单位的证书", "the certificate that signed the copy ({signer}) is not that of the maker it names",
        "不要采用；请所载制作单位重新制作", "do not use it; the maker that it names makes it again";
    /// Made for another recipient.
    COPY_RECIPIENT = 8505 "copy-recipient" Failure / SigConstraintsFailure,
        "加注件仅供其他单位（{recipient}）使用", "the copy is good for another recipient only ({recipient})",
        "请持证人为本单位另行制作", "the holder has one made for this department";
    /// Made for another purpose.
    COPY_PURPOSE = 8506 "copy-purpose" Failure / SigConstraintsFailure,
        "加注件仅供“{purpose}”使用，与本次用途不符", "the copy is good for another purpose only: “{purpose}”",
        "不得挪作他用；请按本次用途另行制作", "it may not be used otherwise; have one made for this purpose";
    /// Made for another case.
    COPY_CASE = 8507 "copy-case" Failure / SigConstraintsFailure,
        "加注件仅供办件 {case} 使用", "the copy is good for case {case} only",
        "请为本办件另行制作", "have one made for this case";
    /// Ended.
    COPY_EXPIRED = 8508 "copy-expired" Failure / Expired,
        "加注件已失效（{until} 止）", "the copy ended at {until}",
        "请重新制作加注件", "have a new one made";
    /// From the future.
    COPY_FUTURE = 8509 "copy-future" Failure / NotYetValid,
        "加注件的制作时间（{made}）在将来", "the copy says that it was made in the future ({made})",
        "检查本机时间", "check the clock";
    /// The authorisation is gone, and the copy with it.
    COPY_GRANT_REVOKED = 8510 "copy-grant-revoked" Failure / Revoked,
        "制作加注件所依据的授权已于 {at} 撤回，加注件随之失效", "the authorisation under which the copy was made was withdrawn at {at}, and the copy with it",
        "不要采用；请持证人重新授权", "do not use it; the holder authorises it again";
    /// Another original.
    COPY_ORIGINAL_DIFFERS = 8511 "copy-original-differs" Failure / HashFailure,
        "所给的证照原件不是制作加注件时的原件（摘要或标识不符）", "the original that was given is not the one that the copy was made of",
        "请提供制作时的证照原件", "give the original that it was made of";
    /// The original is not there.
    COPY_ORIGINAL_MISSING = 8512 "copy-original-missing" Undetermined / SignedDataNotFound,
        "没有取得证照原件，无法确认原件是否仍然有效", "the original is not at hand, so whether it is still in force is open",
        "从证照库取得原件 {id} 后再核验", "get the original {id} and verify again";
    /// The original failed.
    COPY_ORIGINAL_FAILED = 8513 "copy-original-failed" Failure / Revoked,
        "证照原件核验未通过，加注件不能使用", "the original of the copy did not pass, so the copy is of no use",
        "查看原件的核验结果", "see the findings about the original";
    /// The original stays open.
    COPY_ORIGINAL_OPEN = 8514 "copy-original-open" Undetermined / TryLater,
        "证照原件的状态暂时无法确定", "whether the original is in force could not be determined",
        "补充原件所缺的信息后再核验", "bring what the original lacks and verify again";
}
