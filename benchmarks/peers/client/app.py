"""A peer: a plain Chalice app that stores an answer, unsealed, through a boto3 client."""

import json
import os

import boto3
from chalice import Chalice, Response

app = Chalice(app_name="client")
dynamodb = boto3.client("dynamodb")


@app.route("/responses/{client}/{wave}", methods=["POST"])
def responses(client, wave):
    """Store one answer."""
    data = app.current_request.json_body
    dynamodb.put_item(
        TableName=os.environ["NEJTAK_TABLE"],
        Item={
            "pk": {"S": f"{client}/{wave}"},
            "id": {"B": bytes.fromhex(data["number"])},
            "answers": {"S": json.dumps(data["answers"])},
        },
    )
    return Response({"stored": True}, status_code=201)
