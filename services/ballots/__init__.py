"""Members' anonymous vote (测评): opened, cast sealed, closed and counted."""
