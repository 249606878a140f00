"""What builds made before, kept by the digests of what it was made from."""
