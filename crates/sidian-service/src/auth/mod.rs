//! Who may do what: accounts of departments, their roles, and how they show who they are.

mod account;
mod caller;
mod master;
mod token;

pub use account::{Account, Role, Scope};
pub use caller::{Caller, ClientCertificate, Known};
pub use master::{MasterKey, MasterKeyError};
pub use token::Token;
