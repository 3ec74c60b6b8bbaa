//! Whom the arguments allow to be asked.

use clap::Args;
use sidian_net::{AllowList, Fetcher, Limits};

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
        let none = AllowList::new();
        let allowed = self.allow.iter().fold(none, |list, host| list.with_host(host));
        let allowed = if self.allow_inside { allowed.with_inside() } else { allowed };
        Fetcher::new(allowed, Limits::default())
    }
}
