"""The collector without Chalice: contract, body, check, seal, store, and the replies."""
