"""What phone pages show, and to whom."""
