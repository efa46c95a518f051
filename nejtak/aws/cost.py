"""A stage's cost by list prices: at rest, with each thousand answers, and on the worst day.

The worst day is a flood that fills the stage's limits from midnight to midnight. The CDN's own
requests, which none of our limits restricts, are listed apart.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from nejtak.aws.resources.function import MEMORY
from nejtak.base.text import read_text
from nejtak.project.stages import Stage

PRICES = Path(__file__).with_name("prices.toml")
ALARMS = 2
DAY = 86_400  # seconds
GIGABYTE = 1e9
THOUSAND, MILLION = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """US dollars: a month at rest, a thousand answers, the worst day, a million page views.

    `as_of` is the day of the list prices. `answers` is how many the worst day takes.
    """

    as_of: str
    month: float
    thousand_answers: float
    worst_day: float
    answers: int
    million_pages: float


def cost(stage: Stage, site_bytes: int) -> Cost:
    """The cost of `stage` with a site of that size, code included."""
    listed = tomllib.loads(read_text(PRICES))
    prices, usual, worst = listed["prices"], listed["answer"], listed["worst"]
    page = _page(prices, usual["page_kilobytes"])
    visits = usual["pages"] * page + usual["assets"] * prices["cdn_request"]
    stored = usual["kilobytes"] * THOUSAND / GIGABYTE * prices["inbox_gigabyte_month"]
    rest = ALARMS * prices["alarm_month"] if stage.alarm is not None else 0.0
    rest += site_bytes / GIGABYTE * prices["site_gigabyte_month"]
    flood = stage.limits.rate * DAY
    # No more functions run than the stage allows, however many ask.
    seconds = min(flood * worst["seconds"], stage.limits.concurrency * DAY)
    each = _answer(prices, seconds / flood, worst["kilobytes"])
    return Cost(
        listed["as_of"].isoformat(),
        rest,
        THOUSAND * (visits + _answer(prices, usual["seconds"], usual["kilobytes"]) + stored),
        flood * each,
        flood,
        MILLION * page,
    )


def _page(prices: Mapping[str, float], kilobytes: float) -> float:
    """One page from S3 through the CDN."""
    out = kilobytes * THOUSAND / GIGABYTE * prices["cdn_gigabyte"]
    return prices["cdn_request"] + prices["cdn_function"] + prices["site_get"] + out


def _answer(prices: Mapping[str, float], seconds: float, kilobytes: float) -> float:
    """One answer through CDN and API into the inbox; `seconds` are the function's."""
    run = prices["function_request"] + seconds * MEMORY / 1024 * prices["function_gigabyte_second"]
    write = kilobytes * prices["inbox_write"]
    return prices["cdn_request"] + prices["api_request"] + run + write


def cost_as_dict(found: Cost) -> dict[str, str | float]:
    """For JSON; dollars to a hundredth of a cent."""
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(found).items()}


def cost_text(found: Cost, stage: Stage) -> str:
    """For a person."""
    limits = f"{stage.limits.rate} a second, {stage.limits.concurrency} at once"
    return "\n".join(
        [
            f"Cost in US dollars, by list prices of us-east-1 of {found.as_of}; check yours",
            f"  {found.month:10.2f}  a month, when nobody answers",
            f"  {found.thousand_answers:10.2f}  a thousand answers",
            f"  {found.worst_day:10.2f}  the worst day: {found.answers:,} of the largest answers, "
            f"the most that the limits let through ({limits})",
            f"  {found.million_pages:10.2f}  a million page views, which no limit holds",
        ]
    )
