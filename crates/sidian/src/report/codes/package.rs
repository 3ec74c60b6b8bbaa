//! Codes of packages of materials (8300 to 8399).

use super::codes;

codes! {
    /// The archive itself cannot be trusted to say one thing.
    PACKAGE_ARCHIVE = 8301 "package-archive" Failure / FormatFailure,
        "材料包文件结构有误（{detail}），不同软件可能看到不同内容", "the package’s archive is faulty ({detail}): different programs could see different things in it",
        "不要采用；请提交方重新制作材料包", "do not use it; ask for the package to be made again";
    /// No `mimetype`, or another one.
    PACKAGE_TYPE = 8302 "package-type" Failure / FormatFailure,
        "文件不是 ASiC-E 材料包（类型为“{found}”）", "the file is no ASiC-E package: its type is “{found}”",
        "请核对文件，或请提交方重新制作材料包", "check the file, or ask for the package to be made again";
    /// `mimetype` is left out, which the standard tolerates.
    PACKAGE_TYPE_MISSING = 8303 "package-type-missing" Note,
        "材料包未注明类型（mimetype），已按 ASiC-E 验证", "the package does not state its type (mimetype); it was verified as ASiC-E",
        "", "";
    /// A manifest that cannot be read, or that says something twice.
    PACKAGE_MANIFEST = 8304 "package-manifest" Failure / FormatFailure,
        "清单 {manifest} 无法读取：{detail}", "the manifest {manifest} cannot be read: {detail}",
        "不要采用；请提交方重新制作材料包", "do not use it; ask for the package to be made again";
    /// Listed and signed, and not there.
    MATERIAL_REMOVED = 8305 "material-removed" Failure / SignedDataNotFound,
        "清单中的“{name}”已不在材料包内", "“{name}”, which the manifest lists, is not in the package any more",
        "不要采用；请提交方提供完整的材料包", "do not use it; ask for the complete package";
    /// Not what was signed.
    MATERIAL_REPLACED = 8306 "material-replaced" Failure / HashFailure,
        "“{name}”的内容与签名时不同，已被替换或改动", "“{name}” is not what was signed: it was replaced or altered",
        "不要采用该材料；请提交方提供原材料包", "do not use it; ask for the original package";
    /// In the package, and in no signed manifest.
    MATERIAL_ADDED = 8307 "material-added" Failure / FormatFailure,
        "“{name}”不在任何已签名清单内，是后来放入的", "“{name}” is in no signed manifest: somebody put it in",
        "不要采用该材料；请提交方重新制作材料包", "do not use it; ask for the package to be made again";
    /// Its digest cannot be computed here.
    MATERIAL_DIGEST = 8308 "material-digest-unsupported" Undetermined / CryptoConstraintsFailure,
        "清单 {manifest} 使用的摘要算法 {algorithm} 不受支持或强度不足", "the manifest {manifest} uses the digest algorithm {algorithm}, which is not supported or too weak",
        "请提交方用 SM3 或 SHA-256 重新制作材料包", "ask for the package to be made again with SM3 or SHA-256";
    /// A manifest without signature, or a signature without manifest.
    PACKAGE_LOOSE = 8309 "package-loose" Failure / FormatFailure,
        "“{name}”没有对应的签名或清单", "“{name}” has no signature, or no manifest, that belongs to it",
        "不要采用；请提交方重新制作材料包", "do not use it; ask for the package to be made again";
    /// XAdES or an archive timestamp.
    PACKAGE_UNREAD = 8310 "package-unread" Undetermined / NoSigningCertificateFound,
        "“{name}”是本软件不验证的签名格式", "“{name}” is of a kind of signature that is not verified here",
        "请改用 CAdES 签名的材料包", "ask for a package signed with CAdES";
    /// The description says something else than the package holds.
    PACKAGE_DESCRIPTION = 8311 "package-description" Failure / FormatFailure,
        "材料说明 {name} 与材料包内容不一致：{detail}", "the description {name} does not agree with what the package holds: {detail}",
        "不要采用；请提交方重新制作材料包", "do not use it; ask for the package to be made again";
    /// Made by other software: no description of the materials.
    PACKAGE_UNDESCRIBED = 8312 "package-undescribed" Note,
        "材料包没有材料说明，只能确认文件未被改动", "the package does not describe its materials; only that they are unchanged is known",
        "", "";
    /// A material that is signed itself, and failed.
    MATERIAL_FAILED = 8313 "material-failed" Failure / SigConstraintsFailure,
        "材料“{name}”自身的签名或印章验证未通过", "“{name}” failed the verification of its own signatures or seals",
        "不要采用该材料；请逐项查看该材料的验证结果", "do not use it; see the findings of that material";
    /// A material that is signed itself, and stays open.
    MATERIAL_OPEN = 8314 "material-open" Undetermined / TryLater,
        "材料“{name}”自身的签名或印章暂时无法确定", "the signatures or seals of “{name}” itself could not be determined",
        "请逐项查看该材料的验证结果，补充所缺信息后再验证", "see the findings of that material, bring what is missing and verify again";
    /// A material past the date that its submitter stated.
    MATERIAL_EXPIRED = 8315 "material-expired" Undetermined / Expired,
        "材料“{name}”已过有效期（至 {until}）", "“{name}” is past its date ({until})",
        "请提交方提供新的材料", "ask for a newer one";
    /// Taken as a licence, and not one.
    MATERIAL_NOT_LICENCE = 8316 "material-not-licence" Failure / FormatFailure,
        "“{name}”在说明中是电子证照，但文件不是电子证照", "“{name}” is described as an electronic licence and is none",
        "不要采用该材料；请提交方提供电子证照", "do not use it; ask for the licence itself";
    /// No signature at all.
    PACKAGE_UNSIGNED = 8317 "package-unsigned" Failure / FormatFailure,
        "材料包没有签名", "the package is not signed",
        "请提交方签名后再提交", "ask for it to be signed";
    /// A time-stamp that is not over its manifest, or is broken.
    PACKAGE_TIMESTAMP = 8318 "package-timestamp" Failure / HashFailure,
        "时间戳“{name}”不是对该材料包的，或已损坏", "the timestamp “{name}” was not made over this package, or is broken",
        "不要采用；请归档单位提供完好的材料包", "do not use it; ask the archive for an intact one";
    /// Asked as an archive, and nothing proves since when it is one.
    PACKAGE_NOT_STAMPED = 8319 "package-not-stamped" Undetermined / NoPoe,
        "没有可信时间戳证明材料包的归档时间，以下按其所称的归档时间（没有则按当前时间）验证", "no timestamp that is trusted proves when the package was archived; it was judged as of the time that one states, or as of now where there is none",
        "归档时应加盖可信时间戳；请核对信任的时间戳机构", "an archive is time-stamped when it is made; check which timestamp authorities are trusted";
    /// A receipt whose document lies elsewhere.
    PACKAGE_RECEIPT_ALONE = 8320 "package-receipt-alone" Note,
        "回执“{name}”所核验的文件“{document}”不在材料包内", "the document “{document}”, which the receipt “{name}” is about, is not in the package",
        "", "";
    /// A path that leads outside of the folder it is unpacked to.
    PACKAGE_PATH = 8321 "package-path" Failure / FormatFailure,
        "材料包中有解压后会写到目录之外、或在部分系统上无法使用的文件名“{name}”", "the package has a file named “{name}”, which leads outside of its folder or cannot be had on some systems",
        "不要解压；请提交方重新制作材料包", "do not unpack it; ask for the package to be made again";
    /// Two files of one name.
    PACKAGE_DUPLICATE = 8322 "package-duplicate" Failure / FormatFailure,
        "材料包中有两个同名文件“{name}”（不分大小写），不同软件会取到不同的文件", "two files of the package are named “{name}” (case aside): different programs would take different ones",
        "不要采用；请提交方重新制作材料包", "do not use it; ask for the package to be made again";
    /// More than a package may hold.
    PACKAGE_TOO_LARGE = 8323 "package-too-large" Failure / FormatFailure,
        "材料包超过上限（{detail}），可能是压缩炸弹", "the package holds more than it may ({detail}); it could be a zip bomb",
        "不要解压；请提交方分成几个材料包", "do not unpack it; ask for several packages";
    /// A file that does not unfold to what it states.
    PACKAGE_DAMAGED = 8324 "package-damaged" Failure / HashFailure,
        "材料包中的“{name}”解压后与其所载大小或校验和不符，已损坏或是压缩炸弹", "“{name}” does not unfold to the size and checksum that it states: it is damaged, or a zip bomb",
        "不要采用；请提交方重新提供材料包", "do not use it; ask for the package again";
}
