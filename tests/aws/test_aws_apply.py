"""From sources to a running stage and back, in an emulated AWS that enforces IAM."""

from __future__ import annotations

import dataclasses
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from aws_support import ROOT
from emulator import Site, calls_of, user

from nejtak.aws import objects, smoke, stack
from nejtak.aws import plan as plans
from nejtak.aws import policy as policies
from nejtak.aws.account import Account, permission
from nejtak.aws.apply import apply_plan, stage_status
from nejtak.aws.plan import plan_deployment, plan_from_json, plan_text, plan_to_json
from nejtak.aws.preflight import preflight
from nejtak.aws.prepare import Deployment
from nejtak.aws.resources import alarms
from nejtak.aws.teardown import destroy_stage
from nejtak.aws.web import Web
from nejtak.errors import EngineError, NejtakError, StateError

WORKER = Path(__file__).with_name("apply_worker.py")
WAVE = "/api/responses/nordlys/2026-h2"
NUMBER = "0123456789abcdef" * 2


def silent(_: str) -> None:
    """Say nothing."""


def items(account: Account) -> list[dict[str, Any]]:
    """The items of the inbox."""
    table = stage_status(account).inbox
    found: list[dict[str, Any]] = account.client("dynamodb").scan(TableName=table)["Items"]
    return found


def test_pages_and_refusals_come_with_headers_from_the_distribution(site: Site) -> None:
    """Folders, a missing page, an address without its slash: each with every security header."""
    headers = json.loads((site.desk.root / "build" / "headers.json").read_text())
    for path, code in (
        ("/", 200),
        ("/nordlys/2026-h2/da/", 200),
        ("/nordlys/2026-h2/en/thanks/", 200),
        ("/nowhere/", 404),
        ("/site.json", 404),
        ("/static/none.css", 404),
    ):
        answer, found, body = site.desk.request(site.host, "GET", path)
        assert (path, answer) == (path, code)
        assert {name: found.get(name) for name in headers} == headers
        assert body.startswith("<!DOCTYPE html>")
    answer, found, _ = site.desk.request(site.host, "GET", "/nordlys/2026-h2/en/thanks/?a=b")
    assert (answer, found["Location"]) == (301, "/nordlys/2026-h2/en/thanks/")
    answer, found, _ = site.desk.request(site.host, "GET", "/nordlys/2026-h2/da")
    assert (answer, found["Location"]) == (301, "/nordlys/2026-h2/da/")
    assert site.desk.request(site.host, "GET", "//elsewhere.example")[0] != 301


def test_assets_are_kept_for_ever_and_pages_not_at_all(site: Site) -> None:
    """The origin's word on an asset wins over the pages' header."""
    (asset, *_) = [path for path in site.deployment.files if path.startswith("static/")]
    _, found, _ = site.desk.request(site.host, "GET", f"/{asset}")
    assert found["Cache-Control"] == "public, max-age=31536000, immutable"
    assert found["Content-Type"] == "text/css; charset=utf-8"


def test_an_answer_lands_in_the_table_sealed(site: Site) -> None:
    """JSON and form through the distribution; a repeat is one item, a change is refused."""
    before = len(items(site.desk.account()))
    body = {"number": NUMBER, "language": "da", "answers": {"positives": "Mødet"}, "website": ""}
    kind = "application/json"
    for expected, answers in ((201, "Mødet"), (201, "Mødet"), (409, "Lønnen")):
        body["answers"] = {"positives": answers}
        code, _, said = site.desk.request(site.host, "POST", WAVE, json.dumps(body), kind)
        assert code == expected, said
    said = {"number": "b" * 32, "language": "da", "positives": "Maden", "website": ""}
    form = urlencode(said)
    kind = "application/x-www-form-urlencoded"
    code, found, _ = site.desk.request(site.host, "POST", WAVE, form, kind)
    assert (code, found["Location"]) == (303, "/nordlys/2026-h2/da/thanks/")
    stored = items(site.desk.account())
    assert len(stored) == before + 2
    assert {frozenset(item) for item in stored} == {
        frozenset(("pk", "id", "check", "sealed", "expires"))
    }
    assert b"age-encryption.org" in stored[0]["sealed"]["B"]


