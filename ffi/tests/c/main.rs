//! C programs against the shared library: as they are, under AddressSanitizer and under valgrind.

mod hostile;

use std::path::{Path, PathBuf};

use sidian::crypto::Suite;
use sidian_ffi::version::SIDIAN_ABI_VERSION;
use sidian_testkit::peers::{self, Folder, Peer};
use sidian_testkit::pki::TestPki;
use sidian_testkit::{clock, pdf};

/// The shared library under test, linked into `folder` under the names that it is looked for.
fn library(folder: &Folder) -> PathBuf {
    let test = std::env::current_exe().expect("its own path");
    linked(folder, &test.parent().expect("deps").join("libsidian_ffi.so"))
}

fn linked(folder: &Folder, built: &Path) -> PathBuf {
    assert!(built.exists(), "the shared library is built with the tests");
    let versioned = folder.path().join(format!("libsidian_ffi.so.{SIDIAN_ABI_VERSION}"));
    if !versioned.exists() {
        std::os::unix::fs::symlink(built, &versioned).expect("a link");
    }
    versioned
}

/// The program of that name: one of `tests/c`, or one that was written into `folder`.
fn build(folder: &Folder, program: &str, flags: &[&str]) -> Option<String> {
    let cc = peers::find("cc", &["--version"], "Free Software Foundation")?;
    Some(compile(&cc, &library(folder), folder, program, flags))
}

fn compile(cc: &Peer, library: &Path, folder: &Folder, program: &str, flags: &[&str]) -> String {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let include = home.join("include");
    let shared = home.join("tests/c");
    let name = format!("{program}.c");
    let written = folder.path().join(&name);
    let source = if written.exists() { written } else { shared.join(name) };
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let out = folder.path().join(program);
    let link = [text(library), format!("-Wl,-rpath,{}", text(folder.path())), "-pthread".into()];
    let include = [format!("-I{}", text(&include)), format!("-I{}", text(&shared))];
    let (source, out) = (text(&source), text(&out));
    let mut arguments = vec!["-std=c11", "-Wall", "-Wextra", "-Werror", "-g"];
    arguments.extend(include.iter().map(String::as_str));
    arguments.extend_from_slice(flags);
    arguments.extend([source.as_str(), "-o", &out]);
    arguments.extend(link.iter().map(String::as_str));
    cc.run(folder, &arguments).expect("it compiles without a warning");
    out
}

fn world(folder: &Folder, suite: Suite) {
    let pki = TestPki::new(suite);
    let pem = |ders: &[&[u8]]| -> String {
        ders.iter().map(|der| sidian_testkit::pki::pem("CERTIFICATE", der)).collect()
    };
    folder.write("in.pdf", pdf::with_table("1.7", 1));
    folder.write("key.pem", pki.signer.key.to_pkcs8_pem(None).expect("PEM").as_bytes());
    let chain = pki.chain(&pki.signer);
    folder.write("chain.pem", pem(&chain.iter().map(|c| c.der()).collect::<Vec<_>>()));
    folder.write("root.pem", pem(&[pki.root.certificate.der()]));
    folder.write("issuing.crl", pki.issuing_crl().der());
    folder.write("root.crl", pki.root_crl().der());
}

/// Runs the program and gives what it said, unless there is no compiler.
fn run(
    program: &str,
    how: &[&str],
    flags: &[&str],
    arguments: &[&str],
    folder: &Folder,
) -> Option<String> {
    let program = build(folder, program, flags)?;
    Some(said_by(&program, how, arguments, folder))
}

fn said_by(program: &str, how: &[&str], arguments: &[&str], folder: &Folder) -> String {
    let mut command = how.to_vec();
    command.push(program);
    command.extend_from_slice(arguments);
    let output = std::process::Command::new(command[0])
        .args(&command[1..])
        .current_dir(folder.path())
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{command:?}: {}\n{said}", output.status);
    said
}

const ASAN: &[&str] = &["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const VALGRIND: &[&str] =
    &["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--show-leak-kinds=definite"];

#[test]
fn signing_and_verifying_work_from_c_with_every_suite() {
    let now = clock::now().seconds().to_string();
    for suite in Suite::ALL {
        let folder = Folder::new();
        world(&folder, suite);
        let home = folder.path().to_str().expect("UTF-8").to_owned();
        run("sign_verify", &[], &[], &[&home, &now], &folder);
    }
}

#[test]
fn signing_and_verifying_are_clean_under_address_sanitizer_and_valgrind() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let home = folder.path().to_str().expect("UTF-8").to_owned();
    run("sign_verify", &[], ASAN, &[&home, &now], &folder);
    if peers::find("valgrind", &["--version"], "valgrind").is_some() {
        run("sign_verify", VALGRIND, &[], &[&home, &now], &folder);
    }
}

#[test]
fn a_licence_is_issued_verified_tampered_with_and_revoked_from_c() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    run("issue", &[], &[], &["sm2", &now], &folder);
    run("issue", &[], ASAN, &["p256", &now], &folder);
}

