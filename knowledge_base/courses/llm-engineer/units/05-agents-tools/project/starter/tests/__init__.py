"""Tests of the assistant: no network, no waiting."""
