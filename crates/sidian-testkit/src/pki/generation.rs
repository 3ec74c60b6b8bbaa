//! Authorities that come and go over the decades.

use sidian::asn1::oid;
use sidian::crypto::{Signer, Suite};
use sidian::time::UnixTime;
use sidian::x509::issue::{CertificateDraft, CrlDraft, NameDraft};

use super::{Identity, Tsa, key, years};

/// One generation of authorities: a root and one end entity below it.
pub struct Generation {
    /// The root.
    pub root: Identity,
    /// What stands below it.
    pub leaf: Identity,
}

impl Generation {
    /// One whose root and leaf are good for these years; the leaf makes time-stamps or signs.
    ///
    /// # Panics
    ///
    /// If a certificate cannot be made.
    pub fn new(
        suite: Suite,
        label: &str,
        root: (u16, u16),
        leaf: (u16, u16),
        stamps: bool,
    ) -> Self {
        let name = |of: &str| NameDraft::new(format!("{label} {of}")).with_country("CN");
        let root_key = key(suite, &format!("{label} root"));
        let draft = CertificateDraft::root(name("root"), years(root.0, root.1)).with_serial([1]);
        let root =
            Identity { certificate: draft.self_sign(&root_key).expect("a root"), key: root_key };
        let own = key(suite, &format!("{label} leaf"));
        let validity = years(leaf.0, leaf.1);
        let draft = CertificateDraft::end_entity(name("leaf"), own.public_key(), validity)
            .with_serial([2])
            .with_crl_url("http://pki.test/list.crl");
        let draft = match stamps {
            true => draft.with_extended_key_usage(&[oid::EKU_TIME_STAMPING]),
            false => draft,
        };
        let certificate = draft.issue(&root.issuer()).expect("a certificate");
        Self { root, leaf: Identity { key: own, certificate } }
    }

    /// Its revocation list of that time, which counts for a month.
    ///
    /// # Panics
    ///
    /// If it cannot be made.
    pub fn list(&self, now: UnixTime) -> Vec<u8> {
        let draft = CrlDraft::new(1, now.plus(-3600), now.plus(30 * 86_400)).expect("dates");
        draft.issue(&self.root.issuer()).expect("a list").der().to_vec()
    }

    /// Its time-stamp authority, whose clock stands at `now`.
    pub fn tsa(&self, now: UnixTime) -> Tsa<'_> {
        let chain = vec![self.leaf.certificate.clone(), self.root.certificate.clone()];
        Tsa::new(&self.leaf, chain, now)
    }
}
