"""Those who said no beside those who said yes: two reports' figures, and nothing else."""

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from attack_reader import read
from page_text import text
from report_project import answers
from section_waves import attacked_beside, section_wave, two_groups

from nejtak.project.model import Project
from nejtak.report import Beside, Release, make
from nejtak.report.audit.reader import Node, parse
from nejtak.report.tables.released import Others, others
from nejtak.wave import ledger

# Golden waves of both groups, by the number of answers to each. "also" is of other people than
# those whom the same reason decided, so a reason is named by the sum of its two blocks. Apart is
# beyond chance if z, the difference of the middles' shares less 1/m, over
# sqrt(p (1 - p) 2/m) with p of both groups, reaches 2.13 for one of three rows, 1.83 for two; 1.96
# for one of two rows, 1.64 for both.
#
# n = 6, 5 counted: no reasons by name, so no contrast of them. slow: no 4 3-5 over yes 0 0-2, and
#   honest: yes 4 3-5 over no 0 0-2, but (0.8 - 0.2 - 0.2) / 0.316 = 1.3: may be chance.
# n = 12, 11 counted. pay: no 9 and 0, 9-11 + 0-2, at most 11; yes 0-4: (10 - 2 - 1)/11 / 0.212 =
#   3.0: with those who said no. flexibility: no 0 and 4, 0-2 + 3-5 = 3-7; yes 0 and 5, 3-7: both.
#   tasks: no 0-4; yes 8 and 0, 6-8 + 0-2 = 6-10: (8 - 2 - 1)/11 / 0.212 = 2.1, the second of three:
#   with those who said yes. slow: no 8 6-8, yes 2 0-2: (7 - 1 - 1)/11 / 0.205 = 2.2. honest: no 0
#   0-2, yes 9 9-11: 3.4.
# n = 38, all counted. pay: no 20, 18-22; yes 0-4: (20 - 2 - 1)/38 / 0.104 = 4.3. flexibility: no
#   10, 9-13; yes 12, 12-16: 12 is not above 13: both. tasks: no 0-4; yes 20, 18-22: 4.3. slow: no
#   20 18-20, yes 9 9-11: (19 - 10 - 1)/38 / 0.111 = 1.9; honest: no 15 15-17, yes 30 30-32:
#   (31 - 16 - 1)/38 / 0.111 = 3.3; both named, as the first of two is.
# n = 150, 149 counted. pay: no 60, 60-64; yes 30, 30-34: (62 - 32 - 1)/149 / 0.054 = 3.6.
#   flexibility: no 30, 30-34; yes 33, 33-37: both. tasks: no 20, 18-22; yes 60, 60-64: 5.0. slow:
#   no 60 60-62, yes 57, one left out, 54-56: apart, but (61 - 55 - 1)/149 / 0.056 = 0.6: both.
#   honest: no 50 48-50, yes 100 99-101: 5.8.
NO: Mapping[int, Mapping[str, Mapping[str, int]]] = {
    6: {"image": {"slow": 4}},
    12: {"decided": {"pay": 9}, "also": {"flexibility": 4}, "image": {"slow": 8}},
    38: {"decided": {"pay": 20}, "also": {"flexibility": 10}, "image": {"slow": 20, "honest": 15}},
    150: {
        "decided": {"pay": 60, "tasks": 20},
        "also": {"flexibility": 30},
        "image": {"slow": 60, "honest": 50},
    },
}
YES: Mapping[int, Mapping[str, Mapping[str, int]]] = {
    6: {"image": {"honest": 4}},
    12: {"decided": {"tasks": 8}, "also": {"flexibility": 5}, "image": {"honest": 9, "slow": 2}},
    38: {"decided": {"tasks": 20}, "also": {"flexibility": 12}, "image": {"honest": 30, "slow": 9}},
    150: {
        "decided": {"tasks": 60, "pay": 30},
        "also": {"flexibility": 33},
        "image": {"honest": 100, "slow": 57},
    },
}
WEIGHS = (
    "Vejer mest hos dem, der sagde nej: Løn, pension og goder. "
    "Vejer hos begge: Fleksibilitet og hjemmearbejde. "
    "I vinder på: Opgaver, ansvar og udvikling."
)
BOTH_SEEN = "De, der sagde nej, ser jer som: Langsomme. De, der sagde ja, ser jer som: Ærlige."
SEEN = {
    6: "Intet ord skiller klart de to grupper ad",
    12: BOTH_SEEN,
    38: BOTH_SEEN,
    150: "De, der sagde ja, ser jer som: Ærlige.",
}
ROWS = {
    6: {"Langsomme": ("3–5 af 5", "0–2 af 5"), "Ærlige": ("0–2 af 5", "3–5 af 5")},
    12: {
        "Løn, pension og goder": ("9–11 af 11", "0–4 af 11"),
        "Fleksibilitet og hjemmearbejde": ("3–7 af 11", "3–7 af 11"),
        "Opgaver, ansvar og udvikling": ("0–4 af 11", "6–10 af 11"),
        "Langsomme": ("6–8 af 11", "0–2 af 11"),
        "Ærlige": ("0–2 af 11", "9–11 af 11"),
    },
    38: {
        "Løn, pension og goder": ("18–22 af 38", "0–4 af 38"),
        "Fleksibilitet og hjemmearbejde": ("9–13 af 38", "12–16 af 38"),
        "Opgaver, ansvar og udvikling": ("0–4 af 38", "18–22 af 38"),
        "Langsomme": ("18–20 af 38", "9–11 af 38"),
        "Ærlige": ("15–17 af 38", "30–32 af 38"),
    },
    150: {
        "Løn, pension og goder": ("40–43 %", "20–23 %"),
        "Fleksibilitet og hjemmearbejde": ("20–23 %", "22–25 %"),
        "Opgaver, ansvar og udvikling": ("12–15 %", "40–43 %"),
        "Langsomme": ("40–42 %", "36–38 %"),
        "Ærlige": ("32–34 %", "66–68 %"),
    },
}

