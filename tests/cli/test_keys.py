"""Keys, and the waves that are opened with them: who can read the answers."""

from __future__ import annotations

import json
import stat
import tomllib
from pathlib import Path

import pytest
from commands import Done, Run
from pyrage.x25519 import Identity
from sources import CONTRACT, PUBLIC_KEY, Site, fingerprint

from nejtak.base import gitignore

# Keys


def test_a_new_key_is_private_and_its_public_half_is_printed(site: Site, run: Run) -> None:
    """Standard output is the public key alone; the file is its owner's alone."""
    done = run("keys", "new")
    path = site.root.parent / ".nejtak/keys/partner.key"
    secret = path.read_text().splitlines()[-1]
    assert done.code == 0
    assert done.out == f"{Identity.from_str(secret).to_public()}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert ".nejtak/keys/partner.key" in done.err
    assert secret not in done.out + done.err


def test_a_key_is_never_overwritten(site: Site, run: Run) -> None:
    """The second time it refuses, or with --if-missing does nothing; the key stays."""
    run("keys", "new", "reserve")
    folder = site.root.parent / ".nejtak"
    before = fingerprint(folder)
    assert run("keys", "new", "reserve") == Done(
        1,
        "",
        ".nejtak/keys/reserve.key exists, and a key is never overwritten. Choose another name.\n",
    )
    assert run("keys", "new", "reserve", "--if-missing") == Done(0, "", "")
    assert fingerprint(folder) == before
    assert run("keys", "new", "second", "--if-missing").code == 0
    assert len(fingerprint(folder)) == len(before) + 1


@pytest.mark.parametrize("name", ["../x", "a/b", "", "A", ".hidden", "a b", "x.key"])
def test_a_key_lies_in_its_folder(site: Site, run: Run, name: str) -> None:
    """A name that would lead elsewhere is refused."""
    before = fingerprint(site.root.parent)
    assert run("keys", "new", name) == Done(
        1, "", f"{name!r} cannot name a key. Use a-z, 0-9 and hyphens.\n"
    )
    assert fingerprint(site.root.parent) == before


def test_keys_may_lie_elsewhere(run: Run, tmp_path: Path) -> None:
    """On a stick, say."""
    run("--keys", str(tmp_path / "stick"), "keys", "new", "a")
    assert {path.name for path in (tmp_path / "stick").iterdir()} == {"a.key", ".gitignore"}


def test_a_folder_that_is_there_already_gets_no_rule_for_git(run: Run, tmp_path: Path) -> None:
    """It could be anybody's; one that is made for keys keeps them out of git."""
    run("--keys", str(tmp_path), "keys", "new", "a")
    assert not (tmp_path / ".gitignore").exists()
    run("keys", "new", "b")
    assert (tmp_path / ".nejtak/.gitignore").read_text().splitlines()[1:] == ["*"]


# Opening a wave


def test_opening_freezes_the_contract_once(site: Site, run: Run) -> None:
    """Sealed to every key there is; the path on standard output; the second time it refuses."""
    site.prolong()
    keys = [run("keys", "new", name).out.strip() for name in ("partner", "reserve")]
    done = run("wave", "open", "nordlys", "2026-q3")
    assert (done.code, done.out) == (0, f"{site.root / CONTRACT}\n")
    assert done.err == (
        "nordlys/2026-q3 is open. Its answers can be read with 2 keys:\n"
        f"  partner: {keys[0]}\n  reserve: {keys[1]}\n"
    )
    frozen = site.read(CONTRACT)
    assert recipients(site) == keys
    assert run("check").code == 0
    run("keys", "new", "third")
    assert run("wave", "open", "nordlys", "2026-q3") == Done(
        1, "", "nordlys/2026-q3 is open already.\n"
    )
    assert run("wave", "open", "nordlys", "2026-q3", "--if-draft") == Done(0, "", "")
    assert site.read(CONTRACT) == frozen


