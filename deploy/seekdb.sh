#!/bin/sh
# Start a seekdb server that only programs of this machine reach, through a socket in its folder:
#
#   sh deploy/seekdb.sh FOLDER
#   PINCITE_STORE="seekdb:///pincite?socket=FOLDER/run/sql.sock" make serve
#
# By itself the server listens on every network address and lets anybody in without a password.
# Here it runs in a network namespace of its own, which no packet enters or leaves. What may open
# the socket may read and write everything, so the folder is its user's alone.
#
# Settings: SEEKDB_MEMORY and SEEKDB_LOG_DISK (2G each), SEEKDB_PORT (2881, in the namespace),
# PYTHON (the Python that has pylibseekdb).
set -eu
folder=${1:?usage: sh deploy/seekdb.sh FOLDER}
python=${PYTHON:-python3}
for needed in unshare ip; do
    command -v "$needed" >/dev/null || {
        echo "seekdb.sh: $needed is missing: install util-linux and iproute2" >&2
        exit 2
    }
done
server=$("$python" -c 'import pathlib, pylibseekdb as s; print(pathlib.Path(s.__file__).with_name("seekdb"))') || {
    echo "seekdb.sh: $python has no server: install it with pip install pylibseekdb" >&2
    exit 2
}
umask 077
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
[ "$(id -u)" = 0 ] || user=--map-root-user
export TELEMETRY_ENABLED=false HOME="$folder"
# The server starts only where an interface has a hardware address and an IP address.
exec unshare --net ${user:-} sh -c '
    ip link set lo up && ip link add mac0 type veth peer name mac1 &&
        ip link set mac0 up && ip link set mac1 up && ip addr add 192.0.2.1/24 dev mac0
    exec "$@"
' sh "$server" --nodaemon --base-dir "$folder" --port "${SEEKDB_PORT:-2881}" --log-level ERROR \
    --parameter memory_budget="${SEEKDB_MEMORY:-2G}" \
    --parameter log_disk_size="${SEEKDB_LOG_DISK:-2G}" --parameter datafile_size=1G \
    --parameter datafile_maxsize="${SEEKDB_DISK:-100G}"
