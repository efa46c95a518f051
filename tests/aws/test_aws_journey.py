"""From nothing to a report and back to nothing, by `build.py` and a browser, over TLS."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from emulator import WAVE, Command, Desk, Run, desk_at
from playwright.sync_api import Browser, Page

from nejtak.aws.apply import stage_status
from nejtak.aws.web import Web

SURVEY = "nordlys/2026-h2/en/"


@pytest.fixture(scope="module")
def desk(aws: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An admin who has deployed nothing yet."""
    text = '[stages.demo]\nregion = "eu-north-1"\ndemo = true\n'
    return desk_at(tmp_path_factory.mktemp("desk"), aws, text)


@pytest.fixture
def run(desk: Desk, command: Command) -> Run:
    """Run `build.py` at that desk."""
    return command(desk)


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A candidate's browser, with or without a script; names lead to the emulator."""
    context = browser.new_context(
        proxy={"server": os.environ["HTTPS_PROXY"]},
        ignore_https_errors=True,
        java_script_enabled=request.param,
    )
    yield context.new_page()
    context.close()


def items(desk: Desk) -> int:
    """How many answers lie in the inbox."""
    account = desk.account()
    return int(account.call("dynamodb", "scan", TableName=stage_status(account).inbox)["Count"])


def url(run: Run) -> str:
    """The survey's address, from `status`."""
    return next(line[5:] for line in run("status", "demo")[1].splitlines() if "url: " in line)


def answer(address: str, wave: str, number: int) -> int:
    """One more answer, as the page sends it."""
    body = {
        "number": f"{number:032x}",
        "language": "en",
        "website": "",
        "answers": {"positives": f"The meeting, number {number}."},
    }
    return Web().ask(f"{address}api/responses/nordlys/{wave}", json.dumps(body).encode()).code


def test_a_first_deployment_is_planned_made_and_tested(desk: Desk, run: Run) -> None:
    """`plan` ends with 3 and shows all of it; `deploy` prints the address, and leaves no canary."""
    code, out, _ = run("plan", "demo")
    assert code == 3
    assert "+ Distribution (AWS::CloudFront::Distribution)" in out
    assert f"+ {SURVEY}index.html" in out
    code, out, err = run("deploy", "demo")
    assert code == 0, err
    assert out == f"{url(run)}\n"
    assert out.startswith("https://")
    assert items(desk) == 0


@pytest.mark.parametrize("page", [True, False], ids=["script", "no script"], indirect=True)
def test_a_candidate_answers_at_the_distributions_address(desk: Desk, run: Run, page: Page) -> None:
    """Over TLS, at its true name, from the page to one more item in the table."""
    before, address = items(desk), url(run)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}{SURVEY}")
    page.locator("[name=positives]").fill("The meeting.")
    page.locator("#send").click()
    if "/api/" in page.url:  # without a script, the answers are shown once before they are stored
        page.locator("button[type=submit]").click()
    page.wait_for_url(f"{address}{SURVEY}thanks/")
    assert items(desk) == before + 1
    assert all(one.startswith(address) for one in asked)
    assert page.context.cookies() == []


def test_a_changed_text_is_one_page_and_its_manifest(desk: Desk, run: Run) -> None:
    """The plan shows them alone, and they alone are sent."""
    desk.edit("surveys/offer-declined/en.md", "A few words are enough.", "Be brief.")
    code, out, _ = run("plan", "demo")
    assert code == 3
    site = out.partition("Site: ")[2]
    assert site == f"+0, ~2, -0\n  ~ {SURVEY}index.html\n  ~ nordlys/2026-h2/manifest.json\n"
    code, _, err = run("deploy", "demo")
    assert code == 0, err
    assert "\n2 files sent, 0 removed.\n" in err


def test_a_new_wave_takes_answers_as_soon_as_its_page_is_there(desk: Desk, run: Run) -> None:
    """The stack, and with it the collector, is changed before a page is sent."""
    waves = desk.source / "clients" / "nordlys" / "waves"
    text = 'survey = "offer-declined"\nopens = 2027-01-01\ncloses = 2027-06-30\n'
    (waves / "2027-h1.toml").write_text(text)
    assert run("wave", "open", "nordlys", "2027-h1")[0] == 0
    code, _, err = run("deploy", "demo")
    assert code == 0, err
    assert 0 < err.index("changes. A new distribution") < err.index("Site: sending")
    address = url(run)
    assert Web().ask(f"{address}nordlys/2027-h1/da/").code == 200
    assert answer(address, "2027-h1", 1) == 201


def test_a_wave_is_closed_and_reported(
    desk: Desk, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers leave the inbox, a report is made, and the page says that it is over."""
    address = url(run)
    assert [answer(address, WAVE[1], number) for number in range(2, 7)] == [201] * 5
    monkeypatch.setenv("NEJTAK_TABLE", stage_status(desk.account()).inbox)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    code, _, err = run("wave", "close", *WAVE, "--yes", "--suspects", "keep")
    assert code == 0, err
    assert "is closed. 5 answers are counted." in err
    assert items(desk) == 1  # the other wave's
    code, out, err = run("report", *WAVE, "--out", str(tmp_path))
    assert code == 0, err
    assert all(Path(line).is_file() for line in out.splitlines())
    code, _, err = run("deploy", "demo")
    assert code == 0, err
    assert "This survey has closed" in Web().ask(f"{address}{SURVEY}").body.decode()
    assert answer(address, WAVE[1], 9) == 410


def test_nothing_is_left_but_the_answers(
    desk: Desk, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`destroy` keeps the inbox, prints its name, and takes everything else away."""
    account = desk.account()
    inbox = stage_status(account).inbox
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "demo")
    code, _, err = run("destroy", "demo")
    assert code == 0
    assert f"The inbox {inbox} stays" in err
    assert account.call("dynamodb", "scan", TableName=inbox)["Count"] == 1
    # Log groups are not asked for: the emulator makes some that AWS's rights would not allow.
    left = {
        "s3": account.call("s3", "list_buckets")["Buckets"],
        "lambda": account.call("lambda", "list_functions")["Functions"],
        "iam": account.call("iam", "list_roles")["Roles"],
        "apigateway": account.call("apigateway", "get_rest_apis")["items"],
    }
    assert not any(left.values()), left
