"""Who is who: organisations by the names people use, groups, whom a case concerns."""
