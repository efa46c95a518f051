"""The parts of a slide: texts, native tables and native charts, in the client's colours.

A chart or table with figures is named after their cells, for whoever reads them off the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nejtak.brand.palette import Tones
from nejtak.report.page.marks import Mark

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.presentation import Presentation
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

WIDE, HIGH = 13.333, 7.5  # inches
EDGE = 0.6
TITLE_ONLY = 5  # a layout of the library's own template
FONT = "Arial"


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    def emu(self) -> tuple[int, int, int, int]:
        """The same in the units of the file."""
        from pptx.util import Inches

        return Inches(self.left), Inches(self.top), Inches(self.width), Inches(self.height)


@dataclass(frozen=True, slots=True)
class Bar:
    """A category of a chart and its figure."""

    label: str
    mark: Mark


class Canvas:
    """One deck under way."""

    def __init__(self, deck: Presentation, tones: Tones, *, from_right: bool) -> None:
        self._deck = deck
        self._tones = tones
        self._from_right = from_right

    def slide(self, title: str, below: str = "") -> Slide:
        """Add a slide with a title and a line of smaller text."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[TITLE_ONLY])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = Box(EDGE, 0.4, WIDE - 2 * EDGE, 1).emu()
        self._write(shape.text_frame, [(title, 28, True, self._tones.text)])
        if below:
            self.text(slide, Box(EDGE, 1.35, WIDE - 2 * EDGE, 0.6), [below], 14, muted=True)
        return slide

    def text(
        self,
        slide: Slide,
        box: Box,
        lines: Sequence[str],
        size: float,
        *,
        bold: bool = False,
        muted: bool = False,
    ) -> None:
        """Add a text box."""
        colour = self._tones.muted if muted else self._tones.text
        shape = slide.shapes.add_textbox(*box.emu())
        self._write(shape.text_frame, [(line, size, bold, colour) for line in lines])

    def _write(self, frame: TextFrame, lines: Sequence[tuple[str, float, bool, str]]) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Pt

        frame.word_wrap = True
        for place, (line, size, bold, colour) in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size / 2)
            paragraph.alignment = PP_ALIGN.RIGHT if self._from_right else PP_ALIGN.LEFT
            if self._from_right:
                paragraph._p.get_or_add_pPr().set("rtl", "1")
            run = paragraph.add_run()
            run.text = line
            run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())

    def table(
        self, slide: Slide, box: Box, rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """Add a native table; its first row is its head, `widths` are parts of the whole."""
        from pptx.util import Inches

        frame = slide.shapes.add_table(len(rows), len(rows[0]), *box.emu())
        for place, width in enumerate(widths):
            frame.table.columns[place].width = Inches(box.width * width)
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                cell = frame.table.cell(number, place)
                self._write(cell.text_frame, [(text, 12, number == 0, self._tones.text)])
                cell.margin_top = cell.margin_bottom = Inches(0.02)
                cell.fill.background()

    def bars(self, slide: Slide, box: Box, title: str, bars: Sequence[Bar]) -> None:
        """Add a native chart: the certain answers, the possible ones, and the rest."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE

        data = CategoryChartData()
        data.categories = [f"{bar.label}: {bar.mark.words}" for bar in bars]
        figures = [(bar.mark.figure.low, bar.mark.figure.high, bar.mark.base) for bar in bars]
        data.add_series("low", [low for low, _, _ in figures])
        data.add_series("high - low", [high - low for low, high, _ in figures])
        data.add_series("of - high", [base - high for _, high, base in figures])
        frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *box.emu(), data)
        frame.name = " ".join(bar.mark.cells.replace(" ", ",") for bar in bars)
        described = "; ".join(f"{bar.label}: {bar.mark.words}" for bar in bars)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", f"{title}. {described}")
        self._style(frame.chart, title)

    def _style(self, chart: Chart, title: str) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Pt

        chart.has_legend = False
        chart.has_title = True
        self._write(chart.chart_title.text_frame, [(title, 12, False, self._tones.muted)])
        chart.font.size, chart.font.name = Pt(12), FONT
        chart.category_axis.reverse_order = True
        chart.category_axis.format.line.fill.background()
        chart.value_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        chart.plots[0].gap_width, chart.plots[0].overlap = 60, 100
        fill, page, rest = (
            RGBColor.from_string(colour.lstrip("#").upper())
            for colour in (self._tones.fill, self._tones.surface, self._tones.line)
        )
        for series, (inside, line) in zip(
            chart.plots[0].series, ((fill, fill), (page, fill), (rest, rest)), strict=True
        ):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = inside
            series.format.line.color.rgb = line

    def line(self, slide: Slide, box: Box, points: Sequence[tuple[str, float]], said: str) -> None:
        """Add a native line chart of shares, 0 to 1."""
        from pptx.chart.data import CategoryChartData
        from pptx.dml.color import RGBColor
        from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
        from pptx.util import Pt

        data = CategoryChartData(number_format="0%")
        data.categories = [period for period, _ in points]
        data.add_series(said, [share for _, share in points])
        frame = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *box.emu(), data)
        frame.name = "chart"
        frame._element.nvGraphicFramePr.cNvPr.set("descr", said)
        chart = frame.chart
        chart.has_legend, chart.has_title = False, False
        chart.font.size, chart.font.name = Pt(12), FONT
        chart.value_axis.visible, chart.value_axis.minimum_scale = False, 0
        chart.value_axis.has_major_gridlines = False
        chart.category_axis.reverse_order = self._from_right
        plot = chart.plots[0]
        plot.has_data_labels = True
        plot.data_labels.position = XL_LABEL_POSITION.ABOVE
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0%", False
        colour = RGBColor.from_string(self._tones.fill.lstrip("#").upper())
        series = plot.series[0]
        series.smooth = False
        series.format.line.color.rgb = colour
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = colour