def test_the_collectors_own_refusals_are_not_replaced(site: Site) -> None:
    """The 404 page of the site never hides an answer of the collector."""
    code, found, body = site.desk.request(
        site.host, "POST", "/api/responses/no/wave", "{}", "application/json"
    )
    assert (code, json.loads(body)) == (404, {"error": "unknown"})
    assert found["Content-Type"].startswith("application/json")


def test_nothing_changed_is_one_read_of_the_bucket_and_no_write(site: Site) -> None:
    """A second plan and deployment: three questions, none of which changes anything."""
    account = site.desk.account()
    made = calls_of(account)
    found = plan_deployment(account, site.deployment)
    assert not found
    assert plan_text(found).endswith("Nothing to do: stack and site are as they were built.")
    assert [call for call in made if call.startswith("s3:")] == ["s3:GetObject"]
    assert set(made) == {"sts:GetCallerIdentity", "cloudformation:DescribeStacks", "s3:GetObject"}


def test_a_changed_text_sends_only_its_pages(site: Site) -> None:
    """The plan names them and their manifest, and is saved whole; the collector goes first."""
    site.desk.edit("clients/nordlys/da.md", "opdigtet firma.", "opdigtet firma. En ny sætning.")
    deployment, account = site.desk.deployment(), site.desk.account()
    found = plan_deployment(account, deployment)
    changed = found.site.changed
    assert changed
    manifest = {"nordlys/2026-h2/manifest.json"}
    assert all(path.startswith("nordlys/2026-h2/da/") for path in set(changed) - manifest)
    assert manifest < set(changed)
    assert (found.site.added, found.site.removed) == ((), ())
    assert plan_from_json(plan_to_json(found)) == found
    # The collector sends the same page back, so it is packed anew, and goes first.
    assert "APIHandler" in {change.id for change in found.stack}
    assert "Inbox" not in {change.id for change in found.stack}
    assert not any(change.replaced for change in found.stack)
    made = calls_of(account)
    done = apply_plan(account, deployment, plan_from_json(plan_to_json(found)), silent)
    assert (done.url, done.sent, done.removed) == (site.deployed.url, len(changed), 0)
    puts = [n for n, call in enumerate(made) if call == "s3:PutObject"]
    assert made.index("cloudformation:ExecuteChangeSet") < puts[1]
    _, _, body = site.desk.request(site.host, "GET", "/nordlys/2026-h2/da/")
    assert "En ny sætning." in body
    assert not plan_deployment(site.desk.account(), deployment)
    site.deployment = deployment


def test_a_plan_is_applied_exactly_or_not_at_all(site: Site) -> None:
    """Other sources, another stage, another deployment in between: each is refused by name."""
    account, deployment = site.desk.account(), site.deployment
    found = plan_deployment(account, deployment)
    for wrong, message in (
        ({"site_digest": "0"}, "The sources have changed"),
        ({"stage": "prod"}, "This plan is for prod"),
        ({"etag": '"0"'}, "The site has changed"),
    ):
        stale = dataclasses.replace(found, **wrong)
        with pytest.raises(StateError, match=message):
            apply_plan(account, deployment, stale, silent)
    for broken in ("", "[]", '{"format": 2}', plan_to_json(found).replace('"stack"', '"stock"')):
        with pytest.raises(StateError, match="no plan"):
            plan_from_json(broken)


def test_two_deployments_at_once_are_not_mixed(site: Site) -> None:
    """The second to write the manifest is refused, and has sent nothing."""
    account = site.desk.account()
    before = plans.deployed_manifest(account, stack.describe_stack(account))
    objects.write_manifest(account, before)
    (site.desk.root / "one.html").write_text("x")
    stale = dataclasses.replace(before, etag='"00000000000000000000000000000000"')
    with pytest.raises(StateError, match="Somebody else is deploying"):
        objects.sync_site(
            account, site.desk.root, objects.SiteChanges(added=("one.html",)), stale, {}
        )
    assert site.desk.request(site.host, "GET", "/one.html")[0] == 404


