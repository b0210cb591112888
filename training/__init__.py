"""How the weights were made. Not shipped. `python -m training --help` says what there is."""
