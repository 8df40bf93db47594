"""Somebody of the newsroom: makes the owner's account of a newspaper that has none, and asks for its pages, timed."""

import http.client
import re
import time
import urllib.parse

from .processes import Failure

PASSWORD = "ferry granite moss lantern"


class Editor:
    def __init__(self, server):
        link = re.search(r"Make the owner's account.* http://[^/]+(/\S+)", server.output())
        if link is None:
            raise Failure("the server gave no link for the owner's account")
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        answer, _ = self._ask("POST", link[1], urllib.parse.urlencode(
            {"login": "owner", "name": "Owner", "password": PASSWORD, "password_again": PASSWORD}))
        if answer.status != 303:
            raise Failure(f"the owner's account was answered with status {answer.status}")
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def get(self, path):
        """Returns the seconds until the page was there whole."""
        return self._page(path)[0]

    def post(self, path, fields):
        """Sends a form, and returns where its answer leads."""
        token = re.search(r'name="form_token" value="([^"]+)"', self._page("/admin/account/")[1].decode())[1]
        form = urllib.parse.urlencode({"form_token": token, **fields})
        answer, _ = self._ask("POST", path, form, {"Cookie": self.cookie})
        if answer.status != 303:
            raise Failure(f"POST {path} was answered with status {answer.status}")
        return answer.getheader("Location").split("?")[0]

    def hidden(self, path):
        """Returns the hidden fields of a page's forms."""
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self._page(path)[1].decode()))

    def links(self, path):
        """Returns where a page leads within the newsroom, queries left out."""
        return dict.fromkeys(re.findall(r'href="(/admin/(?!assets/)[^"?#]*)"', self._page(path)[1].decode()))

    def _page(self, path):
        started = time.perf_counter()
        answer, body = self._ask("GET", path, None, {"Cookie": self.cookie})
        seconds = time.perf_counter() - started
        if answer.status != 200:
            raise Failure(f"GET {path} was answered with status {answer.status}")
        return seconds, body

    def _ask(self, method, path, form=None, headers=None):
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        self.connection.request(method, path, form, {**kind, **(headers or {})})
        answer = self.connection.getresponse()
        return answer, answer.read()
