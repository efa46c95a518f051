"""The whole system on one machine: pages, collector and a DynamoDB engine."""
