//! Seals and their use, as they describe themselves.

use sidian::crypto::{Hash, SignatureAlgorithm};
use sidian::seal::PictureFormat;
use sidian::ses::{
    SesCertList, SesError, SesExtension, SesForm, SesSeal, SesSignature, SesTime, Variant,
};
use sidian::tsp::TimestampToken;
use sidian::x509::Certificate;

use super::sheet::Sheet;
use super::x509::certificate;
use crate::locale::text;

/// The sheet of a seal or of a use of one, and the picture in it.
pub(super) fn read(der: &[u8]) -> Result<(Sheet, Vec<u8>), SesError> {
    match SesForm::of(der) {
        Some(SesForm::Signature) => {
            let read = SesSignature::parse(der)?;
            let picture = read.to_sign.seal.info.picture.data.to_vec();
            Ok((signature(&read), picture))
        }
        _ => {
            let read = SesSeal::parse(der)?;
            let picture = read.info.picture.data.to_vec();
            Ok((seal(&read), picture))
        }
    }
}

fn seal(seal: &SesSeal<'_>) -> Sheet {
    let (info, property, picture) = (&seal.info, &seal.info.property, &seal.info.picture);
    let mut sheet =
        Sheet::new("seal", text!("电子印章（未核验）", "electronic seal (not verified)"));
    sheet.say("standard", "标准", "standard", seal.version.standard());
    sheet.say("version", "头版本号", "version in its header", info.header.version);
    sheet.say("vendor", "厂商标识", "vendor", info.header.vendor.as_ref());
    sheet.say("id", "印章标识", "identifier (esID)", info.id.as_ref());
    sheet.say("name", "印章名称", "name", property.name.as_ref());
    sheet.say("type", "类型值", "type", property.kind);
    sheet.say("created", "制作时间", "made", property.created.to_string());
    sheet.say("valid_from", "生效时间", "valid from", property.valid_from.to_string());
    sheet.say("valid_until", "截止时间", "valid until", property.valid_until.to_string());
    sheet.say("picture_type", "图像类型", "picture type", picture.kind.as_ref());
    let format = PictureFormat::sniff(picture.data).map(PictureFormat::as_str);
    sheet.say("picture_format", "图像实际格式", "picture by its bytes", format);
    let size = format!("{} × {} mm", picture.width_mm, picture.height_mm);
    sheet.say("picture_size", "图像尺寸", "picture size", size);
    sheet.say("picture_bytes", "图像字节数", "picture bytes", picture.data.len());
    sheet.say("picture_sm3", "图像 SM3", "SM3 of the picture", sm3(picture.data));
    extensions(&mut sheet, &info.extensions);
    sheet.say("algorithm", "签名算法", "signed with", algorithm(seal.algorithm));
    sheet.say("timestamp", "时间戳", "timestamp", seal.timestamp.map(stamped));
    variants(&mut sheet, &seal.variants);
    sheet.part("maker", certificates(&[seal.certificate]));
    match &property.cert_list {
        SesCertList::Certificates(all) => sheet.part("signers", certificates(all)),
        SesCertList::Digests(all) => {
            let digits = |d: &[u8]| d.iter().map(|b| format!("{b:02x}")).collect::<String>();
            let all = all.iter().map(|d| format!("{} {}", d.algorithm, digits(d.value)));
            let all: Vec<String> = all.collect();
            sheet.say(
                "signer_digests",
                "签章人证书摘要",
                "digests of the signers’ certificates",
                all,
            );
        }
        SesCertList::Unreadable => {
            sheet.say("signers_unreadable", "签章人列表不可读", "list of signers unreadable", true);
        }
    }
    sheet
}

fn signature(read: &SesSignature<'_>) -> Sheet {
    let tbs = &read.to_sign;
    let mut sheet =
        Sheet::new("sealing", text!("电子签章（未核验）", "use of a seal (not verified)"));
    sheet.say("standard", "标准", "standard", read.version.standard());
    sheet.say("version", "版本号", "version", tbs.version);
    let time = match tbs.time {
        SesTime::Claimed(at) => Some(at.to_string()),
        SesTime::Token(token) => Some(stamped(token)),
        SesTime::Unreadable => None,
    };
    sheet.say("time", "自述时间", "claimed time", time);
    let digits: String = tbs.data_hash.iter().map(|b| format!("{b:02x}")).collect();
    sheet.say("data_hash", "内容摘要", "digest of the sealed data", digits);
    sheet.say("property_info", "内容说明", "what was sealed", tbs.property_info.as_ref());
    extensions(&mut sheet, &tbs.extensions);
    sheet.say("algorithm", "签名算法", "signed with", algorithm(read.algorithm));
    sheet.say("timestamp", "时间戳", "timestamp", read.timestamp.map(stamped));
    variants(&mut sheet, &read.variants);
    sheet.part("signer", certificates(&[read.certificate]));
    sheet.part("seal", vec![seal(&tbs.seal)]);
    sheet
}

fn extensions(sheet: &mut Sheet, extensions: &[SesExtension]) {
    if extensions.is_empty() {
        return;
    }
    let critical = |e: &SesExtension| if e.critical { " (critical)" } else { "" };
    let all = extensions.iter().map(|e| format!("{}{}", e.id, critical(e)));
    sheet.say("extensions", "扩展", "extensions", all.collect::<Vec<_>>());
}

fn variants(sheet: &mut Sheet, variants: &[Variant]) {
    if !variants.is_empty() {
        let names: Vec<&str> = variants.iter().map(|v| v.name()).collect();
        sheet.say("variants", "与标准不同之处", "departs from the standard", names);
    }
}

fn certificates(all: &[&[u8]]) -> Vec<Sheet> {
    all.iter().filter_map(|der| Certificate::from_der(der).ok()).map(|c| certificate(&c)).collect()
}

/// The time in a token, or that it is none.
fn stamped(token: &[u8]) -> String {
    let der = sidian::asn1::ber::to_definite(token);
    let at = der.ok().and_then(|der| Some(TimestampToken::parse(&der).ok()?.info.gen_time));
    at.map_or_else(|| "?".to_owned(), |at| at.to_string())
}

fn algorithm(oid: sidian::asn1::ObjectIdentifier) -> String {
    match SignatureAlgorithm::from_identifier(&oid, None, None) {
        Ok(algorithm) => algorithm.name().to_owned(),
        Err(_) => oid.to_string(),
    }
}

fn sm3(bytes: &[u8]) -> String {
    format!("{:?}", Hash::Sm3.digest(bytes))
}
