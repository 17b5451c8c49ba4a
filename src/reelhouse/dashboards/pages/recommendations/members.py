"""The list of one member, and because of what it is so."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart, escape
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.theme import SERIES_COLOURS, Theme
from reelhouse.dashboards.view import View, given

MOST_MEMBERS = 1_000
LONGEST = 19  # digits of a pseudonym
LARGEST = 2**60 - 1  # it has 60 bits
COLOURED = len(SERIES_COLOURS) - 1  # the last one is grey
SUBJECT = "What a member is shown"


def show_member(view: View) -> None:
    """Draw the box for a member, the list and its reasons."""
    if not view.has("mart_recommendation"):
        view.show(
            Blank(
                "list",
                SUBJECT,
                "No member of now agrees to recommendations, so that there are no lists. "
                "`reelhouse recommend --new` shows what everybody else gets.",
            )
        )
        return
    members = list(view.run("recommendation_members", limit=MOST_MEMBERS).frame["member"])
    member = st.selectbox(
        "Member, by pseudonym",
        members,
        key="member",
        bind="query-params",
        accept_new_options=True,
        help=f"{len(members):,} of the members who agree to recommendations; any other pseudonym "
        "can be typed. Lists are personal data: show them to nobody who need not see them.",
    )
    why = None if member in members else refused(view, str(member or ""))
    if why:
        view.show(Blank("list", SUBJECT, why))
        return
    picked = int(str(member))
    view.grid(given(member_list, picked), given(reasons, picked))
    _in_words(view, picked)


def refused(view: View, typed: str) -> str:
    """Why somebody has no list and what to do; empty where there is one."""
    typed = typed.strip()
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST
    if not is_number or int(typed) > LARGEST:
        return (
            f"That is no pseudonym: it is a number of up to {LONGEST} digits, as `member_key` of "
            "`dim_member` has it. `reelhouse recommend MEMBER` takes the id of a member too."
        )
    key = int(typed)
    if not view.run("member_recommendations", members=(key,)).is_empty:
        return ""
    rows = view.run("member_consent", members=(key,)).frame if view.has("dim_member") else None
    if rows is None or rows.empty:
        return (
            "There is no member of this pseudonym who agrees to being counted. Pick one of the "
            "list; `reelhouse recommend --new` recommends to somebody of whom nothing is known."
        )
    if not rows.iloc[0]["has_personalisation_consent"]:
        return (
            "This member does not agree to recommendations from own viewing, so that no list is "
            f"kept. `reelhouse recommend {key}` shows what is popular lately, which such members "
            "get; after they agree, `reelhouse ingest` and `reelhouse build` make a list."
        )
    if rows.iloc[0]["has_left"]:
        return "This membership has ended; lists are made for members of now. Pick one of them."
    return (
        "No title is left for this member: all are watched, or not on the own platform. "
        f"`reelhouse recommend {key} --no-exclude-seen` shows those that were watched too."
    )


def asked(view: View, member: int) -> tuple[Answer, pd.DataFrame]:
    """The list of a member, each title with what it is shown because of."""
    answer = view.run("member_recommendations", members=(member,))
    rows = answer.frame
    because = rows["reason_title"].where(rows["reason_title_key"].notna(), rows["reason"])
    return answer, rows.assign(because=because.fillna(rows["reason"]), title=figures.titled(rows))


def colours_of(rows: pd.DataFrame, theme: Theme) -> dict[str, str]:
    """A colour for each of the reasons named most, and grey for the others."""
    order = rows["because"].value_counts(sort=True).index
    known = [
        name for name in order if (rows["because"].eq(name) & rows["reason_title"].notna()).any()
    ]
    bright = dict(zip(known[:COLOURED], SERIES_COLOURS, strict=False))
    return {name: bright.get(name, theme.neutral) for name in order}


def member_list(view: View, member: int) -> Chart | Blank:
    """Titles by score, in the colour of what they are shown because of."""
    answer, rows = asked(view, member)
    first = rows.iloc[0]
    colours = colours_of(rows, view.theme)
    return Chart(
        key="list",
        finding=Finding(f"First comes {first['title']}: “{first['reason']}”"),
        subject=f"What member {member} is shown",
        how_to_read="The order is what counts: scores compare within this list only and are no "
        "probabilities. Colours are those of the reasons beside.",
        figure=figures.bars(
            rows, "title", "score", colours=[colours[name] for name in rows["because"]],
            title="Score", form=".2f", labels=False,
        ),
        answers=(answer,),
        unit="score of the recommender",
        period=f"what was watched until {first['known_at']:%-d %b %Y}",
        n=len(rows),
        n_of="titles",
        frame=rows.drop(columns=["because", "title"]),
        height=figures.tall(len(rows), 300, 24),
    )  # fmt: skip


def reasons(view: View, member: int) -> Chart | Blank:
    """How many titles of the list each watched title brings."""
    answer, rows = asked(view, member)
    subject = f"Titles of the list by what they are shown because of, member {member}"
    if rows["is_fallback"].all():
        return Blank(
            "reasons",
            subject,
            "This member has watched nothing that can be learned from: the list is what is "
            "popular lately. Once something is watched, the next `reelhouse build` has reasons.",
        )
    counts = rows.groupby("because", as_index=False).agg(
        listed_count=("title_key", "size"), best_rank=("recommendation_rank", "min")
    )
    counts = counts.sort_values(["listed_count", "best_rank"], ascending=[False, True])
    colours = colours_of(rows, view.theme)
    pairs = list(zip(counts["because"], counts["listed_count"].astype(float), strict=True))
    return Chart(
        key="reasons",
        finding=findings.ranking(pairs, "titles brought into the list"),
        subject=subject,
        how_to_read="The watched title that adds most to a score is named as its reason; others "
        "add to it as well. Where none stands out, the taste as a whole is named.",
        figure=figures.bars(
            counts, "because", "listed_count",
            colours=[colours[name] for name in counts["because"]], title="Titles of the list",
        ),
        answers=(answer,),
        unit="titles",
        period=f"what was watched until {rows['known_at'].iloc[0]:%-d %b %Y}",
        n=len(rows),
        n_of="titles of the list",
        frame=counts,
        height=figures.tall(len(rows), 300, 24),
    )  # fmt: skip


def _in_words(view: View, member: int) -> None:
    """Each title with its reason and whether it can be watched where the member lives."""
    rows = asked(view, member)[1]
    with st.expander("The list in words"):
        st.markdown("\n".join(_line(row) for row in rows.to_dict("records")))


def _line(row: Mapping[Hashable, Any]) -> str:
    offered = row["is_offered_in_country"]
    where = (
        "no source tells where it is offered"
        if pd.isna(offered)
        else "offered in the member's country"
        if offered
        else "not offered in the member's country"
    )
    told = f"{row['reason']}; {where}"
    return f"{row['recommendation_rank']}. **{escape(str(row['title']))}** {escape(told)}"
