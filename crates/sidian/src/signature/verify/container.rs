//! The container of one signature: opened, judged, and what else travels in it.

use crate::asn1::{Reader, ber, oid, tag};
use crate::cms::{Attributes, Content, Profile, SignedData, SignerCheck, verify_signer};
use crate::crypto::Hash;
use crate::report::codes::cms as codes;
use crate::report::{Finding, Severity};
use crate::time::UnixTime;
use crate::trust::Evidence;
use crate::x509::Certificate;

/// A judged container, with the parts that later steps need.
pub(super) struct Container {
    pub(super) check: SignerCheck,
    pub(super) signing_time: Option<UnixTime>,
    pub(super) digest: Option<Hash>,
    /// The signature value, over which timestamps are made.
    pub(super) value: Vec<u8>,
    /// Signature timestamp tokens (RFC 3161 appendix A).
    pub(super) timestamps: Vec<Vec<u8>>,
    pub(super) crls: Vec<Vec<u8>>,
    pub(super) ocsps: Vec<Vec<u8>>,
    /// Whether revocation data travels in the signed attributes, as Adobe's profile has it.
    pub(super) revocation_signed: bool,
    /// The seal that the signer bound to the signature, as it travels.
    pub(super) seal: Option<Vec<u8>>,
}

/// Opens and judges a detached container.
pub(super) fn open(
    contents: &[u8],
    content: &dyn Content,
    profile: Profile,
    extra: &[Certificate],
) -> Result<Container, Box<Finding>> {
    let malformed =
        |e: &dyn std::fmt::Display| Box::new(Finding::new(codes::CMS_MALFORMED).with("detail", e));
    let der = ber::to_definite(contents).map_err(|e| malformed(&e))?;
    let signed = SignedData::parse(&der).map_err(|e| malformed(&e))?;
    if signed.content.is_some() {
        return Err(Box::new(Finding::new(codes::ENCAPSULATED_CONTENT)));
    }
    let mut check = verify_signer(&signed, content, profile, extra);
    if !signed.is_plain_data() {
        let finding = Finding::new(codes::CONTENT_TYPE_UNEXPECTED).with("oid", signed.content_type);
        let strict = profile != Profile::Plain;
        let most = if strict { Severity::Failure } else { Severity::Undetermined };
        check.findings.push(finding.at_most(most));
    }
    if matches!(der, std::borrow::Cow::Owned(_)) {
        check.findings.push(Finding::new(codes::NOT_DER));
    }
    let mut container = Container {
        check,
        signing_time: None,
        digest: None,
        value: Vec::new(),
        timestamps: Vec::new(),
        crls: signed.crls.iter().map(|c| c.to_vec()).collect(),
        ocsps: Vec::new(),
        revocation_signed: false,
        seal: None,
    };
    if let [signer] = signed.signer_infos.as_slice() {
        container.digest = Hash::from_oid(&signer.digest_algorithm.oid);
        container.value = signer.signature.to_vec();
        if let Some(attributes) = &signer.signed_attributes {
            container.signing_time = attributes.signing_time();
            container.take_revocation(attributes);
            container.take_seal(attributes);
        }
        let tokens = signer.unsigned_attributes.all(oid::SIGNATURE_TIMESTAMP);
        let values = tokens.flat_map(|a| a.values.iter().copied());
        container.timestamps = values.take(MOST_TIMESTAMPS).map(<[u8]>::to_vec).collect();
    }
    Ok(container)
}

impl Container {
    /// `own` with what travels in the container, proven to have existed at `proven` where given.
    pub(super) fn evidence(&self, own: &Evidence, proven: Option<UnixTime>) -> Evidence {
        let crls = || self.crls.iter().map(Vec::as_slice);
        let ocsps = || self.ocsps.iter().map(Vec::as_slice);
        let evidence = own.clone().with_embedded(crls(), ocsps(), []);
        match proven {
            Some(at) => {
                let bag = self.check.bag.iter().map(Certificate::der);
                evidence.with_proof(crls().chain(ocsps()).chain(bag), at)
            }
            None => evidence,
        }
    }

    /// What is no OCTET STRING is given on as it is, for the seal's judge to refuse.
    fn take_seal(&mut self, attributes: &Attributes<'_>) {
        let Ok(Some(value)) = attributes.single(oid::SES_SEAL) else { return };
        let seal = Reader::new(value).octet_string().unwrap_or(value);
        self.seal = Some(seal.to_vec());
    }

    /// `RevocationInfoArchival` (ISO 32000-2 12.8.3.3.2): candidates for evidence, no more.
    fn take_revocation(&mut self, attributes: &Attributes<'_>) {
        let Ok(Some(value)) = attributes.single(oid::ADOBE_REVOCATION_INFO) else { return };
        self.revocation_signed = true;
        let Ok(mut body) = Reader::new(value).sequence() else { return };
        for (number, list) in [(0, &mut self.crls), (1, &mut self.ocsps)] {
            let Ok(Some(explicit)) = body.optional(tag::context_constructed(number)) else {
                continue;
            };
            let Ok(mut entries) = explicit.reader().sequence() else { continue };
            while let Ok(entry) = entries.read() {
                list.push(entry.raw.to_vec());
            }
        }
    }
}

const MOST_TIMESTAMPS: usize = 8;
