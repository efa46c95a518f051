"""Made-up answers: repeatable, fitting, marked as such, and stopped by the first refusal."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import contract_support
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import ROOT

from nejtak.base.recipients import Recipient
from nejtak.errors import EngineError, StateError
from nejtak.project.contract import Contract
from nejtak.project.model import Wave
from nejtak.wave import contract, envelope, sample
from nejtak.wave.load import load_project

SAID = ("Eksempel: I var til at tale med.", "Eksempel: Det tog lang tid. 😀")
MARKS = {
    "da": "Eksempel: ",
    "de": "Beispiel: ",
    "en": "Sample: ",
    "nb": "Eksempel: ",
    "sv": "Exempel: ",
}

ids = st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), min_size=1, max_size=6, unique=True)
questions = st.one_of(
    st.builds(lambda n: {"kind": "text", "max_length": n}, st.integers(1, 40)),
    st.builds(lambda c: {"kind": "choice", "choices": c}, ids),
    st.builds(lambda c: {"kind": "choices", "choices": c}, ids),
    st.builds(
        lambda n: {"kind": "scale", "choices": [str(p + 1) for p in range(n)]}, st.integers(2, 10)
    ),
    st.builds(
        lambda rows, columns: {"kind": "grid", "rows": rows, "columns": columns},
        ids,
        ids,
    ),
)
contracts = st.dictionaries(ids.map(lambda i: i[0]), questions, min_size=1, max_size=6).map(
    contract_support.contract
)


@pytest.fixture(scope="module", params=["offer-declined", "offer-accepted", "three-questions"])
def frozen(request: pytest.FixtureRequest) -> Contract:
    """The contract that a wave of one of the demo surveys gets."""
    for client, wave, survey in load_project(ROOT / "site_src").waves():
        if survey.id == request.param:
            return contract.freeze(client, wave, survey, [Recipient("a", "age1")])
    raise LookupError(request.param)


def test_the_same_seed_gives_the_same_answers(frozen: Contract) -> None:
    """A demo is the same every time, its beginning too; another seed makes another demo."""
    made = list(sample.sample_answers(frozen, 50, 7, SAID))
    assert made == list(sample.sample_answers(frozen, 50, 7, SAID))
    assert made[:10] == list(sample.sample_answers(frozen, 10, 7, SAID))
    assert made != list(sample.sample_answers(frozen, 50, 8, SAID))


def test_the_same_seed_gives_the_same_answers_in_every_process() -> None:
    """Python's own random order of sets, which changes from start to start, changes nothing."""
    program = (
        "import contract_support, json; from nejtak.wave import sample;"
        "asked = {'rivals': {'kind': 'choices', 'choices': [*'abcdefgh']}};"
        "made = sample.sample_answers(contract_support.contract(asked), 50, 1, ['x']);"
        "print(json.dumps(list(made)))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": str(ROOT / "tests" / "support"),
            },
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(made) == 1


def test_demo_answers_differ_and_reach_everything(frozen: Contract) -> None:
    """400 answers touch every question and every choice, and are not all alike."""
    made = list(sample.sample_answers(frozen, 400, 1, SAID))
    assert len({json.dumps(a, sort_keys=True) for a in made}) > 100
    for id_, question in frozen.questions.items():
        given_ = [a[id_] for a in made if id_ in a]
        assert 0 < len(given_) < 400
        flat = Counter(json.dumps(a) for a in given_)
        for choice in question.choices:
            assert any(f'"{choice}"' in answer for answer in flat), (id_, choice)


@settings(deadline=None)  # a busy machine is no fault
@given(contracts, st.integers(0, 2**32))
def test_every_made_up_answer_fits_and_says_something(asked: Contract, seed: int) -> None:
    """Whatever the contract and the seed: it fits as the closing checks it, and is not empty."""
    for answers in sample.sample_answers(asked, 20, seed, SAID):
        assert answers
        assert envelope.fits(asked, answers)
        for id_, answer in answers.items():
            if asked.questions[id_].kind == "text":
                assert any(said.startswith(answer) for said in SAID)


def test_making_answers_leaves_the_process_dice_alone(frozen: Contract) -> None:
    """The seed is this function's own."""
    random.seed(5)
    expected = random.random()
    random.seed(5)
    assert len(list(sample.sample_answers(frozen, 20, 1, SAID))) == 20
    assert random.random() == expected


@pytest.mark.parametrize("language", sorted(MARKS))
def test_sample_texts_say_that_they_are_samples(language: str) -> None:
    """Every text of ours begins with the word for it, so none passes as real."""
    said = sample.sample_texts(ROOT / "site_src", language)
    accepted = sample.sample_texts(ROOT / "site_src", language, "accepted")
    assert min(len(said), len(accepted)) >= 5
    assert not {*said} & {*accepted}
    assert all(text.startswith(MARKS[language]) for text in (*said, *accepted))


def test_those_who_accepted_have_the_usual_texts_without_their_own(tmp_path: Path) -> None:
    """A language of an admin's own needs one file; nejtak's languages have both."""
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "fo.md").write_text("- Eksempel: et\n", encoding="utf-8")
    assert sample.sample_texts(tmp_path, "fo", "accepted") == ("Eksempel: et",)


