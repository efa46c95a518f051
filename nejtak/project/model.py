"""The nouns of nejtak: frozen, checked by `nejtak.project.parse`, and passed along from there.

Words are those of survey methodology: a *survey* has questions; a *wave* is one collection
period of one survey for one client; a *response* is one candidate's answers to one wave.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from nejtak.brand import Logo
from nejtak.project.contract import Asks, Contract, Kind

Looks = Literal["back", "forward"]
Reach = Literal["control", "influence", "outside"]
Status = Literal["draft", "open", "closed"]
Tone = Literal["warm", "formal"]

LOOKS: tuple[Looks, ...] = ("back", "forward")
REACHES: tuple[Reach, ...] = ("control", "influence", "outside")
TONES: tuple[Tone, ...] = ("warm", "formal")

# Families of reasons are the same in every survey, so that waves and clients can be compared.
# Reasons in OTHER have no reach and stand last on the page.
OTHER = "other"
FAMILIES = ("offer", "job", "process", "plans", OTHER)

RETENTION_DAYS = 30  # where a client's file does not say


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a candidate can pick: an answer, a grid's row or column, or a reason.

    Only reasons have a family, and only reasons outside the family `other` have a reach.
    A retired choice is shown no more but still accepted: its id is never reused.
    """

    id: str
    family: str | None = None
    reach: Reach | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question, without its words.

    `choices`, `rows`, `untold` and `max_length` are as in `nejtak.project.contract`. `beside` names
    the question that asks for the one reason that decided: a tick on that same reason here is
    dropped before counting. `won` is the choice that says that the candidate could have been won. A
    `group` question may divide a report into groups, if the wave says how many of each were asked.
    `section` is the section that it belongs to, which a wave may leave out; empty for none.
    """

    id: str
    kind: Kind
    looks: Looks
    choices: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    untold: str | None = None
    max_length: int | None = None
    retired: bool = False
    beside: str | None = None
    won: str | None = None
    group: bool = False
    section: str = ""

    @property
    def reasons(self) -> tuple[Choice, ...]:
        """The reasons that this question asks about, if any."""
        return tuple(c for c in (*self.rows, *self.choices) if c.family is not None)


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """One question in one language: plain `title`, safe HTML `hint`, plain labels by choice id."""

    title: str
    hint: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """A survey in one language: plain `title`, safe HTML `intro`, plain titles of the two parts.

    `families` are the captions of the families of reasons, in the candidate's voice.
    """

    title: str
    intro: str
    parts: Mapping[Looks, str]
    questions: Mapping[str, QuestionWords]
    families: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveySection:
    """Questions that a wave may leave out, their minutes, and whether they are asked unsaid."""

    id: str
    minutes: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """Questions in page order, words by language, and the minutes that all but sections take."""

    id: str
    minutes: int
    questions: tuple[Question, ...]
    words: Mapping[str, SurveyWords]
    sections: tuple[SurveySection, ...] = ()

    @property
    def group(self) -> Question | None:
        """The question that may divide a report into groups, if there is one."""
        return next((question for question in self.questions if question.group), None)

    def asked(self, looks: Looks, left_out: Container[str] = ()) -> tuple[Question, ...]:
        """What a new page asks in the part that looks back or forward, without some sections."""
        shown = (q for q in self.questions if not q.retired and q.section not in left_out)
        return tuple(q for q in shown if q.looks == looks)

    def minutes_of(self, left_out: Container[str]) -> int:
        """How long the survey takes without the sections that a wave leaves out."""
        return self.minutes + sum(s.minutes for s in self.sections if s.id not in left_out)


@dataclass(frozen=True, slots=True)
class Font:
    """A client's own font, which it has the licence to put on its pages."""

    regular: Path
    bold: Path | None


