"""The test at the end of a deployment, the public manifest, and the site for another CDN."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from aws_support import FULL, HEADERS, PLAIN, REGION, packaged
from emulator import MACHINE, Site
from lambda_host import LambdaHost, lambda_environment, rest_event

from nejtak.aws import cost, other_cdn, smoke, wave_manifest
from nejtak.aws.apply import stage_status
from nejtak.aws.web import Web, WebAnswer
from nejtak.errors import EngineError, StateError

MANIFEST = "nordlys/2026-h2/manifest.json"


class Altered(Web):
    """The real site, but for some addresses that a dishonest server answers in its own way."""

    def __init__(self, **answers: WebAnswer) -> None:
        super().__init__()
        self.answers = answers

    def ask(self, url: str, body: bytes | None = None) -> WebAnswer:
        """By the end of the address."""
        path = "/".join(url.split("/")[3:])
        return self.answers.get(path) or super().ask(url, body)


def items(site: Site) -> list[dict[str, Any]]:
    """The items of the inbox."""
    account = site.desk.account()
    found = account.call("dynamodb", "scan", TableName=stage_status(account).inbox)
    return [dict(item) for item in found["Items"]]


def run(site: Site, web: Web) -> None:
    """The test, without waiting for a host name to be known."""
    smoke.smoke_test(
        site.desk.account(), web, site.host, site.deployed.inbox, site.deployment.headers, 1
    )


def test_the_canary_goes_all_the_way_and_leaves_nothing(site: Site) -> None:
    """Twice, so that one run is not taken for the other's repeat."""
    before = items(site)
    run(site, Web())
    run(site, Web())
    assert items(site) == before


def test_the_canarys_wave_belongs_to_no_client() -> None:
    """Its id is kept from clients, and it is sealed to nobody's key."""
    from nejtak.base.recipients import is_public_key
    from nejtak.project.clients import RESERVED

    assert smoke.CLIENT in RESERVED
    made = json.loads(smoke.canary_contract([7, 9]))
    assert (made["client"], made["wave"], made["expires"]) == ("api", "smoke", 9)
    assert all(is_public_key(recipient["key"]) for recipient in made["recipients"])


def test_a_form_to_the_canarys_wave_rings_nobody(tmp_path: Path) -> None:
    """A stranger who sends one is refused; a failure of ours would count for the alarm."""
    with zipfile.ZipFile(io.BytesIO(packaged("plain", MACHINE).code)) as archive:
        archive.extractall(tmp_path)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    with LambdaHost(tmp_path, lambda_environment({"AWS_REGION": REGION})) as host:
        for body in (b"", b"language=en&canary=sings&canary=sings", b"language=en"):
            reply = host.invoke(rest_event(smoke.CLIENT, smoke.WAVE, body, form))
            assert (reply["statusCode"], "<title>" in reply["body"]) == (400, True)
        assert host.lines == ""


def test_each_fault_of_a_deployed_stage_is_named(site: Site) -> None:
    """A collector that lies, one that fails, and a page without its headers."""
    path = "api/responses/api/smoke"
    for code, message in ((201, "it is not in the inbox"), (503, "the collector answers 503")):
        with pytest.raises(EngineError, match=f"(?s)does not work as it should.*{message}"):
            run(site, Altered(**{path: WebAnswer(code, {}, b"")}))
    with pytest.raises(EngineError, match="pages-headers: /: Referrer-Policy is None"):
        run(site, Altered(**{"": WebAnswer(200, {}, b"")}))


def test_anybody_can_hold_the_pages_against_the_manifest(site: Site) -> None:
    """By the survey's address alone; the manifest names this wave, its assets, and nothing else."""
    url = f"{site.deployed.url}nordlys/2026-h2/da/"
    found = wave_manifest.compare_site(Web(), url)
    assert found.different == {}
    local = {p for p in site.deployment.files if p.startswith("nordlys/") and p != MANIFEST}
    assert local <= set(found.equal)
    assert all(p in local or p.startswith(("static/", "logos/")) for p in found.equal)
    assert any(p.endswith(".css") for p in found.equal)
    published = (site.deployment.site / MANIFEST).read_bytes()
    assert wave_manifest.compare_site(Web(), url, published) == found


