//! Requests by method, route and status, and how long each route took.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::text::Text;
use crate::clock::stopwatch;

/// Seconds up to which requests are counted together: from a page out of memory to one that people
/// give up on.
const STEPS: [f64; 13] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// The route of what no door is for: the addresses themselves are anybody's words.
const NO_ROUTE: &str = "(none)";

/// What was asked since the process began. Routes, methods and statuses are few, so this stays small.
#[derive(Debug, Default)]
pub(super) struct Requests(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    answers: BTreeMap<(String, &'static str, u16), u64>,
    times: BTreeMap<String, Times>,
}

#[derive(Debug, Default)]
struct Times {
    steps: [u64; STEPS.len()],
    count: u64,
    total: Duration,
}

/// Lets a request through and counts its answer, until the head of the answer is there.
pub(super) async fn count(
    State(requests): State<Arc<Requests>>,
    request: Request,
    next: Next,
) -> Response {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(NO_ROUTE, MatchedPath::as_str).to_owned();
    let method = word(request.method());
    let watch = stopwatch();
    let answer = next.run(request).await;
    requests.add((route, method, answer.status().as_u16()), watch.elapsed());
    answer
}

/// A method of our own words: a request may bring any.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

impl Requests {
    /// Adds an answer.
    pub(super) fn add(&self, answer: (String, &'static str, u16), took: Duration) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let times = counts.times.entry(answer.0.clone()).or_default();
        times.count += 1;
        times.total += took;
        let seconds = took.as_secs_f64();
        if let Some(step) = STEPS.iter().position(|step| seconds <= *step) {
            times.steps[step] += 1;
        }
        *counts.answers.entry(answer).or_default() += 1;
    }

    /// Writes all of it down.
    pub(super) fn write(&self, text: &mut Text) {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        text.begin(
            "motcua_requests_total",
            "counter",
            "Requests that were answered.",
        );
        for ((route, method, status), count) in &counts.answers {
            let status = status.to_string();
            let labels = [("method", *method), ("route", route), ("status", &status)];
            text.value("motcua_requests_total", &labels, count);
        }
        text.begin(
            "motcua_request_seconds",
            "histogram",
            "From the request's head to the answer's, by route.",
        );
        for (route, times) in &counts.times {
            let mut below = 0;
            for (step, count) in STEPS.iter().zip(times.steps) {
                below += count;
                let labels = [("route", route.as_str()), ("le", &step.to_string())];
                text.value("motcua_request_seconds_bucket", &labels, below);
            }
            let all = [("route", route.as_str()), ("le", "+Inf")];
            text.value("motcua_request_seconds_bucket", &all, times.count);
            let seconds = times.total.as_secs_f64();
            text.value("motcua_request_seconds_sum", &all[..1], seconds);
            text.value("motcua_request_seconds_count", &all[..1], times.count);
        }
    }
}
