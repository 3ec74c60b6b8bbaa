use super::*;
#[test]
fn placeholder_is_replaced() {
    assert_eq!(Way::Holder.as_str(), "holder");
}
