//! What can be asked on the command line. The comments here are the English help.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use sidian::report::Language;

use crate::cmd::archive::ArchiveCommand;
use crate::cmd::copy::{CopyArgs, VerifyCopyArgs};
use crate::cmd::exempt::ExemptArgs;
use crate::cmd::grant::GrantCommand;
use crate::cmd::material::MaterialCommand;
use crate::cmd::receipt::ReceiptCommand;
use crate::cmd::seal::SealCommand;
use crate::cmd::share::ShareCommand;
use crate::cmd::show::ShowCommand;
use crate::cmd::{
    CompleteArgs, ExtendArgs, ExtractArgs, PrepareArgs, RenewalsArgs, SignArgs, TimestampArgs,
    TsaArgs,
};

/// Issue, sign, seal and verify electronic licences and signed PDFs.
#[derive(Parser)]
#[command(name = "sidian", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Language of every answer: zh or en (default: as the locale says)
    #[arg(long, global = true, value_name = "LANG", display_order = 900)]
    pub(crate) lang: Option<Lang>,

    /// Print help
    #[arg(long, short, global = true, action = ArgAction::Help, display_order = 901)]
    pub(crate) help: Option<bool>,

    /// Print the version
    #[arg(long, short = 'V', action = ArgAction::Version, display_order = 902)]
    pub(crate) version: Option<bool>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The languages of `--lang`.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Chinese,
            Lang::En => Self::English,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Verify licences and signed PDFs
    Verify(VerifyArgs),
    /// Sign a PDF
    Sign(Box<SignArgs>),
    /// Prepare PDFs for a key that is elsewhere, and say what it has to sign
    Prepare(Box<PrepareArgs>),
    /// Put the values that a key made elsewhere into the PDFs that were prepared
    Complete(CompleteArgs),
    /// Give signatures timestamps and evidence that last, and renew them
    Extend(ExtendArgs),
    /// Say what has to be renewed by when
    Renewals(RenewalsArgs),
    /// Ask for a timestamp over a file, and check the answer
    Timestamp(TimestampArgs),
    /// Answer a request for a timestamp
    Tsa(TsaArgs),
    /// Issue licences and record what happens to them
    Licence {
        #[command(subcommand)]
        command: LicenceCommand,
    },
    /// Draw, make, look at, verify and revoke electronic seals
    Seal {
        #[command(subcommand)]
        command: SealCommand,
    },
    /// Authorise departments to use licences, and verify it
    Grant {
        #[command(subcommand)]
        command: GrantCommand,
    },
    /// Show a licence by a code that lives for minutes
    Show {
        #[command(subcommand)]
        command: ShowCommand,
    },
    /// Share chosen fields of a licence
    Share {
        #[command(subcommand)]
        command: ShareCommand,
    },
    /// Put materials into signed packages, and verify them
    Material {
        #[command(subcommand)]
        command: MaterialCommand,
    },
    /// Say which papers need not be handed in, and why
    Exempt(Box<ExemptArgs>),
    /// Receipts of verification, for the archive
    Receipt {
        #[command(subcommand)]
        command: ReceiptCommand,
    },
    /// File cases so that they can be verified in thirty years
    Archive {
        #[command(subcommand)]
        command: ArchiveCommand,
    },
    /// Show what a file says, without judging it
    Inspect(InspectArgs),
    /// Give back an earlier version of a PDF: what was signed
    Extract(ExtractArgs),
    /// Make keys
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Run a small certification authority
    Ca {
        #[command(subcommand)]
        command: CaCommand,
    },
    /// See it all work: issue, verify, tamper, refuse
    Demo(DemoArgs),
}

