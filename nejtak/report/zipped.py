"""Zip files whose bytes follow from their parts alone: no time, no compression, the same order.

What a zip library makes of compressed parts changes with its version.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

EPOCH = datetime(1980, 1, 1)  # zip's first day, which has no zone either
_DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def fixed(archive: bytes) -> bytes:
    """Pack an archive anew; workbooks within it too, with their dates taken out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(".xlsx"):
                part = fixed(part)
            if name == "docProps/core.xml":
                part = _DATES.sub(rb"\g<1>1980-01-01T00:00:00Z\2", part)
            entry = zipfile.ZipInfo(name)  # 1980-01-01 if no time is given
            entry.create_system = 0
            new.writestr(entry, part)
    return file.getvalue()
