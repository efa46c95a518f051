"""What the collector does, free of Chalice: contract, body, check, seal, store, and the replies."""
