"""The routes, one module a screen. ROUTERS is the whole list; `access.toml` says who may use each."""

from __future__ import annotations

from fastapi import APIRouter

from dateline.web.routes import api, entering, finding, incidents, judging, mapping, names, reading, reshaping, settings, situations, tables

ROUTERS: tuple[APIRouter, ...] = tuple(
    m.router for m in (entering, reading, judging, reshaping, finding, mapping, situations, incidents, names, settings, tables, api)
)
