//! A timestamp authority of the test world, which answers in the same process.

use std::cell::{Cell, RefCell};

use sidian::asn1::ObjectIdentifier;
use sidian::time::UnixTime;
use sidian::tsp::{TimestampAuthority, TimestampSource, TokenRecord, TokenRegister, TspError};
use sidian::x509::Certificate;

use super::Identity;

/// The policy that its tokens are made under.
pub const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.3005.99.1");

/// An authority with a clock that tests set, and a register that it keeps.
pub struct Tsa<'a> {
    identity: &'a Identity,
    chain: Vec<Certificate>,
    clock: Cell<UnixTime>,
    register: RefCell<TokenRegister>,
    records: RefCell<Vec<TokenRecord>>,
    promised: usize,
}

impl<'a> Tsa<'a> {
    /// One with this identity, whose tokens carry `chain`; its clock stands at `at`.
    pub fn new(identity: &'a Identity, chain: Vec<Certificate>, at: UnixTime) -> Self {
        Self {
            identity,
            chain,
            clock: Cell::new(at),
            register: RefCell::default(),
            records: RefCell::default(),
            promised: 8 * 1024,
        }
    }

    /// Promises tokens of this size, true or not.
    #[must_use]
    pub fn promising(mut self, bytes: usize) -> Self {
        self.promised = bytes;
        self
    }

    /// Sets its clock.
    pub fn set_clock(&self, at: UnixTime) {
        self.clock.set(at);
    }

    /// Every token that it made.
    pub fn records(&self) -> Vec<TokenRecord> {
        self.records.borrow().clone()
    }
}

impl TimestampSource for Tsa<'_> {
    fn answer(&self, request: &[u8]) -> Result<Vec<u8>, TspError> {
        let authority = TimestampAuthority::new(&self.identity.key, &self.chain, POLICY)?;
        let mut register = self.register.borrow_mut();
        let answered = authority.answer(request, self.clock.get(), &register)?;
        *register = answered.register;
        self.records.borrow_mut().extend(answered.record);
        Ok(answered.response)
    }

    fn promised_size(&self) -> usize {
        self.promised
    }
}