#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// Files to verify
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Trusted certificates: a PEM or DER file, or a directory of them (repeatable)
    #[arg(long, required_unless_present = "trust_list", value_name = "PEM_OR_DIR")]
    pub(crate) trust: Vec<PathBuf>,

    /// A signed trust list (repeatable)
    #[arg(long, requires = "trust_list_signer", value_name = "LIST.jwt")]
    pub(crate) trust_list: Vec<PathBuf>,

    /// Certificates that may sign trust lists (repeatable)
    #[arg(long, requires = "trust_list", value_name = "CERT.pem")]
    pub(crate) trust_list_signer: Vec<PathBuf>,

    /// A certificate revocation list (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) crl: Vec<PathBuf>,

    /// A signed licence status list (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) status_list: Vec<PathBuf>,

    /// Certificates under which the makers of seals stand; without it anybody trusted may be one
    /// (repeatable)
    #[arg(long, value_name = "PEM_OR_DIR")]
    pub(crate) seal_makers: Vec<PathBuf>,

    /// A signed seal register (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) seal_register: Vec<PathBuf>,

    /// Further CA certificates that may help to build a path (repeatable)
    #[arg(long, value_name = "PEM")]
    pub(crate) chain: Vec<PathBuf>,

    /// A licence type of your own, as it was issued under (repeatable)
    #[arg(long, value_name = "TYPE.json")]
    pub(crate) licence_type: Vec<PathBuf>,

    /// Judge as of this moment, for example 2026-11-22T08:00:00+08:00 (default: now)
    #[arg(long, value_name = "RFC3339")]
    pub(crate) at: Option<String>,

    /// Revocation: if-named (default: where a certificate names a source), require, or skip
    #[arg(long, value_name = "MODE")]
    pub(crate) revocation: Option<Revocation>,

    /// A certificate policy by which the key is the signatory's alone (article 13; repeatable)
    #[arg(long, value_name = "OID")]
    pub(crate) exclusive_policy: Vec<String>,

    /// A certificate policy by which only the signatory can use the key (article 13; repeatable)
    #[arg(long, value_name = "OID")]
    pub(crate) control_policy: Vec<String>,

    /// One JSON object a line, one line a file
    #[arg(long)]
    pub(crate) json: bool,

    /// Also give the numbers of sharing interfaces: file verification 0 to 2, information 0 to 6
    #[arg(long)]
    pub(crate) standard_code: bool,

    /// Also write a page to print, about all the files: HTML or PDF, as the name ends
    #[arg(long, value_name = "OUT.html|OUT.pdf")]
    pub(crate) report: Option<PathBuf>,

    /// Replace a report that is already there
    #[arg(long, requires = "report")]
    pub(crate) force: bool,
}

/// How revocation is asked for.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Revocation {
    /// Where a certificate names a source.
    IfNamed,
    /// Always.
    Require,
    /// Never.
    Skip,
}

/// Who signs.
#[derive(Args)]
pub(crate) struct IdentityArgs {
    /// The private key: PKCS#8 PEM or DER, or a PKCS#12 file
    #[arg(long, value_name = "KEY.pem|ID.p12")]
    pub(crate) key: PathBuf,

    /// The signer's certificate (with PKCS#12: taken from the file)
    #[arg(long, value_name = "CERT.pem")]
    pub(crate) cert: Option<PathBuf>,

    /// The CA certificates above it
    #[arg(long, value_name = "CHAIN.pem")]
    pub(crate) chain: Option<PathBuf>,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    /// The key is on a card or in an HSM: the PKCS#11 module that reaches it. Then --key is its label
    /// or a pkcs11: address, and the password is the PIN
    #[arg(long, value_name = "MODULE.so", requires = "cert")]
    pub(crate) pkcs11: Option<PathBuf>,

    /// The token that holds the key
    #[arg(long, value_name = "LABEL", requires = "pkcs11")]
    pub(crate) token: Option<String>,
}

/// Where a result goes.
#[derive(Args)]
pub(crate) struct OutArgs {
    /// Where to write the result
    #[arg(long, value_name = "OUT")]
    pub(crate) out: PathBuf,

    /// Replace a file that is already there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct InspectArgs {
    /// PDFs, licences, certificates, keys, CRLs, status lists
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// One JSON object a line, one line a file
    #[arg(long)]
    pub(crate) json: bool,

    /// File whose first line is the password of a PKCS#12 file (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Make a private key
    New(KeysNewArgs),
    /// Ask an authority for a certificate (PKCS#10)
    Request(KeysRequestArgs),
}

