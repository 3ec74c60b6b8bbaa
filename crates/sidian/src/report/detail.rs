//! Details of findings in Chinese. What could not be read is told by errors of lower floors, in
//! English; their sentences stand here beside their translation, so that a Chinese reader is not
//! left with half a sentence.

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
    ("certListType {} is neither 1 nor 2", "certListType {} 既不是 1 也不是 2"),
    ("{} has {} fields, which no edition knows", "{} 有 {} 个字段，任何版本都没有这种结构"),
    ("the header does not say ES", "头部标识不是 ES"),
    ("{} bytes; a seal may have {}", "{} 字节，印章最多 {} 字节"),
    // work
    ("work limit reached: more than {} {}", "超出处理上限：{} 的 {}"),
];

/// `detail` in Chinese; as it is where no translation is known.
pub(super) fn chinese(detail: &str) -> String {
    for (english, chinese) in TABLE {
        if let Some(values) = values(english, detail) {
            return filled(chinese, &values);
        }
    }
    // "place: what is wrong there", where the place has a name of its own
    match detail.split_once(": ") {
        Some((place, rest)) => format!("{place}：{}", self::chinese(rest)),
        None => detail.to_owned(),
    }
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

fn filled(pattern: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut out = String::new();
    for (index, part) in pattern.split("{}").enumerate() {
        if index > 0 {
            out.push_str(values.next().copied().unwrap_or_default());
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
        for (english, chinese) in TABLE {
            let holes = |text: &str| text.matches("{}").count();
            assert_eq!(holes(english), holes(chinese), "{english}");
            let told = self::chinese(&english.replace("{}", "7"));
            assert_eq!(told, chinese.replace("{}", "7"), "{english}");
        }
    }

    #[test]
    fn the_place_keeps_its_name_and_the_unknown_its_words() {
        for (english, chinese) in [
            ("signerInfo: ends early at offset 12", "signerInfo：在偏移 12 处提前结束"),
            ("expected tag 0x30, found 0x04", "应为标签 0x30，实为 0x04"),
            ("something new", "something new"),
            ("", ""),
        ] {
            assert_eq!(self::chinese(english), chinese, "{english}");
        }
    }
}
