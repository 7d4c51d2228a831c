//! As much HTTP/1.1 as a browser on the same machine needs: one request after another on a connection.

use std::{
    io::{BufRead, BufReader, Read, Result, Write},
    net::TcpStream,
};

/// Most bytes of a body.
const MOST_BYTES: usize = 64 << 20;

/// A request, read to its end.
pub(crate) struct Request {
    pub method: String,
    /// The path, percent signs decoded.
    pub path: String,
    /// What follows the question mark, as it came.
    pub query: String,
    pub body: Vec<u8>,
}

/// Answers requests until the other side closes.
pub(crate) fn serve(stream: TcpStream, answer: impl Fn(Request, &mut dyn Write) -> Result<()>) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut out = stream.try_clone()?;
    let mut input = BufReader::new(stream);
    while let Some(request) = read(&mut input)? {
        answer(request, &mut out)?;
        out.flush()?;
    }
    Ok(())
}

fn read(input: &mut BufReader<TcpStream>) -> Result<Option<Request>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or("/").to_owned());
    let mut len = 0;
    loop {
        line.clear();
        input.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            len = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; MOST_BYTES.min(len)];
    input.read_exact(&mut body)?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    Ok(Some(Request { method, path: decoded(path), query: query.to_owned(), body }))
}

fn decoded(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = path.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], hex) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes a whole answer.
pub(crate) fn respond(out: &mut dyn Write, status: &str, kind: &str, body: &[u8]) -> Result<()> {
    write!(
        out,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\n\r\n",
        body.len()
    )?;
    out.write_all(body)
}
