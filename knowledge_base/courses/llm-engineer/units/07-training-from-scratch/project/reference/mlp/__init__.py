"""A classifier with numpy alone: layers, gradients, AdamW, training, features and a report."""
