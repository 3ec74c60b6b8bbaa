//! `sidian material pack|add|verify`.

use std::fs::File;
use std::io::{BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};
use sidian::material::package::{
    EntryReport, Material, PackageDraft, PackageError, PackageReport, Source,
};
use sidian::report::Language;
use sidian_render::image_page;

use super::now;
use super::statement::{JudgeArgs, metadata, party, unreadable};
use crate::answer::{self, Outcome};
use crate::args::{IdentityArgs, OutArgs};
use crate::failure::Failure;
use crate::files::{self, Destination};
use crate::identity::Identity;
use crate::locale::{pick, text};
use crate::ui::{Tone, Ui, aligned, harmless};

/// What can be done with materials.
#[derive(Subcommand)]
pub(crate) enum MaterialCommand {
    /// Put materials into a signed package
    Pack(Box<PackArgs>),
    /// Add materials to a package, with a signature of your own
    Add(Box<AddArgs>),
    /// Verify a package and every material in it
    Verify(MaterialVerifyArgs),
}

#[derive(Args)]
pub(crate) struct PackArgs {
    /// The materials, each as kind=file
    #[arg(required = true, value_name = "KIND=FILE")]
    materials: Vec<String>,

    #[command(flatten)]
    about: AboutArgs,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,
}

#[derive(Args)]
pub(crate) struct AddArgs {
    /// The package
    #[arg(value_name = "PACKAGE.asice")]
    package: PathBuf,

    /// The materials, each as kind=file
    #[arg(required = true, value_name = "KIND=FILE")]
    materials: Vec<String>,

    #[command(flatten)]
    about: AboutArgs,

    #[command(flatten)]
    identity: IdentityArgs,

    #[command(flatten)]
    out: OutArgs,
}

/// What is said of the materials.
#[derive(Args)]
pub(crate) struct AboutArgs {
    /// What they are handed in for
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: String,

    /// Number of the case
    #[arg(long, value_name = "NUMBER")]
    pub(crate) case: Option<String>,

    /// Who vouches for them (default: nobody; a licence vouches for itself)
    #[arg(long, value_name = "SOURCE")]
    source: Option<SourceArg>,

    /// Name of who vouches for them: the department of an extract, the clerk of a copy
    #[arg(long, value_name = "NAME")]
    vouched_by: Option<String>,

    /// Whom they are about, as kind:code
    #[arg(long, value_name = "KIND:CODE")]
    holder: Option<String>,

    /// Their last day, for example 20270531
    #[arg(long, value_name = "DATE")]
    valid_until: Option<String>,

    /// A note on them (default for a scan: that it was compared with its original)
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,

    /// Turn PNG and JPEG pictures into PDF pages, pixel for pixel
    #[arg(long)]
    pages: bool,
}

/// What a clerk who compared a scan with its original writes on it.
const COMPARED: &str = "与原件一致";

/// Where the bytes of a material are.
pub(super) enum Held {
    /// In a file.
    File(PathBuf),
    /// Made just now.
    Page(Vec<u8>),
}

impl Held {
    pub(super) fn open(&self) -> Result<Box<dyn Read + '_>, Failure> {
        match self {
            Self::File(path) => Ok(Box::new(opened(path)?)),
            Self::Page(bytes) => Ok(Box::new(bytes.as_slice())),
        }
    }
}

/// Who vouches for a material.
#[derive(Clone, Copy, ValueEnum)]
enum SourceArg {
    /// The applicant’s own statement.
    Statement,
    /// An extract of a department’s records.
    Extract,
    /// A scan that a clerk compared with its original.
    Copy,
}

#[derive(Args)]
pub(crate) struct MaterialVerifyArgs {
    /// The package
    #[arg(value_name = "PACKAGE.asice")]
    package: PathBuf,

    #[command(flatten)]
    judge: JudgeArgs,
}

pub(super) fn run(command: MaterialCommand, ui: &Ui) -> Result<u8, Failure> {
    match command {
        MaterialCommand::Pack(args) => pack(&args, ui),
        MaterialCommand::Add(args) => add(&args, ui),
        MaterialCommand::Verify(args) => verify(&args, ui),
    }
}

