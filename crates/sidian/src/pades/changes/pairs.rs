//! One revision beside the one before it: what differs, and which rule explains it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::budget::{Budget, LimitError, Work};
use crate::pdf::{Dict, Entry, Object, Pdf, PdfError, Ref, View};
use crate::report::codes::changes as codes;
use crate::report::{ChangeClass, Code};

use super::graph::{Graph, TRAILER, in_use, is_container, references, same};
use super::listing::Listing;
use super::page::Pages;
use super::record::{Need, Record, Stop};
use super::roles::{Kind, Role, Uses, kind};

/// Walks from revision to revision and keeps what all of them share.
pub(super) struct Comparison<'p, 'f> {
    pub(super) pdf: &'p Pdf<'f>,
    pub(super) budget: &'p Budget,
    pub(super) graph: Graph,
    pub(super) pages: Pages,
    /// Partial names of fields, for those looked at so far.
    pub(super) names: HashMap<u32, Option<String>>,
    /// The form's fields, and the partial names that are taken among them.
    pub(super) fields: (Listing, HashSet<String>),
    /// Annotations by page.
    pub(super) shown: HashMap<u32, Listing>,
    /// Offsets behind the end of the revision that names them, ordered, with their object.
    pub(super) ahead: Vec<(usize, u32)>,
    records: Vec<Record>,
    /// How many of them nothing permits.
    refused: usize,
}

/// An object whose value differs.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) old: Object,
    pub(super) new: Object,
}

/// What one revision changed.
pub(super) struct Delta<'c, 'p, 'f> {
    pub(super) base: &'c mut Comparison<'p, 'f>,
    pub(super) old: View<'p, 'f>,
    pub(super) new: View<'p, 'f>,
    pub(super) root: Ref,
    /// Object number of the form, where it is an object of its own.
    pub(super) form: Option<u32>,
    pub(super) changed: BTreeMap<u32, Pair>,
    /// Fields whose value changed.
    pub(super) filled: HashSet<u32>,
    /// New fields and widgets that the rules of the form accepted.
    pub(super) accepted: HashSet<u32>,
    /// Whether this revision brought output intents, which only a signature may.
    pub(super) intents: bool,
    /// Whether the catalogue has a new number, and is compared with what it was under the old one.
    pub(super) renumbered: bool,
    pub(super) uses: HashMap<u32, Uses>,
}

impl<'p, 'f> Comparison<'p, 'f> {
    pub(super) fn new(
        pdf: &'p Pdf<'f>,
        from: usize,
        budget: &'p Budget,
    ) -> Result<Self, LimitError> {
        let view = pdf.view(from);
        let graph = Graph::of(view, budget)?;
        let mut comparison = Self {
            pdf,
            budget,
            graph,
            pages: Pages::default(),
            names: HashMap::new(),
            fields: Default::default(),
            shown: HashMap::new(),
            ahead: ahead(pdf),
            records: Vec::new(),
            refused: 0,
        };
        let loops = comparison.pages.read(view, budget)?;
        for what in loops {
            comparison.records.push(Record {
                revision: pdf.revisions().len().saturating_sub(1),
                object: 0,
                page: None,
                bbox: None,
                path: what.to_owned(),
                class: ChangeClass::Other,
                code: codes::LOOP,
                need: Need::Never,
                visible: false,
            });
        }
        Ok(comparison)
    }

    pub(super) fn unreadable(&self) -> usize {
        self.graph.unreadable
    }

    pub(super) fn blind(&self) -> usize {
        self.graph.blind
    }

    pub(super) fn into_records(self) -> Vec<Record> {
        self.records
    }

