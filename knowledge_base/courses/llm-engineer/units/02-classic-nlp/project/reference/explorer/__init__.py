"""Which short texts are alike, and why."""
