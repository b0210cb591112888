"""Runs over many reports that can be stopped and gone on with, on this machine or on many. In: sources. Out: part files, and a list of what
is done. `running` is the whole of it; `local` and `cluster` are the two engines that do the work."""
