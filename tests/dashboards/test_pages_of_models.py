"""What pages say of models' answers, on answers that a test chose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from reelhouse import clock
from reelhouse.cli import app as app_of_cli
from reelhouse.dashboards import shared
from reelhouse.dashboards.words import Money
from reelhouse.lake import Lake
from reelhouse.ml.training import train
from reelhouse.settings import Settings, load_settings
from tests.dashboards.drawing import drawn, said
from tests.dashboards.planted import planted
from tests.whole_lake import WholeLake

VERSION = {"model_version": "v1"}


def posting_times(best: int) -> list[dict[str, Any]]:
    """Hours and weekdays of which one hour is clearly better, and no weekday."""
    shared = {"platform": "youtube", "content_type": "Music", "channel_id": "all",
              "video_count": 240, "video_count_here": 10, "own_weight": 0.0, **VERSION}  # fmt: skip
    hours = [
        {
            "time_scale": "hour",
            "time_value": hour,
            "relative_reach": 1.5 if hour == best else 0.98,
            "relative_reach_low": 1.2 if hour == best else 0.8,
            "relative_reach_high": 1.9 if hour == best else 1.2,
            "is_best": hour == best,
        }
        for hour in range(24)
    ]
    weekdays = [
        {"time_scale": "weekday", "time_value": day, "relative_reach": 1.0,
         "relative_reach_low": 0.9, "relative_reach_high": 1.1, "is_best": False}
        for day in range(1, 8)
    ]  # fmt: skip
    return [shared | row for row in (*hours, *weekdays)]


def flags(whole: WholeLake) -> list[dict[str, Any]]:
    """Three videos that can be judged, of which one takes off."""
    videos = whole.rows(
        "select video_id, channel_id from dim_video where platform = 'youtube' order by 1 limit 3"
    )
    return [
        {
            "platform": "youtube",
            "video_id": video,
            "channel_id": channel,
            "observed_at": "2026-02-27 10:00:00",
            "known_at": "2026-02-27",
            "view_count": 5000,
            "times_usual": 6.5 if place == 0 else 1.1,
            "times_usual_low": 4.2 if place == 0 else 0.7,
            "times_usual_high": 9.9 if place == 0 else 1.6,
            "probability": 0.83 if place == 0 else 0.04,
            "is_viral": place == 0,
            **VERSION,
        }
        for place, (video, channel) in enumerate(videos)
    ]


def tables_of(whole: WholeLake) -> dict[str, list[dict[str, Any]]]:
    """Answers of all models that the pages show."""
    segment = {"known_at": "2026-02-01", **VERSION}
    contact = {"effect_rate": 0.2, "months_kept": 6.0, "contact_cost_usd": 0.5, **VERSION}
    comments = whole.rows(
        "select video_id from dim_video where platform = 'youtube' and channel_id = ("
        "  select channel_id from dim_video where platform = 'youtube' and channel_id is not null "
        "  order by 1 limit 1) limit 1"
    )[0][0]
    return {
        "mart_best_posting_time": posting_times(best=18),
        "mart_viral_flag": flags(whole),
        "mart_video_decay": [
            {"platform": "youtube", "content_type": "Music", "video_count": 40,
             "observation_count": 300, "decay_days": 5.0, "decay_days_lower": 4.0,
             "decay_days_upper": 6.5, "half_life_days": 3.466, "verdict": "estimated"}
        ],
        "fact_text_sentiment": [
            {"text_kind": "comment", "platform": "youtube", "text_id": str(number),
             "video_id": comments, "written_date": "2026-02-01", "is_repost": False,
             "sentiment": 0.8 if number < 30 else -0.8, **VERSION}
            for number in range(40)
        ],
        "mart_segment": [
            {"segment_number": 1, "segment_name": "evening drama", "member_count": 600,
             "member_rate": 0.75, **segment},
            {"segment_number": 2, "segment_name": "weekend anime", "member_count": 200,
             "member_rate": 0.25, **segment},
        ],
        "mart_segment_trait": [
            {"segment_number": 1, "segment_name": "evening drama", "member_count": 600,
             "trait": "weekend", "value": 0.28, "value_low": 0.25, "value_high": 0.31,
             "usual_value": 0.3, "lift": 0.93, **segment},
            {"segment_number": 2, "segment_name": "weekend anime", "member_count": 200,
             "trait": "weekend", "value": 0.6, "value_low": 0.54, "value_high": 0.66,
             "usual_value": 0.3, "lift": 2.0, **segment},
        ],
        "mart_churn_contact": [
            {"contacted_rate": rate, "member_count": count, "least_probability": 0.1,
             "cost_usd": 10.0, "expected_value_usd": value, "expected_value_low_usd": low,
             "expected_value_high_usd": value + 50, **contact}
            for rate, count, value, low in ((0.1, 50, 120.0, 40.0), (0.2, 100, 180.0, 60.0),
                                            (1.0, 500, -90.0, -150.0))
        ],
        "mart_churn_reason": [
            {"member_key": number, "reason_number": 1,
             "reason_group": "quiet" if number < 30 else "price",
             "reason": "last watched 40 days ago",
             "odds_ratio": 2.0, **VERSION}
            for number in range(34)
        ],
        "mart_topic": [
            {"corpus": "talk", "topic_number": 1, "label": "ending, finale, twist",
             "text_count": 80, "share_rate": 0.4, "share_low_rate": 0.35, "share_high_rate": 0.45,
             **VERSION},
            {"corpus": "talk", "topic_number": 2, "label": "music, score, song",
             "text_count": 40, "share_rate": 0.2, "share_low_rate": 0.16, "share_high_rate": 0.25,
             **VERSION},
        ],
        "mart_topic_week": [
            {"topic_number": topic, "label": label, "week_end_date": week, "text_count": 10,
             "share_rate": share, "share_low_rate": share - 0.05, "share_high_rate": share + 0.05,
             **VERSION}
            for topic, label, share in ((1, "ending, finale, twist", 0.4),
                                        (2, "music, score, song", 0.2))
            for week in ("2026-02-15", "2026-02-22")
        ],
        "mart_rising": [
            {"measure": "viewed_hours", "platform": "netflix", "subject_kind": "title",
             "subject_id": str(number), "subject_name": f"Title {number}",
             "week_end_date": "2026-02-22", "past_week_count": 20, "amount": 9e6,
             "expected_amount": 3e6 if number == 0 else 8.9e6, "velocity": 6e6,
             "growth_rate": 2.0, "z_score": 5.0 if number == 0 else 0.1,
             "false_discovery_rate": 0.001 if number == 0 else 0.9,
             "verdict": "rising" if number == 0 else "as expected"}
            for number in range(5)
        ],
        "mart_anime_velocity": [
            {"source": "jikan", "record_id": str(n), "title": f"Anime {n}",
             "premiere_date": "2026-01-04", "start_year": 2026, "premiere_member_count": 100.0,
             "members_per_day": 900.0 - 100 * n, "velocity_decile": 10 - n}
            for n in range(4)
        ],
        "mart_anime_velocity_decile": [
            {"source": "jikan", "outcome": "member", "velocity_decile": tenth, "anime_count": 60,
             "lowest_members_per_day": 1.0, "highest_members_per_day": 2.0,
             "top_anime_count": round(6 * tenth), "top_rate": tenth / 10,
             "top_rate_low": tenth / 10 - 0.09, "top_rate_high": tenth / 10 + 0.09}
            for tenth in range(1, 11)
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def told(demo_build: WholeLake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The demo lake with answers of models, as what this process shows."""
    lake = planted(demo_build.build, tmp_path_factory.mktemp("told"), tables_of(demo_build))
    settings = load_settings(lake=lake.root, today=demo_build.world.today)
    with clock.playing(demo_build.world.today):
        shared.configure(lake, settings)
        yield settings


