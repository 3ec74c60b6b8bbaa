//! The words that a face must show for some metadata: one source for drawing and for comparing.

use super::Metadata;
use crate::licence::element::standard;
use crate::licence::face_text::FaceText;
use crate::licence::kind::LicenceType;

/// One value of a face: what is drawn, and what must be read back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FaceValue {
    /// The element: a short name, `ZZYXQ` for the validity as one text, or `KZ_…`.
    pub element: String,
    /// What the form calls it.
    pub label: String,
    /// The words shown, personal perhaps: never for a log.
    pub text: super::Personal,
}

impl FaceValue {
    /// Whether a page's text holds this value as a whole. White space is passed over: a page breaks
    /// lines and spreads characters as it likes.
    pub fn appears_in(&self, page: &str) -> bool {
        FaceText::new(page).shows(self.text.reveal())
    }
}

impl Metadata {
    /// The text of the QR code on the face: the licence identifier.
    pub fn qr_text(&self) -> String {
        self.id.to_string()
    }

    /// Everything that the face of this licence must show, whatever it is drawn from.
    pub fn must_show(&self, kind: &LicenceType) -> Vec<FaceValue> {
        let shown = kind.must_show().filter_map(|element| {
            let label = match kind.element(element) {
                Some(own) => own.label.as_str(),
                None => standard(element).map_or("证照有效期", |e| e.zh),
            };
            let text = self.face_text(kind, element)?.into();
            Some(FaceValue { element: element.to_owned(), label: label.to_owned(), text })
        });
        shown.collect()
    }

    /// The words that a face shows for one element; `None` where the licence lacks it.
    ///
    /// `ZZYXQ` is the validity as one text. Several holders are joined by `、`.
    pub fn face_text(&self, kind: &LicenceType, element: &str) -> Option<String> {
        let join = |texts: Vec<&str>| Some(texts.join("、"));
        match element {
            "ZZMC" => Some(self.licence_name.clone()),
            "ZZBH" => Some(self.number.reveal().to_owned()),
            "ZZBS" => Some(self.id.to_string()),
            "ZZBFJG" => Some(self.issuer_name.clone()),
            "ZZBFJGDM" => Some(self.id.issuer().as_str().to_owned()),
            "ZZBFRQ" => Some(self.issue_date.to_chinese()),
            "ZZYXQ" => Some(self.validity_text()),
            "ZZYXQQSRQ" => self.valid_from.map(|d| d.to_chinese()),
            "ZZYXQJZRQ" => Some(self.end_text()),
            "CZZT" => join(self.holders.iter().map(|h| h.name.reveal()).collect()),
            "CZZTDM" => join(self.holders.iter().map(|h| h.code.reveal()).collect()),
            key => {
                let value = self.extension.get(key)?.reveal();
                Some(kind.element(key)?.on_face(value))
            }
        }
    }

    /// Everything that the face of this licence shows, in the order of the type's layout. An
    /// optional item that the licence lacks is left out.
    pub fn face_values(&self, kind: &LicenceType) -> Vec<FaceValue> {
        let fields = kind.face().fields.iter();
        let shown = fields.filter_map(|field| {
            let text = self.face_text(kind, &field.element)?.into();
            Some(FaceValue { element: field.element.clone(), label: field.label.clone(), text })
        });
        shown.collect()
    }

    /// The validity as one text: `2026年11月22日至2031年11月21日`, `2026年11月22日至长期` or `长期`.
    pub fn validity_text(&self) -> String {
        match (self.valid_from, self.valid_until) {
            (None, None) => "长期".to_owned(),
            (None, Some(_)) => format!("至{}", self.end_text()),
            (Some(from), _) => format!("{}至{}", from.to_chinese(), self.end_text()),
        }
    }

    fn end_text(&self) -> String {
        self.valid_until.map_or_else(|| "长期".to_owned(), |d| d.to_chinese())
    }
}
