//! What a later revision holds that this reader does not take, but another might: objects that no
//! cross-reference lists, places where the signed document looked for objects before there were any,
//! and objects that a smaller `/Size` hides.

use std::collections::HashSet;

use crate::budget::Work;
use crate::pdf::{Entry, Object, PdfError, Place, Ref, Span, lenient};
use crate::report::ChangeClass;
use crate::report::codes::changes as codes;

use super::graph::{in_use, is_container, references};
use super::pairs::Delta;
use super::record::{Need, Stop};

impl Delta<'_, '_, '_> {
    /// Looks through the bytes of this revision that are none of its objects.
    pub(super) fn unlisted(&mut self) -> Result<(), Stop> {
        let Some(revision) = self.base.pdf.revisions().get(self.new.revision()) else {
            return Ok(());
        };
        let mut known = revision.sections.clone();
        for (number, entry) in revision.entries() {
            if !matches!(entry, Entry::InFile { .. }) {
                continue;
            }
            match self.new.get_with_source(in_use(self.new, *number)) {
                Ok(Some((object, source))) => {
                    if let Place::File(span) = source.place {
                        known.push(span);
                    }
                    if is_container(&object) {
                        self.unlisted_in(*number)?;
                    }
                }
                Err(PdfError::Limit(limit)) => return Err(limit.into()),
                // said by the comparison itself
                Ok(None) | Err(_) => {}
            }
        }
        known.sort_unstable_by_key(|span| span.start);
        let mut from = revision.start;
        let end = Span::new(revision.end, revision.end);
        for span in known.into_iter().chain([end]) {
            if let Some(gap) = self.base.pdf.between(from, span.start)
                && let Some(at) = lenient::loose_object(gap)
            {
                let (class, path) = (ChangeClass::Other, format!("byte {}", from + at));
                self.note(0, &path, class, codes::UNLISTED, Need::Never);
            }
            from = from.max(span.end);
        }
        Ok(())
    }

    /// The same for what an object stream of this revision holds.
    fn unlisted_in(&mut self, stream: u32) -> Result<(), Stop> {
        let packed = match self.new.packed(stream) {
            Ok(packed) => packed,
            Err(PdfError::Limit(limit)) => return Err(limit.into()),
            // a cross-reference stream, or one that the objects in it speak for
            Err(_) => return Ok(()),
        };
        self.base.budget.spend(Work::Compared, packed.len() as u64)?;
        let listed = |number: &u32| {
            let located = self.new.locate(*number).map(|(_, entry)| entry);
            matches!(located, Some(Entry::InStream { stream: s, .. }) if s == stream)
        };
        if let Some(number) = packed.iter().find(|number| !listed(number)) {
            let path = format!("object {number}");
            self.note(*number, &path, ChangeClass::Other, codes::UNLISTED, Need::Never);
        }
        Ok(())
    }

    /// Earlier cross-references that pointed behind the end of their own revision, to bytes that this
    /// one brings.
    pub(super) fn anticipated(&mut self) -> Result<(), Stop> {
        let Some(revision) = self.base.pdf.revisions().get(self.new.revision()) else {
            return Ok(());
        };
        let (start, end) = (revision.start, revision.end);
        let ahead = &self.base.ahead;
        let from = ahead.partition_point(|(offset, _)| *offset < start);
        let here = ahead.iter().skip(from).take_while(|(offset, _)| *offset < end);
        for (offset, number) in here.copied().collect::<Vec<_>>() {
            let located = self.new.locate(number).map(|(_, entry)| entry);
            let in_force = matches!(located, Some(Entry::InFile { offset: o, .. }) if o == offset);
            if in_force && !self.uses(number)?.is_empty() {
                let path = self.first_path(number)?;
                self.never(number, &path, codes::DANGLING);
            }
        }
        Ok(())
    }

    /// References that name another generation than their object has (7.3.10): they lead nowhere for
    /// strict readers, and to the object for others. None may come, and none may be put right.
    pub(super) fn misnumbered(
        &mut self,
        number: u32,
        old: &Object,
        fresh: &[Ref],
    ) -> Result<(), Stop> {
        let is_off = |reference: &Ref| {
            let target = in_use(self.new, reference.number);
            target.generation != reference.generation
                || self.base.graph.misnumbered.contains(&reference.number)
        };
        let off: Vec<Ref> = fresh.iter().filter(|reference| is_off(reference)).copied().collect();
        if off.is_empty() {
            return Ok(());
        }
        let mut before = HashSet::new();
        references(old, &mut |reference| {
            before.insert(reference);
        });
        self.base.budget.spend(Work::Compared, (before.len() + off.len()) as u64)?;
        if let Some(reference) = off.iter().find(|reference| !before.contains(reference)) {
            let path = format!("object {number}: {reference}");
            self.never(number, &path, codes::MISNUMBERED);
        }
        Ok(())
    }

    /// A `/Size` that leaves out objects which the one before took in: some readers drop them.
    pub(super) fn size(&mut self) -> Result<(), Stop> {
        let old = self.old.trailer()?.integer("Size").unwrap_or(0);
        let new = self.new.trailer()?.integer("Size").unwrap_or(0);
        if new >= old {
            return Ok(());
        }
        let in_use =
            |number: u32| !matches!(self.new.locate(number), None | Some((_, Entry::Free { .. })));
        let mut left_out = false;
        for revision in self.base.pdf.revisions().iter().take(self.new.revision()) {
            let lost = |entry: &&(u32, Entry)| (new..old).contains(&i64::from(entry.0));
            self.base.budget.spend(Work::Compared, 1 + revision.entries().len() as u64)?;
            left_out |= revision.entries().iter().filter(lost).any(|(number, _)| in_use(*number));
        }
        if left_out {
            self.never(0, "Size", codes::TRAILER);
        }
        Ok(())
    }
}
