"""The stage, the demonstration and the story: what shows the product, above everything that is the product."""

from __future__ import annotations

from demo.demonstration import demo
from demo.sample.cli import sample
from demo.story import story

COMMANDS = (demo, story, sample)
