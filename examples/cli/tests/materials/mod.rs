//! What travels between people, through the command: authorised, shown, shared, copied, packed, filed.

use super::desk::{Answer, Desk};

const D: &str = "demo/ed25519";
const HOLDER: &str = "001:91410800MA4400D94H";
const DEPARTMENT: &str = "001:11410800MB00000009";
const BANK: &str = "001:114108000000001310";
const ITEM: &str = "--item 410800-0131-01 --item-name 贷款";

/// A desk with a holder, and what judging needs.
struct Story {
    desk: Desk,
    /// Trust, revocation lists, status list, and the certificates of authority and holder.
    judge: String,
    /// The holder signs.
    holder: String,
    /// The department signs.
    department: String,
}

impl Story {
    fn begin() -> Self {
        let story = Self {
            desk: Desk::lay(),
            judge: format!(
                "--trust {D}/trust --crl {D}/crls.pem --status-list {D}/status.jwt \
                 --chain {D}/ca.pem --chain holder.pem"
            ),
            holder: format!("--key holder.key --cert holder.pem --chain {D}/ca.pem"),
            department: format!("--key {D}/keys/department.key --cert {D}/department.pem"),
        };
        story.ok("keys new --suite ed25519 --out holder.key --public holder.pub");
        story.ok(&format!(
            "ca issue --ca {D}/ca.pem --ca-key {D}/keys/ca.key --public-key holder.pub \
             --name 怀药膳食坊 --org-code 91410800MA4400D94H --out holder.pem"
        ));
        story
    }

    fn run(&self, words: &str) -> Answer {
        self.desk.run(words.split_whitespace().chain(["--lang", "en"]), None)
    }

    fn ok(&self, words: &str) -> String {
        let answer = self.run(words);
        assert_eq!(answer.code, Some(0), "sidian {words}\n{}", answer.all());
        answer.all()
    }

    /// The exit code, and something that is said in both languages.
    fn says(&self, words: &str, code: i32, said: &str) {
        for language in ["en", "zh"] {
            let answer = self.desk.run(words.split_whitespace().chain(["--lang", language]), None);
            assert_eq!(answer.code, Some(code), "sidian {words}\n{}", answer.all());
            assert!(answer.all().contains(said), "lacks {said}: sidian {words}\n{}", answer.all());
        }
    }

    fn granted(&self, more: &str, out: &str) {
        self.ok(&format!(
            "grant new --holder {HOLDER} --to {BANK} {ITEM} --purpose 办理贷款 \
             --licence {D}/licence.pdf {more} {} --out {out}",
            self.holder
        ));
    }

    /// An authority for time-stamps of one's own, and how it is named.
    fn stamper(&self) -> String {
        self.ok("keys new --suite ed25519 --out tsa.key");
        self.ok(&format!(
            "ca issue --ca {D}/ca.pem --ca-key {D}/keys/ca.key --key tsa.key --name 时间戳 \
             --for-timestamps --out tsa.pem"
        ));
        format!(
            "--tsa-key tsa.key --tsa-cert tsa.pem --tsa-chain {D}/ca.pem --tsa-register tsa.json"
        )
    }
}

#[test]
fn an_authorisation_is_used_once_counted_withdrawn_and_delegated() {
    let story = Story::begin();
    let Story { judge, holder, .. } = &story;
    let asked = format!("--licence {D}/licence.pdf --as {BANK} --item 410800-0131-01 {judge}");
    story.granted("--uses 1", "once.jws");
    let used = format!("grant verify once.jws {asked} --purpose 办理贷款 --uses uses.json");
    story.ok(&format!("{used} --take"));
    story.says(&format!("{used} --take"), 1, "8019");
    story.says(&format!("grant verify once.jws {asked} --purpose 办理变更"), 1, "8012");
    story.granted("--revocations https://grants.example/1", "grant.jws");
    let verify = format!("grant verify grant.jws {asked} --purpose 办理贷款");
    story.says(&verify, 3, "8028");
    story.ok(&format!(
        "grant revoke grant.jws --revocations https://grants.example/1 --by {HOLDER} {holder} \
         --out revoked.jws"
    ));
    story.says(&format!("{verify} --statement revoked.jws"), 1, "8027");
    story.ok(&format!(
        "grant delegate --holder {HOLDER} --principal {HOLDER} --agent {BANK} --role 办事人 \
         {holder} --out link.jws"
    ));
}

