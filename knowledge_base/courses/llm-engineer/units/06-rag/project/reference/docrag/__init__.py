"""Answers with quotes from a company's documentation."""
