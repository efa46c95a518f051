"""A peer: Powertools for AWS Lambda, which stores an answer, unsealed, through a boto3 client."""

import json
import os

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

app = APIGatewayRestResolver()
dynamodb = boto3.client("dynamodb")


@app.post("/responses/<client>/<wave>")
def responses(client, wave):
    """Store one answer."""
    data = app.current_event.json_body
    dynamodb.put_item(
        TableName=os.environ["NEJTAK_TABLE"],
        Item={
            "pk": {"S": f"{client}/{wave}"},
            "id": {"B": bytes.fromhex(data["number"])},
            "answers": {"S": json.dumps(data["answers"])},
        },
    )
    return {"stored": True}, 201
