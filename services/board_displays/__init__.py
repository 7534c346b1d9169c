"""A board as people see it: as a picture's facts, as a table or an Excel file, at its edges, beside the one before."""
