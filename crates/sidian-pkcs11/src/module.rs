//! The driver of a token, and the tokens it reaches.

use std::path::Path;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::slot::Slot;

use crate::{KeyQuery, Pin, Pkcs11Error, Pkcs11Signer};

/// A PKCS#11 module, loaded and started. Cheap to clone, safe to share between threads.
#[derive(Clone, Debug)]
pub struct Module(Pkcs11);

impl Module {
    /// Loads the shared library at `path`. Where another part of this process started it before,
    /// that is used.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error::Module`] if it is none or will not start.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Pkcs11Error> {
        let context = Pkcs11::new(path).map_err(Pkcs11Error::Module)?;
        // Its own threads may come at once, so that it must lock by itself.
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {
                Ok(Self(context))
            }
            Err(error) => Err(Pkcs11Error::Module(error)),
        }
    }

    /// The labels of the tokens that are present.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error::Token`] if the driver will not say.
    pub fn tokens(&self) -> Result<Vec<String>, Pkcs11Error> {
        let slots = self.0.get_slots_with_initialized_token()?;
        let infos = slots.into_iter().map(|slot| self.0.get_token_info(slot));
        infos.map(|info| Ok(info?.label().to_owned())).collect()
    }

    /// Finds the key that `query` means and logs in with `pin`; a token with a PIN pad of its own
    /// takes none.
    ///
    /// # Errors
    ///
    /// [`Pkcs11Error`]; a wrong PIN is tried once only.
    pub fn signer(&self, query: &KeyQuery, pin: Option<&Pin>) -> Result<Pkcs11Signer, Pkcs11Error> {
        let slot = self.slot(query)?;
        Pkcs11Signer::open(&self.0, slot, query, pin)
    }

    fn slot(&self, query: &KeyQuery) -> Result<Slot, Pkcs11Error> {
        let mut fitting = Vec::new();
        let mut present = Vec::new();
        for slot in self.0.get_slots_with_initialized_token()? {
            let info = self.0.get_token_info(slot)?;
            present.push(info.label().to_owned());
            let fits = query.token.as_ref().is_none_or(|wanted| wanted == info.label())
                && query.serial.as_ref().is_none_or(|wanted| wanted == info.serial_number())
                && query.slot.is_none_or(|wanted| wanted == slot.id());
            if fits {
                fitting.push(slot);
            }
        }
        match fitting.as_slice() {
            [slot] => Ok(*slot),
            [] => Err(Pkcs11Error::TokenMissing { present }),
            several => Err(Pkcs11Error::TokensFit { count: several.len() }),
        }
    }
}
