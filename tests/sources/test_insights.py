"""Insight exports of TikTok, Instagram and Facebook, in the layouts their tools have had."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.ingest import IngestFailed, IngestRefused, IngestReport
from reelhouse.sources.insights import SOURCE
from reelhouse.sources.tabular.ingest import ingest_tables
from reelhouse.sources.tabular.schema import plain_name
from tests.conftest import ROOT
from tests.sources.tabular.tables import accepted, write, write_workbook

LINK = "https://www.tiktok.com/@lantern/video/7593820674163100946"
TIKTOK = (
    '"Time","Video title","Video link","Post time","Total likes","Total comments",'
    '"Total shares","Total views"\n'
    f'"18 January","Teaser, part ""one""","{LINK}","10 January","529","170","122","28590"\n'
)
TIKTOK_LATER = (
    "Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views,"
    "Total play time,Average watch time,Watched full video,Add to favorites\n"
    f'Teaser,{LINK},2026-01-10 19:42,529,170,122,"28,590",,12.5,0.31,40\n'
)
INSTAGRAM = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
    "Permalink,Post type,Data comment,Date,Views,Likes,Shares,Comments,Saves,Reach,Follows\n"
    '18010000000000001,17840,lantern,Lantern,"Teaser\nwith two lines",32,03/27/2026 06:08,'
    "https://www.instagram.com/reel/x/,IG reel,,Lifetime,160,5,3,2,4,45,1\n"
)
INSTAGRAM_BEFORE_VIEWS = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
    "Permalink,Post type,Data comment,Date,Impressions,Reach,Shares,Follows,Likes,Comments,Saves,"
    "Plays\n"
    "18010000000000001,17840,lantern,Lantern,Teaser,32,03/27/2024 06:08,"
    "https://www.instagram.com/reel/x/,IG reel,,Lifetime,900,45,3,1,5,2,4,160\n"
)
FACEBOOK = (
    "Post ID,Page ID,Page name,Title,Description,Duration (sec),Publish time,Caption type,"
    "Permalink,Is crosspost,Is share,Post type,Languages,Custom labels,Funded content status,"
    'Data comment,Date,Views,Reach,"Reactions, Comments and Shares",Reactions,Comments,Shares,'
    "Total clicks,Other Clicks,Matched Audience Targeting Consumption (Photo Click),Link Clicks,"
    "Negative feedback from users: Hide all,Seconds viewed,Average Seconds viewed,"
    "Estimated earnings (USD),Ad CPM (USD),Ad impressions\n"
    "122150000000000001,615,Lantern,Teaser,Teaser of the season,27,11/10/2025 21:00,,"
    "https://www.facebook.com/reel/x/,0,0,Reels,,,,,Lifetime,900,450,60,40,12,8,5,5,,,,1200,2.5,"
    "0,0,0\n"
)


def ingest(lake: Lake, *origins: Path, as_of: date | None = None) -> IngestReport:
    settings = load_settings(lake=lake.root)
    return ingest_tables(lake, settings, SOURCE, [str(o) for o in origins], as_of=as_of)


def in_bronze(lake: Lake, table: str, columns: str) -> list[tuple[Any, ...]]:
    return [
        row
        for delivery in lake.deliveries("insights", table)
        for path in delivery.paths
        for row in accepted(path, columns)
    ]


def test_exports_of_all_three_in_one_folder(lake: Lake, tmp_path: Path) -> None:
    # what the tools call their files says nothing of what is in them
    write(tmp_path, "Content.csv", TIKTOK.encode())
    write(tmp_path, "Mar-01-2026_Mar-31-2026_1234.csv", INSTAGRAM.encode("utf-8-sig"))
    write(tmp_path, "Mar-01-2026_Mar-31-2026_5678.csv", FACEBOOK.encode("utf-8-sig"))
    report = ingest(lake, tmp_path)
    assert {outcome.resource: outcome.status for outcome in report.outcomes} == {
        "facebook_posts": "delivered",
        "instagram_posts": "delivered",
        "tiktok_posts": "delivered",
    }
    assert (report.warnings, report.notes) == ([], [])
    assert in_bronze(
        lake, "tiktok_posts", "video_link, video_title, post_time, total_views, total_likes"
    ) == [(LINK, 'Teaser, part "one"', "10 January", "28590", "529")]
    assert in_bronze(
        lake, "instagram_posts", "post_id, description, publish_time, period, views, saves"
    ) == [
        (
            "18010000000000001",
            "Teaser\nwith two lines",
            "2026-03-27 06:08:00",
            "Lifetime",
            "160",
            "4",
        )
    ]
    assert in_bronze(
        lake, "facebook_posts", "post_id, publish_time, reach, reactions, seconds_viewed"
    ) == [("122150000000000001", "2025-11-10 21:00:00", "450", "40", "1200")]


