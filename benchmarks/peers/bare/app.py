"""The floor: a handler with no framework that reads an answer and stores nothing."""

import json


def app(event, _):
    """Read one answer."""
    data = json.loads(event["body"])
    bytes.fromhex(data["number"])
    return {"statusCode": 201, "headers": {}, "body": json.dumps({"stored": True})}
