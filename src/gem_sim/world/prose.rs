//! Longer texts: job descriptions in HTML, and texts of a given length.

use std::fmt::Write as _;

use super::dice::{mix, pick};

const DUTIES: [&str; 8] = [
    "Own services from design to operation &mdash; you build it, you run it.",
    "Work with product &amp; design on what comes next.",
    "Review code, and have yours reviewed, with care.",
    "Keep latency &lt; 200&nbsp;ms at the 99th percentile.",
    "Explain trade-offs to people who do not write code.",
    "Help hire and grow the team (we are 12 today).",
    "Measure before &amp; after; write down what you learned.",
    "Travel to our other offices, at most 2&ndash;3 times a year.",
];

const PARAGRAPHS: [&str; 5] = [
    "We are looking for someone who likes hard problems and plain words. Our teams are small, they decide \
     for themselves, and they talk to customers every week.",
    "Wir freuen uns auf Bewerbungen aller Menschen &ndash; unabh&auml;ngig von Herkunft, Geschlecht oder Alter.",
    "You will find a codebase that is tested, a roadmap that is short, and colleagues who answer questions. \
     Nobody is on call alone, and nobody is paged for things that can wait until morning.",
    "Nous recherchons une personne curieuse, pr&ecirc;te &agrave; apprendre et &agrave; transmettre.",
    "The salary band is public inside the company. Everyone gets 30 days of leave, a budget for learning, \
     and the hardware they ask for.",
];

/// One to three kilobytes of HTML with entities, lists and links.
pub(crate) fn description(seed: u64, index: u64, title: &str) -> String {
    let mut html = format!("<h2>{}</h2>", escape(title));
    for n in 0..3 + mix(seed, 901, index) % 3 {
        let _ = writeln!(html, "<p>{}</p>", pick(&PARAGRAPHS, mix(seed, 902 + n, index)));
    }
    html.push_str("<h3>What you will do</h3><ul>");
    for n in 0..5 + mix(seed, 903, index) % 6 {
        let _ = write!(html, "<li>{}</li>", pick(&DUTIES, index + n * 3));
    }
    html.push_str(
        "</ul><p>Questions? <a href=\"https://example.com/careers?ref=post&amp;lang=en\">Read more</a> \
         or write to <a href=\"mailto:jobs@example.com\">jobs@example.com</a>.<br/>&copy; Example</p>",
    );
    html
}

/// Plain text of exactly `length` characters, none of them of one byte only.
pub(crate) fn long_text(length: usize) -> String {
    "Lange Zeile – длинная строка – 長い行 – ".chars().cycle().take(length).collect()
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// HTML without its tags.
pub(crate) fn plain(html: &str) -> String {
    let mut inside = false;
    html.chars()
        .filter(|c| {
            inside = (inside || *c == '<') && *c != '>';
            !inside && *c != '>'
        })
        .collect()
}
