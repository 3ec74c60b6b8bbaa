//! The role that an object plays in the document, inferred from every path that leads to it.

use std::rc::Rc;

use crate::pdf::{Dict, Object, PdfError, Ref};

use super::graph::{Step, TRAILER, in_use, is_container};
use super::pairs::Delta;

/// What an object is used as.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Role {
    /// The interactive form dictionary (12.7.3).
    AcroForm,
    /// `/AP` of a field or annotation.
    AppearanceDict(u32),
    /// Below `/AP` or `/MK` of a field or annotation.
    Appearance(u32),
    /// An entry of a page's annotations.
    Annotation,
    /// Part of an annotation that is no widget.
    AnnotationPart(u32),
    /// `/Annots` of a page.
    Annotations(u32),
    /// The document catalogue.
    Catalogue,
    /// A list of validation data.
    EvidenceList {
        /// Whether it is one of the store itself, from which nothing may go; not of a VRI entry.
        kept: bool,
    },
    /// One piece of validation data.
    EvidenceStream,
    /// The document security store (12.8.4.3).
    Dss,
    /// `/VRI` of the DSS.
    Vri,
    /// One entry of it.
    VriEntry,
    /// `/Encrypt` of the trailer.
    Encrypt,
    /// `/Extensions` of the catalogue, or something below, by depth.
    Extensions(u8),
    /// An entry of the form's fields or of a field's children.
    Field,
    /// An entry of a field other than those named here.
    FieldPart(u32, String),
    /// `/V` of a field, or below.
    FieldValue(u32),
    /// `/Fields` of the form.
    Fields,
    /// `/Info` of the trailer.
    Info,
    /// `/Kids` of a field.
    Kids(u32),
    /// `/Metadata` of the catalogue.
    Metadata,
    /// Any other entry, by the key of the catalogue or trailer that leads to it, and whether the
    /// last key is one that merely points back at a page, field or annotation.
    Other(String, bool),
    /// Anything that a page shows.
    PageContent(Option<u32>),
    /// A node of the page tree.
    PageTree,
    /// `/Perms` of the catalogue.
    Permissions,
    /// Resources of the form, by depth.
    Resources(u8),
    /// A signature dictionary, or below.
    Signature,
    /// The parent tree of the structure tree, or below.
    ParentTree,
    /// `/K` of the structure tree root or of an element.
    StructureKids,
    /// The structure tree root.
    StructureRoot,
    /// A structure element, or an attribute of one.
    StructurePart,
    /// The trailer.
    Trailer,
    /// XFA packets.
    Xfa,
}

impl Role {
    /// Whether it makes the object part of what a page shows, or of what only a rule of its own may
    /// change: no place for a field, an annotation or the form.
    pub(super) fn is_odd(&self) -> bool {
        matches!(
            self,
            Self::PageContent(_)
                | Self::Appearance(_)
                | Self::AppearanceDict(_)
                | Self::Resources(_)
                | Self::Other(_, false)
                | Self::Info
                | Self::Metadata
                | Self::Extensions(_)
                | Self::EvidenceStream
                | Self::StructurePart
                | Self::Xfa
        )
    }
}

/// A role and the path that gives it.
pub(super) type Uses = Rc<Vec<(Role, String)>>;

/// Keys whose value points back at a page, field or annotation that is reached elsewhere.
const BACK: &[&str] = &[
    "A", "Annots", "B", "CO", "D", "Dest", "Dests", "Fields", "IRT", "K", "Kids", "N", "Names",
    "Nums", "Obj", "P", "Parent", "Pg", "Popup", "T", "V",
];

/// What a dictionary is by itself, whoever refers to it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Annotation,
    Field,
    Page,
    PageTree,
    StructureElement,
    StructureRoot,
}

