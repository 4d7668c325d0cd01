"""Writes small message catalogues, for where the gettext programs are not installed."""

import struct
from collections.abc import Mapping


HEADER = "Content-Type: text/plain; charset=UTF-8\nLanguage: {language}\nMIME-Version: 1.0\n"
MAGIC, HEADER_BYTES, ENTRY_BYTES = 0x950412DE, 28, 8


def as_po(messages: Mapping[str, str], language: str) -> str:
    """Return messages (msgid: msgstr) as a catalogue that people edit."""
    entries = {"": HEADER.format(language=language), **messages}
    return "\n".join(
        f"msgid {_quoted(msgid)}\nmsgstr {_quoted(msgstr)}\n" for msgid, msgstr in entries.items()
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def as_mo(messages: Mapping[str, str], language: str) -> bytes:
    """Return messages as a compiled catalogue (GNU gettext manual, "The Format of GNU MO Files")."""
    entries = sorted(
        (msgid.encode(), msgstr.encode())
        for msgid, msgstr in {"": HEADER.format(language=language), **messages}.items()
        if msgstr
    )
    first = HEADER_BYTES + 2 * ENTRY_BYTES * len(entries)
    tables: list[bytes] = []
    texts, at = b"", first
    for column in (0, 1):
        for entry in entries:
            tables.append(struct.pack("<II", len(entry[column]), at + len(texts)))
            texts += entry[column] + b"\0"
    second = HEADER_BYTES + ENTRY_BYTES * len(entries)
    head = struct.pack("<7I", MAGIC, 0, len(entries), HEADER_BYTES, second, 0, 0)
    return head + b"".join(tables) + texts
