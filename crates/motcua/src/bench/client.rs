//! The load: kept-alive HTTP/1.1 connections that write requests and read answers, and do little
//! else, because whatever they do is taken from the server on the same cores.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::report::{Spent, Times, Watch};
use crate::clock::stopwatch;

/// The largest answer that is read: a page is far below it.
const ANSWER_MAX: usize = 8 << 20;

/// An answer: its status, and where its body stands in what was read.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    /// The status.
    pub(super) status: u16,
    /// The body.
    pub(super) body: &'a [u8],
}

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(super) async fn open(to: SocketAddr) -> Result<Connection, String> {
        let told = |error: std::io::Error| format!("cannot connect to {to}: {error}");
        let stream = TcpStream::connect(to).await.map_err(told)?;
        stream.set_nodelay(true).map_err(told)?;
        Ok(Connection {
            stream,
            read: Vec::with_capacity(64 << 10),
        })
    }

    /// Sends a whole request and reads the whole answer, whose length must be told or chunked.
    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>, String> {
        let told = |error: std::io::Error| format!("the connection broke: {error}");
        self.stream.write_all(request).await.map_err(told)?;
        self.read.clear();
        let mut head = None;
        loop {
            if self.stream.read_buf(&mut self.read).await.map_err(told)? == 0 {
                return Err("the server closed a connection".to_owned());
            }
            if head.is_none() {
                head = Head::parse(&self.read);
            }
            if let Some(head) = &head
                && head.is_whole(&self.read)
            {
                return Ok(Answer {
                    status: head.status,
                    body: &self.read[head.end..],
                });
            }
            if self.read.len() > ANSWER_MAX {
                return Err("an answer is too long".to_owned());
            }
        }
    }
}

/// What an answer's head says.
struct Head {
    status: u16,
    /// Where the body begins.
    end: usize,
    /// How long it is; none if it comes in chunks.
    length: Option<usize>,
}

impl Head {
    /// `None` until the head is there.
    fn parse(read: &[u8]) -> Option<Head> {
        let end = read.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let text = std::str::from_utf8(&read[..end]).ok()?;
        let mut lines = text.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let mut length = Some(0);
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok();
            } else if name.eq_ignore_ascii_case("transfer-encoding") {
                length = None;
            }
        }
        Some(Head {
            status,
            end,
            length,
        })
    }

    fn is_whole(&self, read: &[u8]) -> bool {
        match self.length {
            Some(length) => read.len() >= self.end + length,
            None => read[self.end..].ends_with(b"0\r\n\r\n"),
        }
    }
}

/// What a run of many requests came to.
#[derive(Debug)]
pub(super) struct Run {
    /// How long each took that was answered as it should be.
    pub(super) times: Times,
    /// What all of them together took.
    pub(super) spent: Spent,
    /// How many were answered otherwise or not at all.
    pub(super) failed: usize,
    /// What the first of those was told.
    pub(super) first_failure: Option<String>,
}

/// Sends requests over so many connections until the time is over or there are no more. `request`
/// writes the one with a number and says whether there is one; `status` is the answer hoped for.
pub(super) async fn drive(
    to: SocketAddr,
    (connections, seconds): (usize, u64),
    status: u16,
    request: impl Fn(usize, &mut Vec<u8>) -> bool + Send + Sync + 'static,
) -> Result<Run, String> {
    let request = Arc::new(request);
    let next = Arc::new(AtomicUsize::new(0));
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(to).await?);
    }
    let watch = Watch::begin();
    let until = watch.begun() + Duration::from_secs(seconds);
    let mut tasks = JoinSet::new();
    for connection in open {
        tasks.spawn(one(
            connection,
            next.clone(),
            request.clone(),
            (until, status),
        ));
    }
    let mut run = Run {
        times: Times::default(),
        spent: Spent::default(),
        failed: 0,
        first_failure: None,
    };
    while let Some(part) = tasks.join_next().await {
        let part = part.map_err(|error| format!("a connection's task failed: {error}"))?;
        run.times.join(part.times);
        run.failed += part.failed;
        run.first_failure = run.first_failure.or(part.first_failure);
    }
    run.spent = watch.spent();
    Ok(run)
}

async fn one(
    mut connection: Connection,
    next: Arc<AtomicUsize>,
    request: Arc<impl Fn(usize, &mut Vec<u8>) -> bool>,
    (until, status): (Instant, u16),
) -> Run {
    let mut run = Run {
        times: Times::default(),
        spent: Spent::default(),
        failed: 0,
        first_failure: None,
    };
    let mut bytes = Vec::with_capacity(2048);
    loop {
        let begun = stopwatch();
        bytes.clear();
        if begun >= until || !request(next.fetch_add(1, Ordering::Relaxed), &mut bytes) {
            return run;
        }
        let failure = match connection.ask(&bytes).await {
            Ok(answer) if answer.status == status => None,
            Ok(answer) => {
                let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(600)]);
                Some((format!("{}: {body}", answer.status), false))
            }
            Err(broken) => Some((broken, true)),
        };
        let Some((told, is_broken)) = failure else {
            run.times.add(begun.elapsed());
            continue;
        };
        run.failed += 1;
        run.first_failure.get_or_insert(told);
        if is_broken {
            return run;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_end_where_they_say() {
        let table: [(&[u8], Option<bool>); 5] = [
            (b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n", None),
            (
                b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\na",
                Some(false),
            ),
            (
                b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nab",
                Some(true),
            ),
            (
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n",
                Some(false),
            ),
            (
                b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
                Some(true),
            ),
        ];
        for (read, whole) in table {
            let head = Head::parse(read);
            assert_eq!(
                head.map(|head| head.is_whole(read)),
                whole,
                "{}",
                String::from_utf8_lossy(read)
            );
        }
    }
}
