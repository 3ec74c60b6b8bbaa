//! Authorisations (授权), delegations (委托) and their withdrawal (撤回).

use sidian::material::grant::{
    Delegation, DelegationDraft, Grant, GrantDraft, GrantRequest, Operator, RevocationList,
    RevocationReference, Scope, ServiceItem,
};
use sidian::material::{MaterialError, Party};

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{
    Draft, NO_TEXT, input, made, moment, options, said, sidian_bytes, sidian_text, some, text,
    texts,
};
use crate::certificate::{ders, sidian_certificates};
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::licence::{identifier, sidian_licence};
use crate::report::{Judged, judged, sidian_report};
use crate::status::sidian_status;
use crate::verifier::sidian_verifier;

/// A list of what was withdrawn, in the making.
pub struct sidian_withdrawals {
    _private: [u8; 0],
}
opaque!(sidian_withdrawals => Draft<RevocationList>);

/// What an authorisation says. Set `size` to `sizeof(sidian_grant)`; a shorter struct has nothing in
/// what it lacks.
///
/// Three ways: the holder signs; an agent signs (`agent` and `delegations`); or the recipient uses the
/// licence by duty and signs itself (`basis` and the operator).
#[repr(C)]
pub struct sidian_grant {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// Who holds the licence: kind and code, such as `001:91410800MA4400D94H`.
    pub holder: sidian_text,
    /// Which department may use it: kind and code.
    pub recipient: sidian_text,
    /// Code of the service item.
    pub item: sidian_text,
    /// Name of the service item.
    pub item_name: sidian_text,
    /// What for.
    pub purpose: sidian_text,
    /// Identifier of the licence.
    pub licence: sidian_text,
    /// The fields that may be used, separated by commas; none means the whole licence.
    pub fields: sidian_text,
    /// The case; none means any.
    pub case_number: sidian_text,
    /// How often; 0 means any number of times.
    pub uses: u32,
    /// From when (Unix seconds).
    pub from: i64,
    /// Until before when (Unix seconds).
    pub until: i64,
    /// Digests of materials that may be used too, separated by commas: `sha-256:` or `sm3:` and
    /// hexadecimal.
    pub materials: sidian_text,
    /// Where its withdrawal will be listed (`sidian_withdrawals_new`); none means nowhere.
    pub revocations: sidian_text,
    /// Who signs that list: kind and code.
    pub revocations_by: sidian_text,
    /// Who grants in the holder's place: kind and code. None: the holder.
    pub agent: sidian_text,
    /// By which delegations, the holder's own first.
    pub delegations: *const sidian_text,
    /// How many delegations.
    pub delegation_count: usize,
    /// On what legal basis the recipient uses it by duty. None: the holder or an agent grants.
    pub basis: sidian_text,
    /// Account of the operator who uses it by duty.
    pub operator_account: sidian_text,
    /// Name of the operator.
    pub operator_name: sidian_text,
    /// Unit of the operator.
    pub operator_unit: sidian_text,
}

/// What a delegation says. Set `size` to `sizeof(sidian_delegation)`.
#[repr(C)]
pub struct sidian_delegation {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// Whose licences it is about: kind and code.
    pub holder: sidian_text,
    /// Who delegates and signs: the holder, or an agent who was allowed to.
    pub principal: sidian_text,
    /// Who may act.
    pub agent: sidian_text,
    /// As what, such as 证照管理员.
    pub role: sidian_text,
    /// Codes of the service items, separated by commas; none means all that the principal may.
    pub items: sidian_text,
    /// Identifiers of the licences, separated by commas; none means all.
    pub licences: sidian_text,
    /// The recipients, separated by commas; none means all.
    pub recipients: sidian_text,
    /// How many links may follow.
    pub depth: u32,
    /// From when (Unix seconds).
    pub from: i64,
    /// Until before when (Unix seconds).
    pub until: i64,
    /// Where its withdrawal will be listed; none means nowhere.
    pub revocations: sidian_text,
    /// Who signs that list: kind and code.
    pub revocations_by: sidian_text,
}