def findings_of(app: AppTest) -> str:
    """The sentences above charts, without marks."""
    assert not app.error, said(app)
    text = " ¶ ".join(h.value for h in app.subheader).replace("\u00a0", " ")
    assert "could not be drawn" not in said(app)
    return re.sub(r"\\(.)", r"\1", text)


def test_creators_are_told_when_to_post_and_what_takes_off(told: Settings) -> None:
    app = drawn("creator")
    text = findings_of(app)
    assert "Posted at 18:00 UTC, videos of “Music” on YouTube reach 1.50 times" in text
    assert "No weekday of videos of “Music” on YouTube is clearly better than usual" in text
    assert "1 of 3 videos take off" in text
    assert "6.5 times its usual views (95 % interval 4.2 to 9.9), probability 83 %" in text
    tips = " ".join(m.value for m in app.markdown).replace("\u00a0", " ")
    assert "Post at 18" in tips
    assert "1.20 to 1.90" in tips
    assert "Post on" not in tips
    assert "it takes off" in tips
    assert "Promote within 3 days" in tips


def test_kind_comments_are_counted(told: Settings) -> None:
    assert "75 % of the judged comments under videos of" in findings_of(drawn("creator"))


def test_segments_and_their_traits_are_told(told: Settings) -> None:
    text = findings_of(drawn("audience"))
    assert "“evening drama”, the largest of 2 segments, has 75 % of all members" in text
    assert "“weekend anime”, by weekend, come to 2.00 times what is usual" in text
    assert "(95 % interval 1.80 to 2.20)" in text


