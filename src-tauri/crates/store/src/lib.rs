//! The case on disk: SQLite, the vault, the operation log, projections
