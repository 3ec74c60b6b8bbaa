//! Help and complaints of the command line, in the reader's language.

use clap::Command;
use clap::CommandFactory;
use sidian::report::Language;

use crate::args::Cli;
use crate::examples;
use crate::help_zh;
use crate::locale::pick;

/// The command line with its help in `language`.
pub(crate) fn command(language: Language) -> Command {
    let command = Cli::command();
    let mut built = command.clone();
    built.build();
    dress(command, &mut built, "", language)
}

/// Dresses one command and all below it. `path` is its place, such as `ca root`; `built` is its twin
/// that knows how it is called.
fn dress(command: Command, built: &mut Command, path: &str, language: Language) -> Command {
    let usage = usage(built, language);
    let template = template(&command, language);
    let mut command = command
        .help_template(template)
        .override_usage(usage)
        .after_help(examples::section(path, language));
    if language == Language::Chinese {
        if let Some(about) = help_zh::find(path, "") {
            command = command.about(about);
        }
        command = command.mut_args(|arg| {
            let help = help_zh::find(path, arg.get_id().as_str());
            match help.or_else(|| help_zh::find("", arg.get_id().as_str())) {
                Some(help) => arg.help(help),
                None => arg,
            }
        });
    }
    // The values stand in each help text, so that they stand in its language.
    command = command.mut_args(|arg| match arg.get_action().takes_values() {
        true => arg.hide_possible_values(true),
        false => arg,
    });
    command.mut_subcommands(|below| {
        let name = below.get_name().to_owned();
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        match built.find_subcommand_mut(&name) {
            Some(twin) => dress(below, twin, &path, language),
            None => below,
        }
    })
}

fn template(command: &Command, language: Language) -> String {
    let heading = |zh, en| format!("\x1b[1m{}\x1b[0m", pick(language, zh, en));
    let mut out = format!("{{about-with-newline}}\n{}{{usage}}\n", heading("用法：", "Usage: "));
    if command.has_subcommands() {
        out += &format!("\n{}\n{{subcommands}}\n", heading("命令：", "Commands:"));
    }
    if command.get_positionals().next().is_some() {
        out += &format!("\n{}\n{{positionals}}\n", heading("参数：", "Arguments:"));
    }
    out + &format!("\n{}\n{{options}}{{after-help}}", heading("选项：", "Options:"))
}

/// `sidian sign [OPTIONS] --key <KEY.pem|ID.p12> …`, without its heading.
fn usage(built: &mut Command, language: Language) -> String {
    let text = built.render_usage().to_string();
    let text = text.strip_prefix("Usage: ").unwrap_or(&text).to_owned();
    match language {
        Language::English => text,
        Language::Chinese => text.replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls `see` with every command that people can see, its path, and what it is.
    fn walk(command: &Command, path: &str, see: &mut impl FnMut(&str, &Command)) {
        see(path, command);
        for below in command.get_subcommands().filter(|c| !c.is_hide_set()) {
            let name = below.get_name();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path} {name}") };
            walk(below, &path, see);
        }
    }

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    #[test]
    fn every_command_and_argument_speaks_both_languages() {
        for (language, chinese) in [(Language::English, false), (Language::Chinese, true)] {
            walk(&command(language), "", &mut |path, command| {
                let about = command.get_about().map(ToString::to_string).unwrap_or_default();
                assert!(!about.is_empty() && is_chinese(&about) == chinese, "{path}: {about:?}");
                for arg in command.get_arguments().filter(|a| !a.is_hide_set()) {
                    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    let id = arg.get_id();
                    assert!(
                        !help.is_empty() && is_chinese(&help) == chinese,
                        "{path} {id}: {help:?}"
                    );
                }
            });
        }
    }

    #[test]
    fn every_text_belongs_to_something_and_every_verb_has_examples() {
        let mut known = Vec::new();
        walk(&command(Language::English), "", &mut |path, command| {
            known.push((path.to_owned(), String::new()));
            for arg in command.get_arguments() {
                known.push((path.to_owned(), arg.get_id().to_string()));
                known.push((String::new(), arg.get_id().to_string()));
            }
            assert!(!examples::of(path).is_empty(), "no example for: {path}");
        });
        for (path, id, _) in help_zh::TEXTS {
            let key = ((*path).to_owned(), (*id).to_owned());
            assert!(known.contains(&key), "text for nothing: {path} {id}");
        }
    }

    #[test]
    fn every_example_can_be_parsed() {
        walk(&command(Language::English), "", &mut |path, _| {
            for example in examples::of(path) {
                let words = example.command.split_whitespace();
                let parsed = command(Language::English).try_get_matches_from(words);
                if let Err(e) = parsed {
                    assert!(!e.use_stderr(), "{}: {e}", example.command);
                }
            }
        });
    }
}
