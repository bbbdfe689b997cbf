#!/bin/sh
# Checks everything in this folder with openssl (3.0 or later) and scitt-cose (from PyPI, made by
# others). It uses nothing of Homeward. Exit code 0 and the word VERIFIED, or 1 and what failed.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "NOT VERIFIED: $1" >&2
  exit 1
}

decode() { # base64url (RFC 4648 section 5) to bytes
  text=$(printf %s "$1" | tr '_-' '/+')
  while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
  printf %s "$text" | openssl base64 -A -d
}

signed() { # FILE.jws KEY.pem: checks the signature (RFC 7515, Ed25519), prints what was signed
  jws=$(cat "$1")
  input=${jws%.*}
  printf %s "$input" >"$work/input"
  decode "${jws##*.}" >"$work/signature"
  openssl pkeyutl -verify -pubin -inkey "$2" -rawin -in "$work/input" -sigfile "$work/signature" \
    >/dev/null 2>&1 || fail "the signature of $1"
  decode "${input#*.}"
}

member() { # NAME: the value of a text or number in the canonical JSON on standard input
  sed -n "s/.*\"$1\":\"\{0,1\}\([A-Za-z0-9_]*\).*/\1/p"
}

head=$(signed head.jws head.pem) || exit 1
[ "$(printf %s "$head" | member kind)" = tree_head ] || fail "head.jws is no tree head"
root=$(printf %s "$head" | member root)
size=$(printf %s "$head" | member size)
echo "head: $size entries, root $root, signed by head.pem"

digest=$(openssl dgst -sha256 -r head.jws | cut -d' ' -f1)
for file in witnesses/*.jws; do
  [ -e "$file" ] || continue
  said=$(signed "$file" "${file%.jws}.pem") || exit 1
  [ "$(printf %s "$said" | member kind)" = countersignature ] || fail "$file is no countersignature"
  [ "$(printf %s "$said" | member head)" = "$digest" ] || fail "$file is about another head"
  [ "$(printf %s "$said" | member root)" = "$root" ] || fail "$file is about another root"
  echo "countersigned: $file"
done

count=0
for salt in entries/*.salt; do
  [ -e "$salt" ] || fail "there are no entries"
  entry=${salt%.salt}
  commitment=$(openssl dgst -sha256 -mac HMAC -macopt "hexkey:$(cat "$salt")" -r "$entry.json" |
    cut -d' ' -f1)
  scitt-cose --json --receipt "$entry.cose" --receipt-log-pubkey node.pem \
    --leaf-entry-hex "$commitment" >"$work/found" 2>&1 || fail "$entry.json is not in the tree"
  grep -q "\"root\": \"$root\"" "$work/found" || fail "$entry.json is in another tree"
  count=$((count + 1))
done
found=$(find entries -name '*.json' ! -name '*.proof.json' | grep -c .) || fail "there are no entries"
[ "$count" -eq "$found" ] || fail "an entry has no salt"
echo "VERIFIED: $count entries are in the tree of the signed head"
