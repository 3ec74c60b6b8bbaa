//! A C program that misuses every exported function, made from the header: whoever adds a function
//! has it misused, and whoever adds a type has to say here what misusing it means.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A parameter as the header has it.
struct Parameter {
    kind: Kind,
    name: String,
}

/// What a parameter is.
enum Kind {
    /// A handle of this type.
    Handle(String),
    /// Where a handle of this type is put.
    OutHandle(String),
    /// Where anything else of this type is put.
    Out(String),
    /// Bytes, whose length comes next.
    Bytes,
    /// A length of the bytes before it.
    Length,
    /// A `sidian_text`.
    Text,
    /// A struct of options.
    Options(String),
    /// A number.
    Number(&'static str),
    /// A callback or what is handed to it.
    Callback,
    Userdata,
}

struct Function {
    name: String,
    parameters: Vec<Parameter>,
}

const NUMBERS: &[(&str, &[&str])] = &[
    ("int32_t", &["INT32_MIN", "-1", "INT32_MAX"]),
    ("int64_t", &["INT64_MIN", "-1", "INT64_MAX"]),
    ("uint32_t", &["UINT32_MAX"]),
    ("uint64_t", &["UINT64_MAX"]),
    ("size_t", &["SIZE_MAX", "SIZE_MAX / 2"]),
    ("double", &["0.0 / zero", "1.0 / zero", "-1e300"]),
];

/// The whole program.
pub(crate) fn program(header: &str, symbols: &str) -> String {
    let functions = functions(header);
    let named: BTreeSet<&str> = functions.iter().map(|f| f.name.as_str()).collect();
    let exported: BTreeSet<&str> = symbols.lines().collect();
    assert_eq!(named, exported, "the header and the list of symbols");
    let mut out = String::from("#include \"live.h\"\nstatic volatile double zero;\n");
    for function in functions.iter().filter(|f| f.name != "sidian_abi_version") {
        let _ = writeln!(out, "static void misuse_{}(void) {{\n    refresh();", function.name);
        out += &function.misuse();
        out += "}\n";
    }
    out += "int main(int argc, char **argv) {\n    if (argc != 3) return 2;\n";
    out += "    now = strtoll(argv[2], NULL, 10);\n    set_up(argv[1]);\n";
    for function in functions.iter().filter(|f| f.name != "sidian_abi_version") {
        let _ = writeln!(out, "    misuse_{}();", function.name);
    }
    out + "    tear_down();\n    printf(\"%u calls\\n\", calls);\n    return 0;\n}\n"
}

fn functions(header: &str) -> Vec<Function> {
    let mut text = String::new();
    let mut rest = header;
    while let Some((before, after)) = rest.split_once("/*") {
        text += before;
        rest = after.split_once("*/").expect("comments end").1;
    }
    text += rest;
    let opaque = |name: &str| text.contains(&format!("typedef struct {name} {name};"));
    let mut found = Vec::new();
    for statement in text.split(';') {
        let statement = statement.rsplit('}').next().unwrap_or_default().trim();
        let line = statement.lines().skip_while(|l| l.starts_with('#') || l.trim().is_empty());
        let statement = line.collect::<Vec<_>>().join(" ");
        let Some((head, parameters)) = statement.split_once('(') else { continue };
        let Some(name) = head.split_whitespace().last() else { continue };
        if head.starts_with("typedef") || !name.starts_with("sidian_") {
            continue;
        }
        let parameters = parameters.trim_end_matches(')').split(',').map(str::trim);
        let parameters = parameters.filter(|p| !p.is_empty() && *p != "void");
        let mut read: Vec<Parameter> = Vec::new();
        for parameter in parameters {
            let bytes = read.last().is_some_and(|last| matches!(last.kind, Kind::Bytes));
            read.push(Parameter::read(parameter, bytes, &opaque));
        }
        found.push(Function { name: name.to_owned(), parameters: read });
    }
    found
}

impl Parameter {
    fn read(text: &str, after_bytes: bool, opaque: &dyn Fn(&str) -> bool) -> Self {
        let at = text.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').expect("a name") + 1;
        let (kind, name) = (text[..at].trim(), text[at..].to_owned());
        let base = kind.trim_start_matches("const ").trim_end_matches('*').trim_end();
        let base = base.trim_end_matches("*const").trim_end_matches('*').trim();
        let kind = match kind {
            "const uint8_t *" => Kind::Bytes,
            "size_t" if after_bytes => Kind::Length,
            "sidian_text" => Kind::Text,
            "void *" => Kind::Userdata,
            "sidian_sign_callback" | "sidian_timestamp_callback" => Kind::Callback,
            kind if kind.ends_with("**") && opaque(base) => Kind::OutHandle(base.to_owned()),
            "const uint8_t **" => Kind::Out("const uint8_t *".to_owned()),
            kind if kind.ends_with('*') && opaque(base) => Kind::Handle(base.to_owned()),
            kind if kind.starts_with("const ") => Kind::Options(base.to_owned()),
            kind if kind.ends_with('*') => Kind::Out(base.to_owned()),
            kind => {
                let known = NUMBERS.iter().find(|(name, _)| *name == kind);
                Kind::Number(known.unwrap_or_else(|| panic!("what is misusing “{text}”?")).0)
            }
        };
        Self { kind, name }
    }

