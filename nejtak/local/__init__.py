"""The whole system on one machine: pages, collector and a DynamoDB engine."""

PREVIEW_PORT = 8700
