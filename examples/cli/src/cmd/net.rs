//! Whom the arguments allow to be asked.

use clap::Args;
use sidian_net::{AllowList, Fetcher, HostError, Limits};

use crate::failure::Failure;
use crate::locale::text;

/// Hosts that may be asked; none without them.
#[derive(Args)]
pub(crate) struct NetArgs {
    /// A host that may be asked, such as tsa.example or crl.example:8080 (repeatable); no other is
    #[arg(long, value_name = "HOST")]
    allow: Vec<String>,

    /// Also ask allowed hosts inside the house: loopback and private addresses
    #[arg(long, requires = "allow")]
    allow_inside: bool,
}

impl NetArgs {
    /// One who asks these hosts only.
    pub(super) fn fetcher(&self) -> Fetcher {
        Fetcher::new(self.allowed(), Limits::default())
    }

    /// The same, for an address that was named on the command line: whether it may be asked is said
    /// before anything else is done.
    pub(super) fn fetcher_for(&self, url: &str) -> Result<Fetcher, Failure> {
        self.allowed().check(url).map_err(|e| match e {
            HostError::NotAllowed { host } => Failure::new(
                text!("未获准访问 {host}", "{host} may not be asked"),
                text!("确需访问的，请加 --allow {host}", "if it may, add --allow {host}"),
            ),
            _ => Failure::new(
                text!("“{url}”不是网址", "“{url}” is no address"),
                text!("例如 http://tsa.example/tsr", "such as http://tsa.example/tsr"),
            ),
        })?;
        Ok(self.fetcher())
    }

    fn allowed(&self) -> AllowList {
        let none = AllowList::new();
        let allowed = self.allow.iter().fold(none, |list, host| list.with_host(host));
        if self.allow_inside { allowed.with_inside() } else { allowed }
    }
}
