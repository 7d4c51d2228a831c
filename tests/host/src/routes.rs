//! What is answered where.

use std::{
    io::{Result, Write},
    path::{Component, Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
};

use desk::{Host, HostEvent};
use serde_json::{Value, json};

use crate::http::{Request, respond};

/// The window's files and the commands behind them.
pub(crate) struct Site {
    pub host: Arc<Host>,
    pub events: Arc<Events>,
    pub folder: PathBuf,
}

/// Everybody who listens to events.
#[derive(Default)]
pub(crate) struct Events(Mutex<Vec<Sender<String>>>);

impl Events {
    pub fn tell(&self, event: &HostEvent) {
        let text = serde_json::to_string(event).expect("an event is JSON");
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|to| to.send(text.clone()).is_ok());
    }

    fn listen(&self) -> Receiver<String> {
        let (to, from) = channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(to);
        from
    }
}

impl Site {
    /// Answers one request.
    pub fn answer(&self, request: Request, out: &mut dyn Write) -> Result<()> {
        let mut parts = request.path.trim_start_matches('/').splitn(2, '/');
        let (first, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let body = || serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        match (&*request.method, first) {
            ("POST", "call") => {
                let answer = match self.host.call(&rest.replace('-', " "), body()) {
                    Ok(value) => json!({ "ok": value }),
                    Err(error) => json!({ "error": error }),
                };
                send(out, &answer)
            }
            ("POST", "job") => send(out, &json!({ "job": self.host.start(&rest.replace('-', " "), body()) })),
            ("POST", "cancel") => {
                self.host.cancel(rest.parse().unwrap_or(0));
                send(out, &json!({}))
            }
            // What the pointer or the desktop would tell a real window.
            ("POST", "tell") => {
                self.tell(rest, &body());
                send(out, &json!({}))
            }
            ("GET", "events") => self.stream_events(out),
            ("GET", "doc") => match self.host.picture(&format!("/{rest}"), &request.query) {
                Ok(png) => respond(out, "200 OK", "image/png", &png),
                Err(error) => {
                    respond(out, "422 Unprocessable Content", "text/plain; charset=utf-8", error.message.as_bytes())
                }
            },
            ("GET", _) => self.file(&request.path, out),
            _ => respond(out, "405 Method Not Allowed", "text/plain", b""),
        }
    }

    fn tell(&self, what: &str, body: &Value) {
        let paths = body["paths"].as_array().into_iter().flatten().filter_map(|p| p.as_str().map(str::to_owned));
        match what {
            "drop" => self.host.tell(HostEvent::Drop { paths: paths.collect(), phase: desk::DropPhase::Drop }),
            "over" => self.host.tell(HostEvent::Drop { paths: paths.collect(), phase: desk::DropPhase::Over }),
            "open-case" => {
                self.host.tell(HostEvent::OpenCase { path: body["path"].as_str().unwrap_or_default().into() });
            }
            _ => {}
        }
    }

    fn stream_events(&self, out: &mut dyn Write) -> Result<()> {
        let events = self.events.listen();
        write!(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n: open\n\n")?;
        out.flush()?;
        for event in events {
            write!(out, "data: {event}\n\n")?;
            out.flush()?;
        }
        Ok(())
    }

    fn file(&self, path: &str, out: &mut dyn Write) -> Result<()> {
        let relative: PathBuf = Path::new(path.trim_start_matches('/'))
            .components()
            .filter(|c| matches!(c, Component::Normal(_)))
            .collect();
        let name = if relative.as_os_str().is_empty() { PathBuf::from("index.html") } else { relative };
        match std::fs::read(self.folder.join(&name)) {
            Ok(bytes) => respond(out, "200 OK", kind(&name), &bytes),
            Err(_) => respond(out, "404 Not Found", "text/plain", b"not here"),
        }
    }
}

fn send(out: &mut dyn Write, value: &Value) -> Result<()> {
    respond(out, "200 OK", "application/json", value.to_string().as_bytes())
}

fn kind(name: &Path) -> &'static str {
    match name.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
