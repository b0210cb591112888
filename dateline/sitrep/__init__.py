"""A situation report of one page. In: an open store, a period, a question. Out: HTML that stands alone and can be printed.

`gather` says what belongs to the period, `drawing` makes the map and the timeline, `page` writes it down.
"""
