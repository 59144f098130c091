#!/bin/sh
# Signs the bundle, puts it into a disk image, and has that notarised. Runs on macOS, after `dev.py package`.
#
# ROBOFY_SIGNING_IDENTITY  name of a "Developer ID Application" certificate in the keychain; without it the signature is
#                          made for this computer alone, and other computers warn before the first start
# ROBOFY_NOTARY_PROFILE    name under which `xcrun notarytool store-credentials` keeps the account; without it nothing
#                          is sent to Apple
# ROBOFY_NOTARY_KEYCHAIN   the keychain that has it, where that is not the usual one
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
app="$root/build/frozen/Robofy Desktop.app"
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' "$root/desktop/__init__.py")
image="$root/dist/Robofy-Desktop-$version-$(uname -m).dmg"
identity=${ROBOFY_SIGNING_IDENTITY:--}
stamp=--timestamp
[ "$identity" != - ] || stamp=--timestamp=none  # Apple stamps only what it knows the signer of
entitlements="$root/packaging/macos/entitlements.plist"

[ -d "$app" ] || { echo "There is no $app. First: python3 packaging/dev.py package" >&2; exit 1; }

code_files() {
    # Each program and library, the deepest first. In a framework they have no ending, so their first bytes are read.
    find "$app/Contents" -type f ! -path "$app/Contents/MacOS/robofy-desktop" -exec sh -c '
        for file; do
            case $(od -An -N4 -tx1 "$file" | tr -d " \n") in
                cffaedfe | cefaedfe | cafebabe | cafebabf) printf "%s\n" "$file" ;;
            esac
        done' sh {} + |
        awk -F/ '{ print NF "\t" $0 }' | sort -rn | cut -f 2-
}

# From the inside out: a signature covers the signatures below it.
code_files | while IFS= read -r file; do
    codesign --force $stamp --options runtime --sign "$identity" "$file" </dev/null || exit 1
done
codesign --force $stamp --options runtime --entitlements "$entitlements" --sign "$identity" \
    "$app/Contents/MacOS/robofy-desktop"
codesign --force $stamp --options runtime --entitlements "$entitlements" --sign "$identity" "$app"
codesign --verify --deep --strict "$app"
"$app/Contents/MacOS/robofy-desktop" --selftest

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
cp -R "$app" "$staging/"
ln -s /Applications "$staging/Applications"
mkdir -p "$root/dist"
hdiutil create -volname "Robofy Desktop" -srcfolder "$staging" -format UDZO -fs HFS+ -ov "$image"
[ "$identity" = - ] || codesign $stamp --sign "$identity" "$image"

if [ "${ROBOFY_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$ROBOFY_NOTARY_PROFILE" \
        ${ROBOFY_NOTARY_KEYCHAIN:+--keychain "$ROBOFY_NOTARY_KEYCHAIN"} --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
else
    echo "Not notarised: ROBOFY_NOTARY_PROFILE is not set." >&2
fi
echo "$image"
