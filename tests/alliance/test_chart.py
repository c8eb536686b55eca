"""The charts, parsed: what is drawn, what is left open, and that no words collide."""

import re
from itertools import combinations
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from alliance.chart import ChartPoint, Seam, small_seam, sparkline, story_chart

SIZES = {"tick": 15, "label": 16}
# Advance widths of the product's own typeface at weight 600, in hundredths of an em.
WIDTHS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789 .,·()<–-…",
        (
            *(54, 59, 50, 59, 55, 35, 58, 56, 28, 25, 54, 30, 87, 56, 57, 59, 59, 37, 50, 36, 56),
            *(51, 72, 52, 50, 49, 66, 43, 57, 59, 62, 60, 62, 53, 58, 60, 30, 25, 25, 24, 32, 32),
            *(56, 60, 37, 75),
        ),
        strict=True,
    )
)
Box = tuple[float, float, float, float]


def point(number: int, client: float | None = 7.0, **more: Any) -> ChartPoint:
    fields: dict[str, Any] = {"therapist": None, "low": 5.9, "high": 8.7, "on": "26 Oct"}
    return ChartPoint(number=number, client=client, **(fields | more))


def chart(points: list[ChartPoint], seams: tuple[Seam, ...] = (), **more: Any) -> ET.Element:
    drawn = story_chart(points, seams, title="Alliance", description="As it went", **more)
    assert isinstance(drawn, SafeString)
    return ET.fromstring(drawn)


def marked(svg: ET.Element, *kinds: str) -> list[ET.Element]:
    return [e for e in svg.iter() if set(kinds) <= set(e.get("class", "").split())]


def spots(element: ET.Element) -> list[tuple[float, float]]:
    pairs = [pair.split(",") for pair in element.attrib["points"].split()]
    return [(float(x), float(y)) for x, y in pairs]


def at(element: ET.Element, *names: str) -> tuple[float, ...]:
    return tuple(float(element.attrib[name]) for name in names)


def words(svg: ET.Element) -> list[str]:
    return [text.text or "" for text in svg.iter("text")]


def box(text: ET.Element) -> Box:
    size = SIZES[text.attrib["class"].split()[0]]
    width = sum(WIDTHS.get(character, 70) for character in text.text or "") * size / 100
    x, y = at(text, "x", "y")
    left = x - {"start": 0, "middle": width / 2, "end": width}[text.attrib["text-anchor"]]
    return left, y - 0.7 * size, left + width, y + 0.2 * size


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def assert_legible(svg: ET.Element) -> None:
    _x, _y, width, height = map(float, svg.attrib["viewBox"].split())
    boxes = {id(text): box(text) for text in svg.iter("text")}
    for left, top, right, bottom in boxes.values():
        assert (left >= 0, top >= 0, right <= width, bottom <= height) == (True,) * 4
    assert [pair for pair in combinations(boxes.values(), 2) if overlap(*pair)] == []


STORY = [
    point(1, 7.1, therapist=7.5),
    point(2, 7.4, therapist=7.6),
    point(3, None, therapist=7.4, low=None, high=None),
    point(4, 7.6, therapist=7.8),
    point(5, 4.9, therapist=6.6, flag="marked", p=0.004),
    point(6, 7.5, therapist=7.9),
]
REPAIRED = Seam(3, (4, 5), 6, "repaired", "withdrawal", "repaired, both say")
OPEN = Seam(4, (5,), None, "open", "confrontation", "being repaired")


def test_the_clients_line_breaks_where_nothing_was_answered() -> None:
    before, after = marked(chart(STORY), "c-line")
    assert (len(spots(before)), len(spots(after))) == (2, 3)
    assert spots(before)[-1][0] < spots(after)[0][0]


def test_the_line_goes_up_with_the_rating_over_the_whole_scale() -> None:
    svg = chart([point(1, 0.0), point(2, 5.0), point(3, 10.0)])
    bottom, middle, top = (at(line, "y1")[0] for line in marked(svg, "axis"))
    assert [y for _x, y in spots(marked(svg, "c-line")[0])] == [bottom, middle, top]
    assert words(svg)[:3] == ["0", "5", "10"]


def test_another_instruments_scale() -> None:
    svg = chart([point(1, 60.0), point(2, 12.0)], lowest=12, highest=61)
    assert words(svg)[:3] == ["12", "36.5", "61"]


