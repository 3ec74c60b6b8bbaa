//! Typed settings: one TOML file, overridden by the environment.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Everything that can be set. The default serves this machine alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where everything is kept.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address under which others reach the service; licences name it for their state.
    pub public_url: Option<String>,
    /// Whether plain HTTP is served beyond this machine, for example behind a proxy that ends TLS.
    pub allow_plain_http: bool,
    /// A file with the master key (64 hexadecimal digits); without it one is made below `data`.
    /// `SIDIAN_MASTER_KEY` in the environment goes before it.
    pub master_key_file: Option<PathBuf>,
    /// A token (PKCS#11) whose key the master key comes from, instead of a file.
    pub master_token: Option<MasterToken>,
    /// HTTPS.
    pub tls: Option<Tls>,
    /// How much is taken on.
    pub limits: Limits,
    /// Who may do what.
    pub rules: Rules,
    /// How long materials are kept.
    pub materials: Retention,
    /// Whom to trust beside the service's own authority.
    pub trust: Trust,
}

/// A key on a card or in an HSM that the master key comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MasterToken {
    /// The PKCS#11 module.
    pub module: PathBuf,
    /// The key, as a PKCS#11 URI (RFC 7512): RSA or Ed25519, and for nothing else.
    pub key: String,
    /// A file with the PIN; `SIDIAN_MASTER_PIN` in the environment goes before it.
    #[serde(default)]
    pub pin_file: Option<PathBuf>,
}

/// Certificate and key for HTTPS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate and those above it, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
    /// Authorities whose client certificates are asked for and bound to accounts (mTLS).
    pub client_authorities: Option<PathBuf>,
}

/// How much is taken on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest file that is judged, in bytes.
    pub max_file: usize,
    /// How many bytes of request bodies are held at once.
    pub max_memory: usize,
    /// How many jobs may wait for a core; further ones are turned away.
    pub queue: usize,
    /// How many connections are kept at once; further ones are turned away.
    pub connections: usize,
    /// How many cores do cryptography; 0 for all.
    pub workers: usize,
    /// How long a request may take to arrive, in seconds.
    pub request_seconds: u64,
    /// How long a picture of a page may take to draw before the answer goes without it, in seconds.
    pub picture_seconds: u64,
    /// How often one address may ask in a minute without an account.
    pub anonymous_per_minute: u32,
    /// How often one account may ask in a minute.
    pub account_per_minute: u32,
    /// The most licences in one batch.
    pub max_batch: usize,
    /// The largest material that is taken in, in bytes.
    pub max_material: u64,
    /// How many uploads an account may have open at once.
    pub open_uploads: u32,
    /// How long an upload may stay open, in hours.
    pub upload_hours: u32,
}

/// Who may do what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// Whether files are judged for anybody.
    pub open_verify: bool,
    /// Whether revoking, annulling and cancelling licences need a second person.
    pub two_person_revocation: bool,
    /// Whether making, restoring and cancelling seals need a second person. Stopping one does not:
    /// what is suspected is stopped at once.
    pub two_person_seals: bool,
    /// Whether withdrawing a material needs a second person.
    pub two_person_materials: bool,
    /// Whether accounts that only verify get annotated copies (加注件) instead of licences.
    pub copies_for_verifiers: bool,
    /// How many annotated copies of one licence may be made within 90 days.
    pub copies_in_90_days: u32,
    /// How long a temporary download address holds, in seconds.
    pub link_seconds: u32,
}

/// How long materials are kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// For so many days a material cannot be withdrawn.
    pub keep_days: u32,
    /// After so many days a material is withdrawn by itself; 0 for never.
    pub retention_days: u32,
    /// As `retention_days`, for the kinds of material that are named.
    pub retention: BTreeMap<String, u32>,
}

impl Retention {
    /// Every period after which materials are withdrawn: of one kind, or (`None`) of all others.
    pub fn periods(&self) -> impl Iterator<Item = (Option<&str>, u32)> {
        let named = self.retention.iter().map(|(kind, days)| (Some(kind.as_str()), *days));
        named.chain([(None, self.retention_days)]).filter(|(_, days)| *days > 0)
    }
}

