//! Details of findings in Chinese. What could not be read is told by errors of lower floors, in
//! English; their sentences stand here beside their translation, so that a Chinese reader is not
//! left with half a sentence.

use super::Code;
use super::codes;
use super::finding::local;
use super::{error_words, more_words};

/// English and Chinese, with `{}` for each value that is filled in, in the same order.
const TABLE: &[(&str, &str)] = &[
    // signature dictionaries
    ("its field is no signature field", "所在的域不是签名域"),
    ("a key is given twice", "同一个键出现两次"),
    ("several fields share it", "多个域共用同一个签名"),
    ("it grants usage rights and signs nothing", "只授予使用权，并不签署内容"),
    // ASN.1
    ("length is not definite and minimal at offset {}", "偏移 {} 处的长度不是确定且最短的形式"),
    ("nested deeper or larger than allowed", "嵌套过深或过大"),
    ("expected tag {}, found {}", "应为标签 {}，实为 {}"),
    ("{} bytes left over after the structure", "结构之后多出 {} 字节"),
    ("ends early at offset {}", "在偏移 {} 处提前结束"),
    ("invalid {}", "{} 无效"),
    // containers
    ("content type {} is not SignedData", "内容类型 {} 不是 SignedData"),
    ("more than {} {}", "超过 {} 个 {}"),
    // certificates and keys
    (
        "the signature algorithm inside the signed part differs from the one outside",
        "签名部分内外的签名算法不一致",
    ),
    ("extension {} occurs twice", "扩展 {} 出现两次"),
    ("extensions in a version {} structure", "版本 {} 的结构中不应有扩展"),
    ("malformed object at byte {}", "第 {} 字节处的对象格式错误"),
    ("malformed {} at byte {}", "{} 格式错误（第 {} 字节）"),
    ("no readable PEM block with the label {}", "没有可读的 {} PEM 数据块"),
    ("{} bytes are too many", "{} 字节，过长"),
    ("unknown version", "版本未知"),
    ("the key carries explicit curve parameters", "密钥自带曲线参数"),
    ("malformed {} public key", "{} 公钥格式错误"),
    ("algorithm {} cannot go with this kind of key", "算法 {} 与此类密钥不符"),
    ("malformed parameters of algorithm {}", "算法 {} 的参数格式错误"),
    ("signature does not verify", "签名值验证不通过"),
    ("algorithm {} is not supported", "不支持算法 {}"),
    ("{}-bit key is too weak", "{} 位密钥强度不足"),
    ("no certificate", "没有证书"),
    ("“{}” is not the issuer", "“{}”不是颁发机构"),
    ("no path to a trust anchor", "没有通向信任锚的证书路径"),
    // tokens
    (
        "the signature algorithm is not supported, or is not for this key",
        "签名算法不受支持，或与密钥不符",
    ),
    ("the signature algorithm of the status list is not supported", "状态列表的签名算法不受支持"),
    ("claim {} is missing or malformed", "声明 {} 缺失或格式错误"),
    ("header {} is missing or malformed", "头部 {} 缺失或格式错误"),
    ("malformed JSON, or a key given twice", "JSON 格式错误，或同一个键出现两次"),
    ("not a signed token", "不是签名令牌"),
    ("larger than {} bytes", "超过 {} 字节"),
    ("the list inside is not zlib data", "内含的列表不是 zlib 数据"),
    ("there is no place {} in the list", "列表中没有第 {} 位"),
    // seals
    ("layers that can be switched on and off", "可开关的图层"),
    ("resources that it does not bring along", "图像自身没有带上的资源"),
    ("letters that are drawings of their own", "自带绘图的字形（Type 3 字体）"),
    ("what lies below it on the page", "页面上位于其下的内容"),
    ("certListType {} is neither 1 nor 2", "certListType {} 既不是 1 也不是 2"),
    ("{} has {} fields, which no edition knows", "{} 有 {} 个字段，任何版本都没有这种结构"),
    ("the header does not say ES", "头部标识不是 ES"),
    ("{} bytes; a seal may have {}", "{} 字节，印章最多 {} 字节"),
    // licences
    (
        "the metadata is not JSON of texts, lists and objects: line {} column {}",
        "元数据不是由文本、列表和对象组成的 JSON（第 {} 行第 {} 列）",
    ),
    ("the metadata is not in canonical form (RFC 8785)", "元数据不是规范形式（RFC 8785）"),
    ("the metadata is larger than {} bytes", "元数据超过 {} 字节"),
    ("not a calendar date of eight digits such as 20261122", "不是 20261122 这样的八位日期"),
    (
        "check character {} should be {}: mistyped or not standard",
        "校验码为 {}，应为 {}：可能录入有误或不合标准",
    ),
    ("the check part is not one digit or capital letter", "校验码不是一位数字或大写字母"),
    ("the issuer is not a unified social credit code", "颁发机构代码不是统一社会信用代码"),
    (
        "not root, type, issuer, serial, version and check character between dots",
        "不是以点分隔的根代码、类型、颁发机构、流水号、版本号和校验码",
    ),
    ("does not begin with 1.2.156.3005.2.", "不以 1.2.156.3005.2. 开头"),
    ("the serial is not 1 to 64 digits and capital letters", "流水号不是 1 至 64 位数字和大写字母"),
    ("the version is not 001 to 999", "版本号不在 001 至 999 之间"),
    ("character {} is not of the code's alphabet", "第 {} 个字符不在代码字符集内"),
    ("the check character does not agree", "校验码不符"),
    ("the date inside is not a calendar date", "其中的日期不存在"),
    ("{} characters instead of {}", "有 {} 个字符，应为 {} 个"),
    (
        "the check character of the organisation code inside does not agree",
        "其中组织机构代码的校验码不符",
    ),
    ("no unified social credit code: {}", "不是统一社会信用代码：{}"),
    ("out of range", "超出范围"),
    ("named twice", "出现两次"),
    ("there is no such element", "没有这一要素"),
    (
        "empty, too long, or with characters that cannot be shown",
        "为空、过长，或含有无法显示的字符",
    ),
    // codes to show, archives
    ("not Base45", "不是 Base45 编码"),
    ("not a COSE_Sign1 in its one deterministic encoding", "不是唯一确定编码的 COSE_Sign1"),
    ("the archive can be read in two ways: {}", "压缩包可以有两种读法：{}"),
    ("“{}” is damaged", "“{}”已损坏"),
    ("there are two entries named “{}”", "有两个名为“{}”的条目"),
    ("{} bytes at {} belong to no entry", "有 {} 字节（位于 {}）不属于任何条目"),
    ("more {} than the limit of {}", "{} 超过上限 {}"),
    ("an entry may not be named “{}”", "条目不得名为“{}”"),
    ("no complete ZIP archive", "不是完整的 ZIP 压缩包"),
    ("{} is not supported", "不支持 {}"),
    ("it ends twice", "结尾出现两次"),
    ("the directory does not end where it should", "目录没有在应在之处结束"),
    ("the directory has more than it states", "目录的内容多于其声明"),
    ("the directory is cut off", "目录不完整"),
    ("an entry has two names", "一个条目有两个名称"),
    ("an entry has two different headers", "一个条目的两处头部不一致"),
    ("a name in an encoding that nothing states", "名称的编码没有说明"),
    ("a stored entry has two sizes", "未压缩的条目有两个大小"),
    ("two entries share bytes", "两个条目共用字节"),
    ("what follows an entry does not describe it", "条目之后的说明与条目不符"),
    ("an archive of several volumes", "分卷压缩包"),
    ("this way of packing", "这种压缩方式"),
    ("encryption", "加密"),
    ("entries", "条目数"),
    ("bytes of all entries", "全部条目的字节数"),
    ("bytes of one entry", "单个条目的字节数"),
    ("bytes of directory", "目录的字节数"),
    ("too many entries, or a malformed number", "条目过多，或数字格式错误"),
    ("no description mentions it", "没有任何说明提到它"),
    ("the licence names another holder", "证照上的持证主体是别人"),
    ("“{}” is not the maker of the seal", "“{}”不是制章人"),
    ("not 14 digits", "不是 14 位数字"),
    ("the first two digits name no province", "前两位不是省级行政区代码"),
    ("the serial number is zero", "流水号为零"),
    // lists
    ("the signer is not the one who may withdraw", "签发人不是有权撤回的人"),
    ("issued in the future", "签发时间晚于当前时间"),
    ("not signed with a certificate that may sign this list", "签名证书无权签发此清单"),
    // packages, statements, shared fields
    ("a copy lives no longer than its authorisation", "加注件的有效期不能长于授权"),
    ("the authorisation does not include the whole of this licence", "授权不包括整张证照"),
    ("a party that is none", "主体信息有误"),
    ("a profile that is not known here", "不认识的格式版本"),
    ("a text is missing or too long", "缺少文字或文字过长"),
    ("too large", "过大"),
    ("it is there more than once", "出现不止一次"),
    ("another holder", "持证主体不同"),
    ("its principal is not the agent of the link before", "委托人不是上一环的受托人"),
    ("the grantor is not the agent of the last link", "授权人不是最后一环的受托人"),
    ("a department acts by duty for itself only", "依职能用证只能为本部门"),
    ("a person has no duty to use by", "个人不能依职能用证"),
    ("the grantor is not the holder", "授权人不是持证主体"),
    ("a copy names the clerk who compared it with its original", "复制件应写明与原件核对的经办人"),
    ("a material that no package may describe so", "材料不能这样说明"),
    ("its kind or media type is missing", "缺少材料类别或文件类型"),
    ("its last day is no date", "有效期截止日不是日期"),
    ("no description", "没有说明"),
    ("a digest of nothing", "没有内容的摘要"),
    ("a critical extension that is not known here", "有不认识的关键扩展"),
    ("a file has two digests", "一个文件有两个摘要"),
    ("a file is listed twice", "一个文件列出两次"),
    ("a file without a digest", "文件没有摘要"),
    ("a reference that is no file of the package", "引用的不是材料包中的文件"),
    ("a reference without a name", "引用没有名称"),
    ("an attribute is given twice or malformed", "属性重复或格式错误"),
    ("an attribute is malformed", "属性格式错误"),
    ("it is cut off", "内容不完整"),
    ("it is nested too deeply", "嵌套过深"),
    ("it lists too many files", "列出的文件过多"),
    ("it names no signature or no file", "没有写明签名或文件"),
    ("it names two signatures", "写明了两个签名"),
    ("text outside of it", "其外另有文字"),
    ("digest or size differs", "摘要或大小不符"),
    ("it is described twice", "被说明两次"),
    ("it is missing", "缺失"),
    ("a field is disclosed twice", "一个字段披露两次"),
    ("it hides further fields", "其中还藏有别的字段"),
    ("its digest is not among those signed", "其摘要不在已签名的摘要之列"),
    ("there is no such field to disclose", "没有这个可披露的字段"),
    ("a show code lives one second to five minutes", "亮证码的有效期为一秒至五分钟"),
    // work
    ("work limit reached: more than {} {}", "超出处理上限：{} 的 {}"),
];