/// Signs an authorisation (授权) with the grantor's key; `*out` is a compact JWS. `certificates` are
/// the grantor's own first; NULL where the verifier knows the key by a statement of the authority.
///
/// # Safety
///
/// `grant` must be readable as far as its `size` says, and so must every text in it; `out` must be
/// writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_grant_sign(
    grant: *const sidian_grant,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable or NULL by this function's contract; numbers and pointers.
        let grant = unsafe { options(grant, NO_GRANT, "grant") }?;
        // SAFETY: every text in it is readable by this function's contract.
        let draft = unsafe { drafted(&grant) }?;
        let period = (moment(grant.from)?, moment(grant.until)?);
        let key = handle::get(key)?;
        let chain = handle::optional(certificates)?.map(|list| ders(&list)).unwrap_or_default();
        let token = draft.sign(period, &*key, &chain).map_err(refused)?;
        Ok(token.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The number (`jti`) of an authorisation, by which it is withdrawn. Nothing is judged.
///
/// # Safety
///
/// `token` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_grant_id(
    token: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let token = unsafe { input(token, len, "token") }?;
        let grant = Grant::inspect(token).map_err(|e| refused(e.into()))?;
        Ok(grant.id().as_bytes().to_vec())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Judges an authorisation for what a department is about to do: use these fields of this licence,
/// which passed, for this item, purpose and case. Nothing is counted.
///
/// # Safety
///
/// Every text must be readable for its length, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_grant(
    verifier: *const sidian_verifier,
    token: sidian_text,
    licence: *const sidian_licence,
    recipient: sidian_text,
    item: sidian_text,
    purpose: sidian_text,
    fields: sidian_text,
    case_number: sidian_text,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let asked = Asked { recipient, item, purpose, fields, case_number, takes: false };
    // SAFETY: the caller's contract is this function's.
    unsafe { judge(verifier, token, licence, asked, now, report) }
}

/// As `sidian_verify_grant`, and takes one use from the verifier's ledger (`sidian_policy`) where the
/// authorisation limits them: ask this when the licence is used, and only then.
///
/// # Safety
///
/// As `sidian_verify_grant`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_grant_use(
    verifier: *const sidian_verifier,
    token: sidian_text,
    licence: *const sidian_licence,
    recipient: sidian_text,
    item: sidian_text,
    purpose: sidian_text,
    fields: sidian_text,
    case_number: sidian_text,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let asked = Asked { recipient, item, purpose, fields, case_number, takes: true };
    // SAFETY: the caller's contract is this function's.
    unsafe { judge(verifier, token, licence, asked, now, report) }
}

/// Signs a delegation (委托) with the principal's key; `*out` is a compact JWS, for `delegations` of
/// `sidian_grant`.
///
/// # Safety
///
/// `delegation` must be readable as far as its `size` says, and so must every text in it; `out` must
/// be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_delegation_sign(
    delegation: *const sidian_delegation,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable or NULL by this function's contract; numbers and pointers.
        let asked = unsafe { options(delegation, NO_DELEGATION, "delegation") }?;
        // SAFETY: every text in it is readable by this function's contract.
        let read = unsafe { texts() };
        let holder = party(read(asked.holder, "holder")?)?;
        let principal = party(read(asked.principal, "principal")?)?;
        let agent = party(read(asked.agent, "agent")?)?;
        let limit = |text: &str| {
            some(text).map(|list| list.split(',').map(str::to_owned).collect::<Vec<_>>())
        };
        let scope = Scope {
            items: limit(read(asked.items, "items")?),
            licences: limit(read(asked.licences, "licences")?),
            recipients: limit(read(asked.recipients, "recipients")?),
        };
        let role = read(asked.role, "role")?;
        let mut draft = DelegationDraft::new(&holder, &principal, &agent, role)
            .with_scope(scope)
            .with_depth(asked.depth);
        let uri = read(asked.revocations, "revocations")?;
        if let Some(uri) = some(uri) {
            let by = party(read(asked.revocations_by, "revocations_by")?)?;
            draft = draft.with_revocations(RevocationReference::new(uri, &by));
        }
        let period = (moment(asked.from)?, moment(asked.until)?);
        let key = handle::get(key)?;
        let chain = handle::optional(certificates)?.map(|list| ders(&list)).unwrap_or_default();
        let token = draft.sign(period, &*key, &chain).map_err(refused)?;
        Ok(token.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The number (`jti`) of a delegation, by which it is withdrawn. Nothing is judged.
///
/// # Safety
///
/// `token` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_delegation_id(
    token: *const u8,
    len: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let token = unsafe { input(token, len, "token") }?;
        let delegation = Delegation::inspect(token).map_err(|e| refused(e.into()))?;
        Ok(delegation.id().as_bytes().to_vec())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// An empty list of what was withdrawn, published at `uri` and signed by `by` (kind and code), good
/// from `from` to before `until` (Unix seconds).
///
/// # Safety
///
/// `uri` and `by` must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_withdrawals_new(
    uri: sidian_text,
    by: sidian_text,
    from: i64,
    until: i64,
    out: *mut *mut sidian_withdrawals,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let uri = unsafe { said(uri, "uri") }?;
        // SAFETY: readable by this function's contract.
        let by = party(unsafe { said(by, "by") }?)?;
        let reference = RevocationReference::new(uri, &by);
        let list = RevocationList::new(&reference, (moment(from)?, moment(until)?));
        Ok(Draft::new(list))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Reads the last signed list, to go on from it; good from `from` to before `until`. Its signature is
/// not verified: read what you signed yourself.
///
/// # Safety
///
/// `token` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_withdrawals_read(
    token: *const u8,
    len: usize,
    from: i64,
    until: i64,
    out: *mut *mut sidian_withdrawals,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let token = unsafe { input(token, len, "token") }?;
        let list = RevocationList::inspect(token).map_err(|e| refused(e.into()))?;
        let list = list.renewed((moment(from)?, moment(until)?));
        Ok(Draft::new(list))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Withdraws an authorisation or a delegation, by its number (`sidian_grant_id`), as of `at`.
///
/// # Safety
///
/// `id` must be readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_withdrawals_add(
    withdrawals: *mut sidian_withdrawals,
    id: *const u8,
    len: usize,
    at: i64,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let id = unsafe { text(id, len, "id") }?;
        let at = moment(at)?;
        handle::get(withdrawals)?.edit(|list| {
            *list = list.clone().with(id, at);
            Ok(())
        })
    })
}

