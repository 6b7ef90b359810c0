//! Figures for whoever runs it, in Prometheus' text format: what was asked of the doors, what the
//! writer does, what waits. No address, no account, no text of a request: routes are named by their
//! patterns.
//!
//! Requests are counted by this process; what stands in the database is read when somebody asks.

mod gather;
mod requests;
mod text;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use tokio::net::TcpListener;

use crate::args::MetricsAt;
use crate::wiring::Wired;

use requests::Requests;

/// What a proxy adds to a request.
const OF_A_PROXY: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// What a request for the figures needs.
#[derive(Clone, Debug)]
struct Source {
    wired: Wired,
    requests: Arc<Requests>,
}

/// Doors that are counted, and the router of an address of its own if the figures have one.
pub(crate) fn around(doors: Router, wired: &Wired, at: MetricsAt) -> (Router, Option<Router>) {
    if at == MetricsAt::Off {
        return (doors, None);
    }
    let source = Source {
        wired: wired.clone(),
        requests: Arc::default(),
    };
    let counted = middleware::from_fn_with_state(source.requests.clone(), requests::count);
    let doors = doors.layer(counted);
    match at {
        MetricsAt::Doors => {
            let near = Router::new().route("/metrics", routing::get(to_this_machine));
            (doors.merge(near.with_state(source)), None)
        }
        MetricsAt::Off | MetricsAt::Apart(_) => {
            let apart = Router::new().route("/metrics", routing::get(to_all));
            (doors, Some(apart.with_state(source)))
        }
    }
}

/// Serves the figures at an address of their own until the process ends.
pub(crate) async fn serve_apart(listener: TcpListener, figures: Router) {
    if let Err(error) = axum::serve(listener, figures).await {
        tracing::error!(cause = %error, "the address for metrics failed");
    }
}

async fn to_all(State(source): State<Source>) -> Response {
    figures(&source).await
}

async fn to_this_machine(
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    State(source): State<Source>,
    headers: HeaderMap,
) -> Response {
    if is_near(from.ip(), &headers) {
        figures(&source).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

async fn figures(source: &Source) -> Response {
    let text = gather::all(&source.wired, &source.requests).await;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(CONTENT_TYPE, kind)], text).into_response()
}

/// Whether somebody on this machine asks, and not the proxy on this machine for somebody else: a
/// proxy says so in a header, or passes on the name under which the office is known.
fn is_near(from: IpAddr, headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    from.is_loopback()
        && !OF_A_PROXY.iter().any(|name| headers.contains_key(*name))
        && host.is_some_and(names_this_machine)
}

/// Whether a `Host` is this machine's own: `localhost` or a loopback address, with or without a port.
fn names_this_machine(host: &str) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || address.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests;
