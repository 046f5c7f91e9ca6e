#!/bin/bash
# SPDX-License-Identifier: MIT
# root.sh TREE BUILD PREFIX FOLDER: the package in FOLDER is installed by apt into a bare root, made by debootstrap from
# where this machine has its own packages, and used there. It takes root, a network and some 600 MB, and so runs only
# if PRATIQUE_ROOT_TEST is set.
source "${BASH_SOURCE[0]%/*}/lib.sh"
folder=$4
[[ -n ${PRATIQUE_ROOT_TEST:-} ]] || { echo "skipped: PRATIQUE_ROOT_TEST is not set"; exit 77; }
((EUID == 0)) || { echo "skipped: not root"; exit 77; }
for program in debootstrap apt-get chroot; do
	command -v $program >/dev/null || { echo "skipped: $program is missing"; exit 77; }
done

# shellcheck disable=SC1091
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $release" 'Component: main' | head -n 1)
[[ -n $mirror ]] || fail "apt knows no mirror of $release"
root=$work/root
if [[ -d ${PRATIQUE_ROOT_MADE:-} ]]; then
	root=$PRATIQUE_ROOT_MADE # made before by the same command
else
	debootstrap --variant=minbase "$release" "$root" "$mirror" >log 2>&1 || { tail log; fail "debootstrap"; }
fi
cp /etc/resolv.conf "$root/etc/"
mount -t proc proc "$root/proc"
trap 'umount -l "$root/proc" && rm -rf "$work"' EXIT

inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
# wants CODE COMMAND...: that exit code inside; what is printed is shown as well.
wants() {
	local wanted=$1 code=0
	shift
	echo "\$ $*"
	inside "$@" 2>&1 || code=$?
	[[ $code == "$wanted" ]] || fail "$* ends with $code, not $wanted"
}

cp "$folder"/pratique_*.deb "$root/tmp/"
inside sh -c 'apt-get install -y --no-install-recommends /tmp/pratique_*.deb' >log 2>&1 || { tail log; fail "apt-get install"; }
wants 1 pratique check http://a.example:25/ http://a.example/
wants 0 pratique run --quiet /usr/share/pratique/corpus/seeds
wants 1 pratique run --quiet --policy none /usr/share/pratique/corpus/seeds/smtp-form
wants 0 pratique fetch --help
wants 0 pratique doctor
wants 3 pratique campaign

inside apt-get install -y --no-install-recommends gcc libc6-dev pkg-config >log 2>&1 || { tail log; fail "apt-get install gcc"; }
wants 0 sh -c 'cc /usr/share/doc/pratique/examples/policy/port.c $(pkg-config --cflags --libs pratique-policy) -o /tmp/port'
[[ $(inside /tmp/port http 25) == blocked && $(inside /tmp/port http 8080) == allowed ]] || fail "the program of ten lines"
wants 0 /tmp/port http 25
wants 0 /tmp/port http 8080

inside apt-get purge -y pratique >log 2>&1 || { tail log; fail "apt-get purge"; }
[[ -z $(find "$root/usr" "$root/etc" -path '*pratique*') ]] || fail "left behind: $(find "$root/usr" "$root/etc" -path '*pratique*')"
echo ok
