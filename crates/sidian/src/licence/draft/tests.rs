use super::{LicenceDraft, ValidityRule};
use crate::licence::element::Fault;
use crate::licence::kind::{LicenceType, builtin};
use crate::licence::{LicenceId, Metadata};

pub(in crate::licence) const DATA: &str = r#"{
  "number": "410800202611220101", "serial": "2026112201", "issuer": "示例市行政审批局",
  "issuer_code": "11410800MB00000009", "issue_date": "2026-11-22",
  "holders": [
    {"name": "示例建设有限公司", "code": "91410800MA4400D94H", "code_type": "001"},
    {"name": "张三", "code": "11010519491231002x", "code_type": "公民身份号码"}],
  "status": {"uri": "https://status.example/1", "idx": 7},
  "工程名称": "示例小区1号楼", "site": "示例路1号", "JSGM": "12000平方米",
  "elements": {"KZ_HTJG": "3600.5", "施工单位": "示例工程公司", "supervisor": "示例监理公司",
    "contractor_lead": "李四", "chief_supervisor": "王五",
    "contract_start": "20261201", "合同竣工日期": "2028年5月31日", "BZ": "一\n二"}
}"#;

pub(in crate::licence) fn permit() -> &'static LicenceType {
    builtin().find(|kind| kind.name() == "建筑工程施工许可证").unwrap()
}

pub(in crate::licence) fn metadata() -> Metadata {
    LicenceDraft::from_json(permit(), DATA.as_bytes()).unwrap().build().unwrap()
}

fn wrong(data: &str) -> String {
    match LicenceDraft::from_json(permit(), data.as_bytes()).and_then(LicenceDraft::build) {
        Ok(_) => panic!("was taken: {data}"),
        Err(e) => format!("{e} {}", e.to_chinese()),
    }
}

#[test]
fn english_chinese_and_short_names_all_lead_to_the_element() {
    let made = metadata();
    let value = |key: &str| made.extension(key).unwrap().reveal();
    assert_eq!((value("KZ_GCMC"), value("KZ_JSDZ")), ("示例小区1号楼", "示例路1号"));
    assert_eq!((value("KZ_HTKGRQ"), value("KZ_HTJGRQ")), ("20261201", "20280531"));
    assert_eq!(made.holders().len(), 2);
    assert_eq!(made.holders()[1].code().reveal(), "11010519491231002X");
    let id = "1.2.156.3005.2.11100000000013338W009.11410800MB00000009.2026112201.001.";
    assert!(made.id().to_string().starts_with(id) && made.id().check_agrees(), "{}", made.id());
}

#[test]
fn every_fault_names_its_element_and_none_shows_a_value() {
    let cases = [
        (DATA.replace("3600.5", "三千"), "合同价格 (KZ_HTJG): not a number"),
        (DATA.replace("20261201", "20261301"), "合同开工日期 (KZ_HTKGRQ): not a date"),
        (DATA.replace("002x", "0021"), "持证主体代码 (CZZTDM): the check character"),
        (DATA.replace("D94H", "D94J"), "持证主体代码 (CZZTDM): the check character"),
        (DATA.replace("李四", ""), "施工单位项目负责人 (KZ_SGFZR): required"),
        (DATA.replace("\"issue_date\": \"2026-11-22\",", ""), "证照颁发日期 (ZZBFRQ): required"),
        (DATA.replace("MB00000009", "MB00000019"), "证照颁发机构代码 (ZZBFJGDM): the check"),
        (DATA.replace("2026112201\"", "2026_1122\""), "证照标识 (ZZBS): the serial"),
        (DATA.replace("\"工程名称\"", "\"工程名\""), "(工程名): no such item"),
        (DATA.replace("\"001\"", "\"1\""), "持证主体代码类型代码 (CZZTDMLXDM): should be"),
        (DATA.replace("\"idx\": 7", "\"idx\": \"7\""), "状态列表位置 (status): should be"),
        (DATA.replace("\"site\"", "\"GCMC\""), "工程名称 (KZ_GCMC): given twice"),
        (DATA.replace("\"number\"", "\"type\": \"营业执照\", \"number\""), "(ZZLXMC): disagrees"),
        (DATA.replace("示例路1号", "示例路\u{202e}1号"), "建设地址 (KZ_JSDZ): a control"),
        ("[]".to_owned(), "should be written as an object"),
        ("{\"a\": 1.5}".to_owned(), "line 1 column"),
        ("{\"number\": 1, \"number\": 2}".to_owned(), "line 1 column"),
    ];
    for (data, says) in cases {
        let told = wrong(&data);
        assert!(told.contains(says), "{says}: {told}");
        for value in ["张三", "19491231", "91410800MA", "三千", "2026_1122"] {
            assert!(!told.contains(value), "{value} in {told}");
        }
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let e = LicenceDraft::from_json(permit(), b"{\"number\": 1}").unwrap().build().unwrap_err();
    let missing = e.wrong.iter().filter(|w| w.why == Fault::Missing).count();
    assert!(missing > 8, "{e}");
}

#[test]
fn the_next_version_keeps_the_serial_and_is_linked() {
    let old = metadata().id().clone();
    let data = DATA.replace("\"serial\": \"2026112201\"", &format!("\"supersedes\": \"{old}\""));
    let renewed = LicenceDraft::from_json(permit(), data.as_bytes()).unwrap().build().unwrap();
    let next = LicenceId::try_from(old.clone()).unwrap().next_version().unwrap();
    assert_eq!(renewed.id(), next.parts());
    assert_eq!(renewed.supersedes(), Some(&old));
    let back = data.replace("\"number\"", "\"version\": 1, \"number\"");
    assert!(wrong(&back).contains("证照版本号 (ZZBBH): disagrees"), "{}", wrong(&back));
}

#[test]
fn an_identifier_that_is_given_must_come_out_the_same() {
    let id = metadata().id().to_string();
    let with = |id: &str| DATA.replace("\"number\"", &format!("\"ZZBS\": \"{id}\", \"number\""));
    assert!(LicenceDraft::from_json(permit(), with(&id).as_bytes()).unwrap().build().is_ok());
    let told = wrong(&with(&id.replace(".001.", ".002.")));
    assert!(told.contains("证照标识 (ZZBS): disagrees"), "{told}");
}

#[test]
fn the_term_follows_the_rule_of_the_type() {
    assert_eq!(permit().description().validity, ValidityRule::LongTerm);
    assert_eq!(metadata().valid_until(), None);
    let ends = DATA.replace("\"number\"", "\"valid_until\": \"20270101\", \"number\"");
    assert!(wrong(&ends).contains("证照有效期截止日期 (ZZYXQJZRQ)"));
    let open = DATA.replace("\"number\"", "\"valid_until\": \"长期\", \"number\"");
    assert!(LicenceDraft::from_json(permit(), open.as_bytes()).unwrap().build().is_ok());
}

#[test]
fn a_draft_in_a_log_shows_nobody() {
    let shown = format!("{:?}", LicenceDraft::from_json(permit(), DATA.as_bytes()).unwrap());
    for value in ["张三", "1949", "91410800MA", "李四", "410800202611220101"] {
        assert!(!shown.contains(value), "{value} in {shown}");
    }
}
