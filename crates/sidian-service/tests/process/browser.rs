//! The page in a real browser.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use sidian_testkit::{pdf, peers};

use crate::client::{ask, licence, post};
use crate::run::Running;
use crate::webdriver::Browser;

/// Three files: a licence, the same torn, and the same with something put on its page later.
fn files(running: &Running, dir: &Path) -> String {
    let clerk = running.clerk.as_deref().unwrap();
    let mut first = String::new();
    for n in 1..=3 {
        let mut order = licence(n);
        order["data"]["住所"] = json!(format!("示例路{n}号"));
        let (status, made) =
            post(running.port, clerk, "/api/v1/licences", &format!("b{n}"), &order).unwrap();
        assert_eq!(status, 201, "{made}");
        if n == 1 {
            first = made["licence"]["id"].as_str().unwrap().to_owned();
        }
    }
    let bearer = format!("Bearer {clerk}");
    let path = format!("/api/v1/licences/{first}/file?purpose=%E6%A0%B8%E5%AF%B9&basis=%E6%B3%95");
    let headers = [("Authorization", bearer.as_str())];
    let (status, good) = ask(running.port, "GET", &path, &headers, b"").unwrap();
    assert_eq!(status, 200);
    let mut torn = good.clone();
    torn[2000] ^= 1;
    let changed = annotated(&good);
    let mut names = Vec::new();
    for (name, bytes) in [
        ("食品经营许可证.pdf", &good),
        ("被改动的许可证.pdf", &changed),
        ("损坏的许可证.pdf", &torn),
        ("说明.pdf", &b"not a PDF".to_vec()),
    ] {
        let path = dir.join(name);
        std::fs::write(&path, bytes).unwrap();
        names.push(path.to_str().unwrap().to_owned());
    }
    names.join("\n")
}

/// A note that somebody put on the page later.
fn annotated(pdf: &[u8]) -> Vec<u8> {
    use sidian::budget::Budget;
    use sidian::pdf::{Dict, Object, Pdf, PdfString, Update};

    let budget = Budget::for_file(pdf.len());
    let file = Pdf::open(pdf, &budget).unwrap();
    let view = file.latest();
    let tree = view.root().unwrap().reference("Pages").unwrap();
    let tree = view.dict(&tree.into(), "pages").unwrap();
    let kids = view.value(&tree, "Kids").unwrap();
    let number = kids.as_array().unwrap().get(0).and_then(Object::as_reference).unwrap();
    let page = view.dict(&number.into(), "a page").unwrap();
    let mut update = Update::new(&file).unwrap();
    let rect = [450, 300, 620, 340].map(Object::Integer).to_vec();
    let note = Dict::from([
        ("Type", Object::name("Annot")),
        ("Subtype", Object::name("FreeText")),
        ("Contents", PdfString::literal(*b"valid until 2099").into()),
        ("DA", PdfString::literal(*b"/Helv 14 Tf 0 g").into()),
        ("F", Object::Integer(4)),
        ("Rect", rect.into()),
        ("P", number.into()),
    ]);
    let note = update.add(note).unwrap();
    let mut notes = match page.get("Annots").map(|annots| view.resolve(annots).unwrap()) {
        Some(Object::Array(annots)) => annots.items().to_vec(),
        _ => Vec::new(),
    };
    notes.push(note.into());
    update.put(number, page.with("Annots", notes));
    [pdf, &update.finish().unwrap().tail].concat()
}

#[test]
fn a_clerk_reads_the_answer_in_either_language_by_keyboard_and_on_a_phone() {
    let Some(_) = peers::find("chromedriver", &["--version"], "ChromeDriver") else { return };
    let Some(_) = peers::find("chromium", &["--version"], "Chromium") else { return };
    let dir = tempfile::tempdir().unwrap();
    // A debug build on a busy machine is slow to draw.
    let patient = [("SIDIAN_LIMITS__PICTURE_SECONDS", "60")];
    let running = Running::start(&dir.path().join("data"), &patient);
    let files = files(&running, dir.path());
    let browser = Browser::start(&dir.path().join("profile"));
    browser.size(1100, 1400);
    browser.open(&format!("http://127.0.0.1:{}/", running.port));
    assert_eq!(browser.run("return document.documentElement.lang"), "zh-CN");
    verify(&browser, &files);
    desk(&browser, &running, dir.path());
    browser.size(390, 844);
    browser.run("window.scrollTo(0, 0)");
    let wide = "return document.documentElement.scrollWidth <= window.innerWidth + 1";
    assert_eq!(browser.run(wide), true, "the page is wider than a phone");
    browser.picture("service-phone.png");
    let complaints: Vec<_> = browser.complaints();
    let ours: Vec<_> =
        complaints.iter().filter(|line| !line.contains("422") && !line.contains("401")).collect();
    assert!(ours.is_empty(), "{ours:?}");
}

