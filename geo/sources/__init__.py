"""Readers, one file per format. Each returns rows and an ImportReport and writes nothing."""
