"""A period as a film: its days, its stamps, its ground, its two formats."""

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from geo.cli.main import cli
from geo.errors import ExportError
from geo.maps.layers import MapView
from geo.publish.animation import days_of, film, frames
from geo.publish.picture import PictureSpec, draw_picture
from geo.publish.texts import stamp_of
from geo.publish.wish import Wish
from geo.store import Store


@pytest.fixture(scope="module")
def own(seeded: Store):
    return [e for e in seeded.editions() if e.source.id == "kursk-seed"]


@pytest.fixture(scope="module")
def specs(seeded: Store, own) -> list[PictureSpec]:
    view = MapView(source="kursk-seed", at="2025-01-05T18:30:00Z")
    days = [date(2024, 12, 20), date(2024, 12, 28), date(2025, 1, 5)]
    return list(frames(seeded, Wish(view=view, layout="square"), own, days))


def test_days_run_evenly_and_end_with_the_last(own):
    days, every = days_of(own[0], own[-1])
    assert every == 4
    assert {(b - a).days for a, b in pairwise(days[:-1])} == {4}
    assert (days[0], days[-1]) == (date(2024, 8, 7), date(2025, 3, 12))
    assert days_of(own[0], own[0]) == ([date(2024, 8, 7)], 1)
    assert len(days_of(own[0], own[-1], 1)[0]) == 218


def test_too_many_frames_are_refused(own):
    with pytest.raises(ExportError, match="are more than 366"):
        days_of(own[0], replace(own[-1], as_of=own[-1].as_of + timedelta(days=2_000)), 1)


def test_each_frame_has_its_stamp_and_a_carried_one_says_so(specs):
    stamps = [stamp_of(spec, spec.edition) for spec in specs]
    assert "20 Dec 2024" in stamps[0]
    assert "20 Dec 2024" in stamps[1]
    assert "28 Dec 2024" in stamps[1]
    assert stamps[1] != stamps[0]
    assert "5 Jan 2025" in stamps[2]
    assert [spec.edition.carried_to is not None for spec in specs] == [False, True, False]


def test_all_frames_show_the_same_ground(specs):
    assert len({spec.box for spec in specs}) == 1
    west, south, east, north = specs[0].box
    for spec in specs:
        bounds = spec.edition.areas.total_bounds
        assert (bounds[:2] > (west, south)).all()
        assert (bounds[2:] < (east, north)).all()


def test_a_gif_has_every_frame_and_holds_the_last(specs):
    with Image.open(io.BytesIO(film(specs, ".gif"))) as picture:
        assert picture.n_frames == 3
        assert picture.size == (specs[0].template.layouts["square"].width,) * 2
        times = []
        for at in range(3):
            picture.seek(at)
            times.append(picture.info["duration"])
    assert times == [250, 250, 2000]


def test_an_mp4_shows_the_pictures(specs):
    body = film(specs[2:], ".mp4")
    with av.open(io.BytesIO(body)) as container:
        assert container.streams.video[0].codec_context.name == "h264"
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(shown) == 8
    pixels = draw_picture(specs[2]).pixels(1)
    difference = np.abs(shown[0].astype(int) - pixels[: shown[0].shape[0]].astype(int))
    assert difference.mean() < 3


def test_the_command_writes_a_film(
    seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SALIENT_STORE", str(seeded_file))
    out = tmp_path / "film.gif"
    answer = CliRunner().invoke(
        cli, ["export", str(out), "--from", "2025-01-05", "--to", "2025-01-20", "--every", "15"]
    )
    assert answer.exit_code == 0, answer.output
    assert "2 frames, one every 15 days." in answer.output
    assert out.read_bytes().startswith(b"GIF89a")
