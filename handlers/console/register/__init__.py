"""名册: organisations, people, supervision groups, departments and the town's offices, as tabs of one place."""
