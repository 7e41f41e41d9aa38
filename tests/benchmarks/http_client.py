"""A light HTTP/1.1 client for measurements: kept-alive connections, in a process of its own."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

WARM_UP = 50


def request(base: str, path: str, token: str, body: dict[str, Any], version: int | None) -> bytes:
    """A command as it goes over the wire."""
    text = json.dumps(body, ensure_ascii=False).encode()
    match = f'If-Match: "{version}"\r\n' if version else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {base}\r\nAuthorization: Bearer {token}\r\n"
        f"Idempotency-Key: {uuid4()}\r\nContent-Type: application/json\r\n{match}"
        f"Content-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text


async def exchange(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: bytes
) -> tuple[int, bytes]:
    """Sends one request; the status and body of the answer."""
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    start = lowered.index(b"content-length:") + len(b"content-length:")
    length = int(head[start : head.index(b"\r\n", start)])
    return int(head[9:12]), await reader.readexactly(length)


async def drive(
    host: str, port: int, messages: list[bytes], clients: int, rate: float | None
) -> dict[str, Any]:
    """Sends the messages over so many connections; at a steady rate, if one is given."""
    waiting: Iterator[tuple[int, bytes]] = iter(enumerate(messages))
    times: list[float] = []
    bodies: list[bytes] = []
    failures: list[str] = []
    start = time.perf_counter()

    async def client() -> None:
        reader, writer = await asyncio.open_connection(host, port)
        for number, message in waiting:
            if rate is not None:
                await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
            began = time.perf_counter()
            status, body = await exchange(reader, writer, message)
            times.append(time.perf_counter() - began)
            bodies.append(body)
            if status != 201:
                failures.append(f"{status} {body[:200]!r}")
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    elapsed = time.perf_counter() - start
    times.sort()
    return {
        "per_second": len(times) / elapsed,
        "median_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[int(len(times) * 0.99)],
        "failures": failures[:3],
        "ids": [[each["id"], each["version"]] for each in map(json.loads, bodies)],
    }


def main() -> None:
    """Reads a job from standard input, answers on standard output."""
    job = json.load(sys.stdin)
    messages = [
        request(job["host"], path, job["token"], body, version)
        for path, body, version in job["commands"]
    ]
    result = asyncio.run(drive(job["host"], job["port"], messages, job["clients"], job["rate"]))
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
