#!/usr/bin/env bash
# Installs what the integration tests take from npm (src/test/node: anvil, a real node, and viem, a
# real client) into target/node. Runs by itself at the start of the tests that need it; a second run
# with the same package-lock.json costs nothing.
#
# Exit: 0 installed, 69 this machine has no node or npm, 1 anything else.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$here/../node
home=$(cd "$here/../../.." && pwd)/target/node

for tool in node npm; do
  if ! command -v "$tool" >/dev/null; then
    echo "provision: no '$tool' on the PATH. Install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm)." >&2
    exit 69
  fi
done
major=$(node -p 'process.versions.node.split(".")[0]')
if ((major < 20)); then
  echo "provision: node $(node --version) is too old for viem: install Node.js 20 or newer." >&2
  exit 69
fi

mkdir -p "$home"
cp "$source"/*.mjs "$home"
wanted=$(cat "$source/package.json" "$source/package-lock.json" | cksum)
if [[ -f $home/installed && $(<"$home/installed") == "$wanted" ]]; then
  exit 0
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
