//! Shared ground of the test suite.