def test_who_is_worth_a_letter_and_why_members_leave(told: Settings) -> None:
    text = findings_of(drawn("audience"))
    assert "Writing to the 100 most likely to leave, 20 % of those who agree to it" in text
    assert "$180.00 expected, $60.00 to $230.00" in text
    # four members have another reason, fewer than may be shown
    assert "Has been away is alone, with 30 members" in text


def test_what_rises_and_what_is_talked_about(told: Settings) -> None:
    text = findings_of(drawn("trends"))
    assert "1 of 5 rise above their own past, first Title 0: 9 M where 3 M were expected" in text
    assert "ending, finale, twist has the highest share of texts: 40 %" in text
    assert "1 of 3 videos that can be judged takes off now" in text


def test_early_speed_of_anime_and_what_came_of_it(told: Settings) -> None:
    text = findings_of(drawn("anime"))
    assert "Anime 0 has the most new members a day: 900" in text
    assert "100 % of the fastest came to the year's top, of the slowest 10 %" in text


@pytest.fixture(scope="module")
def trained(demo_build: WholeLake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    """The demo lake with a model of what deals return."""
    lake = planted(demo_build.build, tmp_path_factory.mktemp("trained"), {})
    settings = load_settings(lake=lake.root, today=demo_build.world.today)
    with clock.playing(demo_build.world.today):
        train(lake, settings, ("licensing_choice",))
        yield lake


@pytest.fixture
def choosing(trained: Lake, demo_build: WholeLake) -> Iterator[Lake]:
    """That lake as what this process shows."""
    with clock.playing(demo_build.world.today):
        shared.configure(trained, load_settings(lake=trained.root, today=demo_build.world.today))
        yield trained


def test_offers_are_chosen_as_the_command_line_does(choosing: Lake) -> None:
    app = drawn("licensing")
    budget = app.slider(key="budget")
    app.slider(key="max-deals").set_value(3)
    budget.set_value(int(budget.max // budget.step // 2 * budget.step)).run()
    text = findings_of(app)
    words = ["--lake", str(choosing.root), "license", "--budget", str(budget.value)]
    told = CliRunner().invoke(app_of_cli, [*words, "--max-deals", "3", "--no-flips", "--json"])
    there = json.loads(told.stdout)
    assert 0 < there["chosen_count"] <= 3
    assert f"Sign {there['chosen_count']} of {len(there['offers'])} offers" in text
    profit = Money().text(there["expected_profit_usd"]).replace("\u00a0", " ")
    assert f"expected profit {profit}" in text
    shown = [m.value for m in app.metric]
    assert f"{there['chosen_count']} of {len(there['offers'])}" in shown
    command = f"--budget {budget.value} --max-deals 3"
    assert any(command in c.value.replace("\\", "") for c in app.caption)


def test_a_budget_of_nothing_buys_nothing(choosing: Lake) -> None:
    app = drawn("licensing")
    app.slider(key="budget").set_value(0).run()
    assert "none of the offers is worth signing" in findings_of(app)


def test_without_a_model_the_page_says_how_to_make_one(shown: WholeLake) -> None:
    assert "reelhouse train licensing_choice" in said(drawn("licensing"))
    assert "reelhouse train posting_time" in said(drawn("creator"))
    audience = said(drawn("audience"))
    assert "reelhouse train segments" in audience
    assert "reelhouse train churn" in audience
    assert "reelhouse train topics" in said(drawn("trends"))
