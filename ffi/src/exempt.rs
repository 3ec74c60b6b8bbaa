//! Exemption (免提交): which papers of a service item's list need not be handed in.

use std::sync::Arc;

use serde_json::json;
use sidian::licence::VerifiedLicence;
use sidian::material::Party;
use sidian::material::exempt::{
    Applicant, Exemption, ItemRules, Outcome, PaperAnswer, builtin_items, exempt,
};
use sidian::material::fact::{FactDraft, VerifiedFact};
use sidian::material::grant::VerifiedGrant;
use sidian::material::package::VerifiedPackage;
use sidian::report::{Finding, Language};

use crate::boundary::{Failure, enter, leave};
use crate::bytes::{
    Draft, NO_TEXT, input, made, moment, options, said, sidian_bytes, sidian_text, some, texts,
    told,
};
use crate::certificate::{ders, sidian_certificates};
use crate::grant::{party, refused};
use crate::handle::{self, opaque};
use crate::key::sidian_key;
use crate::report::{Judged, judged, sidian_report, spoken};
use crate::status::{SIDIAN_E_NOT_FOUND, sidian_status};
use crate::verifier::sidian_verifier;

/// The list of papers of a service item, and what may stand in for each: data, not code.
pub struct sidian_item {
    _private: [u8; 0],
}
opaque!(sidian_item => ItemRules);

/// An applicant, and everything that was verified for the case.
pub struct sidian_applicant {
    _private: [u8; 0],
}
opaque!(sidian_applicant => Draft<Brought>);

/// The answer about a list, paper by paper.
pub struct sidian_exemption {
    _private: [u8; 0],
}
opaque!(sidian_exemption => Exemption);

/// The object behind an applicant's handle.
#[derive(Clone)]
pub struct Brought {
    party: Party,
    case: Option<String>,
    parties: Vec<(String, Party)>,
    licences: Vec<VerifiedLicence>,
    grants: Vec<VerifiedGrant>,
    facts: Vec<VerifiedFact>,
    packages: Vec<VerifiedPackage>,
    refused: Vec<(String, Vec<Finding>)>,
}

/// Something stands in: it need not be handed in.
pub const SIDIAN_OUTCOME_SATISFIED: i32 = 0;
/// Something would stand in if its holder authorised its use.
pub const SIDIAN_OUTCOME_NEEDS_GRANT: i32 = 1;
/// Something would stand in if it were verified again.
pub const SIDIAN_OUTCOME_STALE: i32 = 2;
/// Something would have stood in, and has ended or is too old.
pub const SIDIAN_OUTCOME_EXPIRED: i32 = 3;
/// Something was brought, and does not stand in.
pub const SIDIAN_OUTCOME_REFUSED: i32 = 4;
/// Nothing was brought.
pub const SIDIAN_OUTCOME_HAND_IN: i32 = 5;

/// The answer about one paper.
#[repr(C)]
pub struct sidian_paper {
    /// What becomes of it: one of `SIDIAN_OUTCOME_…`.
    pub outcome: i32,
    /// Not 0: everybody has to hand it in, unless something stands in.
    pub required: i32,
    /// How many findings say why.
    pub findings: usize,
}

/// What a department tells another. Set `size` to `sizeof(sidian_fact)`.
#[repr(C)]
pub struct sidian_fact {
    /// The size of this struct, as the caller's header has it.
    pub size: usize,
    /// Who tells and signs: kind and code.
    pub teller: sidian_text,
    /// Whom it is told to: kind and code.
    pub recipient: sidian_text,
    /// Whom it is about: kind and code.
    pub about: sidian_text,
    /// Code of the service item that it is told for.
    pub item: sidian_text,
    /// Code of the fact, as the list of the item has it.
    pub code: sidian_text,
    /// Name of the fact.
    pub name: sidian_text,
    /// Not 0: it holds. 0: it does not.
    pub holds: i32,
    /// From when (Unix seconds).
    pub from: i64,
    /// Until before when (Unix seconds).
    pub until: i64,
}