/// Signs the list; `*out` is a compact JWS, to be published at its address. Verifiers take it with
/// `sidian_evidence_add_statement`. The list stays.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_withdrawals_sign(
    withdrawals: *const sidian_withdrawals,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let (key, chain) = (handle::get(key)?, ders(&handle::get(certificates)?));
        let list = handle::get(withdrawals)?.edit(|list| Ok(list.clone()))?;
        let token = list.sign(&*key, &chain).map_err(refused)?;
        Ok(token.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the list. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_withdrawals_free(withdrawals: *mut sidian_withdrawals) -> sidian_status {
    leave(|| handle::free(withdrawals))
}

/// What a department is about to do.
struct Asked {
    recipient: sidian_text,
    item: sidian_text,
    purpose: sidian_text,
    fields: sidian_text,
    case_number: sidian_text,
    takes: bool,
}

/// # Safety
///
/// Every text must be readable for its length, `report` writable or NULL.
unsafe fn judge(
    verifier: *const sidian_verifier,
    token: sidian_text,
    licence: *const sidian_licence,
    asked: Asked,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: every text is readable by this function's contract.
        let read = unsafe { texts() };
        let (token, item) = (read(token, "token")?, read(asked.item, "item")?);
        let recipient = party(read(asked.recipient, "recipient")?)?;
        let (purpose, case) =
            (read(asked.purpose, "purpose")?, read(asked.case_number, "case_number")?);
        let fields = listed(read(asked.fields, "fields")?);
        let (verifier, licence) = (handle::get(verifier)?, handle::get(licence)?);
        let mut request =
            GrantRequest::new(&recipient, item, purpose).with_licence(&licence, &fields);
        if let Some(case) = some(case) {
            request = request.with_case(case);
        }
        if asked.takes {
            request = request.taking();
        }
        let answer = verifier.grant(token.as_bytes(), &request, moment(now)?);
        Ok(Judged::Grant(Box::new(answer)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// # Safety
///
/// Every text in it must be readable for its length.
unsafe fn drafted(grant: &sidian_grant) -> Result<GrantDraft, Failure> {
    // SAFETY: every text in it is readable by this function's contract.
    let read = unsafe { texts() };
    let holder = party(read(grant.holder, "holder")?)?;
    let recipient = party(read(grant.recipient, "recipient")?)?;
    let (code, name) = (read(grant.item, "item")?, read(grant.item_name, "item_name")?);
    let item = ServiceItem { code: code.to_owned(), name: name.to_owned() };
    let mut draft = GrantDraft::new(&holder, &recipient, &item, read(grant.purpose, "purpose")?);
    let materials = listed(read(grant.materials, "materials")?);
    let licence = read(grant.licence, "licence")?;
    // Materials may be granted without a licence; nothing at all may not.
    if !licence.is_empty() || materials.is_empty() {
        let fields = listed(read(grant.fields, "fields")?);
        draft = draft.with_licence(&identifier(licence)?, &fields);
    }
    draft = materials.into_iter().fold(draft, GrantDraft::with_material);
    if let Some(case) = some(read(grant.case_number, "case_number")?) {
        draft = draft.with_case(case);
    }
    if grant.uses > 0 {
        draft = draft.with_uses(grant.uses);
    }
    if let Some(uri) = some(read(grant.revocations, "revocations")?) {
        let by = party(read(grant.revocations_by, "revocations_by")?)?;
        draft = draft.with_revocations(RevocationReference::new(uri, &by));
    }
    if let Some(agent) = some(read(grant.agent, "agent")?) {
        // SAFETY: the list and its texts are readable by this function's contract.
        let chain = unsafe { chained(grant.delegations, grant.delegation_count) }?;
        draft = draft.by_agent(&party(agent)?, &chain);
    }
    if let Some(basis) = some(read(grant.basis, "basis")?) {
        let operator = Operator {
            account: read(grant.operator_account, "operator_account")?.to_owned(),
            name: read(grant.operator_name, "operator_name")?.to_owned(),
            unit: read(grant.operator_unit, "operator_unit")?.to_owned(),
        };
        draft = draft.by_duty(basis, operator);
    }
    Ok(draft)
}

/// The most links of a chain that are looked at.
const MOST_LINKS: usize = 16;

/// # Safety
///
/// `list` must be readable for `count` texts, and each of them for its length.
unsafe fn chained(list: *const sidian_text, count: usize) -> Result<Vec<String>, Failure> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if list.is_null() || !list.is_aligned() {
        return Err(Failure::null("delegations"));
    }
    if count > MOST_LINKS {
        return Err(Failure::argument(format!("{count} delegations")));
    }
    // SAFETY: readable for `count` texts by this function's contract; not NULL, aligned.
    let list = unsafe { std::slice::from_raw_parts(list, count) };
    let one = |text: &sidian_text| {
        // SAFETY: each is readable by this function's contract.
        unsafe { said(*text, "a delegation") }.map(str::to_owned)
    };
    list.iter().map(one).collect()
}

/// A list whose parts are separated by commas.
pub(crate) fn listed(text: &str) -> Vec<&str> {
    text.split(',').filter(|part| !part.is_empty()).collect()
}

pub(crate) fn party(text: &str) -> Result<Party, Failure> {
    text.parse().map_err(|e| Failure::argument(format!("“{text}”: {e}")))
}

pub(crate) fn refused(error: MaterialError) -> Failure {
    Failure::library(error.code(), &error)
}

const NO_GRANT: sidian_grant = sidian_grant {
    size: 0,
    holder: NO_TEXT,
    recipient: NO_TEXT,
    item: NO_TEXT,
    item_name: NO_TEXT,
    purpose: NO_TEXT,
    licence: NO_TEXT,
    fields: NO_TEXT,
    case_number: NO_TEXT,
    uses: 0,
    from: 0,
    until: 0,
    materials: NO_TEXT,
    revocations: NO_TEXT,
    revocations_by: NO_TEXT,
    agent: NO_TEXT,
    delegations: std::ptr::null(),
    delegation_count: 0,
    basis: NO_TEXT,
    operator_account: NO_TEXT,
    operator_name: NO_TEXT,
    operator_unit: NO_TEXT,
};

const NO_DELEGATION: sidian_delegation = sidian_delegation {
    size: 0,
    holder: NO_TEXT,
    principal: NO_TEXT,
    agent: NO_TEXT,
    role: NO_TEXT,
    items: NO_TEXT,
    licences: NO_TEXT,
    recipients: NO_TEXT,
    depth: 0,
    from: 0,
    until: 0,
    revocations: NO_TEXT,
    revocations_by: NO_TEXT,
};
