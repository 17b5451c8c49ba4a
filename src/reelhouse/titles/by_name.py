"""Find titles by name: of records that have no id, and of titles that lack an IMDb id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from duckdb import DuckDBPyConnection

from reelhouse.titles.matching import MatchSettings
from reelhouse.titles.membership import Candidate, Members, Membership, without_rejected
from reelhouse.titles.records import SPACES, Id, Record, RecordId, record_order
from reelhouse.titles.renown import learn_renown
from reelhouse.titles.searching import Found, search_imdb, search_others

_IMDB, *_OTHERS = SPACES
SHOWN = 5  # candidates that a person is asked to choose from
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

    def run(self, records: Mapping[RecordId, Record], wanted: Collection[RecordId]) -> Namesakes:
        """Search.

        Args:
            records: all records.
            wanted: records without a title to search for.
        """
        named = {record for record in wanted if records[record].name}
        speakers = self._speakers(records)
        of_imdb = self._titles_in(_IMDB)
        found = search_imdb(self.connection, {*named, *speakers}, of_imdb, self.settings)
        self._judge(self._weighed(found, {*of_imdb.values()}), speakers)
        others = {record for record, title in speakers.items() if title.space not in _TMDB}
        found = search_others(self.connection, others, self._titles_in(*_TMDB), self.settings)
        self._judge(found, speakers)
        left = named - self.result.members.keys()
        found = search_others(self.connection, left, self._titles_in(*_OTHERS), self.settings)
        self._judge(found, speakers)
        return self.result

    def _weighed(
        self, found: Mapping[RecordId, Found], known: Collection[Id]
    ) -> dict[RecordId, Found]:
        """What was found, weighed by which titles other sources know too."""
        certain = self.settings.accept_confidence
        renown = learn_renown([result.candidates for result in found.values()], known, certain)
        return {
            record: replace(result, candidates=tuple(renown.weigh(result.candidates)))
            for record, result in found.items()
        }

    def _titles_in(self, *spaces: str) -> dict[RecordId, Id]:
        """The records of titles that are named by ids of some spaces, as far as is known now."""
        return {
            record: title
            for record, title in self.titles.items()
            if title.space in spaces and title not in self.result.moved
        }

    def _speakers(self, records: Mapping[RecordId, Record]) -> dict[RecordId, Id]:
        """The record that stands for each title without an IMDb id: the best one with a name."""
        found: dict[Id, RecordId] = {}
        for record, title in sorted(self.titles.items(), key=lambda item: record_order(item[0])):
            if title.space in _OTHERS and records[record].name:
                found.setdefault(title, record)
        return {record: title for title, record in found.items()}

    def _judge(self, found: Mapping[RecordId, Found], speakers: Mapping[RecordId, Id]) -> None:
        for record, result in found.items():
            if speakers.get(record) in self.result.moved:
                continue
            left = without_rejected(result.candidates, self.excluded.get(record, ()))
            earlier = self.result.uncertain.pop(record, ())
            candidates = tuple(sorted((*earlier, *left), key=lambda c: -c.confidence))
            if not candidates or candidates[0].confidence < self.settings.review_confidence:
                continue
            if candidates[0].confidence < self.settings.accept_confidence:
                self.result.uncertain[record] = candidates[:SHOWN]
                continue
            member = Membership(candidates[0].title, "match", candidates[0].confidence)
            if record in speakers:
                self.result.moved[speakers[record]] = member
            else:
                self.result.members[record] = member
                if result.season_number is not None:
                    self.result.seasons[record] = result.season_number
