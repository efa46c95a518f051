"""What everything else stands on: sealing, files, locks, templates, the local web server."""
