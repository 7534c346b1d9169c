"""Files that are handed in, of every subject: kept, previewed, mended, confirmed, taken back."""
