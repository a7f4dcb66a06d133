"""Mirrors a run in several encodings and feeds it samples; tells what happens, a line of JSON each.

Its one argument is {"url", "run", "encodings", "samples"?, "inputs"?, "token"?, "maxHz"?} in JSON.
It ends when its standard input does, with a last line that sums up.
"""

import asyncio
import collections
import json
import random
import sys

from client import Client, Refused, Subscription
from feed import Feed


def tell(event: str, **details: object) -> None:
    print(json.dumps({"event": event, **details}), flush=True)


def samples(count: int, inputs: int) -> list:
    """y is the mean of x; every hundredth is not a number, and has to be rejected."""
    drawn = random.Random(1)
    rows = [[drawn.uniform(-1, 1) for _ in range(inputs)] for _ in range(count)]
    return [(x, [float("nan") if i % 100 == 99 else sum(x) / inputs]) for i, x in enumerate(rows)]


def summary(client: Client) -> dict:
    mirrors = [(s, s.mirror) for s in client.subscriptions if s.mirror is not None]
    return {
        "mirrors": {
            s.encoding: {
                **{"weights": m.bytes.hex(), "hash": m.hash, "version": m.version, "state": m.state},
                **{"verified": m.verified, "deltas": m.deltas, "snapshots": m.snapshots},
                **{"recovered": s.recovered, "hz": s.told["hz"]},
            }
            for s, m in mirrors
        },
        "fates": collections.Counter(fate for feed in client.feeds for fate in feed.fates.values()),
        "reasons": sorted({reason for feed in client.feeds for reason in feed.reasons.values()}),
        "resent": sum(feed.resent for feed in client.feeds),
    }


async def until_input_ends() -> None:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    await reader.read()


async def main(options: dict) -> None:
    client = Client(options["url"], tell, options.get("token"))
    client.subscriptions = [
        Subscription(options["run"], encoding, options.get("maxHz", 0)) for encoding in options["encodings"]
    ]
    if count := options.get("samples"):
        made = samples(count, options["inputs"])
        client.feeds = [Feed(options["run"], options.get("feed", "python"), made)]
    running = asyncio.create_task(client.run())
    ended = asyncio.create_task(until_input_ends())
    await asyncio.wait([running, ended], return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        ended.cancel()
        error = running.exception()
        tell("refused", code=getattr(error, "code", None), reason=str(error))
        if not isinstance(error, Refused):
            raise error
    running.cancel()
    tell("summary", **summary(client))


asyncio.run(main(json.loads(sys.argv[1])))