def test_a_rating_between_two_silences_is_a_dot_without_a_line() -> None:
    svg = chart([point(1, None), point(2, 7.0), point(3, None)])
    assert (len(marked(svg, "c-line")), len(marked(svg, "c-dot"))) == (0, 1)


def test_the_therapist_is_dotted_and_square() -> None:
    svg = chart(STORY)
    assert [len(spots(line)) for line in marked(svg, "t-line")] == [6]
    assert [square.tag for square in marked(svg, "t-dot")] == ["rect"] * 6
    assert "therapist" in words(svg)


@pytest.mark.parametrize("value", [0.0, 10.0])
def test_both_names_find_room_at_the_ends_of_the_scale(value: float) -> None:
    for count in (1, 2, 14):
        svg = chart([point(n, value, therapist=value) for n in range(1, count + 1)])
        assert {"client", "therapist"} <= set(words(svg))
        assert_legible(svg)


def test_a_therapist_who_never_rated_is_not_named() -> None:
    svg = chart([point(1), point(2)])
    assert "therapist" not in words(svg) + words(chart([point(1)], compact=True))


def test_the_expected_band_is_split_where_there_was_none() -> None:
    before, after = (spots(band) for band in marked(chart(STORY), "band"))
    assert (len(before), len(after)) == (4, 6)
    assert max(x for x, _y in before) < min(x for x, _y in after)


def test_the_band_goes_from_high_to_low() -> None:
    svg = chart([point(1, 8.7), point(2, 5.9)])
    band, line = spots(marked(svg, "band")[0]), spots(marked(svg, "c-line")[0])
    assert (band[0], band[2]) == (line[0], line[1])


def test_the_band_of_a_single_session_has_some_width() -> None:
    (band,) = marked(chart([point(1)]), "band")
    assert {x - spots(band)[0][0] for x, _y in spots(band)} == {0, 12}


def test_a_flagged_rating_wears_a_ring_and_says_why() -> None:
    svg = chart(STORY)
    (ring,) = marked(svg, "c-flag")
    assert at(ring, "cx", "cy") == spots(marked(svg, "c-line")[1])[1]
    assert "lower than expected (1 in 250)" in words(svg)
    assert ring.findtext("title") == (
        "Session 5, 26 Oct: 4.9 · expected 5.9–8.7 · lower than expected (1 in 250)"
    )


def test_a_probability_too_small_to_write_and_none_at_all() -> None:
    svg = chart([point(1, 7.0), point(2, 3.0, flag="marked", p=0.0002)])
    assert "lower than expected (under 1 in 1000)" in words(svg)
    assert "lower than expected" in words(chart([point(1, 3.0, flag="low")]))


def test_rings_in_a_row_say_it_in_full_once() -> None:
    low = [point(n, 4.0, flag="marked", p=0.004) for n in (2, 3)]
    said = words(chart([point(1), *low]))
    assert [text for text in said if "1 in" in text] == [
        "lower than expected (1 in 250)",
        "1 in 250",
    ]


def test_a_session_left_unanswered_leaves_a_hollow_mark_far_from_zero() -> None:
    svg = chart(STORY)
    (gap,) = marked(svg, "gap")
    zero = at(marked(svg, "axis")[0], "y1")[0]
    assert gap.findtext("title") == "Session 3, 26 Oct: not answered"
    assert float(gap.attrib["d"].split("l")[0].split(",")[1]) > zero + 10


def test_a_return_is_an_open_cup_that_holds_its_dot() -> None:
    svg = chart([point(1, 3.0, flag="low"), point(2), point(3, returned=True)])
    (cup,) = marked(svg, "c-return")
    dot = marked(svg, "c-dot")[-1]
    x, y = at(dot, "cx", "cy")
    assert cup.attrib["d"] == f"M{x - 10:.1f},{y + 3:.1f}a10,10 0 0 0 20,0"
    assert cup[0].text == "Session 3, 26 Oct: the answers came back; that is not yet a repair."
    covered = point(3, returned=True, client_covered=True)
    assert marked(chart([point(1), point(2), covered]), "c-return") == []


def test_figures_are_rounded_and_not_cut() -> None:
    shown = point(5, 4.96, low=5.88, high=8.66, flag="low", p=0.0046)
    assert shown.client_said == (
        "Session 5, 26 Oct: 5.0 · expected 5.9–8.7 · lower than expected (1 in 220)"
    )