    /// Compares `revision` with the one before; returns how many of its objects nothing uses.
    pub(super) fn advance(&mut self, revision: usize) -> Result<usize, LimitError> {
        let (old, new) = (self.pdf.view(revision.saturating_sub(1)), self.pdf.view(revision));
        let root = new.root_ref().unwrap_or(Ref::new(0, 0));
        let form = new.root().ok().and_then(|root| root.reference("AcroForm"));
        let mut delta = Delta {
            base: self,
            old,
            new,
            root,
            form: form.map(|form| form.number),
            changed: BTreeMap::new(),
            filled: HashSet::new(),
            accepted: HashSet::new(),
            intents: false,
            renumbered: false,
            uses: HashMap::new(),
        };
        match delta.run() {
            Ok(orphans) => Ok(orphans),
            Err(Stop::Limit(limit)) => Err(limit),
            Err(Stop::Unreadable) => {
                delta.never(0, "Root", codes::UNREADABLE);
                Ok(0)
            }
        }
    }
}

impl<'p> Delta<'_, 'p, '_> {
    fn run(&mut self) -> Result<usize, Stop> {
        self.collect()?;
        self.trailer()?;
        self.size()?;
        self.unlisted()?;
        self.anticipated()?;
        if self.changed.is_empty() {
            return Ok(0);
        }
        for (number, pair) in &self.changed {
            self.base.names.remove(number);
            let name = |object: &Object| object.as_dict().and_then(|dict| dict.get("T").cloned());
            if self.base.fields.0.has(*number) && name(&pair.old) != name(&pair.new) {
                self.base.fields.1.clear();
            }
        }
        self.find_filled()?;
        let numbers: Vec<u32> = self.changed.keys().copied().collect();
        let used = self.used_new_objects();
        // the form first: pages ask which widgets it accepted
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for number in numbers {
            let form = self.is_form_part(number)?;
            if form { first.push(number) } else { rest.push(number) }
        }
        let mut orphans = 0;
        for number in first.into_iter().chain(rest) {
            let outcome = self.object(number, used.contains(&number));
            match outcome {
                Ok(true) => {}
                Ok(false) => orphans += 1,
                Err(Stop::Limit(limit)) => return Err(limit.into()),
                Err(Stop::Unreadable) => {
                    self.never(number, &format!("object {number}"), codes::UNREADABLE);
                }
            }
        }
        self.judge_output_intents();
        Ok(orphans)
    }

    /// How many changes nothing permits, so far.
    pub(super) fn refusals(&self) -> usize {
        self.base.refused
    }

    /// Whether somebody signed with this revision, as far as its fields were looked at.
    pub(super) fn is_signed_here(&self) -> bool {
        let records = self.base.records.iter().rev();
        let mut here = records.take_while(|record| record.revision == self.new.revision());
        here.any(|r| r.code == codes::FIELD_SIGNED || r.code == codes::SIGNATURE_FIELD_ADDED)
    }

    /// What this revision defines with another value than before.
    fn collect(&mut self) -> Result<(), Stop> {
        let Some(revision) = self.base.pdf.revisions().get(self.new.revision()) else {
            return Ok(());
        };
        let mut rewritten = 0_usize;
        for (number, entry) in revision.entries() {
            let number = *number;
            self.base.budget.spend(Work::Compared, 1)?;
            let before = self.old.locate(number).map(|(_, entry)| entry);
            let unmoved = matches!(entry, Entry::InFile { .. }) && before == Some(*entry);
            if number == TRAILER || unmoved {
                continue;
            }
            let old = match self.old.get(in_use(self.old, number)) {
                Err(PdfError::Limit(limit)) => return Err(limit.into()),
                other => other.unwrap_or(Object::Null),
            };
            let new = match self.new.get(in_use(self.new, number)) {
                Ok(new) => new,
                Err(PdfError::Limit(limit)) => return Err(limit.into()),
                Err(_) => {
                    self.never(number, &format!("object {number}"), codes::UNREADABLE);
                    continue;
                }
            };
            let (old, contained) =
                if is_container(&old) { (Object::Null, true) } else { (old, false) };
            if contained && self.still_holds(number) {
                self.never(number, &format!("object stream {number}"), codes::SHARED);
            }
            let fresh = self.base.graph.add(number, &old, &new, self.base.budget)?;
            self.misnumbered(number, &old, &fresh)?;
            if is_container(&new)
                && (old.is_null() || contained)
                && self.base.graph.referrers(number).is_empty()
            {
                continue;
            }
            let moved_generation = !old.is_null()
                && !new.is_null()
                && in_use(self.old, number).generation != in_use(self.new, number).generation;
            if moved_generation {
                self.never(number, &format!("object {number}"), codes::FREED);
            }
            if same(self.base.pdf, &old, &new) {
                rewritten += usize::from(!old.is_null());
                continue;
            }
            self.changed.insert(number, Pair { old, new });
        }
        self.renumbered_catalogue()?;
        let trailer = |view: View<'_, '_>| view.trailer().cloned().map(Object::Dict);
        let (before, after) = (trailer(self.old)?, trailer(self.new)?);
        self.base.graph.add(TRAILER, &before, &after, self.base.budget)?;
        if rewritten > 0 {
            self.note(0, "rewritten", ChangeClass::Maintenance, codes::IDENTICAL, Need::Always);
        }
        Ok(())
    }

