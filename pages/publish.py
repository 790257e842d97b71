"""Publish: the view that is to go out, with what an editor should know before it does."""

from datetime import UTC, datetime

import streamlit as st

from geo.clock import local_date
from geo.errors import GeoError
from geo.publish.cautions import cautions
from ui import cached, publish_files
from ui.messages import sentence, stop_with
from ui.publish_panel import ask

editions = cached.editions()
if not editions:
    sentence("empty", "The store has no editions yet. Import one: python -m geo import FILE --help")
    st.stop()
asked = ask(editions)
today = local_date(datetime.now(UTC), asked.shown.source.time_zone)
found = cautions(asked.wish, asked.shown, asked.earlier, today=today)
publish_files.look_at(found)
try:
    publish_files.files(asked)
    publish_files.preview(asked)
    publish_files.style_figures(asked)
except GeoError as error:
    stop_with(error)