def test_a_covered_rating_does_not_show_what_it_says() -> None:
    covered = point(2, 3.2, flag="marked", p=0.003, client_covered=True)
    for compact in (False, True):
        drawn = story_chart([point(1), covered], (), title="t", description="d", compact=compact)
        svg = ET.fromstring(drawn)
        assert (len(marked(svg, "c-dot")) - compact, marked(svg, "c-flag")) == (1, [])
        assert re.findall(r"3\.2|1 in|lower", drawn) == []
        (mark,) = marked(svg, "gap", "covered")
        assert mark.findtext("title") == (
            "Session 2, 26 Oct: answered, covered until you have rated"
        )


def test_a_repaired_seam_has_a_tear_its_stitches_and_a_knot() -> None:
    svg = chart(STORY, (REPAIRED,))
    (tear,), (knot,) = marked(svg, "tear"), marked(svg, "knot")
    assert len(marked(svg, "stitch")) == 2
    assert marked(svg, "seam-open") == []
    sessions = {text.text: at(text, "x")[0] for text in svg.iter("text")}
    assert (at(tear, "cx"), at(knot, "cx")) == ((sessions["3"],), (sessions["6"],))
    assert {"withdrawal", "repaired, both say"} <= set(words(svg))


def test_an_open_seam_runs_on_dotted_past_the_last_session() -> None:
    svg = chart(STORY, (OPEN,))
    (tail,) = marked(svg, "seam-open")
    assert marked(svg, "knot") == []
    assert at(tail, "x2")[0] > at(marked(svg, "axis")[0], "x2")[0]
    assert at(tail, "x1")[0] == pytest.approx(
        sum(at(marked(svg, "stitch")[-1], "x1", "x2")) / 2, abs=0.1
    )


@pytest.mark.parametrize(("ending", "mark"), [("not_repaired", "fray"), ("ended", "cut")])
def test_what_was_not_repaired_ends_dotted_and_without_a_knot(ending: Any, mark: str) -> None:
    svg = chart(STORY, (Seam(4, (), 6, ending, "withdrawal", "so it ended"),))
    assert (len(marked(svg, "seam-open")), len(marked(svg, mark))) == (1, 1)
    assert marked(svg, "knot") == []


def test_a_rupture_repaired_in_its_own_session_is_still_a_seam() -> None:
    svg = chart([point(1), point(2)], (Seam(2, (2, 2), 2, "repaired", "late", "repaired"),))
    tear, knot = at(marked(svg, "tear")[0], "cx"), at(marked(svg, "knot")[0], "cx")
    middles = [sum(at(stitch, "x1", "x2")) / 2 for stitch in marked(svg, "stitch")]
    assert tear[0] < middles[0] < middles[1] < knot[0]


def test_seams_that_overlap_lie_on_lanes_of_their_own() -> None:
    seams = (REPAIRED, OPEN, Seam(5, (), 6, "ended", "a third", "ended"))
    heights = [at(tear, "cy")[0] for tear in marked(chart(STORY, seams), "tear")]
    assert len(set(heights)) == 3


def test_seams_far_apart_share_a_lane() -> None:
    points = [point(n) for n in range(1, 31)]
    seams = (
        Seam(6, (), 8, "repaired", "one", "repaired"),
        Seam(22, (), 24, "repaired", "other", "repaired"),
    )
    heights = [at(tear, "cy")[0] for tear in marked(chart(points, seams), "tear")]
    assert len(set(heights)) == 1


def test_the_compact_form_shows_the_last_eight_sessions() -> None:
    points = [point(n, therapist=6.5) for n in range(1, 14)]
    seams = (
        Seam(2, (3,), 4, "repaired", "long ago", "repaired"),
        Seam(3, (4, 7), None, "open", "withdrawal", "being repaired"),
    )
    svg = chart(points, seams, compact=True)
    assert svg.attrib["viewBox"].split()[2] == "360.0"
    assert max(len(spots(line)) for line in marked(svg, "c-line")) == 8
    assert (marked(svg, "tear"), len(marked(svg, "stitch"))) == ([], 1)
    assert "long ago" not in " ".join(words(svg))
    assert [text.text for text in marked(svg, "label", "r")] == [
        *("withdrawal, since session 3", "being repaired")
    ]
    assert [text for text in words(svg) if text.isdigit()][-8:] == [
        str(number) for number in range(6, 14)
    ]


def test_long_labels_wrap_in_the_compact_form() -> None:
    label = "confrontation about the frame and the homework, noticed by the therapist"
    svg = chart(STORY, (Seam(4, (), None, "open", label, "being repaired"),), compact=True)
    lines = [text.text or "" for text in marked(svg, "label", "r")]
    assert " ".join(lines) == f"{label} being repaired"
    assert_legible(svg)


