"""The version, in one place: the wheel is built with it, and `--version` prints it."""

VERSION = "0.1.0"
