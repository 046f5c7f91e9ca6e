#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Builds the fuzz targets as OSS-Fuzz, ClusterFuzz and ClusterFuzzLite want them. build.sh [NAME...]: all, or these.
#
# SRC, WORK, OUT  folders: $SRC/pratique is this tree; what is built goes to $WORK, what is shipped to $OUT
# CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE
#                 compilers, flags and engine, as they are: no sanitizer is added here
# FUZZING_ENGINE  libfuzzer where it is missing; only libFuzzer gets the mutator
# PQ_PLUGIN       objects and archives of a plug-in (pratique/subject.h), separated by semicolons: fuzz_scenario is linked with
#                 them and asks it in the model's place. Compile it with the same CC, CXX and flags
#
# For each target $OUT gets fuzz_NAME, .dict, .options and _seed_corpus.zip; $OUT/lib gets the shared libraries that the
# images which run targets lack.
source=$SRC/pratique
build=$WORK/pratique

cmake -S "$source" -B "$build" -DPQ_ENGINE=contract -DPQ_PLUGIN="${PQ_PLUGIN:-}"
cmake --build "$build" --parallel "$(nproc)" --target oss_fuzz_options
options() { ASAN_OPTIONS=detect_leaks=0 "$build/bin/oss_fuzz_options" "$@"; }

# zip_seeds ZIP MAX_LEN FOLDER...: flattens the inputs below the folders into one zip, as folder-file. Folders that are
# missing hold none; what is longer than the target reads would be cut, and is left out.
zip_seeds() {
	local zip=$1 max_len=$2 stage=$build/seeds folder file name
	shift 2
	rm -rf "$stage" "$zip"
	mkdir "$stage"
	for folder; do
		[[ -d $folder ]] || continue
		while IFS= read -r file; do
			name=${file#"$source/corpus/"}
			cp -- "$file" "$stage/${name//\//-}"
		done < <(find "$folder" -type f ! -name '*.md' -size "-$((max_len + 1))c" | LC_ALL=C sort)
	done
	(cd "$stage" && find . -type f -printf '%P\n' | LC_ALL=C sort > ../seeds.txt &&
		cmake -E tar cf "$zip" --format=zip --mtime=1980-01-02 --files-from=../seeds.txt)
}

# Copies the libraries of a program that no image can do without elsewhere.
ship_libraries() {
	local name arrow file
	while read -r name arrow file _; do
		[[ $arrow == '=>' && $file == /* ]] || continue
		[[ $name =~ ^lib(c|m|dl|rt|pthread|resolv|gcc_s|stdc\+\+)\.so ]] && continue
		mkdir -p "$OUT/lib"
		cp -L -- "$file" "$OUT/lib/$name"
	done < <(ldd "$1")
}

wanted=" $* "
names=() folders=()
while read -r name seeds; do
	[[ $# == 0 || $wanted == *" $name "* ]] || continue
	names+=("$name")
	folders+=("$seeds")
done < <(options)
(($# == 0 || ${#names[@]} == $#)) || { echo "build.sh: of $* only these are targets: ${names[*]:-none}" >&2; exit 2; }

cmake --build "$build" --parallel "$(nproc)" --target "${names[@]/#/fuzz_}"
for i in "${!names[@]}"; do
	name=${names[i]} target=fuzz_${names[i]}
	cp "$build/bin/$target" "$OUT/$target"
	cp "$source/fuzz/$name.dict" "$OUT/$target.dict"
	options "$name" > "$OUT/$target.options"
	found=("$source/${folders[i]}" "$source/corpus/grown/$name")
	[[ $name != scenario ]] || found+=("$source/corpus/regressions")
	max_len=$(sed -n 's/^max_len = //p' "$OUT/$target.options")
	zip_seeds "$OUT/${target}_seed_corpus.zip" "$max_len" "${found[@]}"
	ship_libraries "$build/bin/$target"
done