def test_session_numbers_are_thinned_and_the_last_one_stays() -> None:
    svg = chart([point(n) for n in range(1, 61)])
    numbers = [int(text) for text in words(svg)[3:] if text.isdigit()]
    assert (numbers[0], numbers[-1]) == (1, 60)
    assert numbers[1:-1] == list(range(5, 60, 5))


def test_a_crowd_of_sessions_keeps_its_lines_and_rings_but_not_each_dot() -> None:
    points = [point(n, 7.0, therapist=6.0) for n in range(1, 200)]
    svg = chart([*points, point(200, 3.0, flag="low", p=0.02)])
    assert (len(marked(svg, "c-line")), len(marked(svg, "c-flag"))) == (1, 1)
    assert len(marked(svg, "c-dot")) == 0
    assert_legible(svg)


def test_no_session_yet() -> None:
    for compact in (False, True):
        svg = chart([], compact=compact)
        assert "No session yet" in words(svg)
        assert_legible(svg)


def test_what_a_screen_reader_hears_is_named_apart() -> None:
    wide, compact = chart(STORY, prefix="mara"), chart(STORY, prefix="mara", compact=True)
    assert wide.attrib["aria-labelledby"] == "mara-title mara-desc"
    assert compact.attrib["aria-labelledby"] == "mara-compact-title mara-compact-desc"
    for svg in (wide, compact):
        ids = {e.attrib["id"]: e.text for e in svg.iter() if "id" in e.attrib}
        assert [ids[name] for name in svg.attrib["aria-labelledby"].split()] == [
            *("Alliance", "As it went")
        ]
    assert (wide.attrib["class"], compact.attrib["class"]) == (
        *("chart chart-wide", "chart chart-compact"),
    )


def test_a_session_without_a_date_and_a_band_is_still_put_in_words() -> None:
    svg = chart([point(1, 7.0, on="", low=None, high=None)])
    assert marked(svg, "c-dot")[0].findtext("title") == "Session 1: 7.0"


def test_words_of_any_script_and_length_stay_in_the_drawing() -> None:
    label = "治療者が気づいた対立" * 20 + " " + "unbreakable" * 20
    seams = (Seam(2, (), None, "open", label, label), Seam(3, (), None, "open", "", ""))
    for compact in (False, True):
        svg = chart(STORY, seams, compact=compact)
        assert_legible(svg)
        assert [text[-1] for text in words(svg) if "unb" in text] == ["…", "…"]


def test_hostile_words_stay_words() -> None:
    hostile = '"><script>alert(1)</script>'
    drawn = story_chart(
        [point(1, on=hostile)],
        (Seam(1, (), None, "open", hostile, hostile),),
        title=hostile,
        description=hostile,
        prefix="x",
    )
    assert "<script" not in drawn + sparkline([], 1, 2, lowest=0, highest=10, label=hostile)
    svg = ET.fromstring(drawn)
    assert svg.findtext("title") == hostile
    assert "<script" not in small_seam(1, "open", label=hostile)


def test_attributes_know_no_locale_and_words_do() -> None:
    with translation.override("es"):
        drawn = story_chart(
            [point(1), point(2, 3.5, flag="low", p=0.012)], (), title="t", description="d"
        )
    svg = ET.fromstring(drawn)
    assert "3,5" in (marked(svg, "c-flag")[0].findtext("title") or "")
    for element in svg.iter():
        for name in ("x", "y", "cx", "cy", "x1", "x2", "y1", "y2", "r"):
            assert re.fullmatch(r"-?\d+(\.\d+)?", element.get(name, "0"))


def test_nothing_is_styled_in_place() -> None:
    drawn = story_chart(STORY, (REPAIRED, OPEN), title="t", description="d")
    for element in ET.fromstring(drawn).iter():
        assert {"style", "fill", "stroke", "onload"} & set(element.attrib) == set()


