"""Walks over the service's lists: one connection that is kept, and as little work of the client's as can be."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import Optional

from machine import Failure
from service import Account, Server

PAGE = 100
NEXT = b'"next":'


class Reader:
    """A kept connection that reads whole answers with a `Content-Length`."""

    def __init__(self, port: int, headers: dict[str, str]):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = ["", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self.headers = "\r\n".join(lines).encode()
        self.buffer = bytearray(1 << 22)

    def get(self, path: str) -> tuple[bytes, memoryview]:
        """The head and the body of an answer; the body is good until the next one."""
        self.socket.sendall(b"GET " + path.encode() + b" HTTP/1.1" + self.headers)
        view, filled, end = memoryview(self.buffer), 0, -1
        while end < 0:
            filled += self._receive(view[filled:])
            end = self.buffer.find(b"\r\n\r\n", 0, filled)
        head = bytes(view[:end])
        begin, length = end + 4, content_length(head)
        while filled < begin + length:
            filled += self._receive(view[filled:begin + length])
        return head, view[begin:begin + length]

    def _receive(self, into: memoryview) -> int:
        count = self.socket.recv_into(into)
        if not count:
            raise Failure("the service closed a connection in the middle of an answer, or the answer is too long")
        return count

    def close(self) -> None:
        self.socket.close()


def content_length(head: bytes) -> int:
    """The length of a body, by the head of a good answer."""
    status, *lines = head.split(b"\r\n")
    if b" 200 " not in status:
        raise Failure(f"the service answers {status.decode()}")
    lengths = [int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")]
    if not lengths:
        raise Failure("the service tells no length of its answer")
    return lengths[0]


def next_cursor(body: memoryview) -> Optional[str]:
    """The cursor of the next page, read from the start of the answer; None on the last page."""
    start = bytes(body[:1000])
    at = start.find(NEXT)
    if at < 0:
        raise Failure("the answer does not begin with the next cursor")
    value = start[at + len(NEXT):].split(b",", 1)[0]
    return None if value == b"null" else value.strip(b'"').decode()


@dataclass(frozen=True)
class Walk:
    """A walk over a list: its paths in order, and how long each took, in seconds. The last page is left out, which
    need not be a full one, unless it is the only one."""

    paths: list[str]
    seconds: list[float]


def walk(server: Server, account: Account, name: str, page: int = PAGE) -> Walk:
    """Reads a whole list."""
    start = f"/v1/ats/{name}?page_size={page}"
    reader, path, paths, seconds = Reader(server.port, account.headers), start, [], []
    try:
        while True:
            begin = time.perf_counter()
            cursor = next_cursor(reader.get(path)[1])
            if cursor is None and paths:
                return Walk(paths, seconds)
            paths.append(path)
            seconds.append(time.perf_counter() - begin)
            if cursor is None:
                return Walk(paths, seconds)
            path = f"{start}&cursor={cursor}"
    finally:
        reader.close()


def fetch(server: Server, account: Account, path: str) -> bytes:
    """One answer's body."""
    reader = Reader(server.port, account.headers)
    try:
        return bytes(reader.get(path)[1])
    finally:
        reader.close()


def sample(paths: list[str], most: int = 2000) -> list[str]:
    """Some of the paths, spread evenly."""
    step = max(1, -(-len(paths) // most))
    return paths[::step]
