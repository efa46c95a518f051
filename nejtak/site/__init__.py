"""The pages that candidates see."""
