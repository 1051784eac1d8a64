//! The service program.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    unified_ats::cli::run().await
}
