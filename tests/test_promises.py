"""The promise box: the sentences about figures, and that every sentence has a test somewhere."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from report_project import answers, project

from nejtak.errors import NejtakError
from nejtak.handouts.words import (
    CALL_FACTS,
    CALL_PROMISES,
    FACTS,
    PRINTED,
    PROMISES,
    SUBJECTS,
    TEXTS,
    TEXTS_OF_CALLS,
    VOLUNTARY,
)
from nejtak.interview.guide import OPENING
from nejtak.report import make
from nejtak.review.quotes import Review, Text, approved
from nejtak.site.values import OWN

TESTS = Path(__file__).parent
BROWSER, COLLECTOR = "browser/test_survey_page.py", "collector/test_collector_promise.py"


def reported(n: int, **picked: dict[str, int]) -> str:
    """The Danish report on n answers."""
    found = project()
    client = found.clients["nordlys"]
    said = answers(n, **picked)
    return make(found, client, client.waves[0], said).files["da.html"].decode()


@pytest.mark.parametrize("n", range(5))
def test_promise_at_least_five_answers(n: int) -> None:
    """`Mindst fem svar bag en rapport`: there is no report on fewer, whatever they answered."""
    with pytest.raises(NejtakError, match="Fewer than 5 answers"):
        reported(n, decided={"pay": n})


def test_promise_numbers_in_steps_of_three() -> None:
    """`Hvert valg tælles kun i grupper: 0–2, 3–5, 6–8`: three, four and five are told alike."""
    told = {n: reported(20, winnable={"yes": n}) for n in range(21)}
    for low in range(0, 21, 3):
        assert len({told[n] for n in range(low, min(low + 3, 21))}) == 1
    assert len({*told.values()}) == 7
    shares = re.findall(r'class="no"[^>]*>([^<]+)<', told[4])
    numbers = [[int(number) for number in re.findall(r"\d+", share)] for share in shares]
    assert len(numbers) > 5
    assert all(len(number) == 2 and number[1] - number[0] >= 2 for number in numbers)


def test_promise_the_report_gathers_answers_of_at_least_five() -> None:
    """`samler svarene i en rapport`: five is where reports begin."""
    assert "5 svar tæller med." in reported(5)


def test_promise_some_answers_may_be_left_out_by_lot() -> None:
    """`Nogle svar kan være udeladt af tallene ved lodtrækning`: two of seven are in no figure."""
    assert reported(7, rating={"5": 7}) == reported(5, rating={"5": 5})
    said = [{"rating": "1"}] * 5 + [{"rating": "5"}] * 2
    found = project()
    client = found.clients["nordlys"]
    made = [make(found, client, client.waves[0], part) for part in (said, said[:5])]
    assert made[0] == made[1]


def test_promise_answers_are_gathered_in_a_report() -> None:
    """`Svarene bliver samlet i en rapport`: it tells how many they are, and no single one."""
    assert "20 svar tæller med." in reported(20)


def test_promise_it_is_told_with_four_others() -> None:
    """`Det bliver kun fortalt sammen med svar fra mindst fire andre`: four make no report."""
    with pytest.raises(NejtakError, match="Fewer than 5 answers"):
        reported(4, decided={"pay": 4})
    assert "5 svar tæller med." in reported(5)


def test_promise_a_report_from_five_answers() -> None:
    """`får en rapport, hvis mindst fem har svaret`: five are enough."""
    assert "5 svar tæller med." in reported(5)


def test_promise_quotes_need_eleven_and_a_person() -> None:
    """`Dine egne ord kan blive citeret, når mindst elleve har svaret, men først når et menneske`.

    Ten answers quote nothing, and nothing is quoted that nobody has decided on.
    """
    texts = [Text("advice", "Ring før."), Text("advice", "Skriv.", "keep")]
    assert approved(Review(tuple(texts)), 10) == ()
    assert [quote.text for quote in approved(Review(tuple(texts)), 11)] == ["Skriv."]


# The promise box of the page, by the keys of its sentences, with the tests that prove each.
PROVEN = {
    "reader": (f"{COLLECTOR}::test_promise_the_client_does_not_see_an_answer",),
    "reader_more": (
        f"{COLLECTOR}::test_promise_the_partner_reads_it",
        "test_promises.py::test_promise_the_report_gathers_answers_of_at_least_five",
    ),
    "own": (f"{COLLECTOR}::test_promise_who_reads_it_cannot_see_who_wrote_it",),
    "own_more": ("test_promises.py::test_promise_answers_are_gathered_in_a_report",),
    "link": ("site/test_pages.py::test_promise_everyone_gets_the_same_link",),
    "link_more": ("site/test_pages.py::test_promise_the_address_has_no_code",),
    "who": ("site/test_pages.py::test_promise_we_do_not_store_who_you_are",),
    "who_more": (
        f"{BROWSER}::test_promise_no_cookies_and_nothing_from_others",
        f"{COLLECTOR}::test_promise_neither_ip_address_nor_time",
    ),
    "five": ("test_promises.py::test_promise_at_least_five_answers",),
    "five_more": ("test_promises.py::test_promise_numbers_in_steps_of_three",),
    "more": (f"{BROWSER}::test_storage_and_limits_of_the_promise_are_shown_openly",),
}
LINKING_WORDS = {"", "og"}


def docstring(test: str) -> str:
    """The docstring of a test, by its file and name; empty if there is no such test."""
    file, _, name = test.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    return next((ast.get_docstring(node) or "" for node in found), "")


def test_each_sentence_of_the_promise_box_has_its_test() -> None:
    """All of the box is quoted by tests, word for word: nothing is promised that none proves."""
    locale = tomllib.loads((TESTS.parent / "site_src/locales/da.toml").read_text(encoding="utf-8"))
    box = {
        key: text.replace("\u2011", "-").replace("\u2060", "")
        for key, text in locale["promise"].items()
    }
    assert box.keys() == PROVEN.keys()
    for key in PROVEN:
        rest = unproven(box[key], PROVEN[key])
        assert set(re.split(r"\W+", rest)) <= LINKING_WORDS, f"{key}: no test proves {rest!r}"


def unproven(said: str, tests: Iterable[str]) -> str:
    """What is left of a text without the words that tests prove of it."""
    for test in tests:
        quoted = re.match("`([^`]+)`", docstring(test))
        assert quoted, f"{test} does not begin with the words that it proves"
        words = quoted[1].rstrip(".")
        assert words in said, f"nothing says any more what {test} proves"
        said = said.replace(words, "", 1)
    return said


# What letters, mails and posters promise besides the box's own sentences, with the tests of it.
HANDOUTS = "handouts/test_handout_promises.py"
HANDED_OUT = {
    "privacy.why_voluntary": (
        f"{HANDOUTS}::test_promise_answering_is_voluntary",
        f"{COLLECTOR}::test_promise_nobody_sees_whether_you_have",
    ),
    "privacy.who_partner": (f"{COLLECTOR}::test_promise_the_partner_alone_reads_it",),
    "handouts.no_login": (f"{HANDOUTS}::test_promise_no_login_no_mitid_no_cpr_number",),
    "handouts.use": (
        f"{HANDOUTS}::test_promise_one_reminder",
        f"{HANDOUTS}::test_promise_the_list_is_deleted",
    ),
    "handouts.unseen": (f"{COLLECTOR}::test_promise_nobody_sees_who_has_answered",),
    "handouts.last": (f"{HANDOUTS}::test_promise_everyone_is_reminded_once",),
    "handouts.reminded": (f"{HANDOUTS}::test_promise_one_reminder_also_for_those_who_answered",),
}
# What a client that interviews promises, on the page, before a call and in it.
CALLS, SEALED = "interview/test_call_promises.py", "collector/test_interview_promise.py"
NUMBER_DELETED = f"{CALLS}::test_promise_the_number_is_deleted"
NOT_RECORDED = f"{CALLS}::test_promise_calls_are_not_recorded"
AFTER_CALLS = ("interview.next", "interview.gone", "limits.interviews")
CALLED: dict[str, tuple[str, ...]] = {
    "interviewed.promise_link_more": ("site/test_pages.py::test_promise_the_address_has_no_code",),
    "interviewed.privacy_lede": (f"{HANDOUTS}::test_promise_the_page_does_not_ask_who_you_are",),
    "interviewed.privacy_why_voluntary": HANDED_OUT["privacy.why_voluntary"],
    "interviewed.handouts_unseen": HANDED_OUT["handouts.unseen"],
    "interviewed.handouts_use": (
        f"{HANDOUTS}::test_promise_one_reminder",
        f"{CALLS}::test_promise_the_list_is_deleted_when_the_survey_closes",
    ),
    "privacy.interviews_call": (f"{CALLS}::test_promise_a_number_is_kept_until_the_survey_closes",),
    "privacy.interviews_known": (f"{SEALED}::test_promise_a_name_is_not_written_down",),
    "privacy.interviews_same": (
        f"{SEALED}::test_promise_notes_are_stored_like_an_answer_from_the_page",
        f"{CALLS}::test_promise_nobody_is_counted_twice",
        f"{CALLS}::test_promise_the_report_does_not_show_whom_we_talked_to",
    ),
    "interview.source": (NUMBER_DELETED,),
    "interview.voluntary": (
        f"{CALLS}::test_promise_questions_can_be_skipped",
        f"{CALLS}::test_promise_a_call_is_voluntary",
    ),
    "interview.selling": ("interview/test_guide.py::test_promise_nothing_is_sold",),
    "interview.notes": (f"{SEALED}::test_promise_what_is_said_is_stored_without_a_name",),
    "interview.recorded": (NOT_RECORDED,),
    "interview.four": ("test_promises.py::test_promise_it_is_told_with_four_others",),
    "limits.quotes": ("test_promises.py::test_promise_quotes_need_eleven_and_a_person",),
    "interview.next": ("test_promises.py::test_promise_a_report_from_five_answers",),
    "interview.gone": (f"{SEALED}::test_promise_locked_notes_are_not_found_again",),
}
# The rest says who asks, why and where; whom to ask; and what to do. It promises nothing.
NO_PROMISE = {
    "privacy.who_controller",
    "privacy.who_ask",
    "privacy.why",
    "privacy.why_purpose",
    "privacy.rights_complain",
    "limits.mail",
    "handouts.title",
    "page.until",
    "handouts.announcement",
    "handouts.announcement_own",
    "handouts.announced_address",
    "handouts.opening",
    "handouts.opening_own",
    "handouts.time",
    "handouts.here",
    "handouts.about",
    "handouts.source",
    "handouts.rights",
    "handouts.more",
    "handouts.reminder",
    "handouts.to",
    "handouts.scan",
    "handouts.regards",
    "handouts.poster",
    "handouts.poster_how",
    "handouts.poster_who",
    "handouts.behalf",
    "handouts.anonymous",
    "handouts.subject",
    "handouts.announcement_subject",
    "handouts.reminder_subject",
    "interviewed.sender_delete",  # a step
    "interview.who",
    "interview.whom",
    "interview.whom_own",
    "interview.minutes",
    "interview.begin",
    "interview.notice",
    "interview.notice_own",
    "interview.notice_refuse",
    "interview.notice_page",
    "interview.notice_subject",
    "limits.interviews",  # says what cannot be promised
}


def test_each_sentence_that_is_handed_out_is_proven_or_promises_nothing() -> None:
    """A letter promises what the box promises, or what a test of its own proves."""
    locale = tomllib.loads((TESTS.parent / "site_src/locales/da.toml").read_text(encoding="utf-8"))
    known = {**TEXTS, **TEXTS_OF_CALLS}
    used = {key for text in known.values() for keys in text for key in keys if "." in key}
    used |= {key for keys in (*PROMISES, *FACTS, VOLUNTARY) for key in keys}
    used |= {key for keys in (*CALL_PROMISES, *CALL_FACTS, OPENING, AFTER_CALLS) for key in keys}
    used |= {*PRINTED.values(), *SUBJECTS.values(), *filter(None, OWN.values())}
    box = {f"promise.{key}" for key in PROVEN}
    used |= {f"interviewed.{key}" for key in locale["interviewed"]}
    used |= {f"privacy.{key}" for key in locale["privacy"] if key.startswith("interviews_")}
    assert used - box == HANDED_OUT.keys() | CALLED.keys() | NO_PROMISE
    for key, tests in {**HANDED_OUT, **CALLED}.items():
        section, _, name = key.partition(".")
        unproven(locale[section][name].replace("\u2011", "-"), tests)


def test_those_who_accepted_are_promised_the_same() -> None:
    """What differs for them is whom they are and why they are asked; no promise has other words."""
    promises = {f"promise.{key}" for key in PROVEN} | HANDED_OUT.keys()
    for file in sorted((TESTS.parent / "site_src/locales").glob("*.toml")):
        own = tomllib.loads(file.read_text(encoding="utf-8"))["accepted"]
        assert own
        assert not {key.replace("_", ".", 1) for key in own} & promises, file.name
