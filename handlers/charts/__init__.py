"""Charts as SVG made on the server: where lines, bars and columns go; templates/charts/ prints them for any page."""
