//! Judging the seals that the signatures of a document apply.

use super::{Use, judge};
use crate::budget::Work;
use crate::pades::{self, Sheet, mm};
use crate::pdf::{Pdf, PdfError};
use crate::report::codes::{seal as codes, ses as ses_codes};
use crate::report::{Finding, SealPicture, TimeSource};
use crate::seal::{PictureMatch, PictureReader};
use crate::ses::SesSeal;
use crate::signature::verify::{Applied, Context, Judged};
use crate::time::UnixTime;

/// Adds what is found about the seals to the reports of the signatures that apply them.
///
/// # Errors
///
/// [`PdfError::Limit`] where looking at them costs more than is allowed.
pub(crate) fn judge_applied(
    pdf: &Pdf<'_>,
    judged: &mut Judged,
    context: &Context<'_>,
    reader: Option<&dyn PictureReader>,
    now: UnixTime,
) -> Result<(), PdfError> {
    let all = judged.signatures.iter_mut().zip(&judged.carried);
    for (report, applied) in all {
        let Some(applied) = applied else { continue };
        let seal = match SesSeal::parse(&applied.seal) {
            Ok(seal) => seal,
            Err(e) => {
                report.push(Finding::new(ses_codes::SES_MALFORMED).with("detail", e));
                continue;
            }
        };
        let proven = report.time.filter(|time| time.source == TimeSource::Timestamp);
        let used = Use {
            claimed: applied.claimed,
            proven: proven.map(|time| time.at),
            signer: applied.signer.as_ref(),
        };
        let found = judge(&seal, Some(used), context, &applied.evidence, now);
        for finding in found.findings {
            report.push(finding);
        }
        for finding in shown(pdf, applied, &found.report.picture, reader)? {
            report.push(finding);
        }
        report.seal = Some(found.report);
    }
    Ok(())
}

/// Whether what shows is the picture in the seal.
fn shown(
    pdf: &Pdf<'_>,
    applied: &Applied,
    picture: &SealPicture,
    reader: Option<&dyn PictureReader>,
) -> Result<Vec<Finding>, PdfError> {
    let unreadable = |pages: &str| Finding::new(codes::SEAL_PICTURE_NOT_READ).with("pages", pages);
    let size = [mm(f64::from(picture.width_mm)), mm(f64::from(picture.height_mm))];
    let sheets = match pades::sheets(pdf.view(applied.revision), &applied.widgets, size) {
        Ok(sheets) => sheets,
        Err(PdfError::Limit(limit)) => return Err(limit.into()),
        Err(_) => return Ok(vec![unreadable("?")]),
    };
    if sheets.is_empty() {
        return Ok(vec![Finding::new(codes::SEAL_NOT_SHOWN)]);
    }
    let mut out = Vec::new();
    match pades::covered(pdf.latest(), &applied.widgets) {
        Ok(covered) if covered.is_empty() => {}
        Ok(covered) => {
            let covered = numbers(covered.into_iter());
            out.push(Finding::new(codes::SEAL_COVERED).with("pages", covered));
        }
        Err(PdfError::Limit(limit)) => return Err(limit.into()),
        Err(_) => out.push(unreadable("?")),
    }
    for sheet in &sheets {
        if let Some(why) = sheet.depends {
            let finding = Finding::new(codes::SEAL_PICTURE_DEPENDS).with("pages", pages(sheet));
            out.push(finding.with("detail", why));
        }
    }
    let Some(reader) = reader else {
        out.push(Finding::new(codes::SEAL_PICTURE_NOT_COMPARED));
        return Ok(out);
    };
    for sheet in &sheets {
        // drawing takes far more than reading: a page of pictures is paid for like a page of data
        pdf.budget().spend(Work::Inflated, sheet.pdf.len() as u64)?;
        match reader.compare(&sheet.pdf, &picture.bytes) {
            PictureMatch::Same => {}
            PictureMatch::Different => {
                let finding = Finding::new(codes::SEAL_PICTURE_DIFFERS);
                out.push(finding.with("pages", pages(sheet)));
            }
            PictureMatch::Unreadable => out.push(unreadable(&pages(sheet))),
        }
    }
    Ok(out)
}

fn pages(sheet: &Sheet) -> String {
    numbers(sheet.pages.iter().copied())
}

/// Pages in words: the first few.
fn numbers(pages: impl ExactSizeIterator<Item = usize>) -> String {
    const MOST: usize = 5;
    let more = pages.len() > MOST;
    let mut numbers: Vec<String> = pages.take(MOST).map(|page| page.to_string()).collect();
    if more {
        numbers.push("…".to_owned());
    }
    numbers.join(", ")
}
