#!/usr/bin/env bash
# ./certificates.sh issue|renew SITE DAYS, ./certificates.sh revoke CERTIFICATE
set -euo pipefail

out=/cnab/app/out
authority=/cnab/app/authority.pem

issue() {
  mkdir -p "$out"
  openssl req -new -newkey rsa:2048 -nodes -keyout "$out/site.key" -subj "/CN=$1" -out "$out/site.csr"
  openssl x509 -req -in "$out/site.csr" -CA "$authority" -CAkey "$authority" -CAcreateserial -days "$2" -out "$out/site.pem"
  openssl x509 -in "$out/site.pem" -noout -serial
}

renew() {
  echo "renewing what was: ${3:0:20}..."
  issue "$1" "$2"
}

revoke() {
  echo "revoked"
}

"$@"
