"""What holds for every page as a whole, whoever's it is."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from demo_pages import DEMO, SURVEY, opened, own, texts
from made import collector_files, site_files

from nejtak.errors import SourceError
from nejtak.project.model import Client, Project, Question, Survey, Wave
from nejtak.site.headers import page_headers
from nejtak.wave.load import load_project

FORM = "chalicelib/waves/nordlys/2026-h2/form.da.html"
HOSTILE = """"'><script>alert(1)</script>{{ 191*7 }}{client}&amp;"""
MARK = re.compile("⟦[^⟧]*⟧")
CHECK = "chalicelib/waves/nordlys/2026-h2/check.da.html"
BLOCK = re.compile("⟦(?:if|bad|no|on):[^⟧]+⟧.*?⟦end⟧", re.DOTALL)


@pytest.fixture(scope="module")
def project() -> Project:
    """The real sources, with every wave open."""
    return opened(load_project(DEMO))


def asked_by_default(survey: Survey) -> list[Question]:
    """The questions of a wave that names no sections."""
    off = {section.id for section in survey.sections if not section.asked}
    return [question for question in survey.questions if question.section not in off]


def survey_of(project: Project, survey: Survey) -> Project:
    """The project with that survey in the place of the one with its id."""
    return replace(project, surveys={**project.surveys, survey.id: survey})


def test_site_has_the_files_that_the_architecture_names(project: Project) -> None:
    """Every wave has a page for each language and purpose, and nothing else is written."""
    paths = set(texts(site_files(project)))
    expected = {
        f"nordlys/{wave}/{language}/{place}index.html"
        for wave in ("2026-h1", "2026-h2", "2026-h2-accepted")
        for language in ("da", "en")
        for place in ("", "thanks/", "changed/", "closed/", "privacy/")
    }
    assert {path for path in paths if path.startswith("nordlys/")} == expected
    assert {path for path in paths if "/" not in path} == {"index.html", "404.html"}
    assert all(re.fullmatch(r"static/[0-9a-f]{12}\.css", p) for p in paths if p[:7] == "static/")


def test_drafts_are_only_there_when_asked_for() -> None:
    """A survey that is still being written is not published."""
    draft = opened(load_project(DEMO), "draft")
    assert not [path for path in texts(site_files(draft)) if "nordlys" in path]
    assert SURVEY in texts(site_files(draft, drafts=True))
    assert not [path for path in texts(collector_files(draft)) if "nordlys" in path]


def test_a_closed_wave_says_so_at_its_old_address(project: Project) -> None:
    """A late visitor sees a kind page, and can still read what happens to the data."""
    site = texts(site_files(opened(project, "closed")))
    assert "Undersøgelsen er lukket" in site[SURVEY]
    assert "<form" not in site[SURVEY]
    assert "nordlys/2026-h2/da/privacy/index.html" in site
    assert "nordlys/2026-h2/da/thanks/index.html" not in site
    names = set(texts(collector_files(opened(project, "closed"))))
    assert "chalicelib/waves/nordlys/2026-h2/closed.da.html" in names
    assert FORM not in names


def test_root_and_404_name_no_client(project: Project) -> None:
    """Who finds the host does not learn who uses it."""
    site = texts(site_files(project))
    for path in ("index.html", "404.html"):
        for client in project.clients.values():
            assert client.name not in site[path]
            assert client.id not in site[path]
        assert 'lang="da"' in site[path]
        assert 'lang="en"' in site[path]
    assert texts(collector_files(project))["chalicelib/waves/unknown.html"] == site["404.html"]


def test_the_form_with_nothing_filled_in_is_the_page(project: Project) -> None:
    """What the collector sends back is the page that the candidate knows."""
    form = texts(collector_files(project))[FORM]
    empty = MARK.sub("", BLOCK.sub("", form)).replace(">\n</textarea>", "></textarea>")
    assert empty == texts(site_files(project))[SURVEY]


