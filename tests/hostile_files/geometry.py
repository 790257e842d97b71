"""Outlines that cross, touch, repeat or vanish, and those whose repair would never end."""

from __future__ import annotations

import math
import random
from typing import Any

from tests.hostile_files.recipe import (
    Ring,
    accept,
    area,
    areas,
    collection,
    dumps,
    feature,
    of,
    point,
    reject,
    repair,
    ring,
    star,
)  # fmt: skip


def comb(teeth: int, *, flat: bool) -> Ring:
    """Return a valid comb inside one degree; two of them, one flat, cross everywhere."""
    step = 1.0 / teeth
    edge: Ring = []
    for n in range(teeth):
        low, high = round(n * step, 6), round((n + 0.5) * step, 6)
        edge += [[low, 0.1], [low, 0.9], [high, 0.9], [high, 0.1]]
    outline = [*edge, [1.0, 0.1], [1.0, 0.0], [0.0, 0.0], edge[0]]
    return [[35 + (y if flat else x), 50 + (x if flat else y)] for x, y in outline]


def spiral(turns: int, corners: int) -> Ring:
    """Return a band that winds inwards, valid however many corners it has."""

    def arm(shift: float) -> Ring:
        made = []
        for n in range(corners):
            angle = 2 * math.pi * turns * n / corners
            size = 0.05 + 0.4 * n / corners + shift
            made.append([round(36 + size * math.cos(angle), 7),
                         round(51 + size * math.sin(angle), 7)])  # fmt: skip
        return made

    outline = arm(0.0) + arm(0.4 / turns / 3)[::-1]
    return [*outline, outline[0]]


def scribble(corners: int) -> Ring:
    """Return a ring from one random place to another."""
    chance = random.Random(11)
    outline = [[round(chance.uniform(35, 36), 5), round(chance.uniform(50, 51), 5)]
               for _ in range(corners)]  # fmt: skip
    return [*outline, outline[0]]


def bowtie(x: float, y: float, size: float) -> Ring:
    """Return a ring of two triangles of unequal size."""
    return [[x, y], [x + size, y + size], [x + size, y], [x, y + size / 2], [x, y]]


HOLE = ring(35.05, 51.05, 0.1, 0.1)[::-1]

FAULTS = [
    repair("bowtie.geojson", "a bow tie with lobes of unequal size", of(area(bowtie(35, 51, 0.2))),
           stored=1, says="feature 1"),
    repair("bowtie_amid.geojson", "a bow tie as one part of three", of(areas(
        [ring()], [bowtie(36, 51, 0.2)], [ring(37.0)])), stored=1, says="feature 1"),
    repair("eight.geojson", "a figure eight that meets itself in a corner, without crossing", of(
        area([[35, 51], [35.1, 51.1], [35, 51.2], [35.2, 51.2], [35.1, 51.1], [35.2, 51],
              [35, 51]])), also="accept", stored=1),
    repair("hole_outside.geojson", "a hole outside its shell", of(area(ring(), ring(36.0))),
           also="reject", stored=1, says="feature 1"),
    repair("hole_across.geojson", "a hole across the edge of its shell",
           of(area(ring(), ring(35.1, 51.1))), stored=1, says="feature 1"),
    repair("hole_edge.geojson", "a hole that shares an edge with its shell",
           of(area(ring(), ring(35.0, 51.05, 0.1, 0.1))), stored=1, says="feature 1"),
    repair("hole_in_hole.geojson", "a hole in a hole",
           of(area(ring(), HOLE, ring(35.08, 51.08, 0.02, 0.02))), also="reject", stored=1,
           says="feature 1"),
    repair("hole_cuts.geojson", "a hole that cuts the shell in two at two corners", of(area(ring(),
        [[35, 51.1], [35.1, 51.12], [35.2, 51.1], [35.1, 51.08], [35, 51.1]])), stored=1,
        says="feature 1"),
    repair("hole_twice.geojson", "the same hole twice", of(area(ring(), HOLE, HOLE)), stored=1,
           says="feature 1"),
    repair("hole_of_line.geojson", "a hole without an area",
           of(area(ring(), [[35.05, 51.05], [35.1, 51.1], [35.15, 51.15], [35.05, 51.05]])),
           also="reject", stored=1, says="feature 1"),
    repair("shell_in_shell.geojson", "a part inside another part",
           of(areas([ring()], [ring(35.05, 51.05, 0.1, 0.1)])), stored=1, says="feature 1"),
    repair("parts_overlap.geojson", "parts that overlap",
           of(areas([ring()], [ring(35.1, 51.1)])), stored=1, says="feature 1"),
    repair("parts_same.geojson", "the same part twice", of(areas([ring()], [ring()])), stored=1,
           says="feature 1"),
    repair("parts_edge.geojson", "parts that share an edge, as parcels do",
           of(areas([ring()], [ring(35.2)])), also="accept", stored=1),
    repair("part_flat.geojson", "one part without an area beside a good one", of(areas(
        [ring()], [[[36, 51], [36.1, 51.1], [36.2, 51.2], [36, 51]]])), also="reject", stored=1,
        says="feature 1"),
    repair("spike_in.geojson", "a spike without a width, into the area", of(area(
        [[35, 51], [35.1, 51], [35.1, 51.15], [35.1, 51], [35.2, 51], [35.2, 51.2], [35, 51.2],
         [35, 51]])), stored=1, says="feature 1"),
    repair("spike_far.geojson", "a spike of twenty degrees, out and back", of(area(
        [[35, 51], [35.2, 51], [55, 51.1], [35.2, 51], [35.2, 51.2], [35, 51.2], [35, 51]])),
        stored=1, says="feature 1"),
    repair("twice_around.geojson", "a ring that goes around twice", of(area(
        ring()[:-1] + ring())), stored=1, says="feature 1"),
    repair("open_hole.geojson", "a hole whose ring is not closed", of(area(ring(), HOLE[:-1])),
           also="reject accept", stored=1),
    repair("inverted.geojson", "a hole drawn as part of the outline, as shapefiles have it", of(
        area([[35, 51], [35.1, 51], [35.05, 51.05], [35.15, 51.05], [35.1, 51], [35.2, 51],
              [35.2, 51.2], [35, 51.2], [35, 51]])), also="accept", stored=1),
    accept("repeated.geojson", "every corner four times", of(area(
        [corner for corner in ring() for _ in range(4)])), also="repair", stored=1),
    accept("clockwise.geojson", "shell and hole the same way around",
           of(area(ring()[::-1], HOLE)), stored=1),
    reject("flat.geojson", "an area on one line", of(area([[35, 51], [35.1, 51.1], [35.2, 51.2],
           [35, 51]])), says="feature 1"),
    repair("flat_amid.geojson", "an area on one line amid good ones", collection(
        feature(), feature(area([[35, 51], [35.2, 51], [35.1, 51], [35, 51]])), feature()),
        also="reject", stored=2, says="feature 2"),
    accept("tiny.geojson", "an area of a few square centimetres",
           of(area(ring(35.0, 51.0, 0.000001, 0.000001))), also="reject repair", stored=1),
    accept("point_in_areas.geojson", "a point and an area in one file",
           collection(feature(), feature(point(35.1, 51.1))), also="repair"),
]  # fmt: skip