def test_samples_of_the_two_groups_differ() -> None:
    """What decided it most often is another reason in each, so that a contrast has something."""
    leading = []
    for asks in ("declined", "accepted"):
        waves = (
            (client, wave, survey)
            for client, wave, survey in load_project(ROOT / "site_src").waves()
            if survey.id == f"offer-{asks}"
        )
        frozen = contract.freeze(*next(waves), [Recipient("a", "age1")])
        made = sample.sample_answers(frozen, 200, 1, SAID)
        counts = Counter(str(one.get("decided")) for one in made)
        del counts["None"]
        leading.append(counts.most_common(1)[0][0])
    assert leading == ["pay", "manager"]


def test_empty_list_items_are_no_texts(tmp_path: Path) -> None:
    """An item without words would be an empty answer, which the collector refuses."""
    (tmp_path / "samples").mkdir()
    file = tmp_path / "samples" / "da.md"
    file.write_text("# Svar\n\n-  \n- \n-   Eksempel: et  \n-nej\n* to\n", encoding="utf-8")
    assert sample.sample_texts(tmp_path, "da") == ("Eksempel: et", "to")
    file.write_text("# Svar\n\n-  \n", encoding="utf-8")
    with pytest.raises(StateError) as refused:
        sample.sample_texts(tmp_path, "da")
    assert str(refused.value) == (
        f"{file} has no list items. Write one '- ...' for each sample text."
    )


def test_a_language_without_sample_texts_is_refused(tmp_path: Path) -> None:
    """The message names the file that is missing."""
    with pytest.raises(StateError) as refused:
        sample.sample_texts(tmp_path, "fo")
    assert str(refused.value) == (
        f"{tmp_path / 'samples' / 'fo.md'} is missing. "
        "Add it, with one '- ...' for each sample text."
    )


# --- the collector's door ---

WAVE = Wave(
    "2026-h2",
    "nordlys",
    "offer-declined",
    date(2026, 7, 1),
    date(2026, 12, 31),
    None,
    None,
    1,
    "open",
    Path(),
    {},
)
ANSWERS = {"deciding": "pay", "positives": "Eksempel: hemmeligt"}


@contextmanager
def door(*statuses: int, body: bytes = b"{}") -> Iterator[tuple[str, list[tuple[str, Any, Any]]]]:
    """A collector that answers each status in turn, the last always; its URL, what it was sent."""
    seen: list[tuple[str, Any, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers["Content-Type"], json.loads(sent)))
            status = statuses[min(len(seen), len(statuses)) - 1]
            if not status:
                self.wfile.write(b"this is not HTTP\r\n")
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_answer_is_sent_as_the_page_sends_it() -> None:
    """One JSON body in the documented shape, to the wave's address, without a query string."""
    with door(201) as (url, seen):
        sample.send_sample(url, WAVE, "da", ANSWERS)
    ((path, kind, body),) = seen
    assert path == "/api/responses/nordlys/2026-h2"
    assert kind == "application/json"
    assert body.keys() == {"number", "language", "answers", "proof"}
    assert re.fullmatch(r"[0-9a-f]{32}", body["number"])
    assert (body["language"], body["answers"]) == ("da", ANSWERS)


def test_each_answer_is_a_new_submission() -> None:
    """Sent twice it is two answers, never a retry: the numbers differ."""
    with door(201) as (url, seen):
        for _ in range(20):
            sample.send_sample(url, WAVE, "da", ANSWERS)
    assert len({body["number"] for _, _, body in seen}) == 20


@pytest.mark.parametrize("status", [400, 409, 410, 413, 415, 500, 503, 200, 204])
def test_an_unstored_sample_is_an_error(status: int) -> None:
    """Only 201 is yes. The message tells the code, and nothing that was sent or answered."""
    body = b"" if status == 204 else b'{"error": "hemmeligt"}'
    with door(status, body=body) as (url, seen), pytest.raises(EngineError) as refused:
        sample.send_sample(url, WAVE, "da", ANSWERS)
    assert (
        str(refused.value) == f"The collector replied {status} instead of 201. No more were sent."
    )
    assert len(seen) == 1


def test_a_wave_opened_a_moment_ago_is_waited_for() -> None:
    """The preview shows the page before its collector has the wave: the sample is sent again."""
    with door(404, 404, 201) as (url, seen):
        sample.send_sample(url, WAVE, "da", ANSWERS)
    assert [body for _, _, body in seen] == [seen[0][2]] * 3


def test_a_preview_of_other_sources_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows no such wave: the message says why, and what to do."""
    monkeypatch.setattr(sample, "FOLLOWS", 0)
    with door(404) as (url, _), pytest.raises(EngineError) as refused:
        sample.send_sample(url, WAVE, "da", ANSWERS)
    assert str(refused.value) == (
        f"The preview at {url} does not serve nordlys/2026-h2: it was started on other sources, or "
        f"has yet to build the wave. Start it again here."
    )


def test_a_preview_that_has_ended_is_an_error() -> None:
    """No traceback if the preview has ended, or another program listens on its port."""
    with door(201) as (url, _):
        pass
    with pytest.raises(EngineError) as refused:
        sample.send_sample(url, WAVE, "da", ANSWERS)
    assert str(refused.value) == f"The preview at {url} does not answer."
    with door(0) as (url, _), pytest.raises(EngineError) as refused:
        sample.send_sample(url, WAVE, "da", ANSWERS)
    assert str(refused.value) == f"The preview at {url} does not answer."
