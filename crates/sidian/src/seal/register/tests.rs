use super::entry::text;
use super::*;
use crate::report::SealState;
use crate::time::UnixTime;

fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

fn day(day: u8) -> UnixTime {
    at(&format!("2026-06-{day:02}T00:00:00Z"))
}

fn entry() -> SealEntry {
    let register =
        SealRecord { event: SealEvent::Register, at: day(1), since: None, reason: String::new() };
    SealEntry {
        id: "41080000000017".to_owned(),
        name: "四电测试局".to_owned(),
        owner: "四电测试局".to_owned(),
        seal: "1".repeat(64),
        picture: "2".repeat(64),
        certificates: vec!["3".repeat(64)],
        events: vec![register],
    }
}

fn record(event: SealEvent, at: UnixTime, since: Option<UnixTime>) -> SealRecord {
    SealRecord { event, at, since: since.map(Since), reason: "原因".to_owned() }
}

#[test]
fn the_state_of_every_moment_follows_from_the_events() {
    let mut entry = entry();
    entry.push(record(SealEvent::Stop, day(5), None)).unwrap();
    entry.push(record(SealEvent::Restore, day(8), None)).unwrap();
    entry.push(record(SealEvent::Cancel, day(20), None)).unwrap();
    let state = |d| entry.state_at(day(d)).map(|(state, _)| state);
    assert_eq!(entry.state_at(at("2026-05-31T00:00:00Z")), None);
    assert_eq!(state(1), Some(SealState::InUse));
    assert_eq!(state(5), Some(SealState::Stopped));
    assert_eq!(state(7), Some(SealState::Stopped));
    assert_eq!(state(8), Some(SealState::InUse));
    assert_eq!(entry.state_at(day(25)), Some((SealState::Cancelled, day(20))));
    assert_eq!(entry.state(), SealState::Cancelled);
}

#[test]
fn a_compromise_counts_from_the_moment_it_began() {
    let mut entry = entry();
    entry.push(record(SealEvent::Stop, day(9), None)).unwrap();
    entry.push(record(SealEvent::Compromise, day(12), Some(day(3)))).unwrap();
    assert_eq!(entry.state_at(day(2)), Some((SealState::InUse, day(1))));
    for d in [3, 9, 12, 30] {
        assert_eq!(entry.state_at(day(d)), Some((SealState::KeyCompromised, day(3))), "{d}");
    }
}

#[test]
fn events_that_cannot_happen_are_refused() {
    for (events, code) in [
        (&[(SealEvent::Restore, 5)][..], 6131),
        (&[(SealEvent::Register, 5)], 6131),
        (&[(SealEvent::Cancel, 5), (SealEvent::Restore, 6)], 6131),
        (&[(SealEvent::Cancel, 5), (SealEvent::Stop, 6)], 6131),
        (&[(SealEvent::Compromise, 5), (SealEvent::Restore, 6)], 6131),
        (&[(SealEvent::Stop, 5), (SealEvent::Restore, 4)], 6134),
    ] {
        let mut entry = entry();
        let mut last = Ok(());
        for (event, d) in events {
            last = entry.push(record(*event, day(*d), None));
        }
        assert_eq!(last.map_err(|e| e.code()), Err(code), "{events:?}");
    }
    let long = SealRecord { reason: "长".repeat(401), ..record(SealEvent::Stop, day(5), None) };
    assert_eq!(entry().push(long).map_err(|e| e.code()), Err(6135));
    assert!(text("x", "a\nb").is_err() && text("x", " ").is_err());
}

#[test]
fn an_impossible_history_is_no_register() {
    let book = |entry: &SealEntry| {
        let json = serde_json::json!({ "format": 1, "seals": [entry] });
        SealRegister::from_json(&serde_json::to_vec(&json).unwrap()).map_err(|e| e.code())
    };
    assert!(book(&entry()).is_ok());
    let mut first = entry();
    first.events[0].event = SealEvent::Stop;
    assert_eq!(book(&first), Err(6132));
    let mut none = entry();
    none.events.clear();
    assert_eq!(book(&none), Err(6132));
    let mut short = entry();
    short.seal.pop();
    assert_eq!(book(&short), Err(6132));
    let mut order = entry();
    order.events.push(record(SealEvent::Stop, at("2026-05-01T00:00:00Z"), None));
    assert_eq!(book(&order), Err(6134));
    let twice = serde_json::json!({ "format": 1, "seals": [entry(), entry()] });
    let twice = SealRegister::from_json(&serde_json::to_vec(&twice).unwrap());
    assert_eq!(twice.map_err(|e| e.code()), Err(6133));
    assert!(SealRegister::from_json(br#"{"format": 2, "seals": []}"#).is_err());
    assert!(SealRegister::from_json(br#"{"format": 1, "format": 1, "seals": []}"#).is_err());
}
