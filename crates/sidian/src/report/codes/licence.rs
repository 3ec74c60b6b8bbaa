//! Codes of licences (7000 to 7999).
//!
//! 7001 identifier · 7011 metadata and face · 7031 term and state · 7051 status lists. Errors of
//! this family, which are no findings, have the numbers from 7101.

use super::codes;

codes! {
    /// The identifier has a wrong check character.
    LICENCE_ID_CHECK = 7001 "licence-identifier-check" Warning,
        "证照标识校验位不符（应为 {expected}）：录入有误或不符合标准", "the check character of the licence identifier should be {expected}: mistyped or not standard",
        "与持证人或颁发机构核对证照标识", "compare the identifier with the issuer’s record";
    /// The identifier names its issuer by a division code.
    LICENCE_ID_DIVISION = 7002 "licence-identifier-division" Warning,
        "证照标识中的颁发机构用行政区划代码表示，不符合标准", "the licence identifier names its issuer by a division code, which is not standard",
        "以签名证书中的颁发机构为准", "go by the issuer named in the signer’s certificate";
    /// A code inside the identifier is no unified social credit code.
    LICENCE_ID_CODE = 7003 "licence-identifier-code" Warning,
        "证照标识中的机构代码不是有效的统一社会信用代码", "a code inside the licence identifier is not a valid unified social credit code",
        "与颁发机构核对证照标识", "compare the identifier with the issuer’s record";
    /// The file has no licence metadata.
    METADATA_MISSING = 7011 "licence-metadata-missing" Undetermined,
        "文件中没有电子证照元数据", "the file holds no licence metadata",
        "该文件可按普通签名文件使用；需要电子证照的，请从证照系统重新下载", "use it as a signed document only; for a licence, download it again from the licence system";
    /// The metadata cannot be read.
    METADATA_MALFORMED = 7012 "licence-metadata-malformed" Failure / FormatFailure,
        "电子证照元数据格式错误：{detail}", "the licence metadata is malformed: {detail}",
        "请向颁发机构重新索取电子证照", "ask the issuer for the licence again";
    /// An element departs from the licence type.
    METADATA_RULE = 7013 "licence-metadata-rule" Warning,
        "证照要素不符合该类证照的规定：{detail}", "an element departs from the rules of the licence type: {detail}",
        "与颁发机构核对该要素", "check that element with the issuer";
    /// The page shows something else than the metadata says.
    FACE_DIFFERS = 7014 "licence-face-differs" Failure / FormatFailure,
        "照面显示的“{element}”与证照数据不一致", "the face shows another “{element}” than the licence’s data",
        "不要采用该文件；请向颁发机构核实", "do not use this file; ask the issuer";
    /// The page's text cannot be read, so it was not compared.
    FACE_UNREADABLE = 7015 "licence-face-unreadable" Warning,
        "照面文字无法读取，未与证照数据比对", "the face’s text cannot be read and was not compared with the licence’s data",
        "以证照数据为准，并请人工核对照面", "go by the licence’s data and compare the page by eye";
    /// The XMP says something else than the metadata.
    XMP_DIFFERS = 7016 "licence-xmp-differs" Failure / FormatFailure,
        "文件内的两份证照数据（JSON 与 XMP）不一致", "the two copies of the licence’s data in the file (JSON and XMP) differ",
        "不要采用该文件；请向颁发机构核实", "do not use this file; ask the issuer";
    /// The signer is not the issuer that the metadata names.
    ISSUER_DIFFERS = 7017 "licence-issuer-differs" Failure / SigConstraintsFailure,
        "签名人“{signer}”不是证照所载的颁发机构", "the signer “{signer}” is not the issuer that the licence names",
        "不要采用该文件；请向证照所载颁发机构核实", "do not use this file; ask the issuer that the licence names";
    /// More than one set of metadata in one file.
    METADATA_TWICE = 7018 "licence-metadata-twice" Failure / FormatFailure,
        "文件中有不止一份电子证照元数据", "the file holds more than one set of licence metadata",
        "不要采用该文件；请向颁发机构重新索取", "do not use this file; ask the issuer for the licence again";
    /// The licence type is not among those known here.
    TYPE_UNKNOWN = 7019 "licence-type-unknown" Warning,
        "本机没有证照类型 {code} 的说明，未按类型规则核对", "the licence type {code} is not known here; its rules were not checked",
        "由管理员加入该类证照的说明", "an administrator adds the description of that type";
    /// No certification with P=1 by the first signature.
    NOT_CERTIFIED = 7020 "licence-not-certified" Failure / SigConstraintsFailure,
        "证照没有以“不允许任何改动”的方式签发，不能保证照面未被改动", "the licence was not certified with “no changes allowed”, so its face may have been changed",
        "不要采用该文件；请向颁发机构重新索取", "do not use this file; ask the issuer for the licence again";
    /// The metadata came after the signature.
    METADATA_UNSIGNED = 7021 "licence-metadata-unsigned" Failure / FormatFailure,
        "证照数据不在颁发机构签名的范围内", "the licence’s data is not covered by the issuer’s signature",
        "不要采用该文件；请向颁发机构核实", "do not use this file; ask the issuer";
    /// Nobody who can read pages was asked.
    FACE_NOT_READ = 7022 "licence-face-not-read" Note,
        "本次核验没有读取照面文字，未与证照数据比对", "the face’s text was not read here and so not compared with the licence’s data",
        "以证照数据为准", "go by the licence’s data";
    /// The XMP copy of the data was changed after the issuer signed.
    XMP_CHANGED = 7023 "licence-xmp-changed" Failure / FormatFailure,
        "签发之后，文件中供程序读取的证照数据（XMP）被修改，读取到的内容可能不是颁发机构签发的", "the XMP copy of the licence’s data was changed after the licence was issued, so that programs may read what the issuer did not sign",
        "不要采用该文件；请向颁发机构核实", "do not use this file; ask the issuer";
    /// The first day is still to come.
    LICENCE_NOT_YET_VALID = 7031 "licence-not-yet-valid" Failure / NotYetValid,
        "证照尚未到有效期（{from}起）", "the licence is not valid before {from}",
        "到期后再使用，或与颁发机构核实日期", "use it from that day on, or check the date with the issuer";
    /// The last day is past.
    LICENCE_EXPIRED = 7032 "licence-expired" Failure / Expired,
        "证照已过有效期（至{until}）", "the licence expired after {until}",
        "请持证人办理延续，或提供新证照", "the holder renews it or shows a new one";
    /// 吊销: withdrawn as a penalty.
    LICENCE_REVOKED = 7033 "licence-revoked" Failure / Revoked,
        "证照已被吊销", "the licence was revoked (吊销) as a penalty",
        "不得采用；如有疑问请联系颁发机构", "do not use it; ask the issuer in case of doubt";
    /// 撤销: the grant itself was wrong.
    LICENCE_ANNULLED = 7034 "licence-annulled" Failure / Revoked,
        "证照已被撤销", "the licence was annulled (撤销): it should not have been granted",
        "不得采用；如有疑问请联系颁发机构", "do not use it; ask the issuer in case of doubt";
    /// 注销: taken off the register.
    LICENCE_CANCELLED = 7035 "licence-cancelled" Failure / Revoked,
        "证照已注销", "the licence was cancelled (注销)",
        "不得采用；请持证人提供有效证照", "do not use it; the holder shows one in force";
    /// 暂扣: suspended.
    LICENCE_SUSPENDED = 7036 "licence-suspended" Failure / Revoked,
        "证照处于暂扣状态", "the licence is suspended (暂扣)",
        "发还前不得采用；请联系颁发机构", "do not use it until it is restored; ask the issuer";
    /// A newer version is in force.
    LICENCE_SUPERSEDED = 7037 "licence-superseded" Failure / Revoked,
        "证照已被新版本取代", "the licence was superseded by a newer version",
        "请持证人提供最新版本", "the holder shows the newest version";
    /// 转出: moved to another authority.
    LICENCE_TRANSFERRED = 7038 "licence-transferred" Failure / Revoked,
        "证照已转出", "the licence was transferred to another authority (转出)",
        "请持证人提供转入地颁发的证照", "the holder shows the licence of the authority it was transferred to";
    /// Issued but not activated.
    LICENCE_NOT_ACTIVE = 7039 "licence-not-active" Failure / NotYetValid,
        "证照尚未激活", "the licence has not been activated",
        "请持证人先办理激活", "the holder has it activated first";
    /// The list says invalid and not why.
    LICENCE_INVALID = 7040 "licence-invalid" Failure / Revoked,
        "状态列表显示证照已失效（未说明原因）", "the status list says that the licence is no longer valid, without a reason",
        "不得采用；请联系颁发机构了解原因", "do not use it; ask the issuer for the reason";
    /// No status list was at hand.
    STATUS_MISSING = 7051 "licence-status-missing" Undetermined / TryLater,
        "没有取得证照状态列表（{uri}），无法确定证照现在是否有效", "the status list {uri} was not at hand, so it is open whether the licence is still in force",
        "取得该状态列表后重新核验", "fetch the list and verify again";
    /// The status list is older than it may be.
    STATUS_STALE = 7052 "licence-status-stale" Undetermined / TryLater,
        "证照状态列表已过时（有效至 {until}），无法确定证照现在是否有效", "the status list was good until {until}, so it is open whether the licence is still in force",
        "取得最新的状态列表后重新核验", "fetch the newest list and verify again";
    /// The status list cannot be read.
    STATUS_UNREADABLE = 7053 "licence-status-unreadable" Undetermined / TryLater,
        "证照状态列表无法读取：{detail}", "the status list cannot be read: {detail}",
        "重新取得状态列表；仍不可用时联系颁发机构", "fetch the list again; if it stays unreadable, ask the issuer";
    /// The status list is not signed by somebody who may say so.
    STATUS_UNTRUSTED = 7054 "licence-status-untrusted" Undetermined / TryLater,
        "证照状态列表的签名无法确认：{detail}", "the signature of the status list could not be confirmed: {detail}",
        "从颁发机构重新取得状态列表", "fetch the list again from the issuer";
    /// The list has no such place.
    STATUS_OUT_OF_RANGE = 7055 "licence-status-out-of-range" Undetermined / TryLater,
        "状态列表中没有该证照的位置（{index}）", "the status list has no place {index} for this licence",
        "取得最新的状态列表后重新核验", "fetch the newest list and verify again";
    /// The list gives a state that this library does not know.
    STATUS_UNKNOWN = 7056 "licence-status-unknown" Undetermined,
        "状态列表给出的状态值（{value}）含义不明", "the status list gives the state {value}, whose meaning is not known here",
        "向颁发机构询问该状态的含义", "ask the issuer what that state means";
    /// The list is from the future.
    STATUS_FUTURE = 7057 "licence-status-future" Undetermined / TryLater,
        "证照状态列表的签发时间（{from}）晚于核验时间", "the status list was issued at {from}, after the time of this verification",
        "检查本机时间，或取得当时的状态列表后重新核验", "check the clock, or fetch the list of that time and verify again";
    /// The licence names no status list.
    STATUS_NOT_NAMED = 7058 "licence-status-not-named" Warning,
        "证照没有注明状态列表，无法查询其现在的状态", "the licence names no status list, so its present state cannot be looked up",
        "需要时向颁发机构查询证照状态", "where it matters, ask the issuer for its state";
    /// The status list is older than its own `ttl` advises.
    STATUS_AGING = 7059 "licence-status-aging" Warning,
        "证照状态列表签发于 {from}，已超过建议的更新时间", "the status list was issued at {from} and is older than it advises",
        "建议取得最新的状态列表后重新核验", "fetch the newest list and verify again where it matters";
}
