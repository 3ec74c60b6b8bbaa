//! A timestamp authority (RFC 3161): request bytes in, response bytes out.

use const_oid::ObjectIdentifier;

use super::error::TspError;
use super::ledger::{TokenRecord, TokenRegister, hex};
use super::request::TimestampRequest;
use super::response::{FailureInfo, granted, refused};
use crate::asn1::{oid, time, writer};
use crate::cms::{Dialect, SignedAttributes, SignedDataDraft};
use crate::crypto::{Hash, Signer};
use crate::time::UnixTime;
use crate::x509::Certificate;

/// A timestamp authority (时间戳机构) for cities that have none, and for tests.
///
/// It holds no clock, no file and no counter: the time is an argument, and the caller keeps the
/// [`TokenRegister`]. By default it accepts SHA-256, SHA-384, SHA-512 and SM3, serves one policy,
/// and claims an accuracy of one second.
///
/// # Examples
///
/// ```
/// use sidian::crypto::{Hash, Suite};
/// use sidian::tsp::{TimestampAuthority, TimestampRequest, TimestampResponse, TokenRegister};
/// # use sidian_testkit::{clock, pki::TestPki};
/// # let pki = TestPki::new(Suite::Sm2);
/// # let (key, chain) = (&pki.time_stamper.key, pki.chain(&pki.time_stamper));
/// # let (policy, now) = ("1.2.3.4".parse().unwrap(), clock::now());
///
/// let authority = TimestampAuthority::new(key, &chain, policy)?;
/// let request = TimestampRequest::over(Hash::Sm3, b"a contract").with_nonce([1, 2, 3]);
///
/// let answered = authority.answer(&request.to_der(), now, &TokenRegister::new())?;
/// // store answered.register and append answered.record before the answer leaves the house
/// assert_eq!(answered.register.last_serial(), 1);
///
/// let response = TimestampResponse::parse(&answered.response)?;
/// let token = response.check(&request, &[])?;
/// # let _ = token;
/// # Ok::<(), sidian::tsp::TspError>(())
/// ```
pub struct TimestampAuthority<'a> {
    key: &'a dyn Signer,
    certificates: &'a [Certificate],
    policy: ObjectIdentifier,
    hashes: Vec<Hash>,
    accuracy: u32,
    dialect: Dialect,
}

/// An answer, and what has to be kept before it leaves the house.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The response in DER, the body of an `application/timestamp-reply`.
    pub response: Vec<u8>,
    /// The state from now on.
    pub register: TokenRegister,
    /// The record of the token; `None` where the request was refused and no token was made.
    pub record: Option<TokenRecord>,
}

impl<'a> TimestampAuthority<'a> {
    /// An authority with this key. `certificates` begins with its own and may go on to the root.
    ///
    /// # Errors
    ///
    /// [`TspError::Authority`] where there is no certificate, it is not the key's, or it is for
    /// anything but timestamps (RFC 3161 2.3).
    pub fn new(
        key: &'a dyn Signer,
        certificates: &'a [Certificate],
        policy: ObjectIdentifier,
    ) -> Result<Self, TspError> {
        let unfit = |why| TspError::Authority { why };
        let own = certificates.first().ok_or(unfit("there is no certificate"))?;
        if !key.public_key().matches_spki(own.spki()) {
            return Err(unfit("the key is not the certificate’s"));
        }
        if !own.is_for_timestamps() {
            return Err(unfit("the certificate is not for timestamps alone"));
        }
        if key.algorithm().is_weak() {
            return Err(unfit("the key signs with a weak algorithm"));
        }
        let hashes = vec![Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sm3];
        Ok(Self { key, certificates, policy, hashes, accuracy: 1, dialect: Dialect::Rfc5652 })
    }

    /// The hash functions it accepts. Weak ones are never accepted, named or not.
    #[must_use]
    pub fn with_hashes(mut self, hashes: &[Hash]) -> Self {
        self.hashes = hashes.iter().copied().filter(|hash| !hash.is_weak()).collect();
        self
    }

    /// How far its clock may be off, in seconds.
    #[must_use]
    pub fn with_accuracy(mut self, seconds: u32) -> Self {
        self.accuracy = seconds;
        self
    }

