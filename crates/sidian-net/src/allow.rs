//! Whom may be asked.

/// Hosts that may be asked; none by default.
///
/// # Examples
///
/// ```
/// use sidian_net::AllowList;
///
/// let allowed = AllowList::new().with_host("tsa.example.gov.cn").with_host("crl.example:8080");
/// assert!(allowed.check("http://tsa.example.gov.cn/tsr").is_ok());
/// assert!(allowed.check("http://crl.example/a.crl").is_err(), "another port");
/// assert!(allowed.check("http://evil@tsa.example.gov.cn/").is_err(), "an address that misleads");
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AllowList {
    hosts: Vec<(String, Option<u16>)>,
    inside: bool,
}

/// Why an address may not be asked.
#[non_exhaustive]
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HostError {
    /// No plain HTTP address.
    #[error("“{url}” is no plain http or https address")]
    Address {
        /// The address.
        url: String,
    },
    /// Its name leads to an address inside the house.
    #[error("{host} leads to an address inside the house")]
    Inside {
        /// The host.
        host: String,
    },
    /// Not on the list.
    #[error("{host} is not on the list of hosts that may be asked")]
    NotAllowed {
        /// The host.
        host: String,
    },
}

impl AllowList {
    /// Nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// A host, with its port where it is not the usual one.
    #[must_use]
    pub fn with_host(mut self, host: &str) -> Self {
        let host = host.trim().to_ascii_lowercase();
        let parsed = match host.rsplit_once(':') {
            Some((name, port)) if !name.contains(':') => {
                (name.to_owned(), port.parse::<u16>().ok())
            }
            _ => (host, None),
        };
        self.hosts.push(parsed);
        self
    }

    /// Also where a listed name leads to an address inside the house: loopback, private, link-local.
    /// A department whose authority stands in its own network needs it, and so do tests.
    #[must_use]
    pub fn with_inside(mut self) -> Self {
        self.inside = true;
        self
    }

    pub(crate) fn inside(&self) -> bool {
        self.inside
    }

    /// The host of an address that may be asked.
    ///
    /// # Errors
    ///
    /// [`HostError`].
    pub fn check(&self, url: &str) -> Result<String, HostError> {
        let wrong = || HostError::Address { url: url.chars().take(200).collect() };
        let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
        let usual = match scheme.to_ascii_lowercase().as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(wrong()),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        let clean = url.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
        if authority.is_empty() || !authority.chars().all(plain) || !clean {
            return Err(wrong());
        }
        let authority = authority.to_ascii_lowercase();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host.to_owned(), port.parse::<u16>().map_err(|_| wrong())?)
            }
            _ => (authority.clone(), usual),
        };
        let allowed = |(name, stated): &(String, Option<u16>)| {
            *name == host && stated.unwrap_or(usual) == port
        };
        if self.hosts.iter().any(allowed) {
            Ok(host)
        } else {
            Err(HostError::NotAllowed { host: authority })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_mislead_are_refused() {
        let allowed = AllowList::new().with_host("good.example");
        for url in [
            "file:///etc/passwd",
            "ftp://good.example/",
            "good.example/x",
            "http://",
            "http://good.example@evil.example/",
            "http://evil.example\\@good.example/",
            "http://good.example.evil.example/",
            "http://good.example:81/",
            "http://good.example:80x/",
            "http://good.example /",
            "http://good.example\r\nHost: evil/",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "http://例子/",
        ] {
            assert!(allowed.check(url).is_err(), "{url}");
        }
        for url in ["http://good.example/a?b", "https://GOOD.example", "http://good.example:80/"] {
            assert_eq!(allowed.check(url).as_deref(), Ok("good.example"), "{url}");
        }
    }
}