fn verify(browser: &Browser, files: &str) {
    // By keyboard: the first stop is the way past the head, and the file field is reached.
    let named = "const names = [...document.querySelectorAll('button, input, a')].filter((e) => \
        !(e.textContent.trim() || e.labels?.length || e.getAttribute('aria-label'))); \
        return names.length";
    assert_eq!(browser.run(named), 0, "a control without a name");
    browser.post(
        "/actions",
        &json!({ "actions": [{ "type": "key", "id": "k", "actions": [
        { "type": "keyDown", "value": "\u{e004}" }, { "type": "keyUp", "value": "\u{e004}" }] }] }),
    );
    assert_eq!(browser.run("return document.activeElement.className"), "skip");
    browser.send("#files", files);
    let begun = Instant::now();
    browser.wait(
        "return document.querySelectorAll('.answer').length === 4 && \
        document.getElementById('status').textContent.startsWith('核验完成')",
    );
    println!("four files judged and shown in {:?}", begun.elapsed());
    let words = "return [...document.querySelectorAll('.answer .word')].map((e) => e.textContent)";
    assert_eq!(browser.run(words), json!(["通过", "未通过", "未通过", "无法读取"]));
    let why = browser.run("return document.querySelector('.answer .why').textContent");
    assert!(why.as_str().unwrap().contains("电子证照"), "{why}");
    let facts = browser.run("return document.querySelector('.answer dl').textContent");
    assert!(facts.as_str().unwrap().contains("示例餐馆"), "{facts}");
    let hidden = browser.run("return document.querySelectorAll('.answer')[2].textContent");
    assert!(!hidden.as_str().unwrap().contains("示例餐馆"), "fields of a file that failed");
    let boxes = "return document.querySelectorAll('.answer')[1].querySelectorAll('rect').length";
    let report = browser
        .run("return document.querySelectorAll('.answer')[1].querySelector('pre').textContent");
    assert_ne!(browser.run(boxes), 0, "no box around what was added: {report}");
    let drawn = "return document.querySelectorAll('.answer figure image').length >= 1";
    assert_eq!(browser.run(drawn), true);
    browser.run("document.activeElement.blur()");
    browser.picture("service-verify.png");
    browser.run("document.querySelectorAll('.answer')[1].scrollIntoView()");
    browser.picture("service-changed.png");
    browser.run("window.scrollTo(0, 0)");
    browser.click("#language");
    browser.wait("return document.getElementById('status').textContent.startsWith('Done')");
    assert_eq!(
        browser.run(words),
        json!(["Passed", "Failed", "Failed", "Unreadable"]),
        "in English"
    );
    assert_eq!(browser.run("return document.documentElement.lang"), "en");
    browser.picture("service-english.png");
    browser.click("#language");
    browser.wait("return document.getElementById('status').textContent.startsWith('核验完成')");
}