#[derive(Args)]
pub(crate) struct KeysRequestArgs {
    /// The private key that the certificate is to be for
    #[arg(long, value_name = "KEY.pem")]
    pub(crate) key: PathBuf,

    /// Name of the person or office (CN)
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,

    /// Organisation (O)
    #[arg(long, value_name = "NAME")]
    pub(crate) org: Option<String>,

    /// Country (C, two letters; default CN)
    #[arg(long, value_name = "CC")]
    pub(crate) country: Option<String>,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) out: OutArgs,
}

#[derive(Args)]
pub(crate) struct KeysNewArgs {
    /// Algorithm: sm2 (default), ed25519, p256, p384 or rsa
    #[arg(long, value_name = "SUITE")]
    pub(crate) suite: Option<SuiteName>,

    #[command(flatten)]
    pub(crate) out: OutArgs,

    /// Also write the public key to this file
    #[arg(long, value_name = "PUB.pem")]
    pub(crate) public: Option<PathBuf>,

    /// Encrypt the key under a password (asked for, unless one of the two below is given)
    #[arg(long)]
    pub(crate) encrypt: bool,

    /// Encrypt under the first line of this file (else SIDIAN_PASSWORD if it is set)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

/// What `--suite` names.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum SuiteName {
    /// SM2 with SM3.
    Sm2,
    /// Ed25519.
    Ed25519,
    /// ECDSA on P-256.
    P256,
    /// ECDSA on P-384.
    P384,
    /// RSA.
    Rsa,
}

#[derive(Subcommand)]
pub(crate) enum CaCommand {
    /// Make a root certificate
    Root(CaRootArgs),
    /// Issue the certificate of a subordinate authority
    Intermediate(CaIntermediateArgs),
    /// Issue the certificate of someone who signs
    Issue(CaIssueArgs),
    /// Issue a certificate revocation list
    Crl(CaCrlArgs),
    /// Sign a trust list
    TrustList(crate::cmd::TrustListArgs),
}

/// Who a certificate names and for how long.
#[derive(Args)]
pub(crate) struct SubjectArgs {
    /// Name of the person, office or authority (CN)
    #[arg(long, value_name = "NAME")]
    pub(crate) name: String,

    /// Organisation (O)
    #[arg(long, value_name = "NAME")]
    pub(crate) org: Option<String>,

    /// Country (C, two letters; default CN)
    #[arg(long, value_name = "CC")]
    pub(crate) country: Option<String>,

    /// Unified social credit code of the organisation
    #[arg(long, value_name = "CODE")]
    pub(crate) org_code: Option<String>,

    /// Valid for this many days (default: root 7300, intermediate 3650, others 1095)
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,

    /// Valid from this moment (default: now)
    #[arg(long, value_name = "RFC3339")]
    pub(crate) from: Option<String>,
}

/// The authority that signs.
#[derive(Args)]
pub(crate) struct AuthorityArgs {
    /// The authority's certificate
    #[arg(long, value_name = "CERT.pem")]
    pub(crate) ca: PathBuf,

    /// The authority's private key
    #[arg(long, value_name = "KEY.pem")]
    pub(crate) ca_key: PathBuf,

    /// File whose first line is the password of the authority's key (else SIDIAN_PASSWORD, else
    /// asked for)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

/// Whose key is certified.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct HolderArgs {
    /// The holder's public key (from `keys new --public`)
    #[arg(long, value_name = "PUB.pem")]
    pub(crate) public_key: Option<PathBuf>,

    /// The holder's private key, of which only the public part is used
    #[arg(long, value_name = "KEY.pem")]
    pub(crate) key: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CaRootArgs {
    /// The private key of the root
    #[arg(long, value_name = "KEY.pem")]
    pub(crate) key: PathBuf,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) subject: SubjectArgs,

    #[command(flatten)]
    pub(crate) out: OutArgs,
}

#[derive(Args)]
pub(crate) struct CaIntermediateArgs {
    #[command(flatten)]
    pub(crate) authority: AuthorityArgs,

