"""A mail server that does as little as one can: it counts. `python -m tests.bench.sink`.

It prints its port, then answers every line it is sent, and at its end the number of mails.
"""

import os
import signal
import socket
import sys
import threading

ANSWERS = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n", b"EHLO": b"250 hello\r\n"}
counts = []


def serve(connection):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    taken, waiting = [0], b""
    counts.append(taken)
    connection.sendall(b"220 ready\r\n")
    in_data = False
    while chunk := connection.recv(65536):
        waiting += chunk
        while True:
            line, end, rest = waiting.partition(b"\r\n.\r\n" if in_data else b"\r\n")
            if not end:
                break
            waiting = rest
            verb = line[:4].upper()
            answer = b"250 taken\r\n" if in_data else ANSWERS.get(verb, b"250 ok\r\n")
            taken[0] += in_data
            in_data = not in_data and verb == b"DATA"
            connection.sendall(answer)


def main():
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(listener.getsockname()[1], flush=True)

    def end(*_):
        print(sum(taken[0] for taken in counts), flush=True)
        sys.stdout.flush()
        os._exit(0)

    signal.signal(signal.SIGTERM, end)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=[connection], daemon=True).start()


if __name__ == "__main__":
    main()
