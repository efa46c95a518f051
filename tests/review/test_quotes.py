"""The sealed review: what is published and what never is, and what joining late answers changes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from close_support import age, tree
from review_support import ClosedWave, redactor

from nejtak.base import private_keys
from nejtak.base.recipients import seal
from nejtak.errors import StateError
from nejtak.review import quotes, sealed
from nejtak.review.queue import Desk
from nejtak.review.quotes import Review, Text
from nejtak.wave import closed_wave

SAID = {"advice": ("Ring før.", "Nej.", "Nej."), "praise": ("God stemning.",)}


@pytest.fixture
def closed(tmp_path: Path) -> ClosedWave:
    """Twelve respondents of whom eleven are counted, four texts, no review yet."""
    return ClosedWave(tmp_path, SAID)


def test_nothing_unreviewed_is_published(closed: ClosedWave) -> None:
    """Not before a review, not when one has begun, and of a half-read one only what was decided."""
    assert closed.published() == []
    closed.join()
    assert closed.published() == []
    closed.decide("Nej.", "keep")
    assert closed.published() == [("advice", "Nej.")] * 2


def test_each_decision_publishes_what_it_says(closed: ClosedWave) -> None:
    """Redacted and paraphrased in the reviewer's wording; withheld, and not even what was typed."""
    closed.join()
    closed.decide("Ring før.", "redact", "Ring [..]")
    closed.decide("Nej.", "withhold", "left over from before")
    closed.decide("God stemning.", "paraphrase", "Stemningen var god")
    assert closed.published() == [("advice", "Ring [..]")]


def test_a_paraphrase_rests_on_two_texts_and_five_answers(closed: ClosedWave) -> None:
    """It is published once, when a second text is told by the same words, and from m = 5 on."""
    closed.join()
    closed.decide("Ring før.", "paraphrase", "Flere savnede svar.")
    assert closed.published() == []
    closed.decide("Nej.", "paraphrase", "Flere savnede svar.")
    closed.decide("God stemning.", "keep")
    said = ("advice", "Flere savnede svar.")
    assert sorted(closed.published(11)) == [said, ("praise", "God stemning.")]
    assert closed.published(8) == closed.published(5) == [said]
    assert closed.published(0) == []
    told = quotes.approved(sealed.read(closed.wave, closed.keys), 11)
    assert {q.text: q.kind for q in told} == {said[1]: "paraphrase", "God stemning.": "quote"}
    assert {q.language for q in told} == {"da"}


def test_five_quotes_a_question_unless_the_reviewer_says_more(tmp_path: Path) -> None:
    """Starred ones first, then by the random order; never more than answers are counted."""
    said = {"advice": tuple(f"Svar {n}" for n in range(14)), "praise": ("Godt.",)}
    closed = ClosedWave(tmp_path, said, 14)
    order = [t.original for t in closed.join().texts if t.question == "advice"]
    for text in order:
        closed.decide(text, "keep", star=text == order[-1])
    assert [text for _, text in closed.published(14)] == [*order[:4], order[-1]]
    desk = Desk(closed.wave, closed.keys, redactor())
    for most, shown in ((2, 2), (0, 0), (12, 11), (14, 11)):
        desk.limit("advice", most)
        assert len(closed.published(11)) == shown


def test_texts_of_all_received_answers_may_be_quoted(closed: ClosedWave) -> None:
    """Twelve answers, eleven counted, twelve texts: each of them is there to be read."""
    closed.say({"advice": tuple(f"Svar {n}" for n in range(12))})
    desk = Desk(closed.wave, closed.keys, redactor())
    assert desk.counted.number == 11
    assert len(desk.review.texts) == 12


def test_what_is_only_a_marker_withholds_itself(closed: ClosedWave) -> None:
    """A number alone, an address with a dot: nothing is left to read, and nothing to decide."""
    closed.say({"advice": ("12345678", "karen@firma.dk.", "Ring 20 30 40 50", "20304050")})
    decided = {t.original: t.decision for t in closed.join().texts}
    assert decided == {
        "[telefon]": "withhold",
        "[e-mail].": "withhold",
        "Ring [telefon]": "undecided",
        "12345678": "undecided",
    }


def test_dropped_decisions_are_counted(closed: ClosedWave) -> None:
    """Those on texts that are gone, each once, also if a new text is withheld at once."""
    closed.join()
    closed.decide("Nej.", "keep")
    assert Desk(closed.wave, closed.keys, redactor()).lost == 0
    closed.say({"advice": ("Ring før.", "Nej.", "12345678"), "praise": ("God stemning.",)})
    assert Desk(closed.wave, closed.keys, redactor()).lost == 1


