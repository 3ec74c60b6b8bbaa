//! Places in a document as a Chinese reader is told them. Findings name them by their path in the
//! file, as an engineer looks them up; a clerk wants the page, the field and the thing.

/// What a document must have.
const THINGS: &[(&str, &str)] = &[
    ("a list of fields or annotations", "域或批注的列表"),
    ("a page", "页面"),
    ("a stream", "数据流"),
    ("a value behind references", "引用所指的值"),
    ("a widget", "域的显示部分"),
    ("an appearance", "外观"),
    ("an entry of the document catalogue", "文档目录中的条目"),
    ("an object in use", "在用的对象"),
    ("the content of a page", "页面内容"),
    ("the document catalogue", "文档目录"),
    ("the interactive form", "表单"),
    ("the page tree", "页面树"),
    ("the trailer's /Root", "文件尾中的文档目录"),
];
/// What follows an object that stands in the way.
const UNREADABLE: &str = ", which cannot be read";

/// What a path begins with.
const BEGINNINGS: &[(&str, &str)] = &[
    ("Root/AcroForm/Fields", "表单域列表"),
    ("Root/AcroForm", "表单"),
    ("Root/DSS", "验证数据"),
    ("Root/Extensions", "扩展声明"),
    ("Root/Metadata", "元数据"),
    ("Root/OutputIntents", "输出色彩"),
    ("Root/Pages", "页面树"),
    ("Root/Perms", "权限设置"),
    ("Root/StructTreeRoot", "结构树"),
    ("Root/Version", "版本声明"),
    ("Root", "文档目录"),
    ("Info", "文档信息"),
    ("byte ", "字节 "),
    ("object stream ", "对象流 "),
    ("object ", "对象 "),
    ("Annot ", "批注（对象号）"),
    ("StructElem ", "结构元素 "),
    ("Field ", "表单域（对象号）"),
];

/// What stands below a page or field.
const PARTS: &[(&str, &str)] = &[
    ("Annots", "批注"),
    ("AP", "外观"),
    ("AS", "外观状态"),
    ("Contents", "内容"),
    ("CropBox", "裁剪框"),
    ("DA", "文字样式"),
    ("F", "显示标志"),
    ("MediaBox", "页面尺寸"),
    ("Rect", "位置"),
    ("Resources", "资源"),
    ("Rotate", "旋转"),
    ("V", "值"),
];

/// `place` in Chinese, as far as its words are known; names stay as they are.
pub(super) fn chinese(place: &str) -> String {
    if let Some((_, chinese)) = THINGS.iter().find(|(english, _)| *english == place) {
        return (*chinese).to_owned();
    }
    let (place, unread) = match place.strip_suffix(UNREADABLE) {
        Some(place) => (place, "（无法读取）"),
        None => (place, ""),
    };
    format!("{}{unread}", path(place))
}

fn path(place: &str) -> String {
    let (path, page) = split(place, ", page ");
    let (path, object) = split(path, ", object ");
    let mut out = beginning(path);
    if let Some(object) = object {
        out.push_str(&format!("，对象 {object}"));
    }
    match page.map(|page| format!("第 {page} 页")) {
        Some(page) if !out.starts_with(&page) => format!("{out}，{page}"),
        _ => out,
    }
}

/// `text` and the number behind `mark`, where it ends so.
fn split<'t>(text: &'t str, mark: &str) -> (&'t str, Option<&'t str>) {
    match text.rsplit_once(mark) {
        Some((before, number)) if is_number(number) => (before, Some(number)),
        _ => (text, None),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn beginning(path: &str) -> String {
    if let Some((page, rest)) = path.strip_prefix("Root/Pages[").and_then(|r| r.split_once(']'))
        && is_number(page)
    {
        return format!("第 {page} 页{}", parts(rest));
    }
    if let Some(rest) = path.strip_prefix("Root/AcroForm/Fields[")
        && let Some((name, rest)) = rest.rsplit_once(']')
    {
        return format!("表单域 {name}{}", parts(rest));
    }
    for (english, chinese) in BEGINNINGS {
        if let Some(rest) = path.strip_prefix(english)
            && (rest.is_empty() || rest.starts_with('/') || english.ends_with(' '))
        {
            return format!("{chinese}{}", parts(rest));
        }
    }
    path.to_owned()
}

/// The keys of a path, those that are known in Chinese.
fn parts(rest: &str) -> String {
    let known = |key: &str| {
        let part = PARTS.iter().find(|(english, _)| *english == key);
        part.map_or_else(|| key.to_owned(), |(_, chinese)| (*chinese).to_owned())
    };
    rest.split('/').map(known).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_fields_and_things_are_named_and_names_stay() {
        for (english, chinese) in [
            ("Root/Pages[1]/Contents", "第 1 页/内容"),
            ("Root/Pages[2], object 8, page 2", "第 2 页，对象 8"),
            ("Root/AcroForm/Fields[金额[1]]/F, page 3", "表单域 金额[1]/显示标志，第 3 页"),
            ("Root/Pages[1]/Annots/6, page 1", "第 1 页/批注/6"),
            ("Root/OutputIntents", "输出色彩"),
            ("Root/Whatever/X", "文档目录/Whatever/X"),
            ("object 12", "对象 12"),
            ("object 12, which cannot be read", "对象 12（无法读取）"),
            ("byte 70", "字节 70"),
            ("the document catalogue", "文档目录"),
            ("Roots", "Roots"),
            ("applicant", "applicant"),
            ("", ""),
        ] {
            assert_eq!(super::chinese(english), chinese, "{english}");
        }
    }
}
