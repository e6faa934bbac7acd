"""Stands in for llama-cpp-python where a test is about the server's process, not about a model."""
