"""What a program's text and its tracebacks say, without running it."""
