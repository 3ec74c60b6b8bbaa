//! Test PKI, tamper kit and corpus runner: development only, never published.

pub mod corpus;
