use super::{Event, Reason, RegisterError, State, StatusRegister};
use crate::licence::LicenceId;
use crate::licence::status::value_of;
use crate::time::UnixTime;

const STATES: [State; 9] = [
    State::Annulled,
    State::Cancelled,
    State::Expired,
    State::NotActive,
    State::Revoked,
    State::Superseded,
    State::Suspended,
    State::TransferredOut,
    State::Valid,
];

fn id(serial: &str, version: u16) -> LicenceId {
    let kind = "11410800MB00000009001".parse().unwrap();
    LicenceId::new(kind, "11410800MB00000009".parse().unwrap(), serial, version).unwrap()
}

fn at(day: i64) -> UnixTime {
    UnixTime::from_seconds(1_790_000_000 + day * 86_400).unwrap()
}

/// Every transition there is; whatever is not listed must be refused.
const TABLE: &[(State, Event, State)] = &[
    (State::NotActive, Event::Activate, State::Valid),
    (State::NotActive, Event::Annul, State::Annulled),
    (State::NotActive, Event::Cancel, State::Cancelled),
    (State::NotActive, Event::Expire, State::Expired),
    (State::Valid, Event::Renew, State::Superseded),
    (State::Valid, Event::Change, State::Superseded),
    (State::Valid, Event::Supersede, State::Superseded),
    (State::Valid, Event::Suspend, State::Suspended),
    (State::Valid, Event::TransferOut, State::TransferredOut),
    (State::Valid, Event::Annul, State::Annulled),
    (State::Valid, Event::Cancel, State::Cancelled),
    (State::Valid, Event::Revoke, State::Revoked),
    (State::Valid, Event::Expire, State::Expired),
    (State::Suspended, Event::Restore, State::Valid),
    (State::Suspended, Event::Annul, State::Annulled),
    (State::Suspended, Event::Cancel, State::Cancelled),
    (State::Suspended, Event::Revoke, State::Revoked),
    (State::Suspended, Event::Expire, State::Expired),
    (State::TransferredOut, Event::CancelTransfer, State::Valid),
    (State::TransferredOut, Event::Cancel, State::Cancelled),
    (State::Expired, Event::Annul, State::Annulled),
    (State::Expired, Event::Cancel, State::Expired),
    (State::Revoked, Event::Cancel, State::Revoked),
    (State::Annulled, Event::Cancel, State::Annulled),
];

#[test]
fn only_the_transitions_of_the_table_are_possible() {
    for state in STATES {
        for event in Event::ALL {
            let listed = TABLE.iter().find(|(s, e, _)| *s == state && *e == event);
            let follows = State::after(Some(state), event).ok();
            assert_eq!(follows, listed.map(|(.., to)| *to), "{event} in {state:?}");
        }
    }
    for event in Event::ALL {
        let first = matches!(event, Event::Issue | Event::IssueInactive | Event::TransferIn);
        assert_eq!(State::after(None, event).is_ok(), first, "{event} before issuing");
    }
}

#[test]
fn a_refusal_says_why() {
    let why = |state, event| State::after(state, event).unwrap_err().reason;
    assert_eq!(why(None, Event::Revoke), Reason::NotIssued);
    assert_eq!(why(Some(State::Valid), Event::Issue), Reason::AlreadyIssued);
    assert_eq!(why(Some(State::Valid), Event::Restore), Reason::NothingToUndo);
    assert_eq!(why(Some(State::Suspended), Event::Renew), Reason::Suspended);
    assert_eq!(why(Some(State::Superseded), Event::Revoke), Reason::NewerVersion);
    assert_eq!(why(Some(State::TransferredOut), Event::Suspend), Reason::TransferredOut);
    assert_eq!(why(Some(State::Revoked), Event::Renew), Reason::NotInForce);
    let told = State::after(Some(State::Superseded), Event::Revoke).unwrap_err().to_chinese();
    assert_eq!(told, "不能吊销：已有新版本，请对新版本办理");
}

#[test]
fn words_lead_to_events_in_both_languages() {
    for event in Event::ALL {
        assert_eq!(Event::from_input(event.name_en()), Some(event));
        assert_eq!(Event::from_input(event.name_zh()), Some(event));
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(json, format!("\"{}\"", event.name_en()));
    }
    assert_eq!(Event::from_input("transfer-out"), Some(Event::TransferOut));
    assert_eq!(Event::from_input("delete"), None);
}

