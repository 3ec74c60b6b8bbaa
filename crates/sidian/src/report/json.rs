//! A report as JSON: the shape that `sidian verify --json`, the service and the C library share.

use serde_json::{Map, Value, json};

use super::article13::{Article13, ControlEvidence};
use super::code::Language;
use super::finding::Finding;
use super::seal::SealReport;
use super::signature::{Change, SignatureReport};
use super::trust_list::TrustListFacts;
use super::verdict::{Report, Verdict};

impl<T> Report<T> {
    /// The report as a JSON object. `file` is the name it was asked under; `message` and `next_step`
    /// are in `language`, every other word is the same in all languages.
    pub fn to_json(&self, file: &str, language: Language) -> Value {
        let verdict = self.verdict();
        let mut out = Map::new();
        out.insert("file".into(), file.into());
        out.insert("kind".into(), self.kind().as_str().into());
        out.insert("verdict".into(), verdict.map_or("no-signature", |v| v.as_str()).into());
        out.insert("indication".into(), verdict.map(|v| v.indication().as_str()).into());
        out.insert("sub_indication".into(), self.sub_indication().map(|s| s.as_str()).into());
        out.insert("uncovered_bytes".into(), self.uncovered().into());
        if let Some(s) = self.seal() {
            out.insert("seal".into(), seal(s));
        }
        let file = self.findings();
        let signatures = self.signatures().iter().map(|s| signature(s, file, language));
        out.insert("signatures".into(), signatures.collect());
        let own = self.findings().iter().map(|f| finding(f, None, language));
        let theirs = self.signatures().iter().flat_map(|s| {
            s.findings().iter().map(move |f| finding(f, Some(s.field.as_str()), language))
        });
        out.insert("findings".into(), own.chain(theirs).collect());
        Value::Object(out)
    }
}

fn signature(s: &SignatureReport, file: &[Finding], language: Language) -> Value {
    let verdict = s.verdict();
    let article13 = Article13::of(s, file, &ControlEvidence::new());
    // Only a pass is worth keeping.
    let until = s.until.as_ref().filter(|_| verdict == Verdict::Passed);
    json!({
        "field": s.field,
        "kind": s.kind.as_str(),
        "verdict": verdict.as_str(),
        "indication": verdict.indication().as_str(),
        "sub_indication": s.sub_indication().map(|i| i.as_str()),
        "integrity": s.integrity.as_str(),
        "coverage": s.coverage.as_str(),
        "changes": s.changes.as_str(),
        "trust": s.trust.as_str(),
        "signer": s.signer,
        "path": s.path,
        "trust_list": s.trust_list.as_ref().map(trust_list),
        "time": s.time.map(|t| t.at.to_string()),
        "time_source": s.time.map(|t| t.source.as_str()),
        "existed_by": s.existed_by.map(|at| at.to_string()),
        "until": until.map(|end| json!({ "at": end.at.to_string(), "ends": end.what })),
        "level": s.level.map(|l| l.as_str()),
        "algorithm": s.algorithm,
        "reason": s.reason,
        "revision": s.revision,
        "seal": s.seal.as_ref().map(seal),
        "article13": article13.map(|a| article(&a, language)),
        "change_list": s.change_list.iter().map(|c| change(c, language)).collect::<Value>(),
    })
}

fn trust_list(list: &TrustListFacts) -> Value {
    let signed = list.signed.as_ref();
    json!({
        "name": list.name,
        "issuer": signed.map(|s| s.issuer.as_str()),
        "issued": signed.map(|s| s.issued.to_string()),
        "next_update": signed.map(|s| s.next_update.to_string()),
        "sequence": signed.map(|s| s.sequence),
    })
}

fn seal(s: &SealReport) -> Value {
    json!({
        "standard": s.standard,
        "version": s.version,
        "vendor": s.vendor,
        "id": s.id,
        "name": s.name,
        "type": s.kind,
        "created": s.created.to_string(),
        "valid_from": s.valid_from.to_string(),
        "valid_until": s.valid_until.to_string(),
        "maker": s.maker,
        "maker_path": s.maker_path,
        "maker_trust": s.maker_trust.as_str(),
        "picture": {
            "type": s.picture.kind,
            "format": s.picture.format,
            "width_mm": s.picture.width_mm,
            "height_mm": s.picture.height_mm,
            "bytes": s.picture.bytes.len(),
        },
        "listed": s.listed,
        "sealed_at": s.sealed_at.map(|t| t.at.to_string()),
        "sealed_at_source": s.sealed_at.map(|t| t.source.as_str()),
        "signer": s.signer,
        "intact": s.intact.as_str(),
        "valid_at_sealing": s.valid_at_sealing.as_str(),
        "valid_now": s.valid_now.as_str(),
        "signer_listed": s.signer_listed.as_str(),
        "state_at_sealing": s.state_at_sealing.map(|s| s.as_str()),
        "state_now": s.state_now.map(|s| s.as_str()),
    })
}

fn article(a: &Article13, language: Language) -> Value {
    let conditions = a.conditions().iter().map(|c| {
        json!({
            "condition": c.number,
            "name": c.name(),
            "answer": c.answer.as_str(),
            "basis": c.basis.as_str(),
            "reason": c.reason(language),
        })
    });
    json!({
        "reliable": a.conclusion().as_str(),
        "conditions": conditions.collect::<Value>(),
    })
}

fn change(c: &Change, language: Language) -> Value {
    let finding = c.finding();
    json!({
        "revision": c.revision,
        "object": c.object,
        "page": c.page,
        "bbox": c.bbox,
        "path": c.path,
        "class": c.class.as_str(),
        "permitted": c.permitted,
        "code": c.code.number,
        "name": c.code.name,
        "message": finding.message(language),
    })
}

fn finding(f: &Finding, field: Option<&str>, language: Language) -> Value {
    json!({
        "code": f.code().number,
        "name": f.code().name,
        "severity": f.severity().as_str(),
        "sub_indication": f.code().sub_indication.map(|s| s.as_str()),
        "signature": field,
        "message": f.message(language),
        "next_step": f.next_step(language),
    })
}
