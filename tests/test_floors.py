"""The house stands: arrows lead down, the two programs share no code, only the roof speaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from floors import arrows, crossings, floors, imports, long_files, speakers, unit

ROOT = Path(__file__).parent.parent
FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("nejtak", "collector")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
FLOOR = floors((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))


def test_a_module_imports_only_from_lower_floors() -> None:
    """Every import within nejtak leads down the table of docs/architecture.md."""
    assert list(arrows(FILES, FLOOR)) == []


def test_every_module_of_the_table_exists() -> None:
    """The docs name no module that is gone."""
    here = {path.split("/")[1].removesuffix(".py") for path in FILES if path.startswith("nejtak/")}
    assert FLOOR.keys() - here == set()


def test_builder_and_collector_share_no_code() -> None:
    """Only the preview imports the collector, to run it; the collector imports nothing of ours."""
    assert list(crossings(FILES)) == []
    assert any(name == "app" for _, name in imports("nejtak/serve.py", FILES["nejtak/serve.py"]))


def test_only_the_command_line_prints() -> None:
    """Click, print and the standard streams are cli's alone."""
    assert list(speakers(FILES)) == []


def test_no_file_is_too_long_to_read() -> None:
    """No module of ours has more than 300 lines."""
    assert list(long_files(FILES)) == []


# The checker itself: each forbidden arrow, planted in a house like ours, is found.

TABLE = """
## The floors
| floor | modules | what |
|---|---|---|
| roof | `cli` | x |
| wings | `preview`, `report` | x |
| middle | `pages`, `contract` | x |
| ground | `errors` | x |

## Next
| `not` | `one` |
"""


def planted(path: str, text: str) -> list[str]:
    """What the checker finds in a house with one more file."""
    files = {"nejtak/errors.py": "", "nejtak/pages/__init__.py": "import nejtak.errors", path: text}
    return [*arrows(files, floors(TABLE)), *crossings(files), *speakers(files)]


def test_the_table_is_read_from_the_docs() -> None:
    """The lowest row is the ground, and only the table of that section counts."""
    assert floors(TABLE) == {
        "errors": 0, "pages": 1, "contract": 1, "preview": 2, "report": 2, "cli": 3,
    }  # fmt: skip
    assert FLOOR["errors"] == 0
    assert FLOOR["cli"] == max(FLOOR.values())
    assert unit("nejtak.serve") == "preview"
    assert unit("nejtak.parse.words") == "parse"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("nejtak/errors.py", "from nejtak import pages"),
        ("nejtak/errors.py", "from nejtak.pages import render"),
        ("nejtak/errors.py", "import nejtak.pages.render as r"),
        ("nejtak/errors.py", "from . import pages"),
        ("nejtak/errors.py", "from .pages.render import Renderer"),
        ("nejtak/errors.py", "def late():\n    from nejtak.pages import render"),
        ("nejtak/errors.py", "if TYPE_CHECKING:\n    from nejtak.pages import render"),
        ("nejtak/errors.py", "import importlib\nimportlib.import_module('nejtak.pages')"),
        ("nejtak/errors.py", "__import__('nejtak.pages')"),
        ("nejtak/contract.py", "from nejtak.pages import render"),
        ("nejtak/pages/render.py", "from nejtak.contract import freeze"),
        ("nejtak/pages/render.py", "from ..contract import freeze"),
        ("nejtak/preview.py", "from nejtak.report import render"),
        ("nejtak/serve.py", "from nejtak.report import render"),
        ("nejtak/report/page.py", "from nejtak.serve import page"),
        ("nejtak/report/page.py", "from nejtak.cli import main"),
        ("nejtak/attic.py", ""),
        ("nejtak/cli/__init__.py", "from nejtak import attic"),
        ("nejtak/pages/render.py", "from chalicelib import check"),
        ("nejtak/contract.py", "from collector.chalicelib.check import canonical"),
        ("nejtak/contract.py", "import importlib\nimportlib.import_module('app')"),
        ("collector/app.py", "from nejtak import errors"),
        ("collector/chalicelib/check.py", "def late():\n    import nejtak.errors"),
        ("nejtak/report/page.py", "import click"),
        ("nejtak/report/page.py", "from click import echo"),
        ("nejtak/report/page.py", "def f():\n    print('x')"),
        ("nejtak/report/page.py", "import sys\nsys.stderr.write('x')"),
        ("nejtak/report/page.py", "from sys import stdout"),
    ],
)
def test_a_planted_arrow_is_found(path: str, text: str) -> None:
    """However it is written, one forbidden import or print gives one line that names the file."""
    (found,) = planted(path, text)
    assert found.startswith(path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("nejtak/cli/__init__.py", "import click\nfrom nejtak.preview import run\nprint('x')"),
        ("nejtak/preview.py", "from nejtak import serve\nfrom nejtak.pages import render"),
        ("nejtak/serve.py", "import importlib\nimportlib.import_module('app')"),
        ("nejtak/pages/render.py", "from nejtak.pages.form import x\nfrom .words import y"),
        ("nejtak/contract.py", "from nejtak.errors import Faults\nimport json"),
        ("collector/app.py", "from chalicelib import check\nimport boto3"),
    ],
)
def test_what_leads_down_is_free(path: str, text: str) -> None:
    """The checker finds nothing where nothing is wrong."""
    assert planted(path, text) == []


def test_a_long_file_is_found() -> None:
    """300 lines are fine, 301 are not."""
    assert list(long_files({"a.py": "x = 1\n" * 300, "b.py": "x = 1\n" * 301})) == [
        "b.py: 301 lines"
    ]