#[test]
fn a_copy_is_good_for_one_purpose_and_no_more_are_made_than_may_be() {
    let story = Story::begin();
    let Story { judge, department, .. } = &story;
    story.granted("", "grant.jws");
    let copy = |out: &str, more: &str| {
        format!(
            "licence copy {D}/licence.pdf --grant grant.jws --to-name 示例银行 --cause 贷款 \
             --by {DEPARTMENT} --copies copies.json {judge} {department} --cert-chain {D}/ca.pem \
             {more} --out {out}"
        )
    };
    story.ok(&copy("copy.pdf", ""));
    story.ok(&copy("sealed.pdf", &format!("--seal {D}/seal.esl --at 20,40")));
    let verify = |file: &str, purpose: &str, more: &str| {
        format!(
            "licence verify-copy {file} --as {BANK} --purpose {purpose} {judge} {more} \
             --seal-register {D}/seals.jwt"
        )
    };
    let original = format!("--original {D}/licence.pdf");
    for file in ["copy.pdf", "sealed.pdf"] {
        story.ok(&verify(file, "办理贷款", &original));
        story.says(&verify(file, "办理贷款", ""), 3, "8512");
        story.says(&verify(file, "办理变更", &original), 1, "8506");
    }
    story.says(&verify(&format!("{D}/licence.pdf"), "办理贷款", &original), 1, "8501");
    story.ok(&copy("third.pdf", ""));
    story.says(&copy("fourth.pdf", ""), 2, "8544");
    assert!(!story.desk.path("fourth.pdf").exists());
    let long = story.run(&copy("long.pdf", "--days 90 --most 9"));
    assert_eq!(long.code, Some(0), "it is cut to the authorisation: {}", long.all());
}

#[test]
fn a_code_is_shown_once_and_fields_are_shared_with_one_verifier() {
    let story = Story::begin();
    let Story { judge, department, .. } = &story;
    story.ok(&format!("show code {D}/licence.pdf --key holder.key --out code.png"));
    let scan = format!("show scan code.png --licence {D}/licence.pdf --seen seen.json {judge}");
    story.ok(&scan);
    story.says(&scan, 1, "8044");
    story.ok(&format!(
        "share new {D}/licence.pdf --public-key holder.pub {department} --chain {D}/ca.pem \
         --out share.sdjwt"
    ));
    story.ok("share disclose share.sdjwt --field ZZBH --audience hall --nonce n1 --purpose 核对 \
         --key holder.key --out shown.sdjwt");
    let verify = |nonce: &str, field: &str| {
        format!(
            "share verify shown.sdjwt --field {field} --audience hall --nonce {nonce} \
             --purpose 核对 {judge}"
        )
    };
    let said = story.ok(&verify("n1", "ZZBH"));
    assert!(said.contains("JY24108000000001"), "{said}");
    assert!(!said.contains("怀药膳食坊"), "a hidden field came out: {said}");
    story.says(&verify("n2", "ZZBH"), 1, "8065");
    story.says(&verify("n1", "CZZT"), 3, "8070");
}

