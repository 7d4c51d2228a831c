//! What can go wrong around a reading. What goes wrong with a document is data: [`crate::host::Outcome`].

/// Why a file could not be given to a worker, or its findings not to the caller.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The worker's program did not start.
    #[error("the worker {program} did not start")]
    Start {
        /// The program that was to be run.
        program: String,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The worker started but did not greet: another version, or no worker at all.
    #[error("the worker does not answer as one: {0}")]
    Greeting(String),
    /// The worker could not lock itself in, and may not read without that.
    #[error("the worker could not be locked in: {0}")]
    Sandbox(String),
    /// What reads words off pictures could not be used: no page was looked at.
    #[error("the models that read pictures cannot be used: {0}")]
    Blind(String),
    /// The caller's sink did not take what was found. The reading was ended.
    #[error("what was found could not be kept")]
    Sink(#[source] Box<dyn std::error::Error + Send + Sync>),
}