    #[command(flatten)]
    pub(crate) holder: HolderArgs,

    #[command(flatten)]
    pub(crate) subject: SubjectArgs,

    /// How many authorities may stand below it (default 0)
    #[arg(long, value_name = "N")]
    pub(crate) path_len: Option<u8>,

    /// Where its authority publishes CRLs
    #[arg(long, value_name = "URL")]
    pub(crate) crl_url: Option<String>,

    #[command(flatten)]
    pub(crate) out: OutArgs,
}

/// Whose key a certificate is for, if they may bring a request.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct ApplicantArgs {
    /// The holder's public key (from `keys new --public`)
    #[arg(long, value_name = "PUB.pem")]
    pub(crate) public_key: Option<PathBuf>,

    /// The holder's private key, of which only the public part is used
    #[arg(long, value_name = "KEY.pem")]
    pub(crate) key: Option<PathBuf>,

    /// The holder's request (from `keys request`); its name must be the one that you checked
    #[arg(long, value_name = "REQUEST.pem")]
    pub(crate) request: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CaIssueArgs {
    #[command(flatten)]
    pub(crate) authority: AuthorityArgs,

    #[command(flatten)]
    pub(crate) holder: ApplicantArgs,

    /// Only for one signature on this file, valid for an hour: an event certificate
    #[arg(long, value_name = "FILE.pdf", requires = "request", conflicts_with_all = ["days", "from"])]
    pub(crate) event_for: Option<PathBuf>,

    /// What that one signature is for
    #[arg(long, value_name = "TEXT", requires = "event_for")]
    pub(crate) purpose: Option<String>,

    /// For a timestamp authority: signs timestamps and nothing else
    #[arg(long, conflicts_with_all = ["request", "event_for"])]
    pub(crate) for_timestamps: bool,

    #[command(flatten)]
    pub(crate) subject: SubjectArgs,

    /// Where its authority publishes CRLs
    #[arg(long, value_name = "URL")]
    pub(crate) crl_url: Option<String>,

    #[command(flatten)]
    pub(crate) out: OutArgs,
}

#[derive(Args)]
pub(crate) struct CaCrlArgs {
    #[command(flatten)]
    pub(crate) authority: AuthorityArgs,

    /// A certificate to revoke: its file, or its serial number in hex (repeatable)
    #[arg(long, value_name = "CERT.pem|SERIAL")]
    pub(crate) revoke: Vec<String>,

    /// Why: key-compromise, ca-compromise, affiliation-changed, superseded,
    /// cessation-of-operation, privilege-withdrawn (default: not stated)
    #[arg(long, value_name = "REASON", requires = "revoke")]
    pub(crate) reason: Option<CrlReason>,

    /// The list before this one: its entries are kept and its number counted on
    #[arg(long, value_name = "OLD.crl")]
    pub(crate) previous: Option<PathBuf>,

    /// The next list follows within this many days (default 30)
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,

    #[command(flatten)]
    pub(crate) out: OutArgs,
}

/// Reasons of RFC 5280 5.3.1 that an operator may state.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum CrlReason {
    /// keyCompromise.
    KeyCompromise,
    /// cACompromise.
    CaCompromise,
    /// affiliationChanged.
    AffiliationChanged,
    /// superseded.
    Superseded,
    /// cessationOfOperation.
    CessationOfOperation,
    /// privilegeWithdrawn.
    PrivilegeWithdrawn,
}

#[derive(Args)]
pub(crate) struct DemoArgs {
    /// Directory for the demonstration (default ./sidian-demo)
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    /// Only this algorithm: sm2, ed25519, p256 or rsa (default: sm2, p256 and ed25519)
    #[arg(long, value_name = "SUITE")]
    pub(crate) suite: Option<DemoSuite>,

    /// Use the directory even if something else is in it
    #[arg(long)]
    pub(crate) force: bool,
}

/// What `demo --suite` names.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum DemoSuite {
    /// SM2 with SM3.
    Sm2,
    /// Ed25519.
    Ed25519,
    /// ECDSA on P-256.
    P256,
    /// RSA.
    Rsa,
}

