//! The only composer: open a case, jobs, commands, wire types, error codes
