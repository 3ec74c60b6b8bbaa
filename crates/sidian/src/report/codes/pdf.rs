//! Codes of PDF files, of the bytes that signatures cover, and of placing signatures (2000 to 2299).

use super::codes;

codes! {
    /// The file does not follow ISO 32000 closely enough to be judged.
    PDF_MALFORMED = 2001 "pdf-malformed" Failure / FormatFailure,
        "文件结构不符合 PDF 标准：{detail}",
        "the file does not follow the PDF standard: {detail}",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// Something stands behind the last `%%EOF`.
    STRAY_BYTES = 2002 "stray-bytes" Failure / FormatFailure,
        "文件末尾之后还有 {count} 字节多余内容，有的软件可能据此显示另一份文件",
        "{count} bytes stand behind the end of the document: some readers may show another document because of them",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// The file is encrypted.
    ENCRYPTED = 2003 "pdf-encrypted" Undetermined,
        "文件已加密，无法查看其内容，因此无法判断",
        "the file is encrypted: what it shows cannot be read, so it cannot be judged",
        "请向出具单位索取未加密的文件", "ask whoever issued the file for a copy without encryption";
    /// A usage rights signature is present.
    USAGE_RIGHTS = 2004 "usage-rights" Note,
        "文件带有软件使用权限签名，它不证明文件内容",
        "the file carries a usage rights signature, which says nothing about its content",
        "", "";
    /// A hybrid file gives an object two places.
    PDF_CONFLICT = 2010 "pdf-two-places" Failure / FormatFailure,
        "对象 {number} 在文件中有两个不同版本，不同软件会显示不同内容",
        "object {number} has two different versions in the file: readers would show different documents",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// Something encrypted would have to be read.
    PDF_NEEDS_DECRYPTION = 2011 "pdf-needs-decryption" Undetermined,
        "文件已加密，无法读取所需内容",
        "the file is encrypted and what is needed cannot be read",
        "请向出具单位索取未加密的文件", "ask whoever issued the file for a copy without encryption";
    /// The end of a revision is missing.
    PDF_END_OF_FILE = 2012 "pdf-no-end" Failure / FormatFailure,
        "文件缺少结束标记，可能未完整下载（字节 {at}）",
        "the file lacks its end mark and may be incomplete (byte {at})",
        "请重新下载或重新索取完整文件", "download the file again or ask for the complete one";
    /// Stream data does not decode.
    PDF_FILTER = 2013 "pdf-data-damaged" Failure / FormatFailure,
        "字节 {at} 处的数据已损坏或编码方式不受支持",
        "the data at byte {at} is damaged or encoded in an unsupported way",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// Something stands before the header.
    PDF_JUNK_BEFORE_HEADER = 2014 "pdf-junk-before-header" Failure / FormatFailure,
        "文件开头之前有 {count} 字节多余内容",
        "{count} bytes stand before the beginning of the document",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// Objects are nested too deeply.
    PDF_NESTING = 2015 "pdf-nesting" Failure / FormatFailure,
        "字节 {at} 处的结构嵌套过深，超出正常文件所需",
        "the structure at byte {at} is nested more deeply than any ordinary file needs",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// There is no PDF header.
    PDF_NOT_PDF = 2016 "not-a-pdf" Failure / FormatFailure,
        "这不是 PDF 文件",
        "this is not a PDF file",
        "请确认选择了正确的文件", "make sure that the right file was chosen";
    /// No object begins where the cross-reference says.
    PDF_OBJECT_HEADER = 2017 "pdf-object-missing" Failure / FormatFailure,
        "目录所指的字节 {at} 处没有对象 {number}",
        "object {number} is not at byte {at}, where the file's index says",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// An object stream is malformed or was replaced under its objects.
    PDF_OBJECT_STREAM = 2018 "pdf-object-stream" Failure / FormatFailure,
        "对象流 {number} 损坏或已被替换",
        "object stream {number} is damaged or was replaced under its objects",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// A revision points outside its own bytes.
    PDF_OUTSIDE_REVISION = 2019 "pdf-outside-revision" Failure / FormatFailure,
        "对象 {number} 不在所属版本的范围内（字节 {at}）",
        "object {number} lies outside the revision it belongs to (byte {at})",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// The chain of revisions turns back.
    PDF_PREV = 2020 "pdf-chain" Failure / FormatFailure,
        "文件的版本链在字节 {at} 处不正常（循环或指向后文）",
        "the chain of revisions is not in order at byte {at}: it loops or points forward",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// References lead in a circle.
    PDF_REFERENCE_LOOP = 2021 "pdf-reference-loop" Failure / FormatFailure,
        "对象 {number} 循环引用自身",
        "object {number} refers to itself in a circle",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// One section defines an object twice.
    PDF_REPEATED_ENTRY = 2022 "pdf-defined-twice" Failure / FormatFailure,
        "对象 {number} 在同一版本中被定义两次，不同软件会显示不同内容",
        "object {number} is defined twice in one revision: readers would show different documents",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// A dictionary that must be unambiguous repeats a key.
    PDF_REPEATED_KEY = 2023 "pdf-repeated-key" Failure / FormatFailure,
        "字节 {at} 处的字典有重复的键，不同软件会有不同理解",
        "the dictionary at byte {at} repeats a key: readers would disagree about it",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// startxref points nowhere.
    PDF_STARTXREF = 2024 "pdf-startxref" Failure / FormatFailure,
        "文件目录的位置（{value}）不正确，文件可能已损坏",
        "the place of the file's index ({value}) is wrong: the file may be damaged",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// A stream is not as long as it says.
    PDF_STREAM_LENGTH = 2025 "pdf-stream-length" Failure / FormatFailure,
        "字节 {at} 处的数据长度与声明不符",
        "the data at byte {at} is not as long as it says",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// Not PDF syntax.
    PDF_SYNTAX = 2026 "pdf-syntax" Failure / FormatFailure,
        "字节 {at} 处不符合 PDF 语法",
        "byte {at} does not follow PDF syntax",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// A trailer is missing or malformed.
    PDF_TRAILER = 2027 "pdf-trailer" Failure / FormatFailure,
        "字节 {at} 处的文件尾部信息缺失或有误",
        "the trailer at byte {at} is missing or malformed",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// An object is not of the kind its place demands.
    PDF_TYPE = 2028 "pdf-type" Failure / FormatFailure,
        "文件中必需的内容缺失或类型不对：{what}",
        "something the file must have is missing or of the wrong type: {what}",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// A cross-reference section is malformed.
    PDF_XREF = 2029 "pdf-xref" Failure / FormatFailure,
        "字节 {at} 处的文件目录有误",
        "the file's index at byte {at} is malformed",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
    /// An encrypted file cannot be extended.
    UPDATE_ENCRYPTED = 2061 "update-encrypted" Failure,
        "暂不支持对加密文件签名",
        "signing encrypted files is not supported yet",
        "请先去除文件加密", "remove the encryption first";
    /// The file is too large.
    UPDATE_LENGTH = 2062 "update-length" Failure,
        "文件过大（{length} 字节），无法追加",
        "the file is too large to be extended: {length} bytes",
        "请减小文件", "make the file smaller";
    /// There are no object numbers left.
    UPDATE_OBJECTS = 2063 "update-objects" Failure,
        "文件声称有 {size} 个对象，无法再追加",
        "the file says that it has {size} objects: there is no room for more",
        "请重新生成文件", "make the file anew";
    /// Something stands behind the end of the document.
    UPDATE_STRAY = 2064 "update-stray" Failure,
        "文件末尾之后有 {count} 字节多余内容，不予签名",
        "{count} bytes stand behind the end of the document: it is not signed as it is",
        "请用原软件重新保存文件", "save the file anew with the program that made it";
    /// `/Contents` is missing.
    RANGE_CONTENTS_MISSING = 2101 "range-contents-missing" Failure / FormatFailure,
        "签名缺少签名值",
        "the signature has no value",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// `/Contents` is empty or all zeros.
    RANGE_UNSIGNED = 2102 "range-unsigned" Failure / FormatFailure,
        "签名位置是空的：预留了签名处但没有签名值",
        "the place for the signature value is empty: prepared for a signature, but not signed",
        "如需此签名，请联系应签名的人完成签署", "if this signature is needed, ask the person who should have signed";
    /// A value whose place matters is not direct.
    RANGE_INDIRECT = 2103 "range-indirect" Failure / FormatFailure,
        "签名的 /{key} 不是直接给出的，无法确认其位置",
        "/{key} of the signature is given indirectly, so its place cannot be known",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The signature dictionary is in an object stream.
    RANGE_OBJECT_STREAM = 2104 "range-object-stream" Failure / FormatFailure,
        "签名字典被压缩在对象流中，标准不允许",
        "the signature dictionary is inside an object stream, which the standard does not allow",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The signature dictionary repeats a key.
    RANGE_REPEATED_KEY = 2105 "range-repeated-key" Failure / FormatFailure,
        "签名字典有重复的键，不同软件会有不同理解",
        "the signature dictionary repeats a key: readers would disagree about it",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// `/ByteRange` is missing.
    RANGE_MISSING = 2106 "range-missing" Failure / FormatFailure,
        "签名没有说明它覆盖文件的哪些字节",
        "the signature does not say which bytes of the file it covers",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// `/ByteRange` does not hold four numbers.
    RANGE_ARITY = 2107 "range-arity" Failure / FormatFailure,
        "签名范围应有 4 个数，实有 {found} 个",
        "the signed range has {found} numbers instead of four",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// An entry of `/ByteRange` is no offset or length.
    RANGE_NUMBER = 2108 "range-number" Failure / FormatFailure,
        "签名范围中有不是位置或长度的值",
        "the signed range holds something that is no offset or length",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The signed bytes do not begin at 0.
    RANGE_START = 2109 "range-start" Failure / FormatFailure,
        "签名没有从文件开头算起（从字节 {offset} 开始）",
        "the signature does not cover the beginning of the file (it starts at byte {offset})",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The signed ranges overlap.
    RANGE_OVERLAP = 2110 "range-overlap" Failure / FormatFailure,
        "签名的两段范围相互重叠",
        "the two signed ranges overlap",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The signed bytes end past the end of the file.
    RANGE_PAST_END = 2111 "range-past-end" Failure / FormatFailure,
        "签名范围到字节 {end}，超出文件末尾（{file}）：文件可能不完整",
        "the signed bytes end at {end}, past the end of the file at {file}: the file may be incomplete",
        "请重新下载或重新索取完整文件", "download the file again or ask for the complete one";
    /// What is left out is not exactly the signature value.
    RANGE_GAP = 2112 "range-gap" Failure / FormatFailure,
        "签名留空的部分（{left_out}）与签名值所在位置（{contents}）不一致，可能藏有未签名的内容",
        "what the signature leaves out ({left_out}) is not exactly its own value ({contents}): unsigned content may be hidden there",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// `/Contents` is not strictly hexadecimal.
    RANGE_NOT_HEX = 2113 "range-not-hex" Failure / FormatFailure,
        "签名值在字节 {at} 处不是严格的十六进制",
        "the signature value is not strictly hexadecimal at byte {at}",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The signed bytes end where no revision ends.
    RANGE_END = 2114 "range-end" Failure / FormatFailure,
        "签名范围在字节 {end} 处结束，但那里不是任何一个版本的末尾，其后有内容未被签名",
        "the signed bytes end at {end}, where no revision of the file ends: part of it is not signed",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The dictionary belongs to another revision than the one covered.
    RANGE_REVISION = 2115 "range-revision" Failure / FormatFailure,
        "签名覆盖第 {covered} 版，但它本身定义在第 {defined} 版，可能是后来替换的",
        "the signature covers revision {covered} but is itself defined in revision {defined}: it may have been put there later",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// The dictionary lies outside the signed bytes.
    RANGE_DICTIONARY_OUTSIDE = 2116 "range-dictionary-outside" Failure / FormatFailure,
        "签名字典本身不在签名范围内",
        "the signature dictionary itself lies outside the signed bytes",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// Something other than padding follows the signature value.
    RANGE_PADDING = 2117 "range-padding" Failure / FormatFailure,
        "签名值之后还有 {count} 字节未说明的内容",
        "{count} bytes that are not padding follow the signature value",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// `/Contents` holds no complete value.
    RANGE_DER = 2118 "range-der" Failure / FormatFailure,
        "签名值不完整或已损坏",
        "the signature value is incomplete or damaged",
        "此签名不可采信；请向出具单位索取原始电子文件", "do not rely on this signature; ask whoever issued the file for the original";
    /// There can be only one certification.
    PREPARE_ALREADY_CERTIFIED = 2201 "already-certified" Failure,
        "文件已经过认证签名，只能认证一次",
        "the document is certified already: there can be only one certification",
        "可改为普通签名", "use an approval signature instead";
    /// A certification must come first.
    PREPARE_CERTIFICATION_AFTER_APPROVAL = 2202 "certification-after-approval" Failure,
        "文件已有签名，认证签名必须是第一个签名",
        "the document is signed already: a certification must be its first signature",
        "可改为普通签名", "use an approval signature instead";
    /// An earlier signature locks the field.
    PREPARE_FIELD_LOCKED = 2203 "field-locked" Failure,
        "签名域“{field}”已被“{by}”中的签名锁定",
        "the field “{field}” is locked by the signature in “{by}”",
        "请联系先前的签名人", "ask the earlier signer";
    /// The name cannot be that of a new field.
    PREPARE_FIELD_NAME = 2204 "field-name" Failure,
        "“{field}”不能作为新签名域的名称（为空或含有点号）",
        "“{field}” cannot be the name of a new field: it is empty or contains a dot",
        "请换一个名称", "choose another name";
    /// The field is signed.
    PREPARE_FIELD_SIGNED = 2205 "field-signed" Failure,
        "签名域“{field}”已经签过",
        "the field “{field}” is signed already",
        "请选择其他签名域", "choose another field";
    /// The field is no signature field.
    PREPARE_FIELD_TYPE = 2206 "field-type" Failure,
        "“{field}”不是可用的签名域",
        "the field “{field}” is not a signature field that can be used",
        "请选择其他签名域", "choose another field";
    /// An earlier signature permits no change.
    PREPARE_NO_CHANGES = 2207 "no-changes-permitted" Failure,
        "“{by}”中的签名不允许再签名（P {permission}）",
        "the signature in “{by}” permits no further signature (P {permission})",
        "请联系先前的签名人", "ask the earlier signer";
    /// There is no such page.
    PREPARE_PAGE = 2208 "no-such-page" Failure,
        "没有第 {page} 页：文件共 {count} 页",
        "there is no page {page}: the document has {count}",
        "请换一个页码", "choose another page";
    /// The room asked for is none, or too much.
    PREPARE_ROOM = 2209 "signature-room" Failure,
        "不能为签名值预留 {room} 字节",
        "{room} bytes cannot be the room for a signature value",
        "请换一个大小", "choose another size";
    /// The picture is too large.
    PICTURE_LENGTH = 2211 "picture-length" Failure,
        "图像文件有 {length} 字节，最多 {most} 字节",
        "a picture of {length} bytes is too large; {most} are taken at most",
        "请换用较小的图像", "use a smaller picture";
    /// The picture is not one page.
    PICTURE_PAGES = 2212 "picture-pages" Failure,
        "图像应为单页 PDF，此文件有 {count} 页",
        "a picture is a PDF of one page; this one has {count}",
        "请换用单页的 PDF", "use a PDF of one page";
    /// The field shows nowhere.
    PREPARE_FIELD_HIDDEN = 2213 "field-hidden" Failure,
        "签名域“{field}”不在任何页面上，无法显示图像",
        "the field “{field}” is on no page: nothing can be shown there",
        "请指定位置，或选择其他签名域", "state a place, or choose another field";
    /// The picture would not lie on the page.
    PREPARE_OUTSIDE = 2214 "picture-outside" Failure,
        "图像在第 {page} 页的指定位置放不下",
        "the picture does not fit on page {page} where it is wanted",
        "请换一个位置或较小的尺寸", "choose another place, or a smaller size";
    /// Nobody says how large it is.
    PREPARE_SIZE = 2215 "picture-size" Failure,
        "未说明显示的大小",
        "a place needs a size, or a picture that has one",
        "请给出尺寸或图像", "state a size, or give a picture";
    /// A straddle seal needs two pages.
    PREPARE_STRADDLE = 2216 "straddle-pages" Failure,
        "骑缝章至少需要两页，此处只有 {pages} 页",
        "a straddle seal needs two pages; here is {pages}",
        "请改用普通位置", "choose a place on the page instead";
    /// A field of this name is there already.
    PREPARE_FIELD_TAKEN = 2210 "field-taken" Failure,
        "已有名为“{field}”的域",
        "there is a field “{field}” already",
        "请换一个名称", "choose another name";
}