/// The list of a service item: a built-in one by its code or name, or one from its JSON.
///
/// # Safety
///
/// `data` must be readable for `len` bytes, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_item_read(
    data: *const u8,
    len: usize,
    out: *mut *mut sidian_item,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let data = unsafe { input(data, len, "data") }?;
        let named =
            |rules: &&ItemRules| rules.code().as_bytes() == data || rules.name().as_bytes() == data;
        let rules = match builtin_items().find(named) {
            Some(rules) => rules.clone(),
            None => ItemRules::from_json(data)
                .map_err(|e| Failure::argument(format!("no list of an item: {e}")))?,
        };
        Ok(rules)
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The department that decides about the item: kind and code, as authorisations and facts name it.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_item_department(
    item: *const sidian_item,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(item)?.department().reveal().into_bytes());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The code of the item.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_item_code(
    item: *const sidian_item,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || Ok(handle::get(item)?.code().as_bytes().to_vec());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the list. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_item_free(item: *mut sidian_item) -> sidian_status {
    leave(|| handle::free(item))
}

/// Signs a fact: that something holds, or does not, for somebody. `*out` is a compact JWS.
///
/// # Safety
///
/// `fact` must be readable as far as its `size` says, and so must every text in it; `out` must be
/// writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_fact_sign(
    fact: *const sidian_fact,
    key: *const sidian_key,
    certificates: *const sidian_certificates,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        // SAFETY: readable or NULL by this function's contract; numbers and pointers.
        let fact = unsafe { options(fact, NO_FACT, "fact") }?;
        // SAFETY: every text in it is readable by this function's contract.
        let read = unsafe { texts() };
        let teller = party(read(fact.teller, "teller")?)?;
        let recipient = party(read(fact.recipient, "recipient")?)?;
        let about = party(read(fact.about, "about")?)?;
        let (item, code) = (read(fact.item, "item")?, read(fact.code, "code")?);
        let name = read(fact.name, "name")?;
        let period = (moment(fact.from)?, moment(fact.until)?);
        let (key, chain) = (handle::get(key)?, ders(&handle::get(certificates)?));
        let parties = (&teller, &recipient);
        let draft = FactDraft::new(parties, item, (code, name), (&about, fact.holds != 0), period);
        Ok(draft.sign(&*key, &chain).map_err(refused)?.into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Judges a fact that another department tells `recipient` (kind and code), for the service item with
/// the code `item`.
///
/// # Safety
///
/// Every text must be readable for its length, `report` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_verify_fact(
    verifier: *const sidian_verifier,
    token: sidian_text,
    recipient: sidian_text,
    item: sidian_text,
    now: i64,
    report: *mut *mut sidian_report,
) -> sidian_status {
    let judge = || {
        // SAFETY: every text is readable by this function's contract.
        let read = unsafe { texts() };
        let (token, item) = (read(token, "token")?, read(item, "item")?);
        let recipient = party(read(recipient, "recipient")?)?;
        let verifier = handle::get(verifier)?;
        let answer = verifier.fact(token.as_bytes(), (&recipient, item), moment(now)?);
        Ok(Judged::Fact(Box::new(answer)))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { judged(report, judge) }
}

/// An applicant (kind and code) who has brought nothing yet, in a case (or empty).
///
/// # Safety
///
/// Both texts must be readable for their lengths, `out` writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_applicant_new(
    who: sidian_text,
    case_number: sidian_text,
    out: *mut *mut sidian_applicant,
) -> sidian_status {
    let make = || {
        // SAFETY: readable by this function's contract.
        let who = party(unsafe { said(who, "who") }?)?;
        // SAFETY: readable by this function's contract.
        let case = some(unsafe { said(case_number, "case_number") }?).map(str::to_owned);
        let brought = Brought {
            party: who,
            case,
            parties: Vec::new(),
            licences: Vec::new(),
            grants: Vec::new(),
            facts: Vec::new(),
            packages: Vec::new(),
            refused: Vec::new(),
        };
        Ok(Draft::new(brought))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Names another party of the case (kind and code), by its role in the list.
///
/// # Safety
///
/// Both texts must be readable for their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_applicant_add_party(
    applicant: *mut sidian_applicant,
    role: sidian_text,
    who: sidian_text,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let role = unsafe { said(role, "role") }?.to_owned();
        // SAFETY: readable by this function's contract.
        let who = party(unsafe { said(who, "who") }?)?;
        handle::get(applicant)?.edit(|brought| {
            brought.parties.push((role, who));
            Ok(())
        })
    })
}

/// Brings what a report proves: a licence, an authorisation, a fact or a package. A report that did
/// not pass stands in for nothing; that of a licence is kept with its findings, to explain the
/// answer, under the name of the type that it says it is (`licence_type`, or empty). Other reports
/// are refused.
///
/// # Safety
///
/// `licence_type` must be readable for its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_applicant_add_report(
    applicant: *mut sidian_applicant,
    report: *const sidian_report,
    licence_type: sidian_text,
) -> sidian_status {
    enter(|| {
        // SAFETY: readable by this function's contract.
        let type_name = unsafe { said(licence_type, "licence_type") }?.to_owned();
        let judged = handle::get(report)?;
        handle::get(applicant)?.edit(|brought| brought.take(&judged, type_name))
    })
}

/// Frees the applicant. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_applicant_free(applicant: *mut sidian_applicant) -> sidian_status {
    leave(|| handle::free(applicant))
}

/// Compares what was brought with the list, as of `now` (Unix seconds). The answer proves that the
/// list's conditions are met; the decision is the department's.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_exempt(
    item: *const sidian_item,
    applicant: *const sidian_applicant,
    now: i64,
    out: *mut *mut sidian_exemption,
) -> sidian_status {
    let make = || {
        let (rules, now) = (handle::get(item)?, moment(now)?);
        let brought = handle::get(applicant)?.edit(|brought| Ok(brought.clone()))?;
        Ok(exempt(&rules, &brought.applicant(), now))
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Whether nothing that everybody needs is left to hand in: 1 or 0.
///
/// # Safety
///
/// `complete` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_exemption_complete(
    exemption: *const sidian_exemption,
    complete: *mut i32,
) -> sidian_status {
    let tell = || Ok(i32::from(handle::get(exemption)?.is_complete()));
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(complete, 0, tell) }
}