def test_a_review_of_the_format_before_is_read(closed: ClosedWave) -> None:
    """Format 2: decisions stay, markers become those of the language, and 3 is written."""
    closed.say(
        {"advice": ("Ring på 20304050 før.", "Nej.", "Nej tak."), "praise": ("God stemning.",)}
    )
    old = [
        {
            "question": "advice",
            "original": "Ring på [phone] før.",
            "decision": "redact",
            "wording": "Ring [..] [phone] før.",
            "theme": "process",
        },
        {
            "question": "praise",
            "original": "God stemning.",
            "decision": "keep",
            "wording": "",
            "theme": "",
        },
        {
            "question": "advice",
            "original": "Nej.",
            "decision": "paraphrase",
            "wording": "Nobody called them back.",
            "theme": "",
        },
    ]
    content = {"format": 2, "wave": "nordlys/2026-h2", "texts": old}
    public = [str(key.to_public()) for key in closed.keys]
    closed.wave.quotes_file.write_bytes(seal(json.dumps(content).encode(), public))
    assert closed.published() == [("advice", "Ring [..] [phone] før."), ("praise", "God stemning.")]
    decided = {t.original: (t.decision, t.wording, t.told_in) for t in closed.join().texts}
    assert decided == {
        "Ring på [telefon] før.": ("redact", "Ring [..] [telefon] før.", ""),
        "God stemning.": ("keep", "", ""),
        "Nej.": ("paraphrase", "Nobody called them back.", "en"),
        "Nej tak.": ("undecided", "", ""),
    }
    opened = age(closed.folder / "keys" / "partner.key", closed.wave.quotes_file)
    assert json.loads(opened.stdout)["format"] == 3


def test_the_order_is_random_and_then_fixed(tmp_path: Path) -> None:
    """Twenty texts never stand as they were given, and always as they stood when read first."""
    said = {"advice": tuple(f"text {n}" for n in range(20))}
    orders = set()
    for number in range(3):
        closed = ClosedWave(tmp_path / str(number), said)
        order = [text.original for text in closed.join().texts]
        assert sorted(order) == sorted(said["advice"])
        assert [text.original for text in closed.join().texts] == order
        for text in order:
            closed.decide(text, "keep")
        assert [text for _, text in closed.published()] == order[:5]
        orders.add(tuple(order))
    assert len(orders) == 3
    assert said["advice"] not in orders


def test_late_answers_join_undecided_between_the_others(closed: ClosedWave) -> None:
    """Decisions and order stay; a third "Nej." is one more to read, whatever became of the two."""
    before = closed.join()
    closed.decide("Nej.", "keep")
    closed.say({"advice": ("Nej.", "Nej.", "Sent svar.", "Nej.", "Ring før.")}, 17)
    after = closed.join()
    known = [text.original for text in before.texts if text.question == "advice"]
    assert [t.original for t in after.texts if t.decision == "keep"] == ["Nej.", "Nej."]
    assert sorted(t.original for t in after.texts if t.decision != "keep") == [
        "Nej.",
        "Ring før.",
        "Sent svar.",
    ]
    assert {t.question for t in after.texts} == {"advice"}  # praise is in the wave no more
    places = set()
    for _ in range(40):
        said = {"advice": (*known, "new"), "praise": SAID["praise"]}
        joined = quotes.joined(
            before, {id_: [Text(id_, text) for text in texts] for id_, texts in said.items()}
        )
        rest = tuple(text for text in joined.texts if text.original != "new")
        assert rest == before.texts
        places.add([text.original for text in joined.texts].index("new"))
    assert len(places) > 2


def test_the_file_is_sealed_and_its_owners_alone(closed: ClosedWave) -> None:
    """Mode 0600, no word in plain anywhere beside it, and the independent `age` opens it."""
    closed.join()
    assert closed.wave.quotes_file.stat().st_mode & 0o777 == 0o600
    held = tree(closed.folder)
    assert [name for name, content in held.items() if b"stemning" in content] == []
    opened = age(closed.folder / "keys" / "partner.key", closed.wave.quotes_file)
    assert json.loads(opened.stdout)["format"] == 3


def test_a_review_that_is_not_this_waves_is_refused(closed: ClosedWave, tmp_path: Path) -> None:
    """Another wave's file, a decision nobody knows, garbage and a strange key: each in words."""
    closed.join()
    good = closed.wave.quotes_file.read_bytes()
    other = replace(closed.wave, id="2027-h1")
    other.quotes_file.write_bytes(good)
    public = [str(key.to_public()) for key in closed.keys]
    for wave, content in (
        (other, good),
        (closed.wave, _sealed(closed, Review((Text("advice", "x", "publish"),)))),  # type: ignore[arg-type]  # no decision
        (closed.wave, seal(b'{"format": 1}', public)),
    ):
        wave.quotes_file.write_bytes(content)
        with pytest.raises(StateError, match="does not hold the review of nordlys/2"):
            sealed.read(wave, closed.keys)
    private_keys.new_key(tmp_path / "other" / "k.key")
    strange = private_keys.identities(tmp_path / "other")
    for content, keys, said in (
        (b"garbage", closed.keys, "is damaged: "),
        (good[:-1], closed.keys, "is damaged: "),
        (good, strange, "None of your keys opens"),
    ):
        closed.wave.quotes_file.write_bytes(content)
        with pytest.raises(StateError, match=said):
            sealed.read(closed.wave, keys)


def _sealed(closed: ClosedWave, review: Review) -> bytes:
    sealed.write(closed.wave, review)
    return closed.wave.quotes_file.read_bytes()


def _held(closed: ClosedWave) -> str:
    try:
        with closed_wave.alone(closed.wave):
            return "free"
    except StateError as error:
        return str(error)


def test_one_reviewer_at_a_time(closed: ClosedWave) -> None:
    """A second program is told to wait; when the first ends, the wave is free again."""
    leftover = closed.wave.folder / f".{closed.wave.quotes_file.name}-killed"
    leftover.write_bytes(b"sealed")
    with closed_wave.alone(closed.wave):
        assert not leftover.exists()
        assert "is being closed, reviewed or reported on by another" in _held(closed)
    assert _held(closed) == "free"
    closed.wave.contract_file.unlink()
    assert "is a draft" in _held(closed)
