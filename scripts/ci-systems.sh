#!/usr/bin/env bash
# Runs the GitHub Action and the GitLab job on a small repository, each by a
# program that runs the CI of its system on this machine: act and
# gitlab-ci-local, which are fetched into bin/consumers. Both run in a shell
# here, without a container: the Go that is here stands for the one that the
# action sets up and that the job's image has, and bin/porter-ls for the one that
# the job installs.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tools=$root/bin/consumers
repo=$(mktemp -d)
trap 'rm -rf "$repo"' EXIT

mkdir -p "$tools"
[ -x "$tools/act" ] || GOBIN=$tools ${GO:-go} install github.com/nektos/act@v0.2.89
[ -d "$tools/gitlab/node_modules/gitlab-ci-local" ] || npm install --silent --no-audit --no-fund --prefix "$tools/gitlab" gitlab-ci-local@4.56.0
command -v rsync >/dev/null || apt-get install -y -qq rsync

mkdir -p "$repo/bundles" "$repo/.github/workflows" "$repo/setup-go"
cat >"$repo/bundles/porter.yaml" <<'YAML'
schemaVersion: 1.0.1
name: example
version: 0.1.0
registry: localhost:5000
mixins:
  - exec
install:
  - helm3:
      name: web
      chart: ./chart
uninstall:
  - exec:
      command: kubectl
      arguments: [version]
YAML
cat >"$repo/setup-go/action.yml" <<'YAML'
name: setup-go
description: The Go that is here
inputs:
  go-version-file: {description: go.mod}
  cache-dependency-path: {description: go.sum}
runs:
  using: composite
  steps:
    - shell: bash
      run: go version && test -f "${{ inputs.go-version-file }}" && test -f "${{ inputs.cache-dependency-path }}"
YAML
cat >"$repo/.github/workflows/bundles.yml" <<'YAML'
on: push
jobs:
  bundles:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: porter-ls/porter-ls@main
        with:
          paths: |
            bundles
          fail-on: warning
          sarif: porter-ls.sarif
      - if: always()
        run: grep -c '"ruleId"' porter-ls.sarif | sed 's/^/results in SARIF, /'
YAML
sed '/^  image:/d' integrations/gitlab-ci.yml >"$repo/gitlab-ci.yml"
cat >"$repo/.gitlab-ci.yml" <<'YAML'
include:
  - local: gitlab-ci.yml
porter-ls:
  before_script: [porter-ls version]
  variables:
    PORTER_LS_PATHS: bundles
YAML
git -C "$repo" init -q -b main
git -C "$repo" remote add origin https://example.com/bundles.git
git -C "$repo" add -A
git -C "$repo" -c user.name=bundles -c user.email=bundles@example.com commit -q -m bundles

must() { # FILE TEXT
  grep -qF -- "$2" "$1" || { cat "$1"; echo "there is no $2"; exit 1; }
}

# The job fails, because there is an error, and shows it in all three ways.
if (cd "$repo" && DOCKER_HOST=unix:///nonexistent "$tools/act" push -P ubuntu-latest=-self-hosted --action-offline-mode \
  --local-repository "porter-ls/porter-ls@main=$root" --local-repository "actions/setup-go@v5=$repo/setup-go") >"$repo/github.log" 2>&1; then
  cat "$repo/github.log"
  echo "the action found nothing"
  exit 1
fi
must "$repo/github.log" '::error file=bundles/porter.yaml,line=8,endLine=8,col=5,endColumn=10,title=undeclared-mixin::'
must "$repo/github.log" '| bundles/porter.yaml:8:5 | error |'
must "$repo/github.log" 'results in SARIF, 1'
echo "act runs the action: an annotation, a summary and SARIF"

if (cd "$repo" && PATH="$root/bin:$PATH" "$tools/gitlab/node_modules/.bin/gitlab-ci-local" porter-ls) >"$repo/gitlab.log" 2>&1; then
  cat "$repo/gitlab.log"
  echo "the job found nothing"
  exit 1
fi
must "$repo/gitlab.log" 'json schema validated'
must "$repo/gitlab.log" '1 error in 1 file'
must "$repo/gl-code-quality-report.json" '"path": "bundles/porter.yaml"'
must "$repo/porter-ls.junit.xml" '<testsuite name="bundles/porter.yaml"'
echo "gitlab-ci-local validates the job and runs it: code quality and tests"
