"""The verbs of the command line, each a module. In: options. Out: a click command named `command`, which imports what it needs as it runs."""
