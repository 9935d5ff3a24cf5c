#!/usr/bin/env bash
# Lints, and tells the workflow what was found. Findings do not fail this step but a later one, as what is
# to be uploaded comes before.
#
# Inputs come by variables and are quoted everywhere. Python runs isolated (-I): what lies in the checkout
# is never imported. The tool itself is installed from the action's own files, so that the revision that
# pins the action pins the tool too.
set -euo pipefail
set -o noglob

refuse() {
    printf 'tlsrpt-lint: error: %s\n' "$1" >&2
    exit 2
}

case $TLSRPT_LINT_ONLY_NEW in
    true | false) ;;
    *) refuse "$(printf "only-new is 'true' or 'false', not %q" "$TLSRPT_LINT_ONLY_NEW")" ;;
esac
case $TLSRPT_LINT_OUTPUT in
    annotations | sarif | both) ;;
    *) refuse "$(printf "output is 'annotations', 'sarif' or 'both', not %q" "$TLSRPT_LINT_OUTPUT")" ;;
esac

# Runs of forks and of Dependabot have a token that may not upload: they get annotations instead.
may_upload=true
if [[ -n $TLSRPT_LINT_HEAD_REPOSITORY && $TLSRPT_LINT_HEAD_REPOSITORY != "$GITHUB_REPOSITORY" ]] ||
    [[ ${GITHUB_ACTOR:-} == 'dependabot[bot]' ]]; then
    may_upload=false
fi

# The commit that a pull request is held against. A merge commit, which is what is checked out unless
# the workflow says otherwise, knows it better than the event, which may be older.
base() {
    local parents base=$TLSRPT_LINT_BASE depth=0
    parents=$(git cat-file commit HEAD | sed -n -e '/^$/q' -e 's/^parent //p') ||
        refuse "there is no git repository to compare in; set 'only-new: false'"
    if [[ $GITHUB_EVENT_NAME == pull_request && $parents == *$'\n'* &&
        $(git rev-parse HEAD) == "$GITHUB_SHA" ]]; then
        base=${parents%%$'\n'*} depth=2
    fi
    git cat-file -e "$base^{commit}" 2>/dev/null ||
        git fetch --quiet --no-tags --depth=1 origin "$base" >&2 ||
        refuse "the base $base cannot be fetched; set 'fetch-depth: $depth' where actions/checkout is used"
    # Where a branch was checked out instead, what came to the base since is no business of it.
    git merge-base "$base" HEAD 2>/dev/null || echo "$base"
}

scripts=$TLSRPT_LINT_ENVIRONMENT/bin
[[ ${RUNNER_OS:-} != Windows ]] || scripts=$TLSRPT_LINT_ENVIRONMENT/Scripts
if [[ ! -f $TLSRPT_LINT_ENVIRONMENT/complete ]]; then
    "$TLSRPT_LINT_PYTHON" -I -m venv --clear "$TLSRPT_LINT_ENVIRONMENT"
    "$scripts/python" -I -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"
    touch "$TLSRPT_LINT_ENVIRONMENT/complete"
fi

# No array is empty where it is expanded: the bash of macOS takes that for a variable that is not set.
common=(--fail-on "$TLSRPT_LINT_FAIL_ON")
[[ -z $TLSRPT_LINT_CONFIG ]] || common+=(--config "$TLSRPT_LINT_CONFIG")
for argument in ${TLSRPT_LINT_ARGS}; do
    common+=("$argument")
done
common+=(--)
while IFS= read -r path; do
    path=${path%$'\r'}
    [[ -z $path ]] || common+=("$path")
done <<<"$TLSRPT_LINT_PATHS"

work=$(mktemp -d "$RUNNER_TEMP/tlsrpt-lint.XXXXXX")
options=(--output "json=$work/report.json" --output "markdown=$work/summary.md")
annotated=true
if [[ $TLSRPT_LINT_OUTPUT == sarif && $may_upload == true ]]; then
    annotated=false
    options+=(--output-format concise)
else
    options+=(--output-format github)
fi
sarif_file=
if [[ $TLSRPT_LINT_OUTPUT != annotations ]]; then
    sarif_file=${TLSRPT_LINT_SARIF_FILE:-$work/tlsrpt-lint.sarif}
fi
if [[ $TLSRPT_LINT_ONLY_NEW == true && -n $TLSRPT_LINT_BASE ]]; then
    base=$(base)
    options+=(--since "$base")
    # Code scanning compares by itself, and would take for fixed what is not in the file.
    [[ -z $sarif_file ]] || "$scripts/tlsrpt-lint" check --output "sarif=$sarif_file" --statistics \
        "${common[@]}" >/dev/null 2>&1 || true
elif [[ -n $sarif_file ]]; then
    options+=(--output "sarif=$sarif_file")
fi

status=0
"$scripts/tlsrpt-lint" check "${options[@]}" "${common[@]}" || status=$?

[[ -n $sarif_file && -f $sarif_file ]] || sarif_file=
# What is incomplete would close the alerts that are missing from it.
[[ -n $sarif_file && $status -le 1 ]] || may_upload=false
"$scripts/python" -I "$GITHUB_ACTION_PATH/action/tell.py" \
    "$work" "$status" "$annotated" "$may_upload" "$sarif_file"
