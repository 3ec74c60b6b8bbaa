use std::collections::BTreeMap;

use serde_json::{Value, json};
use sidian::licence::kind::{ElementKind, builtin};
use sidian::licence::{LicenceId, LicenceType, Metadata, UnifiedSocialCreditCode};

/// Text with what makes faces hard: half and full width, brackets, numbers, a rare character.
const NAME: &str = "某市示范数字科技（集团）有限责任公司㛃分公司";
const SCOPE: &str = "许可项目：食品销售；道路货物运输（不含危险货物）（依法须经批准的项目，经相关部门\
    批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）\n一般项目：技术服务、\
    技术开发、技术咨询、技术交流、技术转让、技术推广；软件开发；信息系统集成服务；互联网数据服务；\
    计算机软硬件及辅助设备零售（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）";

/// Every built-in type.
pub(crate) fn kinds() -> Vec<&'static LicenceType> {
    let kinds: Vec<_> = builtin().collect();
    assert_eq!(kinds.len(), 5);
    kinds
}

/// A licence of the type: made-up values for everything that it can show, held by as many as may
/// hold it jointly (three at most).
pub(crate) fn sample(kind: &LicenceType) -> Metadata {
    let issuer: UnifiedSocialCreditCode = "11410800MB00000009".parse().expect("is a code");
    let id = LicenceId::new(kind.code().clone(), issuer, "20261122000001", 1).expect("is sound");
    let mut object: BTreeMap<String, Value> = [
        ("ZZLXMC", kind.name()),
        ("ZZLXDM", kind.code().as_str()),
        ("ZZMC", kind.name()),
        ("ZZBH", "豫（2026）某市第0000001号"),
        ("ZZBS", &id.to_string()),
        ("ZZBBH", "001"),
        ("ZZBFJG", "某市政务服务和大数据管理局"),
        ("ZZBFJGDM", "11410800MB00000009"),
        ("ZZBFRQ", "20261122"),
        ("ZZYXQQSRQ", "20261122"),
        ("ZZYXQJZRQ", ""),
    ]
    .map(|(key, value)| (key.to_owned(), json!(value)))
    .into();
    let holders = kind.description().holders.max.min(3);
    let names = [NAME, "张某某", "李某某"];
    let holders = names.iter().take(holders).map(|name| {
        json!({"CZZT": name, "CZZTDM": "X0001", "CZZTDMLX": "其他法人或其他组织有效证件代码",
               "CZZTDMLXDM": "099"})
    });
    object.insert("CZZT".to_owned(), holders.collect());
    for element in kind.elements() {
        let value = match &element.kind {
            ElementKind::Choice(values) => values.last().cloned().unwrap_or_default(),
            ElementKind::Code(_) => "91350100M000100Y43".to_owned(),
            ElementKind::Date => "20270131".to_owned(),
            ElementKind::Lines => SCOPE.to_owned(),
            ElementKind::Number => "1234.50".to_owned(),
            ElementKind::Text => format!("{}：A座12-1201室（示例）", element.label),
        };
        object.insert(element.key.clone(), json!(value));
    }
    let json = serde_json::to_vec(&object).expect("is JSON");
    Metadata::from_json(&json).unwrap_or_else(|error| panic!("{}: {error}", kind.name()))
}
