"""An admin's sources: reading and checking them, and the model made from them."""
