"""A mail server over raw sockets that can go wrong at every stage, and a log of what it took.

    python -m tests.faults.server --log FILE [--seed 7]     prints its port and runs until ended

The log is the one witness of what was handed over: a line is in it before the sender hears 250.
"""

import argparse
import hashlib
import json
import os
import quopri
import random
import re
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

NORMAL = {
    "greeting": "220 ready",
    "ehlo": "250-here\r\n250 8BITMIME",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "answer": "250 taken",
    "rset": "250 ok",
    "quit": "221 bye",
}
# What else can happen at a stage, besides words to say.
DROP = "drop the connection"
HANG = "say nothing"
LOSE = "take the mail, then drop"
LOSE_AND_HANG = "take the mail, then say nothing"
TAKE_AND_DROP = "say 250, then drop"
SLOW = "one byte at a time"

# The harness writes these into titles of tasks, so that a body says what it is about.
CODE = re.compile(rb"\bFH\d+\b")
HEADER = re.compile(rb"(?im)^(message-id|x-foothold-mail):[ \t]*(\S+)")


@dataclass
class Calm:
    """Nothing goes wrong but what a test puts into `says`, for a number of times or for ever."""

    says: dict = field(default_factory=dict)

    def connection(self, number):
        return self

    def at(self, stage):
        words = self.says.get(stage)
        if isinstance(words, list):
            return words.pop(0) if words else None
        return words


@dataclass(frozen=True)
class Unlucky:
    """Random faults: the same ones for the same seed, connection by connection."""

    seed: int
    refused: float = 0.03  # at each of MAIL, RCPT, DATA and after the dot
    dropped: float = 0.0075  # the same; together about 3 % of the mails
    lost: float = 0.015

    def connection(self, number):
        return UnluckyConnection(self, random.Random(f"{self.seed}:{number}"))


@dataclass
class UnluckyConnection:
    chances: Unlucky
    random: random.Random

    def at(self, stage):
        roll = self.random.random()
        if stage == "greeting":
            return (DROP if roll < 0.005 else "421 too busy") if roll < 0.01 else None
        if stage == "quit":
            return DROP if roll < 0.03 else None
        if stage not in ("mail", "rcpt", "data", "answer"):
            return None
        if roll < self.chances.refused:
            return self.random.choice(["450 later", "451 later", "452 no room"])
        roll -= self.chances.refused
        if roll < self.chances.dropped:
            return DROP
        roll -= self.chances.dropped
        if stage == "answer" and roll < self.chances.lost:
            return self.random.choice([LOSE, LOSE, LOSE_AND_HANG, TAKE_AND_DROP])
        return None


class Log:
    """Append-only, one line for each mail taken; read by everybody, written by the server."""

    def __init__(self, path):
        self.path = str(path)
        self.file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, recipients, message, data_at):
        head = message[: message.find(b"\r\n\r\n") + 2]
        named = {name.lower(): value.decode() for name, value in HEADER.findall(head)}
        body = quopri.decodestring(message)
        line = {
            "at": time.time(),
            "data_at": data_at,
            "message_id": named.get(b"message-id", ""),
            "mail": named.get(b"x-foothold-mail", ""),
            "to": recipients,
            "sha256": hashlib.sha256(message).hexdigest(),
            "size": len(message),
            "codes": sorted({code.decode() for code in CODE.findall(body)}),
        }
        # The Message-ID first: this is also a log that MAIL_EVIDENCE_LOG can name.
        os.write(self.file, f"{line['message_id'] or '<>'} {json.dumps(line)}\n".encode())

    def lines(self):
        with open(self.path, encoding="ascii") as log:
            return [json.loads(line.partition(" ")[2]) for line in log]

    def __len__(self):
        with open(self.path, "rb") as log:
            return log.read().count(b"\n")


class Server:
    """Accepts on a port of its own; `luck` says what goes wrong, `then` what happens meanwhile."""

    def __init__(self, log, luck=None, port=0):
        self.log = Log(log)
        self.luck = luck or Calm()
        self.then = {}  # stage: a function that is called when the server is there
        self.connections = 0
        self.commands = []
        self.closing = threading.Event()
        self.port = port

    @property
    def says(self):
        return self.luck.says

    def __enter__(self):
        self.open()
        return self

    def __exit__(self, *error):
        self.closing.set()
        self.close()

    def open(self):
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=500)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, args=[self.listener], daemon=True).start()

    def close(self):
        """Nobody is listening any more; conversations that have begun go on."""
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _listen(self, listener):
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.connections += 1
                talk = Talk(self, connection, self.luck.connection(self.connections))
                threading.Thread(target=talk.run, daemon=True).start()


class Gone(Exception):
    """This connection is over."""


class Talk:
    """One connection."""

    def __init__(self, server, connection, luck):
        self.server, self.socket, self.luck = server, connection, luck
        self.buffer = b""
        self.recipients = []

    def run(self):
        with self.socket, suppress(OSError, Gone):
            self.say("greeting")
            while True:
                line = self.until(b"\r\n").decode("latin-1")
                verb = line[:4].lower()
                if len(self.server.commands) < 10_000:
                    self.server.commands.append(line.strip())
                if verb == "mail":
                    self.recipients = []
                self.say("ehlo" if verb == "helo" else verb, line)
                if verb == "quit":
                    return

    def until(self, end):
        while (found := self.buffer.find(end)) < 0:
            # Hanging up in the middle of a hang is noticed at the latest when the server closes.
            more = self.socket.recv(1 << 16)
            if not more:
                raise Gone
            self.buffer += more
        line, self.buffer = self.buffer[: found + len(end)], self.buffer[found + len(end) :]
        return line

    def say(self, stage, line=""):
        if then := self.server.then.get(stage):
            then()
        words = self.luck.at(stage) or NORMAL.get(stage, "250 ok")
        self.speak(words)
        if stage == "rcpt" and words.startswith("250"):
            self.recipients.append(line.partition("<")[2].partition(">")[0])
        if stage == "data" and words.startswith("354"):
            self.take(time.time())

    def speak(self, words):
        if words == DROP:
            raise Gone
        if words == HANG:
            self.server.closing.wait(60)
            raise Gone
        if words.startswith(SLOW):
            for byte in words.removeprefix(SLOW).strip() + "\r\n":
                self.server.closing.wait(1)
                self.socket.sendall(byte.encode())
            return
        self.socket.sendall(words.encode() + b"\r\n")
        if words.startswith("421"):
            raise Gone

    def take(self, data_at):
        message = self.until(b"\r\n.\r\n")[:-3]
        if b"\r\n.." in message:
            message = re.sub(rb"(?m)^\.\.", b".", message)
        if then := self.server.then.get("answer"):
            then()
        words = self.luck.at("answer") or NORMAL["answer"]
        if words.startswith("2") or words in (LOSE, LOSE_AND_HANG, TAKE_AND_DROP):
            self.server.log.write(self.recipients, message, data_at)
        if words == TAKE_AND_DROP:
            self.speak(NORMAL["answer"])
        if then := self.server.then.get("taken"):
            then()
        if words in (LOSE, TAKE_AND_DROP):
            raise Gone
        self.speak(HANG if words == LOSE_AND_HANG else words)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, help="go wrong at random, by this seed")
    options = parser.parse_args()
    luck = Calm() if options.seed is None else Unlucky(options.seed)
    with Server(options.log, luck, options.port) as server:
        print(server.port, flush=True)
        sys.stdin.read()  # until whoever started it has gone


if __name__ == "__main__":
    main()
