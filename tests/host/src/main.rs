//! The window's code in any browser, over real commands. For tests and for looking; never shipped.
//!
//! `casebound-testhost PORT FOLDER CASEBOUND` serves the built window from FOLDER on the loopback address and answers
//! what the desktop app's own commands answer, with CASEBOUND as the worker. Whoever can reach the port can do anything
//! with the user's cases: that is why it is a program of its own.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is started from a terminal or a test")]

mod http;
mod routes;

use std::{net::TcpListener, path::PathBuf, sync::Arc};

use desk::Host;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [port, folder, casebound] = args.as_slice() else {
        eprintln!("usage: casebound-testhost PORT FOLDER CASEBOUND");
        std::process::exit(2);
    };
    let port: u16 = port.parse().expect("the port is a number");
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    let events = Arc::new(routes::Events::default());
    let teller = Arc::clone(&events);
    let mut host = Host::new(world::real_desk(casebound.into()), Arc::new(move |event| teller.tell(&event)));
    if let Some(folder) = world::sample_case() {
        host = host.with_sample_in(folder);
    }
    let host = Arc::new(host);
    let site = Arc::new(routes::Site { host, events, folder: PathBuf::from(folder) });
    println!("http://{}", listener.local_addr().expect("it listens somewhere"));
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        std::thread::spawn(move || {
            // A browser that went away is no trouble of ours.
            let _ = http::serve(stream, |request, out| site.answer(request, out));
        });
    }
}
