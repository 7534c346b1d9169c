"""A quarter's board (红灰榜) from draft to publication, what it shows, and how it is verified."""
