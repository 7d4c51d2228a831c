//! The command line: arguments to commands, answers to text
