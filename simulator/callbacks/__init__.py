"""What the platform tells the app: envelopes, deadlines, repeats, and the answers to them."""
