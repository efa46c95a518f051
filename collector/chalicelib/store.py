"""The inbox: one conditional write, and no right to read.

The condition is met by a new id, and by the id of a response with the same `check`: a retry,
whether the page, the candidate or botocore repeats it, is one item. The same id with another
check is a changed answer; the first is kept. Nothing is read back to find out.

Which engine answers is chosen by the standard AWS variables (`AWS_ENDPOINT_URL` and its kin) and
by nothing else; the table is `NEJTAK_TABLE`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import log
from chalicelib.seal import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Outcome = Literal["stored", "changed", "busy"]

CONDITION = "attribute_not_exists(id) OR #check = :check"

# The whole must answer before the function's 10 s are over: at worst three attempts of 2 s each,
# and between them up to 1 s and 2 s of back-off.
CONFIG = Config(
    connect_timeout=0.5,
    read_timeout=1.5,
    retries={"mode": "standard", "total_max_attempts": 3},
)

# Made at import, because a Lambda function has a full processor only while it starts, and nearly
# every submission meets a cold start.
CLIENT: DynamoDBClient = boto3.client("dynamodb", config=CONFIG)


def put(item: Item, client: DynamoDBClient = CLIENT) -> Outcome:
    """Write the item. `stored` only once DynamoDB has committed it; `busy` when it has not said so.

    After `busy` the item may be there all the same (the answer was lost on the way); sending the
    same response again is safe.
    """
    try:
        client.put_item(
            TableName=os.environ["NEJTAK_TABLE"],
            Item={
                "pk": {"S": item.pk},
                "id": {"B": item.id},
                "check": {"B": item.check},
                "sealed": {"B": item.sealed},
                "expires": {"N": str(item.expires)},
            },
            ConditionExpression=CONDITION,
            ExpressionAttributeNames={"#check": "check"},
            ExpressionAttributeValues={":check": {"B": item.check}},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return "changed"
        log.failure(error)
        return "busy"
    except BotoCoreError as error:
        log.failure(error)
        return "busy"
    return "stored"
