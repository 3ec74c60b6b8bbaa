//! What can be asked about seals. The comments here are the English help.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::args::{IdentityArgs, OutArgs, Revocation};

#[derive(Subcommand)]
pub(crate) enum SealCommand {
    /// Draw the picture of a seal from text
    Draw(super::draw::DrawArgs),
    /// Apply a seal to a PDF
    Apply(super::apply::ApplyArgs),
    /// Make a seal: the maker signs what it says
    Make(MakeArgs),
    /// Show what a seal or its use says, without judging it
    Inspect(SealInspectArgs),
    /// Verify the journal of a seal's uses, and show it
    Journal(super::journal::JournalArgs),
    /// Verify seals, or uses of them, that lie in files of their own
    Verify(SealVerifyArgs),
    /// Record what happens to a seal, and publish the signed register
    Revoke(RevokeArgs),
}

#[derive(Args)]
pub(crate) struct MakeArgs {
    /// The picture: PNG, SVG, JPEG, GIF or BMP
    #[arg(long, value_name = "PICTURE")]
    pub(crate) picture: PathBuf,

    /// Its size in millimetres, for example 42x42
    #[arg(long, value_name = "WxH")]
    pub(crate) size: String,

    /// The seal's identifier: a seal code of 14 digits, or free text
    #[arg(long, value_name = "CODE")]
    pub(crate) id: String,

    /// The seal's name
    #[arg(long, value_name = "NAME")]
    pub(crate) seal_name: String,

    /// The certificate of somebody who may use it (repeatable)
    #[arg(long, required = true, value_name = "CERT.pem")]
    pub(crate) signer: Vec<PathBuf>,

    /// List digests of the certificates (SM3) instead of the certificates
    #[arg(long)]
    pub(crate) by_digest: bool,

    /// Edition: 5 (default, GM/T 0031-2025) or 4 (GB/T 38540-2020)
    #[arg(long, value_name = "4|5")]
    pub(crate) edition: Option<Edition>,

    /// The type, as your business numbers it (default 1)
    #[arg(long = "type", value_name = "N")]
    pub(crate) kind: Option<u64>,

    /// Valid from this moment (default: now)
    #[arg(long, value_name = "RFC3339")]
    pub(crate) from: Option<String>,

    /// Valid for this many days (default 1095)
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,

    #[command(flatten)]
    pub(crate) maker: IdentityArgs,

    #[command(flatten)]
    pub(crate) out: OutArgs,

    /// Enter the seal into this register; begun if it is not there
    #[arg(long, value_name = "REGISTER.json", requires = "owner")]
    pub(crate) register: Option<PathBuf>,

    /// Whose seal it is, for the register
    #[arg(long, value_name = "NAME", requires = "register")]
    pub(crate) owner: Option<String>,
}

/// What `--edition` names.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Edition {
    /// GB/T 38540-2020.
    #[value(name = "4")]
    Four,
    /// GM/T 0031-2025.
    #[value(name = "5")]
    Five,
}

#[derive(Args)]
pub(crate) struct SealInspectArgs {
    /// A seal (SES_Seal) or a use of one (SES_Signature)
    #[arg(value_name = "FILE")]
    pub(crate) input: PathBuf,

    /// Write the picture to this file
    #[arg(long, value_name = "OUT")]
    pub(crate) picture: Option<PathBuf>,

    /// Replace a picture that is already there
    #[arg(long, requires = "picture")]
    pub(crate) force: bool,

    /// One JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct SealVerifyArgs {
    /// Seals (SES_Seal) or uses of them (SES_Signature)
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// What was sealed: with OFD the file Signature.xml
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// Trusted certificates: a PEM or DER file, or a directory of them (repeatable)
    #[arg(long, required = true, value_name = "PEM_OR_DIR")]
    pub(crate) trust: Vec<PathBuf>,

    /// Certificates under which the makers of seals stand; without it anybody trusted may be one
    /// (repeatable)
    #[arg(long, value_name = "PEM_OR_DIR")]
    pub(crate) seal_makers: Vec<PathBuf>,

    /// A signed seal register (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) seal_register: Vec<PathBuf>,

    /// A certificate revocation list (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,

    /// Further CA certificates that may help to build a path (repeatable)
    #[arg(long, value_name = "PEM")]
    pub(crate) chain: Vec<PathBuf>,

    /// Judge as of this moment, for example 2026-11-22T08:00:00+08:00 (default: now)
    #[arg(long, value_name = "RFC3339")]
    pub(crate) at: Option<String>,

    /// Revocation: if-named (default: where a certificate names a source), require, or skip
    #[arg(long, value_name = "MODE")]
    pub(crate) revocation: Option<Revocation>,

    /// One JSON object a line, one line a file
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct RevokeArgs {
    /// The register of your seals
    #[arg(long, value_name = "REGISTER.json")]
    pub(crate) register: PathBuf,

    /// The seal concerned: its identifier or its file
    #[arg(long, value_name = "ID|SEAL.esl", requires = "event")]
    pub(crate) seal: Option<String>,

    /// What happened: stop, restore, cancel or compromise
    #[arg(long, value_name = "EVENT", requires = "seal")]
    pub(crate) event: Option<String>,

    /// Since when the key may have been in wrong hands (compromise)
    #[arg(long, value_name = "RFC3339", requires = "event")]
    pub(crate) since: Option<String>,

    /// Why, for the register
    #[arg(long, value_name = "TEXT", requires = "event")]
    pub(crate) reason: Option<String>,

    /// Only show the register
    #[arg(long, conflicts_with_all = ["event", "out"])]
    pub(crate) show: bool,

    /// Where to write the signed register
    #[arg(long, value_name = "REGISTER.jwt", requires = "key")]
    pub(crate) out: Option<PathBuf>,

    /// The maker's private key: PKCS#8 PEM or DER, or a PKCS#12 file
    #[arg(long, value_name = "KEY.pem|ID.p12", requires = "out")]
    pub(crate) key: Option<PathBuf>,

    /// The maker's certificate (with PKCS#12: taken from the file)
    #[arg(long, value_name = "CERT.pem")]
    pub(crate) cert: Option<PathBuf>,

    /// The CA certificates above it
    #[arg(long, value_name = "CHAIN.pem")]
    pub(crate) chain: Option<PathBuf>,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    /// The register may be used for this many days (default 7)
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,

    /// Replace a register that is already there
    #[arg(long)]
    pub(crate) force: bool,
}
