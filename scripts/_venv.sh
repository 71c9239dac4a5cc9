# Sourced by the scripts beside it: `make_venv [EXTRA]` leaves the checkout installed, editable, in .venv, and its python in $python.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Python 3.11 or newer: $PYTHON if that is set, else the first on the path.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    echo "No Python 3.11 or newer on the path. Install one, or name one: PYTHON=/path/to/python $0" >&2
    return 1
}

make_venv() {
    local extra=${1:-} found stamp wanted
    python=$root/.venv/bin/python
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        found=$(find_python)
        if ! "$found" -m venv --clear "$root/.venv" >&2; then
            rm -rf "$root/.venv"
            echo "$found can't make a virtual environment. On Debian: apt-get install python3-venv" >&2
            return 1
        fi
    fi
    # Installing takes half a minute; it is left out while nothing has changed that it depends on.
    stamp=$root/.venv/.installed${extra:+-$extra}
    wanted=$(cd "$root" && { cat pyproject.toml hatch_build.py hatch_native.py && find web -name node_modules -prune -o -type f -print0 | sort -z | xargs -0 cat && echo "$extra"; } |
        "$python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())')
    if [[ ! -f $stamp || $(<"$stamp") != "$wanted" ]]; then
        echo "Installing into .venv ${extra:+(with the extra $extra) }…" >&2
        "$python" -m pip install -q --disable-pip-version-check -e "$root${extra:+[$extra]}"
        echo "$wanted" >"$stamp"
    fi
    # Where the linker's sources have changed since, its machine code is made again, which these extras have the tools for.
    case $extra in test | bench) "$python" "$root/hatch_build.py" >/dev/null ;; esac
}
