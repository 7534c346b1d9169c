"""Red lines of other rules: which the town's rule crosses, and who answers for it."""