def test_the_form_has_every_mark_once(project: Project) -> None:
    """Nothing that was typed or chosen is lost when the form comes back."""
    survey = project.surveys["offer-declined"]
    expected = ["number"]
    for q in asked_by_default(survey):
        if q.kind == "text":
            expected.append(f"text:{q.id}")
        names = [f"{q.id}.{row.id}" for row in q.rows] if q.kind == "grid" else [q.id]
        expected += [f"pick:{name}={choice.id}" for name in names for choice in q.choices]
    form = texts(collector_files(project))[FORM]
    assert sorted(MARK.findall(BLOCK.sub("", form))) == sorted(f"⟦{m}⟧" for m in expected)


def test_each_problem_has_its_message_and_its_mark_in_the_title(project: Project) -> None:
    """A returned form says what is wrong, in its title too, for screen readers."""
    form = texts(collector_files(project))[FORM]
    for problem in ("empty", "invalid", "busy"):
        blocks = re.findall(f"⟦if:{problem}⟧(.*?)⟦end⟧", form, re.DOTALL)
        assert blocks[0] == "Fejl: "
        assert "autofocus" in blocks[1]
        assert not MARK.search(blocks[1])
    for question in asked_by_default(project.surveys["offer-declined"]):
        blocks = re.findall(f"⟦bad:{question.id}⟧(.*?)⟦end⟧", form, re.DOTALL)
        assert f'<li><a href="#q-{question.id}">' in blocks[0]
        assert blocks[1] == " bad"
        assert any(block.endswith((f" w-{question.id}", f'"w-{question.id}"')) for block in blocks)
        assert any(f'<p class="wrong" id="w-{question.id}">' in block for block in blocks)
    title = form[form.index("<title>") : form.index("</title>")]
    assert BLOCK.sub("", title) == "<title>Hvorfor blev det et nej tak? – Nordlys"


def test_the_answers_to_check_show_and_carry_all_of_them(project: Project) -> None:
    """Every question is there, with a way back to it; the page sends the same answers on."""
    html = texts(collector_files(project))[CHECK]
    for question in asked_by_default(project.surveys["offer-declined"]):
        id_ = question.id
        assert f"⟦no:{id_}⟧" in html
        assert f'name="_edit" formaction="/api/responses/nordlys/2026-h2#q-{id_}"' in html
        for choice in question.choices:
            field = f'<input type="hidden" name="{id_}" value="{choice.id}">'
            assert f"⟦on:{id_}={choice.id}⟧{field}" in html
        if question.kind == "text":
            assert f'<input type="hidden" name="{id_}" value="⟦text:{id_}⟧">' in html
    assert '<input type="hidden" name="number" value="⟦number⟧">' in html
    assert '<input type="hidden" name="website" value="⟦text:website⟧">' in html


def test_marks_in_an_admins_text_are_refused(project: Project) -> None:
    """No text of a survey can be taken for a place where answers go."""
    survey = project.surveys["offer-declined"]
    words = replace(survey.words["da"], title="⟦text:positives⟧")
    hostile = survey_of(project, replace(survey, words={**survey.words, "da": words}))
    with pytest.raises(SourceError, match="Use others"):
        site_files(hostile)


def test_plain_texts_are_escaped_everywhere(project: Project) -> None:
    """A name, title or label is shown letter by letter, whatever it holds."""
    survey = project.surveys["offer-declined"]
    words = {
        code: replace(
            said,
            title=HOSTILE,
            parts=dict.fromkeys(said.parts, HOSTILE),
            questions={
                id_: replace(q, title=HOSTILE, labels=dict.fromkeys(q.labels, HOSTILE))
                for id_, q in said.questions.items()
            },
        )
        for code, said in survey.words.items()
    }
    hostile = survey_of(project, replace(survey, words=words))
    hostile = own(hostile, name=HOSTILE, legal_name=HOSTILE, partner=HOSTILE, contact=HOSTILE)
    for files in (site_files(hostile), collector_files(hostile)):
        for path, text in texts(files).items():
            assert "<script>alert" not in text, path
            assert "1337" not in text, path
    escaped = "&lt;script&gt;alert(1)&lt;/script&gt;{{ 191*7 }}{client}&amp;amp;"
    assert texts(site_files(hostile))[SURVEY].count(escaped) > 60


