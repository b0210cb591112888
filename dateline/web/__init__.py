"""The page that people read, check, compare and map on. In: a database and a browser on the same machine. Out: screens, each with a link of
its own, and the decisions that people take on them. Nothing here asks anything of another machine.
"""
