"""What the pages of a PDF say; the look for secrets and that for an edition's marks read it."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

# PDFium's sign for a hyphen at the end of a line.
_BROKEN_LINE = "\ufffe"
_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")


def page_texts(path: Path) -> list[str]:
    """The text of each page, with the words whole that a line breaks.

    By PDFium, as pypdf takes twenty times as long. Raises PdfiumError, a RuntimeError, if it is
    damaged.
    """
    import pypdfium2  # late: a site may have no PDF that is looked at

    with closing(pypdfium2.PdfDocument(path)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [
        _BROKEN_WORD.sub("", text.replace("\r\n", "\n").replace(_BROKEN_LINE, "-\n"))
        for text in texts
    ]
