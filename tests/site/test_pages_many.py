"""Pages are made for many clients at once; each client gets what it would get alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from many_clients import CLIENTS, many_clients
from sources import own_site

from nejtak.base import shipped
from nejtak.errors import SourceError
from nejtak.project.model import Project
from nejtak.site import pages
from nejtak.site.stencil import Gap, Stencil
from nejtak.wave.load import load_project

BYE = '{{ t("thanks.bye") }}'
HOSTILE = """"'><script>alert({})</script>{{{{ 191*7 }}}}{{client}}&amp;"""


@pytest.fixture(scope="module", params=[False, True], ids=["as they come", "full of values"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Clients of every make; and once more with every value in every text."""
    root = tmp_path_factory.mktemp("many") / "source"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(shipped, "SITE", root)
        return load_project(many_clients(root, placeholders=request.param))


def made(project: Project) -> dict[str, bytes]:
    """Every page by its tree and path."""
    return {
        f"{tree}/{file.path}": file.content for tree, file in pages.page_files(project, drafts=True)
    }


PLAIN = ("site/index.html", "site/404.html", "/unknown.html")


def only(project: Project, *ids: str) -> Project:
    """The project with these clients, in this order."""
    return replace(project, clients={id_: project.clients[id_] for id_ in ids})


def assert_alone_as_together(project: Project) -> None:
    """Hold the clients' pages against those that each has alone."""
    alone: dict[str, bytes] = {}
    for id_ in project.clients:
        alone |= made(only(project, id_))
    assert without_plain(made(project)) == without_plain(alone)


def without_plain(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files without the pages of no client, which are in the languages of all clients."""
    return {path: content for path, content in files.items() if not path.endswith(PLAIN)}


def twins(project: Project) -> Project:
    """Two clients of one make, and no others."""
    beta = project.clients["beta"]
    twin = replace(beta, id="twin", name="The other one, whose name is longer, of <twin>")
    return replace(project, clients={"beta": beta, "twin": twin})


def with_thanks(
    project: Project, folder: Path, monkeypatch: pytest.MonkeyPatch, shown: str
) -> Project:
    """Twins, with something else in the place of the last words of a template."""
    own_site(folder, monkeypatch)
    path = folder / "templates" / "thanks.html"
    text = path.read_text(encoding="utf-8")
    assert BYE in text
    path.write_text(text.replace(BYE, shown), encoding="utf-8")
    return twins(project)


def test_a_client_gets_the_pages_that_it_would_get_alone(project: Project) -> None:
    """Whoever else there is, in whatever order; to the byte."""
    assert_alone_as_together(project)
    assert made(only(project, *reversed(project.clients))) == made(project)


def test_no_page_has_another_clients_words(project: Project) -> None:
    """Not its name, its own words, its partner, its address, nor where its answers go."""
    found = made(project)
    for path, content in found.items():
        client = next((id_ for id_ in project.clients if f"/{id_}/" in path), None)
        for other in CLIENTS.keys() - {client}:
            words = (f"The {other} of", f"{other} in ", f"@{other}.", f"/{other}/")
            assert not [said for said in words if said.encode() in content], path
    assert b"Partner X" in found["site/alpha/w0/da/index.html"]
    assert b"Partner Z" not in found["site/alpha/w0/da/index.html"]


def test_hostile_values_are_escaped_on_everybodys_page(project: Project) -> None:
    """The second client of a kind as the first."""
    project = replace(
        project,
        clients={
            id_: replace(client, name=HOSTILE.format(id_), partner=HOSTILE.format(f"{id_}-p"))
            for id_, client in project.clients.items()
        },
    )
    assert_alone_as_together(project)
    for path, content in made(project).items():
        assert b"<script>alert" not in content, path
        assert b"1337" not in content or b"191*7" in content, path


def test_a_client_named_like_a_gap_is_shown_by_that_name(project: Project) -> None:
    """Inserted values are not searched for gaps."""
    mark = Gap("client.id").__html__()
    clients = {id_: replace(client, name=mark) for id_, client in project.clients.items()}
    found = made(replace(project, clients=clients))
    assert all(mark.encode() in found[f"site/{id_}/w0/en/index.html"] for id_ in CLIENTS)
    assert not [path for path, content in made(project).items() if mark[:32].encode() in content]


@pytest.mark.parametrize(
    "looks",
    [
        "{{ client.name|upper }}",
        "{{ client.name|length }}",
        '{% if client.name == "The beta of <beta>" %}beta{% endif %}',
        '{{ t("thanks.next")|length }}',
        '{{ t("thanks.next")|truncate(50) }}',
        "{{ (client.id ~ wave.id)|title }}",
        "{{ base|length }}",
        "{% for letter in client.name %}{{ letter }} {% endfor %}",
        "{{ {client.id: 1}|length }}",
        "{{ [client.id] }}",
        "{{ wave.closes }}",
        "{{ client.brand.colour }}",
        "{{ client.partner is none }}",
        "{{ client.name|safe }}",
        "{{ own.footer }}",
    ],
)
def test_a_template_that_looks_into_a_value_is_right_for_each_client(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: str
) -> None:
    """A template may do what it likes; it costs time and nothing else."""
    assert_alone_as_together(with_thanks(project, tmp_path / "source", monkeypatch, looks))


def test_a_template_that_fails_for_one_client_fails_the_build(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, although the client before had no such fault."""
    shown = '{% if client.id == "twin" %}{{ clinet }}{% endif %}'
    with pytest.raises(SourceError, match=r"templates/thanks\.html: 'clinet' is undefined"):
        made(with_thanks(project, tmp_path / "source", monkeypatch, shown))


def test_marks_in_a_later_clients_name_are_refused(project: Project) -> None:
    """Those that come after the first of a kind are looked at too."""
    both = twins(project)
    marked = {**both.clients, "twin": replace(both.clients["twin"], name="⟦number⟧")}
    with pytest.raises(SourceError, match=r"clients/twin or .*Use others"):
        made(replace(both, clients=marked))


def test_clients_alike_cost_no_more_renderings(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the templates do is done once for all clients of one make."""
    rendered: list[str | None] = []
    render = jinja2.Template.render

    def count(self: jinja2.Template, *args: Mapping[str, object]) -> str:
        rendered.append(self.name)
        return render(self, *args)

    monkeypatch.setattr(jinja2.Template, "render", count)
    made(project)
    once, clients = len(rendered), dict(project.clients)
    for id_, client in project.clients.items():
        clients[f"{id_}-2"] = replace(client, id=f"{id_}-2", name=f"Another {id_}")
    rendered.clear()
    made(replace(project, clients=clients))
    assert len(rendered) == once


def test_a_stencil_is_filled_with_its_values() -> None:
    """Gaps at the ends, next to each other, twice, or none."""
    one, two = Gap("a.one").__html__(), Gap("a.two").__html__()
    html = f"{one}{two}<p>{one}</p>{two}".encode()
    assert Stencil(html).fill({"a.one": b"1", "a.two": two.encode()}).decode() == (
        f"1{two}<p>1</p>{two}"
    )
    assert Stencil(b"<p>").fill({}) == b"<p>"
