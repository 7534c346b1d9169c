"""The machine that talks to WeCom."""

import gc

from bot.memory import THRESHOLDS

# From here on a hundred megabytes of modules come in, and they stay: to look through them took a twentieth of a start.
gc.set_threshold(*THRESHOLDS)
