//! The tables.

use rusqlite::Connection;

/// The edition of the tables; a store of a later edition is not opened.
pub(super) const EDITION: i64 = 1;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS departments (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, code TEXT NOT NULL DEFAULT '');

CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY, department INTEGER NOT NULL REFERENCES departments(id),
    name TEXT NOT NULL UNIQUE, roles TEXT NOT NULL, types TEXT, active INTEGER NOT NULL DEFAULT 1,
    token BLOB UNIQUE, certificate BLOB UNIQUE, holder BLOB, created INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS identities (
    id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, purpose TEXT NOT NULL,
    test INTEGER NOT NULL, chain TEXT NOT NULL, sealed BLOB NOT NULL, created INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS types (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, edition INTEGER NOT NULL, state TEXT NOT NULL,
    at INTEGER NOT NULL, description TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS licences (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, number TEXT NOT NULL,
    state TEXT NOT NULL, issued INTEGER NOT NULL, valid_until INTEGER,
    file BLOB NOT NULL, metadata BLOB NOT NULL, supersedes TEXT, superseded_by TEXT,
    account INTEGER NOT NULL, created INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS licences_type ON licences (type, place);
CREATE INDEX IF NOT EXISTS licences_number ON licences (number);
CREATE INDEX IF NOT EXISTS licences_end ON licences (valid_until) WHERE state = 'valid';
DROP INDEX IF EXISTS licences_ended;
CREATE INDEX IF NOT EXISTS licences_out ON licences (place, state) WHERE state <> 'valid';

CREATE TABLE IF NOT EXISTS holders (
    tag BLOB NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (tag, place)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, licence TEXT NOT NULL, event TEXT NOT NULL, at INTEGER NOT NULL,
    reason TEXT NOT NULL, account INTEGER NOT NULL, link TEXT);
CREATE INDEX IF NOT EXISTS events_licence ON events (licence, seq);

CREATE TABLE IF NOT EXISTS approvals (
    id INTEGER PRIMARY KEY, licence TEXT NOT NULL, event TEXT NOT NULL, reason TEXT NOT NULL,
    account INTEGER NOT NULL, at INTEGER NOT NULL, decided INTEGER, decided_by INTEGER,
    outcome TEXT);

CREATE TABLE IF NOT EXISTS answers (
    account INTEGER NOT NULL, key TEXT NOT NULL, request BLOB NOT NULL, status INTEGER NOT NULL,
    body TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_at ON answers (at);

CREATE TABLE IF NOT EXISTS batches (
    id INTEGER PRIMARY KEY, account INTEGER NOT NULL, type TEXT NOT NULL, total INTEGER NOT NULL,
    purpose TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS batch_items (
    batch INTEGER NOT NULL, n INTEGER NOT NULL, input TEXT, licence TEXT, error TEXT,
    PRIMARY KEY (batch, n)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS batch_open ON batch_items (batch, n) WHERE input IS NOT NULL;

CREATE TABLE IF NOT EXISTS links (
    token BLOB PRIMARY KEY, licence TEXT NOT NULL, account INTEGER NOT NULL, purpose TEXT NOT NULL,
    basis TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS disputes (
    id INTEGER PRIMARY KEY, licence TEXT NOT NULL, statement TEXT NOT NULL, state TEXT NOT NULL,
    answer TEXT, account INTEGER NOT NULL, at INTEGER NOT NULL, decided_by INTEGER,
    decided INTEGER);

CREATE TABLE IF NOT EXISTS grant_uses (
    grant_id TEXT PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nonces (code BLOB PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nonces_until ON nonces (until);
CREATE TABLE IF NOT EXISTS timestamps (serial INTEGER PRIMARY KEY, record TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS ended_keys (
    identity INTEGER PRIMARY KEY REFERENCES identities(id), at INTEGER NOT NULL,
    reason TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS seals (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, department TEXT NOT NULL,
    identity INTEGER NOT NULL, state TEXT NOT NULL, valid_from INTEGER NOT NULL,
    valid_until INTEGER NOT NULL, der BLOB NOT NULL, account INTEGER NOT NULL,
    created INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS seal_users (
    seal INTEGER NOT NULL REFERENCES seals(id), account INTEGER NOT NULL REFERENCES accounts(id),
    PRIMARY KEY (seal, account)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seal_requests (
    id INTEGER PRIMARY KEY, seal INTEGER, department TEXT NOT NULL, request TEXT NOT NULL,
    account INTEGER NOT NULL, at INTEGER NOT NULL, decided INTEGER, decided_by INTEGER,
    outcome TEXT);
CREATE TABLE IF NOT EXISTS sealings (
    number INTEGER PRIMARY KEY, seal INTEGER NOT NULL, account INTEGER NOT NULL,
    at INTEGER NOT NULL, purpose TEXT NOT NULL, digest BLOB NOT NULL, receipt INTEGER NOT NULL,
    line TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sealings_seal ON sealings (seal, number);

CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, account INTEGER NOT NULL, about TEXT NOT NULL, size INTEGER NOT NULL,
    have INTEGER NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS uploads_account ON uploads (account);
CREATE TABLE IF NOT EXISTS materials (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, account INTEGER NOT NULL,
    department TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, media_type TEXT NOT NULL,
    source TEXT NOT NULL, vouched_by TEXT, matter TEXT, size INTEGER NOT NULL, file BLOB NOT NULL,
    at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS materials_department ON materials (department, place);
CREATE INDEX IF NOT EXISTS materials_file ON materials (file);
CREATE INDEX IF NOT EXISTS materials_at ON materials (at);
CREATE TABLE IF NOT EXISTS material_requests (
    place INTEGER PRIMARY KEY REFERENCES materials(place), ground TEXT NOT NULL,
    reason TEXT NOT NULL, account INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS package_parts (
    material INTEGER NOT NULL, package INTEGER NOT NULL, PRIMARY KEY (material, package))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ended_materials (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, department TEXT NOT NULL,
    kind TEXT NOT NULL, matter TEXT, size INTEGER NOT NULL, file BLOB NOT NULL,
    at INTEGER NOT NULL, ended INTEGER NOT NULL, ended_by INTEGER, ground TEXT NOT NULL,
    reason TEXT NOT NULL, swept INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS ended_materials_department ON ended_materials (department, place);
CREATE INDEX IF NOT EXISTS ended_materials_left ON ended_materials (place) WHERE swept = 0;

CREATE TABLE IF NOT EXISTS grants (
    id INTEGER PRIMARY KEY, grantor BLOB NOT NULL, number TEXT NOT NULL, recipient TEXT NOT NULL,
    item TEXT NOT NULL, purpose TEXT NOT NULL, matter TEXT, licences TEXT NOT NULL,
    until INTEGER NOT NULL, uses INTEGER, token TEXT NOT NULL, counted TEXT NOT NULL,
    account INTEGER NOT NULL, at INTEGER NOT NULL, UNIQUE (grantor, number));
CREATE INDEX IF NOT EXISTS grants_recipient ON grants (recipient, id);
CREATE TABLE IF NOT EXISTS withdrawn (
    grantor BLOB NOT NULL, number TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (grantor, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS withdrawal_lists (
    uri TEXT NOT NULL, signer BLOB NOT NULL, issued INTEGER NOT NULL, expires INTEGER NOT NULL,
    entries INTEGER NOT NULL, token TEXT NOT NULL, at INTEGER NOT NULL, account INTEGER NOT NULL,
    PRIMARY KEY (uri, signer)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copies (licence TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS copies_licence ON copies (licence, at);
CREATE TABLE IF NOT EXISTS questions (
    nonce TEXT PRIMARY KEY, account INTEGER NOT NULL, purpose TEXT NOT NULL, basis TEXT NOT NULL,
    fields TEXT NOT NULL, ends INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL, rules TEXT NOT NULL)
    WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS audit (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, account INTEGER, actor TEXT NOT NULL,
    action TEXT NOT NULL, licence TEXT, purpose TEXT NOT NULL, basis TEXT NOT NULL,
    outcome TEXT NOT NULL, digest BLOB, leaf BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS audit_licence ON audit (licence, seq) WHERE licence IS NOT NULL;
CREATE INDEX IF NOT EXISTS audit_account ON audit (account, seq);
CREATE INDEX IF NOT EXISTS audit_at ON audit (at);
CREATE TABLE IF NOT EXISTS hashes (place INTEGER PRIMARY KEY, hash BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoints (
    size INTEGER PRIMARY KEY, at INTEGER NOT NULL, note TEXT NOT NULL);
";

/// Settings of every connection.
pub(super) const SETTINGS: &str = "
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16384;
PRAGMA busy_timeout = 2000;
";

/// Makes the tables where they are missing.
pub(super) fn make(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("BEGIN IMMEDIATE;{TABLES}COMMIT;"))?;
    connection.pragma_update(None, "user_version", EDITION)
}
