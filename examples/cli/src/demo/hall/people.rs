//! Who meets at the hall: departments, a citizen, and who tells the time.

use sidian::asn1::{oid, tag, writer};
use sidian::crypto::{SigningKey, Suite};
use sidian::material::Party;
use sidian::time::UnixTime;
use sidian::x509::Certificate;
use sidian::x509::issue::{CertificateDraft, Issuer, NameDraft, Validity};

use super::super::town::Town;
use super::failed;
use crate::cmd::ca;
use crate::failure::Failure;
use crate::identity::Identity;

/// Somebody with a code, a key and certificates.
pub(super) struct Player {
    pub(super) name: &'static str,
    pub(super) party: Party,
    pub(super) identity: Identity,
}

impl Player {
    /// The certificates as DER, the own one first.
    pub(super) fn chain(&self) -> Vec<Vec<u8>> {
        self.identity.chain.iter().map(|c| c.der().to_vec()).collect()
    }
}

/// Everybody; all names and codes are made up.
pub(super) struct People {
    /// Where the citizen applies.
    pub(super) fund: Player,
    pub(super) police: Player,
    pub(super) registry: Player,
    /// Who tells other departments what it knows.
    pub(super) bureau: Player,
    pub(super) citizen: Player,
    pub(super) clock: Identity,
}

const DAY: i64 = 86_400;

impl People {
    /// Gives each a key and a certificate of the town's authority.
    pub(super) fn gather(town: &Town, suite: Suite, now: UnixTime) -> Result<Self, Failure> {
        let issuing = Issuer::new(&town.ca, &town.ca_key).map_err(ca::refused)?;
        let desk = Desk { town, issuing, suite, now };
        let office = |name, code| desk.player(name, "001", code);
        Ok(Self {
            fund: office("示例市住房公积金中心", "11410800MB0000JJ7P")?,
            police: office("示例市公安局", "11410800MB0000GA4T")?,
            registry: office("示例市自然资源和规划局", "11410800MB1A2B3CXF")?,
            bureau: office("示例市数据管理局", "114108000000001310")?,
            citizen: desk.player("李示例", "111", "41080019900307201X")?,
            clock: desk.clock()?,
        })
    }
}

struct Desk<'a> {
    town: &'a Town,
    issuing: Issuer<'a>,
    suite: Suite,
    now: UnixTime,
}

impl Desk<'_> {
    fn player(
        &self,
        name: &'static str,
        kind: &str,
        code: &'static str,
    ) -> Result<Player, Failure> {
        let party: Party = format!("{kind}:{code}").parse().map_err(failed)?;
        let subject = NameDraft::new(name).with_country("CN");
        let identity = if party.is_organisation() {
            let subject =
                subject.with_organisation(name).with_attribute(oid::ORGANIZATION_IDENTIFIER, code);
            let value = writer::tlv(tag::PRINTABLE_STRING, code.as_bytes());
            self.certified(subject, |draft| draft.with_extension(oid::GM_ORGANISATION_CODE, value))?
        } else {
            self.certified(subject.with_serial_number(code), |draft| draft)?
        };
        Ok(Player { name, party, identity })
    }

    fn clock(&self) -> Result<Identity, Failure> {
        let subject = NameDraft::new("示例市时间戳服务").with_country("CN");
        self.certified(subject, |draft| draft.with_extended_key_usage(&[oid::EKU_TIME_STAMPING]))
    }

    fn certified(
        &self,
        subject: NameDraft,
        special: impl FnOnce(CertificateDraft) -> CertificateDraft,
    ) -> Result<Identity, Failure> {
        use sidian::crypto::Signer as _;
        let key = SigningKey::generate(self.suite).map_err(failed)?;
        let validity = Validity::new(self.now.plus(-DAY), self.now.plus(3 * 365 * DAY));
        let validity = validity.map_err(ca::refused)?;
        let draft = CertificateDraft::end_entity(subject, key.public_key(), validity);
        let draft = special(draft).with_crl_url("http://pki.example/ca.crl");
        let own: Certificate = draft.issue(&self.issuing).map_err(ca::refused)?;
        Ok(Identity { key: Box::new(key), chain: vec![own, self.town.ca.clone()] })
    }
}
