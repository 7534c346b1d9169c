"""What people and tests see: the page with phones, its event stream, and the control API."""
