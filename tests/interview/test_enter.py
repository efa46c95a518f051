"""The interview desk with the collector and a table: what is stored, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from close_support import tree
from interview_support import INTERVIEW, Interviewer, OpenWave

from nejtak.errors import StateError
from nejtak.interview import desk
from nejtak.interview.entering import Entering, EntryOutcome
from nejtak.wave import envelope

CANARY = "Kanariefuglen"


def test_an_interview_is_stored_with_its_mark_and_codes(
    opened: OpenWave, interviewer: Interviewer
) -> None:
    """The same answers as from the page, and under the seal who chose each code."""
    assert interviewer.give(INTERVIEW) == (303, "da/stored/")
    assert opened.opened() == [
        {
            "answers": {"advice": "Ring før.\n\nSig lønnen.", "deciding": "pay"},
            "codes": {"advice": [["pay", "candidate"], ["", ""]]},
            "mark": "interview",
        }
    ]
    assert "Interviewet er gemt" in interviewer.open("da/stored/")


def test_words_have_no_figures(opened: OpenWave, interviewer: Interviewer) -> None:
    """Of somebody who has answered on the page only texts are stored, and never an empty entry."""
    assert interviewer.give({**INTERVIEW, "already": "yes"})[0] == 303
    (held,) = opened.opened()
    assert (held["mark"], list(held["answers"])) == ("words", ["advice"])
    interviewer.fresh()
    status, page = interviewer.give({"already": "yes", "answer.deciding": "pay"})
    assert (status, "Skriv mindst ét notat" in page) == (422, True)
    assert len(opened.opened()) == 1


def test_every_stored_entry_can_be_closed(opened: OpenWave, interviewer: Interviewer) -> None:
    """Every kind of question, in both languages: closing sets none of them aside."""
    full = {
        **INTERVIEW,
        "answer.weights.pay": "decisive",
        "answer.missed": ["people", "place"],
        "answer.rating": "4",
        "warned": ["Ring", "Sig"],  # names, by the rules for English
    }
    for language in ("da", "en"):
        interviewer.fresh(language)
        page = interviewer.give({**full, "action": "show:"}, language)[1]
        assert page.count(" selected") == page.count(" checked") == 4
        assert interviewer.give(full, language) == (303, f"{language}/stored/")
    contract = opened.wave.contract
    assert contract is not None
    read = [envelope.open_envelope(contract, held) for held in opened.opened()]
    assert [one.mark for one in read if one] == ["interview"] * 2
    assert all(one and set(one.answers) == set(contract.questions) for one in read)


def test_a_form_sent_twice_is_one_entry(opened: OpenWave, interviewer: Interviewer) -> None:
    """Two clicks are one; a change after the first is refused, said, and not stored."""
    assert [interviewer.give(INTERVIEW)[0] for _ in range(2)] == [303, 303]
    status, page = interviewer.give({**INTERVIEW, "note.advice.1": "Noget andet."})
    assert (status, "Det, du har rettet siden, er ikke kommet med." in page) == (409, True)
    assert [held["answers"]["advice"] for held in opened.opened()] == ["Ring før.\n\nSig lønnen."]
    interviewer.fresh()
    assert interviewer.give(INTERVIEW)[0] == 303
    assert len(opened.opened()) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"already": ""}, "Spørg først, om kandidaten har svaret på siden"),
        ({"by.advice.0": ""}, "Vælg, hvem der valgte grunden."),
        ({"note.advice.1": "x" * 500}, "11 tegn for mange."),
        ({"note.advice.1": "\N{ARABIC LETTER NOON}" * 12_000}, "tegn for mange."),
        ({"answer.deciding": "chocolate"}, "Svaret passer ikke til spørgsmålet."),
        (
            {"note.advice.0": "\N{MONGOLIAN FREE VARIATION SELECTOR ONE}", "note.advice.1": ""},
            "Svaret passer ikke til spørgsmålet.",  # nothing to see, and so no text
        ),
        ({"code.advice.0": "", "note.advice.0": "Karen Holm ringede."}, '<q dir="auto">Karen Holm'),
    ],
)
def test_what_is_wrong_is_shown_and_nothing_is_stored(
    opened: OpenWave, interviewer: Interviewer, changed: dict[str, str], said: str
) -> None:
    """The form comes back with all that was typed, and says what to mend."""
    status, page = interviewer.give({**INTERVIEW, **changed})
    assert (status, said in page) == (422, True)
    assert all(note in page for note in (INTERVIEW | changed)["note.advice.0"].split("\n"))
    assert opened.opened() == []


def test_a_name_is_pointed_out_once(opened: OpenWave, interviewer: Interviewer) -> None:
    """Who stores again keeps it; another name is pointed out anew."""
    named = {**INTERVIEW, "note.advice.0": "Karen Holm ringede."}
    assert interviewer.give(named)[0] == 422
    other = {**named, "note.advice.1": "Mads Lund også.", "warned": "Karen Holm"}
    assert interviewer.give(other)[0] == 422
    assert interviewer.give({**other, "warned": ["Karen Holm", "Mads Lund"]})[0] == 303
    assert "Mads Lund" in opened.opened()[0]["answers"]["advice"]


def test_one_more_box_and_another_language_keep_what_is_typed(
    opened: OpenWave, interviewer: Interviewer
) -> None:
    """Both show the form again, with its number, and store nothing."""
    status, page = interviewer.give({**INTERVIEW, "action": "show:advice"})
    assert (status, 'name="note.advice.2"' in page, interviewer.number in page) == (200, True, True)
    status, page = interviewer.give({**INTERVIEW, "action": "show:"}, "en")
    assert (status, "Ring før." in page, interviewer.number in page) == (200, True, True)
    assert 'lang="en"' in page
    assert opened.opened() == []


def test_a_closed_wave_takes_no_interview(opened: OpenWave, interviewer: Interviewer) -> None:
    """Closed meanwhile on this machine: said, with all words still on the page."""
    opened.wave.closed_file.write_text("{}")
    status, page = interviewer.give(INTERVIEW)
    assert (status, "Bølgen er lukket" in page, "Sig lønnen." in page) == (422, True, True)
    assert opened.opened() == []


def test_a_wave_closed_with_a_later_one_takes_no_interview(opened: OpenWave) -> None:
    """It is counted together with that one, whose note says that both are closed."""
    later = replace(opened.wave, id="later")
    opened.wave = replace(opened.wave, within="later")
    opened.client = replace(opened.client, waves=(opened.wave, later))
    with opened.entering() as desk:
        interviewer = Interviewer(desk.url).sit_down()
        later.closed_file.write_text("{}")
        status, page = interviewer.give(INTERVIEW)
    assert (status, "Bølgen er lukket" in page) == (422, True)
    assert opened.opened() == []


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (EntryOutcome("busy", refused="AccessDeniedException"), "(AccessDeniedException)"),
        (EntryOutcome("busy"), "(busy)"),
        (EntryOutcome("failed"), "(failed)"),
    ],
)
def test_a_write_that_failed_is_named(
    opened: OpenWave, monkeypatch: pytest.MonkeyPatch, outcome: EntryOutcome, said: str
) -> None:
    """The page says what DynamoDB said, and keeps words and number for another attempt."""
    monkeypatch.setattr(Entering, "enter", lambda *_: outcome)
    with opened.entering() as running:
        interviewer = Interviewer(running.url).sit_down()
        status, page = interviewer.give(INTERVIEW)
    assert (status, said in page, interviewer.number in page) == (422, True, True)
    assert "Sig lønnen." in page


def test_whoever_lacks_a_secret_enters_nothing(opened: OpenWave, interviewer: Interviewer) -> None:
    """Without the cookie, with another token, from another site, at another address: refused."""
    body = "token=x&already=no&note.advice.0=x"
    path = f"{interviewer.base}da/"
    assert interviewer.ask("POST", path, body)[0] == 403
    assert interviewer.ask("GET", path, Cookie=None)[0] == 403
    assert interviewer.ask("GET", path, Sec_Fetch_Site="cross-site")[0] == 403
    for elsewhere in ("xx/", "da/x/", "da"):
        assert interviewer.ask("GET", f"{interviewer.base}{elsewhere}")[0] in (404, 200)
    assert interviewer.ask("GET", f"{interviewer.base}xx/")[0] == 404
    assert interviewer.give(INTERVIEW, "xx")[0] == 404
    assert opened.opened() == []


def test_no_word_is_written_to_this_machine(opened: OpenWave, interviewer: Interviewer) -> None:
    """Neither while the form comes and goes, nor once it is stored."""
    said = {**INTERVIEW, "note.advice.0": CANARY, "warned": CANARY}
    assert interviewer.give({**said, "action": "show:advice"})[0] == 200
    assert interviewer.give({**said, "already": ""})[0] == 422
    assert interviewer.give(said)[0] == 303
    assert [name for name, held in tree(opened.folder).items() if CANARY.encode() in held] == []
    assert [CANARY in held["answers"]["advice"] for held in opened.opened()] == [True]


def test_a_browser_keeps_no_field(interviewer: Interviewer) -> None:
    """Each says `autocomplete="off"` itself, for Firefox keeps others on disk; none is cached."""
    page = interviewer.give({**INTERVIEW, "action": "show:advice"})[1]
    fields = re.findall(r"<(?:input|select|textarea)[^>]*>", page)
    shown = [field for field in fields if 'name="token"' not in field]
    assert len(shown) > 20
    assert [field for field in fields if 'autocomplete="off"' not in field] == []
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", page)
    status, headers, _ = interviewer.ask("GET", f"{interviewer.base}da/")
    assert (status, headers["Cache-Control"]) == (200, "no-store")


def test_enter_on_a_radio_stores_nothing_and_keeps_the_language(
    opened: OpenWave, interviewer: Interviewer
) -> None:
    """Without the script, browsers press the form's first button, which shows it again as it is."""
    page = interviewer.fresh()
    first = re.findall(r"<button[^>]*>", page[page.index("<form") :])[0]
    assert 'name="action" value="show:"' in first
    assert "formaction" not in first
    assert 'class="unseen"' in first  # a button that has no box is passed over by some engines
    status, page = interviewer.give({**INTERVIEW, "action": "show:"})
    assert (status, 'lang="da"' in page, "Sig lønnen." in page) == (200, True, True)
    assert opened.opened() == []


def test_only_an_open_wave_of_a_client_that_interviews(opened: OpenWave) -> None:
    """Without `interviews = true` the pages would promise what does not hold."""
    silent = replace(opened.client, interviews=False)
    with pytest.raises(StateError, match=r"^Write `interviews = true` in clients/nordlys/client"):
        desk.refuse_interviews(silent, opened.wave)
    opened.wave.contract_file.rename(opened.wave.folder / "away")
    draft = opened.site.load().clients["nordlys"].waves[0]
    with pytest.raises(StateError, match=r"is draft\. Only an open wave .* wave open nordlys"):
        desk.refuse_interviews(opened.client, draft)


def test_one_desk_at_a_time(opened: OpenWave, interviewer: Interviewer) -> None:
    """A second one with the same folder is refused: it would replace the collector."""
    with (
        pytest.raises(StateError, match="being entered with this folder already"),
        opened.entering(),
    ):
        pass
    assert interviewer.give(INTERVIEW)[0] == 303
    assert len(opened.opened()) == 1
