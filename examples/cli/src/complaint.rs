//! What is wrong with a command line, as a plain sentence.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use sidian::report::Language;

use crate::failure::Failure;
use crate::locale::{Text, text};

/// The sentence for a parse error of the command line.
pub(crate) fn failure(error: &clap::Error, usage: &str) -> Failure {
    Failure::new(what(error), advice(error, usage))
}

fn what(error: &clap::Error) -> Text {
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            text!("没有“{arg}”这个选项或参数", "there is no option or argument “{arg}”")
        }
        ErrorKind::InvalidSubcommand => {
            let name = context(error, ContextKind::InvalidSubcommand);
            text!("没有“{name}”这个命令", "there is no command “{name}”")
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            text!("{arg} 后面缺少值", "{arg} needs a value")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            text!("{arg} 不接受“{value}”", "{arg} cannot be “{value}”")
        }
        ErrorKind::MissingRequiredArgument => {
            text!("缺少必需的内容：{arg}", "something is missing: {arg}")
        }
        ErrorKind::ArgumentConflict => {
            let other = context(error, ContextKind::PriorArg);
            match other == arg || other.is_empty() {
                true => text!("{arg} 只能给出一次", "{arg} can be given only once"),
                false => {
                    text!("{arg} 与 {other} 不能同时使用", "{arg} cannot go together with {other}")
                }
            }
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            text!("{arg} 的值个数不对", "{arg} has the wrong number of values")
        }
        ErrorKind::InvalidUtf8 => {
            text!("命令中有无法识别的字符", "the command has characters that are not UTF-8")
        }
        ErrorKind::MissingSubcommand => text!("缺少命令", "a command is missing"),
        _ => text!("命令写法不对", "the command is not written correctly"),
    }
}

fn advice(error: &clap::Error, usage: &str) -> Text {
    let valid = context(error, ContextKind::ValidValue);
    if !valid.is_empty() {
        return text!("可选的值：{valid}", "it can be: {valid}");
    }
    let kinds =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let meant = kinds.into_iter().map(|kind| context(error, kind)).find(|meant| !meant.is_empty());
    match meant {
        Some(meant) => {
            text!("是否想写 {meant}？用法：{usage}", "did you mean {meant}? usage: {usage}")
        }
        None => {
            text!("用法：{usage}（加 --help 查看示例）", "usage: {usage} (--help shows examples)")
        }
    }
}

/// What clap knows of this kind, in one line; empty if nothing.
fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The usage line that goes with a command line: that of the deepest command it names.
pub(crate) fn usage(command: &clap::Command, args: &[String], language: Language) -> String {
    let mut command = command;
    for word in args.iter().skip(1) {
        match command.find_subcommand(word) {
            Some(below) => command = below,
            None => break,
        }
    }
    let shown = command.clone().render_usage().to_string();
    let shown = shown.strip_prefix("Usage: ").unwrap_or(&shown).to_owned();
    match language {
        Language::English => shown,
        Language::Chinese => shown.replace("[OPTIONS]", "[选项]").replace("<COMMAND>", "<命令>"),
    }
}
