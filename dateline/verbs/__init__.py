"""The verbs of the command line, a module each.

In: options. Out: a click command named `command`, which imports what it needs when it runs.
"""
