"""Markdown as pages use it in sentences, as HTML."""

from __future__ import annotations

import re
from html import escape

_MARK = re.compile(
    r"\\(?P<plain>[\\`*_{}\[\]<>#$~|:])|\*\*(?P<bold>.+?)\*\*|\*(?P<light>[^*]+)\*|`(?P<code>[^`]+)`"
    r"|(?P<line>  \n)",
    re.DOTALL,
)


def html_of(text: str) -> str:
    """The HTML of a sentence: bold, light, code and escapes."""
    parts, at = [], 0
    for found in _MARK.finditer(text):
        parts.append(escape(text[at : found.start()]))
        at = found.end()
        if found["plain"]:
            parts.append(escape(found["plain"]))
        elif found["bold"]:
            parts.append(f"<strong>{html_of(found['bold'])}</strong>")
        elif found["light"]:
            parts.append(f"<em>{html_of(found['light'])}</em>")
        elif found["code"]:
            parts.append(f"<code>{escape(found['code'])}</code>")
        else:
            parts.append("<br>")
    return "".join([*parts, escape(text[at:])])