def test_too_many_removals_are_refused(site: Site) -> None:
    """A half-empty source folder does not empty the site."""
    account = site.desk.account()
    site.deploy(site.deployment)
    gone = dict(list(site.deployment.files.items())[:2])
    deployment = dataclasses.replace(site.deployment, files=gone)
    found = plan_deployment(account, deployment)
    count = len(found.site.removed)
    with pytest.raises(StateError, match=f"--max-deletes {count}$"):
        apply_plan(account, deployment, found, silent, max_deletes=count - 1)
    assert not plan_deployment(site.desk.account(), site.deployment)


def test_a_stack_that_fails_is_rolled_back_and_the_site_goes_on(site: Site) -> None:
    """The reason is named, no page was touched, and answers still arrive."""
    deployment = site.deployment
    template = json.loads(json.dumps(deployment.template))
    function = template["Resources"]["APIHandler"]["Properties"]
    function["CodeUri"]["Key"] = "collector/that-is-not-there.zip"
    template["Outputs"]["Digest"]["Value"] = "broken"
    files = {**deployment.files, "new.html": "0"}
    broken = dataclasses.replace(deployment, template=template, files=files)
    account = site.desk.account()
    with pytest.raises(EngineError, match=r"(?s)ROLLBACK_COMPLETE.*APIHandler.*no page was"):
        apply_plan(account, broken, plan_deployment(account, broken), silent)
    assert site.desk.request(site.host, "GET", "/nordlys/2026-h2/da/")[0] == 200
    body = {"number": "f" * 32, "language": "da", "answers": {"positives": "Ja"}, "website": ""}
    kind = "application/json"
    assert site.desk.request(site.host, "POST", WAVE, json.dumps(body), kind)[0] == 201
    assert stage_status(site.desk.account()).whole


class StoppedError(BaseException):
    """As if the process were killed here."""


class Stopping(Account):
    """An account whose process ends before its n-th call."""

    calls = 0
    last = 0

    def call(self, service: str, method: str, /, **values: object) -> Any:
        """Count, and stop."""
        if service != "sts":
            self.calls += 1
            if self.calls > self.last:
                raise StoppedError
        return super().call(service, method, **values)


