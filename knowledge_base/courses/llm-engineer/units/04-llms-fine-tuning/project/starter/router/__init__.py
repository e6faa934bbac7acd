"""Routing of a bank's messages: an encoder tuned with LoRA, a baseline, and what mistakes cost."""