fn pack(args: &PackArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let materials = described(&args.materials, &args.about)?;
    let identity = Identity::load(ui, &args.identity, clock)?;
    to.fill(|out| {
        let title = &args.about.title;
        let draft = PackageDraft::new(out, title, identity.key.algorithm()).map_err(refused)?;
        finish(draft, materials, &args.about, &identity, clock)
    })?;
    said(&to, ui)
}

fn add(args: &AddArgs, ui: &Ui) -> Result<u8, Failure> {
    let clock = now()?;
    let to = Destination::new(&args.out.out, args.out.force)?;
    let materials = described(&args.materials, &args.about)?;
    let identity = Identity::load(ui, &args.identity, clock)?;
    let package = opened(&args.package)?;
    to.fill(|out| {
        let title = &args.about.title;
        let draft = PackageDraft::append(out, package, title, identity.key.algorithm());
        finish(draft.map_err(refused)?, materials, &args.about, &identity, clock)
    })?;
    said(&to, ui)
}

fn finish<W: Write + Seek>(
    mut draft: PackageDraft<W>,
    materials: Vec<(Material, Held)>,
    about: &AboutArgs,
    identity: &Identity,
    clock: sidian::time::UnixTime,
) -> Result<(), Failure> {
    if let Some(case) = &about.case {
        draft = draft.with_case(case);
    }
    for (material, content) in materials {
        draft.add(material, &mut content.open()?).map_err(refused)?;
    }
    draft.sign(&*identity.key, &identity.chain, clock).map_err(refused)?;
    Ok(())
}

pub(super) fn opened(path: &Path) -> Result<BufReader<File>, Failure> {
    File::open(path).map(BufReader::new).map_err(|e| files::cannot_read(path, &e))
}

fn said(to: &Destination, ui: &Ui) -> Result<u8, Failure> {
    let name = to.path().display();
    ui.say(&text!("已签署材料包：{name}", "signed the package: {name}"))?;
    Ok(0)
}

/// Each material with its file.
pub(super) fn described(
    asked: &[String],
    about: &AboutArgs,
) -> Result<Vec<(Material, Held)>, Failure> {
    let holder = about.holder.as_deref().map(|text| party("--holder", text)).transpose()?;
    let one = |asked: &String| {
        let Some((kind, path)) = asked.split_once('=') else {
            return Err(Failure::new(
                text!("“{asked}”：没有写明是什么材料", "“{asked}” does not say what it is"),
                text!(
                    "请写成“名称=文件”，例如 申请书=form.pdf",
                    "write it as kind=file, for example application=form.pdf"
                ),
            ));
        };
        let path = PathBuf::from(path);
        let media = media_type(&path);
        let is_licence = media == "application/pdf" && holds_licence(&path)?;
        let source = match (is_licence, about.source) {
            (true, _) => Source::Licence,
            (false, Some(SourceArg::Statement)) => Source::Statement,
            (false, Some(SourceArg::Extract)) => Source::Extract,
            (false, Some(SourceArg::Copy)) => Source::Copy,
            (false, None) => Source::Other,
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (name, media, held) = match media.starts_with("image/") && about.pages {
            true => {
                let picture = files::read_some(&path, files::SMALL)?;
                let page = image_page::write(&picture, kind).map_err(|e| not_a_page(&path, &e))?;
                let name = PathBuf::from(name).with_extension("pdf");
                (name.to_string_lossy().into_owned(), "application/pdf", Held::Page(page))
            }
            false => (name, media, Held::File(path)),
        };
        let mut material = Material::new(name, kind, media);
        material = material.vouched(source, about.vouched_by.clone());
        material.holder = holder.as_ref().map(sidian::material::Party::reveal);
        material.valid_until.clone_from(&about.valid_until);
        material.note.clone_from(&about.note);
        if source == Source::Copy && material.note.is_none() {
            material.note = Some(COMPARED.to_owned());
        }
        Ok((material, held))
    };
    asked.iter().map(one).collect()
}

fn holds_licence(path: &Path) -> Result<bool, Failure> {
    // Large files are packed without being looked into; the verifier does not look into them either.
    let size = opened(path)?.get_ref().metadata().map_err(|e| files::cannot_read(path, &e))?.len();
    Ok(size <= 64 << 20 && metadata(path).is_ok())
}

pub(super) fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    match extension.to_str() {
        Some("pdf") => "application/pdf",
        Some("txt") => "text/plain",
        Some("xml") => "application/xml",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("ofd") => "application/ofd",
        _ => "application/octet-stream",
    }
}

