"""The nouns of nejtak: frozen, checked by `nejtak.project.parse`, and passed along from there.

Words are those of survey methodology: a *survey* has questions; a *wave* is one collection
period of one survey for one client; a *response* is one candidate's answers to one wave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

Kind = Literal["choice", "choices", "scale", "grid", "text"]
Looks = Literal["back", "forward"]
Reach = Literal["control", "influence", "outside"]
Status = Literal["draft", "open", "closed"]
Tone = Literal["warm", "formal"]

KINDS: tuple[Kind, ...] = ("choice", "choices", "scale", "grid", "text")
LOOKS: tuple[Looks, ...] = ("back", "forward")
REACHES: tuple[Reach, ...] = ("control", "influence", "outside")
TONES: tuple[Tone, ...] = ("warm", "formal")

# Families of reasons are the same in every survey, so that waves and clients can be compared.
# Reasons in OTHER have no reach and stand last on the page.
OTHER = "other"
FAMILIES = (
    "offer", "role", "people", "process", "organisation", "place", "field", "alternatives",
    "personal", OTHER,
)  # fmt: skip

MAX_SHARDS = 32  # parts of a wave's inbox, so that many answers at once meet no limit of one key
# The collector fills in what stands between these in `form.<language>.html`.
OPEN, SHUT = "⟦", "⟧"

CLOSED_FORMAT = 1  # of the note that a wave is closed
RETENTION_DAYS = 30  # where a client's file does not say


def has_marks(text: str) -> bool:
    """Whether a text holds a bracket that the collector would take for a mark's."""
    return OPEN in text or SHUT in text


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

    `choices` are the answers of `choice` and `choices`, the points `1..n` of `scale`, and the
    columns of `grid`; `rows` are the rows of `grid`. `neutral` is the grid's column that says
    "nothing to report". `max_length` counts UTF-16 units, as browsers do. A question with `about`
    asks whether a change would have turned what was answered there; `turned` is the choice for yes.
    A `segment` question may divide a report into groups, where a wave says how large they are.
    """

    id: str
    kind: Kind
    looks: Looks
    choices: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    neutral: str | None = None
    max_length: int | None = None
    retired: bool = False
    about: str | None = None
    turned: str | None = None
    segment: bool = False

    @property
    def reasons(self) -> tuple[Choice, ...]:
        """The reasons that this question asks about; empty where it asks about none."""
        return tuple(c for c in (*self.rows, *self.choices) if c.family is not None)


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """One question in one language: plain `title`, safe HTML `hint`, plain labels by choice id."""

    title: str
    hint: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SurveyWords:
    """A survey in one language: plain `title`, safe HTML `intro`, plain titles of the two parts."""

    title: str
    intro: str
    parts: Mapping[Looks, str]
    questions: Mapping[str, QuestionWords]


@dataclass(frozen=True, slots=True)
class Survey:
    """Questions in their order on the page, and their words by language code."""

    id: str
    minutes: int
    questions: tuple[Question, ...]
    words: Mapping[str, SurveyWords]

    @property
    def segment(self) -> Question | None:
        """The question that may divide a report into groups, if there is one."""
        return next((question for question in self.questions if question.segment), None)

    def asked(self, looks: Looks) -> tuple[Question, ...]:
        """The questions that a new page shows in the part that looks back or forward."""
        return tuple(q for q in self.questions if q.looks == looks and not q.retired)


@dataclass(frozen=True, slots=True)
class Font:
    """A client's own font, which it has the licence to put on its pages."""

    regular: Path
    bold: Path | None


@dataclass(frozen=True, slots=True)
class Brand:
    """What makes a page look and speak like the client's.

    One colour `#rrggbb` is enough. `tone` is how the page greets and parts; what it promises is
    said in the same words in every tone.
    """

    colour: str
    logo: Path | None
    tone: Tone = "warm"
    font: Font | None = None


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
    """Who does something about a reason, and when it is done; empty where nobody has said."""

    owner: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Wave:
    """One collection period of one survey for one client.

    `offers` and `declined` are counts that the employer knows; None until it has told them.
    `contract` is the frozen contract as read from its file; None while the wave is a draft.
    `actions` are the employer's plans by the id of a reason, or `reach-<reach>` for all of it.
    `segments` are the declines of each group that the report may tell apart, by choice id.
    `together` are earlier waves whose answers are counted here: dates, counts and segments are then
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
    contract: Mapping[str, Any] | None
    actions: Mapping[str, Plan] = field(default_factory=dict)
    segments: Mapping[str, int] = field(default_factory=dict)
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
