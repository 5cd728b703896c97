"""What `make run` starts on one machine. Nothing here is used by a deployment."""