Said = list[dict[str, Any]]


def reported(found: Project, no: Said, yes: Said) -> tuple[Release, Release]:
    """The report of those who said no beside the release of those who said yes, and that one."""
    client = found.clients["nordlys"]
    declined, accepted = client.waves
    theirs = make(found, client, accepted, yes)
    ledger.record(accepted, theirs.basis, theirs.files, theirs.figures)
    beside = Beside(others=others(client, declined))
    return make(found, client, declined, no, (), beside), theirs


def rows(page: str) -> dict[str, tuple[str, str, str]]:
    """Each row of the tables of both groups: no, yes, and what the difference says."""
    found = {}
    for table in re.findall(r'id="(?:contrast|seen)\.title".*?</table>', page, re.DOTALL):
        for row in re.findall(r'<tr role="row">\n<th scope="row".*?</tr>', table, re.DOTALL):
            label, *cells = [" ".join(_said(cell)) for cell in _cells(parse(row))]
            found[label] = (cells[0], cells[1], cells[2])
    return found


def _cells(row: Node) -> list[Node]:
    cells = [node for node in row.find("") if node.tag in {"th", "td"}]
    return [node for node in cells if node.attributes.get("class") != "draw"]


def _said(node: Node) -> list[str]:
    spans = [n for n in node.find("") if n.attributes.get("class") != "name"]
    texts = [said for span in spans for said in span.texts()]
    return [said.replace("\u2060", "").replace("\xa0", " ") for said in texts]


@pytest.mark.parametrize("n", ROWS)
def test_golden_waves_of_both_groups_are_set_beside_each_other(n: int, tmp_path: Path) -> None:
    """What weighs more with those who said no, with both, and what wins, worked out by hand."""
    found = two_groups(tmp_path, 2 * n, 2 * n)
    page = reported(found, answers(n, **NO[n]), answers(n, **YES[n]))[0].files["da.html"].decode()
    shown = {label: (no, yes) for label, (no, yes, _) in rows(page).items()}
    assert shown == ROWS[n]
    assert SEEN[n] in text(page)
    assert (BOTH_SEEN in text(page)) == (SEEN[n] == BOTH_SEEN)
    assert (WEIGHS in text(page)) == (n > 6)


def recomputed(own: Release, theirs: Release) -> dict[str, str]:
    """Which side each row is on, worked out from the exported figures of both reports."""
    no, yes = (
        {(s.table, s.row): (s.low, s.high, s.base) for s in read(release.files)}
        for release in (own, theirs)
    )
    sides: dict[str, str] = {}
    chance: dict[str, float] = {}
    for table, row in no:
        if (table, row) not in yes or table not in {"decided", "image"}:
            continue
        names = [(table, row), ("also", row)] if table == "decided" else [(table, row)]
        low, high, other_low, other_high = (
            Fraction(sum(told[name][end] for name in names), told[table, row][2])
            for told in (no, yes)
            for end in (0, 1)
        )
        if low or other_low:
            name, (m, n) = f"{table}.{row}", (told[table, row][2] for told in (no, yes))
            sides[name] = "both" if low and other_low else "none"
            apart = "no" if low > other_high else "yes" if other_low > high else ""
            middles = float(low + high) / 2, float(other_low + other_high) / 2
            chance[f"{apart} {name}"] = _by_chance(middles, m, n) if apart else 1.0
    for table in ("decided", "image"):
        of = sorted((p, name) for name, p in chance.items() if f" {table}." in name)
        named = max((i for i, (p, _) in enumerate(of, 1) if p <= i / len(of) / 10), default=0)
        sides.update(name.split(" ")[::-1] for _, name in of[:named])
    return sides


