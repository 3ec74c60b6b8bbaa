//! Files made by others, read at run time.

use sidian_testkit::corpus;

use crate::budget::Budget;
use crate::pdf::{Entry, Object, Pdf, PdfError, Ref, Update, XrefKind, decode_text, text_string};

/// Opens a file and reads every object of every revision.
fn read_all(bytes: &[u8]) -> Result<(usize, Vec<(u32, PdfError)>), PdfError> {
    let budget = Budget::for_file(bytes.len());
    let pdf = Pdf::open(bytes, &budget)?;
    let mut count = 0;
    let mut failures = Vec::new();
    for index in 0..pdf.revisions().len() {
        let view = pdf.view(index);
        for (number, entry) in pdf.revisions()[index].entries() {
            let generation = match entry {
                Entry::InFile { generation, .. } => *generation,
                _ => 0,
            };
            match view.get(Ref::new(*number, generation)) {
                Ok(_) => count += 1,
                Err(error) => failures.push((*number, error)),
            }
        }
    }
    Ok((count, failures))
}

#[test]
fn corpus_files_open_and_every_object_of_them_reads() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let records = corpus::records(&dir).expect("manifest");
    let (mut opened, mut whole) = (0, 0);
    for record in &records {
        let bytes = std::fs::read(dir.join(&record.path)).expect(&record.path);
        match read_all(&bytes) {
            Ok((_, failures)) => {
                opened += 1;
                whole += usize::from(failures.is_empty());
                if let Some((number, error)) = failures.first() {
                    let n = failures.len();
                    println!(
                        "{}: {:?} {n} objects, first {number}: {error}",
                        record.path, record.verdict
                    );
                }
            }
            Err(error) => println!("{}: {:?} NOT OPENED: {error}", record.path, record.verdict),
        }
    }
    println!("{} files, {opened} open, {whole} with every object", records.len());
}

#[test]
fn an_update_leaves_every_byte_and_reads_back_what_was_written() {
    let Some(dir) = corpus::dir_or_skip("pdf") else { return };
    let mut updated = 0;
    for record in corpus::records(&dir).expect("manifest") {
        let mut bytes = std::fs::read(dir.join(&record.path)).expect(&record.path);
        let budget = Budget::for_file(bytes.len());
        let Ok(pdf) = Pdf::open(&bytes, &budget) else { continue };
        let mut update = match Update::new(&pdf) {
            Ok(update) => update,
            Err(error) => {
                let expected = pdf.is_encrypted() || pdf.stray_bytes() > 0;
                assert!(expected, "{}: {error}", record.path);
                continue;
            }
        };
        let Ok(root) = pdf.latest().root() else {
            println!("{}: no catalogue", record.path);
            continue;
        };
        let root = root.with("Sidian", Object::Bool(true));
        let kind = pdf.revisions().last().map(|r| r.kind);
        update.put(pdf.latest().root_ref().unwrap(), root.clone());
        let added = update.add(text_string("审批通过")).unwrap();
        let count = pdf.revisions().len();
        let appended = update.finish().unwrap();
        bytes.extend_from_slice(&appended.tail);

        let budget = Budget::for_file(bytes.len());
        let pdf = Pdf::open(&bytes, &budget).unwrap_or_else(|e| panic!("{}: {e}", record.path));
        assert_eq!(pdf.revisions().len(), count + 1, "{}", record.path);
        assert_eq!(pdf.stray_bytes(), 0, "{}", record.path);
        assert_eq!(pdf.latest().root().unwrap(), root, "{}", record.path);
        let text = pdf.latest().get(added).unwrap();
        assert_eq!(text.as_string().map(|s| decode_text(s.as_bytes())).unwrap(), "审批通过");
        let stream = Some(XrefKind::Stream);
        let new_kind = pdf.revisions().last().map(|r| r.kind);
        assert_eq!(new_kind == stream, kind == stream, "{}", record.path);
        updated += 1;
    }
    println!("{updated} files updated");
}
