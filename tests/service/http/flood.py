"""Flood a service until killed: python -m tests.service.http.flood PORT CONNECTIONS PATH.

Each connection sends requests for the path without waiting for answers, and reads what comes.
"""

import asyncio
import sys

_AT_ONCE = 20


async def _flood(port: int, request: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def send() -> None:
        while True:
            writer.write(request * _AT_ONCE)
            await writer.drain()

    sending = asyncio.create_task(send())
    while await reader.read(2**20):
        pass
    sending.cancel()


async def main(port: int, connections: int, path: str) -> None:
    """Flood from all connections."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    floods = [_flood(port, request) for _ in range(connections)]
    print("flooding", flush=True)
    await asyncio.gather(*floods)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
