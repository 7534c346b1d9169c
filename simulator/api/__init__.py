"""The calls under /cgi-bin/ and the sign-in pages, one file per subject."""
