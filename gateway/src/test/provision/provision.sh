#!/usr/bin/env bash
# Installs what the integration tests need beyond a JDK. Runs by itself at the start of the tests
# that need it; a second run costs nothing.
#
#   provision.sh npm      anvil, a real node, and viem, a real client, from npm into target/node
#   provision.sh kernel   iptables, ip, tc and libfaketime: Debian packages, by apt-get, as root
#   provision.sh front    HAProxy, slowhttptest and dnsmasq: likewise
#   provision.sh bench    nginx and strace: likewise; no nginx service is started
#   provision.sh          all of them
#
# Exit: 0 installed, 69 this machine lacks something that cannot be installed here, 1 anything else.
set -euo pipefail

readonly UNAVAILABLE=69
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$here/../node
home=$(cd "$here/../../.." && pwd)/target/node
# Where Debian has iptables, ip and tc; a user's PATH lacks it.
PATH=$PATH:/usr/sbin:/sbin

npm_packages() {
  local tool major wanted
  for tool in node npm; do
    if ! command -v "$tool" >/dev/null; then
      echo "provision: no '$tool' on the PATH. Install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm)." >&2
      exit $UNAVAILABLE
    fi
  done
  major=$(node -p 'process.versions.node.split(".")[0]')
  if ((major < 20)); then
    echo "provision: node $(node --version) is too old for viem: install Node.js 20 or newer." >&2
    exit $UNAVAILABLE
  fi

  mkdir -p "$home"
  cp "$source"/*.mjs "$home"
  wanted=$(cat "$source/package.json" "$source/package-lock.json" | cksum)
  if [[ -f $home/installed && $(<"$home/installed") == "$wanted" ]]; then
    return
  fi

  rm -f "$home/installed"
  cp "$source/package.json" "$source/package-lock.json" "$home"
  # No install scripts: anvil's would download the binary that its platform package already carries.
  if ! npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund --loglevel=error >&2; then
    echo "provision: npm could not install $source/package-lock.json: is the npm registry reachable (npm ping)?" >&2
    exit 1
  fi
  if ! compgen -G "$home/node_modules/@foundry-rs/anvil-*/bin/anvil" >/dev/null; then
    echo "provision: npm has no anvil for $(uname -s) $(uname -m): use Linux or macOS on amd64 or arm64." >&2
    exit 1
  fi
  echo "$wanted" >"$home/installed"
}

# The Debian packages of a part whose files are not there.
missing_packages() {
  case $1 in
    kernel)
      command -v iptables >/dev/null || echo iptables
      { command -v ip && command -v tc; } >/dev/null || echo iproute2
      compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || echo libfaketime
      ;;
    front)
      command -v haproxy >/dev/null || echo haproxy
      command -v slowhttptest >/dev/null || echo slowhttptest
      command -v dnsmasq >/dev/null || echo dnsmasq-base
      ;;
    bench)
      command -v nginx >/dev/null || echo nginx-light
      command -v strace >/dev/null || echo strace
      ;;
  esac
}

debian_packages() {
  local missing
  missing=$(missing_packages "$1" | paste -sd ' ' -)
  if [[ -z $missing ]]; then
    return
  fi
  if [[ $(uname -s) != Linux ]] || ! command -v apt-get >/dev/null; then
    echo "provision: missing: $missing (the names of Debian's packages). There is no apt-get here: install them by hand." >&2
    exit $UNAVAILABLE
  fi
  if ((EUID != 0)); then
    echo "provision: missing: $missing. Install them as root: apt-get install --no-install-recommends $missing" >&2
    exit $UNAVAILABLE
  fi
  export DEBIAN_FRONTEND=noninteractive
  # shellcheck disable=SC2086 # a list of words
  if ! { apt-get -qq update && apt-get -qq -y --no-install-recommends install $missing; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "provision: apt-get could not install $missing: is Debian's mirror reachable?" >&2
    exit 1
  fi
  missing=$(missing_packages "$1" | paste -sd ' ' -)
  if [[ -n $missing ]]; then
    echo "provision: installed, and yet there is nothing of: $missing" >&2
    exit 1
  fi
}

# Debian starts a service as it installs it; nobody here wants one on port 80. While the package is put in place, the
# machine's policy says no, and an nginx that runs already is left alone.
nginx_and_strace() {
  local policy=/usr/sbin/policy-rc.d
  if [[ -z $(missing_packages bench) || -e $policy ]] || ((EUID != 0)); then
    debian_packages bench
    return
  fi
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod +x $policy
  trap 'rm -f "$log" '$policy EXIT
  debian_packages bench
  rm -f $policy
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
case ${1:-all} in
  npm) npm_packages ;;
  kernel | front) debian_packages "$1" ;;
  bench) nginx_and_strace ;;
  all)
    npm_packages
    debian_packages kernel
    debian_packages front
    nginx_and_strace
    ;;
  *)
    echo "provision: unknown part '$1': give npm, kernel, front, bench, or nothing for all" >&2
    exit 1
    ;;
esac
