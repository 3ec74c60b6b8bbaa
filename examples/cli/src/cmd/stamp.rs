//! Who dates receipts and archive packages: an authority of one's own, or one that may be asked.

use std::path::PathBuf;

use clap::Args;
use sidian::time::UnixTime;
use sidian::tsp::{TimestampSource, TspError};
use sidian_net::HttpAuthority;

use super::net::NetArgs;
use super::timestamp::HashName;
use super::tsa::{self, Authority};
use crate::args::IdentityArgs;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::locale::text;
use crate::ui::Ui;

#[derive(Args)]
pub(crate) struct StampArgs {
    /// Address of a timestamp authority; its host must be allowed
    #[arg(long, value_name = "URL", requires = "allow", conflicts_with = "tsa_key")]
    tsa_url: Option<String>,

    #[command(flatten)]
    net: NetArgs,

    /// Key of a timestamp authority of your own
    #[arg(long, value_name = "KEY.pem|ID.p12", requires = "tsa_register")]
    tsa_key: Option<PathBuf>,

    /// Its certificate
    #[arg(long, value_name = "CERT.pem")]
    tsa_cert: Option<PathBuf>,

    /// The CA certificates above it
    #[arg(long, value_name = "CHAIN.pem")]
    tsa_chain: Option<PathBuf>,

    /// Its register
    #[arg(long, value_name = "STATE.json")]
    tsa_register: Option<PathBuf>,

    /// Hash function of the timestamp: sha256 (default), sha384, sha512 or sm3
    #[arg(long, value_name = "HASH", default_value = "sha256", hide_default_value = true)]
    pub(crate) hash: HashName,
}

impl StampArgs {
    /// Lets `ask` ask the authority.
    pub(super) fn with<T>(
        &self,
        ui: &Ui,
        now: UnixTime,
        ask: impl FnOnce(&dyn TimestampSource) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Some(url) = &self.tsa_url {
            let fetcher = self.net.fetcher_for(url)?;
            return ask(&HttpAuthority::new(&fetcher, url));
        }
        let (Some(key), Some(register)) = (&self.tsa_key, &self.tsa_register) else {
            return Err(Failure::new(
                text!("需要时间戳机构", "a timestamp authority is needed"),
                text!(
                    "请给出 --tsa-url 和 --allow，或 --tsa-key 和 --tsa-register",
                    "give --tsa-url and --allow, or --tsa-key and --tsa-register"
                ),
            ));
        };
        let identity = IdentityArgs {
            key: key.clone(),
            cert: self.tsa_cert.clone(),
            chain: self.tsa_chain.clone(),
            password_file: None,
            pkcs11: None,
            token: None,
        };
        let identity = Identity::load(ui, &identity, now)?;
        ask(&Authority { identity, policy: tsa::policy(tsa::POLICY)?, register })
    }
}

/// The authority gave no timestamp.
pub(crate) fn refused(e: &TspError) -> Failure {
    Failure::new(
        text!("没有取得时间戳（{e}）", "there is no timestamp ({e})"),
        text!("请核对时间戳机构后重试", "check the timestamp authority and try again"),
    )
}