/// What an error of this library says, in Chinese; as it is where no translation is known. Findings need
/// it for nothing: [`Finding::message`](super::Finding::message) tells their details already.
///
/// # Examples
///
/// ```
/// use sidian::report::in_chinese;
/// use sidian::x509::Certificate;
///
/// let error = Certificate::from_bytes(b"{}").unwrap_err();
/// assert_eq!(in_chinese(&error.to_string()), "没有可读的 CERTIFICATE PEM 数据块");
/// ```
pub fn in_chinese(error: &str) -> String {
    chinese(error)
}

/// `detail` in Chinese; as it is where no translation is known.
pub(super) fn chinese(detail: &str) -> String {
    if let Some(told) = codes::all().find_map(|code| retold(code, detail)) {
        return told;
    }
    for (english, chinese) in TABLE.iter().chain(error_words::TABLE).chain(more_words::TABLE) {
        if let Some(values) = values(english, detail) {
            let told: Vec<String> = values.into_iter().map(self::chinese).collect();
            return filled(chinese, &told);
        }
    }
    // "place: what is wrong there", where the place has a name of its own
    match detail.split_once(": ") {
        Some((place, rest)) => format!("{place}：{}", self::chinese(rest)),
        None => local(detail).into_owned(),
    }
}

/// The Chinese sentence of a finding whose English one was passed on as a detail.
fn retold(code: &Code, detail: &str) -> Option<String> {
    let names: Vec<&str> =
        code.en.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).collect();
    let pattern = names
        .iter()
        .fold(code.en.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), "{}"));
    // a sentence that is all value fits everything
    if pattern.starts_with("{}") || pattern.replace("{}", "").trim().len() < 12 {
        return None;
    }
    let values = values(&pattern, detail)?;
    let pairs = names.iter().zip(values);
    Some(pairs.fold(code.zh.to_owned(), |text, (name, value)| {
        let value = if *name == "detail" { chinese(value) } else { local(value).into_owned() };
        text.replace(&format!("{{{name}}}"), &value)
    }))
}

