"""What the Publish page shows and hands out: the preview, its figures, the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import urlencode

import streamlit as st

from geo.access import Action, Doer
from geo.analysis.editions import edition_at
from geo.clock import local_date
from geo.maps.links import link_parameters
from geo.markup import encode
from geo.publish import animation
from geo.publish.data_files import all_files, zipped
from geo.publish.data_rows import data_rows
from geo.publish.page import PageSpec, build_page, embed_snippet
from geo.publish.picture import draw_picture
from geo.publish.template import read_template
from geo.publish.vision import ReadingFigure, reading_figures
from geo.publish.wish import Wish, page_spec, picture_spec
from geo.store import Store
from ui import cached
from ui.addresses import here
from ui.messages import sentence
from ui.publish_panel import Asked, keep
from ui.sign_in import doer

_MOST_PREVIEWS = 16
_FILM_DAYS = 90
"""How long a film is when no earlier date is given."""


def look_at(cautions: Sequence[str]) -> None:
    """Say what an editor should know before it goes out."""
    if cautions:
        rows = "".join(f"<li>{encode(caution)}</li>" for caution in cautions)
        st.html(
            "<div class='salient-sentence cautions' role='note'><strong>Before it goes out"
            f"</strong><ul>{rows}</ul></div>"
        )


def preview(asked: Asked) -> None:
    """Show the picture, one pixel of the layout to one of the screen.

    Raises
    ------
    GeoError
        If it cannot be drawn as it was asked for.
    """
    body, alt = _picture(repr(asked.wish), cached.store().revision(), asked.wish)
    with st.container(key="publish-preview"):
        st.image(body, alt=alt)


# The wish in words is the key: it says all that the picture depends on, but for the store.
@st.cache_resource(max_entries=_MOST_PREVIEWS, show_spinner="Drawing ...")
def _picture(key: str, revision: int, _wish: Wish) -> tuple[bytes, str]:
    drawing = draw_picture(picture_spec(cached.store(), _wish))
    return drawing.encoded("png"), drawing.alt


def files(asked: Asked) -> None:
    """Offer a file of each format; it is made when it is asked for."""
    store, wish = cached.store(), asked.wish
    day = local_date(asked.shown.as_of, asked.shown.source.time_zone).isoformat()
    name = f"{asked.shown.source.id}-{day}"

    def drawn(kind: str, scale: float = 1) -> Callable[[], bytes]:
        return lambda: draw_picture(picture_spec(store, wish)).encoded(kind, scale=scale)  # type: ignore[arg-type]

    offers: dict[str, tuple[str, Callable[[], bytes]]] = {
        "PNG": ("png", drawn("png", asked.scale)),
        "SVG": ("svg", drawn("svg")),
        "PDF": ("pdf", drawn("pdf")),
        "GIF": ("gif", lambda: _film(store, asked, ".gif")),
        "MP4": ("mp4", lambda: _film(store, asked, ".mp4")),
    }
    if asked.shown.source.redistribution:
        offers["Page in one file"] = ("html", lambda: build_page(store, _page(asked)))
        offers["Data (zip)"] = ("zip", lambda: _data(store, asked))
    # No run of the page follows a file: a run would renew the buttons, and the address of a file
    # that is still being made would be gone before it is fetched.
    unsaid, by = st.session_state.setdefault("publish-unsaid", []), doer()
    with st.container(horizontal=True, key="publish-files"):
        for label, (ending, make) in offers.items():
            st.download_button(
                label, _kept(make, asked, store, by, unsaid), f"{name}.{ending}",
                key=f"file-{ending}", on_click="ignore",
                type="primary" if ending == "png" else "secondary",
            )  # fmt: skip
    while unsaid:
        sentence("note", unsaid.pop())
    st.html(
        f"<p class='salient-fine'>Films run to the date from the earlier one, or from {_FILM_DAYS} "
        "days before; one takes about a second a frame.</p>"
    )
    if asked.shown.source.redistribution:
        with st.expander("Show the page in another page"):
            st.code(embed_snippet(_page(asked), f"{name}.html"), language="html", wrap_lines=True)


def _kept(
    make: Callable[[], bytes], asked: Asked, store: Store, by: Doer, unsaid: list[str]
) -> Callable[[], bytes]:
    """Make the file, then keep its settings; what is to be said waits for the page's next run."""

    def made() -> bytes:
        store.team.standing(by).require(Action.EXPORT)
        body = make()
        note = keep(asked, store, by)
        if note is not None:
            unsaid.append(note)
        return body

    return made


def style_figures(asked: Asked) -> None:
    """Show how the house style reads in grey and to colour-blind readers."""
    figures = reading_figures(read_template(asked.wish.template))
    short = sum(not figure.holds for figure in figures)
    verdict = f"{short} of {len(figures)} figures fall short" if short else "all figures hold"
    rows = "".join(
        f"<tr><td>{encode(f.what)}</td><td>{encode('everyone' if f.sight == 'all' else f.sight)}"
        f"</td><td class='number'>{_value(f, f.value)}</td>"
        f"<td class='number'>{_value(f, f.least)}</td>"
        f"<td>{'holds' if f.holds else 'short'}</td></tr>"
        for f in figures
    )
    head = "".join(
        f"<th scope='col'{cls}>{name}</th>"
        for name, cls in (
            ("What", ""), ("As seen by", ""), ("Is", " class='number'"),
            ("At least", " class='number'"), ("", ""),
        )
    )  # fmt: skip
    with st.expander(f"How the house style reads: {verdict}"):
        st.html(
            f"<div class='salient-card'><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>"
        )


def _value(figure: ReadingFigure, value: float) -> str:
    return f"{value:.1f} : 1" if figure.unit == "contrast" else f"{value:.1f} L*"


def _page(asked: Asked) -> PageSpec:
    return page_spec(asked.wish, asked.own, asked.own[0], asked.own[-1])


def _data(store: Store, asked: Asked) -> bytes:
    link = here(f"/?{urlencode(link_parameters(asked.wish.view))}")
    return zipped(all_files(data_rows(store, [asked.shown]), link))


def _film(store: Store, asked: Asked, ending: str) -> bytes:
    source = asked.shown.source.id
    start = edition_at(asked.own, source, asked.shown.as_of - timedelta(days=_FILM_DAYS))
    first = asked.earlier or start or asked.own[0]
    days, _ = animation.days_of(first, asked.shown)
    return animation.film(animation.frames(store, asked.wish, asked.own, days), ending)
