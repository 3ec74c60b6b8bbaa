//! Why something could not be signed or issued, in both languages.

use std::path::Path;

use sidian::pades::PrepareError;
use sidian::pdf::{PdfError, UpdateError};
use sidian::signature::SignatureError;

use crate::failure::Failure;
use crate::locale::{Text, text};

/// Why `input` could not be signed.
pub(crate) fn signing(input: &Path, error: &SignatureError) -> Failure {
    let name = input.display();
    let (why, advice) = match error {
        SignatureError::Placement(e) => placement(e),
        SignatureError::Pdf(e) => pdf(e),
        SignatureError::KeyMismatch { .. } => (
            text!("私钥与证书不匹配", "the private key does not belong to the certificate"),
            text!(
                "请选用同一人的私钥和证书",
                "use the key and the certificate that belong together"
            ),
        ),
        SignatureError::FieldRule { field, key, wanted } => (
            text!(
                "签名域“{field}”规定了 {key}：{wanted}",
                "the field “{field}” demands {key}: {wanted}"
            ),
            text!(
                "请按表单要求签名，或换一个签名域",
                "follow the form’s rule, or choose another field"
            ),
        ),
        SignatureError::OutOfOrder { waiting_for } => (
            text!("“{waiting_for}”尚未签名", "“{waiting_for}” has not been signed yet"),
            text!("请等待前一位签名人", "wait for the signer before you"),
        ),
        SignatureError::WouldBreak { what, by } => {
            let by = by.join("”“");
            (
                text!(
                    "签名会破坏先前的签名“{by}”（{what}）",
                    "signing would break what “{by}” protects ({what})"
                ),
                text!("请联系先前的签名人", "ask the earlier signer"),
            )
        }
        SignatureError::Timestamp(e) => (
            text!(
                "未能加盖时间戳，没有签名（{e}）",
                "it was not signed, for no timestamp was had ({e})"
            ),
            text!(
                "请核对时间戳机构的网址和网络；机构在内网时加 --allow-inside",
                "check the authority’s address and the network; with one inside the house add --allow-inside"
            ),
        ),
        other => (
            text!("无法签名（{other}）", "it cannot be signed ({other})"),
            text!("请核对密钥、证书和文件", "check the key, the certificate and the file"),
        ),
    };
    let (zh, en) = (&why.zh, &why.en);
    Failure::new(text!("{name}：{zh}", "{name}: {en}"), advice)
}

fn placement(error: &PrepareError) -> (Text, Text) {
    match error {
        PrepareError::AlreadyCertified => (
            text!("文件已有认证签名，只能有一个", "the document is certified already"),
            text!(
                "请去掉 --certify，改用普通签名",
                "leave --certify out and sign without certifying"
            ),
        ),
        PrepareError::CertificationAfterApproval => (
            text!(
                "文件已有签名，认证签名必须是第一个签名",
                "it is signed already; a certification must come first"
            ),
            text!(
                "请去掉 --certify，改用普通签名",
                "leave --certify out and sign without certifying"
            ),
        ),
        PrepareError::FieldLocked { field, by } => (
            text!(
                "签名域“{field}”已被“{by}”的签名锁定",
                "the field “{field}” is locked by the signature in “{by}”"
            ),
            text!("请换一个签名域", "choose another field"),
        ),
        PrepareError::FieldName { field } => (
            text!("“{field}”不能作新签名域的名称", "“{field}” cannot be the name of a new field"),
            text!("名称不能为空，也不能含小数点", "it may not be empty or contain a dot"),
        ),
        PrepareError::FieldSigned { field } => (
            text!("签名域“{field}”已经签名", "the field “{field}” is signed already"),
            text!("请换一个签名域，或不指定 --field", "choose another field, or leave --field out"),
        ),
        PrepareError::FieldType { field } => (
            text!("“{field}”不是签名域", "the field “{field}” is not a signature field"),
            text!("请换一个签名域，或不指定 --field", "choose another field, or leave --field out"),
        ),
        PrepareError::NoChangesPermitted { by, permission } => (
            text!(
                "“{by}”中的签名不允许再作任何修改（P {permission}）",
                "the signature in “{by}” permits no further signature (P {permission})"
            ),
            text!(
                "请在认证之前签名，或向出具单位索取未认证的文件",
                "sign before certifying, or ask for a copy that is not certified"
            ),
        ),
        PrepareError::Page { page, count } => (
            text!("没有第 {page} 页（共 {count} 页）", "there is no page {page}; it has {count}"),
            text!("请核对 --page", "check --page"),
        ),
        PrepareError::Outside { page } => (
            text!("图像在第 {page} 页放不下", "the picture does not fit on page {page} there"),
            text!("请换一个位置，或缩小尺寸", "choose another place, or a smaller size"),
        ),
        PrepareError::FieldHidden { field } => (
            text!("签名域“{field}”不在任何页面上", "the field “{field}” is on no page"),
            text!("请指定位置，或换一个签名域", "state a place, or choose another field"),
        ),
        PrepareError::Straddle { pages } => (
            text!(
                "骑缝章至少需要两页，此处只有 {pages} 页",
                "a straddle seal needs two pages; here is {pages}"
            ),
            text!("请改用普通位置", "choose a place on the page instead"),
        ),
        PrepareError::Pdf(e) => pdf(e),
        PrepareError::Update(UpdateError::Encrypted) => encrypted(),
        other => (
            text!("无法加入签名（{other}）", "a signature cannot be placed in it ({other})"),
            text!("请向出具单位索取完好的 PDF", "ask for a sound copy of the PDF"),
        ),
    }
}

fn pdf(error: &PdfError) -> (Text, Text) {
    match error {
        PdfError::NotPdf => {
            (text!("不是 PDF 文件", "is not a PDF"), text!("请选择 PDF 文件", "choose a PDF"))
        }
        PdfError::Encrypted => encrypted(),
        other => (
            text!("PDF 结构有误（{other}）", "the PDF is damaged ({other})"),
            text!("请向出具单位索取完好的 PDF", "ask for a sound copy of the PDF"),
        ),
    }
}

fn encrypted() -> (Text, Text) {
    (
        text!("文件已加密，暂不支持", "the document is encrypted, which is not supported yet"),
        text!("请去掉密码后再签名", "remove its password and try again"),
    )
}