    /// Some writers give the catalogue a new number with each signature. It is compared with what it was
    /// under the old one, if nothing had the new one before.
    fn renumbered_catalogue(&mut self) -> Result<(), Stop> {
        let before = self.old.root_ref()?;
        if before.number != self.root.number
            && self.root.generation == 0
            && let Some(pair) = self.changed.get_mut(&self.root.number)
            && pair.old.is_null()
        {
            pair.old = self.old.get(before)?;
            self.renumbered = true;
        }
        Ok(())
    }

    /// Whether objects of this object stream, which this revision replaces, are still in use.
    fn still_holds(&self, stream: u32) -> bool {
        let revisions = self.base.pdf.revisions().iter().take(self.new.revision());
        let inside =
            |entry: &Entry| matches!(entry, Entry::InStream { stream: s, .. } if *s == stream);
        revisions.flat_map(|revision| revision.entries()).any(|(number, entry)| {
            inside(entry)
                && self.new.locate(*number).is_some_and(|(revision, entry)| {
                    inside(&entry) && revision < self.new.revision()
                })
        })
    }

    /// New objects that the trailer or an overridden object leads to through new objects only.
    fn used_new_objects(&self) -> HashSet<u32> {
        let mut used = HashSet::new();
        let mut waiting: Vec<Object> =
            self.changed.values().filter(|p| !p.old.is_null()).map(|p| p.new.clone()).collect();
        if let Ok(trailer) = self.new.trailer() {
            waiting.push(Object::Dict(trailer.clone()));
        }
        while let Some(object) = waiting.pop() {
            references(&object, &mut |reference| {
                if let Some(pair) = self.changed.get(&reference.number)
                    && pair.old.is_null()
                    && used.insert(reference.number)
                {
                    waiting.push(pair.new.clone());
                }
            });
        }
        used
    }

    fn is_form_part(&mut self, number: u32) -> Result<bool, Stop> {
        if number == self.root.number || Some(number) == self.form {
            return Ok(true);
        }
        let Some(pair) = self.changed.get(&number) else { return Ok(false) };
        if !matches!(pair.old, Object::Array(_)) {
            return Ok(kind(&pair.old) == Some(Kind::Field));
        }
        Ok(self.uses(number)?.iter().any(|(role, _)| *role == Role::Fields))
    }

    /// Explains one object; `false` where nothing uses it.
    fn object(&mut self, number: u32, used: bool) -> Result<bool, Stop> {
        let Some(pair) = self.changed.get(&number).cloned() else { return Ok(true) };
        if number == self.root.number {
            self.catalogue(&pair)?;
            self.scan_actions(number, &pair);
            return Ok(true);
        }
        if pair.old.is_null() {
            return self.new_one(number, &pair, used);
        }
        // what these are used as does not matter, and thousands may refer to them
        let by_itself = match kind(&pair.old) {
            Some(Kind::Page) => {
                self.page(number, &pair)?;
                true
            }
            Some(Kind::PageTree) => {
                self.never(number, "Root/Pages", codes::PAGES);
                true
            }
            Some(Kind::StructureElement) => {
                self.structure_element(number, &pair)?;
                true
            }
            Some(Kind::StructureRoot) => {
                self.structure_root(number, &pair)?;
                true
            }
            Some(Kind::Field | Kind::Annotation) | None => false,
        };
        if by_itself {
            self.scan_actions(number, &pair);
            return Ok(true);
        }
        let uses = self.uses(number)?;
        if uses.is_empty() {
            return Ok(false);
        }
        self.scan_actions(number, &pair);
        match kind(&pair.old) {
            Some(Kind::Field) => {
                self.refuse_odd_uses(number, &uses);
                self.field(number, &pair)?;
            }
            Some(Kind::Annotation) => {
                self.refuse_odd_uses(number, &uses);
                self.annotation(number, &pair)?;
            }
            _ => self.by_uses(number, &pair, &uses)?,
        }
        Ok(true)
    }

