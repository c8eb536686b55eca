"""Charts of the alliance: SVG drawn by the server, with classes for the style sheet to dress."""

from alliance.chart.point import ChartPoint
from alliance.chart.seam import Seam, small_seam
from alliance.chart.sparkline import sparkline
from alliance.chart.story import story_chart

__all__ = ["ChartPoint", "Seam", "small_seam", "sparkline", "story_chart"]