fn desk(browser: &Browser, running: &Running, dir: &Path) {
    browser.click("#enter");
    browser.send("#token", "wrong");
    browser.click("#login-form .main");
    browser.wait("return document.getElementById('login-fault').textContent");
    browser.run("document.getElementById('token').value = ''");
    browser.send("#token", running.clerk.as_deref().unwrap());
    browser.click("#login-form .main");
    browser.wait(
        "return !document.getElementById('desk').hidden && \
        document.querySelectorAll('#panel tbody tr').length === 5",
    );
    let tabs = "return [...document.querySelectorAll('[role=tab]')].map((e) => e.textContent)";
    let wanted =
        ["证照目录", "即将到期", "证照登记", "待复核", "印章", "材料", "授权", "异议", "使用审计"];
    assert_eq!(browser.run(tabs), json!(wanted));
    browser.click("#tabLicences");
    browser.wait("return document.querySelectorAll('#panel tbody tr').length === 3");
    browser.click("#tabAudit");
    browser.wait("return document.querySelectorAll('#panel .plot .bar').length === 30");
    let shown = browser.run("return document.getElementById('panel').textContent");
    assert!(shown.as_str().unwrap().contains("下载"), "{shown}");
    browser.run("document.getElementById('desk').scrollIntoView()");
    browser.picture("service-audit.png");
    browser.click("#tabSoon");
    browser.wait("return document.querySelector('#panel input[type=number]') !== null");
    browser.run(
        "const d = document.querySelector('#panel input[type=number]'); d.value = 3660; \
        d.dispatchEvent(new Event('change'))",
    );
    browser.wait("return document.querySelectorAll('#panel tbody tr').length === 3");
    browser.picture("service-expiring.png");
    seals(browser, dir);
    materials(browser, dir);
    register(browser);
    disputes(browser);
    phone(browser);
    browser.click("#enter");
    browser.wait("return document.getElementById('desk').hidden");
    let kept = browser.run("return sessionStorage.getItem('token')");
    assert_eq!(kept, Value::Null, "the token outlives the log-out");
    let shown = browser.run("return document.getElementById('answers').childElementCount");
    assert_eq!(shown, 0, "what was judged outlives the log-out");
    holder(browser, running);
}

/// A holder sees their own licences and who used them, and nothing of the desk's.
fn holder(browser: &Browser, running: &Running) {
    let administrator = running.administrator.as_deref().unwrap();
    let order = json!({
        "department": "持证人", "name": "示例餐馆", "roles": ["holder"],
        "holder": "91410800MA4400D94H", "holder_type": "001",
    });
    let (status, made) =
        post(running.port, administrator, "/api/v1/accounts", "h", &order).unwrap();
    assert_eq!(status, 201, "{made}");
    browser.click("#enter");
    browser.run("document.getElementById('token').value = ''");
    browser.send("#token", made["token"].as_str().unwrap());
    browser.click("#login-form .main");
    let tabs = "const t = [...document.querySelectorAll('[role=tab]')].map((e) => e.textContent); \
                return t.length === 3 ? t : null";
    assert_eq!(browser.wait(tabs), json!(["证照目录", "我的证照", "异议"]));
    browser.click("#tabLedger");
    browser.wait("return document.querySelectorAll('#panel .scroll').length === 2");
    let own = "return document.querySelectorAll('#panel .scroll:first-child tbody tr').length";
    assert_eq!(browser.run(own), 3);
    browser.picture("service-holder.png");
}

/// A clerk makes a seal and uses it.
fn seals(browser: &Browser, dir: &Path) {
    browser.click("#tabSeals");
    browser.wait("return document.querySelector('#panel details.fold') !== null");
    browser.run("document.querySelector('#panel details.fold').open = true");
    browser.send("#panel details.fold input[type=text]", "示例市市场监督管理局");
    browser.click("#panel details.fold button[type=submit]");
    let drawn = "const p = document.querySelector('#panel img.seal'); return p?.naturalWidth > 0";
    browser.wait(drawn);
    let said = browser.wait("return document.querySelector('#panel .told')?.textContent");
    assert!(said.as_str().unwrap().contains("41080000000001"), "{said}");
    let order = dir.join("决定书.pdf");
    std::fs::write(&order, pdf::with_table("1.7", 2)).unwrap();
    browser.click("#panel .card button.main");
    browser.send("#panel .card input[type=file]", order.to_str().unwrap());
    browser.send("#panel .card input[type=text]", "准予许可决定");
    browser.click("#panel .card form button[type=submit]");
    browser.wait("return document.querySelector('#panel .told')?.textContent.includes('第 1 条')");
    browser.click("#panel .card .row button:nth-of-type(2)");
    browser.wait("return document.querySelectorAll('#panel .card tbody tr').length === 1");
    browser.run("document.getElementById('desk').scrollIntoView()");
    browser.picture("service-seals.png");
}