    /// A value that is in order, as far as one can be made up.
    fn good(&self, index: usize) -> String {
        match &self.kind {
            Kind::Handle(name) => format!("live_{}", name.trim_start_matches("sidian_")),
            Kind::OutHandle(_) | Kind::Out(_) => format!("&out{index}"),
            Kind::Bytes => format!("(const uint8_t *){}", self.words()),
            Kind::Length => "sizeof(WORDS) - 1".to_owned(),
            Kind::Text => format!("SAID({})", self.words()),
            Kind::Options(_) => format!("&given{index}"),
            Kind::Number("int64_t") => "now".to_owned(),
            Kind::Number("double") => "42.0".to_owned(),
            Kind::Number(_) => "1".to_owned(),
            Kind::Callback => "fails".to_owned(),
            Kind::Userdata => "NULL".to_owned(),
        }
    }

    fn words(&self) -> &'static str {
        match self.name.as_str() {
            "suite" => "\"sm2\"",
            "algorithm" => "\"SM2-SM3\"",
            "hash" => "\"SM3\"",
            "event" => "\"stop\"",
            "policy" => "\"1.2.3\"",
            "code" => "\"11410800MB00000009\"",
            "by" | "who" | "holder" | "recipient" | "department" => "\"001:91410800MA4400D94H\"",
            "path" => "\"/no/such/file\"",
            _ => "\"示例\"",
        }
    }
}

impl Function {
    fn misuse(&self) -> String {
        let mut out = String::new();
        let frees = self.name.ends_with("_free");
        for (index, parameter) in self.parameters.iter().enumerate() {
            for (value, must_fail) in self.hostile(index, parameter) {
                if frees && value == "NULL" {
                    continue;
                }
                out += &self.call(Some((index, &value)), must_fail);
            }
        }
        if frees {
            return out;
        }
        // everything at once
        out + &self.call(None, true)
    }

