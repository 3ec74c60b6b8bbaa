//! What may differ in the document security store (ISO 32000-2 12.8.4.3): it may grow.

use std::collections::HashSet;

use crate::budget::Work;
use crate::pdf::{Dict, Object};
use crate::report::ChangeClass;
use crate::report::codes::changes as codes;

use super::graph::same;
use super::pairs::Delta;
use super::record::{Need, Stop};

const PATH: &str = "Root/DSS";

impl Delta<'_, '_, '_> {
    /// The store itself.
    pub(super) fn dss(
        &mut self,
        number: u32,
        before: Option<&Object>,
        after: &Object,
    ) -> Result<(), Stop> {
        let Some((old, new)) = self.evidence_dicts(number, PATH, before, after) else {
            return Ok(());
        };
        self.note(number, PATH, ChangeClass::Maintenance, codes::VALIDATION_DATA, Need::Always);
        for key in Self::differing(&old, &new) {
            let path = format!("{PATH}/{key}");
            let (before, after) = self.both(&old, &new, &key)?;
            let before = Some(&before).filter(|before| !before.is_null());
            match key.as_str() {
                "Certs" | "CRLs" | "OCSPs" => self.evidence_list(number, &path, before, &after)?,
                "VRI" if after.is_null() => self.vri_dropped(number, &path, before)?,
                "VRI" => self.vri(number, before, &after)?,
                "Type" if super::field::is_name(&after, "DSS") => {}
                _ => self.never(number, &path, codes::VALIDATION_DATA_MALFORMED),
            }
        }
        Ok(())
    }

    /// Validation data by signature.
    pub(super) fn vri(
        &mut self,
        number: u32,
        before: Option<&Object>,
        after: &Object,
    ) -> Result<(), Stop> {
        let path = format!("{PATH}/VRI");
        let Some((old, new)) = self.evidence_dicts(number, &path, before, after) else {
            return Ok(());
        };
        for key in Self::differing(&old, &new) {
            let path = format!("{path}/{key}");
            let (before, after) = self.both(&old, &new, &key)?;
            // the key is the SHA-1 of the signature in hexadecimal
            if key == "Type" && super::field::is_name(&after, "VRI") {
                continue;
            }
            if key.len() != 40 || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
                self.never(number, &path, codes::VALIDATION_DATA_MALFORMED);
                continue;
            }
            let before = Some(&before).filter(|before| !before.is_null());
            self.vri_entry(number, &path, before, &after)?;
        }
        Ok(())
    }

    /// `/VRI` left out as a whole: it only sorts what the lists of the store hold (ETSI EN 319 142-1
    /// 5.4.2.3), and some writers do without. What it names must be in them. One entry of it does not
    /// go without the others.
    fn vri_dropped(
        &mut self,
        number: u32,
        path: &str,
        before: Option<&Object>,
    ) -> Result<(), Stop> {
        let mut named = Vec::new();
        let whole = match before {
            Some(before) => self.named_by_vri(before, &mut named)?,
            None => true,
        };
        let mut held = Vec::new();
        if let Object::Dict(store) = self.new.value(&self.new.root()?, "DSS")? {
            for key in ["Certs", "CRLs", "OCSPs"] {
                if let Object::Array(list) = self.new.value(&store, key)? {
                    for item in list.items() {
                        held.push((Self::target(item), self.new.resolve(item)?));
                    }
                }
            }
        }
        self.base.budget.spend(Work::Compared, (named.len() * held.len()) as u64)?;
        let kept = |item: &Object| -> Result<bool, Stop> {
            let (target, value) = (Self::target(item), self.old.resolve(item)?);
            Ok(held.iter().any(|(number, stream)| {
                (target.is_some() && *number == target) || same(self.base.pdf, stream, &value)
            }))
        };
        let mut lost = !whole;
        for item in &named {
            lost = lost || !kept(item)?;
        }
        if lost {
            self.never(number, path, codes::VALIDATION_DATA_REMOVED);
        }
        Ok(())
    }

    /// The validation data that `/VRI` or an entry of it names; `false` where it holds a timestamp, or
    /// what does not belong there.
    fn named_by_vri(&self, value: &Object, named: &mut Vec<Object>) -> Result<bool, Stop> {
        let Object::Dict(dict) = self.old.resolve(value)? else { return Ok(false) };
        for (key, value) in dict.iter() {
            let value = self.old.resolve(value)?;
            match (key.to_text().as_str(), &value) {
                ("Cert" | "CRL" | "OCSP", Object::Array(list)) => {
                    named.extend(list.items().iter().cloned());
                }
                ("Type" | "TU", _) => {}
                (key, Object::Dict(_)) if key.len() == 40 => {
                    if !self.named_by_vri(&value, named)? {
                        return Ok(false);
                    }
                }
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Validation data of one signature.
    pub(super) fn vri_entry(
        &mut self,
        number: u32,
        path: &str,
        before: Option<&Object>,
        after: &Object,
    ) -> Result<(), Stop> {
        let Some((old, new)) = self.evidence_dicts(number, path, before, after) else {
            return Ok(());
        };
        for key in Self::differing(&old, &new) {
            let path = format!("{path}/{key}");
            let (_, after) = self.both(&old, &new, &key)?;
            let well = match key.as_str() {
                // an entry may be worked out anew: what it named stays in the lists of the store
                "Cert" | "CRL" | "OCSP" => {
                    after.is_null() || {
                        self.evidence_list(number, &path, None, &after)?;
                        true
                    }
                }
                "TS" => matches!(after, Object::Stream(_)) && new.reference("TS").is_some(),
                "TU" => matches!(after, Object::String(_)),
                "Type" => super::field::is_name(&after, "VRI"),
                _ => false,
            };
            if !well {
                self.never(number, &path, codes::VALIDATION_DATA_MALFORMED);
            }
        }
        Ok(())
    }

    /// A list of streams, each one certificate, CRL or OCSP response: what was there stays.
    pub(super) fn evidence_list(
        &mut self,
        number: u32,
        path: &str,
        before: Option<&Object>,
        after: &Object,
    ) -> Result<(), Stop> {
        let old = match before {
            None | Some(Object::Null) => Vec::new(),
            Some(Object::Array(before)) => before.items().to_vec(),
            Some(_) => {
                self.never(number, path, codes::VALIDATION_DATA_MALFORMED);
                return Ok(());
            }
        };
        let Some(new) = after.as_array() else {
            let code = if after.is_null() {
                codes::VALIDATION_DATA_REMOVED
            } else {
                codes::VALIDATION_DATA_MALFORMED
            };
            self.never(number, path, code);
            return Ok(());
        };
        let kept: HashSet<u32> = new.items().iter().filter_map(Self::target).collect();
        let known: HashSet<u32> = old.iter().filter_map(Self::target).collect();
        let mut streams = Vec::new();
        for item in new.items() {
            if Self::target(item).is_some_and(|target| known.contains(&target)) {
                continue;
            }
            let value = self.new.resolve(item)?;
            let well = item.as_reference().is_some()
                && value.as_stream().is_some_and(|stream| {
                    ["Type", "Subtype"].iter().all(|key| !stream.dict.has(key))
                });
            if !well {
                self.never(number, path, codes::VALIDATION_DATA_MALFORMED);
            }
            streams.push(value);
        }
        for item in old.iter().filter(|i| Self::target(i).is_none_or(|t| !kept.contains(&t))) {
            // written again as another object is not removed
            let value = self.old.resolve(item)?;
            let again = |stream: &Object| match (stream, &value) {
                (Object::Stream(a), Object::Stream(b)) => {
                    same(self.base.pdf, stream, &value)
                        || self.base.pdf.raw(a) == self.base.pdf.raw(b)
                }
                _ => false,
            };
            if !streams.iter().any(again) {
                self.never(number, path, codes::VALIDATION_DATA_REMOVED);
            }
        }
        Ok(())
    }

    fn evidence_dicts(
        &mut self,
        number: u32,
        path: &str,
        before: Option<&Object>,
        after: &Object,
    ) -> Option<(Dict, Dict)> {
        let old = match before {
            None | Some(Object::Null) => Dict::empty(),
            Some(Object::Dict(before)) => before.clone(),
            // something else stood under this number: nobody but an attacker reuses it
            Some(_) => {
                self.never(number, path, codes::VALIDATION_DATA_MALFORMED);
                return None;
            }
        };
        match after.as_dict() {
            Some(new) if new.repeated().is_none() => Some((old, new.clone())),
            _ => {
                let code = if after.is_null() {
                    codes::VALIDATION_DATA_REMOVED
                } else {
                    codes::VALIDATION_DATA_MALFORMED
                };
                self.never(number, path, code);
                None
            }
        }
    }
}
