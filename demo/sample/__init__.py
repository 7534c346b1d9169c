"""What is made up for the sample town: its records, its inspections, its company in the local WeCom."""
