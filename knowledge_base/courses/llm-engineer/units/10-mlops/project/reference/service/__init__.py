"""A small service that sorts messages by what they are about."""
