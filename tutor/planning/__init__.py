"""The dated plan: what is left of the course, placed into sessions, and moved when life moves them."""
