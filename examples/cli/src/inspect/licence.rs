//! Licences and status lists, as they describe themselves.

use serde_json::Value;
use sidian::budget::Budget;
use sidian::licence::{Metadata, SignedStatusList};

use super::sheet::Sheet;
use crate::locale::text;

/// The data in a licence file.
pub(super) fn licence(bytes: &[u8]) -> Sheet {
    let mut sheet = Sheet::new("licence", text!("电子证照（未核验）", "licence (not verified)"));
    let metadata = match Metadata::from_json(bytes) {
        Ok(metadata) => metadata,
        Err(e) => {
            sheet.say("fault", "数据有误", "the data has a fault", e.to_string());
            return sheet;
        }
    };
    sheet.say("name", "证照名称", "licence", metadata.licence_name());
    sheet.say("identifier", "证照标识", "identifier", metadata.id().to_string());
    sheet.say("number", "证照编号", "number", metadata.number().reveal());
    let holders: Vec<&str> = metadata.holders().iter().map(|h| h.name().reveal()).collect();
    sheet.say("holders", "持证主体", "holder", holders);
    sheet.say("issuer", "颁发机构", "issuer", metadata.issuer_name());
    sheet.say("issue_date", "颁发日期", "issued", metadata.issue_date().to_string());
    sheet.say("validity", "有效期", "valid", metadata.validity_text());
    if let Some(status) = metadata.status() {
        sheet.say("status_uri", "状态列表", "status list", status.uri.clone());
        sheet.say("status_index", "列表中的位置", "place in the list", status.index);
    }
    let elements = metadata.extensions().map(|(key, value)| {
        let mut item = Sheet::new("element", text!("{key}", "{key}"));
        item.say("value", "内容", "value", value.reveal());
        item
    });
    sheet.part("elements", elements.collect());
    sheet
}

/// A signed status list.
pub(super) fn status_list(list: &SignedStatusList) -> Sheet {
    let mut sheet = Sheet::new("status-list", text!("证照状态列表", "licence status list"));
    let claims = list.claims();
    sheet.say("uri", "地址", "address", claims.uri.clone());
    sheet.say("issued", "签发时间", "issued", claims.issued.to_string());
    sheet.say("expires", "可用至", "may be used until", claims.expires.map(|at| at.to_string()));
    sheet.say("ttl", "更新间隔（秒）", "fetch again after (s)", claims.ttl);
    let algorithm = Value::from(list.algorithm().name());
    sheet.say("algorithm", "签名算法", "signed with", algorithm);
    if let Ok(unfolded) = list.list(&Budget::for_file(SignedStatusList::MOST_BYTES)) {
        sheet.say("places", "位置数", "places", unfolded.places());
        let states = (0..unfolded.places().min(PLACES)).filter_map(|index| {
            let state = list.state(&unfolded, index)?.finding()?;
            let mut row = Sheet::new("state", text!("位置 {index}", "place {index}"));
            row.say("state", "状态", "state", state.code().name);
            Some(row)
        });
        sheet.part("not_valid", states.collect());
    }
    sheet
}

/// How many places are looked at.
const PLACES: u64 = 1000;
