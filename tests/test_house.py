"""The order of the folders and the walls between them: each import of nejtak is one of these."""

from __future__ import annotations

from pathlib import Path

import pytest
from house import crossings, disorder, imports, long_files, order, reaches, speakers

ROOT = Path(__file__).parent.parent
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("nejtak", "collector")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
ORDER = order((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))

# What builds pages, and what talks to AWS, and what neither of them may reach.
OUTSIDE = ("project", "site", "handouts", "aws")
ANSWERS = ("nejtak.wave.closed_wave", "nejtak.wave.export", "nejtak.wave.inbox", "nejtak.review")
KEYS = ("nejtak.base.private_keys",)


def test_a_folder_imports_only_from_those_before_it() -> None:
    """Every import within nejtak leads to the same folder or to one above it in the table."""
    assert list(disorder(FILES, ORDER)) == []


def test_every_folder_of_the_table_exists() -> None:
    """The docs name no folder that is gone."""
    here = {path.split("/")[1].removesuffix(".py") for path in FILES if path.startswith("nejtak/")}
    assert set(ORDER) - here == set()


def test_pages_and_aws_reach_no_answer() -> None:
    """What builds pages or talks to AWS reaches no answer and no inbox, however indirectly."""
    assert list(reaches(FILES, OUTSIDE, ANSWERS)) == []


def test_pages_and_aws_reach_no_private_key() -> None:
    """They know whom answers are sealed to, and nothing that opens them."""
    assert list(reaches(FILES, OUTSIDE, KEYS)) == []


def test_builder_and_collector_share_no_code() -> None:
    """Only preview and interviews run the collector; the collector imports nothing of ours."""
    assert list(crossings(FILES)) == []
    loads = "nejtak/base/collector.py"
    assert any(name == "app" for _, name in imports(loads, FILES[loads]))


def test_only_the_command_line_prints() -> None:
    """Click, print and the standard streams are cli's alone."""
    assert list(speakers(FILES)) == []


def test_no_file_is_too_long_to_read() -> None:
    """No module of ours has more than 300 lines."""
    assert list(long_files(FILES)) == []


# The checks themselves: each forbidden import, planted among allowed ones, is found.

TABLE = """
## The order
| folder | what |
|---|---|
| `errors` | x |
| `base` | x |
| `wave` | x |
| `site` | x |
| `report` | x |
| `aws` | x |
| `local` | x |
| `cli` | x |

## Next
| `not` | `one` |
"""


def planted(path: str, text: str) -> list[str]:
    """What the checks find in a small tree with one more file."""
    files = {
        "nejtak/errors.py": "",
        "nejtak/base/private_keys.py": "import nejtak.errors",
        "nejtak/base/recipients.py": "import nejtak.errors",
        "nejtak/wave/inbox.py": "import nejtak.errors",
        "nejtak/wave/close.py": "from nejtak.wave import inbox",
        "nejtak/site/pages.py": "import nejtak.errors",
        path: text,
    }
    walls = reaches(files, ("site", "aws"), ("nejtak.wave.inbox", *KEYS))
    return [*disorder(files, order(TABLE)), *walls, *crossings(files), *speakers(files)]


def test_the_order_is_read_from_the_docs() -> None:
    """The rows of that section alone count, from the first to the last."""
    assert order(TABLE) == ["errors", "base", "wave", "site", "report", "aws", "local", "cli"]
    assert (ORDER[0], ORDER[-1]) == ("messages", "cli")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("nejtak/errors.py", "from nejtak import site"),
        ("nejtak/errors.py", "from nejtak.site import pages"),
        ("nejtak/errors.py", "import nejtak.site.pages as r"),
        ("nejtak/errors.py", "from . import site"),
        ("nejtak/errors.py", "from .site.pages import Renderer"),
        ("nejtak/errors.py", "def late():\n    from nejtak.site import pages"),
        ("nejtak/errors.py", "if TYPE_CHECKING:\n    from nejtak.site import pages"),
        ("nejtak/errors.py", "import importlib\nimportlib.import_module('nejtak.site')"),
        ("nejtak/errors.py", "__import__('nejtak.site')"),
        ("nejtak/wave/contract.py", "from ..site.pages import x"),
        ("nejtak/site/render.py", "from nejtak.report import page"),
        ("nejtak/report/page.py", "from nejtak.cli import main"),
        ("nejtak/attic.py", ""),
        ("nejtak/cli/__init__.py", "from nejtak import attic"),
        ("nejtak/site/render.py", "from nejtak.wave import inbox"),
        ("nejtak/site/render.py", "from nejtak.wave.inbox import Inbox"),
        ("nejtak/site/render.py", "from nejtak.wave import close"),
        ("nejtak/aws/smoke.py", "def late():\n    from nejtak.wave.close import close"),
        ("nejtak/site/render.py", "from nejtak.base import private_keys"),
        ("nejtak/aws/smoke.py", "from nejtak.base.private_keys import identities"),
        ("nejtak/site/render.py", "from chalicelib import check"),
        ("nejtak/wave/contract.py", "from collector.chalicelib.check import canonical"),
        ("nejtak/wave/contract.py", "import importlib\nimportlib.import_module('app')"),
        ("nejtak/report/page.py", "from nejtak.base.collector import load_collector"),
        ("nejtak/report/page.py", "from nejtak.base import collector"),
        ("collector/app.py", "from nejtak import errors"),
        ("collector/chalicelib/check.py", "def late():\n    import nejtak.errors"),
        ("nejtak/report/page.py", "import click"),
        ("nejtak/report/page.py", "from click import echo"),
        ("nejtak/report/page.py", "def f():\n    print('x')"),
        ("nejtak/report/page.py", "import sys\nsys.stderr.write('x')"),
        ("nejtak/report/page.py", "from sys import stdout"),
    ],
)
def test_a_planted_import_is_found(path: str, text: str) -> None:
    """However it is written, one forbidden import or print gives one line that names the file."""
    (found,) = planted(path, text)
    assert found.startswith((path, path.removesuffix(".py").replace("/", ".")))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("nejtak/cli/__init__.py", "import click\nfrom nejtak.local import x\nprint('x')"),
        ("nejtak/base/collector.py", "import importlib\nimportlib.import_module('app')"),
        ("nejtak/local/preview.py", "from nejtak.base.collector import load_collector"),
        ("nejtak/report/page.py", "from nejtak.wave import inbox"),
        ("nejtak/report/page.py", "from nejtak.base import private_keys"),
        ("nejtak/site/render.py", "from nejtak.base import recipients"),
        ("nejtak/site/render.py", "from nejtak.site.form import x\nfrom .words import y"),
        ("nejtak/wave/contract.py", "from nejtak.errors import Faults\nimport json"),
        ("collector/app.py", "from chalicelib import check\nimport boto3"),
    ],
)
def test_an_import_in_order_is_free(path: str, text: str) -> None:
    """The checks find nothing if nothing is wrong."""
    assert planted(path, text) == []


def test_a_long_file_is_found() -> None:
    """300 lines are fine, 301 are not."""
    assert list(long_files({"a.py": "x = 1\n" * 300, "b.py": "x = 1\n" * 301})) == [
        "b.py: 301 lines"
    ]
