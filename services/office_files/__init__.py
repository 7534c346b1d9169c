"""Tables as offices hand them in (Excel, CSV, Unicode text): one way to read them, of whatever subject they are."""
