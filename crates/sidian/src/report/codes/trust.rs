//! Codes of certification paths, revocation and time (4000 to 4999).

use super::codes;

codes! {
    /// No path to a trust anchor.
    PATH_NOT_FOUND = 4001 "path-not-found" Undetermined / NoCertificateChainFound,
        "签名人证书“{subject}”不在受信任的机构之下", "no path leads from the certificate “{subject}” to a trust anchor",
        "核实签发机构身份；确属可信机构的，由管理员加入信任列表", "check who issued the certificate; if it is to be trusted, an administrator adds its root";
    /// The signature on a certificate is not its issuer's.
    CERTIFICATE_SIGNATURE_INVALID = 4002 "certificate-signature-invalid" Undetermined / CertificateChainGeneralFailure,
        "证书“{subject}”上的签名不是“{issuer}”作出的", "the signature on the certificate “{subject}” was not made by “{issuer}”",
        "证书可能被伪造或改动：请向签发机构核实该证书", "the certificate may be forged or altered: ask its issuer about it";
    /// Expired at the time of the question.
    CERTIFICATE_EXPIRED = 4003 "certificate-expired" Undetermined / OutOfBoundsNoPoe,
        "证书“{subject}”已于 {until} 到期，而判断时点为 {at}", "the certificate “{subject}” expired on {until}; the question is about {at}",
        "如有可信时间戳证明签名早于到期，请一并提供；否则请签名人用有效证书重新签名", "bring a trusted timestamp from before the expiry, or have it signed again with a valid certificate";
    /// Not yet valid at the time of the question.
    CERTIFICATE_NOT_YET_VALID = 4004 "certificate-not-yet-valid" Undetermined / OutOfBoundsNoPoe,
        "证书“{subject}”自 {from} 起才有效，而判断时点为 {at}", "the certificate “{subject}” is valid from {from} only; the question is about {at}",
        "核对所用时间是否正确；时间无误的，请签名人说明", "check the time that was asked about; if it is right, ask the signer";
    /// An issuer that is no certification authority.
    ISSUER_NOT_CA = 4005 "issuer-not-ca" Undetermined / ChainConstraintsFailure,
        "“{subject}”不是证书签发机构，却被用来签发证书", "“{subject}” issued a certificate but is no certification authority",
        "不要采信该证书链：请向上级签发机构核实", "do not rely on this chain: ask the authority above it";
    /// An issuer whose key may not sign certificates.
    ISSUER_KEY_USAGE = 4006 "issuer-key-usage" Undetermined / ChainConstraintsFailure,
        "签发机构“{subject}”的密钥不得用于签发证书", "the key of the authority “{subject}” may not sign certificates",
        "不要采信该证书链：请向上级签发机构核实", "do not rely on this chain: ask the authority above it";
    /// More intermediate authorities than an authority above allows.
    PATH_TOO_LONG = 4007 "path-too-long" Undetermined / ChainConstraintsFailure,
        "“{subject}”之下的证书层级超出上级机构允许的长度", "there are more levels at “{subject}” than an authority above it allows",
        "不要采信该证书链：请向上级签发机构核实", "do not rely on this chain: ask the authority above it";
    /// A name outside the name constraints of an authority above.
    NAME_NOT_PERMITTED = 4008 "name-not-permitted" Undetermined / ChainConstraintsFailure,
        "证书“{subject}”中的名称超出上级机构被允许签发的范围", "a name in the certificate “{subject}” lies outside what an authority above it may issue for",
        "不要采信该证书：请向签发机构核实", "do not rely on this certificate: ask its issuer";
    /// Name constraints that cannot be applied.
    NAME_CONSTRAINTS_UNCLEAR = 4009 "name-constraints-unclear" Undetermined / ChainConstraintsFailure,
        "上级机构的名称约束无法用于证书“{subject}”", "the name constraints of an authority above cannot be applied to the certificate “{subject}”",
        "请签发机构更正证书中的名称或约束", "ask the issuer to correct the names or the constraints";
    /// A critical extension that is not known here.
    CRITICAL_EXTENSION_UNKNOWN = 4010 "critical-extension-unknown" Undetermined / ChainConstraintsFailure,
        "证书“{subject}”含有本系统不认识的关键扩展 {extension}", "the certificate “{subject}” has the critical extension {extension}, which is not known here",
        "请能识别该扩展的机构核验，或请签发机构说明", "ask the issuer what it means, or have it verified by software that knows it";
    /// An extension whose contents cannot be read.
    EXTENSION_MALFORMED = 4011 "extension-malformed" Undetermined / CertificateChainGeneralFailure,
        "证书“{subject}”的扩展 {extension} 格式错误", "the extension {extension} of the certificate “{subject}” is malformed",
        "请签发机构换发证书", "ask the issuer for a new certificate";
    /// An extension or field used against the standard.
    PROFILE_VIOLATED = 4012 "profile-violated" Undetermined / ChainConstraintsFailure,
        "证书“{subject}”的 {part} 不符合 RFC 5280", "{part} of the certificate “{subject}” is used against RFC 5280",
        "请签发机构换发证书", "ask the issuer for a new certificate";
    /// No certificate policy that the question asks for.
    POLICY_NOT_ESTABLISHED = 4013 "policy-not-established" Undetermined / ChainConstraintsFailure,
        "证书链没有确立所要求的证书策略", "the chain does not establish a certificate policy that is required",
        "请签名人使用符合策略要求的证书", "have it signed with a certificate under the required policy";
    /// A policy mapped to or from anyPolicy.
    POLICY_MAPPING_INVALID = 4014 "policy-mapping-invalid" Undetermined / ChainConstraintsFailure,
        "证书“{subject}”的策略映射不合标准", "the policy mapping of the certificate “{subject}” is against the standard",
        "不要采信该证书链：请向上级签发机构核实", "do not rely on this chain: ask the authority above it";
    /// A key whose usage does not allow this.
    KEY_USAGE_REFUSED = 4015 "key-usage-refused" Undetermined / ChainConstraintsFailure,
        "证书“{subject}”的密钥不得用于签名", "the key of the certificate “{subject}” may not be used for this kind of signature",
        "请签名人使用签名证书", "have it signed with a signing certificate";
    /// A certificate for another purpose.
    PURPOSE_REFUSED = 4016 "purpose-refused" Undetermined / ChainConstraintsFailure,
        "证书“{subject}”是为其他用途签发的（{purposes}）", "the certificate “{subject}” was issued for another purpose ({purposes})",
        "请签名人使用用途相符的证书", "have it signed with a certificate for this purpose";
    /// An algorithm that is not known here.
    CERTIFICATE_ALGORITHM_UNKNOWN = 4017 "certificate-algorithm-unknown" Undetermined / CertificateChainGeneralFailure,
        "证书“{subject}”使用了本系统不支持的算法（{algorithm}），无法验证", "the certificate “{subject}” uses an algorithm that is not supported here ({algorithm}) and could not be checked",
        "请用支持该算法的软件核验，或请签名人使用受支持的算法", "verify it with software that knows the algorithm, or have it signed with a supported one";
    /// An algorithm too weak to be believed.
    CERTIFICATE_ALGORITHM_WEAK = 4018 "certificate-algorithm-weak" Undetermined / CryptoConstraintsFailureNoPoe,
        "证书“{subject}”使用的算法已不安全（{algorithm}）", "the certificate “{subject}” rests on an algorithm that is no longer safe ({algorithm})",
        "请签发机构用安全算法换发证书", "ask the issuer for a certificate with a safe algorithm";
    /// The search for a path was ended.
    PATH_SEARCH_LIMIT = 4019 "path-search-limit" Undetermined / CertificateChainGeneralFailure,
        "附带的证书过多或过于复杂，证书链查找已中止", "the certificates that came along are too many or too entangled; the search for a path was ended",
        "请签名人只附带必要的证书", "ask the signer to send only the certificates that are needed";
    /// The trust anchor itself is outside its validity.
    ANCHOR_NOT_VALID = 4020 "anchor-not-valid" Undetermined / OutOfBoundsNoPoe,
        "信任列表“{list}”中的根证书“{subject}”在 {at} 不在有效期内", "the root “{subject}” of the trust list “{list}” is not valid at {at}",
        "请管理员更新信任列表", "an administrator should update the trust list";
    /// The signer's own certificate is on a trust list.
    TARGET_IS_ANCHOR = 4021 "target-is-anchor" Note,
        "签名人证书“{subject}”本身就在信任列表“{list}”中", "the certificate “{subject}” is itself on the trust list “{list}”",
        "", "";
    /// Small departures from the standard that change nothing.
    CERTIFICATE_LOOSE = 4022 "certificate-loose" Note,
        "证书“{subject}”的编码或序列号与标准略有出入，不影响判断", "the encoding or the serial number of the certificate “{subject}” departs a little from the standard; nothing depends on it",
        "", "";
    /// A weak algorithm that the policy lets pass.
    CERTIFICATE_ALGORITHM_OLD = 4023 "certificate-algorithm-old" Warning,
        "证书“{subject}”使用了过时的算法（{algorithm}），按本次策略予以接受", "the certificate “{subject}” rests on an outdated algorithm ({algorithm}), which the policy of this question accepts",
        "尽快换发证书", "replace the certificate soon";
    /// A signed trust list past its next update.
    TRUST_LIST_EXPIRED = 4024 "trust-list-expired" Undetermined / TryLater,
        "信任列表“{list}”（{issued} 签发）已于 {until} 到期，不能据以判断", "the trust list “{list}”, issued on {issued}, ended on {until}; nothing can rest on it",
        "请管理员取得该信任列表的最新一期后再验", "an administrator should fetch the latest issue of that trust list; then verify again";
    /// An anchor that its list trusts for something else.
    ANCHOR_PURPOSE_REFUSED = 4025 "anchor-purpose-refused" Undetermined / ChainConstraintsFailure,
        "信任列表“{list}”收录“{subject}”不是用于此种签名的", "the trust list “{list}” names “{subject}” for another purpose",
        "核实应采信哪个机构；确属可信的，由管理员加入相应用途的信任列表", "check which authority is to be trusted for this; an administrator may add it to a list for this purpose";
    /// An anchor that its list does not answer for at that time.
    ANCHOR_NOT_LISTED_THEN = 4026 "anchor-not-listed-then" Undetermined / OutOfBoundsNoPoe,
        "信任列表“{list}”对“{subject}”的收录期间不包括 {at}", "the trust list “{list}” does not answer for “{subject}” at {at}",
        "如有可信时间戳证明签名作出于收录期间，请一并提供；否则请向列表发布机构核实", "bring a trusted timestamp from within that time, or ask whoever issues the list";

    /// Revoked: the end-entity certificate.
    CERTIFICATE_REVOKED = 4101 "certificate-revoked" Undetermined / RevokedNoPoe,
        "证书“{subject}”已于 {revoked} 被吊销（{reason}）", "the certificate “{subject}” was revoked on {revoked} ({reason})",
        "如有可信时间戳证明签名早于吊销，请一并提供；否则不应采信", "bring a trusted timestamp from before the revocation; without one do not rely on it";
    /// Revoked: an authority above.
    CA_REVOKED = 4102 "ca-revoked" Undetermined / RevokedCaNoPoe,
        "签发机构“{subject}”的证书已于 {revoked} 被吊销（{reason}）", "the certificate of the authority “{subject}” was revoked on {revoked} ({reason})",
        "不要采信该机构签发的证书：请向上级机构核实", "do not rely on certificates of this authority: ask the one above it";
    /// On hold.
    CERTIFICATE_ON_HOLD = 4103 "certificate-on-hold" Undetermined / TryLater,
        "证书“{subject}”自 {revoked} 起被冻结", "the certificate “{subject}” is on hold since {revoked}",
        "冻结可能解除：请向签发机构查询，之后再验", "a hold may be lifted: ask the issuer and verify again later";
    /// Nothing says whether it is revoked.
    REVOCATION_MISSING = 4104 "revocation-missing" Undetermined / TryLater,
        "没有证书“{subject}”的吊销信息，无法确定其是否仍然有效", "nothing at hand says whether the certificate “{subject}” is revoked",
        "取得吊销列表或在线状态后再验：{source}", "fetch the revocation list or status and verify again: {source}";
    /// What says so is out of date.
    REVOCATION_STALE = 4105 "revocation-stale" Undetermined / TryLater,
        "证书“{subject}”的吊销信息已过期（有效至 {until}）", "the revocation information about the certificate “{subject}” is out of date (valid until {until})",
        "取得最新的吊销列表或在线状态后再验：{source}", "fetch the latest revocation list or status and verify again: {source}";
    /// What says so is not signed by whom it names.
    REVOCATION_SIGNATURE_INVALID = 4106 "revocation-signature-invalid" Undetermined / TryLater,
        "证书“{subject}”的吊销信息签名无效，不能采信", "the signature on the revocation information about the certificate “{subject}” is wrong",
        "从签发机构重新取得吊销信息：{source}", "fetch it again from the issuer: {source}";
    /// The issuer names no source.
    REVOCATION_NOT_PUBLISHED = 4107 "revocation-not-published" Warning,
        "证书“{subject}”的签发机构未公布吊销信息来源，未检查吊销状态", "the issuer of the certificate “{subject}” names no revocation source; revocation was not checked",
        "如有疑问，请向签发机构查询", "if in doubt, ask the issuer";
    /// Revoked after the time of the question.
    REVOKED_LATER = 4108 "revoked-later" Note,
        "证书“{subject}”在判断时点之后（{revoked}）被吊销（{reason}）", "the certificate “{subject}” was revoked later than the time asked about, on {revoked} ({reason})",
        "", "";
    /// The policy asks for no revocation check.
    REVOCATION_SKIPPED = 4109 "revocation-skipped" Warning,
        "按本次策略，未检查证书“{subject}”的吊销状态", "by the policy of this question the revocation of the certificate “{subject}” was not checked",
        "需要确定时，请启用吊销检查再验", "turn revocation checking on and verify again where it matters";
    /// The responder does not know the certificate.
    REVOCATION_UNKNOWN = 4110 "revocation-unknown" Undetermined / TryLater,
        "在线状态服务不认识证书“{subject}”", "the OCSP responder does not know the certificate “{subject}”",
        "向签发机构核实该证书是否由其签发", "ask the issuer whether it issued this certificate";
    /// What says so is signed by somebody who may not.
    REVOCATION_SIGNER_UNAUTHORISED = 4111 "revocation-signer-unauthorised" Undetermined / TryLater,
        "证书“{subject}”的吊销信息由无权的一方签发，不能采信", "the revocation information about the certificate “{subject}” is signed by somebody who may not",
        "从签发机构重新取得吊销信息：{source}", "fetch it again from the issuer: {source}";
    /// What says so has contents that cannot be interpreted.
    REVOCATION_NOT_UNDERSTOOD = 4112 "revocation-not-understood" Undetermined / TryLater,
        "证书“{subject}”的吊销信息含有本系统不能解释的关键内容", "the revocation information about the certificate “{subject}” has critical contents that are not understood here",
        "请向签发机构核实该证书状态", "ask the issuer about the state of this certificate";
    /// What is at hand does not speak about this certificate or not about every reason.
    REVOCATION_NOT_COVERING = 4113 "revocation-not-covering" Undetermined / TryLater,
        "现有吊销信息不覆盖证书“{subject}”或不覆盖全部吊销原因", "the revocation information at hand does not cover the certificate “{subject}” or not every reason",
        "取得对应的吊销列表后再验：{source}", "fetch the list that covers it and verify again: {source}";
    /// What says so was made later than now.
    REVOCATION_NOT_YET_VALID = 4114 "revocation-not-yet-valid" Undetermined / TryLater,
        "证书“{subject}”的吊销信息标注的时间（{from}）晚于判断时点", "the revocation information about the certificate “{subject}” is dated later ({from}) than the time asked about",
        "核对所用时间，或取得当时的吊销信息", "check the time that was asked about, or bring information from then";
    /// What says so rests on a weak algorithm.
    REVOCATION_ALGORITHM_WEAK = 4116 "revocation-algorithm-weak" Undetermined / TryLater,
        "证书“{subject}”的吊销信息使用了已不安全的算法，不能采信", "the revocation information about the certificate “{subject}” rests on an algorithm that is no longer safe",
        "取得以安全算法签发的吊销信息：{source}", "fetch information signed with a safe algorithm: {source}";
    /// Revoked later, but in wrong hands before.
    KEY_DOUBTFUL = 4117 "key-doubtful" Undetermined / RevokedNoPoe,
        "证书“{subject}”的密钥自 {since} 起可能已失密（证书后于 {revoked} 被吊销）", "the key of the certificate “{subject}” may have been in wrong hands since {since} (it was revoked on {revoked})",
        "向签名人核实该文件确由其签署", "ask the signer whether they signed this file";
    /// Evidence that cannot be read.
    EVIDENCE_UNREADABLE = 4115 "evidence-unreadable" Warning,
        "有 {count} 份附带的证书或吊销信息无法读取，未予采用", "{count} certificates or revocation items that came along cannot be read and were not used",
        "如结论不确定，请重新取得这些材料", "if the answer is open, fetch them again";

    /// An algorithm that has ended, and nothing proves that it was used before.
    ALGORITHM_ENDED = 4201 "algorithm-ended" Undetermined / CryptoConstraintsFailureNoPoe,
        "“{subject}”所用算法 {algorithm} 自 {until} 起不再安全，没有证据证明它在此之前已经存在", "{algorithm}, on which “{subject}” rests, counts no longer since {until}, and nothing proves that it existed before",
        "如有此前加盖的时间戳，请一并提供；否则请签名人用安全的算法重新签名", "bring a timestamp from before that date; without one, have it signed again with a safe algorithm";
    /// Revocation information whose signer has ended, and nothing proves that it was made before.
    REVOCATION_NOT_PROVEN = 4202 "revocation-not-proven" Undetermined / RevocationOutOfBoundsNoPoe,
        "证书“{subject}”的吊销信息由已于 {until} 失效的机构签发，没有证据证明它在此之前已经存在", "the revocation information about the certificate “{subject}” is signed by somebody whose certificate ended on {until}, and nothing proves that it existed before",
        "使用在此之前加盖过文档时间戳的版本（B-LTA）", "use a copy that was given a document timestamp before that date (B-LTA)";
    /// A certificate whose issuer has ended, and nothing proves that it was issued before.
    CERTIFICATE_NOT_PROVEN = 4203 "certificate-not-proven" Undetermined / NoPoe,
        "证书“{subject}”的签发机构已于 {until} 失效，没有证据证明该证书在此之前已经存在", "the issuer of the certificate “{subject}” ended on {until}, and nothing proves that the certificate existed before",
        "使用在此之前加盖过文档时间戳的版本（B-LTA）", "use a copy that was given a document timestamp before that date (B-LTA)";
    /// A timestamp that proves nothing any more, and was not renewed in time.
    TIMESTAMP_NOT_RENEWED = 4204 "timestamp-not-renewed" Undetermined / NoPoe,
        "“{authority}”于 {time} 加盖的时间戳已失去证明力（{why}），失效之前没有及时续加新的时间戳", "the timestamp of {time} by “{authority}” no longer proves anything ({why}), and it was not renewed before",
        "查找在失效之前续加过时间戳的版本；没有的，请签名人重新签名", "look for a copy that was renewed in time; without one, have it signed again";
    /// Judged at a time that timestamps prove.
    JUDGED_AS_OF = 4205 "judged-as-of" Note,
        "证书“{subject}”按时间戳所证明的时点 {at} 判断（现在已失效或无法判断）", "the certificate “{subject}” was judged as of {at}, which timestamps prove; today it can no longer be",
        "", "";
    /// An algorithm that has ended since, but was proven to be in use before.
    ALGORITHM_PROVEN = 4206 "algorithm-ended-since" Note,
        "“{subject}”所用算法 {algorithm} 自 {until} 起不再安全，但时间戳证明它在此之前已经存在", "{algorithm}, on which “{subject}” rests, counts no longer since {until}; timestamps prove that it existed before",
        "", "";
    /// An event certificate outside of the document it was issued for.
    EVENT_ELSEWHERE = 4130 "event-certificate-elsewhere" Failure / ChainConstraintsFailure,
        "证书“{subject}”是只用于一份文件的事件型证书，不能用于此处", "the certificate “{subject}” was issued for one document and cannot be used for this",
        "请签名人改用其长期证书", "ask the signer to use a certificate that is not bound to one document";
}
