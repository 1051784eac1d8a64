//! Looks at every line that the service logs in this process while tests run, and at every refusal that they get: no
//! secret, and nothing of a person, may be in them. What is found ends the whole run, so that no test can overlook it.

use std::fmt::Write as _;
use std::sync::Once;

use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

/// By what the planted are told, whichever test planted them: keys of callers and of the simulated Gem, and the addresses
/// of the people in the simulated world.
const PLANTED: [&str; 7] = [
    "uats_",
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
        let all = "unified_ats=trace,unified_ats::gem_sim=off,info".parse::<Targets>().unwrap();
        let subscriber = tracing_subscriber::registry().with(Lines.with_filter(all));
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// A refusal repeats nothing of a record. What its own caller sent is another matter.
pub(super) fn refusal(path: &str, body: &Value) {
    let text = body.to_string();
    let found = PLANTED.into_iter().find(|planted| text.contains(planted) && !path.contains(planted));
    assert!(found.is_none(), "{path}: a refusal holds {found:?}: {text}");
}

struct Lines;

impl<S: Subscriber> Layer<S> for Lines {
    #[expect(clippy::print_stderr, reason = "the process ends right behind it")]
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        if PLANTED.iter().any(|planted| line.0.contains(planted)) {
            eprintln!(
                "{}:{:?} logs what it must not:{}",
                event.metadata().target(),
                event.metadata().line(),
                line.0
            );
            std::process::abort();
        }
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _written = write!(self.0, " {}={value:?}", field.name());
    }
}