WORK = [
    repair("star_15.geojson", "a star that a repair handles at once", of(area(star(15, 7))),
           stored=1, says="feature 1"),
    repair("bowties_500.geojson", "500 small bow ties in one area: many crossings, little work",
           of(areas(*([bowtie(35 + n % 25 / 10, 50 + n // 25 / 10, 0.05)] for n in range(500)))),
           also="reject", stored=1),
    reject("star_1001.geojson", "a star of 1,001 points, half a million crossings in 30 kB",
           lambda _: bomb(area(star(1001, 500))), also="repair", stored=1, says="feature 1"),
    reject("star_4001.geojson", "a star of 4,001 points, eight million crossings",
           lambda _: bomb(area(star(4001, 2000))), says="feature 1"),
    repair("star_amid.geojson", "a star of 4,001 points amid good areas", lambda _: bomb(
        area(star(4001, 2000)), feature(), feature()), also="reject", stored=2, says="feature 3"),
    reject("star_hole.geojson", "a star as the hole of a good shell",
           lambda _: bomb(area(ring(35.0, 50.0, 2.0, 1.0), star(4001, 2000))), says="feature 1"),
    reject("combs.geojson", "two valid parts, one million crossings between them",
           lambda _: bomb(areas([comb(500, flat=False)], [comb(500, flat=True)])),
           says="feature 1"),
    reject("comb_hole.geojson", "a comb with a comb as its hole",
           lambda _: bomb(area(comb(500, flat=False), comb(500, flat=True))), says="feature 1"),
    reject("scribble.geojson", "a ring over 3,000 random places",
           lambda _: bomb(area(scribble(3000))), says="feature 1"),
    accept("spiral.geojson", "a band of 20,000 corners that never crosses itself",
           lambda _: bomb(area(spiral(60, 10_000))), stored=1),
    accept("comb.geojson", "a comb of 16,000 corners that never crosses itself",
           lambda _: bomb(area(comb(4000, flat=False))), stored=1),
    accept("many_rows.geojson", "3,000 small areas", lambda _: bomb(
        *[area(ring(round(30 + n % 60 / 10, 1), round(48 + n // 60 / 20, 2), 0.04, 0.04))
          for n in range(3000)]), stored=3000),
]  # fmt: skip


def bomb(*geometries: dict[str, Any]) -> str:
    """Return GeoJSON text of geometries, after any features that are given among them."""
    whole = [g for g in geometries if g["type"] == "Feature"]
    return dumps(collection(*whole, *(feature(g) for g in geometries if g not in whole)))


RECIPES = [*FAULTS, *WORK]
