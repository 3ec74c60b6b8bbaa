#!/bin/sh
# Installs the C library under PREFIX: libraries, header, and what pkg-config asks for.
#
#   ffi/install.sh PREFIX            builds it first (profile release-ffi)
#   ffi/install.sh PREFIX FOLDER     takes what was built in FOLDER
#
# CARGO_BUILD_FLAGS goes to cargo build, for example "--no-default-features". DESTDIR is put before
# every path, for packages.
set -eu
[ $# -ge 1 ] || { sed -n '2,8p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
prefix=$1
if [ $# -ge 2 ]; then
    built=$2
else
    # shellcheck disable=SC2086 # several flags
    (cd "$here" && cargo build --profile release-ffi -p sidian-ffi ${CARGO_BUILD_FLAGS:-})
    built=$here/../target/release-ffi
fi
number() { sed -n "s/^#define $1 \([0-9]*\)\$/\1/p" "$here/include/sidian.h"; }
abi=$(number SIDIAN_ABI_VERSION)
version=$(number SIDIAN_VERSION_MAJOR).$(number SIDIAN_VERSION_MINOR).$(number SIDIAN_VERSION_PATCH)

to=${DESTDIR:-}$prefix
mkdir -p "$to/lib/pkgconfig" "$to/include"
install -m 755 "$built/libsidian_ffi.so" "$to/lib/libsidian_ffi.so.$abi"
ln -sf "libsidian_ffi.so.$abi" "$to/lib/libsidian_ffi.so"
[ ! -f "$built/libsidian_ffi.a" ] || install -m 644 "$built/libsidian_ffi.a" "$to/lib/libsidian_ffi.a"
install -m 644 "$here/include/sidian.h" "$here"/cpp/*.hpp "$to/include"
sed -e "s|@PREFIX@|$prefix|" -e "s|@VERSION@|$version|" "$here/sidian.pc.in" >"$to/lib/pkgconfig/sidian.pc"
chmod 644 "$to/lib/pkgconfig/sidian.pc"
echo "installed sidian $version (ABI $abi) in $to"
