//! A verification receipt (核验回执) as one page, for the archive.
//!
//! The page shows what the receipt says; the receipt itself travels inside as an associated file, so
//! that the page alone can be verified again. Where both could differ, the receipt counts.

use serde_json::Value;
use sidian::material::receipt::{RECEIPT_FILE, Receipt};
use sidian::time::UnixTime;

use crate::document::{self, DocumentInfo, FaceDocument};
use crate::font::Typeface;
use crate::layout::{Align, TextStyle, text_box};
use crate::scene::{Area, Colour, Scene, Weight};
use crate::{RenderError, qr};

/// A4, in points.
const PAGE: (f32, f32) = (595.276, 841.89);
const MARGIN: f32 = 62.0;
const LABEL: f32 = 92.0;
const SIZE: f32 = 10.5;
const QR: f32 = 92.0;
/// The most findings on the page; the rest is in the file.
const MOST_FINDINGS: usize = 8;

/// Draws the page.
///
/// # Errors
///
/// [`RenderError`].
pub fn page(
    receipt: &Receipt,
    typeface: &Typeface,
    now: UnixTime,
) -> Result<FaceDocument, RenderError> {
    let file = receipt.to_json().map_err(|e| RenderError::Write { why: e.to_string() })?;
    let mut scene = Scene::new(PAGE.0, PAGE.1);
    let mut sheet = Sheet { scene: &mut scene, typeface, y: MARGIN };
    sheet.title("电子证照核验回执")?;
    let (word, colour) = verdict(receipt.verdict());
    sheet.verdict(word, colour)?;
    sheet.rule();
    for (label, value) in rows(receipt) {
        sheet.row(label, &value)?;
    }
    sheet.rule();
    sheet.findings(receipt.report())?;
    sheet.sources(receipt)?;
    sheet.foot(receipt)?;
    let info = DocumentInfo::new("电子证照核验回执", receipt.department().label()).with_data(
        RECEIPT_FILE,
        "application/json",
        "核验回执（JWS）",
        file,
    );
    document::write(&[scene], typeface, &info, now)
}

struct Sheet<'a> {
    scene: &'a mut Scene,
    typeface: &'a Typeface,
    y: f32,
}

const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const GREY: Colour = Colour(96, 96, 96);

