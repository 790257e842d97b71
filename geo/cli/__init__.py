"""``python -m geo``: one file per command."""
