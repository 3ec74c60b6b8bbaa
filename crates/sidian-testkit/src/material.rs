//! People and departments with certificates of their own, for what travels between them.

use std::sync::OnceLock;

use sidian::crypto::{Signer, Suite};
use sidian::licence::VerifiedLicence;
use sidian::material::grant::ServiceItem;
use sidian::material::{MemoryLedger, Party};
use sidian::trust::{Evidence, TrustStore};
use sidian::verifier::Verifier;
use sidian::x509::issue::{CertificateDraft, NameDraft, Usage};

use crate::pki::{Identity, TestPki, key, years};
use crate::{clock, licence};

/// Somebody with a code, a key and a certificate that carries the code.
pub struct Player {
    /// The code.
    pub party: Party,
    /// Key and certificate.
    pub identity: Identity,
    chain: Vec<Vec<u8>>,
}

impl Player {
    fn new(pki: &TestPki, number: u8, name: &str, party: &str) -> Self {
        let party: Party = party.parse().expect("a code that agrees with its kind");
        let key = key(pki.suite, &format!("player {number}"));
        let subject = NameDraft::new(name).with_country("CN").with_serial_number(party.code());
        let certificate =
            CertificateDraft::end_entity(subject, key.public_key(), years(2025, 2045))
                .with_key_usage(&[Usage::DigitalSignature, Usage::NonRepudiation])
                .with_serial([0x40, number])
                .issue(&pki.issuing.issuer())
                .expect("a certificate");
        let chain = vec![certificate.der().to_vec(), pki.issuing.certificate.der().to_vec()];
        Self { party, identity: Identity { key, certificate }, chain }
    }

    /// Its key.
    pub fn key(&self) -> &dyn Signer {
        &self.identity.key
    }

    /// Its certificates as DER, its own first.
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }
}

/// Everybody in the scene, with keys of one suite.
pub struct Cast {
    /// The department that is asked for something, 四电测试局.
    pub department: Player,
    /// Another department.
    pub other_department: Player,
    /// The enterprise that holds the licence of [`licence`].
    pub holder: Player,
    /// Another enterprise.
    pub stranger: Player,
    /// The enterprise's licence manager (证照管理员).
    pub manager: Player,
    /// Its agent (办事人).
    pub agent: Player,
    suite: Suite,
}

impl Cast {
    /// The cast with keys of this suite, made once for each process.
    pub fn new(suite: Suite) -> &'static Self {
        static CASTS: [OnceLock<Cast>; Suite::ALL.len()] =
            [const { OnceLock::new() }; Suite::ALL.len()];
        let index = Suite::ALL.iter().position(|at| *at == suite).expect("every suite is listed");
        CASTS[index].get_or_init(|| {
            let pki = TestPki::new(suite);
            let player = |number, name, party| Player::new(pki, number, name, party);
            Self {
                department: player(1, "四电测试局", "001:11410800MB00000009"),
                other_department: player(2, "另一测试局", "001:114108000000001310"),
                holder: player(3, "示例餐馆", "001:91410800MA4400D94H"),
                stranger: player(4, "别家公司", "001:91350100M000100Y43"),
                manager: player(5, "证照管理员", "111:11010519491231002X"),
                agent: player(6, "办事人", AGENT),
                suite,
            }
        })
    }

    /// Trust in the roots of this suite and of the licence's own, the revocation lists of both, the
    /// holder's certificate, the licence's status list, and these signed statements.
    ///
    /// # Panics
    ///
    /// If the test PKI is broken.
    pub fn evidence(&self, statements: &[&str]) -> Evidence {
        let evidence = self.evidence_without_status();
        let evidence = evidence.with_status_list(licence::status_list().as_bytes());
        statements.iter().fold(evidence, |e, statement| e.with_statement(statement.as_bytes()))
    }

    /// The same without the licence's status list and without statements.
    ///
    /// # Panics
    ///
    /// If the test PKI is broken.
    pub fn evidence_without_status(&self) -> Evidence {
        let mut evidence = Evidence::new()
            .with_certificates(self.holder.identity.certificate.der())
            .expect("a certificate");
        for suite in [Suite::P256, self.suite] {
            let pki = TestPki::new(suite);
            evidence = evidence.with_certificates(pki.issuing.certificate.der()).expect("a CA");
            for crl in pki.crls() {
                evidence = evidence.with_crl(crl.der()).expect("a list");
            }
        }
        evidence
    }

    /// The suite of everybody's keys.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// A verifier with that evidence and a ledger of its own.
    pub fn verifier(&self, statements: &[&str]) -> Verifier {
        self.verifier_with(self.evidence(statements))
    }

    /// A verifier with other evidence and a ledger of its own.
    pub fn verifier_with(&self, evidence: Evidence) -> Verifier {
        let mut store = TrustStore::new();
        for suite in [Suite::P256, self.suite] {
            store = store.with_certificate("test", TestPki::new(suite).root.certificate.clone());
        }
        Verifier::new(store)
            .with_evidence(evidence)
            .with_use_counter(Box::new(MemoryLedger::new()))
            .with_nonce_store(Box::new(MemoryLedger::new()))
    }
}

/// 公民身份号码 of the agent: made up, with a check digit that agrees.
const AGENT: &str = "111:410800199001010018";

/// The service item of the scene.
pub fn item() -> ServiceItem {
    ServiceItem { code: "410800-0131-01".to_owned(), name: "食品经营许可变更".to_owned() }
}

/// The licence of the scene, verified.
///
/// # Panics
///
/// If it does not pass.
pub fn verified_licence() -> &'static VerifiedLicence {
    static LICENCE: OnceLock<VerifiedLicence> = OnceLock::new();
    LICENCE.get_or_init(|| {
        let report = licence::verifier().licence(&licence::licence(), clock::now());
        report.expect("a PDF").accept().expect("a licence that passes")
    })
}
