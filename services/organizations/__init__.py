"""What becomes of organisations: founded, renamed, moved, merged, split, dissolved, and of all that was open there."""
