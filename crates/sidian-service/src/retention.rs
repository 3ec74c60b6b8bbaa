//! Materials whose time is over, and files that nobody needs any more. Everything here waits for the
//! disk: it is called at the start, from chores and after a withdrawal, never on an async thread.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;

use sidian::time::UnixTime;

use crate::state::App;
use crate::store::materials::{self, Material};
use crate::store::{Digest, StoreError, Use, ended};

const DAY: i64 = 86_400;

/// Withdraws what the settings keep no longer; says how much that was.
pub(crate) fn expire(app: &App, now: UnixTime) -> Result<u64, StoreError> {
    let periods = &app.config().materials;
    let named: Vec<&str> = periods.retention.keys().map(String::as_str).collect();
    let mut count = 0;
    for (kind, days) in periods.periods() {
        let until = now.seconds() - i64::from(days) * DAY;
        let others = if kind.is_some() { &[][..] } else { &named[..] };
        for material in app.store().read(|c| materials::due(c, kind, others, until))? {
            match over(app, material, (days, now)) {
                Ok(()) => count += 1,
                // Somebody was faster, or a package was made of it just now.
                Err(StoreError::Missing | StoreError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(count)
}

fn over(app: &App, material: Material, (days, now): (u32, UnixTime)) -> Result<(), StoreError> {
    let reason = format!("保存期{days}日届满");
    let entry = Use {
        at: now.seconds(),
        actor: "retention".to_owned(),
        action: "material.expire",
        purpose: reason.clone(),
        outcome: "done",
        digest: Some(material.file.as_bytes().to_vec()),
        ..Use::default()
    };
    app.store().change_now(move |act| {
        let connection = act.connection();
        ended::end(connection, &material, ("retention", &reason), (entry.at, None))?;
        act.record(&entry).map(drop)
    })
}

/// Takes away the files of materials that were withdrawn, where nobody else has the same file.
pub(crate) fn collect(app: &App) -> Result<(), StoreError> {
    loop {
        let left = app.store().read(ended::left)?;
        let most = left.len();
        let portable = |digest: &Digest| is_pdf(app, *digest);
        let named: Vec<Digest> = left.iter().map(|(_, digest)| *digest).filter(portable).collect();
        // Nobody has the file of a licence before it is entered, so it cannot become one later.
        let licences = match named.is_empty() {
            true => Vec::new(),
            false => app.store().read(|c| ended::of_licences(c, &named))?,
        };
        let mut done = 0;
        for (place, digest) in left {
            done += usize::from(release(app, digest, (Some(place), licences.contains(&digest)))?);
        }
        if most < 500 || done == 0 {
            return Ok(());
        }
    }
}

/// Takes away what a crash left: files that were taken in for materials that were never entered.
pub(crate) fn leftover(app: &App, files: Vec<Digest>) -> Result<(), StoreError> {
    files.into_iter().try_for_each(|digest| release(app, digest, (None, false)).map(drop))
}

/// Takes a file away, unless it is somebody's; whether it is decided.
fn release(
    app: &App,
    digest: Digest,
    (place, of_licence): (Option<i64>, bool),
) -> Result<bool, StoreError> {
    let worker = app.clone();
    let decided = app.store().change_now(move |act| {
        let connection = act.connection();
        let store = worker.store();
        let mut aside = None;
        if !of_licence && !ended::is_kept(connection, digest)? {
            // What this group of changes withdrew may be there again if the group is not kept.
            if store.read(|c| ended::is_kept(c, digest))? {
                return Ok(None);
            }
            aside = store.files().put_aside(digest)?;
        }
        if let Some(place) = place {
            ended::swept(connection, place)?;
        }
        Ok(Some(aside))
    })?;
    let Some(aside) = decided else { return Ok(false) };
    if let Some(path) = aside {
        remove(path);
    }
    Ok(true)
}

/// What cannot be removed now is removed at the next start.
fn remove(path: PathBuf) {
    if let Err(error) = std::fs::remove_file(&path) {
        tracing::warn!(%error, "a file that nobody needs is still there");
    }
}

/// The file of a licence is one.
fn is_pdf(app: &App, digest: Digest) -> bool {
    let mut head = [0; 5];
    let opened = File::open(app.store().files().path(digest));
    opened.is_ok_and(|mut file| file.read_exact(&mut head).is_ok()) && head == *b"%PDF-"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Service;
    use crate::config::Config;

    type Done = Result<(), Box<dyn std::error::Error>>;

    fn open(dir: &std::path::Path, change: impl FnOnce(&mut Config)) -> Service {
        let mut config = Config { data: dir.join("data"), ..Config::default() };
        change(&mut config);
        Service::open(config).expect("opens").0
    }

    /// A material of a kind with this content, taken in at the beginning of the epoch.
    fn taken(app: &App, id: &str, kind: &str, content: &[u8]) -> Result<Material, StoreError> {
        let mut material = Material {
            place: 0,
            id: id.to_owned(),
            account: 1,
            department: "示例局".to_owned(),
            name: "a.bin".to_owned(),
            kind: kind.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            source: "other".to_owned(),
            vouched_by: None,
            matter: None,
            size: content.len() as u64,
            file: app.store().files().put(content)?,
            at: 0,
            asked: None,
        };
        app.store().change_now(move |act| {
            material.place = materials::add(act.connection(), &material)?;
            Ok(material)
        })
    }

    fn there(app: &App, material: &Material) -> bool {
        app.store().files().path(material.file).exists()
    }

    fn end(app: &App, material: &Material) -> Result<(), StoreError> {
        let material = material.clone();
        app.store().change_now(move |act| {
            ended::end(act.connection(), &material, ("department", "x"), (0, Some(1)))
        })
    }

    #[test]
    fn materials_go_when_their_kind_s_time_is_over_and_not_before() -> Done {
        let dir = tempfile::tempdir()?;
        let service = open(dir.path(), |config| {
            config.materials.retention_days = 10;
            config.materials.retention = [("申请书".to_owned(), 2)].into();
        });
        let app = service.app();
        let (short, long) = (taken(app, "a", "申请书", b"a")?, taken(app, "b", "图纸", b"b")?);
        let (held, package) = (taken(app, "c", "申请书", b"c")?, taken(app, "d", "包", b"d")?);
        let (parts, by) = (vec![held.place], package.place);
        app.store().change_now(move |act| materials::hold(act.connection(), by, &parts))?;
        let day = |n: i64| UnixTime::from_seconds(n * DAY);
        for (at, gone) in [(1, 0), (2, 1), (9, 0), (10, 2), (11, 1), (12, 0)] {
            assert_eq!(expire(app, day(at)?)?, gone, "on day {at}");
            collect(app)?;
            assert_eq!(there(app, &short), at < 2, "on day {at}");
            assert_eq!(there(app, &long), at < 10, "on day {at}");
            assert_eq!(there(app, &held), at < 11, "held by the package until day 10");
        }
        let left = app.store().read(|c| ended::get(c, "a", "示例局"))?;
        assert_eq!((left.ground.as_str(), left.reason.as_str()), ("retention", "保存期2日届满"));
        assert_eq!(app.store().read(ended::left)?.len(), 0, "every file is settled");
        Ok(())
    }

    #[test]
    fn what_a_crash_left_between_entry_and_file_is_gone_after_the_next_start() -> Done {
        let dir = tempfile::tempdir()?;
        let (withdrawn, orphan) = {
            let service = open(dir.path(), |_| {});
            let app = service.app();
            let withdrawn = taken(app, "a", "申请书", b"content")?;
            end(app, &withdrawn)?;
            assert!(there(app, &withdrawn), "the process dies here");
            // A package that was taken into the store and never entered.
            let begun = app.store().parts().path(".package");
            std::fs::write(&begun, b"package")?;
            let orphan = Digest::of(b"package");
            app.store().files().adopt(&begun, orphan)?;
            service.close();
            (withdrawn, orphan)
        };
        let service = open(dir.path(), |_| {});
        let files = service.app().store().files();
        assert!(!files.path(withdrawn.file).exists() && !files.path(orphan).exists());
        Ok(())
    }

    #[test]
    fn a_file_stays_while_another_material_is_the_same_and_a_place_is_given_once() -> Done {
        let dir = tempfile::tempdir()?;
        let service = open(dir.path(), |_| {});
        let app = service.app();
        let (one, two) = (taken(app, "a", "x", b"same")?, taken(app, "b", "x", b"same")?);
        end(app, &two)?;
        collect(app)?;
        assert!(there(app, &one));
        let three = taken(app, "c", "x", b"three")?;
        assert!(three.place > two.place, "the place of what was withdrawn");
        end(app, &one)?;
        collect(app)?;
        assert!(!there(app, &one));
        assert!(matches!(end(app, &one), Err(StoreError::Missing)), "twice");
        Ok(())
    }
}
