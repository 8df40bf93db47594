#!/usr/bin/python3
"""Reads a message from standard input with Python's email package and with GMime, and prints as JSON what both agree on.

Whatever either finds wrong with the message, or where they differ, ends it with an error."""

import ctypes
import email
import email.policy
import json
import sys

import gi

gi.require_version("GMime", "3.0")
from gi.repository import GMime  # noqa: E402

WARNING = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
HEADERS = ("From", "To", "Subject", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Auto-Submitted",
           "Content-Language", "Date")


def by_python(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    defects = list(message.defects)
    parts = {}
    for part in message.walk():
        defects += part.defects
        if not part.is_multipart():
            parts[part.get_content_type()] = part.get_content()
    for value in message.values():
        defects += value.defects
    if defects:
        sys.exit(f"Python's email finds defects: {defects}")
    return {"type": message.get_content_type(), "parts": parts,
            "headers": {name: str(message[name]) for name in HEADERS if message[name] is not None}}


def by_gmime(raw):
    warnings = []
    options = GMime.ParserOptions.new()
    note = WARNING(lambda offset, code, item, data: warnings.append((offset, code, item)))
    # Not among what the introspected interface offers; a boxed value's hash is its address.
    ctypes.CDLL("libgmime-3.0.so.0").g_mime_parser_options_set_warning_callback(ctypes.c_void_p(hash(options)), note, None)
    stream = GMime.StreamMem.new_with_buffer(raw)
    message = GMime.Parser.new_with_stream(stream).construct_message(options)
    parts = {}

    def visit(parent, part, data):
        if isinstance(part, GMime.TextPart):
            kind = part.get_content_type()
            parts[f"{kind.get_media_type()}/{kind.get_media_subtype()}"] = part.get_text()

    body = message.get_mime_part()
    if isinstance(body, GMime.Multipart):
        body.foreach(visit, None)
    else:
        visit(None, body, None)
    if warnings:
        sys.exit(f"GMime warns: {warnings}")
    return {"subject": message.get_subject(), "parts": parts}


def main():
    raw = sys.stdin.buffer.read()
    for line in raw.split(b"\r\n"):
        if len(line) > 998 or b"\n" in line or b"\r" in line or max(line, default=0) > 126:
            sys.exit(f"a line is too long, or holds what SMTP does not take: {line[:80]!r}")
    GMime.init()
    python, gmime = by_python(raw), by_gmime(raw)
    # Both give text with bare line feeds.
    parts = {kind: text.replace("\r\n", "\n") for kind, text in python["parts"].items()}
    others = {kind: text.replace("\r\n", "\n") for kind, text in gmime["parts"].items()}
    if parts != others or python["headers"].get("Subject") != gmime["subject"]:
        sys.exit(f"the two differ: {parts} {others} {python['headers']} {gmime['subject']}")
    print(json.dumps({**python, "parts": parts}, ensure_ascii=False))


main()