/// What `object` is by itself.
pub(super) fn kind(object: &Object) -> Option<Kind> {
    let dict = object.as_dict()?;
    let named = |key: &str, value: &str| dict.name(key).is_some_and(|name| *name == value);
    if named("Type", "Page") {
        return Some(Kind::Page);
    }
    if named("Type", "Pages") {
        return Some(Kind::PageTree);
    }
    if named("Type", "StructTreeRoot") {
        return Some(Kind::StructureRoot);
    }
    if named("Type", "StructElem") || (!dict.has("Type") && dict.has("S") && dict.has("P")) {
        return Some(Kind::StructureElement);
    }
    let typed = dict.has("Type") && !named("Type", "Annot");
    if typed {
        return None;
    }
    if dict.has("FT") || named("Subtype", "Widget") {
        return Some(Kind::Field);
    }
    if dict.has("Subtype") && dict.has("Rect") {
        return Some(Kind::Annotation);
    }
    // a field that only groups others, or a child that inherits its type
    (dict.has("T") && (dict.has("Kids") || dict.has("Parent"))).then_some(Kind::Field)
}

impl Delta<'_, '_, '_> {
    /// The role an object has by being what it is, with the path to show for it.
    pub(super) fn own_role(&self, number: u32, object: &Object) -> Option<(Role, String)> {
        if number == TRAILER {
            return Some((Role::Trailer, String::new()));
        }
        if number == self.root.number {
            return Some((Role::Catalogue, "Root".to_owned()));
        }
        if Some(number) == self.form {
            return Some((Role::AcroForm, "Root/AcroForm".to_owned()));
        }
        if is_container(object) {
            // whoever changes how it is decoded changes all that lies in it
            return Some((Role::PageContent(None), format!("object stream {number}")));
        }
        Some(match kind(object)? {
            // a role of its own kind is spelt by the first step in `advance`
            Kind::Annotation => (Role::AnnotationPart(number), format!("Annot {number}")),
            Kind::Field => (Role::Field, format!("Field {number}")),
            Kind::Page => (Role::PageContent(Some(number)), self.page_path(number)),
            Kind::PageTree => (Role::PageTree, "Root/Pages".to_owned()),
            Kind::StructureElement => (Role::StructurePart, format!("StructElem {number}")),
            Kind::StructureRoot => (Role::StructureRoot, "Root/StructTreeRoot".to_owned()),
        })
    }

    /// The role of what lies one step below `role` inside object `holder`.
    pub(super) fn advance(&self, role: Role, step: &Step, holder: u32) -> Role {
        let key = match step {
            Step::Key(key) => key.as_str(),
            Step::Index(_) => return below_index(role),
        };
        let back = BACK.contains(&key);
        match role {
            Role::Trailer | Role::Catalogue | Role::AcroForm => below_root(&role, key),
            Role::Field => match key {
                "V" => Role::FieldValue(holder),
                "AP" => Role::AppearanceDict(holder),
                "MK" => Role::Appearance(holder),
                "Kids" => Role::Kids(holder),
                "Parent" => Role::Other(format!("Field/{key}"), true),
                _ => Role::FieldPart(holder, key.to_owned()),
            },
            Role::AppearanceDict(field) => match key {
                "N" | "R" | "D" => Role::Appearance(field),
                _ => Role::Other(format!("AP/{key}"), false),
            },
            Role::AnnotationPart(_) if back => Role::Other(format!("Annot/{key}"), true),
            // for the page itself the path has one step; anything deeper stays what it shows
            Role::PageContent(Some(page)) if page == holder => match key {
                "Annots" => Role::Annotations(page),
                "Parent" => Role::PageTree,
                _ => Role::PageContent(None),
            },
            Role::PageTree => match key {
                "Kids" | "Parent" => Role::PageTree,
                _ => Role::PageContent(None),
            },
            Role::Dss | Role::Vri | Role::VriEntry => below_store(&role, key),
            Role::Extensions(depth) => Role::Extensions(depth.saturating_add(1)),
            Role::Resources(depth) => Role::Resources(depth.saturating_add(1)),
            Role::Permissions => Role::Signature,
            Role::StructureRoot | Role::StructurePart | Role::StructureKids => {
                below_structure(&role, key)
            }
            Role::FieldPart(field, top) => Role::FieldPart(field, top),
            Role::Fields | Role::Annotations(_) | Role::Annotation | Role::Kids(_) => {
                Role::Other("AcroForm".to_owned(), false)
            }
            Role::Other(top, _) => Role::Other(top, back),
            same => same,
        }
    }

    /// Resolved in the new document; the trailer counts as object 0.
    pub(super) fn new_object(&self, number: u32) -> Result<Object, PdfError> {
        if number == TRAILER {
            let trailer = self.new.trailer()?.clone();
            return Ok(Object::Dict(without_xref_keys(trailer)));
        }
        self.new.get(in_use(self.new, number))
    }

    /// The path of page `number`, by its place where that is known.
    pub(super) fn page_path(&self, number: u32) -> String {
        match self.page_of(number) {
            Some(index) => format!("Root/Pages[{index}]"),
            None => format!("Page {number}"),
        }
    }

    /// The number of the object that `value` refers to.
    pub(super) fn target(value: &Object) -> Option<u32> {
        value.as_reference().map(|Ref { number, .. }| number)
    }
}

