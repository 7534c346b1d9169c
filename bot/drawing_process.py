"""Draws one SVG in a process of its own, started by `bot/drawing.py`: while resvg draws, its Python stands still.

Reads the SVG from the standard input, writes the PNG to the standard output; the arguments are the font files.
"""

from __future__ import annotations

import sys

import resvg_py


def main() -> None:
    """Draw. What is not an SVG ends it with status 1 and one line that says why."""
    svg, fonts = sys.stdin.buffer.read().decode(), sys.argv[1:]
    try:
        drawn = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts)
    except ValueError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(bytes(drawn))


if __name__ == "__main__":
    main()