/// What stands in place of each `{}`, where `text` is spelt like `pattern`.
fn values<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut parts = parts.peekable();
    let mut values = Vec::new();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        let (value, after) =
            if last { (rest.strip_suffix(part)?, "") } else { rest.split_once(part)? };
        values.push(value);
        rest = after;
    }
    rest.is_empty().then_some(values)
}

fn filled(pattern: &str, values: &[String]) -> String {
    let mut values = values.iter();
    let mut out = String::new();
    for (index, part) in pattern.split("{}").enumerate() {
        if index > 0 {
            out.push_str(values.next().map(String::as_str).unwrap_or_default());
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_translation_takes_the_values_of_its_sentence() {
        let mut other = Vec::new();
        for (english, chinese) in TABLE.iter().chain(error_words::TABLE).chain(more_words::TABLE) {
            let holes = |text: &str| text.matches("{}").count();
            assert_eq!(holes(english), holes(chinese), "{english}");
            let told = self::chinese(&english.replace("{}", "7"));
            if told != chinese.replace("{}", "7") {
                other.push(format!("{english}: {told}"));
            }
        }
        assert!(other.is_empty(), "told in other words:\n{}", other.join("\n"));
    }

    #[test]
    fn the_place_keeps_its_name_and_the_unknown_its_words() {
        for (english, chinese) in [
            ("signerInfo: ends early at offset 12", "signerInfo：在偏移 12 处提前结束"),
            ("expected tag 0x30, found 0x04", "应为标签 0x30，实为 0x04"),
            ("something new", "something new"),
            (
                "the signer’s key is of a kind or size that is not supported: algorithm 1.2.3 is not supported",
                "签名人的密钥类型或长度不受支持：不支持算法 1.2.3",
            ),
            ("base.pdf: digest or size differs", "base.pdf：摘要或大小不符"),
            ("2026-11-22T00:00:00Z", "2026-11-22 08:00:00 +08:00"),
            (
                "no path leads from the certificate “某局” to a trust anchor",
                "签名人证书“某局”不在受信任的机构之下",
            ),
            ("", ""),
        ] {
            assert_eq!(self::chinese(english), chinese, "{english}");
        }
    }
}
