"""Which files, of those a user points at, hold which table of a source."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.redact import without_secrets
from reelhouse.sources.bulk.locate import Found, Located, check_location, date_in
from reelhouse.sources.locations import file_name, is_url
from reelhouse.sources.tabular.formats import SUFFIXES
from reelhouse.sources.tabular.layout import Layout
from reelhouse.sources.tabular.read import open_tables
from reelhouse.sources.tabular.schema import TableSource


def locate_tables(source: TableSource, origins: Sequence[str]) -> Found:
    """Find the files of a source.

    Args:
        source: the source.
        origins: folders, files, URLs of a file, base URLs that end with a slash, or `TABLE=` and
            a file or its URL.

    Raises:
        UsageError: an origin is nothing of that kind.
        ReelhouseError: a folder or file holds no table of this source.
    """
    found = Found()
    for origin in origins:
        name, _, rest = origin.partition("=")
        is_named = bool(rest) and name in source.by_name
        location = rest if is_named else origin
        check_location(location)
        if is_named and (is_url(location) or Path(location).is_file()):
            found.files.append(Located(name, location, date_in(file_name(location))))
        elif is_url(location):
            found.files.extend(_at_url(source, location))
        elif Path(location).is_dir() and not is_named:
            _in_folder(source, Path(location), found)
        elif Path(location).is_file():
            found.files.extend(_single(source, Path(location)))
        else:
            raise UsageError(
                "TABLE= stands before one file, and this is a folder"
                if Path(location).is_dir()
                else "there is no such file or folder",
                where=location,
                advice=f"Give a folder, a file, a URL, or TABLE=PATH with TABLE one of "
                f"{_names(source)}.",
            )
    return found


def _at_url(source: TableSource, url: str) -> list[Located]:
    parts = urlsplit(url)
    if parts.path.endswith("/") or not parts.path:
        if not any(_file_at_provider(source, table.name) for table in source.tables):
            raise UsageError(
                f"nobody knows what the files of {source.name} are called there",
                where=without_secrets(url),
                advice=f"Write TABLE=URL, with TABLE one of {_names(source)}.",
            )
        return [
            Located(
                table.name,
                parts._replace(
                    path=(parts.path or "/") + _file_at_provider(source, table.name)
                ).geturl(),
                may_be_missing=True,
            )
            for table in source.tables
            if _file_at_provider(source, table.name)
        ]
    name = unquote(parts.path).rpartition("/")[2]
    tables = _by_name(source, name)
    if not tables:
        raise UsageError(
            "the name does not say which table this is",
            where=without_secrets(url),
            advice=f"Write TABLE=URL, with TABLE one of {_names(source)}.",
        )
    return [Located(table, url, date_in(name)) for table in tables]


def _file_at_provider(source: TableSource, table: str) -> str:
    """How the provider calls a table's file; empty where nobody can know."""
    names = source.file_names.get(table, ())
    first = names[0] if names else f"{table}.csv"
    return "" if any(wildcard in first for wildcard in "*?[") else first


def _in_folder(source: TableSource, folder: Path, found: Found) -> None:
    before = len(found.files)
    for path in sorted(folder.iterdir()):
        # a workbook that is open elsewhere has a lock file beside it
        hidden = path.name.startswith((".", "~$"))
        if path.is_file() and not hidden and path.name.lower().endswith(SUFFIXES):
            tables = _tables_in(source, path)
            found.files.extend(Located(t, str(path), date_in(path.name)) for t in tables)
            if not tables:
                found.unknown.append(str(path))
    if len(found.files) == before:
        raise ReelhouseError(
            f"the folder holds no table of {source.name}",
            where=str(folder),
            advice=f"Expected are files with the ending {', '.join(SUFFIXES)} that are named like, "
            f"or have the columns of, one of {_names(source)}.",
        )


def _single(source: TableSource, path: Path) -> list[Located]:
    tables = _tables_in(source, path)
    if not tables:
        raise ReelhouseError(
            f"neither its name nor its columns are those of a table of {source.name}",
            where=str(path),
            advice=f"Write TABLE=PATH, with TABLE one of {_names(source)}.",
        )
    return [Located(table, str(path), date_in(path.name)) for table in tables]


def _tables_in(source: TableSource, path: Path) -> list[str]:
    return _by_name(source, path.name) or _by_columns(source, path)


def _by_name(source: TableSource, name: str) -> list[str]:
    """The table whose patterns a file's name matches, the longest match first."""
    matching = [
        (len(pattern), table.name)
        for table in source.tables
        for pattern in source.patterns(table.name)
        if fnmatchcase(name.lower(), pattern)
    ]
    return [max(matching)[1]] if matching else []


def _by_columns(source: TableSource, path: Path) -> list[str]:
    """The tables whose columns a file has: one, or in a workbook one for each sheet."""
    fitting: dict[str, tuple[int, str]] = {}
    for schema in source.tables:
        try:
            for table in open_tables(path, path.name, schema):
                layout = Layout(schema, table, path.name, "", "")
                best = fitting.get(table.sheet, (0, ""))
                fitting[table.sheet] = max(best, (layout.known, schema.name))
        except ReelhouseError:
            continue
    return sorted({name for _, name in fitting.values()})


def _names(source: TableSource) -> str:
    return ", ".join(sorted(source.by_name))
