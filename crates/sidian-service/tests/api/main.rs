//! The service through its routes: one binary, one file a subject.

mod audit;
mod contract;
mod desk;
mod downloads;
mod grants;
mod hostile;
mod keys;
mod life;
mod materials;
mod reports;
mod rights;
mod seals;
mod store;
mod withdrawal;
