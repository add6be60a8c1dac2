#!/bin/bash
# What tests need from the system: the one place that lists it. Does nothing when it is there.
set -euo pipefail

packages=(rabbitmq-server chromium libfaketime nginx haproxy openssl)
# Chromium without windows: tests that need no window take half the time in it, and go to the whole one where it is missing.
quicker=(chromium-headless-shell)

has_needed() {
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] && command -v chromium >/dev/null &&
    [ -x /usr/sbin/nginx ] && [ -x /usr/sbin/haproxy ] && command -v openssl >/dev/null &&
    compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null
}
has_needed && command -v chromium-headless-shell >/dev/null && exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null && as_root=(sudo -n) || as_root=(missing)
fi
if [ "${as_root[*]}" = missing ] || ! command -v apt-get >/dev/null; then
  has_needed && exit 0
  echo "The tests need RabbitMQ, Chromium, libfaketime, nginx, HAProxy and OpenSSL. On Debian: sudo apt-get install --no-install-recommends ${packages[*]} ${quicker[*]}" >&2
  exit 1
fi

# Debian would start RabbitMQ and the proxies on all addresses, now and at each boot. The tests run their own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
install() {
  echo "Installing $* …"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
}
is_new() { ! dpkg -s "$1" >/dev/null 2>&1; }

# Services that somebody had before stay as they are.
services=()
if is_new rabbitmq-server; then services+=(rabbitmq-server epmd.socket); fi
if is_new nginx; then services+=(nginx); fi
if is_new haproxy; then services+=(haproxy); fi
"${as_root[@]}" apt-get -q update || has_needed
has_needed || install "${packages[@]}"
install "${quicker[@]}" || echo "It isn't to be had here: the browser tests take longer."
for service in "${services[@]}"; do "${as_root[@]}" systemctl disable "$service" 2>/dev/null || true; done
