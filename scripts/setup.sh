# Sourced by the scripts beside it. Makes .venv with dateline installed in it, once, and again when pyproject.toml has changed.
# In: EXTRAS, such as "[dev]". Out: BIN, the folder of the programs. Works on a machine that has nothing but Python 3.11 or newer.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BIN=$ROOT/.venv/bin

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local name
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        say "installing python3 and python3-venv with apt-get"
        install_with_apt && command -v python3
        return
    fi
    say "dateline needs Python 3.11 or newer. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
    return 1
}

install_with_apt() {
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv; } </dev/null >&2
}

make_venv() {
    local python=$1
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "installing python3-venv with apt-get"
            install_with_apt
        else
            say "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install python3-venv"
            return 1
        fi
    fi
    rm -rf "$ROOT/.venv"
    "$python" -m venv "$ROOT/.venv"
}

# What the environment was made from: the requirements, and the sources of the place index that is built with it.
stamp() {
    (cd "$ROOT" && cat pyproject.toml hatch_build.py dateline/gazetteer/*.py dateline/gazetteer/*.toml | sha256sum | cut -c1-16)
}

set_up() {
    local extras=$1 have=$ROOT/.venv/.made wanted python
    wanted="$(stamp) $extras"
    if [ -x "$BIN/dateline" ] && [ -f "$have" ] && grep -qxF "$wanted" "$have"; then
        return
    fi
    say "setting up .venv (once; some minutes on a slow line)"
    if [ ! -x "$BIN/python" ] || ! "$BIN/python" -m pip --version >/dev/null 2>&1; then
        python=$(find_python)
        make_venv "$python"
    fi
    "$BIN/python" -m pip install --quiet --disable-pip-version-check --editable "$ROOT$extras" </dev/null >&2
    # An environment with the tools of a developer also serves one who only reads.
    printf '%s\n' "$(stamp) [web]" "$wanted" >"$have"
}
