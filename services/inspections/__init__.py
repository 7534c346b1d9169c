"""A group's quarterly sheet for each of its organisations (季度督查), by hand or by workbook, and exemptions."""
