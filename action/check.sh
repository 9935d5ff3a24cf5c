#!/usr/bin/env bash
# The one step of the GitHub Action: install the tool from the action's own files, so that the
# revision that pins the action pins the tool too, and lint with annotations.
set -euo pipefail

environment="$RUNNER_TEMP/tlsrpt-lint"
python3 -m venv "$environment"
scripts="$environment/bin"
[[ -d $scripts ]] || scripts="$environment/Scripts" # Windows
"$scripts/python" -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"

options=(--output-format github --fail-on "$TLSRPT_LINT_FAIL_ON")
if [[ -n $TLSRPT_LINT_CONFIG ]]; then
    options+=(--config "$TLSRPT_LINT_CONFIG")
fi
read -ra more <<<"${TLSRPT_LINT_ARGS//$'\n'/ }"
paths=()
while IFS= read -r path; do
    [[ -z $path ]] || paths+=("$path")
done <<<"$TLSRPT_LINT_PATHS"

"$scripts/tlsrpt-lint" check "${options[@]}" "${more[@]}" -- "${paths[@]}"