ratings = st.none() | st.integers(0, 100).map(lambda tenths: tenths / 10)
ENDINGS = ("repaired", "not_repaired", "ended")
labels = st.text("abcdefghijklmnopqrstuvwxyz ,", max_size=60).map(str.strip)


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[ChartPoint], tuple[Seam, ...]]:
    count = draw(st.integers(1, 60))
    points = [
        point(
            number,
            draw(ratings),
            therapist=draw(ratings),
            flag=draw(st.sampled_from(["", "", "low"])),
            p=draw(st.sampled_from([None, 0.004, 0.0001])),
            client_covered=draw(st.integers(0, 9)) == 0,
        )
        for number in range(1, count + 1)
    ]
    seams = []
    for _ in range(draw(st.integers(0, 5))):
        opened = draw(st.integers(1, count))
        closed = draw(st.none() | st.integers(opened, count))
        within = st.lists(st.integers(opened, closed or count), max_size=5)
        ending: Any = "open" if closed is None else draw(st.sampled_from(ENDINGS))
        stitches = tuple(draw(within))
        seams.append(Seam(opened, stitches, closed, ending, draw(labels), draw(labels)))
    return points, tuple(seams)


@given(stories(), st.booleans())
def test_every_story_is_legible(
    story: tuple[list[ChartPoint], tuple[Seam, ...]], compact: bool
) -> None:
    points, seams = story
    svg = chart(points, seams, compact=compact)
    assert_legible(svg)
    shown = points[-8:] if compact else points
    first = shown[0].number
    rings = [p for p in shown if p.flag and p.client is not None and not p.client_covered]
    assert len(marked(svg, "c-flag")) == len(rings)
    drawn = [s for s in seams if s.closed is None or s.closed >= first]
    assert len(marked(svg, "knot")) == sum(s.ending == "repaired" for s in drawn)
    assert len(marked(svg, "tear")) == sum(s.opened >= first for s in drawn)
    assert len(marked(svg, "stitch")) == sum(n >= first for s in drawn for n in s.stitches)


def small(recent: list[tuple[float | None, str]], **more: Any) -> ET.Element:
    fields: dict[str, Any] = {"low": 5.9, "high": 8.7, "label": "Mara"} | more
    low, high, label = fields["low"], fields["high"], fields["label"]
    drawn = sparkline(recent, low, high, lowest=0, highest=10, label=label)
    assert isinstance(drawn, SafeString)
    return ET.fromstring(drawn)


def test_a_sparkline_breaks_at_a_gap_and_ends_in_a_ring_where_flagged() -> None:
    svg = small([(7.1, ""), (7.4, ""), (None, ""), (7.8, ""), (7.5, ""), (4.9, "marked")])
    assert [len(spots(line)) for line in marked(svg, "c-line")] == [2, 3]
    (ring,) = marked(svg, "c-flag")
    assert at(ring, "cx", "cy") == spots(marked(svg, "c-line")[1])[-1]
    assert (svg.attrib["aria-label"], svg.attrib["viewBox"]) == ("Mara", "0 0 132 34")


def test_a_sparkline_ends_early_where_the_latest_were_unanswered() -> None:
    svg = small([(7.1, ""), (7.4, ""), (None, ""), (None, "")])
    (dot,) = marked(svg, "c-dot")
    assert at(dot, "cx") == (spots(marked(svg, "c-line")[0])[-1][0],)
    assert at(dot, "cx")[0] < 100


def test_a_sparkline_shows_a_lone_answer() -> None:
    svg = small([(7.1, ""), (None, ""), (7.4, ""), (None, ""), (6.0, "")])
    assert [at(dot, "r") for dot in marked(svg, "c-dot")] == [(2,), (2,), (4,)]


def test_a_sparkline_of_nothing() -> None:
    svg = small([(None, ""), (None, "")], low=None, high=None)
    assert list(svg) == []


@given(st.lists(st.tuples(ratings, st.sampled_from(["", "low"])), max_size=12), ratings, ratings)
def test_a_sparkline_stays_in_its_frame(
    recent: list[tuple[float | None, str]], one: float | None, other: float | None
) -> None:
    low, high = sorted((one, other)) if one is not None and other is not None else (None, None)
    svg = small(recent, low=low, high=high)
    for circle in svg.iter("circle"):
        x, y, r = at(circle, "cx", "cy", "r")
        assert (r <= x <= 132 - r, r <= y <= 34 - r) == (True, True)
    for band in svg.iter("rect"):
        y, height = at(band, "y", "height")
        assert (y >= 0, height >= 0, y + height <= 34) == (True, True, True)


def test_a_small_seam_has_its_stitches_and_its_end() -> None:
    svg = ET.fromstring(small_seam(3, "repaired", label="repaired, both say"))
    assert (len(marked(svg, "stitch")), len(marked(svg, "knot"))) == (3, 1)
    assert svg.attrib["aria-label"] == "repaired, both say"
    assert len(marked(ET.fromstring(small_seam(0, "open", label="open")), "seam-open")) == 1
