//! Signatures dated over HTTP: a timestamp authority on loopback, kept by `sidian tsa`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use super::desk::{Answer, Desk};
use super::json;

const D: &str = "demo/ed25519";

fn done(desk: &Desk, words: &str) -> Answer {
    let answer = desk.run(words.split_whitespace(), None);
    assert_eq!(answer.code, Some(0), "sidian {words}\n{}", answer.all());
    answer
}

/// A desk with somebody who signs and an authority that dates.
fn desk() -> Desk {
    let desk = Desk::lay();
    for name in ["tsa", "maker"] {
        done(&desk, &format!("keys new --suite ed25519 --out {name}.key --public {name}.pub"));
        let purpose = if name == "tsa" { "--for-timestamps" } else { "" };
        let ca =
            format!("ca issue --ca {D}/ca.pem --ca-key {D}/keys/ca.key --public-key {name}.pub");
        done(&desk, &format!("{ca} --name {name} {purpose} --out {name}.pem"));
    }
    desk
}

/// Runs `sidian` with an authority that it may ask, at an address that takes the place of `URL`.
fn dated(desk: &Desk, words: &str) -> Answer {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/tsa", door.local_addr().expect("an address"));
    let words = format!("{words} --tsa-url {url} --allow 127.0.0.1:{} --allow-inside", port(&url));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (client, _) = door.accept().expect("somebody asks");
            answer(desk, client);
        });
        let answer = desk.run(words.split_whitespace(), None);
        // Whoever never asked leaves nobody waiting.
        drop(TcpStream::connect(url["http://".len()..].trim_end_matches("/tsa")));
        assert_eq!(answer.code, Some(0), "sidian {words}\n{}", answer.all());
        answer
    })
}

fn port(url: &str) -> &str {
    url.rsplit(':').next().map_or("", |rest| rest.trim_end_matches("/tsa"))
}

/// One request by HTTP (RFC 3161, 3.4), answered by the command.
fn answer(desk: &Desk, client: TcpStream) {
    let mut client = BufReader::new(client);
    let (mut length, mut line) = (0, String::new());
    while client.read_line(&mut line).is_ok_and(|n| n > 2) {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        line.clear();
    }
    if length == 0 {
        return;
    }
    let mut request = vec![0; length];
    client.read_exact(&mut request).expect("a request");
    desk.put("ask.tsq", &request);
    let tsa = format!("--key tsa.key --cert tsa.pem --chain {D}/ca.pem --register tsa.json");
    done(desk, &format!("tsa ask.tsq {tsa} --out answer.tsr --force"));
    let token = std::fs::read(desk.path("answer.tsr")).expect("an answer");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/timestamp-reply\r\nconnection: close";
    let head = format!("{head}\r\ncontent-length: {}\r\n\r\n", token.len());
    client.get_mut().write_all(&[head.as_bytes(), &token].concat()).expect("is answered");
}

/// The file passes, at level B-T, and its time is proven and not claimed.
fn passes_dated(desk: &Desk, file: &str) {
    let verify = format!(
        "verify {file} --trust {D}/trust --seal-makers {D}/trust --chain {D}/ca.pem \
         --crl {D}/crls.pem --json"
    );
    let report = &json(&done(desk, &verify))[0];
    let signature = &report["signatures"][0];
    assert_eq!(signature["level"], "B-T", "{report:#}");
    assert_eq!(signature["time_source"], "timestamp", "{report:#}");
}

#[test]
fn a_signature_is_dated_as_it_is_made() {
    let desk = desk();
    let key = format!("--key me.key --cert me.pem --chain {D}/ca.pem");
    dated(&desk, &format!("sign unsigned.pdf {key} --out signed.pdf"));
    passes_dated(&desk, "signed.pdf");
}

#[test]
fn a_value_made_elsewhere_is_dated_as_it_is_put_in() {
    let desk = desk();
    let prepare = "prepare unsigned.pdf --cert me.pem --to-sign todo --out waiting.state";
    done(&desk, &format!("{prepare} --chain {D}/ca.pem --room 8192"));
    let bytes = std::fs::read(desk.path("todo/0001-unsigned.pdf.tbs")).expect("bytes");
    let key = std::fs::read_to_string(desk.path("me.key")).expect("a key");
    let key = sidian::crypto::SigningKey::from_pem(&key, None);
    let value = sidian::crypto::Signer::sign(&key.expect("a key"), &bytes).expect("a value");
    desk.put("value.sig", &value);
    dated(&desk, "complete waiting.state --value value.sig --out signed.pdf");
    passes_dated(&desk, "signed.pdf");
}

#[test]
fn the_use_of_a_seal_is_dated_in_every_container() {
    let desk = desk();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 42 42'>\
               <circle cx='21' cy='21' r='20' fill='none' stroke='red'/></svg>";
    desk.put("seal.svg", svg.as_bytes());
    done(
        &desk,
        &format!(
            "seal make --picture seal.svg --size 42x42 --id 41080000000017 --seal-name 四电测试局 \
             --signer me.pem --key maker.key --cert maker.pem --chain {D}/ca.pem --out seal.esl"
        ),
    );
    for container in ["cades", "ses"] {
        let apply = format!(
            "seal apply unsigned.pdf --seal seal.esl --key me.key --cert me.pem \
             --chain {D}/ca.pem --container {container} --invisible --out {container}.pdf"
        );
        dated(&desk, &apply);
        let verify = format!(
            "verify {container}.pdf --trust {D}/trust --seal-makers {D}/trust --chain {D}/ca.pem \
             --crl {D}/crls.pem --json"
        );
        let report = &json(&done(&desk, &verify))[0];
        let seal = &report["signatures"][0]["seal"];
        assert_eq!(seal["sealed_at_source"], "timestamp", "{container}: {report:#}");
    }
}
