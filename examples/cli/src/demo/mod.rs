//! `sidian demo`: the main job from nothing, then forgeries, each refused for the right reason, and a
//! day at the service hall.

mod cases;
mod folder;
mod hall;
mod readme;
mod sealing;
mod tamper;
mod town;

use std::path::{Path, PathBuf};

use sidian::crypto::Suite;
use sidian::report::Language;
use sidian::time::UnixTime;
use sidian_render::{FontUse, Typeface};

use self::cases::{Case, Outcome as Told};
use self::folder::Folder;
use crate::args::{DemoArgs, DemoSuite};
use crate::cmd::now;
use crate::failure::Failure;
use crate::files::Secrecy;
use crate::locale::{pick, text};
use crate::ui::{Tone, Ui, aligned};

/// One line of the table.
struct Row {
    suite: Suite,
    case: &'static Case,
    told: Told,
}

/// Runs the demonstration; the exit code is 0 only if every answer was as it must be.
pub(crate) fn run(args: &DemoArgs, ui: &Ui) -> Result<u8, Failure> {
    let now = now()?;
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from("sidian-demo"));
    let folder = Folder::open(&path, args.force)?;
    let typeface = Typeface::find();
    let suites = match args.suite {
        Some(suite) => vec![of(suite)],
        None => vec![Suite::Sm2, Suite::P256, Suite::Ed25519],
    };
    let mut rows = Vec::new();
    for suite in &suites {
        let below = folder.below(suite.name())?;
        for (case, told) in cases::play(*suite, &below, &typeface, now)? {
            rows.push(Row { suite: *suite, case, told });
        }
    }
    // One suite is enough for a whole day.
    let suite = suites.first().copied().unwrap_or(Suite::Sm2);
    let day = hall::play(suite, &folder.below("hall")?, &typeface, now)?;
    let readme = readme::text(&suites, now);
    folder.write("README.txt", readme.as_bytes(), Secrecy::Public)?;
    ui.print(&table(&rows, ui.language()))?;
    ui.print(&hall::told(&day, ui.language()))?;
    let wrong = rows.iter().filter(|row| !row.told.right).count();
    ui.print(&closing(wrong, rows.len(), &path, ui.language()))?;
    if typeface.font_use() == FontUse::NotEmbedded {
        ui.note(&text!(
            "注意：本机没有中文字体，证照文件只注明标准字体（STSong-Light），未嵌入，印章上没有文字",
            "note: no Chinese font on this machine; the licences name the standard one (STSong-Light) without embedding it, and the seals have no letters"
        ));
    }
    Ok(u8::from(wrong > 0 || !day.is_right()))
}

fn of(suite: DemoSuite) -> Suite {
    match suite {
        DemoSuite::Sm2 => Suite::Sm2,
        DemoSuite::Ed25519 => Suite::Ed25519,
        DemoSuite::P256 => Suite::P256,
        DemoSuite::Rsa => Suite::Rsa,
    }
}

fn table(rows: &[Row], language: Language) -> String {
    let head = |zh, en| (Tone::Strong, pick(language, zh, en).to_owned());
    let mut cells = vec![vec![
        head("算法", "algorithm"),
        head("文件", "file"),
        head("情形", "what it is"),
        head("核验结果", "answer"),
        head("答对", "right"),
        head("原因", "reason"),
    ]];
    let mut last = None;
    for row in rows {
        let suite = if last == Some(row.suite) { "" } else { row.suite.algorithm().name() };
        last = Some(row.suite);
        let mark = if row.told.right { ("✓", Tone::Good) } else { ("✗", Tone::Bad) };
        cells.push(vec![
            (Tone::Strong, suite.to_owned()),
            (Tone::Plain, row.case.file.to_owned()),
            (Tone::Plain, pick(language, row.case.zh, row.case.en).to_owned()),
            (row.told.outcome.tone(), row.told.outcome.word(language).to_owned()),
            (mark.1, mark.0.to_owned()),
            (Tone::Plain, row.told.reason.get(language).to_owned()),
        ]);
    }
    aligned(&cells, "")
}

fn closing(wrong: usize, all: usize, path: &Path, language: Language) -> String {
    let path = path.display();
    match (wrong, language) {
        (0, Language::Chinese) => {
            format!(
                "\n{all} 项回答全部正确：真证照通过，假证照均被识破。文件在 {path}，复核方法见其中 README.txt。\n"
            )
        }
        (0, Language::English) => format!(
            "\nAll {all} answers are right: the genuine pass, the forgeries do not. The files are in {path}; README.txt there tells how to repeat it.\n"
        ),
        (_, Language::Chinese) => format!("\n{all} 项回答中有 {wrong} 项不对。文件在 {path}。\n"),
        (_, Language::English) => {
            format!("\n{wrong} of {all} answers are wrong. The files are in {path}.\n")
        }
    }
}

/// Today in Beijing, as licences write it.
fn today(now: UnixTime) -> String {
    let (year, month, day) = now.date_beijing();
    format!("{year:04}{month:02}{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_citizen_hands_in_nothing_and_the_archive_holds_five_receipts()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let now = now().map_err(|f| f.what.en)?;
        for suite in [Suite::Sm2, Suite::Rsa] {
            let folder = Folder::open(&dir.path().join(suite.name()), false);
            let folder = folder.map_err(|f| f.what.en)?;
            let day = hall::play(suite, &folder, &Typeface::standard(), now);
            let day = day.map_err(|f| f.what.en)?;
            for language in [Language::Chinese, Language::English] {
                let told = hall::told(&day, language);
                assert!(day.is_right() && !told.contains('✗'), "{}: {told}", suite.name());
            }
        }
        Ok(())
    }

    #[test]
    fn every_answer_is_right_for_every_suite_even_without_a_font()
    -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::tempdir()?;
        let now = now().map_err(|f| f.what.en)?;
        let folder = Folder::open(dir.path(), false).map_err(|f| f.what.en)?;
        for suite in [Suite::Sm2, Suite::Ed25519, Suite::P256, Suite::Rsa] {
            let below = folder.below(suite.name()).map_err(|f| f.what.en)?;
            let told = cases::play(suite, &below, &Typeface::standard(), now);
            for (case, told) in told.map_err(|f| f.what.en)? {
                let (what, reason) = (case.en, &told.reason.en);
                assert!(told.right, "{}, {what}: {:?} {reason}", suite.name(), told.outcome);
            }
        }
        Ok(())
    }
}
