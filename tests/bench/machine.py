"""Processes that the benchmark starts, and what is known of the machine it runs on."""

from __future__ import annotations

import contextlib
import os
import platform
import pwd
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Iterator, Optional


class Failure(Exception):
    """The benchmark cannot measure; the text says why."""


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def heed_signals() -> None:
    """Makes SIGTERM end the program as Ctrl-C does: once, so that what was started can be ended in peace."""

    def interrupted(number: int, _frame: Any) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt(signal.Signals(number).name)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, interrupted)


def account_options(account: Optional[str]) -> dict[str, Any]:
    """Options of `subprocess` that run a program under an account; None is our own."""
    if account is None:
        return {}
    entry = pwd.getpwnam(account)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


def run(command: list[Any], env: Optional[dict[str, str]] = None, account: Optional[str] = None) -> str:
    """The standard output of a program that has to succeed."""
    done = subprocess.run([str(part) for part in command], env=env, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, **account_options(account))
    if done.returncode != 0:
        raise Failure(f"{command[0]} ended with status {done.returncode}: {(done.stderr or done.stdout)[-2000:].strip()}")
    return done.stdout


@contextlib.contextmanager
def running(command: list[Any], log: Path, env: Optional[dict[str, str]] = None, account: Optional[str] = None,
            end_with: int = signal.SIGTERM, stdout: Optional[int] = None) -> Iterator[subprocess.Popen[str]]:
    """A program that runs for as long as the context; what it says on standard error goes to `log`."""
    with open(log, "w", encoding="utf-8") as told:
        output: int | IO[str] = told if stdout is None else stdout
        process = subprocess.Popen([str(part) for part in command], env=env, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=told, text=True, **account_options(account))
    try:
        yield process
    finally:
        end(process, end_with)


def end(process: subprocess.Popen[str], by: int) -> None:
    """Ends a process, by force when it does not go within ten seconds."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout:
        process.stdout.close()


@dataclass(frozen=True)
class Usage:
    """What GNU time tells of a program: seconds, and MiB of its largest resident set."""

    wall: float
    user: float
    system: float
    peak: float


def timed(clock: str, command: list[Any], env: Optional[dict[str, str]], figures: Path) -> tuple[str, Usage]:
    """The output of a program that has to succeed, and what it used, by GNU time at `clock`."""
    output = run([clock, "--quiet", "--output", figures, "--format", "%e %U %S %M", *command], env)
    wall, user, system, peak = map(float, figures.read_text().split())
    return output, Usage(wall, user, system, peak / 1024)


def wait_for(condition: Any, process: subprocess.Popen[str], log: Path, seconds: float = 60, pause: float = 0.05) -> None:
    """Until the condition holds; fails when the process ends before, or does not get there in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failure(f"{process.args[0]} did not become ready: {log.read_text()[-2000:].strip()}")
        time.sleep(pause)


def processor() -> str:
    """The processor's name."""
    try:
        names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    except FileNotFoundError:
        names = [run(["sysctl", "-n", "machdep.cpu.brand_string"]).strip()]
    return names[0] if names else platform.machine()


def facts() -> dict[str, Any]:
    """What the numbers depend on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {"processor": processor(), "cores": os.cpu_count(), "memory_gib": round(memory, 1),
            "system": f"{platform.system()} {platform.machine()}"}
