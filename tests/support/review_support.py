"""What the tests of quotes and review share: a closed wave of texts, its key, and its review."""

from __future__ import annotations

import http.client
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import contract_support
import report_project

from nejtak.base import private_keys
from nejtak.errors import Faults
from nejtak.project import source
from nejtak.project.model import Client, Project, Wave
from nejtak.project.privacy import Privacy, parse_privacy
from nejtak.review import quotes, sealed
from nejtak.review.queue import Desk
from nejtak.review.redaction import Redactor
from nejtak.review.session import Session, session
from nejtak.wave import closed_wave
from nejtak.wave.closed_wave import Responses, Written

SITE = Path(__file__).parent.parent.parent / "site_src"
TEXTS = ("advice", "praise")  # the second one has no words in the survey, as a retired question


@cache
def privacy() -> Mapping[str, Privacy]:
    """The rules that nejtak brings for what may point to a person."""
    return parse_privacy(source.read_sources(SITE), Faults())


def redactor(*languages: str) -> Redactor:
    """What redacts the texts of a client with these languages; Danish and English if none."""
    return Redactor(privacy(), languages or ("da", "en"))


class ClosedWave:
    """A wave with free texts, closed in a folder of its own."""

    def __init__(
        self, folder: Path, texts: Mapping[str, Sequence[str | Written]], respondents: int = 12
    ) -> None:
        self.folder = folder
        public = private_keys.new_key(folder / "keys" / "partner.key")
        self.keys = private_keys.identities(folder / "keys")
        self.project: Project = replace(report_project.project(), privacy=privacy())
        self.client: Client = self.project.clients["nordlys"]
        asked: dict[str, dict[str, object]] = {
            "deciding": {"kind": "choice", "choices": ["pay"]},
            **{id_: {"kind": "text", "max_length": 600} for id_ in TEXTS},
        }
        contract = contract_support.contract(asked, [public])
        self.wave: Wave = replace(self.client.waves[0], folder=folder / "waves", contract=contract)
        self.wave.folder.mkdir()
        self.wave.contract_file.write_text("{}", encoding="utf-8")
        self.say(texts, respondents)

    def say(self, texts: Mapping[str, Sequence[str | Written]], respondents: int = 12) -> None:
        """Make the closed wave hold these texts, those of interviews with their codes."""
        ids = frozenset(bytes([n]) for n in range(respondents))
        held = {
            id_: tuple(Written(one) if isinstance(one, str) else one for one in said)
            for id_, said in texts.items()
        }
        closed = Responses(({"deciding": "pay"},) * respondents, held, ids=ids)
        assert self.wave.contract
        closed_wave.write_responses(self.wave, closed, self.wave.contract.public_keys, self.keys)

    def join(self) -> quotes.Review:
        """Begin or take up the review, as a session does, and return it."""
        return Desk(self.wave, self.keys, redactor()).review

    def decide(
        self, original: str, decision: quotes.Decision, wording: str = "", *, star: bool = False
    ) -> None:
        """Decide about every text with these words, and write it down."""
        review = sealed.read(self.wave, self.keys)
        texts = tuple(
            replace(t, decision=decision, wording=wording, theme="pay", star=star)
            if t.original == original
            else t
            for t in review.texts
        )
        sealed.write(self.wave, replace(review, texts=texts))

    @contextmanager
    def reviewing(self) -> Iterator[Session]:
        """Its review, being served."""
        held = session(self.project, self.client, self.wave, self.keys)
        with held as running, running.server.serving():
            yield running

    def published(self, m: int = 11) -> list[tuple[str, str]]:
        """What a report on m counted answers may quote: question and text."""
        return [(q.question, q.text) for q in sealed.published(self.wave, self.keys, m)]


class Visitor:
    """A browser of sorts, which keeps what the review's address gave it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.host = urlsplit(url).netloc
        self.cookie = self.base = self.token = ""

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str | None
    ) -> tuple[int, Mapping[str, str], str]:
        """Send one request; a header that is None is left out."""
        sent = {"Host": self.host, "Cookie": self.cookie}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}  # type: ignore[misc]  # None leaves one out
        connection = http.client.HTTPConnection(self.host, timeout=20)
        try:
            kept = {name: value for name, value in sent.items() if value is not None}
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in kept.items():
                connection.putheader(name, value)
            content = (body or "").encode()
            connection.putheader("Content-Length", str(len(content)))
            connection.endheaders(content)
            reply = connection.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read().decode()
        finally:
            connection.close()

    def raw(self, request: str) -> str:
        """Send whatever, and return all that comes back until the connection is closed."""
        host, _, port = self.host.partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(request.encode())
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as file:
                return file.read().decode()

    def enter(self) -> None:
        """Exchange the address of the terminal for cookie, base and form token."""
        status, headers, _ = self.ask("GET", urlsplit(self.url).path)
        assert status == 303
        self.cookie = headers["Set-Cookie"].partition(";")[0]
        self.base = headers["Location"]

    def open(self, place: str) -> str:
        """Get a page of the review."""
        status, _, page = self.ask("GET", self.base + place)
        assert status == 200, page
        found = re.search(r'name="token" value="([^"]+)"', page)
        self.token = found[1] if found else self.token
        return page

    def send(self, place: str, **fields: str) -> tuple[int, Mapping[str, str], str]:
        """Send a text's form."""
        return self.ask("POST", self.base + place, urlencode({"token": self.token, **fields}))
