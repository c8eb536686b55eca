"""Charts of the alliance: SVG drawn by the server, with classes for the style sheet to dress."""

from alliance.chart.outcome import OutcomePoint, outcome_chart
from alliance.chart.point import ChartPoint
from alliance.chart.seam import Seam, small_seam
from alliance.chart.sparkline import sparkline
from alliance.chart.story import story_chart
from alliance.chart.strip import strip
from alliance.chart.trend import Trend, trend

__all__ = [
    "ChartPoint",
    "OutcomePoint",
    "Seam",
    "Trend",
    "outcome_chart",
    "small_seam",
    "sparkline",
    "story_chart",
    "strip",
    "trend",
]
