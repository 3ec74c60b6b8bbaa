//! `kill -9` at any moment: nothing that was acknowledged is lost, nothing half done is to be seen,
//! and the log is the same log.
//!
//! The gate kills a few dozen times; `SIDIAN_CRASHES=500` asks for the long run (with `--release` it
//! takes some minutes). After every few dozen kills a new store is begun: what is looked at after a
//! kill is all of the log and every file, and grows from kill to kill.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use sidian_service::audit::{LogKey, Tree, TreeHead};
use sidian_service::store::backup;

use crate::client::{ask, licence, post};
use crate::run::Running;

/// What clients were told was done.
#[derive(Default)]
struct Told {
    licences: BTreeSet<String>,
    accounts: BTreeSet<i64>,
    suspended: BTreeSet<String>,
    heads: Vec<TreeHead>,
}

/// Kills that one store lives through.
const KILLS: usize = 24;
/// The most accounts that a client makes between two kills.
const ACCOUNTS: u32 = 60;

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let rounds =
        std::env::var("SIDIAN_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS as u64);
    // The same moments in every run: a linear congruential walk.
    let mut seed = 7_u64;
    let moments = (0..rounds).map(|round| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (round, Duration::from_micros((seed >> 33) % 500_000))
    });
    let moments: Vec<_> = moments.collect();
    let [mut licences, mut accounts, mut suspended, mut heads] = [0; 4];
    for kills in moments.chunks(KILLS) {
        let told = one_store(kills);
        licences += told.licences.len();
        accounts += told.accounts.len();
        suspended += told.suspended.len();
        heads += told.heads.len();
    }
    println!(
        "{rounds} kills: {licences} licences, {accounts} accounts, {suspended} suspensions, {heads} \
         checkpoints acknowledged, none lost"
    );
    assert!(licences > 0 && accounts > 0, "nothing was done between the kills");
}

/// Kills a service with a new store at each of these moments, and looks at the store every time.
fn one_store(moments: &[(u64, Duration)]) -> Told {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let told = Arc::new(Mutex::new(Told::default()));
    let next = Arc::new(AtomicU64::new(1));
    let mut running = Running::start(&data, &[]);
    let clerk = running.clerk.clone().unwrap();
    let administrator = running.administrator.clone().unwrap();
    let key = ask(running.port, "GET", "/log/key", &[], b"").unwrap().1;
    let key = LogKey::parse(&String::from_utf8(key).unwrap()).unwrap();
    for &(round, moment) in moments {
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..4)
            .map(|kind| {
                let client = Client {
                    port: running.port,
                    clerk: clerk.clone(),
                    administrator: administrator.clone(),
                    key: key.clone(),
                    told: Arc::clone(&told),
                    next: Arc::clone(&next),
                    stop: Arc::clone(&stop),
                };
                thread::spawn(move || client.work(kind))
            })
            .collect();
        if round % 2 == 1 {
            first_licence(&told);
        }
        thread::sleep(moment);
        running.crash();
        stop.store(true, Ordering::Relaxed);
        for client in clients {
            client.join().unwrap();
        }
        examine(&data, &key, &told.lock().unwrap(), round);
        running = Running::start(&data, &[]);
    }
    assert!(running.stop(), "the last one did not stop gracefully");
    std::mem::take(&mut *told.lock().unwrap())
}

/// Waits for the first licence of a round: every other kill comes under load, the rest while the
/// process is still waking up.
fn first_licence(told: &Mutex<Told>) {
    let count = || told.lock().unwrap().licences.len();
    let (before, patience) = (count(), Instant::now() + Duration::from_secs(20));
    while count() == before && Instant::now() < patience {
        thread::sleep(Duration::from_millis(5));
    }
}

struct Client {
    port: u16,
    clerk: String,
    administrator: String,
    key: LogKey,
    told: Arc<Mutex<Told>>,
    next: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

impl Client {
    fn work(&self, kind: usize) {
        let mut done_so_far = 0;
        while !self.stop.load(Ordering::Relaxed) {
            let n = self.next.fetch_add(1, Ordering::Relaxed);
            // Accounts are cheap, and a log of very many would take long to look at: then licences.
            let done = match kind {
                3 => self.checkpoint(),
                1 | 2 if done_so_far < ACCOUNTS => self.account(n),
                _ => self.issue(n),
            };
            done_so_far += 1;
            if done.is_err() {
                return;
            }
        }
    }

    fn issue(&self, n: u64) -> std::io::Result<()> {
        let key = format!("crash-{n}");
        let (status, body) = post(self.port, &self.clerk, "/api/v1/licences", &key, &licence(n))?;
        assert_eq!(status, 201, "{body}");
        let id = body["licence"]["id"].as_str().unwrap().to_owned();
        self.told.lock().unwrap().licences.insert(id.clone());
        let event = json!({ "event": "suspend", "reason": "x" });
        let path = format!("/api/v1/licences/{id}/events");
        if n.is_multiple_of(2) && post(self.port, &self.clerk, &path, "-", &event)?.0 == 200 {
            self.told.lock().unwrap().suspended.insert(id);
        }
        Ok(())
    }

    fn account(&self, n: u64) -> std::io::Result<()> {
        let body = json!({ "department": "示例局", "name": format!("a{n}"), "roles": ["auditor"] });
        let (status, body) = post(self.port, &self.administrator, "/api/v1/accounts", "-", &body)?;
        assert_eq!(status, 201, "{body}");
        self.told.lock().unwrap().accounts.insert(body["id"].as_i64().unwrap());
        Ok(())
    }

    fn checkpoint(&self) -> std::io::Result<()> {
        let (status, note) = ask(self.port, "GET", "/log/checkpoint", &[], b"")?;
        assert_eq!(status, 200);
        let head = self.key.open(&note).unwrap();
        let heads = &mut self.told.lock().unwrap().heads;
        if heads.last().is_none_or(|last| last.size < head.size) {
            heads.push(head);
        }
        Ok(())
    }
}

/// Looks at what the kill left, before anything repairs it.
fn examine(data: &Path, key: &LogKey, told: &Told, round: u64) {
    let sound = backup::check(data, Some(key)).unwrap_or_else(|e| panic!("round {round}: {e}"));
    backup::read_only(data, |connection| {
        let has = |sql: &str, value: &dyn rusqlite::ToSql| {
            connection.prepare_cached(sql).unwrap().exists([value]).unwrap()
        };
        for id in &told.licences {
            assert!(has("SELECT 1 FROM licences WHERE id = ?1", id), "round {round}: lost {id}");
        }
        for id in &told.suspended {
            let sql = "SELECT 1 FROM licences WHERE id = ?1 AND state = 'suspended'";
            assert!(has(sql, id), "round {round}: the suspension of {id} is lost");
        }
        for id in &told.accounts {
            assert!(has("SELECT 1 FROM accounts WHERE id = ?1", id), "round {round}: account {id}");
        }
        // Every checkpoint that anybody saw is a beginning of the log that is there.
        for head in told.heads.iter().rev().take(50) {
            assert!(head.size <= sound.entries, "round {round}: the log lost entries");
            assert_eq!(Tree::new(connection).head(head.size)?, *head, "round {round}");
        }
        Ok(())
    })
    .unwrap();
}
