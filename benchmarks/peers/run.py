"""Run the function of the current folder on events, as a process of its own.

    python run.py EVENTS UNTIMED

Every event has to be answered with 201. The first ends the cold start. After `UNTIMED` of them
the processor time of the rest is taken; the last line is its mean, in microseconds an event.
"""

import json
import sys
import time
from pathlib import Path

sys.path[0] = "."  # before all else the function's own folder, as in Lambda

import app

events = json.loads(Path(sys.argv[1]).read_text())
untimed = int(sys.argv[2])


def answer(events):
    """Hand each event over."""
    for event in events:
        reply = app.app(event, None)
        assert reply["statusCode"] == 201, reply


answer(events[:untimed])
began = time.process_time()
answer(events[untimed:])
if events[untimed:]:
    print((time.process_time() - began) * 1e6 / (len(events) - untimed))
