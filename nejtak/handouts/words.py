"""The words of each handout, in one language: which sentences of the locale it is made of.

Promises are quoted from the promise box on the page, so that a letter never promises more than the
page, and each promise has its test (`tests/test_promises.py`). The rest names who asks, on whose
behalf, the source of the candidate's address, and how to object (GDPR, article 14). There is no
logo, no praise and no slogan: Denmark's Consumer Ombudsman regards a market survey that has these
as marketing, which needs consent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nejtak.base.command import run
from nejtak.handouts.address import page_address
from nejtak.project.i18n import Texts
from nejtak.project.model import Client, Project, Wave
from nejtak.site.values import for_client, page_values

Paragraph = tuple[str, ...]  # keys of the locale, joined by a space

PROMISES: tuple[Paragraph, ...] = (
    ("promise.link", "promise.link_more"),
    ("promise.who", "promise.who_more"),
    ("promise.reader", "promise.reader_more"),
    ("promise.five",),
)
FACTS: tuple[Paragraph, ...] = (
    ("privacy.who_controller", "privacy.who_partner"),
    ("handouts.source", "handouts.use"),
    ("privacy.why", "privacy.why_purpose"),
    ("handouts.rights", "privacy.who_ask", "privacy.rights_complain"),
)
# What the notice before a call promises, and its facts.
CALL_PROMISES: tuple[Paragraph, ...] = (
    ("privacy.interviews_known",),
    ("interview.four",),
    ("limits.quotes",),
    ("privacy.interviews_same",),
)
CALL_FACTS: tuple[Paragraph, ...] = (
    FACTS[0],
    ("interview.source",),
    *FACTS[2:],
)
HERE, WRITE = "handouts.here", "interview.notice_page"  # a line with the address follows
LIST, ABOUT, SIGN = ("promises",), ("facts",), ("sign",)
CALL_LIST, CALL_ABOUT = ("call promises",), ("call facts",)
VOLUNTARY: Paragraph = ("handouts.time", "privacy.why_voluntary")
# What an invitation and a reminder say after their first paragraph.
ASKING: tuple[Paragraph, ...] = (
    VOLUNTARY,
    (HERE,),
    ("limits.mail",),
    LIST,
    ("handouts.no_login",),
    ABOUT,
    SIGN,
)

TEXTS: Mapping[str, tuple[Paragraph, ...]] = {
    "announcement": (
        ("handouts.announcement",),
        ("handouts.announced_address",),
        ("privacy.why_voluntary", "handouts.no_login"),
        ("privacy.who_ask",),
        SIGN,
    ),
    "invitation": (
        ("handouts.opening",),
        *ASKING,
    ),
    "reminder": (
        ("handouts.reminder", "handouts.unseen", "handouts.last"),
        *ASKING,
    ),
    "recruiting-system": (
        ("handouts.opening",),
        VOLUNTARY,
        (HERE,),
        PROMISES[0],
        PROMISES[1],
        ("handouts.no_login",),
        ("handouts.source", "privacy.who_ask"),
        ("handouts.more",),
        SIGN,
    ),
}
NOTICE = "interview"  # before a call, if the client interviews
TEXTS_OF_CALLS: Mapping[str, tuple[Paragraph, ...]] = {
    NOTICE: (
        ("interview.notice",),
        ("interview.minutes", "interview.voluntary", "interview.notice_refuse"),
        (WRITE,),
        CALL_LIST,
        CALL_ABOUT,
        SIGN,
    ),
}
SUBJECTS = {
    NOTICE: "interview.notice_subject",
    "announcement": "handouts.announcement_subject",
    "invitation": "handouts.subject",
    "reminder": "handouts.reminder_subject",
    "recruiting-system": "handouts.subject",
}
# Other texts of the printed pages, by the names that their templates use.
PRINTED = {
    "title": "handouts.title",
    "to": "handouts.to",
    "scan": "handouts.scan",
    "until": "page.until",
    "anonymous": "handouts.anonymous",
    "about": "handouts.about",
    "unseen": "handouts.unseen",
    "reminded": "handouts.reminded",
    "regards": "handouts.regards",
    "poster": "handouts.poster",
    "poster_how": "handouts.poster_how",
    "poster_who": "handouts.poster_who",
    "behalf": "handouts.behalf",
    "link": "promise.link",
}
SENDER = (
    "batch",
    "hour",
    "before",
    "tracking",
    "link",
    "bcc",
    "name",
    "domain",
    "real",
    "test",
    "asked",
    "reminder",
    "delete",
    "sms",
    "poster",
)
SYSTEMS = {
    "teamtailor": "Teamtailor",
    "greenhouse": "Greenhouse",
    "lever": "Lever",
    "ashby": "Ashby",
    "successfactors": "SuccessFactors",
    "hron": "HR-ON",
    "emply": "Emply",
    "dayforce": "Dayforce",
    "workday": "Workday",
}
_PLAIN = str.maketrans({"\u2060": None, "\u2011": "-", "\u00a0": " "})  # for any mail program


class HandoutTexts:
    """A wave's handouts in one language."""

    def __init__(
        self, project: Project, client: Client, wave: Wave, language: str, site: str
    ) -> None:
        self._client = client
        self._texts = Texts(
            project.locales[language], client.brand.tone, wave.asks, interviews=client.interviews
        )
        self.address = page_address(site, client, wave, language)
        survey, locale = project.surveys[wave.survey], project.locales[language]
        self._values = page_values(client, wave, survey, locale) | {
            "contact": client.contact,
            "address": self.address,
            "wave": wave.id,
            "verify": f"{run('verify-handout')} FILE.eml",
            "asked": f"{run('handouts', client.id, wave.id)} --asked 24",
            "enter": run("interview enter", client.id, wave.id),
        }

    def say(self, key: str) -> str:
        """One text, filled; the client's own version if no partner runs the survey."""
        key = for_client(key, self._client)
        return self._texts.plain(key, self._values).translate(_PLAIN) if key else ""

    def paragraph(self, keys: Paragraph) -> str:
        """Texts in one paragraph."""
        return " ".join(filter(None, map(self.say, keys)))

    def paragraphs(self, keys: Sequence[Paragraph]) -> list[str]:
        """Several paragraphs."""
        return [self.paragraph(one) for one in keys]

    def text(self, name: str) -> str:
        """A message as plain text, its subject first."""
        lines = [f"{self.say('handouts.subject_line')} {self.say(SUBJECTS[name])}"]
        lines.append(self.say("handouts.greeting"))
        for keys in {**TEXTS, **TEXTS_OF_CALLS}[name]:
            lines += self._block(keys, name)
        return _joined(lines)

    def letter(self) -> str:
        """The letter as plain text, without its code."""
        say = self.say
        lines = [self._client.legal_name, say("handouts.title"), say("handouts.to")]
        lines += [say("handouts.opening"), self.paragraph(VOLUNTARY)]
        lines += self._block((HERE,), "letter")
        lines += [*self._block(LIST, "letter"), say("handouts.no_login")]
        lines += [self.paragraph(("handouts.unseen", "handouts.reminded"))]
        return _joined([*lines, *self._block(ABOUT, "letter"), *self._block(SIGN, "letter")])

    def sender(self) -> str:
        """The sender's check list, with the settings to switch off in each recruiting system."""
        steps = [f"[ ] {self.say(f'sender.{step}')}" for step in SENDER]
        systems = [f"{name}: {self.say(f'sender.{key}')}" for key, name in SYSTEMS.items()]
        title = f"{self._client.legal_name}, {self._values['wave']}: {self.say('sender.title')}"
        return _joined([title, "\n".join(steps), self.say("sender.systems"), "\n".join(systems)])

    def _block(self, keys: Paragraph, name: str) -> Iterator[str]:
        if keys in (LIST, CALL_LIST):
            promises, title = PROMISES, "handouts.anonymous"
            if keys == CALL_LIST:
                promises, title = CALL_PROMISES, "interview.notice_said"
            items = "\n".join(f"- {one}" for one in self.paragraphs(promises))
            yield f"{self.say(title)}\n{items}"
        elif keys in (ABOUT, CALL_ABOUT):
            facts, title = FACTS, "handouts.about"
            if keys == CALL_ABOUT:
                facts, title = CALL_FACTS, "interview.notice_about"
            said = "\n".join(self.paragraphs(facts))
            yield f"{self.say(title)}\n{said}\n{self.say('handouts.more')}"
        elif keys == SIGN:
            signs = self._client.legal_name
            if name != "announcement" and self._client.partner:
                signs = self._client.partner
            yield f"{self.say('handouts.regards')}\n{signs}"
        elif keys in ((HERE,), (WRITE,)):
            yield f"{self.say(keys[0])}\n{self.address}"
        else:
            yield self.paragraph(keys)


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks) + "\n"
