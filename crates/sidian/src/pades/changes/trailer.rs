//! What may differ in the trailer (ISO 32000-2 7.5.5).

use crate::pdf::Object;
use crate::report::ChangeClass;
use crate::report::codes::changes as codes;

use super::pairs::Delta;
use super::record::{Need, Stop};
use super::roles::without_xref_keys;

impl Delta<'_, '_, '_> {
    /// The trailer: another catalogue or encryption is another document.
    pub(super) fn trailer(&mut self) -> Result<(), Stop> {
        let old = without_xref_keys(self.old.trailer()?.clone());
        let new = without_xref_keys(self.new.trailer()?.clone());
        for key in Self::differing(&old, &new) {
            let (before, after) = self.both(&old, &new, &key)?;
            match key.as_str() {
                "Root" if self.renumbered => {}
                "Root" => self.never(0, "Root", codes::PAGES),
                "Encrypt" => self.never(0, "Encrypt", codes::ENCRYPTION),
                "Info" if after.is_null() => {
                    let class = ChangeClass::Maintenance;
                    self.note(0, "Info", class, codes::METADATA, Need::Always);
                }
                "Info" => self.information(0, &after),
                // some writers leave it out or make another; only encryption depends on it
                "ID" => {
                    let first = |id: &Object| id.as_array().and_then(|id| id.get(0).cloned());
                    if self.base.pdf.is_encrypted() && first(&before) != first(&after) {
                        self.never(0, "ID", codes::ENCRYPTION);
                    }
                }
                // a checksum that one office suite adds and nothing reads
                "DocChecksum" => {}
                _ => self.never(0, &key, codes::TRAILER),
            }
        }
        Ok(())
    }
}
