//! Codes of what travels between people (8000 to 8099).
//!
//! 8001 any signed statement · 8011 authorisations · 8041 show codes · 8061 selective sharing · 8081
//! receipts. Errors of this family, which are no findings, have the numbers from 8101.

use super::codes;

codes! {
    /// The statement cannot be read.
    STATEMENT_MALFORMED = 8001 "statement-malformed" Failure / FormatFailure,
        "该文书格式错误：{detail}", "the statement is malformed: {detail}",
        "请出具人重新出具", "ask whoever made it to make it again";
    /// The signature does not belong to these bytes.
    STATEMENT_BROKEN = 8002 "statement-broken" Failure / SigCryptoFailure,
        "该文书的签名与内容不符：内容被改动过，或不是该签名人所签", "the signature of the statement does not verify: it was changed, or somebody else signed it",
        "不要采用；请出具人重新出具", "do not use it; ask whoever made it to make it again";
    /// The signer is somebody else than the statement says.
    STATEMENT_SIGNER = 8003 "statement-signer-differs" Failure / SigConstraintsFailure,
        "该文书的签名证书（{signer}）不是其所载签名人的证书", "the certificate that signed the statement ({signer}) is not that of the party it names",
        "不要采用；请所载签名人本人重新出具", "do not use it; the party that it names signs it again";
    /// No certificate tells whose key signed.
    STATEMENT_NO_CERTIFICATE = 8004 "statement-no-certificate" Undetermined / NoSigningCertificateFound,
        "该文书没有附签名证书，也没有取得签名人的密钥凭据，无法确认签名人", "the statement carries no certificate and no proof of the signer’s key was at hand, so it is open who signed it",
        "取得签名人的证书或持证密钥声明后重新核验", "get the signer’s certificate or key statement and verify again";
    /// No path to a trust anchor.
    STATEMENT_UNTRUSTED = 8005 "statement-untrusted" Undetermined / NoCertificateChainFound,
        "该文书的签名人（{signer}）无法追溯到受信任的机构", "no valid path leads from the signer of the statement ({signer}) to a trusted authority",
        "核对信任列表和吊销信息后重新核验", "check the trust list and the revocation evidence, then verify again";
    /// An algorithm that is not spoken here.
    STATEMENT_UNSUPPORTED = 8006 "statement-unsupported" Undetermined / CryptoConstraintsFailure,
        "该文书使用了不支持的签名算法，无法核验", "the statement is signed with an algorithm that is not supported",
        "请出具人改用支持的算法重新出具", "ask whoever made it to use a supported algorithm";
    /// No longer.
    STATEMENT_EXPIRED = 8007 "statement-expired" Failure / Expired,
        "该文书已过期（{until} 止）", "the statement ended at {until}",
        "取得出具人新出具的文书", "get the one that its maker made since";
    /// Not yet.
    STATEMENT_NOT_YET = 8008 "statement-not-yet-valid" Failure / NotYetValid,
        "该文书尚未生效（{from} 起）", "the statement is not valid before {from}",
        "到期后再使用，并检查本机时间", "use it from then on, and check the clock";

    /// Granted to another department.
    GRANT_RECIPIENT = 8011 "grant-recipient" Failure / SigConstraintsFailure,
        "授权对象是其他单位（{recipient}），不是本单位", "the authorisation was given to another department ({recipient})",
        "请持证人另行授权给本单位", "the holder authorises this department";
    /// Granted for another purpose.
    GRANT_PURPOSE = 8012 "grant-purpose" Failure / SigConstraintsFailure,
        "授权用途是“{purpose}”，与本次用途不符", "the authorisation is for another purpose: “{purpose}”",
        "材料不得挪作他用；请持证人按本次用途授权", "it may not be used otherwise; the holder authorises this purpose";
    /// Granted for another service item.
    GRANT_ITEM = 8013 "grant-item" Failure / SigConstraintsFailure,
        "授权事项是“{item}”，与本次办理事项不符", "the authorisation is for another service item: “{item}”",
        "请持证人按本次办理事项授权", "the holder authorises this service item";
    /// Granted for another case.
    GRANT_CASE = 8014 "grant-case" Failure / SigConstraintsFailure,
        "授权只用于办件 {case}，与本次办件不符", "the authorisation is for case {case} only",
        "请持证人按本次办件授权", "the holder authorises this case";
    /// Another licence or material.
    GRANT_RESOURCE = 8015 "grant-resource" Failure / SigConstraintsFailure,
        "授权不包括这份证照或材料", "the authorisation does not include this licence or material",
        "请持证人授权使用该证照或材料", "the holder authorises the use of it";
    /// Fields beyond those granted.
    GRANT_FIELD = 8016 "grant-field" Failure / SigConstraintsFailure,
        "授权不包括这些字段：{fields}", "the authorisation does not include these fields: {fields}",
        "只取授权范围内的字段，或请持证人补充授权", "take the granted fields only, or ask the holder for more";
    /// Not yet.
    GRANT_NOT_YET = 8017 "grant-not-yet-valid" Failure / NotYetValid,
        "授权尚未生效（{from} 起）", "the authorisation is not valid before {from}",
        "到期后再使用，并检查本机时间", "use it from then on, and check the clock";
    /// No longer.
    GRANT_EXPIRED = 8018 "grant-expired" Failure / Expired,
        "授权已过期（至 {until}）", "the authorisation ended at {until}",
        "请持证人重新授权", "the holder authorises again";
    /// As often as allowed.
    GRANT_USED_UP = 8019 "grant-used-up" Failure / SigConstraintsFailure,
        "授权次数（{uses} 次）已用完", "the authorisation has been used as often as it allows ({uses})",
        "请持证人重新授权", "the holder authorises again";
    /// Nobody counts.
    GRANT_USES_UNKNOWN = 8020 "grant-uses-unknown" Undetermined / TryLater,
        "授权限用 {uses} 次，但没有取得已使用次数", "the authorisation may be used {uses} times, and how often it was used is not known here",
        "联网查询已使用次数后重新核验", "ask the counter of uses and verify again";
    /// The licence belongs to somebody else.
    GRANT_HOLDER = 8021 "grant-holder" Failure / SigConstraintsFailure,
        "授权书所载的持证主体不是该证照的持证主体", "the holder that the authorisation names is not the holder of this licence",
        "请该证照的持证主体授权", "the holder of this licence authorises its use";
    /// Whoever granted it could not.
    GRANT_GRANTOR = 8022 "grant-grantor" Failure / SigConstraintsFailure,
        "授权人无权作出这种授权：{detail}", "whoever gave the authorisation could not give it: {detail}",
        "请持证主体本人授权，或按依职能用证的规定办理", "the holder authorises, or the rules of use by duty are followed";
    /// The chain of delegation does not hold together.
    CHAIN_BROKEN = 8023 "delegation-broken" Failure / ChainConstraintsFailure,
        "委托链在第 {link} 环断开：{detail}", "the chain of delegation is broken at link {link}: {detail}",
        "请委托人重新出具完整的委托", "the principal delegates again, without a gap";
    /// A link gives more than it has.
    CHAIN_WIDENED = 8024 "delegation-widened" Failure / ChainConstraintsFailure,
        "委托链第 {link} 环的权限（该文书）超出上一环", "link {link} of the delegation gives more than it was given (该文书)",
        "转委托只能缩小范围；请委托人重新委托", "a delegation can only narrow; the principal delegates again";
    /// More links than allowed.
    CHAIN_TOO_DEEP = 8025 "delegation-too-deep" Failure / ChainConstraintsFailure,
        "委托链过长：第 {link} 环不允许再转委托", "the chain of delegation is too long: link {link} allows none below it",
        "请委托人直接委托经办人", "the principal delegates to the agent directly";
    /// A link out of its time.
    CHAIN_TIME = 8026 "delegation-out-of-time" Failure / Expired,
        "委托链第 {link} 环不在有效期内（{from} 至 {until}）", "link {link} of the delegation is good from {from} to {until} only",
        "请委托人重新委托", "the principal delegates again";
    /// Withdrawn.
    GRANT_REVOKED = 8027 "grant-revoked" Failure / Revoked,
        "授权已于 {at} 撤回，据此制作的加注件同时失效", "the authorisation was withdrawn at {at}; copies made under it died with it",
        "不得再使用；需要时请持证人重新授权", "do not use it any more; the holder may authorise again";
    /// The list of what was withdrawn is not at hand.
    GRANT_STATE_UNKNOWN = 8028 "grant-state-unknown" Undetermined / TryLater,
        "没有取得有效的撤回清单（{uri}），无法确定授权是否已撤回：{detail}", "no current list of withdrawn authorisations ({uri}) was at hand, so it is open whether this one was withdrawn: {detail}",
        "取得最新的撤回清单后重新核验", "fetch the newest list and verify again";
    /// Nothing says where withdrawals are listed.
    GRANT_STATE_NOT_NAMED = 8029 "grant-state-not-named" Warning,
        "授权没有注明撤回清单，无法查询是否已撤回", "the authorisation names no list of withdrawals, so whether it was withdrawn cannot be looked up",
        "需要时向持证人确认", "where it matters, ask the holder";
    /// A link was withdrawn.
    CHAIN_REVOKED = 8030 "delegation-revoked" Failure / Revoked,
        "委托链第 {link} 环已于 {at} 撤销，受托人此后无权授权", "link {link} of the delegation was withdrawn at {at}; the agent has no power since",
        "请委托人重新委托", "the principal delegates again";
    /// By duty.
    GRANT_BY_DUTY = 8031 "grant-by-duty" Note,
        "依职能用证，依据：{basis}；经办：{operator}", "used by duty on the basis of {basis}, by {operator}",
        "", "";
    /// A first moment after the last.
    GRANT_FUTURE = 8032 "grant-from-the-future" Failure / NotYetValid,
        "该文书的签发时间（{issued}）晚于核验时间", "the statement says it was issued at {issued}, after the time of this verification",
        "检查双方设备的时间后重新出具", "check both clocks and make it again";

    /// No show code.
    SHOW_MALFORMED = 8041 "show-malformed" Failure / FormatFailure,
        "不是有效的亮证码：{detail}", "not a show code: {detail}",
        "请持证人在应用中重新亮证", "the holder shows the licence again, in the app";
    /// Yesterday's picture.
    SHOW_EXPIRED = 8042 "show-expired" Failure / Expired,
        "亮证码已过期（{until} 止），可能是以前的截图", "the show code ended at {until}; it may be an old screenshot",
        "请持证人当面重新亮证", "the holder shows the licence again, here and now";
    /// Clocks disagree.
    SHOW_FUTURE = 8043 "show-from-the-future" Failure / NotYetValid,
        "亮证码的生成时间（{issued}）晚于本机时间，双方时间不一致", "the show code was made at {issued}, after the time here: the clocks disagree",
        "检查手机和本机的时间后重新亮证", "check the phone’s and this machine’s clock, then show again";
    /// Seen before.
    SHOW_REPLAYED = 8044 "show-replayed" Failure / SigConstraintsFailure,
        "该亮证码已经使用过，每个码只能用一次", "this show code was used before; each is good once",
        "请持证人重新亮证", "the holder shows the licence again";
    /// Nobody remembers.
    SHOW_REPLAY_UNCHECKED = 8045 "show-replay-unchecked" Undetermined / TryLater,
        "没有一次性记录，无法确定该亮证码是否用过", "no record of used codes was at hand, so it is open whether this one was used before",
        "使用带一次性记录的核验端", "verify where used codes are remembered";
    /// Another's phone.
    SHOW_KEY = 8046 "show-key-differs" Failure / SigCryptoFailure,
        "亮证码不是用持证人绑定的密钥签的：可能是他人的手机，或内容被改动", "the show code was not signed with the key bound to the holder: another’s phone, or it was changed",
        "请持证人本人用自己的手机亮证", "the holder shows it on their own phone";
    /// No key of the holder.
    SHOW_KEY_UNKNOWN = 8047 "show-key-unknown" Undetermined / NoSigningCertificateFound,
        "没有取得持证人的证书或持证密钥声明，无法确认亮证人", "neither a certificate nor a key statement of the holder was at hand, so it is open who showed it",
        "取得持证人的证书或持证密钥声明后重新核验", "get the holder’s certificate or key statement and scan again";
    /// Another licence.
    SHOW_LICENCE = 8048 "show-licence-differs" Failure / SigConstraintsFailure,
        "亮证码对应的是另一份证照（{licence}）", "the show code is for another licence ({licence})",
        "请持证人亮出本次需要的证照", "the holder shows the licence that is needed";
    /// For somebody else's eyes.
    SHOW_AUDIENCE = 8049 "show-audience" Failure / SigConstraintsFailure,
        "亮证码是出示给其他单位（{audience}）的", "the show code was made for another department ({audience})",
        "请持证人向本单位重新亮证", "the holder shows it to this department";
    /// Longer than minutes.
    SHOW_TOO_LONG = 8050 "show-too-long" Failure / SigConstraintsFailure,
        "亮证码的有效时间（{seconds} 秒）超过规定", "the show code lives longer than is allowed ({seconds} seconds)",
        "请持证人用合规的应用亮证", "the holder uses an app that keeps to the limit";

    /// A disclosure that the issuer did not sign.
    SHARE_DISCLOSURE = 8061 "share-disclosure-forged" Failure / HashFailure,
        "披露的字段与颁发机构签名的内容不符：{detail}", "a disclosed field is not what the issuer signed: {detail}",
        "不要采用；请持证人重新出示", "do not use it; the holder presents it again";
    /// No key binding.
    SHARE_NO_BINDING = 8062 "share-no-binding" Failure / SigConstraintsFailure,
        "没有持证人对本次出示的签名，可能是转发的数据", "the holder did not sign this presentation; it may have been passed on by somebody else",
        "请持证人本人重新出示", "the holder presents it in person";
    /// Bound with another key.
    SHARE_BINDING_KEY = 8063 "share-binding-key" Failure / SigCryptoFailure,
        "本次出示不是用持证人绑定的密钥签的", "this presentation was not signed with the key bound to the holder",
        "请持证人本人重新出示", "the holder presents it in person";
    /// For another verifier.
    SHARE_BINDING_AUDIENCE = 8064 "share-binding-audience" Failure / SigConstraintsFailure,
        "数据是出示给其他单位（{audience}）的", "this was presented to another verifier ({audience})",
        "请持证人向本单位出示", "the holder presents it to this verifier";
    /// Not the nonce that was asked with.
    SHARE_BINDING_NONCE = 8065 "share-binding-nonce" Failure / SigConstraintsFailure,
        "不是对本次询问的回答：随机数不符，可能是重放", "this does not answer this request: the nonce differs, so it may be a replay",
        "发起新的询问，请持证人重新出示", "ask again with a new nonce";
    /// Not now.
    SHARE_BINDING_TIME = 8066 "share-binding-time" Failure / OutOfBoundsNoPoe,
        "出示时间（{issued}）与核验时间相差过大", "this was presented at {issued}, too far from the time of this verification",
        "检查双方时间，请持证人重新出示", "check both clocks; the holder presents it again";
    /// Other fields than were signed for.
    SHARE_BINDING_HASH = 8067 "share-binding-hash" Failure / HashFailure,
        "披露的字段不是持证人签名时选定的字段", "the disclosed fields are not those that the holder signed for",
        "不要采用；请持证人重新出示", "do not use it; the holder presents it again";
    /// For another purpose.
    SHARE_PURPOSE = 8068 "share-purpose" Failure / SigConstraintsFailure,
        "持证人出示的用途是“{purpose}”，与本次用途不符", "the holder presented this for another purpose: “{purpose}”",
        "不得挪作他用；请持证人按本次用途出示", "it may not be used otherwise; the holder presents it for this purpose";
    /// Something that decides validity is hidden.
    SHARE_HIDDEN = 8069 "share-hidden" Failure / FormatFailure,
        "不允许隐藏的内容被隐藏或缺失：{claim}", "what may never be hidden is hidden or missing: {claim}",
        "不要采用；请颁发机构重新签发", "do not use it; the issuer issues it again";
    /// A field that was asked for is not disclosed.
    SHARE_FIELD_MISSING = 8070 "share-field-missing" Undetermined,
        "持证人没有披露需要的字段：{fields}", "the holder did not disclose these fields: {fields}",
        "请持证人同意后重新出示这些字段", "ask the holder to disclose them";
    /// Ended.
    SHARE_EXPIRED = 8071 "share-expired" Failure / Expired,
        "可共享的证照数据已过期（{until} 止）", "the shareable data ended at {until}",
        "请持证人从证照系统更新", "the holder fetches a new one from the licence system";
    /// Not yet begun.
    SHARE_NOT_YET = 8072 "share-not-yet-valid" Failure / NotYetValid,
        "可共享的证照数据尚未生效（{from} 起）", "the shareable data is not valid before {from}",
        "到期后再使用，并检查本机时间", "use it from then on, and check the clock";

    /// Changed after it was signed.
    RECEIPT_EDITED = 8081 "receipt-edited" Failure / SigCryptoFailure,
        "核验回执被改动过，或不是所载核验单位签发的", "the receipt was changed, or the department that it names did not sign it",
        "不要采用；请核验单位重新出具", "do not use it; the department issues it again";
    /// Another document.
    RECEIPT_DOCUMENT = 8082 "receipt-document-differs" Failure / HashFailure,
        "该文件不是回执所核验的文件（摘要不符）", "this is not the document that the receipt is about: its digest differs",
        "找到所核验的原文件", "find the document that was verified";
    /// No time-stamp.
    RECEIPT_NO_TIMESTAMP = 8083 "receipt-no-timestamp" Warning,
        "回执没有可信时间戳，签名证书到期后将无法证明其出具时间", "the receipt has no timestamp: once its signer’s certificate has ended, nothing proves when it was made",
        "归档前加盖可信时间戳", "add a timestamp before it is archived";
    /// A time-stamp that does not belong to it.
    RECEIPT_TIMESTAMP = 8084 "receipt-timestamp" Failure / HashFailure,
        "回执所附的时间戳不是对该回执的，或已损坏", "the timestamp of the receipt was not made over it, or is broken",
        "请核验单位重新加盖时间戳", "the department adds a timestamp again";
    /// What was verified had not passed.
    RECEIPT_VERDICT = 8085 "receipt-verdict" Note,
        "回执记载的核验结论：{verdict}", "the receipt says that the verdict was: {verdict}",
        "", "";
    /// For another case.
    RECEIPT_CASE = 8086 "receipt-case" Failure / SigConstraintsFailure,
        "回执属于另一办件（{case}）", "the receipt belongs to another case ({case})",
        "归入其所属办件", "file it with its own case";
    /// Nobody brought the document.
    RECEIPT_DOCUMENT_NOT_GIVEN = 8087 "receipt-document-not-given" Note,
        "没有提供所核验的文件，未比对摘要", "the verified document was not given, so its digest was not compared",
        "", "";
}
