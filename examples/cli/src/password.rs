//! Passwords: from a file, from the environment, or typed without echo. Never from the command line,
//! where other users of the machine could read them.

use std::io::{self, IsTerminal};
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::files;
use crate::locale::{pick, text};
use crate::ui::Ui;

/// A password, wiped when it is no longer needed.
pub(crate) type Password = Zeroizing<String>;

const VARIABLE: &str = "SIDIAN_PASSWORD";

/// The password that was given in a file or in the environment, if one was.
pub(crate) fn given(file: Option<&Path>) -> Result<Option<Password>, Failure> {
    if let Some(path) = file {
        let bytes = Zeroizing::new(files::read(path, 1 << 16)?);
        let name = path.display();
        let whole = std::str::from_utf8(&bytes).map_err(|_| {
            Failure::new(
                text!(
                    "{name}：密码文件不是 UTF-8 文本",
                    "{name}: the password file is not UTF-8 text"
                ),
                text!(
                    "请把密码写在第一行并另存为 UTF-8",
                    "put the password on its first line, as UTF-8"
                ),
            )
        })?;
        let line = whole.lines().next().unwrap_or_default();
        if line.is_empty() {
            return Err(Failure::new(
                text!(
                    "{name}：密码文件第一行为空",
                    "{name}: the first line of the password file is empty"
                ),
                text!("请把密码写在第一行", "put the password on its first line"),
            ));
        }
        return Ok(Some(Password::new(line.to_owned())));
    }
    Ok(std::env::var(VARIABLE).ok().filter(|value| !value.is_empty()).map(Password::new))
}

/// The password of `what`: as given, else typed.
pub(crate) fn wanted(ui: &Ui, file: Option<&Path>, what: &Path) -> Result<Password, Failure> {
    match given(file)? {
        Some(password) => Ok(password),
        None => {
            let name = what.display();
            let prompt = match ui.language() {
                sidian::report::Language::Chinese => format!("{name} 的密码："),
                sidian::report::Language::English => format!("password of {name}: "),
            };
            typed(&prompt).map_err(|_| nobody_to_ask(what))
        }
    }
}

/// A new password, typed twice.
pub(crate) fn fresh(ui: &Ui, file: Option<&Path>, what: &Path) -> Result<Password, Failure> {
    if let Some(password) = given(file)? {
        return Ok(password);
    }
    let ask = |zh, en| typed(pick(ui.language(), zh, en)).map_err(|_| nobody_to_ask(what));
    let first = ask("请设置密码：", "new password: ")?;
    let again = ask("请再输入一次：", "the same again: ")?;
    let advice =
        || text!("请重新运行并输入两次相同的密码", "run it again and type the same password twice");
    if first != again {
        return Err(Failure::new(
            text!("两次输入的密码不一致", "the two passwords differ"),
            advice(),
        ));
    }
    if first.is_empty() {
        return Err(Failure::new(text!("密码不能为空", "the password may not be empty"), advice()));
    }
    Ok(first)
}

fn typed(prompt: &str) -> io::Result<Password> {
    if !io::stdin().is_terminal() {
        return Err(io::ErrorKind::NotFound.into());
    }
    rpassword::prompt_password(prompt).map(Password::new)
}

fn nobody_to_ask(what: &Path) -> Failure {
    let name = what.display();
    Failure::new(
        text!("{name}：需要密码", "{name}: a password is needed"),
        text!(
            "请用 --password-file 指定密码文件，或设置环境变量 SIDIAN_PASSWORD",
            "give it with --password-file, or in the variable SIDIAN_PASSWORD"
        ),
    )
}