    /// A new object: what refers to it must have changed too.
    fn new_one(&mut self, number: u32, pair: &Pair, used: bool) -> Result<bool, Stop> {
        let referrers = self.base.graph.referrers(number);
        let unchanged: Vec<u32> = referrers
            .into_iter()
            .filter(|referrer| !self.changed.contains_key(referrer) && *referrer != TRAILER)
            .collect();
        for referrer in unchanged {
            let object = match self.new_object(referrer) {
                Ok(object) => object,
                Err(PdfError::Limit(limit)) => return Err(limit.into()),
                Err(_) => Object::Ref(Ref::new(number, 0)),
            };
            let mut leads = false;
            references(&object, &mut |reference| leads |= reference.number == number);
            if leads && !self.uses(number)?.is_empty() {
                let path = self.first_path(number)?;
                self.never(number, &path, codes::DANGLING);
                return Ok(true);
            }
        }
        if used {
            self.scan_actions(number, pair);
        }
        Ok(used)
    }

    pub(super) fn first_path(&mut self, number: u32) -> Result<String, Stop> {
        let uses = self.uses(number)?;
        Ok(uses.first().map_or_else(|| format!("object {number}"), |(_, path)| path.clone()))
    }

    /// Fields and annotations that something else uses for what it shows.
    fn refuse_odd_uses(&mut self, number: u32, uses: &Uses) {
        for (role, path) in uses.iter() {
            if role.is_odd() {
                self.never(number, path, codes::SHARED);
            }
        }
    }

    /// An object that is what it is used as: each use must permit the difference.
    fn by_uses(&mut self, number: u32, pair: &Pair, uses: &Uses) -> Result<(), Stop> {
        for (role, path) in uses.iter() {
            if pair.new.is_null() && !matches!(role, Role::AnnotationPart(_) | Role::Annotation) {
                self.never(number, path, codes::FREED);
                continue;
            }
            match role {
                Role::AcroForm => self.form(number, pair)?,
                Role::Fields => self.fields(number, &pair.old, &pair.new)?,
                Role::Kids(_) => self.never(number, path, codes::FIELD_CHANGED),
                Role::Annotations(page) => {
                    self.annotations(*page, number, &pair.old, &pair.new)?;
                }
                Role::AnnotationPart(_) | Role::Annotation => {
                    self.annotation_part(number, path, codes::ANNOTATION_CHANGED);
                }
                Role::Appearance(field) | Role::AppearanceDict(field) => {
                    self.appearance_part(*field, number, path, role, pair)?;
                }
                Role::FieldValue(field) => self.value_part(*field, number, path, &pair.old)?,
                Role::Dss => self.dss(number, Some(&pair.old), &pair.new)?,
                Role::Vri => self.vri(number, Some(&pair.old), &pair.new)?,
                Role::VriEntry => self.vri_entry(number, path, Some(&pair.old), &pair.new)?,
                Role::EvidenceList { kept } => {
                    let before = kept.then_some(&pair.old);
                    self.evidence_list(number, path, before, &pair.new)?;
                }
                Role::EvidenceStream => {
                    self.never(number, path, codes::VALIDATION_DATA_REMOVED);
                }
                Role::Extensions(0) => self.extensions(number, &pair.old, &pair.new)?,
                Role::Extensions(_) => self.extension_part(number, path, &pair.new)?,
                Role::Info => self.information(number, &pair.new),
                Role::Metadata => self.metadata(number, &pair.new)?,
                Role::Permissions => self.permissions(&pair.old, &pair.new)?,
                Role::Resources(depth) => self.resources(number, path, *depth, pair)?,
                Role::ParentTree => self.parent_tree(number, path, pair)?,
                Role::StructureKids => self.structure_kids(number, path, &pair.old, &pair.new)?,
                other => self.never(number, path, denied(other, uses.len(), &pair.old)),
            }
        }
        Ok(())
    }

