//! The `sidian` command.

fn main() {}
