"""E-mail addresses in an admin's files."""

from __future__ import annotations

from nejtak.base.email_address import address_in, is_address
from nejtak.project.toml_table import TomlTable


def check_address(table: TomlTable, key: str, value: str) -> None:
    """Report a value that is not one e-mail address; an empty one is reported elsewhere."""
    if value and not is_address(value):
        found = address_in(value)
        mend = repr(found) if found else "the address alone, like 'privacy@firm.example'"
        table.fault(key, "bad-email", value=value, mend=mend)