fn not_a_page(path: &Path, e: &sidian_render::RenderError) -> Failure {
    let name = path.display();
    Failure::new(
        text!("{name}：不能制成 PDF 页（{e}）", "{name}: cannot be made a PDF page ({e})"),
        text!("请换用 PNG 或 JPEG 图片，或不加 --pages", "use a PNG or JPEG, or leave --pages out"),
    )
}

#[allow(clippy::needless_pass_by_value, reason = "it is what map_err hands over")]
pub(super) fn refused(e: PackageError) -> Failure {
    let code = e.code();
    Failure::new(
        text!("材料包：{e}（代码 {code}）", "package: {e} (code {code})"),
        text!("请核对材料和各项参数", "check the materials and the values that were given"),
    )
}

fn verify(args: &MaterialVerifyArgs, ui: &Ui) -> Result<u8, Failure> {
    let (verifier, at) = args.judge.verifier(ui)?;
    let package = opened(&args.package)?;
    let judged = verifier.package(package, at).map_err(|e| unreadable(&args.package, e))?;
    let name = args.package.to_string_lossy();
    let language = ui.language();
    match args.judge.json {
        true => ui.print(&format!("{}\n", as_json(&judged, &name, language)))?,
        false => {
            ui.print(&answer::render(&judged.report, &name, None, language))?;
            ui.print(&entries(&judged.entries, language))?;
        }
    }
    Ok(Outcome::exit_code(&[Outcome::of(judged.report.verdict())]))
}

pub(super) fn as_json(judged: &PackageReport, name: &str, language: Language) -> Value {
    let mut whole = judged.report.to_json(name, language);
    let entry = |entry: &EntryReport| {
        let codes: Vec<u32> = entry.findings.iter().map(|f| f.code().number).collect();
        json!({
            "name": entry.name,
            "size": entry.size,
            "kind": entry.material.as_ref().map(|m| m.kind.clone()),
            "source": entry.material.as_ref().map(|m| m.source),
            "licence": entry.is_licence,
            "verdict": entry.own.map(|verdict| verdict.as_str()),
            "codes": codes,
        })
    };
    if let Some(object) = whole.as_object_mut() {
        object.insert("entries".to_owned(), judged.entries.iter().map(entry).collect());
    }
    whole
}

/// A line for each material: its own verdict, what it is, who vouches for it, its file.
pub(super) fn entries(all: &[EntryReport], language: Language) -> String {
    let row = |entry: &EntryReport| {
        let own = match entry.own {
            Some(verdict) => Outcome::of(Some(verdict)),
            None => Outcome::NoSignature,
        };
        let (kind, source) = match &entry.material {
            Some(material) => (material.kind.as_str(), said_source(material.source, language)),
            None => ("-", "-"),
        };
        vec![
            (own.tone(), own.word(language).to_owned()),
            (Tone::Strong, harmless(kind)),
            (Tone::Plain, source.to_owned()),
            (Tone::Plain, harmless(&entry.name)),
        ]
    };
    aligned(&all.iter().map(row).collect::<Vec<_>>(), "  ")
}

fn said_source(source: Source, language: Language) -> &'static str {
    let english = match source {
        Source::Statement => "own statement",
        Source::Extract => "department’s extract",
        Source::Copy => "compared with its original",
        Source::Licence => "licence",
        _ => "other",
    };
    pick(language, source.name_zh(), english)
}
