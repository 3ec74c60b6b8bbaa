//! Where citizens get their certificates: a request comes in, somebody finds out whose it is, and a
//! certificate goes out.

use super::{CertificateDraft, IssueError, Issuer, Validity};
use crate::time::UnixTime;
use crate::x509::{Certificate, CertificateRequest, EventBinding};

/// What somebody asks for.
#[derive(Clone, Copy, Debug)]
pub struct Application<'a> {
    /// The request; possession of its key is proven.
    pub request: &'a CertificateRequest,
    /// The one document it is for, where it is for one.
    pub event: Option<&'a EventBinding>,
    /// From when until when the certificate would be valid.
    pub validity: Validity,
}

/// Whoever finds out whether a person is who they say: a register of citizens, a face check, a desk.
///
/// sidian cannot know, so that it asks before anything is issued.
pub trait RegistrationCheck {
    /// Says yes, or why not; the reason is passed on to the caller and to nobody else.
    ///
    /// # Errors
    ///
    /// The reason for which nothing may be issued.
    fn check(&self, application: &Application<'_>) -> Result<(), String>;
}

impl<F> RegistrationCheck for F
where
    F: Fn(&Application<'_>) -> Result<(), String>,
{
    fn check(&self, application: &Application<'_>) -> Result<(), String> {
        self(application)
    }
}

/// An issuer with a registration check in front of it.
///
/// # Examples
///
/// ```
/// use sidian::crypto::{Hash, SigningKey, Suite};
/// use sidian::x509::EventBinding;
/// use sidian::x509::issue::{Application, Desk, Issuer, NameDraft, RequestDraft};
/// # use sidian_testkit::{clock, pki::TestPki};
/// # let pki = TestPki::new(Suite::Sm2);
/// # let (ca, ca_key, now) = (&pki.issuing.certificate, &pki.issuing.key, clock::now());
///
/// let key = SigningKey::generate(Suite::Sm2)?;
/// let request = RequestDraft::new(NameDraft::new("张三")).sign(&key)?;
///
/// let register = |asked: &Application<'_>| match asked.request.subject().common_name().as_deref() {
///     Some("张三") => Ok(()),
///     _ => Err("not registered here".to_owned()),
/// };
/// let issuer = Issuer::new(ca, ca_key)?;
/// let desk = Desk::new(issuer, &register);
/// let binding = EventBinding::of(b"the contract, before signing", Hash::Sm3, "租房合同");
/// let certificate = desk.issue_event(&request, &binding, now)?;
/// assert_eq!(certificate.event_binding(), Some(Ok(binding)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Desk<'a> {
    issuer: Issuer<'a>,
    check: &'a dyn RegistrationCheck,
    lifetime: i64,
}

/// How long an event certificate lives unless told otherwise, in seconds.
const USUAL_LIFETIME: i64 = 3600;
/// How long it may live at most.
const LONGEST_LIFETIME: i64 = 86_400;

impl<'a> Desk<'a> {
    /// A desk at which `check` is asked before `issuer` signs. Event certificates live an hour.
    pub fn new(issuer: Issuer<'a>, check: &'a dyn RegistrationCheck) -> Self {
        Self { issuer, check, lifetime: USUAL_LIFETIME }
    }

    /// How long event certificates live, in seconds: at least 1, at most a day.
    #[must_use]
    pub fn with_event_lifetime(mut self, seconds: u32) -> Self {
        self.lifetime = i64::from(seconds).clamp(1, LONGEST_LIFETIME);
        self
    }

    /// Issues a long-lived certificate. `finish` adds what the issuer's profile wants: policies,
    /// addresses of revocation lists, codes of GB/T 20518.
    ///
    /// # Errors
    ///
    /// [`IssueError::NotRegistered`] with the reason of the check; else as
    /// [`CertificateDraft::issue`].
    pub fn issue(
        &self,
        request: &CertificateRequest,
        validity: Validity,
        finish: impl FnOnce(CertificateDraft) -> CertificateDraft,
    ) -> Result<Certificate, IssueError> {
        let draft = self.admit(&Application { request, event: None, validity })?;
        finish(draft).issue(&self.issuer)
    }

    /// Issues an event certificate: for one signature on one document, valid for a short time from
    /// `now`. A signature that is to outlive it needs a timestamp from that time.
    ///
    /// # Errors
    ///
    /// As [`issue`](Self::issue).
    pub fn issue_event(
        &self,
        request: &CertificateRequest,
        binding: &EventBinding,
        now: UnixTime,
    ) -> Result<Certificate, IssueError> {
        let validity = Validity::new(now, now.plus(self.lifetime))?;
        let draft = self.admit(&Application { request, event: Some(binding), validity })?;
        draft.with_event(binding).issue(&self.issuer)
    }

    fn admit(&self, application: &Application<'_>) -> Result<CertificateDraft, IssueError> {
        let asked = self.check.check(application);
        asked.map_err(|reason| IssueError::NotRegistered { reason })?;
        Ok(CertificateDraft::for_request(application.request, application.validity))
    }
}
