//! The samples of each language, run against the shared library: issue, verify, tamper, be refused.
//!
//! A language whose tools are missing is skipped with a printed reason.

use std::path::{Path, PathBuf};
use std::process::Command;

use sidian_ffi::version::SIDIAN_ABI_VERSION;
use sidian_testkit::pdf;
use sidian_testkit::peers::{self, Folder};

fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder in which the shared library lies under every name that it is looked for.
fn world() -> Folder {
    let folder = Folder::new();
    let test = std::env::current_exe().expect("its own path");
    let built = test.parent().expect("deps").join("libsidian_ffi.so");
    assert!(built.exists(), "the shared library is built with the tests");
    for name in ["libsidian_ffi.so".to_owned(), format!("libsidian_ffi.so.{SIDIAN_ABI_VERSION}")] {
        std::os::unix::fs::symlink(&built, folder.path().join(name)).expect("a link");
    }
    folder
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{command:?}: {}\n{said}", output.status);
}

#[test]
fn the_sample_and_the_tests_in_cxx_run() {
    let Some(_) = peers::find("c++", &["--version"], "Free Software Foundation") else { return };
    let folder = world();
    folder.write("in.pdf", pdf::with_table("1.7", 1));
    let library = text(folder.path());
    for name in ["sample", "tests"] {
        let program = text(&folder.path().join(name));
        run(Command::new("c++")
            .args(["-std=c++17", "-Wall", "-Wextra", "-Werror", "-g"])
            .arg("-fsanitize=address,undefined")
            .arg(format!("-I{}", text(&home().join("include"))))
            .arg(home().join("cpp").join(format!("{name}.cpp")))
            .args(["-o", &program, &format!("-L{library}"), "-lsidian_ffi"])
            .arg(format!("-Wl,-rpath,{library}")));
        run(Command::new(&program).arg(folder.path().join("in.pdf")));
    }
}

#[test]
fn the_sample_in_python_runs() {
    let Some(_) = peers::find("python3", &["--version"], "Python 3") else { return };
    let folder = world();
    run(Command::new("python3")
        .arg(home().join("python/sample.py"))
        .env("PYTHONPATH", home().join("python"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("SIDIAN_LIBRARY", folder.path().join("libsidian_ffi.so")));
}

#[test]
fn the_tests_in_python_pass_from_a_wheel_with_the_library_inside() {
    let Some(_) = peers::find("python3", &["--version"], "Python 3") else { return };
    let (folder, out, site) = (world(), Folder::new(), Folder::new());
    run(Command::new("python3")
        .arg(home().join("python/build_wheel.py"))
        .arg(folder.path().join("libsidian_ffi.so"))
        .arg(out.path()));
    let mut made = std::fs::read_dir(out.path()).expect("a folder");
    let wheel = made.next().expect("a wheel").expect("an entry").path();
    run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(wheel).arg(site.path()));
    run(Command::new("python3")
        .args(["-m", "unittest", "discover"])
        .arg(home().join("python/tests"))
        .env("PYTHONPATH", site.path())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env_remove("SIDIAN_LIBRARY"));
}

#[test]
fn the_sample_and_the_tests_in_go_run() {
    let Some(_) = peers::find("go", &["version"], "go1") else { return };
    let folder = world();
    let library = text(folder.path());
    folder.write("in.pdf", pdf::with_table("1.7", 1));
    for what in [["run", "./sample"], ["test", "./sidian"]] {
        run(Command::new("go")
            .args(what)
            .current_dir(home().join("go"))
            .env("GOFLAGS", "-mod=mod")
            .env("CGO_ENABLED", "1")
            .env("CGO_CFLAGS", format!("-I{}", text(&home().join("include"))))
            .env("CGO_LDFLAGS", format!("-L{library} -Wl,-rpath,{library}"))
            .env("SIDIAN_TEST_PDF", folder.path().join("in.pdf")));
    }
}

#[test]
fn the_samples_and_the_tests_in_java_and_kotlin_run() {
    let Some(_) = peers::find("java", &["-version"], "version") else { return };
    let Some(_) = peers::find("mvn", &["--version"], "Apache Maven") else { return };
    let folder = world();
    // Maven writes beside its sources: they are copied first.
    let jvm = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("jvm");
    copy(&home().join("jvm"), &jvm);
    run(Command::new("mvn").args(["-q", "-B", "package"]).current_dir(&jvm));
    let libraries = format!("-Djna.library.path={}", text(folder.path()));
    let classes = "java/target/*:kotlin/target/*:kotlin/target/libraries/*:java/target/test-classes:\
         kotlin/target/test-classes";
    folder.write("in.pdf", pdf::with_table("1.7", 1));
    run(Command::new("java")
        .args(["-ea", &libraries, "-cp", classes, "org.sidian.Tests"])
        .arg(folder.path().join("in.pdf"))
        .current_dir(&jvm));
    for program in ["org.sidian.Sample", "org.sidian.kt.SampleKt", "org.sidian.kt.TestsKt"] {
        run(Command::new("java").args([&libraries, "-cp", classes, program]).current_dir(&jvm));
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.file_type().expect("a type").is_dir() {
            true if entry.file_name() != "target" => copy(&entry.path(), &target),
            true => {}
            false => {
                std::fs::copy(entry.path(), target).expect("a copy");
            }
        }
    }
}