impl Sheet<'_> {
    fn text(&mut self, area: Area, style: &TextStyle, text: &str) -> Result<f32, RenderError> {
        // A character that no typeface has must not keep a receipt from being filed.
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        match text_box(self.scene, self.typeface, area, style, "receipt", &plain) {
            Err(RenderError::Font(_)) => {
                let ascii = |c: char| if c.is_ascii() { c } else { '?' };
                let fallback: String = plain.chars().map(ascii).collect();
                text_box(self.scene, self.typeface, area, style, "receipt", &fallback)
            }
            other => other,
        }
    }

    fn title(&mut self, text: &str) -> Result<(), RenderError> {
        let style = TextStyle { weight: Weight::Bold, align: Align::Centre, ..style(20.0) };
        self.text(Area::new(MARGIN, self.y, WIDTH, 30.0), &style, text)?;
        self.y += 40.0;
        Ok(())
    }

    fn verdict(&mut self, word: &str, colour: Colour) -> Result<(), RenderError> {
        let bold = TextStyle { weight: Weight::Bold, colour, align: Align::Centre, ..style(15.0) };
        self.text(Area::new(MARGIN, self.y, WIDTH, 22.0), &bold, &format!("核验结论：{word}"))?;
        self.y += 30.0;
        Ok(())
    }

    fn rule(&mut self) {
        self.scene.line((MARGIN, self.y), (PAGE.0 - MARGIN, self.y), GREY, 0.6);
        self.y += 9.0;
    }

    fn row(&mut self, label: &str, value: &str) -> Result<(), RenderError> {
        let grey = TextStyle { colour: GREY, ..style(SIZE) };
        self.text(Area::new(MARGIN, self.y, LABEL, 16.0), &grey, label)?;
        let area = Area::new(MARGIN + LABEL, self.y, WIDTH - LABEL, 44.0);
        let used = self.text(area, &TextStyle { min_size: 6.0, ..style(SIZE) }, value)?;
        self.y += used.max(SIZE) + 7.0;
        Ok(())
    }

    fn findings(&mut self, report: &Value) -> Result<(), RenderError> {
        let all = report.get("findings").and_then(Value::as_array);
        let all: Vec<&Value> = all.map(|list| list.iter().collect()).unwrap_or_default();
        if all.is_empty() {
            return self.row("核验发现", "无");
        }
        for (index, finding) in all.iter().take(MOST_FINDINGS).enumerate() {
            let text = |key: &str| finding.get(key).and_then(Value::as_str).unwrap_or_default();
            let code = finding.get("code").and_then(Value::as_u64).unwrap_or(0);
            let line: String = format!("[{code}] {}", text("message")).chars().take(160).collect();
            self.row(if index == 0 { "核验发现" } else { "" }, &line)?;
        }
        if all.len() > MOST_FINDINGS {
            let more = format!("另有 {} 项，见附件 {RECEIPT_FILE}", all.len() - MOST_FINDINGS);
            self.row("", &more)?;
        }
        Ok(())
    }

    fn sources(&mut self, receipt: &Receipt) -> Result<(), RenderError> {
        let count = |wanted: &str| receipt.sources().filter(|(kind, ..)| *kind == wanted).count();
        let (trust, crl, status) = (count("trust"), count("crl"), count("status"));
        let text = format!(
            "信任锚 {trust} 个，吊销列表 {crl} 份，状态列表 {status} 份（摘要见附件 {RECEIPT_FILE}）"
        );
        self.row("核验依据", &text)
    }

    /// The number of the receipt, by which the page and the file are held together.
    fn foot(&mut self, receipt: &Receipt) -> Result<(), RenderError> {
        let top = PAGE.1 - MARGIN - QR;
        let content = format!("SIDIAN-RECEIPT:{}", receipt.id());
        qr::draw(
            self.scene,
            Area::new(PAGE.0 - MARGIN - QR, top, QR, QR),
            Colour::WHITE,
            &content,
        )?;
        let stamp = match receipt.has_timestamp() {
            true => "已加盖可信时间戳",
            false => "未加盖可信时间戳",
        };
        let text = format!(
            "本回执由核验单位以电子签名签发（{stamp}），原件为附件 {RECEIPT_FILE}，可用 sidian receipt verify 验证。本页内容与附件不一致的，以附件为准。\n回执编号 {}",
            receipt.id()
        );
        let small = TextStyle { colour: GREY, min_size: 7.0, ..style(9.0) };
        self.text(Area::new(MARGIN, top + 18.0, WIDTH - QR - 16.0, QR - 18.0), &small, &text)?;
        Ok(())
    }
}

fn style(size: f32) -> TextStyle {
    TextStyle::new(size, size * 0.6)
}

fn verdict(word: &str) -> (&'static str, Colour) {
    match word {
        "passed" => ("通过", Colour(0, 112, 60)),
        "failed" => ("未通过", Colour(176, 0, 32)),
        "no-signature" => ("无签名", Colour(150, 90, 0)),
        _ => ("无法判定", Colour(150, 90, 0)),
    }
}

fn rows(receipt: &Receipt) -> Vec<(&'static str, String)> {
    let mut rows =
        vec![("办件编号", receipt.case().to_owned()), ("核验单位", receipt.department().label())];
    if let Some(operator) = receipt.operator() {
        rows.push((
            "经办",
            format!("{}（{}，{}）", operator.name, operator.account, operator.unit),
        ));
    }
    if let Some(item) = receipt.item() {
        rows.push(("事项", format!("{} {}", item.code, item.name)));
    }
    rows.push(("核验时间", beijing(receipt.judged_at())));
    rows.push(("签发时间", beijing(receipt.issued())));
    rows.push(("文件", receipt.document().name.clone()));
    rows.push(("SHA-256", receipt.document().sha256.clone()));
    rows.push(("SM3", receipt.document().sm3.clone()));
    rows
}

fn beijing(at: UnixTime) -> String {
    let local = at.plus(8 * 3600);
    let ((y, mo, d), (h, mi, s)) = (local.date_utc(), local.time_utc());
    format!("{y:04}-{mo:02}-{d:02} {h:02}:{mi:02}:{s:02}（北京时间）")
}