def _by_chance(middles: tuple[float, float], m: int, n: int) -> float:
    """How often two groups with the same share are so far apart."""
    pooled = (middles[0] * m + middles[1] * n) / (m + n)
    half = (1 / m + 1 / n) / 2
    spread = NormalDist(0, (pooled * (1 - pooled) * 2 * half) ** 0.5)
    return 2 * spread.cdf(-max(abs(middles[0] - middles[1]) - half, 0))


def test_the_contrast_follows_from_both_exports(tmp_path: Path) -> None:
    """Recomputed from the released figures, of groups of two sizes, by other code."""
    n, k = 60, 23
    found = two_groups(tmp_path, 2 * n, 2 * k)
    client = found.clients["nordlys"]
    sizes = zip((n, k), client.waves, strict=True)
    no, yes = (section_wave(random.Random(size), size, wave) for size, wave in sizes)
    own, theirs = reported(found, no, yes)
    says = {
        "no": "Oftere ved et nej",
        "yes": "Oftere ved et ja",
        "both": "Begge",
        "none": "Ingen klar forskel",
    }
    words = found.surveys["offer-accepted"].words["da"].questions
    expected = {
        words[name.split(".")[0]].labels[name.split(".")[1]]: says[side]
        for name, side in recomputed(own, theirs).items()
    }
    assert {
        label: said for label, (_, _, said) in rows(own.files["da.html"].decode()).items()
    } == expected


def test_a_reason_that_wins_has_words_that_can_speak_for_the_job(tmp_path: Path) -> None:
    """An employer does not win on "a slow or unclear process"."""
    found = two_groups(tmp_path, 24, 24)
    yes = answers(12, decided={"process": 8})
    page = reported(found, answers(12, decided={"pay": 9}), yes)[0].files["da.html"].decode()
    assert "I vinder på: Tempo og klarhed i forløbet." in text(page)


def test_a_report_of_those_who_said_yes_has_no_contrast(tmp_path: Path) -> None:
    """And nor has a report without the other group's release."""
    found = two_groups(tmp_path, 24, 24)
    client = found.clients["nordlys"]
    declined, accepted = client.waves
    assert others(client, declined) == Others()
    reported(found, answers(12, **NO[12]), answers(12, **YES[12]))
    assert others(client, accepted) == Others()
    assert others(client, declined).names == ("2026-h2-accepted-1",)
    assert others(client, declined, ["another"]) == Others()


def test_the_contrast_changes_no_figure_of_a_report(tmp_path: Path) -> None:
    """With and without it a report exports the same figures; only its pages differ."""
    found = two_groups(tmp_path, 30, 24)
    no, yes = answers(14, **NO[12]), answers(12, **YES[12])
    own, _ = reported(found, no, yes)
    client = found.clients["nordlys"]
    alone = make(found, client, client.waves[0], no)
    assert own.figures == alone.figures
    assert own.files["figures.csv"] == alone.files["figures.csv"]
    assert own.files["da.html"] != alone.files["da.html"]


def test_a_wave_without_a_release_leaves_nothing_in_the_other_groups_report(tmp_path: Path) -> None:
    """Whether those who said yes were too few for a report, or never asked: the same files."""
    found = two_groups(tmp_path, 24, 24)
    client = found.clients["nordlys"]
    declined, no = client.waves[0], answers(12, **NO[12])
    beside = make(found, client, declined, no, (), Beside(others=others(client, declined)))
    alone = replace(client, waves=(declined,))
    found = replace(found, clients={client.id: alone})
    assert beside.files == make(found, alone, declined, no).files


def test_a_report_made_again_shows_the_release_that_it_showed(tmp_path: Path) -> None:
    """Also after the other group's report was made once more."""
    found = two_groups(tmp_path, 24, 24)
    client, no = found.clients["nordlys"], answers(12, **NO[12])
    own, theirs = reported(found, no, answers(12, **YES[12]))
    declined, accepted = client.waves
    shown = others(client, declined).names
    ledger.record(accepted, theirs.basis, {**theirs.files, "da.html": b""}, theirs.figures)
    assert others(client, declined).names != shown
    again = Beside(others=others(client, declined, shown))
    assert make(found, client, declined, no, (), again).files == own.files


def test_no_group_gives_way_beside_the_other_periods_and_norms() -> None:
    """Three waves of one client, each report with all that the client's others released."""
    assert not attacked_beside(random.Random(1))
