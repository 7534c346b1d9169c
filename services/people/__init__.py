"""People of the register: who holds which office from when to when, and how they are reached."""
