//! The embedded service: one process that a department runs, one page that a clerk opens.
//!
//! [`Service::open`] opens the store and the keys, [`Service::router`] gives the routes. Whoever embeds
//! it owns the listener; the binary `sidian-service` is one such program.
//!
//! - Verify any file, without keeping it: `POST /api/v1/verify`.
//! - Issue licences, and record what happens to them: `/api/v1/licences`.
//! - Every use is an entry of an append-only log that anybody can check: [`audit`].
//! - What the service holds lies below one directory: [`store`].
//!
//! # Examples
//!
//! ```
//! use sidian_service::Service;
//! use sidian_service::config::Config;
//!
//! # let dir = tempfile::tempdir()?;
//! let config = Config { data: dir.path().join("data"), ..Config::default() };
//! let (service, first) = Service::open(config)?;
//! assert!(first.is_some(), "the first start tells the administrator’s token");
//! let router = service.router(); // an `axum::Router`, to be nested or served
//! # drop(router);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod audit;
pub mod auth;
mod batch;
mod clock;
pub mod config;
mod downloads;
pub mod figures;
mod found;
mod issue;
mod judge;
mod keyring;
mod limits;
mod metrics;
mod pki;
mod pool;
mod prepared;
pub mod problem;
mod retention;
mod routes;
pub mod serve;
mod service;
mod state;
pub mod store;
mod trust;
mod words;

pub use found::FirstStart;
pub use routes::api;
pub use service::{Service, ServiceError};
