//! Codes of PDF files, ByteRanges and changes after signing (2000 to 2999).

use super::codes;

codes! {
    /// The file does not follow ISO 32000 closely enough to be judged.
    PDF_MALFORMED = 2001 "pdf-malformed" Failure / FormatFailure,
        "文件结构不符合 PDF 标准：{detail}", "the file does not follow the PDF standard: {detail}",
        "请向出具单位重新索取原始电子文件", "ask whoever issued the file for the original";
}
