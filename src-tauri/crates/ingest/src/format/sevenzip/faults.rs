//! What a library says of an archive it cannot read, in plain words.

use std::io::{self, ErrorKind};

use sevenz_rust2::Error;

use crate::format::unpacking::{fault_words, problem};
use crate::format::{Failure, Problem, ProblemCode};

const LOCKED: &str = "locked by a password";
const GREEDY: &str = "it would take too much memory to unpack";

/// Why the list of files cannot be read.
pub(super) fn of_list(error: &Error) -> Failure {
    match error {
        _ if is_lock(error) => Failure::Encrypted,
        Error::MaxMemLimited { .. } => Failure::LimitHit(GREEDY.to_owned()),
        Error::Io(io, _) if io.kind() == ErrorKind::UnexpectedEof => {
            Failure::Corrupt("the archive breaks off before its list of files".to_owned())
        }
        Error::ChecksumVerificationFailed | Error::NextHeaderCrcMismatch => {
            Failure::Corrupt("the checksum of its list of files is wrong".to_owned())
        }
        error => Failure::Corrupt(format!("its list of files cannot be read: {}", words(error))),
    }
}

/// Why the files of a block cannot be reached, or not those behind the ones that were.
pub(super) fn of_block(error: &Error, has_begun: bool) -> Problem {
    match error {
        _ if is_lock(error) => problem(ProblemCode::Encrypted, LOCKED.to_owned()),
        Error::MaxMemLimited { .. } => problem(ProblemCode::Limit, GREEDY.to_owned()),
        Error::UnsupportedCompressionMethod(method) => {
            problem(ProblemCode::Unreadable, format!("packed by the method {method}, which is not known here"))
        }
        _ if has_begun => {
            let message = "it cannot be reached: the packed bytes before it are damaged";
            problem(ProblemCode::Unreadable, message.to_owned())
        }
        error => problem(ProblemCode::Unreadable, format!("it cannot be unpacked: {}", words(error))),
    }
}

/// What is wrong with a file's bytes.
pub(super) fn of_stream(error: io::Error) -> Problem {
    problem(ProblemCode::Checksum, fault_words(&error))
}

fn is_lock(error: &Error) -> bool {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => true,
        Error::UnsupportedCompressionMethod(method) => method.contains("AES"),
        _ => false,
    }
}

fn words(error: &Error) -> String {
    match error {
        Error::Io(io, _) => fault_words(io),
        Error::Other(words) | Error::Unsupported(words) => words.to_lowercase(),
        Error::UnsupportedCompressionMethod(method) => format!("the method {method} is not known here"),
        _ => "its bytes are damaged".to_owned(),
    }
}
