"""The commands of a stage, as an admin types them, against the emulated account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from emulator import Command, Run, Site, complete

from nejtak.aws.resources import checks


@pytest.fixture
def run(site: Site, command: Command) -> Run:
    """Run `build.py` with the site's folders."""
    return command(site.desk)


def test_a_saved_plan_is_deployed_and_then_nothing_is_left_to_do(
    site: Site, run: Run, tmp_path: Path
) -> None:
    """`plan` shows a changed text and ends with 3; `deploy` does it; then `plan` ends with 0."""
    site.desk.edit("surveys/offer-declined/en.md", "A few words are enough.", "Be brief.")
    saved = tmp_path / "plan.json"
    code, out, err = run("plan", "demo", "--out", str(saved))
    assert code == 3
    assert "~ nordlys/2026-h2/en/index.html" in out
    assert "/da/index.html" not in out
    assert f"Next: nejtak deploy demo --plan {saved}" in err

    code, out, err = run("deploy", "demo", "--plan", str(saved))
    assert (code, out) == (0, f"{site.deployed.url}\n")
    assert "Tested: a page, its headers, and an answer" in err
    # The waves of a stage are known from the note here, and from the stage on any other machine.
    note = site.desk.root / "state" / "deployed.json"
    assert json.loads(note.read_bytes())["stages"] == {"demo": ["nordlys/2026-h2"]}
    for _ in ("noted", "asked"):
        code, _, err = run("wave", "take-back", "nordlys", "2026-h2", "--yes")
        assert (code, "nordlys/2026-h2 was deployed to demo: " in err) == (1, True)
        note.unlink(missing_ok=True)
    assert "Sending" not in err  # a bar is for terminals
    assert "Be brief." in site.desk.request(site.host, "GET", "/nordlys/2026-h2/en/")[2]

    code, out, _ = run("plan", "demo", "--cost")
    assert code == 0
    assert "the worst day: 864,000 of the largest answers" in out
    assert "Nothing to do: stack and site are as they were built." in out

    code, out, _ = run("status", "demo")
    assert code == 0
    assert f"url: {site.deployed.url}" in out
    assert "to finish" not in out


def test_a_stage_is_verified_by_its_admin_and_by_anybody(site: Site, run: Run) -> None:
    """`verify` and `verify-site` end with 0 if all holds, and else with 1."""
    account = site.desk.account()
    complete(account)
    code, out, err = run("verify", "demo", "--json")
    assert (code, err) == (0, "")
    assert len(json.loads(out)["checks"]) == len(checks.LIVE)
    account.call(
        "dynamodb", "update_table", TableName=site.deployed.inbox, DeletionProtectionEnabled=False
    )
    code, out, err = run("verify", "demo")
    assert code == 1
    assert "broken    inbox-protected: the inbox table is protected from deletion\n" in out
    assert "Not every check of demo passed" in err

    survey = f"{site.deployed.url}nordlys/2026-h2/en/"
    code, out, err = run("verify-site", survey)
    assert (code, len(out.strip())) == (0, 64)
    assert "0 do not" in err
    other = site.desk.root / "other.json"
    manifest = site.deployment.site / "nordlys" / "2026-h2" / "manifest.json"
    other.write_text(manifest.read_text().replace('": "', '": "0', 1))
    code, out, _ = run("verify-site", survey, "--manifest", str(other))
    assert code == 1
    assert "nordlys/2026-h2/manifest.json is another than the published one\n" in out


def test_the_site_alone_goes_to_the_named_bucket(site: Site, run: Run) -> None:
    """To a bucket of another CDN, with the headers as files; never without a bucket."""
    site.desk.account().call(
        "s3",
        "create_bucket",
        Bucket="other-cdn",
        CreateBucketConfiguration={"LocationConstraint": "eu-north-1"},
    )
    code, _, err = run("deploy", "demo", "--site-only", "--bucket", "other-cdn")
    assert code == 0
    assert "route /api/* of the same host to it" in err
    assert (site.desk.root / "build" / "_headers").read_text().startswith("/*\n")
    code, _, err = run("deploy", "demo", "--site-only", "--bucket", "other-cdn")
    assert "0 files sent, 0 removed." in err
    assert run("deploy", "demo", "--site-only")[0] == 2


def test_check_reads_the_stages_too(site: Site, run: Run) -> None:
    """A slip in nejtak.toml is reported with all other faults."""
    file = site.desk.root / "nejtak.toml"
    before = file.read_text()
    file.write_text(before.replace("eu-north-1", "north"))
    code, _, err = run("check")
    file.write_text(before)
    assert code == 1
    assert "nejtak.toml:stages.demo.region: 'north' is not an AWS region." in err


def test_older_sources_roll_waves_back_only_by_flag_and_name(
    site: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources that have lost a wave are refused; with the flag a question is asked first."""
    files = sorted((site.desk.source / "clients" / "nordlys" / "waves").glob("2026-h2.*"))
    before = {file: file.read_bytes() for file in files}
    for file in files:
        file.unlink()
    try:
        code, _, err = run("deploy", "demo")
        assert (code, "nordlys/2026-h2: it is open, and would vanish" in err) == (1, True)
        assert "confirm with --roll-back" in err
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "yes")
        code, _, err = run("deploy", "demo", "--roll-back")
        assert (code, "That is not 'demo'. Nothing was done." in err) == (1, True)
        assert site.desk.request(site.host, "GET", "/nordlys/2026-h2/da/")[0] == 200

        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "demo")
        code, _, err = run("deploy", "demo", "--roll-back")
        assert code == 0, err
        assert site.desk.request(site.host, "GET", "/nordlys/2026-h2/da/")[0] == 404
    finally:
        for file, content in before.items():
            file.write_bytes(content)
    assert run("deploy", "demo")[0] == 0
    assert site.desk.request(site.host, "GET", "/nordlys/2026-h2/da/")[0] == 200


def test_a_stage_goes_only_by_its_name(
    site: Site, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With any other answer nothing is taken down; with the name the inbox stays, and is named."""
    inbox = next(
        line.split()[1] for line in run("status", "demo")[1].splitlines() if "inbox" in line
    )
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "yes")
    code, _, err = run("destroy", "demo")
    assert code == 1
    assert "Nothing was taken down: the name is 'demo'." in err
    assert site.desk.request(site.host, "GET", "/nordlys/2026-h2/da/")[0] == 200

    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "demo")
    code, _, err = run("destroy", "demo")
    assert code == 0
    assert f"The inbox {inbox} stays" in err


def test_an_unknown_stage_is_a_fault(run: Run) -> None:
    """A stage's name with a slip in it gets one line and exit code 1."""
    code, out, err = run("plan", "dmeo")
    assert (code, out) == (1, "")
    assert "'dmeo'" in err