    /// Which family of container identifiers its tokens use: RFC 5652, or GB/T 35275.
    #[must_use]
    pub fn with_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// Answers a request (`TimeStampReq` in DER) at `now`: with a token, or with a refusal that says
    /// why. A request is refused where it cannot be read, asks for a hash function that is not
    /// accepted, another policy or an extension, and where `now` lies before the last token.
    ///
    /// # Errors
    ///
    /// [`TspError::Crypto`] where the key refused and [`TspError::Register`] where the serial
    /// numbers are used up: then there is no answer, and nothing has changed.
    pub fn answer(
        &self,
        request: &[u8],
        now: UnixTime,
        register: &TokenRegister,
    ) -> Result<Answered, TspError> {
        let request = match self.acceptable(request, now, register) {
            Ok(request) => request,
            Err((failure, text)) => {
                let (response, register) = (refused(failure, text), register.clone());
                return Ok(Answered { response, register, record: None });
            }
        };
        let serial = register.next_serial()?;
        let info = self.info(&request, serial, now);
        let token = self.token(&info, request.wants_certificate())?;
        let record = TokenRecord {
            serial,
            time: now,
            policy: self.policy.to_string(),
            hash: request.hash().map_or("?", Hash::name).to_owned(),
            imprint: hex(request.imprint()),
            token: hex(Hash::Sha256.digest(&token).as_ref()),
            previous: register.chain().to_owned(),
        };
        let register = register.after(&record)?;
        Ok(Answered { response: granted(&token), register, record: Some(record) })
    }

    fn acceptable(
        &self,
        request: &[u8],
        now: UnixTime,
        register: &TokenRegister,
    ) -> Result<TimestampRequest, (FailureInfo, &'static str)> {
        let request = TimestampRequest::from_der(request)
            .map_err(|_| (FailureInfo::BadDataFormat, "the request cannot be read"))?;
        let known = request.hash().filter(|hash| self.hashes.contains(hash));
        let Some(hash) = known else {
            return Err((FailureInfo::BadAlg, "the hash function is not accepted"));
        };
        if request.imprint().len() != hash.output_len() {
            return Err((FailureInfo::BadDataFormat, "the digest has the wrong length"));
        }
        if request.policy().is_some_and(|wanted| wanted != self.policy) {
            return Err((FailureInfo::UnacceptedPolicy, "the policy is not offered"));
        }
        if request.has_extensions {
            return Err((FailureInfo::UnacceptedExtension, "extensions are not offered"));
        }
        if register.last_time().is_some_and(|last| now < last) {
            return Err((FailureInfo::TimeNotAvailable, "the clock runs behind the last token"));
        }
        let own = self.certificates.first();
        if !own.is_some_and(|own| own.not_before() <= now && now <= own.not_after()) {
            return Err((FailureInfo::TimeNotAvailable, "the authority’s certificate has ended"));
        }
        Ok(request)
    }

    /// `TSTInfo` (RFC 3161 2.4.2).
    fn info(&self, request: &TimestampRequest, serial: u64, now: UnixTime) -> Vec<u8> {
        let imprint = writer::sequence(&[
            &writer::algorithm(request.hash_oid, None),
            &writer::octet_string(request.imprint()),
        ]);
        let accuracy = match self.accuracy {
            0 => Vec::new(),
            seconds => writer::sequence(&[&writer::integer(u64::from(seconds))]),
        };
        let nonce = request.nonce().map(|n| writer::tlv(crate::asn1::tag::INTEGER, n));
        writer::sequence(&[
            &writer::integer(1),
            &writer::oid(self.policy),
            &imprint,
            &writer::integer(serial),
            &time::write_generalized(now),
            &accuracy,
            &nonce.unwrap_or_default(),
        ])
    }

    fn token(&self, info: &[u8], with_certificate: bool) -> Result<Vec<u8>, TspError> {
        let missing = TspError::Authority { why: "there is no certificate" };
        let own = self.certificates.first().ok_or(missing)?;
        let (algorithm, hash) = (self.key.algorithm(), self.key.algorithm().hash());
        let digest = hash.digest(info);
        let attributes = SignedAttributes::over(oid::TST_INFO, &digest, own, hash, None);
        let value = self.key.sign(attributes.to_be_signed())?;
        let mut draft = SignedDataDraft::new(self.dialect, self.certificates, algorithm)
            .with_content_type(oid::TST_INFO)
            .with_content(info);
        if !with_certificate {
            draft = draft.without_certificates();
        }
        Ok(draft.encode(&attributes, &value))
    }
}
