//! The `sidian` command.

mod answer;
mod answer_seal;
mod args;
mod book;
mod cmd;
mod complaint;
mod demo;
mod examples;
mod failure;
mod files;
mod help;
mod help_zh;
mod identity;
mod inspect;
mod licences;
mod lists;
mod locale;
mod password;
mod pem;
mod refusal;
mod token;
mod ui;

use std::process::ExitCode;

use clap::FromArgMatches;
use sidian::report::Language;

use crate::args::Cli;
use crate::ui::Ui;

fn main() -> ExitCode {
    let mut words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let language = locale::language(&words, |name| std::env::var(name).ok());
    // `sidian help ca root` is `sidian ca root --help`.
    let mut raw: Vec<std::ffi::OsString> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        raw.remove(1);
        words.push("--help".to_owned());
        raw.push("--help".into());
    }
    let command = help::command(language);
    let usage = complaint::usage(&command, &words, language);
    let parsed = command.try_get_matches_from(raw).and_then(|m| Cli::from_arg_matches(&m));
    match parsed {
        Ok(cli) => run(cli, language),
        Err(error) if !error.use_stderr() || shows_help(&error) => {
            // Help and version; nothing can be done about a closed terminal.
            let _ = error.print();
            ExitCode::from(if error.use_stderr() { failure::UNREADABLE } else { 0 })
        }
        Err(error) => {
            Ui::new(language).complain(&complaint::failure(&error, &usage));
            ExitCode::from(failure::UNREADABLE)
        }
    }
}

fn shows_help(error: &clap::Error) -> bool {
    error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

fn run(cli: Cli, locale: Language) -> ExitCode {
    let ui = Ui::new(cli.lang.map_or(locale, Language::from));
    match cmd::run(cli.command, &ui) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            ui.complain(&failure);
            ExitCode::from(failure::UNREADABLE)
        }
    }
}
