//! Many connections on which nothing is asked.

use sqlx::PgPool;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::program::Program;
use super::setup;

const CONNECTIONS: u64 = 1_000;
/// How much the program may hold for each. What the system holds for it is not counted.
const KIB_EACH: u64 = 64;

/// Asks on an open connection, and reads the answer.
async fn ask(stream: &mut TcpStream, head: &str) {
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        assert!(stream.read_buf(&mut answer).await.unwrap() > 0, "the connection ended");
    }
    assert!(answer.starts_with(b"HTTP/1.1 200 OK"), "{}", String::from_utf8_lossy(&answer));
}

/// What a process holds in memory, where the system tells.
fn resident_kib(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[sqlx::test]
async fn a_thousand_idle_connections_cost_little_and_work(pool: PgPool) {
    let granted = rlimit::increase_nofile_limit(u64::MAX).unwrap();
    assert!(granted > CONNECTIONS + 200, "raise the limit of open files: ulimit -n 4096");
    let service = setup::service(pool).await;
    let program = Program::serve(&service, "api", &[("RUST_LOG", "warn")]);
    let address = program.address().await.unwrap();
    let head = service.head("/v1/check-api-key");
    // What the first requests load stays, however many connections there are.
    for _ in 0..20 {
        ask(&mut TcpStream::connect(&address).await.unwrap(), &head).await;
    }
    let before = resident_kib(program.id());
    let mut idle = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        ask(&mut stream, &head).await;
        idle.push(stream);
    }
    if let (Some(before), Some(with)) = (before, resident_kib(program.id())) {
        let each = with.saturating_sub(before) / CONNECTIONS;
        assert!(each < KIB_EACH, "{before} KiB became {with} KiB");
    }
    ask(&mut TcpStream::connect(&address).await.unwrap(), &head).await;
    for stream in idle.iter_mut().step_by(100) {
        ask(stream, &head).await;
    }
    drop(idle);
    program.terminate();
}
