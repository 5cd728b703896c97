"""A mail server over raw sockets that can misbehave in each phase; a library's is too polite."""

import socket
import threading
from contextlib import suppress

DROP = "drop the connection"
HANG = "say nothing"
NORMAL = {
    "greeting": "220 ready",
    "ehlo": "250 hello",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "answer": "250 taken",
    "rset": "250 ok",
    "quit": "221 bye",
}


class SmtpServer:
    def __init__(self):
        self.says = dict(NORMAL)
        self.thinks = {}  # seconds before it speaks
        # Whether a mail counts as taken although the answer is lost on the way.
        self.keeps_when_silent = True
        self.accepted = []  # (recipient, bytes)
        self.commands = []
        self.connections = 0
        self.closing = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.closing.set()
        self.listener.close()

    def _listen(self):
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            going = self._say(connection, "greeting")
            recipient, open_mail = "", False
            while going and (line := lines.readline()):
                command = line.decode().strip()
                self.commands.append(command)
                verb = command[:4].lower()
                if verb == "rcpt":
                    recipient = command.partition("<")[2].partition(">")[0]
                if verb == "mail" and open_mail:
                    connection.sendall(b"503 one at a time\r\n")
                    continue
                open_mail = verb in ("mail", "rcpt")
                going = self._say(connection, verb)
                if verb == "data" and going and self.says["data"].startswith("354"):
                    going = self._take(connection, lines, recipient)
                if verb == "quit":
                    return

    def _take(self, connection, lines, recipient):
        message = b""
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return False
            message += line[1:] if line.startswith(b".") else line
        taken = self.says["answer"]
        if taken.startswith("250") or (taken in (DROP, HANG) and self.keeps_when_silent):
            self.accepted.append((recipient, message))
        return self._say(connection, "answer")

    def _say(self, connection, stage):
        words = self.says.get(stage, "250 ok")
        self.closing.wait(self.thinks.get(stage, 0))
        if words == HANG:
            self.closing.wait(20)
        if words in (HANG, DROP):
            return False
        connection.sendall(f"{words}\r\n".encode())
        return not words.startswith("421")
