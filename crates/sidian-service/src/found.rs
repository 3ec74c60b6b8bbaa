//! The first start: what is made once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ring::rand::{SecureRandom, SystemRandom};
use sidian::crypto::{SigningKey, Suite};
use sidian::licence::kind::builtin;
use sidian::time::UnixTime;
use zeroize::Zeroizing;

use crate::audit::{Commitments, Sealer};
use crate::auth::{MasterKey, Role, Scope, Token};
use crate::keyring::Keyring;
use crate::pki::{self, Identity};
use crate::service::ServiceError;
use crate::store::accounts::NewAccount;
use crate::store::identities::Kept;
use crate::store::{Store, StoreError, Use, accounts, identities, meta, private, set_meta, types};

/// What the first start made, to be told once.
pub struct FirstStart {
    /// The token of the administrator, who makes the other accounts.
    pub administrator: Token,
    /// The token of the test department's account, which may do everything else.
    pub clerk: Token,
    /// Whether a master key was made and lies beside the data.
    pub master_key_made: bool,
}

/// The key of the audit log and the secret of its commitments, made at the first start.
pub(crate) struct Log {
    pub(crate) sealer: Sealer,
    pub(crate) commitments: Commitments,
}

/// Opens the log's keys, or makes them.
pub(crate) fn log_keys(data: &Path, master: &MasterKey) -> Result<Log, ServiceError> {
    let dir = data.join("keys");
    fs::create_dir_all(&dir).map_err(|error| StoreError::File { path: dir.clone(), error })?;
    private(&dir);
    let key = secret(&dir, "audit-log", master, || {
        let key = SigningKey::generate(Suite::Ed25519)?;
        Ok(Zeroizing::new(key.to_pkcs8_der(None)?.to_vec()))
    })?;
    let key = SigningKey::from_pkcs8_der(&key, None)?;
    let secret = secret(&dir, "commitments", master, || {
        let mut bytes = Zeroizing::new(vec![0; 32]);
        let filled = SystemRandom::new().fill(&mut bytes);
        filled.map_err(|_| sidian::crypto::CryptoError::Randomness)?;
        Ok(bytes)
    })?;
    let sealer = Sealer::new(key, Commitments::new(&secret));
    Ok(Log { sealer, commitments: Commitments::new(&secret) })
}

/// What makes the master key of this store another than that of any other with the same token: made
/// once, and no secret.
pub(crate) fn salt(data: &Path) -> Result<Vec<u8>, ServiceError> {
    let dir = data.join("keys");
    fs::create_dir_all(&dir).map_err(|error| StoreError::File { path: dir.clone(), error })?;
    private(&dir);
    let path = dir.join("master.salt");
    let named = |error| StoreError::File { path: path.clone(), error };
    if path.exists() {
        return Ok(fs::read(&path).map_err(named)?);
    }
    let mut salt = vec![0; 32];
    let filled = SystemRandom::new().fill(&mut salt);
    filled.map_err(|_| sidian::crypto::CryptoError::Randomness)?;
    whole(&dir, &path, &salt)?;
    Ok(salt)
}

/// Writes a file whole or not at all: half a key would lock the log for good.
fn whole(dir: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    use std::io::Write as _;

    let named = |error| StoreError::File { path: path.to_owned(), error };
    let mut file = tempfile::NamedTempFile::new_in(dir).map_err(named)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(named)?;
    file.persist(path).map_err(|e| named(e.error))?;
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(named)
}

fn secret(
    dir: &Path,
    label: &str,
    master: &MasterKey,
    make: impl FnOnce() -> Result<Zeroizing<Vec<u8>>, ServiceError>,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let path = dir.join(format!("{label}.sealed"));
    let named = |error| StoreError::File { path: path.clone(), error };
    if path.exists() {
        return Ok(master.open(label, &fs::read(&path).map_err(named)?)?);
    }
    let secret = make()?;
    let sealed = master.seal(label, &secret)?;
    whole(dir, &path, &sealed)?;
    Ok(secret)
}

