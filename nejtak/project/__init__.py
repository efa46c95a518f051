"""An admin's project: what its files mean."""
