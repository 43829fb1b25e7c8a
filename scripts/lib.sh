# shellcheck shell=bash
# What the scripts beside this file share. Sourced, never run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
release_scratch="$root/.build-release"
# shellcheck disable=SC2034 # for those who source this
release_binary="$release_scratch/release/geoclimate"
# Set by --yes; handed on to scripts/setup. In CI nobody can be asked.
assume_yes=${CI:+1}

say() { printf '==> %s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Stops with the exit code for wrong usage.
usage_error() {
    printf 'error: %s\n' "$*" >&2
    exit 64
}

# value_of OPTION VALUE: prints the value that must follow an option.
value_of() {
    [[ $# -ge 2 && -n $2 ]] || usage_error "$1 needs a value"
    printf '%s\n' "$2"
}

have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command with the rights of root: directly when this is root, otherwise through sudo.
as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "this needs root and there is no sudo: run as root: $*"
    fi
}

# Asks on the terminal; yes without asking under --yes, CI or root.
confirm() {
    [[ -n $assume_yes || $EUID -eq 0 ]] && return 0
    [[ -t 0 ]] || fail "cannot ask \"$1\" without a terminal: pass --yes to agree"
    local answer
    read -r -p "$1 [y/N] " answer
    [[ $answer == [yY]* ]]
}

# Prints the Debian packages among the arguments that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package"
    done
}

# need_packages PURPOSE PACKAGE...: installs what is missing; silent and quick when nothing is.
need_packages() {
    local purpose=$1 missing
    shift
    if ! { have dpkg-query && have apt-get; }; then
        say "not Debian or Ubuntu: $purpose needs what Debian calls: $*. Continuing as if it were there."
        return 0
    fi
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -eq 0 ]] && return 0
    say "$purpose needs: ${missing[*]}"
    confirm "Install with apt-get?" || fail "install them and try again: apt-get install ${missing[*]}"
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}")
    # Package lists may be absent or old: refresh them only when the first try fails.
    as_root "${install[@]}" >/dev/null 2>&1 || {
        say "refreshing the package lists"
        as_root apt-get update -qq
        as_root "${install[@]}" >/dev/null
    }
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -eq 0 ]] || fail "still missing after apt-get install: ${missing[*]}"
}

need_swift() {
    have swift || fail "no swift in PATH: install Swift 6.2 or newer from swift.org"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    [[ $version =~ ^([0-9]+)\.([0-9]+)$ ]] || fail "cannot read the version that swift --version prints"
    ((BASH_REMATCH[1] > 6 || (BASH_REMATCH[1] == 6 && BASH_REMATCH[2] >= 2))) ||
        fail "Swift $version is too old: install 6.2 or newer from swift.org"
}

# build_release PRODUCT: `geoclimate` is the binary that demo, install, the benchmarks and the integration lanes share.
# It has a scratch path of its own, because alternating debug and release in one rebuilds every package;
# and it links the Swift runtime statically, so that it runs on a machine without Swift.
build_release() {
    local product=$1
    say "building $product in release (the first build takes about ten minutes)"
    (cd "$root" && swift build -c release --static-swift-stdlib --product "$product" \
        --scratch-path "$release_scratch" >&2)
    [[ -x $release_scratch/release/$product ]] || fail "the build left no $release_scratch/release/$product"
}

# need_venv FOLDER REQUIREMENTS: a Python environment with exactly those packages, which the file lists in full;
# prints its interpreter.
need_venv() {
    local folder=$1 requirements=$2 python=${PYTHON:-python3} wanted
    wanted=$(sha256sum <"$requirements" | cut -d' ' -f1)
    if [[ $(cat "$folder/.requirements" 2>/dev/null) != "$wanted" ]]; then
        "$python" -c 'import ensurepip, venv' 2>/dev/null || "$root/scripts/setup" ${assume_yes:+--yes} python >&2
        say "installing the packages of ${requirements#"$root"/} into ${folder#"$root"/}"
        rm -rf "$folder"
        "$python" -m venv "$folder"
        "$folder/bin/python" -m pip install -q --no-input --no-deps -r "$requirements" >&2
        echo "$wanted" >"$folder/.requirements"
    fi
    echo "$folder/bin/python"
}
