mod byte_range;
mod corpus;
mod place;
mod show;

use crate::budget::Budget;
use crate::pades::{DocMdp, FieldPlan, PrepareError, Role, SubFilter, prepare};
use crate::pdf::Pdf;

/// A signature value of two bytes stands for a real one: coverage does not look inside.
const VALUE: &[u8] = b"3000";

/// `bytes` with a signature placed as `plan` has it.
fn placed(bytes: &[u8], plan: &FieldPlan) -> Result<(Vec<u8>, String), PrepareError> {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget)?;
    let placeholder = prepare(&pdf, plan)?;
    let mut out = bytes.to_vec();
    out.extend_from_slice(&placeholder.tail);
    out[placeholder.contents.start + 1..][..VALUE.len()].copy_from_slice(VALUE);
    Ok((out, placeholder.field))
}

fn approval() -> FieldPlan {
    FieldPlan::new(Role::Approval, SubFilter::EtsiCadesDetached, 64)
}

fn certification(permission: DocMdp) -> FieldPlan {
    FieldPlan::new(Role::Certification(permission), SubFilter::EtsiCadesDetached, 64)
}

fn timestamp() -> FieldPlan {
    FieldPlan::new(Role::DocTimeStamp, SubFilter::EtsiRfc3161, 64)
}
