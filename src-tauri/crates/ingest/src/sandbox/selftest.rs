//! A locked-in worker tries to get out. Whatever works is a reason not to serve.

use std::fs::File;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Pid, test_kill_process};

/// Tries everything that must fail; the error names what worked. `host` is asked for before the sandbox shuts.
pub(super) fn run(memory: u64, host: Pid) -> Result<(), String> {
    let attempts: [(&str, &dyn Fn() -> bool); 11] = [
        ("opening a file", &|| File::open("/proc/self/status").is_ok()),
        ("opening a folder", &|| std::fs::read_dir("/").is_ok()),
        ("looking at a file", &|| std::fs::metadata("/").is_ok()),
        ("writing a file", &|| File::create("/tmp/casebound-worker").is_ok()),
        ("a TCP connection", &|| may_have_worked(TcpStream::connect(("127.0.0.1", 9)).err())),
        ("a TCP port", &|| TcpListener::bind(("127.0.0.1", 0)).is_ok()),
        ("a UDP socket", &|| UdpSocket::bind(("127.0.0.1", 0)).is_ok()),
        ("a local socket", &|| UnixListener::bind("/tmp/casebound-worker").is_ok() || UnixDatagram::unbound().is_ok()),
        ("a signal to the host", &|| test_kill_process(host).is_ok()),
        ("starting a program", &|| Command::new("/bin/true").spawn().is_ok()),
        ("starting a thread", &|| std::thread::Builder::new().spawn(|| {}).is_ok()),
    ];
    if let Some((what, _)) = attempts.iter().find(|(_, works)| works()) {
        return Err(format!("the sandbox does not hold: {what} worked"));
    }
    let too_much = usize::try_from(memory.saturating_add(1 << 30)).unwrap_or(usize::MAX);
    if Vec::<u8>::new().try_reserve_exact(too_much).is_ok() {
        return Err("the sandbox does not hold: more memory than allowed could be had".into());
    }
    // becoming another program comes last: where it works nothing of this one is left to serve
    let error = Command::new("/bin/true").exec();
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => Ok(()),
        _ => Err(format!("the sandbox does not hold: becoming another program failed only with: {error}")),
    }
}

/// A refused connection means that the socket was had: only the sandbox's own refusal counts.
fn may_have_worked(error: Option<std::io::Error>) -> bool {
    error.is_none_or(|error| error.kind() != std::io::ErrorKind::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_is_not_locked_in_is_noticed_at_the_first_attempt() {
        let refusal = run(1 << 30, Pid::INIT);
        assert_eq!(refusal, Err("the sandbox does not hold: opening a file worked".to_owned()));
    }
}