@pytest.mark.parametrize("text", [TIKTOK, TIKTOK_LATER])
def test_layouts_of_tiktok(lake: Lake, tmp_path: Path, text: str) -> None:
    report = ingest(lake, write(tmp_path, "Content.csv", text.encode()))
    assert (report.warnings, report.notes) == ([], [])
    assert in_bronze(lake, "tiktok_posts", "total_views, total_shares") == [("28590", "122")]


@pytest.mark.parametrize(
    ("text", "counts"),
    [(INSTAGRAM, ("160", None, None)), (INSTAGRAM_BEFORE_VIEWS, (None, "160", "900"))],
)
def test_layouts_of_instagram(
    lake: Lake, tmp_path: Path, text: str, counts: tuple[str | None, ...]
) -> None:
    report = ingest(lake, write(tmp_path, "instagram.csv", text.encode()))
    assert (report.warnings, report.notes) == ([], [])
    assert in_bronze(lake, "instagram_posts", "views, plays, impressions") == [counts]


def test_a_count_that_is_gone_is_a_warning_and_a_new_one_a_note(lake: Lake, tmp_path: Path) -> None:
    text = INSTAGRAM.replace(",Saves,", ",Bookmarks,")
    report = ingest(lake, write(tmp_path, "instagram.csv", text.encode()))
    assert report.warnings == [
        "insights/instagram_posts: column 'saves' vanished and is empty, in instagram.csv"
    ]
    assert report.notes == [
        "insights/instagram_posts: column 'Bookmarks' appeared and is not read, in instagram.csv"
    ]


def test_an_export_of_tiktok_as_a_workbook(lake: Lake, tmp_path: Path) -> None:
    header = ["Video title", "Video link", "Post time", "Total likes", "Total views"]
    path = write_workbook(
        tmp_path / "tiktok.xlsx", {"Content": [header, ["Teaser", LINK, "10 January", 529, 28590]]}
    )
    ingest(lake, path)
    assert in_bronze(lake, "tiktok_posts", "total_views, total_likes") == [("28590", "529")]


def test_ids_whose_digits_a_spreadsheet_dropped_are_refused(lake: Lake, tmp_path: Path) -> None:
    text = FACEBOOK.replace("122150000000000001", "1.2215E+17")
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, write(tmp_path, "facebook.csv", text.encode()))
    assert (
        "facebook.csv:2: column 'post_id': expected a text such as 17900000000000001 (all its "
        "digits; a spreadsheet drops some), found '1.2215E+17'" in str(caught.value)
    )


def test_an_export_of_days_is_not_one_of_posts(lake: Lake, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "tiktok_overview.csv",
        b"Date,Video Views,Profile Views,Likes,Comments,Shares\nAugust 31,1441,52,31,2,11\n",
    )
    with pytest.raises(
        IngestFailed, match="the header of tiktok_posts lacks the column video_link"
    ):
        ingest(lake, path)


def test_every_export_is_kept(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, "tiktok.csv", TIKTOK.encode())
    ingest(lake, path, as_of=date(2026, 1, 18))
    ingest(lake, path, as_of=date(2026, 1, 19))
    path.write_text(TIKTOK.replace("28590", "30000"))
    ingest(lake, path, as_of=date(2026, 1, 19))
    found = lake.deliveries("insights", "tiktok_posts")
    assert [str(delivery.snapshot_date) for delivery in found] == ["2026-01-18", "2026-01-19"]
    assert in_bronze(lake, "tiktok_posts", "total_views") == [("28590",), ("30000",)]


def test_the_page_lists_every_column() -> None:
    page = (ROOT / "docs" / "sources" / "insights.md").read_text()
    for schema in SOURCE.tables:
        section = page.split(f"### {schema.name}\n")[1].split("\n#")[0]
        listed = re.findall(r"^\| `(\w+)`(\*?) \| ([^|]+) \|", section, re.MULTILINE)
        assert [(name, bool(star)) for name, star, _ in listed] == [
            (c.name, c.required) for c in schema.columns if c.filled_from == "cell"
        ]
        headers = [schema.headers[plain_name(header)].name for _, _, header in listed]
        assert headers == [name for name, _, _ in listed]
