"""The map: one table of styles, the layers that folium carries, and their JavaScript."""
