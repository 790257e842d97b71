"""Entry of ``python -m geo``."""

from geo.cli.main import cli

cli()
