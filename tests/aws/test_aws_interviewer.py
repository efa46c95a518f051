"""An interviewer's rights, with IAM enforced: entries go in, and nothing at all comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from aws_support import REGION
from iam import allows
from interview_support import INTERVIEW, Interviewer, OpenWave

from nejtak.aws import policy
from nejtak.aws.resources.role import RETURNS_NOTHING
from nejtak.local import engine

INBOX, OTHER = "nejtak-prod-Inbox-1", "payroll"
ARN = f"arn:aws:dynamodb:{REGION}:123456789012:table/"
KEY = {"pk": {"S": "nordlys/2026-q3/0"}, "id": {"B": b"x"}}
BY_KEY = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": KEY["pk"]}}
# What an interviewer could want of the inbox, or of the account.
REFUSED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "read an entry": ("dynamodb", "get_item", {"Key": KEY}),
    "read several": ("dynamodb", "batch_get_item", {"RequestItems": {INBOX: {"Keys": [KEY]}}}),
    "read a wave": ("dynamodb", "query", BY_KEY),
    "read all": ("dynamodb", "scan", {}),
    "change": ("dynamodb", "update_item", {"Key": KEY}),
    "delete": ("dynamodb", "delete_item", {"Key": KEY}),
    "write several": (
        "dynamodb",
        "batch_write_item",
        {"RequestItems": {INBOX: [{"DeleteRequest": {"Key": KEY}}]}},
    ),
    "describe the table": ("dynamodb", "describe_table", {}),
    "delete the table": ("dynamodb", "delete_table", {}),
    "write elsewhere": ("dynamodb", "put_item", {"TableName": OTHER, "Item": KEY}),
    "list tables": ("dynamodb", "list_tables", {}),
    "list buckets": ("s3", "list_buckets", {}),
    "make a user": ("iam", "create_user", {"UserName": "me"}),
    "read logs": ("logs", "describe_log_groups", {}),
}


@pytest.fixture(scope="module")
def inbox(aws: Mapping[str, str]) -> Any:
    """A stage's inbox, another table, and somebody with all rights."""
    there = aws["AWS_ENDPOINT_URL"]
    client = boto3.client("dynamodb", region_name=REGION, endpoint_url=there)
    for name in (INBOX, OTHER):
        engine.create_table(client, name)
    return client


@pytest.fixture(scope="module")
def rights(inbox: Any) -> Iterator[boto3.Session]:
    """A user with the interviewer's policy for that inbox alone; this process has their keys."""
    iam = boto3.client("iam", region_name=inbox.meta.region_name)
    iam.create_user(UserName="interviewer")
    document = json.dumps(policy.interviewer(INBOX))
    iam.put_user_policy(UserName="interviewer", PolicyName="p", PolicyDocument=document)
    key = iam.create_access_key(UserName="interviewer")["AccessKey"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.setenv("NEJTAK_TABLE", INBOX)
        yield boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=REGION)


@pytest.mark.usefixtures("rights")
def test_interviews_are_entered_with_that_right_alone(inbox: Any, tmp_path: Path) -> None:
    """A whole interview, sent twice, is one item; a change of it is refused by the condition."""
    wave = OpenWave(tmp_path, inbox, INBOX)
    with wave.entering() as desk:
        interviewer = Interviewer(desk.url).sit_down()
        assert [interviewer.give(INTERVIEW)[0] for _ in range(2)] == [303, 303]
        assert interviewer.give({**INTERVIEW, "answer.deciding": ""})[0] == 409
    assert [held["mark"] for held in wave.opened()] == ["interview"]


@pytest.mark.parametrize("wish", REFUSED)
def test_everything_else_is_refused(rights: boto3.Session, wish: str) -> None:
    """By the service itself, for want of the right."""
    service, method, values = REFUSED[wish]
    client = rights.client(service)
    on_table = service == "dynamodb" and not {"RequestItems", "TableName"} & values.keys()
    named = {"TableName": INBOX} if on_table and method != "list_tables" else {}
    with pytest.raises(client.exceptions.ClientError) as refused:
        getattr(client, method)(**named, **values)
    assert refused.value.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")


def test_no_other_right_of_dynamodb_is_granted() -> None:
    """Of all that DynamoDB can do, PutItem alone, on that table, without the replaced item."""
    rights = [policy.interviewer(INBOX)]
    operations = boto3.client("dynamodb", region_name=REGION).meta.service_model.operation_names
    granted = [name for name in operations if allows(rights, f"dynamodb:{name}", f"{ARN}{INBOX}")]
    assert granted == ["PutItem"]
    for asked in ("ALL_OLD", "ALL_NEW", "UPDATED_OLD"):
        context = {"dynamodb:ReturnValues": asked}
        assert not allows(rights, "dynamodb:PutItem", f"{ARN}{INBOX}", context)
    assert not allows(rights, "dynamodb:PutItem", f"{ARN}{INBOX}2")
    (statement,) = policy.interviewer()["Statement"]
    assert statement["Condition"] == RETURNS_NOTHING
    assert statement["Resource"] == "arn:aws:dynamodb:*:*:table/nejtak-*"
