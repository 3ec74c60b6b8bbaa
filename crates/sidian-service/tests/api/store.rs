//! The store keeps its promises: locks, clocks, disks, backups.

use sidian_service::Service;
use sidian_service::config::Config;
use sidian_service::store::{StoreError, backup};

use crate::desk::{Desk, licence};

#[tokio::test]
async fn a_store_is_opened_by_one_process_at_a_time() {
    let desk = Desk::new();
    let config = Config { data: desk.dir.path().join("data"), ..Config::default() };
    let error = Service::open(config).err().expect("opened twice");
    assert!(error.to_string().contains("another process"), "{error}");
    desk.issue(1).await;
}

#[tokio::test]
async fn what_was_issued_is_there_after_a_restart_with_its_state() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let body = serde_json::json!({ "event": "suspend", "reason": "x" });
    let path = format!("/api/v1/licences/{id}/events");
    desk.post(&desk.clerk(), &path, &body).await.expect(200);
    let Desk { service, first, dir } = desk;
    service.close();
    drop(service);
    let config = Config { data: dir.path().join("data"), ..Config::default() };
    let (service, again) = Service::open(config).unwrap();
    assert!(again.is_none(), "founded twice");
    let desk = Desk { service, first, dir };
    assert_eq!(desk.verdict(&file).await, "failed", "the suspension was forgotten");
    desk.issue(2).await;
    assert_eq!(desk.verdict(&desk.file(&id).await).await, "failed");
}

#[tokio::test]
async fn a_backup_made_while_licences_are_issued_is_sound_and_can_be_restored() {
    let desk = Desk::new();
    desk.issue(1).await;
    let (data, copy) = (desk.dir.path().join("data"), desk.dir.path().join("copy"));
    let (from, to) = (data.clone(), copy.clone());
    let copying = tokio::task::spawn_blocking(move || backup::backup(&from, &to).unwrap());
    for n in 2..=5 {
        desk.issue(n).await;
    }
    let sound = copying.await.unwrap();
    assert!((1..=5).contains(&sound.licences), "{sound:?}");
    assert!(backup::backup(&data, &copy).is_err(), "written over a backup");
    let new = desk.dir.path().join("new");
    assert_eq!(backup::restore(&copy, &new).unwrap(), sound);
    assert!(backup::restore(&copy, &data).is_err(), "written over a store");
    std::fs::copy(data.join("master.key"), new.join("master.key")).unwrap();
    let (service, first) = Service::open(Config { data: new, ..Config::default() }).unwrap();
    assert!(first.is_none());
    drop(service);
    // A backup with one file damaged is not restored.
    let files = copy.join("files");
    let dir = std::fs::read_dir(&files).unwrap().flatten().map(|d| d.path()).filter(|p| p.is_dir());
    let mut names = dir.flat_map(|d| std::fs::read_dir(d).unwrap().flatten());
    std::fs::write(names.next().unwrap().path(), b"damaged").unwrap();
    let other = desk.dir.path().join("other");
    assert!(matches!(backup::restore(&copy, &other), Err(StoreError::Damaged { .. })));
    assert!(!other.join("store.sqlite").exists());
}

#[tokio::test]
async fn without_its_master_key_nothing_opens_and_nothing_is_lost() {
    let desk = Desk::new();
    desk.issue(1).await;
    let Desk { service, dir, .. } = desk;
    service.close();
    drop(service);
    let data = dir.path().join("data");
    let key = std::fs::read(data.join("master.key")).unwrap();
    std::fs::write(data.join("master.key"), "00".repeat(32)).unwrap();
    let config = Config { data: data.clone(), ..Config::default() };
    assert!(Service::open(config.clone()).is_err());
    std::fs::write(data.join("master.key"), key).unwrap();
    Service::open(config).unwrap();
    assert_eq!(backup::check(&data, None).unwrap().licences, 1);
}

#[tokio::test]
async fn private_keys_lie_on_the_disk_sealed() {
    let desk = Desk::new();
    let data = desk.dir.path().join("data");
    desk.service.close();
    // The OID of an SM2 or EC key, and of Ed25519, as every PKCS#8 file has them.
    let marks: [&[u8]; 2] =
        [&[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], &[6, 3, 0x2b, 0x65, 0x70]];
    let mut looked = 0;
    for dir in [data.clone(), data.join("keys")] {
        for file in std::fs::read_dir(dir).unwrap().flatten().filter(|f| f.path().is_file()) {
            let bytes = std::fs::read(file.path()).unwrap();
            looked += 1;
            // PrivateKeyInfo: version 0, then the algorithm.
            for mark in marks {
                let found = bytes.windows(mark.len()).enumerate().filter(|(_, w)| *w == mark);
                for (at, _) in found {
                    let before = bytes.get(at.saturating_sub(5)..at).unwrap_or_default();
                    let plain = before.windows(3).any(|w| w == [2, 1, 0]);
                    assert!(!plain, "a private key lies open in {:?}", file.path());
                }
            }
        }
    }
    assert!(looked >= 4, "{looked} files");
}

