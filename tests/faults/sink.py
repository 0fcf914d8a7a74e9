"""A mail server in a process of its own, which misbehaves on order and keeps its own log.

    python -m tests.faults.sink PORT ORDERS_PORT LOG

Every line of the log is written through to the file before the next byte goes out, so that what
it says stands even when this process is shot. The lines tell, as JSON, who spoke (the name given
with EHLO), to whom the letter goes, and what happened:

    begun     MAIL came: the hand-over of one letter begins
    held      an order to hang has been reached, at this step
    kept      the payload is complete, and from here on ours
    answered  this reply has been sent to that step

Orders come as one line of JSON each, {"step", "answer", "times"}, on a port of their own; with "to"
for one address only, with "words" for letters whose head has them. Steps are HELLO, MAIL, RCPT,
DATA (before the payload) and END (after it). Answers are a reply ("451 later"), "hang" (say nothing
till the other hangs up), "drop" (hang up), before the payload "after 0.1" (be friendly, after so
many seconds), and after it "keep and hang", "keep and drop", and "keep and die", which takes the
whole process along.
"""

import asyncio
import contextlib
import itertools
import json
import os
import quopri
import re
import signal
import sys
import time
from base64 import b64decode
from pathlib import Path

HOST = "127.0.0.1"
# What a letter is known by: its id, and the code that we ask account letters to carry or the
# evening that it names.
MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*(\S+)")
MARK = re.compile(rb"\b(?:CODE\d{6}|EVE\d{4})\b")
# What everybody can read of it, and how that was written; links are for machines.
TEXT = re.compile(
    rb"(?s)Content-Type: text/plain[^\r]*\r\n"
    rb"Content-Transfer-Encoding: (\S+)\r\n\r\n(.*?)(?:\r\n--|\r\n\.\r\n\Z)"
)
WRITTEN = {b"7bit": bytes, b"quoted-printable": quopri.decodestring, b"base64": b64decode}
LINK = re.compile(r"https?://\S+\n?")
BIGGEST = 4 * 1024 * 1024


def text_of(letter):
    """The letter's plain text without its links, lines ending with LF."""
    found = TEXT.search(letter)
    if found is None:
        return ""
    return LINK.sub("", WRITTEN[found[1]](found[2]).decode().replace("\r\n", "\n"))


class Log:
    """Lines that are in the file before anything else happens."""

    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def write(self, event, **facts):
        line = json.dumps({"at": time.time(), "event": event, **facts}) + "\n"
        os.write(self.file, line.encode())


class Orders:
    """How often to answer which step otherwise than friendly."""

    def __init__(self):
        self.waiting = []

    def take(self, step, to, head=b""):
        """The answer that was ordered for this step, once less from now on; else None."""
        for order in self.waiting:
            is_meant = order.get("to", to) == to and order.get("words", "").encode() in head
            if order["step"] == step and is_meant:
                order["times"] -= 1
                if order["times"] <= 0:
                    self.waiting.remove(order)
                return order["answer"]
        return None

    async def listen(self, reader, writer):
        """Take one order, or "forget" them all, and say that it is heard."""
        order = json.loads(await reader.readline())
        if order == "forget":
            self.waiting.clear()
        else:
            self.waiting.append({"times": 1, **order})
        writer.write(b"ok\n")
        await writer.drain()
        writer.close()


# Every other client is told that it may say several things together.
TOGETHER = itertools.cycle(["250-PIPELINING\r\n", ""])


class HungUp(Exception):
    """The conversation is over."""


class Conversation:
    """One client, from its greeting to its goodbye."""

    def __init__(self, reader, writer, log, orders):
        self.reader, self.writer = reader, writer
        self.log, self.orders = log, orders
        self.who, self.to, self.is_begun = "", "", False

    async def hold(self):
        """Talk until one side hangs up."""
        with contextlib.suppress(HungUp, ConnectionError, asyncio.IncompleteReadError):
            await self.say("220 sink")
            while line := await self.reader.readline():
                await self.hear(line.decode("latin-1").strip())
        self.writer.transport.abort()

    async def hear(self, line):
        """Answer one command."""
        word = line.partition(" ")[0].upper()
        if word in {"EHLO", "HELO"}:
            self.who = line.partition(" ")[2]
            await self.answer("HELLO", f"250-sink\r\n{next(TOGETHER)}250 8BITMIME")
        elif word == "MAIL":
            self.to = ""
            self.log.write("begun", who=self.who)
            self.is_begun = await self.answer("MAIL", "250 go on")
        elif word in {"RCPT", "DATA"} and not self.is_begun:
            # Said together with what was refused.
            await self.say("503 not after that")
        elif word == "RCPT":
            self.to = line[line.index("<") + 1 : line.index(">")]
            self.is_begun = await self.answer("RCPT", "250 go on")
        elif word == "DATA":
            if await self.answer("DATA", "354 go on"):
                await self.payload()
        elif word == "QUIT":
            await self.say("221 goodbye")
            raise HungUp
        else:
            await self.say("250 as you like")

    async def answer(self, step, friendly):
        """Reply as ordered, or in a friendly way. Returns whether it was friendly."""
        ordered = self.orders.take(step, self.to)
        if ordered and ordered.startswith("after "):
            await asyncio.sleep(float(ordered.partition(" ")[2]))
            ordered = None
        if ordered is None:
            await self.say(friendly)
            return True
        facts = {"who": self.who, "to": self.to, "step": step}
        if ordered == "hang":
            self.log.write("held", **facts)
            await self.wait_for_the_end()
        if ordered == "drop":
            raise HungUp
        await self.say(ordered)
        self.log.write("answered", answer=ordered, **facts)
        if ordered.startswith("421"):
            raise HungUp
        return False

    async def payload(self):
        """Take in one letter, and keep it unless another answer was ordered."""
        letter = await self.reader.readuntil(b"\r\n.\r\n")
        head = letter.partition(b"\r\n\r\n")[0]
        mark = MARK.search(letter)
        facts = {
            "who": self.who,
            "to": self.to,
            "step": "END",
            "id": MESSAGE_ID.search(head)[1].decode(),
        }
        ordered = self.orders.take("END", self.to, head)
        if ordered is None or ordered.startswith("keep"):
            told = {"head": head.decode("latin-1"), "mark": mark[0].decode() if mark else ""}
            told["text"] = text_of(letter)
            self.log.write("kept", **facts, **told)
        match ordered:
            case None:
                ordered = "250 kept"
            case "hang" | "keep and hang":
                self.log.write("held", **facts)
                await self.wait_for_the_end()
            case "drop" | "keep and drop":
                self.log.write("dropped", **facts)
                raise HungUp
            case "keep and die":
                os.kill(os.getpid(), signal.SIGKILL)
        await self.say(ordered)
        self.log.write("answered", answer=ordered, **facts)
        if ordered.startswith("421"):
            raise HungUp

    async def say(self, words):
        self.writer.write(words.encode() + b"\r\n")
        await self.writer.drain()

    async def wait_for_the_end(self):
        while await self.reader.read(65536):
            pass
        raise HungUp


async def serve(port, orders_port, path):
    """Take letters and orders for ever."""
    log, orders = Log(path), Orders()

    async def converse(reader, writer):
        await Conversation(reader, writer, log, orders).hold()

    await asyncio.start_server(orders.listen, HOST, orders_port)
    server = await asyncio.start_server(converse, HOST, port, limit=BIGGEST)
    await server.serve_forever()


if __name__ == "__main__":
    port, orders_port, path = sys.argv[1:]
    asyncio.run(serve(int(port), int(orders_port), Path(path)))
