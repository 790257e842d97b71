"""What leaves Salient as files."""