def test_killed_anywhere_a_deployment_can_be_run_again(site: Site) -> None:
    """SIGKILL at every other step: no page ahead of its collector; the next run mends all."""
    first = site.deployment
    site.deploy(first)
    account = site.desk.account()
    order = site.desk.root / "deployment"
    with subprocess.Popen(
        [sys.executable, str(WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        for last in range(0, 80, 2):
            deployment = another(site, first, last)
            order.write_bytes(pickle.dumps(deployment))
            print(
                json.dumps({"deployment": str(order), "last": last}), file=worker.stdin, flush=True
            )
            ended = int(worker.stdout.readline())
            running = stack.describe_stack(account)
            assert running is not None
            if f"{last}.html" in in_bucket(account):
                assert running.outputs["Digest"] == deployment.digest
            if not ended:
                break
            assert ended == signal.SIGKILL
            apply_plan(account, deployment, plan_deployment(account, deployment), silent)
            assert in_bucket(account) == set(deployment.files), last
            assert stage_status(account).whole
            assert not plan_deployment(account, deployment)
        worker.stdin.close()
    assert last >= 20


@pytest.mark.parametrize("last", [2, 5, 8, 11])
def test_stopped_anywhere_a_first_deployment_can_be_run_again(site: Site, last: int) -> None:
    """Before the bucket, before the change set, before and after the stack: then from the start."""
    stage = dataclasses.replace(site.desk.stage, name=f"first-{last}", alarm=None)
    deployment = dataclasses.replace(site.deployment, stage=stage, budget=None)
    account, stopping = Account(stage), Stopping(stage)
    stopping.last = last
    with pytest.raises(StoppedError):
        apply_plan(stopping, deployment, plan_deployment(stopping, deployment), silent)
    apply_plan(account, deployment, plan_deployment(account, deployment), silent)
    assert in_bucket(account) == set(deployment.files)
    assert not plan_deployment(account, deployment)
    destroy_stage(account, stage.name, silent)


@pytest.mark.parametrize("inbox", [False, True], ids=["kept", "deleted"])
def test_a_stopped_removal_still_knows_the_inbox(site: Site, inbox: bool) -> None:
    """Stopped once the stack is gone: the next run names the inbox, or `--inbox` deletes it."""
    stage = dataclasses.replace(site.desk.stage, name="short", alarm=None)
    deployment = dataclasses.replace(site.deployment, stage=stage, budget=None)
    account = Account(stage)
    done = apply_plan(account, deployment, plan_deployment(account, deployment), silent)
    delete = stack.delete_stack

    def stop(account: Account, found: stack.Stack) -> None:
        delete(account, found)
        raise StoppedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stack, "delete_stack", stop)
        with pytest.raises(StoppedError):
            destroy_stage(account, stage.name, silent, inbox=inbox)
    assert stack.describe_stack(account) is None
    assert done.inbox in account.client("dynamodb").list_tables()["TableNames"]
    kept = destroy_stage(Account(stage), stage.name, silent, inbox=inbox)
    assert kept == (() if inbox else (done.inbox,))
    left = account.client("dynamodb").list_tables()["TableNames"]
    assert (done.inbox in left) is not inbox
    assert destroy_stage(Account(stage), stage.name, silent, inbox=True) == ()


def another(site: Site, deployment: Deployment, number: int) -> Deployment:
    """A deployment with another function, a page added, one changed, and the last one's removed."""
    folder = site.desk.root / f"site-{number}"
    shutil.copytree(deployment.site, folder)
    (folder / f"{number}.html").write_text(str(number))
    (folder / "index.html").write_text(str(number))
    (folder / "static" / f"{number}.css").write_text(str(number))
    template = json.loads(json.dumps(deployment.template))
    template["Resources"]["APIHandler"]["Properties"]["MemorySize"] += number + 1
    template["Outputs"]["Digest"]["Value"] = f"deployment {number}"
    return dataclasses.replace(
        deployment, site=folder, files=objects.hashes(folder), template=template
    )


def in_bucket(account: Account) -> set[str]:
    """The objects in the site's bucket."""
    running = stack.describe_stack(account)
    assert running is not None
    found = account.client("s3").list_objects_v2(Bucket=running.outputs["Site"])
    return {one["Key"] for one in found["Contents"]}


def test_the_function_cannot_read_its_own_writes(site: Site) -> None:
    """With the role's own rights, AWS refuses every other call on the table."""
    account = site.desk.account()
    table = stage_status(account).inbox
    resources = account.client("cloudformation").describe_stack_resources(StackName="nejtak-demo")
    (role,) = [
        r["PhysicalResourceId"]
        for r in resources["StackResources"]
        if r["LogicalResourceId"] == "ApiHandlerRole"
    ]
    iam = account.client("iam")
    policy = iam.get_role_policy(RoleName=role, PolicyName="Collector")["PolicyDocument"]
    client = boto3.client("dynamodb", region_name="eu-north-1", **user(account, "reader", policy))
    key = {"pk": {"S": "a"}, "id": {"B": b"b"}}
    client.put_item(TableName=table, Item={**key, "expires": {"N": "1"}})
    for method, values in (
        ("get_item", {"Key": key}),
        ("scan", {}),
        ("delete_item", {"Key": key}),
        (
            "query",
            {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}},
        ),
    ):
        with pytest.raises(client.exceptions.ClientError, match="AccessDenied"):
            getattr(client, method)(TableName=table, **values)


def as_user(monkeypatch: pytest.MonkeyPatch, keys: dict[str, str]) -> None:
    """Be this user from now on."""
    for name, value in keys.items():
        monkeypatch.setenv(name.upper(), value)


def test_the_deployers_policy_is_enough_and_no_more(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user with that policy alone deploys and takes down; each direct call is in it, and used."""
    policy = policies.deployer()
    # AWS has one right to change budgets; the emulator asks for one per call.
    # And it knows no leading keys, so that the canary's right holds for nothing here.
    own = ["budgets:CreateBudget", "budgets:DeleteBudget", "dynamodb:DeleteItem"]
    policy["Statement"].append({"Effect": "Allow", "Action": own, "Resource": "*"})
    as_user(monkeypatch, user(site.desk.account(), "deployer", policy))
    stage = dataclasses.replace(site.desk.stage, name="second")
    template = json.loads(json.dumps(site.deployment.template))
    deployment = dataclasses.replace(
        site.deployment, stage=stage, template=template, budget=alarms.budget(stage)
    )
    # The bucket refuses whoever does not speak TLS.
    monkeypatch.setenv("AWS_ENDPOINT_URL", os.environ["TLS_ENDPOINT"])
    monkeypatch.setenv("AWS_CA_BUNDLE", os.environ["SSL_CERT_FILE"])
    account = Account(stage)
    made = calls_of(account)
    assert preflight(account, deployment).faults == ()
    done = apply_plan(account, deployment, plan_deployment(account, deployment), silent)
    smoke.smoke_test(account, Web(), done.host, done.inbox, deployment.headers)
    function = template["Resources"]["APIHandler"]["Properties"]
    function["MemorySize"] += 1
    template["Outputs"]["Digest"]["Value"] = "more"
    plan_deployment(account, deployment)
    apply_plan(account, deployment, plan_deployment(account, deployment), silent)
    function["CodeUri"]["Key"] = "none.zip"
    template["Outputs"]["Digest"]["Value"] = "broken"
    with pytest.raises(EngineError, match="APIHandler"):
        apply_plan(account, deployment, plan_deployment(account, deployment), silent)
    destroy_stage(account, "second", silent)
    # For a domain, and for a rollback that failed: other tests have those.
    others = {"acm:DescribeCertificate", "cloudformation:ContinueUpdateRollback"}
    assert {permission(*call.split(":")) for call in made} == policies.DIRECT - others
    with pytest.raises(account.client("dynamodb").exceptions.ClientError, match="AccessDenied"):
        account.client("dynamodb").scan(TableName="nejtak-second-Inbox")


def test_a_missing_permission_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line says which; unknown keys and profiles say how to sign in."""
    some = {"Effect": "Allow", "Action": "cloudformation:DescribeStacks", "Resource": "*"}
    nothing = {"Version": "2012-10-17", "Statement": [some]}
    as_user(monkeypatch, user(site.desk.account(), "newcomer", nothing))
    with pytest.raises(NejtakError, match=r"^AWS does not allow you s3:GetObject\. docs/aws\.md"):
        plan_deployment(site.desk.account(), site.deployment)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIANOBODY")
    with pytest.raises(StateError, match=r"does not know your credentials.*aws sso login"):
        plan_deployment(site.desk.account(), site.deployment)
    with pytest.raises(StateError, match=r"no AWS profile 'gone'\. Sign in"):
        Account(dataclasses.replace(site.desk.stage, profile="gone"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(StateError, match=r"There are no AWS credentials\. Sign in"):
        plan_deployment(site.desk.account(), site.deployment)


def test_taking_down_asks_for_the_name_and_keeps_the_answers(site: Site) -> None:
    """The last test of this module: a wrong name does nothing, the right one leaves the table."""
    site.deploy(site.deployment)
    account = site.desk.account()
    before = stage_status(account)
    assert (before.url, before.whole) == (site.deployed.url, True)
    assert before.files == len(site.deployment.files)
    with pytest.raises(StateError, match="Nothing was taken down"):
        destroy_stage(account, "dmeo", silent)
    kept = len(items(account))
    assert destroy_stage(account, "demo", silent) == (before.inbox,)
    with pytest.raises(StateError, match="Nothing is deployed"):
        stage_status(site.desk.account())
    client = account.client("dynamodb")
    assert client.scan(TableName=before.inbox)["Count"] == kept
    assert account.client("s3").list_buckets()["Buckets"] == []
    assert account.client("iam").list_roles()["Roles"] == []
    assert account.client("cloudfront").list_distributions()["DistributionList"]["Quantity"] == 0
    budgets = account.client("budgets").describe_budgets(AccountId=account.id)
    assert budgets.get("Budgets", []) == []
    assert destroy_stage(site.desk.account(), "demo", silent) == (before.inbox,)
    assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
