//! A status list with all that follows from its bytes alone.

use std::sync::OnceLock;

use super::{SignedStatusList, StatusList, StatusListError};
use crate::budget::{Budget, Work};
use crate::x509::Certificate;

/// A status list, worked out once for all licences that it speaks of: its certificates, whether the
/// first of them verifies it, and its places. Whom to believe is asked anew for each licence.
#[derive(Debug)]
pub(crate) struct ReadList {
    list: SignedStatusList,
    chain: Result<Vec<Certificate>, String>,
    places: OnceLock<Result<StatusList, StatusListError>>,
}

impl ReadList {
    /// Reads a list as received.
    ///
    /// # Errors
    ///
    /// As [`SignedStatusList::parse`].
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, StatusListError> {
        let list = SignedStatusList::parse(bytes)?;
        let chain = verified(&list);
        Ok(Self { list, chain, places: OnceLock::new() })
    }

    pub(crate) fn list(&self) -> &SignedStatusList {
        &self.list
    }

    /// The certificates it carries, where the first of them verifies it; or why not.
    pub(crate) fn chain(&self) -> Result<&[Certificate], String> {
        self.chain.as_deref().map_err(Clone::clone)
    }

    /// The unfolded list. That it was unfolded before does not make it cheaper to ask for.
    ///
    /// # Errors
    ///
    /// As [`SignedStatusList::list`].
    pub(crate) fn places(&self, budget: &Budget) -> Result<&StatusList, StatusListError> {
        let places = self.places.get_or_init(|| self.list.list(&Budget::for_file(0)));
        let places = places.as_ref().map_err(Clone::clone)?;
        budget.spend(Work::Inflated, places.bytes.len() as u64)?;
        Ok(places)
    }
}

fn verified(list: &SignedStatusList) -> Result<Vec<Certificate>, String> {
    let mut chain = Vec::new();
    for der in list.certificates() {
        chain.push(Certificate::from_der(der).map_err(|e| e.to_string())?);
    }
    let signer = chain.first().ok_or("no certificate")?;
    let key = signer.public_key().map_err(|e| e.to_string())?;
    list.verify_signature(key).map_err(|e| e.to_string())?;
    Ok(chain)
}
