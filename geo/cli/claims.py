"""``python -m geo claims``: the ledger of claims as a file, as people settled it."""

from __future__ import annotations

from pathlib import Path

import click

from geo.analysis.groups import proposals, settled_groups
from geo.analysis.settled import settled_claims
from geo.cli.output import say
from geo.errors import NotInStore
from geo.publish.claim_files import CLAIM_FORMS, claim_rows
from geo.workspace import shared_store


@click.command("claims")
@click.option("--source", help="Id of a source; without it, all.")
@click.option(
    "--format", "form", type=click.Choice(list(CLAIM_FORMS)), default="csv", show_default=True,
    help="csv starts no formula in a spreadsheet; csv-exact keeps every letter.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File; else printed."
)
@click.pass_obj
def claims_command(store: str | None, source: str | None, form: str, output: Path | None) -> None:
    """Write claims, with claimants, grades and groups as people settled them.

    What a source forbids to be passed on is left out, and the file says so. The form json is
    described by docs/claims.schema.json.
    """
    opened = shared_store(store)
    every, reviews = opened.claims(), opened.reviews()
    groups = settled_groups(proposals(every), reviews)
    claims = [c for c in settled_claims(every, reviews) if source in (None, c.source)]
    if source is not None and not claims:
        known = ", ".join(sorted({c.source for c in every})) or "none"
        raise NotInStore(f"There are no claims of {source!r} in this store. Sources: {known}.")
    places = {place.id: place for place in opened.places()}
    sources = {found.id: found for found in opened.sources()}
    rows = claim_rows(claims, places, sources, groups.of_claim, opened.status_history())
    for sentence in rows.left_out:
        say(sentence, err=True)
    written = CLAIM_FORMS[form][2](rows).encode()
    if output is None:
        click.echo(written, nl=False)
    else:
        output.write_bytes(written)
        say(f"{len(rows.claims):,} claims in {output}.")
