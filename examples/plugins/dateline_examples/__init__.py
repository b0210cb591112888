"""One plug-in of each sort: an exporter, a reader, an intake, a gazetteer and a language. Each module says what it shows."""
