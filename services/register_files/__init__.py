"""The whole register as an Excel file: in, held against what is stored, and out in the same columns."""
