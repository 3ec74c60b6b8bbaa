//! PDFs, as they describe themselves.

use sidian::asn1::ber;
use sidian::budget::Budget;
use sidian::cms::SignedData;
use sidian::licence::{Metadata, metadata_files};
use sidian::pades::{self, FoundSignature, SubFilter, byte_range};
use sidian::pdf::{Pdf, PdfError};
use sidian::x509::Certificate;

use super::sheet::Sheet;
use super::{licence, x509};
use crate::locale::text;

/// A PDF with its revisions and signatures.
pub(super) fn pdf(bytes: &[u8]) -> Result<Sheet, PdfError> {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget)?;
    let mut sheet = Sheet::new("pdf", text!("PDF 文件", "PDF"));
    let (major, minor) = pdf.version();
    sheet.say("version", "版本", "version", format!("{major}.{minor}"));
    sheet.say("bytes", "字节数", "bytes", bytes.len());
    sheet.say("encrypted", "加密", "encrypted", pdf.is_encrypted());
    let revisions = pdf.revisions().iter().enumerate().map(|(index, revision)| {
        let number = index + 1;
        let mut part = Sheet::new("revision", text!("第 {number} 版", "revision {number}"));
        part.say("end", "止于字节", "ends at byte", revision.end);
        part.say("objects", "涉及对象数", "objects it defines", revision.entries().len());
        part
    });
    sheet.part("revisions", revisions.collect());
    if !pdf.is_encrypted() {
        let data = metadata_files(pdf.latest())?;
        sheet.part("licence", data.iter().map(|data| licence::licence(data)).collect());
        let signatures = pades::signatures(&pdf)?;
        let found = signatures.found.iter().map(|found| signature(&pdf, found));
        sheet.part("signatures", found.collect());
        let empty: Vec<String> = signatures.empty_fields.into_iter().map(|f| f.name).collect();
        if !empty.is_empty() {
            sheet.say("empty_fields", "空签名域", "empty signature fields", empty);
        }
    }
    Ok(sheet)
}

/// The identifier of the licence in a PDF, if there is exactly one.
pub(super) fn identifier(bytes: &[u8]) -> Option<String> {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget).ok()?;
    match metadata_files(pdf.latest()).ok()?.as_slice() {
        [only] => Some(Metadata::from_json(only).ok()?.id().to_string()),
        _ => None,
    }
}

fn signature(pdf: &Pdf<'_>, found: &FoundSignature) -> Sheet {
    let dictionary = &found.dictionary;
    let mut sheet = Sheet::new("signature", text!("签名（未核验）", "signature (not verified)"));
    sheet.say("field", "签名域", "field", found.field.name.clone());
    let filter = dictionary.sub_filter.as_ref().map(SubFilter::to_text);
    sheet.say("sub_filter", "格式", "format", filter);
    sheet.say("certification", "认证签名级别", "certification level", dictionary.doc_mdp());
    let time = dictionary.claimed_time.map(|at| at.to_string());
    sheet.say("claimed_time", "自述时间", "claimed time", time);
    sheet.say("claimed_name", "自述姓名", "claimed name", dictionary.name.clone());
    sheet.say("reason", "原因", "reason", dictionary.reason.clone());
    sheet.say("location", "地点", "place", dictionary.location.clone());
    sheet.say("first_revision", "首见于版本", "first seen in revision", found.first_seen + 1);
    match byte_range::check(pdf, dictionary) {
        Ok(covered) => {
            sheet.say("covers_revision", "覆盖至版本", "covers revision", covered.revision() + 1);
            let inside = certificates(covered.value(dictionary));
            sheet.part("certificates", inside.iter().map(x509::certificate).collect());
        }
        Err(e) => sheet.say("coverage", "覆盖范围有误", "coverage is broken", e.to_string()),
    }
    sheet
}

/// The certificates in a container, as many as can be read.
fn certificates(container: &[u8]) -> Vec<Certificate> {
    let Ok(definite) = ber::to_definite(container) else { return Vec::new() };
    match SignedData::parse(&definite) {
        Ok(signed) => {
            signed.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
        }
        Err(_) => Vec::new(),
    }
}