/// Whom to trust beside the service's own authority.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trust {
    /// Files with root certificates.
    pub roots: Vec<PathBuf>,
    /// Files with revocation lists.
    pub crls: Vec<PathBuf>,
    /// Files with status lists.
    pub status_lists: Vec<PathBuf>,
    /// Files with further certificates for paths.
    pub certificates: Vec<PathBuf>,
    /// Files with certificates of who may make seals, or of their authorities.
    pub seal_makers: Vec<PathBuf>,
    /// Files with registers of seals.
    pub seal_registers: Vec<PathBuf>,
    /// Files with lists of withdrawn authorisations.
    pub statements: Vec<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "data".into(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8620)),
            public_url: None,
            allow_plain_http: false,
            master_key_file: None,
            master_token: None,
            tls: None,
            limits: Limits::default(),
            rules: Rules::default(),
            materials: Retention::default(),
            trust: Trust::default(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_file: 64 << 20,
            max_memory: 512 << 20,
            queue: 256,
            connections: 800,
            workers: 0,
            request_seconds: 30,
            picture_seconds: 4,
            anonymous_per_minute: 1200,
            account_per_minute: 60_000,
            max_batch: 10_000,
            max_material: 1 << 30,
            open_uploads: 16,
            upload_hours: 24,
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            open_verify: true,
            two_person_revocation: false,
            two_person_seals: false,
            two_person_materials: false,
            copies_for_verifiers: true,
            copies_in_90_days: 3,
            link_seconds: 600,
        }
    }
}

/// Why the settings cannot be used.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Plain HTTP beyond this machine.
    #[error(
        "{listen} is reached from other machines: set [tls], or allow_plain_http behind a proxy"
    )]
    PlainHttp {
        /// Where it would listen.
        listen: SocketAddr,
    },
    /// The file cannot be read.
    #[error("{path}: {error}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is no settings file.
    #[error("{place}: {error}")]
    Syntax {
        /// The file, or the variable of the environment.
        place: String,
        /// What is wrong.
        error: String,
    },
    /// A number out of its range.
    #[error("{name} must be between {least} and {most}")]
    Range {
        /// Which setting.
        name: &'static str,
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
    /// The public address is no URL.
    #[error("public_url must begin with http:// or https:// and have no query")]
    PublicUrl,
}

impl Config {
    /// Reads a file, if there is one, and lets variables such as `SIDIAN_LISTEN` or
    /// `SIDIAN_LIMITS__QUEUE` go before it.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for what cannot be read or does not fit together.
    pub fn load(
        path: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut table = toml::Table::new();
        if let Some(path) = path {
            let text = std::fs::read_to_string(path)
                .map_err(|error| ConfigError::Read { path: path.to_owned(), error })?;
            table = text.parse().map_err(|e: toml::de::Error| ConfigError::Syntax {
                place: path.display().to_string(),
                error: e.to_string(),
            })?;
        }
        for (name, value) in environment {
            // The master key is no setting: it must not be printed with the others.
            let secret = ["MASTER_KEY", "MASTER_PIN"];
            if let Some(rest) = name.strip_prefix("SIDIAN_").filter(|r| !secret.contains(r)) {
                let known = rest.to_ascii_lowercase();
                set(&mut table, &known, &value);
            }
        }
        let place = path.map_or("settings".to_owned(), |p| p.display().to_string());
        let config: Self = table
            .try_into()
            .map_err(|e: toml::de::Error| ConfigError::Syntax { place, error: e.to_string() })?;
        config.check()?;
        Ok(config)
    }

