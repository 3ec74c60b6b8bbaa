//! Codes of electronic seals (6000 to 6999).

use super::codes;

codes! {
    /// The maker did not sign this seal.
    SEAL_SIGNATURE_INVALID = 6001 "seal-signature-invalid" Failure / SigCryptoFailure,
        "印章上的制章人签名无效：印章是伪造的或已被改动", "the maker’s signature on the seal does not verify: the seal is forged or was altered",
        "不要采用此文件；请向盖章单位和制章单位核实", "do not use this file; check with whoever sealed it and with the seal’s maker";
    /// An algorithm that is not known here.
    SEAL_ALGORITHM_UNSUPPORTED = 6002 "seal-algorithm-unsupported" Undetermined / CryptoConstraintsFailureNoPoe,
        "印章或签章所用签名算法 {oid} 不受支持，无法验证", "the signature algorithm {oid} of the seal or its use is not supported and cannot be verified",
        "请用 SM2 算法重新制作印章或重新盖章", "have the seal made, or the file sealed, with SM2";
    /// Too weak to be relied on today.
    SEAL_ALGORITHM_WEAK = 6003 "seal-algorithm-weak" Undetermined / CryptoConstraintsFailureNoPoe,
        "印章或签章所用签名算法 {algorithm} 强度不足", "the algorithm {algorithm} of the seal or its use is too weak to be relied on",
        "请用 SM2 算法重新制作印章或重新盖章", "have the seal made, or the file sealed, with SM2";
    /// Not SM2: a profile that is sidian's own.
    SEAL_OWN_PROFILE = 6004 "seal-own-profile" Note,
        "印章使用 {algorithm} 算法：这是本软件的自有规范，不是国家标准的 SM2 印章", "the seal uses {algorithm}: a profile of sidian’s own, not an SM2 seal of the national standard",
        "", "";
    /// The maker's certificate cannot be read.
    SEAL_MAKER_UNREADABLE = 6005 "seal-maker-unreadable" Failure / FormatFailure,
        "印章中的制章人证书无法读取：{detail}", "the maker’s certificate in the seal cannot be read: {detail}",
        "不要采用；请向制章单位核实", "do not use it; check with the seal’s maker";
    /// The maker's certificate does not lead to a trust anchor.
    SEAL_MAKER_UNTRUSTED = 6006 "seal-maker-untrusted" Undetermined / NoCertificateChainFound,
        "制章人“{maker}”的证书未能确认可信，无法确认印章由合法制章单位制作", "the certificate of the seal’s maker “{maker}” could not be shown to be trusted",
        "核实制章单位身份；确属可信的，由管理员加入信任列表", "check who made the seal; if it is to be trusted, an administrator adds its root";
    /// The maker's certificate was good when the seal was made and is not any more.
    SEAL_MAKER_SINCE = 6007 "seal-maker-ended-since" Note,
        "制章人“{maker}”的证书在制章时有效，此后已到期或被吊销", "the certificate of the maker “{maker}” was good when the seal was made and has since expired or been revoked",
        "", "";
    /// Revoked since, so that the date of making is worth nothing without a timestamp.
    SEAL_MAKER_REVOKED_SINCE = 6008 "seal-maker-revoked-since" Undetermined / RevokedNoPoe,
        "制章人“{maker}”的证书已被吊销，且没有时间戳证明印章制作在先", "the certificate of the maker “{maker}” was revoked, and no timestamp proves that the seal was made before",
        "请制章单位重新制作印章", "have the seal made again";
    /// Nobody said who may make seals.
    SEAL_MAKERS_OPEN = 6009 "seal-makers-not-listed" Warning,
        "没有指定可信的制章单位：任何受信任的签名证书都可能制作这枚印章，请核对制章人“{maker}”", "no makers of seals are listed: any trusted signer could have made this seal; look at the maker “{maker}”",
        "由管理员指定可信的制章单位", "an administrator lists the makers of seals that are trusted";
    /// Not yet valid when it was used.
    SEAL_NOT_YET_VALID = 6010 "seal-not-yet-valid" Failure / NotYetValid,
        "印章在 {at} 尚未生效（自 {from} 起有效）", "the seal was not yet valid at {at}: it is valid from {from}",
        "请盖章单位用有效印章重新盖章", "have it sealed again with a valid seal";
    /// No longer valid when it was used.
    SEAL_EXPIRED = 6011 "seal-expired" Failure / Expired,
        "印章在 {at} 已过有效期（至 {until}）", "the seal had expired at {at}: it was valid until {until}",
        "请盖章单位用有效印章重新盖章", "have it sealed again with a valid seal";
    /// Expired since, and proven to have been used before.
    SEAL_EXPIRED_SINCE = 6012 "seal-expired-since" Note,
        "印章盖章时有效，现已过有效期（至 {until}），不影响结论", "the seal was valid when it was applied and has since expired ({until}), which changes nothing",
        "", "";
    /// Expired since, and only the signer says that it was used before.
    SEAL_EXPIRED_UNPROVEN = 6013 "seal-expired-unproven" Undetermined / OutOfBoundsNoPoe,
        "印章现已过有效期（至 {until}），只有签章人自述的时间（{at}）说明盖章在先，没有时间戳证明", "the seal has expired ({until}); that it was applied before, at {at}, is the signer’s word only and no timestamp proves it",
        "如有可信时间戳请一并提供；否则请盖章单位重新盖章", "bring a trusted timestamp, or have it sealed again";
    /// The date of making lies after the time of verification.
    SEAL_FROM_FUTURE = 6014 "seal-created-in-future" Undetermined / TimestampOrderFailure,
        "印章的制作时间 {created} 晚于核验时间", "the seal was made at {created}, after the time of verification",
        "检查核验所用的时间；时间无误的，向制章单位核实", "check the time used here; if it is right, ask the maker";
    /// Made later than used.
    SEAL_CREATED_LATER = 6015 "seal-created-after-sealing" Failure / TimestampOrderFailure,
        "印章的制作时间 {created} 晚于盖章时间 {at}", "the seal was made at {created}, after it is said to have been applied at {at}",
        "不要采用此文件；请向盖章单位核实", "do not use this file; check with whoever sealed it";
    /// Made outside of the life of the maker's certificate.
    SEAL_CREATED_OUTSIDE = 6016 "seal-created-outside-maker" Failure / SigConstraintsFailure,
        "印章的制作时间 {created} 不在制章人证书的有效期内", "the seal was made at {created}, outside the life of its maker’s certificate",
        "不要采用；请向制章单位核实", "do not use it; check with the seal’s maker";
    /// The timestamp over the seal is no timestamp over this seal.
    SEAL_TIMESTAMP_INVALID = 6017 "seal-timestamp-invalid" Failure / SigCryptoFailure,
        "印章所附的时间戳无效，或不是为这枚印章签发的", "the timestamp over the seal is not valid, or was issued for something else",
        "请制章单位重新制作印章", "have the seal made again";
    /// The timestamp over the seal says that it existed before it was made.
    SEAL_TIMESTAMP_ORDER = 6018 "seal-timestamp-order" Failure / TimestampOrderFailure,
        "印章的制作时间 {created} 晚于其时间戳 {stamped}", "the seal was made at {created}, after its own timestamp of {stamped}",
        "不要采用；请向制章单位核实", "do not use it; check with the seal’s maker";
    /// The dates of the seal are out of order.
    SEAL_DATES = 6019 "seal-dates" Failure / FormatFailure,
        "印章有效期的起止时间颠倒（{from} 至 {until}）", "the seal’s validity ends before it begins ({from} to {until})",
        "请制章单位重新制作印章", "have the seal made again";
    /// The signer may not use this seal.
    SIGNER_NOT_LISTED = 6020 "seal-signer-not-listed" Failure / SigConstraintsFailure,
        "签章人“{signer}”的证书不在印章的签章人列表中，无权使用这枚印章", "the certificate of “{signer}” is not on the seal’s list: they may not use this seal",
        "不要采用此文件；请向印章所属单位核实", "do not use this file; check with the seal’s owner";
    /// The list names certificates by a digest that is not known here.
    LIST_DIGEST_UNKNOWN = 6021 "seal-list-digest-unknown" Undetermined / CryptoConstraintsFailureNoPoe,
        "印章的签章人列表使用不认识的摘要算法“{algorithm}”，无法确认签章人", "the seal’s list names certificates by a digest “{algorithm}” that is not known here",
        "请制章单位改用 SM3 摘要或直接列出证书", "ask the maker to list certificates, or their SM3 digests";
    /// Nobody is named.
    LIST_EMPTY = 6022 "seal-list-empty" Undetermined / SigConstraintsFailure,
        "印章没有列出任何签章人证书，无法确认签章人有权使用", "the seal lists no certificate, so it is open who may use it",
        "请制章单位重新制作印章", "have the seal made again";
    /// The signer did not sign this.
    SEALING_INVALID = 6023 "sealing-signature-invalid" Failure / SigCryptoFailure,
        "签章值与签章人证书的公钥不符：签章是伪造的或已被改动", "the sealing does not verify with the signer’s key: forged or altered",
        "不要采用此文件；请向盖章单位核实", "do not use this file; check with whoever is said to have sealed it";
    /// The sealed data was changed, or the seal was taken from elsewhere.
    SEALED_DATA_CHANGED = 6024 "sealed-data-changed" Failure / HashFailure,
        "盖章之后内容被改动，或签章取自别的文件", "the sealed content was changed, or the seal was taken from another file",
        "不要采用此文件；请向盖章单位重新索取原件", "do not use this file; ask whoever sealed it for the original";
    /// The sealed data is not there.
    SEALED_DATA_MISSING = 6025 "sealed-data-missing" Undetermined / SignedDataNotFound,
        "没有提供被盖章的内容，无法判断内容是否被改动", "the sealed content was not given, so changes cannot be detected",
        "连同被盖章的文件一起核验", "verify it together with the file that was sealed";
    /// The signer's certificate cannot be read.
    SEALING_SIGNER_UNREADABLE = 6026 "sealing-signer-unreadable" Failure / FormatFailure,
        "签章人证书无法读取：{detail}", "the signer’s certificate cannot be read: {detail}",
        "不要采用此文件；请向盖章单位核实", "do not use this file; check with whoever sealed it";
    /// The time of sealing cannot be read.
    SEALING_TIME_UNREADABLE = 6027 "sealing-time-unreadable" Undetermined / NoPoe,
        "签章时间缺失或无法读取，无法判断盖章时印章是否有效", "the time of sealing is missing or cannot be read, so it is open whether the seal was valid then",
        "请盖章单位重新盖章", "have it sealed again";
    /// The digest has a length that none of the algorithm's kind has.
    SEALED_DATA_DIGEST = 6028 "sealed-data-digest" Failure / FormatFailure,
        "签章中的内容摘要长度为 {found} 字节，应为 {expected} 字节", "the digest in the sealing has {found} bytes; it should have {expected}",
        "请盖章单位重新盖章", "have it sealed again";
    /// Stopped when it was used.
    SEAL_STOPPED = 6030 "seal-stopped" Failure / Revoked,
        "印章登记簿显示：印章自 {since} 起停用，盖章时不得使用", "the register says that the seal was stopped from {since}: it might not be used then",
        "不要采用此文件；请向印章所属单位核实", "do not use this file; check with the seal’s owner";
    /// Cancelled when it was used.
    SEAL_CANCELLED = 6031 "seal-cancelled" Failure / Revoked,
        "印章登记簿显示：印章已于 {since} 注销", "the register says that the seal was cancelled at {since}",
        "不要采用此文件；请向印章所属单位核实", "do not use this file; check with the seal’s owner";
    /// Its key was in doubt when it was used.
    SEAL_COMPROMISED = 6032 "seal-key-compromised" Failure / Revoked,
        "印章登记簿显示：印章密钥自 {since} 起可能已失密", "the register says that the seal’s key may have been in wrong hands from {since}",
        "不要采用此文件；请向印章所属单位核实", "do not use this file; check with the seal’s owner";
    /// Out of use since, and proven to have been used before.
    SEAL_OUT_OF_USE_SINCE = 6033 "seal-out-of-use-since" Note,
        "印章盖章时在用，此后（{since}）已{state}，不影响结论", "the seal was in use when it was applied; since {since} it is {state}, which changes nothing",
        "", "";
    /// Out of use since, and only the signer says that it was used before.
    SEAL_OUT_OF_USE_UNPROVEN = 6034 "seal-out-of-use-unproven" Undetermined / RevokedNoPoe,
        "印章自 {since} 起已{state}，只有签章人自述的时间说明盖章在先，没有时间戳证明", "the seal is {state} since {since}; that it was applied before is the signer’s word only and no timestamp proves it",
        "如有可信时间戳请一并提供；否则请盖章单位重新盖章", "bring a trusted timestamp, or have it sealed again";
    /// The register does not know it.
    SEAL_NOT_REGISTERED = 6035 "seal-not-registered" Undetermined,
        "印章登记簿中没有这枚印章（{id}）", "the register does not know this seal ({id})",
        "取得最新的登记簿后重新核验；仍没有的，向制章单位核实", "fetch the newest register and verify again; if it is not there either, ask the maker";
    /// No register was at hand.
    SEAL_STATE_NOT_CHECKED = 6036 "seal-state-not-checked" Note,
        "没有提供印章登记簿，未查询印章状态（停用、注销、失密）", "no seal register was at hand, so whether the seal was stopped, cancelled or compromised was not looked up",
        "需要时向制章单位取得登记簿后重新核验", "where it matters, get the register from the maker and verify again";
    /// The register is not signed by the maker of the seal.
    REGISTER_UNTRUSTED = 6037 "seal-register-untrusted" Undetermined / TryLater,
        "印章登记簿的签名无法确认：{detail}", "the signature of the seal register could not be confirmed: {detail}",
        "从制章单位重新取得登记簿", "fetch the register again from the seal’s maker";
    /// The register is older than it may be.
    REGISTER_STALE = 6038 "seal-register-stale" Undetermined / TryLater,
        "印章登记簿已过时（有效至 {until}）", "the seal register was good until {until}",
        "取得最新的登记簿后重新核验", "fetch the newest register and verify again";
    /// The register knows another seal under this identifier.
    REGISTER_DIFFERS = 6039 "seal-register-differs" Failure / SigConstraintsFailure,
        "印章与登记簿中同一编号的印章不一致（{part}）", "the seal differs from the one that the register has under its identifier ({part})",
        "不要采用此文件；请向制章单位核实", "do not use this file; check with the seal’s maker";
    /// The register cannot be read.
    REGISTER_UNREADABLE = 6040 "seal-register-unreadable" Undetermined / TryLater,
        "印章登记簿无法读取：{detail}", "the seal register cannot be read: {detail}",
        "重新取得登记簿", "fetch the register again";
    /// The register is from the future.
    REGISTER_FUTURE = 6041 "seal-register-future" Undetermined / TryLater,
        "印章登记簿的签发时间（{from}）晚于核验时间", "the seal register was issued at {from}, after the time of this verification",
        "检查本机时间，或取得当时的登记簿后重新核验", "check the clock, or fetch the register of that time and verify again";
    /// The picture is of another format than it says.
    SEAL_PICTURE_FORMAT = 6050 "seal-picture-format" Warning,
        "印章图像自称 {stated}，内容却像 {found}", "the seal’s picture says {stated} and looks like {found}",
        "需要时请制章单位说明", "where it matters, ask the maker";
    /// The picture is of no format that is known.
    SEAL_PICTURE_UNKNOWN = 6051 "seal-picture-unknown" Warning,
        "印章图像的格式（{stated}）无法识别，不能显示", "the format of the seal’s picture ({stated}) is not known, so it cannot be shown",
        "需要时请制章单位说明", "where it matters, ask the maker";
    /// What the page shows is not the seal's picture.
    SEAL_PICTURE_DIFFERS = 6052 "seal-picture-differs" Failure / FormatFailure,
        "第 {pages} 页显示的印章图像与印章数据中的图像不一致", "the seal shown on page {pages} is not the picture in the seal",
        "不要采用此文件；请向盖章单位核实", "do not use this file; check with whoever sealed it";
    /// Nobody was there to compare the pictures.
    SEAL_PICTURE_NOT_COMPARED = 6053 "seal-picture-not-compared" Note,
        "本次核验没有比对页面上的印章图像与印章数据中的图像", "the seal shown on the page was not compared with the picture in the seal here",
        "请人工核对，或用带图像比对的程序重新核验", "compare them by eye, or verify with a program that compares pictures";
    /// One of the pictures could not be drawn.
    SEAL_PICTURE_NOT_READ = 6054 "seal-picture-not-read" Undetermined,
        "第 {pages} 页的印章图像无法绘制，未能与印章数据中的图像比对", "the picture of the seal (page {pages}) could not be drawn and was not compared with the one in the seal",
        "请人工核对页面上的印章图像", "compare the pictures by eye";
    /// The seal is applied and shows nowhere.
    SEAL_NOT_SHOWN = 6056 "seal-not-shown" Note,
        "印章未在页面上显示", "the seal does not show on any page",
        "", "";
    /// A document was asked for its seals and has none.
    SEAL_MISSING = 6057 "seal-missing" Undetermined / SignedDataNotFound,
        "文件中没有电子印章", "the document holds no electronic seal",
        "请向盖章单位索取加盖电子印章的文件", "ask for the document with its electronic seal";
    /// The picture is a nested OFD (GB/T 33190), which nothing here draws.
    SEAL_PICTURE_OFD = 6058 "seal-picture-ofd" Note,
        "印章图像是嵌套的 OFD 版式文件，本软件不绘制", "the picture in the seal is a nested OFD file, which is not drawn here",
        "需要看印章图样时，请用制章单位的软件", "to see it, use the maker’s software";
    /// The picture depends on something else, so that readers may show another one.
    SEAL_PICTURE_DEPENDS = 6059 "seal-picture-depends" Undetermined / SigConstraintsFailure,
        "第 {pages} 页的印章图像取决于{detail}：不同软件看到的可能不是同一图像", "the picture of the seal (page {pages}) depends on {detail}: what readers show may not be what was compared",
        "请在屏幕和打印件上人工核对印章图像；如需确认，请盖章单位重新盖章", "compare the seal by eye, on the screen and on paper; if in doubt, ask for the document to be sealed again";
    /// Most of the seal lies below something else.
    SEAL_COVERED = 6060 "seal-covered" Undetermined / SigConstraintsFailure,
        "第 {pages} 页的印章大部分被其上的内容覆盖，页面所见未必是这枚印章", "most of the seal (page {pages}) lies below something else: what the page shows there may not be this seal",
        "请查看盖章时的版本，由人工判断所见是否为这枚印章", "look at the document as it was sealed, and decide whether what you see is this seal";
    /// Fourteen digits that are no seal code.
    SEAL_CODE_IRREGULAR = 6055 "seal-code-irregular" Warning,
        "印章编码 {id} 不符合 14 位编码的结构（{part}）", "the seal code {id} does not have the structure of 14 digits ({part})",
        "与制章单位核对印章编码", "compare the code with the maker’s record";
}