#[test]
fn a_seal_is_drawn_made_applied_and_refused_from_c() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let home = folder.path().to_str().expect("UTF-8").to_owned();
    let mut flags = ASAN.to_vec();
    if cfg!(feature = "picture") {
        flags.push("-DSIDIAN_PICTURE");
    }
    run("seal", &[], &flags, &[&home, &now], &folder);
}

#[test]
fn a_phone_keeps_its_key_and_a_server_its_document() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let home = folder.path().to_str().expect("UTF-8").to_owned();
    run("phone", &[], ASAN, &[&home, &now], &folder);
}

#[test]
fn misuse_is_a_status_and_never_a_crash() {
    let folder = Folder::new();
    run("misuse", &[], &[], &[], &folder);
    run("misuse", &[], ASAN, &[], &folder);
}

#[test]
fn every_function_survives_every_misuse() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(home.join(name)).expect("UTF-8");
    let symbols = read("abi/symbols.txt");
    let program = hostile::program(&read("include/sidian.h"), &symbols);
    folder.write("hostile.c", program);
    let place = folder.path().to_str().expect("UTF-8").to_owned();
    let Some(said) = run("hostile", &[], ASAN, &[&place, &now], &folder) else { return };
    let calls: usize = said.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
    println!("{calls} calls");
    assert!(calls > 4 * symbols.lines().count(), "{calls} calls");
}

#[test]
fn eight_threads_share_one_verifier_and_a_free_during_calls_is_harmless() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let place = folder.path().to_str().expect("UTF-8").to_owned();
    run("threads", &[], ASAN, &[&place, &now], &folder);
}

#[test]
fn signatures_climb_to_lta_and_are_renewed_from_c() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let place = folder.path().to_str().expect("UTF-8").to_owned();
    run("extend", &[], ASAN, &[&place, &now], &folder);
}

#[test]
fn materials_are_granted_shared_copied_receipted_and_exempted_from_c() {
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let place = folder.path().to_str().expect("UTF-8").to_owned();
    run("materials", &[], ASAN, &[&place, &now], &folder);
}

/// The library for government servers (Kunpeng, Phytium): `SIDIAN_AARCH64_LIBRARY` names one that
/// was built with `--no-default-features --target aarch64-unknown-linux-gnu`.
#[test]
fn the_c_programs_run_on_aarch64_under_qemu() {
    let Some(built) = std::env::var_os("SIDIAN_AARCH64_LIBRARY") else {
        println!("skipped: SIDIAN_AARCH64_LIBRARY names no library");
        return;
    };
    let gnu = "Free Software Foundation";
    let Some(cc) = peers::find("aarch64-linux-gnu-gcc", &["--version"], gnu) else { return };
    let Some(_) = peers::find("qemu-aarch64", &["--version"], "qemu-aarch64") else { return };
    let now = clock::now().seconds().to_string();
    let folder = Folder::new();
    world(&folder, Suite::Sm2);
    let place = folder.path().to_str().expect("UTF-8").to_owned();
    let library = linked(&folder, Path::new(&built));
    for program in ["sign_verify", "extend", "threads"] {
        let program = compile(&cc, &library, &folder, program, &[]);
        let how = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"];
        assert_eq!(said_by(&program, &how, &[&place, &now], &folder), "ok\n", "{program}");
    }
}

#[test]
fn an_installed_library_is_found_by_pkg_config() {
    let Some(_) = peers::find("cc", &["--version"], "Free Software Foundation") else { return };
    let Some(_) = peers::find("pkg-config", &["--version"], ".") else { return };
    let folder = Folder::new();
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::create_dir(folder.path().join("built")).expect("a folder");
    std::fs::rename(library(&folder), folder.path().join("built/libsidian_ffi.so")).expect("moved");
    let prefix = folder.path().join("usr");
    let prefix = prefix.to_str().expect("UTF-8");
    folder.write(
        "hello.c",
        "#include <sidian.h>\nint main(void) { return sidian_abi_version() != SIDIAN_ABI_VERSION; }\n",
    );
    // The loader follows the soname: the name without a version is for the linker alone.
    let script = format!(
        "set -eu\n{}/install.sh {prefix} built\nexport PKG_CONFIG_PATH={prefix}/lib/pkgconfig\n\
         cc -Wall -Werror hello.c -o hello $(pkg-config --cflags --libs sidian)\n\
         rm {prefix}/lib/libsidian_ffi.so\nLD_LIBRARY_PATH={prefix}/lib ./hello\n\
         test \"$(pkg-config --modversion sidian)\" = {}\n",
        home.display(),
        env!("CARGO_PKG_VERSION"),
    );
    folder.write("install.sh", script);
    let done = std::process::Command::new("sh")
        .arg("install.sh")
        .current_dir(folder.path())
        .output()
        .expect("a shell");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn the_header_is_valid_cxx() {
    let Some(cxx) = peers::find("c++", &["--version"], "Free Software Foundation") else { return };
    let folder = Folder::new();
    folder.write("header.cpp", "#include \"sidian.h\"\nint main() { return SIDIAN_OK; }\n");
    let include = format!("-I{}/include", env!("CARGO_MANIFEST_DIR"));
    let arguments =
        ["-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", &include, "header.cpp"];
    cxx.run(&folder, &arguments).expect("the header as C++");
}
