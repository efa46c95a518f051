"""The model: frozen classes, checked by `nejtak.project.parse`, that all later code uses."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from nejtak.brand import Logo
from nejtak.project.action import Action, ActionPlan
from nejtak.project.contract import Asks, Contract, Kind
from nejtak.project.meanings import Meanings
from nejtak.project.privacy import Privacy

Looks = Literal["back", "forward"]
Reach = Literal["control", "influence", "outside"]
Status = Literal["draft", "open", "closed"]
Tone = Literal["warm", "formal"]

LOOKS: tuple[Looks, ...] = ("back", "forward")
REACHES: tuple[Reach, ...] = ("control", "influence", "outside")
TONES: tuple[Tone, ...] = ("warm", "formal")

# Families are the same in every survey, so that waves and clients can be compared.
OTHER = "other"  # reasons in it have no reach, and come last on the page
FAMILIES = ("offer", "job", "process", "plans", OTHER)
RETENTION_DAYS = 30  # the default


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer, a grid's row or column, or a reason.

    Only reasons have a family, and only those outside the family `other` have a reach. A retired
    choice is no longer shown but still accepted; its id is never reused.
    """

    id: str
    family: str | None = None
    reach: Reach | None = None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question, without its words.

    `choices`, `rows`, `untold` and `max_length` are as in `nejtak.project.contract`. `beside` names
    the question about the decisive reason: a tick on that reason in this question is dropped
    before counting. `won` is the choice of those who could have been won. A `group` question may
    divide a report, and so may one about `rivals`, if the wave's file says how. `section` may be
    empty.
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
    rivals: bool = False
    section: str = ""
    meanings: Meanings = field(default_factory=dict)

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

    `families` are the captions of the families of reasons, in the candidate's voice. `probes` are
    what an interviewer may ask further, by question.
    """

    title: str
    intro: str
    parts: Mapping[Looks, str]
    questions: Mapping[str, QuestionWords]
    families: Mapping[str, str] = field(default_factory=dict)
    probes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveySection:
    """Questions that a wave may leave out, their minutes, and whether it asks them by default."""

    id: str
    minutes: int
    asked: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """Questions in page order; words by language, English in those of `missing`; whom it asks."""

    id: str
    minutes: int  # without sections
    questions: tuple[Question, ...]
    words: Mapping[str, SurveyWords]
    sections: tuple[SurveySection, ...] = ()
    missing: frozenset[str] = frozenset()
    asks: Asks | None = None

    def asked(self, looks: Looks, left_out: Container[str] = ()) -> tuple[Question, ...]:
        """The questions of a new page that look back or forward, without some sections."""
        shown = (q for q in self.questions if not q.retired and q.section not in left_out)
        return tuple(q for q in shown if q.looks == looks)

    def minutes_of(self, left_out: Container[str]) -> int:
        """How long the survey takes without the sections that a wave leaves out."""
        return self.minutes + sum(s.minutes for s in self.sections if s.id not in left_out)


@dataclass(frozen=True, slots=True)
class Font:
    """A client's own font, which the client has a licence for."""

    regular: Path
    bold: Path | None


@dataclass(frozen=True, slots=True)
class Brand:
    """The look and the tone of a client's pages.

    One colour `#rrggbb` is enough. `logo_dark` replaces `logo` on dark pages. `tone` changes the
    page's greeting and thanks; its promises have the same words in every tone.
    """

    colour: str
    logo: Logo | None
    tone: Tone = "warm"
    font: Font | None = None
    logo_dark: Logo | None = None


@dataclass(frozen=True, slots=True)
class ClientWords:
    """A client's own words in one language, as safe HTML; empty if the client has none."""

    intro: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Wave:
    """One collection period of one survey for one client.

    It asks those who declined an offer, or who accepted one (`asks`). `asked` and the counts of
    `nejtak.project.outcomes` are the employer's; None if they are not given. `contract` is None
    while the wave is a draft. `actions` are the employer's plans, by the id of a reason or
    `reach-<reach>`. A report may be divided by the question `group`: `groups` is the number asked
    in each group, by choice id; `rivals` are sets of its choices instead. `left_out` are the
    survey's sections that are not asked. `together` are earlier waves counted with this one: dates,
    counts and groups are those of all. `within` is the later wave that counts this one.
    `retention_days` count from the first report.
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
    actions: Mapping[str, ActionPlan] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group: str = ""
    asks: Asks = "declined"
    asked: int | None = None
    accepted: int | None = None
    withdrawn: int | None = None
    left_out: tuple[str, ...] = ()
    together: tuple[Wave, ...] = ()
    within: str = ""
    retention_days: int = RETENTION_DAYS

    @property
    def counted(self) -> tuple[Wave, ...]:
        """The waves that are counted together, this one last."""
        return (*self.together, self)

    @property
    def contract_file(self) -> Path:
        """The frozen contract of an open or closed wave."""
        return self.folder / f"{self.id}.contract.json"

    @property
    def closed_file(self) -> Path:
        """The note that the wave is closed, with the hash of its sealed file."""
        return self.folder / f"{self.id}.closed.json"

    @property
    def responses_file(self) -> Path:
        """The sealed responses of a closed wave."""
        return self.folder / f"{self.id}.responses.age"

    @property
    def quotes_file(self) -> Path:
        """The sealed review of the wave's free texts, once it has begun."""
        return self.folder / f"{self.id}.quotes.age"

    @property
    def ledger_file(self) -> Path:
        """The ledger of the wave's releases."""
        return self.folder / f"{self.id}.releases.json"


@dataclass(frozen=True, slots=True)
class Client:
    """An employer whose offers were declined or accepted. The first language is its own.

    `partner` runs the survey for the client, if there is one; `reach` overrides the survey's reach
    by reason id; `words` are by language code.
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
    return_address: str = ""  # for answers on paper
    interviews: bool = False  # the partner also interviews candidates


@dataclass(frozen=True, slots=True)
class Locale:
    """nejtak's own words, `strings[section][key]`; those named in `missing` are English."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    strings: Mapping[str, Mapping[str, str]]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """The checked sources of one project; `playbook` is by language and id of an action."""

    root: Path
    surveys: Mapping[str, Survey]
    clients: Mapping[str, Client]
    locales: Mapping[str, Locale]
    playbook: Mapping[str, Mapping[str, Action]] = field(default_factory=dict)
    privacy: Mapping[str, Privacy] = field(default_factory=dict)

    def waves(self) -> Iterator[tuple[Client, Wave, Survey]]:
        """Each wave with its client and survey, in the order of their ids."""
        for client in self.clients.values():
            for wave in client.waves:
                yield client, wave, self.surveys[wave.survey]
