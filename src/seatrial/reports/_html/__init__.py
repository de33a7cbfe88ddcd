"""The parts of the HTML report: markup, the static page, the data that its script shows, the script and the styles."""
