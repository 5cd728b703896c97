"""The weekly review: one module for each of its pages."""
