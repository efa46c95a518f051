"""500 reports in two languages, with the audit, on all cores, beside nbconvert.

    python -m benchmarks.report_pages [REPORTS]

Each of ours is a whole release: pages in two languages, exports, certificate, and the audit that
makes every file twice. nbconvert runs one notebook for each report and language, with the path of
the same figures as its parameter, which shows one table for each question; as many at a time as
there are cores, and fewer reports, since each takes as long as the next. The last line is one line
of JSON: name, ours, peers, ratios (ours to theirs).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.python_peers import folder, program
from benchmarks.report import CLIENTS, ROOT, answered, run, shut, sources

ANSWERS = 20  # of each client
CORES = os.cpu_count() or 1
THEIRS = 6  # reports that nbconvert makes
GOAL = 0.1  # of nbconvert's seconds a report
LANGUAGES = ("da", "en")
NOTEBOOK = """
import collections, html, json, os
from IPython.display import HTML, display
release = json.load(open(os.environ["FIGURES"], encoding="utf-8"))
questions = collections.defaultdict(list)
for figure in release["figures"]:
    questions[figure["question_title"]].append(figure)
for title, figures in questions.items():
    rows = "".join(
        f"<tr><th>{html.escape(one['row_label'])}</th>"
        f"<td>{one['low']}-{one['high']} of {one['base']}</td></tr>"
        for one in figures
    )
    display(HTML(f"<h3>{html.escape(title)}</h3><table>{rows}</table>"))
"""


def main(reports: int) -> None:
    """Measure both, print what a report took, and one line of JSON."""
    with folder() as name:
        where = Path(name)
        sources(where, reports, 1, ANSWERS)
        for wave, said in answered(where, ANSWERS):
            shut(where, wave, said)
        run([sys.executable, "-c", "import nejtak.report"], where)  # compiled, and in memory
        ours = timed(lambda: made(where)) / reports
        releases = sorted((where / "reports").glob("*/*/figures.json"))
        assert len(releases) == reports
        theirs = timed(lambda: converted(where, releases[:THEIRS])) / min(THEIRS, reports)
    ratio = round(ours / theirs, 3)
    print(f"nejtak    {ours:.3f} s a report on {CORES} cores")
    print(f"nbconvert {theirs:.3f} s a report on {CORES} cores")
    print(f"{'met   ' if ratio <= GOAL else 'MISSED'}  {ratio} of nbconvert's; the goal is {GOAL}")
    line = {
        "name": "report_pages",
        "ours": {"seconds": round(ours, 3), "reports": reports, "cores": CORES},
        "peers": {"nbconvert": {"seconds": round(theirs, 3), "reports": min(THEIRS, reports)}},
        "ratios": {"nbconvert": ratio},
    }
    print(json.dumps(line))


def timed(work: Callable[[], None]) -> float:
    """Seconds on the wall."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def made(where: Path) -> None:
    """All reports, in as many processes as there are cores, each of which takes its share."""
    parts = [[str(part), str(CORES)] for part in range(CORES)]
    command = [sys.executable, "-m", "benchmarks.report_jobs", "reports", str(where)]
    started = [
        subprocess.Popen([*command, *part], cwd=ROOT, stdout=subprocess.DEVNULL) for part in parts
    ]
    ended = [process.wait() for process in started]
    if any(ended):
        sys.exit("a report failed")


def converted(where: Path, releases: Sequence[Path]) -> None:
    """The notebook for each release in each language."""
    notebook = where / "report.ipynb"
    cell = {
        "cell_type": "code",
        "id": "figures",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": NOTEBOOK,
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    notebook.write_text(
        json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
    )
    command = [program("nbconvert", "jupyter"), "nbconvert", "--to", "html", "--execute"]

    def convert(job: tuple[Path, str]) -> None:
        figures, language = job
        name = f"{figures.parent.name}-{figures.parent.parent.name}-{language}"
        subprocess.run(
            [*command, str(notebook), "--no-input", "--output", name],
            check=True,
            capture_output=True,
            env={**os.environ, "FIGURES": str(figures)},
        )

    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(convert, [(one, language) for one in releases for language in LANGUAGES]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else CLIENTS)
