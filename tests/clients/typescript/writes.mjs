// Every write of the official TypeScript client. It changes the data that other tests compare, so that it runs after
// them or on a demo of its own, and is found under its name only. One file, so that the parts run one after the other.
//
// Run: npm ci, then READY_FILE=… node --test writes.mjs, against a demo with `--trusted-hosts 127.0.0.1`.
// With `--profile strict`, what nobody has verified is refused; with `--profile extended` it is done.

import "./writes/availability.mjs";
import "./writes/creating.mjs";
import "./writes/applications.mjs";
import "./writes/candidates.mjs";
import "./writes/files.mjs";
import "./writes/repeating.mjs";
import "./writes/refusals.mjs";
import "./writes/documents.mjs";
