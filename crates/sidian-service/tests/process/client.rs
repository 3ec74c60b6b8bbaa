//! A client of one request a connection, small enough to be trusted.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Sends one request; gives status and body. An error where the connection broke.
pub(crate) fn ask(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(head.as_bytes())?;
    stream.write_all(b"\r\n")?;
    stream.write_all(body)?;
    let answer = read(&mut stream)?;
    let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(cut)?;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let status = head.get(9..12).and_then(|s| s.parse().ok()).ok_or_else(cut)?;
    let body = answer[end + 4..].to_vec();
    if head.contains("transfer-encoding: chunked") {
        return Ok((status, unchunked(&body).ok_or_else(cut)?));
    }
    let said = head.lines().find_map(|l| l.strip_prefix("content-length:"));
    match said.and_then(|n| n.trim().parse::<usize>().ok()) {
        Some(n) if n != body.len() => Err(cut()),
        _ => Ok((status, body)),
    }
}

/// Everything, or as much as was promised: some servers keep the connection open.
fn read(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut buffer = [0; 16384];
    loop {
        let read = stream.read(&mut buffer)?;
        answer.extend_from_slice(&buffer[..read]);
        let end = answer.windows(4).position(|w| w == b"\r\n\r\n");
        let promised = end.and_then(|end| {
            let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
            let said = head.lines().find_map(|l| l.strip_prefix("content-length:"))?;
            Some(end + 4 + said.trim().parse::<usize>().ok()?)
        });
        if read == 0 || promised.is_some_and(|len| answer.len() >= len) {
            return Ok(answer);
        }
    }
}

fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = body.windows(2).position(|w| w == b"\r\n")?;
        let len = usize::from_str_radix(std::str::from_utf8(&body[..end]).ok()?, 16).ok()?;
        let data = body.get(end + 2..end + 2 + len)?;
        if len == 0 {
            return Some(out);
        }
        out.extend_from_slice(data);
        body = body.get(end + 4 + len..)?;
    }
}

/// Posts JSON with a token.
pub(crate) fn post(
    port: u16,
    token: &str,
    path: &str,
    key: &str,
    body: &serde_json::Value,
) -> io::Result<(u16, serde_json::Value)> {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ];
    let (status, body) = ask(port, "POST", path, &headers, body.to_string().as_bytes())?;
    Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
}

/// The order for licence `n`.
pub(crate) fn licence(n: u64) -> serde_json::Value {
    serde_json::json!({ "type": "食品经营许可证", "purpose": "新办", "data": {
        "number": format!("JY{n:014}"), "serial": format!("2026{n:010}"),
        "issuer": { "name": "示例市市场监督管理局", "code": "11410800MB00000009" },
        "issue_date": "2026-05-01",
        "holders": [{ "name": "示例餐馆", "code": "91410800MA4400D94H", "code_type": "001" }],
        "credit_code": "91410800MA4400D94H", "法定代表人（负责人）": "示例", "住所": "示例路1号",
        "经营场所": "示例路1号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售",
        "签发人": "示例"
    }})
}
