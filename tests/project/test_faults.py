"""Every fault that an admin's files can have: found in one run, with its place, and once."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest
from fault_cases import CASES, OPEN, Case
from sources import CLIENT, DA, EN, SURVEY, WAVE, OwnSite, Site, fingerprint

from nejtak.errors import Problem, SourceError, closest, guess
from nejtak.messages import MESSAGES

ROOT = Path(__file__).parent.parent.parent
THEIRS = {"not-yours", "stages-moved"}  # faults that only an admin's sources have


def made(root: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site with the mistakes of one case."""
    site = Site(root) if case.message in THEIRS else OwnSite(root, monkeypatch)
    for edit in case.edits:
        if edit == OPEN:
            site.open_wave()
        else:
            site.edit(edit)
    return site


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{c.message}" for n, c in enumerate(CASES)])
def test_each_mistake_is_told_once_with_its_place_and_mend(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake gives its whole line, and no other line."""
    assert made(tmp_path, case, monkeypatch).problems() == sorted(case.lines)


def test_no_message_is_dead() -> None:
    """Each entry of the catalogue has a case; folders, links, stages and fonts have other tests."""
    others = {"no-folder", "link-broken", "link-loop", "own-folder", "font-cut"}
    others |= {name for name in MESSAGES if name.startswith("stage-")}
    assert MESSAGES.keys() - {case.message for case in CASES} == others
    for case in CASES:
        pattern = MESSAGES[case.message].partition("{")[0]
        assert all(pattern in line for line in case.lines), case.message


def test_no_folder_is_told_with_the_name_that_source_gave(tmp_path: Path) -> None:
    """The wrong --source gives two lines, not a line for every file that is not there."""
    (tmp_path / "notes.md").write_text("nothing of nejtak's")
    site = Site.__new__(Site)
    site.root = tmp_path
    assert site.problems() == [
        f"{tmp_path}: has no 'clients' in it. "
        "Add 'clients', or name another folder with --source.",
        f"{tmp_path}: has no 'surveys' in it. "
        "Add 'surveys', or name another folder with --source.",
    ]  # fmt: skip


LEADS_NOWHERE = "is a link that leads to no file or folder. Mend it, or remove it."


@pytest.mark.parametrize(
    ("name", "there", "says"),
    [
        ("surveys/asked", "nowhere", LEADS_NOWHERE),
        (DA, "nowhere", LEADS_NOWHERE),
        ("clients/nordlys/waves", "..", "is a link to a folder that it lies in. Remove it."),
    ],
    ids=["survey", "words", "loop"],
)
def test_a_link_that_cannot_be_followed_is_told_once(
    tmp_path: Path, name: str, there: str, says: str
) -> None:
    """And nothing that is missing because of it."""
    site = Site(tmp_path / "site")
    (site.root / name).rename(tmp_path / "aside")
    (site.root / name).symlink_to(there)
    assert site.problems() == [f"{name}: {says}"]


# One mistake each, in every kind of file; what they lead to must not be reported as well.
TWENTY: tuple[tuple[tuple[str, str | None, str], str], ...] = (
    (
        (SURVEY, 'neutral = "no"', 'neutral = "non"'),
        f"{SURVEY}:questions[1].neutral: 'non' is not one of the columns 'decisive', "
        "'contributed', 'no'. Did you mean 'no'?",
    ),
    (
        (SURVEY, '["people", "place"', '[{ id = "people", reach = "control" }, "place"'),
        f"{SURVEY}:questions[3].choices[1].reach: stands on a choice that is no reason. "
        "Remove it, or make it one of [[reasons]].",
    ),
    (
        (SURVEY, ', { id = "colour", retired = true }', ""),
        f"{SURVEY}:questions[3].choices: 'colour' is in the open wave and gone here. "
        "Keep it, with retired = true.",
    ),
    (
        (DA, "Tak for din tid.", 'Tak for <a href="https://a.example" onclick="b()">tid</a>.'),
        f"{DA}:3: <a onclick> is not allowed. Use plain Markdown: "
        "paragraphs, lists, *emphasis*, **strong** and links.",
    ),
    (
        (DA, "- Stedet {#place}", "- Stedet {#place}\n- Beliggenheden {#place}"),
        f"{DA}:27: {{#place}} stands twice in this list. Remove one.",
    ),
    (
        (EN, "- The duties {#tasks}\n", ""),
        f"{EN}:5: has no '- ... {{#tasks}}' for it. Add the item below this heading.",
    ),
    (
        (EN, "{#advice}", "{#advise}"),
        f"{EN}:35: the survey has no {{#advise}}. Did you mean 'advice'? "
        f"Mend the id, or add it to {SURVEY}.",
    ),
    (
        (EN, "### What settled it? {#deciding}",
         "### What settled it? {#deciding}\n\nSee\n[this](javascript:alert)."),
        f"{EN}:21: this link must begin with https:// or mailto:.",
    ),
    (
        (CLIENT, "contact = ", "fictonal = true\ncontact = "),
        f"{CLIENT}:fictonal: unknown key. Did you mean 'fictional'? Keys here: brand, "
        "contact, fictional, languages, legal_name, name, partner, reach, retention_days, "
        "return_address.",
    ),
    (
        (CLIENT, '["da", "en"]', '["da", "en", "de"]'),
        f"{CLIENT}:languages[3]: there is no locales/de.toml for the language 'de'. "
        "Add it, or remove the language.",
    ),
    (
        (CLIENT, '"#007EA7"', '"#007EA"'),
        f"{CLIENT}:brand.colour: '#007EA' is no colour. "
        'Write it as "#rrggbb", like "#007ea7".',
    ),
    (
        (CLIENT, '"outside"', '"inside"'),
        f"{CLIENT}:reach.tasks: 'inside' is not one of 'control', 'influence', 'outside'. "
        "Did you mean 'outside'?",
    ),
    (
        ("clients/nordlys/da.md", "{#intro}", "{#inro}"),
        "clients/nordlys/da.md:3: {#inro} has no meaning here. Did you mean 'intro'? "
        "Sections: intro, footer.",
    ),
    (
        (CLIENT, '"logo.svg"', '"../logo.svg"'),
        "clients/nordlys/../logo.svg: is missing. "
        "Add it beside client.toml, or remove the key 'logo'.",
    ),
    (
        (WAVE, "closes = 2026-09-30", "closes = 2026-06-30"),
        f"{WAVE}:closes: closes on 2026-06-30, before it opens on 2026-07-01. "
        "Swap them, or mend the year.",
    ),
    (
        (WAVE, "declined = 12", "declined = 120"),
        f"{WAVE}:declined: 120 declined of 40 offers: there cannot be more. "
        "Mend one of them.",
    ),
    (
        ("clients/nordlys/waves/2026-q4.toml", None,
         'survey = "ask"\nopens = 2026-10-01\ncloses = 2026-12-31\n'),
        "clients/nordlys/waves/2026-q4.toml:survey: there is no survey 'ask'. "
        "Did you mean 'asked'?",
    ),
    (
        ("clients/nordlys/waves/2025-q1.contract.json", None, "{}"),
        "clients/nordlys/waves/2025-q1.contract.json: belongs to no wave. "
        "Restore '2025-q1.toml': a wave keeps its id for ever.",
    ),
    (
        ("locales/en.toml", None, '[page]\nuntil = "Open at {firm}"\n'),
        "locales/en.toml:page.until: must hold the placeholders {closes}, and holds {firm}.",
    ),
    (
        ("surveys/second/survey.toml", None, "minutes = 1\n\n[[questions]\n"),
        "surveys/second/survey.toml:3: is not valid TOML: "
        "Expected ']]' at the end of an array declaration.",
    ),
)  # fmt: skip


@pytest.mark.parametrize("command", [["check"], []], ids=["check", "build"])
def test_twenty_planted_faults_are_reported_and_nothing_else(
    tmp_path: Path, command: list[str]
) -> None:
    """Twenty mistakes in all kinds of files: those twenty lines, exit code 1, nothing written."""
    site = Site(tmp_path / "site").open_wave()
    site.write("surveys/second/da.md", "# A\n## B {#back}\n### C {#c}\n## D {#forward}\n")
    for edit, _ in TWENTY:
        site.edit(edit)
    before = fingerprint(tmp_path)
    done = subprocess.run(
        [sys.executable, ROOT / "build.py", "--source", site.root,
         "--build-dir", tmp_path / "build", *command],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    assert sorted(lines[:-1]) == sorted(line for _, line in TWENTY)
    assert lines[-1] == "20 faults. Nothing was written."
    assert (done.returncode, done.stdout) == (1, "")
    assert fingerprint(tmp_path) == before


def test_faults_of_different_files_do_not_hide_each_other(tmp_path: Path) -> None:
    """Mistakes in the survey, a client, a wave, a locale and a contract come in one run."""
    site = Site(tmp_path).open_wave()
    one_each = {edit[0]: (edit, line) for edit, line in reversed(TWENTY)}
    for edit, _ in one_each.values():
        site.edit(edit)
    assert sorted(site.problems()) == sorted(line for _, line in one_each.values())


def test_problems_stand_in_the_order_of_a_reader() -> None:
    """By file, then by place with line 9 before line 10, each once, whatever their order was."""
    problems = [
        Problem("a.md", "9", "x"),
        Problem("a.md", "10", "x"),
        Problem("a.toml", "questions[2].kind", "x"),
        Problem("a.toml", "questions[10].id", "x"),
        Problem("b", "", "x"),
        Problem("b", "", "y"),
    ]
    for order in itertools.islice(itertools.permutations(problems), 0, None, 97):
        assert SourceError([*order, *order]).problems == tuple(problems)
    assert str(SourceError(problems[4:])) == "b: x\nb: y"


def test_a_guess_is_near_or_nothing() -> None:
    """The likeliest known word is offered, and none where none is near."""
    assert guess("contrl", ["outside", "control"]) == " Did you mean 'control'?"
    assert guess("zzz", ["outside", "control"]) == ""
    assert closest("contrl", ["outside", "control"]) == "control"
    assert closest("contrl", []) is None
