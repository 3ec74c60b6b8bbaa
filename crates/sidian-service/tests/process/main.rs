//! The service as a process of its own: crashes, slow and hostile clients, TLS, and the page in a
//! real browser.

mod browser;
mod client;
mod crash;
mod described;
mod embed;
mod listen;
mod run;
mod token;
mod webdriver;
mod wire;
