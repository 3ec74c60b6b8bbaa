//! What the document itself says to a signature: earlier signatures, and the rules of its field.

use super::error::SignatureError;
use crate::budget::Budget;
use crate::crypto::SignatureAlgorithm;
use crate::pades::changes::{History, Permissions};
use crate::pades::seed_value::{self, Broken, Facts, SignerRules};
use crate::pades::{self, FieldLock, Placeholder, Role, Signatures, SubFilter};
use crate::pdf::Pdf;
use crate::x509::Certificate;

/// What a draft is about to do, as far as rules speak of it.
pub(super) struct Intent<'d> {
    pub(super) role: Role,
    pub(super) sub_filter: &'d SubFilter,
    pub(super) field: Option<&'d str>,
    pub(super) reason: Option<&'d str>,
    pub(super) lock: Option<&'d FieldLock>,
    pub(super) timestamp: bool,
    pub(super) after: &'d [String],
}

/// Refuses what the rules of the field forbid; what they say about the signer is given back.
///
/// # Errors
///
/// [`SignatureError::OutOfOrder`] and [`SignatureError::FieldRule`].
pub(super) fn of_field(
    file: &Pdf<'_>,
    signatures: &Signatures,
    intent: &Intent<'_>,
) -> Result<SignerRules, SignatureError> {
    for name in intent.after {
        if !signatures.found.iter().any(|found| found.field.name == *name) {
            return Err(SignatureError::OutOfOrder { waiting_for: name.clone() });
        }
    }
    let Some(name) = intent.field else { return Ok(SignerRules::default()) };
    let mut empty = signatures.empty_fields.iter();
    let Some(field) = empty.find(|field| field.name == name) else {
        return Ok(SignerRules::default());
    };
    if let (Some(asked), Some(own)) = (intent.lock, &field.lock)
        && asked != own
    {
        let wanted = own.to_string();
        return Err(refused(name, Broken { key: "Lock", wanted }));
    }
    let Some(seed) = &field.seed else { return Ok(SignerRules::default()) };
    let certification = match intent.role {
        Role::Certification(permission) => u8::try_from(permission.number()).ok(),
        Role::Approval | Role::DocTimeStamp => None,
    };
    let locked = field.lock.as_ref().or(intent.lock).and_then(|lock| lock.permission);
    let locked = locked.and_then(|p| u8::try_from(p).ok());
    let facts = Facts {
        filter: Some(intent.sub_filter.filter().to_owned()),
        sub_filter: Some(intent.sub_filter.to_text()),
        digest: None,
        reason: intent.reason.map(str::to_owned),
        certification,
        permission: certification.into_iter().chain(locked).min(),
        timestamped: intent.timestamp,
        revocation_inside: false,
    };
    match seed_value::demands(file.latest(), seed, &facts)?.into_iter().next() {
        Some(broken) => Err(refused(name, broken)),
        None => Ok(SignerRules::read(file.latest(), seed)?),
    }
}

/// Refuses a signer whom the rules of the field `name` do not allow. `certificates` begins with the
/// signer's own.
///
/// # Errors
///
/// [`SignatureError::FieldRule`].
pub(super) fn of_signer(
    rules: &SignerRules,
    name: &str,
    certificates: &[Certificate],
    algorithm: &SignatureAlgorithm,
) -> Result<(), SignatureError> {
    let digest = algorithm.hash().name().replace('-', "");
    match rules.broken(Some(&digest), certificates) {
        Some(broken) => Err(refused(name, broken)),
        None => Ok(()),
    }
}

fn refused(field: &str, broken: Broken) -> SignatureError {
    let Broken { key, wanted } = broken;
    SignatureError::FieldRule { field: field.to_owned(), key, wanted }
}

/// Refuses an update that earlier signatures would not permit. Documents exist in which a page or the
/// form is used for something else as well, so that even a plain signature breaks what was signed.
///
/// # Errors
///
/// [`SignatureError::Unfinished`] and [`SignatureError::WouldBreak`].
pub(super) fn of_earlier(
    file: Pdf<'_>,
    earlier: &Signatures,
    tail: &[u8],
) -> Result<(), SignatureError> {
    if earlier.found.is_empty() {
        return Ok(());
    }
    for found in &earlier.found {
        if let Err(pades::ByteRangeError::Unsigned) =
            pades::byte_range::check(&file, &found.dictionary)
        {
            return Err(SignatureError::Unfinished { field: found.field.name.clone() });
        }
    }
    let budget = Budget::for_file(file.bytes().len().saturating_add(tail.len()));
    let last = file.revisions().len().saturating_sub(1);
    let after = file.with_tail(tail, &budget)?;
    let history = History::new(&after, last, &Permissions::of(earlier), &budget)?;
    let judged = history.judge(last);
    match judged.changes.iter().find(|change| !change.permitted) {
        Some(change) => {
            let limits = |p: &pades::changes::Permission| p.p.is_some() || !p.locks.is_empty();
            let by = earlier.found.iter().filter(|f| limits(&pades::changes::Permission::of(f)));
            let by = by.map(|found| found.field.name.clone()).collect();
            Err(SignatureError::WouldBreak { what: change.path.clone(), by })
        }
        None => Ok(()),
    }
}

/// Places a signature where rules and earlier signatures allow it.
///
/// # Errors
///
/// As the functions above, and what [`pades::prepare`] refuses.
pub(super) fn place(
    file: Pdf<'_>,
    plan: &pades::FieldPlan,
    intent: &Intent<'_>,
) -> Result<(Placeholder, SignerRules), SignatureError> {
    let earlier = pades::signatures(&file)?;
    let rules = of_field(&file, &earlier, intent)?;
    let placeholder = pades::prepare(&file, plan)?;
    of_earlier(file, &earlier, &placeholder.tail)?;
    Ok((placeholder, rules))
}
