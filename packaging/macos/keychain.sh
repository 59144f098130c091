#!/bin/sh
# Makes a keychain with what package.sh signs and notarises with, and names it to the later steps of the workflow. Runs on
# macOS, before `dev.py package`. Without a secret it says what will not be done, and that is no failure.
#
# MACOS_CERTIFICATE           a "Developer ID Application" certificate with its key: a .p12 file, in base64
# MACOS_CERTIFICATE_PASSWORD  the password of that file
# MACOS_NOTARY_KEY            a key of App Store Connect: the text of the .p8 file
# MACOS_NOTARY_KEY_ID         the id of that key
# MACOS_NOTARY_ISSUER         the id of who issued it
set -eu
umask 077

if [ -z "${MACOS_CERTIFICATE:-}" ]; then
    echo "Not signed and not notarised: the secret MACOS_CERTIFICATE is not set."
    exit 0
fi

keychain=$RUNNER_TEMP/robofy-desktop.keychain-db
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
password=$(openssl rand -hex 20)

security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 21600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
printf %s "$MACOS_CERTIFICATE" | base64 --decode >"$folder/certificate.p12"
security import "$folder/certificate.p12" -P "${MACOS_CERTIFICATE_PASSWORD:-}" -T /usr/bin/codesign -f pkcs12 -k "$keychain"
security set-key-partition-list -S apple-tool:,apple:,codesign: -s -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db

identity=$(security find-identity -v -p codesigning "$keychain" |
    sed -n 's/.*"\(Developer ID Application: .*\)".*/\1/p' | head -n 1)
[ "$identity" ] || { echo "MACOS_CERTIFICATE holds no valid \"Developer ID Application\" certificate." >&2; exit 1; }
echo "ROBOFY_SIGNING_IDENTITY=$identity" >>"$GITHUB_ENV"

if [ -z "${MACOS_NOTARY_KEY:-}" ]; then
    echo "Not notarised: the secret MACOS_NOTARY_KEY is not set."
    exit 0
fi
printf '%s\n' "$MACOS_NOTARY_KEY" >"$folder/key.p8"
xcrun notarytool store-credentials robofy-desktop --key "$folder/key.p8" --key-id "$MACOS_NOTARY_KEY_ID" \
    --issuer "$MACOS_NOTARY_ISSUER" --keychain "$keychain"
echo "ROBOFY_NOTARY_PROFILE=robofy-desktop" >>"$GITHUB_ENV"
echo "ROBOFY_NOTARY_KEYCHAIN=$keychain" >>"$GITHUB_ENV"
