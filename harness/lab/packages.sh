# SPDX-License-Identifier: MIT
# Unpacks a package, and those that it needs and the machine lacks, into a folder; nothing is installed, and no script of
# theirs runs. $1: the cache, $2: the package. Makes $1/$2 with `root`, what was in the packages, and `version`.
# If it cannot, its last line says why.
set -u
cache=$1
name=$2
new=$cache/$name.new

give_up() {
	rm -rf "$new"
	printf '%s\n' "$1"
	exit 1
}

# The last thing that a program complained of, without the "E: ".
complaint() {
	sed -n 's/^\(E\|dpkg-deb\): *//p' "$new/said" | tail -n 1 | cut -c 1-200
}

apt() {
	apt-get -q -y -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Dir::Cache="$new/apt" "$@" </dev/null >"$new/said" 2>&1
}

# With the machine's lists of packages, or with newer ones that are kept here.
download() {
	apt --no-install-recommends -o Dir::Cache::archives="$new/archives" "$@" --download-only install "$name"
}

update() {
	mkdir -p "$cache/lists/partial" && apt -o Dir::State::Lists="$cache/lists" update
}

# A folder that is a link to one of /usr's is one here, too: some packages still name their files by it.
merge() {
	for folder in bin sbin lib lib32 lib64 libx32; do
		if [ -L "/$folder" ]; then
			mkdir -p "$1/usr/$folder" && ln -s "usr/$folder" "$1/$folder" || return 1
		fi
	done
}

for program in apt-get dpkg-deb tar; do
	command -v "$program" >/dev/null || give_up "it is unpacked by apt-get, dpkg-deb and tar, and there is no $program"
done
exec 9>"$cache/lock" && flock 9 || give_up "cannot lock $cache"
# Somebody else may have brought it meanwhile.
[ ! -s "$cache/$name/version" ] || exit 0
rm -rf "$new"
mkdir -p "$new/archives/partial" "$new/apt" "$new/root" || give_up "cannot write to $cache"

download || { update && download -o Dir::State::Lists="$cache/lists"; } || give_up "apt-get: $(complaint)"
merge "$new/root" || give_up "cannot write to $cache"
for archive in "$new"/archives/*.deb; do
	[ -e "$archive" ] || give_up "apt-get brought nothing"
	dpkg-deb --fsys-tarfile "$archive" 2>"$new/said" | tar -x -p --keep-directory-symlink -C "$new/root" 2>>"$new/said" ||
		give_up "cannot unpack ${archive##*/}: $(tail -n 1 "$new/said" | cut -c 1-200)"
	case ${archive##*/} in
	"$name"_*) dpkg-deb -f "$archive" Version >"$new/version" ;;
	esac
done
chmod 755 "$new/root"
[ -s "$new/version" ] || give_up "apt-get brought no package of that name"
rm -rf "$new/archives" "$new/apt" "$new/said" "${cache:?}/$name"
mv "$new" "$cache/$name" || give_up "cannot write to $cache"
