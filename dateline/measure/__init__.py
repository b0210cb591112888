"""How well records are read. In: reports that people marked, and a reading of them or another's marks. Out: figures.

`marks` reads and checks what was marked, `pairing` says which two records are one, `figures` adds up what is right.
"""
