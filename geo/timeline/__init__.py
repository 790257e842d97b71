"""Editions in the compact form that the browser draws from."""
