"""The review of free texts: a page on this machine where a person decides what may be quoted.

Texts are opened in memory, go through automatic redaction, and are shown one by one in random
order; every decision is sealed to the wave's keys before the next text is shown. No text is ever
written in plain: not to disk, not to a log, not to the terminal.
"""
