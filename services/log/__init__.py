"""The log of entries (留痕): what a board or a year rests on is written down as it was, chained by hash."""