#[derive(Subcommand)]
pub(crate) enum LicenceCommand {
    /// Issue a licence: a signed PDF with its data inside
    Issue(LicenceIssueArgs),
    /// Record what happens to a licence, and publish the signed status list
    Status(LicenceStatusArgs),
    /// Make an annotated copy, good for one recipient, purpose and period
    Copy(Box<CopyArgs>),
    /// Verify an annotated copy for what is about to be done with it
    VerifyCopy(Box<VerifyCopyArgs>),
    /// List the licence types that come with sidian, or show one
    Types(LicenceTypesArgs),
}

#[derive(Args)]
pub(crate) struct LicenceIssueArgs {
    /// The licence type: its code or name, or the file of a type of your own
    #[arg(long = "type", value_name = "CODE|NAME|TYPE.json")]
    pub(crate) kind: String,

    /// What the licence says, as JSON
    #[arg(long, value_name = "DATA.json")]
    pub(crate) data: PathBuf,

    #[command(flatten)]
    pub(crate) identity: IdentityArgs,

    #[command(flatten)]
    pub(crate) out: OutArgs,

    /// The register of your licences; the new one is entered and given its place in the status list
    #[arg(long, value_name = "REGISTER.json")]
    pub(crate) register: Option<PathBuf>,

    /// Begin a new register, whose status list will be published at this address
    #[arg(long, value_name = "URL", requires = "register")]
    pub(crate) status_url: Option<String>,

    /// The licence that this one takes the place of: its identifier or its file
    #[arg(long, value_name = "ID|OLD.pdf", requires = "register")]
    pub(crate) replaces: Option<String>,

    /// Why it takes its place: renew (default), change or supersede
    #[arg(long, value_name = "EVENT", requires = "replaces")]
    pub(crate) event: Option<String>,

    /// A Chinese font: a file, or the name of an installed family (default: the best installed)
    #[arg(long, value_name = "FONT")]
    pub(crate) font: Option<String>,

    /// Your own PDF form, its fields named by element, instead of the type's own layout
    #[arg(long, value_name = "FORM.pdf")]
    pub(crate) template: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct LicenceStatusArgs {
    /// The register of your licences
    #[arg(long, value_name = "REGISTER.json")]
    pub(crate) register: PathBuf,

    /// The licence concerned: its identifier or its file
    #[arg(long, value_name = "ID|LICENCE.pdf", requires = "event")]
    pub(crate) licence: Option<String>,

    /// What happened: activate, suspend, restore, revoke, annul, cancel, expire, transfer-out,
    /// cancel-transfer
    #[arg(long, value_name = "EVENT", requires = "licence")]
    pub(crate) event: Option<String>,

    /// Why, for the register
    #[arg(long, value_name = "TEXT", requires = "event")]
    pub(crate) reason: Option<String>,

    /// Only show the register
    #[arg(long, conflicts_with_all = ["event", "out"])]
    pub(crate) show: bool,

    /// Where to write the signed status list
    #[arg(long, value_name = "LIST.jwt", requires = "key")]
    pub(crate) out: Option<PathBuf>,

    /// The private key that signs the list: PKCS#8 PEM or DER, or a PKCS#12 file
    #[arg(long, value_name = "KEY.pem|ID.p12", requires = "out")]
    pub(crate) key: Option<PathBuf>,

    /// The signer's certificate (with PKCS#12: taken from the file)
    #[arg(long, value_name = "CERT.pem")]
    pub(crate) cert: Option<PathBuf>,

    /// The CA certificates above it
    #[arg(long, value_name = "CHAIN.pem")]
    pub(crate) chain: Option<PathBuf>,

    /// File whose first line is the password of the key (else SIDIAN_PASSWORD, else asked for)
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,

    /// The list may be used for this many days (default 7)
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,

    /// Replace a list that is already there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct LicenceTypesArgs {
    /// Write out the type with this code or name, to begin a new one from
    #[arg(long, value_name = "CODE|NAME")]
    pub(crate) show: Option<String>,
}
