"""The names in a zip archive, in the encoding that its maker used.

A name is UTF-8 where its entry says so, and code page 437 otherwise, says PKWARE's APPNOTE (4.4.4,
appendix D). Programs write UTF-8 without saying so, or the code page of their own system: Korean
Windows writes 949. What they meant is found from the bytes of all names together.
"""

import unicodedata
import zipfile
from collections.abc import Sequence

__all__ = ["names_in"]

UTF8_FLAG = 0x800
CODE_PAGES = ("cp949", "cp932", "gb18030", "big5", "cp1251", "cp1252", "cp850", "cp437")


def names_in(entries: Sequence[zipfile.ZipInfo], encoding: str | None = None) -> list[str]:
    """The name of each entry, composed (NFC); a NUL is kept, where zipfile cuts the name.

    `encoding` is that of names which are not marked as UTF-8; guessed where it is None.
    """
    unsaid = [_raw(entry) for entry in entries if not entry.flag_bits & UTF8_FLAG]
    encoding = encoding or _encoding_of([raw for raw in unsaid if not raw.isascii()])
    names = (
        entry.orig_filename
        if entry.flag_bits & UTF8_FLAG
        else _raw(entry).decode(encoding, errors="replace")
        for entry in entries
    )
    return [unicodedata.normalize("NFC", name) for name in names]


def _raw(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("cp437")  # zipfile decoded it by this one


def _encoding_of(names: list[bytes]) -> str:
    """A few names are too little for statistics alone: first come those that cannot be chance."""
    text = b"\n".join(names)
    for encoding, script in (("utf-8", ""), ("euc_kr", "HANGUL"), ("cp437", "LATIN")):
        if _is_in(text, encoding, script):
            return encoding if encoding != "euc_kr" else "cp949"  # which has the same and more
    from charset_normalizer import from_bytes

    best = from_bytes(text, cp_isolation=list(CODE_PAGES)).best()
    return best.encoding if best else "cp437"


def _is_in(text: bytes, encoding: str, script: str) -> bool:
    """Whether it can be decoded, to ASCII and letters of that script alone."""
    try:
        letters = text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return all(c.isascii() or unicodedata.name(c, "").startswith(script) for c in letters)
