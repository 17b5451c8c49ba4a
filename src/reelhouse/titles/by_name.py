"""Find titles by name: of records that have no id, and of titles that lack an IMDb id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from duckdb import DuckDBPyConnection

from reelhouse.titles.matching import MatchSettings
from reelhouse.titles.membership import Candidate, Members, Membership, without_rejected
from reelhouse.titles.records import SPACES, Id, Record, RecordId, record_order
from reelhouse.titles.searching import Askers, Found, search_imdb, search_others

_IMDB, *_OTHERS = SPACES
_TMDB = ("tmdb_movie", "tmdb_tv")


@dataclass(frozen=True, slots=True)
class Namesakes:
    """What names tell.

    Attributes:
        members: title of each record without an id whose name told it.
        moved: titles without an IMDb id that turned out to be others.
        uncertain: candidates of records and of titles whose name does not tell for sure, by record.
        seasons: season that the name of a record says.
    """

    members: Members = field(default_factory=dict)
    moved: dict[Id, Membership] = field(default_factory=dict)
    uncertain: dict[RecordId, tuple[Candidate, ...]] = field(default_factory=dict)
    seasons: dict[RecordId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameSearch:
    """A search by name, each time among titles that are better known than what is searched for.

    Attributes:
        connection: with `title_record` and what `search_imdb` takes.
        titles: the title of each record that has one by its ids.
        excluded: titles that records cannot be of.
        settings: what is accepted and what is reviewed.
        result: what has been found so far.
    """

    connection: DuckDBPyConnection
    titles: Mapping[RecordId, Id]
    excluded: Mapping[RecordId, Collection[Id]]
    settings: MatchSettings
    result: Namesakes = field(default_factory=Namesakes)

    def run(self, records: Mapping[RecordId, Record], untitled: Collection[Askers]) -> Namesakes:
        """Search.

        Args:
            records: all records.
            untitled: records without a title to search for.
        """
        titled = self._without_imdb(records)
        titles = {askers[0]: title for title, askers in titled.items()}
        everybody = [*untitled, *titled.values()]
        found = search_imdb(self.connection, everybody, self._titles_in(_IMDB), self.settings)
        self._judge(found, titles)
        others = [askers for title, askers in titled.items() if title.space not in _TMDB]
        found = search_others(self.connection, others, self._titles_in(*_TMDB), self.settings)
        self._judge(found, titles)
        left = [askers for askers in untitled if askers[0] not in self.result.members]
        found = search_others(self.connection, left, self._titles_in(*_OTHERS), self.settings)
        self._judge(found, titles)
        return self.result

    def _titles_in(self, *spaces: str) -> dict[RecordId, Id]:
        """The records of titles that are named by ids of some spaces, as far as is known now."""
        return {
            record: title
            for record, title in self.titles.items()
            if title.space in spaces and title not in self.result.moved
        }

    def _without_imdb(self, records: Mapping[RecordId, Record]) -> dict[Id, Askers]:
        """The records with a name of each title that lacks an IMDb id, the best one first."""
        found: dict[Id, list[RecordId]] = defaultdict(list)
        for record, title in sorted(self.titles.items(), key=lambda item: record_order(item[0])):
            if title.space in _OTHERS and records[record].name:
                found[title].append(record)
        return {title: tuple(askers) for title, askers in found.items()}

    def _judge(self, found: Mapping[Askers, Found], titles: Mapping[RecordId, Id]) -> None:
        """Decide on each finding.

        Args:
            found: what was found.
            titles: the title that the first of the askers speaks for, where it is one that lacks
                an IMDb id.
        """
        for askers, result in found.items():
            speaker = askers[0]
            if titles.get(speaker) in self.result.moved:
                continue
            excluded = {title for record in askers for title in self.excluded.get(record, ())}
            left = without_rejected(result.candidates, excluded)
            earlier = self.result.uncertain.get(speaker, ())
            candidates = tuple(sorted((*earlier, *left), key=lambda c: -c.confidence))
            best = candidates[0].confidence if candidates else 0.0
            asking = askers[:1] if speaker in titles else askers
            if best >= self.settings.accept_confidence:
                member = Membership(candidates[0].title, "match", best)
                if speaker in titles:
                    self.result.moved[titles[speaker]] = member
                else:
                    self.result.members.update(dict.fromkeys(asking, member))
                    if result.season_number is not None:
                        self.result.seasons[speaker] = result.season_number
                for record in asking:
                    self.result.uncertain.pop(record, None)
            elif best >= self.settings.review_confidence:
                self.result.uncertain.update(dict.fromkeys(asking, candidates))
