"""What everything else stands on: sealing, files, CSV that a spreadsheet takes for no formula."""
