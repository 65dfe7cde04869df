#!/bin/sh
# Provide nginx for the tests of the service behind a proxy, from Debian where it is missing.
set -u
find_nginx() { PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx; }
find_nginx >/dev/null && exit 0
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    echo "Installing nginx for the tests behind a proxy …"
    $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq nginx-light >/dev/null
    find_nginx >/dev/null && exit 0
fi
echo "make test: nginx is missing and could not be installed: the tests behind a proxy are skipped" >&2
