//! What people see: text on the terminal, in their language, in colour where that helps.

use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use sidian::report::Language;
use unicode_width::UnicodeWidthStr;

use crate::failure::Failure;
use crate::locale::{Text, text};

/// Speaks to the user. Colours go to terminals only, and `NO_COLOR` is respected.
pub(crate) struct Ui {
    language: Language,
}

impl Ui {
    /// Speaks `language`.
    pub(crate) fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language spoken.
    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Writes to standard output. A reader that has gone away is not a failure.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
                text!("结果无法输出（{e}）", "the answer cannot be written ({e})"),
                text!("请检查输出位置的磁盘空间", "check the disk it is written to"),
            )),
            _ => Ok(()),
        }
    }

    /// One line on standard output.
    pub(crate) fn say(&self, line: &Text) -> Result<(), Failure> {
        self.print(&format!("{}\n", line.get(self.language)))
    }

    /// One line for people only, on standard error.
    pub(crate) fn note(&self, line: &Text) {
        let mut err = anstream::stderr().lock();
        let _ = writeln!(err, "{}", line.get(self.language));
    }

    /// A failure, on standard error.
    pub(crate) fn complain(&self, failure: &Failure) {
        let mut err = anstream::stderr().lock();
        let _ = err.write_all(failure.render(self.language).as_bytes());
    }
}

/// One line on a terminal that tells how far the work has come.
pub(crate) struct Progress {
    total: usize,
    shown: bool,
}

impl Progress {
    /// Shown only where it can be seen, and only if there is something to wait for.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, shown: total > 1 && io::stderr().is_terminal() }
    }

    /// `done` of all are done.
    pub(crate) fn show(&self, done: usize) {
        if self.shown {
            let filled = done * 30 / self.total.max(1);
            let bar = "█".repeat(filled) + &"·".repeat(30usize.saturating_sub(filled));
            let _ = write!(io::stderr(), "\r{bar} {done}/{}", self.total);
        }
    }

    /// Takes the line away, so that an answer can stand there.
    pub(crate) fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// A word that is good news, bad news or a warning.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tone {
    Good,
    Bad,
    Open,
    Plain,
    Strong,
}

/// `text` in the colour of `tone`.
pub(crate) fn tinted(tone: Tone, text: &str) -> String {
    let style = match tone {
        Tone::Good => Style::new().bold().fg_color(Some(AnsiColor::Green.into())),
        Tone::Bad => Style::new().bold().fg_color(Some(AnsiColor::Red.into())),
        Tone::Open => Style::new().bold().fg_color(Some(AnsiColor::Yellow.into())),
        Tone::Strong => Style::new().bold(),
        Tone::Plain => return text.to_owned(),
    };
    format!("{style}{text}{style:#}")
}

/// Rows with their columns lined up, each line after `indent`. The last column is not padded.
pub(crate) fn aligned(rows: &[Vec<(Tone, String)>], indent: &str) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|c| rows.iter().filter_map(|r| r.get(c)).map(|(_, t)| t.columns()).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        out.push_str(indent);
        for (c, (tone, cell)) in row.iter().enumerate() {
            out += &tinted(*tone, cell);
            if c + 1 < row.len() {
                let gap = widths.get(c).copied().unwrap_or(0) + 2;
                out += &" ".repeat(gap.saturating_sub(cell.columns()));
            }
        }
        out.push('\n');
    }
    out
}

/// Names and reasons come from files: nothing in them may steer the terminal or reorder the line.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| {
            let shapes = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}');
            if c.is_control() || shapes { '\u{fffd}' } else { c }
        })
        .collect()
}

trait Columns {
    fn columns(&self) -> usize;
}

impl Columns for str {
    fn columns(&self) -> usize {
        UnicodeWidthStr::width(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_across_languages() {
        let row = |a: &str, b: &str| vec![(Tone::Plain, a.to_owned()), (Tone::Plain, b.to_owned())];
        let table = aligned(&[row("完整性", "好"), row("time", "x")], "  ");
        assert_eq!(table, "  完整性  好\n  time    x\n");
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(harmless("a\x1b[2Jb\u{202e}c\n"), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}");
    }
}
