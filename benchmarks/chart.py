"""The chart for the docs: requests per second of each server, as SVG."""

import statistics
from collections.abc import Sequence

from benchmarks.comparing import Measured

WIDTH, LEFT, BAR, GAP = 760, 150, 22, 8
TITLES = {"list": "A page of 50 meetings with participants", "detail": "One meeting"}
NAMES = {"chancery": "Chancery", "limit": "one SQL statement", "drf": "DRF", "ninja": "django-ninja"}
COLOURS = {"chancery": "#1f4e79"}
OTHER = "#9aa8b5"


def draw(measured: Sequence[Measured], meetings: int) -> str:
    """Bars of the medians, question by question."""
    parts: list[str] = []
    y = 30
    for question, title in TITLES.items():
        parts.append(f'<text x="0" y="{y}" font-weight="600">{title}, requests per second</text>')
        y += 12
        speeds = {
            server: statistics.median(m.per_second for m in measured if (m.question, m.server) == (question, server))
            for server in dict.fromkeys(m.server for m in measured if m.question == question)
        }
        for server, speed in speeds.items():
            length = max(1, round((WIDTH - LEFT - 80) * speed / max(speeds.values())))
            middle = y + BAR - 6
            parts.append(f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end">{NAMES[server]}</text>')
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{length}" height="{BAR}" fill="{COLOURS.get(server, OTHER)}"/>')
            parts.append(f'<text x="{LEFT + length + 6}" y="{middle}">{speed:,.0f}</text>')
            y += BAR + GAP
        y += 30
    height = y - 10
    note = f"{meetings:,} meetings, two workers each, the same machine and PostgreSQL"
    parts.append(f'<text x="0" y="{height - 8}" fill="#666">{note}</text>')
    style = 'font-family="system-ui, sans-serif" font-size="13" fill="#222"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {style}>'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>', *parts, "</svg>", ""])
