//! The `casebound` command, and the worker it starts.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use cli::{Shell, run};

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    if args.get(1).is_some_and(|word| word == world::WORKER) {
        return world::serve_worker(args.get(2).map(std::path::Path::new));
    }
    if args.get(1).is_some_and(|word| word == world::TESSERACT) {
        return world::serve_tesseract(&args[2..]);
    }
    let cancel = desk::CancelToken::default();
    let stop = cancel.clone();
    // Without a handler the first Ctrl-C ends the program, which loses nothing either: the next run goes on.
    let _ = ctrlc::set_handler(move || {
        if stop.is_cancelled() {
            std::process::exit(130);
        }
        stop.cancel();
    });
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr());
    let mut shell = Shell {
        desk: world::real_desk(std::env::current_exe().unwrap_or_else(|_| "casebound".into())),
        err_is_terminal: err.is_terminal(),
        out: &mut out,
        err: &mut err,
        ask: &mut ask,
        input: &mut std::io::stdin(),
        cwd: std::env::current_dir().unwrap_or_default(),
        cancel,
    };
    run(&args, &mut shell)
}

/// Asks on the terminal, without showing what is typed; else reads the first line of what is piped in.
fn ask(what: &str) -> std::io::Result<String> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        return rpassword::prompt_password(format!("{what}: "));
    }
    let mut line = String::new();
    input.read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
