"""Which files, of those a user points at, hold which resource of a provider."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.redact import without_secrets
from reelhouse.sources.bulk.tsv import FileContract
from reelhouse.sources.bulk.unpack import first_line
from reelhouse.sources.locations import file_name, is_url

_DATE = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_SUFFIXES = (".tsv.gz", ".tsv")


@dataclass(frozen=True, slots=True)
class FileSource:
    """A provider of bulk files.

    Attributes:
        name: the provider, such as `imdb`.
        contracts: what each resource's file looks like, biggest file first.
        terms: the provider's terms in a sentence.
        suffix: what follows the resource in the provider's own file names.
    """

    name: str
    contracts: Mapping[str, FileContract]
    terms: str
    suffix: str = ".tsv.gz"


@dataclass(frozen=True, slots=True)
class Located:
    """A file to read.

    Attributes:
        resource: what it holds.
        location: its URL or path.
        snapshot_date: the date in its name, if there is one.
        may_be_missing: whether it is one of several under a base URL, which need not have them all.
    """

    resource: str
    location: str
    snapshot_date: date | None = None
    may_be_missing: bool = False

    @property
    def shown(self) -> str:
        """The location without secrets."""
        return without_secrets(self.location)


@dataclass(slots=True)
class Found:
    """What there is to read, and the files that are nobody's."""

    files: list[Located] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Planned:
    """Files that make one delivery."""

    resource: str
    snapshot_date: date | None
    files: tuple[Located, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files where they come from; the resource's where a URL has none."""
        names = (file_name(file.location).strip(".") for file in self.files)
        return tuple(name or self.resource for name in names)


def locate(source: FileSource, origins: Sequence[str]) -> Found:
    """Find the files of a provider.

    Args:
        source: the provider.
        origins: folders, files, URLs of a file, base URLs that end with a slash, or `NAME=` and one
            of them that is a file.

    Raises:
        UsageError: an origin is nothing of that kind.
        ReelhouseError: a folder or file holds nothing of this provider.
    """
    found = Found()
    for origin in origins:
        name, _, rest = origin.partition("=")
        is_named = bool(rest) and name in source.contracts
        check_location(rest if is_named else origin)
        if is_named:
            if Path(rest).is_dir():
                raise UsageError(
                    "this is a folder, and NAME= stands before one file",
                    where=rest,
                    advice=f"Give the folder without {name}=, or the file in it.",
                )
            found.files.append(Located(name, rest, date_in(file_name(rest))))
        elif is_url(origin):
            found.files.extend(_at_url(source, origin))
        elif Path(origin).is_dir():
            _in_folder(source, Path(origin), found)
        elif Path(origin).is_file():
            found.files.append(_single(source, Path(origin)))
        else:
            raise UsageError(
                "there is no such file or folder",
                where=origin,
                advice=f"Give a folder, a file, a URL, or NAME=PATH with NAME one of "
                f"{', '.join(sorted(source.contracts))}.",
            )
    return found


def plan(found: Found, as_of: date | None) -> list[Planned]:
    """Group files into deliveries: those of a resource and date belong together; oldest first.

    Raises:
        UsageError: one date was given for files of several.
    """
    groups: dict[tuple[str, date | None], list[Located]] = {}
    for file in dict.fromkeys(found.files):
        groups.setdefault((file.resource, file.snapshot_date), []).append(file)
    if as_of:
        for resource in {resource for resource, _ in groups}:
            dates = [day for name, day in groups if name == resource]
            if len(dates) > 1:
                raise UsageError(
                    f"--as-of gives one date to {len(dates)} snapshots of {resource}",
                    advice="Leave it out, or ingest the snapshots one by one.",
                )
    return [
        Planned(resource, as_of or day, tuple(files))
        for (resource, day), files in sorted(
            groups.items(), key=lambda group: (group[0][0], group[0][1] or date.max)
        )
    ]


def check_location(location: str) -> None:
    """Make sure that a URL is one.

    Raises:
        UsageError: it cannot be taken apart.
    """
    if is_url(location):
        try:
            _ = urlsplit(location).port
        except ValueError:
            # what is shown of it, or of the error, could be a password
            raise UsageError(
                "this is no URL: its host or port cannot be read",
                where=f"{location.partition(':')[0]}://…",
                advice="Write it like https://host:8080/folder/, a password with %-escapes.",
            ) from None


def _at_url(source: FileSource, url: str) -> list[Located]:
    parts = urlsplit(url)
    if parts.path.endswith("/") or not parts.path:
        base = parts.path or "/"
        return [
            Located(
                resource,
                parts._replace(path=f"{base}{resource}{source.suffix}").geturl(),
                may_be_missing=True,
            )
            for resource in source.contracts
        ]
    name = unquote(parts.path).rpartition("/")[2]
    resource = _named(source, name) or _begins_like(source, name)
    if not resource:
        raise UsageError(
            "the name does not say which resource this is",
            where=without_secrets(url),
            advice=f"Write NAME=URL, with NAME one of {', '.join(sorted(source.contracts))}; "
            "a URL that ends with / is a folder of them all.",
        )
    return [Located(resource, url, date_in(name))]


def _in_folder(source: FileSource, folder: Path, found: Found) -> None:
    before = len(found.files)
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.endswith(_SUFFIXES):
            resource = _named(source, path.name) or _by_header(source, path)
            if resource:
                found.files.append(Located(resource, str(path), date_in(path.name)))
            else:
                found.unknown.append(str(path))
    if len(found.files) == before:
        raise ReelhouseError(
            f"the folder holds no file of {source.name}",
            where=str(folder),
            advice=f"Expected are files such as {next(iter(source.contracts))}{source.suffix}, "
            "or .tsv files with the header of one of them.",
        )


def _single(source: FileSource, path: Path) -> Located:
    resource = _named(source, path.name) or _by_header(source, path)
    if not resource:
        raise ReelhouseError(
            f"neither name nor header is that of a file of {source.name}",
            where=f"{path}:1",
            advice=f"Write NAME=PATH, with NAME one of {', '.join(sorted(source.contracts))}.",
        )
    return Located(resource, str(path), date_in(path.name))


def _named(source: FileSource, name: str) -> str:
    """The resource that a file is named exactly like, but for a date."""
    stem = next((name.removesuffix(s) for s in _SUFFIXES if name.endswith(s)), name)
    stem = re.sub(rf"[._-]?{_DATE.pattern}[._-]?", "", stem)
    return stem if stem in source.contracts else ""


def _begins_like(source: FileSource, name: str) -> str:
    return next((resource for resource in source.contracts if name.startswith(resource)), "")


def _by_header(source: FileSource, path: Path) -> str:
    header = first_line(path)
    return next((name for name, c in source.contracts.items() if c.header == header), "")


def date_in(name: str) -> date | None:
    """The first day that a file's name holds; None where there is none."""
    for text in _DATE.findall(name):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    return None