def test_a_page_that_is_another_is_named(site: Site) -> None:
    """A page, a manifest that goes with it, and a page that is gone."""
    url = f"{site.deployed.url}nordlys/2026-h2/da/"
    page = "nordlys/2026-h2/da/"
    other = WebAnswer(200, {}, b"<!DOCTYPE html>")
    found = wave_manifest.compare_site(Altered(**{page: other}), url)
    assert found.different == {f"{page}index.html": "is another page"}
    published = (site.deployment.site / MANIFEST).read_bytes()
    told = json.loads(published)
    told["files"][f"{page}index.html"] = wave_manifest._hash(other.body)
    both = Altered(**{page: other, MANIFEST: WebAnswer(200, {}, json.dumps(told).encode())})
    assert not wave_manifest.compare_site(both, url).different  # so publish it elsewhere, too
    assert set(wave_manifest.compare_site(both, url, published).different) == {
        MANIFEST,
        f"{page}index.html",
    }
    gone = Altered(**{page: WebAnswer(404, {}, b"")})
    assert wave_manifest.compare_site(gone, url).different == {f"{page}index.html": "answers 404"}


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("https://host/nordlys/", b""),
        ("http://host/nordlys/2026-h2/da/", b""),
        ("https://host/a/b/da/", b"[]"),
        ("https://host/a/b/da/", b'{"format": 1, "files": {"c/d/index.html": "0"}}'),
        ("https://host/a/b/da/", b'{"format": 1, "files": {"a/b/../../index.html": "0"}}'),
    ],
)
def test_an_address_without_a_survey_or_manifest_is_refused(url: str, body: bytes) -> None:
    """Before anything else is fetched."""
    web = Altered(**{"a/b/manifest.json": WebAnswer(200, {}, body)})
    with pytest.raises(StateError):
        wave_manifest.compare_site(web, url)


def test_the_site_alone_goes_to_another_bucket(site: Site, tmp_path: Path) -> None:
    """Everything once, then nothing; a change is one file, and a missing page is removed."""
    account = site.desk.account()
    account.call(
        "s3",
        "create_bucket",
        Bucket="elsewhere",
        CreateBucketConfiguration={"LocationConstraint": "eu-north-1"},
    )
    (tmp_path / "static").mkdir()
    for name in ("index.html", "old.html", "static/a.css"):
        (tmp_path / name).write_text(name)
    first = other_cdn.bucket_changes(account, tmp_path, "elsewhere")
    assert first.added == ("index.html", "old.html", "static/a.css")
    other_cdn.sync_bucket(account, tmp_path, "elsewhere", first)
    assert not other_cdn.bucket_changes(account, tmp_path, "elsewhere")
    (tmp_path / "index.html").write_text("new")
    (tmp_path / "old.html").unlink()
    second = other_cdn.bucket_changes(account, tmp_path, "elsewhere")
    assert (second.added, second.changed, second.removed) == ((), ("index.html",), ("old.html",))
    other_cdn.sync_bucket(account, tmp_path, "elsewhere", second)
    assert not other_cdn.bucket_changes(account, tmp_path, "elsewhere")


def test_headers_are_written_for_others() -> None:
    """Every header but the one that lies on each object, once for each kind of server."""
    files = other_cdn.header_files(HEADERS)
    assert files["_headers"].startswith("/*\n  Content-Security-Policy: default-src 'none'; ")
    assert 'add_header Referrer-Policy "no-referrer" always;\n' in files["headers.nginx.conf"]
    for text in files.values():
        assert text.count("\n") >= len(HEADERS) - 1
        assert "Cache-Control" not in text


def test_the_price_follows_the_limits() -> None:
    """Ten times the rate is a worse day; alarms cost at rest; the figures have their day."""
    plain, full = cost.cost(PLAIN, 1_000_000), cost.cost(FULL, 1_000_000)
    assert plain.answers == 10 * 86_400
    # By hand: a request to API, CDN and function, 66 write units, and five functions' seconds.
    run = 5 * 86_400 * 0.5 * 1.33334e-5
    assert plain.worst_day == pytest.approx(864_000 * (4.7e-6 + 66 * 0.625e-6) + run)
    assert full.month == pytest.approx(0.2 + plain.month)
    assert full.worst_day < plain.worst_day
    assert 0.01 < plain.thousand_answers < 0.1
    said = cost.cost_text(plain, PLAIN)
    assert plain.as_of in said
    assert "864,000 of the largest answers" in said
