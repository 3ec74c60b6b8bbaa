//! Reasons in brackets, in Chinese.

use super::in_chinese;

/// A Chinese sentence in which reasons stand in brackets: those that this library and the crates above it
/// give in English are told in Chinese, as by [`in_chinese`]. What is not known stays as it is.
///
/// # Examples
///
/// ```
/// use sidian::report::reasons_in_chinese;
///
/// assert_eq!(reasons_in_chinese("写入失败（signing failed）。"), "写入失败（签名失败）。");
/// ```
pub fn reasons_in_chinese(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, inside)) = rest.split_once('（') {
        let end = closing(inside);
        let (reason, after) = inside.split_at(end);
        let (reason, code) = match reason.rsplit_once("，代码 ") {
            Some((reason, code)) => (reason, format!("，代码 {code}")),
            None => (reason, String::new()),
        };
        out.push_str(before);
        out.push('（');
        out.push_str(&in_chinese(reason));
        out.push_str(&code);
        rest = after;
    }
    out + rest
}

/// Where the bracket closes that was opened before `inside`.
fn closing(inside: &str) -> usize {
    let mut depth = 0_usize;
    let close = inside.char_indices().find(|(_, c)| match c {
        '（' => {
            depth += 1;
            false
        }
        '）' if depth > 0 => {
            depth -= 1;
            false
        }
        other => *other == '）',
    });
    close.map_or(inside.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_in_brackets_are_told_in_chinese() {
        for (given, told) in [
            (
                "a.json：不是有效的证书（no readable PEM block with the label CERTIFICATE）",
                "a.json：不是有效的证书（没有可读的 CERTIFICATE PEM 数据块）",
            ),
            ("a：不能采信（wrong password，代码 9）", "a：不能采信（口令错误，代码 9）"),
            ("a（b）：写入失败（signing failed）。", "a（b）：写入失败（签名失败）。"),
            ("没有括号", "没有括号"),
            ("没有结尾（wrong password", "没有结尾（口令错误"),
            ("（甲（乙）丙）丁", "（甲（乙）丙）丁"),
        ] {
            assert_eq!(reasons_in_chinese(given), told);
        }
    }
}
