//! The service program.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A sync makes and drops many small texts, and a third of its time went into the system's allocator
/// (`docs/performance.md`).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    unified_ats::cli::run().await
}