    /// Whether the settings fit together.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for the first that does not.
    pub fn check(&self) -> Result<(), ConfigError> {
        let outside = !self.listen.ip().is_loopback();
        if outside && self.tls.is_none() && !self.allow_plain_http {
            return Err(ConfigError::PlainHttp { listen: self.listen });
        }
        if let Some(url) = &self.public_url {
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            let good = rest.is_some_and(|r| !r.is_empty() && !r.contains(['?', '#', ' ']));
            if !good {
                return Err(ConfigError::PublicUrl);
            }
        }
        let limits = &self.limits;
        let ranges: [(&'static str, u64, u64, u64); 13] = [
            ("limits.max_file", limits.max_file as u64, 1 << 10, 1 << 30),
            ("limits.max_memory", limits.max_memory as u64, limits.max_file as u64, 1 << 36),
            ("limits.queue", limits.queue as u64, 1, 100_000),
            ("limits.connections", limits.connections as u64, 1, 1_000_000),
            ("limits.workers", limits.workers as u64, 0, 1024),
            ("limits.request_seconds", limits.request_seconds, 1, 3600),
            ("limits.picture_seconds", limits.picture_seconds, 0, 600),
            ("limits.max_batch", limits.max_batch as u64, 1, 1_000_000),
            ("limits.max_material", limits.max_material, 1, 1 << 34),
            ("limits.open_uploads", u64::from(limits.open_uploads), 1, 1000),
            ("limits.upload_hours", u64::from(limits.upload_hours), 1, 720),
            ("rules.copies_in_90_days", u64::from(self.rules.copies_in_90_days), 0, 1000),
            ("rules.link_seconds", u64::from(self.rules.link_seconds), 1, 604_800),
        ];
        let keep = u64::from(self.materials.keep_days);
        let periods = self.materials.periods().map(|(_, days)| u64::from(days));
        let periods = periods.map(|days| ("materials.retention", days, keep.max(1), 36_500));
        let kept = ("materials.keep_days", keep, 0, 36_500);
        for (name, value, least, most) in ranges.into_iter().chain(periods).chain([kept]) {
            if !(least..=most).contains(&value) {
                return Err(ConfigError::Range { name, least, most });
            }
        }
        Ok(())
    }

    /// The address that licences and pages name.
    pub fn public_url(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let own = || format!("{scheme}://{}", self.listen);
        self.public_url.clone().unwrap_or_else(own).trim_end_matches('/').to_owned()
    }
}

/// Puts one variable in its place. A value that is no TOML value is a text; a variable of other
/// programs that share the prefix is passed over.
fn set(table: &mut toml::Table, name: &str, value: &str) {
    const KNOWN: [&str; 11] = [
        "data",
        "listen",
        "public_url",
        "allow_plain_http",
        "master_key_file",
        "master_token",
        "tls",
        "limits",
        "rules",
        "materials",
        "trust",
    ];
    let mut parts = name.split("__");
    let Some(first) = parts.next().filter(|first| KNOWN.contains(first)) else { return };
    let rest: Vec<&str> = parts.collect();
    let parsed = format!("v = {value}").parse::<toml::Table>().ok();
    let value = parsed
        .and_then(|mut t| t.remove("v"))
        .unwrap_or_else(|| toml::Value::String(value.to_owned()));
    match rest.as_slice() {
        [] => {
            table.insert(first.to_owned(), value);
        }
        [key] => {
            let inner =
                table.entry(first).or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let toml::Value::Table(inner) = inner {
                inner.insert((*key).to_owned(), value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(None, pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())))
    }

    #[test]
    fn the_environment_goes_before_the_file() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let path = dir.path().join("sidian.toml");
        std::fs::write(&path, "listen = \"127.0.0.1:9\"\n[limits]\nqueue = 7\nworkers = 3\n")?;
        let set = [("SIDIAN_LIMITS__QUEUE", "9"), ("SIDIAN_DATA", "/tmp/x")];
        let set = set.map(|(k, v)| (k.to_owned(), v.to_owned()));
        let config = Config::load(Some(&path), set)?;
        assert_eq!((config.limits.queue, config.limits.workers), (9, 3));
        assert_eq!(config.listen.port(), 9);
        assert_eq!(config.data, Path::new("/tmp/x"));
        Ok(())
    }

    #[test]
    fn the_example_of_the_settings_states_the_defaults() -> Result<(), ConfigError> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sidian-service.toml");
        let example = Config::load(Some(&path), [])?;
        assert_eq!(format!("{example:#?}"), format!("{:#?}", Config::default()));
        // And what is left out of it by default can be read, too.
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let all: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.starts_with('[') || rest.contains(" = ") => rest,
                _ => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let whole: toml::Table = all.parse().expect("TOML");
        Config::deserialize(whole).expect("settings");
        Ok(())
    }

    #[test]
    fn plain_http_beyond_this_machine_is_refused_unless_allowed() {
        assert!(matches!(
            with(&[("SIDIAN_LISTEN", "0.0.0.0:80")]),
            Err(ConfigError::PlainHttp { .. })
        ));
        assert!(
            with(&[("SIDIAN_LISTEN", "0.0.0.0:80"), ("SIDIAN_ALLOW_PLAIN_HTTP", "true")]).is_ok()
        );
        assert!(with(&[("SIDIAN_LISTEN", "[::1]:80")]).is_ok());
    }

    #[test]
    fn misspelt_settings_are_named() {
        let error = with(&[("SIDIAN_LIMITS__QUEU", "9")]).unwrap_err().to_string();
        assert!(error.contains("queu"), "{error}");
        assert!(with(&[("SIDIAN_LIMITS__QUEUE", "0")]).is_err(), "a queue of nothing");
        assert!(with(&[("SIDIAN_PUBLIC_URL", "example")]).is_err(), "no URL");
    }
}
