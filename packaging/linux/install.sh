#!/bin/sh
# Installs the program that stands beside this script, or removes it. What was installed is written down in a list, so
# that the removal takes this and nothing else.
set -eu
umask 022 # for everybody, also where somebody's own files are for nobody else

here=$(cd "$(dirname "$0")" && pwd)
prefix=${HOME:-/root}/.local
remove=

usage() {
    echo "usage: install.sh [--prefix FOLDER] [--uninstall]"
    echo "Without --prefix: for you alone, into ~/.local. Your conversations and settings are never touched."
}

while [ $# -gt 0 ]; do
    case $1 in
        --prefix) [ $# -ge 2 ] || { usage >&2; exit 2; }; prefix=$2; shift ;;
        --prefix=*) prefix=${1#*=} ;;
        --uninstall) remove=yes ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
case $prefix in
    /) echo "install.sh: --prefix must name a folder, such as /usr/local" >&2; exit 2 ;;
    /*) ;;
    *) prefix=$(pwd)/$prefix ;;
esac

program=$prefix/lib/robofy-desktop
list=$program/installed-files

# A replacement that was cut short left the older program aside, and nothing in its place.
if [ ! -e "$program" ] && [ -e "$program.old" ]; then mv "$program.old" "$program"; fi

tell_desktop() {
    # A desktop finds new files by itself sooner or later; these make it sooner.
    quietly update-desktop-database "$prefix/share/applications"
    quietly update-mime-database "$prefix/share/mime"
    quietly gtk-update-icon-cache -q -t -f "$prefix/share/icons/hicolor"
}

quietly() {
    if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi
}

if [ "$remove" ]; then
    [ -f "$list" ] || { echo "install.sh: nothing of Robofy Desktop is installed in $prefix" >&2; exit 1; }
    while IFS= read -r file; do rm -f "$prefix/$file"; done <"$list"
    rm -rf "$program" "$program.new" "$program.old"
    tell_desktop
    echo "Robofy Desktop is removed from $prefix. Your conversations and settings are kept."
    exit 0
fi

missing=
known=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
if [ "$known" ]; then
    for library in @LIBRARIES@; do
        case $known in *"$library "*) ;; *) missing="$missing $library" ;; esac
    done
fi
[ -z "$missing" ] || echo "This system lacks$missing. Install the packages that hold them before you start the program." >&2

# The new program is whole, with its list, before the old one makes room; and that goes last, with what only it had.
mkdir -p "$prefix/lib" "$prefix/bin"
rm -rf "$program.new"
cp -R "$here/lib/robofy-desktop" "$program.new"
chmod -R u=rwX,go=rX "$program.new"
files=$(cd "$here" && find share -type f)
printf '%s\n' bin/robofy-desktop "$files" >"$program.new/installed-files"
rm -rf "$program.old"
if [ -e "$program" ] || [ -L "$program" ]; then mv "$program" "$program.old"; fi
mv "$program.new" "$program" || {
    [ ! -e "$program.old" ] || mv "$program.old" "$program"
    echo "install.sh: $program could not be replaced" >&2
    exit 1
}
ln -sf ../lib/robofy-desktop/robofy-desktop "$prefix/bin/robofy-desktop"
printf '%s\n' "$files" | while IFS= read -r file; do
    mkdir -p "$prefix/$(dirname "$file")"
    cp "$here/$file" "$prefix/$file"
    chmod 644 "$prefix/$file"
done
if [ -f "$program.old/installed-files" ]; then
    while IFS= read -r file; do
        grep -qxF -e "$file" "$list" || rm -f "$prefix/$file"
    done <"$program.old/installed-files"
fi
rm -rf "$program.old"
# A program in a home folder may stand outside the paths that a desktop searches. Its path is escaped for the quotes of a
# command, for the fields in one, for the values of an entry, and at last for sed.
command=$(printf '%s\n' "$prefix/bin/robofy-desktop" |
    sed -e 's/[\\"`$]/\\&/g' -e 's/%/%%/g' -e 's/\\/\\\\/g' -e 's/[\\&|]/\\&/g')
sed "s|^Exec=robofy-desktop|Exec=\"$command\"|" "$here/share/applications/robofy-desktop.desktop" \
    >"$prefix/share/applications/robofy-desktop.desktop"
tell_desktop
echo "Robofy Desktop is installed: $prefix/bin/robofy-desktop"
