# Targets that people use: demo build test race lint corpus consumers ci-systems image vscode
# vscode-test fuzz bench bench-lsp editors long clean.
# Everything they need that can be had without asking is set up by scripts/setup.sh.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

GO          ?= go
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS     := -s -w -X main.version=$(VERSION)
# grpcnotrace leaves out gRPC's pages for a browser, which every start would set up.
TAGS        := embed_runtime,grpcnotrace
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME    ?= 60s
VSCODE_TARGET ?= $(subst amd64,x64,$(shell $(GO) env GOOS)-$(shell $(GO) env GOARCH))
BENCHSTAT   := golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da
BENCHRUNS   ?= 9
BENCH       ?= .
BENCHDIRS   ?= $(shell grep -rlE '^func Benchmark' --include='*_test.go' . | xargs -n1 dirname | sort -u)
PLATFORMS   ?= linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
RUNTIMES    := $(foreach arch,amd64 arm64,cmd/porter-ls/runtimes/porter-runtime-linux-$(arch).gz)

export CGO_ENABLED ?= 0
export PORTER_LS_BIN := $(CURDIR)/bin/porter-ls

.PHONY: demo build runtimes cross test race lint fmt corpus consumers ci-systems image vscode vscode-test fuzz bench bench-lsp editors long generate clean setup FORCE

# demo checks, builds and installs a bundle for real and shows what came of it.
demo: build
	scripts/setup.sh engine
	scripts/demo.sh

# build makes bin/porter-ls with the in-bundle runtime inside it.
build: bin/porter-ls

bin/porter-ls: FORCE $(RUNTIMES)
	$(GO) build -trimpath -tags $(TAGS) -ldflags "$(LDFLAGS)" -o $@ ./cmd/porter-ls

runtimes: $(RUNTIMES)

# Built every time (the Go build cache makes that cheap) and replaced only where
# it differs, so that an unchanged runtime does not relink porter-ls.
cmd/porter-ls/runtimes/porter-runtime-linux-%.gz: FORCE
	@mkdir -p $(@D)
	@CGO_ENABLED=0 GOOS=linux GOARCH=$* $(GO) build -trimpath -ldflags "-s -w" -o bin/porter-runtime-linux-$* ./cmd/porter-runtime
	@gzip -n -9 -c bin/porter-runtime-linux-$* >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# cross proves that every platform of a release builds.
cross: $(RUNTIMES)
	@for p in $(PLATFORMS); do \
	  s=$$SECONDS; \
	  GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) build -trimpath -tags $(TAGS) -ldflags "$(LDFLAGS)" -o /dev/null ./cmd/porter-ls; \
	  echo "$$p builds, $$((SECONDS - s)) s"; \
	done

# image makes an image with nothing but porter-ls in it, and checks a bundle with
# it.
image: build
	scripts/setup.sh engine
	docker build -q -t porter-ls .
	docker run --rm --network none -v '$(CURDIR)/testdata/bundles/hello:/work:ro' porter-ls

# vscode makes bin/porter-ls.vsix, the extension for VS Code with the server for
# this machine in it.
vscode: build editors/vscode/node_modules/.package-lock.json
	@mkdir -p editors/vscode/bin
	cp bin/porter-ls editors/vscode/bin/
	cd editors/vscode && npm run --silent package -- --target $(VSCODE_TARGET)

editors/vscode/node_modules/.package-lock.json: editors/vscode/package-lock.json
	cd editors/vscode && npm ci --silent --ignore-scripts
	@touch $@

# vscode-test drives that in a real VS Code with a browser for a window.
vscode-test: vscode
	editors/vscode/test/setup.sh
	scripts/setup.sh engine
	cd editors/vscode && PATH="$$($(CURDIR)/scripts/node.sh):$$PATH" npm run --silent test

setup:
	scripts/setup.sh

# test runs all tests; those that need an engine or Neovim get them from setup.
test: build setup
	$(GO) test ./...

# race runs them under the race detector, which needs a C compiler.
race: build setup
	CGO_ENABLED=1 $(GO) test -race ./...

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "run gofmt -w on these"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

# corpus runs all tests that run on manifests over those of a folder too:
# make corpus CORPUS=DIR. CONTRIBUTING.md says what they hold.
corpus:
	PORTER_LS_CORPUS='$(if $(CORPUS),$(abspath $(CORPUS)))' $(GO) test -count=1 \
	  $$($(GO) list -f '{{.ImportPath}} {{.TestImports}} {{.XTestImports}}' ./... | grep -w internal/corpus | cut -d' ' -f1)

# consumers hands every format of check to programs that read it in real life.
consumers: build
	scripts/consumers.sh

# ci-systems runs the GitHub Action and the GitLab job.
ci-systems: build
	scripts/ci-systems.sh

fmt:
	gofmt -w $$(git ls-files '*.go')

# fuzz runs every fuzz target for FUZZTIME each.
fuzz:
	@scripts/fuzz.sh $(FUZZTIME)

# bench runs every benchmark nine times in turns, so that the pairs to compare
# meet the same moods of the machine, and sums them up: BENCH picks benchmarks,
# BENCHDIRS packages. Every figure stays in bin/bench.txt.
bench: build
	@rm -f bin/bench.txt
	@for i in $$(seq $(BENCHRUNS)); do \
	  $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem $(BENCHDIRS) | grep -v '^PASS' | tee -a bin/bench.txt; \
	done
	@$(GO) run $(BENCHSTAT) -col /of bin/bench.txt

# bench-lsp times porter-ls beside yaml-language-server, as an editor meets them,
# and writes the figures into docs/performance.md.
bench-lsp: build
	scripts/bench-lsp.sh --write

# long is what is too slow for every change: every half-typed state of the
# manifests, tests of random edits in full, all that an editor can ask at every
# word of them, all fuzz targets for ten minutes each, the readers of every format,
# the CI systems and the builds of all platforms.
long: cross race consumers ci-systems
	PORTER_LS_LONG=1 $(GO) test -run '^TestHalfTyped$$' -timeout 1h -v ./analysis/rules
	PORTER_LS_LONG=1 $(GO) test -skip '^TestHalfTyped$$' -timeout 1h ./schema/... ./analysis/symbols ./analysis/rules
	PORTER_LS_LONG=1 $(GO) test -run '^TestConformance' -timeout 1h ./lsp
	CGO_ENABLED=1 PORTER_LS_LONG=1 $(GO) test -race -run '^TestRandomEdits$$' -timeout 1h ./lsp
	$(MAKE) fuzz FUZZTIME=10m

# generate rewrites the generated documents; tests fail where they are stale.
generate:
	$(GO) generate ./...

clean:
	rm -rf bin cmd/porter-ls/runtimes/*.gz testdata/bundles/*/.cnab
	cd editors/vscode && rm -rf bin dist node_modules LICENSE