    /// Records something that is permitted to whoever meets `need`.
    pub(super) fn note(
        &mut self,
        object: u32,
        path: &str,
        class: ChangeClass,
        code: &'static Code,
        need: Need,
    ) {
        self.push(Record {
            revision: self.new.revision(),
            object,
            page: None,
            bbox: None,
            path: path.to_owned(),
            class,
            code,
            need,
            visible: false,
        });
    }

    /// Records something that nothing permits.
    pub(super) fn never(&mut self, object: u32, path: &str, code: &'static Code) {
        self.note(object, path, ChangeClass::Other, code, Need::Never);
    }

    pub(super) fn push(&mut self, record: Record) {
        let records = &mut self.base.records;
        // the same object may be reached by several paths with one and the same outcome
        let tail = records.len().saturating_sub(64);
        let twin = |known: &Record| {
            known.object == record.object
                && known.revision == record.revision
                && known.code == record.code
                && known.path == record.path
        };
        if !records.get(tail..).unwrap_or_default().iter().any(twin) {
            self.base.refused += usize::from(matches!(record.need, Need::Never));
            records.push(record);
        }
    }

    pub(super) fn page_of(&self, number: u32) -> Option<usize> {
        self.base.pages.place(number)
    }

    /// The value of `key` in both, references followed.
    pub(super) fn both(&self, old: &Dict, new: &Dict, key: &str) -> Result<(Object, Object), Stop> {
        Ok((self.old.value(old, key)?, self.new.value(new, key)?))
    }

    /// Keys whose own values differ, each once.
    pub(super) fn differing(old: &Dict, new: &Dict) -> Vec<String> {
        let value = |dict: &Dict, key: &[u8]| dict.get_name(key).cloned();
        let mut keys: Vec<String> = Vec::new();
        for (key, _) in old.iter().chain(new.iter()) {
            if value(old, key.as_bytes()) != value(new, key.as_bytes()) {
                let key = key.to_text();
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }
}

/// Where cross-references point that point behind their own revision, with what should be there.
fn ahead(pdf: &Pdf<'_>) -> Vec<(usize, u32)> {
    let mut ahead = Vec::new();
    for revision in pdf.revisions() {
        ahead.extend(revision.entries().iter().filter_map(|(number, entry)| match entry {
            Entry::InFile { offset, .. } if *offset >= revision.end => Some((*offset, *number)),
            _ => None,
        }));
    }
    ahead.sort_unstable();
    ahead
}

/// What to say of a use that permits nothing.
fn denied(role: &Role, uses: usize, old: &Object) -> &'static Code {
    let dict = match old {
        Object::Dict(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    };
    let is_font = dict
        .and_then(|dict| dict.name("Type"))
        .is_some_and(|name| *name == "Font" || *name == "FontDescriptor");
    match role {
        Role::PageContent(_) if is_font => codes::RESOURCE_REPLACED,
        Role::PageContent(_) => codes::PAGE_CONTENT,
        Role::PageTree => codes::PAGES,
        Role::Encrypt => codes::ENCRYPTION,
        Role::Signature => codes::SIGNATURE_REPLACED,
        Role::Xfa => codes::XFA,
        Role::StructurePart | Role::StructureRoot => codes::STRUCTURE,
        Role::Field | Role::FieldPart(..) => codes::FIELD_CHANGED,
        Role::Other(..) if uses > 1 => codes::SHARED,
        Role::Other(key, _) => super::form::of_catalogue_key(key),
        _ => codes::UNEXPLAINED,
    }
}
