#!/usr/bin/env bash
# action.sh install|check: the steps of action.yml.
set -euo pipefail

# install puts the release $VERSION on the PATH of the steps that follow; where that
# is no release's name, what is built from the action's own source.
install() {
	local bin=$RUNNER_TEMP/schemascope platform archive
	mkdir -p "$bin"
	if [[ $VERSION == v[0-9]*.*.* ]]; then
		case "$RUNNER_OS $RUNNER_ARCH" in
		"Linux X64") platform=linux-x64 ;;
		"Linux ARM64") platform=linux-arm64 ;;
		"macOS X64") platform=darwin-x64 ;;
		"macOS ARM64") platform=darwin-arm64 ;;
		"Windows X64") platform=win32-x64 ;;
		*)
			echo "::error::there is no release for $RUNNER_OS on $RUNNER_ARCH"
			exit 2
			;;
		esac
		archive=schemascope-$platform.tar.gz
		[[ $platform != win32-* ]] || archive=schemascope-$platform.zip
		cd "$bin"
		local from=https://github.com/schemascope/schemascope/releases/download/$VERSION file
		for file in "$archive" SHA256SUMS; do
			curl --fail --silent --show-error --location --retry 3 --remote-name "$from/$file"
		done
		grep " $archive\$" SHA256SUMS | if command -v sha256sum >/dev/null; then sha256sum --check; else shasum -a 256 --check; fi
		case $archive in
		*.zip) unzip -q "$archive" ;;
		*) tar -xzf "$archive" ;;
		esac
		echo "$bin/schemascope-$platform/bin" >>"$GITHUB_PATH"
	else
		cd "$GITHUB_ACTION_PATH"
		go build -o "$bin/" . ./erd/schemascope-dot
		echo "$bin" >>"$GITHUB_PATH"
	fi
}

# check writes the SARIF file, shows people the same as text, and tells the exit code.
check() {
	local flags=() paths=() line code=0 here
	here=$(pwd -W 2>/dev/null || pwd) # -W is of bash on Windows, and gives what other programs take
	case $CHECK_SARIF in /* | ?:*) ;; *) CHECK_SARIF=$here/$CHECK_SARIF ;; esac
	[[ -z $CHECK_ENV ]] || flags+=(--env "$CHECK_ENV")
	[[ -z $CHECK_DIALECT ]] || flags+=(--dialect "$CHECK_DIALECT")
	[[ $CHECK_NO_EXEC != true ]] || flags+=(--no-exec)
	while IFS= read -r line; do
		[[ -z ${line// /} ]] || paths+=("$line")
	done <<<"$CHECK_PATH"
	[[ ${#paths[@]} != 0 ]] || paths=(.)
	schemascope check ${flags[@]+"${flags[@]}"} --format sarif -- "${paths[@]}" >"$CHECK_SARIF" || code=$?
	if [[ $code != 2 ]]; then
		schemascope check ${flags[@]+"${flags[@]}"} -- "${paths[@]}" || true
	fi
	{
		echo "sarif=$CHECK_SARIF"
		echo "code=$code"
	} >>"$GITHUB_OUTPUT"
}

"$1"
