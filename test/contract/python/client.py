"""A client of the wire protocol, written from PROTOCOL.md alone: mirrors of weights, and feeds."""

import asyncio
import itertools
import math
import random
import uuid
from dataclasses import dataclass, field
from typing import Callable

import websockets
from websockets.asyncio.client import ClientConnection, connect

from feed import Feed
from frames import decode, encode
from mirror import Mirror
from scan import Malformed

SUBPROTOCOL = "rxgrad.v1.msgpack"
MAX_FRAME = 1 << 20
WELCOME_WITHIN = 10
HELD = 5


class Refused(Exception):
    """The server will not have this client: a close code 45xx, or an ERROR that is final."""

    def __init__(self, code: int | str, reason: str):
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


@dataclass
class Subscription:
    """Weights of a run, wanted through all reconnects."""

    run: str
    encoding: str
    max_hz: float = 0
    tensors: list[str] | None = None
    id: int = 0
    stream: int | None = None
    mirror: Mirror | None = None
    told: dict = field(default_factory=dict)
    recovered: int = 0
    error: dict | None = None

    def position(self) -> dict | None:
        if self.mirror is None or self.mirror.state != "ready" or self.stream is None:
            return None
        return {"epoch": self.mirror.epoch, "stream": self.stream, "sequence": self.mirror.sequence}


def _values(schema: dict, tensors: list[str] | None) -> int:
    wanted = [t for t in schema["tensors"] if tensors is None or t["name"] in tensors]
    return sum(math.prod(tensor["shape"]) for tensor in wanted)


