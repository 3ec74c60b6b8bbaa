//! Codes of ASN.1 and CMS (3000 to 3999).

use super::codes;

codes! {
    /// The signature container cannot be read.
    CMS_MALFORMED = 3101 "cms-malformed" Failure / FormatFailure,
        "签名数据格式错误，无法读取：{detail}", "the signature container cannot be read: {detail}",
        "请向签名单位重新索取原始电子文件", "ask the signer for the original file";
    /// Not exactly one signer.
    SIGNER_COUNT = 3110 "signer-count" Failure / FormatFailure,
        "一个签名里应当只有一个签名人，实际有 {count} 个", "a signature must have exactly one signer; this one has {count}",
        "请向签名单位重新索取原始电子文件", "ask the signer for the original file";
    /// A digest algorithm that is not known here.
    DIGEST_UNSUPPORTED = 3111 "digest-algorithm-unsupported" Undetermined / CryptoConstraintsFailureNoPoe,
        "摘要算法 {oid} 不受支持，无法判断内容是否被改动", "the digest algorithm {oid} is not supported, so changes cannot be detected",
        "请签名单位改用受支持的算法（如 SM3、SHA-256）重新签名", "ask the signer to sign again with a supported algorithm such as SM3 or SHA-256";
    /// A signature algorithm that is not known here.
    SIGNATURE_UNSUPPORTED = 3112 "signature-algorithm-unsupported" Undetermined / CryptoConstraintsFailureNoPoe,
        "签名算法 {oid} 不受支持，无法验证", "the signature algorithm {oid} is not supported, so the signature cannot be verified",
        "请签名单位改用受支持的算法（如 SM2、ECDSA、RSA、Ed25519）重新签名", "ask the signer to sign again with SM2, ECDSA, RSA or Ed25519";
    /// A signed attribute that must occur once does not, or not once.
    ATTRIBUTE_COUNT = 3113 "signed-attribute-count" Failure / FormatFailure,
        "签名属性 {attribute} 应当恰好出现一次，实际 {count} 个", "the signed attribute {attribute} must have exactly one value; it has {count}",
        "签名数据不合规范，请签名单位重新签名", "the signature is not well formed; ask the signer to sign again";
    /// The signed content type is another than the one present.
    CONTENT_TYPE_MISMATCH = 3114 "content-type-mismatch" Failure / FormatFailure,
        "签名声明的内容类型 {stated} 与实际类型 {actual} 不一致", "the signed content type {stated} is not the actual one {actual}",
        "签名数据不合规范，请签名单位重新签名", "the signature is not well formed; ask the signer to sign again";
    /// The content is not what was signed.
    DIGEST_MISMATCH = 3115 "digest-mismatch" Failure / HashFailure,
        "文件内容在签名之后被改动", "the content was changed after it was signed",
        "不要采用此文件；请向签发单位重新索取原件", "do not use this file; ask whoever issued it for the original";
    /// The signature value does not fit the signer's key.
    SIGNATURE_INVALID = 3116 "signature-invalid" Failure / SigCryptoFailure,
        "签名值与签名人证书的公钥不符：签名是伪造的或已损坏", "the signature value does not fit the signer’s key: forged or damaged",
        "不要采用此文件；请向签发单位核实", "do not use this file; check with whoever is said to have signed it";
    /// The signer's certificate is not there.
    SIGNER_CERTIFICATE_MISSING = 3117 "signer-certificate-missing" Undetermined / NoSigningCertificateFound,
        "文件里没有签名人的证书，无法验证签名", "the signer’s certificate is not in the file, so the signature cannot be verified",
        "向签名人索取其证书后再次核验", "obtain the signer’s certificate and verify again";
    /// The certificate is not the one that the signer bound.
    ESS_MISMATCH = 3118 "signing-certificate-mismatch" Failure / FormatFailure,
        "签名人证书与签名中绑定的证书不一致，证书可能被调换", "the certificate is not the one bound by the signature; it may have been swapped",
        "不要采用此文件；请向签名单位核实", "do not use this file; check with the signer";
    /// PAdES asks for a bound certificate.
    ESS_MISSING = 3119 "signing-certificate-missing" Warning,
        "签名没有绑定签名人证书（缺 signing-certificate 属性），不满足 PAdES 要求", "the signature does not bind the signer’s certificate (no signing-certificate attribute), as PAdES requires",
        "请签名单位用符合 PAdES 的软件重新签名", "ask the signer to sign again with software that follows PAdES";
    /// Bound by SHA-1 only.
    ESS_SHA1 = 3120 "signing-certificate-sha1" Warning,
        "签名人证书以 SHA-1 绑定，强度较弱", "the signer’s certificate is bound by SHA-1, which is weak",
        "今后签名请使用 signing-certificate-v2", "use signing-certificate-v2 in future";
    /// Digest and signature algorithm do not go together.
    ALGORITHM_MISMATCH = 3121 "algorithm-mismatch" Failure / FormatFailure,
        "摘要算法 {digest} 与签名算法 {stated} 不匹配", "the digest algorithm {digest} does not go with the signature algorithm {stated}",
        "签名数据不合规范，请签名单位重新签名", "the signature is not well formed; ask the signer to sign again";
    /// RFC 6211 protection says another algorithm.
    ALGORITHM_PROTECTION = 3122 "algorithm-protection" Failure / FormatFailure,
        "签名所保护的算法与声明的算法不一致，可能被降级", "the protected algorithms are not the stated ones; this may be a downgrade",
        "不要采用此文件；请向签名单位核实", "do not use this file; check with the signer";
    /// Content inside a detached signature.
    ENCAPSULATED_CONTENT = 3123 "encapsulated-content" Failure / FormatFailure,
        "分离式签名里不应当带有内容", "a detached signature must not carry content",
        "签名数据不合规范，请签名单位重新签名", "the signature is not well formed; ask the signer to sign again";
    /// No signed attributes.
    SIGNED_ATTRIBUTES_MISSING = 3124 "signed-attributes-missing" Failure / FormatFailure,
        "签名缺少必需的签名属性", "the signature has no signed attributes, which its profile requires",
        "签名数据不合规范，请签名单位重新签名", "the signature is not well formed; ask the signer to sign again";
    /// Signed in DER order, sent in another.
    ATTRIBUTES_UNSORTED = 3125 "signed-attributes-unsorted" Note,
        "签名属性未按 DER 排序（不影响结论）", "the signed attributes are not in DER order (no effect on the answer)",
        "", "";
    /// Too weak to be relied on today.
    WEAK_ALGORITHM = 3126 "weak-algorithm" Undetermined / CryptoConstraintsFailureNoPoe,
        "签名算法 {algorithm} 强度不足，今天已不能据以采信", "the algorithm {algorithm} is too weak to be relied on today",
        "请签名单位用更强的算法重新签名", "ask the signer to sign again with a stronger algorithm";
    /// A certificate in the container cannot be read.
    CERTIFICATE_UNREADABLE = 3127 "embedded-certificate-unreadable" Warning,
        "签名中附带的 {count} 张证书无法读取，已忽略", "{count} certificates in the signature cannot be read and were ignored",
        "", "";
    /// The container is BER, not DER.
    NOT_DER = 3128 "container-not-der" Note,
        "签名数据为 BER 编码（不影响结论）", "the signature container is BER, not DER (no effect on the answer)",
        "", "";
    /// The signer's key is of a kind or size that is not judged.
    KEY_UNSUPPORTED = 3129 "signer-key-unsupported" Undetermined / CryptoConstraintsFailureNoPoe,
        "签名人的密钥类型或长度不受支持：{detail}", "the signer’s key is of a kind or size that is not supported: {detail}",
        "请签名单位改用受支持的密钥重新签名", "ask the signer to sign again with a supported key";
    /// The signer says that what was signed is no plain data.
    CONTENT_TYPE_UNEXPECTED = 3130 "content-type-unexpected" Failure / FormatFailure,
        "签名声明所签的内容类型是 {oid}，而不是普通数据：所签的不是作为文件的这份文件", "the signature states that what was signed is of type {oid} and not plain data: it was not signed as a document",
        "签名数据不合规范，请签名单位重新签名", "the signature is not well formed; ask the signer to sign again";
    /// The list of digest algorithms leaves out the signer's.
    DIGEST_LIST = 3131 "digest-algorithm-unlisted" Note,
        "签名容器的摘要算法清单中没有签名人所用的 {oid}（不影响结论）", "the list of digest algorithms in the container leaves out the signer’s, {oid} (no effect on the answer)",
        "", "";
}
