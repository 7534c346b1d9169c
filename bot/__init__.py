"""The machine that talks to WeCom."""