@dataclass(frozen=True, slots=True)
class Brand:
    """What makes a page look and speak like the client's.

    One colour `#rrggbb` is enough. `logo_dark` takes the place of `logo` on dark pages. `tone` is
    how the page greets and parts; what it promises is said in the same words in every tone.
    """

    colour: str
    logo: Logo | None
    tone: Tone = "warm"
    font: Font | None = None
    logo_dark: Logo | None = None


@dataclass(frozen=True, slots=True)
class ClientWords:
    """A client's own words in one language, as safe HTML; empty where the client wrote none."""

    intro: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """What an employer can do about a reason: a plain `title` and a safe HTML `text`."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Who does something about a reason, to what end, and by when; empty if nobody has said."""

    owner: str = ""
    target: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """One collection period of one survey for one client.

    It asks those who declined an offer, or who accepted one (`asks`). `offers`, `declined` and how
    many were `asked` are the employer's counts; None until it has said them. `contract` is None
    while the wave is a draft. `actions` are the employer's plans by the id of a reason, or
    `reach-<reach>` for all of it. `groups` are how many were asked in each group that the report
    may tell apart, by choice id of `group`. `left_out` are the survey's sections not asked.
    `together` are earlier waves whose answers are counted here: dates, counts and groups are then
    those of them all. `within` is the wave that counts this one's answers; empty for most.
    `retention_days` is how long the answers themselves are kept after the first report.
    """

    id: str
    client: str
    survey: str
    opens: date
    closes: date
    offers: int | None
    declined: int | None
    shards: int
    status: Status
    folder: Path
    contract: Contract | None
    actions: Mapping[str, Plan] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    group: str = ""
    asks: Asks = "declined"
    asked: int | None = None
    left_out: tuple[str, ...] = ()
    together: tuple[Wave, ...] = ()
    within: str = ""
    retention_days: int = RETENTION_DAYS

    @property
    def counted(self) -> tuple[Wave, ...]:
        """The waves whose answers are counted here, this one last."""
        return (*self.together, self)

    @property
    def contract_file(self) -> Path:
        """Where the frozen contract lies once the wave is open."""
        return self.folder / f"{self.id}.contract.json"

    @property
    def closed_file(self) -> Path:
        """Where it is noted that the wave is closed, and with which sealed file."""
        return self.folder / f"{self.id}.closed.json"

    @property
    def responses_file(self) -> Path:
        """Where the sealed responses lie once the wave is closed."""
        return self.folder / f"{self.id}.responses.age"

    @property
    def quotes_file(self) -> Path:
        """Where the review of the wave's free texts lies, sealed, once it has begun."""
        return self.folder / f"{self.id}.quotes.age"

    @property
    def ledger_file(self) -> Path:
        """Where the wave's releases are recorded."""
        return self.folder / f"{self.id}.releases.json"


@dataclass(frozen=True, slots=True)
class Client:
    """An employer whose offers were declined. The first language is the client's own.

    `partner` is who runs the survey for the client, if anyone; `reach` overrides the survey's
    reach by reason id; `words` are by language code.
    """

    id: str
    name: str
    legal_name: str
    languages: tuple[str, ...]
    contact: str
    fictional: bool
    partner: str | None
    brand: Brand
    reach: Mapping[str, Reach]
    words: Mapping[str, ClientWords]
    waves: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class Locale:
    """nejtak's own words in one language: `strings[section][key]`, placeholders as `{client}`."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    strings: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Project:
    """Everything under one `site_src`, checked.

    `playbook` holds actions by language and id: a reason's, `family-<family>` for the reasons of
    a family that have none, and `reach-<reach>` where nothing more is known; empty without one.
    """

    root: Path
    surveys: Mapping[str, Survey]
    clients: Mapping[str, Client]
    locales: Mapping[str, Locale]
    playbook: Mapping[str, Mapping[str, Action]] = field(default_factory=dict)

    def waves(self) -> Iterator[tuple[Client, Wave, Survey]]:
        """Each wave with its client and survey, in the order of their ids."""
        for client in self.clients.values():
            for wave in client.waves:
                yield client, wave, self.surveys[wave.survey]
