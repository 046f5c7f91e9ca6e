#!/bin/bash
# SPDX-License-Identifier: MIT
# package.sh TREE BUILD PREFIX FOLDER: cpack makes a Debian package, which is left in FOLDER; what is in it, and what its
# scripts do where AppArmor is and where it is not. It is unpacked here, and installed into a bare root by root.sh.
source "${BASH_SOURCE[0]%/*}/lib.sh"
folder=$4
for program in cpack dpkg-deb dpkg-shlibdeps; do
	command -v $program >/dev/null || { echo "skipped: $program is missing"; exit 77; }
done

rm -rf "$folder"
cpack --config "$build/CPackConfig.cmake" -B "$folder" >log 2>&1 || { cat log; fail "cpack"; }
rm -rf "$folder/_CPack_Packages"
version=$("$build/bin/pratique" --version)
package=$folder/pratique_${version#pratique }_$(dpkg --print-architecture).deb
[[ -e $package ]] || fail "there is no $package"

field() { dpkg-deb -f "$package" "$1"; }
[[ $(field Package) == pratique && $(field Version) == "${version#pratique }" ]] || fail "name or version"
for library in libc6 libicu libseccomp libssl libxml2 libjansson; do
	[[ $(field Depends) =~ (^|, )$library[0-9]*' (>=' ]] || fail "does not depend on $library: $(field Depends)"
done
[[ $(field Description | wc -l) -gt 3 && $(field Installed-Size) -gt 1000 ]] || fail "description or size"

dpkg-deb -x "$package" root
dpkg-deb -e "$package" control
(cd root && md5sum --quiet -c ../control/md5sums) || fail "md5sums"
[[ -z $(cd root && find . -type f -perm /022 -o -type f -perm /111 ! -path './usr/bin/pratique*' -o -type d ! -perm 755) ]] ||
	fail "modes: $(cd root && find . -perm /022)"
[[ -z $(find root -type f ! -path 'root/usr/*') ]] || fail "files outside /usr"
for path in "$source" "$build" "$folder"; do
	! grep -rlF -- "$path" root control || fail "these name $path"
done
for file in bin/pratique bin/pratique-plugin include/pratique/watch.h lib/libpratique_policy.a share/man/man1/pratique-run.1.gz \
	share/bash-completion/completions/pratique share/zsh/vendor-completions/_pratique share/doc/pratique/copyright \
	share/doc/pratique/changelog.gz share/pratique/corpus/README.md share/pratique/policies/fetch.policy; do
	[[ -s root/usr/$file ]] || fail "there is no $file"
done
! root/usr/bin/pratique check http://a.example:25/ || fail "port 25 is allowed"
root/usr/bin/pratique run --quiet root/usr/share/pratique/corpus/seeds/smtp-form || fail "a run from the unpacked package"

# script NAME ARGUMENT: a maintainer script, over a root of our own as dpkg's --force-script-chrootless has it.
script() { DPKG_ROOT=$work/root sh -e "control/$1" "$2" || fail "$1 $2"; }
profile=root/etc/apparmor.d/pratique
script postinst configure
[[ ! -e root/etc ]] || fail "a machine without AppArmor gets a profile"
mkdir -p root/etc/apparmor.d/abi
touch root/etc/apparmor.d/abi/3.0
script postinst triggered
[[ ! -e $profile ]] || fail "AppArmor 3 gets a profile that it cannot read"
touch root/etc/apparmor.d/abi/4.0
script postinst triggered
grep -qx '  userns,' $profile || fail "AppArmor 4 gets no profile"
script prerm upgrade
[[ -e $profile ]] || fail "an upgrade takes the profile away"
script prerm remove
[[ ! -e $profile ]] || fail "the profile is left behind"
if command -v apparmor_parser >/dev/null && [[ -e /etc/apparmor.d/abi/4.0 ]]; then
	apparmor_parser -QK "$source/cmake/package/apparmor" || fail "the profile is none"
fi
echo ok
