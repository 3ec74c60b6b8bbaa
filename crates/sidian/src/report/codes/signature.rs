//! Codes of signatures (5000 to 5999).

use super::codes;

codes! {
    /// The document has no signature.
    NO_SIGNATURE = 5001 "no-signature" Undetermined / SignedDataNotFound,
        "文件没有电子签名", "the document has no signature",
        "该文件不能作为电子证照或电子材料使用，请索取经签名的原件", "it proves nothing; ask for the signed original";
    /// Bytes outside every signature.
    UNCOVERED = 5002 "bytes-outside-signatures" Note,
        "最后一个签名之后还追加了 {count} 个字节（其改动见“签名后改动”）", "{count} bytes follow the last signature (see the changes since)",
        "", "";
    /// Two tables of objects for two kinds of reader.
    HYBRID = 5005 "hybrid-references" Undetermined / SigConstraintsFailure,
        "文件含有两套对象目录（混合引用），不同软件可能显示不同的内容", "the file has two tables of objects (hybrid references); two programs may show two documents",
        "请签发单位另存为普通 PDF 后重新签名", "ask the signer to save it as an ordinary PDF and sign again";
    /// Places for signatures that nobody filled.
    NEVER_SIGNED = 5006 "signature-never-completed" Warning,
        "文件为签名预留了位置，但始终没有签名", "a place was prepared for a signature and nobody ever signed",
        "请签名单位完成签名", "ask the signer to complete it";
    /// A signature dictionary behind the last signature that the form does not reach.
    UNREACHED = 5007 "signature-unreached" Undetermined / SigConstraintsFailure,
        "最后一个有效签名之后还有签名数据，但表单中已找不到它，可能有签名被破坏或移除", "there is signature data behind the last signature that the form no longer reaches; a signature may have been broken or removed",
        "请向签名单位核实共有几个签名，并索取原件", "ask the signers how many signatures there are, and for the original";
    /// A kind of signature that is not judged.
    SUB_FILTER_UNSUPPORTED = 5010 "signature-kind-unsupported" Undetermined / SigConstraintsFailure,
        "签名格式 {sub_filter} 不受支持，无法核验", "signatures of the kind {sub_filter} are not supported and cannot be verified",
        "请签名单位改用 PAdES（ETSI.CAdES.detached）格式重新签名", "ask the signer to sign again as PAdES (ETSI.CAdES.detached)";
    /// The signature does not say what it is.
    SUB_FILTER_MISSING = 5011 "signature-kind-missing" Failure / FormatFailure,
        "签名没有说明其格式（缺 SubFilter）", "the signature does not say of what kind it is (no SubFilter)",
        "请签名单位重新签名", "ask the signer to sign again";
    /// `/Type` and `/SubFilter` contradict each other.
    KIND_CONFUSED = 5012 "signature-kind-contradiction" Failure / FormatFailure,
        "签名类型 {kind} 与格式 {sub_filter} 相互矛盾", "the type {kind} and the kind {sub_filter} contradict each other",
        "请签名单位重新签名", "ask the signer to sign again";
    /// A signed field without a signature that can be read.
    SIGNATURE_MALFORMED = 5013 "signature-dictionary-malformed" Failure / FormatFailure,
        "签名域的签名数据不完整：{detail}", "the signature dictionary is incomplete: {detail}",
        "不要采用此文件；请向签发单位重新索取原件", "do not use this file; ask whoever issued it for the original";
    /// A later revision took the signature away.
    SIGNATURE_REMOVED = 5014 "signature-removed" Failure / FormatFailure,
        "这个签名在后来的修改中被移除或替换", "a later revision removed or replaced this signature",
        "不要采用此文件；请向签发单位重新索取原件", "do not use this file; ask whoever issued it for the original";
    /// The claimed signing time lies after the time of verification.
    SIGNED_IN_FUTURE = 5020 "signing-time-in-future" Undetermined / TimestampOrderFailure,
        "签名时间 {time} 晚于核验时间", "the signing time {time} lies after the time of verification",
        "检查核验所用的时间；时间无误的，向签名单位核实", "check the time used here; if it is right, ask the signer";
    /// Signed by a certificate that was already revoked, by the signer's own time.
    SIGNED_AFTER_REVOCATION = 5021 "signed-after-revocation" Failure / Revoked,
        "签名人证书在签名之前（{revoked}）已被吊销", "the signer’s certificate was revoked ({revoked}) before this was signed",
        "不要采用此文件；请向签发单位核实", "do not use this file; check with whoever issued it";
    /// The signature is proven to be older than its signer's certificate.
    SIGNED_BEFORE_CERTIFICATE = 5022 "signed-before-certificate" Failure / NotYetValid,
        "时间戳证明签名在 {existed} 已经存在，而签名人证书自 {from} 才开始生效", "a timestamp proves that the signature existed on {existed}, but the signer’s certificate is valid from {from} only",
        "不要采用此文件；请向签名单位核实", "do not use this file; check with the signer";
    /// The signer states a time before the certificate was valid.
    CLAIMED_BEFORE_CERTIFICATE = 5023 "claimed-before-certificate" Warning,
        "签名人自称的签名时间 {time} 早于其证书开始生效的时间 {from}", "the signing time that the signer states, {time}, is before the certificate became valid on {from}",
        "自称的时间不作为依据；如时间重要，请向签名单位核实", "the stated time proves nothing; if the time matters, check with the signer";
    /// The timestamp over the signature is broken.
    TIMESTAMP_BROKEN = 5030 "timestamp-broken" Failure / SigCryptoFailure,
        "签名所附的时间戳无效：{detail}", "the timestamp over the signature is not valid: {detail}",
        "请签名单位重新加盖时间戳", "ask the signer for a new timestamp";
    /// The timestamp is for something else.
    TIMESTAMP_IMPRINT = 5031 "timestamp-imprint" Failure / HashFailure,
        "时间戳不是为这个签名签发的", "the timestamp was not issued for this signature",
        "不要采用此文件；请向签名单位核实", "do not use this file; check with the signer";
    /// The authority behind the timestamp is not trusted.
    TIMESTAMP_UNTRUSTED = 5032 "timestamp-untrusted" Undetermined / NoPoe,
        "时间戳机构“{authority}”不受信任，签名时间未得到证明", "the timestamp authority “{authority}” is not trusted, so the time is not proven",
        "确属可信机构的，由管理员加入信任列表", "if it is to be trusted, an administrator adds its root";
    /// The timestamp uses an algorithm that is not judged.
    TIMESTAMP_UNSUPPORTED = 5033 "timestamp-unsupported" Undetermined / CryptoConstraintsFailureNoPoe,
        "时间戳所用算法不受支持：{detail}", "the timestamp uses an algorithm that is not supported: {detail}",
        "请签名单位用受支持的算法重新加盖时间戳", "ask the signer for a timestamp with a supported algorithm";
    /// The timestamp does not say whose certificate made it.
    TIMESTAMP_UNBOUND = 5034 "timestamp-unbound" Undetermined / NoPoe,
        "时间戳没有绑定时间戳机构的证书，不满足 RFC 3161 要求，签名时间未得到证明", "the timestamp does not bind its authority’s certificate, as RFC 3161 requires, so the time is not proven",
        "请签名单位重新加盖时间戳", "ask the signer for a new timestamp";
    /// The time stated is before the authority's certificate was valid.
    TIMESTAMP_TOO_EARLY = 5035 "timestamp-before-authority" Undetermined / TimestampOrderFailure,
        "时间戳所载的时间 {time} 早于时间戳机构证书开始生效的时间 {from}，不能作为时间证明", "the timestamp states {time}, before the certificate of its authority became valid on {from}; it proves no time",
        "请签名单位重新加盖时间戳，或以其他证据证明时间", "ask the signer for a new timestamp, or for other evidence of the time";
    /// A timestamp beside a signature is broken or for something else, and was not used.
    TIMESTAMP_SET_ASIDE = 5036 "timestamp-set-aside" Undetermined / NoPoe,
        "签名所附的时间戳无效，未予采用：{detail}", "a timestamp beside the signature is not valid and was not used: {detail}",
        "签名本身不受影响，但时间未由它证明；请签名单位重新加盖时间戳", "the signature itself is not affected, but this proves no time; ask the signer for a new timestamp";
    /// The timestamp says something that must be understood and is not.
    TIMESTAMP_NOT_UNDERSTOOD = 5037 "timestamp-not-understood" Undetermined / NoPoe,
        "时间戳含有必须理解而本软件不认识的扩展 {oid}，不能作为时间证明", "the timestamp has a critical extension {oid} that is not known here; it proves no time",
        "请签名单位改用不含此扩展的时间戳服务", "ask the signer for a timestamp without this extension";
    /// An event certificate on another document than the one it was issued for.
    EVENT_DOCUMENT = 5041 "event-certificate-other-document" Failure / ChainConstraintsFailure,
        "签名人的事件型证书是为另一份文件签发的", "the signer’s event certificate was issued for another document",
        "不要采用此文件；请签名人重新申请证书并签名", "do not use this file; ask the signer for a new certificate and signature";
    /// The revision that signs does more than sign.
    EVENT_CHANGES = 5042 "event-certificate-document-changed" Failure / ChainConstraintsFailure,
        "签名的同时还改动了文件（{what}），而事件型证书只针对改动之前的文件", "the document was changed together with the signature ({what}); the event certificate is for the document before that",
        "不要采用此文件；请签名人对最终文件重新申请证书并签名", "do not use this file; ask the signer for a certificate for the final document";
    /// An event certificate that does not say for what it is.
    EVENT_UNREADABLE = 5043 "event-certificate-unreadable" Undetermined / ChainConstraintsFailure,
        "签名人的事件型证书未写明所针对的文件，无法判定", "the signer’s event certificate does not say legibly for which document it is",
        "请签名人向证书机构核实", "ask the signer to check with the authority that issued it";
    /// Signed with an event certificate, on the document it was issued for.
    EVENT_MATCHES = 5044 "event-certificate-matches" Note,
        "签名人使用了仅针对此文件签发的事件型证书（{purpose}）", "signed with an event certificate issued for this document alone ({purpose})",
        "", "";
    /// Signing rules of the field were broken.
    SEED_VALUE = 5201 "seed-value" Undetermined / SigConstraintsFailure,
        "签名不符合签名域规定的要求（{key}）", "the signature breaks a rule of its field ({key})",
        "请签名人按表单要求重新签名", "ask the signer to follow the form’s rules and sign again";
}