def test_opening_needs_public_keys_only(site: Site, run: Run) -> None:
    """Whoever opens need not be able to read: the recipients in nejtak.toml are enough."""
    site.prolong()
    name_recipients(site, reserve=PUBLIC_KEY)
    done = run("wave", "open", "nordlys", "2026-q3", "--one-key")
    assert done.code == 0
    (recipient,) = json.loads(site.read(CONTRACT))["recipients"]
    assert recipient == {"name": "reserve", "key": PUBLIC_KEY}
    assert f"\n  reserve: {PUBLIC_KEY}\n" in done.err
    assert "There is only one key: if it is lost, so are the answers." in done.err


def test_a_single_recipient_needs_consent(site: Site, run: Run) -> None:
    """A lost key is lost data, so one key is a decision and not an oversight."""
    site.prolong()
    run("keys", "new")
    done = run("wave", "open", "nordlys", "2026-q3")
    assert (done.code, done.err) == (
        1,
        "'partner' is the only recipient: if its key is lost, so are the answers. Make a second "
        "key, which is kept elsewhere: nejtak keys new reserve. If you want a single key, say "
        "--one-key.\n",
    )
    assert not (site.root / CONTRACT).exists()
    assert run("wave", "open", "nordlys", "2026-q3", "--one-key").code == 0


def test_keys_in_two_places_stay_two_recipients(site: Site, run: Run) -> None:
    """The reserve's private half may lie in a safe: its public half stays in nejtak.toml."""
    site.prolong()
    own = [run("keys", "new", name).out.strip() for name in ("partner", "reserve")]
    (site.root.parent / ".nejtak/keys/reserve.key").unlink()
    assert run("wave", "open", "nordlys", "2026-q3").code == 0
    assert recipients(site) == own
    assert "recipient" not in run("check").err


def test_a_new_key_is_named_in_the_project(site: Site, run: Run) -> None:
    """Comments and other tables stay; the same name again is refused before a key is made."""
    file = site.root.parent / "nejtak.toml"
    file.write_text('# ours\nsources = "site"\n\n[stages.prod] # later\nregion = "eu-north-1"\n')
    own = run("keys", "new").out.strip()
    text = file.read_text()
    assert text.startswith('# ours\nsources = "site"\n\n[stages.prod] # later\n')
    assert tomllib.loads(text)["recipients"] == {"partner": own}
    (site.root.parent / ".nejtak/keys/partner.key").unlink()
    assert run("keys", "new") == Done(
        1, "", "nejtak.toml calls another key 'partner' already. Choose another name.\n"
    )
    assert not [*(site.root.parent / ".nejtak/keys").glob("*.key")]


def test_check_compares_private_keys_with_recipients(site: Site, run: Run) -> None:
    """A key that opens nothing is noticed before a wave is sealed without it."""
    own = [run("keys", "new", name).out.strip() for name in ("partner", "reserve")]
    name_recipients(site, partner=own[1])
    said = run("check").err
    assert ".nejtak/keys/partner.key is not the key that nejtak.toml calls 'partner'" in said
    assert "reserve.key" not in said
    name_recipients(site, partner=own[0])
    said = run("check").err
    assert f'add to [recipients] in nejtak.toml: reserve = "{own[1]}"' in said
    assert "partner.key" not in said


def name_recipients(site: Site, **recipients: str) -> None:
    """Let nejtak.toml name these public keys and no others."""
    lines = [f'{name} = "{key}"' for name, key in recipients.items()]
    text = "\n".join([f'sources = "{site.root.name}"', "[recipients]", *lines, ""])
    (site.root.parent / "nejtak.toml").write_text(text)


def recipients(site: Site) -> list[str]:
    """The public keys in the contract, in the order of their names."""
    return [one["key"] for one in json.loads(site.read(CONTRACT))["recipients"]]


@pytest.fixture
def demo(run: Run) -> str:
    """The public half of the demo's key, as `make preview` makes it."""
    return run("keys", "new", "demo").out.strip()


