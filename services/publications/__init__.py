"""Publishing a board, and everything that goes out with it: posts, drafts for the public account, own results."""
