"""Where the time of the service goes: `perf` while it serves pages, and while it syncs for the first time."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any, Iterable

from load import wrk
from machine import Failure, end, run, say
from sections import syncs
from service import Account, Bench, Simulator, serving, simulator, sync_command
from walking import sample, walk

FREQUENCY = 299
STACK_BYTES = 16384
TOP = 30
SECONDS = 10  # so that what perf misses before it is ready does not matter
# The first rule that fits the innermost function's module and name says what kind of work it is.
KINDS = [
    ("kernel: copying", r"^\[k.*\] .*(copy_user|copy_from|copy_to|memcpy|clear_page|rep_movs|_copy_)"),
    ("kernel: network", r"^\[k.*\] .*(tcp|inet|ip_|ip6|sock|skb|napi|net_|netif|dev_|loopback|sendto|recv|epoll|nf_)"),
    ("kernel: scheduling", r"^\[k.*\] .*(task_switch|sched|futex|wake|_raw_spin|idle|enqueue|dequeue)"),
    ("kernel: other", r"^\[k"),
    ("checking UTF-8", r"from_utf8|utf8_validation"),
    ("allocation", r"malloc|free$|cfree|realloc|calloc|alloc::|__rdl_|__rust_|jemalloc|mi_|drop_in_place"),
    ("copying", r" (__)?mem(cpy|move|set|cmp|chr)"),
    ("compression", r"zstd|ZSTD|flate|deflate|miniz|lz4"),
    ("hashing", r"sha2|sha256|blake|digest|sip|hashbrown|BuildHasher|fnv|foldhash"),
    ("encryption", r"rustls|ring_|aes|gcm|chacha"),
    ("logging", r"tracing|log::"),
    ("JSON", r"serde|json|ryu|itoa"),
    ("Postgres protocol", r"sqlx|postgres"),
    ("HTTP", r"hyper|axum|http|tower|matchit|reqwest"),
    ("runtime", r"tokio|mio|futures|parking_lot|crossbeam|pthread|std::sync|std::thread"),
    ("time and text", r"chrono|core::fmt|core::str|alloc::fmt|regex|percent|url"),
    ("ours", r"unified_ats"),
]
OTHER = "other"


def kind_of(module: str, function: str) -> str:
    text = f"{module} {function}"
    return next((kind for kind, rule in KINDS if re.search(rule, text)), OTHER)


def stacks(script: Iterable[str]) -> Iterable[list[tuple[str, str]]]:
    """The samples of a `perf script`, each as modules and functions from the innermost one on."""
    stack: list[tuple[str, str]] = []
    for line in script:
        found = re.match(r"\s+[0-9a-f]+ (.+?)(?:\+0x[0-9a-f]+)? \((.*)\)$", line.rstrip("\n"))
        if found:
            stack.append((Path(found[2]).name if found[2].startswith("/") else found[2], found[1]))
        elif not line.strip() and stack:
            yield stack
            stack = []
    if stack:
        yield stack


def summary(samples: Iterable[list[tuple[str, str]]]) -> tuple[dict[str, Any], Counter[str]]:
    """Shares by kind of work and of single functions, in percent, and the folded stacks for a flame graph."""
    kinds: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    folded: Counter[str] = Counter()
    for stack in samples:
        module, function = stack[0]
        kinds[kind_of(module, function)] += 1
        functions[function] += 1
        folded[";".join(name.replace(";", ":") for _, name in reversed(stack))] += 1
    total = sum(kinds.values())
    if not total:
        raise Failure("perf saw nothing")

    def shares(counter: Counter[str], most: int) -> dict[str, float]:
        return {name: round(100 * count / total, 2) for name, count in counter.most_common(most)}

    return {"samples": total, "shares": shares(kinds, len(KINDS) + 1), "functions": shares(functions, TOP)}, folded


def start_recording(pid: int, data: Path) -> subprocess.Popen[str]:
    command = ["perf", "record", "--quiet", "-F", str(FREQUENCY), "--call-graph", f"dwarf,{STACK_BYTES}", "-p", str(pid),
               "-o", str(data)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)


def read_recording(data: Path, name: str) -> dict[str, Any]:
    """What a recording says. Its folded stacks stay beside it."""
    script = run(["perf", "script", "--no-inline", "-F", "comm,ip,sym,dso", "-i", data])
    told, folded = summary(stacks(script.splitlines()))
    data.unlink()
    data.with_name(f"{name}.folded").write_text("".join(f"{stack} {count}\n" for stack, count in folded.items()))
    return told


def of_pages(account: Account, folder: Path) -> dict[str, Any]:
    """The service while it is asked for candidate pages as fast as it can answer."""
    say("profile: pages")
    bench, data = account.database.bench, folder / "pages.data"
    with serving(account.database) as server:
        paths = sample(walk(server, account, "candidates").paths)
        wrk(bench, server.port, paths, account.headers, bench.warm_up)
        recording = start_recording(server.pid, data)
        try:
            wrk(bench, server.port, paths, account.headers, SECONDS)
        finally:
            end(recording, signal.SIGINT)
    return read_recording(data, "pages")


def of_sync(account: Account, gem: Simulator, folder: Path) -> dict[str, Any]:
    """The process of a first sync, from its start to its end."""
    say("profile: first sync")
    command, env = sync_command(account, gem)
    data = folder / "first_sync.data"
    record = ["perf", "record", "--quiet", "-F", str(FREQUENCY), "--call-graph", f"dwarf,{STACK_BYTES}", "-o", data]
    run([*record, "--", *command], {**env, "PATH": "/usr/local/bin:/usr/bin:/bin"})
    return read_recording(data, "first_sync")


def measure(bench: Bench, candidates: int) -> dict[str, Any]:
    """Both profiles; a `Failure` where there is no `perf`."""
    if not shutil.which("perf"):
        raise Failure("perf is missing: install it (Debian: linux-perf), or leave --profile out")
    folder = bench.state / "profiles"
    folder.mkdir(exist_ok=True)
    with simulator(bench, candidates) as gem:
        account = syncs.first_of(bench, "bench_profile", gem)
        of_the_sync = of_sync(account, gem, folder)
    told = {"Pages of candidates": of_pages(account, folder), "First sync": of_the_sync}
    bench.cluster.drop("bench_profile")
    return told
