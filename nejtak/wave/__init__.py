"""The life of a wave: opened, answered, closed, recorded, exported, purged."""
