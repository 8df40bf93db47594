"""A relay on its way to a better one, which hands on what it takes, and now and then does what relays do on bad days."""

import contextlib
import random
import socket
import socketserver
import threading

MOODS = (*2 * (b"421 4.3.2 closing", b"451 4.3.0 later", b"550 5.7.1 no"), "hang-up", "hang-up", "stall")


class MoodyRelay:
    """Answers 421, 451 and 550 at random, hangs up, and says nothing for longer than anybody waits, at every point of the dialogue. What it
    refuses never reaches the sink; `undecided` counts what the sink may have although nobody was told; `moods`, how often it was in each."""

    def __init__(self, sink_port, chance=0.02):
        self.sink_port, self.chance = sink_port, chance
        self.undecided = 0
        self.moods = dict.fromkeys(("421", "451", "550", "hang-up", "stall"), 0)
        self.deck = []
        self.lock = threading.Lock()
        relay = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self):
                with contextlib.suppress(OSError, ConnectionError):
                    relay.converse(self.rfile, self.wfile)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 100

        self.server = Server(("127.0.0.1", 0), Session)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def mood(self):
        """Returns what to answer, "hang-up" or "stall"; None: what a willing relay does."""
        if random.random() >= self.chance:
            return None
        with self.lock:
            if not self.deck:
                self.deck = random.sample(MOODS, len(MOODS))
            mood = self.deck.pop()
            self.moods[mood if isinstance(mood, str) else mood[:3].decode()] += 1
        return mood

    def note_silence(self, mood):
        with self.lock:
            self.undecided += mood in ("stall", "hang-up")

    def converse(self, client, answers):
        with socket.create_connection(("127.0.0.1", self.sink_port)) as connection, connection.makefile("rwb") as sink:

            def answer(line):
                answers.write(line)
                answers.flush()

            def act(mood):
                """False: the conversation is over."""
                if mood == "stall":
                    client.read()  # until the other side has had enough
                if mood in ("stall", "hang-up"):
                    return False
                answer(mood + b"\r\n")
                return not mood.startswith(b"421")

            def hand_on(command):
                sink.write(command)
                sink.flush()
                return self.reply(sink)

            answer(self.reply(sink))
            is_refused = False
            while command := client.readline():
                verb = command[:4].upper()
                if verb in (b"MAIL", b"RSET"):
                    is_refused = False
                if is_refused:
                    answer(b"503 5.5.1 out of order\r\n")
                    continue
                if verb in (b"MAIL", b"RCPT", b"DATA") and (mood := self.mood()):
                    if not act(mood):
                        return
                    is_refused = True
                    hand_on(b"RSET\r\n")
                    continue
                if verb != b"DATA":
                    answer(hand_on(command))
                    continue
                answer(b"354 go on\r\n")
                message = self.message(client)
                if mood := self.mood():
                    self.note_silence(mood)
                    if not act(mood):
                        return
                    hand_on(b"RSET\r\n")
                    continue
                hand_on(command)
                taken = hand_on(message)
                if (mood := self.mood()) in ("stall", "hang-up"):
                    self.note_silence(mood)
                    act(mood)
                    return
                answer(taken)

    @staticmethod
    def reply(sink):
        lines = b""
        while True:
            line = sink.readline()
            if not line:
                raise ConnectionError
            lines += line
            if line[3:4] == b" ":
                return lines

    @staticmethod
    def message(client):
        lines = []
        while not lines or lines[-1] != b".\r\n":
            lines.append(client.readline())
            if not lines[-1]:
                raise ConnectionError
        return b"".join(lines)
