"""Contributes to a run, then steers it. PROTOCOL.md, "Learning together" and "Steering".

Its one argument is {"url", "run", "rounds", "encoding"} in JSON; it tells what happens, a line of JSON each.
The run's model is y = w·x + b; the samples here are of another one, which it is to learn.
"""

import asyncio
import itertools
import json
import math
import random
import struct
import sys
import time
import uuid

from websockets.asyncio.client import connect

from frames import decode, encode
from mirror import BLOCK, Mirror, _float32

TRUTH = [3.0, -2.0, 0.5]  # w, w, b


def gradient(weights: list[float], drawn: random.Random) -> tuple[list[float], float]:
    """The mean derivative of the squared error over ten samples, and their mean loss."""
    sums, loss, n = [0.0] * 3, 0.0, 10
    for _ in range(n):
        x = [drawn.uniform(-1, 1), drawn.uniform(-1, 1), 1.0]
        error = sum((w - t) * v for w, t, v in zip(weights, TRUTH, x))
        sums = [s + 2 * error * v / n for s, v in zip(sums, x)]
        loss += error * error / n
    return sums, loss


class Courier:
    """Lays gradients out in one encoding; what it leaves out is sent with the next."""

    def __init__(self, encoding: str, values: int):
        self.encoding, self.error, self.before = encoding, [0.0] * values, []

    def code(self, values: list[float]) -> dict:
        owed = [_float32(g + e) for g, e in zip(values, self.error)]
        self.before = self.error
        if self.encoding == "f32":
            self.error = [0.0] * len(owed)
            return {"encoding": "f32", "data": struct.pack(f"<{len(owed)}f", *owed)}
        assert self.encoding == "int8" and len(owed) <= BLOCK
        scale = _float32(max(map(abs, owed)) / 127) or 2.0**-149
        bytes_ = [max(-127, min(127, round(value / scale))) for value in owed]
        self.error = [value - _float32(scale * byte) for value, byte in zip(owed, bytes_)]
        data = {"scales": struct.pack("<f", scale), "data": struct.pack(f"<{len(owed)}b", *bytes_)}
        return {"encoding": "int8", **data}

    def undo(self) -> None:
        self.error = self.before


class Talk:
    """One connection: requests and what is answered to them, weights in between."""

    def __init__(self, socket):
        self.socket, self.numbers, self.mirror, self.schema = socket, itertools.count(1), None, None

    async def send(self, name: str, /, **fields) -> None:
        await self.socket.send(encode(name, **fields))

    async def until(self, *names: str) -> dict:
        """The next frame of these; weights are taken over on the way, PING is answered."""
        while True:
            name, frame = decode(await self.socket.recv(decode=False))
            if name == "PING":
                await self.send("PONG", nonce=frame["nonce"])
            elif name == "SCHEMA":
                self.schema = frame
                self.mirror = Mirror(sum(math.prod(t["shape"]) for t in frame["tensors"]))
            elif name in ("SNAPSHOT", "DELTA"):
                getattr(self.mirror, name.lower())(frame)
            elif name == "RESET":
                self.mirror.reset(frame)
            if name in names:
                return {"frame": name, **frame}

    async def weights(self, version: int, epoch: int | None) -> list[float]:
        """Weights that know of that version, or are of another epoch."""
        ready = lambda m: m and m.state == "ready" and (m.version >= version or m.epoch != epoch)
        while not ready(self.mirror):
            await self.until("SNAPSHOT", "DELTA")
        return list(self.mirror.values)

    async def control(self, run: str, action: str, **fields) -> dict:
        arguments = fields.pop("arguments", {})
        request = next(self.numbers)
        await self.send("CONTROL", request=request, run=run, action=action, arguments=arguments, **fields)
        reply = await self.until("REPLY", "ERROR")
        tell("reply", action=action, **{k: v for k, v in reply.items() if v is not None})
        return reply


def tell(event: str, **details: object) -> None:
    print(json.dumps({"event": event, **details}), flush=True)


async def contribute(talk: Talk, run: str, rounds: int, encoding: str) -> tuple[int, int]:
    drawn, courier, sequence = random.Random(1), None, int(time.time() * 1000)
    version, epoch, name = 0, None, str(uuid.uuid4())
    for turn in range(rounds):
        values, loss = gradient(await talk.weights(version, epoch), drawn)
        courier = courier or Courier(encoding, len(values))
        base, epoch = talk.mirror.version, talk.mirror.epoch
        bad = turn == 1  # the second one is not finite, and has to be rejected
        coded = courier.code([math.nan] * 3 if bad and encoding == "f32" else values)
        about = {"run": run, "kind": "gradient", "epoch": epoch, "base": base, "n": 10}
        about |= {"contributor": name, "sequence": sequence, "loss": loss, "schema": talk.schema["hash"]}
        await talk.send("GRADIENT", request=next(talk.numbers), **about, part=0, parts=1, first=0, **coded)
        result = await talk.until("RESULT", "ERROR")
        assert result["frame"] == "RESULT", result
        if result["status"] in ("stale", "rejected"):
            courier.undo()
        tell("result", **{key: result[key] for key in ("status", "version", "reason")}, base=base)
        assert result["upTo"] == sequence + 1
        version, sequence = result["version"], sequence + 1
    return version, epoch


async def steer(talk: Talk, run: str) -> None:
    at = await talk.control(run, "pause")
    await talk.control(run, "checkpoint", arguments={"name": "python"})
    await talk.control(run, "set", arguments={"learningRate": 0.25}, ifVersion=at["version"])
    await talk.control(run, "set", arguments={"learningRate": 9}, ifVersion=at["version"] + 1)
    await talk.control(run, "rollback", arguments={"checkpoint": "python"}, ifEpoch=at["epoch"])
    await talk.weights(at["version"], at["epoch"])
    await talk.control(run, "explode")


async def main(options: dict) -> None:
    run = options["run"]
    async with connect(options["url"], subprotocols=["rxgrad.v1.msgpack"], compression=None) as socket:
        talk = Talk(socket)
        hello = {"minVersion": 1, "maxVersion": 1, "name": "python", "client": str(uuid.uuid4())}
        await talk.send("HELLO", **hello, encodings=["f32"], maxFrame=1 << 20)
        await talk.until("WELCOME")
        asked = {"run": run, "channel": "weights", "mode": "latest", "encodings": ["f32"], "maxHz": 0}
        await talk.send("SUBSCRIBE", id=next(talk.numbers), **asked)
        position = await contribute(talk, run, options["rounds"], options["encoding"])
        tell("learned", weights=await talk.weights(*position))
        await steer(talk, run)


asyncio.run(main(json.loads(sys.argv[1])))
