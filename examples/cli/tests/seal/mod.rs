//! Electronic seals from the command line: made, looked at, verified, revoked.

mod apply;

use std::fs;

use super::desk::{Answer, Desk};
use super::json;
use super::schema::check;

const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 42 42'>\
<circle cx='21' cy='21' r='20' fill='none' stroke='red'/></svg>";

const TRUST: &str = "--trust demo/ed25519/trust --seal-makers demo/ed25519/trust \
                     --chain demo/ed25519/ca.pem --crl demo/ed25519/crls.pem";

/// A desk with a maker of seals and a picture.
fn desk() -> Desk {
    let desk = Desk::lay();
    let done = |words: &str| {
        let answer = desk.run(words.split_whitespace(), None);
        assert_eq!(answer.code, Some(0), "sidian {words}\n{}", answer.all());
    };
    done("keys new --suite ed25519 --out maker.key --public maker.pub");
    done(
        "ca issue --ca demo/ed25519/ca.pem --ca-key demo/ed25519/keys/ca.key \
         --public-key maker.pub --name 制章单位 --out maker.pem",
    );
    fs::write(desk.path("seal.svg"), SVG).expect("a picture");
    desk
}

fn say(desk: &Desk, words: &str) -> Answer {
    desk.run(words.split_whitespace(), None)
}

const MAKE: &str = "seal make --picture seal.svg --size 42x42 --id 41080000000017 \
    --seal-name 四电测试局 --signer me.pem --key maker.key --cert maker.pem \
    --chain demo/ed25519/ca.pem --out seal.esl --register seals.json --owner 四电测试局";

const KEYS: &str = "--key maker.key --cert maker.pem --chain demo/ed25519/ca.pem";

#[test]
fn a_seal_is_made_looked_at_verified_and_revoked() {
    let desk = desk();
    let made = say(&desk, MAKE);
    assert_eq!(made.code, Some(0), "{}", made.all());

    let shown = say(&desk, "seal inspect seal.esl --picture out.svg --lang zh");
    assert_eq!(shown.code, Some(0), "{}", shown.all());
    for wanted in
        ["四电测试局", "41080000000017", "GM/T 0031-2025", "42 × 42 mm", "制章单位", "未核验"]
    {
        assert!(shown.all().contains(wanted), "lacks {wanted}: {}", shown.all());
    }
    assert_eq!(fs::read(desk.path("out.svg")).expect("the picture"), SVG);
    let shown = json(&say(&desk, "seal inspect seal.esl --json"));
    assert_eq!(shown[0]["type"], 1);
    assert_eq!(shown[0]["signers"][0]["kind"], "certificate");

    let good = say(&desk, &format!("seal verify seal.esl {TRUST} --lang en"));
    assert_eq!(good.code, Some(0), "{}", good.all());
    for wanted in ["PASSED", "四电测试局", "valid now", "intact"] {
        assert!(good.all().contains(wanted), "lacks {wanted}: {}", good.all());
    }

    // Stopped by the register that its maker published.
    let stop = format!(
        "seal revoke --register seals.json --seal seal.esl --event stop --reason 更换 \
         --out seals.jwt {KEYS}"
    );
    let stopped = say(&desk, &stop);
    assert_eq!(stopped.code, Some(0), "{}", stopped.all());
    let verify = format!("seal verify seal.esl {TRUST} --seal-register seals.jwt");
    let failed = say(&desk, &format!("{verify} --json --lang zh"));
    assert_eq!(failed.code, Some(1), "{}", failed.all());
    let object = &json(&failed)[0];
    assert_eq!(check(object), Vec::<String>::new(), "{object}");
    assert_eq!((&object["kind"], &object["verdict"]), (&"seal".into(), &"failed".into()));
    assert_eq!(object["seal"]["state_now"], "stopped");
    let codes: Vec<_> = object["findings"].as_array().into_iter().flatten().collect();
    assert!(codes.iter().any(|f| f["code"] == 6030), "{codes:?}");

    // In use again.
    let restore = stop.replace("--event stop", "--event restore") + " --force";
    assert_eq!(say(&desk, &restore).code, Some(0));
    let good = say(&desk, &verify);
    assert_eq!(good.code, Some(0), "{}", good.all());
    let table = say(&desk, "seal revoke --register seals.json --show --lang zh");
    for wanted in ["在用", "stop", "restore", "更换", "41080000000017"] {
        assert!(table.all().contains(wanted), "lacks {wanted}: {}", table.all());
    }
}

#[test]
fn what_is_wrong_with_a_seal_is_said_clearly() {
    let desk = desk();
    assert_eq!(say(&desk, MAKE).code, Some(0));
    let mut forged = fs::read(desk.path("seal.esl")).expect("the seal");
    let at = forged.windows(6).position(|w| w == "四电".as_bytes()).expect("its name");
    forged[at..at + 6].copy_from_slice("五电".as_bytes());
    desk.put("forged.esl", &forged);
    for (words, code, wanted) in [
        (format!("seal verify forged.esl {TRUST} --lang zh"), 1, "伪造"),
        (format!("seal verify unsigned.pdf {TRUST} --lang zh"), 4, "没有电子印章"),
        (format!("seal verify text.pdf {TRUST} --lang zh"), 2, "sidian verify"),
        (format!("seal verify nothere.esl {TRUST} --lang zh"), 2, "不存在"),
        (MAKE.replace("41080000000017", "99080000000017") + " --force --lang zh", 2, "行政区划"),
        (MAKE.replace("42x42", "42") + " --force --lang zh", 2, "42x42"),
        (MAKE.replace("42x42", "900x42") + " --force --lang zh", 2, "图像"),
        (MAKE.replace("seal.svg", "text.pdf") + " --force --lang zh", 2, "图像"),
        (MAKE.replace("maker.key", "other.key") + " --force --lang zh", 2, "私钥"),
        ("seal inspect text.pdf --lang zh".to_owned(), 2, "不是电子印章"),
        (
            "seal revoke --register seals.json --seal x --event stop --lang zh".to_owned(),
            2,
            "没有这枚印章",
        ),
        (
            "seal revoke --register seals.json --seal 41080000000017 --event melt --lang zh"
                .to_owned(),
            2,
            "compromise",
        ),
        ("seal revoke --register bad.json --show --lang zh".to_owned(), 2, "不是印章登记簿"),
    ] {
        let answer = say(&desk, &words);
        assert_eq!(answer.code, Some(code), "sidian {words}\n{}", answer.all());
        assert!(answer.all().contains(wanted), "lacks {wanted}: {words}\n{}", answer.all());
        assert!(!answer.all().contains("panicked"), "{}", answer.all());
    }
}