#[tokio::test]
async fn a_store_of_an_earlier_edition_gets_what_it_lacks() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let (clerk, dir) = (desk.clerk(), desk.dir);
    desk.service.close();
    drop(desk.service);
    let data = dir.path().join("data");
    let connection = rusqlite::Connection::open(data.join("store.sqlite")).unwrap();
    for table in ["seal_users", "seals", "sealings", "uploads", "materials", "grants", "ended_keys"]
    {
        connection.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    let made = "DELETE FROM identities WHERE purpose IN ('seal', 'ocsp')";
    assert_eq!(connection.execute(made, []).unwrap(), 2);
    drop(connection);
    std::fs::remove_dir_all(data.join("uploads")).unwrap();
    assert_eq!(backup::check(&data, None).unwrap().licences, 1);
    let (service, first) =
        Service::open(Config { data: data.clone(), ..Config::default() }).unwrap();
    assert!(first.is_none());
    let desk = Desk { service, first: desk.first, dir };
    let order = serde_json::json!({ "name": "示例市市场监督管理局" });
    desk.post_once(&clerk, "/api/v1/seals", "k", &order).await.expect(201);
    assert_eq!(desk.verdict(&desk.file(&id).await).await, "passed");
}

#[tokio::test]
async fn a_damaged_log_is_not_opened() {
    let desk = Desk::new();
    desk.issue(1).await;
    let Desk { service, dir, .. } = desk;
    service.close();
    drop(service);
    let data = dir.path().join("data");
    let connection = rusqlite::Connection::open(data.join("store.sqlite")).unwrap();
    let one = "UPDATE hashes SET hash = zeroblob(32) WHERE place = 0";
    connection.execute(one, []).unwrap();
    assert!(matches!(backup::check(&data, None), Err(StoreError::Damaged { .. })));
    connection.execute("UPDATE hashes SET hash = zeroblob(32)", []).unwrap();
    drop(connection);
    let error = Service::open(Config { data: data.clone(), ..Config::default() }).err().unwrap();
    assert!(error.to_string().contains("audit log"), "{error}");
    assert!(matches!(backup::check(&data, None), Err(StoreError::Damaged { .. })));
}

#[tokio::test]
async fn a_clock_that_went_backwards_stops_issuing_and_nothing_else() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let Desk { service, dir, first } = desk;
    service.close();
    drop(service);
    let data = dir.path().join("data");
    // The log says that it was used tomorrow.
    let connection = rusqlite::Connection::open(data.join("store.sqlite")).unwrap();
    connection.execute("UPDATE audit SET at = at + 86400", []).unwrap();
    drop(connection);
    let (service, _) = Service::open(Config { data, ..Config::default() }).unwrap();
    let desk = Desk { service, dir, first };
    let refused = desk.post_once(&desk.clerk(), "/api/v1/licences", "k", &licence(2)).await;
    assert_eq!(refused.code(503), 9213);
    assert_eq!(desk.verdict(&file).await, "passed", "files are judged all the same");
    let ready = desk.get("", "/readyz").await.expect(503);
    assert_eq!(ready["store"], "ok");
    assert_ne!(ready["clock"], "ok");
}

#[tokio::test]
async fn a_full_disk_refuses_changes_and_keeps_what_is_there() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    // As small as the tables are now: SQLite says the same as on a full disk.
    let full = desk.service.app().store().change(|act| {
        let pages: i64 = act.connection().query_row("PRAGMA page_count", [], |r| r.get(0))?;
        act.connection().query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    });
    full.await.unwrap();
    let mut refused = 0;
    for n in 2..40 {
        let key = format!("full-{n}");
        let answer = desk.post_once(&desk.clerk(), "/api/v1/licences", &key, &licence(n)).await;
        if answer.status != 201 {
            assert_eq!(answer.code(503), 9212);
            refused += 1;
            break;
        }
    }
    assert_eq!(refused, 1, "the disk did not fill");
    assert_eq!(desk.verdict(&file).await, "passed");
    let more = desk.service.app().store().change(|act| {
        act.connection().query_row("PRAGMA max_page_count = 1000000", [], |_| Ok(()))?;
        Ok(())
    });
    more.await.unwrap();
    desk.issue(100).await;
    desk.service.close();
    backup::check(&desk.dir.path().join("data"), None).unwrap();
}

#[tokio::test]
async fn a_read_only_store_says_so() {
    let desk = Desk::new();
    let id = desk.issue(1).await;
    let file = desk.file(&id).await;
    let change = |on: bool| {
        desk.service.app().store().change(move |act| {
            act.connection().pragma_update(None, "query_only", on)?;
            Ok(())
        })
    };
    change(true).await.unwrap();
    let ready = desk.get("", "/readyz").await.expect(503);
    assert_eq!(ready["ready"], false);
    assert!(ready["store"].as_str().unwrap().contains("read-only"), "{ready}");
    let refused = desk.post_once(&desk.clerk(), "/api/v1/licences", "k", &licence(2)).await;
    assert_eq!(refused.code(503), 9212);
    assert_eq!(desk.verdict(&file).await, "passed");
}