class Client:
    """`run()` connects, and again, until it is cancelled or refused; `tell` hears what happens."""

    def __init__(self, url: str, tell: Callable[..., None], token: str | None = None, seed: int = 0):
        self.url, self.tell, self.token = url, tell, token
        self.subscriptions: list[Subscription] = []
        self.feeds: list[Feed] = []
        self.session: str | None = None
        self._id = str(uuid.uuid4())
        self._random = random.Random(seed)
        self._numbers = itertools.count(1)
        self._holding: set[asyncio.Task] = set()
        self._drain: dict | None = None
        self._welcome: dict | None = None

    async def run(self) -> None:
        attempt = 0
        clock = asyncio.get_running_loop().time
        while True:
            began, self._drain, self._welcome = clock(), None, None
            code, reason = await self._connection()
            self.tell("closed", code=code, reason=reason)
            if code is not None and 4500 <= code < 4600:
                raise Refused(code, reason)
            attempt = 0 if clock() - began >= HELD else attempt + 1
            await asyncio.sleep(self._delay(attempt))

    def _delay(self, attempt: int) -> float:
        if self._drain is not None:
            return self._random.uniform(self._drain["min"], self._drain["max"]) / 1000
        return self._random.uniform(0, min(15, 0.25 * 2 ** max(0, attempt - 1)))

    async def _connection(self) -> tuple[int | None, str]:
        """From connecting to the close code; None if there was no connection."""
        options = {"subprotocols": [SUBPROTOCOL], "max_size": MAX_FRAME, "compression": None}
        try:
            async with connect(self.url, ping_interval=None, **options) as socket:
                if socket.subprotocol != SUBPROTOCOL:
                    raise Refused("subprotocol", f"the server speaks {socket.subprotocol}")
                return await self._talk(socket)
        except (OSError, websockets.exceptions.InvalidHandshake, EOFError) as error:
            return None, type(error).__name__
        finally:
            for task in self._holding:
                task.cancel()

    async def _talk(self, socket: ClientConnection) -> tuple[int | None, str]:
        try:
            await self._greet(socket)
            await self._listen(socket)
        except Malformed as error:
            await socket.close(error.code)
            raise
        except (websockets.exceptions.ConnectionClosed, TimeoutError):
            await socket.close()
        return socket.close_code, socket.close_reason or ""

    async def _greet(self, socket: ClientConnection) -> None:
        hello = {"minVersion": 1, "maxVersion": 1, "name": "python", "client": self._id}
        capable = {"encodings": ["f32", "f16", "int8", "topk"], "maxFrame": MAX_FRAME}
        await socket.send(encode("HELLO", **hello, **capable, token=self.token, resume=self.session))
        while self._welcome is None:
            name, frame = decode(await asyncio.wait_for(socket.recv(decode=False), WELCOME_WITHIN))
            if name == "ERROR":
                self._error(frame)
            elif name == "WELCOME":
                self._welcome = frame
            else:
                raise Malformed(f"{name} before WELCOME")
        self.session = self._welcome["session"]
        self.tell("welcome", role=self._welcome["role"], runs=self._welcome["runs"])
        for subscription in self.subscriptions:
            await self._subscribe(socket, subscription, subscription.position())
        for feed in self.feeds:
            feed.reconnected()
            await self._send_due(socket, feed)

    async def _listen(self, socket: ClientConnection) -> None:
        """Until the server closes, or has been silent for three heartbeats."""
        silent = 0
        while silent < 3:
            try:
                message = await asyncio.wait_for(socket.recv(decode=False), self._welcome["heartbeat"] / 1000)
            except TimeoutError:
                silent += 1
                await socket.send(encode("PING", nonce=silent))
                continue
            silent = 0
            await self._handle(socket, *decode(message))

    async def _handle(self, socket: ClientConnection, name: str, frame: dict) -> None:
        if name == "PING":
            await socket.send(encode("PONG", nonce=frame["nonce"]))
        elif name == "WELCOME":
            raise Malformed("a second WELCOME")
        elif name == "DRAIN":
            self._drain = frame
            self.tell("drain", reason=frame["reason"])
        elif name == "ERROR":
            self._error(frame)
        elif name == "SUBSCRIBED":
            self._subscribed(frame)
        elif name == "SCHEMA":
            self._schema(frame)
        elif name == "RESULT":
            await self._result(socket, frame)
        elif name in ("SNAPSHOT", "DELTA", "RESET"):
            for subscription in self.subscriptions:
                if subscription.stream == frame["stream"] and subscription.mirror is not None:
                    await self._weights(socket, subscription, name, frame)

    async def _subscribe(self, socket: ClientConnection, to: Subscription, position: dict | None) -> None:
        to.id, to.stream = next(self._numbers), None
        asked = {"run": to.run, "channel": "weights", "mode": "latest", "encodings": [to.encoding]}
        asked |= {"maxHz": to.max_hz, "tensors": to.tensors, "from": position}
        await socket.send(encode("SUBSCRIBE", id=to.id, **asked))

    def _subscribed(self, frame: dict) -> None:
        for subscription in self.subscriptions:
            if subscription.id == frame["id"]:
                subscription.stream, subscription.told = frame["stream"], frame
                subscription.recovered += frame["recovered"]
                if not frame["recovered"]:
                    subscription.mirror = None
                self.tell("subscribed", encoding=frame["encoding"], hz=frame["hz"], recovered=frame["recovered"])

    def _schema(self, frame: dict) -> None:
        for subscription in self.subscriptions:
            mirror = subscription.mirror
            wanted = subscription.run == frame["run"] and subscription.stream is not None
            if wanted and (mirror is None or mirror.state == "empty"):
                subscription.mirror = Mirror(_values(frame, subscription.tensors))

    async def _weights(self, socket: ClientConnection, to: Subscription, name: str, frame: dict) -> None:
        mirror = to.mirror
        if name == "RESET":
            mirror.reset(frame)
            self.tell("reset", encoding=to.encoding, reason=frame["reason"])
        elif mirror.snapshot(frame) if name == "SNAPSHOT" else mirror.delta(frame):
            told = {"frame": name, "version": mirror.version, "verified": mirror.verified}
            self.tell("weights", encoding=to.encoding, hash=mirror.hash, **told)
        if mirror.state == "lost":
            self.tell("lost", encoding=to.encoding)
            await socket.send(encode("UNSUBSCRIBE", id=to.id))
            await self._subscribe(socket, to, None)

    def _error(self, frame: dict) -> None:
        self.tell("error", code=frame["code"], temporary=frame["temporary"], message=frame["message"])
        for subscription in self.subscriptions:
            if subscription.id == frame["reference"]:
                subscription.error = frame
        if not frame["temporary"]:
            self.subscriptions = [s for s in self.subscriptions if s.error is None]

    async def _result(self, socket: ClientConnection, frame: dict) -> None:
        self.tell("result", status=frame["status"], upTo=frame["upTo"])
        for feed in self.feeds:
            wait = feed.result(frame)
            if wait is None:
                await self._send_due(socket, feed)
            else:
                task = asyncio.create_task(self._send_later(socket, feed, wait / 1000))
                self._holding.add(task)
                task.add_done_callback(self._holding.discard)
            if feed.done:
                self.tell("fed", version=feed.version)

    async def _send_later(self, socket: ClientConnection, feed: Feed, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._send_due(socket, feed)

    async def _send_due(self, socket: ClientConnection, feed: Feed) -> None:
        for fields in feed.due(self._welcome["limits"], self._numbers):
            await socket.send(encode("SAMPLES", **fields))
