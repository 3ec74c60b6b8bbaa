//! What is counted, for Prometheus.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// One address of the service, one method, one status: never an identifier.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub struct Labels {
    /// The pattern of the path.
    pub route: String,
    /// The method.
    pub method: String,
    /// The status.
    pub status: u16,
}

/// A verdict.
#[derive(Clone, Debug, EncodeLabelSet, Eq, Hash, PartialEq)]
pub(crate) struct VerdictLabel {
    /// The word.
    pub verdict: &'static str,
}

/// The counters.
pub struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Histogram,
    verdicts: Family<VerdictLabel, Counter>,
    issued: Counter,
    waiting: Gauge<i64, std::sync::atomic::AtomicI64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("sidian");
        let requests = Family::<Labels, Counter>::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
        let seconds = Histogram::new(buckets);
        registry.register("http_request_seconds", "Time to answer", seconds.clone());
        let verdicts = Family::<VerdictLabel, Counter>::default();
        registry.register("verdicts", "Files judged", verdicts.clone());
        let issued = Counter::<u64, AtomicU64>::default();
        registry.register("licences_issued", "Licences issued", issued.clone());
        let waiting = Gauge::default();
        registry.register("pool_jobs", "Jobs waiting or being done", waiting.clone());
        Self { registry, requests, seconds, verdicts, issued, waiting }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, labels: Labels, seconds: f64) {
        self.requests.get_or_create(&labels).inc();
        self.seconds.observe(seconds);
    }

    /// Counts a verdict.
    pub fn judged(&self, verdict: &'static str) {
        self.verdicts.get_or_create(&VerdictLabel { verdict }).inc();
    }

    /// Counts a licence.
    pub fn issued(&self) {
        self.issued.inc();
    }

    /// The text that Prometheus reads.
    pub fn to_text(&self, waiting: usize) -> String {
        self.waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        let mut out = String::new();
        // Writing to a text cannot fail.
        let _ = encode(&mut out, &self.registry);
        out
    }
}
