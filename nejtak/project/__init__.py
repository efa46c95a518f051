"""An admin's sources: reading them, checking them, and the model that comes of it."""
