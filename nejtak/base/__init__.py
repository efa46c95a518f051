"""Tools without knowledge of surveys: sealing, files, locks, templates, the local web server."""
