//! The trust library for the "four electronics" (四电) of Chinese public service.
//!
//! Bytes in, bytes out: no socket, no clock, no file, no font and no `unsafe`.

pub mod asn1;
pub mod budget;
pub mod cms;
pub mod crypto;
pub mod error;
pub mod licence;
pub mod pades;
pub mod pdf;
pub mod report;
pub mod signature;
pub mod time;
pub mod trust;
pub mod tsp;
pub mod verifier;
pub mod x509;
