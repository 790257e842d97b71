"""Salient's library: control of terrain, places and claims, without a screen."""
