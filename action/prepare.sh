#!/usr/bin/env bash
# Tells the next steps which Python there is, and in which folder an environment with these very files
# of the tool belongs, so that it can be taken from a cache.
#
# Python runs isolated (-I) here: what lies in the checkout is never imported.
set -euo pipefail
shopt -s nullglob

is_new_enough() {
    "$1" -I -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

tools=${RUNNER_TOOL_CACHE:-}
for candidate in python3 python "$tools"/Python/3.1[1-9]*/*/{bin/python,python.exe}; do
    if found=$(command -v "$candidate") && is_new_enough "$found"; then
        python=$found
        break
    fi
done
if [[ -z ${python:-} ]]; then
    echo '::error title=tlsrpt-lint::There is no Python 3.11 or newer; add a step with actions/setup-python.'
    exit 2
fi

key=$("$python" -I "$GITHUB_ACTION_PATH/action/key.py" "$GITHUB_ACTION_PATH")
[[ -n $tools && -w $tools ]] || tools=$RUNNER_TEMP
{
    echo "python=$python"
    echo "key=tlsrpt-lint-$key"
    echo "environment=$tools/tlsrpt-lint/$key"
} >>"$GITHUB_OUTPUT"