NOT_DEMO = "The demo's key is not among them: it is for fictional clients only.\n"
NO_RECIPIENT = (
    "nejtak.toml names no recipient{but}. Make a key, which adds it there: nejtak keys new\n"
)
ONLY_DEMO = NO_RECIPIENT.format(but=" but the demo's key, which is for fictional clients")


def test_the_demos_key_never_seals_a_real_client(site: Site, run: Run, demo: str) -> None:
    """Left out and said so, under its own name and under another; alone it opens no wave."""
    site.prolong()
    assert run("wave", "open", "nordlys", "2026-q3") == Done(1, "", NO_RECIPIENT.format(but=""))
    for named in ({"other": demo}, {"demo": PUBLIC_KEY}):
        name_recipients(site, **named)
        assert run("wave", "open", "nordlys", "2026-q3") == Done(1, "", ONLY_DEMO)
    assert not (site.root / CONTRACT).exists()
    own = run("keys", "new", "partner").out.strip()
    done = run("wave", "open", "nordlys", "2026-q3", "--one-key")
    assert (done.code, done.err.count(NOT_DEMO), demo in done.err) == (0, 1, False)
    assert recipients(site) == [own]


def test_the_demos_key_seals_a_fictional_client(site: Site, run: Run, demo: str) -> None:
    """With every other key that there is."""
    site.prolong()
    site.replace("clients/nordlys/client.toml", "[brand]", "fictional = true\n\n[brand]")
    own = run("keys", "new", "partner").out.strip()
    done = run("wave", "open", "nordlys", "2026-q3")
    assert f"  demo: {demo}\n  partner: {own}\n" in done.err
    assert NOT_DEMO not in done.err
    assert recipients(site) == [demo, own]


def test_opening_a_wave_keeps_its_answers_out_of_git(site: Site, run: Run) -> None:
    """A `.gitignore` in the project names them; what stood in one stays, and stands once."""
    site.prolong()
    run("keys", "new")
    rules = site.root.parent / ".gitignore"
    rules.write_text("*.swp\n*.age")
    run("wave", "open", "nordlys", "2026-q3", "--one-key")
    lines = rules.read_text().splitlines()
    assert lines[:2] == ["*.swp", "*.age"]
    assert [lines.count(line) for line in gitignore.LINES] == [1] * len(gitignore.LINES)
    before = rules.read_text()
    site.remove(CONTRACT)
    run("wave", "open", "nordlys", "2026-q3", "--one-key")
    assert rules.read_text() == before


def test_waves_behind_a_link_get_their_own_gitignore(
    site: Site, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The rules of git end at links: without one of their own, another repository took them."""
    elsewhere = tmp_path_factory.mktemp("other") / "elsewhere"
    site.prolong()
    (site.root / "clients").rename(elsewhere)
    (site.root / "clients").symlink_to(elsewhere)
    run("keys", "new")
    assert run("wave", "open", "nordlys", "2026-q3", "--one-key").code == 0
    rule = elsewhere / "nordlys/waves/.gitignore"
    assert rule.read_text().splitlines()[1:] == list(gitignore.LINES)


def test_a_wave_is_not_opened_without_a_key(site: Site, run: Run) -> None:
    """Answers that nobody can read would be lost from the start."""
    site.prolong()
    assert run("wave", "open", "nordlys", "2026-q3") == Done(1, "", NO_RECIPIENT.format(but=""))
    assert not (site.root / CONTRACT).exists()


def test_a_key_that_others_can_read_is_refused(site: Site, run: Run) -> None:
    """The message has the command that fixes it."""
    site.prolong()
    run("keys", "new")
    path = site.root.parent / ".nejtak/keys/partner.key"
    path.chmod(0o644)
    assert run("check") == Done(
        1,
        "",
        "1 survey, 1 client, 1 wave: no faults.\n"
        ".nejtak/keys/partner.key can be read by other users. "
        "Fix it: chmod 600 .nejtak/keys/partner.key\n",
    )
