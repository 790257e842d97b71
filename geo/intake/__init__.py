"""From files to what an import would store: shown first, asked about, then written at once."""
