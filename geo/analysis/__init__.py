"""Questions asked of frames: what is here, how much, since when."""
