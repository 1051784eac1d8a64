//! Pages on which there is nothing to do any more.

use maud::{Markup, html};

use super::layout::page;
use super::voice::Voice;
use crate::connect::Origins;
use crate::connect::visit::Visit;
use crate::domain::language::Language;
use crate::secrets::pass::Pass;
use crate::store::connect_links::Purpose;

/// What was done. With what the customer takes back, for the page around this one or to copy.
pub(super) fn done(visit: &Visit, handed: Option<&Pass>, origins: &Origins) -> Markup {
    let voice = Voice::of(visit);
    let texts = voice.texts;
    let text = match visit.link.purpose {
        Purpose::Connect => texts.done,
        Purpose::Relink => texts.relinked,
        Purpose::Setup => texts.set_up,
    };
    let content = html! {
        p { (voice.say(text)) }
        @if let Some(pass) = handed {
            p { (texts.code) }
            p { output #token data-origins=(origins) { (pass.reveal()) } }
            script src="hand-over.js" {}
        } @else {
            p { (texts.close) }
        }
    };
    page(&voice, texts.done_title, &[], &content)
}

pub(super) fn used(visit: &Visit) -> Markup {
    let voice = Voice::of(visit);
    plain(&voice, voice.texts.used_title, voice.texts.used)
}

pub(super) fn expired(visit: &Visit) -> Markup {
    let voice = Voice::of(visit);
    plain(&voice, voice.texts.expired_title, voice.texts.expired)
}

pub(super) fn blocked(visit: &Visit) -> Markup {
    let voice = Voice::of(visit);
    plain(&voice, voice.texts.blocked_title, voice.texts.blocked)
}

pub(super) fn unknown(language: Language) -> Markup {
    let voice = Voice::about_nobody(language);
    plain(&voice, voice.texts.unknown_title, voice.texts.unknown)
}

pub(super) fn failed(language: Language) -> Markup {
    let voice = Voice::about_nobody(language);
    plain(&voice, voice.texts.failed_title, voice.texts.failed)
}

fn plain(voice: &Voice<'_>, title: &str, text: &str) -> Markup {
    page(voice, title, &[], &html! { p { (text) } })
}
