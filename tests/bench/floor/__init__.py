"""What the product is measured against: bare views over the same rows and the same middleware."""
