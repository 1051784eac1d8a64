//! A simulator of Gem for tests and demos.
//!
//! It serves three interfaces that Gem has, and one of its own. What it imitates is Gem's ATS API as far as
//! public sources tell; what they leave open is a switch. It shares no types with the connector, so that a
//! misreading of Gem in one of them shows.
//!
//! - `/ats/v0/…` is the ATS API, with keys, a rate limit, and Gem's two shapes of errors. The strict profile
//!   has only what is known to exist. The extended one adds guesses, marked `X-Sandbox-Unverified: 1`.
//! - `/job_board/v0/{vanity}/job_posts/` is the public job board.
//! - `/_files/{candidate}/{file}/{name}` serves attachments by signed links that expire.
//! - `/_sim/…` is the control interface:
//!
//! | Method and path | What it does |
//! |---|---|
//! | `GET /_sim/` | Seed, profile, rate, counts, clock, keys, switches, faults |
//! | `POST /_sim/reset` `{seed?, candidates?}` | A new world; default switches, no faults, empty log, the rate of the start |
//! | `GET`, `PATCH /_sim/switches` | All of [`Switches`]; a patch has the members to change |
//! | `GET`, `PUT`, `DELETE /_sim/faults` | A list of `{path, method?, nth?, every?, from?, times?, kind, status?, retry_after?, delay_ms?, after?}`; kinds `status`, `delay`, `drop`, `truncated`, `malformed`, `html`, `empty_array` |
//! | `PUT /_sim/rate` `{per_second, burst}` or `null` | Sets or lifts the limit, with full buckets |
//! | `GET`, `POST /_sim/clock` `{advance_ms}` or `{set}` | The world's clock |
//! | `GET`, `DELETE /_sim/requests` | The last 10 000 requests to `/ats/v0` |
//! | `GET /_sim/counts` | Their numbers, by `METHOD path` and status |
//! | `GET /_sim/find/{what}?email=&candidate_id=&job_id=&text=&deleted=` | `{total, rows}` of `candidates`, `applications`, `notes` or `attachments`, all parameters optional |
//! | `GET /_sim/world/{resource}?deleted=true&offset=0&limit=100` | `{total, rows}` as the simulator holds them, at most 5000 |
//! | `POST /_sim/mutate` `[{op, …}]` | Changes; answers with the resulting rows, one for each operation |
//! | `POST`, `DELETE /_sim/between_pages` `{path, after, operations}` | Changes that wait for the k-th request to a path |
//!
//! A fault answers in place of the API, so that the request has no effect. With `after` it has its effect, and only
//! the answer is spoilt. So has it with `truncated` and `malformed`, whose answer is made from the true one. `drop`
//! closes the connection before the request's body is read, or with `after` in place of the answer; no byte of an
//! answer is sent. `delay_ms` waits before the effect, or with `after` behind it; a caller who does not wait so long
//! does not prevent the effect. Faults come before keys and the rate limit, and the log tells what became of a
//! request: `status` is what the caller was told (0 for nothing), `true_status` what the API answered (null when a
//! fault stood in its place), `effect` whether the world was changed, `fault` the kind that struck.
//!
//! What `find` takes: `email` whatever its case, `text` as a part of a note or as the whole name of an attachment,
//! `deleted=true` for deleted candidates and applications and what they have. Rows of notes have `candidate_id`, and
//! `application_id` when they were left by a rejection. Rows of attachments are `{candidate_id, filename, type,
//! content_type, created_at, length, sha256}` of the bytes that were uploaded.
//!
//! Operations: `create` and `update` and `touchless_update` (`resource`, `id`, `fields`), `delete`, `undelete`
//! and `remove` (`resource`, `id`), `move` (`application_id`, `stage_id`), `reject` (`application_id`,
//! `reason_id?`), `hire` (`application_id`), `anonymise` (`candidate_id`), `merge` (`losing`, `winning`),
//! `rename_department` (`department_id`, `name`), `create_source` (`name`, `type?`), `random` (`n`, `seed`).
//!
//! In stored rows, departments, offices and users are plain ids; `fields` may use ids too. A null among
//! `fields` sets null; deeper down it removes the member. An application is created with `candidate_id` and
//! `job_id`, and starts in the first active stage unless `current_stage` is given.
//!
//! Links of attachments are signed anew for every answer, as far as the second. So two reads of a candidate
//! with attachments differ unless the clock stands still (switch `real_time`).

mod body;
mod control;
mod faults;
mod files;
mod gateway;
mod job_board;
mod limiter;
mod log;
mod options;
mod query;
mod reads;
mod reply;
mod route;
mod server;
mod state;
mod switches;
#[cfg(test)]
mod tests;
mod world;
mod writes;

pub use limiter::Limiter;
pub use options::{Options, Profile, Rate};
pub use server::{Sim, router};
pub use state::Simulation;
pub use switches::Switches;
