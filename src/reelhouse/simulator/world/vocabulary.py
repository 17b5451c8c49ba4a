"""Words of the world beyond those of titles and people."""


def _words(text: str) -> list[str]:
    return text.split("|" if "|" in text else None)


SYLLABLES = _words(
    "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo "
    "ya yu yo ra ri ru re ro wa"
)

KEYWORDS = _words(
    "found family|slow burn|time loop|small town|heist|double life|sea voyage|lost letter|rivalry|"
    "coming of age|second chance|road trip|haunted house|space station|secret society|cooking|"
    "clockwork|wrongly accused|masked hero|orchestra|exile|amnesia|talking animal|parallel world|"
    "courtroom|lighthouse|twin siblings|winter|revenge|music school|based on a diary|mountain"
)
"""TMDB keywords; a keyword's id is 500 plus its place."""

HANDLES = _words(
    "ink moth pixel fern tide ember quartz pigeon walnut orbit button ferret comet thimble mango "
    "static kettle badger willow socket plum otter dune pebble marrow tulip gecko lantern clover"
)

OTHER_LANGUAGES = {
    "es": _words("¡qué maravilla!|me aburrí muchísimo|¿alguien la vio?"),
    "fr": _words("quel bijou !|tellement décevant|vous l'avez vu ?"),
    "de": _words("großartig gespielt|leider langweilig|läuft das schon irgendwo?"),
    "pt": _words("que trilha incrível|não gostei nada|alguém já viu?"),
    "ja": _words("最高でした|途中でやめた|もう見た人いますか"),
}
"""By language: something kind, something unkind, and a question."""

MUSIC_GENRES = _words(
    "Pop|Soundtrack|Anime|Hip-Hop/Rap|Rock|Electronic|Classical|Latin|K-Pop|J-Pop|R&B/Soul|Country"
)

GAMES = _words(
    "Beacon Drift|Clockmaker's Siege|Pigeon Tactics|Kettle Kart|Marble Legends|Quarry Online|"
    "Sunken Chess|Orchard Royale|Tunnel Rats|Nameless Realm|Fable Forge|Velvet Arena|"
    "Gravedigger Tycoon|Paper Ferries|Moth Wars|Static Run|Just Talking|Retro Corner"
)

PODCASTS = _words(
    "The Rewind Room|Second Screen|Frame by Frame|Popcorn Ledger|Cel Talk|After the Credits|"
    "Spoiler Kitchen|The Pitch Pile|Dubbed or Subbed|Box Office Babble|Score Settlers|Plot Holes"
)