/// Makes the test authority, the catalogue and the first accounts, all or nothing. `None` where
/// that was done before.
pub(crate) fn found(
    store: &Store,
    master: &MasterKey,
    url: &str,
    now: UnixTime,
) -> Result<Option<(Token, Token)>, ServiceError> {
    if store.read(|c| meta(c, "founded"))?.is_some() {
        return Ok(None);
    }
    let founded = pki::found(url, now)?;
    let mut kept = Vec::new();
    for (purpose, label, identity) in [
        ("root", "测试根证书 TEST ROOT", &founded.root),
        ("ca", "测试签发机构 TEST CA", &founded.authority),
        ("licence", "测试签发密钥 TEST ISSUER", &founded.department),
        ("tsa", "测试时间戳 TEST TSA", &founded.time_stamper),
    ] {
        kept.push(seal(master, (purpose, label, true), identity)?);
    }
    let token = || Token::generate().ok_or(sidian::crypto::CryptoError::Randomness);
    let (administrator, clerk) = (token()?, token()?);
    let first = [
        account("示例市政务服务局", "administrator", &[Role::Administrator], &administrator),
        account(
            pki::DEPARTMENT,
            "clerk",
            &[Role::Issuer, Role::Sealer, Role::Verifier, Role::Auditor],
            &clerk,
        ),
    ];
    let at = now.seconds();
    store.change_now(move |act| {
        for one in &kept {
            identities::add(act.connection(), one, at)?;
        }
        for kind in builtin() {
            types::publish(act.connection(), kind, at)?;
        }
        for one in &first {
            accounts::add(act.connection(), one, at)?;
        }
        act.record(&Use {
            at,
            actor: "sidian-service".to_owned(),
            action: "service.found",
            outcome: "done",
            ..Use::default()
        })?;
        set_meta(act.connection(), "founded", at.to_string().as_bytes())
    })?;
    Ok(Some((administrator, clerk)))
}

/// Makes what the test authority lacks: the maker of seals and the responder (OCSP). A store of an
/// earlier edition gets them at its next start.
pub(crate) fn complete(
    store: &Store,
    master: &MasterKey,
    url: &str,
    now: UnixTime,
) -> Result<(), ServiceError> {
    let keys = Keyring::open(master, &store.read(identities::all)?)?;
    let Some(authority) = keys.for_purpose("ca").find(|held| held.test) else { return Ok(()) };
    for (purpose, label) in
        [("seal", "测试制章机构 TEST SEAL MAKER"), ("ocsp", "测试状态查询 TEST OCSP")]
    {
        if keys.for_purpose(purpose).next().is_some() {
            continue;
        }
        let identity = pki::below(&authority.identity, (purpose, label), url, now)?;
        let kept = seal(master, (purpose, label, true), &identity)?;
        store.change_now(move |act| identities::add(act.connection(), &kept, now.seconds()))?;
    }
    Ok(())
}

/// A key as it is kept.
pub(crate) fn seal(
    master: &MasterKey,
    (purpose, label, test): (&str, &str, bool),
    identity: &Identity,
) -> Result<Kept, ServiceError> {
    let plain = identity.key.to_pkcs8_der(None)?;
    Ok(Kept {
        id: 0,
        label: label.to_owned(),
        purpose: purpose.to_owned(),
        test,
        chain: pki::pem(&identity.chain),
        sealed: master.seal(label, &plain)?,
        ended: None,
    })
}

fn account(department: &str, name: &str, roles: &[Role], token: &Token) -> NewAccount {
    NewAccount {
        department: department.to_owned(),
        department_code: (department == pki::DEPARTMENT).then(|| pki::DEPARTMENT_CODE.to_owned()),
        name: name.to_owned(),
        roles: roles.iter().copied().collect::<BTreeSet<_>>(),
        scope: Scope::All,
        token: Some(token.hash()),
        certificate: None,
        holder: None,
    }
}
