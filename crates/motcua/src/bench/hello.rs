//! The same load on a bare axum that says hello: what the machine can do at most.

use std::process::ExitCode;

use axum::Router;
use axum::routing::get;

use super::client;
use crate::args::BenchHello;
use crate::serve;

/// `motcua bench hello`.
pub(super) async fn run(args: &BenchHello) -> Result<ExitCode, String> {
    let listener = serve::listen(([127, 0, 0, 1], 0).into()).await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let doors = Router::new().route("/", get(|| async { "hello" }));
    let server = tokio::spawn(async move { axum::serve(listener, doors).await });
    let request = |_, bytes: &mut Vec<u8>| {
        bytes.extend_from_slice(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        true
    };
    let run = client::drive(address, (args.connections, args.seconds), 200, request).await?;
    server.abort();
    run.times
        .figure("hello", "none", (args.connections, run.spent))
        .print(args.json);
    Ok(ExitCode::SUCCESS)
}