/// How many papers the list has.
///
/// # Safety
///
/// `count` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_exemption_count(
    exemption: *const sidian_exemption,
    count: *mut usize,
) -> sidian_status {
    let tell = || Ok(handle::get(exemption)?.papers().len());
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(count, 0, tell) }
}

/// The answer about one paper, counted from 0.
///
/// # Safety
///
/// `paper` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_exemption_paper(
    exemption: *const sidian_exemption,
    index: usize,
    paper: *mut sidian_paper,
) -> sidian_status {
    let empty = sidian_paper { outcome: SIDIAN_OUTCOME_HAND_IN, required: 1, findings: 0 };
    let tell = || {
        let exemption = handle::get(exemption)?;
        let paper = at(&exemption, index)?;
        Ok(sidian_paper {
            outcome: match paper.outcome {
                Outcome::Satisfied => SIDIAN_OUTCOME_SATISFIED,
                Outcome::NeedsGrant => SIDIAN_OUTCOME_NEEDS_GRANT,
                Outcome::Stale => SIDIAN_OUTCOME_STALE,
                Outcome::Expired => SIDIAN_OUTCOME_EXPIRED,
                Outcome::Refused => SIDIAN_OUTCOME_REFUSED,
                Outcome::HandIn => SIDIAN_OUTCOME_HAND_IN,
            },
            required: i32::from(paper.required),
            findings: paper.findings.len(),
        })
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { told(paper, empty, tell) }
}

/// The name of one paper, as the list has it.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_exemption_paper_name(
    exemption: *const sidian_exemption,
    index: usize,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let exemption = handle::get(exemption)?;
        Ok(at(&exemption, index)?.paper.clone().into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// The whole answer as JSON, with every finding in `language` and what to do next.
///
/// # Safety
///
/// `out` must be writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sidian_exemption_json(
    exemption: *const sidian_exemption,
    language: i32,
    out: *mut *mut sidian_bytes,
) -> sidian_status {
    let make = || {
        let language = spoken(language)?;
        let exemption = handle::get(exemption)?;
        Ok(as_json(&exemption, language).into_bytes())
    };
    // SAFETY: writable or NULL by this function's contract.
    unsafe { made(out, make) }
}

/// Frees the answer. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn sidian_exemption_free(exemption: *mut sidian_exemption) -> sidian_status {
    leave(|| handle::free(exemption))
}

impl Brought {
    fn take(&mut self, judged: &Judged, type_name: String) -> Result<(), Failure> {
        if let Some(licence) = judged.licence() {
            self.licences.push(licence);
            return Ok(());
        }
        match judged {
            Judged::Licence(report) => {
                self.refused.push((type_name, report.all_findings().cloned().collect()));
            }
            Judged::Grant(report) => self.grants.extend(report.accepted().cloned()),
            Judged::Fact(report) => self.facts.extend(report.accepted().cloned()),
            Judged::Package(answer) => self.packages.extend(answer.report.accepted().cloned()),
            _ => return Err(Failure::argument("a report that stands in for no paper")),
        }
        Ok(())
    }

    fn applicant(&self) -> Applicant<'_> {
        let mut applicant = Applicant::new(&self.party);
        if let Some(case) = &self.case {
            applicant = applicant.with_case(case);
        }
        for (role, party) in &self.parties {
            applicant = applicant.with_party(role, party);
        }
        applicant = self.licences.iter().fold(applicant, Applicant::with_licence);
        applicant = self.packages.iter().fold(applicant, Applicant::with_package);
        applicant = self.facts.iter().fold(applicant, Applicant::with_fact);
        applicant = self.grants.iter().fold(applicant, Applicant::with_grant);
        for (type_name, findings) in &self.refused {
            applicant = applicant.with_refused(type_name, findings);
        }
        applicant
    }
}

fn as_json(exemption: &Exemption, language: Language) -> String {
    let reason = |f: &Finding| {
        json!({
            "code": f.code().number, "message": f.message(language), "next": f.next_step(language),
        })
    };
    let paper = |p: &PaperAnswer| {
        json!({
            "paper": p.paper, "required": p.required, "condition": p.condition,
            "outcome": p.outcome.as_str(),
            "reasons": p.findings.iter().map(reason).collect::<Vec<_>>(),
        })
    };
    let papers: Vec<_> = exemption.papers().iter().map(paper).collect();
    json!({ "complete": exemption.is_complete(), "papers": papers }).to_string()
}

fn at(exemption: &Arc<Exemption>, index: usize) -> Result<&PaperAnswer, Failure> {
    exemption.papers().get(index).ok_or_else(|| {
        let message = format!("there are {} papers, none at {index}", exemption.papers().len());
        Failure::new(SIDIAN_E_NOT_FOUND, message)
    })
}

const NO_FACT: sidian_fact = sidian_fact {
    size: 0,
    teller: NO_TEXT,
    recipient: NO_TEXT,
    about: NO_TEXT,
    item: NO_TEXT,
    code: NO_TEXT,
    name: NO_TEXT,
    holds: 0,
    from: 0,
    until: 0,
};