    /// Values that are wrong for a parameter, and whether the call must fail with them.
    fn hostile(&self, index: usize, parameter: &Parameter) -> Vec<(String, bool)> {
        let length = || match self.parameters.get(index + 1) {
            Some(Parameter { kind: Kind::Length, .. }) => true,
            _ => panic!("{}: bytes without a length", self.name),
        };
        match &parameter.kind {
            Kind::Handle(name) => {
                let foreign = if name == "sidian_key" { "live_trust" } else { "live_key" };
                let mut all = vec![("NULL".to_owned(), false)];
                for wrong in ["stale", "&zero", "(void *)(uintptr_t)0xdeadbeef0001", foreign] {
                    all.push((
                        format!("({name} *)(void *){}", wrong.trim_start_matches("(void *)")),
                        true,
                    ));
                }
                all
            }
            Kind::OutHandle(name) => {
                let aside = format!("({name} **)(void *)((char *)&out{index} + 1)");
                vec![("NULL".to_owned(), true), (aside, true)]
            }
            Kind::Out(_) => vec![("NULL".to_owned(), true)],
            // A value for the length too: both are one argument.
            Kind::Bytes => {
                assert!(length());
                let text = "(const uint8_t *)";
                vec![
                    ("NULL, 5".to_owned(), true),
                    (format!("{text}\"x\", SIZE_MAX"), true),
                    (format!("{text}\"\\xff\\xfe\\xfd\", 3"), false),
                    (format!("{text}\"%PDF-1.7\\n\", 9"), false),
                    ("NULL, 0".to_owned(), false),
                ]
            }
            Kind::Length => Vec::new(),
            Kind::Text => vec![
                ("((sidian_text){NULL, 5})".to_owned(), true),
                ("((sidian_text){(const uint8_t *)\"x\", SIZE_MAX})".to_owned(), true),
                ("((sidian_text){(const uint8_t *)\"\\xff\\xfe\", 2})".to_owned(), true),
                ("((sidian_text){NULL, 0})".to_owned(), false),
            ],
            Kind::Options(name) => vec![
                ("NULL".to_owned(), false),
                (format!("&({name}){{.size = 0}}"), true),
                (format!("&({name}){{.size = sizeof(size_t) - 1}}"), true),
                (format!("&({name}){{.size = sizeof(size_t)}}"), false),
                (format!("&({name}){{.size = sizeof({name})}}"), false),
                (format!("({name} *)(void *)((char *)&given{index} + 1)"), true),
            ],
            Kind::Number(kind) => {
                let all = NUMBERS.iter().find(|(name, _)| name == kind).expect("a number").1;
                all.iter().map(|value| ((*value).to_owned(), false)).collect()
            }
            Kind::Callback => vec![("NULL".to_owned(), true), ("fails".to_owned(), false)],
            Kind::Userdata => Vec::new(),
        }
    }

    /// One call: `wrong` in the place of one parameter, or NULL and 0 everywhere.
    fn call(&self, wrong: Option<(usize, &str)>, must_fail: bool) -> String {
        let (mut before, mut after, mut values) = (String::new(), String::new(), Vec::new());
        let mut given = "NULL".to_owned();
        let mut skip = false;
        for (index, parameter) in self.parameters.iter().enumerate() {
            let is_wrong = wrong.is_some_and(|(at, _)| at == index);
            match &parameter.kind {
                Kind::OutHandle(name) => {
                    let _ = write!(before, "{name} *out{index} = NULL; (void)&out{index}; ");
                    let noun = name.trim_start_matches("sidian_");
                    let _ = write!(after, " sidian_{noun}_free(out{index});");
                    given = format!("out{index}");
                }
                Kind::Out(name) => {
                    let _ = write!(
                        before,
                        "{name} out{index}; memset(&out{index}, 0, sizeof out{index}); "
                    );
                }
                Kind::Options(name) => {
                    let _ = write!(
                        before,
                        "{name} given{index} = {{.size = sizeof({name})}}; (void)&given{index}; "
                    );
                }
                _ => {}
            }
            if std::mem::take(&mut skip) {
                continue;
            }
            values.push(match (wrong, is_wrong) {
                (None, _) => match &parameter.kind {
                    Kind::Text => "((sidian_text){NULL, 0})".to_owned(),
                    Kind::Number(_) | Kind::Length => "0".to_owned(),
                    _ => "NULL".to_owned(),
                },
                (Some((_, value)), true) => {
                    skip = matches!(parameter.kind, Kind::Bytes);
                    value.to_owned()
                }
                _ => match &parameter.kind {
                    Kind::Length => {
                        let words = self.parameters[index - 1].words();
                        format!("sizeof({words}) - 1")
                    }
                    _ => parameter.good(index),
                },
            });
        }
        let call = format!("{}({})", self.name, values.join(", "));
        let what = call.replace('\\', "\\\\").replace('"', "\\\"");
        let told = match must_fail {
            // Nobody can free what was put where nobody may look.
            true => format!("sidian_status s = {call}; refused(\"{what}\", s, {given});"),
            false => format!("survived(\"{what}\", {call});"),
        };
        format!("    {{ {before}{told}{after} }}\n")
    }
}
