//! Looks at what the service logs while tests run, from the first `TestService` of the process on, and at every refusal
//! that they get: no planted secret or address may be in them. What is found in a line ends the whole run, so that no test
//! can overlook it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Once;

use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// By what the planted are told, whichever test planted them: keys of callers, encryption keys, keys of the simulated Gem,
/// and the addresses of the people in the simulated world.
const PLANTED: [&str; 8] = [
    "uats_",
    "k1:",
    "SimDirectKey",
    "SimPartnerKey",
    "SimApplicationSecret",
    "@example.com",
    "@work.example",
    "@company.example",
];

/// From now on.
pub(super) fn begin() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        tracing::subscriber::set_global_default(watched(end)).unwrap();
    });
}

/// A refusal repeats nothing of a record.
pub(super) fn refusal(path: &str, body: &Value) {
    let found = planted(&body.to_string());
    assert!(found.is_none(), "{path}: a refusal holds {found:?}: {body}");
}

fn planted(text: &str) -> Option<&'static str> {
    PLANTED.into_iter().find(|planted| text.contains(planted))
}

fn end(place: &'static Metadata<'static>, line: &str) {
    // Not by a macro, whose text the test's captured output would take along.
    let told = format!("{}:{:?} logs what it must not:{line}\n", place.target(), place.line());
    let _told = std::io::stderr().write_all(told.as_bytes());
    std::process::abort();
}

/// `found` is called with every line, or beginning of a span, that holds what it must not.
fn watched(found: fn(&'static Metadata<'static>, &str)) -> impl Subscriber + Send + Sync {
    // The simulator is not the service. sqlx logs the texts of slow statements, whose values are bound: only those of tests
    // have values in them.
    let all = "unified_ats=trace,unified_ats::gem_sim=off,sqlx::query=off,it=trace,info";
    let all = all.parse::<Targets>().unwrap();
    tracing_subscriber::registry().with(Lines(found).with_filter(all))
}

struct Lines(fn(&'static Metadata<'static>, &str));

impl Lines {
    fn look(&self, place: &'static Metadata<'static>, line: &Line) {
        if planted(&line.0).is_some() {
            (self.0)(place, &line.0);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.look(event.metadata(), &line);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        if let Some(metadata) = context.metadata(id) {
            self.look(metadata, &line);
        }
    }

    fn on_new_span(&self, span: &Attributes<'_>, _id: &Id, _context: Context<'_, S>) {
        let mut line = Line(String::new());
        span.record(&mut line);
        self.look(span.metadata(), &line);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _written = write!(self.0, " {}={value:?}", field.name());
    }
}

#[test]
fn what_is_planted_is_found_in_lines_spans_and_refusals() {
    use std::sync::Mutex;
    static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let watched = watched(|_place, line| FOUND.lock().unwrap().push(line.to_owned()));
    tracing::subscriber::with_default(watched, || {
        tracing::trace!(name = "harmless", "a line");
        tracing::trace!(address = "ada@example.com", "a line");
        tracing::error!("with uats_key in its text");
        let span = tracing::info_span!("a span", key = %"SimDirectKey0", later = tracing::field::Empty);
        span.record("later", "k1:AAAA");
    });
    let found = FOUND.lock().unwrap();
    assert_eq!(found.len(), 4, "{found:?}");
    let refused =
        std::panic::catch_unwind(|| refusal("/", &serde_json::json!({ "message": "x@work.example" })));
    assert!(refused.is_err());
}
