#!/bin/sh
# The nightly run: what is new comes in, what may not be kept goes, gold is built, and all of it is
# backed up. The exit code says the worst that happened. See docs/operations.md.
#
#   REELHOUSE_HOME      folder with reelhouse.toml and .venv; /srv/reelhouse by default
#   REELHOUSE_KEYS      file that exports secrets; keys.sh in that folder by default, if it is there
#   BACKUP_TARGET       where the lake is backed up; nowhere by default
#   METRICS_FILE        file for node_exporter's textfile collector; none by default
#   DASHBOARDS          any text where dashboards are served from this folder: their pages are prepared
cd "${REELHOUSE_HOME:-/srv/reelhouse}" || exit 1
keys="${REELHOUSE_KEYS:-./keys.sh}"
# shellcheck source=/dev/null
[ -r "$keys" ] && . "$keys"
# no settings of Reelhouse's own, which knows them all and refuses others
unset REELHOUSE_HOME REELHOUSE_KEYS
PATH="$PWD/.venv/bin:$PATH"

worst=0
step() {
    "$@"
    code=$?
    if [ "$code" -ne 0 ]; then
        echo "nightly: '$*' ended with $code" >&2
        [ "$worst" -ne 0 ] || worst=$code
    fi
}

step reelhouse ingest --all
step reelhouse prune --expired
step reelhouse build
step reelhouse builds prune
[ -z "$DASHBOARDS" ] || step reelhouse dashboards --prepare
[ -z "$BACKUP_TARGET" ] || step reelhouse backup "$BACKUP_TARGET" --prune --keep 7
[ -z "$METRICS_FILE" ] || step reelhouse metrics-server --textfile "$METRICS_FILE"
exit "$worst"