#[test]
fn a_register_tells_the_state_at_every_moment() {
    let mut register = StatusRegister::new("https://status.example/1").unwrap();
    let one = id("A1", 1);
    let place = register.enter(&one, Event::Issue, at(0)).unwrap();
    assert_eq!(place.index, 0);
    register.record(&one, Event::Suspend, "限期整改", at(2)).unwrap();
    register.record(&one, Event::Restore, "", at(4)).unwrap();
    let next = id("A1", 2);
    let place = register.replace(&one, &next, Event::Renew, "", at(6)).unwrap();
    assert_eq!(place.index, 1);
    let entry = register.entry(&one).unwrap();
    let told: Vec<_> = [-1, 0, 2, 3, 4, 5, 6].map(|day| entry.state_at(at(day))).into();
    let (valid, suspended) = (Some(State::Valid), Some(State::Suspended));
    let superseded = Some(State::Superseded);
    assert_eq!(told, [None, valid, suspended, suspended, valid, valid, superseded]);
    assert_eq!(entry.events().last().unwrap().link, Some(next.to_string()));
    assert_eq!(register.entry(&next).unwrap().events()[0].link, Some(one.to_string()));
    assert_eq!(register.state(&next), Some(State::Valid));
}

#[test]
fn what_cannot_be_is_not_recorded() {
    let mut register = StatusRegister::new("https://status.example/1").unwrap();
    let one = id("A1", 2);
    register.enter(&one, Event::Issue, at(5)).unwrap();
    let before = register.to_json();
    let again = register.enter(&one, Event::Issue, at(6));
    assert_eq!(again, Err(RegisterError::Known));
    let other = register.record(&id("B1", 1), Event::Revoke, "", at(6));
    assert_eq!(other, Err(RegisterError::Unknown));
    assert_eq!(register.record(&one, Event::Revoke, "", at(4)), Err(RegisterError::Order));
    let reason = register.record(&one, Event::Revoke, "a\u{202e}", at(6));
    assert_eq!(reason, Err(RegisterError::Reason));
    assert_eq!(register.record(&one, Event::Renew, "", at(6)), Err(RegisterError::NotNext));
    for new in [id("A1", 2), id("A1", 1), id("B1", 3)] {
        let told = register.replace(&one, &new, Event::Renew, "", at(6));
        assert_eq!(told, Err(RegisterError::NotNext), "{new}");
    }
    assert!(register.record(&one, Event::Restore, "", at(6)).is_err());
    assert_eq!(register.to_json(), before);
}

#[test]
fn a_register_survives_being_written_and_read() {
    let mut register = StatusRegister::new("https://status.example/1").unwrap();
    register.enter(&id("A1", 1), Event::IssueInactive, at(0)).unwrap();
    register.enter(&id("B1", 1), Event::Issue, at(1)).unwrap();
    register.record(&id("B1", 1), Event::Revoke, "严重违法", at(2)).unwrap();
    let bytes = register.to_json();
    let read = StatusRegister::from_json(&bytes).unwrap();
    assert_eq!(read.to_json(), bytes);
    assert_eq!(read.state(&id("B1", 1)), Some(State::Revoked));
    let list = read.to_list().unwrap();
    assert_eq!((list.value(0), list.value(1)), (Some(3), Some(12)));
}

#[test]
fn an_impossible_history_is_not_read() {
    let mut register = StatusRegister::new("https://status.example/1").unwrap();
    register.enter(&id("A1", 1), Event::Issue, at(0)).unwrap();
    register.record(&id("A1", 1), Event::Suspend, "", at(2)).unwrap();
    let good = String::from_utf8(register.to_json()).unwrap();
    for (from, to) in [
        ("\"suspend\"", "\"restore\""),
        ("\"suspend\"", "\"forget\""),
        ("\"issue\"", "\"revoke\""),
        ("\"format\": 1", "\"format\": 2"),
        ("\"format\": 1", "\"format\": 1, \"note\": 1"),
        (".001.", ".002."),
        (&at(0).to_string(), &at(9).to_string()),
        ("https://status.example/1", "a b"),
    ] {
        assert!(good.contains(from), "{from}");
        assert!(StatusRegister::from_json(good.replace(from, to).as_bytes()).is_err(), "{to}");
    }
}

#[test]
fn every_state_that_the_law_names_has_a_value_of_its_own() {
    for (n, state) in STATES.into_iter().enumerate() {
        for other in STATES.into_iter().skip(n + 1) {
            let alike = value_of(state) == value_of(other);
            let run_out = [state, other].contains(&State::Expired)
                && [state, other].contains(&State::Cancelled);
            assert_eq!(alike, run_out, "{state:?} and {other:?}");
        }
    }
}