/// Below the trailer, the catalogue or the form.
fn below_root(role: &Role, key: &str) -> Role {
    let back = BACK.contains(&key);
    match role {
        Role::Trailer => match key {
            "Root" => Role::Catalogue,
            "Info" => Role::Info,
            "Encrypt" => Role::Encrypt,
            _ => Role::Other(key.to_owned(), false),
        },
        Role::Catalogue => match key {
            "AcroForm" => Role::AcroForm,
            "DSS" => Role::Dss,
            "Extensions" => Role::Extensions(0),
            "Metadata" => Role::Metadata,
            "Pages" => Role::PageTree,
            "Perms" => Role::Permissions,
            "StructTreeRoot" => Role::StructureRoot,
            _ => Role::Other(key.to_owned(), back),
        },
        Role::AcroForm => match key {
            "Fields" => Role::Fields,
            "DR" => Role::Resources(0),
            "XFA" => Role::Xfa,
            _ => Role::Other(format!("AcroForm/{key}"), back),
        },
        _ => Role::Other(format!("AcroForm/{key}"), back),
    }
}

/// Below the document security store.
fn below_store(role: &Role, key: &str) -> Role {
    match role {
        Role::Dss => match key {
            "Certs" | "CRLs" | "OCSPs" => Role::EvidenceList { kept: true },
            "VRI" => Role::Vri,
            _ => Role::Other(format!("DSS/{key}"), false),
        },
        Role::Vri => Role::VriEntry,
        Role::VriEntry => match key {
            "Cert" | "CRL" | "OCSP" => Role::EvidenceList { kept: false },
            "TS" => Role::EvidenceStream,
            _ => Role::Other(format!("VRI/{key}"), false),
        },
        _ => Role::Other(format!("VRI/{key}"), false),
    }
}

/// Below the structure tree.
fn below_structure(role: &Role, key: &str) -> Role {
    let back = BACK.contains(&key);
    match role {
        Role::StructureRoot => match key {
            "K" => Role::StructureKids,
            "ParentTree" => Role::ParentTree,
            _ => Role::Other(format!("StructTreeRoot/{key}"), back),
        },
        Role::StructurePart => match key {
            "K" => Role::StructureKids,
            "Pg" | "P" | "Obj" | "Stm" => Role::Other(format!("StructElem/{key}"), true),
            _ => Role::StructurePart,
        },
        Role::StructureKids => match key {
            "Pg" | "Obj" | "Stm" => Role::Other(format!("OBJR/{key}"), true),
            _ => Role::StructurePart,
        },
        _ => Role::Other(format!("OBJR/{key}"), true),
    }
}

fn below_index(role: Role) -> Role {
    match role {
        Role::Fields | Role::Kids(_) => Role::Field,
        Role::Annotations(_) => Role::Annotation,
        Role::EvidenceList { .. } => Role::EvidenceStream,
        Role::Resources(depth) => Role::Resources(depth.saturating_add(1)),
        Role::Extensions(depth) => Role::Extensions(depth.saturating_add(1)),
        same => same,
    }
}

pub(super) fn join(path: &str, step: &Step) -> String {
    let step = match step {
        Step::Key(key) => key.clone(),
        Step::Index(index) => index.to_string(),
    };
    if path.is_empty() { step } else { format!("{path}/{step}") }
}

/// The trailer without the keys that describe its own cross-reference stream.
pub(super) fn without_xref_keys(trailer: Dict) -> Dict {
    const OWN: &[&str] =
        &["DecodeParms", "Filter", "Index", "Length", "Prev", "Size", "Type", "W", "XRefStm"];
    let kept = trailer.iter().filter(|(key, _)| !OWN.iter().any(|own| *key == own));
    Dict::new(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}
