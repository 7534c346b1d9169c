"""Results of the democratic review (民主评议): entered, or loaded from a workbook."""