#[test]
fn materials_are_packed_and_a_case_is_filed_dated_and_read_again() {
    let story = Story::begin();
    let Story { judge, department, .. } = &story;
    let (stamper, signer) = (story.stamper(), format!("{department} --cert-chain {D}/ca.pem"));
    story.ok(&format!("show code {D}/licence.pdf --key holder.key --out scan.png"));
    story.desk.put("form.txt", "申请".as_bytes());
    story.ok(&format!(
        "material pack 身份证复印件=scan.png --title 变更 --case C1 --source copy \
         --vouched-by 综合窗口 --pages {department} --chain {D}/ca.pem --out case.asice"
    ));
    story.ok(&format!(
        "material add case.asice 申请书=form.txt --title 补正 --source statement {} --out more.asice",
        story.holder
    ));
    let said = story.ok(&format!("material verify more.asice {judge}"));
    assert!(said.contains("scan.pdf") && said.contains("form.txt"), "{said}");
    let mut forged = std::fs::read(story.desk.path("more.asice")).expect("a package");
    let at = forged.windows(6).position(|w| w == "申请".as_bytes()).expect("the form");
    forged[at] ^= 1;
    story.desk.put("forged.asice", &forged);
    story.says(&format!("material verify forged.asice {judge}"), 1, "8324");
    story.ok(&format!(
        "receipt new {D}/licence.pdf --case C1 --by {DEPARTMENT} {judge} {signer} --out r.json"
    ));
    story.ok(&format!(
        "receipt stamp r.json --crl {D}/crls.pem {stamper} --pdf r.pdf --out dated.json"
    ));
    let about = format!("receipt verify dated.json --document {D}/licence.pdf {judge}");
    let said = story.ok(&format!("{about} --case C1"));
    assert!(!said.contains("8083") && said.contains("renew the timestamp before"), "{said}");
    story.says(&format!("{about} --case C2"), 1, "8086");
    let said = story.ok(&format!(
        "archive new 食品经营许可证={D}/licence.pdf 申请书=form.txt --receipt dated.json \
         --title 变更 --case C1 --by {DEPARTMENT} --by-name 示例市市场监督管理局 {judge} {signer} \
         {stamper} --out archive.asice"
    ));
    assert!(said.contains("PASSED") && said.contains("receipts/dated.json"), "{said}");
    story.ok(&format!(
        "archive renew archive.asice --crl {D}/crls.pem --hash sha512 {stamper} --out renewed.asice"
    ));
    // In it is all that its contents need; its last time-stamp has to be known to be good today.
    let alone = format!("--trust {D}/trust --crl {D}/crls.pem --chain {D}/ca.pem");
    story.ok(&format!("archive verify renewed.asice {alone}"));
    let json = story.run(&format!("archive verify renewed.asice {alone} --json"));
    let json: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!(json["timestamps"].as_array().map(Vec::len), Some(2), "{json}");
    assert_eq!(json["entries"][2]["kind"], "核验回执", "{json}");
    story.says(&format!("archive verify more.asice {judge}"), 3, "8319");
    // The page carries the receipt, and is as good as it.
    let page = about.replace("dated.json", "r.pdf");
    let said = story.ok(&format!("{page} --case C1"));
    assert!(said.contains("what the page says was not compared"), "{said}");
    story.says(&format!("{page} --case C2"), 1, "8086");
    story.says(&format!("receipt verify {D}/licence.pdf {judge}"), 2, "sidian receipt new --pdf");
    // What of it has to be dated again by when: the receipt, its page and the case.
    std::fs::create_dir(story.desk.path("kept")).expect("a folder");
    for file in ["dated.json", "r.pdf", "renewed.asice", "tsa.json"] {
        std::fs::copy(story.desk.path(file), story.desk.path(&format!("kept/{file}"))).expect(file);
    }
    let said = story.ok(&format!("renewals kept {alone} --json"));
    let lines: Vec<serde_json::Value> =
        said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let kinds: Vec<_> = lines.iter().map(|line| &line["signatures"][0]["kind"]).collect();
    assert_eq!(kinds.len(), 3, "{said}");
    assert!(kinds.iter().all(|kind| *kind == "receipt" || *kind == "archive"), "{said}");
    assert!(lines.iter().all(|line| line["signatures"][0]["due"].is_string()), "{said}");
    story.says(&format!("renewals more.asice {alone}"), 1, "more.asice");
}

#[test]
fn a_list_says_which_papers_fall_away_and_sharing_interfaces_get_their_numbers() {
    let story = Story::begin();
    let judge = &story.judge;
    let list = serde_json::json!({
        "format": 1, "code": "410800-0131-01", "name": "贷款",
        "department": { "name": "示例银行", "code": "114108000000001310" },
        "papers": [
            { "name": "许可证", "required": true,
              "accepts": [{ "licence": { "name": "食品经营许可证" } }] },
            { "name": "照片", "required": true, "accepts": [] },
        ],
    });
    story.desk.put("list.json", list.to_string().as_bytes());
    story.granted("", "grant.jws");
    let asked = format!("exempt list.json --applicant {HOLDER} --licence {D}/licence.pdf {judge}");
    story.says(&asked, 3, "8403");
    story.says(&format!("{asked} --grant grant.jws"), 3, "8402");
    let json = story.run(&format!("{asked} --grant grant.jws --json"));
    assert!(json.out.contains("\"satisfied\"") && json.out.contains("\"hand-in\""), "{}", json.out);
    let lists = format!("--trust {D}/trust --crl {D}/crls.pem --status-list {D}/status.jwt");
    for (file, wanted) in [("licence.pdf", [0, 0]), ("changed-field.pdf", [2, 6])] {
        let answer = story.run(&format!("verify {D}/{file} {lists} --standard-code --json"));
        let json: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
        let codes = &json["standard_codes"];
        assert_eq!(codes["file_verification"], wanted[0], "{file}: {json}");
        assert_eq!(codes["information_verification"], wanted[1], "{file}: {json}");
    }
}
