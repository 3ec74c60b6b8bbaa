//! A key on a token, as a signer.

use std::sync::{Mutex, PoisonError};

use cryptoki::context::Pkcs11;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::MechanismType;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use sidian::crypto::{CryptoError, PublicKey, SignatureAlgorithm, Signer};

use crate::mechanism::Plan;
use crate::{KeyQuery, Pin, Pkcs11Error, public};

/// A key on a token. It can be shared between threads: a session does one thing at a time, so that
/// they wait for each other.
///
/// Every value is verified with the public key before it is given out.
pub struct Pkcs11Signer {
    session: Mutex<Session>,
    key: ObjectHandle,
    public: PublicKey,
    algorithm: SignatureAlgorithm,
    plan: Plan,
    offered: Vec<MechanismType>,
    query: KeyQuery,
    always: bool,
}

impl Pkcs11Signer {
    pub(crate) fn open(
        context: &Pkcs11,
        slot: Slot,
        query: &KeyQuery,
        pin: Option<&Pin>,
    ) -> Result<Self, Pkcs11Error> {
        let token = context.get_token_info(slot)?;
        let session = context.open_ro_session(slot)?;
        if token.login_required() {
            let pad = token.protected_authentication_path();
            match pin {
                None if !pad => {
                    return Err(Pkcs11Error::PinMissing { token: token.label().to_owned() });
                }
                pin => login(&session, UserType::User, pin)?,
            }
        }
        let key = private_key(&session, query, token.label())?;
        let public = public::find(&session, key)?;
        let suite = public.suite().ok_or(CryptoError::Weak { bits: public.bits() })?;
        let algorithm = suite.algorithm();
        let offered = context.get_mechanism_list(slot)?;
        let plan = Plan::new(&algorithm, &offered, query)?;
        let always = [Attribute::AlwaysAuthenticate(true)];
        let facts = session.get_attributes(key, &[AttributeType::AlwaysAuthenticate])?;
        let always = facts == always;
        let (session, query) = (Mutex::new(session), query.clone());
        Ok(Self { session, key, public, algorithm, plan, offered, query, always })
    }

    /// Signs with `algorithm` from now on, for example with PSS.
    ///
    /// # Errors
    ///
    /// [`CryptoError::KeyMismatch`] if the key cannot make such signatures or they are weak,
    /// [`Pkcs11Error::NoMechanism`] if the token cannot.
    pub fn with_algorithm(self, algorithm: SignatureAlgorithm) -> Result<Self, Pkcs11Error> {
        if algorithm.key_kind() != self.public.kind() || algorithm.is_weak() {
            return Err(CryptoError::KeyMismatch { algorithm: algorithm.name() }.into());
        }
        let plan = Plan::new(&algorithm, &self.offered, &self.query)?;
        Ok(Self { algorithm, plan, ..self })
    }

    /// Whether the key wants the PIN for every signature (`CKA_ALWAYS_AUTHENTICATE`): then only
    /// [`sign_with_pin`](Self::sign_with_pin) will do, for a PIN is never kept.
    pub fn wants_pin_each_time(&self) -> bool {
        self.always
    }

    /// As [`Signer::sign`], and says why where it cannot.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error::AlwaysAuthenticate`], [`Pkcs11Error::Token`] and, where the token's value does
    /// not verify, [`Pkcs11Error::Crypto`].
    pub fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, Pkcs11Error> {
        if self.always {
            return Err(Pkcs11Error::AlwaysAuthenticate);
        }
        self.signed(message, None)
    }

    /// Signs with a key that wants the PIN for every signature; `None` leaves it to the token's own
    /// PIN pad.
    ///
    /// # Errors
    ///
    /// As [`try_sign`](Self::try_sign), and [`Pkcs11Error::Pin`].
    pub fn sign_with_pin(&self, message: &[u8], pin: Option<&Pin>) -> Result<Vec<u8>, Pkcs11Error> {
        self.signed(message, Some(pin))
    }

    fn signed(&self, message: &[u8], pin: Option<Option<&Pin>>) -> Result<Vec<u8>, Pkcs11Error> {
        let input = self.plan.input(&self.public, &self.algorithm, message);
        // A thread that panicked left no half-done operation: each begins anew.
        let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let raw = match pin {
            None => session.sign(&self.plan.mechanism(), self.key, &input)?,
            Some(pin) => {
                session.sign_init(&self.plan.mechanism(), self.key)?;
                login(&session, UserType::ContextSpecific, pin)?;
                session.sign_update(&input)?;
                session.sign_final()?
            }
        };
        drop(session);
        let value = self.plan.value(raw);
        self.public.verify(&self.algorithm, message, &value)?;
        Ok(value)
    }
}

impl Signer for Pkcs11Signer {
    fn algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, CryptoError> {
        self.try_sign(message).map_err(|_| CryptoError::Signing)
    }
}

/// Logging in twice is no fault: all sessions of a process share one login.
fn login(session: &Session, who: UserType, pin: Option<&Pin>) -> Result<(), Pkcs11Error> {
    let pin = pin.map(Pin::to_auth);
    match session.login(who, pin.as_ref()) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn private_key(
    session: &Session,
    query: &KeyQuery,
    token: &str,
) -> Result<ObjectHandle, Pkcs11Error> {
    let mut wanted = vec![Attribute::Class(ObjectClass::PRIVATE_KEY)];
    wanted.extend(query.label.as_ref().map(|label| Attribute::Label(label.as_bytes().to_vec())));
    wanted.extend(query.id.clone().map(Attribute::Id));
    let token = token.to_owned();
    match session.find_objects(&wanted)?.as_slice() {
        [key] => Ok(*key),
        [] => Err(Pkcs11Error::KeyMissing { token }),
        several => Err(Pkcs11Error::KeysFit { count: several.len(), token }),
    }
}