/// A clerk takes a material in, has it judged, and packs it.
fn materials(browser: &Browser, dir: &Path) {
    browser.click("#tabMaterials");
    browser.wait("return document.querySelector('#panel input[type=file]') !== null");
    let form = dir.join("申请书.pdf");
    std::fs::write(&form, pdf::with_table("1.7", 1)).unwrap();
    browser.send("#panel form input[type=file]", form.to_str().unwrap());
    browser.send("#panel form input[type=text]", "申请书");
    browser.click("#panel form button[type=submit]");
    browser.wait("return document.querySelectorAll('#panel tbody tr').length === 1");
    browser.click("#panel tbody input[type=checkbox]");
    browser.run("document.querySelector('#panel [data-fold=pack]').open = true");
    browser.send("#panel [data-fold=pack] input", "食品经营许可新办");
    browser.click("#panel [data-fold=pack] button[type=submit]");
    browser.wait("return document.querySelectorAll('#panel tbody tr').length === 2");
    browser.click("#panel tbody tr:first-child button");
    let verdict = "return document.querySelector('#panel tbody .badge')?.textContent";
    assert_eq!(browser.wait(verdict), "通过");
    browser.run("document.getElementById('desk').scrollIntoView()");
    browser.picture("service-materials.png");
    withdraw(browser, "重复打包");
    browser.wait(
        "return document.querySelectorAll('#panel .scroll')[0].textContent.includes('申请书')",
    );
}

/// The clerk withdraws the newest material, after being asked whether to.
fn withdraw(browser: &Browser, reason: &str) {
    browser.click("#panel tbody tr:first-child input[type=checkbox]");
    browser.run("document.querySelector('#panel [data-fold=withdraw]').open = true");
    browser.send("#panel [data-fold=withdraw] input", reason);
    browser.click("#panel [data-fold=withdraw] button[type=submit]");
    browser.accept();
    browser.wait("return document.querySelector('#panel [data-fold=gone] tbody tr') !== null");
    let told = browser.wait("return document.querySelector('#panel .told')?.textContent");
    assert_eq!(told, "已删除 1 份材料");
}

/// A clerk finds a licence, records what happened to it, and downloads need a reason.
fn register(browser: &Browser) {
    browser.click("#tabLicences");
    browser.wait("return document.querySelectorAll('#panel tbody tr').length === 3");
    browser.click("#panel tbody tr:first-child button");
    let told = "return document.querySelector('#panel .told')?.textContent";
    assert_eq!(browser.wait(told), "请先填写用途和依据");
    browser.click("#panel tbody tr:first-child button:nth-of-type(2)");
    browser.send("#panel tbody form input", "年检未过");
    browser.click("#panel tbody form button[type=submit]");
    browser.wait("return document.querySelector('#panel .told')?.textContent === '已登记'");
    let state = "return document.querySelector('#panel tbody td:nth-of-type(4)').textContent";
    assert_eq!(browser.run(state), "暂扣");
    browser.run("document.getElementById('desk').scrollIntoView()");
    browser.picture("service-register.png");
}

/// A clerk takes down what a holder says is wrong, and answers it.
fn disputes(browser: &Browser) {
    let id = "return document.querySelector('#panel tbody td').textContent";
    let id = browser.run(id).as_str().unwrap().to_owned();
    browser.click("#tabDisputes");
    browser.wait("return document.querySelector('#panel [data-fold=raise]') !== null");
    browser.run("document.querySelector('#panel [data-fold=raise]').open = true");
    browser.send("#panel [data-fold=raise] input", &id);
    browser.send("#panel [data-fold=raise] textarea", "门牌号有误");
    browser.click("#panel [data-fold=raise] button");
    browser.wait("return document.querySelector('#panel tbody textarea') !== null");
    browser.send("#panel tbody textarea", "已核对，按证照更正");
    browser.click("#panel tbody form button");
    browser.wait("return document.querySelector('#panel tbody textarea') === null");
}

/// The desk on a phone: nothing is wider than it.
fn phone(browser: &Browser) {
    browser.size(390, 844);
    let wide = "return document.documentElement.scrollWidth <= window.innerWidth + 1";
    for tab in ["#tabMaterials", "#tabGrants", "#tabLicences", "#tabDisputes", "#tabSeals"] {
        browser.click(tab);
        browser.wait("return !document.getElementById('panel').hasAttribute('aria-busy')");
        assert_eq!(browser.run(wide), true, "{tab} is wider than a phone");
    }
    browser.wait("const p = document.querySelector('#panel img.seal'); return p?.naturalWidth > 0");
    browser.run("document.getElementById('desk').scrollIntoView()");
    browser.picture("service-phone-desk.png");
    browser.size(1100, 1400);
}