def test_pages_request_nothing_from_other_sites(project: Project) -> None:
    """No page asks for, or sends anything to, an address that is not its own; no query strings."""
    for path, text in texts(site_files(project)).items():
        if path.endswith(".css"):
            assert set(re.findall(r"url\(.{11}", text)) <= {'url("data:image'}
            assert "@import" not in text
        if not path.endswith(".html"):
            continue
        addresses = re.findall(r'(?:href|src|action|data-base)="([^"]*)"', text)
        assert addresses
        for address in addresses:
            assert re.match(r"/[a-z0-9]|#|mailto:|data:image/svg", address), address
            assert "?" not in address


def test_headers_allow_one_script_and_nothing_else(project: Project) -> None:
    """The policy is exactly this, and the hash is that of the script in every survey page."""
    headers = page_headers(project)
    policy = headers.pop("Content-Security-Policy")
    digest = re.search(r"'(sha256-[A-Za-z0-9+/]{43}=)'", policy)
    assert digest is not None
    assert policy.replace(digest[1], "HASH") == (
        "default-src 'none'; script-src 'HASH'; style-src 'self'; img-src 'self' data:; "
        "font-src 'none'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    powers = headers.pop("Permissions-Policy").split(", ")
    assert {"camera=()", "geolocation=()", "microphone=()"} < set(powers)
    assert all(power.endswith("=()") for power in powers)
    assert headers == {
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
    }
    scripts = {
        script
        for text in texts(site_files(project)).values()
        for script in re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
    }
    assert len(scripts) == 1
    assert not {"innerHTML", "eval", "document.write", "localStorage", "cookie"} & set(
        re.findall(r"[\w.]+", scripts.pop())
    )


def test_no_page_has_inline_styles_or_handlers(project: Project) -> None:
    """Nothing on a page needs `unsafe-inline`."""
    for path, text in texts(site_files(project)).items():
        assert not re.search(r"<[^>]*\s(style|on\w+)\s*=", text), path


def test_no_search_engine_keeps_a_page(project: Project) -> None:
    """Whom an employer asks is nothing to find by searching."""
    for path, text in texts(site_files(project)).items():
        if path.endswith(".html"):
            assert '<meta name="robots" content="noindex">' in text, path


def test_retired_choices_are_gone_and_something_else_is_last(project: Project) -> None:
    """A page asks what the survey asks today, and "something else" comes last."""
    survey = project.surveys["offer-declined"]
    decided, also = survey.questions[0], survey.questions[1]
    reasons = decided.choices
    moved = (reasons[-1], *(replace(r, retired=r.id == "pay") for r in reasons[:-1]))
    changed = replace(
        survey,
        questions=(
            replace(decided, choices=moved),
            replace(also, choices=moved),
            *(replace(q, retired=q.id == "worries") for q in survey.questions[2:]),
        ),
    )
    text = texts(site_files(survey_of(project, changed)))[SURVEY]
    shown = re.findall(r'name="decided" value="([^"]*)"', text)
    assert shown == [reason.id for reason in moved[1:] if not reason.retired] + ["other", ""]
    assert 'value="pay"' not in text
    assert 'name="worries"' not in text


def test_families_of_reasons_have_captions_once(project: Project) -> None:
    """The first list names its families in the candidate's voice; the second only parts them."""
    text = texts(site_files(project))[SURVEY]
    captions = re.findall(r'<p class="cap" aria-hidden="true">([^<]*)</p>', text)
    assert captions == ["Tilbuddet", "Jobbet", "Mødet med jer", "Mine andre planer"]
    assert [text.count(f'role="group" aria-label="{caption}"') for caption in captions] == [2] * 4


def test_the_page_does_not_show_reach(project: Project) -> None:
    """Reach is for the report; a candidate never sees it."""
    text = re.sub("<script.*?</script>", "", texts(site_files(project))[SURVEY], flags=re.DOTALL)
    for word in ("influence", "outside", "control"):
        assert word not in text


def test_whose_survey_it_is(project: Project) -> None:
    """A partner is named if there is one, and an invented company is called so."""
    site = texts(site_files(project))
    assert "<h2>Nordlys ser ikke dit svar.</h2><p>Åben Dør læser det" in site[SURVEY]
    assert "Demo: Nordlys er et opdigtet firma." in site[SURVEY]
    real = own(project, fictional=False, partner=None)
    text = texts(site_files(real))[SURVEY]
    assert "Demo:" not in text
    assert "<h2>Vi læser dit svar, men kan ikke se, hvem der skrev det.</h2>" in text
    assert "Nordlys A/S har nøglen og kan læse hvert svar" in text


def test_clients_words_replace_the_introduction(project: Project) -> None:
    """A client may open the survey in its own voice, and closes every page with its footer."""
    text = texts(site_files(project))["harbour/2026-h2/en/index.html"]
    assert "We read <strong>everything</strong>" in text
    assert "Thank you for considering us" not in text
    assert "This survey shows how nejtak works." in text


def test_two_clients_of_one_colour_share_a_style_sheet(project: Project) -> None:
    """A style sheet is named after its content and written once."""
    brand = replace(project.clients["nordlys"].brand, colour="#ffd600")
    sheets = [f.path for f in site_files(own(project, brand=brand)) if "static" in f.path]
    # Theirs, that of the pages without a client, that of grids and scales, that of the check page.
    assert len(sheets) == len(set(sheets)) == 4


# The promise box: each sentence that a page can prove has its test here or in tests/browser.


def identities(client: Client, wave: Wave) -> re.Pattern[str]:
    """The only address that a page of a wave may have."""
    return re.compile(
        f"{client.id}/{wave.id}/[a-z-]+/(thanks/|changed/|closed/|privacy/)?index.html"
    )


def test_promise_everyone_gets_the_same_link(project: Project) -> None:
    """`Alle får samme link.`: a wave has one page in each language."""
    paths = [file.path for file in site_files(project)]
    for client, wave, _ in project.waves():
        survey_pages = [
            path
            for path in paths
            if re.fullmatch(f"{client.id}/{wave.id}/[a-z-]+/index.html", path)
        ]
        assert len(survey_pages) == len(client.languages)


def test_promise_the_address_has_no_code(project: Project) -> None:
    """`Ingen kode peger på dig.`: client, wave, language; nothing else."""
    known = [identities(client, wave) for client, wave, _ in project.waves()]
    for file in site_files(project):
        if file.path not in {"index.html", "404.html"} and not file.path.startswith(
            ("static/", "logos/")
        ):
            assert any(pattern.fullmatch(file.path) for pattern in known), file.path


def test_promise_we_do_not_store_who_you_are(project: Project) -> None:
    """`Vi gemmer ikke, hvem du er.`: the form has the survey's fields and no other."""
    text = texts(site_files(project))[SURVEY]
    names = set(re.findall(r' name="([^"]+)"', text[text.index("<form") :]))
    survey = project.surveys["offer-declined"]
    asked = {
        name
        for q in asked_by_default(survey)
        for name in ([f"{q.id}.{row.id}" for row in q.rows] if q.kind == "grid" else [q.id])
    }
    assert names == asked | {"language", "number", "website"}
    assert '<input type="hidden" name="number" value="">' in text
