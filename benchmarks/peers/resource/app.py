"""A peer: a plain Chalice app that stores an answer, unsealed, through a boto3 resource."""

import os

import boto3
from chalice import Chalice, Response

app = Chalice(app_name="resource")
table = boto3.resource("dynamodb").Table(os.environ["NEJTAK_TABLE"])


@app.route("/responses/{client}/{wave}", methods=["POST"])
def responses(client, wave):
    """Store one answer."""
    data = app.current_request.json_body
    table.put_item(
        Item={
            "pk": f"{client}/{wave}",
            "id": bytes.fromhex(data["number"]),
            "answers": data["answers"],
        }
    )
    return Response({"stored": True}, status_code=201)
